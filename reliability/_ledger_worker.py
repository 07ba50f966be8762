"""A writer of the ledger: it adds, corrects, withdraws and imports entries and says what it was promised.

``python _ledger_worker.py FOLDER NAME DIE_AT [BATCHES]``. After each promise it prints one line, ``ledger BATCH``;
where another writer is at work it prints ``busy`` and tries again. With DIE_AT > 0 it kills itself just before its
DIE_AT-th step on the disk (sync, rename, folder made, file removed, SQL statement); with 0 it ends after BATCHES, or
waits to be killed.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from _dying import die_before, step_on_disk

from growthpole.errors import StoreError
from growthpole.store import folder as store_folder
from growthpole.study.ledger_entries import add_entries, add_entry, import_ledger, withdraw_entry
from growthpole.study.ledger_files import csv_of_entries
from growthpole.track import Entry, StageChange

BATCH = 3
FIRST, LATER = "2024-03-01", "2024-03-02"


def main(folder: Path, name: str, die_at: int, batches: int) -> None:
    """Write until killed, or until all batches are written."""
    if die_at:
        die_before(die_at)
        _count_statements()
    say("ready")
    for item in range(batches) if batches else count():
        patiently(lambda item=item: work(folder, f"{name}-{item}", item))
        say(f"ledger {name}-{item}")


def patiently(write: Callable[[], None]) -> None:
    """Try until no other writer is at work; any other failure is one."""
    while True:
        try:
            write()
        except StoreError as problem:
            if problem.code != "store-busy":
                raise
            say("busy")
            time.sleep(0.002)
        else:
            return


def work(folder: Path, batch: str, item: int) -> None:
    """One batch: three entries at once, by adding, by importing, or an entry with its correction and withdrawal."""
    match item % 3:
        case 0:
            add_entries(folder, entries_of(batch), by="killer")
        case 1:
            file = folder / f"{os.getpid()}.csv"
            file.write_bytes(csv_of_entries(entries_of(batch)))
            import_ledger(folder, file, by="killer")
        case _:
            in_steps(folder, batch)


def in_steps(folder: Path, batch: str) -> None:
    """An entry, its correction, its withdrawal: three calls, of which a busy study may stop any."""
    told: dict[str, Any] = {"project": f"{batch}/0", "stage": "signed", "date": FIRST}
    entry = patient_entry(lambda: add_entry(folder, "stage", {**told, "vintage": FIRST}, by="killer"))
    again = {**told, "date": LATER, "vintage": LATER, "reason": "later"}
    entry = patient_entry(lambda: add_entry(folder, "stage", again, corrects=entry.number, by="killer"))
    number = entry.number
    patient_entry(lambda: withdraw_entry(folder, number, "never signed", vintage="2024-03-03", by="killer"))


def patient_entry(write: Callable[[], Entry]) -> Entry:
    """The entry that was written, however long another writer takes."""
    written: list[Entry] = []
    patiently(lambda: written.append(write()))
    return written[0]


def entries_of(batch: str) -> list[Entry]:
    """Entries that belong together: all of them are there, or none."""
    return [StageChange(project=f"{batch}/{part}", stage="signed", date=FIRST, vintage=FIRST) for part in range(BATCH)]


def say(line: str) -> None:
    """Print at once, by one system call: a kill cannot take back a line that was written."""
    os.write(1, f"{line}\n".encode())


def _count_statements() -> None:
    connect = store_folder.connect

    def counted(*arguments: Any) -> Any:
        connection = connect(*arguments)
        connection.set_trace_callback(lambda _statement: step_on_disk())
        return connection

    store_folder.connect = counted  # type: ignore[assignment]


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 0)
