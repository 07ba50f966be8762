"""Runs: whole or not at all, reused where nothing changed, the same bytes each time."""

from __future__ import annotations

import hashlib
import json
import re
import shutil

import pytest

from growthpole.errors import Cancelled, DataQuality, InputError, SourceError, StoreError
from growthpole.report import render_html
from growthpole.store import Store
from growthpole.study import DataOptions, new_study, open_run, run_study, running, study_of_data
from growthpole.study.stages import STAGES


def edit(folder, old, new, name="study.toml"):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def published(folder):
    """Names of what a reader could take for a run, and what is left over."""
    runs = folder / "runs"
    return sorted(path.name for path in runs.iterdir()) if runs.is_dir() else []


def files_of(run, pattern):
    return {path.relative_to(run.folder).as_posix(): path.read_bytes() for path in run.folder.glob(pattern)}


def test_a_run_holds_manifest_tables_findings_and_reports_in_both_languages(run):
    names = {path.name for path in run.folder.iterdir()}
    assert {"manifest.json", "findings.json", "study.toml", "report.html", "report.en.html", "report.zh.html"} <= names
    tables = run.manifest["tables"]
    assert {f"{name}.parquet" for name in tables} <= names
    assert [stage["name"] for stage in run.manifest["stages"]] == [
        "observe",
        "diagnose",
        "linkages",
        "backtest",
        "opportunities",
        "plan",
        "track",
        "views",
    ]
    assert all(stage["seconds"] >= 0 for stage in run.manifest["stages"])
    assert (run.folder / "report.html").read_bytes() == (run.folder / "report.en.html").read_bytes()
    inputs = run.manifest["inputs"]
    assert inputs["indicators.csv"] == "3a3561527883b11a49a869711a0cb212c3ea88adcb9bdfb0f95dafa98e9b088f"
    assert len(run.manifest["headline"]["en"]) == len(run.manifest["headline"]["zh"]) == 10


def test_every_bundled_file_was_read_and_the_row_law_holds(run):
    rows = run.table("observe.sources").rows()
    assert all(row["read"] == row["loaded"] + row["quarantined"] + row["skipped"] for row in rows)
    read = {row["file"]: row["read"] for row in rows}
    assert read["indicators.csv"] == 226  # rows stated by the sidecars
    assert read["io_2020.csv"] == 3033
    assert read["listed_firms.csv"] == 4314
    assert read["province_indicators.csv"] == 1678


def test_an_unchanged_study_reuses_every_stage_and_says_the_same(study_folder, tmp_path):
    folder = new_study(tmp_path / "s")
    first = run_study(folder)
    second = run_study(folder)
    assert first.reused == ()
    assert set(second.reused) == {*(stage.name for stage in STAGES), "views"}
    assert second.lines == first.lines
    assert files_of(first.run, "*.parquet") == files_of(second.run, "*.parquet")
    assert first.run.run_id != second.run.run_id


def test_a_changed_section_computes_only_what_depends_on_it(fresh_study):
    run_study(fresh_study, stages=("diagnose",))
    edit(fresh_study, 'history = ["national_rank_metal_cutting_machine_tools"]', "history = []")
    again = run_study(fresh_study, stages=("diagnose",))
    assert again.reused == ("observe",)
    assert "history" not in {row["group"] for row in again.run.table("diagnose.ranks").rows()}


def test_a_changed_source_computes_everything(fresh_study):
    run_study(fresh_study, stages=("observe",))
    edit(fresh_study, ",2.76,=", ",2.77,=", "sources/indicators.csv")
    again = run_study(fresh_study, stages=("diagnose",))
    assert again.reused == ()
    assert float(again.run.table("diagnose.progress").frame["actual"].iloc[0]) == 2.77


def test_the_same_study_gives_the_same_bytes_for_any_number_of_workers(tmp_path):
    one, two = (
        run_study(new_study(tmp_path / str(workers)), renderers={"html": render_html}, workers=workers).run
        for workers in (1, 2)
    )
    assert list(one.manifest["files"]) == list(two.manifest["files"])
    for pattern in ("*.parquet", "charts/*", "views/*"):
        assert files_of(one, pattern) == files_of(two, pattern)


def test_stage_runs_up_to_the_stage_named(fresh_study):
    outcome = run_study(fresh_study, stages=("observe",))
    assert {name.split(".")[0] for name in outcome.run.table_names} == {"observe"}
    assert not (outcome.run.folder / "report.html").exists()
    with pytest.raises(InputError, match="observe → diagnose"):
        run_study(fresh_study, stages=("diagnoze",))


