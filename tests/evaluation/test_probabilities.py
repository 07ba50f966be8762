"""Brier score, skill and log loss: printed numbers, exact fractions, laws, undefined cases, refusals."""

from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch
from growthpole.evaluation import brier_score, brier_skill, log_loss

CASES = st.lists(st.tuples(st.integers(0, 20), st.sampled_from([0.0, 1.0, np.nan])), min_size=1, max_size=12)
ALL = (brier_score, brier_skill, log_loss)


def row(values):
    values = np.asarray(values, dtype=np.float64)
    return xr.DataArray(values, coords={"day": np.arange(1, values.size + 1)}, dims="day")


def test_ten_forecasts_of_rain():
    """Brier (1950), the table of ten occasions: P = 0.19 over both outcomes, so half of it for rain alone."""
    rain = row([0.7, 0.9, 0.8, 0.4, 0.2, 0, 0, 0, 0, 0.1])
    fell = row([0, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    assert 2 * brier_score(rain, fell).item() == pytest.approx(0.19, rel=1e-14)


@given(CASES)
@settings(max_examples=80, deadline=None)
def test_equal_to_exact_fractions(cases):
    twentieths, outcomes = zip(*cases, strict=True)
    said, events = row(np.array(twentieths) / 20), row(outcomes)
    known = [(Fraction(p, 20), int(y)) for p, y in cases if not np.isnan(y)]
    score, skill = brier_score(said, events), brier_skill(said, events)
    if not known:
        assert score.reason == skill.reason == log_loss(said, events).reason == REASONS["not_applicable"]
        assert np.isnan([score, skill, log_loss(said, events)]).all()
        return
    exact = sum((p - y) ** 2 for p, y in known) / len(known)
    assert score.item() == pytest.approx(float(exact), abs=1e-15)
    rate = Fraction(sum(y for _, y in known), len(known))
    if 0 < rate < 1:
        assert skill.item() == pytest.approx(float(1 - exact / (rate * (1 - rate))), abs=1e-13)
    else:
        assert skill.reason == REASONS["not_applicable"]
    loss = -sum(np.log(max(float(p if y else 1 - p), 1e-15)) for p, y in known) / len(known)
    assert log_loss(said, events).item() == pytest.approx(loss, abs=1e-13)


@given(CASES.filter(lambda cases: {0.0, 1.0} <= {y for _, y in cases}))
@settings(max_examples=40, deadline=None)
def test_laws(cases):
    twentieths, outcomes = zip(*cases, strict=True)
    said, events = row(np.array(twentieths) / 20), row(outcomes)
    for measure in ALL:
        xr.testing.assert_identical(measure(said[::-1], events), measure(said, events))
        # to forecast the opposite of the opposite is the same forecast
        np.testing.assert_allclose(measure(1 - said, 1 - events), measure(said, events), rtol=1e-12, atol=1e-12)
    base = events.mean()
    for measure in (brier_score, log_loss):  # proper: no constant does better than the base rate
        assert measure(xr.full_like(said, base), events) <= measure(xr.full_like(said, twentieths[0] / 20), events) + (
            1e-15
        )
    assert brier_skill(xr.full_like(said, base), events).item() == pytest.approx(0, abs=1e-15)
    assert brier_skill(events.fillna(0.5), events).item() == 1
    np.testing.assert_array_equal(brier_skill(said, events, base.item()), brier_skill(said, events))


def test_references():
    said, events = row([0.1, 0.8, 0.6, 0.5]), row([0, 1, 0, np.nan])
    other = row([0.4, 0.6, 0.5, np.nan])
    expected = 1 - brier_score(said, events).item() / brier_score(other, events).item()
    assert brier_skill(said, events, other[::-1]).item() == pytest.approx(expected, rel=1e-14)
    assert brier_skill(said, events, other).attrs["convention"] == "against the reference given"
    assert "in-sample" in brier_skill(said, events).attrs["convention"]
    assert brier_skill(said, events, 0.5).item() == pytest.approx(1 - brier_score(said, events).item() / 0.25)
    assert brier_skill(other, events, other).item() == 0
    perfect = brier_skill(said, events, events.fillna(0))
    assert np.isnan(perfect)
    assert perfect.reason == REASONS["not_applicable"]


def test_sure_errors_and_the_clip():
    sure, none = row([1.0]), row([0.0])
    assert log_loss(sure, none).item() == pytest.approx(-np.log(1e-15), rel=1e-15)
    assert log_loss(sure, none, clip=0.01).item() == pytest.approx(np.log(100), rel=1e-14)
    right = log_loss(none, none)
    assert right.item() == 0
    assert not np.signbit(right)
    assert "0.01" in log_loss(sure, none, clip=0.01).attrs["convention"]


def test_failures(refused):
    said, events = row([0.2, 0.7]), row([0, 1])
    for measure in ALL:
        with refused("not-probabilities", "probabilities", "day=2: 1.2"):
            measure(row([0.2, 1.2]), events)
        with refused("not-probabilities", "day=1: -0.1"):  # also where there is no case
            measure(row([-0.1, 0.5]), row([np.nan, 1]))
        with refused("missing-cells", "probabilities", "day=2"):
            measure(row([0.2, np.nan]), events)
        with refused("not-events", "day=1: 0.5"):
            measure(said, row([0.5, 1]))
        with refused("label-mismatch", kind=LabelMismatch):
            measure(said, row([0, 1, 1]))
    for reference in (1.5, np.nan):
        with refused("not-probabilities", "reference"):
            brier_skill(said, events, reference)
    with refused("not-probabilities", "reference", "day=2"):
        brier_skill(said, events, row([0.5, 2.0]))
    with refused("missing-cells", "reference", "day=2"):
        brier_skill(said, events, row([0.5, np.nan]))
    for clip in (0, 0.5, np.nan):
        with refused("outside-range", "clip"):
            log_loss(said, events, clip=clip)
