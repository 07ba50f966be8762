from fractions import Fraction
from math import comb

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from growthpole.diagnose import count_growth_interval, location_quotient_interval, poisson_interval
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, UnitMismatch

COUNTS = arrays(np.int64, (2, 4), elements=st.integers(0, 2000))
LEVELS = st.sampled_from([0.5, 0.8, 0.95, 0.99])


def column(values, **attrs):
    labels = {"region": [f"R{i}" for i in range(len(values))]}
    return xr.DataArray(np.asarray(values), coords=labels, dims="region", attrs=attrs)


def test_printed_poisson():
    """R documentation of poisson.test(137, 24.19893): 4.753125 to 6.692709; epitools pois.exact(0): up to 3.689."""
    interval = poisson_interval(column([137, 0]))
    # printed to seven and four digits
    assert interval.low.values[0] / 24.19893 == pytest.approx(4.753125, abs=5e-7)
    assert interval.high.values[0] / 24.19893 == pytest.approx(6.692709, abs=5e-7)
    assert interval.low.values[1] == 0
    assert interval.high.values[1] == pytest.approx(3.689, abs=5e-4)


def test_printed_ratio():
    """R documentation of poisson.test(c(11, 21), c(800, 3011)): ratio 1.971488, 0.8584264 to 4.2772659."""
    interval = count_growth_interval(column([21]), column([11]))
    # printed to seven digits; the two times at risk scale the ratio
    values = [(interval[name].item() + 1) * 3011 / 800 for name in ("growth", "low", "high")]
    assert values == pytest.approx([1.971488, 0.8584264, 4.2772659], abs=5e-7)


@given(COUNTS, LEVELS)
@settings(max_examples=40, deadline=None)
def test_poisson_tails_hold_the_rest(counts, confidence):
    k = counts[0]
    interval = poisson_interval(column(k), confidence)
    tail = (1 - confidence) / 2
    low, high = interval.low.values, interval.high.values
    # quantile and distribution function are two algorithms of scipy
    np.testing.assert_allclose(stats.poisson.cdf(k, high), tail, rtol=1e-9)
    np.testing.assert_allclose(stats.poisson.sf(k - 1, low)[k > 0], tail, rtol=1e-9)
    assert (low[k == 0] == 0).all()
    assert ((low <= k) & (k <= high)).all()


@given(COUNTS, LEVELS)
@settings(max_examples=40, deadline=None)
def test_ratio_is_the_clopper_pearson_interval_of_the_sum(counts, confidence):
    k0, k1 = counts
    interval = count_growth_interval(column(k0), column(k1), confidence)
    for i, (a, b) in enumerate(zip(k0, k1, strict=True)):
        if a + b == 0:
            continue
        exact = stats.binomtest(int(b), int(a + b)).proportion_ci(confidence, "exact")
        # scipy's limits come from a root search to 1e-12 of the probability; odds magnify it near 1
        low, high = ((1 + interval[name].values[i]) for name in ("low", "high"))
        assert low / (1 + low) == pytest.approx(exact.low, rel=1e-7, abs=1e-10)
        if a > 0:
            assert high / (1 + high) == pytest.approx(exact.high, rel=1e-7, abs=1e-10)
            assert low - 1 <= interval.growth.values[i] <= high - 1


def test_limits_satisfy_the_binomial_in_fractions():
    """At each limit the exact probability of the tail is 2.5 %."""
    interval = count_growth_interval(column([8]), column([12]))
    for name, tail in (("low", range(12, 21)), ("high", range(13))):
        ratio = Fraction(interval[name].item() + 1)
        p = ratio / (1 + ratio)
        exact = sum(comb(20, j) * p**j * (1 - p) ** (20 - j) for j in tail)
        # a probability of 20 trials moves by at most 20 times the rounding of p
        assert float(exact) == pytest.approx(0.025, abs=1e-14)


@given(COUNTS, LEVELS)
@settings(max_examples=30, deadline=None)
def test_growth_turned_round(counts, confidence):
    k0, k1 = (column(k + 1) for k in counts)
    there, back = count_growth_interval(k0, k1, confidence), count_growth_interval(k1, k0, confidence)
    # one division each
    np.testing.assert_allclose((1 + there.low) * (1 + back.high), 1, rtol=1e-9)
    np.testing.assert_allclose((1 + there.growth) * (1 + back.growth), 1, rtol=1e-12)
    np.testing.assert_array_equal(there.distinguishable, back.distinguishable)


