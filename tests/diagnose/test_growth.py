from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.diagnose import (
    Band,
    cagr,
    cagr_band,
    compare_growth,
    relative_growth,
    rounding_band,
    target_path,
)
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, UnitMismatch

POSITIVE = st.floats(1e-6, 1e15)
YEARS = st.integers(1, 30)
GOAL = rounding_band("3.0", exact=True)


@st.composite
def bands(draw, values=POSITIVE):
    low, value, high = sorted(draw(st.tuples(values, values, values)))
    return Band(value, low, high)


def percent(rate, digits=2):
    return round(100 * rate, digits)


def series(values, labels="ABCD", **attrs):
    return xr.DataArray(values, coords={"region": list(labels[: len(values)])}, dims="region", attrs=attrs)


# --- printed in design/methods.md §1, "Growth": 2.4 → 3.0 over four years, 2.76 after two -------------------


def test_printed_required_growth():
    growth = cagr_band(rounding_band("2.4"), GOAL, 4)
    assert percent(growth.value) == 5.74
    assert (percent(growth.low, 1), percent(growth.high, 1)) == (5.2, 6.3)


def test_printed_apparent_growth():
    growth = cagr_band(rounding_band("2.4"), rounding_band("2.76"), 2)
    assert percent(growth.value) == 7.24
    assert (percent(growth.low, 1), percent(growth.high, 1)) == (6.0, 8.5)


def test_printed_growth_of_the_high_end():
    assert percent(cagr(1.0, 3.0, 4), 1) == 31.6


def test_printed_target_path():
    check = target_path(rounding_band("2.4"), GOAL, rounding_band("2.76"), years=4, elapsed=2)
    assert check.required == cagr_band(rounding_band("2.4"), GOAL, 4)
    assert percent(check.apparent.value) == 7.24
    assert percent(check.remaining.value) == 4.26
    assert check.verdict == "ahead"


def test_the_rates_overlap_where_the_levels_decide():
    """The trap of target_path: apparent 6.0–8.5 and required 5.2–6.3 overlap, yet the actual is ahead."""
    check = target_path(rounding_band("2.4"), GOAL, rounding_band("2.76"), years=4, elapsed=2)
    assert compare_growth(check.apparent, check.required) == "agree"
    assert check.verdict == "ahead"


# --- a second computation ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "end", "years"), [(16, 81, 4), (1, 8, 3), (27, 8, 3), (5, 5, 7), (32, 1, 5)])
def test_exact_roots(start, end, years):
    """Levels that are perfect powers have a rational growth rate."""
    rate = Fraction(round(end ** (1 / years)), round(start ** (1 / years))) - 1
    assert (1 + rate) ** years == Fraction(end, start)
    # pow of a float ratio: a few units in the last place of numbers below 3
    assert cagr(start, end, years) == pytest.approx(float(rate), abs=1e-14)


@given(POSITIVE, POSITIVE, YEARS)
@settings(max_examples=50, deadline=None)
def test_growing_at_the_rate_reaches_the_end(start, end, years):
    # the rate is near −1 for a steep fall, so its last bit weighs (end/start)^(−1/T) ≤ 1e21 at T = 1:
    # the law is tested on the growth factor's own scale
    assert (1 + cagr(start, end, years)) == pytest.approx((end / start) ** (1 / years), abs=1e-15, rel=1e-12)


@given(bands(), bands(), YEARS)
@settings(max_examples=50, deadline=None)
def test_band_of_growth_is_the_hull_of_the_corners(start, end, years):
    growth = cagr_band(start, end, years)
    corners = [cagr(a, b, years) for a, b in product((start.low, start.high), (end.low, end.high))]
    # the same calls with the same floats
    assert growth.low == min([*corners, growth.value])
    assert growth.high == max([*corners, growth.value])


RATES = st.floats(-0.9, 10)


