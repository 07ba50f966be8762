"""Switching values: a plant by hand, the value put back and a little beyond, and the reasons where nothing works."""

import numpy as np
import pytest
import xarray as xr

from growthpole.dims import REASONS
from growthpole.plan import break_even_probability, spillover, tolerable_delay

# goals are met to within 1e-9 of the goal; a ramp's end is flat, so a time is known to about the root of that
TIME = 1e-3


def reason(found):
    return int(found["reason"].item())


def test_delay_and_probability_of_one_plant_by_hand(candidates):
    """12 a year from 2028 on at odds .5; over a ramp of 4 years a half of it is on line on average in 2029.5."""
    projects = candidates({"probability": 0.5, "lead": 2.0})
    plan = {"p0": 2026}
    # full until first output comes later than the beginning of 2030, so two years are free
    assert tolerable_delay(projects, plan, 100.0, 106.0, 2030).item() == pytest.approx(2.0, abs=TIME)
    assert tolerable_delay(projects, plan, 100.0, 101.5, 2030).item() == pytest.approx(2.75, abs=TIME)
    assert break_even_probability(projects, plan, 100.0, 103.0, 2030).item() == pytest.approx(0.25)
    assert break_even_probability(projects, plan, 100.0, 112.0, 2030).item() == pytest.approx(1.0)
    ramp = candidates({"lead": 2.0, "ramp": 4.0})
    # the year 2030 as a whole is at 2.5 of 4 years; two years later it is at 0.5
    assert tolerable_delay(ramp, plan, 100.0, 101.5, 2030).item() == pytest.approx(2.0, abs=TIME)


def economy():
    names = ["cars", "steel", "chips"]
    coefficients = np.array([[0.1, 0.0, 0.05], [0.3, 0.2, 0.0], [0.1, 0.0, 0.25]])
    coords = {"activity": names, "activity_other": names}
    multipliers = xr.DataArray(np.linalg.inv(np.eye(3) - coefficients), coords, ("activity", "activity_other"))
    return multipliers, xr.DataArray([1.0, 2.0, 0.5], {"activity": names}, ("activity",))


def at_means(projects, starts, year, later, odds=None):
    """What a plan adds, project by project with numerical integration, then the spillover of the sum."""
    multipliers, capacity = economy()
    names = multipliers["activity"].values.tolist()
    made, lost = dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0)
    moments = year + (np.arange(40_000) + 0.5) / 40_000
    for code, start in starts.items():
        row = projects.table.loc[code]
        used = (row["utilisation_low"] + row["utilisation"] + row["utilisation_high"]) / 3
        delay = (row["delay_low"] + row["delay"] + row["delay_high"]) / 3
        share = np.clip((moments - start - row["lead"] - delay - later) / row["ramp"], 0, 1).mean()
        output = (row["probability"] if odds is None else odds) * row["output"] * used * share
        made[row["activity"]] += output
        lost[row["activity"]] += output * row["displacement"]
    total = sum(made.values()) - sum(lost.values())
    orders = (multipliers.values - np.eye(3)) @ np.array([made[name] - lost[name] for name in names])
    return total + np.minimum(orders, capacity.values).sum()


def test_the_values_found_put_back_reach_the_goal_and_a_little_beyond_does_not(many):
    projects = many(6)
    starts = {"p0": 2026, "p1": 2026, "p3": 2027, "p5": 2026}
    multipliers, capacity = economy()
    goal = 100 + 0.8 * at_means(projects, starts, 2031, 0.0)
    given_ = (projects, starts, 100.0, goal, 2031)
    delay = tolerable_delay(*given_, multipliers=multipliers, capacity=capacity).item()
    assert 0 < delay < 5
    # the midpoint rule is good to 1e-6
    assert 100 + at_means(projects, starts, 2031, delay) == pytest.approx(goal, abs=1e-4)
    assert 100 + at_means(projects, starts, 2031, delay + 0.01) < goal
    odds = break_even_probability(*given_, multipliers=multipliers, capacity=capacity).item()
    assert 100 + at_means(projects, starts, 2031, 0.0, odds) == pytest.approx(goal, abs=1e-4)
    assert 100 + at_means(projects, starts, 2031, 0.0, odds - 0.01) < goal


@pytest.mark.parametrize("measure", [tolerable_delay, break_even_probability])
def test_where_nothing_works_or_nothing_is_needed_there_is_a_reason(candidates, measure):
    projects = candidates({"lead": 2.0})
    for starts, organic, goal, why in (
        ({"p0": 2026}, 100.0, 113.0, "out_of_reach"),
        ({"p0": 2040}, 100.0, 101.0, "out_of_reach"),
        ({}, 100.0, 101.0, "out_of_reach"),
        ({"p0": 2026}, 100.0, 100.0, "not_needed"),
        ({}, 101.0, 100.0, "not_needed"),
    ):
        found = measure(projects, starts, organic, goal, 2030)
        assert np.isnan(found.item())
        assert reason(found) == REASONS[why]


def test_units_and_conventions(candidates):
    given_ = (candidates({}), {"p0": 2026}, 100.0, 106.0, 2030)
    assert tolerable_delay(*given_).attrs["unit"] == "year"
    assert break_even_probability(*given_).attrs["unit"] == "1"
    assert "106 in 2030" in tolerable_delay(*given_).attrs["convention"]


def test_a_plan_that_cannot_be_is_refused(candidates, refused):
    projects = candidates({})
    multipliers, capacity = economy()
    with refused("bad-starts", "ghost"):
        tolerable_delay(projects, {"ghost": 2026}, 1.0, 2.0, 2030)
    with refused("not-used", "capacity"):
        tolerable_delay(projects, {"p0": 2026}, 1.0, 2.0, 2030, capacity=capacity)
    with refused("no-such-label", "ships"):
        break_even_probability(candidates({"activity": "ships"}), {"p0": 2026}, 1.0, 2.0, 2030, multipliers=multipliers)
    with refused("not-above", "goal"):
        break_even_probability(projects, {"p0": 2026}, 1.0, 0.0, 2030)
    with refused("not-a-minimum", "organic"):
        tolerable_delay(projects, {"p0": 2026}, -1.0, 2.0, 2030)


def test_spillover_counts_towards_the_goal(candidates):
    multipliers, _ = economy()
    projects = candidates({"probability": 0.5})
    alone = break_even_probability(projects, {"p0": 2026}, 100.0, 106.0, 2030).item()
    helped = break_even_probability(projects, {"p0": 2026}, 100.0, 106.0, 2030, multipliers=multipliers).item()
    column = multipliers.sel(activity_other="cars").sum().item()
    assert helped == pytest.approx(alone / column)
    names = {"activity": multipliers["activity"].values, "period": [2030], "path": [0]}
    output = xr.DataArray([[[12 * helped]], [[0.0]], [[0.0]]], names, ("activity", "period", "path"))
    assert spillover(output, multipliers)["total"].sum().item() == pytest.approx(6.0)
