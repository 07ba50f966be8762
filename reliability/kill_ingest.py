"""Kill a process while it ingests files into a study; nothing it was promised may be missing.

``python reliability/kill_ingest.py --kills 200 --seed 0``. Each round forks a process that writes sources of its own
(CSV, XLSX, XLS, ODS), reads and checks them with :func:`growthpole.observe.ingest`, keeps them with
:func:`growthpole.observe.gathering.persist`, and says so, without end. It is killed with SIGKILL: every second time
from outside at a random moment, the other times from inside just before a random step on the disk. After each
kill the study is looked through: the database opens and is sound, every acknowledged file is kept with its bytes
and counts, no row is half there or without its snapshot, nothing is left over, and a new ingest works. Exits with
1 on any loss.

A kill of the process, not of the machine: it tests the order of steps and the transactions, not whether the
disk keeps what it was told to sync.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from _dying import die_before, step_on_disk
from _makers import ods_writing, workbooks, xls_writing

from growthpole.errors import GrowthpoleError
from growthpole.observe import ClassificationSpec, TidySpec, ingest
from growthpole.observe.gathering import persist
from growthpole.store import Store

LONGEST_WAIT = 0.5
MOST_STEPS = 400
HEADER = ["region", "indicator", "period", "value", "unit"]


@dataclass
class Account:
    """What was acknowledged, what was counted, what is missing."""

    acknowledged: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    losses: list[str] = field(default_factory=list)


def sources(folder: Path, name: str) -> list[ClassificationSpec | TidySpec]:
    """Write two classifications and four tables whose content no other round has; how each is to be read."""
    rng = random.Random(name)  # noqa: S311
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "regions.csv").write_text("code,en\nR0,Zero\nR1,One\nR2,Two\n", encoding="utf-8")
    (folder / "keys.csv").write_text(
        "code,en,unit,measure,price_basis\n"
        + "".join(f"{kind},Kind {kind},firm,count,none\n" for kind in ("c", "x", "l", "o")),
        encoding="utf-8",
    )
    tables: dict[str, bytes] = {}
    for kind, ending in (("c", "csv"), ("x", "xlsx"), ("l", "xls"), ("o", "ods")):
        years = rng.sample(range(1900, 2024), rng.randrange(1, 60))
        rows = [[f"R{at}", kind, str(year), rng.randrange(10**6), "firm"] for at in range(3) for year in years]
        table = [HEADER, *rows]
        tables[f"{kind}.{ending}"] = {
            "c": lambda table=table: "".join(",".join(map(str, row)) + "\n" for row in table).encode(),
            "x": lambda table=table: workbooks.workbook(table),
            "l": lambda table=table: xls_writing.workbook(table),
            "o": lambda table=table: ods_writing.workbook(table),
        }[kind]()
    for file, data in tables.items():
        (folder / file).write_bytes(data)
    return [
        ClassificationSpec(file="regions.csv", name="region", code="code", name_en="en"),
        ClassificationSpec(
            file="keys.csv", name="indicator", code="code", name_en="en", attributes=("unit", "measure", "price_basis")
        ),
        *(TidySpec(file=file) for file in tables),
    ]


def keep(place: Path, store: Store, name: str) -> list[str]:
    """One ingest into the study; a line for each file that is now promised to be there."""
    folder = place / "sources"
    found = ingest(folder, sources(folder, name))
    persist(found, store)
    lines = []
    for source in found.sources:
        met = found.counts[source.name]
        counts = (met.read, met.loaded, met.quarantined, met.skipped)
        lines.append(" ".join(map(str, (source.name, source.sha256, *counts))))
    return lines


def live(place: Path, name: str, die_at: int, out: int) -> None:
    """Ingest without end, each time other files, and say after each what was kept."""
    if die_at:
        die_before(die_at)
    os.write(out, b"ready\n")
    with Store.open(place / "study", create=True) as store:
        if die_at:
            store.connection.set_trace_callback(lambda _statement: step_on_disk())
        item = 0
        while True:
            lines = keep(place, store, f"{name}-{item}")
            # One system call: a kill cannot take back what was written.
            os.write(out, "".join(f"{line}\n" for line in lines).encode())
            item += 1


def strike(place: Path, account: Account, round_: int, die_at: int, wait: float) -> None:
    """Kill one process, before its ``die_at``-th step or after ``wait`` seconds, and look through the study."""
    inside, out = os.pipe()
    with warnings.catch_warnings():
        # Newer Pythons warn of a fork beside threads; the child takes no lock that another thread may hold.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        os.close(inside)
        try:
            live(place, str(round_), die_at, out)
        finally:
            # Never back into the loop of the parent; what went wrong is said first.
            sys.excepthook(*sys.exc_info())
            os._exit(1)
    os.close(out)
    with os.fdopen(inside, "rb") as stream:
        first = stream.readline()
        if not die_at:
            time.sleep(wait)
            os.kill(child, signal.SIGKILL)
        said = (first + stream.read()).decode().split("\n")[1:-1]
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError(f"the process ended by itself in round {round_}")
    account.counts["kills from inside" if die_at else "kills from outside"] += 1
    for line in said:
        name, sha256, *counts = line.split(" ")
        account.acknowledged[name, sha256] = tuple(map(int, counts))
    account.losses += [f"after kill {round_}: {loss}" for loss in inspect(place, account, round_)]


def inspect(place: Path, account: Account, round_: int) -> list[str]:
    """Everything wrong with the study, given what was acknowledged; a new ingest into it at the end."""
    account.counts["files left by a kill"] += len(_leftovers(place / "study"))
    try:
        with Store.open(place / "study", create=not account.acknowledged) as store:
            sound = store.connection.execute("PRAGMA integrity_check").fetchall()
            stray = store.connection.execute("PRAGMA foreign_key_check").fetchall()
            losses = [f"integrity_check {sound}"] * (sound != [("ok",)]) + [f"foreign_key_check {stray}"] * bool(stray)
            losses += _missing(store, account)
            for line in keep(place, store, f"after-{round_}"):
                name, sha256, *counts = line.split(" ")
                account.acknowledged[name, sha256] = tuple(map(int, counts))
                account.counts["files ingested after kills"] += 1
            losses += _missing(store, account)
            return losses + [f"left over: {path.name}" for path in _leftovers(store.folder)]
    except GrowthpoleError as problem:
        return [f"{problem.code}: {problem}"]


def _missing(store: Store, account: Account) -> list[str]:
    rows = {
        (row.source_name, row.sha256): (row.read, row.loaded, row.quarantined, row.skipped) for row in store.ingests()
    }
    there = {record.sha256 for record in store.snapshots()}
    losses = [
        f"ingest of {key} is {rows.get(key)} and not {counts}"
        for key, counts in account.acknowledged.items()
        if rows.get(key) != counts
    ]
    losses += [f"{key}: rows do not add up" for key, (read, *parts) in rows.items() if read != sum(parts)]
    losses += [f"{name}: counted, and its snapshot is not kept" for name, sha256 in rows if sha256 not in there]
    for sha256 in there:
        try:
            same = hashlib.sha256(store.snapshot(sha256)).hexdigest() == sha256
        except GrowthpoleError as problem:
            losses.append(str(problem))
        else:
            losses += [] if same else [f"snapshot {sha256} has other bytes"]
    account.counts["ingests acknowledged"] = len(account.acknowledged)
    account.counts["ingests present"] = len(rows)
    account.counts["snapshots present"] = len(there)
    return losses


def _leftovers(study: Path) -> list[Path]:
    return sorted({*study.glob(".growthpole-tmp-*"), *study.glob("*/.growthpole-tmp-*")})


def torment(place: Path, kills: int, seed: int) -> Account:
    """Kill ``kills`` processes, looking through the study after each."""
    rng = random.Random(seed)  # noqa: S311
    account = Account()
    for round_ in range(kills):
        inside = round_ % 2 == 1
        strike(place, account, round_, rng.randrange(1, MOST_STEPS) if inside else 0, rng.uniform(0, LONGEST_WAIT))
    return account


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="growthpole-kill-") as place:
        account = torment(Path(place), options.kills, options.seed)
    lines = [f"{name:28} {number}" for name, number in sorted(account.counts.items())]
    lines += [f"LOST {loss}" for loss in account.losses[:20]] or ["nothing lost"]
    sys.stdout.write("\n".join([*lines, ""]))
    return 1 if account.losses else 0


if __name__ == "__main__":
    sys.exit(main())
