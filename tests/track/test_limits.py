"""Control limits: the printed example, both rules, shifts of scale."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from growthpole.track import Alert, chart_alerts, control_limits

# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2, flow rate of ten batches
FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]


def series(values, first=2010):
    return xr.DataArray(list(values), coords={"period": range(first, first + len(values))}, dims="period")


def test_the_printed_example():
    found = control_limits(series(FLOW))
    assert found.mean_range.item() == pytest.approx(1.8778, abs=5e-5)  # printed
    assert found.centre.item() == pytest.approx(50.81, abs=1e-9)  # printed
    # printed with 3 / 1.128 = 2.6596, which Wheeler rounds to 2.66: the limits differ by 0.0008
    assert found.upper.item() == pytest.approx(55.8041, abs=0.001)
    assert found.lower.item() == pytest.approx(45.8159, abs=0.001)
    assert not found.beyond.any()
    assert found.moving_range_reason.values.tolist() == [8] + [0] * 9
    assert found.range_upper.item() == pytest.approx(3.267 * 1.877778, abs=1e-5)


def test_a_point_beyond_the_limits_of_the_baseline():
    found = control_limits(series([*FLOW, 57.0, 40.0]), baseline=10)
    assert found.beyond.values.tolist() == [0.0] * 10 + [1.0, -1.0]
    told = [one for one in chart_alerts(found, "flow") if one.rule == "beyond"]
    assert told == [
        Alert(rule="beyond", about="flow", period="2020", value="57", limit="55.8", state="past"),
        Alert(rule="beyond", about="flow", period="2021", value="40", limit="45.82", state="alert"),
    ]


def plain_runs(values, centre):
    """Brute force: at each point, the side all of the last eight lie on."""
    found = []
    for at in range(len(values)):
        last = values[max(0, at - 7) : at + 1]
        above, below = all(x > centre for x in last), all(x < centre for x in last)
        found.append(float(above) - float(below) if len(last) == 8 else 0.0)
    return found


@given(st.lists(st.integers(-2, 6), min_size=3, max_size=40))
def test_runs_agree_with_a_plain_count(values):
    found = control_limits(series([float(x) for x in values]))
    assert found.run.values.tolist() == plain_runs(values, found.centre.item())


def test_eight_on_one_side_speak_and_seven_do_not():
    values = [10.0, 11.0, 10.0, 11.0, 10.0, 11.0, *([12.0, 11.5] * 4)]
    found = control_limits(series(values), baseline=6)
    assert found.run.values.tolist() == [0.0] * 12 + [1.0, 1.0]
    runs = [one for one in chart_alerts(found, "x") if one.rule == "run"]
    assert [(one.period, one.value, one.limit, one.state) for one in runs] == [
        ("2022", "8", "8", "past"),
        ("2023", "9", "8", "alert"),
    ]


@given(
    st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=20),
    st.floats(0.1, 10),
    st.floats(-9, 9),
)
def test_limits_move_with_the_scale(values, factor, shift):
    one, other = control_limits(series(values)), control_limits(series([factor * x + shift for x in values]))
    for name in ("centre", "lower", "upper"):
        assert other[name].item() == pytest.approx(factor * one[name].item() + shift, rel=1e-9, abs=1e-8)
    assert one.lower <= one.centre <= one.upper


def test_what_is_no_series_is_refused(refused):
    with refused("limits-few"):
        control_limits(series([1.0, 2.0]))
    with refused("limits-few"):
        control_limits(series([1.0, 2.0, 3.0]), baseline=4)
    with refused("limits-order"):
        control_limits(series([1.0, 2.0, 3.0]).isel(period=[1, 0, 2]))
    with refused("missing-cells"):
        control_limits(series([1.0, np.nan, 3.0]))
    with refused("one-table"):
        control_limits(series([1.0, 2.0, 3.0]).expand_dims(region=["N"]))
    with refused("missing-columns", "lower"):
        chart_alerts(xr.Dataset(), "x")


@pytest.mark.parametrize("level", [0.07, 0.3, 0.1, -0.05, 0.0, 1e9 / 3])
def test_a_series_that_never_changes_signals_nothing(level):
    found = control_limits(series([level] * 10))
    assert not found["beyond"].values.any()
    assert not found["run"].values.any()


def test_around_a_given_centre_a_steady_shortfall_is_a_run():
    short = [-0.10, -0.12, -0.11, -0.10, -0.12, -0.11, -0.12, -0.10]
    own, plan = control_limits(series(short)), control_limits(series(short), centre=0.0)
    assert not own["run"].values.any()
    assert plan["run"].values.tolist() == [0.0] * 7 + [-1.0]
    assert plan["centre"].item() == 0.0
    assert (plan["beyond"].values == -1).all()
