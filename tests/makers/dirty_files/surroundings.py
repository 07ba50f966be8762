"""Files that try what stands around figures: years in headings, names of sheets, stacked tables, merged cells."""

import random
from decimal import Decimal

from .canvas import Canvas, DirtyFile, Draft, sealed
from .recipes import CHOICES
from .writing import address_lines, bytes_of

REGIONS = {"北京": "CN-BJ", "天津": "CN-TJ", "河北": "CN-HE", "山东": "CN-SD", "河南": "CN-HA", "四川": "CN-SC"}
SURROUNDINGS = ("headings", "labels", "sheets", "stacked", "merges")
# Headings that name a number like a year and leave the year of the title, and such that leave none.
OF_TITLE = (
    *(
        "生产总值(2015年不变价)",
        "比2015年增长",
        "指数(2010年=100)",
        "指数(2010＝100)",
        "较2012年增减",
        "与2012年相比变化",
    ),
    *("年主营业务收入2000万元及以上企业", "2000人以上企业", "2000亩以上园区", "1998年前成立企业", "2005年以后成立企业"),
    *("自2010年以来新增", "以2000年为100", "Growth over 2010", "Output at 2015 prices", "Firms since 2010"),
)
OF_NONE = ("2009-2013年平均", "2009～2013年累计", "2010至2014年增长")
# What grows or is an index may be in the unit of the table or in none: nothing is expected.
RATES = ("增长", "指数", "Growth")
THRESHOLDS = ("2000人以上", "1000-2000人", "2000万元以上", "2000年以前成立", "2005年及以后成立")
OTHER_UNITS = ("人", "个", "万千瓦")


def surrounded(seed):
    """The file of a seed.

    >>> surrounded(3) == surrounded(3)
    True
    """
    rng = random.Random(f"surroundings {seed}")  # noqa: S311
    recipe = {name: next(iter(of)) for name, of in CHOICES.items()}
    kind = rng.choice(SURROUNDINGS)
    formats = ("xlsx", "ods") if kind in {"sheets", "merges"} else ("csv", "xlsx", "ods")
    recipe.update(format=rng.choice(formats), surroundings=kind)
    canvases = _MAKERS[kind](rng, recipe)
    data, recipe["encoding"] = bytes_of(canvases, recipe)
    truth = [cell for canvas in canvases for cell in sealed(canvas, address_lines(canvas, recipe))]
    return DirtyFile(f"surrounded-{seed}.{recipe['format']}", data, tuple(truth), "recoverable", recipe, {})


def _canvas(recipe, name="表1"):
    return Canvas("" if recipe["format"] == "csv" else name)


def _body(canvas, rng, row, columns, labels):
    """Rows of figures; ``columns`` are what the truth of each column says."""
    for at, (label, code) in enumerate(labels, row):
        canvas.put(at, 0, label)
        for column, says in enumerate(columns, 1):
            number = rng.randint(11, 1899) * 10 + rng.randint(1, 9)
            canvas.put(at, column, str(number), number)
            told = {"regions": frozenset({code}) if code else frozenset(), **says}
            canvas.drafts.append(Draft(at, column, str(number), Decimal(number), "load", [(at, 0)], told))
    return row + len(labels)


def _regions(rng):
    return rng.sample(list(REGIONS.items()), rng.randint(2, 5))


def _says(leaf, unit, period, groups=(), foreign=()):
    return {
        "leaves": (leaf,),
        "units": () if any(word in leaf for word in RATES) else (unit,),
        "periods": frozenset({period}),
        "groups": groups,
        "foreign": tuple(foreign),
    }


def _headings(rng, recipe):
    canvas, year = _canvas(recipe), str(rng.randint(2016, 2022))
    named = rng.sample(OF_TITLE, rng.randint(1, 4)) + rng.sample(OF_NONE, rng.randint(0, 1))
    named.append(f"{int(year) - 1}年企业数")
    columns = []
    for text in ["企业数", *rng.sample(named, len(named))]:
        period = "" if text in OF_NONE else year if "企业数" not in text or text == "企业数" else text[:4]
        columns.append(_says(text, "个", period))
    canvas.put(0, 0, f"{year}年各地区情况")
    canvas.put(1, 0, "单位：个")
    canvas.put(2, 0, "地区")
    for column, says in enumerate(columns, 1):
        canvas.put(2, column, says["leaves"][0])
    _body(canvas, rng, 3, columns, _regions(rng))
    return [canvas]


