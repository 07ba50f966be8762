"""Declared corrections: applied while the cell prints what was wrong, and never otherwise."""

import pytest

from growthpole.messages import LANGS
from growthpole.observe import ClassificationSpec, RegisterSpec, TidySpec, survey
from growthpole.observe.corrections import Correction, Corrections, Declared
from growthpole.observe.files import sheet_of_bytes
from growthpole.observe.raw_cells import raw_grid_of_bytes
from growthpole.observe.spec import Limits

TOLD = {"reason": "a digit moved", "source": "communiqué, table 1", "author": "A.", "date": "2022-03-01"}


def correction(at=3, **said):
    return Correction(**{"file": "values.csv", "printed": "830959.0", "value": "83095.90", **TOLD, **said, "at": at})


@pytest.fixture
def surveyed(study):
    """The study with one value misprinted, and what its corrections make of it."""
    study.write(
        "values.csv",
        "region,indicator,period,value,unit\n山东,gdp,2021,830959.0,亿元\n370100,gdp,2021,11432.2,亿元\n",
    )

    def run(*corrections, as_of="2022-12-31", specs=None):
        declared = Declared(corrections=corrections, as_of=as_of)
        found = survey(study.folder, specs or study.specs, corrections=declared)
        for finding in found.findings:
            assert all(finding.rule(lang) and finding.hint(lang) for lang in LANGS)
        return found

    return run


def codes(found):
    return [(one.code, one.severity) for one in found.findings]


class TestApplied:
    @pytest.mark.parametrize(
        "place", [{"cell": "D2"}, {"cell": "d2"}, {"line": 2, "column": "value"}, {"line": 2, "column": "D"}]
    )
    def test_the_value_is_corrected_and_the_row_keeps_what_the_cell_says(self, surveyed, place):
        found = surveyed(correction(**place))
        assert found.findings == ()
        fact = found.result.observations.fact(region="CN-SD", indicator="gdp")
        assert (fact.value, fact.printed, fact.raw, fact.basis) == (83095.9, "83095.90", "830959.0", "corrected")
        origin = found.result.origins.iloc[0]
        assert (origin["file"], origin["line"], origin["column"]) == ("values.csv", 2, "value")
        (applied,) = found.result.corrections
        assert (applied.cell, applied.line, applied.column) == ("D2", 2, "value")
        assert b"830959.0" in found.result.raw["values.csv"]

    def test_other_rows_are_as_they_were(self, surveyed):
        found = surveyed(correction(cell="D2"))
        fact = found.result.observations.fact(region="370100", indicator="gdp")
        assert (fact.raw, fact.basis) == ("11432.2", "reported")

    def test_it_comes_before_the_checks(self, study, surveyed):
        study.write("values.csv", "region,indicator,period,value,unit\n某省,gdp,2021,8309五,亿元\n")
        found = surveyed(
            correction(cell="A2", printed="某省", value="山东"),
            correction(at=9, cell="D2", printed="8309五", value="83095.90"),
        )
        assert found.findings == ()
        row = found.result.observations.frame.iloc[0]
        assert (row["region"], row["raw"], row["printed"]) == ("CN-SD", "8309五", "83095.90")

    def test_a_unit(self, surveyed):
        found = surveyed(correction(cell="E2", printed="亿元", value="万元"))
        fact = found.result.observations.fact(region="CN-SD", indicator="gdp")
        assert (fact.raw, fact.raw_unit, fact.printed) == ("830959.0", "亿元", "83.09590")

    def test_a_row_left_out_counts_as_skipped(self, surveyed):
        found = surveyed(correction(cell="D2", value="", drop=True))
        counts = found.counts["values.csv"]
        assert (counts.read, counts.loaded, counts.quarantined, counts.skipped) == (2, 1, 0, 1)
        assert counts.holds
        assert found.result.observations.fact(region="CN-SD", indicator="gdp") is None
        assert found.result.corrections[0].correction.drop

    def test_codes_and_registers_are_corrected_too(self, study, surveyed):
        study.write("firms.csv", "code,jobs\nA,12\n")
        specs = [*study.specs, RegisterSpec(file="firms.csv", name="firms", key=("code",), numeric=("jobs",))]
        found = surveyed(
            correction(file="firms.csv", cell="B2", printed="12", value="21"),
            correction(at=9, file="regions.csv", cell="B2", printed="Shandong", value="Shandong province"),
            specs=specs,
        )
        assert found.findings == ()
        assert found.result.registers["firms"].frame["jobs"].tolist() == [21.0]
        assert found.result.classifications["region"].label("CN-SD") == "Shandong province"

    def test_a_file_read_twice_is_corrected_twice_and_told_once(self, study, surveyed):
        again = ClassificationSpec(file="regions.csv", name="activity", code="code", name_en="en")
        told = correction(file="regions.csv", cell="B3", printed="Jinan", value="Jinan city")
        found = surveyed(told, specs=[*study.specs, again])
        assert found.findings == ()
        assert len(found.result.corrections) == 1
        assert {found.result.classifications[name].label("370100") for name in ("region", "activity")} == {"Jinan city"}

    def test_a_workbook_with_its_sheet(self, study, surveyed, books):
        rows = [["region", "indicator", "period", "value", "unit"], ["山东", "gdp", "2021", 830959, "亿元"]]
        study.write("book.xlsx", books.workbook({"GDP": rows, "Notes": [["text"], ["x"]]}))
        specs = [*study.specs[:2], TidySpec(file="book.xlsx", sheet="GDP")]
        told = {"file": "book.xlsx", "cell": "D2", "printed": "830959"}
        found = surveyed(correction(sheet="GDP", **told), specs=specs)
        assert found.findings == ()
        assert found.result.observations.frame["value"].tolist() == [83095.9]
        assert codes(surveyed(correction(sheet="Notes", **told), specs=specs)) == [("correction-no-source", "error")]


