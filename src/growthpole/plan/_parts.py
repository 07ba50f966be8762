"""Fans, means, sums and the waterfall of paths that are told in parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from growthpole.dims import ACTIVITY, PART, PATH, PERIOD, QUANTILE, STEP, result
from growthpole.errors import listed

if TYPE_CHECKING:
    import xarray as xr

PARTS: Final = ("organic", "projects", "spillover", "displacement", "total")
STEPS: Final = ("base", *PARTS)


def told(
    parts: dict[str, xr.DataArray],
    past: xr.DataArray,
    why: np.ndarray,
    quantiles: list[float],
    goal_year: int,
    unit: str,
) -> xr.Dataset:
    """All that is told of paths [activity, period, path] by part, in the unit of the history.

    The organic part of an activity with a reason in ``why`` is not known and left out of the sums.
    """
    import xarray as xr

    like = parts["organic"]
    places = {PERIOD: like[PERIOD].values, ACTIVITY: like[ACTIVITY].values}
    sums = {name: parts[name].sum(ACTIVITY, skipna=True) for name in PARTS[:-1]}
    sums["total"] = sum(sums.values(), start=xr.zeros_like(sums["organic"]))
    fans = np.stack([_fan(parts[name].values, quantiles).transpose(0, 2, 1) for name in PARTS])
    totals = np.stack([_fan(sums[name].values, quantiles) for name in PARTS])
    means = np.stack([parts[name].values.mean(axis=2).T for name in PARTS])
    base = float(past.values[-1][why == 0].sum())
    lacking = [str(name) for name in like[ACTIVITY].values[why != 0]]
    without = f"; organic part left out of {listed(lacking)}" if lacking else ""
    steps = [float(sums[name].sel({PERIOD: goal_year}).mean()) for name in PARTS]
    labels = {PART: list(PARTS), QUANTILE: quantiles}
    over = f"over {like.sizes[PATH]} paths; total = organic + projects + spillover + displacement"
    found: dict[str, tuple[np.ndarray, tuple[str, ...], dict[str, Any], str]] = {
        "fan": (fans, (PART, QUANTILE, PERIOD, ACTIVITY), labels | places, f"quantiles {over}"),
        "fan_sum": (
            totals,
            (PART, QUANTILE, PERIOD),
            labels | {PERIOD: places[PERIOD]},
            f"quantiles of the sum {over}{without}",
        ),
        "mean": (means, (PART, PERIOD, ACTIVITY), {PART: list(PARTS)} | places, f"means {over}"),
        "waterfall": (
            np.array([base, steps[0] - base, *steps[1:]]),
            (STEP,),
            {STEP: list(STEPS)},
            f"means of the sum: base {past[PERIOD].values[-1]}, what each part adds by {goal_year}, total{without}",
        ),
    }
    finished = {
        name: result(xr.DataArray(values, coords, dims), name=name, unit=unit, convention=words)
        for name, (values, dims, coords, words) in found.items()
    }
    for name, part in (("without", "organic"), ("with", "total")):
        finished[f"sum_{name}"] = result(
            sums[part].transpose(PATH, PERIOD),
            name=f"sum_{name}",
            unit=unit,
            convention=f"sum over activities, {part} part of each path{without}",
        )
    reasons = {f"{name}_reason": (ACTIVITY, why) for name in ("fan", "mean")}
    return xr.Dataset(finished).assign_coords(reasons)


def _fan(values: np.ndarray, quantiles: list[float]) -> np.ndarray:
    """Quantiles over the last axis, first; parts that are zero throughout are not sorted."""
    if not values.any():
        return np.zeros((len(quantiles), *values.shape[:-1]))
    # numpy sorts with vector instructions and finds quantiles of the sorted at once: twice as fast as of the unsorted
    found: np.ndarray = np.quantile(np.sort(values, axis=-1), quantiles, axis=-1, overwrite_input=True)
    return found
