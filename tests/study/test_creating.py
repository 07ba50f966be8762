"""New study folders, and what differs between two runs."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from growthpole.errors import InputError, SourceError
from growthpole.provenance import Trace
from growthpole.study import diff, new_study, run_study
from growthpole.study.comparing import _numbers
from growthpole.study.creating import copy_study
from growthpole.tables.results import ResultTable


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
    assert {change.what for change in found.statements} == {"3"}


def test_diff_of_a_run_with_itself_is_nothing(run):
    assert diff(run, run).nothing


def table(rows, dims=("a", "b"), name="t"):
    frame = pd.DataFrame(rows, columns=[*dims, "x", "y"])
    traces = tuple(Trace(column, "") for column in "xy")
    return ResultTable(stage="s", name=name, frame=frame, dims=dims, units={"x": "", "y": ""}, traces=traces)


def made_of(*tables):
    held = {f"s.{each.name}": each for each in tables}
    return SimpleNamespace(table_names=list(held), table=held.__getitem__)


def test_numbers_that_came_went_and_changed_are_told_in_the_order_of_the_rows():
    nan = float("nan")
    one = table([("p", "", 1.0, nan), ("q", "1", 2.0, 3.0), ("gone", "", 7.0, nan)])
    two = table([("new", "z", 5.0, 6.0), ("q", "1", 2.5, 3.0), ("p", "", 1.0, nan)])
    found = _numbers(made_of(one), made_of(two))
    assert [(change.what, change.before, change.after) for change in found] == [
        ("s.t.x[a=q,b=1]", "2.0", "2.5"),
        ("s.t.x[a=gone]", "7.0", ""),
        ("s.t.y[a=gone]", "nan", ""),
        ("s.t.x[a=new,b=z]", "", "5.0"),
        ("s.t.y[a=new,b=z]", "", "6.0"),
    ]
    assert [change.what for change in _numbers(made_of(one), made_of(one))] == []


def test_a_table_of_other_dims_is_another_table():
    one, two = table([("p", "q", 1.0, 2.0)]), table([("p", 1.0, 2.0)], dims=("a",))
    assert [(change.what, change.before, change.after) for change in _numbers(made_of(one), made_of(two))] == [
        ("s.t.x[a=p,b=q]", "1.0", ""),
        ("s.t.y[a=p,b=q]", "2.0", ""),
        ("s.t.x[a=p]", "", "1.0"),
        ("s.t.y[a=p]", "", "2.0"),
    ]
    assert [change.what for change in _numbers(made_of(), made_of(two))] == ["s.t.x[a=p]", "s.t.y[a=p]"]


class TestCopies:
    def test_a_copy_has_all_but_the_runs(self, fresh_study, tmp_path):
        (fresh_study / "notes.txt").write_text("mine", encoding="utf-8")
        run_study(fresh_study, stages=("observe",))
        out = copy_study(fresh_study, tmp_path / "deep" / "copy")
        assert {path.name for path in out.iterdir()} == {"study.toml", "sources", "notes.txt"}
        assert copy_study(fresh_study, out) == out
        assert [path.name for path in out.parent.iterdir()] == ["copy"]

    @pytest.mark.parametrize("file", ["study.toml", "sources/indicators.csv", "sources/more.csv"])
    @pytest.mark.parametrize("side", ["study", "copy"])
    def test_another_study_in_the_folder_is_refused_and_kept(self, fresh_study, tmp_path, file, side):
        out = copy_study(fresh_study, tmp_path / "copy")
        with ((fresh_study if side == "study" else out) / file).open("a", encoding="utf-8") as stream:
            stream.write("\n")
        kept = (out / "study.toml").read_bytes()
        with pytest.raises(InputError, check=lambda problem: problem.code == "folder-exists"):
            copy_study(fresh_study, out)
        assert (out / "study.toml").read_bytes() == kept

    def test_a_file_is_no_folder(self, fresh_study, tmp_path):
        (tmp_path / "copy").write_text("x", encoding="utf-8")
        with pytest.raises(InputError, check=lambda problem: problem.code == "not-a-folder"):
            copy_study(fresh_study, tmp_path / "copy")

    @pytest.mark.parametrize("target", ["..", "../outside.csv", "sources", ".", "nowhere"])
    def test_links_that_lead_out_or_round_are_refused(self, fresh_study, tmp_path, target):
        (tmp_path / "outside.csv").write_text("secret", encoding="utf-8")
        (fresh_study / "sources" / "link.csv").symlink_to(fresh_study / target)
        with pytest.raises(SourceError, match=r"sources/link\.csv"):
            copy_study(fresh_study, tmp_path / "copy")
        assert not (tmp_path / "copy").exists()
        assert not (tmp_path / ".copy.new").exists()

    def test_a_link_inside_the_study_becomes_its_file(self, fresh_study, tmp_path):
        link = fresh_study / "sources" / "link.csv"
        link.symlink_to(fresh_study / "sources" / "partners.csv")
        out = copy_study(fresh_study, tmp_path / "copy")
        assert not (out / "sources" / "link.csv").is_symlink()
        assert (out / "sources" / "link.csv").read_bytes() == link.read_bytes()

    def test_a_copy_that_breaks_off_leaves_nothing(self, fresh_study, tmp_path, monkeypatch):
        def broken(source, target, **_options):
            target.mkdir()
            raise KeyboardInterrupt

        monkeypatch.setattr(shutil, "copytree", broken)
        with pytest.raises(KeyboardInterrupt):
            copy_study(fresh_study, tmp_path / "copy")
        assert {path.name for path in tmp_path.iterdir()} == {"study"}

    def test_the_current_folder_may_be_filled(self, fresh_study, tmp_path, monkeypatch):
        (tmp_path / "here").mkdir()
        monkeypatch.chdir(tmp_path / "here")
        new_study(Path())
        assert (tmp_path / "here" / "study.toml").is_file()
