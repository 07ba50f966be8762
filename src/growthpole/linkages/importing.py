"""From a competitive-import table to one of domestic flows.

A competitive-import table adds up what users buy, wherever it comes from, and subtracts imports as one column. Which
user bought them is not said. The *proportional* assumption gives every domestic user of a product the same import share
``m_i = M_i / (output + imports − exports)``; exports are taken to be home-made. Then ``A_d = (1 − m̂) A``. An
assumption, and labelled one: where an import matrix exists, it should be used instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import xarray as xr

from growthpole.dims import CATEGORY, FACTOR, SUPPLIER, USER
from growthpole.errors import InputError, LabelMismatch, listed
from growthpole.linkages import _results
from growthpole.linkages._solving import Vector
from growthpole.tables import IOTable

__all__ = ["domestic_table", "import_share"]

PROPORTIONAL: Final = "proportional import assumption"
IMPORTED: Final = "imported inputs"


def import_share(io: IOTable, exports: str | Sequence[str]) -> xr.DataArray:
    """Import share of domestic use of each product.

    ``m_i = M_i / (Σ_j z_ij + Σ_c f_ic − e_i)`` with M the imports and e the exports.

    Parameters
    ----------
    io : IOTable
        A competitive-import table.
    exports : str or sequence of str
        Categories of final demand that leave the country; may be empty.

    Returns
    -------
    DataArray
        [supplier], unit 1, from 0 to 1. NaN with reason ``zero_activity`` where nothing is used at home.

    Raises
    ------
    InputError
        The table is domestic; imports above domestic use, or negative.
    LabelMismatch
        An unknown category.

    Examples
    --------
    >>> import xarray as xr
    >>> from growthpole.tables import IOTable
    >>> names = ["1", "2"]
    >>> z = xr.DataArray([[10.0, 20.0], [30.0, 10.0]], coords={"supplier": names, "user": names})
    >>> f = xr.DataArray([[50.0, 40.0], [40.0, 20.0]], coords={"supplier": names, "category": ["C", "exports"]})
    >>> v = xr.DataArray([[60.0, 60.0]], coords={"factor": ["v"], "user": names})
    >>> x, imports = (xr.DataArray(values, coords={"supplier": names}) for values in ([100.0, 90.0], [20.0, 10.0]))
    >>> import_share(IOTable(z, f, v, x, imports), "exports").values
    array([0.25 , 0.125])

    References
    ----------
    Miller, R. E., Blair, P. D. (2009). Input-Output Analysis, 2nd ed., ch. 4. doi:10.1017/CBO9780511626982
    """
    if io.imports is None:
        raise InputError("already-domestic", measure="import_share")
    used, bought = used_at_home(io, exports), io.imports.values
    wrong = np.flatnonzero((bought < 0) | (bought > np.maximum(used, 0.0) * (1 + 1e-9)))
    if len(wrong):
        shown = listed(f"{io.sectors[place]}: {bought[place]:g} / {used[place]:g}" for place in wrong)
        raise InputError("imports-above-use", count=len(wrong), sectors=shown)
    share = np.divide(bought, used, out=np.full(len(used), np.nan), where=used > 0)
    return _results.finish(
        io,
        _results.along(io, np.minimum(share, 1.0), SUPPLIER),
        name="import_share",
        unit="1",
        convention="imports over domestic use",
        undefined=np.isnan(share),
    )


def domestic_table(io: IOTable, exports: str | Sequence[str], share: xr.DataArray | None = None) -> IOTable:
    """Table of domestic flows from a competitive-import table, by the proportional import assumption.

    ``z^d_ij = (1 − m_i) z_ij`` and the like for domestic final uses; exports stay. Imported inputs become a factor, so
    that columns still add up.

    Parameters
    ----------
    io : IOTable
        A competitive-import table.
    exports : str or sequence of str
        Categories of final demand that leave the country.
    share : DataArray, optional
        m [supplier], from 0 to 1; by default the import share of domestic use in the table. Another one must agree
        with the imports of the table, or rows do not add up.

    Returns
    -------
    IOTable
        Domestic, with the factor ``imported inputs``; results computed from it carry the attribute ``assumption``.

    Raises
    ------
    InputError, LabelMismatch
        As for :func:`import_share`; a share outside 0 to 1.
    IdentityViolated
        The shares given do not agree with the imports of the table.

    Examples
    --------
    >>> from growthpole.tables import IOTable
    >>> names = ["1", "2"]
    >>> z = xr.DataArray([[10.0, 20.0], [30.0, 10.0]], coords={"supplier": names, "user": names})
    >>> f = xr.DataArray([[50.0, 40.0], [40.0, 20.0]], coords={"supplier": names, "category": ["C", "exports"]})
    >>> v = xr.DataArray([[60.0, 60.0]], coords={"factor": ["v"], "user": names})
    >>> x, imports = (xr.DataArray(values, coords={"supplier": names}) for values in ([100.0, 90.0], [20.0, 10.0]))
    >>> home = domestic_table(IOTable(z, f, v, x, imports), "exports")
    >>> home.is_domestic, home.z.values
    (True, array([[ 7.5 , 15. ], [26.25, 8.75]]))

    References
    ----------
    Miller, R. E., Blair, P. D. (2009). Input-Output Analysis, 2nd ed., ch. 4. doi:10.1017/CBO9780511626982
    """
    if io.imports is None:
        raise InputError("already-domestic", measure="domestic_table")
    kept = 1 - shares_of(io, exports, share)
    leaving = io.final_demand[CATEGORY].isin(_categories(io, exports))
    home = io.z * xr.DataArray(kept, dims=SUPPLIER)
    final = io.final_demand.where(leaving, io.final_demand * xr.DataArray(kept, dims=SUPPLIER))
    imported = (io.z - home).sum(SUPPLIER)
    factors = xr.concat([io.value_added, imported.expand_dims({FACTOR: [IMPORTED]})], FACTOR, join="exact")
    table = IOTable(home, final, factors, io.output, None, io.unit, io.tolerance)
    table.z.attrs[_results.ASSUMPTION] = PROPORTIONAL
    return table


def used_at_home(io: IOTable, exports: str | Sequence[str]) -> Vector:
    """Domestic use of each product in a competitive-import table: all uses less exports.

    Raises
    ------
    InputError
        The table is domestic.
    """
    if io.imports is None:
        raise InputError("already-domestic", measure="exports")
    used: Vector = io.z.sum(USER).values + io.final_demand.sum(CATEGORY).values - exported(io, exports)
    return used


def shares_of(io: IOTable, exports: str | Sequence[str], share: xr.DataArray | None) -> Vector:
    """Import shares by sector, of the table or as given; 0 where nothing is used.

    Raises
    ------
    InputError
        A share outside 0 to 1.
    """
    if share is None:
        found: Vector = np.nan_to_num(import_share(io, exports).values, nan=0.0)
        return found
    values: Vector = _results.sector_values(io, share, "share")
    if (values > 1).any():
        raise InputError("outside-range", name="share", low=0, high=1, received=float(values.max()))
    return values


def _categories(io: IOTable, exports: str | Sequence[str]) -> list[str]:
    wanted = [exports] if isinstance(exports, str) else list(exports)
    known = [str(label) for label in io.final_demand.indexes[CATEGORY]]
    strangers = [label for label in wanted if label not in known]
    if strangers:
        raise LabelMismatch("no-such-part", dim=CATEGORY, labels=listed(strangers), known=listed(known))
    return wanted


def exported(io: IOTable, exports: str | Sequence[str]) -> Vector:
    leaving: Vector = io.final_demand.sel({CATEGORY: _categories(io, exports)}).sum(CATEGORY).values
    return leaving
