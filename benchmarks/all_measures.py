"""Every classical measure over a million-cell panel: 50 periods, 200 regions, 100 activities.

    python benchmarks/all_measures.py

Prints the seconds of each measure and their sum. Each is one call on the whole panel; the panel is random and
positive, its last cells set to zero so that absent activities are met too.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import xarray as xr

from growthpole import diagnose as d

PERIODS, REGIONS, ACTIVITIES = 50, 200, 100


def panel() -> xr.DataArray:
    """Panel of counts, a tenth of its cells zero."""
    rng = np.random.default_rng(0)
    values = np.round(rng.lognormal(4.0, 1.5, (PERIODS, REGIONS, ACTIVITIES))) + 1.0
    values[rng.random(values.shape) < 0.1] = 0.0
    values[:, :, 0] = 5.0
    return xr.DataArray(
        values,
        coords={
            "period": np.arange(1970, 1970 + PERIODS),
            "region": [f"r{place:03d}" for place in range(REGIONS)],
            "activity": [f"a{place:03d}" for place in range(ACTIVITIES)],
        },
        dims=("period", "region", "activity"),
    )


def measures(x: xr.DataArray) -> dict[str, Callable[[], Any]]:
    """Each measure as one call on the whole panel, or on all its pairs of successive periods."""
    before = x.isel(period=slice(None, -1)).assign_coords(period=x["period"].values[1:])
    after = x.isel(period=slice(1, None))
    totals, nation = x.sum("activity"), x.sum("region")
    tree = {str(code): str(code)[:2] for code in x["activity"].values}
    groups = {str(code): str(code)[:2] for code in x["region"].values}
    new = xr.DataArray(np.arange(ACTIVITIES) % 4 == 0, coords={"activity": x["activity"].values}, dims="activity")
    weights = xr.DataArray(
        np.where(np.eye(REGIONS) == 1, 0.0, 1.0 / (REGIONS - 1)),
        coords={"region": x["region"].values, "region_other": x["region"].values},
        dims=("region", "region_other"),
    )
    plants = xr.full_like(nation, 0.05)
    quotient = d.location_quotient(x)
    return {
        "share": lambda: d.share(x, "activity"),
        "cagr": lambda: d.cagr(totals.isel(period=0, drop=True), totals.isel(period=-1, drop=True), PERIODS - 1),
        "location_quotient": lambda: d.location_quotient(x),
        "location_quotient_interval": lambda: d.location_quotient_interval(x),
        "location_quotient_band": lambda: d.location_quotient_band(x, 0.5),
        "presence": lambda: d.presence(quotient),
        "shift_share dunn": lambda: d.shift_share(before, after),
        "shift_share esteban_marquillas": lambda: d.shift_share(before, after, "esteban_marquillas"),
        "shift_share arcelus": lambda: d.shift_share(before, after, "arcelus"),
        "shift_share gerfin": lambda: d.shift_share(before, after, "gerfin"),
        "shift_share spatial": lambda: d.shift_share(before, after, "spatial", weights=weights),
        "dynamic_shift_share": lambda: d.dynamic_shift_share(x),
        "growth_contributions": lambda: d.growth_contributions(before, after),
        "driver_decomposition": lambda: d.driver_decomposition(before, after, new),
        "structural_change": lambda: d.structural_change(before, after, "norm_absolute_value"),
        "herfindahl": lambda: d.herfindahl(x, "activity"),
        "concentration_ratio": lambda: d.concentration_ratio(x, "activity", 5),
        "gini": lambda: d.gini(x, "activity"),
        "locational_gini": lambda: d.locational_gini(x),
        "theil T": lambda: d.theil(x, "activity"),
        "theil_decomposition": lambda: d.theil_decomposition(totals, groups, "region"),
        "ellison_glaeser": lambda: d.ellison_glaeser(x, totals, plants),
        "ellison_glaeser_coagglomeration": lambda: d.ellison_glaeser_coagglomeration(x, totals, tree),
        "entropy": lambda: d.entropy(x, "activity"),
        "related_variety": lambda: d.related_variety(x, tree),
        "unrelated_variety": lambda: d.unrelated_variety(x, tree),
        "krugman": lambda: d.krugman(x, nation),
        "hoover": lambda: d.hoover(x, totals),
        "hachman": lambda: d.hachman(x, nation),
        "structural_similarity": lambda: d.structural_similarity(x),
        "peer_regions": lambda: d.peer_regions(x, "r000", 5),
        "rank": lambda: d.rank(totals, "region"),
        "rank_bounds": lambda: d.rank_bounds(totals * 0.99, totals * 1.01, "region"),
        "rank_mobility": lambda: d.rank_mobility(totals),
        "sigma_convergence": lambda: d.sigma_convergence(totals),
        "beta_convergence": lambda: d.beta_convergence(
            totals.isel(period=0, drop=True), totals.isel(period=-1, drop=True), PERIODS - 1
        ),
        "poisson_interval": lambda: d.poisson_interval(x),
        "count_growth_interval": lambda: d.count_growth_interval(before, after),
    }


def main() -> None:
    """Time each measure once and print the sum."""
    x = panel()
    total = 0.0
    for name, call in measures(x).items():
        start = time.perf_counter()
        call()
        seconds = time.perf_counter() - start
        total += seconds
        print(f"{name:<32} {seconds:8.3f} s")
    print(f"{'all of them':<32} {total:8.3f} s, {x.size:,} cells")


if __name__ == "__main__":
    main()
