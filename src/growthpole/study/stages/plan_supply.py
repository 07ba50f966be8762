"""What the sectors of each pole buy, in the national table: on how few supplying sectors they lean, and on imports.

A supplier here is a sector of the nation, not a firm and not a region: how few firms stand behind it is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from growthpole.dims import REASON, SUPPLIER, USER
from growthpole.provenance import Trace
from growthpole.study.stages.linkage_input import LinkInput, link_input
from growthpole.study.stages.linkage_poles import sectors_of
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.study.stages import Context

MEASURED: Final = ("herfindahl", "largest_share", "import_share")

__all__ = ["supply_table"]


def supply_table(context: Context) -> ResultTable | None:
    """``plan.supply``: one row a pole; None without an input-output table or without poles.

    Raises
    ------
    InputError
        A flow of the poles' inputs is negative.
    """
    entry = context.case.linkages
    if entry is None or "linkages.poles" not in context.tables or not entry.pole:
        return None
    import pandas as pd

    given = link_input(context, entry)
    held = {pole.id: sectors_of(given, pole) for pole in entry.pole}
    bought = _inputs(given.io.z, held)
    by_sector, by_origin = _concentration(given, bought)
    rows: list[dict[str, Any]] = []
    for pole, codes in held.items():
        own = by_sector.sel({USER: pole})
        total = float(bought.sel({USER: pole}).sum())
        inside = float(bought.sel({USER: pole, SUPPLIER: codes}).sum())
        rows.append(
            {
                "pole": pole,
                "sectors": "|".join(codes),
                "inputs": total,
                "herfindahl": float(own["herfindahl"]),
                "largest": str(own["largest"].item()),
                "largest_share": float(own["largest_share"]),
                "import_share": float(by_origin["import_share"].sel({USER: pole})),
                "own_share": inside / total if total else np.nan,
                "reason": "" if total else "zero_total",
            }
        )
    return ResultTable(
        stage="plan",
        name="supply",
        frame=pd.DataFrame(rows),
        dims=("pole",),
        units={"inputs": given.io.unit, **dict.fromkeys((*MEASURED, "own_share"), "1")},
        traces=_traces(given),
        groups={**given.groups(), "registers": entry.sectors, "domestic": str(given.io.is_domestic)},
    )


def _inputs(z: xr.DataArray, held: dict[str, list[str]]) -> xr.DataArray:
    """Purchases of each pole [supplier, user], a pole taken as one user."""
    import xarray as xr

    summed = [z.sel({USER: codes}).sum(USER) for codes in held.values()]
    return xr.concat(summed, dim=USER).assign_coords({USER: list(held)}).transpose(SUPPLIER, USER)


def _concentration(given: LinkInput, bought: xr.DataArray) -> tuple[xr.Dataset, xr.Dataset]:
    """Concentration over supplying sectors, and over the same split into what is home-made and what is imported."""
    import xarray as xr

    from growthpole.plan import supply_concentration

    whole = supply_concentration(bought)
    if given.io.is_domestic:  # such a table does not say what is bought abroad
        return whole, whole
    abroad = bought * given.import_shares.drop_vars(REASON, errors="ignore")
    parts = {"home": bought - abroad, "abroad": abroad}
    split = xr.concat(
        [
            part.assign_coords({SUPPLIER: [f"{name} {code}" for code in given.io.sectors]})
            for name, part in parts.items()
        ],
        dim=SUPPLIER,
    )
    imported = xr.DataArray(
        np.repeat([False, True], len(given.io.sectors)), coords={SUPPLIER: split[SUPPLIER].values}, dims=SUPPLIER
    )
    return whole, supply_concentration(split, imported)


def _traces(given: LinkInput) -> tuple[Trace, ...]:
    z = given.cells("z_sJ", "intermediate", user="$sectors")
    inside = given.cells("z_JJ", "intermediate", supplier="$sectors", user="$sectors")
    home = (
        ()
        if given.io.is_domestic
        else tuple(
            given.cells(name, block) for name, block in (("Z", "intermediate"), ("f", "final_demand"), ("M", "import"))
        )
    )
    return (
        Trace("inputs", "", (z,), "sum of z_sJ"),
        Trace("herfindahl", "supply_concentration", (z,)),
        Trace("largest_share", "", (z,), "largest q_s, with q_s the share of supplying sector s in z_sJ"),
        Trace(
            "import_share",
            "",
            (z, *home),
            "sum of q_s m_s, with m_s = M_s / domestic use of s, the same for every user",
        ),
        Trace("own_share", "", (inside, z), "sum of z_JJ / sum of z_sJ"),
    )
