"""A first walk over a worksheet: how far its cells reach, and which of them hold no value.

A spreadsheet reader lays the cells out as a full rectangle, and takes errors and formulas that were
never calculated for blanks; both are found here before it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from growthpole.errors import LimitExceeded, SourceError
from growthpole.observe.grids import column_letters
from growthpole.observe.spec import Limits
from growthpole.observe.workbooks.number_formats import Shown
from growthpole.observe.workbooks.parts import parse_xml

__all__ = [
    "MOST_FAULTS",
    "MOST_SHEETS",
    "Area",
    "Scan",
    "check_area",
    "check_characters",
    "check_sheets",
    "has_values",
    "scan",
    "text_lengths",
]

_ADDRESS: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_MOST_ROWS: Final = 1_048_576
_MOST_COLUMNS: Final = 16_384
MOST_FAULTS: Final = 100_000
MOST_SHEETS: Final = 2_000
_LETTERS: Final = [*map(column_letters, range(_MOST_COLUMNS)), ""]


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, rows from 1 and columns from 0, both ends in it; ``name`` as in the file."""

    first: int
    left: int
    last: int
    right: int
    name: str


@dataclass(slots=True)
class Scan:
    """What a worksheet holds.

    Attributes
    ----------
    area : Area or None
        Smallest rectangle around the cells that have a value, be it an empty text; None without any.
    errors, uncalculated : mapping of (row, column) to str
        Cells that show an error, with the error, and formulas without a value.
    merged : list of Area
        Merged ranges.
    shown : mapping of (row, column) to str
        Numbers shown in percent, days shown as their year.
    """

    area: Area | None = None
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    shown: dict[tuple[int, int], Shown] = field(default_factory=dict)


class _Enough(Exception):
    """A cell with a value was met."""


def has_values(data: bytes, file: str, sheet: str) -> bool:
    """Whether a worksheet has a cell with a value, an error or a formula."""
    try:
        _Walk(file, sheet, Limits(), [], first_only=True).over(data)
    except _Enough:
        return True
    return False


def scan(data: bytes, file: str, sheet: str, limits: Limits, lengths: list[int], styles: Sequence[Shown] = ()) -> Scan:
    """Walk over the XML of a worksheet.

    Parameters
    ----------
    data : bytes
        The XML.
    file, sheet : str
        Names, for messages.
    limits : Limits
        Most cells of the rectangle around all values, and most characters in them.
    lengths : list of int
        Length of each shared text.
    styles : sequence of str
        How each cell style shows numbers.

    Raises
    ------
    SourceError
        A cell stands outside the grid, out of order, or names a text that is not there.
    LimitExceeded
        The rectangle has too many cells, or the texts in it are too long together.
    """
    if data.count(b"mergeCell ") > MOST_FAULTS:
        raise LimitExceeded("too-many-faults", path=file, sheet=sheet, limit=MOST_FAULTS)
    walk = _Walk(file, sheet, limits, lengths, styles)
    walk.over(data)
    return walk.done()


def text_lengths(data: bytes, file: str) -> list[int]:
    """Length of each shared text of a workbook."""
    lengths: list[int] = []

    def start(name: str, _: dict[str, str]) -> None:
        if name == "si":
            lengths.append(0)

    def text(piece: str) -> None:
        if lengths:
            lengths[-1] += len(piece)

    if data:
        parse_xml(data, file, "xl/sharedStrings.xml", start=start, text=text)
    return lengths


def check_area(area: Area, file: str, sheet: str, limits: Limits) -> None:
    """Raise :class:`LimitExceeded` when a rectangle has too many cells to be laid out."""
    cells = (area.last - area.first + 1) * (area.right - area.left + 1)
    if cells > limits.max_cells:
        raise LimitExceeded("too-many-cells", path=file, sheet=sheet, count=cells, limit=limits.max_cells)


def check_sheets(count: int, file: str) -> None:
    """Raise :class:`LimitExceeded` when a workbook has more sheets than anyone looks through."""
    if count > MOST_SHEETS:
        raise LimitExceeded("too-many-sheets", path=file, count=count, limit=MOST_SHEETS)


def check_characters(count: int, file: str, limits: Limits) -> None:
    """Raise :class:`LimitExceeded` when the texts of a worksheet are too long together."""
    if count > limits.max_unpacked_bytes:
        raise LimitExceeded("workbook-too-large", path=file, limit=f"{limits.max_unpacked_bytes / 2**20:.1f}")


