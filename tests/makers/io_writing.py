"""Balanced input-output tables of whole numbers, written in the three wide forms that are read."""

import csv
import io
from dataclasses import dataclass

import numpy as np

USES = ("FU101", "FU102", "FU103", "FU201", "FU202", "EX")
FACTORS = ("VA001", "VA002", "VA003", "VA004")
SPECIAL = ("TIU", "FU101", "FU102", "THC", "FU103", "TC", "FU201", "FU202", "GCF", "EX", "TFU", "IM", "ERR", "GO")
ROWS_EN = {
    "TII": "Total intermediate input",
    "VA001": "Compensation of employees",
    "VA002": "Net taxes on production",
    "VA003": "Depreciation of fixed assets",
    "VA004": "Operating surplus",
    "TVA": "Total value-added",
    "TI": "Total inputs",
}
ROWS_ZH = {
    "TII": "中间投入合计",
    "VA001": "劳动者报酬",
    "VA002": "生产税净额",
    "VA003": "固定资产折旧",
    "VA004": "营业盈余",
    "TVA": "增加值合计",
    "TI": "总投入",
}
COLUMNS_ZH = {
    "TIU": "中间使用合计",
    "FU101": "农村居民消费",
    "FU102": "城镇居民消费",
    "THC": "居民消费小计",
    "FU103": "政府消费",
    "TC": "最终消费合计",
    "FU201": "固定资本形成总额",
    "FU202": "存货变动",
    "GCF": "资本形成合计",
    "EX": "出口",
    "TFU": "最终使用合计",
    "IM": "进口",
    "ERR": "其他",
    "GO": "总产出",
}
NAMES = [("Farming", "农产品"), ("Mining", "煤炭采选产品"), ("Machinery", "农林牧渔专用机械"), ("Trade", "批发和零售")]


@dataclass
class Made:
    """Flows of all products, those of them imported, primary inputs, output, imports and the residual."""

    codes: list
    z: np.ndarray
    f: np.ndarray
    zm: np.ndarray
    fm: np.ndarray
    v: np.ndarray
    x: np.ndarray
    residual: np.ndarray

    @property
    def imports(self):
        return self.zm.sum(axis=1) + self.fm.sum(axis=1)

    def name(self, at):
        english, chinese = NAMES[at % len(NAMES)]
        return (f"{english} {at}", f"{chinese}{at}")


def made(seed=1, sectors=3, residual=True):
    """A table that adds up exactly; net taxes, inventories, surplus and residual may be negative."""
    rng = np.random.default_rng(seed)
    codes = [f"{at + 1:02d}" for at in range(sectors)]
    z = rng.integers(0, 1000, (sectors, sectors))
    f = rng.integers(0, 1000, (sectors, 6))
    f[:, 4] = rng.integers(-50, 50, sectors)
    zm, fm = z // 7, f // 9
    fm[:, 4] = 0
    rest = rng.integers(-9, 9, sectors) if residual else np.zeros(sectors, dtype=int)
    x = z.sum(axis=1) + f.sum(axis=1) - zm.sum(axis=1) - fm.sum(axis=1) + rest
    v = rng.integers(-20, 400, (4, sectors))
    v[3] = x - z.sum(axis=0) - v[:3].sum(axis=0)
    return Made(codes, *(part.astype(float) for part in (z, f, zm, fm, v, x)), rest.astype(float))


def number(value):
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def special(z, f, imports, rest, output):
    """Cells of the special columns for rows of flows."""
    households, capital = f[:, 0] + f[:, 1], f[:, 3] + f[:, 4]
    consumed = households + f[:, 2]
    columns = {
        "TIU": z.sum(axis=1),
        "FU101": f[:, 0],
        "FU102": f[:, 1],
        "THC": households,
        "FU103": f[:, 2],
        "TC": consumed,
        "FU201": f[:, 3],
        "FU202": f[:, 4],
        "GCF": capital,
        "EX": f[:, 5],
        "TFU": consumed + capital + f[:, 5],
        "IM": imports,
        "ERR": rest,
        "GO": output,
    }
    return {name: np.asarray(column, dtype=float) for name, column in columns.items()}


