"""All tables of a file, as they are printed: rows with their cells, findings, the header tree, the cell law.

For each file every cell that is not blank is counted once: ``read = loaded + quarantined + skipped``, where headings,
labels, notes and flags are skipped by declaration.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from growthpole.observe.findings import Counts, Notebook
from growthpole.observe.numbers import Style
from growthpole.observe.printed.blocks import Block, blocks_of
from growthpole.observe.printed.cells import BLANK, NUMERIC, TEXT, Cells, cells_of, writing_of
from growthpole.observe.printed.facts import Facts, dated, facts_of
from growthpole.observe.printed.headers import Headings, headings_of, tree_of
from growthpole.observe.printed.notes import TableNotes
from growthpole.observe.printed.repeats import repeats_in
from growthpole.observe.printed.results import TableReading, frame_of, note_facts, note_flags
from growthpole.observe.printed.rows import labelled_as_heading, numbers_the_columns
from growthpole.observe.printed.strips import Strip, strips_of
from growthpole.observe.printed.values import Column, Row, columns_of, values_of
from growthpole.observe.printed.words import FLAGS, year_of
from growthpole.observe.raw_cells import RawGrid

__all__ = ["Declared", "Places", "TableReading", "name_of", "read_tables"]

_YEAR_IN_NAME: Final = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Places:
    """How labels become regions.

    Attributes
    ----------
    resolve : callable
        Code of the region a label stands for, or None.
    nearest : callable
        Codes and names like a label that stands for none.
    find : callable
        The one region that a title names; empty where it names none or several.
    """

    resolve: Callable[[str], str | None]
    nearest: Callable[[str], str]
    find: Callable[[str], str]


class Declared(Protocol):
    """What a source profile says of a file, against what was found in it."""

    def blocks(self, cells: Cells, found: list[Block], notes: TableNotes) -> list[Block]:
        """Blocks to read in a sheet."""

    def leaves_out(self, cells: Cells, block: Block) -> bool:
        """Whether a block is declared not to be read."""

    def facts(self, cells: Cells, block: Block, facts: Facts) -> Facts:
        """What holds for a block."""

    def columns(self, cells: Cells, block: Block, columns: dict[int, Column], notes: TableNotes) -> dict[int, Column]:
        """What the headings of a block say; a column that is left out is not in it."""


@dataclass(slots=True)
class _Work:
    """What is gathered while the sheets of a file are read."""

    book: Notebook
    places: Places
    declared: Declared | None = None
    rows: list[Row] = field(default_factory=list)
    flagged: list[Row] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    flagged_sheets: list[str] = field(default_factory=list)
    mapping: dict[str, Any] = field(default_factory=dict)
    before: Facts | None = None
    header: tuple[Strip, Headings] | None = None
    read: int = 0
    set_aside: int = 0
    inferred: bool = False


def read_tables(
    grids: Sequence[RawGrid],
    places: Places,
    *,
    style: Style | None = None,
    flags: Mapping[str, str] = FLAGS,
    declared: Declared | None = None,
) -> TableReading:
    """Read all tables of a file.

    Parameters
    ----------
    grids : sequence of RawGrid
        Its sheets.
    places : Places
        How labels become regions.
    style : {"point", "comma"}, optional
        Declared style of the numbers; by default the one the cells prove.
    flags : mapping of str to str
        What stands instead of a number, and what it means.
    declared : Declared, optional
        What a source profile says of the file.
    """
    writing = writing_of(grids, style)
    work = _Work(Notebook(grids[0].file, grids[0].sha256), places, declared)
    for grid in grids:
        _read_sheet(cells_of(grid, writing, places.resolve, flags), work)
    if style is None and writing.style != "point":
        told = "table-both-styles" if writing.proved else "table-no-style"
        code = "table-style-inferred" if writing.style == "comma" else told
        work.book.note(code, "warn" if writing.style == "comma" else "error", value=writing.style)
    if work.inferred:
        work.book.note("table-inferred-spans", "warn", value=grids[0].file)
    _check_year(work, grids[0].file)
    titles = [
        str(work.mapping[_place(sheet, row.block)]["title"]) for row, sheet in zip(work.rows, work.sheets, strict=True)
    ]
    drop, clashing = repeats_in(work.rows, work.sheets, titles, work.book)
    work.rows = [row for at, row in enumerate(work.rows) if at not in drop]
    work.sheets = [sheet for at, sheet in enumerate(work.sheets) if at not in drop]
    loaded, set_aside = len(work.rows), work.set_aside + clashing
    counts = Counts(work.read, loaded, set_aside, work.read - loaded - set_aside)
    return TableReading(
        frame_of(work.rows, work.sheets, grids[0].file),
        frame_of(work.flagged, work.flagged_sheets, grids[0].file),
        tuple(work.book.closed()),
        work.mapping,
        counts,
        writing,
    )


def _read_sheet(cells: Cells, work: _Work) -> None:
    notes = TableNotes(cells, work.book)
    work.read += int((cells.kinds != BLANK).sum())
    left_over = np.isin(cells.kinds, NUMERIC)
    garbled: list[tuple[int, int]] = []
    found = [block for strip in strips_of(cells) for block in blocks_of(cells, strip)]
    blocks: list[Block] = []
    for block in work.declared.blocks(cells, found, notes) if work.declared is not None else found:
        if block.body or block.strays:
            blocks.append(block)
        elif blocks:
            garbled += _garbled(cells, block)
    for block, facts in zip(blocks, _facts(cells, blocks, work), strict=True):
        strip = block.strip
        if work.declared is None or not work.declared.leaves_out(cells, block):
            _read_block(cells, block, facts, notes, work)
        left_over[np.ix_([*block.body, *block.strays], range(strip.first, strip.last))] = False
        left_over[np.ix_(block.sections, strip.serial)] = False
    left_over &= ~_headings(cells, blocks)
    doubted = _doubted(cells, found)
    for row, column in np.argwhere(left_over).tolist():
        if doubted[row, column] or not year_of(cells.text(row, column).strip("()（）")):
            notes.cell("table-stray-number", "quarantine", row, column)
            work.set_aside += 1
    for row, column in garbled:
        notes.cell("not-a-number", "quarantine", row, column)
        work.set_aside += 1
    if not blocks:
        notes.sheet("table-nothing", "warn", value=cells.grid.sheet or cells.grid.file)


def _facts(cells: Cells, blocks: Sequence[Block], work: _Work) -> list[Facts]:
    """Facts of the blocks of a sheet, each knowing those before it."""

    def told(block: Block, facts: Facts) -> Facts:
        return work.declared.facts(cells, block, facts) if work.declared is not None else facts

    found = facts_of(cells, blocks, work.before, work.places.find, told)
    work.before = found[-1] if found else work.before
    return dated(found)


def _read_block(cells: Cells, block: Block, facts: Facts, notes: TableNotes, work: _Work) -> None:
    strip, grid = block.strip, cells.grid
    headings = headings_of(cells, block)
    if not block.header and block.continues and work.header is not None and _alike(work.header[0], strip):
        headings = work.header[1].moved(strip.first - work.header[0].first)
    elif not block.header:
        notes.sheet("table-no-header", "error", (block.body or block.strays)[0], value=grid.letters(strip.first))
    work.header = (strip, headings)
    work.inferred |= headings.inferred
    columns = columns_of(cells, block, headings, facts)
    name = name_of(cells, block)
    if work.declared is not None:
        columns = work.declared.columns(cells, block, columns, notes)
    if not strip.labels and not strip.years:
        notes.sheet("table-no-labels", "error", (block.body or block.strays)[0], value=name)
    done = values_of(cells, block, name, columns, facts, notes, work.places.nearest)
    note_facts(block, facts, done, name, notes)
    work.rows += done.rows
    work.sheets += [grid.sheet] * len(done.rows)
    work.flagged += done.flagged
    work.flagged_sheets += [grid.sheet] * len(done.flagged)
    work.set_aside += done.set_aside
    note_flags(done.flagged, notes)
    work.mapping[_place(grid.sheet, name)] = {
        "title": facts.title,
        "period": facts.period,
        "unit": facts.unit.raw if facts.unit is not None else "",
        "region": facts.region,
        "labels": [grid.letters(column) for column in (*strip.labels, *strip.years)],
        "rows": [grid.lines[block.body[0]], grid.lines[block.body[-1]]] if block.body else [],
        "header_rows": [grid.lines[row] for row in block.header],
        "spans": "inferred" if headings.inferred else "merged" if grid.merged else "none",
        "header": tree_of(headings, {column: grid.letters(column) for column in headings.levels}),
        "columns": {
            grid.letters(place): {
                "header": column.path,
                "unit": column.unit.raw if column.unit is not None and column.unit is not facts.unit else "",
                "period": column.period if column.period != facts.period else "",
            }
            for place, column in columns.items()
            if column.problem != "table-text-column"
        },
        "skipped_rows": [grid.lines[row] for row in (*block.preamble, *block.sections)],
    }


def _headings(cells: Cells, blocks: Sequence[Block]) -> npt.NDArray[np.bool_]:
    """Cells that are headings though they are numbers: in the first row of headings, or as numbers of columns."""
    found = np.zeros(cells.kinds.shape, dtype=np.bool_)
    for block in blocks:
        strip = block.strip
        for row in block.header:
            first = row == block.header[0] and labelled_as_heading(cells, strip, row)
            if first or numbers_the_columns(cells, strip, row):
                found[row, strip.first : strip.last] = True
    return found


def _doubted(cells: Cells, found: Sequence[Block]) -> npt.NDArray[np.bool_]:
    """Cells that may be values though they look like years: in a row of headings with a label that is none."""
    doubted = np.zeros(cells.kinds.shape, dtype=np.bool_)
    for block in found:
        for row in block.header:
            first = row == block.header[0] and bool(block.body or block.strays)
            named = block.strip.labels and labelled_as_heading(cells, block.strip, row)
            if not first and not named:
                doubted[row, block.strip.first : block.strip.last] = True
    return doubted


def _garbled(cells: Cells, block: Block) -> list[tuple[int, int]]:
    """Cells with digits below a table, in rows with a label that hold no number at all."""
    rows = [row for row in block.header if any(cells.kinds[row, column] != BLANK for column in block.strip.labels)]
    return [
        (row, column)
        for row in rows
        for column in block.strip.values
        if cells.kinds[row, column] == TEXT and any(map(str.isdigit, cells.text(row, column)))
    ]


def name_of(cells: Cells, block: Block) -> str:
    """Range of a block, such as ``A1:G38``."""
    if block.name:
        return block.name
    strip, grid, rows = block.strip, cells.grid, block.rows
    used = [
        column
        for column in strip.values
        if any(cells.kinds[row, column] != BLANK for row in block.body or block.strays)
    ]
    last = max([*used, *strip.labels, strip.first])
    return f"{grid.letters(strip.first)}{grid.lines[rows[0]]}:{grid.letters(last)}{grid.lines[rows[-1]]}"


def _place(sheet: str, name: str) -> str:
    return f"{sheet}!{name}" if sheet else name


def _alike(one: Strip, other: Strip) -> bool:
    """Whether two strips have their columns in the same places, be they moved."""
    return [c - one.first for c in one.values] == [c - other.first for c in other.values]


def _check_year(work: _Work, file: str) -> None:
    """Warn where the name of the file says another year than every title."""
    named = set(_YEAR_IN_NAME.findall(file))
    said = {str(block["period"])[:4] for block in work.mapping.values() if block["period"]}
    if len(named) == 1 and said and not named & said:
        work.book.note("table-year-differs", "warn", value=min(named), titles=", ".join(sorted(said)))
