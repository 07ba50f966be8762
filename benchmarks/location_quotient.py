"""Location quotient of a panel of a million cells, against a plain pandas groupby in the same run.

``python benchmarks/location_quotient.py`` prints both times, the ratio, and how far the answers differ;
it exits with 1 when they differ by more than rounding.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
import xarray as xr

from growthpole.diagnose import location_quotient

DIMS = ("period", "region", "activity")
SHAPE = (50, 200, 100)
ROUNDS = 5
TOLERANCE = 1e-12  # 20,000 positive numbers summed in another order: at most about 2e4 × 1.1e-16


def panel() -> xr.DataArray:
    """Positive values by period, region and activity; one in ten is zero."""
    rng = np.random.default_rng(20211231)
    values = rng.lognormal(3.0, 1.5, SHAPE) * (rng.random(SHAPE) > 0.1)
    labels = {name: [f"{name}{i:03d}" for i in range(size)] for name, size in zip(DIMS, SHAPE, strict=True)}
    return xr.DataArray(values, coords=labels, dims=DIMS)


def by_pandas(frame: pd.DataFrame) -> pd.Series:
    """The same measure by four groupby sums on the long table."""
    value = frame["value"]
    region = frame.groupby(["period", "region"], sort=False, observed=True)["value"].transform("sum")
    activity = frame.groupby(["period", "activity"], sort=False, observed=True)["value"].transform("sum")
    total = frame.groupby("period", sort=False, observed=True)["value"].transform("sum")
    return (value / region) / (activity / total)


def best(call: Callable[[], object]) -> float:
    """Shortest of several rounds in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> int:
    """Measure, compare, print."""
    x = panel()
    frame = x.to_series().rename("value").reset_index()
    frame[list(DIMS)] = frame[list(DIMS)].astype("category")
    ours, theirs = location_quotient(x), by_pandas(frame)
    left, right = ours.values.ravel(), theirs.to_numpy()
    same_zeros = bool(((left == 0.0) == (right == 0.0)).all() and (np.isnan(left) == np.isnan(right)).all())
    difference = float(np.nanmax(np.abs(left - right) / np.where(right == 0.0, 1.0, right)))
    fast, floor = best(lambda: location_quotient(x)), best(lambda: by_pandas(frame))
    sys.stdout.write(
        f"cells                 {x.size:>10,}\n"
        f"location_quotient     {fast * 1e3:>10.1f} ms\n"
        f"pandas groupby        {floor * 1e3:>10.1f} ms\n"
        f"ratio                 {floor / fast:>10.1f} times as fast\n"
        f"largest difference    {difference:>10.1e} (relative)\n"
    )
    return 0 if same_zeros and difference < TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main())
