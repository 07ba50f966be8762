"""Objectives: their options, and the tail mean against its own definition."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from growthpole.plan import ExpectedValue, Odds, TailValue
from growthpole.plan.objectives import tail_mean

VALUES = st.lists(st.floats(-100, 100), min_size=1, max_size=12).map(np.array)


@given(VALUES, st.floats(0.05, 1.0))
def test_the_tail_mean_is_the_maximum_of_rockafellar_and_uryasev(values, tail):
    """Their theorem 1: max over η of η - mean(max(η - v, 0)) / tail; concave with its kinks at the values."""
    best = max(eta - np.maximum(eta - values, 0).mean() / tail for eta in values)
    assert tail_mean(values, tail) == pytest.approx(best, abs=1e-9)  # rounding of sums of a dozen values up to 100
    found = minimize_scalar(lambda eta: np.maximum(eta - values, 0).mean() / tail - eta, bounds=(-101, 101))
    assert tail_mean(values, tail) >= -found.fun - 1e-9


@given(VALUES, st.floats(0.05, 1.0), st.floats(0.05, 1.0))
def test_a_wider_tail_is_no_worse_and_the_whole_is_the_mean(values, one, other):
    low, high = sorted((one, other))
    assert tail_mean(values, low) <= tail_mean(values, high) + 1e-9
    assert tail_mean(values, 1.0) == pytest.approx(values.mean(), abs=1e-9)
    assert tail_mean(values, 1e-6) == pytest.approx(values.min(), abs=1e-9)


@pytest.mark.parametrize(
    "make",
    [
        lambda: ExpectedValue(discount=-0.1),
        lambda: ExpectedValue(discount=float("inf")),
        lambda: TailValue(tail=0.0),
        lambda: TailValue(tail=1.1),
        lambda: TailValue(weight=2.0),
        lambda: TailValue(weight=True),
        lambda: TailValue(discount="x"),
    ],
)
def test_options_out_of_range_are_refused(refused, make):
    with refused("objective-number"):
        make()


def test_a_need_is_finite_numbers_by_scenario(refused):
    labels = {"scenario": [0, 1]}
    with refused("bad-need"):
        Odds(xr.DataArray([1.0, np.nan], coords=labels, dims="scenario"))
    with refused("bad-need"):
        Odds(xr.DataArray([[1.0, 2.0]], coords={"region": ["r"], **labels}, dims=["region", "scenario"]))
    with refused("not-an-array"):
        Odds(5.0)
