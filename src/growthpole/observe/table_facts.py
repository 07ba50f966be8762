"""What stands around a table: its title, period and unit, its one region, its notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from growthpole.observe.printed_units import PrintedUnit, unit_in
from growthpole.observe.table_blocks import Block
from growthpole.observe.table_cells import NUMBER, TEXT, Cells
from growthpole.observe.table_periods import periods_in, periods_of_title, without_year, year_of
from growthpole.observe.table_rows import only_unit
from growthpole.observe.table_words import (
    is_continuation,
    is_note,
    is_page_heading,
    is_unit_line,
    without_key,
)

__all__ = ["Facts", "dated", "facts_of"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What holds for every value of a block unless its headings or labels say otherwise.

    Attributes
    ----------
    title : str
        Lines above the table, joined.
    period : str
        The one period they name, or else the name of the sheet, ISO 8601; empty where they name none or several.
    unit : PrintedUnit or None
        The unit they state.
    region : str
        The one region they name; empty where they name none or several.
    own_title : bool
        Whether the title stands over this block, and not over one that it continues.
    borrowed : bool
        Whether the period is that of another part of the table.
    """

    title: str = ""
    period: str = ""
    unit: PrintedUnit | None = None
    region: str = ""
    own_title: bool = False
    borrowed: bool = False


def facts_of(cells: Cells, block: Block, before: Facts | None, find: Callable[[str], str]) -> Facts:
    """Facts of a block; what it does not say itself it takes from the block before that it continues.

    Parameters
    ----------
    cells : Cells
        The sheet.
    block : Block
        The table.
    before : Facts or None
        Facts of the block before.
    find : callable
        The one region that a text names; empty where it names none or several.
    """
    said: list[str] = []
    continued: list[str] = []
    unit: PrintedUnit | None = None
    for text in _lines(cells, block):
        if is_unit_line(text) or only_unit(text):
            unit = unit_in(text) or unit
        elif is_continuation(text):
            continued.append(text)
        elif not is_note(text) and not is_page_heading(text):
            said.append(text)
    title = " ".join(said)
    unit = unit or _beside(cells, block)
    unit = unit or next((found for text in said if (found := unit_in(without_key(text)))), None)
    period = _one(periods_of_title(" ".join([title, *continued])))
    if before is not None and (block.continues or not said):
        period = period or before.period or _one(periods_of_title(cells.grid.sheet))
        return Facts(title or before.title, period, unit or before.unit, find(title) or before.region)
    return Facts(title, period or _one(periods_of_title(cells.grid.sheet)), unit, find(title), own_title=bool(said))


def dated(facts: Sequence[Facts]) -> list[Facts]:
    """Facts of the blocks of a sheet, where a table whose title states its year over one part only has it in all."""
    found: dict[str, set[str]] = {}
    for each in facts:
        if each.period and not each.borrowed:
            found.setdefault(without_year(each.title), set()).add(each.period)
    return [_borrowed(each, found.get(without_year(each.title), set())) for each in facts]


def _borrowed(facts: Facts, periods: set[str]) -> Facts:
    if facts.period or not facts.title or periods_of_title(facts.title) or len(periods) != 1:
        return facts
    return replace(facts, period=next(iter(periods)), borrowed=True)


def _beside(cells: Cells, block: Block) -> PrintedUnit | None:
    """The one unit stated above the headings anywhere in the sheet, for blocks that stand side by side."""
    if not block.header:
        return None
    found: dict[str, PrintedUnit] = {}
    for row in range(block.header[0] - 1, -1, -1):
        if (cells.kinds[row] == NUMBER).sum() > 1:
            break
        for column in range(cells.grid.width):
            text = cells.text(row, column)
            if (is_unit_line(text) or only_unit(text)) and (unit := unit_in(text)):
                found[unit.key or unit.raw] = unit
    return next(iter(found.values())) if len(found) == 1 else None


def _lines(cells: Cells, block: Block) -> list[str]:
    """Texts above the headings, and units and titles that stand among the headings over the labels."""
    strip = block.strip
    found = []
    for row in block.preamble:
        columns = [c for c in range(strip.first, strip.last) if cells.kinds[row, c] in {TEXT, NUMBER}]
        texts = [cells.text(row, column) for column in columns]
        # beside the name of a yearbook a year is that of its edition
        edition = any(map(is_page_heading, texts))
        found += [text for text in texts if not (edition and year_of(text))]
    for row in block.header:
        for column in (*strip.labels, *strip.serial):
            text = cells.text(row, column)
            if text and (is_unit_line(text) or periods_in(text)):
                found.append(text)
    return found


def _one(found: tuple[str, ...]) -> str:
    return found[0] if len(found) == 1 else ""