@given(COUNTS)
@settings(max_examples=20, deadline=None)
def test_more_confidence_is_wider_and_order_does_not_matter(counts):
    k0, k1 = (column(k) for k in counts)
    for measure, arrays_ in ((poisson_interval, (k0,)), (count_growth_interval, (k0, k1))):
        narrow, wide = measure(*arrays_, confidence=0.8), measure(*arrays_, confidence=0.95)
        assert ((wide.low <= narrow.low) | narrow.low.isnull()).all()
        assert ((wide.high >= narrow.high) | narrow.high.isnull()).all()
        turned = measure(arrays_[0][::-1], *arrays_[1:], confidence=0.8)
        assert turned.sel(region=k0.region).identical(narrow)


def test_no_event():
    interval = count_growth_interval(column([0, 0, 4]), column([0, 3, 0]))
    base = REASONS["zero_base"]
    np.testing.assert_array_equal(interval.growth, [np.nan, np.nan, -1])
    assert np.isnan(interval.low).values.tolist() == [True, False, False]
    assert interval.low.values[2] == -1
    assert np.isnan(interval.high).values.tolist() == [True, True, False]
    assert interval.growth_reason.values.tolist() == [base, base, 0]
    assert interval.low_reason.values.tolist() == [base, 0, 0]
    assert interval.high_reason.values.tolist() == [base, base, 0]
    # from nothing to three: at 95 % the mean may have been higher before
    assert interval.distinguishable.values.tolist() == [False, False, False]


def test_from_nothing_to_many_is_distinguishable():
    interval = count_growth_interval(column([0]), column([10]))
    assert interval.low.item() > 0
    assert interval.distinguishable.item()


def test_large_counts_keep_their_digits():
    interval = count_growth_interval(column([10**9]), column([10**9]))
    # normal approximation of the log ratio: 1.96 · √(2/1e9)
    half = 1.959964 * np.sqrt(2e-9)
    assert interval.high.item() == pytest.approx(half, rel=1e-3)
    assert interval.low.item() == pytest.approx(-half, rel=1e-3)


def test_the_same_limits_as_those_of_the_quotient():
    """Two regions of equal size: the odds of the quotient's binomial limits are those of the ratio."""
    k = xr.DataArray(
        [[8, 92], [12, 88]], coords={"region": ["S", "N"], "activity": ["a", "b"]}, dims=["region", "activity"]
    )
    quotient = location_quotient_interval(k).sel(region="N", activity="a")
    p = quotient.low.item() / 2
    interval = count_growth_interval(column([8]), column([12]))
    # a few roundings
    assert interval.low.item() == pytest.approx(p / (1 - p) - 1, abs=1e-13)


def test_attributes():
    interval = poisson_interval(column([1], unit="patent", note="x"), 0.9)
    assert interval.low.attrs == {"unit": "patent", "convention": "Garwood 90 %"}
    assert count_growth_interval(column([1]), column([1])).low.attrs["unit"] == "1"


def test_failures(refused):
    k = column([1, 2])
    for confidence in (0, 1, 95):
        with refused("outside-range", "confidence"):
            poisson_interval(k, confidence)
        with refused("outside-range", "confidence"):
            count_growth_interval(k, k, confidence)
    with refused("not-counts", "counts", "0.5"):
        poisson_interval(k / 2)
    with refused("not-counts", "end", "0.5"):
        count_growth_interval(k, k / 2)
    with refused("not-levels", "start", "-1"):
        count_growth_interval(-k, k)
    with refused("missing-cells", "counts"):
        poisson_interval(k.where(k > 1))
    with refused("label-mismatch", kind=LabelMismatch):
        count_growth_interval(k, k.assign_coords(region=["R0", "zz"]))
    with refused("units-differ", kind=UnitMismatch):
        count_growth_interval(column([1], unit="firm"), column([1], unit="patent"))
    with refused("not-an-array", "counts"):
        poisson_interval(3)
    with refused("not-an-array", "start"):
        count_growth_interval(3, k)
