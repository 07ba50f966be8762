"""Counting rules: each project once, signed is not built, expansions by what they add."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from growthpole.errors import UnitMismatch
from growthpole.tables.register_schemas import STAGES
from growthpole.track import StageChange, stage_counts
from growthpole.track.counting import standings

ON = "2024-12-31"


def table(entries, on=ON, **more):
    return stage_counts(entries, on, **more).set_index("stage")


def test_a_project_counts_once_at_the_furthest_stage_it_reached(make):
    path = [make.stage("P1", stage, f"2024-0{at + 1}-01") for at, stage in enumerate(STAGES[:4])]
    counts = table(path)
    assert counts.projects.to_dict() == {**dict.fromkeys(STAGES, 0), "started": 1, "withdrawn": 0}
    assert table(path, "2024-03-31").projects["signed"] == 1  # signed is not started yet
    assert table(path, "2024-03-31").projects["started"] == 0
    assert table(path, "2023-12-31").projects.sum() == 0


def test_what_is_withdrawn_is_shown_as_withdrawn_unless_it_went_on(make):
    gone = [
        make.stage("P1", "signed", "2024-03-01"),
        make.stage("P1", "withdrawn", "2024-05-01", reason="no land"),
    ]
    assert table(gone).projects[["signed", "withdrawn"]].tolist() == [0, 1]
    assert table(gone, "2024-04-30").projects[["signed", "withdrawn"]].tolist() == [1, 0]
    back = [*gone, make.stage("P1", "started", "2024-07-01")]
    assert table(back).projects[["started", "withdrawn"]].tolist() == [1, 0]


def test_overdue_is_a_planned_date_that_passed_without_its_stage(make):
    plan = make.stage("P1", "started", "2024-06", planned=True)
    signed = make.stage("P1", "signed", "2024-03-01")
    assert table([plan, signed], "2024-06-30").overdue.sum() == 0  # the month counts as its last day
    assert table([plan, signed], "2024-07-01").overdue["signed"] == 1
    assert table([plan, signed, make.stage("P1", "producing", "2024-06-20")], "2024-07-01").overdue.sum() == 0
    gone = make.stage("P1", "withdrawn", "2024-05-01", reason="no land")
    assert table([plan, signed, gone], "2024-07-01").overdue.sum() == 0
    assert table([plan], "2024-07-01").loc["lead", ["projects", "overdue"]].tolist() == [1, 1]


def test_an_expansion_is_no_further_project_and_adds_its_increment_only(make):
    entries = [make.stage(code, "producing", "2024-03-01") for code in ("P1", "P2", "P3", "P4")]
    register = pd.DataFrame(
        {
            "code": ["P1", "P2", "P3", "P4"],
            "parent": ["", "P1", "P2", ""],
            "amounts": ["", "increment", "total", ""],
            "investment": [10.0, 2.5, 20.0, float("nan")],
            "unit": ["1e8 CNY"] * 3 + [""],
        }
    )
    row = table(entries, projects=register, amounts=["investment"]).loc["producing"]
    assert (row.projects, row.expansions) == (2, 2)
    assert row.investment == 10.0 + 2.5 + (20.0 - 12.5)  # the total of 20 stands on 12.5
    assert row.investment_unstated == 1


def test_an_expansion_said_by_the_entry_needs_no_register(make):
    entries = [make.stage("P1", "signed", "2024-03-01"), make.stage("P2", "signed", "2024-04-01", expands="P1")]
    assert table(entries).loc["signed", ["projects", "expansions"]].tolist() == [1, 1]


def test_the_money_of_a_register_must_be_of_one_unit(make, refused):
    register = pd.DataFrame(
        {"code": ["A", "B"], "parent": ["", ""], "amounts": ["", ""], "investment": [1.0, 1.0], "unit": ["a", "b"]}
    )
    with refused("units-differ", "a, b", kind=UnitMismatch):
        stage_counts([], ON, projects=register, amounts=["investment"])
    with refused("missing-columns", "foreign"):
        stage_counts([], ON, projects=register, amounts=["foreign"])
    with refused("missing-columns", "foreign"):
        stage_counts([], ON, amounts=["foreign"])


@given(
    st.lists(
        st.tuples(st.sampled_from("ABC"), st.sampled_from([*STAGES, "withdrawn"]), st.integers(1, 12)),
        unique_by=lambda row: row[:2],
        max_size=15,
    ),
    st.integers(1, 12),
)
def test_counts_add_up_to_the_projects_and_agree_with_a_plain_count(rows, month):
    entries = [
        StageChange(project=p, stage=s, date=f"2024-{m:02}-10", vintage="2024-12-31", reason="x") for p, s, m in rows
    ]
    counts = stage_counts(entries, f"2024-{month:02}-20").set_index("stage").projects
    expected = dict.fromkeys([*STAGES, "withdrawn"], 0)
    for project in {row[0] for row in rows}:
        seen = [(s, m) for p, s, m in rows if p == project and m <= month]
        reached = [(s, m) for s, m in seen if s != "withdrawn"]
        left = [m for s, m in seen if s == "withdrawn"]
        if seen and left and left[0] >= max([m for _, m in reached], default=0):
            expected["withdrawn"] += 1
        elif seen:
            expected[max((s for s, _ in reached), key=STAGES.index)] += 1
    assert counts.to_dict() == expected


def test_order_does_not_matter(make):
    entries = [make.stage(f"P{at % 3}", stage, "2024-02-01") for at, stage in enumerate(STAGES)]
    pd.testing.assert_frame_equal(stage_counts(entries, ON), stage_counts(entries[::-1], ON))


def test_corrections_count_not_what_they_correct(make):
    first = make.stage("P1", "signed", "2024-03-01", vintage="2024-03-02")
    taken = make.stage(
        "P1", "signed", "2024-03-01", vintage="2024-04", corrects="2024-03-02", reason="a letter only", void=True
    )
    assert standings([first, taken], ON) == []


def test_a_day_is_needed(refused):
    with refused("not-a-day", "2024"):
        stage_counts([], "2024")


@pytest.mark.parametrize("on", ["2024-12-31"])
def test_an_empty_ledger_has_every_row(on):
    assert stage_counts([], on).shape == (7, 4)
