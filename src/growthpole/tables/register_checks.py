"""Checks of a register against the schema of its kind: every problem a finding with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from math import isnan
from typing import TYPE_CHECKING, Final

import numpy as np

from growthpole.errors import Finding, InputError, UnitMismatch
from growthpole.tables.periods import parse_period
from growthpole.tables.register_schemas import SCHEMAS, Field, Schema
from growthpole.units import parse_unit

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.tables.register import Register

__all__ = ["References", "Rows", "problems_of_cells", "rows_of"]

References = Mapping[str, Collection[str]]
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_FLAGS: Final = ("true", "false")
_ECONOMY: Final = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a register under the names of its schema.

    Attributes
    ----------
    register : Register
        The register.
    schema : Schema
        The schema of its kind.
    frame : DataFrame
        The fields that have a column, numbers as float64, and ``line``.
    texts : mapping of str to list of str
        The cells of these fields as text.
    """

    register: Register
    schema: Schema
    frame: pd.DataFrame
    texts: Mapping[str, list[str]]

    def has(self, *names: str) -> bool:
        """Whether all these fields have a column."""
        return all(name in self.frame.columns for name in names)

    def column(self, name: str) -> str:
        """Column that holds a field."""
        return self.register.columns.get(name, name)

    def raw(self, name: str, place: int) -> str:
        """The cell as text; a number without needless digits."""
        return self.texts[name][place]

    def finding(self, code: str, name: str, place: int | None, value: str, **params: str) -> Finding:
        """An error at a cell, or at a column that is missing."""
        register, column = self.register, self.column(name)
        line = None if place is None or "line" not in self.frame.columns else int(self.frame["line"].iloc[place])
        letters = register.letters.get(column, "")
        return Finding(
            code=code,
            severity="error",
            file=register.file or register.name,
            sheet=register.sheet,
            cell=f"{letters}{line}" if letters and line is not None else "",
            line=line,
            column=column,
            value=value[:200],
            params=params,
        )


def rows_of(register: Register) -> Rows:
    """Rows of a register of a known kind.

    Raises
    ------
    InputError
        The register has no kind, or one that is not known.
    """
    import pandas as pd

    if register.kind not in SCHEMAS:
        raise InputError("unknown-option", option="kind", value=register.kind, known=", ".join(SCHEMAS))
    schema = SCHEMAS[register.kind]
    held = register.frame
    columns = {field.name: register.columns.get(field.name, field.name) for field in schema.fields}
    found = {name: held[column] for name, column in columns.items() if column in held.columns}
    frame = pd.DataFrame({name: _number(cells) if name in schema.numbers else cells for name, cells in found.items()})
    if "line" in held.columns:
        frame["line"] = held["line"]
    return Rows(register, schema, frame, {name: [_text(cell) for cell in cells] for name, cells in found.items()})


def problems_of_cells(rows: Rows, references: References) -> Iterator[Finding]:
    """Columns that are missing, and cells that are blank, of a wrong form, out of range or refer to nothing."""
    for field in rows.schema.fields:
        if rows.has(field.name):
            yield from _cells(rows, field, references)
        elif field.needed:
            header = ", ".join(str(name) for name in rows.register.frame.columns if name != "line")[:300]
            yield rows.finding("missing-column", field.name, None, field.name, header=header)
    yield from _repeated(rows)
    yield from _between(rows)


def _number(cells: pd.Series) -> pd.Series:
    if cells.dtype == np.float64:
        return cells
    numbers = {text: float(text) if _NUMBER.fullmatch(text) else np.nan for text in cells.unique()}
    return cells.map(numbers).astype(np.float64)


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return "" if isnan(cell) else f"{cell:.15g}"
    return str(cell)


def _cells(rows: Rows, field: Field, references: References) -> Iterator[Finding]:
    known = references.get(field.refers)
    form = _test(field, rows)
    for place in range(len(rows.frame)):
        text = rows.raw(field.name, place)
        if not text:
            if field.needed:
                yield rows.finding("blank-field", field.name, place, text, kind=rows.schema.kind)
            continue
        if not form(text, place):
            yield rows.finding("wrong-form", field.name, place, text, wanted=_wanted(field))
        elif known is not None:
            parts = text.split(";") if field.form == "codes" else [text]
            for part in (part.strip() for part in parts):
                if part not in known:
                    near = ", ".join(get_close_matches(part, sorted(known), n=3, cutoff=0.5)) or "–"
                    yield rows.finding("unknown-reference", field.name, place, part, refers=field.refers, near=near)