@given(bands(RATES), bands(RATES))
@settings(max_examples=50, deadline=None)
def test_band_of_relative_growth_is_the_hull_of_the_corners(region, nation):
    growth = relative_growth(region, nation)
    corners = [(1 + r) / (1 + n) - 1 for r, n in product((region.low, region.high), (nation.low, nation.high))]
    assert growth.low == min([*corners, growth.value])
    assert growth.high == max([*corners, growth.value])


def test_relative_growth_exact():
    growth = relative_growth(rounding_band("7.6e-2"), rounding_band("6.5e-2"))
    exact = [Fraction(n, d) - 1 for n, d in [(10760, 10650), (10755, 10655), (10765, 10645)]]
    # differences of numbers near 1: a few 2^-53
    for got, want in zip((growth.value, growth.low, growth.high), exact, strict=True):
        assert got == pytest.approx(float(want), abs=1e-15)


@given(bands(), bands())
@settings(max_examples=50, deadline=None)
def test_comparison_is_symmetric_and_brute_force(first, second):
    verdict = compare_growth(first, second)
    assert verdict == compare_growth(second, first)
    ends = (first.low, first.high, second.low, second.high)
    shared = any(first.low <= e <= first.high and second.low <= e <= second.high for e in ends)
    assert verdict == ("agree" if shared else "differ")
    assert compare_growth(first, first) == "agree"


def test_touching_bands_agree():
    assert compare_growth(Band(1, 0, 2), Band(3, 2, 4)) == "agree"
    assert compare_growth(Band(1, 0, 2), Band(3, 2.0000001, 4)) == "differ"


# --- target path ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actual", "verdict"),
    [("2.76", "ahead"), ("2.7", "undecided"), ("2.6", "behind"), ("2.72", "ahead"), ("2.71", "undecided")],
)
def test_verdicts(actual, verdict):
    # path after two of four years: sqrt(2.35·3) = 2.655 to sqrt(2.45·3) = 2.711
    assert target_path(rounding_band("2.4"), GOAL, rounding_band(actual), 4, 2).verdict == verdict


@given(bands(), bands(), bands(), st.integers(2, 20), st.data())
@settings(max_examples=50, deadline=None)
def test_a_verdict_holds_at_every_corner(base, goal, actual, years, data):
    elapsed = data.draw(st.integers(1, years - 1))
    check = target_path(base, goal, actual, years, elapsed)
    part = elapsed / years
    path = [b ** (1 - part) * g**part for b, g in product((base.low, base.high), (goal.low, goal.high))]
    margins = [a - p for a, p in product((actual.low, actual.high), path)]
    assert (check.verdict == "ahead") == (min(margins) > 0)
    assert (check.verdict == "behind") == (max(margins) < 0)


def test_path_starts_at_the_base_and_ends_at_the_goal():
    base, goal = Band(2.4, 2.4, 2.4), Band(3.0, 3.0, 3.0)
    near_start = target_path(base, goal, base, 4, 1e-9).path.value
    near_end = target_path(base, goal, base, 4, 4 - 1e-2).path.value
    # the path moves by less than 6 % · 3 a year
    assert near_start == pytest.approx(2.4, abs=1e-9)
    assert near_end == pytest.approx(3.0, abs=2e-3)


@pytest.mark.parametrize("elapsed", [4, 5])
def test_elapsed_lies_inside(refused, elapsed):
    with refused("elapsed-outside", str(elapsed)):
        target_path(GOAL, GOAL, GOAL, 4, elapsed)


def test_times_are_positive(refused):
    with refused("not-above", "elapsed"):
        target_path(GOAL, GOAL, GOAL, 4, 0)
    with refused("not-above", "years"):
        target_path(GOAL, GOAL, GOAL, float("nan"), 1)


# --- failures of numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ((0, 1, 1), "start"),
        ((1, 0, 1), "end"),
        ((1, 1, 0), "years"),
        ((-1, 1, 1), "start"),
        ((float("nan"), 1, 1), "start"),
    ],
)
def test_floats_must_be_above_zero(refused, arguments, name):
    with refused("not-above", name):
        cagr(*arguments)