def test_seed_is_part_of_the_run(fresh_study):
    assert run_study(fresh_study, stages=("observe",), seed=7).run.manifest["seed"] == 7
    assert run_study(fresh_study, stages=("observe",), seed=8).reused == ()


@pytest.mark.parametrize(
    "stop_at", ["observe", "diagnose", "linkages", "backtest", "opportunities", "plan", "track", "views"]
)
def test_a_cancelled_run_leaves_nothing(fresh_study, stop_at):
    def on_progress(step):
        if step.stage == stop_at and step.done:
            raise Cancelled

    with pytest.raises(Cancelled):
        run_study(fresh_study, on_progress=on_progress)
    assert published(fresh_study) == []


def test_a_cancelled_run_leaves_the_earlier_run_whole(fresh_study):
    before = run_study(fresh_study, stages=("observe",)).run

    def on_progress(step):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_study(fresh_study, stages=("observe",), seed=2, on_progress=on_progress)
    assert published(fresh_study) == [before.run_id]
    assert open_run("latest", fresh_study).run_id == before.run_id


BROKEN = [
    ("sources/indicators.csv", "CN-SD,gdp,2021,83095.90,=,1e8 CNY", "CN-SD,gdp,2021,83095.90,=,firm", "wrong-unit"),
    ("sources/indicators.csv", "CN-SD,gdp,2021,83095.90", "Shandnog,gdp,2021,83095.90", "unknown-region"),
    ("sources/indicators.csv", "2021,9688,=,firm", "2021,-9688,=,firm", "negative-count"),
    ("sources/listed_firms.csv", "CN-AH,auto_parts,2006,2", "CN-AH,agrochemicals,2006,2", "duplicate-key"),
    ("sources/provinces.csv", "CN-BJ,110000", "CN-TJ,110000", "duplicate-key"),
]


@pytest.mark.parametrize(("file", "old", "new", "code"), BROKEN)
def test_bad_input_is_a_finding_and_nothing_is_written(fresh_study, file, old, new, code):
    edit(fresh_study, old, new, file)
    with pytest.raises(DataQuality) as caught:
        run_study(fresh_study)
    assert caught.value.exit_code == 3
    found = [finding for finding in caught.value.findings if finding.code == code]
    assert found
    assert found[0].file == file.removeprefix("sources/")
    assert found[0].line is not None
    assert published(fresh_study) == []
    snapshots = fresh_study / "snapshots"
    assert not snapshots.is_dir() or not list(snapshots.iterdir())


def test_a_missing_file_is_named_with_its_neighbours(fresh_study):
    (fresh_study / "sources" / "partners.csv").rename(fresh_study / "sources" / "partner.csv")
    with pytest.raises(DataQuality, match=r"partners\.csv") as caught:
        run_study(fresh_study)
    assert "partner.csv" in str(caught.value)


def test_the_manifest_states_versions_and_no_path_of_the_machine(run):
    text = (run.folder / "manifest.json").read_text(encoding="utf-8")
    assert re.search(r'"numpy": "\d', text)
    assert str(run.folder.parent) not in text
    assert json.loads(text)["as_of"] == "2022-12-31"


def test_stages_are_registered_in_the_order_of_the_pipeline():
    names = ["observe", "diagnose", "linkages", "backtest", "opportunities", "plan", "track"]
    assert [stage.name for stage in STAGES] == names


