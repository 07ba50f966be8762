"""Bands: does what happened lie inside as often as was said, and at what width?

A band of level 0.8 should hold four outcomes of five. Coverage alone is met by a band that is wide enough; the interval
score pays for width too, so neither a narrow band that misses nor a wide one that says nothing is rewarded.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from growthpole.errors import InputError
from growthpole.evaluation import _cases

__all__ = ["coverage", "winkler_score"]


def coverage(outcomes: xr.DataArray, low: xr.DataArray, high: xr.DataArray) -> xr.DataArray:
    """Share of outcomes inside their band, ends included.

    ``C = mean 1[l_i ≤ y_i ≤ u_i]`` over the cases.

    Parameters
    ----------
    outcomes : DataArray
        What happened, y, any dims, each with labels; NaN is no case.
    low, high : DataArray
        Ends of the bands, l ≤ u, the dims and labels of ``outcomes``, known for every case.

    Returns
    -------
    DataArray
        One number, unit 1, from 0 to 1. NaN with reason ``not_applicable`` without cases.

    Raises
    ------
    InputError
        An end that is missing or infinite, a lower end above the upper one, other dims, values that are no numbers.
    LabelMismatch
        Labels differ.

    Examples
    --------
    >>> import xarray as xr
    >>> days = {"day": [1, 2, 3, 4]}
    >>> said = [xr.DataArray(ends, coords=days, dims="day") for ends in ([0, 1, 2, 3], [2, 3, 4, 5])]
    >>> coverage(xr.DataArray([1.0, 3.0, 5.0, 4.0], coords=days, dims="day"), *said).item()
    0.75

    References
    ----------
    Christoffersen, P. F. (1998). Evaluating interval forecasts. International Economic Review 39(4), 841–862.
    doi:10.2307/2527341
    """
    happened, lower, upper = _bands(outcomes, low, high)
    inside = (lower <= happened) & (happened <= upper)
    return _cases.finished(_mean(inside), "coverage", "share of cases inside, ends included")


def winkler_score(
    outcomes: xr.DataArray, low: xr.DataArray, high: xr.DataArray, level: float, *, unit: str = "1"
) -> xr.DataArray:
    """Mean interval score: width of the band, and a fine for what lies outside.

    ``W = mean (u_i − l_i) + (2 / (1 − level)) (max(l_i − y_i, 0) + max(y_i − u_i, 0))`` over the cases. Among all bands
    the quantiles (1 − level) / 2 and (1 + level) / 2 one believes in have the least expected score.

    Parameters
    ----------
    outcomes, low, high
        As for :func:`coverage`.
    level : float
        Share of outcomes the band should hold, between 0 and 1.
    unit : str
        Unit of the outcomes.

    Returns
    -------
    DataArray
        One number in the unit of the outcomes, 0 or more, smaller is better. NaN with reason ``not_applicable``
        without cases.

    Raises
    ------
    InputError, LabelMismatch
        As for :func:`coverage`; ``level`` outside its range.

    Examples
    --------
    >>> import xarray as xr
    >>> days = {"day": [1, 2]}
    >>> said = [xr.DataArray(ends, coords=days, dims="day") for ends in ([0.0, 0.0], [2.0, 2.0])]
    >>> winkler_score(xr.DataArray([1.0, 2.5], coords=days, dims="day"), *said, 0.8).item().__round__(9)
    4.5

    References
    ----------
    Winkler, R. L. (1972). A decision-theoretic approach to interval estimation. Journal of the American Statistical
    Association 67(337), 187–191. doi:10.1080/01621459.1972.10481224
    """
    share = _cases.inside("level", level)
    happened, lower, upper = _bands(outcomes, low, high)
    found = _mean(interval_scores(happened, lower, upper, share))
    return _cases.finished(found, "winkler_score", f"mean over cases, level {share:g}", unit)


def interval_scores(happened: np.ndarray, low: np.ndarray, high: np.ndarray, level: float) -> np.ndarray:
    """Interval score of each case, of arrays checked before."""
    outside = np.maximum(low - happened, 0.0) + np.maximum(happened - high, 0.0)
    return np.asarray(high - low + 2 / (1 - level) * outside)


def _bands(outcomes: xr.DataArray, low: xr.DataArray, high: xr.DataArray) -> tuple[np.ndarray, ...]:
    """Outcomes and ends of the bands at the cases."""
    cases = _cases.known(outcomes)
    happened, lower, upper = (
        cases.values(outcomes, "outcomes"),
        cases.complete(low, "low"),
        cases.complete(high, "high"),
    )
    bad = np.zeros(cases.at.shape, dtype=bool)
    bad[cases.at] = lower > upper
    if bad.any():
        ends = {name: _cases.cells(cases.aligned(end, name), bad) for name, end in (("low", low), ("high", high))}
        raise InputError("bad-intervals", count=int(bad.sum()), **ends)
    return happened, lower, upper


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if values.size else float("nan")
