"""Value added in trade: whose value added a region's exports hold, and where it ends up.

Gross exports count value added more than once, whenever a part crosses a border again. Koopman, Wang and Wei split the
exports of each region into nine terms that add up to them: its own value added that stays abroad (1–3), that comes home
(4–5), value added of others (7–8), and what is pure double counting (6, 9).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import xarray as xr

from growthpole.dims import CATEGORY, REGION
from growthpole.errors import InputError, LabelMismatch, listed
from growthpole.linkages import _results
from growthpole.linkages._solving import Places, Vector, economy
from growthpole.linkages.extraction import regions
from growthpole.linkages.leontief import flows_of
from growthpole.tables import IOTable

__all__ = ["value_added_trade"]

TERM: Final = "term"
TERMS: Final = (
    "own_in_final_goods",
    "own_in_inputs_used_by_the_buyer",
    "own_in_inputs_sent_on",
    "returned_in_final_goods",
    "returned_in_inputs",
    "double_counted_own",
    "others_in_final_goods",
    "others_in_inputs",
    "double_counted_others",
)


def value_added_trade(io: IOTable) -> xr.DataArray:
    """Gross exports of each region by whose value added they hold: the nine terms of Koopman, Wang and Wei.

    With V the value added per unit of output, L the Leontief inverse, Y final demand by region of use, E exports and
    r, t other regions than s: ``V_s L_ss Y_sr``, ``V_s L_sr Y_rr``, ``V_s L_sr Y_rt``; ``V_s L_sr Y_rs``, ``V_s L_sr
    A_rs (I − A_ss)⁻¹ Y_ss``; ``V_s L_sr A_rs (I − A_ss)⁻¹ E_s``; ``V_t L_ts Y_sr``, ``V_t L_ts A_sr (I − A_rr)⁻¹
    Y_rr``; ``V_t L_ts A_sr (I − A_rr)⁻¹ E_r``, each summed.

    Parameters
    ----------
    io : IOTable
        A productive multi-regional table of domestic flows whose final-demand categories are labelled by region too
        (a MultiIndex of region and category).

    Returns
    -------
    DataArray
        [region, term] in the table's unit; adds up over terms to the region's gross exports. Value added is output
        less all intermediate inputs. Exports of value added are the first three terms.

    Raises
    ------
    UnproductiveEconomy, InputError
        As for :func:`technical_coefficients`.
    LabelMismatch
        Sectors or categories without regions, or categories of a region that is not in the table.

    Examples
    --------
    >>> import xarray as xr
    >>> import pandas as pd
    >>> from growthpole.tables import IOTable
    >>> names = pd.MultiIndex.from_tuples([("N", "a"), ("S", "a")])
    >>> uses = pd.MultiIndex.from_tuples([("N", "C"), ("S", "C")])
    >>> s, u = (xr.Coordinates.from_pandas_multiindex(names, dim) for dim in ("supplier", "user"))
    >>> c = xr.Coordinates.from_pandas_multiindex(uses, "category")
    >>> z = xr.DataArray([[0.0, 50.0], [0.0, 0.0]], dims=("supplier", "user")).assign_coords(s).assign_coords(u)
    >>> f = xr.DataArray([[50.0, 0.0], [20.0, 80.0]], dims=("supplier", "category")).assign_coords(s).assign_coords(c)
    >>> v = xr.DataArray([[100.0, 50.0]], dims=("factor", "user"), coords={"factor": ["v"]}).assign_coords(u)
    >>> x = xr.DataArray([100.0, 100.0], dims="supplier").assign_coords(s)
    >>> terms = value_added_trade(IOTable(z, f, v, x))
    >>> terms.sel(region="N").values.tolist()
    [0.0, 40.0, 0.0, 10.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    >>> terms.sum("term").values
    array([50., 20.])

    References
    ----------
    Koopman, R., Wang, Z., Wei, S.-J. (2014). Tracing value-added and double counting in gross exports. American
    Economic Review 104(2), 459–494. doi:10.1257/aer.104.2.459
    """
    found, system = regions(io), economy(io)
    if io.imports is not None:
        raise InputError("not-domestic", measure="value_added_trade")
    names = list(found)
    inside = [_results.places(io, sectors, REGION) for sectors in found.values()]
    final = _by_region(io, names)
    a, x = system.coefficients(), system.x
    value = 1 - a.sum(axis=0)
    marks = np.zeros((system.n, len(names)))
    for place, own in enumerate(inside):
        marks[own, place] = 1.0
    holds = system.solve(marks * value[:, None], transposed=True).values.T  # [region of value added, sector]
    alone = [np.asarray(np.linalg.inv(np.eye(len(own)) - a[np.ix_(own, own)]), np.float64) for own in inside]
    exports = [
        a[own] @ (x * (1 - marks[:, place])) + np.delete(final[own], place, axis=1).sum(axis=1)
        for place, own in enumerate(inside)
    ]
    rows = [_terms(s, inside, a, final, holds, alone, exports) for s in range(len(names))]
    return _results.finish(
        io,
        xr.DataArray(np.array(rows), coords={REGION: names, TERM: list(TERMS)}, dims=(REGION, TERM)),
        name="value_added_trade",
        unit=io.unit,
        convention=f"Koopman–Wang–Wei, value added = output less intermediate inputs; {flows_of(io)}",
    )


def _terms(
    s: int,
    inside: list[Places],
    a: Vector,
    final: Vector,
    holds: Vector,
    alone: list[Vector],
    exports: list[Vector],
) -> list[float]:
    """The nine terms of region s; ``holds[t]`` is ``V_t L_t·``."""
    own, others = inside[s], [r for r in range(len(inside)) if r != s]
    mine, theirs = holds[s], holds.sum(axis=0) - holds[s]
    sent = np.delete(final[own], s, axis=1).sum(axis=1)
    terms = [float(mine[own] @ sent), 0.0, 0.0, 0.0, 0.0, 0.0, float(theirs[own] @ sent), 0.0, 0.0]
    for r in others:
        there = inside[r]
        weight = mine[there]
        terms[1] += weight @ final[there, r]
        terms[2] += weight @ np.delete(final[there], [r, s], axis=1).sum(axis=1)
        terms[3] += weight @ final[there, s]
        back = weight @ a[np.ix_(there, own)] @ alone[s]
        terms[4] += back @ final[own, s]
        terms[5] += back @ exports[s]
        onward = theirs[own] @ a[np.ix_(own, there)] @ alone[r]
        terms[7] += onward @ final[there, r]
        terms[8] += onward @ exports[r]
    return terms


def _by_region(io: IOTable, names: list[str]) -> Vector:
    """Final demand [sector, region of use]."""
    if "category_region" not in io.final_demand.coords:
        raise LabelMismatch("no-category-regions", categories=listed(io.final_demand[CATEGORY].values))
    used = [str(name) for name in io.final_demand["category_region"].values]
    strangers = sorted(set(used) - set(names))
    if strangers:
        raise LabelMismatch("no-such-part", dim="category_region", labels=listed(strangers), known=listed(names))
    bridge = np.array([[float(name == region) for region in names] for name in used])
    final: Vector = io.final_demand.values @ bridge
    return final