@pytest.fixture
def small(tmp_path):
    """A study of a small table, quick to run."""
    rows = [
        f"R{region},{activity},{year},{10 * region + 3 * number + year % 7}"
        for region in range(1, 5)
        for number, activity in enumerate("abc")
        for year in (2015, 2020)
    ]
    data = tmp_path / "data.csv"
    data.write_text("region,activity,year,value\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return study_of_data(tmp_path / "small", data, DataOptions(unit="person"))


STORED = ["observe.observations.parquet", "observe.origins.parquet", "findings.json", "manifest.json"]


@pytest.mark.parametrize("name", STORED)
@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_what_is_taken_over_has_its_hash_or_is_computed_again(small, name, damage):
    first = run_study(small, stages=("observe",)).run
    whole = files_of(first, "*.parquet")
    path = first.folder / name
    if damage == "gone":
        path.unlink()
    elif name == "observe.observations.parquet":
        shutil.copyfile(first.folder / "observe.origins.parquet", path)
    else:
        path.write_bytes(path.read_bytes().replace(b"1", b"2"))
    again = run_study(small, stages=("observe",))
    assert again.reused == ()
    assert files_of(again.run, "*.parquet") == whole
    assert run_study(small, stages=("observe",)).reused == ("observe",)


def test_a_changed_view_is_built_again(small):
    first = run_study(small, renderers={"html": render_html}).run
    whole = (first.folder / "report.en.html").read_bytes()
    (first.folder / "report.en.html").write_bytes(whole.replace(b"</html>", b"<p>forged</p></html>"))
    again = run_study(small, renderers={"html": render_html})
    assert "views" not in again.reused
    assert "diagnose" in again.reused
    assert b"forged" not in (again.run.folder / "report.en.html").read_bytes()


def test_the_manifest_has_the_hash_of_every_file_of_a_run(run):
    stated = run.manifest["files"]
    assert {f"{name}.parquet" for name in run.table_names} | {*run.manifest["views"]} <= set(stated)
    for name, sha256 in stated.items():
        assert hashlib.sha256((run.folder / name).read_bytes()).hexdigest() == sha256


def test_a_source_that_is_whole_again_after_another_was_read_is_refused(small, monkeypatch):
    from growthpole import observe

    read, panel = observe.ingest, small / "sources" / "panel.csv"
    before = panel.read_bytes()

    def ingest(*words, **options):
        assert b"R1,a,2015,16" in before
        panel.write_bytes(before.replace(b"R1,a,2015,16", b"R1,a,2015,99"))
        found = read(*words, **options)
        panel.write_bytes(before)
        return found

    monkeypatch.setattr(observe, "ingest", ingest, raising=False)
    with pytest.raises(SourceError, match=r"panel\.csv changed"):
        run_study(small, stages=("observe",))


@pytest.mark.parametrize("name", ["panel.csv", "panel.source.toml", "regions.csv"])
def test_a_file_that_changes_between_hash_and_reading_is_named(small, monkeypatch, name):
    from growthpole import observe

    read = observe.ingest
    path = small / "sources" / name
    if not path.exists():
        path.write_text('title = "one"\n', encoding="utf-8")

    def ingest(*words, **options):
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        return read(*words, **options)

    monkeypatch.setattr(observe, "ingest", ingest, raising=False)
    with pytest.raises(SourceError, check=lambda problem: problem.code == "changed-while-reading") as caught:
        run_study(small, stages=("observe",))
    assert name in str(caught.value)
    assert published(small) == []


def test_the_run_keeps_the_study_file_it_was_made_from(small):
    written = (small / "study.toml").read_bytes()

    def on_progress(step):
        (small / "study.toml").write_bytes(b"# edited meanwhile\n" + written)

    outcome = run_study(small, stages=("observe",), on_progress=on_progress)
    assert (outcome.run.folder / "study.toml").read_bytes() == written


@pytest.mark.parametrize("name", ["/out.html", "../out.html", "a/../../out.html", "..\\out.html", "C:\\out.html", ""])
def test_a_renderer_writes_only_inside_the_run(small, tmp_path, name):
    with pytest.raises(InputError, check=lambda problem: problem.code == "bad-file-name"):
        run_study(small, renderers={"html": lambda _document, _run: {name: b"x"}})
    assert published(small) == []
    assert not list(tmp_path.rglob("out.html"))


def test_another_renderer_of_the_same_name_renders_again(small):
    def one(_document, _run):
        return {"page.txt": b"one"}

    def two(_document, _run):
        return {"page.txt": b"two"}

    run_study(small, renderers={"text": one})
    again = run_study(small, renderers={"text": two})
    assert "views" not in again.reused
    assert (again.run.folder / "page.txt").read_bytes() == b"two"


@pytest.mark.parametrize("problem", [Cancelled, ValueError])
def test_a_published_run_is_not_cancelled_any_more(small, problem):
    def on_progress(step):
        if step.stage == "publish" and step.done:
            raise problem

    outcome = run_study(small, stages=("observe",), on_progress=on_progress)
    assert published(small) == [outcome.run.run_id]


def test_the_first_error_is_told_when_the_staged_run_cannot_be_removed(small, monkeypatch):
    def discard(_store, _staging):
        raise StoreError("store-write-failed", path="x", reason="busy")

    monkeypatch.setattr(Store, "discard_run", discard)
    with pytest.raises(InputError, check=lambda problem: problem.code == "bad-file-name"):
        run_study(small, renderers={"html": lambda _document, _run: {"..": b""}})


def test_a_question_that_names_no_region_is_refused_with_everything_wrong(small):
    edit(small, "as_of = ", 'peers = ["R1", "R1", "R77", "NATION", "R4"]\nas_of = ')
    with pytest.raises(InputError, check=lambda problem: problem.code == "bad-question") as caught:
        run_study(small)
    said = caught.value.message("en")
    assert "peers 'R77' (≈ " in said
    assert "peers 'NATION'" in said.split("nation 'NATION':")[1]
    assert "more than once: 'R1'" in said
    assert "own peers: 'R4'" in said
    assert "peers 'R77'" in caught.value.message("zh")
    assert published(small) == []


@pytest.mark.parametrize(("old", "new"), [('region = "R4"', 'region = "R9"'), ('nation = "NATION"', 'nation = "R1"')])
def test_region_and_nation_are_checked_also_when_observe_is_taken_over(small, old, new):
    run_study(small, stages=("observe",))
    edit(small, old, new)
    with pytest.raises((InputError, DataQuality), match=r"R9|R1"):
        run_study(small, stages=("diagnose",))


def test_naming_the_last_stage_renders_no_report(small):
    outcome = run_study(small, stages=("diagnose",), renderers={"html": render_html})
    assert [stage["name"] for stage in outcome.run.manifest["stages"]] == ["observe", "diagnose"]
    assert not list(outcome.run.folder.glob("report*"))


def test_a_changed_setting_reads_no_source_again_and_gives_the_same_numbers(small, tmp_path, monkeypatch):
    from growthpole import observe

    run_study(small, stages=("diagnose",))
    edit(small, "base_period = 2015", "")
    fresh = shutil.copytree(small, tmp_path / "fresh", ignore=shutil.ignore_patterns("runs", "snapshots", "*.db*"))
    expected = run_study(fresh, stages=("diagnose",))
    assert expected.reused == ()

    def ingest(*_words, **_options):
        raise AssertionError("read again")

    monkeypatch.setattr(observe, "ingest", ingest, raising=False)
    again = run_study(small, stages=("diagnose",))
    assert again.reused == ("observe",)
    assert files_of(again.run, "*.parquet") == files_of(expected.run, "*.parquet")


def test_the_tables_hold_all_that_diagnose_reads_of_the_sources(run):
    from growthpole.observe import ingest
    from growthpole.study.sources import extra_classifications, limits_of, specs_of
    from growthpole.study.taking_over import ingest_of_tables

    sources = run.folder.parent.parent / "sources"
    extra = extra_classifications(run.case, sources)
    read = ingest(sources, specs_of(run.case), extra=extra, limits=limits_of(run.case))
    held = ingest_of_tables(run.tables(), run.manifest["absent"])
    assert held.observations.frame.to_dict("records") == read.observations.frame.to_dict("records")
    assert dict(held.absent) == dict(read.absent)
    assert held.sources == read.sources
    assert dict(held.counts) == {source.name: read.counts[source.name] for source in read.sources}
    assert {name: part.codes for name, part in held.classifications.items()} == {
        name: part.codes for name, part in read.classifications.items()
    }
    assert {name: (part.key, part.file, len(part)) for name, part in held.registers.items()} == {
        name: (part.key, part.file, len(part)) for name, part in read.registers.items()
    }


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("kind,text_en\nnote,x\n", "missing-column", 1),
        ("kind,text_en,text_zh\nnote,x\n", "ragged-row", 2),
        ("kind,text_en,text_zh\nnote,x,一\nnote,x,二\n", "duplicate-key", 3),
    ],
)
def test_faulty_translations_are_findings_with_a_line(small, text, code, line):
    edit(small, "[question]", 'translations = "zh.csv"\n\n[question]')
    (small / "sources" / "zh.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DataQuality) as caught:
        run_study(small)
    assert (code, line) in [(found.code, found.line) for found in caught.value.findings]
    assert published(small) == []


def test_translations_stay_among_the_sources(small, tmp_path):
    (tmp_path / "zh.csv").write_text("kind,text_en,text_zh\n", encoding="utf-8")
    edit(small, "[question]", 'translations = "../../zh.csv"\n\n[question]')
    with pytest.raises(SourceError, check=lambda problem: problem.code == "outside-study"):
        run_study(small)


def test_every_library_whose_version_matters_is_part_of_the_key(run):
    assert {"python-calamine", "pandas", "duckdb"} <= set(run.manifest["versions"])


def test_a_full_disk_is_a_store_error_and_publishes_nothing(fresh_study, monkeypatch):
    from growthpole.errors import StoreError

    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(running.Running, "finish", full)
    with pytest.raises(StoreError, match="No space left") as caught:
        run_study(fresh_study, stages=("observe",))
    assert caught.value.exit_code == 4
    assert published(fresh_study) == []


def test_an_interrupt_inside_the_query_engine_is_an_interrupt(fresh_study, monkeypatch):
    import duckdb

    from growthpole.store import parquet

    class Stopped:
        def execute(self, *_args):
            raise RuntimeError("Query interrupted")

        def close(self):
            pass

    monkeypatch.setattr(duckdb, "connect", lambda *_args, **_kwargs: Stopped())
    with pytest.raises(KeyboardInterrupt):
        parquet.read_parquet(fresh_study / "study.toml")
