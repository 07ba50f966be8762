"""One assumption at a time: swings, borders, and the point at which the result turns."""

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.plan import Projects, Range, critical_assumptions, turning_points

ROWS = [
    {"probability": 0.5, "investment": 10.0, "public": 4.0, "foreign": 10.0, "output": 12.0, "value_added": 0.25},
    {"probability": 0.9, "investment": 20.0, "public": 0.0, "foreign": 5.0, "output": 30.0, "value_added": 0.5},
]
TRIPLES = {
    "utilisation_low": 0.6,
    "utilisation": 0.8,
    "utilisation_high": 1.0,
    "delay_low": 0.0,
    "delay": 1.0,
    "delay_high": 3.0,
}


@pytest.fixture
def projects():
    return Projects(pd.DataFrame([row | TRIPLES for row in ROWS], index=["a", "b"]), "1e8 CNY")


def expected(projects):
    names = ("probability", "output", "value_added", "utilisation")
    return float(math.prod(projects.numbers(name) for name in names).sum())


def test_the_tornado_by_hand(projects):
    base = 0.8 * (0.5 * 12 * 0.25 + 0.9 * 30 * 0.5)
    ranges = {"output": (0.9, 1.1), "value_added": (0.5, 1.2), "investment": (0.5, 2.0)}
    found = critical_assumptions(expected, projects, ranges=ranges).set_index("assumption")
    assert found.index.tolist() == ["value_added", "output", "investment"]
    assert found["value"].tolist() == pytest.approx([base] * 3)
    assert found["value_low"].tolist() == pytest.approx([base * 0.5, base * 0.9, base])
    assert found["value_high"].tolist() == pytest.approx([base * 1.2, base * 1.1, base])
    assert found["swing"].tolist() == pytest.approx([base * 0.7, base * 0.2, 0.0])
    assert found["cut"].tolist() == [0, 0, 0]


def test_figures_beyond_their_border_are_kept_there_and_counted(projects):
    found = critical_assumptions(expected, projects, ranges={"probability": (0.5, 1.5)}).iloc[0]
    assert found["cut"] == 1
    assert found["value_high"] == pytest.approx(0.8 * (0.75 * 12 * 0.25 + 1.0 * 30 * 0.5))


def test_one_project_alone_and_a_range_by_another_name(projects):
    ranges = {"b slips": Range(0.0, 2.0, "delay", how="shift", projects=("b",))}
    seen = []
    critical_assumptions(lambda one: seen.append(one) or 0.0, projects, ranges=ranges)
    last = seen[-1].table
    assert last.loc["a", ["delay_low", "delay", "delay_high"]].tolist() == [0.0, 1.0, 3.0]
    assert last.loc["b", ["delay_low", "delay", "delay_high"]].tolist() == [2.0, 3.0, 5.0]
    assert seen[0].table.equals(projects.table)


@pytest.mark.parametrize("span", [Range(0.3, 1.7), Range(-8.0, 7.0, how="shift")])
def test_parts_of_the_investment_keep_their_share(projects, span):
    seen = []
    critical_assumptions(lambda one: seen.append(one) or 0.0, projects, ranges={"investment": span})
    for moved in seen[1:]:
        assert (moved.numbers("investment") != projects.numbers("investment")).all()
        for part in ("public", "foreign"):
            assert moved.numbers(part) / moved.numbers("investment") == pytest.approx(
                projects.numbers(part) / projects.numbers("investment")
            )


def test_an_investment_that_falls_to_nothing_takes_its_parts_along(projects):
    seen = []
    span = Range(-15.0, 0.0, "investment", how="shift")
    critical_assumptions(lambda one: seen.append(one) or 0.0, projects, ranges={"cheaper": span})
    assert seen[1].table.loc["a", ["investment", "public", "foreign"]].tolist() == [0.0, 0.0, 0.0]
    assert seen[1].table.loc["b", ["investment", "public", "foreign"]].tolist() == [5.0, 0.0, 1.25]


