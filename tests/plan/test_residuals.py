"""The check of a plan, against brute force and against limits broken by hand."""

import numpy as np
import pytest

from growthpole.plan import Constraints, feasibility_residual


def test_zero_exactly_for_the_plans_that_brute_force_keeps(cases):
    for seed in range(4):
        projects, limits, effects, _ = cases.random_case(np.random.default_rng(seed), 3, 2)
        plans = cases.Plans(projects, effects)
        kept = np.all(list(plans.kept(limits).values()), axis=0)
        for row, ok in zip(plans.places, kept, strict=True):
            plan = {code: int(effects.start[s]) for code, s in zip(projects.codes, row, strict=True) if s >= 0}
            assert (feasibility_residual(projects, limits, effects, plan) <= 1e-9) == ok


@pytest.mark.parametrize(
    ("limits", "plan", "expected"),
    [
        (Constraints(budget={2022: 40.0}), {"a": 2022, "b": 2022, "d": 2022}, 0.0),
        (Constraints(budget={2022: 25.0}), {"a": 2022, "b": 2022, "d": 2022}, 0.2),
        (Constraints(budget={2022: 25.0}), {"a": 2022, "b": 2022}, 0.0),
        (Constraints(budget={2022: 20.0}, budget_of="investment"), {"a": 2022, "b": 2022}, 0.5),
        (Constraints(jobs_floor={2022: 400.0}), {"a": 2022}, 0.75),
        (Constraints(energy_cap={2025: 4.0}), {"a": 2022}, 0.25),
        (Constraints(foreign_cap=4.0), {"a": 2022}, 1.0),
        (Constraints(foreign_share_cap=0.5), {"a": 2022}, pytest.approx(0.3)),
        (Constraints(partner_share_cap=0.5), {"a": 2022, "b": 2023, "c": 2023}, pytest.approx(1 / 6)),
        (Constraints(partner_share_cap=0.5), {}, 0.0),
        (Constraints(partner_share_cap=0.5), {"d": 2022}, 0.0),
        (Constraints(chain_minimum={"x": 2}), {"a": 2022}, 0.5),
        (Constraints(precedence=[("a", "b", 1)]), {"a": 2022, "b": 2022}, 1.0),
        (Constraints(precedence=[("a", "b", 1)]), {"a": 2022, "b": 2023}, 0.0),
        (Constraints(precedence=[("a", "b", 1)]), {"b": 2023}, 1.0),
        (Constraints(exclusion=[("a", "b", "c")]), {"a": 2022, "b": 2023, "c": 2023}, 2.0),
        (Constraints(must=["a"]), {}, 1.0),
        (Constraints(never=["a"]), {"a": 2022}, 1.0),
        (Constraints(most_projects=1), {"a": 2022, "b": 2022}, 1.0),
        (Constraints(), {"c": 2022}, 1.0),
        (Constraints(), {}, 0.0),
    ],
)
def test_each_limit_by_hand(cases, limits, plan, expected):
    projects, effects = cases.four_projects()
    assert feasibility_residual(projects, limits, effects, plan) == expected


def test_a_plan_must_be_of_these_projects_and_years(cases, refused):
    projects, effects = cases.four_projects()
    for plan in ({"z": 2022}, {"a": 1999}):
        with refused("bad-plan", *plan):
            feasibility_residual(projects, Constraints(), effects, plan)
    with refused("bad-limits", "2030"):
        feasibility_residual(projects, Constraints(budget={2030: 1.0}), effects, {})
