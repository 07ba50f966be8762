"""Density and outlook of a wide table, against the plain matrix formulas in the same run.

    python benchmarks/relatedness.py [REGIONS ACTIVITIES]
    python benchmarks/relatedness.py --wide

By default 240 regions × 5,000 activities. The floor writes each formula with whole matrices, as the literature prints
them. Both times, their ratio and the largest difference are printed; then the time of a small panel (10 periods × 31
regions × 300 activities, density and outlook of all periods). Exits with 1 when the answers differ.

``--wide`` takes one year of 1,000 regions × 10,000 activities from values to quotient, presence, complexity and
outlook, the product alone, and prints the seconds and the peak of the resident memory of the whole process; it exits
with 1 when the peak is above 4 GB.
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np
import xarray as xr

from growthpole.diagnose import (
    complexity_outlook,
    economic_complexity,
    location_quotient,
    presence,
    relatedness_density,
)
from location_quotient import best

WIDE = (1000, 10_000)
PEAK = 4e9
TOLERANCE = 1e-10  # sums of up to 5,000 products below 10, in another order


def table(regions: int, activities: int, periods: int = 1) -> tuple[xr.DataArray, xr.DataArray]:
    """Random presences, a fifth of the cells, some activities common and some rare; and complexities."""
    rng = np.random.default_rng(20260101)
    common = 0.06 + 0.28 * rng.random(activities)
    coords = {
        "period": np.arange(2015, 2015 + periods),
        "region": [f"r{place:04d}" for place in range(regions)],
        "activity": [f"a{place:05d}" for place in range(activities)],
    }
    m = xr.DataArray(rng.random((periods, regions, activities)) < common, coords=coords, dims=tuple(coords))
    pci = xr.DataArray(rng.normal(size=activities), coords={"activity": coords["activity"]}, dims="activity")
    return m, pci.assign_attrs(scale="z")


def plain(m: np.ndarray, pci: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Density, outlook and gain as printed, with whole matrices."""
    present = m.astype(np.float64)
    ubiquity = present.sum(axis=0)
    phi = present.T @ present / np.maximum.outer(ubiquity, ubiquity)
    weights = phi / phi.sum(axis=1)[:, None]
    density = present @ weights.T
    coi = ((1 - present) * density * pci).sum(axis=1)
    np.fill_diagonal(weights, 0.0)
    gain = ((1 - present) * pci) @ weights - density * pci
    return density, coi, np.where(m, np.nan, gain)


def wide() -> int:
    """One year of a very wide table, values to outlook; the seconds, and the peak against its limit."""
    regions, activities = WIDE
    rng = np.random.default_rng(20260102)
    able, hard = rng.normal(size=(regions, 1)), rng.normal(size=activities)
    values = np.exp(rng.normal(0, 1.5, WIDE) + able * hard)
    values[rng.random(WIDE) < 0.3] = 0.0
    coords = {
        "region": [f"r{place:04d}" for place in range(regions)],
        "activity": [f"a{place:05d}" for place in range(activities)],
    }
    x = xr.DataArray(values, coords=coords, dims=tuple(coords))
    start = time.perf_counter()
    m = presence(location_quotient(x))
    found = economic_complexity(m, scale="z")
    outlook = complexity_outlook(m, found.pci, "max")
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    sound = bool(np.isfinite(outlook.coi).all()) and peak <= PEAK
    print(
        f"{regions} × {activities}, quotient to outlook: {seconds:.1f} s, peak {peak / 1e9:.2f} of {PEAK / 1e9:.0f} GB"
    )
    return 0 if sound else 1


def main(arguments: list[str]) -> int:
    """Measure, compare, print."""
    if arguments == ["--wide"]:
        return wide()
    regions, activities = map(int, arguments) if arguments else (240, 5000)
    m, pci = table(regions, activities)
    one = m.isel(period=0, drop=True)
    ours, theirs = complexity_outlook(one, pci, "max"), plain(one.values, pci.values)
    pairs = zip((ours.density, ours.coi, ours.cog), theirs, strict=True)
    difference = max(float(np.nanmax(np.abs(left.values - right))) for left, right in pairs)
    product, floor = best(lambda: complexity_outlook(one, pci, "max")), best(lambda: plain(one.values, pci.values))
    print(f"{regions} × {activities}: product {product:.3f} s, floor {floor:.3f} s, ratio {floor / product:.2f}")
    print(f"largest difference {difference:.1e}")
    panel, complexity = table(31, 300, 10)
    both = best(lambda: (relatedness_density(panel, "max"), complexity_outlook(panel, complexity, "max")))
    print(f"panel 10 × 31 × 300, density and outlook: {1000 * both:.0f} ms")
    return 0 if difference < TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
