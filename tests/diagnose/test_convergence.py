import math
from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from growthpole.diagnose import beta_convergence, sigma_convergence
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, Undefined, UnitMismatch

FIT = ("beta", "intercept", "standard_error", "r_squared", "speed", "half_life")
# levels a factor of at least e^0.1 apart, so that the regression is well conditioned
LOGS = st.lists(st.integers(-20, 80), min_size=3, max_size=8, unique=True)
GROWTH = arrays(np.float64, 8, elements=st.floats(-0.5, 0.5))


def column(values, **attrs):
    values = np.asarray(values, dtype=float)
    labels = {"region": [f"R{i}" for i in range(len(values))]}
    return xr.DataArray(values, coords=labels, dims="region", attrs=attrs)


# Anscombe (1973), first data set.
X = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
Y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]


def regression(x, y, years):
    """Convergence of levels whose logarithm starts at x and grows by y a year."""
    initial = np.exp(np.asarray(x, dtype=float))
    return beta_convergence(column(initial), column(initial * np.exp(np.asarray(y) * years)), years)


def test_printed_regression():
    """Anscombe (1973), doi:10.1080/00031305.1973.10478966: y = 3 + .5 x, s.e. of the slope .118, R² .667."""
    fit = regression(X, Y, 1)
    # printed to three digits
    printed = {"beta": 0.5, "intercept": 3.0, "standard_error": 0.118, "r_squared": 0.667}
    for name, value in printed.items():
        assert fit[name].item() == pytest.approx(value, abs=5e-4)
    # divergence: the gap grows by ln 1.5 a year and never halves
    assert fit.speed.item() == pytest.approx(-math.log(1.5), abs=5e-4)
    assert np.isnan(fit.half_life)
    assert fit.half_life_reason == REASONS["not_applicable"]
    assert fit.speed_reason == 0


def test_equal_to_exact_fractions():
    """The slope of Anscombe's first data set in fractions: 5.501 / 11."""
    x, y = [Fraction(v) for v in X], [Fraction(str(v)) for v in Y]
    mean_x, mean_y = sum(x) / 11, sum(y) / 11
    xx = sum((a - mean_x) ** 2 for a in x)
    slope = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / xx
    assert slope == Fraction(5501, 11000)
    residual = sum((b - mean_y - slope * (a - mean_x)) ** 2 for a, b in zip(x, y, strict=True))
    fit = regression(X, Y, 1)
    # exp and log of numbers up to 25 and back: some 1e-15 of 25
    assert fit.beta.item() == pytest.approx(float(slope), abs=1e-13)
    assert fit.intercept.item() == pytest.approx(float(mean_y - slope * mean_x), abs=1e-12)
    assert fit.standard_error.item() ** 2 == pytest.approx(float(residual / 9 / xx), abs=1e-13)
    assert fit.r_squared.item() == pytest.approx(1 - float(residual / sum((b - mean_y) ** 2 for b in y)), abs=1e-13)


@pytest.mark.parametrize(("rate", "years"), [(0.02, 10), (0.02, 50), (0.1, 1), (0.005, 3)])
def test_speed_and_half_life_of_a_gap_that_closes(rate, years):
    """Barro & Sala-i-Martin (1992): at 2 % a year half of the gap is gone after about 35 years (34.7)."""
    initial = column([10.0, 20.0, 40.0, 80.0])
    fit = beta_convergence(initial, 100 * (initial / 100) ** math.exp(-rate * years), years)
    # one part in 1e16 of β, over T·rate
    assert fit.speed.item() == pytest.approx(rate, rel=1e-12)
    assert fit.half_life.item() == pytest.approx(math.log(2) / rate, rel=1e-12)
    assert fit.beta.item() == pytest.approx(-(1 - math.exp(-rate * years)) / years, rel=1e-12)
    assert fit.r_squared.item() == pytest.approx(1, abs=1e-12)
    assert fit.standard_error.item() == pytest.approx(0, abs=1e-12)


