"""What projects set off and what they take: orders to other activities, and output the region had before.

A project buys from suppliers in the region, who buy in turn: that is its spillover. A part of its output takes the
place of what the region already makes; that part is lost elsewhere in the activity and sets nothing off. Suppliers
without spare capacity cannot follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from growthpole.diagnose import _cells
from growthpole.dims import ACTIVITY, PATH, PERIOD, align, partner, result
from growthpole.errors import InputError, listed

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["spillover"]

Per = Literal["final_demand", "output"]
_DIMS = (ACTIVITY, PERIOD, PATH)
# a zero, or the 1 of the diagonal, of a solved inverse may come out as rounding on either side
_ROUNDING = 1e-9


def spillover(
    output: xr.DataArray,
    multipliers: xr.DataArray | None,
    *,
    displacement: xr.DataArray | float = 0.0,
    capacity: xr.DataArray | None = None,
    per: Per = "final_demand",
) -> xr.Dataset:
    """Output of the region set off and displaced by the output of projects.

    ``spillover = min((L − I) (x − d ∘ x), c)`` and ``displacement = −d ∘ x`` with x the projects' output, d the share
    of it that takes the place of what the region already makes, and c the spare capacity.

    Parameters
    ----------
    output : DataArray
        x [activity, period, path], zero or more, in money a year.
    multipliers : DataArray or None
        L [activity, activity_other]: output of the activity (row) for each unit of the other (column), such as a
        Leontief inverse of the region's own flows; its diagonal is 1 or more. None for no spillover.
    displacement : DataArray or float
        d, 0 to 1; one number, or any of the dims of ``output``.
    capacity : DataArray, optional
        c [activity], output a year the activity can still add, zero or more; infinite where nothing binds.
    per : {"final_demand", "output"}
        What a unit of x is. ``final_demand``: it is delivered to final users, and what its own suppliers buy back from
        its activity comes on top, ``L − I``. ``output``: it is all the activity makes for the plan, so
        ``L L̂⁻¹ − I`` with L̂ the diagonal of L, and nothing comes on top in the activity itself.

    Returns
    -------
    Dataset
        [activity, period, path], in the unit of ``output``: ``output`` as given, ``spillover``, ``displacement`` (zero
        or less), ``total``, the sum of these three, and ``cut``, spillover above the spare capacity, which is not in
        the others. ``cut_share`` [activity, period] is the share of paths in which it is cut (unit 1).

    Raises
    ------
    InputError
        Output, multipliers or capacity below zero or missing, a share outside 0 to 1, a diagonal below 1, an unknown
        ``per``.
    LabelMismatch
        The activities differ.

    Examples
    --------
    >>> import xarray as xr
    >>> names = ["cars", "steel"]
    >>> labels = {"activity": names, "period": [2030], "path": [0]}
    >>> output = xr.DataArray([[[100.0]], [[0.0]]], labels, ("activity", "period", "path"))
    >>> pair = {"activity": names, "activity_other": names}
    >>> inverse = xr.DataArray([[1.1, 0.0], [0.4, 1.2]], pair, ("activity", "activity_other"))
    >>> found = spillover(output, inverse, displacement=0.25)
    >>> found.spillover.values.ravel().round(9).tolist(), found.displacement.values.ravel().tolist()
    ([7.5, 30.0], [-25.0, -0.0])

    References
    ----------
    Miller, R. E., Blair, P. D. (2009). Input-Output Analysis, 2nd ed., ch. 2, 6 and 13. doi:10.1017/CBO9780511626982
    """
    import xarray as xr

    words = _words(multipliers, capacity, per)
    given = _only(_cells.levels(output, _DIMS, "output"), _DIMS, "output").transpose(*_DIMS)
    room = np.inf if capacity is None else _room(capacity, given)[:, None, None]
    unit = _cells.stated_unit(output, *([] if capacity is None else [capacity]))
    displaced = given.values * _shares(displacement, given)
    wanted = _set_off(given.copy(data=given.values - displaced), multipliers, per)
    made = np.minimum(wanted, room)
    cut = wanted - made
    parts = {
        "output": (given.values, "of the projects, gross"),
        "spillover": (made, words),
        "displacement": (-displaced, "output of the projects that takes the place of the region's own"),
        "total": (given.values + made - displaced, "output + spillover + displacement"),
        "cut": (cut, "spillover above the spare capacity"),
    }
    found = xr.Dataset(
        {
            name: result(given.copy(data=part), name=name, unit=unit, convention=convention)
            for name, (part, convention) in parts.items()
        }
    )
    often = given.copy(data=cut > 0).mean(PATH)
    found["cut_share"] = result(
        often, name="cut_share", unit="1", convention="share of paths in which spillover is cut"
    )
    return found


def _only(x: xr.DataArray, dims: tuple[str, ...], name: str) -> xr.DataArray:
    if x.ndim != len(dims):
        raise InputError("one-table", name=name, dims=listed(x.dims))
    return x


def _shares(displacement: xr.DataArray | float, like: xr.DataArray) -> np.ndarray:
    """Displacement as shares that broadcast against [activity, period, path]."""
    import xarray as xr

    name = "displacement"
    shares = displacement if isinstance(displacement, xr.DataArray) else xr.DataArray(float(displacement))
    dims = tuple(map(str, shares.dims))
    beyond = [dim for dim in dims if dim not in _DIMS]
    if beyond:
        raise InputError("missing-dims", name="output", missing=listed(beyond), dims=listed(_DIMS))
    checked = align(like, _cells.levels(shares, dims, name))[1]
    if bool((checked > 1).any()):
        above = checked > 1
        raise InputError("not-shares", name=name, count=int(above.sum()), cells=_cells.cells(checked, above))
    wide: np.ndarray = checked.expand_dims([dim for dim in _DIMS if dim not in dims]).transpose(*_DIMS).values
    return wide


def _set_off(net: xr.DataArray, multipliers: xr.DataArray | None, per: Per) -> np.ndarray:
    """Spillover [activity, period, path] without regard to capacity."""
    if multipliers is None:
        return np.zeros_like(net.values)
    other = partner(ACTIVITY)
    dims = (ACTIVITY, other)
    signed = _only(_cells.levels(multipliers, dims, "multipliers", signed=True), dims, "multipliers").transpose(*dims)
    square = _cells.levels(signed.where(abs(signed) > _ROUNDING, 0.0), dims, "multipliers")
    rows = align(net, square)[1]
    inverse = align(net.rename({ACTIVITY: other}), rows, dims=[other])[1].values
    diagonal = np.diagonal(inverse)
    low = diagonal < 1 - _ROUNDING
    if low.any():
        cells = [f"{name}: {value:g}" for name, value in zip(net[ACTIVITY].values[low], diagonal[low], strict=True)]
        raise InputError("not-an-inverse", count=len(cells), cells=listed(cells))
    beyond = inverse / diagonal if per == "output" else inverse.copy()
    np.fill_diagonal(beyond, np.maximum(np.diagonal(beyond) - 1.0, 0.0))
    active = net.values.any(axis=(1, 2))
    flat = net.values[active].reshape(int(active.sum()), net.shape[1] * net.shape[2])
    orders: np.ndarray = beyond[:, active] @ flat
    return orders.reshape(net.shape)


def _room(capacity: xr.DataArray, like: xr.DataArray) -> np.ndarray:
    """Spare capacity [activity], infinite where nothing binds."""
    import xarray as xr

    if not isinstance(capacity, xr.DataArray):
        raise InputError("not-an-array", name="capacity", received=type(capacity).__name__)
    endless = capacity.copy(data=capacity.values == np.inf)
    bounded = _only(_cells.levels(capacity.where(~endless, 0.0), (ACTIVITY,), "capacity"), (ACTIVITY,), "capacity")
    room: np.ndarray = align(like, bounded.where(~endless, np.inf), dims=[ACTIVITY])[1].values
    return room


def _words(multipliers: xr.DataArray | None, capacity: xr.DataArray | None, per: Per) -> str:
    match per:
        case "final_demand":
            formula = "(L − I)"
        case "output":
            formula = "(L L̂⁻¹ − I)"
        case _:
            raise InputError("unknown-option", option="per", value=per, known="final_demand, output")
    if multipliers is None:
        return "none: no multipliers given"
    bound = "not capped" if capacity is None else "capped by the spare capacity of each activity"
    return f"{formula} of output net of displacement, multipliers as given by the caller; {bound}"
