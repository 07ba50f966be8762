"""A tidy table, one value per row, checked cell by cell.

Each column is checked on its distinct texts, so a large file costs as much as its vocabulary; every
faulty row is named with its line. A row with an error or a missing value is quarantined, a repeated
identical row is skipped, and the three counts add up to the rows read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import numpy as np

from growthpole.errors import Finding, Severity
from growthpole.observe.column_checks import DEFAULTS, Table, check_columns
from growthpole.observe.declared_units import in_declared_units
from growthpole.observe.duplicates import Places, repeats
from growthpole.observe.files import Sheet
from growthpole.observe.findings import Counts, Notebook
from growthpole.observe.grids import Grid, note_faults
from growthpole.observe.spec import FIELDS, REQUIRED, TidySpec
from growthpole.observe.value_rules import check_values
from growthpole.observe.vocabulary import Vocabulary
from growthpole.tables.classification import Classification
from growthpole.tables.observations import KEY

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COMPARED", "TidyRows", "read_tidy"]

COMPARED: Final = ("value", "unit", "operator", "status")


@dataclass(frozen=True, slots=True)
class TidyRows:
    """Rows that passed, findings, and the row law of a tidy table.

    Attributes
    ----------
    frame : DataFrame
        Fields of :data:`growthpole.observe.spec.FIELDS`, ``value`` as float64 beside ``printed``
        (both in the declared unit) and ``raw``, ``raw_unit`` (as the cell says),
        ``region_label`` as printed, and ``line``, ``column`` of the value.
    places : mapping of str to str
        Field to the column it is read from.
    grid : Grid
        The worksheet it was read from, if any.
    """

    frame: pd.DataFrame
    findings: list[Finding]
    counts: Counts
    places: Mapping[str, str]
    grid: Grid = field(default_factory=Grid)


def read_tidy(
    sheet: Sheet,
    spec: TidySpec,
    classifications: Mapping[str, Classification],
    incomplete: frozenset[str] = frozenset(),
) -> TidyRows:
    """Check a tidy table against the classifications and turn it into rows.

    Parameters
    ----------
    sheet : Sheet
        Cells as text.
    spec : TidySpec
        Which column means what.
    classifications : mapping
        ``region``, ``activity`` and ``indicator`` (with the attributes unit, measure, price_basis);
        a column without one takes every label as it stands.
    incomplete : frozenset of str
        Columns part of whose classification could not be read.
    """
    notes = Notebook(sheet.file, sheet.sha256, sheet.grid)
    places = _place_columns(sheet, spec, notes)
    refused = note_faults(sheet, notes, set(sheet.header if places is None else places.values()))
    if not sheet.filled:
        notes.note("empty-table", "error")
    if places is None or not sheet.filled:
        whole = Counts(sheet.read, 0, sheet.filled, sheet.blanks)
        blank = _frame(sheet, spec, {}, 0).assign(raw="", raw_unit="")
        return TidyRows(blank, notes.closed(), whole, places or {}, sheet.grid)
    _note_ragged(sheet, notes)
    frame = _frame(sheet, spec, places, len(sheet.lines))
    _note_overruled(frame, sheet, spec, notes)
    table = Table(frame, places, Vocabulary(classifications, incomplete), notes, spec.style)
    bad = check_columns(table, refused)
    bad |= check_values(table, bad)
    good = frame[~bad] if bad.any() else frame
    good, skipped, clashing = _check_keys(good, notes, places)
    counts = Counts(sheet.read, len(good), len(sheet.ragged) + int(bad.sum()) + clashing, skipped + sheet.blanks)
    good = in_declared_units(good, table.vocabulary, spec.style)
    return TidyRows(good.reset_index(drop=True), notes.closed(), counts, places, sheet.grid)


def _place_columns(sheet: Sheet, spec: TidySpec, notes: Notebook) -> dict[str, str] | None:
    """Column of each field; None, with findings, when the header does not fit."""
    repeated = sorted(name for name, times in Counter(sheet.header).items() if times > 1)
    for name in repeated:
        notes.note("repeated-column", "error", line=sheet.grid.header_line, column=name, value=name)
    places = {
        name: spec.columns.get(name, name)
        for name in FIELDS
        if name not in spec.constants and (name in spec.columns or name in sheet.header)
    }
    unknown = sorted({*spec.columns, *spec.constants} - set(FIELDS))
    for name in unknown:
        notes.note("unknown-field", "error", value=name, known=", ".join(FIELDS))
    twice = sorted(set(spec.columns) & set(spec.constants))
    for name in twice:
        notes.note("column-and-constant", "error", column=spec.columns[name], value=spec.constants[name], field=name)
    absent = [name for name in REQUIRED if name not in places and name not in spec.constants]
    absent += [name for name, column in places.items() if column not in sheet.header and name not in absent]
    for name in absent:
        wanted = spec.columns.get(name, name)
        notes.note(
            "missing-column",
            "error",
            line=sheet.grid.header_line,
            column=wanted,
            value=name,
            header=", ".join(sheet.header)[:300],
        )
    if repeated or absent or unknown or twice:
        return None
    _note_misspelt(sheet, places, notes)
    return places


def _note_misspelt(sheet: Sheet, places: Mapping[str, str], notes: Notebook) -> None:
    """Warn of unused columns whose name is nearly that of a field that has no column."""
    free = [name for name in FIELDS if name not in places]
    for name in sheet.header:
        near = get_close_matches(name.casefold(), free, n=1, cutoff=0.8)
        if near and name not in places.values() and name not in FIELDS:
            notes.note("unused-column", "warn", line=sheet.grid.header_line, column=name, value=name, field=near[0])


def _note_ragged(sheet: Sheet, notes: Notebook) -> None:
    notes.note_rows(
        "ragged-row",
        "error",
        [row.line for row in sheet.ragged],
        [row.text for row in sheet.ragged],
        params=lambda place: {"cells": str(sheet.ragged[place].cells), "width": str(len(sheet.header))},
    )


def _note_overruled(frame: pd.DataFrame, sheet: Sheet, spec: TidySpec, notes: Notebook) -> None:
    """Warn where a constant of the study overrules what a column of the same name says."""
    cells = dict(zip(sheet.header, sheet.columns, strict=True))
    for name, constant in spec.constants.items():
        odd = [place for place, cell in enumerate(cells.get(name, ())) if cell.strip() != constant.strip()]
        notes.note_rows(
            "overruled-cell",
            "warn",
            frame["line"].to_numpy()[odd],
            [cells[name][place] for place in odd],
            column=name,
            params=lambda _, constant=constant: {"constant": constant},  # type: ignore[misc]
        )


def _frame(sheet: Sheet, spec: TidySpec, places: Mapping[str, str], count: int) -> pd.DataFrame:
    """The fields as stripped text, with their line."""
    import pandas as pd

    cells = dict(zip(sheet.header, sheet.columns, strict=True)) if count else {}
    texts: dict[str, pd.Series] = {}
    for name in FIELDS:
        default = DEFAULTS.get(name, "")
        if name in places and count:
            text = pd.Series(list(map(str.strip, cells[places[name]])), dtype=str)
            texts[name] = text.where(text != "", default) if default else text
        else:
            texts[name] = pd.Series([spec.constants.get(name, "").strip() or default] * count, dtype=str)
    frame = pd.DataFrame(texts)
    frame["region_label"] = frame["region"]
    frame["printed"] = frame["value"]
    frame["column"] = pd.Series([places.get("value", "")] * count, dtype=str)
    frame["line"] = np.array(sheet.lines[:count], dtype=np.int64)
    return frame if count else frame.assign(value=pd.Series(dtype=float))


def _check_keys(good: pd.DataFrame, notes: Notebook, places: Mapping[str, str]) -> tuple[pd.DataFrame, int, int]:
    """Rows with a key of their own; how many were identical repeats, and how many clash."""
    found = repeats(good, KEY, COMPARED)
    if not len(found.same) + len(found.clashing):
        return good, 0, 0
    lines, printed = good["line"].to_numpy(), good["printed"].to_numpy()
    code: str
    severity: Severity
    for code, severity, rows, others in (
        ("duplicate-key", "error", found.clashing, found.other),
        ("duplicate-row", "warn", found.same, found.same_as),
    ):

        def told(place: int, rows: Places = rows, others: Places = others) -> dict[str, str]:
            key = good.iloc[rows[place]]
            return {
                "key": ", ".join(str(key[part]) for part in KEY if key[part]),
                "other_line": str(lines[others[place]]),
                "other": _stated(good, int(others[place]), int(rows[place])),
            }

        column = places.get("value", "value")
        notes.note_rows(code, severity, lines[rows], printed[rows], column=column, params=told)
    kept = np.ones(len(good), dtype=bool)
    kept[found.clashing] = kept[found.same] = False
    return good[kept], len(found.same), len(found.clashing)


def _stated(frame: pd.DataFrame, place: int, beside: int) -> str:
    """The value at ``place`` and whatever else sets it apart from the row ``beside``."""
    one, two = frame.iloc[place], frame.iloc[beside]
    apart = [str(one[name]) for name in COMPARED[1:] if one[name] != two[name]]
    return " ".join([str(one["printed"]), *apart])
