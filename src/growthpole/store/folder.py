"""The study folder: raw bytes, the catalogue of what was read, and the runs.

Raw bytes are kept under their hash and never change. An ingest is recorded once per source, bytes
and way of reading. A run is written into a staging folder and published whole.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from growthpole.errors import InputError, StoreError
from growthpole.store import catalogue
from growthpole.store.atomic import fsync_directory, make_directory, publish_directory, write_bytes
from growthpole.store.database import Connection, connect, transaction
from growthpole.store.records import DeliveryRecord, IngestRecord, RunRecord, SnapshotRecord
from growthpole.store.writer import RUNS, SNAPSHOTS, STAGING, exclusive, remove, sweep

__all__ = ["DATABASE", "Store"]

DATABASE: Final = "growthpole.db"


class Store:
    r"""A study folder, open. Use it as a context manager, in one thread.

    Reading is possible at any time, also while another process writes. Writing runs needs
    :meth:`writer`; the other writing methods are one step each and need nothing around them.

    ``folder`` is the absolute path; ``connection`` is the open database, for this room.

    Examples
    --------
    >>> import tempfile
    >>> with Store.open(Path(tempfile.mkdtemp()), create=True) as store:
    ...     sha256 = store.put_snapshot("地区,值\n山东,1\n".encode(), "values.csv")
    ...     store.snapshot(sha256).decode()
    '地区,值\n山东,1\n'
    """

    __slots__ = ("_writing", "connection", "folder")

    def __init__(self, folder: Path, connection: Connection) -> None:
        self.folder = folder
        self.connection = connection
        self._writing = False

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Self:
        """Open the study ``folder``; ``create`` makes the folder and its database when missing.

        Raises
        ------
        InputError
            There is no study, and ``create`` was not said.
        StoreError
            The database is damaged, of a newer version, or cannot be made.
        """
        folder = Path(folder).absolute()
        database = folder / DATABASE
        if database.exists():
            return cls(folder, connect(database))
        if not create:
            raise InputError("store-no-study", folder=str(folder))
        make_directory(folder)
        connection = connect(database)
        fsync_directory(folder)
        return cls(folder, connection)

    def close(self) -> None:
        """Close the database."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Writing, one process at a time

    @contextmanager
    def writer(self) -> Iterator[None]:
        """Be the one writer of the study, also nested; leftovers of killed writers are swept first.

        Raises
        ------
        StoreError
            The study is busy: another process, or another Store of this one, is writing.
        """
        if self._writing:
            yield
            return
        with exclusive(self.folder):
            for name in (SNAPSHOTS, RUNS):
                make_directory(self.folder / name)
            sweep(self.connection, self.folder)
            self._writing = True
            try:
                yield
            finally:
                self._writing = False

    # Snapshots and ingests

    def put_snapshot(self, data: bytes, name: str, *, seen: str | None = None) -> str:
        """Keep ``data``, which came under ``name``; return its hash.

        The same bytes under the same name change nothing; a damaged copy is repaired; other bytes than the
        last under this name are a new delivery.

        ``seen`` says when, ISO 8601; now in UTC when not given.

        Raises
        ------
        StoreError
            The study is busy or cannot be written.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.folder / SNAPSHOTS / sha256
        with self.writer():
            if catalogue.damage(path, sha256) is not None:
                write_bytes(path, data)
            catalogue.add_snapshot(self.connection, sha256, len(data), name, seen or _now())
        return sha256

    def snapshot(self, sha256: str) -> bytes:
        """Bytes with the hash ``sha256``, checked.

        Raises
        ------
        InputError
            The catalogue has no such snapshot.
        StoreError
            The file is missing or not what it was.
        """
        for record in catalogue.snapshots(self.connection, sha256):
            return catalogue.sound_bytes(self.folder / SNAPSHOTS / record.sha256, record)
        raise InputError("store-unknown-snapshot", folder=str(self.folder), sha256=sha256)

    def snapshots(self) -> list[SnapshotRecord]:
        """All snapshots, oldest first."""
        return catalogue.snapshots(self.connection)

    def deliveries(self) -> list[DeliveryRecord]:
        """All deliveries, oldest first: a source stands again each time its bytes differ from those before."""
        return catalogue.deliveries(self.connection)

    def record_ingest(
        self,
        source_name: str,
        sha256: str,
        kind: str,
        read: int,
        loaded: int,
        quarantined: int,
        skipped: int,
        *,
        recorded: str | None = None,
    ) -> bool:
        """Record that the snapshot ``sha256`` was read as ``kind``; False when it already was.

        Raises
        ------
        InputError
            No such snapshot.
        StoreError
            The counts break the row law, or the database refused.
        """
        record = IngestRecord(
            source_name=source_name,
            sha256=sha256,
            kind=kind,
            read=read,
            loaded=loaded,
            quarantined=quarantined,
            skipped=skipped,
            recorded=recorded or _now(),
        )
        return catalogue.add_ingest(self.connection, self.folder, record)

    def ingests(self) -> list[IngestRecord]:
        """All ingests in the order they were recorded."""
        return catalogue.ingests(self.connection)

    # Runs

    def stage_run(self, run_id: str) -> Path:
        """New empty folder in which the files of the run ``run_id`` are written.

        Raises
        ------
        InputError
            The name cannot be used, or is used already.
        StoreError
            Outside of :meth:`writer`, or the folder cannot be made.
        """
        self._must_write("stage_run")
        catalogue.check_run_id(run_id)
        final, staging = self._places(run_id)
        known = catalogue.has_run(self.connection, run_id)
        if known or os.path.lexists(final) or os.path.lexists(staging):
            raise InputError("store-run-exists", run_id=run_id, folder=str(self.folder / RUNS))
        with transaction(self.connection) as con:
            con.execute("INSERT OR IGNORE INTO staged VALUES (?)", (run_id,))
        make_directory(staging)
        return staging

    def publish_run(
        self,
        run_id: str,
        staging: Path,
        stages: Sequence[tuple[str, str]],
        created: str,
        summary: Mapping[str, Any],
    ) -> RunRecord:
        """Publish the staged run ``run_id``: from now on readers see it, whole.

        Parameters
        ----------
        run_id, staging : str, Path
            What :meth:`stage_run` was asked and gave.
        stages : sequence of (str, str)
            Each stage with its key, in order.
        created : str
            When the run was made, ISO 8601.
        summary : mapping
            What is to be known without opening the folder; JSON.

        Raises
        ------
        InputError
            A stage stands twice, or the summary is not JSON.
        StoreError
            Outside of :meth:`writer`, nothing staged, or the disk refused; no reader sees the run.
        """
        self._must_write("publish_run")
        final, expected = self._places(run_id)
        if Path(staging).absolute() != expected:
            raise StoreError("store-nothing-staged", path=str(expected))
        record = catalogue.new_run(final, run_id, stages, created, summary)
        publish_directory(expected, final)
        catalogue.add_run(self.connection, record)
        return record

    def discard_run(self, staging: Path) -> None:
        """Give up a staged run and remove its folder; nothing happens when it is gone already.

        Raises
        ------
        StoreError
            Outside of :meth:`writer`, not a staging folder, or it cannot be removed.
        """
        self._must_write("discard_run")
        run_id = Path(staging).name.removeprefix(STAGING)
        final, expected = self._places(run_id)
        if Path(staging).absolute() != expected:
            raise StoreError("store-nothing-staged", path=str(staging))
        remove([expected])
        if not os.path.lexists(final):  # else publishing broke off: the next sweep needs the note
            with transaction(self.connection) as con:
                con.execute("DELETE FROM staged WHERE run_id = ?", (run_id,))

    def runs(self) -> list[RunRecord]:
        """All published runs, newest last, also those whose folder was deleted since."""
        return catalogue.runs(self.connection, self.folder / RUNS)

    def run(self, ref: str | None = None) -> RunRecord:
        """The run meant by ``ref``: a run id, the beginning of one, or the newest (``"latest"``, None).

        Raises
        ------
        InputError
            No run, or several, fit; the message lists them.
        StoreError
            The run is recorded but its folder was deleted.
        """
        return catalogue.resolve_run(self.runs(), ref, self.folder)

    def find_stage(self, stage: str, stage_key: str) -> RunRecord | None:
        """Newest run whose ``stage`` has the key ``stage_key`` and whose folder exists, or None."""
        wanted = (stage, stage_key)
        return next((run for run in reversed(self.runs()) if wanted in run.stages and run.present), None)

    def _places(self, run_id: str) -> tuple[Path, Path]:
        runs = self.folder / RUNS
        return runs / run_id, runs / f"{STAGING}{run_id}"

    def _must_write(self, action: str) -> None:
        if not self._writing:
            raise StoreError("store-needs-writer", action=action, folder=str(self.folder))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
