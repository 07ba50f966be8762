"""From a file to its cells: limits first, then bytes, encoding, and columns of text.

What a file is, its bytes say and not its name. Cells are kept by column, equal texts once, so a table
costs little more memory than its vocabulary.
"""

from __future__ import annotations

import csv
import hashlib
import threading
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from growthpole.errors import LimitExceeded, SourceError
from growthpole.observe.delimiters import delimiter_of, text_lines
from growthpole.observe.encodings import decode, encoding_of
from growthpole.observe.grids import Fault, Grid, column_letters
from growthpole.observe.numbers import Style
from growthpole.observe.spec import Limits

__all__ = [
    "Ragged",
    "Sheet",
    "decode",
    "read_bytes",
    "reading_csv",
    "refuse_other_formats",
    "sheet_of_bytes",
]

_OTHER_FORMATS: Final = (
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"\xd0\xcf\x11\xe0", "XLS/DOC"),
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "gzip"),
)
_MARKUP: Final = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta", b"<head")
_CHUNK: Final = 8192
_DISTINCT: Final = 65_536
_SHOWN_ROWS: Final = 200
_FIELD_LIMIT: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Ragged:
    """A row that has more or fewer cells than the header; ``text`` shows its beginning."""

    line: int
    cells: int
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Columns of text with the line each row begins on.

    Attributes
    ----------
    file, sha256 : str
        Name of the file as the user gave it and hash of its bytes.
    size : int
        Number of bytes.
    header : list of str
        Column names.
    columns : list of list of str
        Cells of each column, from the rows that are as long as the header.
    lines : sequence of int
        Line of each of these rows in the file (the header is line 1 of a plain file).
    ragged : list of Ragged
        The other rows.
    grid : Grid
        The worksheet and its columns; without a name where the file has no worksheets.
    blanks : int
        Rows of a worksheet without any value, which are skipped.
    faults : tuple of Fault
        Cells of a worksheet that hold no value.
    """

    file: str
    sha256: str
    size: int
    header: list[str]
    columns: list[list[str]]
    lines: array[int]
    ragged: list[Ragged] = field(default_factory=list)
    grid: Grid = field(default_factory=Grid)
    blanks: int = 0
    faults: tuple[Fault, ...] = ()

    @property
    def read(self) -> int:
        """Rows read: whole, ragged and blank."""
        return self.filled + self.blanks

    @property
    def filled(self) -> int:
        """Rows read that hold a value."""
        return len(self.lines) + len(self.ragged)


def read_bytes(path: Path, limits: Limits, name: str = "") -> bytes:
    """Bytes of a file within the limits.

    Raises
    ------
    SourceError
        The file is missing, is no file, or cannot be read.
    LimitExceeded
        It is larger than ``limits.max_file_bytes``; it is not opened then.
    """
    shown = name or path.name
    try:
        if not path.exists():
            raise SourceError("missing-file", path=shown, near=_near(path))
        if not path.is_file():
            raise SourceError("not-a-file", path=shown)
        size = path.stat().st_size
        if size <= limits.max_file_bytes:
            with path.open("rb") as stream:
                data = stream.read(size + 1)
            if len(data) != size:
                raise SourceError("unreadable-file", path=shown, problem="it changed while it was read")
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise SourceError("unreadable-file", path=shown, problem=reason) from None
    if size > limits.max_file_bytes:
        limit = f"{limits.max_file_bytes / 2**20:.1f}"
        raise LimitExceeded("file-too-large", path=shown, size=f"{size / 2**20:.1f}", limit=limit)
    return data


def _near(path: Path) -> str:
    """Names of the files beside ``path`` that are most like it."""
    if not path.parent.is_dir():
        return "–"
    names = sorted(entry.name for entry in path.parent.iterdir())
    return ", ".join(get_close_matches(path.name, names, n=5, cutoff=0.5) or names[:8]) or "–"


def sheet_of_bytes(
    data: bytes,
    file: str,
    limits: Limits,
    encoding: str = "",
    known_names: Iterable[str] = (),
    sheet: str = "",
    style: Style = "point",
    delimiter: str = "",
) -> Sheet:
    """Cells of a CSV file, a Parquet file or a worksheet held in memory.

    Raises
    ------
    SourceError
        The text is no CSV, has no header, or may be divided in several ways; the workbook is damaged,
        protected, or without the sheet.
    LimitExceeded
        It has more rows or columns, or a longer cell, than the limits allow.
    """
    from growthpole.observe.workbooks.books import book_of_bytes

    book = book_of_bytes(data, file, limits)
    if book is not None:
        from growthpole.observe.worksheet_tables import sheet_of_workbook

        return sheet_of_workbook(book, data, limits, sheet, style)
    if sheet:
        raise SourceError("no-workbook", path=file, sheet=sheet)
    if data[:4] == b"PAR1":
        from growthpole.observe.frames import sheet_of_parquet

        return sheet_of_parquet(data, file, limits, style)
    refuse_other_formats(data, file)
    chosen = encoding_of(data, file, encoding, known_names)
    cells = _Cells(file, limits)
    cells.read(text_lines(data, chosen, file), delimiter_of(data, chosen, file, delimiter))
    if not cells.header:
        raise SourceError("empty-file", path=file)
    digest = hashlib.sha256(data).hexdigest()
    return Sheet(file, digest, len(data), cells.header, cells.columns, cells.lines, cells.ragged, cells.grid)


def refuse_other_formats(data: bytes, file: str) -> None:
    """Raise :class:`SourceError` when the bytes are those of a format that is no text."""
    for mark, kind in _OTHER_FORMATS:
        if data.startswith(mark):
            raise SourceError("not-text", path=file, kind=kind)
    beginning = data[:256].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if beginning.startswith(_MARKUP):
        # Web pages and XML saved with the name of a worksheet are common, and would read as one odd column.
        raise SourceError("not-text", path=file, kind="HTML/XML")


class _Cells:
    """Cells met while a text is read."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.file, self.limits = file, limits
        self.header: list[str] = []
        self.columns: list[list[str]] = []
        self.lines: array[int] = array("q")
        self.ragged: list[Ragged] = []
        self._known: list[dict[str, str]] = []
        self._one_line_each = True

    @property
    def grid(self) -> Grid:
        """Columns by the letters a spreadsheet shows, as long as its rows are the lines of the text."""
        letters = {name: column_letters(place) for place, name in enumerate(self.header)}
        return Grid(columns=letters if self._one_line_each else {})

    def read(self, text: Iterator[str], delimiter: str) -> None:
        """Read all rows; a line that is no CSV, or a limit, ends it with an error."""
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        before, width = 0, 0
        waiting: list[list[str]] = []
        with reading_csv(self.file, self.limits, lambda: before + 1):
            for row in reader:
                line, before = before + 1, reader.line_num
                self._one_line_each &= line == before
                if len(row) == width and width:
                    self.lines.append(line)
                    waiting.append(row)
                    if len(waiting) == _CHUNK:
                        self._keep(waiting)
                elif row and width:
                    self._keep_ragged(line, row)
                elif row:
                    width = self._begin(row)
        self._keep(waiting)

    def _begin(self, row: list[str]) -> int:
        if len(row) > self.limits.max_columns:
            raise LimitExceeded("too-many-columns", path=self.file, count=len(row), limit=self.limits.max_columns)
        self.header = [cell.strip() for cell in row]
        self.columns = [[] for _ in row]
        self._known = [{} for _ in row]
        return len(row)

    def _keep_ragged(self, line: int, row: list[str]) -> None:
        text = ",".join(row[:64])[:200] if len(self.ragged) < _SHOWN_ROWS else ""
        self.ragged.append(Ragged(line, len(row), text))
        self._check_rows()

    def _keep(self, rows: list[list[str]]) -> None:
        self._check_rows()
        for column, known, cells in zip(self.columns, self._known, zip(*rows, strict=True), strict=False):
            column.extend(map(known.setdefault, cells, cells) if len(known) < _DISTINCT else cells)
        rows.clear()

    def _check_rows(self) -> None:
        if len(self.lines) + len(self.ragged) > self.limits.max_rows:
            raise LimitExceeded("too-many-rows", path=self.file, limit=self.limits.max_rows)


@contextmanager
def reading_csv(file: str, limits: Limits, line: Callable[[], int]) -> Iterator[None]:
    """What :mod:`csv` complains about while ``file`` is read, as errors that name its ``line``.

    Raises
    ------
    SourceError
        The text is no CSV.
    LimitExceeded
        A cell is longer than the limits allow.
    """
    try:
        with _field_limit(limits.max_cell_characters):
            yield
    except csv.Error as problem:
        if "field larger" in str(problem):
            limit = limits.max_cell_characters
            raise LimitExceeded("cell-too-long", path=file, line=line(), limit=limit) from None
        raise SourceError("not-csv", path=file, line=line(), problem=problem) from None


@contextmanager
def _field_limit(characters: int) -> Iterator[None]:
    """The longest cell :mod:`csv` takes, which it keeps for the whole process: put back afterwards."""
    with _FIELD_LIMIT:
        before = csv.field_size_limit(characters)
        try:
            yield
        finally:
            csv.field_size_limit(before)
