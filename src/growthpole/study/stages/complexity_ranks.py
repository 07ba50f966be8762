"""Ranks by complexity in every year, and how far they move: under the noise of the data, and under every choice."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, Literal

from growthpole.dims import ACTIVITY, PERIOD, REGION, reason_name
from growthpole.provenance import Trace
from growthpole.study.stages.labelled import labelled_rows

if TYPE_CHECKING:
    import xarray as xr
    from numpy.random import Generator

    from growthpole.study.stages import Context
    from growthpole.study.stages.complexity_tables import SpaceInput
    from growthpole.tables.results import ResultTable

NOISE: Final[dict[str, Literal["poisson", "rounding", "relative"] | None]] = {
    "register": None,
    "counts": "poisson",
    "rounding": "rounding",
    "relative": "relative",
}
ENDS: Final = {"low": "rank", "median": "rank", "high": "rank", "top_share": "1", "undefined": "1", "other_axis": "1"}
CONFIDENCE: Final = 0.9

__all__ = ["ranks_table"]


def ranks_table(context: Context, given: SpaceInput, rng: Generator) -> ResultTable:
    """Index and rank in every year, with the intervals under noise (where there is any) and with choices varied."""
    from growthpole.diagnose import rank

    eci = given.found["eci"]
    places = rank(eci, REGION)
    columns = {
        "eci": eci,
        "rank": places["rank"],
        "tied": places["tied"],
        "diversity": given.m.sum(ACTIVITY),
        "reason_code": given.found["eci_reason"].reset_coords(drop=True),
    }
    fragile = []
    for name, choices in (("noise", False), ("all", True)):
        found = _of_years(context, given, rng, choices=choices)
        columns |= {f"{end}_{name}": found[end] for end in ENDS}
        fragile.append(found["fragile"] == 1)
    columns["fragile"] = fragile[0] | fragile[1]
    columns["reporting"] = places["reporting"]
    rows = labelled_rows(columns, (PERIOD, REGION))
    for row in rows:
        row["reason"] = reason_name(int(row.pop("reason_code")))
        row["tier"] = _tier(row)
    return given.table("regions", rows, ("region", "period"), _traced(given))


def _traced(given: SpaceInput) -> dict[str, tuple[str, Trace]]:
    everything = (given.slice("X", period="$period"),)
    traced: dict[str, tuple[str, Trace]] = {
        "eci": ("1", Trace("eci", "economic_complexity", everything)),
        "rank": ("rank", Trace("rank", "rank", everything)),
        "diversity": ("1", Trace("diversity", "", everything, "number of activities with LQ >= 1")),
        "reporting": ("1", Trace("reporting", "", everything, "number of regions with an index")),
    }
    for name in ("noise", "all"):
        traced |= {
            f"{end}_{name}": (unit, Trace(f"{end}_{name}", "rank_intervals", everything)) for end, unit in ENDS.items()
        }
    return traced


def _tier(row: dict[str, Any]) -> str:
    """Upper or lower half of the regions that report, where the whole interval lies there; else open."""
    if math.isnan(row["low_all"]) or row["undefined_all"] > 1 - CONFIDENCE:
        return "open"
    # another set of draws may happen to be narrower; more uncertainty never makes a place more certain
    low = min(row[name] for name in ("low_noise", "low_all") if not math.isnan(row[name]))
    high = max(row[name] for name in ("high_noise", "high_all") if not math.isnan(row[name]))
    middle = (float(row["reporting"]) + 1) / 2
    return "upper" if high < middle else "lower" if low > middle else "open"


def _of_years(context: Context, given: SpaceInput, rng: Generator, *, choices: bool) -> dict[str, xr.DataArray]:
    """Intervals of every year [period, region]; NaN in a year without complexity, and where nothing is drawn."""
    import pandas as pd
    import xarray as xr

    years = given.x.indexes[PERIOD]
    found = [_drawn(context, given, int(year), rng, choices=choices) for year in years]
    at = pd.Index(years, name=PERIOD)
    return {name: xr.concat([one[name] for one in found], dim=at) for name in (*ENDS, "fragile")}


def _drawn(context: Context, given: SpaceInput, year: int, rng: Generator, *, choices: bool) -> dict[str, xr.DataArray]:
    from growthpole.diagnose import rank_intervals

    entry, noise = given.entry, NOISE[given.entry.uncertainty]
    eci = given.found["eci"].sel({PERIOD: year}, drop=True).reset_coords(drop=True)
    if (noise is None and not choices) or bool(eci.isnull().all()):
        return dict.fromkeys((*ENDS, "fragile"), eci * float("nan"))
    told = rank_intervals(
        given.x.sel({PERIOD: year}, drop=True),
        context.case.effort.draws,
        rng,
        noise=noise,
        scale=entry.noise_scale or None,
        threshold=entry.threshold if choices else None,
        leave_out=choices,
        confidence=CONFIDENCE,
        executor=context.executor,
        on_progress=context.on_progress,
    )
    # the share of draws along another axis is one number for all regions
    told["other_axis"] = told["other_axis"].broadcast_like(eci)
    return {name: told[name].reset_coords(drop=True).astype(float) for name in (*ENDS, "fragile")}
