"""Kill a writer of the ledger again and again, then let two write at once; no acknowledged entry may be missing.

``python reliability/kill_ledger.py --kills 200 --batches 60 --seed 0``. The writers go through what ``growthpole
track`` goes through: they add, correct, withdraw and import. Half of the kills come from outside at a random moment
(SIGKILL), half from inside just before a random step on the disk. After each the study is looked through: the
database is sound, every acknowledged batch is there and whole, no batch written at once is there by half, numbers
grow, and every entry names the one it corrects. Then two processes write at once, each until all its batches are
acknowledged: one waits or is told that the study is busy. Exits with 1 on any loss.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from kill_store import Account, one_life

from growthpole.errors import GrowthpoleError
from growthpole.store import Store
from growthpole.study import new_study
from growthpole.study.ledger_entries import ledger_entries
from growthpole.track import Entry, StageChange, refusals

WORKER = Path(__file__).with_name("_ledger_worker.py")
LONGEST_WAIT = 0.4
MOST_STEPS = 150
BATCH = 3


def torment(folder: Path, kills: int, seed: int) -> Account:
    """Kill ``kills`` writers of the ledger of ``folder``, looking through it after each."""
    rng = random.Random(seed)  # noqa: S311
    account = Account()
    for round_ in range(kills):
        inside = round_ % 2 == 1
        die_at = rng.randrange(1, MOST_STEPS) if inside else 0
        lines = one_life(WORKER, folder, round_, die_at, 0 if inside else rng.uniform(0, LONGEST_WAIT))
        _note(account, lines)
        account.counts["kills from inside" if inside else "kills from outside"] += 1
        account.losses += [f"after kill {round_}: {loss}" for loss in inspect(folder, account)]
    return account


def together(folder: Path, account: Account, batches: int) -> None:
    """Two writers at once, each with ``batches`` batches; then the ledger is looked through."""
    command = [sys.executable, str(WORKER), str(folder)]
    writers = [
        subprocess.Popen([*command, name, "0", str(batches)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for name in ("left", "right")
    ]
    for writer in writers:
        said, complaint = writer.communicate()
        if writer.returncode:
            account.losses.append(f"a writer failed beside another: {complaint.decode()[-500:]}")
        lines = said.decode().split("\n")
        _note(account, lines)
        account.counts["batches written beside another writer"] += sum(line.startswith("ledger") for line in lines)
    account.losses += [f"after two writers: {loss}" for loss in inspect(folder, account)]


def inspect(folder: Path, account: Account) -> list[str]:
    """Everything wrong with the ledger of ``folder``, given what ``account`` says was promised."""
    try:
        with Store.open(folder, create=True) as store:
            sound = store.connection.execute("PRAGMA integrity_check").fetchall()
        entries = ledger_entries(folder)
    except GrowthpoleError as error:
        return [f"{error.code}: {error}"]
    found = [f"integrity_check {sound}"] * (sound != [("ok",)])
    numbers = [entry.number for entry in entries]
    found += ["numbers do not grow"] * (numbers != sorted(set(numbers)))
    found += [f"{problem}" for _, problem in refusals((), entries)]
    batches: dict[str, list[Entry]] = {}
    for entry in entries:
        if isinstance(entry, StageChange):
            batches.setdefault(entry.project.partition("/")[0], []).append(entry)
    account.counts["batches promised"] = len(account.promised["ledger"])
    account.counts["batches present"] = len(batches)
    account.counts["entries present"] = len(entries)
    for batch in sorted(account.promised["ledger"]):
        if len(batches.get(batch, ())) != BATCH:
            found.append(f"batch {batch}: {len(batches.get(batch, ()))} of {BATCH} entries")
    halves = [name for name, held in batches.items() if int(name.rpartition("-")[2]) % 3 != 2 and len(held) != BATCH]
    return found + [f"batch {name} is there by half" for name in halves]


def _note(account: Account, lines: list[str]) -> None:
    account.promised["ledger"] |= {line.removeprefix("ledger ") for line in lines if line.startswith("ledger ")}
    account.counts.update({"told that the study is busy": Counter(lines)["busy"]})


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--batches", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="growthpole-ledger-") as place:
        folder = new_study(Path(place) / "study")
        account = torment(folder, options.kills, options.seed)
        together(folder, account, options.batches)
    lines = [f"{name:40} {number}" for name, number in sorted(account.counts.items())]
    lines += [f"LOST {loss}" for loss in account.losses] or ["nothing lost"]
    sys.stdout.write("\n".join([*lines, ""]))
    return 1 if account.losses else 0


if __name__ == "__main__":
    sys.exit(main())
