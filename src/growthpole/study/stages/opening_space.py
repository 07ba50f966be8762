"""The space behind the options: learnt from all presences of the nation, with what each region surely has marked.

Counts of few units make presences that can be told from the nation so rare that they form no connected space. So
proximities and complexity are learnt from all quotients of one and more, as in the sections on complexity, and only
the region's own standing is strict: an activity of one or two firms shapes the space, and is still an option.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["Space", "space_worth"]


@dataclass(frozen=True, slots=True)
class Space:
    """Proximities, presences, and what entries open.

    Attributes
    ----------
    loose : DataArray of bool [region, activity]
        Presences by the location quotient alone, from which the space is learnt.
    near : DataArray [activity, activity_other]
        Proximities.
    worth : Dataset
        ``opens``, ``delta_eci``, ``density`` [region, activity] with their reasons in ``<variable>_reason``.
    """

    loose: xr.DataArray
    near: xr.DataArray
    worth: xr.Dataset


def space_worth(x: xr.DataArray, held: xr.DataArray, threshold: float = 1.0) -> Space:
    """Space of a year's values, and the worth of what each region does not surely have.

    Parameters
    ----------
    x : DataArray [region, activity]
        Values.
    held : DataArray of bool [region, activity]
        What each region surely has.
    threshold : float
        Location quotient of a presence in the space.
    """
    import numpy as np
    import xarray as xr

    from growthpole.diagnose import economic_complexity, location_quotient, presence, proximity, relatedness_density
    from growthpole.dims import REASON, REASONS
    from growthpole.errors import Undefined
    from growthpole.opportunities import complexity_value

    loose = presence(location_quotient(x, missing="absent"), threshold)
    loose = loose.drop_vars([name for name in loose.coords if name not in loose.dims])
    near = proximity(loose, "max")
    density = relatedness_density(held, near)
    codes = density.coords[REASON]
    density = density.drop_vars([name for name in density.coords if name not in density.dims])
    density.attrs = {}
    found = xr.Dataset({"density": density}).assign_coords(density_reason=(density.dims, codes.values))
    try:
        pci = economic_complexity(loose, scale="z")["pci"]
    except Undefined as problem:
        code = REASONS["disconnected" if "connect" in problem.code else "no_spectral_gap"]
        blank = np.where(held.values, REASONS["present"], code)
        for name in ("opens", "delta_eci"):
            found[name] = (held.dims, np.full(held.shape, np.nan))
            found = found.assign_coords({f"{name}_reason": (held.dims, blank)})
        return Space(loose, near, found)
    worth = complexity_value(held, pci, near)
    for name in ("opens", "delta_eci"):
        part, why = worth[name], worth.coords[f"{name}_reason"]
        found[name] = (part.dims, part.values)
        found = found.assign_coords({f"{name}_reason": (why.dims, why.values)})
    return Space(loose, near, found.transpose(*held.dims))
