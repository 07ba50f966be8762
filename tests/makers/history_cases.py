"""A made-up study with all that the bundled one lacks: fourteen years by activity, projects, firms and deliveries."""

from __future__ import annotations

import numpy as np

from made_up import csv_rows, head, named

REGIONS = [f"r{at}" for at in range(1, 8)]
ACTIVITIES = ["autos", "food", "steel", "ships", "tools"]
FIRST, BASE = 2004, 2017
REGION = "r2"

HEAD = (
    head(11, "2018-06-30")
    + """
[[indicator]]
key = "output"
name = { en = "Output by industry", zh = "分行业产出" }
unit = "1e8 CNY"
measure = "level"
price_basis = "current"

[[indicator]]
key = "total"
name = { en = "Industrial output", zh = "工业产出" }
unit = "1e8 CNY"
measure = "level"
price_basis = "current"

[[source]]
file = "levels.csv"
constants = { indicator = "output", unit = "1e8 CNY", price_basis = "current" }

[[source]]
file = "totals.csv"
constants = { indicator = "total", unit = "1e8 CNY", price_basis = "current" }

[target]
indicator = "total"
base = "2017"
goal = "GOAL"
note = { en = "Made up.", zh = "虚构。" }
"""
)

PLAN = """
[plan]
unit = "1e8 CNY"
periods = [2018, 2019, 2020, 2021]
paths = 400
scenarios = 10
time_limit = 5.0
note = { en = "A made-up plan.", zh = "虚构的规划。" }
PLAN_KEYS
[plan.reference]
indicator = "total"
periods = [YEARS]
name = { en = "output of the regions", zh = "各地区产出" }

[plan.history]
indicator = "output"
periods = [HISTORY]
"""

TRACK = """
[track]
on = ON
note = { en = "What came later.", zh = "其后数据。" }
"""

ASSUMED = """
[[plan.assumption]]
investment = 10.0
output_per_investment = 1.5
value_added = 0.3
lead = 1.0
ramp = 1.0
utilisation = [0.6, 0.8, 0.9]
delay = [0.0, 0.2, 1.0]
overrun = [1.0, 1.1, 1.5]
displacement = 0.1
public_share = 0.2
jobs_per_output = 20.0
"""

COLUMNS = (
    "code,region,activity,stage,lead_on,signed_on,started_on,producing_on,withdrawn_on,"
    "investment,expected_output,unit,jobs,start_year,parent,amounts,name_en,name_zh\n"
)
PROJECTS = f"""{COLUMNS}p1,r2,autos,signed,2016-05-02,2018-01-15,,,,20,40,1e8 CNY,300,2018,,,Car works north,北汽车厂
p2,r2,steel,producing,2010-01-01,2011-01-01,2012-01-01,2014-06-30,,50,80,1e8 CNY,900,,,,,
p3,r2,steel,negotiating,2017-11-03,,,,,70,110,1e8 CNY,1100,,p2,total,,钢厂二期
p4,r2,tools,lead,2018-02-01,,,,,15,,1e8 CNY,,,,,,
p5,r2,ships,withdrawn,2015-01-01,2016-01-01,,,2017-03-01,30,60,1e8 CNY,500,,,,,
"""
REGISTER = """
[[register]]
name = "projects"
kind = "projects"
file = "projects.csv"
key = ["code"]
numeric = ["investment"]
"""

FIRMS = """firm,industry,output
mill,steel,20
tyres,rubber,10
cars,vehicles,40
carts,vehicles,30
"""
LINKS = """supplier,buyer,value
mill,cars,6
mill,carts,6
tyres,cars,5
"""
NETWORK_REGISTERS = """
[[register]]
name = "firms"
file = "firms.csv"
key = ["firm"]
numeric = ["output"]

[[register]]
name = "links"
file = "links.csv"
key = ["supplier", "buyer"]
numeric = ["value"]
"""
NETWORK = """
[plan.network]
firms = "firms"
links = "links"
unit = "1e8 CNY"
note = { en = "Four firms.", zh = "四家企业。" }
"""
STABILITY = """
[[stability]]
id = "jobs"
name = { en = "Employment", zh = "就业" }
"""
LIVE = """register = "projects"
stage_probability = { lead = 0.1, negotiating = 0.3, signed = 0.6, started = 0.9 }
"""
WHOLE = {"projects": True, "network": True, "keys": LIVE}


def levels(years, seed=5):
    """Output [year, region, activity]: growth shared by all, by each region, and its own shocks."""
    drawn = np.random.default_rng(seed)
    shape = (len(years), len(REGIONS), len(ACTIVITIES))
    steps = 0.05 + drawn.normal(0, 0.03, (shape[0], 1, 1)) + drawn.normal(0, 0.03, (shape[0], shape[1], 1))
    steps = steps + drawn.normal(0, 0.06, shape)
    start = 50 + 20 * np.arange(shape[2])[None, :] + 10 * np.arange(shape[1])[:, None]
    return np.round(start * np.exp(steps.cumsum(axis=0)), 2)


def write(folder, *, history=range(FIRST, BASE + 1), goal=2021, later=2, on="2020-12-31", growth=1.06, **said):
    """Write the study: ``history`` years of the plan, ``later`` years of levels of the region after the base.

    Further parts: ``projects``, ``network``, ``track`` (bools), ``dated`` (whether figures bear a day of publication),
    ``keys`` (lines of [plan]), ``more`` (lines at the end), ``levels`` (the numbers themselves).
    """
    sources = folder / "sources"
    sources.mkdir(parents=True)
    named(sources, REGIONS, ACTIVITIES)
    years = list(range(FIRST, BASE + 1 + later))
    values = said.get("levels", levels(years))
    dated = said.get("dated", True)
    by_activity, totals = [], []
    for at, year in enumerate(years):
        day = f"{year + 1}-03-01" if dated else ""
        for place, region in enumerate(REGIONS):
            if year > BASE and region != REGION:
                continue
            by_activity += [
                (region, activity, year, float(values[at, place, of]), day) for of, activity in enumerate(ACTIVITIES)
            ]
            whole = round(1.25 * float(values[at, place].sum()), 2)
            totals.append((region, year, whole, "actual", f"{year + 1}-03-01"))
    base = next(row[2] for row in totals if row[:2] == (REGION, BASE))
    totals.append((REGION, goal, round(base * growth ** (goal - BASE), 2), "target", "2018-02-01"))
    csv_rows(sources / "levels.csv", ("region", "activity", "period", "value", "published"), by_activity)
    csv_rows(sources / "totals.csv", ("region", "period", "value", "kind", "published"), totals)
    text = HEAD.replace("GOAL", str(goal))
    if said.get("projects"):
        (sources / "projects.csv").write_text(said.get("register", PROJECTS), encoding="utf-8")
        text = text.replace("\n[target]", f"{REGISTER}\n[target]")
    if said.get("network"):
        (sources / "firms.csv").write_text(said.get("firms", FIRMS), encoding="utf-8")
        (sources / "links.csv").write_text(said.get("links", LINKS), encoding="utf-8")
        text = text.replace("\n[target]", f"{NETWORK_REGISTERS}\n[target]")
    plan = PLAN.replace("HISTORY", ", ".join(map(str, history)))
    plan = plan.replace("YEARS", ", ".join(map(str, range(FIRST, BASE + 1)))).replace("PLAN_KEYS", said.get("keys", ""))
    text += plan + (ASSUMED if said.get("projects") else "") + (NETWORK if said.get("network") else "")
    text += said.get("more", "") + (TRACK.replace("ON", on) if said.get("track", True) else "")
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return folder