def below(io, columns, upper):
    """Rows below the sectors, by code: texts of all value columns."""
    width = len(columns)
    total = {name: number(upper[name].sum()) for name in columns}
    rows = {"TII": [*map(number, io.z.sum(axis=0)), *(total[name] for name in columns)]}
    blank = [""] * (width - 1)
    for code, row in zip(FACTORS, io.v, strict=True):
        rows[code] = [*map(number, row), number(row.sum()), *blank]
    rows["TVA"] = [*map(number, io.v.sum(axis=0)), number(io.v.sum()), *blank]
    rows["TI"] = [*map(number, io.x), number(io.x.sum()), *blank]
    return rows


def competitive(io, columns=SPECIAL):
    """Form 1."""
    upper = special(io.z, io.f, io.imports, io.residual, io.x)
    rows = [["Code", "Description", "DescriptionInChinese", *io.codes, *columns]]
    for at, code in enumerate(io.codes):
        rows.append([code, *io.name(at), *map(number, io.z[at]), *(number(upper[name][at]) for name in columns)])
    rows += [[code, ROWS_EN[code], ROWS_ZH[code], *cells] for code, cells in below(io, columns, upper).items()]
    return rows


def with_origins(io):
    """Form 2, consumption in one column; a table without residual."""
    columns = ("TIU", "TC", "FU201", "FU202", "EX", "TFU", "GO")
    home = special(io.z - io.zm, io.f - io.fm, 0, 0, io.x)
    abroad = special(io.zm, io.fm, 0, 0, io.imports)
    rows = [["Code", "Description", "DescriptionInChinese", "Origin", *io.codes, *columns]]
    for origin, z, upper in (("Domestic", io.z - io.zm, home), ("Imports", io.zm, abroad)):
        for at, code in enumerate(io.codes):
            cells = (number(upper[name][at]) for name in columns)
            rows.append([code, *io.name(at), origin, *map(number, z[at]), *cells])
    both = {name: home[name] + abroad[name] for name in columns}
    for code, cells in below(io, columns, both).items():
        rows.append([code, ROWS_EN[code], ROWS_ZH[code], "TOT", *cells])
    return rows


def of_the_office(io, unit="按当年生产者价格计算    单位：万元", codes_first=False, codes=True):
    """Form 3; without ``codes`` special rows and columns are named only."""
    upper = special(io.z, io.f, io.imports, io.residual, io.x)
    n, width = len(io.codes), 2 + len(io.codes) + len(SPECIAL)
    names = ["投入\\产出", "", *(io.name(at)[1] for at in range(n)), *(COLUMNS_ZH[name] for name in SPECIAL)]
    labels = ["", "代码", *io.codes, *(SPECIAL if codes else [""] * len(SPECIAL))]
    group = [""] * width
    group[2], group[2 + n + 1], group[2 + n + 8] = "中间使用", "最终使用", "资本形成"
    rows = [["2020年全国投入产出表", *[""] * (width - 1)]]
    rows += [[*[""] * (width - 1), unit]] if unit else []
    rows += [group, *([labels, names] if codes_first else [names, labels])]
    rows.append(["中间投入", *[""] * (width - 1)])
    for at, code in enumerate(io.codes):
        cells = (number(upper[name][at]) for name in SPECIAL)
        rows.append([io.name(at)[1], code, *map(number, io.z[at]), *cells])
    lower = below(io, SPECIAL, upper)
    rows.append([ROWS_ZH["TII"], "TII" if codes else "", *lower.pop("TII")])
    rows.append(["增加值", *[""] * (width - 1)])
    rows += [[ROWS_ZH[code], code if codes else "", *cells] for code, cells in lower.items()]
    rows.append(["注：本表为测试用。", *[""] * (width - 1)])
    return rows


def as_csv(rows, encoding="utf-8"):
    with io.StringIO(newline="") as out:
        csv.writer(out).writerows(rows)
        return out.getvalue().encode(encoding)


def typed(rows, first_column=2):
    """Rows whose figures are numbers, as a spreadsheet holds them: codes stay text, blanks are no cell."""

    def value(text, row, place):
        plain = text.lstrip("-").replace(".", "", 1)
        figure = place >= first_column and plain.isdigit() and row not in headings
        return None if text == "" else float(text) if figure else text

    headings = {at for at, row in enumerate(rows) if "01" in row[first_column:]}
    return [[value(text, at, place) for place, text in enumerate(row)] for at, row in enumerate(rows)]
