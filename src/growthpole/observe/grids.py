"""Where the cells of a worksheet stand, and which of them hold no value that can be trusted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from growthpole.observe.files import Sheet
    from growthpole.observe.findings import Notebook

__all__ = ["Fault", "Grid", "column_letters", "note_faults"]


@dataclass(frozen=True, slots=True)
class Grid:
    """A worksheet of a workbook; a file without worksheets has a grid without a name.

    Attributes
    ----------
    sheet : str
        Name of the worksheet.
    letters : mapping of str to str
        Name of a column to its letters.
    header_line : int
        Row of the header.
    """

    sheet: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)
    header_line: int = 1

    def cell(self, line: int | None, column: str) -> str:
        """Address of a cell such as ``B7``; empty where there is no worksheet, row or column."""
        letters = self.letters.get(column, "")
        return f"{letters}{line}" if letters and line is not None else ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Cells without a value: an error, a formula never calculated, or a merged range.

    Attributes
    ----------
    code : str
        The finding it becomes.
    first, last : int
        Rows it covers.
    columns : tuple of str
        Columns it covers.
    value : str
        What the cell shows, or the range.
    """

    code: str
    first: int
    last: int
    columns: tuple[str, ...]
    value: str


def column_letters(index: int) -> str:
    """Spreadsheet letters of a column, from 0.

    Examples
    --------
    >>> [column_letters(index) for index in (0, 25, 26, 16_383)]
    ['A', 'Z', 'AA', 'XFD']
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def note_faults(sheet: Sheet, notes: Notebook, used: Collection[str]) -> npt.NDArray[np.bool_]:
    """Note the faults of a worksheet; rows of ``sheet`` whose ``used`` columns have one.

    A fault in a column that is not used is a warning.
    """
    bad = np.zeros(len(sheet.lines), dtype=bool)
    lines = np.array(sheet.lines, dtype=np.int64)
    for code in ("error-cell", "uncalculated-formula", "merged-cells"):
        for fault in (fault for fault in sheet.faults if fault.code == code):
            hit = next((column for column in fault.columns if column in used), None)
            notes.note(
                code,
                "warn" if hit is None else "error",
                line=fault.first,
                column=fault.columns[0] if hit is None else hit,
                value=fault.value,
            )
            if hit is not None:
                bad |= (lines >= fault.first) & (lines <= fault.last)
    return bad
