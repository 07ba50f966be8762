"""Multipliers and extraction against pymrio and against numpy's inverse, on synthetic tables.

    python benchmarks/linkages.py --sizes 1000 3000 [--peers PYTHON] [--rounds 3]

The tables are random and seeded: log-normal flows, column sums of A between 0.2 and 0.8, final demand positive. Each
size prints the shortest time of the rounds, the product's on a table it has not seen (its checks included), and the
ratios. With ``--peers`` the interpreter named runs pymrio ≥ 0.7 on the same table, which goes there as one file of raw
doubles in a temporary folder. Set one BLAS thread (OPENBLAS_NUM_THREADS=1). 9,800 sectors need about 6 GB.
Exits with 1 when answers differ.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from growthpole.linkages import hypothetical_extraction, leontief_inverse, multipliers, top_extractions
from growthpole.tables import IOTable

AGREE = 1e-9
PEER = """
import json, sys, time
import numpy as np, pandas as pd, pymrio
n, path, rounds, extract = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
raw = np.fromfile(path).reshape(n + 2, n)
index = pd.MultiIndex.from_product([["r"], [f"s{i}" for i in range(n)]], names=["region", "sector"])
Z = pd.DataFrame(raw[:n], index=index, columns=index)
x = pd.DataFrame({"indout": raw[n]}, index=index)
Y = pd.DataFrame(raw[n + 1], index=index, columns=pd.MultiIndex.from_tuples([("r", "f")], names=["region", "category"]))
best, one = float("inf"), float("inf")
for _ in range(rounds):
    start = time.perf_counter()
    A = pymrio.calc_A(Z, x)
    L = pymrio.calc_L(A)
    m = L.sum(axis=0)
    best = min(best, time.perf_counter() - start)
if extract:
    system = pymrio.IOSystem(Z=Z, Y=Y, A=A, x=x)
    for place in range(extract):
        start = time.perf_counter()
        A_without = system.A.copy()
        A_without.iloc[place, :] = 0.0
        A_without.iloc[:, place] = 0.0
        Y_without = Y.copy()
        Y_without.iloc[place, :] = 0.0
        left = pymrio.calc_x_from_L(pymrio.calc_L(A_without), Y_without.sum(axis=1))
        one = min(one, time.perf_counter() - start)
