"""The way a large problem is begun (core, simpler goal) keeps what the whole problem promises."""

import numpy as np
import pytest

from growthpole.plan import Constraints, portfolio
from growthpole.plan import _search as search
from growthpole.plan._cells import cells_of
from growthpole.plan._goals import goal_of
from growthpole.plan._rows import limits_of


@pytest.mark.parametrize("kind", ["value", "tail", "odds"])
@pytest.mark.parametrize("gap", [0.001, 0.2])
def test_a_large_problem_is_as_near_as_it_says(cases, monkeypatch, kind, gap):
    monkeypatch.setattr(search, "LARGE", 1)
    near = 0
    for seed in range(8):
        projects, limits, effects, objective = cases.random_case(
            np.random.default_rng(seed), 5, 2, kind=kind, tight=0.2
        )
        best = cases.Plans(projects, effects).best(limits, objective)
        if best is None:
            continue
        found = portfolio(projects, limits, effects, objective=objective, gap=gap, steps=())
        slack = 1e-6 * max(best, 1.0)  # the solver's bound has its tolerance
        assert found.bound >= best - slack
        assert best >= found.objective >= best / (1 + gap) - slack or found.objective == pytest.approx(best)
        assert found.gap <= gap + 1e-9
        assert found.residual <= 1e-9
        near += 1
    assert near > 2


@pytest.mark.parametrize("kind", ["value", "tail", "odds"])
def test_a_point_of_the_problem_scores_as_the_plan(cases, kind):
    """What the solver adds up is the score, and the point keeps every row of the goal."""
    for seed in range(6):
        projects, _, effects, objective = cases.random_case(np.random.default_rng(seed), 5, 2, kind=kind)
        cells = cells_of(projects, effects)
        goal, limits = goal_of(objective, cells), limits_of(Constraints(partner_share_cap=0.4), cells)
        columns = np.flatnonzero(cells.allowed)[::3]
        problem, point = search.assembled(cells, goal, limits), search.completed(cells, goal, columns)
        assert problem.gain @ point == pytest.approx(goal.score(columns), abs=1e-9)
        rows = len(goal.most)
        if rows:
            assert ((problem.rows @ point)[-rows:] <= problem.most[-rows:] + 1e-9).all()
        # rows with the investment as a column of its own say the same as those without
        at = len(projects) + 1
        caps = limits[0]
        np.testing.assert_allclose(
            (problem.rows @ point)[at : at + len(caps.most)], caps.rows[:, columns].sum(axis=1), atol=1e-9
        )


def test_a_plan_that_fails_the_check_is_not_found_again(cases, monkeypatch):
    """The best plan is said to break a limit: the next best is found, and its bound still holds."""
    projects, effects = cases.four_projects()
    limits = Constraints(budget={2022: 10.0, 2023: 0.0, 2024: 0.0})
    true = search.residual_of
    monkeypatch.setattr(search, "residual_of", lambda *args: 1e-6 if args[3] == {"a": 2022} else true(*args))
    found = portfolio(projects, limits, effects, gap=0.0, steps=())
    assert (found.chosen, found.objective) == ({"b": 2022}, 12.0)


def test_a_check_that_always_fails_is_a_fault_of_ours(cases, monkeypatch, refused):
    from growthpole.errors import GrowthpoleError

    projects, effects = cases.four_projects()
    monkeypatch.setattr(search, "residual_of", lambda *_: 1.0)
    with refused("solver-failed", kind=GrowthpoleError):
        portfolio(projects, Constraints(must=["a", "b"], never=["c", "d"]), effects, gap=0.0, steps=())


def test_money_in_small_or_large_units_is_checked_alike(cases):
    """In single CNY the budget is 1e9 and the last digits of a sum are 1e-7: the plan still keeps to it."""
    for seed in range(5):
        projects, limits, effects, objective = cases.random_case(np.random.default_rng(seed), 5, 2, tight=0.0)
        large = effects.assign({name: effects[name] * 1e8 for name in ("value_added", "spend", "public_spend")})
        found = portfolio(projects, limits.with_budget(1e8), large, objective=objective, gap=0.0, steps=())
        best = cases.Plans(projects, effects).best(limits, objective)
        assert found.residual <= 1e-9
        assert found.objective == pytest.approx(best * 1e8, rel=1e-9)
