"""What projects set off in the rest of the group inside the region: multipliers from the national table, a range.

The region's output is a proxy and its coefficients are a method, so each multiplier is an estimate of grade D: the
median over proxies and δ, with the least and the greatest beside it. Without an input-output table nothing is set off,
and the report says so.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from growthpole.dims import ACTIVITY, SUPPLIER, USER, partner
from growthpole.provenance import Slice, Trace
from growthpole.study.stages.linkage_input import LinkInput, link_input
from growthpole.study.stages.linkage_proxies import PROXY

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.study.stages import Context
    from growthpole.tables.results import ResultTable

__all__ = ["SetOff", "set_off", "set_off_table"]


@dataclass(frozen=True, slots=True)
class SetOff:
    """Output of the group set off per unit of a sector's output, inside the region.

    Attributes
    ----------
    multipliers : DataArray [activity, activity_other]
        Regional Leontief inverse of the group at the combination of proxy and δ that lies in the middle.
    low, middle, high : mapping of sector to float
        Sum over the group, over all combinations.
    """

    given: LinkInput
    multipliers: xr.DataArray
    low: dict[str, float]
    middle: dict[str, float]
    high: dict[str, float]


def set_off(context: Context, sectors: Collection[str]) -> SetOff | None:
    """Multipliers of the sectors of the projects; None without an input-output table or without a sector of it."""
    entry = context.case.linkages
    if entry is None or "linkages.proxies" not in context.tables:
        return None
    given = link_input(context, entry)
    wanted = [code for code in given.group if code in sectors]
    if not wanted:
        return None
    found = [_inside(given, region, delta) for region in _regions(context, given) for delta in entry.deltas]
    totals = np.array([_totals(one, wanted) for one in found])
    order = np.argsort(totals.sum(axis=1), kind="stable")
    middle = int(order[(len(order) - 1) // 2])
    return SetOff(
        given=given,
        multipliers=found[middle].rename({SUPPLIER: ACTIVITY, USER: partner(ACTIVITY)}),
        low=dict(zip(wanted, totals.min(axis=0).tolist(), strict=True)),
        middle=dict(zip(wanted, totals[middle].tolist(), strict=True)),
        high=dict(zip(wanted, totals.max(axis=0).tolist(), strict=True)),
    )


def _totals(inverse: xr.DataArray, wanted: list[str]) -> list[float]:
    """What a unit of each sector's output sets off in the rest of the group; its own is no part of it."""
    values = inverse.transpose(SUPPLIER, USER)
    columns, own = values.sum(SUPPLIER), np.diag(values.values)
    places = [list(map(str, values[USER].values)).index(code) for code in wanted]
    return [float(columns.values[at] / own[at] - 1.0) for at in places]


def _regions(context: Context, given: LinkInput) -> list[xr.DataArray]:
    """Output of the region by sector, once by each proxy."""
    import xarray as xr

    frame = context.tables["linkages.proxies"].frame
    found = []
    for _, held in frame.groupby(PROXY, sort=False):
        values = held.set_index("sector")["output"].astype(float).reindex(given.io.sectors).to_numpy()
        made = xr.DataArray(values, coords={SUPPLIER: given.io.sectors}, dims=SUPPLIER)
        found.append(made.assign_attrs(unit=given.io.unit))
    return found


def _inside(given: LinkInput, region: xr.DataArray, delta: float) -> xr.DataArray:
    """Regional Leontief inverse among the sectors of the group [supplier, user]."""
    from growthpole.linkages import regional_coefficients, technical_coefficients

    home = technical_coefficients(given.domestic)
    coefficients = regional_coefficients(home, region, given.io.output, "flq", delta).transpose(SUPPLIER, USER)
    inverse = coefficients.copy(data=np.linalg.inv(np.eye(coefficients.sizes[SUPPLIER]) - coefficients.values))
    return inverse.sel({SUPPLIER: given.group, USER: given.group}).drop_attrs()


def set_off_table(found: SetOff, stage: str) -> ResultTable:
    """``plan.multipliers``: by sector of the projects, what a unit of output sets off in the group, with its range."""
    import pandas as pd

    from growthpole.tables.results import ResultTable

    given = found.given
    rows = [
        {"sector": code, "low": found.low[code], "middle": found.middle[code], "high": found.high[code], "grade": "D"}
        for code in found.middle
    ]
    inputs = (
        given.cells("Z", "intermediate"),
        given.cells("x", "output"),
        given.cells("M", "import"),
        Slice("x^r", "linkages.proxies", "output", {}),
    )
    said = "sum over the group of l_ij / l_jj, less 1, with L = (I − R(δ))⁻¹; over proxies and δ"
    return ResultTable(
        stage=stage,
        name="multipliers",
        frame=pd.DataFrame(rows),
        dims=("sector",),
        units=dict.fromkeys(("low", "middle", "high"), "1"),
        traces=tuple(Trace(name, "", inputs, said) for name in ("low", "middle", "high")),
        groups=given.groups(),
    )