class _Walk:
    """State of a walk."""

    def __init__(
        self,
        file: str,
        sheet: str,
        limits: Limits,
        lengths: list[int],
        styles: Sequence[Shown] = (),
        *,
        first_only: bool = False,
    ) -> None:
        self.file, self.sheet, self.limits, self.lengths, self.first_only = file, sheet, limits, lengths, first_only
        self.found = Scan()
        self.row, self.column = 0, -1
        self.top, self.bottom, self.left, self.right = _MOST_ROWS + 1, 0, _MOST_COLUMNS, -1
        self.characters = 0
        self.styles = {str(at): shown for at, shown in enumerate(styles) if shown}
        self.style = ""
        self.kind, self.formula, self.inside, self.valued = "", False, False, False
        self.said: list[str] = []

    def over(self, data: bytes) -> None:
        parse_xml(data, self.file, self.sheet, start=self._start, end=self._end, text=self._text)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._place(attributes.get("r"))
            self.kind, self.style = attributes.get("t", ""), attributes.get("s", "")
            self.formula = self.inside = self.valued = False
            self.said = []
        elif name in {"v", "is"}:
            self.inside = self.valued = True
        elif name == "f":
            self.formula = True
        elif name == "row":
            self._begin_row(attributes.get("r"))
        elif name == "mergeCell":
            self.found.merged.append(self._range(attributes.get("ref", "")))
            self._check_faults()

    def _end(self, name: str) -> None:
        if name == "c":
            self._close_cell()
        elif name in {"v", "is"}:
            self.inside = False

    def _text(self, piece: str) -> None:
        if self.inside:
            self.said.append(piece)

    def _begin_row(self, stated: str | None) -> None:
        row = self.row + 1 if stated is None else int(stated) if stated.isascii() and stated.isdigit() else 0
        if not self.row < row <= _MOST_ROWS:
            raise self._damaged(f"row {stated} stands after row {self.row}")
        self.row, self.column = row, -1

    def _place(self, stated: str | None) -> None:
        column = self.column + 1
        if stated is not None and stated != f"{_LETTERS[column]}{self.row}":
            row, column = self._address(stated)
            if row != self.row:
                raise self._damaged(f"cell {stated} stands in row {self.row}")
        if not self.column < column < _MOST_COLUMNS:
            raise self._damaged(f"cell {stated} stands out of order in row {self.row}")
        self.column = column

    def _address(self, text: str) -> tuple[int, int]:
        found = _ADDRESS.fullmatch(text)
        if found is None:
            raise self._damaged(f"{text!r} is no cell")
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - 64
        row = int(found[2])
        if row > _MOST_ROWS or column > _MOST_COLUMNS:
            raise self._damaged(f"{text!r} lies outside the sheet")
        return row, column - 1

    def _range(self, text: str) -> Area:
        one, _, two = text.replace("$", "").partition(":")
        (first, left), (last, right) = self._address(one), self._address(two or one)
        return Area(min(first, last), min(left, right), max(first, last), max(left, right), text)

    def _close_cell(self) -> None:
        text = "".join(self.said)
        lacking = self.formula and not text and not (self.valued and self.kind == "str")
        if self.first_only:
            if text or lacking:
                raise _Enough
            return
        if not (self.valued or lacking):
            return
        place = (self.row, self.column)
        if lacking:
            self.found.uncalculated[place] = ""
        elif self.kind == "e" and text:
            self.found.errors[place] = text
        elif self.style in self.styles and self.kind in {"", "n"} and len(self.found.shown) < self.limits.max_cells:
            self.found.shown[place] = self.styles[self.style]
        if lacking or self.kind == "e":
            self._check_faults()
        self.characters += self._shared(text) if self.kind == "s" and text else len(text)
        self.top, self.bottom = min(self.top, self.row), max(self.bottom, self.row)
        self.left, self.right = min(self.left, self.column), max(self.right, self.column)
        check_characters(self.characters, self.file, self.limits)

    def _check_faults(self) -> None:
        """A sheet of faults is refused, so that a hostile one costs no memory."""
        if sum(map(len, (self.found.errors, self.found.uncalculated, self.found.merged))) > MOST_FAULTS:
            raise LimitExceeded("too-many-faults", path=self.file, sheet=self.sheet, limit=MOST_FAULTS)

    def _shared(self, text: str) -> int:
        try:
            number = int(text)
            if number >= 0:
                return self.lengths[number]
        except (ValueError, IndexError):
            pass
        raise self._damaged(f"cell in row {self.row} names the text {text!r}, which is not there")

    def _damaged(self, problem: str) -> SourceError:
        return SourceError("bad-workbook", path=self.file, problem=f"sheet {self.sheet!r}: {problem}")

    def done(self) -> Scan:
        if self.bottom:
            self.found.area = Area(self.top, self.left, self.bottom, self.right, "")
            check_area(self.found.area, self.file, self.sheet, self.limits)
        return self.found
