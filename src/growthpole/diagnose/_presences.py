"""Presence matrices: who has what, checked once on the way in.

A presence ``M[r,a]`` is yes or no. A matrix of zeros and ones is taken as such; any other number is a
quotient or a level that has not been turned into presences yet, and is refused. An activity nobody has, or
a region that has none, says nothing about the others: it is left out of a computation and named by its reason.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import xarray as xr

from growthpole.diagnose import _cells
from growthpole.dims import ACTIVITY, REASON, REGION, require_dims
from growthpole.errors import InputError

Place = tuple[int, ...]
Occupied = npt.NDArray[np.bool_]


def presences(m: xr.DataArray, name: str = "m") -> xr.DataArray:
    """Presences as float64 zeros and ones [..., region, activity], without attributes.

    Parameters
    ----------
    m : DataArray
        Presence, bool or exactly 0 and 1, with labels along region and activity.
    name : str
        Name of the argument in messages.

    Raises
    ------
    InputError
        Not an array, a missing dimension, or values that are neither yes nor no.
    LabelMismatch
        A dimension without labels or with repeated ones.

    Examples
    --------
    >>> m = xr.DataArray([[True, False]], coords={"region": ["N"], "activity": ["a", "b"]}, dims=["region", "activity"])
    >>> presences(m).values
    array([[1., 0.]])
    """
    require_dims(m, (REGION, ACTIVITY), name)
    if m.dtype.kind not in "biuf":
        raise InputError("not-numeric", name=name, received=str(m.dtype))
    values = m.astype(np.float64).drop_vars(REASON, errors="ignore").transpose(..., REGION, ACTIVITY)
    values.attrs = {}
    data = values.values
    if m.dtype.kind != "b" and not ((data == 0) | (data == 1)).all():
        neither = (values != 0) & (values != 1)
        raise InputError("not-presences", name=name, count=int(neither.sum()), cells=_cells.cells(values, neither))
    return values


def diversity(values: xr.DataArray) -> xr.DataArray:
    """``D_r``, how many activities each region has."""
    return values.sum(ACTIVITY)


def ubiquity(values: xr.DataArray) -> xr.DataArray:
    """``U_a``, how many regions have each activity."""
    return values.sum(REGION)


def occupied(m: npt.NDArray[np.float64]) -> Iterator[tuple[Place, Occupied, Occupied, npt.NDArray[np.float64]]]:
    """Each matrix of a stack [..., region, activity] without its empty rows and columns.

    Gives its place, which regions and which activities are kept, and what is kept; an empty matrix is passed
    over. One pass is enough: an empty row adds to no column.

    Examples
    --------
    >>> [(at, has.tolist(), kept.tolist()) for at, has, had, kept in occupied(np.array([[1.0, 0.0], [0.0, 0.0]]))]
    [((), [True, False], [[1.0]])]
    """
    for at in np.ndindex(*m.shape[:-2]):
        has, had = np.asarray(m[at].any(axis=1)), np.asarray(m[at].any(axis=0))
        if has.any():
            yield at, has, had, m[at] if has.all() and had.all() else m[at][np.ix_(has, had)]


def first(mask: xr.DataArray) -> tuple[dict[str, int], str]:
    """Place of the first matrix of a stack where ``mask`` holds, and its labels for a message.

    Examples
    --------
    >>> first(xr.DataArray([False, True], coords={"period": [2020, 2021]}, dims="period"))
    ({'period': 1}, ' (period=2021)')
    """
    found = np.argwhere(mask.values)[0]
    at = {str(dim): int(place) for dim, place in zip(mask.dims, found, strict=True)}
    labels = ", ".join(f"{dim}={mask[dim].values[place]}" for dim, place in at.items())
    return at, f" ({labels})" if labels else ""
