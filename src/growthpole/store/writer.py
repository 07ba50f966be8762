"""One writer per study, across processes, and the sweep after a killed one.

The lock is an exclusive transaction on a small database of its own, ``.writer.db``: the operating
system drops it with the process, so a killed writer never leaves a stale lock, and readers of the
catalogue are not held up.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from growthpole.errors import StoreError
from growthpole.store.atomic import TEMPORARY, write_failed
from growthpole.store.database import Connection, fetch, is_busy, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LOCK", "RUNS", "SNAPSHOTS", "STAGING", "exclusive", "remove", "sweep"]

LOCK: Final = ".writer.db"
RUNS: Final = "runs"
SNAPSHOTS: Final = "snapshots"
STAGING: Final = ".staging-"


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Be the only writer of the study ``folder`` for the length of the block.

    Raises
    ------
    StoreError
        Another writer is at work, or the lock file cannot be made.
    """
    path = folder / LOCK
    try:
        lock = sqlite3.connect(path, timeout=0, isolation_level=None)
    except sqlite3.Error as error:
        raise StoreError("store-database-failed", path=str(path), reason=str(error)) from error
    with closing(lock):
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            if is_busy(error):
                raise StoreError("store-busy", folder=str(folder)) from error
            raise StoreError("store-database-failed", path=str(path), reason=str(error)) from error
        yield


def sweep(con: Connection, folder: Path) -> None:
    """Remove what killed writers left: staging folders, temporary files, runs never catalogued.

    A run folder is removed only when this catalogue says that a writer began it and none finished
    it: folders of unknown origin, and all of them when the database was lost, stay untouched.

    Raises
    ------
    StoreError
        A leftover cannot be removed.
    """
    runs = folder / RUNS
    unfinished = fetch(con, "SELECT run_id FROM staged WHERE run_id NOT IN (SELECT run_id FROM runs)")
    remove(runs / str(run_id) for (run_id,) in unfinished)
    remove(runs.glob(f"{STAGING}*"))
    for place in (folder, folder / SNAPSHOTS, runs):
        remove(place.glob(f"{TEMPORARY}*"))
    if fetch(con, "SELECT 1 FROM staged LIMIT 1"):
        with transaction(con):
            con.execute("DELETE FROM staged")


def remove(paths: Iterable[Path]) -> None:
    """Remove files and folders; what is gone already is passed over.

    Raises
    ------
    StoreError
        One of them cannot be removed.
    """
    for path in sorted(paths):
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise write_failed(path, error) from error
