"""All sources together: every finding at once, one origin for each value, and nothing half done."""

import csv
import io
import sqlite3
import tempfile
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.errors import DataQuality, LimitExceeded
from growthpole.messages import LANGS
from growthpole.observe import ClassificationSpec, Limits, RegisterSpec, TidySpec, ingest, survey
from growthpole.observe.gathering import persist
from growthpole.store import Store
from growthpole.tables.observations import KEY

HEADER = "region,indicator,period,value,unit\n"
REGIONS = "code,zh\nCN-SD,山东\n"
KEYS = "code,unit,measure\ngdp,1e8 CNY,level\n"
PIECES = [
    b",",
    b"\n",
    b'"',
    b"\r\n",
    b"\xc9\xbd\xb6\xab",
    b"CN-SD,",
    b"gdp,2021,2," + "亿元\n".encode(),
    b"\0",
    b"a,b\n",
]


def codes(findings):
    for finding in findings:
        for lang in LANGS:
            assert finding.rule(lang)
            assert finding.hint(lang)
    return [(finding.code, finding.file, finding.line) for finding in findings]


def survey_of(study, **options):
    found = survey(study.folder, study.specs, **options)
    assert all(counts.holds for counts in found.counts.values())
    assert set(found.counts) == {spec.file for spec in study.specs}
    return found


class TestSound:
    def test_observations_have_origins(self, study):
        found = ingest(study.folder, study.specs)
        assert found.findings == ()
        merged = found.observations.frame.merge(found.origins, on="origin_id")
        assert merged[["region", "value", "file", "line", "column"]].values.tolist() == [
            ["CN-SD", 83095.90, "values.csv", 2, "value"],
            ["370100", 11432.2, "values.csv", 3, "value"],
        ]
        assert found.classifications["region"].resolve("370000") == "CN-SD"
        assert found.counts["values.csv"].loaded == 2

    def test_origins_keep_the_region_as_printed_and_the_address_of_the_cell(self, study):
        study.write("values.csv", HEADER + "山   东,gdp,2021,1,亿元\n")
        (row,) = ingest(study.folder, study.specs).origins.to_dict("records")
        assert (row["printed_label"], row["sheet"], row["line"], row["cell"]) == ("山   东", "", 2, "D2")

    def test_a_text_whose_records_span_lines_has_no_addresses(self, study):
        study.write("values.csv", HEADER.strip() + ',note\n山东,gdp,2021,1,亿元,"two\nlines"\n')
        (row,) = ingest(study.folder, study.specs).origins.to_dict("records")
        assert (row["line"], row["column"], row["cell"]) == (2, "value", "")

    def test_no_source_at_all(self, study):
        found = ingest(study.folder, [])
        assert len(found.observations) == 0
        places = ["file", "sha256", "sheet", "line", "column", "cell", "address", "printed_label"]
        assert list(found.origins.columns) == ["origin_id", *places]

    def test_classifications_come_first_whatever_the_order(self, study):
        assert len(ingest(study.folder, study.specs[::-1]).observations) == 2

    def test_a_file_read_in_two_ways_counts_twice(self, study):
        study.specs.append(RegisterSpec(file="regions.csv", name="places", key=("code",)))
        found = ingest(study.folder, study.specs)
        assert (found.counts["regions.csv"].read, found.counts["regions.csv"].loaded) == (4, 4)
        assert [source.name for source in found.sources].count("regions.csv") == 1

    def test_a_gbk_source_is_recognised(self, study):
        study.write("values.csv", HEADER + "山东,gdp,2021,1,亿元\n", "gbk")
        assert len(ingest(study.folder, study.specs).observations) == 1

    def test_aliases_survive_a_list_without_units(self, study):
        study.write("keys.csv", "code,other\ngdp,GVA\n")
        study.specs[1] = ClassificationSpec(file="keys.csv", name="indicator", code="code", aliases=("other",))
        study.write("values.csv", HEADER + "山东,GVA,2021,1,%\n")
        assert ingest(study.folder, study.specs).observations.frame["indicator"].tolist() == ["gdp"]

    def test_absent_means_zero_only_where_all_sources_say_so(self, study):
        study.write("more.csv", HEADER + "山东,gdp,2020,1,亿元\n山东,firms,2020,1,家\n")
        study.specs.append(TidySpec(file="more.csv", absent="zero"))
        found = ingest(study.folder, study.specs)
        assert found.absent == {"gdp": "absent", "firms": "zero"}
        assert [finding.code for finding in found.findings] == ["absent-conflict"]


