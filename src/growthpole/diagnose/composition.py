"""Composition: the parts of a whole.

A share says what part of a total one label holds: an activity's part of a region's value added, a
region's part of the nation's firms. Shares along a dimension add up to one, so they compare large
and small regions on one scale; they say nothing about size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.diagnose import _cells
from growthpole.dims import result

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["share"]


def share(x: xr.DataArray, dim: str, *, missing: _cells.Missing = "raise") -> xr.DataArray:
    """Share of each label in the total along ``dim``.

    ``s_i = x_i / Σ_j x_j`` with ``x_i`` the value of label i and j running over ``dim``.

    Parameters
    ----------
    x : DataArray
        Levels, zero or more, any dims and one unit.
    dim : str
        Dimension whose labels make up the whole.
    missing : {"raise", "absent"}
        Refuse missing values, or leave them out of the total and keep them missing.

    Returns
    -------
    DataArray
        Same dims as ``x``, unit 1, between 0 and 1. NaN with reason ``zero_total`` where the whole is
        zero, ``missing`` (or the input's own reason) where the part is.

    Raises
    ------
    InputError
        Negative, infinite or (unless left out) missing values; ``dim`` absent or without labels.

    Examples
    --------
    >>> import xarray as xr
    >>> activities = {"activity": ["industry", "construction", "everything else"]}
    >>> bavaria = xr.DataArray([1410895, 288109, 3366069], coords=activities, dims="activity")
    >>> share(bavaria, "activity").round(3).values
    array([0.279, 0.057, 0.665])

    References
    ----------
    Isard, W. (1960). Methods of Regional Analysis. MIT Press.
    """
    values = _cells.levels(x, (dim,), "x", missing=missing)
    total = values.sum(dim)
    codes = _cells.reasons(_cells.absence(x, values), zero_total=total == 0)
    return result(
        values / _cells.positive(total),
        name="share",
        unit="1",
        convention=f"part of the sum over {dim}",
        reason=codes,
    )
