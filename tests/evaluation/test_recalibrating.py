"""Recalibration: another optimiser, known truths, the pull of the prior, hostile data, refusals."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import expit, logit

from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch
from growthpole.evaluation import Recalibration, brier_score, fit_recalibration, log_loss

CASES = st.lists(st.tuples(st.floats(0, 1), st.sampled_from([0.0, 1.0])), min_size=1, max_size=40)


def surprise(at, said, came, prior):
    """Minus the log posterior, written out case by case."""
    q = logit(np.clip(said, 1e-6, 1 - 1e-6)) * at[1] + at[0]
    losses = [np.log1p(np.exp(-abs(z))) + max(z if y == 0 else -z, 0) for z, y in zip(q, came, strict=True)]
    return sum(losses) + (at[0] / prior[0]) ** 2 / 2 + ((at[1] - 1) / prior[1]) ** 2 / 2


@given(CASES, st.sampled_from([(1.0, 0.5), (0.1, 3.0), (30.0, 30.0)]))
@settings(max_examples=60, deadline=None)
def test_no_point_around_is_more_probable(cases, prior):
    said, came = map(np.array, zip(*cases, strict=True))
    found = fit_recalibration(said, came, prior=prior)
    at = np.array([found.intercept, found.slope])
    best = surprise(at, said, came, prior)
    for angle in np.linspace(0, 2 * np.pi, 9):
        for far in (1e-3, 1e-1, 2.0):
            # convex: lower than every neighbour is lowest of all; the last digits are rounding
            assert best <= surprise(at + far * np.array([np.cos(angle), np.sin(angle)]), said, came, prior) + 1e-12


def test_equal_to_a_search_without_derivatives():
    rng = np.random.default_rng(2)
    said = rng.random(300)
    came = (rng.random(300) < expit(0.4 + 0.6 * logit(said))).astype(float)
    found = fit_recalibration(said, came)
    searched = minimize(
        surprise, [0.0, 1.0], args=(said, came, (1.0, 0.5)), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 0}
    )
    # a search cannot tell values apart closer than the square root of a double's digits
    assert (found.intercept, found.slope) == pytest.approx(tuple(searched.x), abs=1e-6)


def test_the_truth_is_found_with_many_cases_and_hardly_touched_with_few():
    rng = np.random.default_rng(7)
    said = rng.beta(1, 6, 200_000)
    came = rng.random(said.size) < expit(-0.8 + 1.5 * logit(np.clip(said, 1e-6, None)))
    many = fit_recalibration(said, came)
    assert (many.intercept, many.slope) == pytest.approx((-0.8, 1.5), abs=0.05)  # some three standard errors
    few, bare = (fit_recalibration(said[:20], came[:20], prior=prior) for prior in ((1.0, 0.5), (1e3, 1e3)))
    # far from (0, 1) is counted in the prior's own standard deviations
    assert np.hypot(few.intercept, (few.slope - 1) / 0.5) < np.hypot(bare.intercept, (bare.slope - 1) / 0.5) / 2
    days = {"day": np.arange(said.size)}
    before, after, events = (xr.DataArray(values, coords=days, dims="day") for values in (said, many.apply(said), came))
    assert log_loss(after, events) < log_loss(before, events)
    assert brier_score(after, events) < brier_score(before, events)


def test_without_cases_nothing_changes_and_no_case_is_left_out():
    nothing = fit_recalibration(np.array([0.3, 0.4]), np.array([np.nan, np.nan]))
    assert nothing == fit_recalibration(np.empty(0), np.empty(0)) == Recalibration(0.0, 1.0)
    said, came = np.array([0.1, np.nan, 0.9, 0.5]), np.array([1, np.nan, 0, 1])
    kept = [0, 2, 3]
    assert fit_recalibration(said, came) == fit_recalibration(said[kept], came[kept])
    assert fit_recalibration(said[kept], came[kept] == 1) == fit_recalibration(said[kept], came[kept])


@pytest.mark.parametrize("count", [1, 100, 100_000])
def test_cases_that_a_line_divides_and_sure_errors_stay_finite(count):
    divided = fit_recalibration(np.repeat([0.2, 0.8], count), np.repeat([0.0, 1.0], count))
    assert np.isfinite([divided.intercept, divided.slope]).all()
    assert divided.slope > 1
    wrong = fit_recalibration(np.repeat([0.0, 1.0], count), np.repeat([1.0, 0.0], count), prior=(50.0, 50.0))
    assert -50 < wrong.slope < 0
    same = fit_recalibration(np.full(count, 1e-6), np.zeros(count))
    assert -4 < same.intercept <= 0


def test_applying():
    moved = Recalibration(0.5, 2.0)
    said = np.array([[0.2, np.nan], [0.5, 0.9]])
    np.testing.assert_allclose(moved.apply(said), expit(0.5 + 2 * logit(said)), rtol=1e-14)
    np.testing.assert_allclose(Recalibration(0.0, 1.0).apply(said), said, rtol=1e-14)
    ends = Recalibration(0.0, 1.0).apply(np.array([0, 1]))
    np.testing.assert_allclose(ends, [1e-6, 1 - 1e-6], rtol=1e-9)
    codes = ("region", "activity"), np.array([[0, REASONS["present"]], [0, 0]], dtype=np.int8)
    labels = {"region": ["N", "S"], "activity": ["a", "b"], "reason": codes}
    table = xr.DataArray(said, coords=labels, dims=["region", "activity"], attrs={"note": "x"})
    found = moved.apply(table)
    np.testing.assert_array_equal(found, moved.apply(said))
    np.testing.assert_array_equal(found.reason, codes[1])
    assert found.attrs["unit"] == "1"
    assert "note" not in found.attrs
    assert "reason" not in moved.apply(table.drop_vars("reason")).coords


def test_failures(refused):
    said, came = np.array([0.2, 0.7]), np.array([0, 1])
    with refused("not-a-row", "probabilities", "(1, 2)"):
        fit_recalibration(said[None], came)
    with refused("not-a-row", "events", "(1, 2)"):
        fit_recalibration(said, came[None])
    with refused("label-mismatch", kind=LabelMismatch):
        fit_recalibration(said, np.array([0, 1, 1]))
    with refused("not-probabilities", "case=1"):
        fit_recalibration(said * 2, came)
    with refused("missing-cells", "probabilities", "case=0"):
        fit_recalibration(np.array([np.nan, 0.5]), came)
    with refused("not-events", "case=1: 3"):
        fit_recalibration(said, np.array([0, 3]))
    for prior in ((0, 1), (1, np.inf), (1, np.nan)):
        with refused("not-above", "prior"):
            fit_recalibration(said, came, prior=prior)
    with refused("not-probabilities", "1.4"):
        Recalibration(0, 1).apply(said * 2)
    with refused("not-probabilities", "day=2: 1.4"):
        Recalibration(0, 1).apply(xr.DataArray(said * 2, coords={"day": [1, 2]}, dims="day"))
