"""The SQLite file of a study: opened with the settings that survive a kill, migrated, guarded.

Write-ahead log with ``synchronous=FULL``: a committed transaction is on the disk. Connections are
in autocommit; several statements that belong together stand in one :func:`transaction`.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from growthpole.errors import StoreError
from growthpole.store.schema import APPLICATION, MIGRATIONS

__all__ = ["Connection", "connect", "fetch", "is_busy", "transaction"]

_BUSY_SECONDS: Final = 10.0
_PRAGMAS: Final = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA trusted_schema = OFF",
)


class Connection(sqlite3.Connection):
    """A connection that remembers its file, for messages."""

    path: Path


def connect(path: Path, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> Connection:
    """Connection to the database ``path``, created when missing and brought to the present version.

    Parameters
    ----------
    path : Path
        The database file; its folder exists.
    migrations : sequence of sequences of str
        Statements of each version, in order; each version is one transaction.

    Raises
    ------
    StoreError
        The file is not a database of this program, comes from a newer version, or cannot be opened.
    """
    try:
        con = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, factory=Connection)
    except sqlite3.Error as error:
        raise StoreError("store-database-failed", path=str(path), reason=str(error)) from error
    con.path = path
    try:
        _check_origin(con, len(migrations))
        for pragma in _PRAGMAS:
            con.execute(pragma)
        _use_write_ahead_log(con)
        _migrate(con, migrations)
    except sqlite3.Error as error:
        con.close()
        raise _failed(con, error) from error
    except BaseException:
        con.close()
        raise
    return con


@contextmanager
def transaction(con: Connection) -> Iterator[Connection]:
    """All statements of the block are kept together, or none is.

    Raises
    ------
    StoreError
        The database refused; nothing was changed.
    """
    try:
        con.execute("BEGIN IMMEDIATE")
        try:
            yield con
            con.execute("COMMIT")
        except BaseException:
            if con.in_transaction:
                con.execute("ROLLBACK")
            raise
    except (sqlite3.Error, UnicodeEncodeError, OverflowError) as error:  # the latter two: unfit values
        raise _failed(con, error) from error


def fetch(con: Connection, sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
    """Rows of a query, values bound.

    Raises
    ------
    StoreError
        The database cannot be read.
    """
    try:
        return con.execute(sql, tuple(values)).fetchall()
    except sqlite3.Error as error:
        raise _failed(con, error) from error


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another process holds the database."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def _version(con: Connection) -> int:
    return int(con.execute("PRAGMA user_version").fetchone()[0])


def _check_origin(con: Connection, known: int) -> None:
    version = _version(con)
    tables = con.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if tables and con.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        raise StoreError("store-not-a-database", path=str(con.path))
    if version > known:
        raise StoreError("store-newer-database", path=str(con.path), found=version, known=known)


def _use_write_ahead_log(con: Connection) -> None:
    # Two processes that create the database together: the switch needs the file for itself, and
    # SQLite reports "locked" at once here instead of waiting.
    deadline = time.monotonic() + _BUSY_SECONDS
    while con.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            con.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            break  # a file system without shared memory stays with the rollback journal: slower, as safe


def _migrate(con: Connection, migrations: Sequence[Sequence[str]]) -> None:
    for number, statements in enumerate(migrations, start=1):
        if _version(con) >= number:
            continue
        with transaction(con):
            if _version(con) >= number:  # another process was faster
                continue
            for statement in statements:
                con.execute(statement)
            con.execute(f"PRAGMA user_version = {number}")


def _failed(con: Connection, error: Exception) -> StoreError:
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None and code & 0xFF in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return StoreError("store-not-a-database", path=str(con.path))
    return StoreError("store-database-failed", path=str(con.path), reason=str(error))
