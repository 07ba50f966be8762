"""Between regions: how much of what a region's demand sets in motion happens elsewhere, and comes back.

In a multi-regional table the column of j in region s splits by the region where output is made. What is made in s
is what s would make on its own, ``(I − A_ss)⁻¹``, plus *feedback*: demand that went out to other regions and came back.
What is made elsewhere is *spillover*. Regions may have unequal lists of sectors.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from growthpole.dims import REGION, USER, partner, result
from growthpole.linkages import _results
from growthpole.linkages._solving import Economy, Vector, economy
from growthpole.linkages.extraction import regions
from growthpole.linkages.leontief import flows_of
from growthpole.tables import IOTable

__all__ = ["interregional_spillovers"]


def interregional_spillovers(io: IOTable) -> xr.Dataset:
    """Spillover and feedback between the regions of a multi-regional table.

    For j in region s, with ``e_r`` one for the sectors of r: ``isolated_j = 1ᵀ (I − A_ss)⁻¹_·j``,
    ``feedback_j = e_sᵀ L_·j − isolated_j``, ``spillover_j = Σ_{r≠s} e_rᵀ L_·j``; the three add up to the output
    multiplier.

    Parameters
    ----------
    io : IOTable
        A productive multi-regional table.

    Returns
    -------
    Dataset
        ``isolated``, ``feedback``, ``spillover`` [user] and ``by_region`` [region, user] (output in each region), per
        unit of final demand, unit 1; ``output`` [region, region_other] in the table's unit: output of region due to
        final demand for products of region_other, which adds up to the output of the region.

    Raises
    ------
    UnproductiveEconomy, InputError
        As for :func:`technical_coefficients`.
    LabelMismatch
        The table has no regions.

    Examples
    --------
    >>> import xarray as xr
    >>> import pandas as pd
    >>> from growthpole.tables import IOTable
    >>> names = pd.MultiIndex.from_tuples([("N", "a"), ("S", "a")])
    >>> z = xr.DataArray([[20.0, 10.0], [0.0, 10.0]], dims=("supplier", "user"))
    >>> f = xr.DataArray([[70.0], [90.0]], dims=("supplier", "category"), coords={"category": ["f"]})
    >>> v = xr.DataArray([[80.0, 80.0]], dims=("factor", "user"), coords={"factor": ["v"]})
    >>> x = xr.DataArray([100.0, 100.0], dims="supplier")
    >>> s, u = (xr.Coordinates.from_pandas_multiindex(names, dim) for dim in ("supplier", "user"))
    >>> io = IOTable(z.assign_coords(s).assign_coords(u), f.assign_coords(s), v.assign_coords(u), x.assign_coords(s))
    >>> interregional_spillovers(io)["spillover"].values.round(4)
    array([0. , 0.1389])

    References
    ----------
    Miller, R. E., Blair, P. D. (2009). Input-Output Analysis, 2nd ed., ch. 3. doi:10.1017/CBO9780511626982
    """
    found, system = regions(io), economy(io)
    names = list(found)
    inside = np.zeros((system.n, len(names)))
    for place, sectors in enumerate(found.values()):
        inside[_results.places(io, sectors, REGION), place] = 1.0
    made = system.solve(inside, transposed=True)
    own = (made.values * inside).sum(axis=1)
    isolated = _isolated(io, system, inside)
    demand = system.solve(inside * _results.final_demand(io)[:, None])
    kind = f"per unit of final demand; {flows_of(io)}"
    parts = {"isolated": isolated, "feedback": own - isolated, "spillover": made.values.sum(axis=1) - own}
    split = _results.along(io, made.values[:, 0]).expand_dims({REGION: names}).copy(data=made.values.T)
    between = xr.DataArray(
        inside.T @ demand.values, coords={REGION: names, partner(REGION): names}, dims=(REGION, partner(REGION))
    )
    return xr.Dataset(
        {
            **{
                name: _results.finish(
                    io, _results.along(io, values, USER), name=name, unit="1", convention=kind, solved=made
                )
                for name, values in parts.items()
            },
            "by_region": _results.finish(io, split, name="by_region", unit="1", convention=kind, solved=made),
            "output": result(
                between,
                name="output",
                unit=io.unit,
                convention=f"due to final demand for products of {partner(REGION)}",
            ),
        }
    )


def _isolated(io: IOTable, system: Economy, inside: Vector) -> Vector:
    """Output multipliers of each region cut off from the others."""
    values = np.zeros(system.n)
    for column in inside.T:
        own = np.flatnonzero(column)
        alone = Economy(io.z.values[np.ix_(own, own)], system.x[own], [system.labels[place] for place in own])
        values[own] = alone.pulls.values
    return values
