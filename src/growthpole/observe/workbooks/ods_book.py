"""OpenDocument spreadsheets (ODS): the one part with the tables, within limits; nothing else is unpacked."""

from __future__ import annotations

from dataclasses import dataclass

from growthpole.errors import SourceError
from growthpole.observe.spec import Limits
from growthpole.observe.workbooks.books import Rows
from growthpole.observe.workbooks.ods_cells import PART, Table, tables_of
from growthpole.observe.workbooks.parts import opened_archive, parse_xml
from growthpole.observe.workbooks.scan import Area, Scan

__all__ = ["OdsBook", "ods_book"]

_MANIFEST = "meta-inf/manifest.xml"


@dataclass(frozen=True, slots=True)
class OdsBook:
    """An OpenDocument spreadsheet; see :class:`~growthpole.observe.workbooks.books.Book`."""

    file: str
    tables: dict[str, Table]

    @property
    def names(self) -> list[str]:
        """Worksheets in their order."""
        return list(self.tables)

    @property
    def hidden(self) -> frozenset[str]:
        """Worksheets that are not shown."""
        return frozenset(name for name, table in self.tables.items() if table.hidden)

    def is_filled(self, name: str) -> bool:
        """Whether a worksheet holds anything."""
        table = self.tables[name]
        if table.found.errors or table.found.uncalculated:
            return True
        return any(value != "" for _, _, cells in table.rows for _, _, value in cells)

    def scan(self, name: str) -> Scan:
        """What the walk found in a worksheet."""
        return self.tables[name].found

    def rows(self, name: str, area: Area) -> Rows:
        """Line and cells of each row of the area."""
        width = area.right - area.left + 1
        line = area.first
        for first, times, cells in self.tables[name].rows:
            for blank in range(line, first):
                yield blank, [""] * width
            row = [""] * width
            for column, count, value in cells:
                row[column - area.left : column - area.left + count] = [value] * count
            for at in range(first, first + times):
                yield at, row
            line = first + times


def ods_book(data: bytes, file: str, limits: Limits) -> OdsBook:
    """Open an OpenDocument spreadsheet.

    Raises
    ------
    SourceError
        It is damaged, or protected by a password.
    LimitExceeded
        It has too many parts, or unpacks to more than the limits allow.
    """
    with opened_archive(data, file, limits) as archive:
        if "encrypted-package" in archive.entries:
            raise SourceError("protected-workbook", path=file)
        if _MANIFEST in archive.entries:
            _refuse_encrypted(archive.part(_MANIFEST), file)
        content = archive.part(PART)
    return OdsBook(file, {table.name: table for table in tables_of(content, file, limits)})


def _refuse_encrypted(manifest: bytes, file: str) -> None:
    def start(name: str, _: dict[str, str]) -> None:
        if name == "encryption-data":
            raise SourceError("protected-workbook", path=file)

    try:
        parse_xml(manifest, file, _MANIFEST, start=start)
    except SourceError as problem:
        # A damaged list of parts does not matter: the part with the tables is read for itself.
        if problem.code == "protected-workbook":
            raise