class TestFaults:
    def test_all_findings_of_all_files_come_together(self, study):
        study.write("values.csv", HEADER + "nowhere,gdp,2021,1,亿元\n")
        study.write("more.csv", HEADER + "山东,gdp,2021,x1,亿元\n")
        study.specs += [
            TidySpec(file="more.csv"),
            TidySpec(file="gone.csv"),
            RegisterSpec(file="regions.csv", name="r", key=("no",)),
        ]
        with pytest.raises(DataQuality) as caught:
            ingest(study.folder, study.specs)
        assert codes(caught.value.findings) == [
            ("unknown-region", "values.csv", 2),
            ("not-a-number", "more.csv", 2),
            ("missing-file", "gone.csv", None),
            ("missing-column", "regions.csv", 1),
        ]
        survey_of(study)

    @pytest.mark.parametrize(
        "name", ["../secret.csv", "/etc/passwd", "link.csv", "loop.csv", "a\0b.csv", "", "x" * 300]
    )
    def test_no_file_outside_is_read(self, study, name):
        (study.folder.parent / "secret.csv").write_text(HEADER)
        (study.folder / "link.csv").symlink_to(study.folder.parent / "secret.csv")
        (study.folder / "loop.csv").symlink_to(study.folder / "loop.csv")
        study.specs.append(TidySpec(file=name))
        with pytest.raises(DataQuality) as caught:
            ingest(study.folder, study.specs)
        assert caught.value.findings[0].code in {"outside-study", "unreadable-file", "not-a-file", "missing-file"}
        assert len(caught.value.findings) == 1

    @pytest.mark.parametrize(
        ("data", "code", "line"),
        [
            (b"", "empty-file", None),
            (b'region,value\n"a,1\n', "not-csv", 2),
            (b"region\n\xc9\xbd\xb6\xab\xa1\n", "unknown-encoding", 2),
            (b"region\n\x00\n", "nul-character", 2),
            (b"PAR1" + b"\0" * 20, "not-parquet", None),
            (b"PK\x03\x04", "not-text", None),
        ],
    )
    def test_an_unreadable_file_says_why_in_both_languages(self, study, data, code, line):
        study.write("values.csv", data)
        found = survey_of(study)
        assert codes(found.findings) == [(code, "values.csv", line)]
        assert found.findings[0].rule("en") != found.findings[0].rule("zh")
        assert found.result is None
        assert found.counts["values.csv"].read == 0

    def test_a_wrong_declaration(self, study):
        study.write("values.csv", HEADER + "山东,gdp,2021,1,亿元\n", "gbk")
        study.specs[2] = TidySpec(file="values.csv", encoding="utf-8")
        assert codes(survey_of(study).findings) == [("wrong-encoding", "values.csv", None)]

    def test_a_broken_classification_does_not_blame_every_row(self, study):
        (study.folder / "regions.csv").unlink()
        found = survey_of(study)
        assert codes(found.findings) == [
            ("missing-file", "regions.csv", None),
            ("unchecked-labels", "values.csv", None),
        ]

    def test_a_limit_alone_is_a_matter_of_resources(self, study):
        study.write("values.csv", HEADER + "山东,gdp,2021,1,亿元\n" * 3)
        with pytest.raises(LimitExceeded) as caught:
            ingest(study.folder, study.specs, limits=Limits(max_rows=2))
        assert caught.value.exit_code == 4
        assert "max_rows" in str(caught.value)

    def test_several_limits_are_all_named(self, study):
        with pytest.raises(DataQuality) as caught:
            ingest(study.folder, study.specs, limits=Limits(max_file_bytes=10))
        assert [code for code, *_ in codes(caught.value.findings)] == ["file-too-large"] * 3

    def test_a_limit_among_other_errors_hides_none(self, study):
        study.write("more.csv", HEADER + "山东,gdp,2021,x,亿元\n" + "山东,gdp,2020,1,亿元\n" * 4)
        study.write("values.csv", HEADER + "山东,gdp,2021,x1,亿元\n")
        study.specs.append(TidySpec(file="more.csv"))
        with pytest.raises(DataQuality) as caught:
            ingest(study.folder, study.specs, limits=Limits(max_rows=3))
        assert codes(caught.value.findings) == [("not-a-number", "values.csv", 2), ("too-many-rows", "more.csv", None)]

    def test_a_broken_description_stops_but_hides_nothing(self, study):
        (study.folder / "values.source.toml").write_text("title =")
        study.write_values = study.folder / "values.csv"
        study.write_values.write_text(HEADER + "山东,gdp,2021,x1,亿元\n")
        assert codes(survey_of(study).findings) == [
            ("bad-toml", "values.source.toml", None),
            ("not-a-number", "values.csv", 2),
        ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.binary(max_size=40), st.sampled_from(PIECES)), max_size=12), st.integers(0, 2))
