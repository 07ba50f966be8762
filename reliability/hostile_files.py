"""Hostile files: each is refused, or read where it does no harm, within a second and little memory.

``python reliability/hostile_files.py``. Bombs, far cells, deep nesting, endless lines, chains in circles,
names that lie, files that are none: each is made in a temporary folder and read by
:func:`growthpole.observe.read` in a process of its own, which is forked when everything is imported. For each the
outcome, the seconds and the resident memory above that of the imports are printed. Exits with 1 when one
is not met as expected, takes more than ``--most-seconds`` or more than ``--most-mb``.

The tests make the same files small (``scale`` below 1) and look at the outcome alone.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import select
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import _hostile_books  # noqa: F401 - registers its cases
import _hostile_texts  # noqa: F401 - registers its cases
from _hostile_base import CASES, READ, Case
from _makers import ods_writing, workbooks, xls_writing

from growthpole.errors import GrowthpoleError

LONGEST = 30.0


def open_it(made: Path, kind: str) -> str:
    """What comes of reading a file: the code of an error, or ``read``."""
    from growthpole.observe import Limits, read

    try:
        if kind == "study":
            from growthpole.study.case import load_case

            load_case(made.parent)
        elif kind == "sidecar":
            return _sidecar(made)
        elif kind == "sdmx":
            from growthpole.observe.files import read_bytes
            from growthpole.observe.sdmx.messages import read_sdmx

            read_sdmx(read_bytes(made, Limits()), made.name, Limits())
        else:
            read(made)
    except GrowthpoleError as problem:
        if not (problem.message("en") and problem.message("zh")):
            return f"{problem.code} without a text"
        return problem.code
    return READ


def _sidecar(made: Path) -> str:
    from growthpole.observe import Limits
    from growthpole.observe.files import sheet_of_bytes
    from growthpole.observe.sidecar import describe_source

    sheet = sheet_of_bytes(b"a,b\n1,2\n", "t.csv", Limits())
    findings = describe_source(made.with_name("t.csv"), sheet, Limits())[1]
    return findings[0].code if findings else READ


def measured(one: Case, folder: Path) -> dict[str, Any]:
    """Make a file in one process, read it in another, and say what came of it."""
    path = Path(_forked(lambda: {"made": str(one.make(folder, 1.0))})["made"])

    def look() -> dict[str, Any]:
        before, start = _peak(), time.perf_counter()
        outcome = open_it(path, one.open)
        return {"outcome": outcome, "seconds": time.perf_counter() - start, "mb": _peak() - before}

    return {"outcome": "died", "seconds": 0.0, "mb": 0.0, **_forked(look)}


def _forked(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Result of work in a process of its own; ``died`` when it gives none."""
    ends = os.pipe()
    child = os.fork()
    if not child:
        try:
            told = work()
        except BaseException as problem:  # noqa: BLE001 - whatever goes wrong is the outcome
            told = {"outcome": f"{type(problem).__name__}: {problem}"[:100], "died": True}
            sys.stderr.write(f"{told['outcome']}\n")
        os.write(ends[1], json.dumps(told).encode())
        os._exit(0)
    os.close(ends[1])
    with os.fdopen(ends[0], "rb") as stream:
        ready, _, _ = select.select([stream], [], [], LONGEST)
        if not ready:
            os.kill(child, signal.SIGKILL)
        told = json.loads(stream.read() or json.dumps({"died": True, "seconds": 0.0 if ready else LONGEST}))
    os.waitpid(child, 0)
    return dict(told)


def _peak() -> float:
    """Largest resident memory of this process, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--most-seconds", type=float, default=1.0)
    parser.add_argument("--most-mb", type=float, default=300.0)
    parser.add_argument("--only", default="", help="part of the names to run")
    options = parser.parse_args()
    failed = 0
    for kind in ("study", "sdmx", "sidecar", "file"):
        # Everything is imported once, by sound files.
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "t.csv"
            path.write_text("region,2021\n山东,1\n", encoding="utf-8")
            open_it(path, kind)
    for data in (workbooks.workbook([["a", 1]]), xls_writing.workbook([["a", 1]]), ods_writing.workbook([["a", 1]])):
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "t.bin"
            path.write_bytes(data)
            open_it(path, "file")
    for one in (one for one in CASES if options.only in one.name):
        with tempfile.TemporaryDirectory(prefix="growthpole-hostile-") as place:
            told = measured(one, Path(place))
        good = (
            told["outcome"] in one.expected
            and told["seconds"] <= options.most_seconds
            and told["mb"] <= options.most_mb
        )
        failed += not good
        figures = f"{told['seconds']:7.3f} s {told['mb']:6.0f} MB"
        sys.stdout.write(f"{'ok  ' if good else 'FAIL'} {one.name:52} {told['outcome']:22} {figures}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{failed} of {len(CASES)} not met as expected\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
