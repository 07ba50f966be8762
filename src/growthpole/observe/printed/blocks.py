"""Blocks that stand one below the other in the columns of a strip, each with its rows by what they are."""

from __future__ import annotations

from dataclasses import dataclass, field

from growthpole.observe.printed.cells import Cells
from growthpole.observe.printed.rows import Above, RowKind, kind_of_row, says_unit
from growthpole.observe.printed.sections import is_year_line, levels_of, section_in
from growthpole.observe.printed.strips import Strip
from growthpole.observe.printed.words import is_continuation, is_label_heading, is_page_heading, is_title, is_unit_line

__all__ = ["Block", "blocks_of"]


@dataclass(slots=True)
class Block:
    """A table: its columns and its rows by what they are.

    ``levels`` are the sections each row of the body stands in; ``name`` is its range where a profile gives it.
    """

    strip: Strip
    preamble: list[int] = field(default_factory=list)
    header: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)
    sections: list[int] = field(default_factory=list)
    strays: list[int] = field(default_factory=list)
    continues: bool = False
    levels: dict[int, tuple[str, ...]] = field(default_factory=dict)
    name: str = ""

    @property
    def rows(self) -> list[int]:
        """All rows, in order."""
        return sorted([*self.preamble, *self.header, *self.body, *self.sections, *self.strays])


def blocks_of(cells: Cells, strip: Strip) -> list[Block]:
    """Blocks that stand one below the other in the columns of a strip."""
    blocks = [Block(strip)]
    waiting: list[int] = []
    blank = False
    for row in range(len(cells.grid.rows)):
        block = blocks[-1]
        titled = bool(block.body) and any(_is_title(cells, strip, at) for at in waiting)
        kind = kind_of_row(
            cells, strip, row, Above(tuple(block.header), bool(block.body), blank and bool(block.body), titled)
        )
        continues = kind is RowKind.LONE and any(
            is_continuation(cells.text(row, column)) for column in range(strip.first, strip.last)
        )
        blank = kind is RowKind.EMPTY
        if blank:
            continue
        if kind is RowKind.STRAY:
            block.strays.append(row)
        elif kind is RowKind.LONE and block.body and not continues:
            waiting.append(row)
        elif kind is RowKind.BODY:
            block.sections += waiting
            block.body.append(row)
            waiting = []
        else:
            if block.body:
                block.sections += waiting if continues else []
                block = Block(strip, preamble=[] if continues else waiting)
                blocks.append(block)
            else:
                block.preamble += waiting
            waiting = []
            section = block.header and kind is RowKind.LONE and not continues and not says_unit(cells, strip, row)
            (block.header if kind is RowKind.HEADER else block.sections if section else block.preamble).append(row)
            block.continues |= continues
    blocks[-1].sections += waiting
    before: Block | None = None
    for block in blocks:
        _open_sections(cells, block)
        ends = (
            before.levels.get(before.body[-1], ()) if before and before.body and _goes_on(cells, before, block) else ()
        )
        block.levels = levels_of(cells, strip, block.sections, block.body, ends)
        before = block
    return blocks


def _open_sections(cells: Cells, block: Block) -> None:
    """A year between the headings and the first row is a section where more of them follow; a second corner is none."""
    if not block.header or not block.body:
        return
    block.sections = [row for row in block.sections if not _second_corner(cells, block, row)]
    lines = [section_in(cells, block.strip, row) for row in block.sections if block.body[0] < row < block.body[-1]]
    if any(line and not is_unit_line(line) for line in lines):
        opening = [row for row in block.preamble if row > block.header[-1]]
        years = [row for row in opening if is_year_line(section_in(cells, block.strip, row) or "-")]
        block.preamble = [row for row in block.preamble if row not in years]
        block.sections = sorted([*years, *block.sections])


def _second_corner(cells: Cells, block: Block, row: int) -> bool:
    """Whether a line is the corner of the headings in another language."""
    line = section_in(cells, block.strip, row)
    above = [cells.text(block.header[-1], column) for column in block.strip.labels]
    return row == block.header[-1] + 1 and any(
        is_label_heading(text) and is_label_heading(line) and text.isascii() != line.isascii() for text in above
    )


def _goes_on(cells: Cells, before: Block, block: Block) -> bool:
    """Whether a block has further rows of the table before: the same headings, or none, and no title."""
    strip = block.strip
    columns = range(strip.first, strip.last)
    for row in block.preamble:
        texts = [text for column in columns if (text := cells.text(row, column))]
        if not any(is_continuation(text) or is_page_heading(text) for text in texts):
            return False
    if not block.header:
        return block.continues
    headings = [[[cells.text(row, c) for c in columns] for row in each.header] for each in (before, block)]
    return headings[0] == headings[1]


def _is_title(cells: Cells, strip: Strip, row: int) -> bool:
    texts = [cells.text(row, column) for column in range(strip.first, strip.last)]
    return any(is_title(text) or is_page_heading(text) for text in texts if text)
