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

from growthpole.diagnose import economic_complexity
from growthpole.dims import ACTIVITY, REGION
from growthpole.errors import InputError, Undefined, listed
from growthpole.opportunities.features import CONVENTIONS, feature_arrays
from growthpole.opportunities.histories import Floats, History
from growthpole.opportunities.surroundings import standing
from growthpole.opportunities.worths import complexity_value

COMPLEXITY: Final = ("opens", "delta_eci", "pci")
"""Parts of the value axis that a history alone gives at every origin."""

__all__ = ["COMPLEXITY", "WeightedScore"]


@dataclass(frozen=True, slots=True)
class WeightedScore:
    """Sum of a user's own weights times the standing of each option among those of its region.

    ``score[r,a] = Σ_i w_i z_i[r,a]``, z the deviation from the mean of the region's options in standard deviations; 0
    for a part that does not vary or has no value in the year. Give it to :func:`~growthpole.backtest.evaluate` as
    ``own={"own_weights": WeightedScore({...})}``.

    Parameters
    ----------
    weights : mapping of str to float
        Weight of each part: a feature of :func:`option_features`, ``opens``, ``delta_eci`` or ``pci``.

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
        known = (*CONVENTIONS, *COMPLEXITY)
        unknown = [name for name in self.weights if name not in known]
        if unknown:
            raise InputError("unknown-option", option="weights", value=listed(unknown), known=listed(known, 40))
        numbers = np.array(list(self.weights.values()), dtype=np.float64)
        if not (numbers.size and np.isfinite(numbers).all() and np.any(numbers != 0)):
            given = listed(f"{name} = {weight}" for name, weight in self.weights.items())
            raise InputError("own-weights", weights=given or "–")

    def __call__(self, history: History, horizon: int) -> Floats:
        """Scores [region, activity] at the last year of a history."""
        parts = feature_arrays(history, horizon)
        if set(COMPLEXITY) & set(self.weights):
            parts = {**parts, **_complexity(history)}
        options = history.strengths[-1] < 1
        total = np.zeros(options.shape)
        for name, weight in self.weights.items():
            if name in parts:
                total = total + weight * _standing_among(parts[name], options)
        return total


def _complexity(history: History) -> dict[str, Floats]:
    """Complexity parts of the year; none where the table has no complexity index."""
    m = xr.DataArray(
        standing(history),
        coords={REGION: list(history.regions), ACTIVITY: list(history.activities)},
        dims=(REGION, ACTIVITY),
    )
    try:
        pci = economic_complexity(m, scale="z")["pci"]
    except Undefined:
        return {}
    worth = complexity_value(m, pci, "max")
    found = {"pci": np.broadcast_to(pci.values, m.shape), **{name: worth[name].values for name in COMPLEXITY[:2]}}
    return {name: np.where(np.isnan(values), 0.0, values) for name, values in found.items()}


def _standing_among(values: Floats, options: np.ndarray) -> Floats:
    count = np.maximum(options.sum(axis=1, keepdims=True), 1)
    mean = np.where(options, values, 0.0).sum(axis=1, keepdims=True) / count
    apart = values - mean
    spread = np.sqrt(np.where(options, apart**2, 0.0).sum(axis=1, keepdims=True) / count)
    z: Floats = np.divide(apart, spread, out=np.zeros(values.shape), where=spread > 1e-12)
    return z
