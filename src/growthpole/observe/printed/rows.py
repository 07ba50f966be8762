"""What a row of a block is: heading, body, a lone line of text, or numbers without a label."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from growthpole.observe.printed.cells import BLANK, FAULT, FLAG, NUMBER, NUMERIC, TEXT, Cells
from growthpole.observe.printed.units import unit_in
from growthpole.observe.printed.words import (
    is_column_number_label,
    is_label_heading,
    is_note,
    is_page_heading,
    is_title,
    is_total,
    is_unit_heading,
    is_unit_line,
    may_follow,
    periods_in,
    squeezed,
    year_of,
)

if TYPE_CHECKING:
    from growthpole.observe.printed.strips import Strip

__all__ = [
    "Above",
    "RowKind",
    "kind_of_row",
    "labelled_as_heading",
    "numbers_the_columns",
    "only_unit",
    "says_unit",
]


class RowKind(Enum):
    """Kinds of rows."""

    EMPTY = "empty"
    HEADER = "header"
    BODY = "body"
    LONE = "lone"
    STRAY = "stray"


@dataclass(frozen=True, slots=True)
class Above:
    """What stands above a row in its block.

    Attributes
    ----------
    header : tuple of int
        Rows of its headings.
    body : bool
        Whether a row of its body does.
    apart : bool
        Whether a blank row stands between the row and the body.
    titled : bool
        Whether a line that reads like a title does.
    """

    header: tuple[int, ...] = ()
    body: bool = False
    apart: bool = False
    titled: bool = False


_NOTHING: Final = Above()


def kind_of_row(cells: Cells, strip: Strip, row: int, above: Above = _NOTHING) -> RowKind:
    """Kind of a row within the columns of a strip, given what stands above it."""
    kinds = cells.kinds[row]
    begun = bool(above.header)
    labels = [column for column in strip.labels if kinds[column] != BLANK]
    held = [column for column in (*strip.values, *strip.years) if kinds[column] != BLANK]
    others = [c for c in range(strip.first, strip.last) if kinds[c] != BLANK and c not in labels and c not in held]
    if not labels and not held:
        return RowKind.LONE if others else RowKind.EMPTY
    region = any(cells.regions[row][column] or is_total(cells.text(row, column)) for column in labels)
    if not held:
        return RowKind.BODY if region and begun and not others else RowKind.LONE
    if _is_preamble(cells, row, [*labels, *held], begun=begun):
        return RowKind.LONE
    if not region and (_is_numbering(cells, strip, row, above) or _only_years(cells, strip, row, labels, held, above)):
        return RowKind.HEADER
    texts = sum(int(kinds[column]) == TEXT for column in held)
    values = sum(int(kinds[column]) in {*NUMERIC, FAULT, FLAG} for column in held)
    if labels and begun:
        values += sum(int(kinds[column]) == TEXT and cells.is_garbled(row, column) for column in held)
    if region or strip.years:
        garbled = all(cells.is_garbled(row, column) for column in held)
        return RowKind.BODY if values or (region and (begun or garbled)) else RowKind.HEADER
    if labels and begun:
        return _labelled(cells, strip, row, (labels, held), values, above)
    if values == 0 or (labels and _is_heading(cells, row, labels)):
        return RowKind.HEADER
    if (not begun and _years_and_texts(cells, row, held)) or (not begun and values < texts):
        return RowKind.HEADER
    return RowKind.BODY if labels else RowKind.STRAY


def _labelled(
    cells: Cells, strip: Strip, row: int, places: tuple[list[int], list[int]], values: int, above: Above
) -> RowKind:
    """Kind of a row below headings that has a label and is neither years nor numbers of columns."""
    labels, held = places
    heading = _is_heading(cells, row, labels)
    if values == 0:
        # words in the body are words, unless they repeat the headings or begin a table with a title of its own
        new = heading or not above.body or above.titled or _repeats(cells, strip, row, above)
        return RowKind.HEADER if new else RowKind.BODY
    if not heading or values == len(held):
        return RowKind.BODY
    counted = any(cells.kinds[row, c] in NUMERIC and not cells.is_year(row, c) for c in held)
    new = above.apart or above.titled or not _is_item(cells, strip, row, above)
    return RowKind.BODY if counted or not new else RowKind.HEADER


def labelled_as_heading(cells: Cells, strip: Strip, row: int) -> bool:
    """Whether the labels of a row are blank or such as stand over labels."""
    texts = [text for column in strip.labels if (text := cells.text(row, column))]
    return all(is_label_heading(text) or is_column_number_label(text) for text in texts)


def _is_heading(cells: Cells, row: int, labels: list[int]) -> bool:
    texts = [cells.text(row, column) for column in labels]
    return any(is_label_heading(text) or is_unit_heading(text) for text in texts)


def _repeats(cells: Cells, strip: Strip, row: int, above: Above) -> bool:
    """Whether the labels of a row stand over the labels already, as at the top of a next page."""
    texts = [(column, text) for column in strip.labels if (text := cells.text(row, column))]
    return bool(texts) and all(any(cells.text(at, c) == text for at in above.header) for c, text in texts)


def _is_item(cells: Cells, strip: Strip, row: int, above: Above) -> bool:
    """Whether a label that could be a heading stands under another such heading of its language."""
    for column in strip.labels:
        text = cells.text(row, column)
        over = [cells.text(at, column) for at in above.header]
        if text and any(each != text and is_label_heading(each) and each.isascii() == text.isascii() for each in over):
            return True
    return False


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
    """Whether a row may only number the columns: 1 2 3 …, with nothing or 甲 over the labels."""
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
    return found[0] <= 1 or (bool(before) and _counted(cells, row, before[-1]) == found[0] - 1)


def _is_numbering(cells: Cells, strip: Strip, row: int, above: Above) -> bool:
    """Whether a row numbers the columns: the first below the headings, all of them, and not as A, B, C … begin."""
    if not above.header or above.body or not numbers_the_columns(cells, strip, row):
        return False
    for column in strip.labels:
        text = cells.text(row, column)
        later = {cells.text(at, column) for at in range(row + 1, len(cells.grid.rows))} - {text} if text else ()
        if any(may_follow(text, other) for other in later):
            return False
    after = next((at for at in range(row + 1, len(cells.grid.rows)) if _holds(cells, strip, at)), row)
    rows = [*above.header, after]
    return all(cells.kinds[row, c] != BLANK for c in strip.values if (cells.kinds[rows, c] != BLANK).any())


def _holds(cells: Cells, strip: Strip, row: int) -> bool:
    return bool((cells.kinds[row, strip.first : strip.last] != BLANK).any())


def _counted(cells: Cells, row: int, column: int) -> int:
    """Number of a column, such as 3 or (3), which is read as -3; -1 for any other number."""
    value = cells.parsed(row, column).value.lstrip("-")
    return int(value) if value.isdigit() and len(value) < 4 else -1


def _only_years(cells: Cells, strip: Strip, row: int, labels: list[int], held: list[int], above: Above) -> bool:
    """A row of headings that are years, and not of values that look like years."""
    if strip.years or any(not cells.is_year(row, column) for column in held):
        return False
    heading = _is_heading(cells, row, labels)
    if not labels or not above.header:
        return not labels or heading or len(held) > 1
    over = {column: [cells.text(at, column) for at in above.header] for column in held}
    if all(year_of(cells.text(row, c)) in map(year_of, texts) for c, texts in over.items()):
        return heading or not above.body
    # years below words may be a second row of headings; below a different word for each they are values
    words = [squeezed(" ".join(texts)) for texts in over.values()]
    named = all(words) and len(set(words)) == len(words)
    if heading:
        if above.titled or _repeats(cells, strip, row, above) or all(cells.kinds[row, c] == TEXT for c in held):
            return True
        if any(periods_in(text) for text in words):
            return False
        return above.apart or not (named or _is_item(cells, strip, row, above))
    if above.body or any(
        periods_in(cells.text(at, c)) for at in above.header for c in strip.values if cells.kinds[at, c] != BLANK
    ):
        return False
    return len(held) > 1 and not named


def _years_and_texts(cells: Cells, row: int, held: list[int]) -> bool:
    """A first row of texts and years, which are headings."""
    kinds = [int(cells.kinds[row, column]) for column in held]
    return TEXT in kinds and all(
        kind in {TEXT, FLAG} or cells.is_year(row, column) for kind, column in zip(kinds, held, strict=True)
    )
