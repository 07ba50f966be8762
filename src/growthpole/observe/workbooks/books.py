"""The one door to a workbook, whatever its format: its sheets, and the cells of one of them.

A book lists its worksheets, hidden ones too, and opens one: what a walk over it found, then its rows
from the left edge of the area with values. Which format it is, the bytes say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from growthpole.errors import LimitExceeded, SourceError, listed
from growthpole.observe.spec import Limits
from growthpole.observe.workbooks.scan import Area, Scan, check_sheets

__all__ = ["Book", "Rows", "book_of_bytes", "chosen_sheet", "filled_sheets", "opened"]

Rows = Iterator[tuple[int, list[Any]]]


class Book(Protocol):
    """A workbook held in memory, within the limits."""

    @property
    def file(self) -> str:
        """Name of the file, for messages."""

    @property
    def names(self) -> list[str]:
        """Worksheets in the order of the workbook."""

    @property
    def hidden(self) -> frozenset[str]:
        """Worksheets that a spreadsheet program does not show."""

    def is_filled(self, name: str) -> bool:
        """Whether a worksheet has a cell with a value, an error or a formula."""

    def scan(self, name: str) -> Scan:
        """How far the values of a worksheet reach, and which cells hold none."""

    def rows(self, name: str, area: Area) -> Rows:
        """Line and cells of each row of the area."""


def book_of_bytes(data: bytes, file: str, limits: Limits) -> Book | None:
    """The workbook in ``data``; None when it is none that is read here.

    Raises
    ------
    SourceError
        It is damaged or protected.
    LimitExceeded
        It has too many parts or sheets, or unpacks to too much.
    """
    book = _book(data, file, limits)
    if book is not None:
        check_sheets(len(book.names), file)
    return book


def _book(data: bytes, file: str, limits: Limits) -> Book | None:
    if data.startswith(b"PK"):
        from growthpole.observe.workbooks.parts import kind_of_archive

        kind = kind_of_archive(data)
        if kind == "xlsx":
            from growthpole.observe.workbooks.xlsx_book import xlsx_book

            return xlsx_book(data, file, limits)
        if kind == "ods":
            from growthpole.observe.workbooks.ods_book import ods_book

            return ods_book(data, file, limits)
        if kind == "xlsb":
            raise SourceError("not-text", path=file, kind="XLSB")
        return None
    from growthpole.observe.workbooks.compound import COMPOUND

    if data.startswith(COMPOUND):
        from growthpole.observe.workbooks.xls_book import xls_book

        return xls_book(data, file, limits)
    return None


def filled_sheets(book: Book) -> list[str]:
    """Names of the worksheets that hold anything.

    Raises
    ------
    SourceError
        None does.
    """
    filled = [name for name in book.names if book.is_filled(name)]
    if not filled:
        raise SourceError("empty-file", path=book.file)
    return filled


def chosen_sheet(book: Book, wanted: str) -> str:
    """The worksheet named ``wanted``; without a name the only one that holds anything.

    Raises
    ------
    SourceError
        There is no such worksheet, or several hold something and none is named.
    """
    if wanted:
        if wanted not in book.names:
            raise SourceError("no-such-sheet", path=book.file, sheet=wanted, known=listed(map(repr, book.names)))
        return wanted
    filled = filled_sheets(book)
    if len(filled) > 1:
        raise SourceError("several-sheets", path=book.file, known=listed(map(repr, filled)))
    return filled[0]


def opened(book: Book, name: str, limits: Limits) -> tuple[Scan, Area, Rows]:
    """What a walk over a worksheet found, the area of its values, and the rows of the area.

    Raises
    ------
    SourceError
        It is damaged, or holds no value.
    LimitExceeded
        It has too many rows, columns or cells.
    """
    found = book.scan(name)
    area = found.area
    if area is None:
        raise SourceError("empty-file", path=book.file)
    rows, columns = area.last - area.first, area.right - area.left + 1
    if rows > limits.max_rows:
        raise LimitExceeded("too-many-rows", path=book.file, limit=limits.max_rows)
    if columns > limits.max_columns:
        raise LimitExceeded("too-many-columns", path=book.file, count=columns, limit=limits.max_columns)
    return found, area, book.rows(name, area)
