"""Sophistication: how rich are the regions that make what you make?

An activity is as sophisticated as the regions specialised in it are rich (PRODY), a region as what it makes
(EXPY). Income goes in, so the two say where income is, not why: a region looks sophisticated when rich regions
have the same mix. Economic complexity asks the same of the mix alone; how alike two mixes are (export similarity)
is ``structural_similarity(x, "finger_kreinin")``.
"""

from __future__ import annotations

import xarray as xr

from growthpole.diagnose import _cells, _panels
from growthpole.dims import ACTIVITY, REGION, result
from growthpole.errors import InputError

__all__ = ["expy", "prody"]


def prody(x: xr.DataArray, income: xr.DataArray) -> xr.DataArray:
    """Income level of an activity: mean income of the regions, weighted by how specialised they are in it.

    ``PRODY_a = Σ_r w[r,a] Y_r`` with ``w[r,a] = (x[r,a] / X_r) / Σ_r (x[r,a] / X_r)``, so that a large region does not
    count more than a small one of the same mix.

    Parameters
    ----------
    x : DataArray
        Levels [..., region, activity], zero or more (exports, output, employment).
    income : DataArray
        Y, [..., region], zero or more: income per head, say.

    Returns
    -------
    DataArray
        [..., activity], in the unit of ``income``, between its lowest and highest value. NaN with reason
        ``zero_total`` or ``zero_activity``.

    Raises
    ------
    Undefined
        A single table sums to zero.
    InputError
        Negative, infinite or missing values, a missing dimension.
    LabelMismatch
        The regions differ.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S"], "activity": ["car", "grain"]}
    >>> x = xr.DataArray([[3.0, 1.0], [1.0, 3.0]], coords=labels, dims=["region", "activity"])
    >>> income = xr.DataArray([40.0, 20.0], coords={"region": ["N", "S"]}, dims="region", attrs={"unit": "USD"})
    >>> prody(x, income).values
    array([35., 25.])

    References
    ----------
    Hausmann, R., Hwang, J., Rodrik, D. (2007). What you export matters. Journal of Economic Growth 12(1), 1–25.
    doi:10.1007/s10887-006-9009-4
    """
    values = _cells.levels(x, (REGION, ACTIVITY), "x").transpose(..., REGION, ACTIVITY)
    earned = _panels.matched(values, _cells.levels(income, (REGION,), "income"), without=ACTIVITY, name="x")
    total = values.sum((REGION, ACTIVITY))
    _cells.require_total(total, measure="prody", name="x")
    shares = (values / _cells.positive(values.sum(ACTIVITY))).fillna(0.0)
    weight = shares.sum(REGION)
    level = xr.dot(shares, earned, dim=REGION) / _cells.positive(weight)
    codes = _cells.reasons(weight * 0, zero_total=total == 0, zero_activity=weight == 0)
    convention = "regions weighted by the share of the activity in each"
    return result(level, name="prody", unit=_cells.stated_unit(income), convention=convention, reason=codes)


def expy(x: xr.DataArray, prody: xr.DataArray) -> xr.DataArray:
    """Income level of what a region makes.

    ``EXPY_r = Σ_a (x[r,a] / X_r) PRODY_a``.

    Parameters
    ----------
    x : DataArray
        Levels [..., region, activity], zero or more.
    prody : DataArray
        [..., activity], :func:`prody` of the same table or of a larger reference with the same activities.

    Returns
    -------
    DataArray
        [..., region], in the unit of ``prody``. NaN with reason ``zero_total`` or ``zero_region``.

    Raises
    ------
    Undefined
        A single table sums to zero.
    InputError
        Negative, infinite or missing values of x, a PRODY missing where a region has the activity.
    LabelMismatch
        The activities differ.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S"], "activity": ["car", "grain"]}
    >>> x = xr.DataArray([[3.0, 1.0], [1.0, 3.0]], coords=labels, dims=["region", "activity"])
    >>> level = xr.DataArray([35.0, 25.0], coords={"activity": ["car", "grain"]}, dims="activity")
    >>> expy(x, level).values
    array([32.5, 27.5])

    References
    ----------
    Hausmann, R., Hwang, J., Rodrik, D. (2007). What you export matters. Journal of Economic Growth 12(1), 1–25.
    doi:10.1007/s10887-006-9009-4
    """
    values = _cells.levels(x, (REGION, ACTIVITY), "x").transpose(..., REGION, ACTIVITY)
    level = _panels.matched(
        values, _cells.levels(prody, (ACTIVITY,), "prody", missing="absent"), without=REGION, name="x"
    )
    size = values.sum(ACTIVITY)
    total = size.sum(REGION)
    _cells.require_total(total, measure="expy", name="x")
    needed = level.isnull() & (values.sum(REGION) > 0)
    if bool(needed.any()):
        shown = level.broadcast_like(needed).transpose(*needed.dims)
        raise InputError("missing-cells", name="prody", count=int(needed.sum()), cells=_cells.cells(shown, needed))
    found = xr.dot(values, level.fillna(0.0), dim=ACTIVITY) / _cells.positive(size)
    codes = _cells.reasons(size * 0, zero_total=total == 0, zero_region=size == 0)
    convention = "activities weighted by their share in the region"
    return result(found, name="expy", unit=_cells.stated_unit(prody), convention=convention, reason=codes)
