"""A portfolio is the best plan there is, says how it knows, and what it turns on."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.errors import Cancelled, ConflictingLimits, LabelMismatch, LimitExceeded
from growthpole.plan import Constraints, ExpectedValue, Odds, Projects, TailValue, feasibility_residual, portfolio
from growthpole.plan.objectives import tail_mean

KINDS = ("value", "tail", "odds")
SUMS = 1e-9  # two orders of summing the same numbers


def knapsack(worth, cost, room):
    """Projects of one year and scenario."""
    codes = [f"j{one}" for one in range(1, len(worth) + 1)]
    one = {"probability": 1.0, "investment": 100.0, "public": 100.0, "output": 1.0, "value_added": 0.5}
    labels = {"project": codes, "start": [2022], "period": [2022], "scenario": [0]}
    shape = (len(codes), 1, 1, 1)
    parts = dict.fromkeys(("output", "jobs", "energy"), np.zeros(len(codes)))
    parts |= {"value_added": worth, "spend": cost, "public_spend": cost}
    made = {
        k: xr.DataArray(np.reshape(np.array(v, float), shape), coords=labels, dims=list(labels))
        for k, v in parts.items()
    }
    effects = xr.Dataset(made).assign(allowed=(("project", "start"), np.ones((len(codes), 1), dtype=bool)))
    return Projects(pd.DataFrame([one] * len(codes), index=codes), "1e8 CNY"), Constraints(budget={2022: room}), effects


def test_the_knapsack_of_martello_and_toth():
    """Martello & Toth (1990), Knapsack Problems, example 2.2: x = (1, 0, 0, 1, 0, 0, 0), z = 107, capacity 50.

    The rule of thumb takes items 1, 2, 5 and 6; the relaxation breaks at item 3, worth 39 for 20.
    """
    worth, cost = [70, 20, 39, 37, 7, 5, 10], [31, 10, 20, 19, 4, 3, 6]
    found = portfolio(*knapsack(worth, cost, 50.0), gap=0.0, steps=(1.5,))
    assert (found.chosen, found.objective, found.bound) == ({"j1": 2022, "j4": 2022}, 107.0, 107.0)
    assert list(found.greedy.chosen) == ["j1", "j2", "j5", "j6"]
    assert found.regret == 5.0
    prices = found.shadow_prices.loc["budget[2022]"]
    assert prices["relaxed"] == pytest.approx(
        39 / 20, abs=1e-9
    )  # the solver's own dual tolerance is 1e-7 of a gain of 1
    assert (prices["slack"], prices["fixed"]) == (0.0, 0.0)
    # capacity 75 holds items 1, 3, 4 and 5, and 1 is left
    assert found.shadow_prices.loc["budget × 1.5", "resolved"] == 153.0 - 107.0
    assert found.next_best["change"].to_dict() == {"j3": "enters", "j5": "enters"}
    assert set(found.never_chosen.index) == {"j2", "j6", "j7"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(3, 3), (5, 2), (6, 1)])
def test_equals_brute_force(cases, kind, shape):
    solved = 0
    for seed in range(8):
        case = cases.random_case(np.random.default_rng(100 + seed), *shape, kind=kind, tight=0.35)
        projects, limits, effects, objective = case
        plans = cases.Plans(projects, effects)
        best = plans.best(limits, objective)
        if best is None:
            with pytest.raises(ConflictingLimits) as caught:
                portfolio(projects, limits, effects, objective=objective)
            assert plans.is_smallest_conflict(limits, list(caught.value.limits))
            continue
        found = portfolio(projects, limits, effects, objective=objective, gap=0.0, steps=())
        assert found.objective == pytest.approx(best, abs=SUMS)
        assert found.bound >= found.objective
        assert found.bound == pytest.approx(best, rel=1e-6, abs=1e-6)  # the solver's bound has its tolerance
        if kind == "odds":  # of plans as good, the most valuable
            assert found.value.mean().item() == pytest.approx(plans.most_valuable(limits, objective), abs=SUMS)
        assert found.residual == feasibility_residual(projects, limits, effects, found.chosen) <= 1e-9
        assert not found.truncated
        assert np.isnan(found.regret) == bool(found.greedy.unmet)
        assert not found.regret < -SUMS
        solved += 1
    assert solved > 3


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_told_of_the_plan_adds_up(cases, kind):
    case = cases.random_case(np.random.default_rng(3), 5, 2, kind=kind, tight=0.2)
    projects, limits, effects, objective = case
    found = portfolio(projects, limits, effects, objective=objective, gap=0.0)
    parts = [effects.sel(project=code, start=start, drop=True) for code, start in found.chosen.items()]
    for name in cases.PARTS:
        total = sum(part[name].mean("scenario") for part in parts)
        np.testing.assert_allclose(found.by_period[name].values, total.values, rtol=1e-12)
    assert found.by_period["spend"].attrs["unit"] == projects.unit
    value = found.value.values
    if isinstance(objective, ExpectedValue):
        assert value.mean() == pytest.approx(found.objective, rel=1e-12)
    if isinstance(objective, TailValue):
        score = (1 - objective.weight) * value.mean() + objective.weight * tail_mean(value, objective.tail)
        assert score == pytest.approx(found.objective, rel=1e-12)
    assert found.odds == found.objective if isinstance(objective, Odds) else np.isnan(found.odds)
    assert (found.shadow_prices[["fixed", "relaxed"]].dropna() >= 0).all(axis=None)
    assert (found.shadow_prices["slack"].dropna() >= -1e-9).all()
    assert not set(found.never_chosen.index) & set(found.chosen)


@given(st.integers(0, 10_000), st.floats(0.01, 100.0))
@settings(max_examples=10, deadline=None)
def test_order_and_unit_do_not_matter(cases, seed, factor):
    projects, limits, effects, objective = cases.random_case(np.random.default_rng(seed), 4, 2, tight=0.0)
    limits = Constraints(budget=limits.budget)
    one = portfolio(projects, limits, effects, objective=objective, gap=0.0, steps=())
    turned = Projects(projects.table.iloc[::-1], projects.unit)
    again = portfolio(turned, limits, effects, objective=objective, gap=0.0, steps=())
    assert again.objective == pytest.approx(one.objective, rel=1e-12)
    money = {name: effects[name] * factor for name in ("value_added", "spend", "public_spend")}
    scaled = portfolio(
        projects, limits.with_budget(factor), effects.assign(money), objective=objective, gap=0.0, steps=()
    )
    assert scaled.objective == pytest.approx(one.objective * factor, rel=1e-9)


def test_same_input_same_bytes(cases):
    case = cases.random_case(np.random.default_rng(11), 6, 2, kind="tail", tight=0.2)
    one, two = (portfolio(*case[:3], objective=case[3]) for _ in range(2))
    assert one.chosen == two.chosen
    assert (one.objective, one.bound) == (two.objective, two.bound)
    pd.testing.assert_frame_equal(one.shadow_prices, two.shadow_prices, check_exact=True)
    assert one.value.values.tobytes() == two.value.values.tobytes()


def test_a_plan_to_begin_from_is_taken_and_checked(cases, refused):
    projects, effects = cases.four_projects()
    limits = Constraints(budget={2022: 20.0, 2023: 0.0, 2024: 0.0})
    found = portfolio(projects, limits, effects, start={"c": 2023}, gap=0.0)
    assert found.chosen == {"a": 2022, "b": 2022}
    with refused("bad-plan", "z: 2022"):
        portfolio(projects, limits, effects, start={"z": 2022})


def test_what_is_never_chosen_and_why(cases):
    projects, effects = cases.four_projects(allowed=[[1, 1, 1], [1, 1, 1], [0, 0, 0], [1, 0, 0]])
    limits = Constraints(budget={2022: 15.0, 2023: 0, 2024: 0})
    found = portfolio(projects, limits, effects, gap=0.0, steps=())
    assert found.chosen == {"a": 2022}
    # the relaxation takes a and half of b, 16 + 6, so money is worth 1.2 and d lacks 8: no plan with it has above 14
    assert found.never_chosen["reason"].to_dict() == {"b": "not_chosen", "c": "no_start", "d": "dominated"}
    assert found.never_chosen.loc["d", "costs_at_least"] == pytest.approx(2.0, abs=1e-6)  # tolerance of the duals
    assert np.isnan(found.never_chosen.loc["c", "costs_at_least"])
    richer = portfolio(projects, limits, effects, gap=0.0, steps=(2.0, 1.4, 0.5))
    assert list(richer.never_chosen.index) == ["c"]
    assert [tuple(row)[:3] for row in richer.next_best.itertuples()] == [("b", "enters", 2022)]
    resolved = richer.shadow_prices["resolved"].dropna()
    assert resolved.to_dict() == {"budget × 0.5": -16.0, "budget × 1.4": 12.0, "budget × 2": 16.0}
    forbidden = portfolio(projects, Constraints(budget=limits.budget, never=["b"]), effects, gap=0.0, steps=())
    assert forbidden.never_chosen.loc["b", "reason"] == "never"


def test_dominated_is_never_said_of_what_a_better_plan_holds(cases):
    """Brute force: the best plan with such a project loses at least what is told."""
    told = 0
    for seed in range(15):
        case = cases.random_case(np.random.default_rng(seed), 5, 2, tight=0.2)
        projects, limits, effects, objective = case
        plans = cases.Plans(projects, effects)
        if plans.best(limits, objective) is None:
            continue
        found = portfolio(projects, limits, effects, objective=objective, gap=0.0, steps=())
        kept = np.all(list(plans.kept(limits).values()), axis=0)
        for code, row in found.never_chosen.iterrows():
            holds = kept & plans.chosen[:, projects.codes.index(code)]
            if row["reason"] == "dominated" and holds.any():
                loss = found.objective - plans.scores(objective)[holds].max()
                assert loss >= row["costs_at_least"] - 1e-6
                told += 1
    assert told > 2


def test_a_floor_the_rule_of_thumb_misses_is_named(cases):
    projects, effects = cases.four_projects()
    limits = Constraints(budget={2022: 20.0, 2023: 0, 2024: 0}, chain_minimum={"y": 1})
    found = portfolio(projects, limits, effects, gap=0.0)
    assert found.greedy.chosen == {"a": 2022, "b": 2022}
    assert found.greedy.unmet == ("chain_minimum[y]",)
    assert np.isnan(found.regret)
    assert found.chosen == {"a": 2022, "d": 2022}


def test_no_project_is_a_plan_too(cases):
    projects, effects = cases.four_projects()
    found = portfolio(projects, Constraints(most_projects=0), effects)
    assert (found.chosen, found.objective, found.bound, found.gap) == ({}, 0.0, 0.0, 0.0)
    assert found.by_period["spend"].values.tolist() == [0.0] * 4


def test_progress_is_told_and_raising_in_it_stops_the_work(cases):
    case = cases.random_case(np.random.default_rng(1), 6, 3, kind="tail", tight=0.0)
    told = []
    portfolio(*case[:3], objective=case[3], gap=0.0, steps=(), on_progress=told.append)
    assert told
    assert {step.stage for step in told} == {"portfolio"}
    assert all(0 <= step.done <= step.total == 60 for step in told)
    # before the effects are read, before the solver begins, from inside it
    for place in (1, 2, 3):
        after = []

        def stop(step, after=after, place=place):
            after.append(step)
            if len(after) == place:
                raise Cancelled

        with pytest.raises(Cancelled):
            portfolio(*case[:3], objective=case[3], gap=0.0, on_progress=stop)
        assert len(after) == place


def test_time_that_runs_out_is_said(cases, monkeypatch):
    from growthpole.plan import _search
    from growthpole.plan._milp import Solved

    projects, effects = cases.four_projects()
    solved = _search.solved
    monkeypatch.setattr(
        _search, "solved", lambda *a, **k: Solved("stopped", (done := solved(*a, **k)).point, done.bound + 1.0, 60.0)
    )
    found = portfolio(projects, Constraints(most_projects=1), effects, steps=())
    assert found.truncated
    assert (found.objective, found.bound, found.gap) == (16.0, 17.0, 1 / 16)
    monkeypatch.setattr(_search, "solved", lambda *_, **__: Solved("stopped", None, np.inf, 60.0))
    with pytest.raises(LimitExceeded, match="within 60 seconds"):
        portfolio(projects, Constraints(most_projects=1), effects)


def test_input_is_checked(cases, refused):
    projects, effects = cases.four_projects()
    with refused("missing-effects", "jobs"):
        portfolio(projects, Constraints(), effects.drop_vars("jobs"))
    with refused("infinite-cells", "energy"):
        portfolio(projects, Constraints(), effects.assign(energy=effects["energy"] * np.inf))
    with refused("not-flags", "allowed"):
        portfolio(projects, Constraints(), effects.assign(allowed=effects["allowed"] * 1.0))
    with refused("no-projects"):
        portfolio(Projects(projects.table.iloc[:0], "1"), Constraints(), effects)
    with refused("unknown-option", "objective"):
        portfolio(projects, Constraints(), effects, objective="value")
    with refused("no-such-label", "1999"):
        portfolio(projects, Constraints(), effects, objective=ExpectedValue(period=1999))
    for options in ({"gap": -0.1}, {"time_limit": 0.0}, {"time_limit": float("inf")}):
        with refused("objective-number", *options):
            portfolio(projects, Constraints(), effects, **options)
    with refused("bad-factors"):
        portfolio(projects, Constraints(budget={2022: 1.0}), effects, steps=(-1.0,))
    need = xr.DataArray([1.0, 1.0], coords={"scenario": [0, 1]}, dims="scenario")
    with refused("negative-output"):
        portfolio(projects, Constraints(), effects.assign(output=-effects["output"]), objective=Odds(need))
    with pytest.raises(LabelMismatch):
        portfolio(Projects(projects.table.iloc[:2], "1"), Constraints(), effects)
    with pytest.raises(LabelMismatch):
        portfolio(projects, Constraints(), effects, objective=Odds(need.assign_coords(scenario=[7, 8])))
