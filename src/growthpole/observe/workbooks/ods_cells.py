"""Cells of the tables of an OpenDocument spreadsheet, repeated ones counted before any is laid out.

A row or a cell may say that it stands there a million times. Blank ones end most sheets and cost nothing;
those with values are kept once with their number, and laid out only within the limits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from growthpole.errors import LimitExceeded, SourceError
from growthpole.observe.grids import column_letters
from growthpole.observe.spec import Limits
from growthpole.observe.workbooks.number_formats import Shown
from growthpole.observe.workbooks.parts import parse_xml
from growthpole.observe.workbooks.scan import MOST_FAULTS, Area, Scan, check_area, check_characters, check_sheets

__all__ = ["Table", "tables_of"]

PART: Final = "content.xml"
_MOST_ROWS: Final = 1_048_576
_MOST_COLUMNS: Final = 16_384
_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_NUMBERS: Final = frozenset({"float", "percentage", "currency"})
_ERROR: Final = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|(?:Err:|#ERR)[0-9]{3}!?")
_YEAR: Final = re.compile(r"[0-9]{4}\s*年?")
_TIME: Final = re.compile(r"(-?)PT([0-9]{1,6})H([0-9]{1,2})M([0-9]{1,2})(?:[.,]([0-9]*))?S")
# What stands in a table without being its cells: notes on cells, pictures, deleted cells, copies of other files.
_PASSED_OVER: Final = frozenset(
    {"annotation", "shapes", "tracked-changes", "dde-links", "frame", "custom-shape", "line", "rect", "forms"}
)


@dataclass(slots=True)
class Table:
    """A worksheet.

    Attributes
    ----------
    name : str
        Its name.
    hidden : bool
        Whether it is not shown.
    rows : list of (int, int, list of (int, int, value))
        First line and number of equal rows; in them first column and number of equal cells, with their value.
    found : Scan
        How far the values reach, and which cells hold none.
    """

    name: str
    hidden: bool = False
    rows: list[tuple[int, int, list[tuple[int, int, Any]]]] = field(default_factory=list)
    found: Scan = field(default_factory=Scan)


def tables_of(data: bytes, file: str, limits: Limits) -> list[Table]:
    """The worksheets in the XML of a spreadsheet.

    Raises
    ------
    SourceError
        It is no XML, or a cell stands outside the grid or is not what it says.
    LimitExceeded
        A rectangle around values, the texts in it, or its faults are too many.
    """
    walk = _Walk(file, limits)
    parse_xml(data, file, PART, start=walk.start, end=walk.end, text=walk.text)
    return walk.tables


class _Walk:
    """A walk over the XML."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.file, self.limits = file, limits
        self.tables: list[Table] = []
        self.names: set[str] = set()
        self.unseen: set[str] = set()
        self.style = ""
        self.passing = self.inner = 0
        self.row = self.column = self.repeated_row = 0
        self.cells: list[tuple[int, int, Any]] = []
        self.faults: list[tuple[int, int, str, str]] = []
        self.shown: list[tuple[int, Shown]] = []
        self.said: Mapping[str, str] | None = None
        self.paragraphs: list[list[str]] = []
        self.in_paragraph = 0
        self.characters = 0

    def start(self, name: str, said: dict[str, str]) -> None:
        if self.passing or name in _PASSED_OVER:
            self.passing += 1
        elif name == "table":
            self.inner += 1
            if self.inner == 1:
                self._begin_table(said)
        elif self.inner > 1:
            return
        elif self.said is not None:
            self._inside_cell(name, said)
        elif name == "table-row":
            self.repeated_row = self._times(said, "table:number-rows-repeated", _MOST_ROWS)
            self.column, self.cells, self.faults, self.shown = 0, [], [], []
        elif name in {"table-cell", "covered-table-cell"}:
            self.said, self.paragraphs, self.in_paragraph = said, [], 0
        elif name == "style":
            self.style = said.get("style:name", "")
        elif name == "table-properties" and said.get("table:display") == "false":
            self.unseen.add(self.style)

    def end(self, name: str) -> None:
        if self.passing:
            self.passing -= 1
        elif name == "table":
            self.inner -= 1
            if not self.inner:
                self._close_table()
        elif self.inner > 1:
            return
        elif name in {"table-cell", "covered-table-cell"}:
            self._close_cell()
        elif name == "table-row":
            self._close_row()
        elif name in {"p", "h"} and self.in_paragraph:
            self.in_paragraph -= 1

    def text(self, piece: str) -> None:
        if self.in_paragraph and not self.passing:
            self.paragraphs[-1].append(piece)

    def _inside_cell(self, name: str, said: dict[str, str]) -> None:
        if name in {"p", "h"}:
            self.in_paragraph += 1
            self.paragraphs.append([])
        elif self.in_paragraph and name in {"s", "tab", "line-break"}:
            count = self._times(said, "text:c", self.limits.max_cell_characters + 1) if name == "s" else 1
            self.paragraphs[-1].append({"s": " " * count, "tab": "\t"}.get(name, "\n"))

    def _begin_table(self, said: Mapping[str, str]) -> None:
        name = said.get("table:name", "")
        if name in self.names:
            raise self._damaged(f"two sheets are named {name!r}")
        self.names.add(name)
        check_sheets(len(self.names), self.file)
        self.tables.append(Table(name, said.get("table:style-name", "") in self.unseen))
        self.row, self.characters = 0, 0

    def _times(self, said: Mapping[str, str], key: str, most: int) -> int:
        stated = said.get(key)
        if stated is None:
            return 1
        if not (stated.isascii() and stated.isdigit() and len(stated) < 10 and 0 < int(stated) <= most):
            raise self._damaged(f"row {self.row + 1}: {key} is {stated[:40]!r}")
        return int(stated)

    def _close_cell(self) -> None:
        said, self.said = self.said or {}, None
        count = self._times(said, "table:number-columns-repeated", _MOST_COLUMNS)
        if self.column + count > _MOST_COLUMNS:
            raise self._damaged(f"row {self.row + 1} has more than {_MOST_COLUMNS} cells")
        shown = "\n".join("".join(pieces) for pieces in self.paragraphs)
        value = self._value(said, shown)
        fault = self._fault(said, shown)
        if fault is not None:
            self.faults.append((self.column, count, *fault))
            value = ""
        if value is not None:
            self.cells.append((self.column, count, value))
            self._note_shown(said, shown.strip(), count)
        self._note_span(said)
        self.column += count

    def _fault(self, said: Mapping[str, str], shown: str) -> tuple[str, str] | None:
        kind = said.get("office:value-type", "")
        formula = "table:formula" in said
        if said.get("calcext:value-type") == "error" or (formula and _ERROR.fullmatch(shown.strip())):
            return "error", shown.strip() or "#"
        return ("uncalculated", "") if formula and not kind and not shown.strip() else None

    def _value(self, said: Mapping[str, str], shown: str) -> Any:
        """What a cell holds; None for nothing."""
        kind = said.get("office:value-type", "")
        if kind in _NUMBERS:
            stated = said.get("office:value", "")
            if not _NUMBER.fullmatch(stated):
                raise self._damaged(f"cell {self._address()} holds the number {stated[:40]!r}")
            return float(stated)
        if kind == "date":
            return said.get("office:date-value", "").replace("T", " ").removesuffix(" 00:00:00")
        if kind == "time":
            return _time(said.get("office:time-value", ""))
        if kind == "boolean":
            return said.get("office:boolean-value") == "true"
        if kind in {"string", ""}:
            return said.get("office:string-value", shown) if kind else shown or None
        raise self._damaged(f"cell {self._address()} is a {kind[:40]!r}")

    def _note_shown(self, said: Mapping[str, str], text: str, count: int) -> None:
        kind = said.get("office:value-type", "")
        year = kind == "date" and _YEAR.fullmatch(text) and said.get("office:date-value", "")[:4] == text[:4]
        if kind == "percentage" or year:
            self.shown += [(self.column + step, "percent" if kind == "percentage" else "year") for step in range(count)]

    def _note_span(self, said: Mapping[str, str]) -> None:
        across = self._times(said, "table:number-columns-spanned", _MOST_COLUMNS)
        down = self._times(said, "table:number-rows-spanned", _MOST_ROWS)
        if across > 1 or down > 1:
            last, right = self.row + down, self.column + across - 1
            name = f"{self._address()}:{column_letters(right)}{last}"
            self.tables[-1].found.merged.append(Area(self.row + 1, self.column, last, right, name))
            self._check_faults(0)

    def _address(self) -> str:
        return f"{column_letters(self.column)}{self.row + 1}"

    def _close_row(self) -> None:
        if self.row + self.repeated_row > _MOST_ROWS:
            raise self._damaged(f"it has more than {_MOST_ROWS} rows")
        if self.cells:
            self._check_faults(self.repeated_row * sum(count for _, count, _, _ in self.faults))
            found = self.tables[-1].found
            for column, count, kind, text in self.faults:
                at = found.errors if kind == "error" else found.uncalculated
                lines = range(self.row + 1, self.row + 1 + self.repeated_row)
                at.update({(line, column + step): text for line in lines for step in range(count)})
            if self.repeated_row * len(self.shown) + len(found.shown) > self.limits.max_cells:
                raise LimitExceeded(
                    "too-many-cells",
                    path=self.file,
                    sheet=self.tables[-1].name,
                    count=self.repeated_row * len(self.shown) + len(found.shown),
                    limit=self.limits.max_cells,
                )
            for line in range(self.row + 1, self.row + 1 + self.repeated_row):
                found.shown.update({(line, column): how for column, how in self.shown})
            texts = sum(len(value) * count for _, count, value in self.cells if type(value) is str)
            self.characters += self.repeated_row * texts
            check_characters(self.characters, self.file, self.limits)
            self.tables[-1].rows.append((self.row + 1, self.repeated_row, self.cells))
        self.row += self.repeated_row

    def _check_faults(self, more: int) -> None:
        found = self.tables[-1].found
        if sum(map(len, (found.errors, found.uncalculated, found.merged))) + more > MOST_FAULTS:
            raise LimitExceeded("too-many-faults", path=self.file, sheet=self.tables[-1].name, limit=MOST_FAULTS)

    def _close_table(self) -> None:
        table = self.tables[-1]
        if table.rows:
            last, times, _ = table.rows[-1]
            left = min(cells[0][0] for _, _, cells in table.rows)
            right = max(cells[-1][0] + cells[-1][1] - 1 for _, _, cells in table.rows)
            area = Area(table.rows[0][0], left, last + times - 1, right, "")
            check_area(area, self.file, table.name, self.limits)
            table.found.area = area

    def _damaged(self, problem: str) -> SourceError:
        where = f"sheet {self.tables[-1].name!r}: " if self.tables else ""
        return SourceError("bad-workbook", path=self.file, problem=f"{where}{problem}")


def _time(stated: str) -> str:
    """A time of the day or a duration as a clock shows it; another duration as it stands."""
    found = _TIME.fullmatch(stated)
    if found is None:
        return stated
    sign, hours, minutes, seconds, parts = found.groups()
    parts = (parts or "").rstrip("0")
    return f"{sign}{int(hours):02}:{minutes:0>2}:{seconds:0>2}{'.' if parts else ''}{parts}"
