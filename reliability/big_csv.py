"""A CSV file of 200 MB: refused by the default limit without being read, and loaded when it is raised.

``python reliability/big_csv.py --mib 200``. A tidy table is written into a temporary folder and read
twice, each time in a process of its own: with the default limits, and with ``max_file_mib`` raised.
Each prints what came of it, the seconds it took and the largest resident memory of the process beside
that of the bare imports. Exits with 1 when the file is not refused by its size, or takes more than
``--most-mb`` where it was to be refused.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

READ = """
import json, resource, sys, time
from pathlib import Path
import pandas, duckdb
from growthpole.errors import SourceError
from growthpole.messages import LANGS
from growthpole.observe import Limits, read

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

path, mib = Path(sys.argv[1]), float(sys.argv[2])
read(pandas.DataFrame({"region": ["A"], "indicator": "x", "period": "2021", "value": "1", "unit": "person"}))
limits = Limits(max_file_bytes=int(mib * 2**20)) if mib else Limits()
before, start = peak(), time.perf_counter()
try:
    found = read(path, limits=limits)
    told = {"code": "loaded", "message": str(found.counts), "holds": found.counts.holds}
except SourceError as problem:
    told = {"code": problem.code, "message": problem.message("en"), "zh": problem.message("zh")}
print(json.dumps({**told, "seconds": time.perf_counter() - start, "peak": peak(), "before": before}))
"""


def write(path: Path, mib: float, seed: int = 0) -> int:
    """Write a tidy table of at least ``mib`` MiB; return its number of rows."""
    rng = random.Random(seed)  # noqa: S311
    target, size, rows = int(mib * 2**20), 0, 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        size += stream.write("region,activity,indicator,period,value,unit,vintage,scope,published,note\n")
        while size < target:
            lines = []
            for number in range(rows, rows + 10_000):
                region, rest = number % 340, number // 340
                year, activity = 2000 + rest % 24, rest // 24
                note = "above designated size; as first published; see the yearbook of the year after"
                lines.append(
                    f"R{region:04},A{activity:05},gross_output,{year},{rng.uniform(0, 1e5):.4f},1e8 CNY,"
                    f"preliminary,firms above designated size,{year + 1}-01-21,{note}\n"
                )
            size += stream.write("".join(lines))
            rows += 10_000
    return rows


def measure(path: Path, mib: float) -> dict[str, object]:
    """Read ``path`` in a new process, with ``max_file_mib`` when it is not 0."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path), str(mib)], capture_output=True, text=True, check=True, timeout=900
    )
    told: dict[str, object] = json.loads(done.stdout)
    return told


def line(name: str, told: dict[str, object]) -> str:
    """What came of a reading, in one line."""
    seconds, peak, before = (float(str(told[name])) for name in ("seconds", "peak", "before"))
    figures = f"{seconds:.3f} s, peak {peak:.0f} MB ({peak - before:.0f} MB above the imports)"
    return f"{name}: {told['code']} — {told['message']} [{figures}]"


def show(mib: float, limit_mib: float = 0.0, most_mb: float = 16.0) -> list[str]:
    """The two readings of a file of ``mib`` MiB, as lines.

    Raises
    ------
    SystemExit
        The file was not refused by its size, or was read before it was refused.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.csv"
        rows = write(path, mib)
        size = path.stat().st_size / 2**20
        refused = measure(path, limit_mib)
        raised = measure(path, size + 1)
    grown = float(str(refused["peak"])) - float(str(refused["before"]))
    if refused["code"] != "file-too-large" or "max_file_mib" not in str(refused["message"]) or grown > most_mb:
        raise SystemExit(f"not refused as it should be: {refused}")
    if raised["code"] not in {"loaded", "too-many-rows"} or not raised.get("holds", True):
        raise SystemExit(f"neither loaded nor refused by a named limit: {raised}")
    name = "default limits" if not limit_mib else f"max_file_mib = {limit_mib}"
    return [line(name, refused), line(f"max_file_mib = {size + 1:.0f}, {size:.0f} MiB, {rows} rows", raised)]


def main() -> None:
    """Show it on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mib", type=float, default=200.0)
    parser.add_argument("--most-mb", type=float, default=16.0)
    options = parser.parse_args()
    sys.stdout.write("\n".join(show(options.mib, most_mb=options.most_mb)) + "\n")


if __name__ == "__main__":
    main()
