"""Shift-share: growth from the nation, from the mix of activities, from the region itself.

Had each activity of a region grown like the whole nation, its change would be the *national*
component. Some activities grow faster nationwide than others; a region full of them gains the *mix*
component. What is left, the difference between the region's activity and the same activity in the
nation, is the *regional* component (often read as competitiveness; it is a residual, not a cause).

With ``x0``, ``x1`` the levels of an activity in a region at start and end, ``g_a`` the national
growth of the activity and ``g`` that of the national total::

    x1 − x0  =  x0·g  +  x0·(g_a − g)  +  [x1 − x0·(1 + g_a)]
    change      national   mix             regional

The regional component is written without dividing by ``x0``, so a start from zero has a value.
"""

from __future__ import annotations

from typing import Literal

import xarray as xr

from growthpole.diagnose import _cells
from growthpole.dims import ACTIVITY, REGION, align, require_dims, result
from growthpole.errors import InputError

__all__ = ["shift_share"]

Variant = Literal["dunn"]


def shift_share(
    start: xr.DataArray,
    end: xr.DataArray,
    variant: Variant = "dunn",
    *,
    nation_start: xr.DataArray | None = None,
    nation_end: xr.DataArray | None = None,
) -> xr.Dataset:
    """Shift-share components of the change from ``start`` to ``end``.

    ``national = x0·g``, ``mix = x0·(g_a − g)``, ``regional = x1 − x0·(1 + g_a)``, with x0 = ``start``,
    x1 = ``end``, ``g_a`` and ``g`` the growth of the activity and of the total in the nation. They add up
    to ``change = x1 − x0`` in every cell.

    Parameters
    ----------
    start, end : DataArray
        Levels [..., region, activity] in one unit, zero or more, nothing missing.
    variant : {"dunn"}
        Which decomposition.
    nation_start, nation_end : DataArray, optional
        Levels [..., activity] of the whole nation; give both when the regions are not all of it. By
        default the nation is the sum of the regions.

    Returns
    -------
    Dataset
        ``national``, ``mix``, ``regional`` and ``change``, each with the dims of ``start``, in the unit it
        states. ``mix`` and ``regional`` are NaN with reason ``zero_base`` where the nation starts the
        activity from zero; in a panel ``national`` is too, reason ``zero_total``, where all of the
        nation starts from zero.

    Raises
    ------
    LabelMismatch
        The labels of two arrays differ.
    UnitMismatch
        Two arrays state different units.
    Undefined
        The nation of a single table starts from zero.
    InputError
        Negative, infinite or missing values, a missing dimension, one of the nation's two arrays
        without the other, or an unknown variant.

    Examples
    --------
    >>> import xarray as xr
    >>> table = {"region": ["R"], "activity": list("abcd")}
    >>> nation = {"activity": list("abcd")}
    >>> parts = shift_share(
    ...     xr.DataArray([[90, 20, 10, 60]], coords=table, dims=["region", "activity"]),
    ...     xr.DataArray([[100, 40, 10, 55]], coords=table, dims=["region", "activity"]),
    ...     nation_start=xr.DataArray([400, 150, 150, 400], coords=nation, dims="activity"),
    ...     nation_end=xr.DataArray([440, 210, 135, 480], coords=nation, dims="activity"),
    ... )
    >>> total = parts.sum(["region", "activity"])
    >>> [round(total[part].item(), 6) for part in ("national", "mix", "regional", "change")]
    [27.0, 1.0, -3.0, 25.0]

    References
    ----------
    Dunn, E. S. (1960). A statistical and analytical technique for regional analysis. Papers of the
    Regional Science Association 6(1), 97–112. doi:10.1111/j.1435-5597.1960.tb01705.x
    """
    before = _cells.levels(start, (REGION, ACTIVITY), "start")
    after = align(
        before,
        _cells.levels(_same_dims(start, end, "end"), _cells.names(start), "end"),
        dims=_cells.names(start),
    )[1]
    national_before, national_after = _nation(before, after, nation_start, nation_end)
    given = [array for array in (start, end, nation_start, nation_end) if array is not None]
    match variant:
        case "dunn":
            return _dunn(before, after, national_before, national_after, _cells.stated_unit(*given))
        case _:
            raise InputError("unknown-variant", name=variant, known="dunn")


def _same_dims(first: xr.DataArray, other: xr.DataArray, name: str) -> xr.DataArray:
    require_dims(other, _cells.names(first), name)
    require_dims(first, _cells.names(other), "start")
    return other


def _nation(
    before: xr.DataArray,
    after: xr.DataArray,
    nation_start: xr.DataArray | None,
    nation_end: xr.DataArray | None,
) -> tuple[xr.DataArray, xr.DataArray]:
    """Levels of the nation at start and end, in the regions' order of activities."""
    if nation_start is None and nation_end is None:
        return before.sum(REGION), after.sum(REGION)
    if nation_start is None or nation_end is None:
        absent = "nation_start" if nation_start is None else "nation_end"
        raise InputError("pair-needed", left="nation_start", right="nation_end", absent=absent)
    frame = before.isel({REGION: 0}, drop=True) if before.sizes[REGION] else before.sum(REGION)
    aligned = []
    for nation, name in ((nation_start, "nation_start"), (nation_end, "nation_end")):
        levels = _cells.levels(_same_dims(frame, nation, name), _cells.names(frame), name)
        aligned.append(align(frame, levels)[1])
    return aligned[0], aligned[1]


def _dunn(
    before: xr.DataArray, after: xr.DataArray, nation0: xr.DataArray, nation1: xr.DataArray, unit: str
) -> xr.Dataset:
    total0, total1 = nation0.sum(ACTIVITY), nation1.sum(ACTIVITY)
    _cells.require_total(total0, measure="shift_share", name="the nation at the start")
    ratio, activity_ratio = total1 / _cells.positive(total0), nation1 / _cells.positive(nation0)
    parts = {
        "national": before * (ratio - 1),
        "mix": before * (activity_ratio - ratio),
        "regional": after - before * activity_ratio,
        "change": after - before,
    }
    codes = _cells.reasons(before * 0, zero_total=total0 == 0, zero_base=nation0 == 0)
    convention = "Dunn; national + mix + regional = change"
    return xr.Dataset(
        {
            name: result(part.transpose(*before.dims), name=name, unit=unit, convention=convention, reason=codes)
            for name, part in parts.items()
        }
    )
