"""The roadmap by hand: dates, months, dependencies, spend and jobs, and what is refused."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from growthpole.plan import Projects, Task, roadmap
from growthpole.plan.roadmaps import month_of

BASE = {"probability": 0.5, "investment": 10.0, "output": 12.0, "value_added": 0.25}
ROWS = {
    "steel": {"lead": 2.0, "ramp": 1.0, "delay_low": 0.0, "delay": 0.5, "delay_high": 2.0, "basis": "source"},
    "cars": {"lead": 1.0, "ramp": 2.0, "basis": "assumption"},
    "tyres": {"lead": 1.0, "ramp": 0.0, "earliest": 2026, "latest": 2028, "basis": "assumption"},
    "spare": {"lead": 1.0, "ramp": 1.0, "basis": "assumption"},
}
STARTS = {"cars": 2028, "steel": 2025, "tyres": 2027}
LINKS = [("steel", "cars"), ("tyres", "cars", 1.0), ("steel", "spare")]
PERIODS = range(2025, 2032)
TRIPLE = dict.fromkeys(("delay_low", "delay", "delay_high"), 0.0)


@pytest.fixture
def projects():
    return Projects(pd.DataFrame([BASE | TRIPLE | row for row in ROWS.values()], index=list(ROWS)), "1e8 CNY")


@pytest.fixture
def plan(projects):
    return roadmap(projects, STARTS, periods=PERIODS, precedence=LINKS)


def test_the_phases_follow_each_other(plan):
    steel = plan.gantt[plan.gantt["project"] == "steel"]
    assert steel[["phase", "start", "end", "start_month", "end_month"]].values.tolist() == [
        ["preparation", 2025.0, 2025.5, "2025-01", "2025-06"],
        ["construction", 2025.5, 2027.5, "2025-07", "2027-06"],
        ["ramp", 2027.5, 2028.5, "2027-07", "2028-06"],
        ["capacity", 2028.5, 2032.0, "2028-07", "2031-12"],
    ]
    assert steel["basis"].tolist() == ["assumption", "assumption", "source", "source"]


def test_a_phase_without_length_has_no_row_and_an_unchosen_project_none(plan):
    assert "ramp" not in plan.gantt.loc[plan.gantt["project"] == "tyres", "phase"].tolist()
    assert plan.gantt["project"].unique().tolist() == ["steel", "cars", "tyres"]


def test_capacity_beyond_the_periods_is_not_drawn(projects):
    plan = roadmap(projects, {"cars": 2025}, periods=[2025, 2026])
    assert plan.gantt["phase"].tolist() == ["preparation", "construction", "ramp"]
    assert plan.milestones["when"].tolist() == ["2025-01", "2025-04", "2026-01", "2028-01"]


def test_milestones_have_soonest_and_latest_months(plan):
    steel = plan.milestones[plan.milestones["project"] == "steel"]
    assert steel[["milestone", "when", "soonest", "latest"]].values.tolist() == [
        ["started", "2025-01", "2025-01", "2025-01"],
        ["construction", "2025-07", "2025-07", "2025-07"],
        ["producing", "2027-07", "2027-01", "2029-01"],
        ["at_capacity", "2028-07", "2028-01", "2030-01"],
    ]


def test_dependencies_and_the_critical_chain(plan):
    assert plan.dependencies.values.tolist() == [["steel", "cars", 2.5, 0.5], ["tyres", "cars", 1.0, 0.0]]
    assert plan.critical_chain == ("steel", "cars")
    # cars starts 2.5 years after steel and takes one of building and two of ramp
    assert plan.chain_years == 5.5
    floats = plan.floats.set_index("project")
    assert floats["critical"].to_dict() == {"steel": True, "cars": True, "tyres": False}
    assert floats["slack"].to_dict() == {"steel": 0.5, "cars": 0.0, "tyres": 0.0}
    assert floats.loc["cars", ["start", "producing", "at_capacity"]].tolist() == [2028.0, 2029.0, 2031.0]


def test_without_effects_no_money_is_shown(plan):
    assert plan.by_period.columns.tolist() == ["period", "spend", "public_spend", "jobs"]
    assert len(plan.by_period) == 0
    assert plan.unit == "1e8 CNY"


def effects(projects, starts=PERIODS, scenarios=3):
    rng = np.random.default_rng(5)
    labels = {
        "project": projects.codes[::-1],
        "start": list(starts),
        "period": list(PERIODS),
        "scenario": range(scenarios),
    }
    shape = [len(one) for one in labels.values()]
    return xr.Dataset(
        {name: (list(labels), rng.random(shape)) for name in ("spend", "public_spend", "jobs")}, coords=labels
    )


def test_by_period_adds_up_the_means_of_the_chosen_starts(projects):
    made = effects(projects)
    found = roadmap(projects, STARTS, periods=PERIODS, effects=made).by_period.set_index("period")
    for name in ("spend", "public_spend", "jobs"):
        for year in PERIODS:
            cells = [
                float(made[name].sel(project=code, start=start, period=year, scenario=one))
                for code, start in STARTS.items()
                for one in range(3)
            ]
            # the same fifteen-digit numbers added in another order
            assert found.loc[year, name] == pytest.approx(sum(cells) / 3, rel=1e-12)


def test_the_order_of_projects_changes_nothing_but_the_order(projects):
    other = Projects(projects.table[::-1], projects.unit)
    first = roadmap(projects, STARTS, periods=PERIODS, precedence=LINKS)
    second = roadmap(other, dict(reversed(STARTS.items())), periods=PERIODS, precedence=LINKS[::-1])
    assert first.critical_chain == second.critical_chain
    pd.testing.assert_frame_equal(
        first.floats.set_index("project"), second.floats.set_index("project").loc[first.floats["project"]]
    )


def test_no_project_at_all(projects):
    plan = roadmap(projects, {}, periods=PERIODS, precedence=LINKS, effects=effects(projects))
    assert plan.critical_chain == ()
    assert plan.chain_years == 0.0
    assert len(plan.gantt) == len(plan.milestones) == len(plan.floats) == 0
    assert plan.by_period["spend"].tolist() == [0.0] * 7


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"starts": {"boats": 2025}}, "boats: no such project"),
        ({"starts": {"cars": 2025.5}}, "cars: start 2025.5 is no year"),
        ({"starts": {"cars": True}}, "cars: start True is no year"),
        ({"starts": {"cars": "2025"}}, "cars: start '2025' is no year"),
        ({"starts": {"tyres": 2029}}, "tyres: start 2029 outside 2026 to 2028"),
        ({"starts": {"cars": 2032}}, "cars: start 2032 after 2031"),
        ({"starts": {"cars": 2028}}, "cars waits for steel, which has no start"),
        ({"starts": {"cars": 2027, "steel": 2025, "tyres": 2026}}, "cars starts 2027 and waits for steel until 2027.5"),
        ({"periods": [2025, 2027]}, "periods 2025, 2027"),
        ({"periods": []}, "periods –"),
        ({"precedence": [("steel", "boats")]}, "precedence steel, boats: no project boats"),
        ({"precedence": [("steel", "cars", -1.0)]}, "precedence steel, cars: -1.0 years"),
        ({"precedence": [("steel",)]}, "precedence ('steel',)"),
        ({"tasks": [Task("2025-01", "office", "visit", "boats")]}, "no project boats"),
    ],
)
def test_what_does_not_fit_is_named(projects, refused, changes, said):
    with refused("bad-roadmap", said):
        roadmap(projects, **{"starts": STARTS, "periods": PERIODS, "precedence": LINKS} | changes)


def test_all_problems_at_once(projects, refused):
    with refused("bad-roadmap", "boats", "2027", "no project x"):
        roadmap(projects, {"boats": 2025}, periods=[2025, 2027], precedence=[("x", "cars")])


def test_effects_that_lack_something(projects, refused):
    made = effects(projects, starts=[2025, 2027])
    with refused("bad-roadmap", "effects: no start 2028"):
        roadmap(projects, STARTS, periods=PERIODS, effects=made)
    with refused("bad-roadmap", "effects: no period 2032", "effects: no project steel"):
        roadmap(projects, {"steel": 2025}, periods=range(2025, 2033), effects=made.drop_sel(project="steel"))
    with refused("bad-roadmap", "effects: no jobs"):
        roadmap(projects, {"steel": 2025}, periods=PERIODS, effects=made.drop_vars("jobs"))
    with refused("bad-roadmap", "effects.spend: no scenario"):
        roadmap(projects, {"steel": 2025}, periods=PERIODS, effects=made.mean("scenario"))


def test_a_start_the_effects_do_not_allow(projects, refused):
    made = effects(projects)
    allowed = xr.ones_like(made["spend"].isel(period=0, scenario=0, drop=True), dtype=bool)
    made["allowed"] = allowed.where((allowed.project != "steel") | (allowed.start != 2025), other=False)
    assert len(roadmap(projects, {"steel": 2026}, periods=PERIODS, effects=made).by_period) == 7
    with refused("bad-roadmap", "effects: steel may not start 2025"):
        roadmap(projects, {"steel": 2025}, periods=PERIODS, effects=made)


def test_a_ring_and_a_bad_share(projects, refused):
    with refused("precedence-ring", "steel → cars → steel"):
        roadmap(projects, STARTS, periods=PERIODS, precedence=[("steel", "cars"), ("cars", "steel", 0.0)])
    with refused("not-a-share", "preparation"):
        roadmap(projects, STARTS, periods=PERIODS, preparation=1.5)


@given(st.integers(1900 * 12, 2200 * 12))
def test_a_month_s_border_opens_one_and_closes_the_one_before(months):
    assert month_of(months / 12) == f"{months // 12}-{months % 12 + 1:02d}"
    assert month_of(months / 12, closes=True) == month_of((months - 1) / 12)
    assert month_of((months + 0.5) / 12) == month_of((months + 0.5) / 12, closes=True) == month_of(months / 12)
