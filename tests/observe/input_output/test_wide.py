"""Wide input-output tables read back exactly from all three forms; every fault is named with its cell."""

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from growthpole.errors import DataQuality, InputError, LimitExceeded, SourceError
from growthpole.messages import LANGS
from growthpole.observe import Limits, read_io_table, survey_io_table
from io_writing import FACTORS, SPECIAL, USES, as_csv, competitive, made, of_the_office, typed, with_origins


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("io")


@pytest.fixture(scope="session")
def stored(folder, books):
    """Write rows to a file and give its path; a merged range makes it a workbook."""

    def write(rows, name="io.csv", encoding="utf-8", **options):
        path = folder / name
        if name.endswith(".xlsx"):
            data = books.workbook({"投入产出表": books.worksheet(typed(rows), **options)})
        else:
            data = as_csv(rows, encoding)
        path.write_bytes(data)
        return path

    return write


def changed(rows, cell, text):
    """Rows with another text in a cell such as ``B7``."""
    done = copy.deepcopy(rows)
    place = ord(cell[0]) - ord("A")
    done[int(cell[1:]) - 1][place] = text
    return done


def found(path, **options):
    """(severity, code, cell) of all findings, each with its texts in both languages."""
    survey = survey_io_table(path, **{"unit": "万元", **options})
    for finding in survey.findings:
        assert all(finding.rule(lang) and finding.hint(lang) for lang in LANGS)
        assert finding.file == path.name
    assert survey.counts.holds
    errors = any(finding.severity == "error" for finding in survey.findings)
    assert (survey.reading is None) == errors
    assert (survey.counts.loaded == 0) == errors
    return [(finding.severity, finding.code, finding.cell) for finding in survey.findings]


def same(table, io, codes=None):
    """Whether a table of all flows is exactly the one that was written."""
    assert table.sectors == (codes or io.codes)
    assert np.array_equal(table.z.sel(supplier=io.codes, user=io.codes), io.z)
    assert np.array_equal(table.value_added.sel(factor=list(FACTORS), user=io.codes), io.v)
    assert np.array_equal(table.output.sel(supplier=io.codes), io.x)
    assert np.array_equal(table.imports.sel(supplier=io.codes), io.imports)
    return True


