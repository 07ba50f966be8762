"""Where the cells of a worksheet stand, and which of them hold no value that can be trusted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
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
    columns : mapping of str to str
        Name of a column of a text file to the letters a spreadsheet shows that opens it; empty for a worksheet, and
        where a record spans lines, since line and row of the spreadsheet then differ.
    """

    sheet: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)
    header_line: int = 1
    columns: Mapping[str, str] = field(default_factory=dict)

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
    left, right : int
        Columns it covers, from the first to before the last, by their place in the header.
    value : str
        What the cell shows, or the range.
    """

    code: str
    first: int
    last: int
    left: int
    right: int
    value: str


@lru_cache(maxsize=16_384)
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
    lines = np.array(sheet.lines, dtype=np.int64)
    taken = [place for place, name in enumerate(sheet.header) if name in used]
    edges = np.zeros(len(lines) + 1, dtype=np.int64)
    for code in ("error-cell", "uncalculated-formula", "merged-cells"):
        for fault in (fault for fault in sheet.faults if fault.code == code):
            at = bisect_left(taken, fault.left)
            hit = at < len(taken) and taken[at] < fault.right
            column = sheet.header[taken[at] if hit else fault.left]
            notes.note(code, "error" if hit else "warn", line=fault.first, column=column, value=fault.value)
            if hit:
                edges[np.searchsorted(lines, fault.first)] += 1
                edges[np.searchsorted(lines, fault.last, side="right")] -= 1
    bad: npt.NDArray[np.bool_] = np.cumsum(edges)[:-1] > 0
    return bad
