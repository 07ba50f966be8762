"""Tables as Parquet files, through DuckDB in memory.

One thread, order kept, values bound; DuckDB sees one file and nothing else, and no extension is
loaded. The same frame gives the same bytes. Columns come back with the dtypes they were written
with, kept in the file's own metadata: ``str`` with None or NaN as NaN, floats with NaN and infinities,
integers, booleans, and their nullable forms. A missing float is stored as NULL.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from growthpole.errors import InputError, StoreError, listed
from growthpole.store.atomic import replacing

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["query_parquet", "read_parquet", "read_parquets", "write_parquet", "write_parquets"]

_SETTINGS: Final = {
    "threads": 1,
    "preserve_insertion_order": True,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
}
_KEPT: Final = frozenset(
    {"bool", "boolean", "float32", "float64", "Float32", "Float64"}
    | {f"{sign}{size}" for sign in ("int", "uint", "Int", "UInt") for size in (8, 16, 32, 64)}
)
_SCAN: Final = "read_parquet(?, hive_partitioning = false)"
_DTYPES: Final = "growthpole_dtypes"


def write_parquet(frame: pd.DataFrame, path: Path) -> None:
    """Write the columns of ``frame`` to ``path``, whole or not at all.

    Parameters
    ----------
    frame : DataFrame
        Columns of text, numbers or booleans with distinct text names. The index is not kept, so it
        may carry no meaning.
    path : Path
        The file; its folder exists.

    Raises
    ------
    InputError
        The frame holds what would not come back as it is; all such columns are named.
    StoreError
        The disk refused; ``path`` is as it was.
    """
    write_parquets({path: frame})


def write_parquets(frames: Mapping[Path, pd.DataFrame]) -> None:
    """Write several tables through one engine, each whole or not at all; starting one takes longer than a table.

    Raises
    ------
    InputError
        A frame holds what would not come back as it is; nothing was written then.
    StoreError
        The disk refused one of them; that file is as it was.
    """
    for path, frame in frames.items():
        problems = _problems(frame)
        if problems:
            raise InputError("store-bad-frame", path=str(path), problems=listed(problems))
    with ExitStack() as stack:
        temporaries = {path: stack.enter_context(replacing(path)) for path in frames}
        con = stack.enter_context(_duckdb(*temporaries.values(), writing=tuple(frames)))
        for path, frame in frames.items():
            _copy(con, frame, temporaries[path], path)


def _copy(con: Any, frame: pd.DataFrame, temporary: Path, path: Path) -> None:
    import duckdb

    table = frame.reset_index(drop=True)
    texts = [name for name in table.columns if str(table[name].dtype) not in _KEPT]
    table = table.astype(dict.fromkeys(texts, "str"))
    dtypes = json.dumps({name: str(dtype) for name, dtype in table.dtypes.items()}, ensure_ascii=False)
    copy = (
        "COPY (SELECT * FROM frame) TO ? "
        f"(FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false, KV_METADATA {{{_DTYPES}: ?}})"
    )
    con.register("frame", table)
    try:
        con.execute(copy, [str(temporary), dtypes])
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise StoreError("store-write-failed", path=str(path), reason=reason) from error
    finally:
        con.unregister("frame")


def read_parquet(path: Path) -> pd.DataFrame:
    """All rows of ``path`` in their order, with the dtypes they were written with.

    Raises
    ------
    StoreError
        The file is missing or damaged.
    """
    return read_parquets([path])[path]


def read_parquets(paths: Collection[Path]) -> dict[Path, pd.DataFrame]:
    """Several tables through one engine, each as :func:`read_parquet` gives it; starting one takes longer than a table.

    Raises
    ------
    StoreError
        A file is missing or damaged.
    """
    found: dict[Path, pd.DataFrame] = {}
    with _tables(paths) as con:
        for path in paths:
            with _said_of(path):
                frame = con.execute(f"SELECT * FROM {_SCAN}", [str(path)]).df()
                found[path] = _with_dtypes(frame, con, path)
    return found


def query_parquet(path: Path, where: Mapping[str, Sequence[str]], limit: int) -> tuple[pd.DataFrame, int]:
    """First ``limit`` rows that fit ``where``, in the file's order, and how many fit in all.

    Parameters
    ----------
    path : Path
        A file of :func:`write_parquet`.
    where : mapping of str to sequence of str
        For each named column the values allowed, as text; a row must fit all columns. An empty
        sequence fits nothing.
    limit : int
        Rows returned at most.

    Raises
    ------
    InputError
        A column is unknown, a value is not of its column's type, or the limit is negative.
    StoreError
        The file is missing or damaged.
    """
    import duckdb

    if limit < 0:
        raise InputError("store-bad-filter", filter="limit", path=str(path), reason=str(limit))
    with _tables([path]) as con:
        types = {row[0]: row[1] for row in con.execute(f"DESCRIBE SELECT * FROM {_SCAN}", [str(path)]).fetchall()}
        clauses = ["true"]
        values: list[object] = [str(path)]
        for column, allowed in where.items():
            if column not in types:
                raise InputError("store-unknown-column", path=str(path), column=column, known=listed(types))
            clauses.append(f"{_quoted(column)} IN (SELECT unnest(CAST(? AS {types[column]}[])))")
            values.append([str(value) for value in allowed])
        chosen = f"FROM {_SCAN} WHERE {' AND '.join(clauses)}"
        try:
            total = int(con.execute(f"SELECT count(*) {chosen}", values).fetchone()[0])
            frame = con.execute(f"SELECT * {chosen} LIMIT ?", [*values, limit]).df()
        except duckdb.ConversionException as error:
            filters = listed(f"{column} = {listed(allowed)}" for column, allowed in where.items())
            reason = str(error).splitlines()[0]
            raise InputError("store-bad-filter", filter=filters, path=str(path), reason=reason) from error
        return _with_dtypes(frame, con, path), total


@contextmanager
def _duckdb(*paths: Path, writing: Sequence[Path] = ()) -> Iterator[Any]:
    """DuckDB in memory that may touch ``paths`` only; its errors become ours."""
    import duckdb

    con = duckdb.connect(":memory:", config=_SETTINGS)
    try:
        con.execute("SET enable_progress_bar = false")
        # A setting takes no bound value; a path is quoted as SQL quotes text.
        allowed = ", ".join("'{}'".format(str(path).replace("'", "''")) for path in paths)
        con.execute(f"SET allowed_paths = [{allowed}]")
        con.execute("SET enable_external_access = false")
        con.execute("SET lock_configuration = true")
        yield con
    except RuntimeError as error:  # how the engine answers Ctrl-C
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from None
        raise
    except duckdb.Error as error:
        code = "store-write-failed" if writing else "store-unreadable-table"
        reason = str(error).splitlines()[0]
        raise StoreError(code, path=listed(map(str, writing or paths)), reason=reason) from error
    finally:
        con.close()


@contextmanager
def _tables(paths: Collection[Path]) -> Iterator[Any]:
    # DuckDB would take a missing name for a pattern.
    missing = [path for path in paths if not path.is_file()]
    if missing:
        raise StoreError("store-unreadable-table", path=listed(map(str, missing)), reason="no such file")
    with _duckdb(*paths) as con:
        yield con


@contextmanager
def _said_of(path: Path) -> Iterator[None]:
    """An error of the engine names the one table it is about."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise StoreError("store-unreadable-table", path=str(path), reason=reason) from error


