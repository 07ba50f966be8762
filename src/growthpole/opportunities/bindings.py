"""Ties between activities: what they buy from each other, taken from the sectors they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from growthpole.dims import ACTIVITY, REASONS, partner, result
from growthpole.linkages import technical_coefficients
from growthpole.opportunities import _sectors
from growthpole.tables import IOTable

__all__ = ["activity_links"]


def activity_links(io: IOTable, sector_of: xr.DataArray | Mapping[Any, Any]) -> xr.DataArray:
    """Direct input coefficients between activities, each with the coefficients of its sector.

    ``c[a,b] = a_ij`` for a in sector i and b in sector j: what a unit of b's output takes from a. Feasibility models
    read it as presence of suppliers and users: how much of an option's buying and selling is with what the region has.

    Parameters
    ----------
    io : IOTable
        A productive table.
    sector_of : DataArray [activity] or mapping
        Sector of each activity; empty, None or NaN where there is none.

    Returns
    -------
    DataArray
        [activity, activity_other], unit 1. NaN with reason ``missing`` where one of the two has no sector. Activities
        of one sector share its coefficients, those with each other included.

    Raises
    ------
    UnproductiveEconomy
        ``ρ(A) ≥ 1``.
    LabelMismatch
        A sector the table does not have.

    Examples
    --------
    >>> from growthpole.linkages import worked_example
    >>> activity_links(worked_example(), {"grain": "1", "cars": "2"}).values
    array([[0.15, 0.25],
           [0.2 , 0.05]])

    References
    ----------
    Essletzbichler, J. (2015). Relatedness, industrial branching and technological cohesion in US metropolitan areas.
    Regional Studies 49(5), 752–766. doi:10.1080/00343404.2013.806793
    """
    sectors = _sectors.read(sector_of, io.sectors)
    own = np.where(sectors.without, 0, sectors.places)
    square = technical_coefficients(io).values[np.ix_(own, own)]
    lacking = sectors.without[:, None] | sectors.without[None, :]
    other = partner(ACTIVITY)
    labels = sectors.like.indexes[ACTIVITY]
    found = xr.DataArray(
        np.where(lacking, np.nan, square), coords={ACTIVITY: labels, other: labels.values}, dims=(ACTIVITY, other)
    )
    return result(
        found,
        name="activity_links",
        unit="1",
        convention="technical coefficients of the sectors, shared by their activities",
        reason=found.copy(data=np.where(lacking, REASONS["missing"], 0)),
    )
