"""Who made the growth: each activity's part in the growth rate of the whole.

An activity of a tenth of the economy that grows by 20 % adds two percentage points to the growth of the
whole. These *contributions* add up to the growth rate, whatever the signs. The *share of growth* divides
each contribution by their sum: it reads well while most activities move the same way, and becomes large and
of either sign when gains and losses nearly cancel, so both are always given.

With ``x0``, ``x1`` the levels of an activity at start and end and ``X0``, ``X1`` their totals::

    contribution = (x1 − x0) / X0        share = (x1 − x0) / (X1 − X0)        growth = (X1 − X0) / X0
"""

from __future__ import annotations

import xarray as xr

from growthpole.diagnose import _cells, _panels
from growthpole.dims import ACTIVITY, CATEGORY, align, require_dims, result
from growthpole.errors import InputError

__all__ = ["driver_decomposition", "growth_contributions"]

_NEW, _OLD = "new", "old"


def growth_contributions(start: xr.DataArray, end: xr.DataArray) -> xr.Dataset:
    """Contribution of each activity to the growth of the whole, and its share of that growth.

    ``contribution = (x1 − x0) / X0``, ``share = (x1 − x0) / (X1 − X0)``, ``growth = (X1 − X0) / X0`` with x0 =
    ``start``, x1 = ``end``, X0 and X1 their sums over activities.

    Parameters
    ----------
    start, end : DataArray
        Levels [..., activity] in one unit, zero or more, nothing missing; usually [region, activity].

    Returns
    -------
    Dataset
        ``contribution`` and ``share`` with the dims of ``start``, ``growth`` without activity; fractions
        (0.02 = two percentage points). Contributions add up to growth, shares to 1. Each has its reasons
        (``contribution_reason`` …): ``zero_base`` where the whole starts from zero, for the share
        ``zero_total`` where the whole did not change.

    Raises
    ------
    Undefined
        A single table starts from zero.
    LabelMismatch, UnitMismatch
        Labels or units of the two differ.
    InputError
        Negative, infinite or missing values, or a missing dimension.

    Examples
    --------
    >>> import xarray as xr
    >>> activities = {"activity": ["information", "public services", "everything else"]}
    >>> start = xr.DataArray([56021, 295947, 729692], coords=activities, dims="activity")
    >>> end = xr.DataArray([70532, 362351, 836264], coords=activities, dims="activity")
    >>> parts = growth_contributions(start, end)
    >>> parts["contribution"].round(4).values, round(parts["growth"].item(), 4)
    (array([0.0134, 0.0614, 0.0985]), 0.1733)

    References
    ----------
    Textbook definition: growth rate of each activity, weighted by its share at the start.
    """
    before, after, unit = _panels.pair(start, end, (ACTIVITY,))
    return _decompose(before, after, ACTIVITY, unit, "growth_contributions")


def driver_decomposition(start: xr.DataArray, end: xr.DataArray, new: xr.DataArray) -> xr.Dataset:
    """Growth carried by the activities flagged as new drivers, against the old ones.

    ``contribution_k = Σ_{a in k} (x1 − x0) / X0`` and ``share_k = Σ_{a in k} (x1 − x0) / (X1 − X0)`` for the two
    groups k, new and old.

    Parameters
    ----------
    start, end : DataArray
        Levels [..., activity] in one unit, zero or more, nothing missing.
    new : DataArray of bool
        Flags [activity]; may have further dims of ``start``, such as region.

    Returns
    -------
    Dataset
        ``contribution`` and ``share`` with category (new, old) in place of activity, ``growth`` without it;
        fractions. Contributions add up to growth, shares to 1. Reasons as in ``growth_contributions``.

    Raises
    ------
    Undefined
        A single table starts from zero.
    LabelMismatch, UnitMismatch
        Labels or units differ.
    InputError
        Flags that are not booleans, refused values, or a missing dimension.

    Examples
    --------
    >>> import xarray as xr
    >>> activities = {"activity": ["steel", "chips", "drones"]}
    >>> start = xr.DataArray([80.0, 15.0, 5.0], coords=activities, dims="activity")
    >>> end = xr.DataArray([81.0, 17.0, 6.0], coords=activities, dims="activity")
    >>> flags = xr.DataArray([False, True, True], coords=activities, dims="activity")
    >>> driver_decomposition(start, end, flags)["share"].values
    array([0.75, 0.25])

    References
    ----------
    Textbook definition: contributions to growth, added within each group.
    """
    before, after, unit = _panels.pair(start, end, (ACTIVITY,))
    require_dims(new, (ACTIVITY,), "new")
    if new.dtype.kind != "b":
        raise InputError("not-flags", name="new", received=str(new.dtype))
    require_dims(before, _cells.names(new), "start")
    flags = align(before, new)[1]
    groups = xr.DataArray([_NEW, _OLD], coords={CATEGORY: [_NEW, _OLD]}, dims=CATEGORY)
    member = flags == (groups == _NEW)
    grouped = [x.where(member, 0).sum(ACTIVITY).transpose(..., CATEGORY) for x in (before, after)]
    return _decompose(grouped[0], grouped[1], CATEGORY, unit, "driver_decomposition")


def _decompose(before: xr.DataArray, after: xr.DataArray, dim: str, unit: str, measure: str) -> xr.Dataset:
    total0 = before.sum(dim)
    _cells.require_total(total0, measure=measure, name="start")
    change = after - before
    whole = change.sum(dim)
    base = _cells.positive(total0)
    levels = f"levels in {unit}"
    parts = xr.Dataset(
        {
            "contribution": result(
                (change / base).transpose(*before.dims),
                name="contribution",
                unit="1",
                convention=f"change over the total at the start; {levels}",
            ),
            "share": result(
                (change / whole.where(whole != 0)).transpose(*before.dims),
                name="share",
                unit="1",
                convention=f"change over the change of the total; {levels}",
            ),
            "growth": result(
                whole / base, name="growth", unit="1", convention=f"change of the total over its start; {levels}"
            ),
        }
    )
    empty = total0 == 0
    return _panels.explained(
        parts,
        contribution=_cells.reasons(before * 0, zero_base=empty),
        share=_cells.reasons(before * 0, zero_total=whole == 0),
        growth=_cells.reasons(total0 * 0, zero_base=empty),
    )
