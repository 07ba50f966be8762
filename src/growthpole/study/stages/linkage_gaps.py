"""Chain gaps in money: what each pole buys, and how much of it is imported, from elsewhere in the nation, or home.

The region's output is a proxy and the regional purchase coefficients are methods, so every figure is a range over
proxies × methods × δ, of evidence grade D, and is shown with one significant digit.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from growthpole.dims import SUPPLIER, USER
from growthpole.provenance import Slice, Trace
from growthpole.study.stages.labelled import labelled_rows
from growthpole.study.stages.linkage_poles import one_digit, sectors_of
from growthpole.study.stages.linkage_proxies import PROXY

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.study.stages.linkage_input import Columns, LinkInput
    from growthpole.tables.results import ResultTable

PARTS: Final = ("requirement", "imported", "elsewhere", "home", "gap")
BOUNDS: Final = ("low", "high")
NOISE: Final = 1e-9

__all__ = ["gap_tables"]


def gap_tables(given: LinkInput, region: xr.DataArray) -> list[ResultTable]:
    """``linkages.gaps`` by pole and input, and ``linkages.delta``: how far δ carries."""
    return [_gaps(given, region), _delta(given, region)]


def _gaps(given: LinkInput, region: xr.DataArray) -> ResultTable:
    import xarray as xr

    from growthpole.linkages import chain_gap

    entry, plants = given.entry, given.entry.plants
    sizes = None
    if plants:
        values = [plants.get(code, math.nan) for code in given.io.sectors]
        sizes = xr.DataArray(values, coords={SUPPLIER: given.io.sectors}, dims=SUPPLIER)
    rows: list[dict[str, object]] = []
    for pole in entry.pole:
        codes = sectors_of(given, pole)
        found = chain_gap(
            given.io,
            codes,
            region,
            exports=() if given.io.is_domestic else entry.exports,
            deltas=entry.deltas,
            minimum_efficient_size=sizes,
        )
        columns = {f"{part}_{end}": found[part].sel(tier=1, bound=end) for part in PARTS for end in BOUNDS}
        if sizes is not None:
            columns |= {f"plants_{end}": found["plants"].sel(bound=end) for end in BOUNDS} | {"enough": found["enough"]}
        held = labelled_rows(
            columns, (SUPPLIER,), pole=pole.id, grade=found.attrs["grade"], verdict=found.attrs["verdict"]
        )
        rows += [_named(row, SUPPLIER) | {"pole_sectors": "|".join(codes)} for row in held]
    for row in rows:
        row |= {f"{part}_{end}_shown": _shown(row, f"{part}_{end}") for part in PARTS for end in BOUNDS}
        row.setdefault("enough", "unknown")
    return given.table("gaps", rows, ("pole", "sector"), _traces(given, plants=bool(plants)))


def _shown(row: dict[str, object], column: str) -> float:
    """One significant digit; what the subtraction of doubles leaves of nothing is nothing."""
    value = float(str(row[column]))
    return one_digit(value) if abs(value) > NOISE * float(str(row["requirement_high"])) else 0.0


def _named(row: dict[str, object], dim: str) -> dict[str, object]:
    """The row with its label of the table called sector."""
    return {"sector": row[dim], **{name: value for name, value in row.items() if name != dim}}


def _traces(given: LinkInput, *, plants: bool) -> Columns:
    unit = given.io.unit
    flows = given.cells("z_iJ", "intermediate", supplier="$sector", user="$pole_sectors")
    made = given.cells("x_J", "output", supplier="$pole_sectors")
    bought = (given.cells("M_i", "import", supplier="$sector"), given.cells("f_i", "final_demand", supplier="$sector"))
    region = Slice("x^r", "linkages.proxies", "output", {"sector": "$sector"})
    pole = Slice("x_J^r", "linkages.proxies", "output", {"sector": "$pole_sectors"})
    inputs = (flows, made, *bought, region, pole)
    columns: Columns = {}
    for part in PARTS:
        for end in BOUNDS:
            name = f"{part}_{end}"
            columns[name] = (unit, Trace(name, "chain_gap", inputs))
            shown = "chain gap, rounded to one significant digit"
            columns[f"{name}_shown"] = (unit, Trace(f"{name}_shown", "", inputs, shown))
    if plants:
        columns |= {f"plants_{end}": ("1", Trace(f"plants_{end}", "chain_gap", inputs)) for end in BOUNDS}
    return columns


def _delta(given: LinkInput, region: xr.DataArray) -> ResultTable:
    """Output multipliers inside the region for the group: range over the proxies at each δ."""
    import numpy as np

    from growthpole.linkages import delta_sensitivity, multipliers, technical_coefficients

    home = technical_coefficients(given.domestic)
    each = [
        delta_sensitivity(home, region.sel({PROXY: name}, drop=True), given.io.output, given.entry.deltas)
        for name in region[PROXY].values
    ]
    stack = np.stack([found.values for found in each])
    columns = {
        "low": each[0].copy(data=stack.min(axis=0)).sel({USER: given.group}),
        "high": each[0].copy(data=stack.max(axis=0)).sel({USER: given.group}),
        "nation": multipliers(given.domestic).sel({USER: given.group}),
    }
    rows = [_named(row, USER) | {"grade": "D"} for row in labelled_rows(columns, (USER, "delta"))]
    inputs = (
        given.cells("Z", "intermediate"),
        given.cells("x", "output"),
        given.cells("M", "import"),
        Slice("x^r", "linkages.proxies", "output", {"sector": "$sector"}),
    )
    traces: Columns = {end: ("1", Trace(end, "delta_sensitivity", inputs)) for end in BOUNDS}
    traces["nation"] = ("1", Trace("nation", "multipliers", inputs[:3]))
    return given.table("delta", rows, ("sector", "delta"), traces)