class TestForms:
    @given(seed=st.integers(0, 2**32 - 1), sectors=st.integers(2, 7))
    def test_one_header_row(self, stored, seed, sectors):
        io = made(seed, sectors)
        reading = read_io_table(stored(competitive(io)), unit="万元")
        assert same(reading.table, io)
        assert np.array_equal(reading.table.final_demand, np.column_stack([io.f, io.residual]))
        assert list(reading.table.final_demand.category.values) == [*USES, "error"]
        assert (reading.table.unit, reading.domestic, reading.findings) == ("1e4 CNY", None, ())

    @given(seed=st.integers(0, 2**32 - 1), sectors=st.integers(2, 7))
    def test_blocks_of_origin(self, stored, seed, sectors):
        io = made(seed, sectors, residual=False)
        reading = read_io_table(stored(with_origins(io)), unit="1e4 CNY")
        joined = np.column_stack([io.f[:, :3].sum(axis=1), io.f[:, 3:]])
        abroad = np.column_stack([io.fm[:, :3].sum(axis=1), io.fm[:, 3:]])
        assert same(reading.table, io)
        assert np.array_equal(reading.table.final_demand, joined)
        home = reading.domestic
        assert np.array_equal(home.z, io.z - io.zm)
        assert np.array_equal(home.final_demand, joined - abroad)
        assert np.array_equal(home.value_added, [*io.v, io.zm.sum(axis=0)])
        assert list(home.value_added.factor.values) == [*FACTORS, "imported inputs"]
        assert home.is_domestic
        assert np.array_equal(home.output, io.x)

    @given(
        seed=st.integers(0, 2**32 - 1),
        sectors=st.integers(2, 7),
        name=st.sampled_from(["io.csv", "io.xlsx"]),
        codes_first=st.booleans(),
        codes=st.booleans(),
    )
    def test_of_a_statistics_office(self, stored, seed, sectors, name, codes_first, codes):
        io = made(seed, sectors)
        rows = of_the_office(io, codes_first=codes_first, codes=codes)
        reading = read_io_table(stored(rows, name, merged=["A1:E1"]))
        assert same(reading.table, io)
        assert reading.table.unit == "1e4 CNY"
        assert reading.names["01"] == ("", io.name(0)[1])
        assert reading.findings == ()

    def test_a_workbook_with_merged_headings_off_the_corner(self, stored):
        io = made(2, 3)
        rows = of_the_office(io)
        path = stored(rows, "off.xlsx", first_row=4, first_column=1, merged=["B4:T4", "D6:F6", "H6:Q6", "B9:C9"])
        reading = read_io_table(path)
        assert same(reading.table, io)
        assert reading.sheet == "投入产出表"
        assert reading.cell("01", "01") == "D10"
        assert reading.mapping["total TIU"] == "G8 'TIU'"

    def test_gb18030_is_told_by_the_words_of_the_table(self, stored):
        io = made(3)
        reading = read_io_table(stored(of_the_office(io), "gb.csv", "gb18030"))
        assert same(reading.table, io)
        assert reading.names["03"].name_zh == io.name(2)[1]

    def test_other_text_in_an_uncertain_encoding_is_asked_about(self, folder):
        path = folder / "odd.csv"
        path.write_bytes("代码,天地\n一,2\n".encode("gb18030"))
        with pytest.raises(SourceError, match="encoding"):
            read_io_table(path)

    def test_order_of_columns_does_not_matter(self, stored):
        io = made(4)
        rows = [[row[at] for at in (0, 1, 2, 5, 3, 4, *range(6, len(row)))] for row in competitive(io)]
        assert same(read_io_table(stored(rows), unit="万元").table, io, ["03", "01", "02"])

    def test_names_cells_and_mapping(self, stored):
        io = made(5)
        reading = read_io_table(stored(competitive(io)), unit="万元")
        assert reading.names["02"] == io.name(1)
        assert reading.names["02"].name_en == "Mining 1"
        assert (reading.cell("02", "EX"), reading.cell("VA003", "01")) == ("P3", "D8")
        assert reading.mapping["factor VA001"] == "A6 'VA001'"
        assert reading.mapping["category error ERR"] == "S1 'ERR'"
        assert (reading.mapping["code"], reading.mapping["name_zh"]) == ("A:A, 1:1", "C:C")
        with pytest.raises(InputError, match="no row 99"):
            reading.cell("99", "EX")

    def test_a_total_without_parts_is_loaded_in_their_place(self, stored):
        io = made(6)
        rows = competitive(io, ("TIU", "TFU", "IM", "ERR", "GO"))
        rows = [row for row in rows if row[0] not in FACTORS]
        reading = read_io_table(stored(rows), unit="万元")
        assert list(reading.table.final_demand.category.values) == ["TFU", "error"]
        assert list(reading.table.value_added.factor.values) == ["TVA"]
        assert np.array_equal(reading.table.value_added[0], io.v.sum(axis=0))

    def test_domestic_flows_are_said_to_be(self, stored):
        io = made(7, residual=False)
        io.zm[:], io.fm[:] = 0, 0
        io.x = io.z.sum(axis=1) + io.f.sum(axis=1)
        io.v[3] = io.x - io.z.sum(axis=0) - io.v[:3].sum(axis=0)
        columns = tuple(name for name in SPECIAL if name not in {"IM", "ERR"})
        path = stored(competitive(io, columns))
        assert ("error", "io-no-imports", "") in found(path)
        reading = read_io_table(path, unit="万元", origin="domestic")
        assert reading.table is reading.domestic
        assert reading.table.is_domestic

    @pytest.mark.parametrize(("gap", "expected"), [(0.6, []), (0.7, ["F2", "D4"])])
    def test_a_total_may_miss_its_parts_by_rounding(self, stored, gap, expected):
        """Two parts of one decimal, a total of none: half a unit of each printed digit is .5 + 2 · .05 = .6."""
        rows = competitive(made(8, 2), ("TIU", "TFU", "IM", "ERR", "GO"))
        rows[1][3] = f"{float(rows[1][3]) - gap:.1f}"
        assert [cell for _, _, cell in found(stored(rows), tolerance=1e-2)] == expected


