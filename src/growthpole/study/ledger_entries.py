"""The ledger of a study: entries added whole or not at all, read back, and carried to and from a file for review.

The clock and the name of the user come in here, and only where the caller gives none.
"""

from __future__ import annotations

import getpass
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from growthpole.errors import GrowthpoleError, InputError, SeveralProblems, StoreError, listed
from growthpole.study.case import study_bytes
from growthpole.tables.periods import parse_period
from growthpole.track import Entry, entry_of, from_row, refusals, same_fact, to_row
from growthpole.track.entries import KINDS

if TYPE_CHECKING:
    from growthpole.store import Store

PATIENCE = 3.0
"""Seconds to wait for another writer."""

__all__ = [
    "add_entries",
    "add_entry",
    "export_ledger",
    "import_ledger",
    "known_later",
    "ledger_entries",
    "withdraw_entry",
]


def ledger_entries(folder: Path, kind: str = "") -> tuple[Entry, ...]:
    """All entries of the ledger of a study, in the order of writing, of one ``kind`` or of all.

    Raises
    ------
    InputError
        The kind is unknown, or a row was written by something else.
    SourceError
        No study there.
    StoreError
        The database cannot be read.
    """
    from growthpole.store import Store
    from growthpole.store.folder import DATABASE

    if kind and kind not in KINDS:
        raise InputError("unknown-option", option="--kind", value=kind, known=", ".join(KINDS))
    study_bytes(folder)
    if not (folder / DATABASE).exists():  # reading makes nothing
        return ()
    with Store.open(folder) as store:
        return _read(store, kind)


def add_entries(folder: Path, entries: Sequence[Entry], *, recorded: str = "", by: str = "") -> tuple[Entry, ...]:
    """Add entries to the ledger of a study, all of them or none, as its one writer; return them with their numbers.

    Parameters
    ----------
    recorded, by : str
        When it is written, a moment in UTC, and by whom; now, and the user of this computer, where not given. What an
        entry says itself stands.

    Raises
    ------
    InputError
        An entry does not fit what is there; every problem is listed and nothing is added.
    SourceError
        No study there.
    StoreError
        Another process is writing, or the disk refused.
    """
    with _writing(folder) as store:
        known = _read(store)
        refused = [problem for _, problem in refusals(known, entries)]
        if refused:
            raise refused[0] if len(refused) == 1 else SeveralProblems(refused)
        return _append(store, entries, recorded or _now(), by or _user())


def add_entry(
    folder: Path, kind: str, said: Mapping[str, Any], *, corrects: int = 0, recorded: str = "", by: str = ""
) -> Entry:
    """Add one entry from its fields; the vintage is the day it is written, or of publication, where none is given.

    Parameters
    ----------
    kind : str
        actual, stage, decision or investment.
    said : mapping
        Its fields.
    corrects : int
        Number of the entry it corrects; 0 for a first statement.

    Raises
    ------
    InputError
        The entry is wrong, does not fit what is there, or corrects one about something else.
    SourceError
        No study there.
    StoreError
        Another process is writing, or the disk refused.
    """
    recorded = recorded or _now()
    with _writing(folder) as store:
        known = _read(store)
        told = dict(said)
        before = _numbered(known, corrects) if corrects else None
        told["corrects"] = "" if before is None else before.vintage
        if not told.get("vintage"):
            told["vintage"] = _vintage(told, recorded, before)
        entry = entry_of(kind, told)
        if before is not None and entry.story != before.story:
            old, new = (f"{one.kind} {one.story[1]} {one.key}" for one in (before, entry))
            raise InputError("ledger-other-fact", number=corrects, old=old, new=new)
        for _, problem in refusals(known, [entry]):
            raise problem
        return _append(store, [entry], recorded, by or _user())[0]


def withdraw_entry(
    folder: Path, number: int, reason: str, *, vintage: str = "", recorded: str = "", by: str = ""
) -> Entry:
    """Take the fact of an entry back, by a new entry that says so and why.

    Raises
    ------
    InputError
        No such entry, one that was corrected since, or no reason.
    SourceError
        No study there.
    StoreError
        Another process is writing, or the disk refused.
    """
    recorded = recorded or _now()
    with _writing(folder) as store:
        known = _read(store)
        before = _numbered(known, number)
        if before.void:
            raise InputError("ledger-withdrawn", number=number)
        when = vintage or _vintage({}, recorded, before)
        bare = {"number": 0, "recorded": "", "by": "", "void": True}
        entry = replace(before, vintage=when, corrects=before.vintage, reason=reason, **bare)  # type: ignore[arg-type]
        for _, problem in refusals(known, [entry]):
            raise problem
        return _append(store, [entry], recorded, by or _user())[0]


def known_later(folder: Path, entries: Sequence[Entry]) -> tuple[str, list[Entry]]:
    """Day a study tracks on, and the entries known only after it; none where study.toml names no day or is wrong."""
    from growthpole.study.case import load_case
    from growthpole.track.histories import known_by

    try:
        track = load_case(folder).track
    except GrowthpoleError:
        return "", []
    if track is None:
        return "", []
    return track.on, [one for one in entries if not known_by([one], track.on)]


