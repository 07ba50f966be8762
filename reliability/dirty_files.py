"""Read a great many dirty statistical files whose truth is known, and count what came out.

    python reliability/dirty_files.py [--files 20000] [--workers 2] [--seed 0] [--show 5]

File number k is made from seed + k, so the same command gives the same table for any number of workers. Each is read
by ``observe.read`` and judged cell by cell: a crash is any exception that is no error of the house; a silent wrong cell
differs from the truth, or is lost, without a finding that says so. Exits with 1 on a crash, on a silent wrong cell, or
when fewer than 95 % of the recoverable files load exactly. Files are read from a temporary folder that is removed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "makers"))

from dirty_files import DirtyFile, Verdict, judge, make, surrounded
from growthpole import observe

OUTCOMES = ("exact", "named", "asked", "wrong", "crash")
LEAST_EXACT = 95.0
BATCH = 50
AROUND = 8  # one file in so many tries what stands around figures


@dataclass(frozen=True)
class Result:
    """One file read and judged."""

    seed: int
    kind: str
    recipe: tuple[tuple[str, str], ...]
    verdict: Verdict


def read_file(file: DirtyFile, folder: Path) -> Verdict:
    """The verdict on one file, read as its user would."""
    path = folder / file.name
    path.write_bytes(file.data)
    try:
        return judge(file, observe.read(path, **file.read_arguments))
    except Exception as problem:  # noqa: BLE001 - whatever is raised is the outcome to be judged
        return judge(file, problem)
    finally:
        path.unlink()


def results_of(seeds: tuple[int, ...]) -> list[Result]:
    """Files of some seeds, read and judged."""
    with tempfile.TemporaryDirectory() as folder:
        done = []
        for seed in seeds:
            file = surrounded(seed) if seed % AROUND == AROUND - 1 else make(seed)
            recipe = tuple(
                (name, repr(choice) if name == "line_end" else str(choice)) for name, choice in file.recipe.items()
            )
            done.append(Result(seed, file.kind, recipe, read_file(file, Path(folder))))
        return done


def all_results(files: int, workers: int, seed: int) -> Iterator[Result]:
    """Results in the order of their seeds."""
    batches = [tuple(range(first, min(first + BATCH, seed + files))) for first in range(seed, seed + files, BATCH)]
    if workers == 1:
        for batch in batches:
            yield from results_of(batch)
        return
    with ProcessPoolExecutor(workers) as pool:
        for done in pool.map(results_of, batches):
            yield from done


class Account:
    """What came out, by kind of file and by choice of each dimension."""

    def __init__(self) -> None:
        self.by_kind: Counter[tuple[str, str]] = Counter()
        self.by_choice: Counter[tuple[str, str, str]] = Counter()
        self.faults: Counter[str] = Counter()
        self.stopped = 0
        self.failed: list[Result] = []
        self.inexact: list[Result] = []

    def add(self, result: Result) -> None:
        """Count one file."""
        verdict = result.verdict
        self.by_kind[result.kind, verdict.outcome] += 1
        for name, choice in result.recipe:
            self.by_choice[name, choice, verdict.outcome] += 1
        self.faults.update(fault.what for fault in verdict.faults)
        self.stopped += verdict.outcome == "exact" and result.kind == "recoverable" and verdict.errors > 0
        if verdict.outcome in {"wrong", "crash"}:
            self.failed.append(result)
        elif verdict.outcome != "exact" and result.kind == "recoverable":
            self.inexact.append(result)

    @property
    def exact(self) -> float:
        """Recoverable files loaded exactly, in percent."""
        files = sum(self.by_kind["recoverable", outcome] for outcome in OUTCOMES)
        return 100 * self.by_kind["recoverable", "exact"] / files if files else 100.0

    @property
    def passed(self) -> bool:
        """Whether the reader keeps its promises."""
        return not self.failed and self.exact >= LEAST_EXACT

    def show(self) -> None:
        """Print the table."""
        heads = "".join(f"{outcome:>9}" for outcome in OUTCOMES)
        print(f"{'':34}{'files':>8}{heads}{'bad %':>8}")
        for kind in ("recoverable", "hostile", "ask"):
            self._line(kind, Counter({outcome: self.by_kind[kind, outcome] for outcome in OUTCOMES}))
        names = dict.fromkeys((name, choice) for name, choice, _ in sorted(self.by_choice))
        for name, choice in names:
            counts = Counter({outcome: self.by_choice[name, choice, outcome] for outcome in OUTCOMES})
            self._line(f"  {name} = {choice}", counts)
        print(f"\nsilent wrong cells: {sum(self.faults.values())} {dict(self.faults.most_common())}")
        print(f"files with a silent wrong cell: {sum(n for (_, how), n in self.by_kind.items() if how == 'wrong')}")
        print(f"crashes: {sum(n for (_, how), n in self.by_kind.items() if how == 'crash')}")
        print(
            f"recoverable files loaded exactly: {self.exact:.2f} % ({self.stopped} of them with a finding that stops)"
        )

    @staticmethod
    def _line(name: str, counts: Counter[str]) -> None:
        files = counts.total()
        if files:
            cells = "".join(f"{counts[outcome]:>9}" for outcome in OUTCOMES)
            bad = 100 * (counts["wrong"] + counts["crash"]) / files
            print(f"{name:34}{files:>8}{cells}{bad:>8.1f}")


def show_file(result: Result) -> None:
    """Print what is known of one file."""
    unusual = {name: choice for name, choice in result.recipe if choice not in {"none", "plain", "False"}}
    print(f"\nseed {result.seed} ({result.kind}, {result.verdict.outcome}) {unusual}")
    for fault in result.verdict.faults[:5]:
        print(f"  {fault.what} {fault.sheet}!{fault.cell}: expected {fault.expected}, got {fault.got}")
    if result.verdict.crash:
        print(f"  {result.verdict.crash}")


def main() -> int:
    """Read the files and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=0, help="print so many failed files, then so many inexact ones")
    options = parser.parse_args()
    account = Account()
    for result in all_results(options.files, options.workers, options.seed):
        account.add(result)
    account.show()
    for result in [*account.failed[: options.show], *account.inexact[: options.show]]:
        show_file(result)
    return 0 if account.passed else 1


if __name__ == "__main__":
    sys.exit(main())
