"""More budget is never worse, and each point of the frontier is the best plan at its budget."""

import numpy as np
import pytest
import xarray as xr

from growthpole.plan import Constraints, frontier, portfolio


@pytest.mark.parametrize("kind", ["value", "tail", "odds"])
def test_never_falls_and_equals_brute_force(cases, kind):
    checked = 0
    for seed in range(4):
        rng = np.random.default_rng(seed)
        projects, limits, effects, objective = cases.random_case(rng, 4, 2, kind=kind, tight=0.3)
        table = frontier(projects, limits, effects, [2.0, 0.5, 1.0, 1.3], objective=objective, gap=0.0)
        assert table["budget"].tolist() == [0.5, 1.0, 1.3, 2.0]
        plans = cases.Plans(projects, effects)
        for row in table.itertuples():
            best = plans.best(limits.with_budget(row.budget), objective)
            assert (row.reason == "defined") == (best is not None)
            if best is None:
                assert np.isnan(row.objective)
                assert row.chosen == {}
            else:
                assert row.objective == pytest.approx(best, abs=1e-9)  # two orders of summing
                checked += 1
        known = table["objective"].dropna().to_numpy()
        # a plan found again at a larger budget scores the same bytes
        assert (np.diff(known) >= 0).all()
    assert checked > 4


def test_odds_stand_beside_the_value(cases):
    projects, effects = cases.four_projects()
    need = xr.DataArray([15.0, 35.0], coords={"scenario": [0, 1]}, dims="scenario")
    table = frontier(projects, Constraints(budget={2022: 10.0, 2023: 0, 2024: 0}), effects, [0, 1, 2, 3], need=need)
    assert table["odds"].tolist() == [0.0, 0.0, 0.5, 0.5]
    assert table["money"].tolist() == [0.0, 10.0, 20.0, 30.0]
    assert table["value"].tolist() == table["objective"].tolist() == [0.0, 16.0, 28.0, 32.0]
    assert table["chosen"].iloc[2] == {"a": 2022, "b": 2022}


def test_no_odds_without_a_need(cases):
    projects, effects = cases.four_projects()
    assert frontier(projects, Constraints(budget={2022: 10.0}), effects, [1])["odds"].isna().all()


def test_a_point_is_a_portfolio(cases):
    projects, limits, effects, objective = cases.random_case(np.random.default_rng(5), 5, 2, tight=0.2)
    one = portfolio(projects, limits, effects, objective=objective, gap=0.0, steps=())
    row = frontier(projects, limits, effects, [1.0], objective=objective, gap=0.0).iloc[0]
    assert row["objective"] == one.objective
    assert row["chosen"] == one.chosen


def test_options_are_checked(cases, refused):
    projects, effects = cases.four_projects()
    with refused("no-budget"):
        frontier(projects, Constraints(), effects, [1])
    for factors in ([], [-1.0], [float("nan")]):
        with refused("bad-factors"):
            frontier(projects, Constraints(budget={2022: 1.0}), effects, factors)