@given(LOGS, GROWTH, st.sampled_from([1.0, 4.0, 12.5]))
@settings(max_examples=50, deadline=None)
def test_equal_to_linregress_and_least_squares(logs, growth, years):
    x = np.array(logs) / 10
    y = growth[: len(x)] + np.arange(len(x)) % 2
    fit = regression(x, y, years)
    slope, intercept, r, _, error = stats.linregress(x, y)
    # logarithms of levels up to e^14, differences over T
    got = [fit[name].item() for name in ("beta", "intercept", "standard_error")]
    np.testing.assert_allclose(got, [slope, intercept, error], rtol=1e-9, atol=1e-12)
    assert fit.r_squared.item() == pytest.approx(r**2, rel=1e-9, abs=1e-12)
    assert -1e-12 <= fit.r_squared.item() <= 1
    solved = np.linalg.lstsq(np.column_stack([np.ones_like(x), x]), y, rcond=None)[0]
    np.testing.assert_allclose([fit.intercept, fit.beta], solved, rtol=1e-9, atol=1e-12)


@given(LOGS, GROWTH, st.integers(-20, 20), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_unit_and_order_do_not_matter_for_the_slope(logs, growth, power, random):
    initial = column(np.exp(np.array(logs) / 10))
    final = initial * np.exp(growth[: len(logs)] * 3)
    order = list(initial.region.values)
    random.shuffle(order)
    once = beta_convergence(initial, final, 3)
    again = beta_convergence(initial.sel(region=order) * 2.0**power, final * 2.0**power, 3)
    for name in ("beta", "standard_error", "speed"):
        # logarithms shifted by up to 14
        np.testing.assert_allclose(again[name], once[name], rtol=1e-9, atol=1e-12)


def test_where_there_is_no_speed():
    """β below −1/T: regions overshoot, and no speed leads there."""
    initial = column([1.0, 2.0, 4.0])
    fit = beta_convergence(initial, column([8.0, 2.0, 0.5]), 1)
    assert fit.beta.item() == pytest.approx(-3)
    assert np.isnan(fit.speed)
    assert np.isnan(fit.half_life)
    assert fit.speed_reason == REASONS["not_applicable"]


def test_equal_growth_has_no_fit_to_explain():
    initial = column([1.0, 2.0, 4.0])
    fit = beta_convergence(initial, initial, 2)
    assert fit.beta.item() == 0
    assert np.isnan(fit.r_squared)
    assert fit.r_squared_reason == REASONS["not_applicable"]
    assert fit.standard_error.item() == 0
    # growth of 5 % everywhere differs by the rounding of the logarithms only
    assert np.isnan(beta_convergence(column([1.0, 2.0, 7.0]), column([1.05, 2.1, 7.35]), 1).r_squared)


def test_a_panel_in_one_call_and_an_undefined_slice():
    x = xr.concat([column([1.0, 2.0, 4.0]), column([3.0, 3.0, 3.0])], "period").assign_coords(period=[1, 2])
    y = xr.concat([column([3.0, 4.0, 5.0]), column([3.0, 4.0, 5.0])], "period").assign_coords(period=[1, 2])
    fit = beta_convergence(x, y, 5)
    alone = beta_convergence(x.sel(period=1, drop=True), y.sel(period=1, drop=True), 5)
    assert fit.sel(period=1).drop_vars("period").identical(alone)
    for name in FIT:
        assert np.isnan(fit[name].sel(period=2))
        assert fit[f"{name}_reason"].sel(period=2) == REASONS["zero_base"]
    assert fit.half_life.attrs["unit"] == "year"
    assert "3 labels of region" in fit.beta.attrs["convention"]


def test_failures_of_beta(refused):
    x = column([1.0, 2.0, 3.0])
    with refused("no-variation", "initial", "region", kind=Undefined):
        beta_convergence(column([2.0, 2.0, 2.0]), x, 1)
    with refused("too-few-labels", "initial", "3", "2"):
        beta_convergence(x[:2], x[:2], 1)
    with refused("zero-levels", "final", "region=R1"):
        beta_convergence(x, column([1.0, 0.0, 3.0]), 1)
    with refused("not-above", "years"):
        beta_convergence(x, x, 0)
    with refused("not-levels", "initial", "-1.0"):
        beta_convergence(column([-1.0, 2.0, 3.0]), x, 1)
    with refused("missing-cells", "final"):
        beta_convergence(x, x.where(x > 1), 1)
    with refused("label-mismatch", kind=LabelMismatch):
        beta_convergence(x, x.assign_coords(region=["R0", "R1", "zz"]), 1)
    with refused("units-differ", kind=UnitMismatch):
        beta_convergence(column([1, 2, 3], unit="CNY"), column([1, 2, 3], unit="USD"), 1)


def test_textbook_dispersion():
    """2, 4, 4, 4, 5, 5, 7, 9 has mean 5 and standard deviation 2 (the usual textbook example)."""
    assert sigma_convergence(column([2, 4, 4, 4, 5, 5, 7, 9])).cv.item() == 0.4
    sample = sigma_convergence(column([2, 4, 4, 4, 5, 5, 7, 9]), ddof=1).cv.item()
    # one square root
    assert sample == pytest.approx(math.sqrt(Fraction(32, 7)) / 5, rel=1e-15)


@given(arrays(np.float64, (3, 5), elements=st.floats(1e-3, 1e6)), st.sampled_from([0, 1]), st.integers(-20, 20))
@settings(max_examples=40, deadline=None)
def test_dispersion_laws(values, ddof, power):
    labels = {"period": [2019, 2020, 2021], "region": list("ABCDE")}
    x = xr.DataArray(values, coords=labels, dims=["period", "region"])
    spread = sigma_convergence(x, ddof=ddof)
    logs = np.log(values)
    # numpy's own formula, and no negative numbers
    np.testing.assert_allclose(spread.std_log, logs.std(axis=1, ddof=ddof), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(spread.cv, values.std(axis=1, ddof=ddof) / values.mean(axis=1), rtol=1e-12)
    assert (spread.cv <= math.sqrt(5) * (1 + 1e-12)).all()
    scaled = sigma_convergence(x[:, ::-1] * 2.0**power, ddof=ddof)
    # summation in another order; logarithms shifted by up to 14
    np.testing.assert_allclose(scaled.cv, spread.cv, rtol=1e-9, atol=1e-14)
    np.testing.assert_allclose(scaled.std_log, spread.std_log, rtol=1e-9, atol=1e-13)


def test_zero_levels_have_a_variation_but_no_logarithm():
    x = xr.concat([column([0.0, 2.0]), column([0.0, 0.0]), column([1.0, 1.0])], "period").assign_coords(
        period=[1, 2, 3]
    )
    spread = sigma_convergence(x)
    np.testing.assert_array_equal(spread.cv, [1, np.nan, 0])
    np.testing.assert_array_equal(spread.std_log, [np.nan, np.nan, 0])
    assert spread.cv_reason.values.tolist() == [0, REASONS["zero_total"], 0]
    assert spread.std_log_reason.values.tolist() == [REASONS["zero_base"], REASONS["zero_base"], 0]
    assert "divisor n" in spread.cv.attrs["convention"]


def test_failures_of_sigma(refused):
    x = column([1.0, 2.0])
    with refused("unknown-option", "ddof", "2"):
        sigma_convergence(x, ddof=2)
    with refused("too-few-labels", "panel", "region"):
        sigma_convergence(x[:1])
    with refused("zero-total", "sigma_convergence", kind=Undefined):
        sigma_convergence(x * 0)
    with refused("missing-cells", "region=R0"):
        sigma_convergence(x.where(x > 1))
    with refused("missing-dims", "panel", "activity"):
        sigma_convergence(x, "activity")
