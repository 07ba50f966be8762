"""All cells of a file as they stand, for tables whose header is not their first row.

A text file and a worksheet give the same grid: rows of text, each with its line, and the address of every
cell. Nothing is dropped but rows without any value, which are counted.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from growthpole.errors import LimitExceeded, SourceError
from growthpole.observe.delimiters import delimiter_of, text_lines
from growthpole.observe.encodings import encoding_of
from growthpole.observe.files import reading_csv, refuse_other_formats
from growthpole.observe.grids import column_letters
from growthpole.observe.spec import Limits
from growthpole.observe.workbooks.number_formats import Shown, shown_text
from growthpole.observe.workbooks.scan import Area

if TYPE_CHECKING:
    from growthpole.observe.workbooks.books import Book

__all__ = ["RawGrid", "raw_grid_of_bytes", "raw_grids_of_bytes"]

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class RawGrid:
    """Rows of text with their places.

    Attributes
    ----------
    file, sha256, sheet : str
        Name of the file, hash of its bytes, and the worksheet; a text file has none.
    lines : list of int
        Line of each row.
    rows : list of list of str
        Cells without spaces around them, all rows equally long.
    left : int
        Column of the first cell, from 0.
    blanks : int
        Rows without any value, which are left out.
    faults : mapping of (line, column) to (str, str)
        Cells that show an error or hold a formula never calculated: the finding, and what is shown.
    merged : tuple of Area
        Merged ranges.
    numeric : frozenset of (line, column)
        Cells that are numbers in the file and not text: they have no style of writing.
    hidden : bool
        Whether a spreadsheet program does not show the worksheet.
    widths : tuple of int
        Cells that each row of a text file has; empty for a worksheet, whose rows have no length.
    """

    file: str
    sha256: str
    sheet: str
    lines: list[int]
    rows: list[list[str]]
    left: int = 0
    blanks: int = 0
    faults: Mapping[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    merged: tuple[Area, ...] = ()
    numeric: frozenset[tuple[int, int]] = frozenset()
    hidden: bool = False
    widths: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        """Cells of a row."""
        return len(self.rows[0]) if self.rows else 0

    def letters(self, place: int) -> str:
        """Letters of a column, by its place in the rows."""
        return column_letters(self.left + place)

    def cell(self, row: int, place: int) -> str:
        """Address of a cell, by its place in the rows."""
        return f"{self.letters(place)}{self.lines[row]}"

    def fault(self, row: int, place: int) -> tuple[str, str] | None:
        """Why a cell holds no value."""
        return self.faults.get((self.lines[row], self.left + place))


def raw_grids_of_bytes(
    data: bytes,
    file: str,
    limits: Limits,
    encoding: str = "",
    known_names: Iterable[str] = (),
    sheet: str = "",
    delimiter: str = "",
) -> list[RawGrid]:
    """Cells of a text file, or of each worksheet that holds anything, in the order of the workbook.

    Raises
    ------
    SourceError, LimitExceeded
        As :func:`raw_grid_of_bytes`; all worksheets together keep to the limits.
    """
    from growthpole.observe.workbooks.books import book_of_bytes, chosen_sheet, filled_sheets

    book = book_of_bytes(data, file, limits)
    if book is None:
        return [_of_text(data, file, limits, encoding, known_names, sheet, delimiter)]
    names = [chosen_sheet(book, sheet)] if sheet else filled_sheets(book)
    digest = hashlib.sha256(data).hexdigest()
    grids: list[RawGrid] = []
    cells = 0
    for name in names:
        grids.append(_of_workbook(book, digest, limits, name))
        cells += grids[-1].width * len(grids[-1].rows)
        if cells > limits.max_cells:
            raise LimitExceeded("too-many-cells", path=file, sheet=name, count=cells, limit=limits.max_cells)
    return grids


def raw_grid_of_bytes(
    data: bytes,
    file: str,
    limits: Limits,
    encoding: str = "",
    known_names: Iterable[str] = (),
    sheet: str = "",
    delimiter: str = "",
) -> RawGrid:
    """Cells of a CSV file or of a worksheet held in memory.

    Raises
    ------
    SourceError
        The file is no CSV and no workbook, is damaged or protected, or lacks the sheet; the encoding is uncertain.
    LimitExceeded
        It has more rows or columns, or a longer cell, than the limits allow.
    """
    from growthpole.observe.workbooks.books import book_of_bytes, chosen_sheet

    book = book_of_bytes(data, file, limits)
    if book is not None:
        return _of_workbook(book, hashlib.sha256(data).hexdigest(), limits, chosen_sheet(book, sheet))
    return _of_text(data, file, limits, encoding, known_names, sheet, delimiter)


def _of_text(
    data: bytes, file: str, limits: Limits, encoding: str, known_names: Iterable[str], sheet: str, delimiter: str
) -> RawGrid:
    if sheet:
        raise SourceError("no-workbook", path=file, sheet=sheet)
    refuse_other_formats(data, file)
    chosen = encoding_of(data, file, encoding, known_names)
    rows: list[list[str]] = []
    lines: list[int] = []
    before = read = 0
    divided = delimiter_of(data, chosen, file, delimiter)
    reader = csv.reader(text_lines(data, chosen, file), delimiter=divided, strict=True)
    width = 0
    with reading_csv(file, limits, lambda: before + 1):
        for row in reader:
            line, before, read = before + 1, reader.line_num, read + 1
            if read > limits.max_rows:
                raise LimitExceeded("too-many-rows", path=file, limit=limits.max_rows)
            if len(row) > limits.max_columns:
                raise LimitExceeded("too-many-columns", path=file, count=len(row), limit=limits.max_columns)
            cells = [cell.strip() for cell in row]
            if any(cells):
                rows.append(cells)
                lines.append(line)
                width = max(width, len(cells))
                _check_cells(width * len(rows), file, limits)
    if not rows:
        raise SourceError("empty-file", path=file)
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    digest = hashlib.sha256(data).hexdigest()
    return RawGrid(file, digest, "", lines, padded, blanks=read - len(rows), widths=tuple(map(len, rows)))


def _as_shown(
    texts: list[str], row: list[Any], shown: Mapping[tuple[int, int], Shown], line: int, left: int
) -> list[str]:
    """Texts of a row with numbers in percent and days as years where its cells show them so."""
    made = list(texts)
    for place, cell in enumerate(row):
        how = shown.get((line, left + place), "")
        number = type(cell) in {int, float} and isfinite(cell)
        if number if how == "percent" else how == "year" and _DAY.match(texts[place]):
            made[place] = shown_text(texts[place], how)
    return made


def _check_cells(count: int, file: str, limits: Limits) -> None:
    """Rows are made equally long, so one long row among many short ones costs as much as a full table."""
    if count > limits.max_cells:
        raise LimitExceeded("too-many-cells", path=file, sheet="", count=count, limit=limits.max_cells)


def _of_workbook(book: Book, digest: str, limits: Limits, name: str) -> RawGrid:
    from growthpole.observe.workbooks.books import opened
    from growthpole.observe.worksheet_tables import texts_of

    file = book.file
    found, area, cells = opened(book, name, limits)
    faults = {place: ("error-cell", text) for place, text in found.errors.items()}
    faults |= {place: ("uncalculated-formula", text) for place, text in found.uncalculated.items()}
    faulty = {line for line, _ in faults}
    rows: list[list[str]] = []
    lines: list[int] = []
    numeric: set[tuple[int, int]] = set()
    blanks = 0
    for line, row in cells:
        numeric.update((line, area.left + place) for place, cell in enumerate(row) if type(cell) in {int, float})
        texts = [text.strip() for text in texts_of(row, "point", file, line, limits)]
        if found.shown:
            texts = _as_shown(texts, row, found.shown, line, area.left)
        if any(texts) or line in faulty:
            rows.append(texts)
            lines.append(line)
        else:
            blanks += 1
    if not rows:
        raise SourceError("empty-file", path=file)
    return RawGrid(
        file,
        digest,
        name,
        lines,
        rows,
        area.left,
        blanks,
        faults,
        tuple(found.merged),
        frozenset(numeric),
        name in book.hidden,
    )
