"""A source profile held against a file: declared blocks, facts and columns take the place of those found."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from growthpole.observe.printed.blocks import Block
from growthpole.observe.printed.cells import BLANK, Cells
from growthpole.observe.printed.facts import Facts
from growthpole.observe.printed.notes import TableNotes
from growthpole.observe.printed.profiles import BlockProfile, ColumnProfile, Profile
from growthpole.observe.printed.reading import name_of
from growthpole.observe.printed.strips import Strip
from growthpole.observe.printed.units import PrintedUnit, unit_in
from growthpole.observe.printed.values import Column

__all__ = ["DeclaredBlocks", "place_of_letters"]


def place_of_letters(letters: str) -> int:
    """Column, from 0, of spreadsheet letters.

    Examples
    --------
    >>> [place_of_letters(letters) for letters in ("A", "Z", "AA", "XFD")]
    [0, 25, 26, 16383]
    """
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


@dataclass(slots=True)
class DeclaredBlocks:
    """The blocks of a profile, for :func:`growthpole.observe.printed.reading.read_tables`.

    ``differs`` keeps, for each block, what the profile declares otherwise than the sheet prints it, and ``around``
    what holds for it.
    """

    profile: Profile
    differs: dict[str, str] = field(default_factory=dict)
    around: dict[str, Facts] = field(default_factory=dict)

    def blocks(self, cells: Cells, found: list[Block], notes: TableNotes) -> list[Block]:
        """Blocks of a sheet: those found, but where the profile says which rows and labels a block has."""
        declared = [entry for entry in self.profile.block if _sheet_of(entry) == cells.grid.sheet]
        shaped = [entry for entry in declared if entry.labels and entry.rows]
        names = {name_of(cells, block) for block in found if block.body}
        for entry in declared:
            if entry not in shaped and _range_of(entry) not in names:
                known = ", ".join(sorted(names)) or "–"
                notes.sheet("profile-no-block", "error", value=entry.at, known=known)
        if not shaped:
            return found
        made = [_block(cells, entry, notes) for entry in shaped]
        kept = {_range_of(entry) for entry in declared if entry not in shaped}
        return [*(block for block in made if block is not None), *(b for b in found if name_of(cells, b) in kept)]

    def leaves_out(self, cells: Cells, block: Block) -> bool:
        """Whether the profile says not to read a block."""
        entry = self._entry(cells, block)
        return entry is not None and not entry.use

    def facts(self, cells: Cells, block: Block, facts: Facts) -> Facts:
        """What is found of a block, and what the profile says where nothing is."""
        entry = self._entry(cells, block)
        if entry is None:
            return facts
        unit = _unit(entry.unit) if entry.unit else None
        printed = {"period": facts.period, "region": facts.region, "unit": _named(facts.unit)}
        declared = {"period": entry.period, "region": entry.region, "unit": _named(unit)}
        other = [f"{declared[key]} ≠ {printed[key]}" for key in printed if _contradict(declared[key], printed[key])]
        if other:
            self.differs[entry.at] = ", ".join(other)
        self.around[entry.at] = replace(
            facts,
            title=facts.title or entry.title,
            period=facts.period or entry.period,
            unit=unit if facts.unit is None or facts.unit.conflict else facts.unit,
            region=facts.region or entry.region,
        )
        return self.around[entry.at]

    def columns(self, cells: Cells, block: Block, columns: dict[int, Column], notes: TableNotes) -> dict[int, Column]:
        """What the profile says of columns; one whose headings are others than it expects is not loaded."""
        entry = self._entry(cells, block)
        if entry is None:
            return columns
        if entry.at in self.differs:
            return {
                place: replace(about, problem="profile-differs", other=self.differs[entry.at])
                for place, about in columns.items()
            }
        done = dict(columns)
        for told in entry.column:
            place = place_of_letters(told.letters) - cells.grid.left
            if place not in columns:
                notes.sheet("profile-no-column", "error", block.body[0], value=told.letters, block=entry.at)
                continue
            about = columns[place]
            if not told.use:
                del done[place]
                continue
            if told.header is not None and told.header != about.path:
                done[place] = replace(about, problem="profile-header-differs", other=told.header)
                continue
            other = _otherwise(told, about, self.around.get(entry.at, Facts()))
            if other:
                done[place] = replace(about, problem="profile-differs", other=other)
                continue
            about = replace(about, problem="" if _settles(told.unit, about.problem) else about.problem)
            unit = _unit(told.unit) if told.unit else about.unit
            done[place] = replace(about, unit=unit, period=told.period or about.period)
        return done

    def _entry(self, cells: Cells, block: Block) -> BlockProfile | None:
        name = name_of(cells, block)
        found = (
            entry for entry in self.profile.block if _range_of(entry) == name and _sheet_of(entry) == cells.grid.sheet
        )
        return next(found, None)


def _otherwise(told: ColumnProfile, about: Column, facts: Facts) -> str:
    """What the profile says of a column otherwise than its own headings do."""
    declared = _named(_unit(told.unit)) if told.unit else ""
    if about.unit is not facts.unit and _contradict(declared, _named(about.unit)):
        return f"{declared} ≠ {_named(about.unit)}"
    return (
        f"{told.period} ≠ {about.period}"
        if _contradict(told.period, about.period) and about.period != facts.period
        else ""
    )


def _contradict(declared: str, printed: str) -> bool:
    return bool(declared) and bool(printed) and declared != printed


def _named(unit: PrintedUnit | None) -> str:
    """Key of a unit, or its text where it has none; empty without a unit, and for two that contradict each other."""
    return "" if unit is None or unit.conflict else unit.key or unit.raw


def _settles(unit: str, problem: str) -> bool:
    """Whether what the profile says takes a problem away."""
    return problem == "table-same-heading" or (bool(unit) and problem == "table-unit-conflict")


def _unit(text: str) -> PrintedUnit:
    found = unit_in(f"({text})")
    return found if found is not None else PrintedUnit(text, "")


def _sheet_of(entry: BlockProfile) -> str:
    return entry.at.rpartition("!")[0]


def _range_of(entry: BlockProfile) -> str:
    return entry.at.rpartition("!")[2]


def _block(cells: Cells, entry: BlockProfile, notes: TableNotes) -> Block | None:
    """The block that a profile describes; None, with a finding, where the sheet has no such cells."""
    grid = cells.grid
    labels = [place_of_letters(letters) - grid.left for letters in entry.labels]
    first, last = entry.rows[0], entry.rows[-1]
    corner = "".join(filter(str.isalpha, _range_of(entry).partition(":")[2]))
    columns = [place_of_letters(told.letters) - grid.left for told in entry.column]
    right = max([place_of_letters(corner) - grid.left if corner else 0, *columns, *labels])
    left = min([*labels, *columns])
    if left < 0 or right >= grid.width or not any(first <= line <= last for line in grid.lines):
        notes.sheet("profile-no-block", "error", value=entry.at, known=f"{grid.letters(0)}{grid.lines[0]}")
        return None
    values = tuple(column for column in range(left, right + 1) if column not in labels)
    inside = range(left, right + 1)
    body = [
        row
        for row, line in enumerate(grid.lines)
        if first <= line <= last and any(cells.kinds[row, column] != BLANK for column in inside)
    ]
    header = [row for row, line in enumerate(grid.lines) if line in entry.header_rows]
    strip = Strip(left, right + 1, tuple(labels), values)
    return Block(strip, header=header, body=body, name=_range_of(entry))
