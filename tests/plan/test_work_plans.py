"""A year's work: tasks and milestones of that year, sorted, each with its department."""

import pandas as pd
import pytest

from growthpole.plan import Projects, Task, roadmap, work_plan

OFFICES = {
    "started": "investment office",
    "construction": "building office",
    "producing": "industry office",
    "at_capacity": "industry office",
}
TASKS = [
    Task("2025-11", "grid", "connect", "b", "source"),
    Task("2025-01", "law office", "sign", "a"),
    Task("2026-01", "grid", "meter", "b"),
    Task("2025-01", "law office", "register", ""),
]


@pytest.fixture
def plan():
    one = {"probability": 0.5, "investment": 10.0, "output": 12.0, "value_added": 0.25, "lead": 1.0, "ramp": 1.0}
    table = pd.DataFrame([one | {"basis": "source"}, one], index=["a", "b"])
    table["basis"] = ["source", "assumption"]
    return roadmap(Projects(table, "CNY"), {"a": 2025, "b": 2024}, periods=range(2024, 2030), tasks=TASKS)


def test_the_year_by_hand(plan):
    found = work_plan(plan, 2025, OFFICES)
    assert found.values.tolist() == [
        ["2025-01", "industry office", "producing", "b", "assumption", "milestone"],
        ["2025-01", "investment office", "started", "a", "source", "milestone"],
        ["2025-01", "law office", "register", "", "assumption", "task"],
        ["2025-01", "law office", "sign", "a", "assumption", "task"],
        ["2025-04", "building office", "construction", "a", "assumption", "milestone"],
        ["2025-11", "grid", "connect", "b", "source", "task"],
    ]
    assert found.columns.tolist() == ["month", "department", "what", "project", "basis", "kind"]


def test_the_years_together_hold_everything_once(plan):
    years = [work_plan(plan, year, OFFICES) for year in range(2024, 2030)]
    assert sum(map(len, years)) == len(TASKS) + len(plan.milestones)
    assert len(pd.concat(years).drop_duplicates()) == len(TASKS) + len(plan.milestones)


def test_a_year_without_work(plan):
    assert work_plan(plan, 2040, OFFICES).empty


def test_every_milestone_has_a_department_and_no_other_is_named(plan, refused):
    with refused("bad-departments", "producing", "at_capacity", "closed"):
        work_plan(plan, 2025, {"started": "x", "construction": "y", "producing": "", "closed": "z"})


@pytest.mark.parametrize(
    ("task", "said"),
    [
        (("2025-13", "grid", "connect"), "2025-13"),
        (("2025", "grid", "connect"), "2025"),
        (("2025-01", "", "connect"), "department"),
        (("2025-01", "grid", ""), "what"),
        (("2025-01", "grid", "connect", "", "guess"), "guess"),
    ],
)
def test_a_task_is_whole(refused, task, said):
    with refused("bad-task", said):
        Task(*task)


def test_all_that_a_task_lacks_at_once(refused):
    with refused("bad-task", "month", "department", "what", "basis"):
        Task("March", "", "", "", "")