class TestFaults:
    """One fault each, in a table of three sectors: rows 2 to 4, columns D to F, TII in row 5, TI in row 11."""

    @pytest.mark.parametrize(
        ("cell", "text", "expected"),
        [
            ("E3", "n/a", [("not-a-number", "E3")]),
            ("E3", "—", [("not-a-number", "E3")]),
            ("E3", "", [("io-blank-cell", "E3")]),
            ("K2", "", [("io-blank-cell", "K2")]),
            ("D7", "", [("io-blank-cell", "D7")]),
            ("G6", "x", [("not-a-number", "G6")]),
            ("A3", "05", [("io-row-alone", "A3"), ("io-column-alone", "E1")]),
            ("E1", "05", [("io-column-alone", "E1"), ("io-row-alone", "A3")]),
            ("A3", "01", [("repeated-code", "A3"), ("io-column-alone", "E1")]),
            ("E1", "01", [("repeated-code", "E1"), ("io-row-alone", "A3")]),
            ("A7", "VA001", [("repeated-code", "A7"), ("io-two-meanings", "B7"), ("io-two-meanings", "C7")]),
            ("H1", "FU102", [("repeated-code", "I1")]),
            ("H1", "FU109", [("io-column-alone", "H1")]),
            ("A9", "VA009", []),
            ("H1", "", [("io-no-label", "H2")]),
            ("G2", "1", [("io-total-differs", "G2"), ("io-total-differs", "G5")]),
            ("J3", "1", [("io-total-differs", "J3"), ("io-total-differs", "L3"), ("io-total-differs", "J5")]),
            ("D5", "1", [("io-total-differs", "D5"), ("io-total-differs", "D11")]),
            ("D10", "1", [("io-total-differs", "D10"), ("io-total-differs", "D11"), ("io-total-differs", "G10")]),
            ("G11", "1", [("io-total-differs", "G11")]),
            ("R3", "-1", [("io-row-gap", "T3"), ("io-total-differs", "R5")]),
            ("M6", "5", [("io-outside", "M6")]),
            ("M6", "0", []),
        ],
    )
    def test_it_is_named_with_its_cell(self, stored, cell, text, expected):
        got = found(stored(changed(competitive(made(9)), cell, text)))
        assert sorted((code, at) for severity, code, at in got if severity == "error") == sorted(expected)

    def test_a_flow_changed_alone_shows_in_every_sum_it_is_part_of(self, stored):
        rows = competitive(made(9))
        got = found(stored(changed(rows, "E2", str(int(rows[1][4]) + 700))))
        assert {(code, cell) for _, code, cell in got} == {
            *(("io-total-differs", "G2"), ("io-total-differs", "E5")),
            *(("io-row-gap", "T2"), ("io-column-gap", "E11")),
        }

    def test_all_faults_come_together_in_the_error(self, stored):
        rows = changed(changed(competitive(made(9)), "E3", "n/a"), "K2", "")
        with pytest.raises(DataQuality) as caught:
            read_io_table(stored(rows))
        assert [finding.code for finding in caught.value.findings] == ["io-no-unit", "io-blank-cell", "not-a-number"]
        assert caught.value.findings[1].place() == "io.csv:K2 [K]"
        assert caught.value.exit_code == 3

    def test_columns_out_of_step_with_their_names_are_a_warning(self, stored):
        rows = of_the_office(made(9))
        rows[3][2], rows[3][3] = rows[3][3], rows[3][2]
        assert found(stored(rows)) == [("warn", "io-name-differs", "C4"), ("warn", "io-name-differs", "D4")]

    def test_a_name_that_means_another_column(self, stored):
        rows = of_the_office(made(9))
        rows[3][6] = "城镇居民消费"
        assert ("error", "io-two-meanings", "G4") in found(stored(rows))

    def test_a_longer_row_and_a_shorter_one(self, stored):
        rows = competitive(made(9))
        assert found(stored([*rows[:2], [*rows[2], "7"], *rows[3:]])) == [("error", "io-no-label", "U3")]
        got = found(stored([*rows[:2], rows[2][:-1], *rows[3:]]))
        assert ("error", "io-blank-cell", "T3") in got

    def test_an_origin_that_is_none(self, stored):
        rows = with_origins(made(9, residual=False))
        got = found(stored(changed(rows, "D3", "Abroad")))
        assert got == [("error", "io-column-alone", "F1"), ("error", "unknown-word", "D3")]

    def test_a_wrong_figure_among_the_imports(self, stored):
        rows = with_origins(made(9, residual=False))
        codes = found(stored(changed(rows, "N5", "1")))
        assert ("error", "io-total-differs", "N5") in codes

    def test_a_block_that_is_not_there(self, stored):
        rows = [row for row in with_origins(made(9, residual=False)) if row[3] != "Imports"]
        assert found(stored(rows)) == [("error", "io-column-alone", f"{column}1") for column in "EFG"]

    @pytest.mark.parametrize(("gone", "value"), [("GO", "GO"), ("VA", "TVA")])
    def test_a_part_that_is_missing(self, stored, gone, value):
        rows = competitive(made(9))
        rows = [row[:-1] for row in rows] if gone == "GO" else [row for row in rows if "VA" not in row[0]]
        survey = survey_io_table(stored(rows), unit="万元")
        assert [(finding.code, finding.value) for finding in survey.findings] == [("io-missing-part", value)]

    @pytest.mark.parametrize("rows", [[["a", "b"], ["1", "2"]], [["TII", "1"], ["TI", "2"]]])
    def test_no_table_of_this_kind(self, stored, rows):
        assert found(stored(rows)) == [("error", "io-no-frame", "")]

    def test_no_code_on_both_sides(self, stored):
        rows = competitive(made(9))
        rows[0][3:6] = ["x", "y", "z"]
        assert [code for _, code, _ in found(stored(rows))] == ["io-no-codes"]

    def test_residual_kept_or_refused(self, stored):
        io = made(9)
        io.residual[:] = [0, 3, 0]
        io.x = io.z.sum(axis=1) + io.f.sum(axis=1) - io.imports + io.residual
        io.v[3] = io.x - io.z.sum(axis=0) - io.v[:3].sum(axis=0)
        path = stored(competitive(io))
        assert read_io_table(path, unit="万元").table.final_demand.sel(category="error").values.tolist() == [0, 3, 0]
        assert found(path, residual="refuse") == [("error", "io-residual", "S3")]

    def test_an_error_a_formula_and_a_merged_range_in_the_block(self, folder, books):
        rows = typed(of_the_office(made(9)))
        rows[6][2], rows[7][3] = books.error("#N/A"), books.formula()
        path = folder / "faults.xlsx"
        path.write_bytes(books.workbook({"T": books.worksheet(rows, merged=["E9:F9"])}))
        got = found(path)
        assert {("error", "error-cell", "C7"), ("error", "uncalculated-formula", "D8")} <= set(got)
        assert ("error", "merged-cells", "E9") in got

    def test_limits_and_options(self, stored):
        path = stored(competitive(made(9)))
        for limits in (Limits(max_rows=4), Limits(max_columns=4), Limits(max_cell_characters=4)):
            with pytest.raises(LimitExceeded):
                read_io_table(path, unit="万元", limits=limits)
        with pytest.raises(SourceError, match="sheet"):
            read_io_table(path, sheet="T")
        for options in ({"origin": "abroad"}, {"residual": "drop"}):
            with pytest.raises(InputError, match="is not"):
                read_io_table(path, unit="万元", **options)


