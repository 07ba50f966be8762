"""Structural change: how far the composition has moved between two times.

The *norm of absolute values* is the part of the whole that changed activity: 0 when all shares stay,
1 when nothing of the old composition is left. It is defined whenever the totals are.

*Lilien's index* is the dispersion of the activities' growth around that of the whole, in logarithms,
weighted by the shares at the end. It weighs a doubling of a small activity more than the norm does. With
the weights of one date it depends on the direction of time; the *modified* index takes the mean of both
shares and does not. An activity that appears has no growth rate, and neither index a value then.

With ``s0``, ``s1`` the shares of an activity at start and end, ``ln(s1/s0)`` is its growth less that of the
whole, in logarithms::

    norm = ½ Σ |s1 − s0|       lilien² = Σ s1·ln(s1/s0)²       modified² = Σ ½(s0 + s1)·ln(s1/s0)²
"""

from __future__ import annotations

from typing import Literal

import xarray as xr

from growthpole.diagnose import _cells, _panels
from growthpole.dims import ACTIVITY, result

__all__ = ["structural_change"]

Kind = Literal["lilien", "norm_absolute_value", "modified_lilien"]
_CONVENTIONS = {
    "lilien": "Lilien; growth dispersion weighted by end shares",
    "norm_absolute_value": "half the sum of absolute share differences",
    "modified_lilien": "modified Lilien; growth dispersion weighted by mean shares",
}


def structural_change(start: xr.DataArray, end: xr.DataArray, kind: Kind = "lilien") -> xr.DataArray:
    """Index of the change of a composition between two times.

    ``lilien = √Σ s1·ln(s1/s0)²``, ``norm_absolute_value = ½ Σ |s1 − s0|``,
    ``modified_lilien = √Σ ½(s0 + s1)·ln(s1/s0)²`` with s0, s1 the shares of ``start`` and ``end`` over activities.

    Parameters
    ----------
    start, end : DataArray
        Levels [..., activity] in one unit, zero or more, nothing missing; usually [region, activity].
    kind : {"lilien", "norm_absolute_value", "modified_lilien"}
        Which index. Activities absent at both ends never count; one that ends adds nothing to ``lilien``
        (the limit of s·ln²s).

    Returns
    -------
    DataArray
        The dims of ``start`` without activity, unit 1, zero or more (the norm at most 1). NaN with reason
        ``zero_total`` where either whole is zero; ``zero_base`` where an activity starts from zero (not the
        norm) or, for ``modified_lilien``, ends there.

    Raises
    ------
    Undefined
        A single composition sums to zero.
    LabelMismatch, UnitMismatch
        Labels or units of the two differ.
    InputError
        An unknown kind, refused values, or a missing dimension.

    Examples
    --------
    >>> import xarray as xr
    >>> activities = {"activity": ["industry", "information", "public services", "everything else"]}
    >>> start = xr.DataArray([126434, 56021, 295947, 603258], coords=activities, dims="activity")
    >>> end = xr.DataArray([126697, 70532, 362351, 709567], coords=activities, dims="activity")
    >>> print(round(structural_change(start, end, "norm_absolute_value").item(), 4))
    0.0171
    >>> print(round(structural_change(start, end, "lilien").item(), 4))
    0.0573

    References
    ----------
    Lilien, D. M. (1982). Sectoral shifts and cyclical unemployment. Journal of Political Economy 90(4),
    777–793. doi:10.1086/261088
    Dietrich, A. (2012). Does growth cause structural change, or is it the other way around? Empirical
    Economics 43(3), 915–944.
    """
    _cells.one_of("kind", kind, tuple(_CONVENTIONS))
    before, after, _ = _panels.pair(start, end, (ACTIVITY,))
    total0, total1 = before.sum(ACTIVITY), after.sum(ACTIVITY)
    _cells.require_total(total0, measure="structural_change", name="start")
    _cells.require_total(total1, measure="structural_change", name="end")
    s0, s1 = before / _cells.positive(total0), after / _cells.positive(total1)
    appears, ends = (s0 == 0) & (s1 > 0), (s1 == 0) & (s0 > 0)
    if kind == "norm_absolute_value":
        index, undefined = abs(s1 - s0).sum(ACTIVITY, skipna=False) / 2, xr.zeros_like(total0, dtype=bool)
    else:
        undefined = (appears if kind == "lilien" else appears | ends).any(ACTIVITY)
        weight = s1 if kind == "lilien" else (s0 + s1) / 2
        # logarithms of the two shares apart: their ratio may leave the range of floats
        faster = _panels.log(_cells.positive(s1)) - _panels.log(_cells.positive(s0))
        index = (weight * faster**2).sum(ACTIVITY) ** 0.5
        index = index.where((total0 > 0) & (total1 > 0) & ~undefined)
    codes = _cells.reasons(total0 * 0, zero_total=(total0 == 0) | (total1 == 0), zero_base=undefined)
    return result(index, name="structural_change", unit="1", convention=_CONVENTIONS[kind], reason=codes)