def test_whatever_the_bytes_every_file_keeps_the_row_law(pieces, target):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = {"regions.csv": REGIONS, "keys.csv": KEYS, "values.csv": HEADER + "山东,gdp,2021,1,亿元\n"}
        file = list(texts)[target]
        for each, text in texts.items():
            (folder / each).write_bytes(text.encode() + (b"".join(pieces) if each == file else b""))
        specs = [
            ClassificationSpec(file="regions.csv", name="region", code="code", name_zh="zh"),
            ClassificationSpec(file="keys.csv", name="indicator", code="code", attributes=("unit", "measure")),
            TidySpec(file="values.csv"),
        ]
        found = survey(folder, specs)
        assert set(found.counts) == set(texts)
        assert all(counts.holds for counts in found.counts.values())
        errors = [finding for finding in found.findings if finding.severity == "error"]
        assert (found.result is None) == bool(errors)
        codes(found.findings)


class TestClassifications:
    @pytest.mark.parametrize(
        ("text", "code", "line"),
        [
            ("A,B,,,\nB,Bee,,,\n", "ambiguous-label", 2),  # the name of one is the code of another
            ("A,Same,,,\nB,same,,,\n", "ambiguous-label", 3),
            ("A,,同,,\nB,同,,,\n", "ambiguous-label", 2),
            ("A,,,,11\nB,,,,11\n", "ambiguous-label", 3),  # aliases
            ("Aa,,,,\naA,,,,\n", "ambiguous-label", 3),  # codes that differ in case only
            ("A,,,,\nA,x,,,\n", "duplicate-key", 2),
        ],
    )
    def test_a_label_names_one_code(self, study, text, code, line):
        study.write("regions.csv", "code,en,zh,up,other\n" + text)
        found = survey_of(study)
        assert (code, "regions.csv", line) in codes(found.findings)
        assert {finding.code for finding in found.findings} <= {code, "unchecked-labels"}

    def test_labels_are_compared_between_files(self, study):
        study.write("more.csv", "code,other\nCN-HB,370000\n370100,\n")
        study.specs.insert(0, ClassificationSpec(file="more.csv", name="region", code="code", aliases=("other",)))
        found = survey_of(study)
        assert codes(found.findings)[:2] == [("ambiguous-label", "regions.csv", 2), ("repeated-code", "regions.csv", 3)]
        assert "more.csv:3" in found.findings[1].rule()

    def test_a_parent_that_is_no_code_is_a_warning(self, study):
        study.write("regions.csv", "code,en,zh,up,other\nCN-SD,,山东,CN-XX,\n370100,,,山东,\n")
        assert codes(survey_of(study).findings) == [
            ("unknown-parent", "regions.csv", 2),
            ("unknown-parent", "regions.csv", 3),
        ]

    def test_indicators_of_the_study_have_known_units(self, study):
        import pandas as pd

        from growthpole.tables import Classification

        row = {
            "code": "jobs",
            "name_en": "",
            "name_zh": "",
            "parent": "",
            "unit": "furlong",
            "measure": "count",
            "price_basis": "none",
        }
        found = survey_of(study, extra=[Classification("indicator", pd.DataFrame([row]))])
        assert codes(found.findings) == [("unknown-unit", "study.toml", None)]


class TestBetweenFiles:
    def test_the_same_value_in_two_files_is_read_once(self, study):
        study.write("more.csv", HEADER + "山东,gdp,2021,83095.9,亿元\n")
        study.specs.append(TidySpec(file="more.csv"))
        found = ingest(study.folder, study.specs)
        assert codes(found.findings) == [("duplicate-row", "more.csv", 2)]
        assert "values.csv:2" in found.findings[0].rule("zh")
        assert (found.counts["more.csv"].loaded, found.counts["more.csv"].skipped) == (0, 1)
        assert len(found.observations) == 2

    def test_differing_values_name_both_cells(self, study):
        study.write("more.csv", HEADER + "山东,gdp,2021,83096,亿元\n")
        study.specs.append(TidySpec(file="more.csv"))
        found = survey_of(study)
        assert codes(found.findings) == [("duplicate-key", "values.csv", 2), ("duplicate-key", "more.csv", 2)]
        assert "values.csv:2" in found.findings[1].rule()
        assert (found.counts["values.csv"].quarantined, found.counts["more.csv"].quarantined) == (1, 1)

    def test_a_flood_between_files_is_cut_and_quick(self, study):
        import time

        rows = [f"CN-SD,gdp,{year}-{month:02},{{}},亿元\n" for year in range(1000, 3000) for month in range(1, 13)]
        study.write("values.csv", HEADER + "".join(row.format(1) for row in rows))
        study.write("more.csv", HEADER + "".join(row.format(2) for row in rows))
        study.specs.append(TidySpec(file="more.csv"))
        start = time.perf_counter()
        found = survey_of(study)
        assert time.perf_counter() - start < 10  # a loop over groups would take minutes
        assert len(found.findings) == 2 * 201
        assert found.counts["more.csv"].quarantined == len(rows)


