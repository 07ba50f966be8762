"""Tidy worksheets of a workbook (.xlsx): limits first, then cells as text with their addresses.

The header is the first row with a value. A number is printed with the fewest digits that give it back,
``1242.0`` as ``1242``; a date as ISO 8601; what a cell looks like is not read. An error, a formula that
was never calculated and a merged range are faults of their cells, never values. A row without any value
is skipped and counted.
"""

from __future__ import annotations

import hashlib
import io
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any, Final

from growthpole.errors import LimitExceeded, SourceError, listed
from growthpole.observe.files import Sheet
from growthpole.observe.frames import printed
from growthpole.observe.grids import Fault, Grid, column_letters
from growthpole.observe.numbers import Style
from growthpole.observe.spec import Limits
from growthpole.observe.workbook_parts import Parts, unpack
from growthpole.observe.worksheet_scan import Area, Scan, has_values, scan, text_lengths

__all__ = ["filled_sheets", "open_sheet", "sheet_of_workbook", "texts_of"]

_CODES: Final = ("error-cell", "uncalculated-formula")


def sheet_of_workbook(data: bytes, file: str, limits: Limits, sheet: str = "", style: Style = "point") -> Sheet:
    """Columns of a worksheet as text.

    Parameters
    ----------
    data : bytes
        The file.
    file : str
        Its name, for messages.
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
    name, found, rows = open_sheet(data, file, limits, sheet)
    table = _Table(file, name, found, limits)
    table.read(rows, style)
    if not table.header_line:
        raise SourceError("empty-file", path=file)
    return table.sheet(hashlib.sha256(data).hexdigest(), len(data))


def open_sheet(data: bytes, file: str, limits: Limits, sheet: str) -> tuple[str, Scan, Iterator[tuple[int, list[Any]]]]:
    """Name of a worksheet, what a scan found in it, and its rows from the area's left edge, each with its number.

    Raises
    ------
    SourceError, LimitExceeded
        As :func:`sheet_of_workbook`.
    """
    parts = unpack(data, file, limits)
    name = _chosen(parts, sheet)
    lengths = text_lengths(parts.shared.get("xl/sharedStrings.xml", b""), file)
    found = scan(parts.sheets[name], file, name, limits, lengths)
    if found.area is None:
        raise SourceError("empty-file", path=file)
    _check_shape(found.area, file, limits)
    return name, found, _rows(parts, name, found.area)


def filled_sheets(data: bytes, file: str, limits: Limits) -> list[str]:
    """Names of the worksheets that hold anything.

    Raises
    ------
    SourceError, LimitExceeded
        As :func:`sheet_of_workbook`; no worksheet holds anything.
    """
    parts = unpack(data, file, limits)
    filled = [name for name in parts.sheets if has_values(parts.sheets[name], file, name)]
    if not filled:
        raise SourceError("empty-file", path=file)
    return filled


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


def _chosen(parts: Parts, wanted: str) -> str:
    names = list(parts.sheets)
    if wanted:
        if wanted not in parts.sheets:
            raise SourceError("no-such-sheet", path=parts.file, sheet=wanted, known=listed(map(repr, names)))
        return wanted
    filled = [name for name in names if has_values(parts.sheets[name], parts.file, name)]
    if not filled:
        raise SourceError("empty-file", path=parts.file)
    if len(filled) > 1:
        raise SourceError("several-sheets", path=parts.file, known=listed(map(repr, filled)))
    return filled[0]


def _check_shape(area: Area, file: str, limits: Limits) -> None:
    rows, columns = area.last - area.first, area.right - area.left + 1
    if rows > limits.max_rows:
        raise LimitExceeded("too-many-rows", path=file, limit=limits.max_rows)
    if columns > limits.max_columns:
        raise LimitExceeded("too-many-columns", path=file, count=columns, limit=limits.max_columns)


def _rows(parts: Parts, name: str, area: Area) -> Iterator[tuple[int, list[Any]]]:
    """Row number and cells of each row of the area."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(parts.packed(name)))
        sheet = book.get_sheet_by_name(name)
        start, end = sheet.start or (0, 0), sheet.end or (0, 0)
        rows = sheet.to_python(skip_empty_area=True)
    except python_calamine.CalamineError as problem:
        raise SourceError("bad-workbook", path=parts.file, problem=problem) from None
    except BaseException as problem:
        # A panic of the reader is no Exception; the file is at fault, not the program.
        if type(problem).__name__ != "PanicException":
            raise
        raise SourceError("bad-workbook", path=parts.file, problem=problem) from None
    above, left = start[0] + 1 - area.first, start[1] - area.left
    if min(above, left, area.last - 1 - end[0], area.right - end[1]) < 0:
        raise SourceError("bad-workbook", path=parts.file, problem=f"sheet {name!r}: its cells cannot be placed")
    blank = [""] * (area.right - area.left + 1)
    for place in range(area.last - area.first + 1):
        cells = rows[place - above] if 0 <= place - above < len(rows) else []
        yield area.first + place, [*blank[:left], *cells, *blank[left + len(cells) :]]


class _Table:
    """Rows of a worksheet put into columns."""

    def __init__(self, file: str, name: str, found: Scan, limits: Limits) -> None:
        self.file, self.name, self.found, self.limits = file, name, found, limits
        self.area = found.area or Area(1, 0, 1, 0, "")
        self.header: list[str] = []
        self.header_line = 0
        self.columns: list[list[str]] = []
        self.lines: array[int] = array("q")
        self.blanks = 0
        self.faulty = {row for row, _ in (*found.errors, *found.uncalculated)}
        self.faulty_columns = {column for _, column in (*found.errors, *found.uncalculated)}

    def read(self, rows: Iterator[tuple[int, list[Any]]], style: Style) -> None:
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
