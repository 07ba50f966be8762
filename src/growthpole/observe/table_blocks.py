"""Blocks that stand one below the other in the columns of a strip, each with its rows by what they are."""

from __future__ import annotations

from dataclasses import dataclass, field

from growthpole.observe.table_cells import Cells
from growthpole.observe.table_rows import RowKind, kind_of_row, says_unit
from growthpole.observe.table_strips import Strip
from growthpole.observe.table_words import is_continuation

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
    for row in range(len(cells.grid.rows)):
        block = blocks[-1]
        kind = kind_of_row(cells, strip, row, begun=bool(block.header))
        continues = kind is RowKind.LONE and any(
            is_continuation(cells.text(row, column)) for column in range(strip.first, strip.last)
        )
        if kind is RowKind.EMPTY:
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
    return blocks