def example():
    from growthpole.study.case import load_case
    from growthpole.study.sources import extra_classifications, limits_of, specs_of

    folder = Path(str(resources.files("growthpole") / "examples" / "shandong"))
    case = load_case(folder)
    sources = folder / "sources"
    extra = extra_classifications(case, sources)
    return sources, case, ingest(sources, specs_of(case), extra=extra, limits=limits_of(case))


@pytest.fixture(scope="module")
def shandong():
    return example()


class TestExample:
    def test_every_value_stands_where_its_origin_says(self, shandong):
        sources, case, found = shandong
        merged = found.observations.frame.merge(found.origins, on="origin_id", validate="one_to_one")
        assert len(merged) == len(found.observations) > 6000
        columns = {entry.file: entry.columns.get("value", "value") for entry in case.source}
        for file, rows in merged.groupby("file"):
            text = (sources / file).read_text(encoding="utf-8-sig")
            lines = io.StringIO(text, newline="").readlines()
            header = next(csv.reader(lines))
            for line, column, printed, value in rows[["line", "column", "printed", "value"]].itertuples(
                index=False, name=None
            ):
                cell = next(csv.reader(lines[line - 1 :]))[header.index(column)]
                assert cell == printed
                assert float(cell) == value
                assert column == columns[file]

    def test_the_row_law_holds_for_every_file(self, shandong):
        _, case, found = shandong
        named = {entry.file for entry in (*case.classification, *case.register_, *case.source)}
        assert set(found.counts) == named == {source.name for source in found.sources} == set(found.raw)
        assert all(counts.holds and counts.read for counts in found.counts.values())
        assert found.observations.frame.duplicated(list(KEY)).sum() == 0


def everything(store):
    with sqlite3.connect(store.folder / "growthpole.db") as con:
        tables = [name for (name,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        rows = {name: con.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
    con.close()
    files = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in (store.folder / "snapshots").iterdir()}
    return rows, files


class TestPersisting:
    def test_a_second_ingest_of_the_same_bytes_changes_nothing(self, study, tmp_path):
        with Store.open(tmp_path / "study", create=True) as store:
            assert persist(ingest(study.folder, study.specs), store)
            before = everything(store)
            assert len(before[0]["ingests"]) == len(before[1]) == 3
            assert not persist(ingest(study.folder, study.specs), store)
            after = everything(store)
            assert [name for name in after[0] if after[0][name] != before[0][name]] == []
            assert after == before

    def test_changed_bytes_are_kept_beside_the_old(self, study, tmp_path):
        with Store.open(tmp_path / "study", create=True) as store:
            persist(ingest(study.folder, study.specs), store)
            study.write("values.csv", HEADER + "山东,gdp,2021,1,亿元\n")
            assert persist(ingest(study.folder, study.specs), store)
            assert len(everything(store)[1]) == 4

    def test_nothing_is_kept_when_any_finding_is_an_error(self, study, tmp_path):
        study.write("values.csv", HEADER + "山东,gdp,2021,x1,亿元\n")
        with Store.open(tmp_path / "study", create=True) as store, store.writer():
            before = everything(store)
            with pytest.raises(DataQuality):
                persist(ingest(study.folder, study.specs), store)
            assert everything(store) == before

    def test_bytes_are_kept_before_any_row_is_counted(self, study, tmp_path, monkeypatch):
        found = ingest(study.folder, study.specs)
        with Store.open(tmp_path / "study", create=True) as store:
            calls = []
            put, record = Store.put_snapshot, Store.record_ingest
            monkeypatch.setattr(Store, "put_snapshot", lambda *a, **k: (calls.append("put"), put(*a, **k))[1])
            monkeypatch.setattr(Store, "record_ingest", lambda *a, **k: (calls.append("record"), record(*a, **k))[1])
            persist(found, store)
            assert calls == ["put"] * 3 + ["record"] * 3