class TestExpired:
    def test_when_the_source_says_a_third_thing(self, surveyed):
        found = surveyed(correction(cell="D2", printed="83095.9"))
        (finding,) = found.findings
        assert (finding.code, finding.severity, finding.value) == ("correction-expired", "error", "830959.0")
        assert (finding.line, finding.column) == (2, "value")
        assert "corrections.toml:3" in finding.rule()
        assert found.result is None

    def test_when_the_row_moved_the_hint_names_where_it_went(self, surveyed):
        (finding,) = surveyed(correction(cell="D3")).findings
        assert (finding.code, finding.value) == ("correction-expired", "11432.2")
        assert "D2" in finding.hint()

    def test_when_the_source_prints_the_corrected_value(self, surveyed):
        found = surveyed(correction(cell="D2", printed="0", value="830959.0"))
        assert codes(found) == [("correction-superseded", "warn")]
        assert found.result.observations.facts(region="CN-SD")[0].basis == "reported"
        assert found.result.corrections == ()

    @pytest.mark.parametrize(("day", "expired"), [("2022-12-30", True), ("2022-12-31", False), ("2023-01-01", False)])
    def test_on_its_day(self, surveyed, day, expired):
        found = surveyed(correction(cell="D2", expires_when=day))
        assert codes(found) == ([("correction-outdated", "error")] if expired else [])

    def test_a_row_to_be_left_out_that_says_something_else(self, surveyed):
        found = surveyed(correction(cell="D2", printed="5", value="", drop=True))
        assert codes(found) == [("correction-expired", "error")]


class TestRefused:
    @pytest.mark.parametrize(
        ("place", "near"),
        [
            ({"cell": "D9"}, "D2"),
            ({"cell": "Z2"}, "D2"),
            ({"line": 2, "column": "valeu"}, "D2"),
            ({"line": 2, "column": "valeu", "printed": "?"}, "value"),
            ({"cell": "D9", "printed": "?"}, "D3 = 11432.2"),
            ({"cell": "D1"}, "D2"),
        ],
    )
    def test_no_such_cell(self, surveyed, place, near):
        found = surveyed(correction(**place))
        assert codes(found) == [("correction-no-cell", "error")]
        assert near in found.findings[0].hint()

    def test_two_corrections_of_one_cell(self, surveyed):
        found = surveyed(correction(at=3, cell="D2"), correction(at=14, line=2, column="value", value="7"))
        assert codes(found) == [("correction-twice", "error")] * 2
        assert "corrections.toml:3 and corrections.toml:14" in found.findings[0].rule()
        assert "corrections.toml:14 and corrections.toml:3" in found.findings[1].rule()

    def test_a_file_nobody_reads(self, surveyed):
        (finding,) = surveyed(correction(file="value.csv", cell="D2")).findings
        assert (finding.code, finding.file, finding.line) == ("correction-no-source", "corrections.toml", 3)
        assert "values.csv" in finding.hint()

    def test_several_worksheets(self, study, surveyed, books):
        head = ["region", "indicator", "period", "value", "unit"]
        sheets = {name: [head, ["山东", "gdp", year, 1, "亿元"]] for name, year in (("A", "2020"), ("B", "2021"))}
        study.write("book.xlsx", books.workbook(sheets))
        specs = [*study.specs[:2], *(TidySpec(file="book.xlsx", sheet=name) for name in sheets)]
        told = correction(file="book.xlsx", cell="D2", printed="1", value="2")
        found = surveyed(told, specs=specs)
        assert codes(found) == [("correction-which-sheet", "error")]
        assert found.result is None

    def test_all_of_them_come_together(self, surveyed):
        found = surveyed(correction(at=1, file="x.csv", cell="D2"), correction(at=2, cell="D9"))
        assert {code for code, _ in codes(found)} == {"correction-no-source", "correction-no-cell"}


class TestRawGrids:
    def test_a_cell_of_a_table_without_a_known_header(self):
        grid = raw_grid_of_bytes("表3-1\n地区,2021\n山东,830959.0\n济南,11432.2\n".encode(), "y.csv", Limits())
        work = Corrections(
            Declared(
                corrections=(
                    correction(at=1, file="y.csv", cell="B3"),
                    correction(at=2, file="y.csv", cell="B4", printed="11432.2", value="", drop=True),
                )
            )
        )
        done = work.on_grid(grid)
        assert done.rows[2:] == [["山东", "83095.90"], ["济南", ""]]
        assert grid.rows[2] == ["山东", "830959.0"]
        assert [one.cell for one in work.applied] == ["B3", "B4"]
        assert work.closed() == []

    def test_an_untouched_table_is_the_same_object(self):
        sheet = sheet_of_bytes(b"a,b\n1,2\n", "t.csv", Limits())
        assert Corrections().on_sheet(sheet) is sheet
