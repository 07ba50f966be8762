"""Location quotients of rounded figures: all the quotients that the printed digits allow.

A table printed in hundreds stands for every table that rounds to it. The location quotient of a cell,
written with ``o`` and ``p`` the rest of its row and of its column and ``q`` all that is in neither, is

    ``LQ = x (x + o + p + q) / ((x + o)(x + p))``,

which falls with o and with p, rises with q, and rises with x up to
``x* = (op + √(o²p² + q(o + p + q)op)) / q`` and falls beyond (where the activity is nearly all of the region, more
of it makes the nation more alike). So the extremes are known exactly, without trying tables.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells
from growthpole.diagnose.quotients import location_quotient
from growthpole.dims import ACTIVITY, REASON, REGION, align, require_dims, result
from growthpole.errors import InputError

__all__ = ["location_quotient_band"]


def location_quotient_band(x: xr.DataArray, half_width: float | xr.DataArray) -> xr.Dataset:
    """Location quotient of every cell with the smallest and largest value that rounded figures allow.

    Every cell lies within ``half_width`` of ``x``, and not below zero; the cells are rounded independently.

    Parameters
    ----------
    x : DataArray
        Levels [..., region, activity], zero or more, nothing missing; further dims (period) in one call.
    half_width : float or DataArray
        Half a unit of the rounding, in the unit of ``x``, zero or more: 50 for figures in hundreds.

    Returns
    -------
    Dataset
        ``lq``, ``low``, ``high`` with the dims of ``x`` (unit 1; ``low ≤ lq ≤ high``), and ``distinguishable`` (bool:
        1 lies outside the band). ``high`` is infinite where all else in the row and in the column, and the cell itself,
        may be zero. The first three are NaN with reason ``zero_total``, ``zero_region`` or
        ``zero_activity`` where the quotient of the figures as printed is.

    Raises
    ------
    Undefined
        A single table sums to zero.
    InputError
        Negative, infinite or missing values or widths, or a missing dimension.
    LabelMismatch
        Labels of the two differ.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["Saxony", "rest"], "activity": ["mining", "other"]}
    >>> x = xr.DataArray([[300.0, 700.0], [900.0, 8100.0]], coords=labels, dims=["region", "activity"])
    >>> band = location_quotient_band(x, 50).sel(region="Saxony", activity="mining")
    >>> [f"{band[name].item():.2f}" for name in ("low", "lq", "high")], band["distinguishable"].item()
    (['2.08', '2.50', '2.92'], True)

    References
    ----------
    Moore, R. E., Kearfott, R. B., Cloud, M. J. (2009). Introduction to Interval Analysis. SIAM.
    doi:10.1137/1.9780898717716
    """
    values = _cells.levels(x, (REGION, ACTIVITY), "x").transpose(..., REGION, ACTIVITY)
    half = _widths(values, half_width)
    quotient = location_quotient(values)
    small, large = (values - half).clip(min=0), values + half
    codes = quotient[REASON].drop_vars(REASON)
    low, high = _lowest(small, large), _highest(small, large)
    # rounding of the last bit must not push an end past the quotient itself
    low, high = low.where(low < quotient, quotient), high.where(high > quotient, quotient)
    convention = "every cell within its half width, zero or more, independently"
    ends = {
        name: result(end.where(codes == 0), name=name, unit="1", convention=convention, reason=codes)
        for name, end in (("low", low), ("high", high))
    }
    apart = (ends["low"] > 1) | (ends["high"] < 1)
    return xr.Dataset(
        {
            "lq": result(quotient, name="lq", unit="1", convention="Balassa; figures as printed", reason=codes),
            **ends,
            "distinguishable": result(apart, name="distinguishable", unit="1", convention="band leaves out 1"),
        }
    )


def _widths(values: xr.DataArray, half_width: float | xr.DataArray) -> xr.DataArray:
    """Half widths with the dims of the values."""
    if isinstance(half_width, xr.DataArray):
        require_dims(values, _cells.names(half_width), "x")
        checked = _cells.levels(half_width, _cells.names(half_width), "half_width")
        return align(values, checked)[1].broadcast_like(values).transpose(*values.dims)
    if not (np.isfinite(half_width) and half_width >= 0):
        raise InputError("outside-range", name="half_width", low=0, high="∞", received=half_width)
    return xr.full_like(values, float(half_width))


def _parts(near: xr.DataArray, far: xr.DataArray) -> tuple[xr.DataArray, xr.DataArray, xr.DataArray]:
    """Rest of the row and of the column at the ``far`` end, all that is in neither at the ``near`` end."""
    row, column = far.sum(ACTIVITY) - far, far.sum(REGION) - far
    neither = near.sum((REGION, ACTIVITY)) - near.sum(ACTIVITY) - near.sum(REGION) + near
    # sums that cancel may leave a rounding error below zero
    return row.clip(min=0), column.clip(min=0), neither.clip(min=0)


def _at(x: xr.DataArray, o: xr.DataArray, p: xr.DataArray, q: xr.DataArray) -> xr.DataArray:
    below = (x + o) * (x + p)
    return x * (x + o + p + q) / below.where(below > 0)


def _lowest(small: xr.DataArray, large: xr.DataArray) -> xr.DataArray:
    """At one of the two ends of the cell itself: the quotient has one peak in x and no trough."""
    parts = _parts(small, large)
    first, last = _at(small, *parts).fillna(0.0), _at(large, *parts)
    return first.where(first < last, last)


def _highest(small: xr.DataArray, large: xr.DataArray) -> xr.DataArray:
    """At the peak, or at the end of the cell that is nearest to it.

    Where the rest of the row or of the column may vanish, the quotient has no peak but rises as the cell itself
    vanishes, to ``(p + q)/p``: a limit, since an empty row has no quotient.
    """
    o, p, q = _parts(large, small)
    product = o * p
    root = np.sqrt(product**2 + q * (o + p + q) * product)
    peak = ((product + root) / q.where(q > 0)).fillna(np.inf)
    x = peak.clip(min=small, max=large)
    alone = small + o + p  # one of the two is zero where the limit counts
    limit = ((alone + q) / alone.where(alone > 0)).fillna(np.inf)
    return _at(x, o, p, q).where(product > 0, limit.where((q > 0) | (alone > 0), 1.0))
