"""From rows of headings to one path for each column.

A merged range says how far its heading reaches. A heading in none (a scan, a CSV) reaches to the right
over columns that have headings of their own below it, up to the next heading beside or above it, and not beyond the
width that the same text has elsewhere: reaches found that way are marked as inferred.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from growthpole.observe.printed.blocks import Block
from growthpole.observe.printed.cells import BLANK, Cells
from growthpole.observe.printed.rows import numbers_the_columns
from growthpole.observe.printed.units import PrintedUnit, unit_in
from growthpole.observe.printed.words import is_total, squeezed

__all__ = ["Headings", "headings_of", "tree_of"]

Filled = dict[tuple[int, int], str]


@dataclass(frozen=True, slots=True)
class Headings:
    """Headings of the value columns of a block.

    Attributes
    ----------
    levels : dict of int to tuple of str
        Headings over each column, from the top.
    regions : dict of int to str
        Region that a heading over the column names, where the headings name several.
    units : mapping of int to PrintedUnit
        Units in a row of headings that holds nothing else.
    totals : frozenset of int
        Columns whose heading stands beside those that name regions, and says total.
    ends : frozenset of int
        Columns with a text of their own in the last row of headings.
    inferred : bool
        Whether some reach was not given by a merged range.
    """

    levels: dict[int, tuple[str, ...]]
    regions: dict[int, str]
    inferred: bool
    totals: frozenset[int] = frozenset()
    units: Mapping[int, PrintedUnit] = field(default_factory=dict)
    ends: frozenset[int] = frozenset()

    def path(self, column: int) -> str:
        """Headings joined, from the top."""
        return " / ".join(self.levels.get(column, ()))

    def moved(self, shift: int) -> Headings:
        """The same headings some columns further right.

        Examples
        --------
        >>> Headings({1: ("产值",)}, {}, False, ends=frozenset({1})).moved(3).levels
        {4: ('产值',)}
        """
        return Headings(
            {column + shift: path for column, path in self.levels.items()},
            {column + shift: region for column, region in self.regions.items()},
            self.inferred,
            frozenset(column + shift for column in self.totals),
            {column + shift: unit for column, unit in self.units.items()},
            frozenset(column + shift for column in self.ends),
        )


def headings_of(cells: Cells, block: Block, columns: tuple[int, ...] | None = None) -> Headings:
    """Path of headings over each value column."""
    values = block.strip.values if columns is None else columns
    rows = [row for row in block.header if not numbers_the_columns(cells, block.strip, row)]
    own: Filled = {
        (row, column): squeezed(cells.grid.rows[row][column])
        for row in rows
        for column in values
        if cells.kinds[row, column] != BLANK
    }
    merged = _merged(cells, rows, values)
    given = merged.texts | own
    filled = _spread(given, rows, values, merged)
    inferred = len(filled) > len(given)
    levels = {}
    for column in values:
        path: list[str] = []
        for row in rows:
            text = filled.get((row, column), "")
            if text and (not path or path[-1] != text):
                path.append(text)
        levels[column] = tuple(path)
    regions = _regions(cells, rows, values, filled)
    totals = [column for column in values if regions and column not in regions and any(map(is_total, levels[column]))]
    ends = frozenset(column for row, column in own if row == max(rows))
    return Headings(levels, regions, inferred, frozenset(totals), _units(own, rows), ends)


def _units(own: Filled, rows: list[int]) -> dict[int, PrintedUnit]:
    """Units by column, from a row of headings in which every text is one."""
    for row in reversed(rows):
        found = {column: _only_unit(text) for (at, column), text in own.items() if at == row}
        if found and all(found.values()):
            return {column: unit for column, unit in found.items() if unit is not None}
    return {}


def _only_unit(text: str) -> PrintedUnit | None:
    """Unit that a heading consists of, maybe in two languages."""
    chinese, _, latin = text.partition(" ")
    return unit_in(f"({text})") or (unit_in(f"({chinese})({latin})") if latin and not chinese.isascii() else None)


@dataclass(frozen=True, slots=True)
class _Merged:
    """Merged ranges in the headings, by cell: text, the first cell of the range, and how many columns it covers."""

    texts: Filled = field(default_factory=dict)
    first: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    width: dict[tuple[int, int], int] = field(default_factory=dict)

    def parts(self, row: int, one: int, other: int) -> bool:
        """Whether a range ends between two columns of a row."""
        return self.first.get((row, one)) != self.first.get((row, other))


def _merged(cells: Cells, rows: list[int], values: tuple[int, ...]) -> _Merged:
    """Merged ranges that begin in the headings."""
    found = _Merged()
    for area in cells.grid.merged:
        row, left = cells.row_of.get(area.first), area.left - cells.grid.left
        if row is None or row not in rows or not 0 <= left < cells.grid.width:
            continue
        columns = [column for column in values if left <= column <= area.right - cells.grid.left]
        text = squeezed(cells.grid.rows[row][left])
        for under in rows:
            if under >= row and cells.grid.lines[under] <= area.last:
                for column in columns:
                    found.first[under, column] = row, left
                    found.width[under, column] = len(columns) if column == columns[0] else 1
                    if text:
                        found.texts[under, column] = text
    return found


def _spread(own: Filled, rows: list[int], values: tuple[int, ...], merged: _Merged) -> Filled:
    """Headings spread to the right, from the lowest row upwards; one in a merged range reaches as far as that."""
    filled = dict(own)
    for depth in range(len(rows) - 1, -1, -1):
        row = rows[depth]
        starts = [column for column in values if (row, column) in own]
        reach: dict[int, int] = {}
        closed: dict[int, int] = {}
        for column in starts:
            bound = merged.width.get((row, column))
            width, bounded = (bound, True) if bound else _reach(own, filled, rows, depth, values, column, merged)
            reach[column] = width
            if bounded:
                closed[column] = width
        for column in starts:
            limit = _limit(own, rows, values, row, column, closed, merged)
            width = reach[column] if column in closed or limit is None else min(reach[column], limit)
            place = values.index(column)
            for beside in values[place + 1 : place + width]:
                filled[row, beside] = own[row, column]
    return filled


def _reach(
    own: Filled,
    filled: Filled,
    rows: list[int],
    depth: int,
    values: tuple[int, ...],
    column: int,
    merged: _Merged,
) -> tuple[int, bool]:
    """How many columns a heading may cover, and whether another heading or a merged range ends it."""
    below = [under for under in rows[depth + 1 :] if (under, column) in filled]
    place = values.index(column)
    width = 1
    for before, beside in zip(values[place:], values[place + 1 :], strict=False):
        if beside > before + 2:
            return width, True
        for above in rows[: depth + 1]:
            if merged.parts(above, column, beside) or ((above, beside) in own and (above, beside) not in merged.first):
                return width, True
        under = {level for level in rows[depth + 1 :] if (level, beside) in filled}
        if not under or not under.issuperset(below):
            return width, False
        width += 1
    return width, False


def _limit(
    own: Filled,
    rows: list[int],
    values: tuple[int, ...],
    row: int,
    column: int,
    closed: dict[int, int],
    merged: _Merged,
) -> int | None:
    """Widest the heading may be where none ends it: as wide as the same text elsewhere."""
    text = own[row, column]
    alike = [width for other, width in closed.items() if own[row, other] == text]
    for level in rows:
        for other in values:
            if level != row and own.get((level, other)) == text:
                place = values.index(other)
                if (level, other) in merged.width:
                    alike.append(merged.width[level, other])
                elif place + 1 < len(values) and (level, values[place + 1]) in own:
                    alike.append(1)
    return max(alike, default=None)


def _regions(cells: Cells, rows: list[int], values: tuple[int, ...], filled: Filled) -> dict[int, str]:
    """Region of each column, from the row of headings that names the most."""
    known = {
        squeezed(text): region
        for row in rows
        for text, region in zip(cells.grid.rows[row], cells.regions[row], strict=True)
        if region
    }
    best: dict[int, str] = {}
    for row in rows:
        found = {column: known[text] for column in values if (text := filled.get((row, column), "")) in known}
        if len(set(found.values())) > len(set(best.values())):
            best = found
    return best if len(set(best.values())) > 1 else {}


def tree_of(headings: Headings, letters: dict[int, str]) -> dict[str, object]:
    """The headings as a tree, with the letters of the column at each leaf."""
    tree: dict[str, object] = {}
    for column, path in headings.levels.items():
        node = tree
        for text in path[:-1]:
            inner = node.get(text)
            if not isinstance(inner, dict):
                inner = {} if inner is None else {"": inner}
                node[text] = inner
            node = inner
        leaf = path[-1] if path else ""
        held = node.get(leaf)
        if isinstance(held, dict):
            held[""] = letters[column]
        else:
            node[leaf] = letters[column] if held is None else f"{held}, {letters[column]}"
    return tree
