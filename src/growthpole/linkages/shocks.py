"""Shocks of final demand: what more or less of it sets off, with coefficients as they are and capacity free."""

from __future__ import annotations

from typing import Literal

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells
from growthpole.dims import SUPPLIER, align
from growthpole.errors import InputError
from growthpole.linkages import _results
from growthpole.linkages._solving import economy
from growthpole.linkages.leontief import flows_of
from growthpole.tables import IOTable

__all__ = ["demand_shock"]


def demand_shock(io: IOTable, change: xr.DataArray, direction: Literal["total", "indirect"] = "total") -> xr.DataArray:
    """Output that a change of final demand sets off.

    ``Δx = L Δf``; ``indirect`` leaves out the change itself, ``(L − I) Δf``.

    Parameters
    ----------
    io : IOTable
        A productive table.
    change : DataArray
        Δf [..., supplier] in the table's unit, of either sign; further dims are scenarios.
    direction : {"total", "indirect"}
        Whether the change of final demand is counted in.

    Returns
    -------
    DataArray
        Dims of ``change``, in the table's unit.

    Raises
    ------
    UnproductiveEconomy, InputError
        As for :func:`technical_coefficients`; a missing or infinite change.
    LabelMismatch
        The suppliers are not those of the table.

    Examples
    --------
    >>> import xarray as xr
    >>> from growthpole.linkages import worked_example
    >>> change = xr.DataArray([250.0, -200.0], coords={"supplier": ["1", "2"]}, dims="supplier")
    >>> demand_shock(worked_example(), change).values.round(3)
    array([ 247.525, -158.416])

    References
    ----------
    Miller, R. E., Blair, P. D. (2009). Input-Output Analysis, 2nd ed., ch. 2. doi:10.1017/CBO9780511626982
    """
    _cells.one_of("direction", direction, ("total", "indirect"))
    system = economy(io)
    checked = _cells.levels(change, (SUPPLIER,), "change", signed=True)
    values = align(io.output, checked, dims=[SUPPLIER])[1].transpose(SUPPLIER, ...)
    stated = change.attrs.get("unit")
    if stated and stated != io.unit:
        raise InputError("shock-unit", received=stated, wanted=io.unit)
    right = np.ascontiguousarray(values.values.reshape(system.n, -1))
    solved = system.solve(right)
    total = values.copy(data=solved.values.reshape(values.shape))
    effect = total - values if direction == "indirect" else total
    return _results.finish(
        io,
        effect.transpose(*change.dims),
        name="demand_shock",
        unit=io.unit,
        convention=f"L Δf{', less Δf' if direction == 'indirect' else ''}; {flows_of(io)}",
        solved=solved,
    )
