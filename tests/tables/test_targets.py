import pytest

from growthpole.errors import UnitMismatch
from growthpole.tables import Observations, Target, Targets

BASE = {"period": "2021", "kind": "actual"}
GOAL = {"period": "2025", "kind": "target"}


def test_years_run_from_base_to_goal(fact):
    target = Target(fact(**BASE), fact(**GOAL))
    assert target.years == 4
    assert target.judgement is False


@pytest.mark.parametrize(
    ("base", "goal"), [("actual", "actual"), ("target", "target"), ("target", "actual"), ("plan", "target")]
)
def test_an_actual_meets_a_target(refused, fact, base, goal):
    with refused("not-a-target", base, goal):
        Target(fact(**BASE | {"kind": base}), fact(**GOAL | {"kind": goal}))


@pytest.mark.parametrize("period", ["2021", "2020"])
def test_the_goal_comes_after_the_base(refused, fact, period):
    with refused("goal-before-base", "2021", period):
        Target(fact(**BASE), fact(**GOAL | {"period": period}))


@pytest.mark.parametrize("period", ["2022-06", "2021-01/2021-09"])
def test_both_ends_are_whole_years(refused, fact, period):
    with refused("not-a-year", period):
        Target(fact(**BASE | {"period": period}), fact(**GOAL))
    with refused("not-a-year", period):
        Target(fact(**BASE), fact(**GOAL | {"period": period}))


def test_the_units_are_one(refused, fact):
    with refused("target-units", "1e8 CNY", "1e4 CNY"):
        Target(fact(**BASE), fact(**GOAL, unit="1e4 CNY"))


@pytest.mark.parametrize("broken", ["base", "goal"])
def test_a_series_break_at_either_end_is_said(fact, broken):
    assert Target(fact(**BASE), fact(**GOAL, status="check")).comparable
    ends = {"base": BASE, "goal": GOAL}
    ends[broken] = ends[broken] | {"status": "series_break"}
    assert not Target(fact(**ends["base"]), fact(**ends["goal"])).comparable


def test_targets_of_a_region(long_table):
    table = Observations(
        long_table(
            {"kind": "target", "period": "2030"},
            {"kind": "target", "period": "2025", "indicator": "chains"},
            {"kind": "target", "period": "2025"},
            {"kind": "target", "period": "2025", "region": "JS"},
            {"kind": "actual", "period": "2020"},
            {"kind": "plan", "period": "2025"},
        )
    )
    targets = Targets.of(table, "SD")
    assert [goal.origin_id for goal in targets.facts] == [0, 1, 2]
    assert [goal.period for goal in targets.for_indicator("revenue")] == ["2025", "2030"]
    assert targets.for_indicator("exports") == ()
    assert Targets.of(table, "GD").facts == ()


def test_base_and_goal_at_different_prices_are_refused(fact):
    base = fact(period="2021", kind="actual", price_basis="current")
    goal = fact(period="2025", kind="target", price_basis="constant")
    with pytest.raises(UnitMismatch, match="cannot be combined"):
        Target(base, goal)