def test_the_swing_of_a_result_that_is_best_as_assumed(projects):
    def peaked(one):
        return -abs(float(one.numbers("output").sum()) - 42.0)

    found = critical_assumptions(peaked, projects, ranges={"output": (0.5, 1.5)}).iloc[0]
    assert found[["value_low", "value", "value_high", "swing"]].tolist() == [-21.0, 0.0, -21.0, 21.0]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["output", "value_added", "probability"]), st.floats(0.1, 1.0), st.floats(1.0, 1.1)),
        min_size=1,
        max_size=3,
        unique_by=lambda one: one[0],
    )
)
def test_wider_ranges_swing_no_less_and_the_table_is_sorted(drawn):
    projects = Projects(pd.DataFrame([row | TRIPLES for row in ROWS], index=["a", "b"]), "1e8 CNY")
    narrow = {name: ((1 + low) / 2, (1 + high) / 2) for name, low, high in drawn}
    wide = {name: (low, high) for name, low, high in drawn}
    first = critical_assumptions(expected, projects, ranges=narrow)
    second = critical_assumptions(expected, projects, ranges=wide)
    assert second["swing"].is_monotonic_decreasing
    narrow_swing = first.set_index("assumption")["swing"]
    # a figure multiplied by a factor a hair from 1 moves in the last digits
    assert (second.set_index("assumption")["swing"] >= narrow_swing.reindex(second["assumption"]) - 1e-12).all()


def test_the_turning_point_by_hand(projects):
    base = expected(projects)
    ranges = {"output": (0.5, 1.5), "value_added": (0.9, 1.1)}
    found = turning_points(expected, projects, ranges=ranges, threshold=0.7 * base, steps=30)
    assert found[["assumption", "end", "turns"]].values.tolist() == [
        ["output", "low", True],
        ["output", "high", False],
        ["value_added", "low", False],
        ["value_added", "high", False],
    ]
    # thirty halvings of a way of one half
    assert found.loc[0, "at"] == pytest.approx(0.7, abs=1e-9)
    assert found.loc[0, "value"] == pytest.approx(0.5 * base)
    assert np.isnan(found.loc[1, "at"])


def test_from_below_it_says_what_would_have_to_be_true(projects):
    base = expected(projects)
    found = turning_points(expected, projects, ranges={"output": (0.5, 1.5)}, threshold=1.2 * base, steps=30)
    assert found["turns"].tolist() == [False, True]
    assert found.loc[1, "at"] == pytest.approx(1.2, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.floats(0.55, 1.45), st.integers(1, 20))
def test_the_point_lies_beyond_and_near_the_crossing(factor, steps):
    projects = Projects(pd.DataFrame([row | TRIPLES for row in ROWS], index=["a", "b"]), "1e8 CNY")
    threshold = factor * expected(projects)
    found = turning_points(expected, projects, ranges={"output": (0.5, 1.5)}, threshold=threshold, steps=steps)
    above = expected(projects) >= threshold
    for at in found.loc[found["turns"], "at"]:
        moved = projects.table.assign(output=projects.numbers("output") * at)
        assert (expected(Projects(moved, "1e8 CNY")) >= threshold) != above
        assert abs(at - factor) <= 0.5 * 2.0**-steps + 1e-9


def test_workers_change_nothing_and_progress_is_told(projects):
    ranges = {"output": (0.5, 1.5), "value_added": (0.4, 1.1)}
    steps = []
    with ThreadPoolExecutor(3) as pool:
        options = {"ranges": ranges, "executor": pool, "on_progress": steps.append}
        tornado = critical_assumptions(expected, projects, **options)
        points = turning_points(expected, projects, threshold=8.0, **options)
    pd.testing.assert_frame_equal(tornado, critical_assumptions(expected, projects, ranges=ranges))
    pd.testing.assert_frame_equal(points, turning_points(expected, projects, ranges=ranges, threshold=8.0))
    assert [(step.done, step.total) for step in steps] == [
        *((n, 5) for n in range(1, 6)),
        *((n, 4) for n in range(1, 5)),
    ]


@pytest.mark.parametrize("ends", [(1.1, 1.2), (0.8, 0.9), (1.2, 0.8), (float("nan"), 1.2), (0.5, float("inf"))])
def test_a_range_holds_what_is_assumed(refused, ends):
    with refused("bad-sensitivity"):
        Range(*ends)


def test_errors(projects, refused):
    with refused("unknown-assumptions", "colour: colour", "slip: z"):
        critical_assumptions(
            expected, projects, ranges={"colour": (0.5, 1.5), "slip": Range(0.5, 1.5, "delay", projects=("z",))}
        )
    with refused("unknown-option", "percent"):
        Range(0.5, 1.5, how="percent")
    with refused("bad-result", "nan"):
        critical_assumptions(lambda one: float("nan"), projects, ranges={})
    with refused("bad-result", "nan"):
        turning_points(expected, projects, ranges={}, threshold=float("nan"))
    with refused("not-whole", "steps"):
        turning_points(expected, projects, ranges={}, threshold=1.0, steps=0)
