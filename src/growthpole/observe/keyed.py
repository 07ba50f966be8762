"""Registers and classifications: tables whose rows have keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from growthpole.errors import Finding, InputError
from growthpole.observe.column_checks import Mask, near_units
from growthpole.observe.duplicates import repeats
from growthpole.observe.files import Sheet
from growthpole.observe.findings import Counts, Notebook
from growthpole.observe.grids import Grid, note_faults
from growthpole.observe.numbers import parse_number
from growthpole.observe.spec import ClassificationSpec, RegisterSpec
from growthpole.observe.vocabulary import MEASURES, PRICE_BASES, PRICE_BASIS, known_unit
from growthpole.tables.classification import Classification
from growthpole.tables.register import Register
from growthpole.tables.register_schemas import SCHEMAS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Keyed", "read_classification", "read_register"]

RESERVED: Final = ("line", "file")


@dataclass(frozen=True, slots=True)
class Keyed:
    """Rows of a keyed table that passed, with their lines, findings and the row law."""

    frame: pd.DataFrame
    findings: list[Finding]
    counts: Counts
    grid: Grid = field(default_factory=Grid)

    def register(self, spec: RegisterSpec) -> Register:
        """The rows as a register."""
        return Register(
            spec.name,
            self.frame,
            spec.key,
            file=spec.file,
            sheet=self.grid.sheet,
            letters=self.grid.letters or self.grid.columns,
            kind=spec.kind,
            columns=spec.columns,
        )


def read_register(sheet: Sheet, spec: RegisterSpec) -> Keyed:
    """Rows of a register; numbers where declared, text elsewhere, ``line`` beside them.

    A blank cell of a numeric column is NaN: absent, never zero. A row that repeats another one in
    every cell is skipped; one that differs is an error.
    """
    notes = Notebook(sheet.file, sheet.sha256, sheet.grid)
    frame = _table(sheet, (*spec.key, *spec.numeric), RESERVED, notes)
    if frame is None:
        return _refused(sheet, notes)
    bad = _blank_keys(frame, spec.key, notes)
    for column in _numeric(spec, sheet.header):
        bad |= _numbers(frame, column, notes)
    return _unique(sheet, frame[~bad], spec.key, notes)


def _numeric(spec: RegisterSpec, header: Sequence[str]) -> list[str]:
    """Columns of numbers: those declared, and those its kind says, but for keys, which stay text."""
    of_kind = SCHEMAS[spec.kind].numbers if spec.kind else ()
    columns = [spec.columns.get(name, name) for name in of_kind]
    return list(dict.fromkeys([*spec.numeric, *(name for name in columns if name in header and name not in spec.key)]))


def read_classification(sheet: Sheet, spec: ClassificationSpec) -> tuple[Classification | None, Keyed]:
    """Classification of a table of codes; None with findings when the table is faulty.

    That each label names one code only is checked over all parts of a classification together, by
    :func:`growthpole.observe.labels.clashes`.
    """
    notes = Notebook(sheet.file, sheet.sha256, sheet.grid)
    parent = "" if spec.parent.startswith("=") else spec.parent
    named = [name for name in (spec.name_en, spec.name_zh, parent) if name]
    frame = _table(sheet, (spec.code, *spec.aliases, *spec.attributes, *named), ("line",), notes)
    own = [name for name in spec.attributes if name in {"code", "name_en", "name_zh", "parent"}]
    for name in own:
        notes.note("reserved-column", "error", line=notes.grid.header_line, column=name, value=name)
    if frame is None or own:
        return None, _refused(sheet, notes)
    bad = _blank_keys(frame, (spec.code,), notes)
    if spec.name == "indicator":
        bad |= _indicator_words(frame, spec.attributes, notes)
    keyed = _unique(sheet, frame[~bad], (spec.code,), notes)
    if any(finding.severity == "error" for finding in keyed.findings):
        return None, keyed
    rows = keyed.frame
    codes = rows[list(dict.fromkeys(spec.attributes))].copy()
    codes.insert(0, "code", rows[spec.code])
    codes.insert(1, "name_en", rows[spec.name_en] if spec.name_en else "")
    codes.insert(2, "name_zh", rows[spec.name_zh] if spec.name_zh else "")
    codes.insert(3, "parent", rows[parent] if parent else spec.parent.removeprefix("="))
    aliases = {
        label: code
        for column in spec.aliases
        for label, code in zip(rows[column], rows[spec.code], strict=True)
        if label
    }
    try:
        return Classification(spec.name, codes, aliases), keyed
    except InputError:
        return None, keyed  # labels.clashes says which labels, and where


def _table(sheet: Sheet, needed: Sequence[str], reserved: Sequence[str], notes: Notebook) -> pd.DataFrame | None:
    """Whole rows as stripped text; None when the header does not fit or there is no row."""
    import pandas as pd

    repeated = sorted(name for name, times in Counter(sheet.header).items() if times > 1)
    for name in repeated:
        notes.note("repeated-column", "error", line=notes.grid.header_line, column=name, value=name)
    absent = [name for name in dict.fromkeys(needed) if name not in sheet.header]
    for name in absent:
        notes.note(
            "missing-column",
            "error",
            line=notes.grid.header_line,
            column=name,
            value=name,
            header=", ".join(sheet.header)[:300],
        )
    taken = [name for name in reserved if name in sheet.header]
    for name in taken:
        notes.note("reserved-column", "error", line=notes.grid.header_line, column=name, value=name)
    refused = note_faults(sheet, notes, sheet.header)
    if not sheet.filled:
        notes.note("empty-table", "error")
    if repeated or absent or taken or not sheet.filled:
        return None
    notes.note_rows(
        "ragged-row",
        "error",
        [row.line for row in sheet.ragged],
        [row.text for row in sheet.ragged],
        params=lambda place: {"cells": str(sheet.ragged[place].cells), "width": str(len(sheet.header))},
    )
    frame = pd.DataFrame(
        {
            name: pd.Series(list(map(str.strip, cells)), dtype=str)
            for name, cells in zip(sheet.header, sheet.columns, strict=True)
        }
    )
    frame["line"] = np.array(sheet.lines, dtype=np.int64)
    blank = (frame.drop(columns="line") == "").all(axis=1).to_numpy() & ~refused
    notes.note_rows("blank-row", "quarantine", frame["line"].to_numpy()[blank], [""] * int(blank.sum()))
    return frame[~(blank | refused)].reset_index(drop=True)


def _refused(sheet: Sheet, notes: Notebook) -> Keyed:
    import pandas as pd

    return Keyed(pd.DataFrame(), notes.closed(), Counts(sheet.read, 0, sheet.filled, sheet.blanks), sheet.grid)


def _blank_keys(frame: pd.DataFrame, key: Sequence[str], notes: Notebook) -> Mask:
    bad = np.zeros(len(frame), dtype=bool)
    for column in key:
        blank = (frame[column] == "").to_numpy()
        lines = frame["line"].to_numpy()[blank]
        notes.note_rows("blank-key", "error", lines, [""] * len(lines), column=column)
        bad |= blank
    return bad


def _numbers(frame: pd.DataFrame, column: str, notes: Notebook) -> Mask:
    """Turn a column into numbers; rows where a text is none."""
    table = {text: parse_number(text) for text in frame[column].unique()}
    faulty = frame[column].isin([text for text, value in table.items() if value is None and text]).to_numpy()
    rows = frame[faulty]
    notes.note_rows("not-a-number", "error", rows["line"].to_numpy(), rows[column].to_numpy(), column=column)
    numbers = {text: np.nan if value is None else float(value) for text, value in table.items()}
    frame[column] = np.array([numbers[text] for text in frame[column]], dtype=np.float64)
    return faulty


def _indicator_words(frame: pd.DataFrame, attributes: Sequence[str], notes: Notebook) -> Mask:
    """Rows of an indicator list with an unknown unit, measure or price basis."""
    bad = np.zeros(len(frame), dtype=bool)
    for column in ("unit", "measure", "price_basis"):
        if column not in attributes:
            continue
        texts = frame[column].to_numpy()
        match column:
            case "unit":
                faulty = np.array([bool(text) and known_unit(text) is None for text in texts], dtype=bool)
            case "measure":
                faulty = np.array([bool(text) and text not in MEASURES for text in texts], dtype=bool)
            case _:
                faulty = np.array([PRICE_BASIS.fullmatch(text) is None for text in texts], dtype=bool)
        known = PRICE_BASES if column == "price_basis" else ", ".join(MEASURES)
        raw = texts[faulty]
        notes.note_rows(
            "unknown-unit" if column == "unit" else "unknown-word",
            "error",
            frame["line"].to_numpy()[faulty],
            raw,
            column=column,
            params=(lambda place, raw=raw: near_units(raw[place]))  # type: ignore[misc]
            if column == "unit"
            else (lambda _, known=known: {"known": known}),  # type: ignore[misc]
        )
        bad |= faulty
    return bad


def _unique(sheet: Sheet, good: pd.DataFrame, key: Sequence[str], notes: Notebook) -> Keyed:
    """Rows with a key of their own: identical repeats are skipped, differing ones are errors."""
    good = good.reset_index(drop=True)
    others = [name for name in good.columns if name not in {*key, "line"}]
    found = repeats(good, key, others)
    lines = good["line"].to_numpy()

    def named(place: int) -> str:
        return ", ".join(str(good[column].iloc[place]) for column in key)

    def clash(at: int) -> dict[str, str]:
        row, other = int(found.clashing[at]), int(found.other[at])
        column = next(name for name in others if not _equal(good[name].iloc[row], good[name].iloc[other]))
        return {
            "column": column,
            "value": str(good[column].iloc[row]),
            "key": named(row),
            "other": str(good[column].iloc[other]),
            "other_line": str(lines[other]),
        }

    notes.note_rows("duplicate-key", "error", lines[found.clashing], [""] * len(found.clashing), params=clash)
    notes.note_rows(
        "duplicate-row",
        "warn",
        lines[found.same],
        good[key[0]].to_numpy()[found.same],
        column=key[0],
        params=lambda at: {"key": named(int(found.same[at])), "other_line": str(lines[found.same_as[at]])},
    )
    kept = np.ones(len(good), dtype=bool)
    kept[found.same] = kept[found.clashing] = False
    frame = good[kept].reset_index(drop=True)
    skipped = len(found.same) + sheet.blanks
    counts = Counts(sheet.read, len(frame), sheet.read - len(frame) - skipped, skipped)
    return Keyed(frame, notes.closed(), counts, sheet.grid)


def _equal(one: object, two: object) -> bool:
    return one == two or (one != one and two != two)  # noqa: PLR0124 - NaN