def export_ledger(folder: Path, path: Path) -> int:
    """Write the ledger of a study as CSV, one row an entry; return how many.

    Raises
    ------
    SourceError
        No study there.
    StoreError
        The file cannot be written.
    """
    from growthpole.store import write_bytes
    from growthpole.study.ledger_files import csv_of_entries

    entries = ledger_entries(folder)
    write_bytes(path, csv_of_entries(entries))
    return len(entries)


def import_ledger(folder: Path, path: Path, *, recorded: str = "", by: str = "") -> tuple[int, int]:
    """Add what a CSV file says and the ledger does not hold yet; return how many were added, and were there.

    An entry is there when one of the same vintage says the same about the same thing.

    Raises
    ------
    InputError
        A row is no entry, says otherwise than the ledger at the same vintage, or does not fit; each is named with its
        line, and nothing is added.
    SourceError
        No study or no such file.
    StoreError
        Another process is writing, or the disk refused.
    """
    from growthpole.observe.encodings import decode
    from growthpole.observe.files import read_bytes
    from growthpole.observe.spec import Limits
    from growthpole.study.ledger_files import entries_of_csv

    text = decode(read_bytes(path, Limits()), path.name).removeprefix("\ufeff")
    rows = entries_of_csv(text, path.name)
    recorded = recorded or _now()
    with _writing(folder) as store:
        known = _read(store)
        new = _unknown(known, rows, path.name)
        _raise_lines([(new[at][0], problem) for at, problem in refusals(known, [entry for _, entry in new])], path.name)
        if new:
            _append(store, [entry for _, entry in new], recorded, by or _user())
    return len(new), len(rows) - len(new)


def _unknown(known: Sequence[Entry], rows: Sequence[tuple[int, Entry]], name: str) -> list[tuple[int, Entry]]:
    """Rows the ledger does not hold, in the order they were first recorded, no correction before what it corrects."""
    held = {(entry.story, entry.vintage): entry for entry in known}
    problems: list[tuple[int, GrowthpoleError]] = []
    new: list[tuple[str, int, Entry]] = []
    written: dict[tuple[str, str, str], str] = {}
    for line, entry in rows:
        there = held.get((entry.story, entry.vintage))
        if there is None:
            written[entry.story] = when = max(entry.recorded, written.get(entry.story, ""))
            new.append((when, line, entry))
            held[entry.story, entry.vintage] = entry
        elif not same_fact(there, entry):
            beside = {"number", "recorded", "by"}
            names = [one.name for one in fields(entry) if one.name not in beside]
            differ = [one for one in names if getattr(there, one) != getattr(entry, one)]
            told = {"key": entry.key, "vintage": entry.vintage, "fields": listed(differ)}
            problems.append((line, InputError("ledger-file-conflict", number=there.number or "–", **told)))
    _raise_lines(problems, name)
    return [(line, entry) for _, line, entry in sorted(new, key=lambda row: row[:2])]


def _raise_lines(problems: Sequence[tuple[int, GrowthpoleError]], name: str) -> None:
    from growthpole.study.ledger_files import bad_line

    if problems:
        raise SeveralProblems([one for line, problem in problems for one in (bad_line(name, line), problem)])


@contextmanager
def _writing(folder: Path) -> Iterator[Store]:
    from growthpole.store import Store

    study_bytes(folder)
    with Store.open(folder, create=True) as store, ExitStack() as held:
        _wait_for(held, store)
        yield store


def _wait_for(held: ExitStack, store: Store) -> None:
    """Become the one writer; another entry is written in a moment, so it is waited for a little."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            held.enter_context(store.writer())
        except StoreError as problem:
            if problem.code != "store-busy" or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _read(store: Store, kind: str = "") -> tuple[Entry, ...]:
    from growthpole.store import rows

    return tuple(from_row(row, number=row.id, recorded=row.recorded) for row in rows(store, kind or None))


def _append(store: Store, entries: Sequence[Entry], recorded: str, by: str) -> tuple[Entry, ...]:
    from growthpole.store import LedgerEntry, append

    whole = [replace(one, recorded=one.recorded or recorded, by=one.by or by) for one in entries]
    written = []
    for entry in whole:
        row = to_row(entry)
        told = {name: getattr(row, name) for name in ("kind", "period", "key", "payload", "vintage", "reason")}
        written.append(LedgerEntry(recorded=entry.recorded, **told))
    numbers = append(store, written)
    return tuple(replace(entry, number=number) for entry, number in zip(whole, numbers, strict=True))


def _numbered(known: Sequence[Entry], number: int) -> Entry:
    found = next((entry for entry in known if entry.number == number), None)
    if found is None:
        raise InputError("ledger-no-entry", number=number, count=len(known))
    return found


def _vintage(said: Mapping[str, Any], recorded: str, before: Entry | None) -> str:
    """Vintage of an entry that names none: of publication, where that comes after what it corrects, else of writing.

    A correction of the same day is told apart by its time.
    """
    published = str(said.get("published") or "")
    if published and (before is None or _is_later(published, before.vintage)):
        return published
    if before is None:
        return recorded[:10]
    return recorded if recorded[:10] <= before.vintage[:10] else recorded[:10]


def _is_later(published: str, vintage: str) -> bool:
    """Whether a day of publication is one, and after a vintage; what is no day is refused where the entry is made."""
    try:
        return parse_period(published).end > parse_period(vintage[:10]).end
    except InputError:
        return False


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may know no user
        return "unknown"
