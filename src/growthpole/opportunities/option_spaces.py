"""The space behind the options: learnt from all presences of the nation, with what each region surely has marked.

Counts of few units make presences that can be told from the nation so rare that they form no connected space. So
proximities and complexity are learnt from all quotients of one and more, and only the region's own standing is strict:
an activity of one or two firms shapes the space, and is still an option. For amounts the two are the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from growthpole.diagnose import economic_complexity, location_quotient, presence, proximity, relatedness_density
from growthpole.dims import REASON, REASONS
from growthpole.errors import Undefined
from growthpole.opportunities.worths import complexity_value

__all__ = ["OptionSpace", "option_space"]


@dataclass(frozen=True, slots=True)
class OptionSpace:
    """Proximities, presences, and what entries open.

    Attributes
    ----------
    loose : DataArray of bool [region, activity]
        Presences by the location quotient alone, from which the space is learnt.
    near : DataArray [activity, activity_other]
        Proximities.
    pci : DataArray [activity] or None
        Complexity of the activities; None where the table has no complexity index.
    worth : Dataset
        ``opens``, ``delta_eci``, ``density`` [region, activity] with their reasons in ``<variable>_reason``.
    """

    loose: xr.DataArray
    near: xr.DataArray
    pci: xr.DataArray | None
    worth: xr.Dataset


def option_space(x: xr.DataArray, held: xr.DataArray, threshold: float = 1.0) -> OptionSpace:
    """Space of a year's values, and the worth of what each region does not surely have.

    Parameters
    ----------
    x : DataArray [region, activity]
        Values; negative ones count as nothing.
    held : DataArray of bool [region, activity]
        What each region surely has.
    threshold : float
        Location quotient of a presence in the space.

    Returns
    -------
    OptionSpace
        Without a complexity index ``opens`` and ``delta_eci`` are NaN with reason ``disconnected`` or
        ``no_spectral_gap``.

    Raises
    ------
    InputError
        Infinite values, or a threshold not above zero.
    LabelMismatch
        Labels of the two differ.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S", "W"], "activity": ["a", "b", "c"]}
    >>> x = xr.DataArray([[5, 4, 1], [6, 1, 4], [2, 4, 5]], coords=labels, dims=["region", "activity"])
    >>> space = option_space(x, x >= 5)
    >>> space.loose.sel(region="N").values, space.worth.density.sel(region="N").values.round(2)
    (array([ True,  True, False]), array([0.5 , 0.25, 0.25]))
    """
    quotient = location_quotient(x.where(x >= 0), missing="absent")
    loose = presence(quotient, threshold, missing="absent")
    loose = loose.drop_vars([name for name in loose.coords if name not in loose.dims])
    near = proximity(loose, "max")
    density = relatedness_density(held, near)
    codes = density.coords[REASON]
    density = density.drop_vars([name for name in density.coords if name not in density.dims])
    found = xr.Dataset({"density": density}).assign_coords(density_reason=(density.dims, codes.values))
    try:
        pci = economic_complexity(loose, scale="z")["pci"]
    except Undefined as problem:
        code = REASONS["disconnected" if "connect" in problem.code else "no_spectral_gap"]
        blank = np.where(held.values, REASONS["present"], code)
        for name in ("opens", "delta_eci"):
            found[name] = (held.dims, np.full(held.shape, np.nan))
            found = found.assign_coords({f"{name}_reason": (held.dims, blank)})
        return OptionSpace(loose, near, None, found)
    worth = complexity_value(held, pci, near)
    for name in ("opens", "delta_eci"):
        part, why = worth[name], worth.coords[f"{name}_reason"]
        found[name] = (part.dims, part.values, dict(part.attrs))
        found = found.assign_coords({f"{name}_reason": (why.dims, why.values)})
    return OptionSpace(loose, near, pci, found.transpose(*held.dims))
