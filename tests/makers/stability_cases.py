"""A made-up study with what the bundled one lacks for stability: a downturn, jobs by activity, their odds of exit."""

from __future__ import annotations

import numpy as np

from made_up import csv_rows, head, named

REGIONS = [f"r{at}" for at in range(1, 9)]
ACTIVITIES = ["autos", "chips", "food", "glass", "ships", "steel", "tools"]
YEARS = list(range(2006, 2016))
DOWN = 2009

HEAD = (
    head(5, "2016-06-30")
    + """
[[indicator]]
key = "jobs"
name = { en = "Jobs by industry", zh = "分行业就业" }
unit = "person"
measure = "count"

[[indicator]]
key = "total"
name = { en = "Industrial output", zh = "工业产出" }
unit = "1e8 CNY"
measure = "level"
price_basis = "current"

[[indicator]]
key = "exports"
name = { en = "Exports", zh = "出口" }
unit = "1e8 CNY"
measure = "level"
price_basis = "current"

[[source]]
file = "jobs.csv"
constants = { indicator = "jobs", unit = "person" }

[[source]]
file = "totals.csv"
constants = { unit = "1e8 CNY", price_basis = "current" }

[target]
indicator = "total"
base = "2015"
goal = "2018"
note = { en = "Made up.", zh = "虚构。" }
"""
)

OPPORTUNITIES = """
[opportunities]
indicator = "jobs"
periods = [2006, 2009, 2012, 2015]
horizon = 3
noise = "none"
models = ["distance"]
draws = 0
note = { en = "Jobs.", zh = "就业。" }
"""

PLAN = """
[plan]
unit = "1e8 CNY"
periods = [2016, 2017, 2018]
most = 0
note = { en = "A made-up plan.", zh = "虚构的规划。" }
"""

JOBS = """
[plan.jobs]
indicator = "jobs"
period = 2015
periods = [2006, 2007, 2008, 2009, 2010, 2011, 2012, 2013, 2014, 2015]
note = { en = "Employees only.", zh = "仅含雇员。" }
"""

DOWNTURN = """
[[plan.resilience]]
id = "output"
name = { en = "Output", zh = "产出" }
indicator = "total"
peak = 2008
trough = 2009
end = 2012
note = { en = "One downturn.", zh = "一次衰退。" }
"""
MORE_DOWNTURNS = """
[[plan.resilience]]
id = "sales"
name = { en = "Exports", zh = "出口" }
indicator = "exports"
peak = 2008
trough = 2009
end = 2011

[[plan.resilience]]
id = "none"
name = { en = "No downturn", zh = "无衰退" }
indicator = "total"
peak = 2010
trough = 2012

[[plan.resilience]]
id = "unfinished"
name = { en = "Unfinished", zh = "未完" }
indicator = "total"
peak = 2008
trough = 2009
end = 2016
"""
WHOLE = OPPORTUNITIES + PLAN + JOBS + DOWNTURN + MORE_DOWNTURNS


def jobs():
    """Jobs [year, region, activity]: activities come and go, and all fall in the downturn."""
    drawn = np.random.default_rng(3)
    shape = (len(YEARS), len(REGIONS), len(ACTIVITIES))
    steps = 0.03 + drawn.normal(0, 0.25, shape)
    steps[YEARS.index(DOWN)] -= 0.3
    return np.round(1000 * np.exp(drawn.normal(0, 0.5, shape[1:]) + steps.cumsum(axis=0)))


def totals():
    """Rows of totals: output with a figure of the nation's own, exports without."""
    drawn = np.random.default_rng(4)
    rows = []
    for indicator in ("total", "exports"):
        level = 100.0 * np.exp(drawn.normal(0, 0.3, len(REGIONS)))
        for year in [*YEARS, 2016]:
            level = level * (1 + drawn.normal(-0.12 if year == DOWN else 0.06, 0.03, len(REGIONS)))
            values = dict(zip(REGIONS, np.round(level, 2).tolist(), strict=True))
            if indicator == "total":
                values["n"] = round(1.1 * sum(values.values()), 2)
            rows += [
                [region, indicator, year, value, "actual", "ok", f"{year + 1}-03-01"]
                for region, value in values.items()
            ]
    rows.append(["r2", "total", 2018, 400.0, "target", "ok", "2016-01-01"])
    return rows


def write(folder, text=WHOLE, *, change=None, dated=True, extra=()):
    """Write the study: ``text`` after the head, each row of totals through ``change``, and ``extra`` rows of jobs."""
    sources = folder / "sources"
    sources.mkdir(parents=True)
    named(sources, REGIONS, ACTIVITIES)
    values = jobs()
    rows = [
        (region, activity, year, int(values[at, place, of]), f"{year + 1}-03-01" if dated else "")
        for at, year in enumerate(YEARS)
        for place, region in enumerate(REGIONS)
        for of, activity in enumerate(ACTIVITIES)
    ]
    csv_rows(sources / "jobs.csv", ("region", "activity", "period", "value", "published"), [*rows, *extra])
    header = ("region", "indicator", "period", "value", "kind", "status", "published")
    found = [row if change is None else change(list(row)) for row in totals()]
    csv_rows(sources / "totals.csv", header, [row for row in found if row is not None])
    (folder / "study.toml").write_text(HEAD + text, encoding="utf-8")
    return folder
