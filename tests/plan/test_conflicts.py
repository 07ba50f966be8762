"""Limits that contradict each other are named, and no more of them than needed."""

import itertools

import numpy as np
import pytest

from growthpole.errors import ConflictingLimits
from growthpole.plan import Constraints, portfolio
from growthpole.plan._cells import cells_of
from growthpole.plan._rows import limits_of
from growthpole.plan.conflicts import smallest_conflict

YEARS = range(2022, 2025)
BUDGETS = tuple(f"budget[{year}]" for year in YEARS)

# limits, and every smallest set of them that cannot be met
CONFLICTS = [
    ({"must": ["a"], "never": ["a"]}, [("must[a]", "never[a]")]),
    ({"must": ["a"], "budget": dict.fromkeys(YEARS, 5.0)}, [("must[a]", *BUDGETS)]),
    ({"jobs_floor": {2025: 500.0}}, [("jobs_floor[2025]",)]),
    ({"jobs_floor": {2022: 300.0}, "budget": {2022: 20.0}}, [("jobs_floor[2022]", "budget[2022]")]),
    ({"jobs_floor": {2022: 400.0}}, [("jobs_floor[2022]", "window[c]")]),
    ({"chain_minimum": {"x": 2}, "exclusion": [("a", "b")]}, [("chain_minimum[x]", "exclusion[a,b]")]),
    ({"chain_minimum": {"x": 2}, "most_projects": 1}, [("chain_minimum[x]", "most_projects")]),
    (
        {"must": ["a"], "precedence": [("c", "a", 2)]},
        [("must[a]", "precedence[c>a]", "window[c]")],
    ),
    ({"must": ["a", "b"], "exclusion": [("a", "b")]}, [("must[a]", "must[b]", "exclusion[a,b]")]),
    ({"must": ["a"], "foreign_cap": 3.0}, [("must[a]", "foreign_cap")]),
    (
        {"must": ["a"], "foreign_share_cap": 0.5, "most_projects": 1},
        [("must[a]", "foreign_share_cap", "most_projects")],
    ),
    ({"energy_cap": {2025: 12.0}, "jobs_floor": {2025: 300.0}}, [("energy_cap[2025]", "jobs_floor[2025]")]),
    (
        {"partner_share_cap": 0.5, "chain_minimum": {"x": 2}, "most_projects": 3},
        [("partner_share_cap", "chain_minimum[x]", "most_projects")],
    ),
    (
        {"must": ["a"], "precedence": [("a", "b", 1), ("b", "a", 1)]},
        [("must[a]", "precedence[a>b]", "precedence[b>a]")],
    ),
    ({"chain_minimum": {"y": 2}, "never": ["c"], "budget": {2022: 99.0}}, [("chain_minimum[y]", "never[c]")]),
    (
        {"must": ["a", "b"], "never": ["a", "b"]},
        [("must[a]", "never[a]"), ("must[b]", "never[b]")],
    ),
    ({"must": ["d"], "precedence": [("a", "d", 1)]}, [("must[d]", "precedence[a>d]", "window[d]")]),
    (
        {"budget": {2022: 20.0}, "budget_of": "investment", "jobs_floor": {2022: 200.0}},
        [("budget[2022]", "jobs_floor[2022]")],
    ),
    (
        {"must": ["d"], "exclusion": [("c", "d")], "chain_minimum": {"y": 2}},
        [("exclusion[c,d]", "chain_minimum[y]")],
    ),
    (
        {"jobs_floor": {2025: 400.0}, "budget": dict.fromkeys(YEARS, 10.0)},
        [("jobs_floor[2025]", *BUDGETS)],
    ),
    (
        {"must": ["c", "d"], "most_projects": 1, "jobs_floor": {2025: 200.0}},
        [("must[c]", "must[d]", "most_projects"), ("most_projects", "jobs_floor[2025]")],
    ),
]


def brute_force(plans, limits):
    """Every smallest set of limits that no plan keeps."""
    kept = plans.kept(limits)
    found = []
    for size in range(1, len(kept) + 1):
        for keys in map(frozenset, itertools.combinations(kept, size)):
            if not any(one < keys for one in found) and not np.all([kept[key] for key in keys], axis=0).any():
                found.append(keys)
    return set(found)