def test_a_rate_no_number_can_hold_is_refused(refused):
    with refused("growth-overflow", "2.4 → 3.0", "1e-09"):
        cagr(2.4, 3.0, 1e-9)
    with refused("growth-overflow", "years"):
        cagr(1e-300, 1e300, 1)
    with refused("growth-overflow", "region=B"):
        cagr(series([1.0, 1.0]), series([1.0, 3.0]), 1e-9)


def test_bands_must_stay_above_zero(refused):
    around_zero = Band(0.1, 0.0, 0.5)
    with refused("not-above", "start.low"):
        cagr_band(around_zero, GOAL, 1)
    with refused("not-above", "end.low"):
        cagr_band(GOAL, around_zero, 1)


def test_a_rate_in_per_cent_of_total_loss_is_refused(refused):
    with refused("not-above", "nation.low", "-5.25"):
        relative_growth(rounding_band("0.02"), rounding_band("-5.2"))
    with refused("not-above", "region.low", "-1"):
        relative_growth(Band(-1, -1, -1), rounding_band("0.02"))


# --- arrays --------------------------------------------------------------------------------------------------


def test_arrays_are_matched_by_label():
    start, end = series([1.0, 2.0, 4.0]), series([16.0, 2.0, 4.0], labels="CBA")
    growth = cagr(start, end, 2)
    np.testing.assert_array_equal(growth.values, [cagr(1, 4, 2), 0, cagr(4, 16, 2)])
    assert growth.name == "cagr"
    assert growth.attrs["unit"] == "1"


def test_reasons_of_arrays():
    start = series([0.0, 1.0, -1.0, np.nan])
    end = series([1.0, 0.0, 1.0, 1.0])
    growth = cagr(start, end, 1)
    assert np.isnan(growth.values).all()
    expected = [REASONS[name] for name in ("zero_base", "zero_base", "not_applicable", "missing")]
    assert growth.reason.values.tolist() == expected
    assert growth.reason.dtype == np.int8


def test_missing_at_the_end():
    growth = cagr(series([2.0, 2.0]), series([np.nan, 4.0]), 1)
    np.testing.assert_array_equal(growth.values, [np.nan, 1.0])
    assert growth.reason.values.tolist() == [REASONS["missing"], 0]


def test_a_reordered_reason_stays_with_its_label():
    start = series([1.0, 1.0])
    end = series([np.nan, 2.0], labels="BA").assign_coords(reason=("region", np.array([6, 0], dtype=np.int8)))
    assert cagr(start, end, 1).reason.values.tolist() == [0, REASONS["suppressed"]]


@given(st.lists(st.tuples(POSITIVE, POSITIVE), min_size=1, max_size=4), YEARS)
@settings(max_examples=50, deadline=None)
def test_arrays_equal_floats(pairs, years):
    starts, ends = zip(*pairs, strict=True)
    growth = cagr(series(list(starts)), series(list(ends)), years)
    # numpy's pow may differ from the C library's in the last bit of the growth factor
    expected = [1 + cagr(a, b, years) for a, b in pairs]
    np.testing.assert_allclose(1 + growth.values, expected, rtol=1e-14, atol=1e-15)


def test_array_failures(refused):
    x = series([1.0, 2.0])
    with refused("label-mismatch", "B", "X", kind=LabelMismatch):
        cagr(x, series([1.0, 2.0], labels="AX"), 1)
    with refused("no-labels", "end", kind=LabelMismatch):
        cagr(x, x.drop_vars("region"), 1)
    with refused("not-an-array", "end", "float"):
        cagr(x, 2.0, 1)
    with refused("not-an-array", "start", "float"):
        cagr(2.0, x, 1)
    with refused("missing-dims", "start", "period"):
        cagr(x, x.expand_dims(period=[2021]), 1)
    with refused("infinite-cells", "region=B"):
        cagr(series([1.0, np.inf]), x, 1)
    with refused("units-differ", "1e4 CNY", "1e8 CNY", kind=UnitMismatch):
        cagr(series([1.0], unit="1e8 CNY"), series([1.0], unit="1e4 CNY"), 1)
