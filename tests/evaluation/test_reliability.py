"""Reliability: exact limits, adding up, equal probabilities together, a perfect forecast, refusals."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from growthpole.dims import REASONS
from growthpole.evaluation import brier_score, calibration_error, reliability_table

CASES = st.lists(st.tuples(st.integers(0, 10), st.sampled_from([0.0, 1.0, np.nan])), min_size=1, max_size=30)
COLUMNS = ["bin", "low", "high", "cases", "mean_probability", "observed", "observed_low", "observed_high"]


def row(values):
    values = np.asarray(values, dtype=np.float64)
    return xr.DataArray(values, coords={"day": np.arange(1, values.size + 1)}, dims="day")


@given(CASES, st.integers(1, 6), st.sampled_from([0.5, 0.95]))
@settings(max_examples=60, deadline=None)
def test_each_group_counted_alone(cases, bins, confidence):
    tenths, outcomes = map(np.array, zip(*cases, strict=True))
    said, events = tenths / 10, outcomes
    table = reliability_table(row(said), row(events), bins, confidence)
    assert list(table.columns) == COLUMNS
    known = ~np.isnan(events)
    assert table["cases"].sum() == known.sum()
    assert list(table["bin"]) == list(range(1, len(table) + 1))
    assert len(table) <= bins
    for group in table.itertuples():
        inside = known & (said >= group.low) & (said <= group.high)
        # equal probabilities are in one group, so its ends hold all of its cases
        assert inside.sum() == group.cases
        assert group.mean_probability == pytest.approx(said[inside].mean(), abs=1e-15)
        assert group.low <= group.mean_probability <= group.high
        assert group.observed == events[inside].mean()
        exact = binomtest(int(events[inside].sum()), int(inside.sum())).proportion_ci(confidence, "exact")
        # another routine finds the same roots, to its own tolerance
        assert (group.observed_low, group.observed_high) == pytest.approx((exact.low, exact.high), abs=1e-9)
    assert (table["low"].to_numpy()[1:] > table["high"].to_numpy()[:-1]).all()
    error = calibration_error(row(said), row(events), bins)
    if known.any():
        apart = [abs(g.mean_probability - g.observed) * g.cases for g in table.itertuples()]
        assert error.item() == pytest.approx(sum(apart) / known.sum(), abs=1e-15)
    else:
        assert error.reason == REASONS["not_applicable"]
        assert np.isnan(error)


def test_limits_of_one_in_ten():
    """The 95 % limits of 1 in 10 are .0025 and .4450 in every table of the binomial."""
    found = reliability_table(row([0.1] * 10), row([1] + [0] * 9)).iloc[0]
    assert found["observed_low"] == pytest.approx(0.0025, abs=0.00005)
    assert found["observed_high"] == pytest.approx(0.4450, abs=0.00005)


def test_limits_at_the_ends():
    table = reliability_table(row([0.0, 1.0]), row([0, 1]), 2)
    assert table["observed_low"].tolist()[0] == 0
    assert table["observed_high"].tolist()[1] == 1
    assert table["observed_high"].tolist()[0] == pytest.approx(0.975)  # 1 − .025 of a single case


def test_reliability_and_resolution_make_up_the_brier_score():
    """Murphy (1973): BS = reliability − resolution + uncertainty where each group has one probability."""
    rng = np.random.default_rng(4)
    said = rng.choice([0.1, 0.3, 0.8], 500)
    came = rng.random(500) < 0.7 * said + 0.1
    table = reliability_table(row(said), row(came), 3)
    assert len(table) == 3
    weights = table["cases"] / 500
    base = came.mean()
    parts = (
        weights @ (table["mean_probability"] - table["observed"]) ** 2
        - weights @ (table["observed"] - base) ** 2
        + base * (1 - base)
    )
    assert brier_score(row(said), row(came)).item() == pytest.approx(parts, rel=1e-12)


def test_a_perfect_and_a_shifted_forecast():
    said, came = np.repeat([0.2, 0.6], 5), [1, 0, 0, 0, 0, 1, 1, 1, 0, 0]
    assert calibration_error(row(said), row(came), 2).item() == pytest.approx(0, abs=1e-15)
    assert calibration_error(row(said + 0.1), row(came), 2).item() == pytest.approx(0.1, rel=1e-14)


def test_no_cases_leave_a_table_without_rows():
    table = reliability_table(row([0.5]), row([np.nan]))
    assert list(table.columns) == COLUMNS
    assert table.empty
    assert isinstance(table, pd.DataFrame)


def test_failures(refused):
    said, events = row([0.2, 0.7]), row([0, 1])
    for measure in (reliability_table, calibration_error):
        with refused("not-whole", "bins"):
            measure(said, events, 0)
        with refused("not-probabilities", "day=2"):
            measure(said + 0.5, events)
        with refused("missing-cells", "probabilities"):
            measure(said.where(said > 0.5), events)
    for confidence in (0, 1):
        with refused("outside-range", "confidence"):
            reliability_table(said, events, confidence=confidence)
