"""XLS workbooks: the records of the file within limits, and the cells they hold, in whatever order they stand."""

from __future__ import annotations

from dataclasses import dataclass, field

from growthpole.errors import SourceError
from growthpole.observe.grids import column_letters
from growthpole.observe.spec import Limits
from growthpole.observe.workbooks.biff import Globals, damaged, globals_of
from growthpole.observe.workbooks.books import Rows
from growthpole.observe.workbooks.compound import open_compound
from growthpole.observe.workbooks.scan import Area, Scan
from growthpole.observe.workbooks.xls_cells import COLUMNS, Cells, XlsWalk

__all__ = ["XlsBook", "xls_book"]


@dataclass(slots=True)
class XlsBook:
    """An XLS workbook; see :class:`~growthpole.observe.workbooks.books.Book`."""

    file: str
    stream: bytes
    shared: Globals
    limits: Limits
    _walked: dict[str, Cells] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """Worksheets in their order."""
        return [sheet.name for sheet in self.shared.sheets]

    @property
    def hidden(self) -> frozenset[str]:
        """Worksheets that are not shown."""
        return frozenset(sheet.name for sheet in self.shared.sheets if sheet.hidden)

    def is_filled(self, name: str) -> bool:
        """Whether a worksheet holds anything."""
        cells = self._cells(name)
        return any(value != "" for value in cells.values) or bool(cells.found.errors or cells.found.uncalculated)

    def scan(self, name: str) -> Scan:
        """Walk over a worksheet."""
        return self._cells(name).found

    def rows(self, name: str, area: Area) -> Rows:
        """Line and cells of each row of the area."""
        cells = self._walked.pop(name, None) or self._cells(name)
        places, values = cells.places, cells.values
        width = area.right - area.left + 1
        order = sorted(range(len(places)), key=places.__getitem__)
        line, row = area.first, [""] * width
        before = -1
        for at in order:
            place = places[at]
            if place == before:
                address = f"{column_letters(place % COLUMNS)}{place // COLUMNS + 1}"
                raise damaged(self.file, f"sheet {name!r}: the cell {address} stands there twice")
            before = place
            while line < place // COLUMNS + 1:
                yield line, row
                line, row = line + 1, [""] * width
            row[place % COLUMNS - area.left] = values[at]
        yield line, row

    def _cells(self, name: str) -> Cells:
        if name not in self._walked:
            at = next(sheet.at for sheet in self.shared.sheets if sheet.name == name)
            self._walked[name] = XlsWalk(self.stream, self.shared, self.file, name, self.limits).over(at)
        return self._walked[name]


def xls_book(data: bytes, file: str, limits: Limits) -> XlsBook:
    """Open an XLS workbook.

    Raises
    ------
    SourceError
        It is damaged, protected by a password, older than 1993, or no workbook but another document.
    """
    box = open_compound(data, file)
    if "encryptedpackage" in box.streams:
        raise SourceError("protected-workbook", path=file)
    name = next((name for name in ("workbook", "book") if name in box.streams), "")
    if not name:
        raise SourceError("not-text", path=file, kind="XLS/DOC")
    stream = box.stream(name)
    return XlsBook(file, stream, globals_of(stream, file), limits)
