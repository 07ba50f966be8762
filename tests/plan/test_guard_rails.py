"""Limits and states: what is not known is never ok."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from growthpole.plan import Rail, guard_rail, stabilities
from growthpole.plan.guard_rails import STABILITIES


@pytest.mark.parametrize(
    ("value", "limits", "state"),
    [
        (100.0, {"floor": 100.0}, "ok"),
        (99.9, {"floor": 100.0}, "alarm"),
        (100.0, {"floor": 100.0, "warn": 5.0}, "watch"),
        (105.0, {"floor": 100.0, "warn": 5.0}, "ok"),
        (0.61, {"ceiling": 0.6}, "alarm"),
        (0.55, {"ceiling": 0.6, "warn": 0.1}, "watch"),
        (0.4, {"floor": 0.1, "ceiling": 0.6, "warn": 0.1}, "ok"),
        (None, {"floor": 0.0}, "no_data"),
        (float("nan"), {"ceiling": 1.0}, "no_data"),
        (np.float64(0.0), {"floor": 0.0}, "ok"),
    ],
)
def test_states(value, limits, state):
    assert guard_rail(value, **limits) == state


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0, 1e6), st.floats(0, 1e3))
def test_a_value_that_moves_inwards_is_never_worse(value, floor, width, warn):
    rank = {"ok": 0, "watch": 1, "alarm": 2}
    ceiling = floor + width + 2 * warn + 1.0
    middle = (floor + ceiling) / 2
    limits = {"floor": floor, "ceiling": ceiling, "warn": warn}
    assert rank[guard_rail((value + middle) / 2, **limits)] <= rank[guard_rail(value, **limits)]
    assert guard_rail(-value, floor=-ceiling, ceiling=-floor, warn=warn) == guard_rail(value, **limits)


@pytest.mark.parametrize(
    "limits",
    [
        {},
        {"floor": 2.0, "ceiling": 1.0},
        {"floor": 0.0, "ceiling": 1.0, "warn": 0.6},
        {"floor": 0.0, "warn": -1.0},
        {"floor": float("nan")},
        {"ceiling": float("inf")},
    ],
)
def test_bad_limits(refused, limits):
    with refused("bad-rail"):
        guard_rail(1.0, **limits)


def test_an_infinite_value_is_no_figure(refused):
    with refused("bad-result", "inf"):
        guard_rail(float("inf"), floor=0.0)


def test_the_six_stabilities_always_stand_there():
    empty = stabilities({}, {})
    assert empty["stability"].tolist() == list(STABILITIES)
    assert set(empty["state"]) == {"no_data"}
    assert empty["value"].isna().all()


def test_stabilities_show_value_limits_and_state():
    values = {"employment": 95.0, "finance": None, "foreign_trade": 3.0, "expectations": float("nan")}
    rails = {"employment": Rail(floor=100.0, warn=2.0), "finance": Rail(ceiling=1.0), "investment": Rail(floor=0.0)}
    found = stabilities(values, rails).set_index("stability")
    assert found["state"].to_dict() == {
        "employment": "alarm",
        "finance": "no_data",
        "foreign_trade": "no_limit",
        "foreign_investment": "no_data",
        "investment": "no_data",
        "expectations": "no_data",
    }
    assert found.loc["employment", ["value", "floor", "warn"]].tolist() == [95.0, 100.0, 2.0]
    assert np.isnan(found.loc["employment", "ceiling"])
    assert np.isnan(found.loc["foreign_trade", "warn"])


def test_a_seventh_stability_is_refused(refused):
    with refused("unknown-option", "weather", "employment"):
        stabilities({"weather": 1.0}, {})
