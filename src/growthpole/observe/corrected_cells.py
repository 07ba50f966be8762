"""Cells of a table by their address, and the table with some of them written anew."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from growthpole.observe.grids import Fault, column_letters

if TYPE_CHECKING:
    from growthpole.observe.files import Sheet
    from growthpole.observe.raw_cells import RawGrid

Place = tuple[int, int]
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")

__all__ = ["Cells", "cells_of_grid", "cells_of_sheet", "corrected_grid", "corrected_sheet"]


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells of a table as they are printed, by row and place.

    Attributes
    ----------
    sha256, sheet : str
        Hash of the file, and the worksheet.
    lines : sequence of int
        Line of each row, ascending.
    names, letters : sequence of str
        Name and letters of each column; where the columns have no names these are the letters.
    text : callable
        What the cell at a row and a place prints, without spaces around it.
    """

    sha256: str
    sheet: str
    lines: Sequence[int]
    names: Sequence[str]
    letters: Sequence[str]
    text: Callable[[int, int], str]

    def find(self, cell: str, line: int | None, column: str) -> Place | None:
        """Row and place of a cell given by its address, or by line and column; None where there is none."""
        match = _ADDRESS.fullmatch(cell.strip().upper())
        if cell and match is None:
            return None
        if match is not None:
            line, place = int(match[2]), _index(self.letters, match[1])
        else:
            place = _index(self.names, column)
            place = _index(self.letters, column) if place is None else place
        if line is None or place is None:
            return None
        row = bisect_left(self.lines, line)
        return (row, place) if row < len(self.lines) and self.lines[row] == line else None

    def address(self, row: int, place: int) -> str:
        """Address of a cell such as ``B7``."""
        return f"{self.letters[place]}{self.lines[row]}"

    def printing(self, text: str, most: int) -> list[str]:
        """Addresses of the first cells that print ``text``."""
        found: list[str] = []
        for row in range(len(self.lines)):
            found += [self.address(row, place) for place in range(len(self.names)) if self.text(row, place) == text]
            if len(found) >= most:
                break
        return found[:most]

    def around(self, cell: str, line: int | None, column: str, most: int) -> list[str]:
        """Cells near to one that does not exist, with what they print."""
        match = _ADDRESS.fullmatch(cell.strip().upper())
        line = int(match[2]) if match is not None else line
        place = _index(self.letters, match[1]) if match is not None else _index(self.names, column)
        if place is None:
            return get_close_matches(column, self.names, n=most, cutoff=0.4) or list(self.names)[:most]
        first = max(0, min(bisect_left(self.lines, line or 0) - most // 2, len(self.lines) - most))
        rows = range(first, min(first + most, len(self.lines)))
        return [f"{self.address(row, place)} = {self.text(row, place)}" for row in rows]


def cells_of_sheet(sheet: Sheet) -> Cells:
    """Cells of a table whose header is known; an error in a cell prints what the workbook shows."""
    faults = {(fault.first, fault.left): fault.value for fault in sheet.faults if _single(fault)}
    letters = [sheet.grid.letters.get(name, column_letters(place)) for place, name in enumerate(sheet.header)]

    def text(row: int, place: int) -> str:
        return faults.get((sheet.lines[row], place), sheet.columns[place][row].strip())

    return Cells(sheet.sha256, sheet.grid.sheet, sheet.lines, sheet.header, letters, text)


def cells_of_grid(grid: RawGrid) -> Cells:
    """Cells of a table whose header is not known: columns have letters only."""
    letters = [grid.letters(place) for place in range(grid.width)]

    def text(row: int, place: int) -> str:
        fault = grid.fault(row, place)
        return grid.rows[row][place] if fault is None else fault[1]

    return Cells(grid.sha256, grid.sheet, grid.lines, letters, letters, text)


def corrected_sheet(sheet: Sheet, found: Mapping[Place, str | None]) -> Sheet:
    """The table with new texts in some cells; a row whose new text is None is left out and counted as blank."""
    columns = list(sheet.columns)
    for (row, place), text in found.items():
        if text is not None:
            columns[place] = [*columns[place][:row], text, *columns[place][row + 1 :]]
    gone = {row for (row, _), text in found.items() if text is None}
    mended = {(sheet.lines[row], place) for (row, place), text in found.items() if text is not None}
    gone_lines = {sheet.lines[row] for row in gone}
    faults = tuple(
        fault
        for fault in sheet.faults
        if not (_single(fault) and ((fault.first, fault.left) in mended or fault.first in gone_lines))
    )
    if gone:
        columns = [[text for row, text in enumerate(column) if row not in gone] for column in columns]
    lines = array("q", (line for row, line in enumerate(sheet.lines) if row not in gone))
    return replace(sheet, columns=columns, lines=lines, blanks=sheet.blanks + len(gone), faults=faults)


def corrected_grid(grid: RawGrid, found: Mapping[Place, str | None]) -> RawGrid:
    """The raw cells with new texts in some; a new text of None makes the cell blank."""
    rows = list(grid.rows)
    for (row, place), text in found.items():
        rows[row] = [*rows[row][:place], (text or "").strip(), *rows[row][place + 1 :]]
    mended = {(grid.lines[row], grid.left + place) for row, place in found}
    faults = {place: fault for place, fault in grid.faults.items() if place not in mended}
    return replace(grid, rows=rows, faults=faults, numeric=grid.numeric - mended)


def _single(fault: Fault) -> bool:
    return fault.first == fault.last and fault.right - fault.left == 1


def _index(names: Sequence[str], name: str) -> int | None:
    return names.index(name) if name in names else None
