"""New study folders, and what differs between two runs."""

from __future__ import annotations

import pytest

from growthpole.errors import InputError
from growthpole.study import diff, new_study, run_study


def test_a_new_study_is_a_copy_that_runs(fresh_study):
    assert (fresh_study / "study.toml").is_file()
    assert not list(fresh_study.rglob("__pycache__"))
    assert run_study(fresh_study, stages=("observe",)).run.folder.is_dir()


def test_a_folder_in_use_is_never_overwritten(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(InputError, match="not empty"):
        new_study(tmp_path / "mine")
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "notes.txt"]


def test_an_unknown_example_names_the_known_ones(tmp_path):
    with pytest.raises(InputError, match="shandong"):
        new_study(tmp_path / "x", "atlantis")


def test_diff_names_inputs_settings_numbers_and_statements(fresh_study):
    before = run_study(fresh_study).run
    source = fresh_study / "sources" / "indicators.csv"
    source.write_text(source.read_text(encoding="utf-8").replace(",2.76,=", ",2.96,="), encoding="utf-8")
    study = fresh_study / "study.toml"
    study.write_text(
        study.read_text(encoding="utf-8").replace("as_of = 2022-12-31", "as_of = 2024-12-31"), encoding="utf-8"
    )
    found = diff(before, run_study(fresh_study).run)
    assert [change.what for change in found.inputs] == ["indicators.csv"]
    assert [(change.before, change.after) for change in found.parameters] == [("2022-12-31", "2024-12-31")]
    changed = {change.what: (change.before, change.after) for change in found.numbers}
    assert changed["diagnose.progress.actual[period=2023]"] == ("2.76", "2.96")
    assert "diagnose.target.required[reading=main]" not in changed
    assert {change.what for change in found.statements} == {"3", "4"}


def test_diff_of_a_run_with_itself_is_nothing(run):
    assert diff(run, run).nothing
