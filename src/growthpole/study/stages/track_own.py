"""A user's own weights as a score that can be back-tested: only axes that could have been known at each origin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import xarray as xr

    from growthpole.opportunities.histories import History

    Floats = npt.NDArray[np.float64]

PAST: Final = ("feasibility", "opens", "delta_eci", "density")
"""Axes that the panel alone gives at every origin; the others rest on tables of one year."""

__all__ = ["PAST", "own_scores"]


def own_scores(
    weights: Mapping[str, float], horizon: int
) -> tuple[dict[str, Callable[[History, int], Floats]] | None, str]:
    """The score ``own`` for :func:`~growthpole.backtest.evaluate`, and the axes that stop it from being back-tested."""
    missing = [axis for axis in weights if axis not in PAST]
    if not weights or missing:
        return None, "|".join(missing)
    return {"own": partial(_score, dict(weights), horizon)}, ""


def _score(weights: dict[str, float], horizon: int, history: History, _: int) -> Floats:
    """Weighted sum of the axes in standard deviations over the options of each region; 0 where there is no option."""
    import numpy as np

    options = history.strengths[-1] < 1
    axes = _axes(history, horizon, set(weights))
    total = np.zeros(options.shape)
    for name, weight in weights.items():
        used = options & np.isfinite(axes[name])
        if not used.any():  # a year without this axis has no score, and an order of ties would pass for one
            return np.full(options.shape, np.nan)
        count = np.maximum(used.sum(axis=1, keepdims=True), 1)
        mean = np.where(used, axes[name], 0.0).sum(axis=1, keepdims=True) / count
        apart = np.where(used, axes[name] - mean, 0.0)
        spread = np.sqrt((apart**2).sum(axis=1, keepdims=True) / count)
        total += weight * np.divide(apart, spread, out=np.zeros_like(apart), where=spread > 0)
    return total


def _axes(history: History, horizon: int, wanted: set[str]) -> dict[str, Floats]:
    """The axes at the last year of a history; opens without a complexity index is undefined, and so no score."""
    import numpy as np

    from growthpole.opportunities.models import PRIOR, fit
    from growthpole.opportunities.paths import path_of

    found: dict[str, Floats] = {}
    if "feasibility" in wanted:
        prior = fit((PRIOR,), None, "entry", horizon, seed=0)[PRIOR]
        found["feasibility"] = np.asarray(prior.chance(path_of(history, horizon).distance))
    if wanted - {"feasibility"}:
        worth = _space(history)
        found |= {name: worth[name].values for name in wanted - {"feasibility"}}
    return found


def _space(history: History) -> xr.Dataset:
    import xarray as xr

    from growthpole.dims import ACTIVITY, REGION
    from growthpole.study.stages.opening_space import space_worth

    coords = {REGION: list(history.regions), ACTIVITY: list(history.activities)}
    values = xr.DataArray(history.values[-1], coords=coords, dims=(REGION, ACTIVITY))
    held = xr.DataArray(history.strengths[-1] >= 1, coords=coords, dims=(REGION, ACTIVITY))
    return space_worth(values, held).worth
