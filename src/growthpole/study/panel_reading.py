"""A long table of any origin as a panel: columns by name, every cell accounted for, all problems at once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from growthpole.errors import GrowthpoleError, InputError, LimitExceeded, SeveralProblems, listed
from growthpole.observe import Limits
from growthpole.observe.compressed import unpacked
from growthpole.observe.files import Sheet, read_bytes, sheet_of_bytes
from growthpole.observe.gazetteer import names_of
from growthpole.observe.grids import column_letters
from growthpole.observe.numbers import parse_number
from growthpole.observe.printed.words import FLAGS
from growthpole.study.panel_columns import FIELDS, columns_of
from growthpole.study.totals import totals_among

if TYPE_CHECKING:
    from growthpole.tables import Panel

SHOWN: Final = 5

__all__ = ["LongPanel", "ReadOptions", "problems_of", "read_panel"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What a user says of the table.

    Attributes
    ----------
    columns : mapping of str to str
        Field (region, activity, period, value) to its column, where the name does not tell.
    absent : {"unknown", "zero"}
        What a combination without a row means.
    counts : bool
        Whether the values are counts of few units.
    sheet, encoding : str
        Worksheet of a workbook; encoding of a text.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    absent: Literal["unknown", "zero"] = "unknown"
    counts: bool = False
    sheet: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LongPanel:
    """A panel, and what became of the rows and cells it was made of.

    Attributes
    ----------
    panel : Panel
        The values.
    columns : mapping of str to str
        Column each field was read from.
    counts : mapping of str to int
        ``rows`` read; ``repeated`` ones that say the same once more; ``negative`` values; cells ``without_value``
        though they have a row, and ``without_row``; ``regions``, ``activities`` and ``years``.
    totals : tuple of str
        Labels that are the sum of all others wherever they stand.
    """

    panel: Panel
    columns: Mapping[str, str]
    counts: Mapping[str, int]
    totals: tuple[str, ...] = ()


def read_panel(path: Path, options: ReadOptions | None = None) -> LongPanel:
    """Panel of a long table: CSV in any encoding and with any delimiter, also packed by gzip, Parquet or XLSX.

    Rows that are blank in all four columns are passed over, further columns are not read.

    Raises
    ------
    InputError
        A column is not known, or is one of several; a row is ragged, lacks a label, a whole year or a number; a
        combination stands twice with different values; regions and activities do not repeat over years. All problems
        that can be seen together are raised together.
    SourceError
        The file cannot be read.
    """
    said = options or ReadOptions()
    limits = Limits()
    raw = unpacked(read_bytes(path, limits), path.name, limits)
    sheet = sheet_of_bytes(raw, path.name, limits, said.encoding, names_of({}), said.sheet)
    problems: list[GrowthpoleError] = []
    places = columns_of(sheet, said.columns, problems)
    if sheet.ragged:
        lines = listed((f"{row.line} ({row.cells})" for row in sheet.ragged), SHOWN)
        problems.append(InputError("panel-ragged", path=sheet.file, width=len(sheet.header), lines=lines))
    if set(places) != set(FIELDS) or not set(places.values()) <= set(sheet.header):
        problems_of(problems)
    rows = _Rows(sheet, places)
    problems += rows.read(said)
    problems_of(problems)
    return rows.panel(said)


def problems_of(problems: list[GrowthpoleError]) -> None:
    """Raise the problems there are: one as itself, several as one.

    Raises
    ------
    InputError
        There is any.
    """
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise SeveralProblems(problems)


class _Rows:
    """The four columns of a table, read cell by cell."""

    def __init__(self, sheet: Sheet, places: Mapping[str, str]) -> None:
        self.sheet, self.places = sheet, places
        at = {one: sheet.header.index(name) for one, name in places.items()}
        texts = {one: [cell.strip() for cell in sheet.columns[place]] for one, place in at.items()}
        filled = [any(cells) for cells in zip(*texts.values(), strict=True)]
        self.texts = {
            one: [cell for cell, held in zip(cells, filled, strict=True) if held] for one, cells in texts.items()
        }
        self.lines = [line for line, held in zip(sheet.lines, filled, strict=True) if held]
        self.years: list[int] = []
        self.values: list[float] = []
        self.kept: list[int] = []

    def read(self, said: ReadOptions) -> list[GrowthpoleError]:
        """Read labels, years and values; what is wrong with them."""
        problems: list[GrowthpoleError] = []
        self._faulty_cells(problems)
        for one in ("region", "activity"):
            self._note(
                "panel-no-label", one, (place for place, text in enumerate(self.texts[one]) if not text), problems
            )
        years = {text: _year(text) for text in set(self.texts["period"])}
        self._note("panel-not-a-year", "period", self._where("period", years), problems)
        numbers = {text: _number(text) for text in set(self.texts["value"])}
        self._note("panel-not-a-number", "value", self._where("value", numbers), problems)
        self.years = [years[text] or 0 for text in self.texts["period"]]
        self.values = [math.nan if (number := numbers[text]) is None else number for text in self.texts["value"]]
        if said.counts:
            odd = (place for place, value in enumerate(self.values) if value < 0 or value % 1 > 0)
            self._note("panel-not-a-count", "value", odd, problems)
        if not problems:
            self._keys(problems)
        if not problems:
            self._shape(said, problems)
        return problems

    def _where(self, one: str, read: Mapping[str, object]) -> Iterable[int]:
        return (place for place, text in enumerate(self.texts[one]) if read[text] is None)

    def _note(self, code: str, one: str, found: Iterable[int], problems: list[GrowthpoleError]) -> None:
        places = list(found)
        if places:
            shown = listed((self._place(place, one) for place in places), SHOWN)
            told = {"path": self.sheet.file, "column": self.places[one], "count": len(places), "cells": shown}
            problems.append(InputError(code, **told))

    def _place(self, place: int, one: str) -> str:
        """Line, or cell of a worksheet, with what stands there."""
        line = self.lines[place]
        cell = self.sheet.grid.cell(line, self.places[one]) or str(line)
        text = self.texts[one][place]
        return f"{cell}: {text[:40]!r}" if text else cell

    def _faulty_cells(self, problems: list[GrowthpoleError]) -> None:
        used = {self.sheet.header.index(name) for name in self.places.values()}
        cells = [
            f"{column_letters(fault.left)}{fault.first} ({fault.value})"
            for fault in self.sheet.faults
            if used & set(range(fault.left, fault.right))
        ]
        if cells:
            cells = [f"{self.sheet.grid.sheet}!{cell}" for cell in cells]
            told = {"path": self.sheet.file, "count": len(cells), "cells": listed(cells, SHOWN)}
            problems.append(InputError("panel-faulty-cells", **told))

    def _keys(self, problems: list[GrowthpoleError]) -> None:
        """Keep each combination once; one that stands twice with different values is a problem."""
        first: dict[tuple[str, str, int], int] = {}
        clashes: list[str] = []
        for place, key in enumerate(zip(self.texts["region"], self.texts["activity"], self.years, strict=True)):
            seen = first.setdefault(key, place)
            if seen == place:
                self.kept.append(place)
            elif repr(self.values[seen]) != repr(self.values[place]):
                values = " ≠ ".join(self._place(each, "value") for each in (seen, place))
                clashes.append(f"{' / '.join(map(str, key))} ({values})")
        if clashes:
            told: dict[str, object] = {"path": self.sheet.file, "count": len(clashes), "keys": listed(clashes, SHOWN)}
            problems.append(InputError("panel-repeated-key", **told))

    def _shape(self, said: ReadOptions, problems: list[GrowthpoleError]) -> None:
        """A panel needs regions, activities and years, and cells that come back."""
        sizes = self._sizes()
        told: dict[str, Any] = {"path": self.sheet.file, **sizes}
        cells = math.prod(sizes.values())
        if cells > Limits().max_cells:
            raise LimitExceeded("panel-too-large", **told, limit=Limits().max_cells)
        pairs = {(self.texts["region"][place], self.texts["activity"][place]) for place in self.kept}
        if min(sizes.values()) < 2 or len(pairs) == len(self.kept):
            named = listed((f"--{one} {name}" for one, name in self.places.items()), 4)
            problems.append(InputError("panel-not-repeated", **told, columns=named))
        unknown = sum(self.values[place] != self.values[place] for place in self.kept)
        unknown += 0 if said.absent == "zero" else cells - len(self.kept)
        if said.counts and unknown:
            problems.append(InputError("panel-counts-missing", path=self.sheet.file, count=unknown))

    def _sizes(self) -> dict[str, int]:
        of: dict[str, Sequence[object]] = {
            "regions": self.texts["region"],
            "activities": self.texts["activity"],
            "years": self.years,
        }
        return {name: len(set(labels)) for name, labels in of.items()}

    def panel(self, said: ReadOptions) -> LongPanel:
        """The panel of the rows that are kept."""
        import pandas as pd

        from growthpole.tables import Panel

        held: dict[str, list[Any]] = {
            "region": [self.texts["region"][place] for place in self.kept],
            "activity": [self.texts["activity"][place] for place in self.kept],
            "period": [self.years[place] for place in self.kept],
            "value": [self.values[place] for place in self.kept],
        }
        sizes = self._sizes()
        counts = {
            "rows": len(self.lines),
            "repeated": len(self.lines) - len(self.kept),
            "negative": sum(value < 0 for value in held["value"]),
            "without_value": sum(math.isnan(value) for value in held["value"]),
            "without_row": math.prod(sizes.values()) - len(self.kept),
            **sizes,
        }
        numbers = [0.0 if math.isnan(value) else value for value in held["value"]]
        panel = Panel.from_long(
            pd.DataFrame(held),
            unit="1",
            indicator=self.places["value"],
            origin=self.sheet.file,
            absent=0.0 if said.absent == "zero" else math.nan,
        )
        totals = [
            *totals_among(held["activity"], [held["region"], held["period"]], numbers),
            *totals_among(held["region"], [held["activity"], held["period"]], numbers),
        ]
        return LongPanel(panel=panel, columns=self.places, counts=counts, totals=tuple(totals))


def _year(text: str) -> int | None:
    """Whole year a text names; None when it names none."""
    number = parse_number(text.removesuffix("年").strip())
    if number is None or number % 1 or not 1000 <= number <= 9999:
        return None
    return int(number)


def _number(text: str) -> float | None:
    """Number of a cell, NaN where it holds a mark for none; None when it holds neither."""
    if not text or text.lower() in FLAGS:
        return math.nan
    number = parse_number(text)
    return None if number is None else float(number)
