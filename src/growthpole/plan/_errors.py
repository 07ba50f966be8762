"""Errors of the model at past origins: what a calibration learns from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from growthpole.dims import ACTIVITY, PERIOD
from growthpole.plan import _growths, _histories

if TYPE_CHECKING:
    import xarray as xr

LEAST_INNER: Final = 4
"""Years known at the first origin errors are taken from."""
# relative variances below this part of the sum's are rounding errors: the activity is the sum
_LEAST_RELATIVE: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Member:
    """A history of the reference class: first year, and levels [year, activity] in the order of the labels."""

    first: int
    levels: np.ndarray

    def until(self, year: int) -> np.ndarray:
        """Levels known by ``year``."""
        return self.levels[: max(year - self.first + 1, 0)]


@dataclass(frozen=True, slots=True)
class Errors:
    """Errors at one origin for one year ahead, in units of the band's normal quantile.

    Attributes
    ----------
    sums : array [case]
        Errors of log sums over their deviation.
    errors, total_variances, variances : array [case]
        Absolute errors of log levels of activities; the variances of their sums, and of what they do relative to it.
    """

    sums: np.ndarray
    errors: np.ndarray
    total_variances: np.ndarray
    variances: np.ndarray

    def needed(self, level: float) -> float:
        """Stretch with which ``level`` of the origin's sums would have been held."""
        return float(np.quantile(self.sums, level, method="inverted_cdf"))

    def relative(self, factor: float) -> np.ndarray:
        """Stretch each activity would have needed relative to its sum, were that widened by ``factor``."""
        beyond = self.errors**2 - factor**2 * self.total_variances
        return np.asarray(np.sqrt(np.maximum(beyond, 0.0) / self.variances))


def members_of(history: xr.DataArray | Iterable[xr.DataArray]) -> list[Member]:
    """Members of the class with at least one activity above zero throughout."""
    found = []
    for one in _histories.class_of(history):
        values = _histories.checked(one, "history")
        order = _histories.ordered(tuple(values[ACTIVITY].values.tolist()))
        found.append(Member(int(values[PERIOD].values[0]), values.values[:, order]))
    return [one for one in found if _usable(one.levels).any()]


def spread_of(levels: list[np.ndarray]) -> float:
    """Variance of yearly log growth of the sum, mean over histories."""
    return float(np.mean([_growths.total_variance(one[:, _usable(one)]) for one in levels]))


def errors_of(members: list[Member], horizon: int, level: float) -> dict[int, list[Errors]]:
    """Errors for each year ahead, one for each origin that had cases."""
    first = min(one.first for one in members)
    last = max(one.first + len(one.levels) - 1 for one in members)
    found: dict[int, list[Errors]] = {}
    for origin in range(first + LEAST_INNER - 1, last):
        pasts = [(one.until(origin), one) for one in members]
        pasts = [(past, one) for past, one in pasts if len(past) >= LEAST_INNER and _usable(past).any()]
        if not pasts:
            continue
        spread = spread_of([past for past, _ in pasts])
        models = [(_usable(past), _growths.fit(past[:, _usable(past)], spread), one) for past, one in pasts]
        for ahead in range(1, min(horizon, last - origin) + 1):
            compared = [
                _compared(model, one.levels[origin + ahead - one.first][used], ahead, level)
                for used, model, one in models
                if origin + ahead - one.first < len(one.levels)
            ]
            together = Errors(*(np.concatenate([getattr(one, part) for one in compared]) for part in Errors.__slots__))
            if len(together.sums):
                found.setdefault(ahead, []).append(together)
    return found


def _usable(levels: np.ndarray) -> np.ndarray:
    return np.asarray((levels > 0).all(axis=0))


def _compared(model: _growths.Growths, outcome: np.ndarray, years: int, level: float) -> Errors:
    """Errors of the sum and of the activities whose outcome has a logarithm."""
    said = _growths.ahead(model, years, level)
    quantile = _growths.half_width(level)
    total = float(outcome.sum())
    sums = np.empty(0)
    if total > 0 and said.total_variance > 0:
        sums = np.array([abs(np.log(total) - said.total) / (quantile * np.sqrt(said.total_variance))])
    case = (outcome > 0) & (said.variances > _LEAST_RELATIVE * said.total_variance)
    return Errors(
        sums=sums,
        errors=np.abs(np.log(outcome[case]) - said.median[case]) / quantile,
        total_variances=np.full(int(case.sum()), said.total_variance),
        variances=said.variances[case],
    )
