"""Kill a writing process again and again; nothing it was promised may be missing.

``python reliability/kill_store.py --kills 200 --seed 0``. Half of the kills come from outside at a
random moment (SIGKILL), half from inside just before a random step on the disk. After each kill the
study is opened and looked through: the database is sound, every acknowledged snapshot, ingest,
ledger batch and run is there and whole, no half of anything is visible, and the next writer finds
no lock and leaves no leftover. Exits with 1 on any loss.

A kill of the process, not of the machine: it tests the order of steps and the transactions, not
whether the disk keeps what it was told to sync.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from growthpole import store as room
from growthpole.errors import GrowthpoleError

WORKER = Path(__file__).with_name("_store_worker.py")
LONGEST_WAIT = 0.4
MOST_STEPS = 120


@dataclass
class Account:
    """What was promised, what was seen, what is missing."""

    promised: dict[str, set[str]] = field(
        default_factory=lambda: {kind: set() for kind in ("snapshot", "ingest", "ledger", "run")}
    )
    counts: Counter[str] = field(default_factory=Counter)
    losses: list[str] = field(default_factory=list)


def torment(folder: Path, kills: int, seed: int) -> Account:
    """Kill ``kills`` writers of the study ``folder``, looking through it after each."""
    rng = random.Random(seed)  # noqa: S311
    account = Account()
    for round_ in range(kills):
        inside = round_ % 2 == 1
        die_at = rng.randrange(1, MOST_STEPS) if inside else 0
        strike(folder, account, round_, die_at, 0 if inside else rng.uniform(0, LONGEST_WAIT))
        account.counts["kills from inside" if inside else "kills from outside"] += 1
    return account


def strike(folder: Path, account: Account, round_: int, die_at: int, wait: float) -> None:
    """Kill one writer, before its ``die_at``-th step or after ``wait`` seconds, and look through the study."""
    for line in one_life(WORKER, folder, round_, die_at, wait):
        kind, _, what = line.partition(" ")
        if kind in account.promised:
            account.promised[kind].add(what)
    account.counts["leftovers swept"] += len(_leftovers(folder))
    account.losses += [f"after kill {round_}: {loss}" for loss in inspect(folder, account)]


def one_life(worker_file: Path, folder: Path, round_: int, die_at: int, wait: float) -> list[str]:
    """Lines a worker wrote before it was killed; a line cut short does not count."""
    command = [sys.executable, str(worker_file), str(folder), str(round_), str(die_at)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as worker:
        if worker.stdout is None or worker.stderr is None:
            raise RuntimeError("a worker without pipes")
        first = worker.stdout.readline()
        if not die_at:
            time.sleep(wait)
            worker.kill()
        rest, complaint = worker.communicate()
    if worker.returncode != -9:
        raise RuntimeError(f"the worker ended by itself ({worker.returncode}): {complaint.decode()}")
    return (first + rest).decode().split("\n")[:-1]


def inspect(folder: Path, account: Account) -> list[str]:
    """Everything wrong with the study ``folder``, given what ``account`` says was promised."""
    try:
        with room.Store.open(folder, create=not any(account.promised.values())) as store:
            with store.writer():
                losses = [f"leftover {path}" for path in _leftovers(folder)]
            return losses + _database(store) + _missing(store, account) + _halves(store)
    except GrowthpoleError as error:
        return [f"{error.code}: {error}"]


def _database(store: room.Store) -> list[str]:
    sound = store.connection.execute("PRAGMA integrity_check").fetchall()
    stray = store.connection.execute("PRAGMA foreign_key_check").fetchall()
    return [f"integrity_check {sound}"] * (sound != [("ok",)]) + [f"foreign_key_check {stray}"] * bool(stray)


def _missing(store: room.Store, account: Account) -> list[str]:
    there = {
        "snapshot": {item.sha256 for item in store.snapshots()},
        "ingest": {f"{item.source_name} {item.sha256}" for item in store.ingests()},
        "ledger": {row.key for row in room.rows(store, "kill")},
        "run": {run.run_id for run in store.runs()},
    }
    for kind, found in there.items():
        account.counts[f"{kind}s promised"] = len(account.promised[kind])
        account.counts[f"{kind}s present"] = len(found)
    return [f"{kind} {what} is missing" for kind in there for what in sorted(account.promised[kind] - there[kind])]


def _halves(store: room.Store) -> list[str]:
    found = []
    for item in store.snapshots():
        try:
            store.snapshot(item.sha256)
        except GrowthpoleError as error:
            found.append(str(error))
    found += [f"row law of {i}" for i in store.ingests() if i.read != i.loaded + i.quarantined + i.skipped]
    batches = Counter((row.key, row.payload["of"]) for row in room.rows(store, "kill"))
    found += [f"ledger batch {key}: {rows} rows of {of}" for (key, of), rows in batches.items() if rows != of]
    for run in store.runs():
        hashes = {
            path.relative_to(run.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in run.folder.rglob("*")
            if path.is_file()
        }
        if hashes != run.summary:
            found.append(f"run {run.run_id} is not whole: {sorted(hashes)}")
    return found


def _leftovers(folder: Path) -> list[Path]:
    """Staging folders, temporary files, and run folders the catalogue does not know."""
    if not (folder / "growthpole.db").exists():
        return []
    with room.Store.open(folder) as store:
        known = {run.run_id for run in store.runs()}
    runs = folder / "runs"
    strangers = [path for path in runs.iterdir() if path.name not in known] if runs.is_dir() else []
    return sorted({*strangers, *folder.glob(".growthpole-tmp-*"), *folder.glob("*/.growthpole-tmp-*")})


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="growthpole-kill-") as place:
        account = torment(Path(place) / "study", options.kills, options.seed)
    lines = [f"{name:20} {number}" for name, number in sorted(account.counts.items())]
    lines += [f"LOST {loss}" for loss in account.losses] or ["nothing lost"]
    sys.stdout.write("\n".join([*lines, ""]))
    return 1 if account.losses else 0


if __name__ == "__main__":
    sys.exit(main())
