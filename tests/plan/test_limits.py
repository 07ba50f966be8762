"""Limits are checked once, all problems at once, and brought to one form."""

import numpy as np
import pytest
import xarray as xr

from growthpole.plan import Constraints


def test_amounts_come_as_mapping_or_array():
    array = xr.DataArray([2.0, 1.0], coords={"period": [2023, 2022]}, dims="period")
    assert Constraints(budget=array) == Constraints(budget={2022: 1, 2023: np.float64(2)})
    assert list(Constraints(budget=array).budget) == [2022, 2023]


def test_every_problem_is_listed_at_once(refused):
    words = ("budget[2022]", "jobs_floor: 2022.5", "foreign_share_cap", "chain_minimum[x]", "a before itself", "lag")
    words += ("(before, after, lag)", "exclusion", "must", "most_projects", "budget_of", "nonsense", "stands more than")
    with refused("bad-limits", *words):
        Constraints(
            budget={2022: -1.0},
            jobs_floor={2022.5: 1.0},
            foreign_share_cap=1.5,
            chain_minimum={"x": 1.5},
            precedence=[("a", "a", 0), ("a", "b", -1), ("a", "b")],
            exclusion=[("a",)],
            must="ab",
            never=["c", "c"],
            most_projects=True,
            budget_of="both",
            names={"nonsense": "x"},
        )


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), "5", True, None])
def test_an_amount_is_a_finite_number(refused, amount):
    with refused("bad-limits", "energy_cap[2022]"):
        Constraints(energy_cap={2022: amount})


def test_twice_the_same_pair_or_group_is_refused(refused):
    with refused("bad-limits", "a before b", "a, b"):
        Constraints(precedence=[("a", "b", 0), ("a", "b", 1)], exclusion=[("a", "b"), ("a", "b")])


def test_other_budgets_change_nothing_else():
    limits = Constraints(budget={2022: 4.0}, must=["a"], most_projects=3)
    assert limits.with_budget(0.5) == Constraints(budget={2022: 2.0}, must=("a",), most_projects=3)
    assert limits.budget == {2022: 4.0}


def test_what_a_limit_names_must_be_there(refused):
    limits = Constraints(
        budget={2030: 1.0},
        chain_minimum={"z": 1},
        precedence=[("a", "x1", 0)],
        exclusion=[("a", "x2")],
        must=["x3"],
        never=["x4"],
    )
    with refused("bad-limits", "x1", "x2", "x3", "x4", "2030", " z"):
        limits.check_against(["a"], ["chain"], [2022])
    Constraints(must=["a"], chain_minimum={"chain": 1}, budget={2022: 1}).check_against(["a"], ["chain"], [2022])
