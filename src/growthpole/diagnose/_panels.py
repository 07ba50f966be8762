"""Two tables that meet, and a panel read as its successive pairs of periods.

Growth, contributions and mobility compare a start with an end. Both are checked here once: same
dimensions, same labels (the order may differ), one unit. A panel is the same thing several times: each
period but the first against the one before, the result labelled with the later one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells
from growthpole.dims import PERIOD, align, require_dims
from growthpole.errors import InputError, listed


def pair(
    start: xr.DataArray,
    end: xr.DataArray,
    dims: Sequence[str],
    *,
    names: tuple[str, str] = ("start", "end"),
    missing: _cells.Missing = "raise",
    signed: bool = False,
) -> tuple[xr.DataArray, xr.DataArray, str]:
    """Checked values of ``start`` and ``end`` in the start's order of labels, and their unit.

    Raises
    ------
    LabelMismatch, UnitMismatch, InputError
        The labels or the units differ, a dimension is missing on one side, or a value is refused.
    """
    first, second = names
    before = _cells.levels(start, dims, first, missing=missing, signed=signed)
    require_dims(end, _cells.names(start), second)
    require_dims(start, _cells.names(end), first)
    after = _cells.levels(end, _cells.names(start), second, missing=missing, signed=signed)
    return before, align(before, after, dims=_cells.names(start))[1], _cells.stated_unit(start, end)


def matched(values: xr.DataArray, given: xr.DataArray, *, without: str, name: str) -> xr.DataArray:
    """``given`` in the order of labels of ``values``, whose dims except ``without`` it may have.

    Raises
    ------
    InputError
        ``given`` has a dimension that ``values``, called ``name``, has not.
    LabelMismatch
        The labels differ.
    """
    dims = [str(dim) for dim in given.dims]
    require_dims(values.isel({without: 0}, drop=True), dims, name)
    return align(values, given, dims=dims)[1]


def successive(panel: xr.DataArray, name: str) -> tuple[xr.DataArray, xr.DataArray]:
    """Every period but the last, and every period but the first, both labelled with the later one.

    Raises
    ------
    InputError
        Periods that are no whole years, not in ascending order, or fewer than two.

    Examples
    --------
    >>> import xarray as xr
    >>> before, after = successive(xr.DataArray([1, 4, 9], coords={"period": [2019, 2020, 2021]}, dims="period"), "x")
    >>> before.values, after.values, after.period.values
    (array([1, 4]), array([4, 9]), array([2020, 2021]))
    """
    require_dims(panel, (PERIOD,), name)
    years = panel.indexes[PERIOD]
    if years.dtype.kind not in "iu":
        raise InputError("not-a-year", period=listed(years))
    if len(years) < 2:
        raise InputError("too-few-labels", name=name, dim=PERIOD, needed=2, count=len(years))
    if not years.is_monotonic_increasing:
        raise InputError("periods-not-ordered", name=name, periods=listed(years))
    after = panel.isel({PERIOD: slice(1, None)})
    before = panel.isel({PERIOD: slice(None, -1)}).assign_coords({PERIOD: years[1:]})
    return before, after


def log(x: xr.DataArray) -> xr.DataArray:
    """Natural logarithm, labelled; of values above zero or NaN."""
    logarithm: xr.DataArray = xr.apply_ufunc(np.log, x)
    return logarithm


def explained(dataset: xr.Dataset, **codes: xr.DataArray) -> xr.Dataset:
    """``dataset`` with one coordinate ``<variable>_reason`` (int8) for each variable named.

    For results whose variables are not undefined in the same cells, so that one ``reason`` would not do.
    """
    own = {}
    for name, code in codes.items():
        dims = dataset[name].dims
        own[f"{name}_reason"] = (dims, code.transpose(*dims).values.astype(np.int8))
    return dataset.assign_coords(own)