def _with_dtypes(frame: pd.DataFrame, con: Any, path: Path) -> pd.DataFrame:
    sql = "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = ?"
    found = con.execute(sql, [str(path), _DTYPES]).fetchone()
    return frame.astype(json.loads(found[0])) if found else frame


def _quoted(identifier: str) -> str:
    return '"{}"'.format(identifier.replace('"', '""'))


def _problems(frame: pd.DataFrame) -> list[str]:
    import pandas as pd

    names = list(frame.columns)
    found = [] if names else ["it has no columns"]
    index = frame.index
    plain = not isinstance(index, pd.MultiIndex) and index.name is None and index.dtype.kind == "i"
    if len(frame) and not plain:
        found.append(f"its index {listed(index.names)} ({index.dtype}) would be lost")
    found += [f"{name!r} is no column name" for name in names if not isinstance(name, str) or not name]
    if found:
        return found
    folded = [name.lower() for name in names]
    found += [
        f"'{name}' stands twice (case does not count)"
        for name, low in zip(names, folded, strict=True)
        if folded.count(low) > 1
    ]
    return found or [problem for name in names if (problem := _column_problem(name, frame[name]))]


def _column_problem(name: str, column: pd.Series[Any]) -> str:
    dtype = str(column.dtype)
    if dtype in _KEPT:
        return ""
    if dtype not in {"str", "string", "object"}:
        return f"'{name}' is {dtype}"
    for value in column[column.notna()]:
        if not isinstance(value, str):
            return f"'{name}' holds {type(value).__name__} {value!r} among text"
        if not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value):
            return f"'{name}' holds {value!r}, which is not Unicode text"
    return ""
