"""The national tables of China 2020 against the figures known of them, each from its own table.

    python reliability/china_io.py --data DIR

DIR holds ``china_2020_153.csv`` (competitive imports) and ``china_2020_42.csv`` (domestic and import blocks), as
published by the National Bureau of Statistics, in 1e4 CNY. Exits with 1 when a figure differs in the last digit it
is known to.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from growthpole.linkages import (
    Factor,
    backward_linkage,
    hypothetical_extraction,
    key_sectors,
    multipliers,
    spectral_radius,
    top_extractions,
)
from growthpole.tables import IOTable

UNIT = "1e4 CNY"
KNOWN_153 = {
    "076": ("farm machinery", 3.3887),
    "074": ("construction machinery", 3.3230),
    "067": ("engines", 3.3086),
    "077": ("medical", 3.2023),
    "079": ("vehicles", 3.4360),
}
ICT = "20"


def block(cells: pd.DataFrame, rows: list[str], columns: list[str]) -> np.ndarray:
    """Cells as numbers, empty ones zero (a row of value added has none in final uses)."""
    return cells.loc[rows, columns].astype(float).fillna(0.0).to_numpy()


def table(z: np.ndarray, f: np.ndarray, v: np.ndarray, x: np.ndarray, codes: list[str], **more: object) -> IOTable:
    """IOTable of arrays, which must add up to the tolerance of the constructor."""
    imports, factors = more.pop("imports", None), more["factors"]
    return IOTable(
        xr.DataArray(z, coords={"supplier": codes, "user": codes}, dims=("supplier", "user")),
        xr.DataArray(f, coords={"supplier": codes, "category": more["categories"]}, dims=("supplier", "category")),
        xr.DataArray(v, coords={"factor": factors, "user": codes}, dims=("factor", "user")),
        xr.DataArray(x, coords={"supplier": codes}, dims="supplier"),
        None if imports is None else xr.DataArray(imports, coords={"supplier": codes}, dims="supplier"),
        UNIT,
    )


def competitive(path: Path) -> tuple[IOTable, dict[str, str]]:
    """The table of 153 sectors."""
    cells = (
        pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False).replace("", np.nan).set_index("Code")
    )
    codes = [code for code in cells.index if code.isdigit()]
    uses, factors = ["FU101", "FU102", "FU103", "FU201", "FU202", "EX"], ["VA001", "VA002", "VA003", "VA004"]
    z, f = block(cells, codes, codes), block(cells, codes, uses)
    x, imports = block(cells, codes, ["GO"])[:, 0], block(cells, codes, ["IM"])[:, 0]
    print(f"{path.name}: {len(codes)} sectors")
    io = table(
        z,
        f,
        block(cells, factors, codes),
        x,
        codes,
        imports=imports,
        factors=factors,
        categories=uses,
    )
    return io, dict(zip(codes, cells.loc[codes, "Description"], strict=True))


def with_origins(path: Path) -> tuple[IOTable, IOTable]:
    """The table of 42 sectors: domestic flows alone, and all flows with imports subtracted."""
    cells = pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False).replace("", np.nan)
    home, abroad, rest = (
        cells[cells["Origin"] == origin].set_index("Code") for origin in ("Domestic", "Imports", "TOT")
    )
    codes, uses = list(home.index), ["TC", "FU201", "FU202", "EX"]
    factors = ["VA001", "VA002", "VA003", "VA004"]
    zd, zm, fd, fm = (block(part, codes, names) for names in (codes, uses) for part in (home, abroad))
    v, x = block(rest, factors, codes), block(rest, ["TI"], codes)[0]
    names = {"categories": uses}
    print(f"{path.name}: {len(codes)} sectors")
    domestic = table(
        zd,
        fd,
        np.vstack([v, zm.sum(axis=0)]),
        x,
        codes,
        factors=[*factors, "imported inputs"],
        **names,
    )
    imports = zm.sum(axis=1) + fm.sum(axis=1)
    total = table(zd + zm, fd + fm, v, x, codes, imports=imports, factors=factors, **names)
    return domestic, total


def main() -> int:
    """Print each figure beside the one known, and count the differences."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    folder = parser.parse_args().data
    wrong = 0

    def compare(name: str, found: float, known: float, digits: int = 4) -> None:
        nonlocal wrong
        differs = round(found, digits) != known
        wrong += differs
        print(f"  {name:<44} {found:.{digits + 2}f}  known {known:.{digits}f}{'  DIFFERS' if differs else ''}")

    large, titles = competitive(folder / "china_2020_153.csv")
    compare("spectral radius", spectral_radius(large).item(), 0.6294)
    pulls = backward_linkage(large)
    for code, (name, known) in KNOWN_153.items():
        compare(f"backward linkage, {name} ({code} {titles[code][:20]})", pulls.sel(user=code).item(), known)
    everything = multipliers(large, Factor(tuple(large.value_added.factor.values.tolist())))
    print(f"  factor multipliers add up to 1 within {np.abs(everything - 1).max().item():.1e}")
    losses, top = hypothetical_extraction(large), top_extractions(large, 5)
    ranked = large.sectors[int(losses.values.argmax())]
    found = f"by top_extractions {top.supplier.values[0]}, {top.attrs['solves']} solves"
    print(f"  largest loss: {ranked} {titles[ranked]}, {found}")
    wrong += ranked != top.supplier.values[0]
    quadrants = key_sectors(large)["quadrant"]
    print(f"  quadrant of farm machinery: {quadrants.sel(supplier='076').item()}")
    domestic, total = with_origins(folder / "china_2020_42.csv")
    compare("backward linkage of ICT, domestic flows", backward_linkage(domestic).sel(user=ICT).item(), 2.3488)
    compare("backward linkage of ICT, all flows", backward_linkage(total).sel(user=ICT).item(), 3.9661)
    print(f"{wrong} difference(s)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
