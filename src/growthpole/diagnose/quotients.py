"""Location quotients: how specialised a region is, and whether the figure can carry the claim.

The location quotient (Balassa's revealed comparative advantage) compares an activity's share in a
region with its share in the nation. 1 is the nation's average, 2 twice the national share. Where a
region or an activity is empty there is no share to compare: the quotient is undefined, not zero.

*Presence* turns quotients into the yes or no that complexity and relatedness build on.

Quotients of *counts* (listed firms, patents) rest on few units. With ``k`` of the nation's ``n`` units
in the region, the exact binomial interval of Clopper and Pearson says which regional probabilities
are compatible with the draw; divided by the region's share of all units it is an interval of the
quotient. The region's overall share is treated as fixed, since it rests on many more units.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import xarray as xr
from scipy.special import betaincinv

from growthpole.diagnose import _cells
from growthpole.dims import ACTIVITY, REASONS, REGION, result
from growthpole.errors import InputError

__all__ = ["location_quotient", "location_quotient_interval", "presence"]

_STRUCTURAL = tuple(REASONS[name] for name in ("zero_region", "zero_activity", "zero_total"))
_NATION = "nation = sum of the regions given"
_MINIMUM_UNITS = 3


def location_quotient(
    x: xr.DataArray, *, missing: _cells.Missing = "raise", on_undefined: _cells.OnUndefined = "nan"
) -> xr.DataArray:
    """Location quotient of every activity in every region.

    ``LQ[r,a] = (x[r,a] / X_r) / (X_a / X)`` with ``X_r``, ``X_a`` and ``X`` the sums of ``x`` over
    activities, over regions and over both.

    Parameters
    ----------
    x : DataArray
        Levels [..., region, activity], zero or more; further dims (period) are computed in one call.
    missing : {"raise", "absent"}
        Refuse missing values, or leave them out of the totals and keep them missing.
    on_undefined : {"nan", "raise"}
        What to do with a table of a panel that sums to zero.

    Returns
    -------
    DataArray
        Dims of ``x``, unit 1, zero or more. NaN with reason ``missing`` (or the input's own),
        ``zero_total``, ``zero_region`` or ``zero_activity``.

    Raises
    ------
    Undefined
        A single table sums to zero, or one of a panel with ``on_undefined="raise"``.
    InputError
        Negative, infinite or (unless left out) missing values, or a missing dimension.
    LabelMismatch
        A dimension without labels or with repeated ones.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["town", "rest of the nation"], "activity": ["industry", "other"]}
    >>> jobs = xr.DataArray([[1714, 77292], [877499, 14636719]], coords=labels, dims=["region", "activity"])
    >>> print(round(location_quotient(jobs).sel(region="town", activity="industry").item(), 7))
    0.3847623

    References
    ----------
    Balassa, B. (1965). Trade liberalisation and "revealed" comparative advantage. The Manchester School
    33(2), 99–123. doi:10.1111/j.1467-9957.1965.tb00050.x
    """
    values = _cells.levels(x, (REGION, ACTIVITY), "x", missing=missing)
    quotient, codes = _quotient(values, _cells.absence(x, values), "location_quotient", "x", on_undefined)
    return result(quotient, name="location_quotient", unit="1", convention=f"Balassa; {_NATION}", reason=codes)


def presence(lq: xr.DataArray, threshold: float = 1.0, missing: _cells.Missing = "raise") -> xr.DataArray:
    """Whether a region has an activity: a location quotient at or above a threshold.

    ``M[r,a] = LQ[r,a] ≥ t``.

    Parameters
    ----------
    lq : DataArray
        Location quotients with their ``reason``, any dims.
    threshold : float
        t, above zero.
    missing : {"raise", "absent"}
        Refuse quotients that are missing for want of data, or count them as not present. Those undefined
        because a region, an activity or the whole is empty are never present.

    Returns
    -------
    DataArray of bool
        Dims of ``lq``.

    Raises
    ------
    InputError
        Negative, infinite or (unless counted as not present) missing quotients, or a threshold that is
        not above zero.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["Berlin", "Hamburg", "Bavaria"], "activity": ["industry", "information", "finance"]}
    >>> rows = [[126697, 70532, 33599], [114087, 54674, 48214], [1410895, 178226, 187916]]
    >>> jobs = xr.DataArray(rows, coords=labels, dims=["region", "activity"])
    >>> location_quotient(jobs).round(2).values
    array([[0.74, 2.24, 1.2 ],
           [0.71, 1.85, 1.83],
           [1.07, 0.74, 0.87]])
    >>> presence(location_quotient(jobs)).values
    array([[False,  True,  True],
           [False,  True,  True],
           [ True, False, False]])

    References
    ----------
    Hidalgo, C. A., Hausmann, R. (2009). The building blocks of economic complexity. PNAS 106(26),
    10570–10575. doi:10.1073/pnas.0900943106
    """
    if not (np.isfinite(threshold) and threshold > 0):
        raise InputError("not-above", name="threshold", floor=0, received=threshold)
    _cells.one_of("missing", missing, ("raise", "absent"))
    values = _cells.levels(lq, _cells.names(lq), "lq", missing="absent")
    unexplained = _cells.absence(lq, values)
    unexplained = (unexplained != 0) & ~unexplained.isin(_STRUCTURAL)
    if missing == "raise" and bool(unexplained.any()):
        raise InputError(
            "missing-cells", name="lq", count=int(unexplained.sum()), cells=_cells.cells(values, unexplained)
        )
    return result(values >= threshold, name="presence", unit="1", convention=f"LQ ≥ {threshold:g}")


def location_quotient_interval(counts: xr.DataArray, confidence: float = 0.95) -> xr.Dataset:
    """Location quotient of counts with its exact interval, and the k of n it rests on.

    ``k = x[r,a]``, ``n = X_a``; the Clopper–Pearson limits of ``k / n`` are divided by the region's overall
    share ``X_r / X``, which is treated as fixed.

    Parameters
    ----------
    counts : DataArray
        Whole numbers of units (firms, patents) [..., region, activity], zero or more, nothing missing.
    confidence : float
        Coverage of the two-sided interval, between 0 and 1.

    Returns
    -------
    Dataset
        ``lq``, ``low``, ``high`` (unit 1), ``k`` and ``distinguishable`` with the dims of ``counts``, ``n``
        without region. ``distinguishable`` is True if and only if k is at least 3 and ``low`` above 1.
        ``lq``, ``low`` and ``high`` are NaN with reason ``zero_total``, ``zero_region`` or
        ``zero_activity``.

    Raises
    ------
    Undefined
        A single table sums to zero.
    InputError
        Values that are no counts, or a confidence outside 0 to 1.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["Shandong", "rest"], "activity": ["farm machinery", "other"]}
    >>> firms = xr.DataArray([[2, 260], [9, 4244]], coords=labels, dims=["region", "activity"])
    >>> cell = location_quotient_interval(firms).sel(region="Shandong", activity="farm machinery")
    >>> [f"{cell[name].item():.2f}" for name in ("lq", "low", "high")], cell["distinguishable"].item()
    (['3.13', '0.39', '8.92'], False)

    References
    ----------
    Clopper, C. J., Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case
    of the binomial. Biometrika 26(4), 404–413. doi:10.1093/biomet/26.4.404
    """
    if not 0 < confidence < 1:
        raise InputError("outside-range", name="confidence", low=0, high=1, received=confidence)
    k = _cells.levels(counts, (REGION, ACTIVITY), "counts")
    fractional = k % 1 != 0
    if bool(fractional.any()):
        raise InputError("not-counts", name="counts", count=int(fractional.sum()), cells=_cells.cells(k, fractional))
    quotient, codes = _quotient(k, xr.zeros_like(k), "location_quotient_interval", "counts", "nan")
    n = k.sum(REGION)
    share = _cells.positive(k.sum(ACTIVITY)) / _cells.positive(n.sum(ACTIVITY))
    low, high = ((limit / share).where(codes == 0).transpose(*k.dims) for limit in _clopper_pearson(k, n, confidence))
    distinguishable = (k >= _MINIMUM_UNITS) & (low > 1)
    interval = f"Clopper–Pearson {100 * confidence:g} %, region's share fixed; {_NATION}"
    rule = f"k ≥ {_MINIMUM_UNITS} and low > 1"
    return xr.Dataset(
        {
            "lq": result(quotient, name="lq", unit="1", convention=f"Balassa; {_NATION}", reason=codes),
            "low": result(low, name="low", unit="1", convention=interval, reason=codes),
            "high": result(high, name="high", unit="1", convention=interval, reason=codes),
            "k": result(k, name="k", unit="1", convention="units in the region"),
            "n": result(n, name="n", unit="1", convention="units in the nation"),
            "distinguishable": result(distinguishable, name="distinguishable", unit="1", convention=rule),
        }
    )


def _quotient(
    values: xr.DataArray, absent: xr.DataArray, measure: str, name: str, on_undefined: _cells.OnUndefined
) -> tuple[xr.DataArray, xr.DataArray]:
    """Quotients and reason codes of checked values."""
    region_total, activity_total = values.sum(ACTIVITY), values.sum(REGION)
    total = region_total.sum(REGION)
    _cells.require_total(total, measure=measure, name=name, on_undefined=on_undefined)
    codes = _cells.reasons(
        absent, zero_total=total == 0, zero_region=region_total == 0, zero_activity=activity_total == 0
    )
    regional = values / _cells.positive(region_total)
    national = _cells.positive(activity_total) / _cells.positive(total)
    return (regional / national).transpose(*values.dims), codes


def _clopper_pearson(k: xr.DataArray, n: xr.DataArray, confidence: float) -> tuple[xr.DataArray, xr.DataArray]:
    """Exact limits of a binomial probability with ``k`` of ``n``, as quantiles of the beta distribution."""
    tail = (1 - confidence) / 2
    k, n = xr.broadcast(k, n)
    none, all_of_them = k == 0, k == n
    low = xr.apply_ufunc(betaincinv, k.where(~none, 1.0), n - k + 1, tail).where(~none, 0.0)
    high = xr.apply_ufunc(betaincinv, k + 1, (n - k).where(~all_of_them, 1.0), 1 - tail).where(~all_of_them, 1.0)
    return cast("xr.DataArray", low), cast("xr.DataArray", high)
