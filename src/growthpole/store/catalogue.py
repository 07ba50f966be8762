"""Reading and writing the catalogue of a study: snapshots, ingests, runs.

Each writing function is one transaction; the files it names are on the disk before it begins.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, cast

from growthpole.errors import InputError, StoreError, listed
from growthpole.store.database import Connection, fetch, transaction
from growthpole.store.records import DeliveryRecord, IngestRecord, RunRecord, SnapshotRecord

__all__ = [
    "add_ingest",
    "add_run",
    "add_snapshot",
    "as_json",
    "check_run_id",
    "damage",
    "deliveries",
    "has_run",
    "ingests",
    "new_run",
    "resolve_run",
    "runs",
    "snapshots",
    "sound_bytes",
]

_RUN_ID: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}")
_INGEST: Final = 'source_name, sha256, kind, "read", loaded, quarantined, skipped, recorded'


def damage(path: Path, sha256: str) -> str | None:
    """Why the file ``path`` does not hold the bytes of ``sha256``; None when it does."""
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        return error.strerror or str(error)
    return None if found == sha256 else f"sha256 {found}"


def sound_bytes(path: Path, record: SnapshotRecord) -> bytes:
    """Bytes of the snapshot at ``path``, checked against ``record``.

    Raises
    ------
    StoreError
        The file is missing or not what it was.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
    else:
        found = hashlib.sha256(data).hexdigest()
        if found == record.sha256:
            return data
        reason = f"{len(data)} bytes, sha256 {found}"
    names = listed(record.names)
    raise StoreError("store-damaged-snapshot", names=names, path=str(path), reason=reason)