def _labels(rng, recipe):
    canvas, year = _canvas(recipe), str(rng.randint(2016, 2022))
    canvas.put(0, 0, f"{year}年企业情况")
    canvas.put(1, 0, "单位：个")
    for column, text in enumerate(("分组", "企业数", "亏损企业")):
        canvas.put(2, column, text)
    labels = [(text, "") for text in ("城镇单位", *rng.sample(THRESHOLDS, rng.randint(2, 4)))]
    _body(canvas, rng, 3, [_says(text, "个", year) for text in ("企业数", "亏损企业")], labels)
    return [canvas]


def _sheets(rng, recipe):
    """Sheets without titles: each has the year in its name, or none, and takes nothing from another."""
    canvases = []
    for year in rng.sample(range(2015, 2023), rng.randint(2, 4)):
        named, unit = rng.random() < 0.7, rng.choice(("万元", "人", ""))
        canvas = _canvas(
            recipe, f"{year}年" if named and rng.random() < 0.4 else str(year) if named else f"表{year % 9}-1"
        )
        if any(canvas.sheet == other.sheet for other in canvases):
            continue
        leaf = rng.choice(("产值", "从业者", "面积"))
        row = 0
        if unit:
            canvas.put(0, 0, f"单位：{unit}")
            row = 1
        canvas.put(row, 0, "地区")
        canvas.put(row, 1, leaf)
        _body(canvas, rng, row + 1, [_says(leaf, unit, str(year) if named else "")], _regions(rng))
        canvases.append(canvas)
    return canvases


def _stacked(rng, recipe):
    """Tables below each other, each with its own title and unit, or with none of them."""
    canvas, row = _canvas(recipe), 0
    leaves = rng.sample(("产值", "从业者", "机构数", "面积", "利润"), rng.randint(2, 4))
    for at, leaf in enumerate(leaves):
        year, unit = str(rng.randint(2015, 2022)), rng.choice(OTHER_UNITS)
        how = rng.choice(("line", "title", "space", "none", "bare")) if at else "line"
        title = {"title": f"{year}年{leaf}情况（单位：{unit}）", "space": f"{year}年{leaf}情况  单位：{unit}"}
        if how != "bare":
            canvas.put(row, 0, title.get(how, f"{year}年{leaf}情况"))
            row += 1
        if how == "line":
            canvas.put(row, 1 if rng.random() < 0.5 else 0, f"单位：{unit}")
            row += 1
        canvas.put(row, 0, "地区")
        canvas.put(row, 1, leaf)
        says = _says(leaf, "" if how in {"none", "bare"} else unit, "" if how == "bare" else year)
        row = _body(canvas, rng, row + 1, [says], _regions(rng)) + 1
    return [canvas]


def _merges(rng, recipe):
    """Two rows of headings, of which some groups are merged and others are not."""
    canvas, year = _canvas(recipe), rng.randint(2016, 2022)
    dated = rng.random() < 0.5
    groups = [f"{year - at}年" for at in range(1, 4)] if dated else ["国有企业", "私营企业", "外资企业"]
    groups = groups[: rng.randint(2, 3)]
    canvas.put(0, 0, f"{year}年各地区情况")
    canvas.put(1, 0, "单位：万元")
    canvas.put(2, 0, "地区")
    if rng.random() < 0.7:
        canvas.merge(2, 0, 3, 0)
    columns, at = [], 1
    for group in groups:
        leaves = ["产值", "利润", "税金"][: rng.randint(2, 3)]
        canvas.put(2, at, group)
        if rng.random() < 0.4:
            canvas.merge(2, at, 2, at + len(leaves) - 1)
        for leaf in leaves:
            canvas.put(3, len(columns) + 1, leaf)
            foreign = [other for other in groups if other != group]
            columns.append(_says(leaf, "万元", group[:4] if dated else str(year), ((group,),), foreign))
        at += len(leaves)
    if not dated and rng.random() < 0.5:
        canvas.put(2, at, "资产合计")
        canvas.merge(2, at, 3, at)
        columns.append(_says("资产合计", "万元", str(year), (), groups))
    _body(canvas, rng, 4, columns, _regions(rng))
    return [canvas]


_MAKERS = {"headings": _headings, "labels": _labels, "sheets": _sheets, "stacked": _stacked, "merges": _merges}
