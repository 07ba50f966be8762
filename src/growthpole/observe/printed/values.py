"""From the cells of a block to rows: each value with its region, headings, period, unit and cell.

Every cell that is not blank is counted once: loaded, set aside with a finding, or skipped because it is a heading,
a label, a note or a flag.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from growthpole.observe.printed.blocks import Block
from growthpole.observe.printed.cells import BLANK, DOUBTFUL, FAULT, FLAG, MARKED, NUMERIC, TEXT, Cells
from growthpole.observe.printed.facts import Facts
from growthpole.observe.printed.headers import Headings
from growthpole.observe.printed.labels import RowLabels, label_columns, labels_of_row
from growthpole.observe.printed.notes import TableNotes
from growthpole.observe.printed.parts_of_years import in_year, last_year, part_in
from growthpole.observe.printed.periods import maybe_years_in, periods_in
from growthpole.observe.printed.units import PERCENT, PrintedUnit, is_percent, is_rate, unit_in

__all__ = ["Column", "Row", "Values", "columns_of", "values_of"]

_PERCENT: Final = ("%", "％")


class Row(NamedTuple):
    """One value as read; ``flagged`` rows hold none."""

    region: str
    region_label: str
    label: str
    header: str
    period: str
    value: str
    raw: str
    unit: str
    unit_key: str
    flag: str
    reason: str
    role: str
    line: int
    cell: str
    block: str


@dataclass(frozen=True, slots=True)
class Column:
    """A value column: its headings, and what they say of its values."""

    path: str
    period: str
    unit: PrintedUnit | None
    region: str
    problem: str = ""
    other: str = ""
    total: bool = False
    rate: bool = False


@dataclass(slots=True)
class Values:
    """Rows of a block, its flagged cells, and how many cells were set aside."""

    rows: list[Row] = field(default_factory=list)
    flagged: list[Row] = field(default_factory=list)
    set_aside: int = 0


def columns_of(cells: Cells, block: Block, headings: Headings, facts: Facts) -> dict[int, Column]:
    """What the headings say of each value column that holds anything in the body."""
    used = {
        column: headings.levels.get(column, ())
        for column in block.strip.values
        if any(cells.kinds[row, column] != BLANK for row in block.body)
    }
    headed = {column: path for column, path in headings.levels.items() if column in used or column in headings.ends}
    times = Counter(headed.values())
    first: dict[tuple[str, ...], int] = {}
    found = {}
    for column, levels in used.items():
        path = headings.path(column)
        own = headings.units.get(column) or next((unit for text in reversed(levels) if (unit := unit_in(text))), None)
        own = own or (PERCENT if levels and is_percent(levels[-1]) else None)
        rate = own is None and bool(levels) and is_rate(levels[-1])
        unit = own or (None if rate and not _percent(facts.unit) else facts.unit)
        period = _period(levels, facts)
        problem = "" if levels else "table-blank-heading"
        other = ""
        if levels and times[levels] > 1:
            problem = "table-same-heading"
            partner = first.setdefault(levels, column)
            other = cells.grid.letters(
                partner
                if partner != column
                else next(c for c, beside in headed.items() if beside == levels and c != column)
            )
        elif levels and _is_text(cells, block, column):
            problem = "table-text-column"
        elif headings.regions and column not in headings.regions and column not in headings.totals:
            problem = "unknown-region"
        elif unit is not None and unit.conflict:
            problem, other = "table-unit-conflict", unit.conflict
        found[column] = Column(
            path, period, unit, headings.regions.get(column, ""), problem, other, column in headings.totals, rate
        )
    return found


def _period(levels: tuple[str, ...], facts: Facts) -> str:
    """The one period that the lowest headings name, or else that of the table; none where a heading is in doubt."""
    for depth in range(len(levels) - 1, -1, -1):
        text = levels[depth]
        named, part = periods_in(text), part_in(text)
        if len(named) > 1:
            return ""
        around = facts.period if named else _period(levels[:depth], facts)
        before = last_year(text, around)
        if before is not None:
            return before
        if part is not None:
            whole = named[0] if named else around
            return whole if named and "-" in whole and part != "cumulated" else in_year(whole, part)
        if named:
            return named[0]
    doubtful = {year for text in levels for year in maybe_years_in(text)}
    return "" if doubtful - {facts.period[:4]} else facts.period


def _is_text(cells: Cells, block: Block, column: int) -> bool:
    """Whether a column holds words and not garbled numbers."""
    kinds = [int(cells.kinds[row, column]) for row in block.body]
    words = [
        row
        for row in block.body
        if cells.kinds[row, column] == TEXT and not any(map(str.isdigit, cells.text(row, column)))
    ]
    return len(words) * 2 > sum(kind != BLANK for kind in kinds)


def values_of(
    cells: Cells,
    block: Block,
    name: str,
    columns: dict[int, Column],
    facts: Facts,
    notes: TableNotes,
    nearest: Callable[[str], str],
) -> Values:
    """All values of a block."""
    done = Values()
    labelled = label_columns(cells, block)
    covered = _covered(cells, block)

    def above(row: int, column: int) -> str:
        at = covered.get((row, column), (row, column))
        return cells.grid.rows[at[0]][at[1]]

    for column, about in columns.items():
        if about.problem:
            held = [row for row in block.body if cells.kinds[row, column] != BLANK]
            value = about.path.rsplit(" / ", 1)[-1]
            params = {"count": str(len(held)), "other": about.other, "near": nearest(value)}
            notes.column(
                about.problem, held, column, value if about.problem == "unknown-region" else about.path, params
            )
    for row in block.body:
        labels = labels_of_row(cells, block, labelled, row, above)
        _note_labels(row, labels, notes, nearest)
        _note_numbers(cells, block, row, notes)
        short = notes.short_row(cells, block, row, list(columns))
        for column, about in columns.items():
            kind = int(cells.kinds[row, column])
            if kind == BLANK or about.problem == "table-text-column":
                continue
            if about.problem or labels.problem or short or _refused(cells, row, column, kind, covered, notes):
                done.set_aside += 1
            else:
                _take(cells, row, column, _row(cells, row, column, about, labels, facts, name), notes, done)
    for row in block.strays:
        strays = [column for column in block.strip.values if cells.kinds[row, column] in NUMERIC]
        for column in strays:
            notes.cell("table-stray-number", "quarantine", row, column)
        done.set_aside += len(strays)
    return done


def _take(cells: Cells, row: int, column: int, made: Row, notes: TableNotes, done: Values) -> None:
    """Keep a value, or a flag without one, unless its cell has another unit than its column."""
    kind = int(cells.kinds[row, column])
    if kind == FLAG and not made.value:
        done.flagged.append(made)
    elif made.raw.endswith(_PERCENT) and made.unit not in _PERCENT:
        notes.cell("table-percent-unit", "quarantine", row, column, unit=made.unit)
        done.set_aside += 1
    else:
        if kind == MARKED and made.flag:
            notes.cell("table-marked-number", "warn", row, column, mark=made.flag, number=made.value)
        done.rows.append(made)


def _note_labels(row: int, labels: RowLabels, notes: TableNotes, nearest: Callable[[str], str]) -> None:
    if labels.problem == "unknown-region":
        notes.cell("unknown-region", "quarantine", row, labels.column, near=nearest(labels.printed))
    elif labels.problem:
        shown = labels.label if labels.problem == "table-period-clash" else labels.printed
        notes.cell(labels.problem, "quarantine", row, labels.column, label=shown)
    elif labels.unread:
        notes.cell("table-label-unread", "warn", row, labels.column, region=labels.region)


def _note_numbers(cells: Cells, block: Block, row: int, notes: TableNotes) -> None:
    """Note numbers that stand among the labels of a row, and are no codes of regions and no years."""
    for column in block.strip.worded:
        number = cells.kinds[row, column] in NUMERIC and not cells.regions[row][column]
        if number and not cells.is_year(row, column):
            notes.cell("table-number-label", "warn", row, column)


def _refused(
    cells: Cells, row: int, column: int, kind: int, covered: dict[tuple[int, int], tuple[int, int]], notes: TableNotes
) -> bool:
    """Whether a cell of the body is no value, which is noted."""
    if kind == FAULT:
        code, shown = cells.grid.fault(row, column) or ("error-cell", "")
        notes.cell(code, "quarantine", row, column, value=shown)
    elif covered.get((row, column)):
        notes.cell("table-merged-value", "quarantine", row, column)
    elif kind in {TEXT, DOUBTFUL}:
        notes.cell("not-a-number" if kind == TEXT else "table-mixed-styles", "quarantine", row, column)
    else:
        return False
    return True


def _row(cells: Cells, row: int, column: int, about: Column, labels: RowLabels, facts: Facts, name: str) -> Row:
    parsed = cells.parsed(row, column)
    unit = about.unit
    if (unit is facts.unit or unit is None) and (not about.rate or _percent(labels.unit)):
        unit = labels.unit or unit
    raw = cells.grid.rows[row][column]
    headed = about.period and (about.period != facts.period or periods_in(about.path))
    printed, key = (unit.raw, unit.key) if unit is not None else ("", "")
    if parsed.mark in _PERCENT:
        printed, key = ("%", "%") if not printed else (printed, key)
    return Row(
        labels.region or about.region or ("" if about.total or labels.all_regions else facts.region),
        labels.printed,
        labels.label,
        about.path,
        _row_period(about, labels, headed=bool(headed)),
        parsed.value,
        raw,
        printed,
        key,
        "" if parsed.mark in _PERCENT else parsed.mark,
        parsed.reason,
        labels.role or ("total" if about.total else ""),
        cells.grid.lines[row],
        cells.grid.cell(row, column),
        name,
    )


def _row_period(about: Column, labels: RowLabels, *, headed: bool) -> str:
    """Period of a value: of its headings, or of the labels of its row, of which it may be a part."""
    period = labels.period if labels.period and not headed else about.period
    if labels.part is None or "-" in period:
        return period
    return in_year(period, labels.part)


def _percent(unit: PrintedUnit | None) -> bool:
    return unit is not None and unit.key in {"%", "‰"}


def _covered(cells: Cells, block: Block) -> dict[tuple[int, int], tuple[int, int]]:
    """Cells of the body that stand in a merged range of several cells, with its first cell."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    if not cells.grid.merged:
        return found
    at = cells.row_of
    inside = set(block.body)
    for area in cells.grid.merged:
        first = at.get(area.first)
        left = area.left - cells.grid.left
        if first is None or not 0 <= left < cells.grid.width or (area.first == area.last and area.left == area.right):
            continue
        for line in range(area.first, area.last + 1):
            row = at.get(line)
            if row in inside:
                for place in range(left, min(area.right - cells.grid.left + 1, cells.grid.width)):
                    found[row, place] = (first, left)
    return found
