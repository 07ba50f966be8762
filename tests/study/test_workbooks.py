"""A workbook in a study: from ``new`` and ``check`` to an explanation that ends at file, sheet and cell."""

import csv
import json

import pytest

from growthpole.cli.app import run_app
from growthpole.errors import SourceError
from growthpole.study import DataOptions, explain, run_study, study_of_data
from growthpole.study.checking import check_file

ROWS = [
    ["geo", "industry", "year", "value"],
    *(
        [geo, industry, year, scale * size + add]
        for geo, scale in (("North", 2), ("South", 1))
        for industry, size in (("a", 10), ("b", 30))
        for year, add in ((2010, 0.25), (2020, 5))
    ),
]
FIRMS = [["code", "size"], ["one", 7], ["two", 8.5]]
REGISTER = '\n[[register]]\nname = "firms"\nfile = "panel.xlsx"\nsheet = "Firms"\nkey = ["code"]\nnumeric = ["size"]\n'


@pytest.fixture
def study(books, tmp_path):
    """A study of a workbook with two sheets: a panel and a register."""
    path = tmp_path / "mine.xlsx"
    path.write_bytes(books.workbook({"Jobs": ROWS, "Firms": FIRMS}))
    folder = study_of_data(tmp_path / "book", path, DataOptions(unit="person", sheet="Jobs"))
    with (folder / "study.toml").open("a", encoding="utf-8") as stream:
        stream.write(REGISTER)
    return folder


def as_text(tmp_path):
    path = tmp_path / "mine.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(ROWS)
    return study_of_data(tmp_path / "text", path, DataOptions(unit="person"))


def test_a_run_says_the_same_as_one_of_the_text(study, tmp_path):
    book, text = run_study(study).run, run_study(as_text(tmp_path)).run
    for name in ("diagnose.panel_regions", "diagnose.panel_activities", "observe.observations"):
        assert book.table(name).frame.equals(text.table(name).frame), name


def test_a_number_is_explained_down_to_sheet_and_cell(study):
    run = run_study(study).run
    found = explain(run, "diagnose.panel_regions.level[region=North]")
    assert {cell.place for cell in found.cells()} == {"panel.xlsx:Jobs:D3", "panel.xlsx:Jobs:D5"}
    for cell in found.cells():
        assert {label.dim for label in cell.labels} == {"region", "activity", "indicator"}
        assert all(label.name_en and label.name_zh for label in cell.labels)
    cell = explain(run, "observe.register_firms.size[code=two]").cell
    assert (cell.value, cell.column, cell.labels) == (8.5, "size", ())  # nothing names the firms of this register
    assert (cell.place, cell.sheet, cell.cell, cell.line) == ("panel.xlsx:Firms:B3", "Firms", "B3", 3)


def test_a_run_taken_over_keeps_the_cells(study):
    run_study(study, stages=("observe",))
    run = run_study(study).run
    assert explain(run, "observe.register_firms.size[code=two]").cell.place == "panel.xlsx:Firms:B3"


def test_several_sheets_are_asked_about(books, tmp_path, refused):
    path = tmp_path / "mine.xlsx"
    path.write_bytes(books.workbook({"Jobs": ROWS, "Firms": FIRMS}))
    with refused("several-sheets", "Jobs", "Firms", kind=SourceError):
        study_of_data(tmp_path / "study", path, DataOptions(unit="person"))


def test_check_names_the_cell(books, tmp_path, capsys):
    path = tmp_path / "mine.xlsx"
    header = ["region", "indicator", "period", "value", "unit"]
    rows = [header, ["N", "jobs", 2021, 5, "person"], ["N", "jobs", 2022, books.error("#N/A"), "person"]]
    path.write_bytes(books.workbook({"Jobs": rows, "Firms": FIRMS}))
    code = run_app(["check", str(path), "--sheet", "Jobs", "--json"])
    (finding,) = json.loads(capsys.readouterr().out)[0]["findings"]
    assert (code, finding["sheet"], finding["cell"], finding["code"]) == (3, "Jobs", "D3", "error-cell")
    run_app(["check", str(path), "--sheet", "Jobs"])
    captured = capsys.readouterr()
    assert "mine.xlsx:Jobs:D3" in captured.out + captured.err
    (asked,) = check_file(path).findings
    assert (asked.code, "'Jobs', 'Firms'" in asked.rule("en")) == ("several-sheets", True)
    register = check_file(path, kind="register", sheet="Firms")
    assert (register.findings, register.counts["mine.xlsx"].loaded) == ((), 2)


def test_check_of_a_study_with_a_workbook(study):
    found = check_file(study)
    assert {finding.code for finding in found.findings} <= {"no-sidecar"}
    assert found.counts["panel.xlsx"].loaded == len(ROWS) - 1 + len(FIRMS) - 1


def test_explain_prints_the_cell(study, capsys):
    run = run_study(study).run
    assert run_app(["explain", str(run.folder), "observe.register_firms.size[code=one]"]) == 0
    assert "cell: panel.xlsx:Firms:B2, column 'size' = 7.0\n" in capsys.readouterr().out
    assert run_app(["explain", str(run.folder), "diagnose.panel_regions.level[region=North]", "--lang", "zh"]) == 0
    assert "panel.xlsx:Jobs:D3，列“value” = " in capsys.readouterr().out
