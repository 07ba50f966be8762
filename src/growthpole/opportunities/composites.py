"""A user's own weights as a score that can be back-tested.

Equal weights of relatedness, complexity and linkage predict entry badly, and look convincing on a chart. So own weights
are allowed, and what they would have been worth in the past stands beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import xarray as xr

from growthpole.dims import ACTIVITY, REGION
from growthpole.errors import InputError, listed
from growthpole.opportunities.features import CONVENTIONS, feature_arrays
from growthpole.opportunities.histories import Floats, History
from growthpole.opportunities.models import PRIOR, fit
from growthpole.opportunities.option_spaces import option_space
from growthpole.opportunities.paths import path_of

AXES: Final = ("feasibility", "opens", "delta_eci", "density")
"""Axes of the options that a history alone gives at every origin; feasibility is that of the prior model."""

__all__ = ["AXES", "WeightedScore"]


@dataclass(frozen=True, slots=True)
class WeightedScore:
    """Sum of a user's own weights times the standing of each option among those of its region.

    ``score[r,a] = Σ_i w_i z_i[r,a]``, z the deviation from the mean of the region's options in standard deviations; 0
    for a part that does not vary or has no value in the year. Give it to :func:`~growthpole.backtest.evaluate` as
    ``own={"own_weights": WeightedScore({...})}``.

    Parameters
    ----------
    weights : mapping of str to float
        Weight of each part: an axis of the options (``feasibility``, ``opens``, ``delta_eci``, ``density``), or a
        feature of :func:`option_features`.

    Raises
    ------
    InputError
        No weights, unknown parts, or weights that are not finite numbers or all 0.

    Examples
    --------
    >>> import numpy as np, xarray as xr
    >>> from growthpole.opportunities import history_of
    >>> from growthpole.tables import Panel
    >>> labels = {"period": [2019, 2020], "region": ["N", "S"], "activity": ["a", "b"]}
    >>> jobs = xr.DataArray([[[8.0, 2.0], [5.0, 5.0]], [[6.0, 4.0], [5.0, 5.0]]], coords=labels, dims=list(labels))
    >>> WeightedScore({"current": 1.0, "density": 0.5})(history_of(Panel(jobs, "person")), 1).shape
    (2, 2)
    """

    weights: Mapping[str, float]

    def __post_init__(self) -> None:
        known = tuple(dict.fromkeys((*AXES, *CONVENTIONS)))
        unknown = [name for name in self.weights if name not in known]
        if unknown:
            raise InputError("unknown-option", option="weights", value=listed(unknown), known=listed(known, 40))
        numbers = np.array(list(self.weights.values()), dtype=np.float64)
        if not (numbers.size and np.isfinite(numbers).all() and np.any(numbers != 0)):
            given = listed(f"{name} = {weight}" for name, weight in self.weights.items())
            raise InputError("own-weights", weights=given or "–")

    def __call__(self, history: History, horizon: int) -> Floats:
        """Scores [region, activity] at the last year of a history."""
        wanted = set(self.weights)
        parts = feature_arrays(history, horizon) if wanted - set(AXES) else {}
        if "feasibility" in wanted:
            prior = fit((PRIOR,), None, "entry", horizon, seed=0)[PRIOR]
            parts["feasibility"] = np.nan_to_num(prior.chance(path_of(history, horizon).distance))
        if wanted & set(AXES[1:]):
            parts |= _space(history)
        options = history.strengths[-1] < 1
        total = np.zeros(options.shape)
        for name, weight in self.weights.items():
            if name in parts:
                total = total + weight * _standing_among(parts[name], options)
        return total


def _space(history: History) -> dict[str, Floats]:
    """Axes of the year's space; 0 where one has no value."""
    coords = {REGION: list(history.regions), ACTIVITY: list(history.activities)}
    values = xr.DataArray(history.values[-1], coords=coords, dims=(REGION, ACTIVITY))
    worth = option_space(values, values.copy(data=history.strengths[-1] >= 1)).worth
    return {name: np.nan_to_num(worth[name].values) for name in AXES[1:]}


def _standing_among(values: Floats, options: np.ndarray) -> Floats:
    count = np.maximum(options.sum(axis=1, keepdims=True), 1)
    mean = np.where(options, values, 0.0).sum(axis=1, keepdims=True) / count
    apart = values - mean
    spread = np.sqrt(np.where(options, apart**2, 0.0).sum(axis=1, keepdims=True) / count)
    z: Floats = np.divide(apart, spread, out=np.zeros(values.shape), where=spread > 1e-12)
    return z
