"""Cells of an XLS worksheet: numbers and texts as stored, days as days, errors and formulas without a result.

A formula that was saved without having been calculated is told by its mark with a result of zero, or,
where all formulas of a sheet show an empty text, by that.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from growthpole.errors import LimitExceeded
from growthpole.observe.grids import column_letters
from growthpole.observe.spec import Limits
from growthpole.observe.workbooks.biff import Globals, cut_short, damaged, records
from growthpole.observe.workbooks.biff_texts import CutShort, TextReader
from growthpole.observe.workbooks.scan import MOST_FAULTS, Area, Scan, check_area, check_characters

__all__ = ["COLUMNS", "Cells", "XlsWalk"]

COLUMNS: Final = 256
_ERRORS: Final = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_LAST_DAY: Final = 2_958_466
_LEAP: Final = 60


@dataclass(slots=True)
class Cells:
    """Cells of a worksheet in the order of the file; a place is its row times 256 plus its column, from 0."""

    found: Scan = field(default_factory=Scan)
    places: array[int] = field(default_factory=lambda: array("I"))
    values: list[Any] = field(default_factory=list)


class XlsWalk:
    """A walk over the records of a worksheet."""

    def __init__(self, stream: bytes, shared: Globals, file: str, sheet: str, limits: Limits) -> None:
        self.stream, self.shared, self.file, self.sheet, self.limits = stream, shared, file, sheet, limits
        self.cells = Cells()
        self.blank_results: list[int] = []
        self.results = 0
        self.characters = 0
        self.waiting = -1
        self.readers: Mapping[int, Callable[[list[bytes]], None]] = {
            0x00FD: self._shared_text,
            0x0204: self._text,
            0x00D6: self._text,
            0x0203: self._number,
            0x027E: self._short_number,
            0x00BD: self._short_numbers,
            0x0205: self._truth_or_error,
            0x0006: self._formula,
            0x0206: self._formula,
            0x0406: self._formula,
            0x0207: self._result,
            0x00E5: self._merged,
        }

    def over(self, at: int) -> Cells:
        """Read the cells of the worksheet that begins at ``at``."""
        try:
            for kind, pieces in records(self.stream, at, self.file):
                reader = self.readers.get(kind)
                if reader is not None:
                    reader(pieces)
        except (struct.error, IndexError, CutShort):
            raise cut_short(self.file) from None
        except UnicodeError as problem:
            raise damaged(self.file, f"sheet {self.sheet!r}: {problem}") from None
        return self._closed()

    def _closed(self) -> Cells:
        found, places = self.cells.found, self.cells.places
        if not self.results:
            # No formula shows anything: the program that wrote the file calculated none.
            found.uncalculated |= {_line_and_column(place): "" for place in self.blank_results}
        self._check_faults()
        if places:
            rows = (min(places) // COLUMNS, max(places) // COLUMNS)
            columns = [place % COLUMNS for place in places]
            area = Area(rows[0] + 1, min(columns), rows[1] + 1, max(columns), "")
            check_area(area, self.file, self.sheet, self.limits)
            found.area = area
        return self.cells

    def _keep(self, row: int, column: int, value: Any) -> None:
        if column >= COLUMNS:
            raise damaged(self.file, f"sheet {self.sheet!r}: a cell stands in column {column + 1}")
        self.cells.places.append(row * COLUMNS + column)
        self.cells.values.append(value)
        if len(self.cells.values) > self.limits.max_cells:
            raise LimitExceeded(
                "too-many-cells",
                path=self.file,
                sheet=self.sheet,
                count=len(self.cells.values),
                limit=self.limits.max_cells,
            )
        if type(value) is str:
            self.characters += len(value)
            check_characters(self.characters, self.file, self.limits)

    def _shared_text(self, pieces: list[bytes]) -> None:
        row, column, _, number = struct.unpack_from("<3HI", pieces[0])
        texts = self.shared.texts
        if number >= len(texts):
            raise damaged(self.file, f"sheet {self.sheet!r}: a cell names the text {number}, which is not there")
        self._keep(row, column, texts[number])

    def _text(self, pieces: list[bytes]) -> None:
        row, column = struct.unpack_from("<2H", pieces[0])
        self._keep(row, column, self._long_text(pieces, 6))

    def _long_text(self, pieces: list[bytes], at: int) -> str:
        (length,) = struct.unpack_from("<H", pieces[0], at)
        reader = TextReader(pieces, at + 2)
        codec = self.shared.codec
        return reader.take(length).decode(codec) if codec else reader.text(length)

    def _number(self, pieces: list[bytes]) -> None:
        row, column, style, number = struct.unpack_from("<3Hd", pieces[0])
        self._keep_number(row, column, number, style)

    def _short_number(self, pieces: list[bytes]) -> None:
        row, column, style, number = struct.unpack_from("<3HI", pieces[0])
        self._keep_number(row, column, _unpacked(number), style)

    def _short_numbers(self, pieces: list[bytes]) -> None:
        data = pieces[0]
        row, column = struct.unpack_from("<2H", data)
        for place, at in enumerate(range(4, len(data) - 2, 6)):
            style, number = struct.unpack_from("<HI", data, at)
            self._keep_number(row, column + place, _unpacked(number), style)

    def _truth_or_error(self, pieces: list[bytes]) -> None:
        row, column, _, value, is_error = struct.unpack_from("<3H2B", pieces[0])
        self._plain(row, column, value, is_error=bool(is_error))

    def _plain(self, row: int, column: int, value: int, *, is_error: bool) -> None:
        if is_error:
            self.cells.found.errors[row + 1, column] = _ERRORS.get(value, f"#{value}")
            self._check_faults()
        self._keep(row, column, "" if is_error else bool(value))

    def _formula(self, pieces: list[bytes]) -> None:
        row, column, style, number, marks = struct.unpack_from("<3HdH", pieces[0])
        self.waiting = -1
        result = pieces[0][6:14]
        if result[6:] != b"\xff\xff":
            if number == 0 and marks & 2:
                self.cells.found.uncalculated[row + 1, column] = ""
                self._check_faults()
                self._keep(row, column, "")
                return
            self._keep_number(row, column, number, style)
        elif result[0] in {1, 2}:
            self._plain(row, column, result[2], is_error=result[0] == 2)
        else:
            self._keep(row, column, "")
            self.waiting = len(self.cells.values) - 1
            if result[0] != 0:
                self.blank_results.append(self.cells.places[-1])
            return
        self.results += 1

    def _result(self, pieces: list[bytes]) -> None:
        """Text of the formula before it."""
        if self.waiting >= 0:
            text = self._long_text(pieces, 0)
            self.cells.values[self.waiting] = text
            self.characters += len(text)
            check_characters(self.characters, self.file, self.limits)
            self.waiting = -1
            self.results += 1

    def _merged(self, pieces: list[bytes]) -> None:
        (count,) = struct.unpack_from("<H", pieces[0])
        for at in range(2, 2 + 8 * count, 8):
            first, last, left, right = struct.unpack_from("<4H", pieces[0], at)
            if last < first or not left <= right < COLUMNS:
                raise damaged(self.file, f"sheet {self.sheet!r}: a merged range ends before it begins")
            name = f"{column_letters(left)}{first + 1}:{column_letters(right)}{last + 1}"
            self.cells.found.merged.append(Area(first + 1, left, last + 1, right, name))
            self._check_faults()

    def _keep_number(self, row: int, column: int, number: float, style: int) -> None:
        days, shown = self.shared.days, self.shared.shown
        day = style < len(days) and days[style] and 0 <= number < _LAST_DAY
        self._keep(row, column, _moment(number, from_1904=self.shared.from_1904) if day else number)
        if style < len(shown) and shown[style]:
            self.cells.found.shown[row + 1, column] = shown[style]

    def _check_faults(self) -> None:
        found = self.cells.found
        if sum(map(len, (found.errors, found.uncalculated, found.merged))) > MOST_FAULTS:
            raise LimitExceeded("too-many-faults", path=self.file, sheet=self.sheet, limit=MOST_FAULTS)


def _line_and_column(place: int) -> tuple[int, int]:
    return place // COLUMNS + 1, place % COLUMNS


def _unpacked(number: int) -> float:
    """A number stored in 30 bits: whole, or the upper half of a double; perhaps a hundredfold."""
    if number & 2:
        value = float((number >> 2) - ((number & 0x80000000) >> 1))
    else:
        (value,) = struct.unpack("<d", struct.pack("<Q", (number & 0xFFFFFFFC) << 32))
    return value / 100 if number & 1 else value


def _moment(days: float, *, from_1904: bool) -> Any:
    """The day, the time of the day, or both; the calendar of 1900 has a 29 February that never was."""
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook has no zone
    if not from_1904 and days < _LEAP:
        start += timedelta(days=1)
    moment = start + timedelta(milliseconds=round(days * 86_400_000))
    if days < 1:
        return moment.time()
    return moment if days % 1 else moment.date()
