"""Which columns of a sheet are a table: columns of labels and of values, blocks side by side.

A *label column* holds text in the rows that hold numbers. A strip begins at a group of label columns that
repeats the labels of the first group, or names regions, and reaches to the next one. Nothing here reads a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from growthpole.observe.printed.cells import BLANK, FLAG, NUMBER, NUMERIC, TEXT, Cells
from growthpole.observe.printed.words import (
    is_code_heading,
    is_column_number_label,
    is_label_heading,
    is_serial_heading,
    is_unit_heading,
    is_year_heading,
    squeezed,
)

__all__ = ["Strip", "strips_of"]


_CAPITAL: Final = re.compile("[A-Z]")


@dataclass(frozen=True, slots=True)
class Strip:
    """Columns of a block: ``labels`` beside ``values``; ``serial`` and ``years`` are label columns of numbers.

    ``worded`` are labels because most of their cells are words, so that a number among them is odd.
    """

    first: int
    last: int
    labels: tuple[int, ...]
    values: tuple[int, ...]
    serial: tuple[int, ...] = ()
    years: tuple[int, ...] = ()
    worded: tuple[int, ...] = ()


def strips_of(cells: Cells) -> list[Strip]:
    """Columns of the blocks that stand side by side."""
    kinds = cells.kinds
    worded = _words(cells)
    typed_codes = _code_columns(cells)
    counted = np.isin(kinds, NUMERIC) | ((kinds == TEXT) & ~worded)
    counted[:, sorted(typed_codes)] = False
    rows = np.flatnonzero((counted.sum(axis=1) > 0) & ((kinds != BLANK).sum(axis=1) > 1))
    if not len(rows):
        return []
    text = worded[rows].sum(axis=0)
    held = (kinds != BLANK)[rows].sum(axis=0)
    label = (text > 0) & (text * 2 > held)
    coded: set[int] = set()
    for column in range(cells.grid.width):
        if column in typed_codes or is_code_heading(_heading(cells, column, int(rows[0]))):
            label[column], coded = True, coded | {column}
    groups = _groups(label, (kinds != BLANK).sum(axis=0))
    starts = _starts(cells, groups, rows)
    if not starts:
        return [_without_labels(cells, rows, counted)]
    strips = []
    begins = [0, *(_begin(cells, left, first, rows) for (_, left), (first, _) in pairwise(starts)), cells.grid.width]
    for (first, last), (begin, end) in zip(starts, pairwise(begins), strict=True):
        labels = [*range(first, last + 1)]
        long = _repeats(cells, labels, rows)
        further = [c for left, right in groups if last < left and right < end for c in range(left, right + 1)]
        labels += [c for c in further if long or any(map(is_unit_heading, _headings(cells, c, int(rows[0]))))]
        strips.append(_strip(cells, begin, end, labels, rows))
    strips = [replace(strip, worded=tuple(set(strip.labels) - coded)) for strip in strips]
    return _with_trailing(cells, strips, rows)


def _words(cells: Cells) -> npt.NDArray[np.bool_]:
    """Texts that may be labels: no digits with spaces and, beside other labels, no numbers gone wrong."""
    found: npt.NDArray[np.bool_] = cells.kinds == TEXT
    first = cells.grid.width
    found |= _letters(cells)
    for row, column in sorted(np.argwhere(found).tolist(), key=lambda place: place[1]):
        garbled = cells.is_garbled(row, column) if column > first else cells.like_number(row, column)
        found[row, column] = not garbled
        first = min(first, cells.grid.width if garbled else column)
    return found


def _letters(cells: Cells) -> npt.NDArray[np.bool_]:
    """Capital letters in columns that name rows A, B, …, though C and D may be flags elsewhere."""
    found: npt.NDArray[np.bool_] = np.zeros(cells.kinds.shape, dtype=np.bool_)
    for row, column in np.argwhere((cells.kinds == TEXT) | (cells.kinds == FLAG)).tolist():
        found[row, column] = bool(_CAPITAL.fullmatch(cells.text(row, column)))
    found[:, ~(found & (cells.kinds == TEXT)).any(axis=0)] = False
    return found


def _begin(cells: Cells, left: int, first: int, rows: npt.NDArray[np.intp]) -> int:
    """Where a block beside another begins: at its labels, or at the serial numbers before them."""
    before = first - 1
    return before if before > left and _is_serial(cells, before, rows) else first


def _is_serial(cells: Cells, column: int, rows: npt.NDArray[np.intp]) -> bool:
    """Whether a column only numbers the rows: it is headed so, and counts up, maybe anew in each block."""
    held = [row for row in rows.tolist() if cells.kinds[row, column] == NUMBER]
    if not held or not any(map(is_serial_heading, _headings(cells, column, held[0]))):
        return False
    others = [row for row in rows.tolist() if cells.kinds[row, column] not in {BLANK, NUMBER, FLAG}]
    texts = [cells.text(row, column) for row in others]
    if not all(is_serial_heading(text) or is_column_number_label(text) for text in texts):
        return False
    found = [cells.parsed(row, column).value for row in held]
    if not all(map(str.isdigit, found)):
        return False
    return all(int(after) > int(before) or int(after) == 1 for before, after in pairwise(found))


def _repeats(cells: Cells, labels: list[int], rows: npt.NDArray[np.intp]) -> bool:
    """Whether one label stands in many rows, as in a long table, whose further columns of text are labels too."""
    met = [tuple(cells.grid.rows[row][column] for column in labels) for row in rows.tolist()]
    named = [found for found in met if any(found)]
    return len(named) > len(set(named)) * 1.5


def _groups(label: npt.NDArray[np.bool_], held: npt.NDArray[np.intp]) -> list[tuple[int, int]]:
    """First and last column of each run of label columns, over columns that hold nothing."""
    groups: list[tuple[int, int]] = []
    for column in np.flatnonzero(label).tolist():
        if groups and not held[groups[-1][1] + 1 : column].any():
            groups[-1] = (groups[-1][0], column)
        else:
            groups.append((column, column))
    return groups


def _starts(cells: Cells, groups: list[tuple[int, int]], rows: npt.NDArray[np.intp]) -> list[tuple[int, int]]:
    """Groups that begin a block: the first one, and each that names regions or repeats its labels."""
    if not groups:
        return []
    named = {group: len(_regions(cells, group, rows)) for group in groups}
    first = next(
        (group for group in groups if named[group] >= 2 or _headed(cells, group, rows, named[group])), groups[0]
    )
    known = _labels(cells, first, rows)
    starts = [first]
    for group in groups:
        if group[0] <= first[1]:
            continue
        again = _labels(cells, group, rows)
        headed = _headed(cells, group, rows, named[group])
        if named[group] >= 2 or headed or (len(again) >= 2 and len(again & known) * 2 >= len(again)):
            starts.append(group)
    return starts


def _headed(cells: Cells, group: tuple[int, int], rows: npt.NDArray[np.intp], named: int) -> bool:
    """Whether a group names a region under a heading such as stands over labels."""
    return named > 0 and any(
        is_label_heading(text)
        for column in range(group[0], group[1] + 1)
        for text in _headings(cells, column, int(rows[0]) - 1)
    )


def _regions(cells: Cells, group: tuple[int, int], rows: npt.NDArray[np.intp]) -> set[str]:
    return {region for row in rows.tolist() for region in cells.regions[row][group[0] : group[1] + 1] if region}


def _labels(cells: Cells, group: tuple[int, int], rows: npt.NDArray[np.intp]) -> set[str]:
    return {squeezed(text) for row in rows.tolist() for text in cells.grid.rows[row][group[0] : group[1] + 1] if text}


def _strip(cells: Cells, first: int, end: int, labels: list[int], rows: npt.NDArray[np.intp]) -> Strip:
    serial: list[int] = []
    years: list[int] = []
    values: list[int] = []
    for column in range(first, end):
        if column in labels:
            continue
        held = [row for row in rows.tolist() if cells.kinds[row, column] != BLANK]
        if not held:
            if (cells.kinds[:, column] != BLANK).any():
                values.append(column)
            continue
        if _is_serial(cells, column, rows):
            serial.append(column)
        elif is_year_heading(_heading(cells, column, held[0])) and _are_years(cells, column, held):
            years.append(column)
        else:
            values.append(column)
    return Strip(first, end, tuple(labels), tuple(values), tuple(serial), tuple(years))


def _are_years(cells: Cells, column: int, rows: list[int]) -> bool:
    """Whether all numbers of a column are years, and there is one."""
    numbers = [row for row in rows if cells.kinds[row, column] in NUMERIC]
    return bool(numbers) and all(cells.is_year(row, column) for row in numbers)


def _heading(cells: Cells, column: int, row: int) -> str:
    """Text next above a row of a column, or in it."""
    return next(iter(_headings(cells, column, row)), "")


def _headings(cells: Cells, column: int, row: int) -> Iterator[str]:
    """Texts above a row of a column, or in it, from the nearest up."""
    return (cells.text(at, column) for at in range(row, -1, -1) if cells.kinds[at, column] == TEXT)


def _without_labels(cells: Cells, rows: npt.NDArray[np.intp], counted: npt.NDArray[np.bool_]) -> Strip:
    """A sheet whose labels can only be years, down its first column."""
    columns = [column for column in range(cells.grid.width) if counted[rows, column].any()]
    first = columns[0]
    held = [row for row in rows.tolist() if cells.kinds[row, first] != BLANK]
    if len(columns) > 1 and len(held) > 1 and all(cells.is_year(row, first) for row in held):
        return Strip(0, cells.grid.width, (), tuple(columns[1:]), (), (first,))
    return Strip(0, cells.grid.width, (), tuple(columns))


def _code_columns(cells: Cells) -> set[int]:
    """Columns of numbers that are all codes of regions, such as 370000."""
    found: set[int] = set()
    alone = np.flatnonzero((cells.kinds != BLANK).sum(axis=1) > 1)  # a year that stands alone is a title
    for column in range(cells.grid.width):
        held = [row for row in alone.tolist() if cells.kinds[row, column] == NUMBER]
        if not held:
            continue
        texts = [cells.grid.rows[row][column] for row in held]
        named = {text for text, row in zip(texts, held, strict=True) if cells.regions[row][column]}
        digits = all(len(text) == 6 and text.isdigit() for text in texts)
        headed = any(map(is_label_heading, _headings(cells, column, held[0])))
        if digits and len(named) * 2 + headed > len(set(texts)) and (headed or len(named) > 1):
            found.add(column)
    return found


def _with_trailing(cells: Cells, strips: list[Strip], rows: npt.NDArray[np.intp]) -> list[Strip]:
    """A last group of labels without values is the other language of the one before, if both name the same."""
    whole: list[Strip] = []
    for strip in strips:
        if whole and not strip.values:
            before = whole.pop()
            if _name_the_same(cells, before.labels, strip.labels, rows):
                labels, values = (*before.labels, *strip.labels), before.values
            else:
                labels, values = before.labels, (*before.values, *strip.labels)
            worded = tuple(set(before.worded + strip.worded) & set(labels))
            whole.append(replace(before, last=strip.last, labels=labels, values=values, worded=worded))
        else:
            whole.append(strip)
    return whole


def _name_the_same(cells: Cells, one: tuple[int, ...], other: tuple[int, ...], rows: npt.NDArray[np.intp]) -> bool:
    """Whether two groups of labels name the same region in most rows in which both name one."""
    pairs = [
        [{cells.regions[row][column] for column in group} - {""} for group in (one, other)] for row in rows.tolist()
    ]
    both = [first & second for first, second in pairs if first and second]
    return sum(map(bool, both)) * 2 >= len(both)
