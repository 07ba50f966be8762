"""Hostile files, small: each gives its own error, or is read (at scale: reliability/hostile_files.py)."""

import importlib.util
import sys
from pathlib import Path

import pytest

from growthpole.observe import read
from growthpole.report.csv_files import guarded

SCRIPT = Path(__file__).parents[2] / "reliability" / "hostile_files.py"


def script():
    spec = importlib.util.spec_from_file_location("hostile_files", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(SCRIPT.parent))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(SCRIPT.parent))
    return module


HOSTILE = script()


@pytest.mark.parametrize("case", HOSTILE.CASES, ids=lambda case: case.name)
def test_each_is_refused_by_its_name_or_read(case, tmp_path):
    made = case.make(tmp_path, 0.1)
    assert HOSTILE.open_it(made, case.open) in case.expected


def test_nothing_is_written_beside_an_archive_whose_names_climb_out(tmp_path):
    folder = tmp_path / "a" / "b" / "c"
    folder.mkdir(parents=True)
    (case,) = (case for case in HOSTILE.CASES if "climb" in case.name)
    read(case.make(folder, 1))
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["t.bin"]


def test_formulas_in_names_are_kept_as_text_and_never_leave_as_formulas(tmp_path):
    (case,) = (case for case in HOSTILE.CASES if case.name == "formulas as names")
    labels = read(case.make(tmp_path, 1)).rows["region_label"].tolist()
    assert labels[0] == '=HYPERLINK("http://x")'
    assert [str(guarded(label))[0] for label in labels] == ["'"] * len(labels)
