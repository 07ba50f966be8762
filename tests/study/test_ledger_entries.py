"""The ledger of a study: added whole or not at all, carried to a file and back without loss."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from growthpole.cli.app import run_app
from growthpole.errors import SeveralProblems, SourceError, StoreError
from growthpole.store import LedgerEntry, Store, append
from growthpole.study import explain
from growthpole.study.ledger_entries import (
    add_entries,
    add_entry,
    export_ledger,
    import_ledger,
    ledger_entries,
    withdraw_entry,
)
from growthpole.study.ledger_files import COLUMNS, csv_of_entries, entries_of_csv
from growthpole.study.ledger_status import ledger_status
from growthpole.track import Actual, Decision, ForeignInvestment, StageChange, entries_table, to_row

THEN = "2024-07-01T08:00:00Z"


@pytest.fixture
def study(tmp_path):
    """A folder that is a study, with nothing in it."""
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "study.toml").write_text("version = 1\n", encoding="utf-8")
    return folder


def stage(project, name="signed", date="2024-03-01", **more):
    return StageChange(**{"project": project, "stage": name, "date": date, "vintage": "2024-03-02", **more})


EVERY = (
    Actual(indicator="=cmd()", period="2021", value="2.40", unit="万亿元", source="公报，第3页", vintage="2022-02"),
    Actual(indicator="'x", period="2023-01/2023-10", value="-5", unit="%", source='a "b", c', vintage="2024"),
    stage("P1", by="Li", recorded="2024-03-02T00:00:00Z"),
    stage("P1", date="2024-03-05", vintage="2024-04-01", corrects="2024-03-02", reason="letter found", by="Li"),
    stage("P2", "started", "2024-06", planned=True, expands="P1"),
    Decision(
        id="D1", what="＝A", reason="grid", owner="@Li", next_action="sign", due="2024", date="2024", vintage="2024"
    ),
    ForeignInvestment(
        project="P1", nature="utilised", amount="12.5", unit="1e6 USD", date="2024-05", vintage="2024-06"
    ),
)


def test_entries_are_added_with_numbers_clock_and_name(study):
    written = add_entries(study, EVERY, recorded=THEN, by="Wang")
    assert [entry.number for entry in written] == [1, 2, 3, 4, 5, 6, 7]
    assert ledger_entries(study) == written
    assert {entry.by for entry in written} == {"Li", "Wang"}  # what an entry says itself stands
    assert [entry.recorded for entry in written[2:4]] == ["2024-03-02T00:00:00Z", THEN]
    assert ledger_entries(study, "stage") == written[2:5]


def test_without_a_caller_clock_and_user_come_in(study):
    (written,) = add_entries(study, [stage("P1")])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", written.recorded)
    assert written.by


def test_what_does_not_fit_adds_nothing_and_is_said_at_once(study):
    add_entries(study, [stage("P1")])
    with pytest.raises(SeveralProblems) as caught:
        add_entries(study, [stage("P3"), stage("P1"), stage("P2", vintage="2025", corrects="2024", reason="x")])
    assert [one.code for one in caught.value.problems] == ["entry-stands", "entry-corrects-nothing"]
    assert len(ledger_entries(study)) == 1


def test_a_correction_names_what_it_corrects(study, refused):
    told = {"project": "P1", "stage": "signed", "date": "2024-03-01"}
    first = add_entry(study, "stage", told, recorded="2024-03-02T09:00:00Z", by="Li")
    assert first.vintage == "2024-03-02"
    with refused("entry-stands", "--corrects 1"):
        add_entry(study, "stage", told, recorded="2024-03-03T09:00:00Z")
    with refused("entry-no-reason"):
        add_entry(study, "stage", told, corrects=1, recorded="2024-03-03T09:00:00Z")
    with refused("ledger-other-fact", "P1", "P2"):
        add_entry(study, "stage", {**told, "project": "P2", "reason": "x"}, corrects=1)
    with refused("ledger-no-entry", "9"):
        add_entry(study, "stage", {**told, "reason": "x"}, corrects=9)
    again = add_entry(study, "stage", {**told, "reason": "x"}, corrects=1, recorded="2024-03-02T10:00:00Z")
    assert (again.number, again.corrects, again.vintage) == (2, "2024-03-02", "2024-03-02T10:00:00Z")
    with refused("entry-stands"):
        add_entry(study, "stage", {**told, "reason": "x"}, corrects=1, recorded="2024-03-05T10:00:00Z")
    gone = withdraw_entry(study, 2, "never signed", recorded="2024-03-04T10:00:00Z", by="Li")
    assert (gone.void, gone.corrects, gone.vintage, gone.date) == (True, again.vintage, "2024-03-04", "2024-03-01")
    with refused("entry-stands"):
        withdraw_entry(study, 1, "again")
    with refused("ledger-withdrawn"):
        withdraw_entry(study, 3, "again")
    with refused("entry-no-reason"):
        withdraw_entry(study, add_entry(study, "stage", {**told, "project": "P9"}).number, "")


def test_a_correction_is_known_from_its_publication_where_that_is_later(study):
    told = {"indicator": "r", "period": "2021", "value": "2", "unit": "firm", "source": "b", "published": "2022-02"}
    add_entry(study, "actual", told)
    again = {**told, "value": "3", "reason": "revised"}
    later = add_entry(study, "actual", {**again, "published": "2022-06-01"}, corrects=1)
    assert later.vintage == "2022-06-01"
    same = add_entry(study, "actual", {**again, "published": "2022-02"}, corrects=2, recorded="2024-01-02T10:00:00Z")
    assert same.vintage == "2024-01-02"


@pytest.mark.parametrize(
    "entry",
    [
        stage("P1", "started", "2027-05-01", vintage="2026-01"),
        Actual(indicator="r", period="2031", value="2", unit="firm", source="b", vintage="2030"),
        ForeignInvestment(project="P", nature="utilised", amount="1", unit="USD", date="2027", vintage="2026"),
    ],
)
def test_what_has_not_happened_yet_is_no_fact(study, refused, entry):
    with refused("entry-ahead", entry.begins, entry.vintage):
        add_entries(study, [entry])
    add_entries(study, [stage("P1", "started", "2027-05-01", vintage="2026-01", planned=True)])
    assert [one.planned for one in ledger_entries(study)] == [True]


def test_what_was_written_under_other_rules_is_still_read(study):
    """Nothing that was acknowledged is lost, whatever is asked of new entries since."""
    ahead = to_row(stage("P1", "started", "2027-05-01", vintage="2026-01"))
    told = {name: getattr(ahead, name) for name in ("kind", "period", "key", "payload", "vintage", "reason")}
    with Store.open(study, create=True) as store, store.writer():
        append(store, [LedgerEntry(recorded=THEN, **told)])
    assert [one.date for one in ledger_entries(study)] == ["2027-05-01"]
    assert withdraw_entry(study, 1, "not yet", vintage="2026-02").void


def test_a_figure_is_known_from_its_publication(study):
    told = {"indicator": "r", "period": "2021", "value": "2", "unit": "firm", "source": "b", "published": "2022-02"}
    assert add_entry(study, "actual", told, recorded=THEN).vintage == "2022-02"


def test_where_there_is_no_study_nothing_is_made(tmp_path, refused):
    for work in (lambda: ledger_entries(tmp_path), lambda: add_entries(tmp_path, [stage("P1")])):
        with refused("no-study", kind=SourceError):
            work()
    assert list(tmp_path.iterdir()) == []


def test_reading_makes_nothing(study):
    assert ledger_entries(study) == ()
    assert [path.name for path in study.iterdir()] == ["study.toml"]


def test_beside_another_writer_the_study_is_busy(study, refused):
    with Store.open(study, create=True) as store, store.writer():
        with refused("store-busy", kind=StoreError):
            add_entries(study, [stage("P1")])
        assert ledger_entries(study) == ()
    assert len(add_entries(study, [stage("P1")])) == 1


# --- files ---------------------------------------------------------------------------------------------------


def test_the_round_trip_loses_nothing_and_repeats_nothing(study, tmp_path):
    written = add_entries(study, EVERY, recorded=THEN, by="Wang")
    file, again = tmp_path / "ledger.csv", tmp_path / "again.csv"
    assert export_ledger(study, file) == 7
    other = tmp_path / "other"
    other.mkdir()
    (other / "study.toml").write_text("version = 1\n", encoding="utf-8")
    assert import_ledger(other, file) == (7, 0)
    assert import_ledger(other, file) == (0, 7)
    assert export_ledger(other, again) == 7
    assert again.read_bytes() == file.read_bytes()
    assert {replace(one, number=0) for one in ledger_entries(other)} == {replace(one, number=0) for one in written}
    cells = [cell for row in csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝"))]


def test_the_file_is_the_same_whoever_wrote_first():
    numbered = [replace(entry, number=at) for at, entry in enumerate(EVERY, start=1)]
    mixed = [numbered[at] for at in (4, 2, 6, 0, 3, 1, 5)]  # the correction stays behind what it corrects
    mixed = [replace(entry, number=at) for at, entry in enumerate(mixed, start=1)]
    assert csv_of_entries(mixed) == csv_of_entries(numbered)


TEXT = st.text(alphabet="=+-@'＝a,\"; 产", max_size=8).map(str.strip)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TEXT, TEXT, st.booleans()), max_size=6, unique_by=lambda row: row[0]))
def test_any_text_comes_back(rows):
    entries = [stage(f"P{code}", reason=reason, planned=planned) for code, reason, planned in rows]
    text = csv_of_entries(entries).decode("utf-8-sig")
    assert {entry for _, entry in entries_of_csv(text, "x.csv")} == set(entries)


def written_file(tmp_path, *lines, header=("kind", "vintage", "project", "stage", "date", "planned", "unit")):
    path = tmp_path / "rows.csv"
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *lines])
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def test_bad_rows_import_nothing_and_are_named_with_line_and_value(study, tmp_path):
    path = written_file(
        tmp_path,
        ("stage", "2024-03-02", "P1", "signed", "2024-03-01", "", ""),
        ("stage", "2024-03-02", "P2", "built", "soon", "", ""),
        ("stage", "2024-03-02", "P3", "signed", "2024-03-01", "perhaps", ""),
        ("stage", "2024-03-02", "P4", "signed", "2024-03-01", "", "firm"),
        ("rumour", "2024-03-02", "P5", "signed", "2024-03-01", "", ""),
        ("stage", "2024-03-02", "P6"),
        ("stage", "", "", "signed", "2024-03-01", "", ""),
    )
    with pytest.raises(SeveralProblems) as caught:
        import_ledger(study, path)
    said = [(one.code, one.params.get("line")) for one in caught.value.problems]
    assert said == [
        ("ledger-file-row", 3),
        ("unknown-option", None),
        ("entry-date", None),
        ("ledger-file-row", 4),
        ("ledger-file-flag", None),
        ("ledger-file-row", 5),
        ("ledger-file-blank", None),
        ("ledger-file-row", 6),
        ("unknown-option", None),
        ("ledger-file-row", 7),
        ("ledger-file-width", None),
        ("ledger-file-row", 8),
        ("bad-period", None),
        ("entry-empty", None),
    ]
    for lang in ("en", "zh"):
        message = caught.value.message(lang)
        assert all(word in message for word in ("rows.csv", "'built'", "'soon'", "'perhaps'", "'firm'", "'rumour'"))
    assert ledger_entries(study) == ()


def test_a_row_that_says_otherwise_at_the_same_vintage_is_a_conflict(study, tmp_path):
    add_entries(study, [stage("P1")])
    new = ("stage", "2024-03-02", "P0", "signed", "2024-03-01", "", "")
    same = ("stage", "2024-03-02", "P1", "signed", "2024-03-01", "", "")
    path = written_file(tmp_path, new, ("stage", "2024-03-02", "P1", "signed", "2024-02-09", "", ""))
    with pytest.raises(SeveralProblems) as caught:
        import_ledger(study, path)
    assert [one.code for one in caught.value.problems] == ["ledger-file-row", "ledger-file-conflict"]
    assert caught.value.problems[0].params["line"] == 3
    assert caught.value.problems[1].params["fields"] == "date"
    path = written_file(tmp_path, new, ("stage", "2024-04", "P1", "signed", "2024-02-09", "", ""))
    with pytest.raises(SeveralProblems) as caught:
        import_ledger(study, path)
    assert [one.code for one in caught.value.problems] == ["ledger-file-row", "entry-stands"]
    assert len(ledger_entries(study)) == 1
    assert import_ledger(study, written_file(tmp_path, same, new, new)) == (1, 2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "ledger-file-header"),
        ("kind,project\n", "ledger-file-header"),
        ("kind,vintage,colour\n", "ledger-file-header"),
        ("kind,vintage,vintage\n", "ledger-file-header"),
        ('kind,vintage\nstage,"20"24\n', "ledger-file-csv"),
    ],
)
def test_a_file_that_is_no_export_is_refused(study, tmp_path, refused, text, code):
    path = tmp_path / "other.csv"
    path.write_text(text, encoding="utf-8")
    with refused(code, "other.csv"):
        import_ledger(study, path)


def test_a_missing_file_and_another_encoding_are_said(study, tmp_path, refused):
    with refused("missing-file", "nowhere.csv", kind=SourceError):
        import_ledger(study, tmp_path / "nowhere.csv")
    path = tmp_path / "gbk.csv"
    path.write_bytes("kind,vintage,reason\nstage,2024,山东\n".encode("gb18030"))
    with refused("unknown-encoding", "gbk.csv", kind=SourceError):
        import_ledger(study, path)


def test_lines_count_as_an_editor_counts_them():
    text = 'kind,vintage,project,stage,date\r\n\r\nstage,2024-03,"P\n1",signed,2024\r\nstage,2024-03,P2,built,2024\r\n'
    with pytest.raises(SeveralProblems) as caught:
        entries_of_csv(text, "x.csv")
    assert [one.params["line"] for one in caught.value.problems if one.code == "ledger-file-row"] == [3, 5]
    assert len(set(COLUMNS)) == len(COLUMNS)


# --- where the study stands ----------------------------------------------------------------------------------


def test_the_status_of_a_study(fresh_study):
    told = {"indicator": "robot_revenue", "region": "CN-SD", "unit": "1e12 CNY", "source": "bulletin"}
    figures = [
        Actual(period=str(year), value=f"{1.1**at:.3f}", vintage="2024", **told)
        for at, year in enumerate(range(2010, 2023))
    ]
    add_entries(
        fresh_study,
        [
            *figures[:-1],
            replace(figures[-1], value="9.000"),
            Actual(period="2023-01/2023-10", value="2.2", vintage="2023-11-20", **told),
            stage("P1"),
            stage("P1", "started", "2024-04", planned=True),
            stage("P2", "withdrawn", "2024-04-01", reason="no land", vintage="2024-04-02"),
            *(one for one in EVERY if isinstance(one, ForeignInvestment)),
            replace(next(one for one in EVERY if isinstance(one, Decision)), due="2024-05", vintage="2024-03"),
        ],
    )
    found = ledger_status(fresh_study, "2024-12-31")
    assert found.overdue == ("P1",)
    assert found.withdrawn == ("P2",)
    assert {row["stage"]: row["projects"] for row in found.stages}["signed"] == 1
    assert found.investment[0]["contracted"] is None
    assert found.investment[0]["utilised"] == 12.5
    assert [row["period"] for row in found.actuals] == ["2022", "2023-01/2023-10"]
    assert found.actuals[1]["growth"] is None
    assert found.actuals[1]["reason"] == "missing"  # the year before is known whole only
    assert [(row["id"], row["overdue"]) for row in found.decisions] == [("D1", True)]
    rules = {one.rule for one in found.alerts if one.state == "alert"}
    assert rules == {"stage_overdue", "decision_overdue", "beyond"}
    early = ledger_status(fresh_study, "2024-03-31")
    assert early.withdrawn == early.alerts == early.investment == ()
    assert early.entries == found.entries


# --- explained -----------------------------------------------------------------------------------------------


@pytest.fixture
def tracked(study_folder, tmp_path):
    """The finished run with a ledger table put in by hand."""
    from growthpole.study import open_run

    run = open_run("latest", study_folder)
    told = {"indicator": "equipment_revenue", "region": "CN-SD", "period": "2023", "unit": "万亿元"}
    entry = Actual(
        value="2.40", source="统计公报", vintage="2024-02-01", operator="~", by="Li", recorded=THEN, number=12, **told
    )
    table = entries_table([entry, replace(stage("P1"), number=13)])
    run.manifest["tables"]["track.ledger"] = table.describe()
    run._read["track.ledger"] = table
    return run


def test_a_number_of_the_ledger_ends_at_its_entry(tracked, monkeypatch, capsys):
    found = explain(tracked, "track.ledger.value[entry=12]")
    (cell,) = found.cells()
    assert (found.value, found.unit) == (2.4, "万亿元")
    assert (cell.file, cell.line, cell.column, cell.printed) == ("growthpole.db", 12, "value", "2.40")
    assert cell.address == "统计公报"
    assert (cell.row["recorded"], cell.row["by"], cell.row["vintage"]) == (THEN, "Li", "2024-02-01")
    assert len(cell.sha256) == 64
    assert (cell.labels[0].dim, cell.labels[0].name_zh) == ("region", "山东")
    monkeypatch.setattr("growthpole.study.open_run", lambda *_: tracked)
    said = {}
    for lang in ("en", "zh"):
        assert run_app(["explain", "latest", found.key, "--lang", lang]) == 0
        said[lang] = capsys.readouterr().out
    assert f"entry 12 of the ledger, recorded {THEN}, by Li, source 统计公报 = ~ 2.40" in said["en"]
    assert f"台账第 12 条，记入于 {THEN}，记入者 Li，来源 统计公报" in said["zh"]
    assert run_app(["explain", "latest", found.key, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cell"]["line"] == 12


def test_the_hash_is_of_what_the_entry_says(tracked):
    (one,) = explain(tracked, "track.ledger.value[entry=12]").cells()
    (same,) = explain(tracked, "track.ledger.value[entry=12]").cells()
    (other,) = explain(tracked, "track.ledger.value[entry=13]").cells()
    assert one.sha256 == same.sha256 != other.sha256


def test_a_number_computed_from_the_ledger_ends_at_its_entries(tracked):
    """A slice of a later stage leads to the entries it names."""
    import pandas as pd

    from growthpole.provenance import Slice, Trace
    from growthpole.tables.results import ResultTable

    slices = (Slice("A", "track.ledger", "value", {"indicator": "equipment_revenue", "of_period": "2023"}),)
    frame = pd.DataFrame({"period": ["2023"], "twice": [4.8]})
    table = ResultTable(
        stage="track",
        name="summary",
        frame=frame,
        dims=("period",),
        units={"twice": "1e12 CNY"},
        traces=(Trace("twice", "", slices, "2 A"),),
    )
    tracked.manifest["tables"]["track.summary"] = table.describe()
    tracked._read["track.summary"] = table
    (cell,) = explain(tracked, "track.summary.twice[period=2023]").cells()
    assert (cell.file, cell.line, cell.value) == ("growthpole.db", 12, 2.4)