def add_snapshot(con: Connection, sha256: str, size: int, name: str, seen: str) -> None:
    """Name a snapshot whose file is in place; a delivery when ``name`` had other bytes before, or none."""
    with transaction(con):
        con.execute("INSERT INTO snapshots VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (sha256, size, seen))
        con.execute("INSERT INTO snapshot_names VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (sha256, name, seen))
        last = con.execute("SELECT sha256 FROM deliveries WHERE source_name = ? ORDER BY id DESC LIMIT 1", (name,))
        if last.fetchone() != (sha256,):
            values = (name, sha256, seen)
            con.execute("INSERT INTO deliveries (source_name, sha256, received) VALUES (?, ?, ?)", values)


def deliveries(con: Connection) -> list[DeliveryRecord]:
    """All deliveries, oldest first."""
    sql = "SELECT source_name, sha256, received FROM deliveries ORDER BY id"
    found = cast("list[tuple[str, str, str]]", fetch(con, sql))
    return [DeliveryRecord(source_name=name, sha256=sha256, received=received) for name, sha256, received in found]


def snapshots(con: Connection, sha256: str | None = None) -> list[SnapshotRecord]:
    """All snapshots, oldest first, or the one of ``sha256``."""
    found: dict[str, SnapshotRecord] = {}
    where, values = ("", []) if sha256 is None else ("WHERE s.sha256 = ?", [sha256])
    sql = f"""
        SELECT s.sha256, s.size, s.first_seen, n.name FROM snapshots AS s JOIN snapshot_names AS n USING (sha256)
        {where}
        ORDER BY s.first_seen, s.sha256, n.first_seen, n.name
    """
    for key, size, first_seen, name in cast("list[tuple[str, int, str, str]]", fetch(con, sql, values)):
        names = (*found[key].names, name) if key in found else (name,)
        found[key] = SnapshotRecord(sha256=key, size=size, first_seen=first_seen, names=names)
    return list(found.values())


def add_ingest(con: Connection, folder: Path, record: IngestRecord) -> bool:
    """Record an ingest; False when the same source, bytes and kind were recorded before.

    Raises
    ------
    InputError
        The snapshot is unknown.
    StoreError
        The counts break the row law.
    """
    counts = (record.read, record.loaded, record.quarantined, record.skipped)
    if min(counts) < 0 or record.read != sum(counts[1:]):
        raise StoreError(
            "store-row-law",
            source=record.source_name,
            kind=record.kind,
            read=record.read,
            loaded=record.loaded,
            quarantined=record.quarantined,
            skipped=record.skipped,
        )
    values = (record.source_name, record.sha256, record.kind, *counts, record.recorded)
    with transaction(con):
        if not con.execute("SELECT 1 FROM snapshots WHERE sha256 = ?", (record.sha256,)).fetchone():
            raise InputError("store-unknown-snapshot", folder=str(folder), sha256=record.sha256)
        sql = (
            f"INSERT INTO ingests ({_INGEST}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (source_name, sha256, kind) DO NOTHING"
        )
        return con.execute(sql, values).rowcount == 1


def ingests(con: Connection) -> list[IngestRecord]:
    """All ingests in the order they were recorded."""
    names = [name.strip(' "') for name in _INGEST.split(",")]
    found = fetch(con, f"SELECT {_INGEST} FROM ingests ORDER BY id")
    return [IngestRecord(**dict(zip(names, cast("tuple[Any, ...]", row), strict=True))) for row in found]


def as_json(value: object) -> str:
    """JSON of ``value``, keys sorted, Chinese as written; what JSON cannot hold raises.

    Raises
    ------
    TypeError, ValueError, RecursionError
        An object, NaN, infinity, half a surrogate pair, or a value inside itself.
    """
    text = json.dumps(value, sort_keys=True, allow_nan=False, ensure_ascii=False)
    text.encode()
    return text


def check_run_id(run_id: str) -> None:
    """Refuse what cannot name a run: it becomes the name of a folder.

    Raises
    ------
    InputError
        The name is empty, too long, reserved, or has other characters.
    """
    if not _RUN_ID.fullmatch(run_id) or run_id == "latest":
        raise InputError("store-bad-run-id", run_id=run_id)


def has_run(con: Connection, run_id: str) -> bool:
    """Whether a run of this name was published."""
    return bool(fetch(con, "SELECT 1 FROM runs WHERE run_id = ?", [run_id]))


def new_run(
    folder: Path, run_id: str, stages: Sequence[tuple[str, str]], created: str, summary: Mapping[str, Any]
) -> RunRecord:
    """Record of a run about to be published, checked while nothing has happened yet.

    Raises
    ------
    InputError
        A stage stands twice, or the summary is not JSON.
    """
    names = [stage for stage, _ in stages]
    if len(set(names)) != len(names):
        raise InputError("store-bad-run", run_id=run_id, reason=f"stages {listed(names)}")
    try:
        kept = json.loads(as_json(summary))
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError("store-bad-run", run_id=run_id, reason=str(error)) from error
    pairs = tuple((stage, key) for stage, key in stages)
    return RunRecord(run_id=run_id, created=created, folder=folder, stages=pairs, summary=kept)


def add_run(con: Connection, run: RunRecord) -> None:
    """Name a run whose folder is in place."""
    stages = [(run.run_id, position, *pair) for position, pair in enumerate(run.stages)]
    with transaction(con):
        con.execute(
            "INSERT INTO runs (run_id, created, summary) VALUES (?, ?, ?)",
            (run.run_id, run.created, as_json(run.summary)),
        )
        con.executemany("INSERT INTO run_stages VALUES (?, ?, ?, ?)", stages)
        con.execute("DELETE FROM staged WHERE run_id = ?", (run.run_id,))


def runs(con: Connection, folder: Path) -> list[RunRecord]:
    """All published runs in the order of publishing; ``folder`` holds their folders."""
    sql = """
        SELECT r.run_id, r.created, r.summary, s.stage, s.stage_key
        FROM runs AS r LEFT JOIN run_stages AS s USING (run_id) ORDER BY r.sequence, s.position
    """
    heads: dict[str, tuple[str, str]] = {}
    stages: dict[str, list[tuple[str, str]]] = {}
    for run_id, created, summary, stage, key in cast("list[tuple[str, str, str, str, str]]", fetch(con, sql)):
        heads[run_id] = (created, summary)
        stages.setdefault(run_id, []).extend([(stage, key)] if stage is not None else [])
    return [
        RunRecord(
            run_id=run_id,
            created=created,
            folder=folder / run_id,
            stages=tuple(stages[run_id]),
            summary=json.loads(summary),
        )
        for run_id, (created, summary) in heads.items()
    ]


def resolve_run(records: Sequence[RunRecord], ref: str | None, folder: Path) -> RunRecord:
    """The run of ``records``, oldest first, that ``ref`` means.

    Raises
    ------
    InputError
        No run, or several, fit.
    StoreError
        The run's folder was deleted.
    """
    if ref is None or ref == "latest":
        present = [run for run in records if run.present]
        if present:
            return present[-1]
        raise InputError("store-no-runs", folder=str(folder), ref=ref or "latest")
    exact = [run for run in records if run.run_id == ref]
    fitting = exact or [run for run in records if ref and run.run_id.startswith(ref)]
    newest_first = listed(run.run_id for run in reversed(fitting or records))
    if not records:
        raise InputError("store-no-runs", folder=str(folder), ref=ref)
    if not fitting:
        raise InputError("store-unknown-run", folder=str(folder), ref=ref, known=newest_first)
    if len(fitting) > 1:
        raise InputError("store-ambiguous-run", folder=str(folder), ref=ref, count=len(fitting), known=newest_first)
    if not fitting[0].present:
        raise StoreError("store-run-gone", run_id=fitting[0].run_id, folder=str(fitting[0].folder))
    return fitting[0]
