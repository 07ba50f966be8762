"""The frame of a wide input-output table: where its codes and names stand and where its values begin.

The special rows (total intermediate input, compensation of employees …) show which columns hold labels,
the special columns (total intermediate use, gross output …) which rows are headings. The codes of sectors
are the labels that stand both in a column of labels and in a row of headings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from growthpole.observe.findings import Notebook
from growthpole.observe.grids import Grid
from growthpole.observe.input_output.words import column_word, is_origin_heading, plain, row_word
from growthpole.observe.numbers import parse_number
from growthpole.observe.raw_cells import RawGrid

__all__ = ["ALL", "Layout", "Names", "find_frame", "notebook_of"]

ALL: Final = "all"
_HEADINGS: Final = frozenset(
    map(plain, ("code", "codes", "代码", "部门代码", "编码", "行业代码", "name", "名称", "部门名称"))
)


class Names(NamedTuple):
    """Names of a sector, empty where the table gives none."""

    name_en: str
    name_zh: str


@dataclass(slots=True)
class Layout:
    """Places in a :class:`~growthpole.observe.raw_cells.RawGrid`.

    Attributes
    ----------
    grid : RawGrid
        The cells.
    notes : Notebook
        What was found on the way.
    first_row, first_column : int
        Where values begin.
    code_column, code_row : int
        Where codes stand.
    name_columns : dict of str to int
        ``name_en`` and ``name_zh`` to their column, those that are there.
    name_row : int or None
        The headings that repeat the names.
    origin_column : int or None
        Where products come from.
    columns : dict of str to int
        Sectors, then special columns, by code.
    rows : dict of (str, str) to int
        Block (``all``, or ``domestic``, ``imports``, ``total``) and code.
    sectors : list of str
        Codes of the sector columns, in order.
    blocks : list of str
        Blocks of sector rows.
    names : dict of str to Names
        By code of a sector.
    headings : int
        Rows below the first one with values that hold none: headings and notes.
    sound : bool
        Whether every row and column has its place.
    """

    grid: RawGrid
    notes: Notebook
    first_row: int = 0
    first_column: int = 0
    code_column: int = 0
    code_row: int = 0
    name_columns: dict[str, int] = field(default_factory=dict)
    name_row: int | None = None
    origin_column: int | None = None
    columns: dict[str, int] = field(default_factory=dict)
    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    sectors: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    names: dict[str, Names] = field(default_factory=dict)
    headings: int = 0
    sound: bool = True

    @property
    def below(self) -> str:
        """Block of the primary inputs."""
        return ALL if self.origin_column is None else "total"

    def text(self, row: int, place: int) -> str:
        """A cell."""
        return self.grid.rows[row][place]

    def label(self, place: int) -> str:
        """Column of the grid as the notebook knows it."""
        return self.grid.letters(place)


def notebook_of(grid: RawGrid) -> Notebook:
    """Notebook in which a column is named by its letters, also for a text file."""
    letters = {grid.letters(place): grid.letters(place) for place in range(grid.width)}
    return Notebook(grid.file, grid.sha256, Grid(grid.sheet, letters))


def find_frame(grid: RawGrid, notes: Notebook) -> tuple[Layout, list[int]] | None:
    """Layout without rows and columns, and the rows of headings; None, with a finding, where there is no frame."""
    layout = Layout(grid, notes)
    labels = _most(grid, range(len(grid.rows)), row_word, by_row=False)
    if not labels:
        notes.note("io-no-frame", "error", line=grid.lines[0], value=grid.rows[0][0])
        return None
    beyond = max(labels) + 1
    headings = _most(grid, range(beyond, grid.width), column_word, by_row=True)
    if not headings:
        notes.note("io-no-frame", "error", line=grid.lines[0], value=grid.rows[0][0])
        return None
    layout.first_row = _first_data_row(layout, max(headings) + 1, beyond)
    layout.first_column = _first_value_column(layout, beyond)
    origins = [
        place
        for place in range(layout.first_column)
        if any(is_origin_heading(layout.text(row, place)) for row in range(layout.first_row))
    ]
    layout.origin_column = origins[0] if origins else None
    if not _find_codes(layout):
        notes.note("io-no-codes", "error", line=grid.lines[min(layout.first_row, len(grid.lines) - 1)])
        return None
    return layout, headings


def _most(grid: RawGrid, within: range, word: Callable[[str], str], *, by_row: bool) -> list[int]:
    """Rows or columns that hold at least two different special words."""
    found: dict[int, set[str]] = {}
    for row, cells in enumerate(grid.rows):
        for place, text in enumerate(cells):
            if (place if by_row else row) in within and (code := word(text)):
                found.setdefault(row if by_row else place, set()).add(code)
    return sorted(line for line, codes in found.items() if len(codes) > 1)


def _first_data_row(layout: Layout, start: int, beyond: int) -> int:
    """First row below the headings that is not one of them: a row of codes may hold digits only."""
    row = start
    while row < len(layout.grid.rows):
        said = [text for text in layout.grid.rows[row][:beyond] if text]
        if said and not all(plain(text) in _HEADINGS for text in said):
            break
        row += 1
    return row


def _first_value_column(layout: Layout, beyond: int) -> int:
    """First column right of the labels found so far that holds no labels: no names, no origins, no codes."""
    place = beyond
    while place < layout.grid.width:
        cells = [row[place] for row in layout.grid.rows[layout.first_row :] if row[place]]
        words = sum(parse_number(text) is None for text in cells)
        if not cells or (2 * words <= len(cells) and not _holds_codes(layout, place, cells)):
            break
        place += 1
    return place


def _holds_codes(layout: Layout, place: int, cells: list[str]) -> bool:
    """Whether a column of digits is one of codes: its heading says so, or a row of headings repeats all of them."""
    above = layout.grid.rows[: layout.first_row]
    if any(plain(row[place]) in _HEADINGS for row in above if row[place]):
        return True
    return len(set(cells)) == len(cells) and any(set(cells) <= set(row[place + 1 :]) for row in above)


def _find_codes(layout: Layout) -> bool:
    """Find the column and the row whose labels meet; of codes and names that both do, the shorter are the codes."""
    grid, first = layout.grid, layout.first_column
    sides = [
        (place, {row[place] for row in grid.rows[layout.first_row :] if row[place]} - {""})
        for place in range(first)
        if place != layout.origin_column
    ]
    met: list[tuple[int, int, set[str]]] = []
    for row in range(layout.first_row):
        heads = {text for text in grid.rows[row][first:] if text and not column_word(text)}
        met += [(place, row, common) for place, side in sides if (common := heads & side)]
    if not met:
        return False
    most = max(len(common) for _, _, common in met)
    good = [(place, row, common) for place, row, common in met if 2 * len(common) >= most]

    def length(item: tuple[int, int, set[str]]) -> float:
        return sum(map(len, item[2])) / len(item[2])

    layout.code_column, layout.code_row, _ = min(good, key=length)
    layout.name_row = next((row for place, row, _ in good if row != layout.code_row), None)
    for place, side in sides:
        if place != layout.code_column and 2 * len(side) >= most:
            chinese = sum(not text.isascii() for text in side)
            layout.name_columns.setdefault("name_zh" if 2 * chinese > len(side) else "name_en", place)
    return True