m.to_numpy().tofile(sys.argv[5])
print(json.dumps({"version": pymrio.__version__, "multipliers": best, "one_extraction": one if extract else None}))
"""


def table(n: int, seed: int) -> IOTable:
    """A productive table of n sectors."""
    rng = np.random.default_rng(seed)
    z = rng.lognormal(0.0, 2.0, (n, n))
    f = rng.lognormal(6.0, 1.0, n) * n / 100
    z *= rng.uniform(0.2, 0.8, n) / z.sum(axis=0)  # A, which becomes Z below
    x = f.copy()
    for _ in range(200):
        x = z @ x + f
    z *= x
    x = z.sum(axis=1) + f
    names = [f"s{place}" for place in range(n)]
    return IOTable(
        xr.DataArray(z, coords={"supplier": names, "user": names}, dims=("supplier", "user")),
        xr.DataArray(f[:, None], coords={"supplier": names, "category": ["f"]}, dims=("supplier", "category")),
        xr.DataArray((x - z.sum(axis=0))[None, :], coords={"factor": ["v"], "user": names}, dims=("factor", "user")),
        xr.DataArray(x, coords={"supplier": names}, dims="supplier"),
        unit="1e6 USD",
    )


def unseen(io: IOTable) -> IOTable:
    """The same arrays as a table nothing was solved for yet."""
    twin = object.__new__(IOTable)
    for name in ("z", "final_demand", "value_added", "output", "imports", "unit", "tolerance"):
        object.__setattr__(twin, name, getattr(io, name))
    return twin


def shortest(io: IOTable, rounds: int, call: Callable[[IOTable], Any]) -> tuple[float, Any]:
    """Shortest time of a call on a table not seen before, and its answer."""
    best, answer = float("inf"), None
    for _ in range(rounds):
        fresh = unseen(io)
        start = time.perf_counter()
        answer = call(fresh)
        best = min(best, time.perf_counter() - start)
        del fresh
    return best, answer


def plain_inverse(io: IOTable) -> np.ndarray:
    """The inverse as a user would write it."""
    return np.linalg.inv(np.eye(len(io.sectors)) - io.z.values / io.output.values)


def peer(python: str, io: IOTable, rounds: int, extract: int) -> tuple[dict[str, Any], np.ndarray]:
    """Times of pymrio on the table, and its multipliers."""
    with tempfile.TemporaryDirectory() as folder:
        path, answer = Path(folder) / "table", Path(folder) / "answer"
        with path.open("wb") as file:
            for part in (io.z.values, io.output.values, io.final_demand.values[:, 0]):
                part.tofile(file)
        done = subprocess.run(
            [python, "-c", PEER, str(len(io.sectors)), str(path), str(rounds), str(extract), str(answer)],
            check=True,
            capture_output=True,
            text=True,
        )
        return json.loads(done.stdout), np.fromfile(answer)


def measure(n: int, rounds: int, python: str | None, extract: int) -> list[str]:
    """Times of one size, printed; the answers that differ."""
    io, wrong = table(n, 0), []
    print(f"n = {n:,}")
    fast, m = shortest(io, rounds, multipliers)
    print(f"  output multipliers             {fast:9.3f} s   {m.attrs['solver']}, residual {m.attrs['residual']:.1e}")
    plain, inverse = shortest(io, rounds, plain_inverse)
    print(f"  numpy.linalg.inv(I − A)        {plain:9.3f} s   {plain / fast:7.1f} × the multipliers")
    if not np.allclose(m, inverse.sum(axis=0), rtol=AGREE):
        wrong.append(f"multipliers, n = {n}")
    all_of_them, losses = shortest(io, rounds, hypothetical_extraction)
    print(f"  extraction of all {n:,} sectors {all_of_them:9.3f} s   {all_of_them / plain:7.2f} of one numpy inverse")
    expected = io.output.values * inverse.sum(axis=0) / inverse.diagonal()
    if not np.allclose(losses, expected, rtol=AGREE):
        wrong.append(f"extraction, n = {n}")
    whole, _ = shortest(io, 1, leontief_inverse)
    print(f"  leontief_inverse               {whole:9.3f} s")
    del inverse
    top_time, top = shortest(io, rounds, lambda fresh: top_extractions(fresh, 20))
    print(f"  top_extractions, 20 of {n:,}    {top_time:9.3f} s   {top.attrs['solves']} solves, {top.attrs['solver']}")
    if not np.allclose(top, np.sort(expected)[:-21:-1], rtol=AGREE):
        wrong.append(f"top extractions, n = {n}")
    if python:
        times, answer = peer(python, io, 1 if n > 5000 else rounds, extract)
        slow = times["multipliers"]
        print(f"  pymrio {times['version']} multipliers       {slow:9.3f} s   {slow / fast:7.1f} × ours")
        if times["one_extraction"]:
            one = times["one_extraction"]
            ratio = n * one / all_of_them
            print(f"  pymrio, one sector extracted   {one:9.3f} s   all: {ratio:9.1f} × ours, extrapolated")
        if not np.allclose(m, answer, rtol=AGREE):
            wrong.append(f"pymrio, n = {n}")
    return wrong


def main() -> int:
    """Measure each size and say what differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 3000])
    parser.add_argument("--peers", metavar="PYTHON", help="interpreter that has pymrio")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--extract", type=int, default=1, help="sectors pymrio extracts one by one to be timed")
    given = parser.parse_args()
    wrong = [
        name for n in given.sizes for name in measure(n, given.rounds, given.peers, given.extract if n < 5000 else 0)
    ]
    print("different answers: " + ", ".join(wrong) if wrong else "all answers agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
