"""XLSX and XLSM workbooks: parts within limits, then cells through a spreadsheet reader. Macros are not looked at."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from growthpole.errors import SourceError
from growthpole.observe.spec import Limits
from growthpole.observe.workbooks.books import Rows
from growthpole.observe.workbooks.number_formats import Shown, styles_of
from growthpole.observe.workbooks.parts import Parts, unpack
from growthpole.observe.workbooks.scan import Area, Scan, has_values, scan, text_lengths

__all__ = ["XlsxBook", "xlsx_book"]


@dataclass(slots=True)
class XlsxBook:
    """An XLSX workbook; see :class:`~growthpole.observe.workbooks.books.Book`."""

    parts: Parts
    limits: Limits
    lengths: list[int]
    styles: list[Shown]
    _reader: list[Any] = field(default_factory=list)

    @property
    def file(self) -> str:
        """Name of the file."""
        return self.parts.file

    @property
    def names(self) -> list[str]:
        """Worksheets in their order."""
        return list(self.parts.sheets)

    @property
    def hidden(self) -> frozenset[str]:
        """Worksheets that are not shown."""
        return self.parts.hidden

    def is_filled(self, name: str) -> bool:
        """Whether a worksheet holds anything."""
        return has_values(self.parts.sheets[name], self.file, name)

    def scan(self, name: str) -> Scan:
        """Walk over a worksheet."""
        return scan(self.parts.sheets[name], self.file, name, self.limits, self.lengths, self.styles)

    def rows(self, name: str, area: Area) -> Rows:
        """Line and cells of each row of the area."""
        rows, above, left = self._cells(name, area)
        blank = [""] * (area.right - area.left + 1)
        for place in range(area.last - area.first + 1):
            cells = rows[place - above] if 0 <= place - above < len(rows) else []
            yield area.first + place, [*blank[:left], *cells, *blank[left + len(cells) :]]

    def _cells(self, name: str, area: Area) -> tuple[list[list[Any]], int, int]:
        """Cells as the reader lays them out, and where they begin within the area."""
        import python_calamine

        try:
            if not self._reader:
                packed = io.BytesIO(self.parts.packed())
                self._reader.append(python_calamine.CalamineWorkbook.from_filelike(packed))
            sheet = self._reader[0].get_sheet_by_name(name)
            start, end = sheet.start or (0, 0), sheet.end or (0, 0)
            rows = sheet.to_python(skip_empty_area=True)
        except python_calamine.CalamineError as problem:
            raise SourceError("bad-workbook", path=self.file, problem=problem) from None
        except BaseException as problem:
            # A panic of the reader is no Exception; the file is at fault, not the program.
            if type(problem).__name__ != "PanicException":
                raise
            raise SourceError("bad-workbook", path=self.file, problem=problem) from None
        above, left = start[0] + 1 - area.first, start[1] - area.left
        if min(above, left, area.last - 1 - end[0], area.right - end[1]) < 0:
            raise SourceError("bad-workbook", path=self.file, problem=f"sheet {name!r}: its cells cannot be placed")
        return rows, above, left


def xlsx_book(data: bytes, file: str, limits: Limits) -> XlsxBook:
    """Open an XLSX workbook.

    Raises
    ------
    SourceError
        A part is damaged, protected or missing, or stands there twice.
    LimitExceeded
        There are too many parts, or they unpack to more than the limits allow.
    """
    parts = unpack(data, file, limits)
    lengths = text_lengths(parts.shared.get("xl/sharedStrings.xml", b""), file)
    return XlsxBook(parts, limits, lengths, styles_of(parts.shared.get("xl/styles.xml", b""), file))
