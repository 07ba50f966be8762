"""What a file is before it is bytes: cells on sheets, and the truth about every one that shows a figure."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Demand = Literal["load", "load-or-name", "name", "absent"]
Kind = Literal["recoverable", "ask", "hostile"]


@dataclass(frozen=True)
class TruthCell:
    """What one cell says.

    ``demand`` is what a reader owes: ``load`` the value exactly; ``load-or-name``: exactly or named in a finding;
    ``name``: named in a finding; ``absent``: never a number. The path of its headings must hold one of ``leaves`` and
    one word of each of ``groups``, the headings above, and no word of ``foreign``, those of other columns. ``regions``,
    ``units`` and ``periods`` are what may stand for them, where an empty set leaves it open; ``not_regions`` are codes
    it must not get. ``label`` is the whole last part of the label of its row, ``section`` a part before it.
    ``around`` are the cells of its label and headings, whose findings speak for it too; ``twins`` the cells it
    repeats, or contradicts where there is a ``conflict``.
    """

    sheet: str
    cell: str
    line: int
    text: str
    value: Decimal | None
    demand: Demand
    regions: frozenset = frozenset()
    not_regions: frozenset = frozenset()
    role: str = ""
    periods: frozenset = frozenset()
    leaves: tuple = ()
    groups: tuple = ()
    foreign: tuple = ()
    units: tuple = ()
    label: str = ""
    section: str = ""
    around: frozenset = frozenset()
    twins: tuple = ()
    conflict: bool = False


@dataclass(frozen=True)
class DirtyFile:
    """A file with known truth; ``read_arguments`` are what its user would declare."""

    name: str
    data: bytes
    truth: tuple[TruthCell, ...]
    kind: Kind
    recipe: dict
    read_arguments: dict


@dataclass
class Cell:
    """A cell: its text and, in a workbook, the number or the special thing it holds."""

    text: str
    number: object = None
    special: str = ""


@dataclass
class Draft:
    """Truth about a cell whose place may still move; ``around`` are places too."""

    row: int
    column: int
    text: str
    value: Decimal | None
    demand: Demand
    around: list = field(default_factory=list)
    says: dict = field(default_factory=dict)
    twin: object = None


@dataclass
class Canvas:
    """One sheet, rows and columns from 0."""

    sheet: str = ""
    cells: dict = field(default_factory=dict)
    merges: list = field(default_factory=list)
    drafts: list = field(default_factory=list)

    def put(self, row, column, text, number=None, special=""):
        if text != "" or special:
            self.cells[row, column] = Cell(text, number, special)

    def merge(self, first, left, last, right):
        if (first, left) != (last, right):
            self.merges.append((first, left, last, right))

    @property
    def bottom(self):
        return max((row for row, _ in self.cells), default=-1) + 1

    @property
    def right(self):
        return max((column for _, column in self.cells), default=-1) + 1

    def open_row(self, at):
        """Insert a blank row before ``at``."""
        self._move(lambda row, column: (row + (row >= at), column))

    def open_column(self, at):
        """Insert a blank column before ``at``."""
        self._move(lambda row, column: (row, column + (column >= at)))

    def _move(self, to):
        self.cells = {to(*place): cell for place, cell in self.cells.items()}
        self.merges = [(*to(*area[:2]), *to(*area[2:])) for area in self.merges]
        for draft in self.drafts:
            draft.row, draft.column = to(draft.row, draft.column)
            draft.around = [to(*place) for place in draft.around]


def letters(index):
    """Spreadsheet letters of a column, from 0."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def sealed(canvas, line_of):
    """Truth of a canvas whose cells stand where they will; ``line_of`` gives the line of a row."""

    def address(place):
        return f"{letters(place[1])}{line_of(place[0])}"

    for draft in canvas.drafts:
        twin = draft.twin
        twins = (
            () if twin is None else (address((twin.row, twin.column)), *(address(place) for place in twin.around[:1]))
        )
        yield TruthCell(
            canvas.sheet,
            address((draft.row, draft.column)),
            line_of(draft.row),
            draft.text,
            draft.value,
            draft.demand,
            around=frozenset(map(address, draft.around)),
            twins=twins,
            **draft.says,
        )
