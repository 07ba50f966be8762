"""Outdone: is there another option that is better in every way?

To be off the front is weak evidence: some option is at least as good everywhere and better somewhere. To be outdone is
strong: there is one that is better on every axis, so whatever weights anyone gives the axes, it comes first.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from growthpole.dims import ACTIVITY, align, result
from growthpole.errors import InputError
from growthpole.opportunities import _givens

__all__ = ["outdone"]


def outdone(axes: Mapping[str, xr.DataArray], larger: Mapping[str, bool]) -> xr.DataArray:
    """Whether another option of the region is better on every axis.

    Parameters
    ----------
    axes : mapping of str to DataArray
        Axes [activity] such as feasibility, value and cost; NaN where not known or no option.
    larger : mapping of str to bool
        For each axis whether more is better.

    Returns
    -------
    DataArray of bool
        [activity]; never true where an axis is not known, since what is not known is no evidence.

    Raises
    ------
    InputError
        No axes, axes without a direction or the other way round, infinite values.
    LabelMismatch
        Activities differ.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"activity": ["a", "b", "c"]}
    >>> chance = xr.DataArray([0.3, 0.2, 0.1], coords=labels, dims="activity")
    >>> cost = xr.DataArray([1.0, 2.0, 1.0], coords=labels, dims="activity")
    >>> outdone({"chance": chance, "cost": cost}, {"chance": True, "cost": False}).values
    array([False,  True, False])
    """
    if not axes or set(axes) != set(larger):
        raise InputError("axes-differ", axes=", ".join(axes) or "–", larger=", ".join(larger) or "–")
    read = [_givens.numbers(axis, (ACTIVITY,), name) for name, axis in axes.items()]
    aligned = align(*read)
    points = np.stack(
        [axis.values if larger[name] else -axis.values for name, axis in zip(axes, aligned, strict=True)], axis=-1
    )
    better = np.ones((len(points), len(points)), dtype=bool)
    for axis in points.T:
        better &= axis[None, :] > axis[:, None]
    found = aligned[0].copy(data=better.any(axis=1))
    return result(found, name="outdone", unit="1", convention="another option is better on every axis")