@pytest.mark.parametrize(
    ("given", "expected"), CONFLICTS, ids=lambda one: "-".join(one) if isinstance(one, dict) else ""
)
def test_a_smallest_conflict_is_named(cases, given, expected):
    projects, effects = cases.four_projects()
    limits = Constraints(**given)
    assert brute_force(cases.Plans(projects, effects), limits) == set(map(frozenset, expected))
    with pytest.raises(ConflictingLimits) as caught:
        portfolio(projects, limits, effects)
    assert caught.value.exit_code == 6
    assert caught.value.minimal
    assert frozenset(caught.value.limits) in set(map(frozenset, expected))
    for lang in ("en", "zh"):
        lines = caught.value.message(lang).splitlines()
        assert len(lines) == 1 + len(caught.value.limits)
        assert [line.strip() for line in lines[1:]] == [one.message(lang) for one in caught.value.limits.values()]


def test_a_project_without_a_year_is_named(cases):
    projects, effects = cases.four_projects(allowed=[[0, 0, 0], *[[1, 1, 1]] * 3])
    with pytest.raises(ConflictingLimits) as caught:
        portfolio(projects, Constraints(must=["a"]), effects)
    assert set(caught.value.limits) == {"must[a]", "window[a]"}
    assert "project a may start in no year of the plan" in str(caught.value)


def test_many_limits_are_left_out_together_first(cases):
    """Nine limits that have nothing to do with it, hard all the same, and the two that have."""
    projects, effects = cases.four_projects()
    cells = cells_of(projects, effects)
    given = Constraints(
        must=["a"], never=["a"], budget=dict.fromkeys((2022, 2023, 2024, 2025), 99.0), most_projects=4, foreign_cap=99.0
    )
    limits = limits_of(given, cells)
    assert len(limits) > 8
    found, minimal = smallest_conflict(limits, cells, time_limit=10.0)
    assert {one.key for one in found} == {"must[a]", "never[a]"}
    assert minimal


def test_numbers_and_own_names_are_in_the_words(cases):
    projects, effects = cases.four_projects()
    limits = Constraints(
        jobs_floor={2022: 4000.0}, budget={2022: 1234.5}, names={"jobs_floor[2022]": "promise to the city"}
    )
    with pytest.raises(ConflictingLimits) as caught:
        portfolio(projects, limits, effects)
    assert "promise to the city: the jobs floor of 4,000 in 2022" in str(caught.value)
    assert "promise to the city：2022 年就业岗位不少于 4,000" in caught.value.message("zh")


def test_every_kind_of_limit_has_its_words(cases):
    projects, effects = cases.four_projects()
    limits = Constraints(
        budget={2022: 1.0},
        jobs_floor={2022: 2.0},
        energy_cap={2022: 3.0},
        foreign_share_cap=0.4,
        foreign_cap=5.0,
        partner_share_cap=0.6,
        chain_minimum={"x": 7},
        precedence=[("a", "b", 8)],
        exclusion=[("a", "c")],
        must=["a"],
        never=["b"],
        most_projects=9,
    )
    from growthpole.plan.conflicts import in_words

    found = {limit.key: in_words(limit, {}) for limit in limits_of(limits, cells_of(projects, effects))}
    assert len(found) == 14
    assert found["foreign_share_cap"].message() == "at most 40 % foreign money in the investment"
    assert found["window[c]"].message() == "project c may start only in 2023, 2024"
    for lang in ("en", "zh"):
        assert len({one.message(lang) for one in found.values()}) == len(found)


def test_a_question_left_open_is_said(cases, monkeypatch):
    """When no question is answered in time, all limits stay and the set is not called smallest."""
    from growthpole.plan import conflicts
    from growthpole.plan._milp import Solved

    monkeypatch.setattr(conflicts, "solved", lambda *_, **__: Solved("stopped", None, np.inf, 1.0))
    projects, effects = cases.four_projects()
    # parts of projects could meet these: only whole ones cannot
    given = Constraints(must=["a"], jobs_floor={2022: 150.0}, budget={2022: 15.0}, never=["c"])
    limits = limits_of(given, cells_of(projects, effects))
    found, minimal = smallest_conflict(limits, cells_of(projects, effects), time_limit=1.0)
    assert [one.key for one in found] == [one.key for one in limits]
    assert not minimal
    error = conflicts.conflict(limits, cells_of(projects, effects), {}, time_limit=1.0)
    assert error.code == "conflicting-limits-open"
    assert "time ran out" in str(error)
