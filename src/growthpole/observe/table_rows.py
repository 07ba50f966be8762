"""What a row of a block is: heading, body, a lone line of text, or numbers without a label."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from growthpole.observe.printed_units import unit_in
from growthpole.observe.table_cells import BLANK, FAULT, FLAG, NUMBER, NUMERIC, TEXT, Cells
from growthpole.observe.table_words import (
    is_column_number_label,
    is_label_heading,
    is_note,
    is_page_heading,
    is_title,
    is_total,
    is_unit_line,
    year_of,
)

if TYPE_CHECKING:
    from growthpole.observe.table_strips import Strip

__all__ = ["RowKind", "kind_of_row", "labelled_as_heading", "numbers_the_columns", "only_unit", "says_unit"]


class RowKind(Enum):
    """Kinds of rows."""

    EMPTY = "empty"
    HEADER = "header"
    BODY = "body"
    LONE = "lone"
    STRAY = "stray"


def kind_of_row(cells: Cells, strip: Strip, row: int, *, begun: bool) -> RowKind:
    """Kind of a row within the columns of a strip; ``begun`` says that headings stand above it."""
    kinds = cells.kinds[row]
    labels = [column for column in strip.labels if kinds[column] != BLANK]
    held = [column for column in (*strip.values, *strip.years) if kinds[column] != BLANK]
    others = [c for c in range(strip.first, strip.last) if kinds[c] != BLANK and c not in labels and c not in held]
    if not labels and not held:
        return RowKind.LONE if others else RowKind.EMPTY
    region = any(cells.regions[row][column] or is_total(cells.text(row, column)) for column in labels)
    if not held:
        return RowKind.BODY if region and begun and not others else RowKind.LONE
    texts = sum(int(kinds[column]) == TEXT for column in held)
    numbers = sum(int(kinds[column]) in {*NUMERIC, FAULT} for column in held)
    flags = sum(int(kinds[column]) == FLAG for column in held)
    if labels and begun:
        numbers += sum(int(kinds[column]) == TEXT and cells.is_garbled(row, column) for column in held)
    if _is_preamble(cells, row, [*labels, *held], begun=begun):
        return RowKind.LONE
    if not region and (numbers_the_columns(cells, strip, row) or _only_years(cells, strip, row, labels, held)):
        return RowKind.HEADER
    values = numbers + flags
    if region or strip.years:
        return RowKind.BODY if values or (region and begun) else RowKind.HEADER
    if (
        values == 0
        or (labels and _is_heading(cells, row, labels))
        or (not begun and _years_and_texts(cells, row, held))
    ):
        return RowKind.HEADER
    if labels:
        return RowKind.BODY if begun or values >= texts else RowKind.HEADER
    return RowKind.STRAY if begun or values >= texts else RowKind.HEADER


def labelled_as_heading(cells: Cells, strip: Strip, row: int) -> bool:
    """Whether the labels of a row are blank or such as stand over labels."""
    texts = [text for column in strip.labels if (text := cells.text(row, column))]
    return all(is_label_heading(text) or is_column_number_label(text) for text in texts)


def _is_heading(cells: Cells, row: int, labels: list[int]) -> bool:
    return any(is_label_heading(cells.text(row, column)) for column in labels)


def _is_preamble(cells: Cells, row: int, held: list[int], *, begun: bool) -> bool:
    """A row of nothing but titles, notes and units."""
    words = [column for column in held if cells.kinds[row, column] == TEXT]
    if not words or (len(words) < len(held) and not all(cells.is_year(row, c) for c in held if c not in words)):
        return False
    texts = [cells.text(row, column) for column in words]
    if len(words) < len(held):
        return any(map(is_page_heading, texts))  # the year of an edition
    rest = [text for text in texts if not (is_unit_line(text) or (not begun and only_unit(text)))]
    if not rest:
        return True
    return len(rest) == 1 and (is_title(rest[0]) or is_note(rest[0]))


def only_unit(text: str) -> bool:
    """Whether a cell is nothing but a unit in brackets."""
    if not text.startswith(("(", "（", "[", "【")):
        return False
    unit = unit_in(text)
    return unit is not None and unit.start == 0 and unit.end == len(text)


def says_unit(cells: Cells, strip: Strip, row: int) -> bool:
    """Whether a row has a cell that states a unit, or a period, and nothing more."""
    texts = [text for column in range(strip.first, strip.last) if (text := cells.text(row, column))]
    return any(is_unit_line(text) or only_unit(text) or year_of(text.strip("()（）")) for text in texts)


def numbers_the_columns(cells: Cells, strip: Strip, row: int) -> bool:
    """Whether a row only numbers the columns: 1 2 3 …, with nothing or 甲 over the labels."""
    held = [column for column in strip.values if cells.kinds[row, column] != BLANK]
    labels = [text for column in strip.labels if (text := cells.text(row, column))]
    years = any(cells.kinds[row, column] != BLANK for column in strip.years)
    if years or any(not is_column_number_label(text) for text in labels):
        return False
    if len(held) < 2 or any(int(cells.kinds[row, column]) != NUMBER for column in held):
        return False
    found = [_counted(cells, row, column) for column in held]
    if found != [*range(found[0], found[0] + len(found))] or found[0] < 0:
        return False
    # a row may go on numbering in the block beside
    before = [c for c in range(held[0]) if cells.kinds[row, c] == NUMBER]
    return found[0] <= 2 or (bool(before) and _counted(cells, row, before[-1]) == found[0] - 1)


def _counted(cells: Cells, row: int, column: int) -> int:
    """Number of a column, such as 3 or (3), which is read as -3; -1 for any other number."""
    value = cells.parsed(row, column).value.lstrip("-")
    return int(value) if value.isdigit() and len(value) < 4 else -1


def _only_years(cells: Cells, strip: Strip, row: int, labels: list[int], held: list[int]) -> bool:
    """A row of headings that are years."""
    if strip.years or any(not cells.is_year(row, column) for column in held):
        return False
    return not labels or _is_heading(cells, row, labels) or len(held) > 1


def _years_and_texts(cells: Cells, row: int, held: list[int]) -> bool:
    """A first row of texts and years, which are headings."""
    kinds = [int(cells.kinds[row, column]) for column in held]
    return TEXT in kinds and all(
        kind in {TEXT, FLAG} or cells.is_year(row, column) for kind, column in zip(kinds, held, strict=True)
    )
