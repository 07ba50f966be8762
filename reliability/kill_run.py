"""Kill ``growthpole run`` at random moments: the store opens, and the last published run is whole.

    python reliability/kill_run.py --kills 50 --seed 0

Each round starts a run that can reuse nothing (its own seed), kills the process with SIGKILL after a random
time, and then reads the study as a user would: the database passes its integrity check, every run of the
catalogue is whole (manifest, tables, reports, each with its hash), and nothing else can be taken for a run
once the next writer has swept. Exits 1 on any loss.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from growthpole.store import Store
from growthpole.study import Run, new_study


def whole(run: Run) -> list[str]:
    """What a published run lacks."""
    lacking = [
        name
        for name in ("report.html", "report.en.html", "report.zh.html", "findings.json")
        if not (run.folder / name).is_file()
    ]
    for name in run.table_names:
        try:
            table = run.table(name)
        except Exception as problem:  # noqa: BLE001 - any failure to read is a loss
            lacking.append(f"{name}: {problem}")
        else:
            if len(table.frame) != run.manifest["tables"][name]["rows"]:
                lacking.append(f"{name}: rows")
    for name, sha256 in run.manifest["files"].items():
        path = run.folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            lacking.append(f"{name}: bytes")
    return lacking


def look(folder: Path) -> tuple[int, list[str]]:
    """Number of published runs, and everything that is wrong with the study."""
    if not (folder / "growthpole.db").is_file():
        return 0, []
    with Store.open(folder) as store:
        wrong = [] if store.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok" else ["integrity"]
        records = store.runs()
        for record in records:
            wrong += [f"{record.run_id}: {what}" for what in whole(Run(record.folder))]
        for snapshot in store.snapshots():
            store.snapshot(snapshot.sha256)
        with store.writer():
            seen = {path.name for path in (folder / "runs").iterdir()}
        wrong += [f"left over: {name}" for name in seen - {record.run_id for record in records}]
    return len(records), wrong


def main() -> int:
    """Run the rounds and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--longest", type=float, default=0.0, help="longest time before a kill; 0 = that of one run")
    options = parser.parse_args()
    rng = random.Random(options.seed)  # noqa: S311 - moments of kills, no secret
    with tempfile.TemporaryDirectory() as home:
        folder = new_study(Path(home) / "study")
        command = [sys.executable, "-m", "growthpole.cli.app", "run", str(folder), "--seed"]
        start = time.perf_counter()
        subprocess.run([*command, "1"], check=True, capture_output=True)
        longest = options.longest or (time.perf_counter() - start) * 1.05
        killed = finished = 0
        published, wrong = look(folder)
        for number in range(options.kills):
            process = subprocess.Popen(
                [*command, str(number + 2)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            try:
                process.wait(timeout=rng.uniform(0.05, longest))
                finished += 1
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                killed += 1
            now, found = look(folder)
            wrong += found + ([] if now >= published else [f"runs fell from {published} to {now}"])
            published = now
            sys.stderr.write(f"\r{number + 1}/{options.kills} killed {killed} published {published} wrong {len(wrong)}")
        sys.stderr.write("\n")
    print(f"kills {killed}, finished before the kill {finished}, runs published {published}, losses {len(wrong)}")
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
