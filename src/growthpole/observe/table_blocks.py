"""Blocks that stand one below the other in the columns of a strip, each with its rows by what they are."""

from __future__ import annotations

from dataclasses import dataclass, field

from growthpole.observe.table_cells import Cells
from growthpole.observe.table_rows import Above, RowKind, kind_of_row
from growthpole.observe.table_strips import Strip
from growthpole.observe.table_words import is_continuation, is_page_heading, is_title

__all__ = ["Block", "blocks_of"]


@dataclass(slots=True)
class Block:
    """A table: its columns and its rows by what they are; ``name`` is its range where a profile gives it."""

    strip: Strip
    preamble: list[int] = field(default_factory=list)
    header: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)
    sections: list[int] = field(default_factory=list)
    strays: list[int] = field(default_factory=list)
    continues: bool = False
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
            (block.header if kind is RowKind.HEADER else block.preamble).append(row)
            block.continues |= continues
    blocks[-1].sections += waiting
    return blocks


def _is_title(cells: Cells, strip: Strip, row: int) -> bool:
    texts = [cells.text(row, column) for column in range(strip.first, strip.last)]
    return any(is_title(text) or is_page_heading(text) for text in texts if text)
