"""The national tables of China 2020 against the figures known of them, each from its own table.

    python reliability/china_io.py --data DIR

DIR holds ``china_2020_153.csv`` (competitive imports) and ``china_2020_42.csv`` (domestic and import blocks), as
published by the National Bureau of Statistics, in 1e4 CNY. Exits with 1 when a figure differs in the last digit it
is known to, when ``observe.read_io_table`` reads another table than the plain reading here, or when the table of 42
sectors, written as a workbook in the layout of the statistics office, does not read back equal.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from _makers import workbooks

from growthpole.linkages import (
    Factor,
    backward_linkage,
    hypothetical_extraction,
    key_sectors,
    multipliers,
    spectral_radius,
    top_extractions,
)
from growthpole.observe import read_io_table
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
    v, x = block(rest, factors, codes), block(home, codes, ["GO"])[:, 0]
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


def equal(left: IOTable, right: IOTable, order: float = 0.0) -> bool:
    """Whether two tables hold the same numbers under the same labels.

    ``order`` is what sums added in another order may differ by, as a share.
    """
    for name in ("z", "final_demand", "value_added", "output", "imports"):
        a, b = getattr(left, name), getattr(right, name)
        if a is None or b is None:
            if a is not b:
                return False
        elif not a.coords.equals(b.coords) or not np.allclose(a, b, rtol=order, atol=0.0):
            return False
    return left.unit == right.unit


def residuals(io: IOTable) -> str:
    """Largest residuals of the identities, as shares of output."""
    imports = 0.0 if io.imports is None else io.imports.values
    rows = io.z.values.sum(axis=1) + io.final_demand.values.sum(axis=1) - imports - io.output.values
    columns = io.z.values.sum(axis=0) + io.value_added.values.sum(axis=0) - io.output.values
    worst = [np.abs(gaps / io.output.values).max() for gaps in (rows, columns)]
    return f"rows {worst[0]:.1e}, columns {worst[1]:.1e}"


def office_rows(io: IOTable, names: dict[str, str]) -> list[list[object]]:
    """Rows of a sheet in the layout of the statistics office: title, unit, names, codes, table."""
    tc, fixed, stocks, exports = (io.final_demand.sel(category=name).values for name in ("TC", "FU201", "FU202", "EX"))
    z, x, v, imports = io.z.values, io.output.values, io.value_added.values, io.imports.values
    columns = {
        "中间使用合计": ("TIU", z.sum(axis=1)),
        "最终消费支出合计": ("TC", tc),
        "固定资本形成总额": ("FU201", fixed),
        "存货变动": ("FU202", stocks),
        "资本形成总额合计": ("GCF", fixed + stocks),
        "出口": ("EX", exports),
        "最终使用合计": ("TFU", tc + fixed + stocks + exports),
        "进口": ("IM", imports),
        "总产出": ("GO", x),
    }
    ends = [values for _, values in columns.values()]
    body = [
        [names[code], code, *map(float, z[at]), *(float(values[at]) for values in ends)]
        for at, code in enumerate(io.sectors)
    ]
    below = [("中间投入合计", "TII", z.sum(axis=0))]
    below += [
        (name, code, v[at])
        for at, (name, code) in enumerate(
            [("劳动者报酬", "VA001"), ("生产税净额", "VA002"), ("固定资产折旧", "VA003"), ("营业盈余", "VA004")]
        )
    ]
    below += [("增加值合计", "TVA", v.sum(axis=0)), ("总投入", "TI", z.sum(axis=0) + v.sum(axis=0))]
    return [
        ["2020年全国投入产出表"],
        ["按当年生产者价格计算    单位：万元"],
        [None, None, "中间使用", *[None] * len(io.sectors), "最终使用"],
        ["投入\\产出", None, *(names[code] for code in io.sectors), *columns],
        [None, "代码", *io.sectors, *(code for code, _ in columns.values())],
        ["中间投入"],
        *body,
        *([name, code, *map(float, values), float(values.sum())] for name, code, values in below),
    ]


def by_reader(folder: Path, plain: dict[str, IOTable]) -> int:
    """Differences between what ``read_io_table`` reads and the plain reading, and after a way through a workbook."""
    large = read_io_table(folder / "china_2020_153.csv", unit="万元")
    small = read_io_table(folder / "china_2020_42.csv", unit="万元")
    read = {"153": large.table, "42 total": small.table, "42 domestic": small.domestic}
    wrong = 0
    for name, io in read.items():
        same = io is not None and equal(io, plain[name], order=1e-14)
        wrong += not same
        found = "equal to the plain reading" if same else "DIFFERS from the plain reading"
        print(f"  reader, {name}: {len(plain[name].sectors)} sectors, {found}; residuals {residuals(plain[name])}")
    pull = backward_linkage(large.table).sel(user="076").item()
    wrong += round(pull, 4) != KNOWN_153["076"][1]
    print(f"  reader: backward linkage of farm machinery {pull:.4f}, from {large.cell('076', 'GO')} and its column")
    names = {code: name.name_zh for code, name in small.names.items()}
    sheet = workbooks.worksheet(office_rows(small.table, names), merged=["A1:BA1", "C3:AS3"])
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary, "office.xlsx")
        path.write_bytes(workbooks.workbook({"42部门": sheet}))
        again = read_io_table(path)
    same = equal(again.table, small.table) and {code: each.name_zh for code, each in again.names.items()} == names
    wrong += not same
    print(f"  workbook of the statistics office: {'reads back equal' if same else 'DIFFERS'}, {again.table.unit}")
    return wrong


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
    wrong += by_reader(folder, {"153": large, "42 total": total, "42 domestic": domestic})
    print(f"{wrong} difference(s)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
