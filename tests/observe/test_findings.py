"""Findings: each has its place and its texts, floods are cut, and no code lacks a text."""

import re
from pathlib import Path

import pytest

import growthpole.observe
from growthpole.errors import SourceError
from growthpole.messages import LANGS, has, text
from growthpole.observe.findings import MOST_PER_CODE, Counts, Notebook, Notebooks, finding_of

SOURCES = sorted(Path(growthpole.observe.__file__).parent.rglob("*.py"))
RAISED = sorted(
    {code for path in SOURCES for code in re.findall(r'(?:SourceError|LimitExceeded)\("([a-z-]+)"', path.read_text())}
)


@pytest.mark.parametrize("code", RAISED)
def test_what_makes_a_file_unreadable_has_texts_of_its_own(code):
    assert has(f"errors.{code}")
    for part in ("rule", "hint"):
        names = [set(re.findall(r"{(\w+)", text(f"findings.{code}.{part}", lang))) for lang in LANGS]
        assert names[0] == names[1]


def test_an_unreadable_file_as_a_finding():
    problem = SourceError("unknown-encoding", path="t.csv", line=3, byte="0xff")
    finding = finding_of(problem, "t.csv", "abc")
    assert (finding.code, finding.line, finding.value, finding.sha256) == ("unknown-encoding", 3, "0xff", "abc")
    assert "0xff" in finding.rule("zh")


def test_a_code_without_texts_is_told_in_words():
    finding = finding_of(SourceError("no-study", path="here"), "t.csv")
    assert finding.code == "unreadable"
    assert "here" in finding.rule()


@pytest.mark.parametrize(("extra", "told"), [(-1, 0), (0, 0), (1, 1)])
def test_a_flood_is_cut_at_its_limit(extra, told):
    book = Notebook("t.csv")
    for line in range(MOST_PER_CODE + extra):
        book.note("blank-value", "quarantine", line=line)
    closed = book.closed()
    assert [finding.params["count"] for finding in closed if finding.code == "more-findings"] == ["1"] * told
    assert len(closed) == min(MOST_PER_CODE + extra, MOST_PER_CODE) + told


def test_a_kind_is_a_code_with_its_severity_over_all_calls():
    book = Notebook("t.csv")
    lines = range(150)
    for severity in ("error", "warn"):
        for _ in range(2):
            book.note_rows("blank-value", severity, lines, ["v"] * 150)
    closed = book.closed()
    assert len(closed) == 2 * (MOST_PER_CODE + 1)
    assert [finding.params["count"] for finding in closed[-2:]] == ["100", "100"]


def test_params_are_asked_only_for_what_is_kept():
    asked = []
    Notebook("t.csv").note_rows(
        "blank-value", "warn", range(500), ["v"] * 500, params=lambda at: asked.append(at) or {}
    )
    assert asked == list(range(MOST_PER_CODE))


def test_findings_come_by_line():
    book = Notebook("t.csv")
    book.note("blank-value", "warn", line=5)
    book.note("empty-table", "error")
    book.note("flagged-value", "warn", line=2, value="x" * 999)
    assert [(finding.line, len(finding.value)) for finding in book.closed()] == [(None, 0), (2, 200), (5, 0)]


def test_notebooks_are_kept_by_file():
    books = Notebooks()
    for file in ("b", "a", "b"):
        books.at(file).note("empty-table", "error")
    assert [finding.file for finding in books.closed()] == ["b", "b", "a"]


def test_counts():
    assert (Counts(3, 1, 1, 1) + Counts(1, 1, 0, 0)) == Counts(4, 2, 1, 1)
    assert Counts(3, 1, 1, 1).holds
    assert not Counts(3, 1, 1, 0).holds
    assert not Counts(0, -1, 1, 0).holds
