"""What stands around a table: its title, period and unit, its one region, its notes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from growthpole.observe.printed.blocks import Block
from growthpole.observe.printed.cells import NUMBER, TEXT, Cells
from growthpole.observe.printed.parts_of_years import in_year, part_in
from growthpole.observe.printed.periods import periods_in, periods_of_title, without_year, year_of
from growthpole.observe.printed.rows import only_unit
from growthpole.observe.printed.units import PrintedUnit, unit_in
from growthpole.observe.printed.words import (
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
    above : bool
        Whether this is what the block above states, which has the same headings, and nothing says that it goes on.
    """

    title: str = ""
    period: str = ""
    unit: PrintedUnit | None = None
    region: str = ""
    own_title: bool = False
    borrowed: bool = False
    above: bool = False

    @property
    def said(self) -> str:
        """Everything in one line, for a finding."""
        return ", ".join(filter(None, (self.title, self.period, self.unit.raw if self.unit else "", self.region)))


@dataclass(slots=True)
class _Sheet:
    """Blocks of a sheet whose facts are known, by the column they begin in; and units above headings, each once."""

    cells: Cells
    before: Facts | None
    filled: list[int]
    known: dict[int, list[tuple[Block, Facts]]] = field(default_factory=dict)
    units: dict[tuple[int, int], PrintedUnit | None] = field(default_factory=dict)

    def beside(self, block: Block) -> PrintedUnit | None:
        """The one unit stated above the headings anywhere in the sheet, for blocks that stand side by side.

        Nothing counts that stands above a row of values: it belongs to the table above.
        """
        if not block.header:
            return None
        end = block.header[0]
        place = bisect_left(self.filled, end)
        start = self.filled[place - 1] + 1 if place else 0
        if (start, end) not in self.units:
            self.units[start, end] = _only_unit_of(self.cells, range(start, end))
        return self.units[start, end]

    def source(self, block: Block, own: _Own) -> tuple[Facts | None, bool]:
        """Facts of what a block continues; and whether only its headings say so."""
        above = self.known.get(block.strip.first, [])
        if _goes_on(self.cells, block):
            last = list(self.known.values())[-1:]
            return (above[-1][1] if above else last[0][-1][1] if last else self.before), False
        if own.title:
            return None, False
        for first in reversed(self.known):
            if first < block.strip.first and (found := _alongside(self.known[first], block)):
                return found, False
        alike = above and own.unit is None and _headings(self.cells, above[-1][0]) == _headings(self.cells, block)
        return (above[-1][1], True) if alike and block.header else (None, False)


@dataclass(frozen=True, slots=True)
class _Own:
    """What the lines of a block itself say."""

    title: str
    period: str
    unit: PrintedUnit | None


def facts_of(
    cells: Cells,
    blocks: Sequence[Block],
    before: Facts | None,
    find: Callable[[str], str],
    told: Callable[[Block, Facts], Facts] = lambda _, facts: facts,
) -> list[Facts]:
    """Facts of the blocks of a sheet.

    A block that says it goes on, or stands beside another one, has from that one what it does not say itself; so has
    one without a title and a unit whose headings are those of the block above, with a note. Nothing else is taken
    over, from a block above or from another sheet.

    Parameters
    ----------
    cells : Cells
        The sheet.
    blocks : sequence of Block
        Its tables.
    before : Facts or None
        Facts of the last block of the sheet before.
    find : callable
        The one region that a text names; empty where it names none or several.
    told : callable
        What a profile makes of the facts of a block.
    """
    sheet = _Sheet(cells, before, sorted({row for block in blocks for row in (*block.body, *block.strays)}))
    named = _one(periods_of_title(cells.grid.sheet))
    found = []
    for block in blocks:
        own = _own(cells, block)
        unit = own.unit or sheet.beside(block)
        source, above = sheet.source(block, own)
        if source is None:
            facts = Facts(own.title, own.period or named, unit, find(own.title), own_title=bool(own.title))
        else:
            period = own.period or named or source.period
            region = find(own.title) or source.region
            facts = Facts(own.title or source.title, period, unit or source.unit, region, above=above)
        facts = told(block, facts)
        sheet.known.setdefault(block.strip.first, []).append((block, facts))
        found.append(facts)
    return found


def _own(cells: Cells, block: Block) -> _Own:
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
    unit = unit or next((found for text in said if (found := unit_in(without_key(text)))), None)
    whole = " ".join([title, *continued])
    period, part = _one(periods_of_title(whole)), part_in(whole)
    if len(period) == 4 and isinstance(part, tuple):
        period = in_year(period, part)
    return _Own(title, period, unit)


def _goes_on(cells: Cells, block: Block) -> bool:
    """Whether a block, or a line over it, says that it goes on."""
    columns = range(block.strip.first, block.strip.last)
    return block.continues or any(
        is_continuation(cells.text(row, column)) for row in (*block.preamble, *block.header) for column in columns
    )


def _alongside(known: Sequence[tuple[Block, Facts]], block: Block) -> Facts | None:
    """Facts of the last of some blocks that has a row of values in the rows of another one."""
    rows = block.body or block.strays
    place = bisect_right(known, rows[-1], key=lambda each: (each[0].body or each[0].strays)[0])
    if not place:
        return None
    other, facts = known[place - 1]
    return facts if (other.body or other.strays)[-1] >= rows[0] else None


def _headings(cells: Cells, block: Block) -> list[list[str]]:
    columns = range(block.strip.first, block.strip.last)
    return [[cells.text(row, column) for column in columns] for row in block.header]


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


def _only_unit_of(cells: Cells, rows: range) -> PrintedUnit | None:
    """The one unit stated in some rows; none where they state several."""
    found: dict[str, PrintedUnit] = {}
    for row in reversed(rows):
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