class TestNeverSilentlyWrong:
    """Whatever one cell is changed to, the table is refused or is the one that was written."""

    WORDS = (
        "",
        "x",
        "0",
        "01",
        "02",
        "TII",
        "VA001",
        "TI",
        "TIU",
        "FU101",
        "GCF",
        "IM",
        "GO",
        "进口",
        "营业盈余",
        "Origin",
    )

    @given(data=st.data(), seed=st.integers(0, 99), office=st.booleans())
    def test_one_changed_cell(self, stored, data, seed, office):
        io = made(seed, 3)
        rows = of_the_office(io) if office else competitive(io)
        row = data.draw(st.integers(0, len(rows) - 1))
        place = data.draw(st.integers(0, len(rows[row]) - 1))
        number = st.integers(-3000, 3000).map(str)
        rows[row][place] = data.draw(number | st.sampled_from(self.WORDS))
        survey = survey_io_table(stored(rows), unit="万元")
        assert survey.counts.holds
        if survey.reading is not None:
            table = survey.reading.table
            assert same(table, io)
            assert np.array_equal(
                table.final_demand.sel(category=[*USES, "error"]), np.column_stack([io.f, io.residual])
            )


class TestUnits:
    @pytest.mark.parametrize(
        ("line", "given", "expected"),
        [
            ("单位：万元", "", "1e4 CNY"),
            ("（单位：亿元）", "", "1e8 CNY"),
            ("按当年生产者价格计算　单位:万元", "1e4 CNY", "1e4 CNY"),
            ("Unit: 10 000 yuan", "", "1e4 CNY"),
            ("", "million USD", "1e6 USD"),
        ],
    )
    def test_of_the_line_or_the_argument(self, stored, line, given, expected):
        assert read_io_table(stored(of_the_office(made(1), line)), unit=given).table.unit == expected

    @pytest.mark.parametrize(
        ("line", "given", "expected"),
        [
            ("", "", ("io-no-unit", "")),
            ("单位：万元", "亿元", ("io-two-units", "S2")),
            ("单位：万斤", "", ("io-unknown-unit", "S2")),
            ("单位：家", "", ("io-unknown-unit", "S2")),
            ("", "firm", ("io-unknown-unit", "")),
        ],
    )
    def test_none_two_or_an_unknown_one(self, stored, line, given, expected):
        assert found(stored(of_the_office(made(1), line)), unit=given) == [("error", *expected)]

    def test_in_the_cell_beside(self, stored):
        rows = of_the_office(made(1), "万元")
        rows[1][-2] = "单位："
        assert read_io_table(stored(rows)).table.unit == "1e4 CNY"


@pytest.mark.parametrize("origin", ["domestic", "competitive"])
def test_what_the_table_says_itself_is_not_said_again(stored, origin):
    rows = with_origins(made(9, residual=False))
    assert found(stored(rows), origin=origin) == [("error", "io-origin-differs", "D1")]
    if origin == "domestic":
        assert ("error", "io-origin-differs", "R1") in found(stored(competitive(made(9))), origin=origin)


def test_a_block_and_a_column_of_imports(stored):
    rows = [[*row[:-2], "IM" if at == 0 else "0", row[-1]] for at, row in enumerate(with_origins(made(9)))]
    assert ("error", "io-imports-twice", "M1") in found(stored(rows))
