"""From a file to its cells: limits first, then bytes, encoding, and rows of text.

Encodings are tried in the order byte order mark, declared encoding, strict UTF-8, and GB18030 only when
names of the study's classifications appear in the decoded text: short GBK is easily taken for
Korean, and GBK bytes often decode as Big5 without complaint. Anything else asks.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Final

from growthpole.errors import LimitExceeded, SourceError
from growthpole.observe.spec import Limits

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Sheet", "decode", "read_bytes", "sheet_of_bytes", "sheet_of_frame"]

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of text with the line each stands on.

    Attributes
    ----------
    file, sha256 : str
        Name of the file as the user gave it and hash of its bytes.
    size : int
        Number of bytes.
    header : list of str
        Column names.
    rows : list of list of str
        Cells, as long as each row is in the source.
    lines : list of int
        Line of each row in the file (the header is line 1 of a plain file).
    """

    file: str
    sha256: str
    size: int
    header: list[str]
    rows: list[list[str]]
    lines: list[int]


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
            beside = sorted(entry.name for entry in path.parent.iterdir()) if path.parent.is_dir() else []
            near = get_close_matches(path.name, beside, n=3, cutoff=0.5) or beside[:8]
            raise SourceError("missing-file", path=shown, near=", ".join(near) or "–")
        if not path.is_file():
            raise SourceError("not-a-file", path=shown)
        size = path.stat().st_size
        if size > limits.max_file_bytes:
            raise LimitExceeded(
                "file-too-large",
                path=shown,
                size=f"{size / 2**20:.1f}",
                limit=f"{limits.max_file_bytes / 2**20:.1f}",
            )
        return path.read_bytes()
    except OSError as problem:
        raise SourceError("unreadable-file", path=shown, problem=problem.strerror or problem) from None


def decode(data: bytes, file: str, declared: str = "", known_names: Iterable[str] = ()) -> str:
    """Text of ``data``, never with replacement characters.

    Raises
    ------
    SourceError
        The bytes are not valid in the declared encoding, or no encoding is certain.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding, file)
    if declared:
        return _strict(data, declared, file)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        offset = problem.start
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if any(name in text for name in known_names if len(name) > 1 and not name.isascii()):
        return text
    line = data.count(b"\n", 0, offset) + 1
    raise SourceError("unknown-encoding", path=file, line=line, byte=f"0x{data[offset]:02x}")


def _strict(data: bytes, encoding: str, file: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as problem:
        raise SourceError("wrong-encoding", path=file, encoding=encoding, problem=problem) from None


def sheet_of_bytes(
    data: bytes, file: str, limits: Limits, encoding: str = "", known_names: Iterable[str] = ()
) -> Sheet:
    """Rows of a CSV or Parquet file held in memory.

    Raises
    ------
    SourceError
        The text is no CSV, or has no header.
    LimitExceeded
        It has more rows, or a longer cell, than the limits allow.
    """
    digest = hashlib.sha256(data).hexdigest()
    if data[:4] == b"PAR1":
        return sheet_of_frame(_parquet(data, file), file, digest, len(data), limits)
    text = decode(data, file, encoding, known_names)
    csv.field_size_limit(limits.max_cell_characters)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    header: list[str] = []
    before = 0
    try:
        for row in reader:
            line, before = before + 1, reader.line_num
            if not row:
                continue
            if not header:
                header = [cell.strip() for cell in row]
                continue
            if len(rows) == limits.max_rows:
                raise LimitExceeded("too-many-rows", path=file, limit=limits.max_rows)
            rows.append(row)
            lines.append(line)
    except csv.Error as problem:
        if "field larger" in str(problem):
            limit = limits.max_cell_characters
            raise LimitExceeded("cell-too-long", path=file, line=before + 1, limit=limit) from None
        raise SourceError("not-csv", path=file, line=before + 1, problem=problem) from None
    if not header:
        raise SourceError("empty-file", path=file)
    return Sheet(file, digest, len(data), header, rows, lines)


def sheet_of_frame(frame: pd.DataFrame, file: str, digest: str, size: int, limits: Limits) -> Sheet:
    """Rows of a DataFrame; numbers are printed with all the digits they hold."""
    if len(frame) > limits.max_rows:
        raise LimitExceeded("too-many-rows", path=file, limit=limits.max_rows)
    columns = [[_printed(cell) for cell in frame[name].tolist()] for name in frame.columns]
    rows = [list(row) for row in zip(*columns, strict=True)]
    return Sheet(file, digest, size, [str(name) for name in frame.columns], rows, list(range(2, len(rows) + 2)))


def _printed(cell: object) -> str:
    if cell is None or cell != cell:  # noqa: PLR0124 - NaN is the one value unequal to itself
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    return str(cell)


def _parquet(data: bytes, file: str) -> pd.DataFrame:
    import tempfile

    from growthpole.errors import StoreError
    from growthpole.store import read_parquet

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "source.parquet"
        path.write_bytes(data)
        try:
            return read_parquet(path)
        except StoreError as problem:
            raise SourceError("not-parquet", path=file, problem=problem.params.get("problem", "")) from None
