"""Actual against plan: by how much, and which activities it comes from."""

from __future__ import annotations

from typing import Final

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells
from growthpole.dims import ACTIVITY, PERIOD, REASONS, align, result
from growthpole.errors import InputError, listed

__all__ = ["deviation"]

_TABLE: Final = (PERIOD, ACTIVITY)


def deviation(planned: xr.DataArray, actuals: xr.DataArray) -> xr.Dataset:
    """Deviation of the actual from the plan by activity, and what each adds to that of the total.

    ``d[t,a] = A[t,a] − P[t,a]``, ``relative = d / P``, ``contribution[t,a] = d[t,a] / P_t``; over the activities the
    contributions add up to ``d_t / P_t``. Each deviation has two parts, ``d = scale + mix`` with
    ``scale[t,a] = (P[t,a] / P_t) (A_t − P_t)``, as if the total alone had deviated, and
    ``mix[t,a] = (A[t,a] / A_t − P[t,a] / P_t) A_t``, which adds up to 0.

    Parameters
    ----------
    planned : DataArray
        P [period, activity], zero or more; periods are whole years.
    actuals : DataArray
        A, the same labels and unit; NaN where not known yet.

    Returns
    -------
    Dataset
        On [period, activity]: ``planned``, ``actual``, ``level`` (d), ``scale``, ``mix`` in the unit given;
        ``relative``, ``contribution``, ``share_planned``, ``share_actual`` and ``share`` (their difference), unit 1.
        On [period]: ``total_planned``, ``total_actual``, ``total_level``, ``total_relative``. Each has its reasons in
        ``<name>_reason``: ``missing`` (or the reason of the input), for a total and all that rests on it where any
        activity is missing; ``zero_base`` where an activity was planned at 0; ``zero_total`` where the total is 0.

    Raises
    ------
    InputError
        Not [period, activity], periods that are no whole years, values below 0 or infinite.
    LabelMismatch
        The labels differ.
    UnitMismatch
        The units differ.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"period": [2024], "activity": ["a", "b"]}
    >>> plan = xr.DataArray([[60.0, 40.0]], coords=labels, dims=["period", "activity"])
    >>> found = deviation(plan, plan.copy(data=[[60.0, 50.0]]))
    >>> found.level.values.tolist(), found.total_relative.item()
    ([[0.0, 10.0]], 0.1)
    >>> found.contribution.values.tolist()
    [[0.0, 0.1]]

    References
    ----------
    Horngren, C. T., Datar, S. M., Rajan, M. V. (2015). Cost Accounting: A Managerial Emphasis, 15th ed., ch. 14
    (sales-quantity and sales-mix variances). Pearson.
    """
    unit = _cells.stated_unit(planned, actuals)
    plan, real = (_values(array, name) for array, name in ((planned, "planned"), (actuals, "actuals")))
    plan, real = align(plan, real)
    told = _absence(planned, plan), _absence(align(plan, actuals)[1], real)
    gone = told[0].where(told[0] != 0, told[1])
    p, a = plan.values, real.values
    gaps = {"p": _lost(told[0]), "a": _lost(told[1]), "both": _lost(gone)}
    total_p, total_a = p.sum(axis=1), a.sum(axis=1)  # NaN with any missing part: half a total is none
    level = a - p
    total = level.sum(axis=1)
    share_p, share_a = (_over(part, whole[:, None]) for part, whole in ((p, total_p), (a, total_a)))
    zero_p, zero_a = (whole[:, None] == 0 for whole in (total_p, total_a))
    either = zero_p | zero_a
    scale = share_p * total[:, None]
    cells = {
        "planned": (p, unit, told[0].values, None),
        "actual": (a, unit, told[1].values, None),
        "level": (level, unit, gone.values, None),
        "scale": (scale, unit, gaps["both"], zero_p),
        "mix": (level - scale, unit, gaps["both"], zero_p),
        "contribution": (_over(level, total_p[:, None]), "1", _first(gone.values, gaps["p"]), zero_p),
        "share_planned": (share_p, "1", gaps["p"], zero_p),
        "share_actual": (share_a, "1", gaps["a"], zero_a),
        "share": (share_a - share_p, "1", gaps["both"], either),
    }
    found = {name: _finished(plan, name, *parts) for name, parts in cells.items()}
    codes = np.where((p == 0) & (gone.values == 0), REASONS["zero_base"], gone.values)
    found["relative"] = _finished(plan, "relative", _over(level, p), "1", codes, None)
    line = plan.isel({ACTIVITY: 0}, drop=True)
    totals = {
        "total_planned": (total_p, unit, gaps["p"], None),
        "total_actual": (total_a, unit, gaps["a"], None),
        "total_level": (total, unit, gaps["both"], None),
        "total_relative": (_over(total, total_p), "1", gaps["both"], zero_p),
    }
    found |= {
        name: _finished(line, name, v, u, c[:, 0], z if z is None else z[:, 0]) for name, (v, u, c, z) in totals.items()
    }
    return xr.Dataset({name: array for name, (array, _) in found.items()}).assign_coords(
        {f"{name}_reason": (array.dims, codes) for name, (array, codes) in found.items()}
    )


def _values(array: xr.DataArray, name: str) -> xr.DataArray:
    values = _cells.levels(array, _TABLE, name, missing="absent")
    if values.ndim != len(_TABLE):
        raise InputError("one-table", name=name, dims=listed(values.dims))
    years = values.indexes[PERIOD]
    if years.dtype.kind not in "iu":
        raise InputError("not-a-year", period=listed(years))
    return values.transpose(*_TABLE)


def _absence(given: xr.DataArray, values: xr.DataArray) -> xr.DataArray:
    return _cells.absence(given.transpose(*_TABLE), values).astype(np.int8)


def _lost(codes: xr.DataArray) -> np.ndarray:
    """Reason of each row, spread over it: that of its first missing activity, 0 where none is missing."""
    first = codes.values[np.arange(codes.shape[0]), (codes.values != 0).argmax(axis=1)]
    return np.broadcast_to(first[:, None], codes.shape)


def _first(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.where(one != 0, one, other)


def _over(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    quotient: np.ndarray = part / np.where(whole == 0, np.nan, whole)
    return quotient


def _finished(
    like: xr.DataArray, name: str, values: np.ndarray, unit: str, codes: np.ndarray, zero: np.ndarray | None
) -> tuple[xr.DataArray, np.ndarray]:
    if zero is not None:
        codes = np.where((codes == 0) & zero, REASONS["zero_total"], codes)
    values = np.where(codes == 0, values, np.nan)
    array = result(like.copy(data=values), name=name, unit=unit, convention="actual less plan")
    return array, codes.astype(np.int8)
