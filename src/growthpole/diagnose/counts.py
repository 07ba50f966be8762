"""Counts of events, and what they can carry: patents filed, firms founded, accidents in a year.

A count of events is one draw: with the same underlying rate another year would have brought another
number. If events happen independently of each other the count is Poisson, and its exact interval
(Garwood) holds every mean that makes the count no surprise. The growth between two counts has an interval
too: given their sum n, the later one is binomial with probability ``ρ/(1 + ρ)``, ρ the ratio of the two means, and the
limits of Clopper and Pearson for that probability give those of ρ.

Both are for *events in a period*. A stock (firms on the register at two dates) is mostly the same units
counted twice, and these intervals are then far too wide; bursts (a firm filing fifty patents at once) make
them too narrow.
"""

from __future__ import annotations

import xarray as xr
from scipy.special import betaincinv, gammaincinv

from growthpole.diagnose import _cells, _panels
from growthpole.dims import result
from growthpole.errors import InputError

__all__ = ["count_growth_interval", "poisson_interval"]


def poisson_interval(counts: xr.DataArray, confidence: float = 0.95) -> xr.Dataset:
    """Exact interval of the mean behind each count of events.

    ``low = γ⁻¹(k; (1−c)/2)``, 0 for no event, and ``high = γ⁻¹(k + 1; (1+c)/2)`` with k the count, c the confidence and
    γ⁻¹(shape; p) the quantile of the gamma distribution with unit scale.

    Parameters
    ----------
    counts : DataArray
        Whole numbers of events, zero or more, any dims, nothing missing.
    confidence : float
        Coverage of the two-sided interval, between 0 and 1; the true coverage is at least that.

    Returns
    -------
    Dataset
        ``count``, ``low`` and ``high`` with the dims of ``counts``, in the unit it states; always defined.

    Raises
    ------
    InputError
        Values that are no counts, or a confidence outside 0 to 1.

    Examples
    --------
    >>> import xarray as xr
    >>> patents = xr.DataArray([0, 10], coords={"region": ["N", "S"]}, dims="region")
    >>> interval = poisson_interval(patents)
    >>> interval["low"].round(3).values, interval["high"].round(3).values
    (array([0.   , 4.795]), array([ 3.689, 18.39 ]))

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28(3/4), 437–442.
    doi:10.1093/biomet/28.3-4.437
    """
    tail = _tail(confidence)
    k = _whole(_cells.levels(counts, _cells.names(counts), "counts"), "counts")
    unit, interval = _cells.stated_unit(counts), f"Garwood {100 * confidence:g} %"
    some = k > 0
    low = xr.apply_ufunc(gammaincinv, k.where(some, 1.0), tail).where(some, 0.0)
    high = xr.apply_ufunc(gammaincinv, k + 1, 1 - tail)
    return xr.Dataset(
        {
            "count": result(k, name="count", unit=unit, convention="events observed"),
            "low": result(low, name="low", unit=unit, convention=interval),
            "high": result(high, name="high", unit=unit, convention=interval),
        }
    )


def count_growth_interval(start: xr.DataArray, end: xr.DataArray, confidence: float = 0.95) -> xr.Dataset:
    """Growth between two counts of events, with its exact conditional interval.

    ``growth = k1/k0 − 1``; the limits are ``p/(1 − p) − 1`` at the Clopper–Pearson limits p of k1 in
    ``k0 + k1``. Both counts cover periods of equal length.

    Parameters
    ----------
    start, end : DataArray
        k0 and k1, whole numbers of independent events, zero or more, nothing missing, same dims and labels.
    confidence : float
        Coverage of the two-sided interval, between 0 and 1; the true coverage is at least that.

    Returns
    -------
    Dataset
        ``growth``, ``low``, ``high`` (fractions, −1 or more) and ``distinguishable`` (bool: the interval leaves out 0),
        with the dims of ``start``. From no event ``growth`` and ``high`` are NaN with ``…_reason``
        ``zero_base``: there is no upper limit; without any event at either time so is ``low``.

    Raises
    ------
    LabelMismatch, UnitMismatch
        Labels or units of the two differ.
    InputError
        Values that are no counts, or a confidence outside 0 to 1.

    Examples
    --------
    >>> import xarray as xr
    >>> regions = {"region": ["N", "S"]}
    >>> start = xr.DataArray([8, 80], coords=regions, dims="region")
    >>> end = xr.DataArray([12, 120], coords=regions, dims="region")
    >>> interval = count_growth_interval(start, end)
    >>> interval["growth"].values, interval["low"].round(2).values, interval["distinguishable"].values
    (array([0.5, 0.5]), array([-0.44,  0.12]), array([False,  True]))

    References
    ----------
    Przyborowski, J., Wilenski, H. (1940). Homogeneity of results in testing samples from Poisson series.
    Biometrika 31(3/4), 313–323. doi:10.1093/biomet/31.3-4.313
    """
    tail = _tail(confidence)
    before, after, _ = _panels.pair(start, end, _cells.names(start))
    k0, k1 = _whole(before, "start"), _whole(after, "end")
    low = _odds(k1.where(k1 > 0), k0 + 1, tail).where(k1 > 0, 0.0).where(k0 + k1 > 0)
    high = _odds(k1 + 1, k0.where(k0 > 0), 1 - tail)
    parts = {"growth": k1 / _cells.positive(k0) - 1, "low": low - 1, "high": high - 1}
    interval = f"conditional Clopper–Pearson {100 * confidence:g} %, periods of equal length"
    grown = xr.Dataset({name: result(part, name=name, unit="1", convention=interval) for name, part in parts.items()})
    outside = (parts["low"] > 0) | (parts["high"] < 0)
    grown["distinguishable"] = result(outside, name="distinguishable", unit="1", convention="interval leaves out 0")
    return _panels.explained(
        grown, **{name: _cells.reasons(k0 * 0, zero_base=part.isnull()) for name, part in parts.items()}
    )


def _odds(a: xr.DataArray, b: xr.DataArray, p: float) -> xr.DataArray:
    """Odds of the beta quantile; the complement is a quantile of its own, so that no digits cancel."""
    chance: xr.DataArray = xr.apply_ufunc(betaincinv, a, b, p)
    against: xr.DataArray = xr.apply_ufunc(betaincinv, b, a, 1 - p)
    return chance / against


def _tail(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise InputError("outside-range", name="confidence", low=0, high=1, received=confidence)
    return (1 - confidence) / 2


def _whole(k: xr.DataArray, name: str) -> xr.DataArray:
    fractional = k % 1 != 0
    if bool(fractional.any()):
        raise InputError("not-counts", name=name, count=int(fractional.sum()), cells=_cells.cells(k, fractional))
    return k