def _test(field: Field, rows: Rows) -> Callable[[str, int], bool]:
    """Whether a text that is not blank has the form of its field."""
    match field.form:
        case "text":
            return lambda _, __: True
        case "number" | "whole" | "year":
            numbers = rows.frame[field.name].to_numpy()
            low, high = field.least, field.most

            def fits(_: str, place: int) -> bool:
                number = float(numbers[place])
                if isnan(number) or (field.form != "number" and number % 1):
                    return False
                return (low is None or number >= low) and (high is None or number <= high)

            return fits
        case "day":
            return lambda text, _: _is_day(text)
        case "word":
            return lambda text, _: text in field.words
        case "flag":
            return lambda text, _: text in _FLAGS
        case "economy":
            return lambda text, _: _ECONOMY.fullmatch(text) is not None
        case "money":
            return lambda text, _: _is_money(text)
        case "codes":
            return lambda text, _: all(part.strip() for part in text.split(";"))


def _wanted(field: Field) -> str:
    """The form of a field in signs and examples that need no translation."""
    low, high = (None if edge is None else f"{edge:g}" for edge in (field.least, field.most))
    bounds = f"{low} … {high}" if low and high else f"≥ {low}" if low else "−1.5, 0, 2"
    match field.form:
        case "number":
            return bounds
        case "whole" | "year":
            return f"{bounds} (1, 2, 3 …)" if field.form == "whole" else bounds
        case "day":
            return "2021-12-31"
        case "word":
            return ", ".join(field.words)
        case "flag":
            return ", ".join(_FLAGS)
        case "economy":
            return "CHN, DEU, JPN (ISO 3166-1)"
        case "money":
            return "1e8 CNY, 1e6 USD"
        case _:
            return "A; B; C"


def _is_day(text: str) -> bool:
    try:
        return parse_period(text).kind == "day" and text.isascii()
    except InputError:
        return False


def _is_money(text: str) -> bool:
    try:
        return parse_unit(text).is_money
    except UnitMismatch:
        return False


def _repeated(rows: Rows) -> Iterator[Finding]:
    """Rows that share the key of the schema, which may be narrower than that of the file."""
    key = list(rows.schema.key)
    if not rows.has(*key):
        return
    first: dict[tuple[object, ...], int] = {}
    for place, named in enumerate(rows.frame[key].itertuples(index=False, name=None)):
        other = first.setdefault(named, place)
        if other != place and all(rows.raw(name, place) for name in key):
            text = ", ".join(rows.raw(name, place) for name in key)
            line = rows.frame["line"].iloc[other] if rows.has("line") else other + 1
            yield rows.finding("repeated-entry", key[0], place, text, other_line=str(line))


def _between(rows: Rows) -> Iterator[Finding]:
    """Rules between the fields of one row."""
    for place in range(len(rows.frame)):
        for low, high in rows.schema.never_above:
            if rows.has(low, high) and rows.frame[low].iloc[place] > rows.frame[high].iloc[place]:
                beside = {"other_column": rows.column(high), "other": rows.raw(high, place)}
                yield rows.finding("above-other", low, place, rows.raw(low, place), **beside)
        days = [name for name in rows.schema.in_order if rows.has(name) and _is_day(rows.raw(name, place))]
        for before, after in pairwise(days):
            if rows.raw(after, place) < rows.raw(before, place):
                beside = {"other_column": rows.column(before), "other": rows.raw(before, place)}
                yield rows.finding("days-run-back", after, place, rows.raw(after, place), **beside)
        for name, needed in rows.schema.needs:
            if rows.has(name) and rows.raw(name, place) and not (rows.has(needed) and rows.raw(needed, place)):
                lacking = rows.column(needed)
                yield rows.finding("needs-other", name, place, rows.raw(name, place), other_column=lacking)
