"""A writer to be killed: it fills a study without end and says what it was promised.

``python _store_worker.py FOLDER ROUND DIE_AT``. After each promise of the store it prints one line:
``snapshot SHA256``, ``ingest SOURCE SHA256``, ``ledger BATCH``, ``run RUN_ID``. What it prints must be
there after any kill. With DIE_AT > 0 it kills itself just before its DIE_AT-th step on the disk
(sync, rename, folder made, file removed, SQL statement); with 0 it waits to be killed.
"""

from __future__ import annotations

import hashlib
import os
import random
import sys
from itertools import count
from pathlib import Path

from _dying import die_before, step_on_disk

from growthpole import store as room

BATCH = 3
_CREATED = "2026-01-01T00:00:00+00:00"


def main(folder: Path, round_: int, die_at: int) -> None:
    """Write until killed."""
    if die_at:
        die_before(die_at)
    say("ready")
    with room.Store.open(folder, create=True) as store:
        if die_at:
            store.connection.set_trace_callback(lambda _statement: step_on_disk())
        for item in count():
            work(store, f"{round_}-{item}")


def work(store: room.Store, name: str) -> None:
    """One snapshot, its ingest, one batch of ledger rows, one run; every third run is given up first."""
    rng = random.Random(name)  # noqa: S311
    sha256 = store.put_snapshot(rng.randbytes(rng.randrange(1, 200_000)), f"{name}.csv", seen=_CREATED)
    say(f"snapshot {sha256}")
    rows = rng.randrange(100)
    store.record_ingest(f"{name}.csv", sha256, "tidy", rows + 3, rows, 2, 1, recorded=_CREATED)
    say(f"ingest {name}.csv {sha256}")
    room.append(
        store,
        [
            room.LedgerEntry(
                recorded=_CREATED, kind="kill", period="2026", key=name, payload={"part": part, "of": BATCH}
            )
            for part in range(BATCH)
        ],
    )
    say(f"ledger {name}")
    with store.writer():
        if rng.random() < 1 / 3:
            staging = store.stage_run(f"given-up-{name}")
            fill(staging, rng)
            store.discard_run(staging)
        staging = store.stage_run(name)
        store.publish_run(name, staging, [("diagnose", sha256)], _CREATED, fill(staging, rng))
    say(f"run {name}")


def fill(staging: Path, rng: random.Random) -> dict[str, str]:
    """Write some files, one in a folder of its own; return the hash of each."""
    hashes = {}
    (staging / "inner").mkdir()
    for name in ("manifest.json", "diagnose.table.parquet", "inner/part.parquet"):
        data = rng.randbytes(rng.randrange(1, 50_000))
        (staging / name).write_bytes(data)
        hashes[name] = hashlib.sha256(data).hexdigest()
    return hashes


def say(line: str) -> None:
    """Print at once, by one system call: a kill cannot take back a line that was written."""
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
