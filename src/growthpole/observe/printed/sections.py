"""Section lines between the rows of a block, such as ``一、国有企业`` or ``2019年``: labels of the rows below them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Final

from growthpole.observe.printed.cells import BLANK, Cells
from growthpole.observe.printed.rows import only_unit
from growthpole.observe.printed.strips import Strip
from growthpole.observe.printed.words import (
    is_continuation,
    is_label_heading,
    is_note,
    is_of_which,
    is_page_heading,
    is_unit_line,
    periods_in,
    without_year,
    year_of,
)

__all__ = ["is_year_line", "levels_of", "section_in"]

_UNIT: Final = "unit"
_SHAPES: Final = {
    "一、": re.compile(r"[一二三四五六七八九十]+\s*[、.．]"),
    "(一)": re.compile(r"[（(]\s*[一二三四五六七八九十]+\s*[)）]"),
    "(1)": re.compile(r"[（(]\s*\d+\s*[)）]"),
    "1.": re.compile(r"\d+\s*[、.．](?!\d)"),
    "I.": re.compile(r"[IVX]+\s*[.、)]"),
    "A.": re.compile(r"[A-Z]\s*[.、)]"),
}
"""How sections are numbered: those of one shape stand beside each other, those of two shapes one in the other."""


def section_in(cells: Cells, strip: Strip, row: int) -> str:
    """Section that a lone line names; empty where it is a note, a mark of continuation, or the end of a label."""
    texts = [text for column in range(strip.first, strip.last) if (text := cells.text(row, column))]
    line = " ".join(dict.fromkeys(texts))
    numbered = bool(_SHAPES["(1)"].match(line)) and not line.endswith(("。", "."))
    if not texts or line.endswith("。") or any(is_continuation(text) or is_page_heading(text) for text in texts):
        return ""
    if not numbered and any(map(is_note, texts)):
        return ""
    if is_year_line(line):
        return line
    words = any(map(str.isalpha, line)) or bool(periods_in(line))
    return line if words and not _ends_a_label(cells, strip, row, line) else ""


def levels_of(
    cells: Cells, strip: Strip, sections: Iterable[int], body: Iterable[int], before: tuple[str, ...] = ()
) -> dict[int, tuple[str, ...]]:
    """Sections that each row of a body stands in, the widest first, and the line of its unit.

    Parameters
    ----------
    cells : Cells
        The sheet.
    strip : Strip
        Columns of the block.
    sections, body : iterable of int
        Lone lines, and rows of values.
    before : tuple of str
        Sections that a block which it continues ends in.
    """
    body = list(body)
    lines = {row: section_in(cells, strip, row) for row in sections}
    # What names the labels, in another language below the headings, is no section.
    lines = {row: "" if row < min(body, default=0) and is_label_heading(line) else line for row, line in lines.items()}
    rows = sorted([*(row for row, line in lines.items() if line), *body])
    stack = [(_shape(text), text) for text in before]
    found: dict[int, tuple[str, ...]] = {}
    last = -1
    for is_section, group in groupby(rows, key=lambda row: row in lines):
        if is_section:
            said = [_named(cells, strip, lines[row], last) for row in group]
            for shape, same in groupby(said, key=_shape):
                stack = _below(stack, shape, " ".join(same))
            continue
        for row in group:
            found[row] = tuple(text for _, text in stack)
            last = row
    return found


def is_year_line(text: str) -> bool:
    """Whether a section is nothing but a period.

    Examples
    --------
    >>> is_year_line("2019年"), is_year_line("(2019)"), is_year_line("2019年国有企业")
    (True, True, False)
    """
    return bool(year_of(text)) or not without_year(text)


def _below(stack: list[tuple[str, str]], shape: str, text: str) -> list[tuple[str, str]]:
    """Sections open after a line: it ends the one of its own shape, and those within that; a unit holds on."""
    if shape == _UNIT:
        return [*(each for each in stack if each[0] != _UNIT), (shape, text)]
    at = next((at for at, (other, _) in enumerate(stack) if other == shape), len(stack))
    return [*stack[:at], *(each for each in stack[at:] if each[0] == _UNIT), (shape, text)]


def _shape(text: str) -> str:
    if is_unit_line(text) or only_unit(text):
        return _UNIT
    if is_year_line(text):
        return "year"
    return next((name for name, shape in _SHAPES.items() if shape.match(text)), "")


def _named(cells: Cells, strip: Strip, line: str, last: int) -> str:
    """A line, with the row whose parts it announces."""
    if not is_of_which(line) or last < 0:
        return line
    return " ".join([*(text for column in strip.labels if (text := cells.text(last, column))), line])


def _ends_a_label(cells: Cells, strip: Strip, row: int, line: str) -> bool:
    """Whether a line is the end of the label above it, broken in two by the scan."""
    above = next(
        (
            at
            for at in range(row - 1, -1, -1)
            if any(cells.kinds[at, c] != BLANK for c in range(strip.first, strip.last))
        ),
        row,
    )
    label = " ".join(cells.text(above, column) for column in strip.labels).strip() if above != row else ""
    opened = sum(map(label.count, "(（")) > sum(map(label.count, ")）"))
    return ("a" <= line[0] <= "z" and not is_of_which(line)) or label.endswith("-") or opened
