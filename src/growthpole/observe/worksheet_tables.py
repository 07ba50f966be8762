"""Tidy worksheets of a workbook (XLSX, XLS, ODS): limits first, then cells as text with their addresses.

The header is the first row with a value. A number is printed with the fewest digits that give it back,
``1242.0`` as ``1242``; a date as ISO 8601; what a cell looks like is not read. An error, a formula that
was never calculated and a merged range are faults of their cells, never values. A row without any value
is skipped and counted.
"""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any, Final

from growthpole.errors import LimitExceeded, SourceError
from growthpole.observe.files import Sheet
from growthpole.observe.frames import printed
from growthpole.observe.grids import Fault, Grid, column_letters
from growthpole.observe.numbers import Style
from growthpole.observe.spec import Limits
from growthpole.observe.workbooks.books import Book, Rows, chosen_sheet, opened
from growthpole.observe.workbooks.scan import Area, Scan

__all__ = ["sheet_of_workbook", "texts_of"]

_CODES: Final = ("error-cell", "uncalculated-formula")


def sheet_of_workbook(book: Book, data: bytes, limits: Limits, sheet: str = "", style: Style = "point") -> Sheet:
    """Columns of a worksheet as text.

    Parameters
    ----------
    book : Book
        The workbook.
    data : bytes
        The file it was opened from.
    limits : Limits
        What is refused before it is read.
    sheet : str
        Name of the worksheet; without it the only one that holds anything.
    style : {"point", "comma"}
        How the texts of the source write decimals; numbers are printed alike.

    Raises
    ------
    SourceError
        The workbook is damaged or protected, has no such worksheet, or has several and none is named.
    LimitExceeded
        It unpacks to too much, or the worksheet is too large.
    """
    name = chosen_sheet(book, sheet)
    found, area, rows = opened(book, name, limits)
    table = _Table(book.file, name, found, area, limits)
    table.read(rows, style)
    if not table.header_line:
        raise SourceError("empty-file", path=book.file)
    return table.sheet(hashlib.sha256(data).hexdigest(), len(data))


def texts_of(cells: list[Any], style: Style, file: str, line: int, limits: Limits) -> list[str]:
    """Cells of a row as text.

    Raises
    ------
    LimitExceeded
        A cell is longer than the limits allow.
    """
    texts = ["nan" if cell != cell else printed(cell, style) for cell in cells]  # noqa: PLR0124 - NaN
    if max(map(len, texts)) > limits.max_cell_characters:
        raise LimitExceeded("cell-too-long", path=file, line=line, limit=limits.max_cell_characters)
    return texts


class _Table:
    """Rows of a worksheet put into columns."""

    def __init__(self, file: str, name: str, found: Scan, area: Area, limits: Limits) -> None:
        self.file, self.name, self.found, self.area, self.limits = file, name, found, area, limits
        self.header: list[str] = []
        self.header_line = 0
        self.columns: list[list[str]] = []
        self.lines: array[int] = array("q")
        self.blanks = 0
        self.faulty = {row for row, _ in (*found.errors, *found.uncalculated)}
        self.faulty_columns = {column for _, column in (*found.errors, *found.uncalculated)}

    def read(self, rows: Rows, style: Style) -> None:
        known: dict[str, str] = {}
        for line, cells in rows:
            texts = texts_of(cells, style, self.file, line, self.limits)
            blank = not any(map(str.strip, texts)) and line not in self.faulty
            if not self.header_line:
                if not blank:
                    self.header, self.header_line = [text.strip() for text in texts], line
                    self.columns = [[] for _ in texts]
            elif blank:
                self.blanks += 1
            else:
                self.lines.append(line)
                for column, text in zip(self.columns, texts, strict=True):
                    column.append(known.setdefault(text, text))

    def sheet(self, digest: str, size: int) -> Sheet:
        """The columns that have a name or a value, and what is wrong with their cells."""
        at = {
            place: column_letters(self.area.left + place)
            for place, (name, cells) in enumerate(zip(self.header, self.columns, strict=True))
            if name or any(map(str.strip, cells)) or self._has_fault(place)
        }
        header = [self.header[place] for place in at]
        grid = Grid(self.name, dict(zip(header, at.values(), strict=True)), self.header_line)
        return Sheet(
            self.file,
            digest,
            size,
            header,
            [self.columns[place] for place in at],
            self.lines,
            grid=grid,
            blanks=self.blanks,
            faults=tuple(self._faults(list(at))),
        )

    def _has_fault(self, place: int) -> bool:
        return self.area.left + place in self.faulty_columns

    def _faults(self, kept: list[int]) -> Iterator[Fault]:
        """Faults of the columns that are kept, by their place among these."""
        for code, cells in zip(_CODES, (self.found.errors, self.found.uncalculated), strict=True):
            for (row, column), text in cells.items():
                at = bisect_left(kept, column - self.area.left)
                yield Fault(code, row, row, at, at + 1, text)
        for area in self.found.merged:
            left, right = (bisect_left(kept, edge - self.area.left) for edge in (area.left, area.right + 1))
            single = area.first == area.last and area.left == area.right
            if left < right and not single and area.last >= self.header_line and area.first <= self.area.last:
                yield Fault("merged-cells", max(area.first, self.header_line), area.last, left, right, area.name)
