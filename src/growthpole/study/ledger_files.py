"""The ledger as a CSV file for review: one row an entry, in an order that does not depend on who wrote first."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any, Final

from growthpole.errors import GrowthpoleError, InputError, SeveralProblems, listed
from growthpole.store.csv_cells import guarded, restored
from growthpole.track import Entry, entry_of
from growthpole.track.entries import KINDS
from growthpole.track.entry_base import FLAGS
from growthpole.track.rows import FACTS

__all__ = ["COLUMNS", "csv_of_entries", "entries_of_csv", "in_file_order"]

_HEAD: Final = ("kind", "vintage", "corrects", "void", "reason")
_TAIL: Final = ("recorded", "by")
_OWN: Final = tuple(dict.fromkeys(name for facts in FACTS.values() for name in facts if name not in (*_HEAD, *_TAIL)))
COLUMNS: Final = (*_HEAD, *_OWN, *_TAIL)
YES: Final = "yes"


def csv_of_entries(entries: Iterable[Entry]) -> bytes:
    """The entries as CSV, UTF-8 with a byte order mark: by kind, key and period, then vintage."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in in_file_order(entries):
        said = {"kind": entry.kind} | {one.name: _cell(getattr(entry, one.name)) for one in fields(entry)}
        writer.writerow([guarded(said.get(name, "")) for name in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def in_file_order(entries: Iterable[Entry]) -> list[Entry]:
    """Entries in the order of the file: every story together, its corrections after what they correct."""
    stories: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in sorted(entries, key=lambda one: one.number):
        stories.setdefault((entry.kind, entry.key, entry.story[1]), []).append(entry)
    return [entry for story in sorted(stories) for entry in stories[story]]


def entries_of_csv(text: str, name: str) -> list[tuple[int, Entry]]:
    """Line and entry of each row of a CSV file; columns may be left out or stand in any order.

    Raises
    ------
    InputError
        The header is none of a ledger, or rows are no entries; every row is named with its line and what is wrong.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    found: list[tuple[int, Entry]] = []
    problems: list[GrowthpoleError] = []
    for line, row in _lines(reader, name):
        if header is None:
            header = _header(row, name)
            continue
        try:
            found.append((line, _entry(header, row)))
        except GrowthpoleError as problem:
            problems += [bad_line(name, line), *_each(problem)]
    if header is None:
        _header([], name)
    if problems:
        raise SeveralProblems(problems)
    return found


def bad_line(name: str, line: int) -> InputError:
    """The words that go before the problems of a line."""
    return InputError("ledger-file-row", path=name, line=line)


def _each(problem: GrowthpoleError) -> tuple[GrowthpoleError, ...]:
    return problem.problems if isinstance(problem, SeveralProblems) else (problem,)


def _lines(reader: Any, name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, with the line each begins on."""
    begun = 1
    try:
        for row in reader:
            if row:
                yield begun, row
            begun = reader.line_num + 1
    except csv.Error as problem:
        raise InputError("ledger-file-csv", path=name, line=begun, problem=problem) from None


def _header(row: list[str], name: str) -> list[str]:
    missing = [column for column in ("kind", "vintage") if column not in row]
    strange = [column for at, column in enumerate(row) if column not in COLUMNS or column in row[:at]]
    if missing or strange:
        raise InputError(
            "ledger-file-header", path=name, missing=listed(missing) or "–", strange=listed(strange) or "–"
        )
    return row


def _entry(header: list[str], row: list[str]) -> Entry:
    if len(row) != len(header):
        raise InputError("ledger-file-width", cells=len(row), width=len(header), row=listed(row))
    cells = {name: restored(cell) for name, cell in zip(header, row, strict=True)}
    kind = cells.pop("kind")
    if kind not in KINDS:
        raise InputError("unknown-option", option="kind", value=kind, known=", ".join(KINDS))
    own = {one.name: one for one in fields(KINDS[kind]) if one.name != "number"}
    strange = {name: cell for name, cell in cells.items() if cell and name not in own}
    if strange:
        raise SeveralProblems(
            [InputError("ledger-file-blank", kind=kind, field=name, value=cell) for name, cell in strange.items()]
        )
    said: dict[str, Any] = {name: _flag(name, cell) if name in FLAGS else cell for name, cell in _given(cells, own)}
    needed = {name: "" for name, one in own.items() if one.default is MISSING}
    return entry_of(kind, {**needed, **said})


def _given(cells: Mapping[str, str], own: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    return ((name, cell) for name, cell in cells.items() if cell and name in own)


def _flag(name: str, cell: str) -> bool:
    if cell != YES:
        raise InputError("ledger-file-flag", field=name, value=cell)
    return True


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else ""
    return str(value)
