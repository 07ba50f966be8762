"""Cells of a DataFrame or a Parquet file: numbers are printed with all the digits they hold."""

from __future__ import annotations

import hashlib
import tempfile
from array import array
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pandas as pd

from growthpole.errors import LimitExceeded, SourceError
from growthpole.observe.files import Sheet
from growthpole.observe.numbers import Style
from growthpole.observe.spec import Limits

__all__ = ["printed", "sheet_of_frame", "sheet_of_parquet"]

_SETTINGS: Final = {
    "threads": 1,
    "preserve_insertion_order": True,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
}
_SCAN: Final = "read_parquet(?, hive_partitioning = false)"


def sheet_of_frame(
    frame: pd.DataFrame, file: str, limits: Limits, digest: str = "", size: int = 0, style: Style = "point"
) -> Sheet:
    """Columns of a DataFrame as text; its rows are counted from line 2, like those of a file.

    Numbers are printed in the ``style`` that the texts of the source are read in.

    Raises
    ------
    LimitExceeded
        It has more rows or columns, or a longer cell, than the limits allow.
    SourceError
        It has no columns.
    """
    _check_shape(len(frame), len(frame.columns), file, limits)
    if not len(frame.columns):
        raise SourceError("empty-file", path=file)
    columns = [[printed(cell, style) for cell in frame.iloc[:, place].tolist()] for place in range(len(frame.columns))]
    for cells in columns:
        longest = max(map(len, cells), default=0)
        if longest > limits.max_cell_characters:
            line = next(line for line, cell in enumerate(cells, start=2) if len(cell) == longest)
            raise LimitExceeded("cell-too-long", path=file, line=line, limit=limits.max_cell_characters)
    header = [str(name).strip() for name in frame.columns]
    return Sheet(file, digest, size, header, columns, array("q", range(2, len(frame) + 2)))


def sheet_of_parquet(data: bytes, file: str, limits: Limits, style: Style = "point") -> Sheet:
    """Columns of a Parquet file held in memory; its rows are counted before any is read.

    Raises
    ------
    SourceError
        The bytes are damaged.
    LimitExceeded
        As for :func:`sheet_of_frame`.
    """
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "source.parquet"
        path.write_bytes(data)
        con = duckdb.connect(":memory:", config=_SETTINGS)
        try:
            con.execute("SET enable_progress_bar = false")
            con.execute("SET allowed_paths = ['{}']".format(str(path).replace("'", "''")))
            con.execute("SET enable_external_access = false")
            con.execute("SET lock_configuration = true")
            frame = _texts(con, str(path), file, limits)
        except duckdb.Error as problem:
            reason = str(problem).splitlines()[0].replace(str(path), file)
            raise SourceError("not-parquet", path=file, problem=reason) from None
        finally:
            con.close()
    return sheet_of_frame(frame, file, limits, hashlib.sha256(data).hexdigest(), len(data), style)


def _texts(con: Any, path: str, file: str, limits: Limits) -> pd.DataFrame:
    """All columns as text but the floats, which Python prints shorter and exactly."""
    types = con.execute(f"DESCRIBE SELECT * FROM {_SCAN}", [path]).fetchall()
    _check_shape(int(con.execute(f"SELECT count(*) FROM {_SCAN}", [path]).fetchone()[0]), len(types), file, limits)
    chosen = []
    for name, kind, *_ in types:
        quoted = '"{}"'.format(name.replace('"', '""'))
        chosen.append(quoted if kind in {"DOUBLE", "FLOAT"} else f"CAST({quoted} AS VARCHAR) AS {quoted}")
    frame: pd.DataFrame = con.execute(f"SELECT {', '.join(chosen)} FROM {_SCAN}", [path]).df()
    days = [name for name, kind, *_ in types if str(kind).startswith("TIMESTAMP")]
    return frame.assign(**{name: frame[name].str.removesuffix(" 00:00:00") for name in days})


def _check_shape(rows: int, columns: int, file: str, limits: Limits) -> None:
    if rows > limits.max_rows:
        raise LimitExceeded("too-many-rows", path=file, limit=limits.max_rows)
    if columns > limits.max_columns:
        raise LimitExceeded("too-many-columns", path=file, count=columns, limit=limits.max_columns)


def printed(cell: object, style: Style = "point") -> str:
    """Text of a cell; a number has the fewest digits that give it back, an absent cell none.

    Examples
    --------
    >>> [printed(cell) for cell in (1242.0, 0.1, True, None, date(2021, 12, 31))]
    ['1242', '0.1', 'true', '', '2021-12-31']
    >>> printed(1.234, "comma")
    '1,234'
    """
    match cell:
        case str():
            return cell
        case None:
            return ""
        case bool():
            return str(cell).lower()
        case float():
            if cell != cell:  # noqa: PLR0124 - NaN is the one value unequal to itself
                return ""
            text = str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(float(cell))
            return text if style == "point" else _with_comma(text)
        case Decimal():
            return "" if cell.is_nan() else str(cell) if style == "point" else _with_comma(str(cell))
        case _ if cell is pd.NA or cell is pd.NaT:
            return ""
        case datetime():
            return cell.isoformat(sep=" ").removesuffix(" 00:00:00")
        case date():
            return cell.isoformat()
        case _:
            return str(cell)


def _with_comma(text: str) -> str:
    """The number with a decimal comma and without an exponent, which that style has not."""
    number = Decimal(text)
    return f"{number:f}".replace(".", ",") if number.is_finite() else text
