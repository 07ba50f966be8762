"""What a baseline costs: 10,000 paths × 50 activities × 10 periods, and over a plain normal Monte Carlo in numpy.

``python benchmarks/trajectory.py [--paths N] [--activities N] [--periods N]``. A seeded history of 16 years; the
shortest of five rounds of each. The floor is what a user would write: means and deviations of log growth, one array of
normal numbers, ``exp(cumsum)``; it has no common shocks, no unsure drifts and no calibration, so its bands are too
narrow. The naive model is computed again by a loop over paths and years on the same random numbers. Exits with 1 when
the two differ, when the bytes change with the number of workers, or when the baseline takes two seconds or more.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import xarray as xr

from growthpole.plan import calibrate, naive_paths, organic_paths
from growthpole.plan._drawing import BLOCK

YEARS = 16
ROUNDS = 5
MOST_SECONDS = 2.0
TOLERANCE = 1e-12  # two orders of adding ten numbers
SEED = 20261126


def history(activities: int) -> xr.DataArray:
    """Random walks of log values with a common shock."""
    rng = np.random.default_rng(SEED)
    steps = rng.normal(0.04, 0.05, (YEARS, 1)) + rng.normal(0, 0.08, (YEARS, activities))
    labels = {"period": np.arange(2005, 2005 + YEARS), "activity": [f"A{place:04d}" for place in range(activities)]}
    return xr.DataArray(np.exp(steps.cumsum(axis=0) + rng.normal(3, 1, activities)), coords=labels, dims=list(labels))


def plain(levels: np.ndarray, horizon: int, paths: int) -> np.ndarray:
    """Normal Monte Carlo in five lines of numpy."""
    growth = np.diff(np.log(levels), axis=0)
    steps = np.random.default_rng(SEED).standard_normal((paths, horizon, levels.shape[1]))
    steps *= growth.std(axis=0, ddof=1)
    steps += growth.mean(axis=0)
    return levels[-1] * np.exp(steps.cumsum(axis=1))


def looped(levels: np.ndarray, horizon: int, paths: int) -> np.ndarray:
    """The naive model by loops over paths and years, on the random numbers the product draws."""
    growth = np.diff(np.log(levels), axis=0)
    mean, deviation = growth.mean(axis=0), growth.std(axis=0, ddof=1)
    found = np.empty((paths, horizon, levels.shape[1]))
    starts = range(0, paths, BLOCK)
    for start, rng in zip(starts, np.random.default_rng(SEED).spawn(len(starts)), strict=True):
        for path in range(start, min(start + BLOCK, paths)):
            level = levels[-1].copy()
            for year in range(horizon):
                level *= np.exp(mean + deviation * rng.standard_normal(len(level)))
                found[path, year] = level
    return found


def shortest(call: Callable[[], Any]) -> float:
    """Seconds of the quickest of several rounds."""
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        call()
        found.append(time.perf_counter() - start)
    return min(found)


def main() -> int:
    """Print one JSON line; 1 when an answer differs or the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, size in (("paths", 10_000), ("activities", 50), ("periods", 10)):
        parser.add_argument(f"--{name}", type=int, default=size)
    asked = parser.parse_args()
    known = history(asked.activities)
    shape = asked.periods, asked.paths
    factors = calibrate(known, asked.periods)

    def baseline(calibration: Any = None, executor: Any = None) -> xr.DataArray:
        return organic_paths(known, asked.periods, SEED, paths=asked.paths, calibration=calibration, executor=executor)

    naive = naive_paths(known, asked.periods, SEED, paths=asked.paths).values
    difference = float(np.abs(naive / looped(known.values, *shape) - 1).max())
    with ThreadPoolExecutor(2) as pool:
        same = baseline(factors, pool).values.tobytes() == baseline(factors).values.tobytes()
        seconds = {
            "baseline": shortest(baseline),
            "calibrated": shortest(lambda: baseline(factors)),
            "calibrated, 2 workers": shortest(lambda: baseline(factors, pool)),
            "calibrating": shortest(lambda: calibrate(known, asked.periods)),
            "naive": shortest(lambda: naive_paths(known, asked.periods, SEED, paths=asked.paths)),
        }
    floor = shortest(lambda: plain(known.values, *shape))
    row = {
        "shape": [asked.paths, asked.periods, asked.activities],
        "seconds": {name: round(value, 3) for name, value in seconds.items()},
        "floor_seconds": round(floor, 3),
        "ratio": round(seconds["calibrated"] / floor, 1),
        "worst_difference": difference,
        "same_bytes": same,
    }
    print(json.dumps(row))
    slowest = max(seconds["baseline"], seconds["calibrated"])
    return int(difference > TOLERANCE or not same or slowest >= MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
