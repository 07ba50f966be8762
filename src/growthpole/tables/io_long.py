"""IOTable of a long list of cells, one row per cell."""

from __future__ import annotations

from typing import Final

import pandas as pd
import xarray as xr

from growthpole.dims import CATEGORY, FACTOR, SUPPLIER, USER
from growthpole.errors import InputError, LabelMismatch, listed
from growthpole.tables.io_table import IOTable

__all__ = ["from_long"]

BLOCKS: Final = ("intermediate", "value_added", "final_demand", "import", "output")


def from_long(df: pd.DataFrame, unit: str, tolerance: float) -> IOTable:
    """Table of cells; see :meth:`IOTable.from_long`."""
    missing = [name for name in ("row", "column", "block", "value") if name not in df.columns]
    if missing:
        raise InputError("missing-columns", table="IOTable", missing=listed(missing))
    unknown = sorted(set(df["block"]) - set(BLOCKS))
    absent = [name for name in BLOCKS if name != "import" and name not in set(df["block"])]
    if unknown or absent:
        raise InputError("io-blocks", unknown=listed(unknown) or "–", absent=listed(absent) or "–")
    cells = df[["row", "column", "block", "value"]].copy()
    cells.loc[cells["block"].isin(["import", "output"]), "column"] = ""
    repeated = cells.duplicated(["row", "column", "block"])
    if repeated.any():
        key = listed(cells.loc[repeated, ["row", "column", "block"]].iloc[0].tolist())
        raise InputError("repeated-key", table="IOTable", key=key, count=int(repeated.sum()))
    sectors = list(dict.fromkeys(cells.loc[cells["block"] == "output", "row"]))
    strangers = _strangers(cells, sectors)
    if strangers:
        raise LabelMismatch("io-strangers", labels=listed(strangers))

    def block(name: str, rows: list[str] | None, columns: list[str] | None) -> pd.DataFrame:
        part = cells[cells["block"] == name]
        wide = part.pivot_table(index="row", columns="column", values="value", sort=False).astype(float)
        wide = wide.reindex(index=rows if rows is not None else list(dict.fromkeys(part["row"])))
        return wide.reindex(columns=columns if columns is not None else list(dict.fromkeys(part["column"]))).fillna(0.0)

    def vector(name: str) -> xr.DataArray:
        return xr.DataArray(block(name, sectors, [""])[""].to_numpy(), coords={SUPPLIER: sectors}, dims=SUPPLIER)

    z = block("intermediate", sectors, sectors)
    demand, added = block("final_demand", sectors, None), block("value_added", None, sectors)
    return IOTable(
        xr.DataArray(z.to_numpy(), coords={SUPPLIER: sectors, USER: sectors}, dims=(SUPPLIER, USER)),
        xr.DataArray(
            demand.to_numpy(), coords={SUPPLIER: sectors, CATEGORY: list(demand.columns)}, dims=(SUPPLIER, CATEGORY)
        ),
        xr.DataArray(added.to_numpy(), coords={FACTOR: list(added.index), USER: sectors}, dims=(FACTOR, USER)),
        vector("output"),
        vector("import") if (cells["block"] == "import").any() else None,
        unit,
        tolerance,
    )


def _strangers(cells: pd.DataFrame, sectors: list[str]) -> list[str]:
    """Sectors that supply, use or import and have no output row."""
    known = set(sectors)
    supply = cells.loc[cells["block"].isin(["intermediate", "final_demand", "import"]), "row"]
    use = cells.loc[cells["block"].isin(["intermediate", "value_added"]), "column"]
    return sorted({str(label) for label in (*supply, *use)} - known)
