"""The numbers of a wide input-output table: every cell of its blocks, with the digits it was printed with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from growthpole.observe.input_output.layout import Layout
from growthpole.observe.input_output.words import FACTORS, row_word
from growthpole.observe.numbers import parse_number

__all__ = ["Values", "read_values"]

Floats = npt.NDArray[np.float64]
Need = Literal["needed", "optional", "outside"]
_SUMMED: Final = frozenset({"TIU", "GO"})


@dataclass(frozen=True, slots=True)
class Values:
    """Cells as numbers.

    Attributes
    ----------
    layout : Layout
        Where they stand.
    numbers : ndarray
        By row and column of the layout; NaN where there is none.
    digits : ndarray of int
        Decimals each was printed with.
    """

    layout: Layout
    numbers: Floats
    digits: npt.NDArray[np.int64]

    def row(self, block: str, code: str) -> int | None:
        """Place of a row in the arrays."""
        return self.layout.rows.get((block, code))

    def sector_rows(self, block: str) -> list[int]:
        """Places of the sector rows of a block, in the order of the columns."""
        return [self.layout.rows[block, code] for code in self.layout.sectors]

    @property
    def sector_columns(self) -> list[int]:
        """Places of the sector columns."""
        return [self.layout.columns[code] for code in self.layout.sectors]


def read_values(layout: Layout) -> Values:
    """Numbers of all placed rows and columns; what is none of them is noted with its cell."""
    grid = layout.grid
    numbers = np.full((len(grid.rows), grid.width), np.nan)
    digits = np.zeros(numbers.shape, dtype=np.int64)
    sectors = set(layout.sectors)
    paired = sectors & {code for _, code in layout.rows}
    for (_, row_code), row in layout.rows.items():
        for column_code, place in layout.columns.items():
            alone = (sectors ^ paired) & {column_code} or not (row_code in paired or row_word(row_code))
            need: Need = "optional" if alone else _need(row_code, column_code, sectors)
            value = _number(layout, row, place, need)
            if value is None:
                continue
            numbers[row, place], digits[row, place] = value
            if need == "outside" and numbers[row, place] != 0:
                line, text = grid.lines[row], layout.text(row, place)
                layout.notes.note("io-outside", "error", line=line, column=layout.label(place), value=text)
    _note_merged(layout)
    return Values(layout, numbers, digits)


def _need(row: str, column: str, sectors: set[str]) -> Need:
    """Whether a cell must, may or must not hold a number: below final uses stand no primary inputs."""
    special = row in FACTORS or row in {"TVA", "TI", "TII"}
    if not special or column in sectors:
        return "needed"
    return "optional" if row == "TII" or column in _SUMMED else "outside"


def _number(layout: Layout, row: int, place: int, need: Need) -> tuple[float, int] | None:
    grid, notes = layout.grid, layout.notes
    text, line, column = layout.text(row, place), grid.lines[row], layout.label(place)
    fault = grid.fault(row, place)
    if fault is not None:
        code = "error-cell" if fault[0] == "error-cell" else "uncalculated-formula"
        notes.note(code, "error", line=line, column=column, value=fault[1])
        return None
    if not text:
        if need == "needed":
            notes.note("io-blank-cell", "error", line=line, column=column)
        return None
    value = parse_number(text)
    if value is None:
        notes.note("not-a-number", "error", line=line, column=column, value=text)
        return None
    exponent = value.as_tuple().exponent
    return float(value), max(0, -exponent) if isinstance(exponent, int) else 0


def _note_merged(layout: Layout) -> None:
    """Note ranges merged inside the block of numbers."""
    grid = layout.grid
    top, left = grid.lines[layout.first_row], grid.left + layout.first_column
    for area in grid.merged:
        inside = area.last >= top and area.right >= left and area.first <= grid.lines[-1]
        several = area.first < area.last or area.left < area.right
        placed = any(area.first <= grid.lines[row] <= area.last for row in layout.rows.values())
        if inside and several and placed:
            place = max(area.left, left) - grid.left
            if place < grid.width:
                line, column = max(area.first, top), layout.label(place)
                layout.notes.note("merged-cells", "error", line=line, column=column, value=area.name)
