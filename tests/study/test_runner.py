"""Runs: whole or not at all, reused where nothing changed, the same bytes each time."""

from __future__ import annotations

import json
import re

import pytest

from growthpole.errors import Cancelled, DataQuality, InputError
from growthpole.report import render_html
from growthpole.study import new_study, open_run, run_study
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
    assert [stage["name"] for stage in run.manifest["stages"]] == ["observe", "diagnose", "views"]
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
    assert set(second.reused) == {"observe", "diagnose", "views"}
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


def test_the_same_study_gives_the_same_bytes(tmp_path):
    one, two = (run_study(new_study(tmp_path / name), renderers={"html": render_html}).run for name in "ab")
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


@pytest.mark.parametrize("stop_at", ["observe", "diagnose", "views"])
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
    assert [stage.name for stage in STAGES] == ["observe", "diagnose"]
