import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from growthpole.evaluation import coverage, winkler_score

VALUES = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=12)


def of(values):
    return xr.DataArray(np.asarray(values, dtype=float), coords={"case": np.arange(len(values))}, dims="case")


def test_winkler_by_hand():
    """Level 0.8: a fine of ten times the distance. Widths 4, 2, 1; misses of 0.5 below and 1 above."""
    found = winkler_score(of([3.0, -0.5, 7.0]), of([1.0, 0.0, 5.0]), of([5.0, 2.0, 6.0]), 0.8, unit="person")
    assert found.item() == pytest.approx((4 + (2 + 5) + (1 + 10)) / 3)
    assert found.attrs["unit"] == "person"


def test_ends_are_inside_and_missing_outcomes_are_no_cases():
    low, high = of([0.0, 0.0, 0.0, np.nan]), of([1.0, 1.0, 1.0, np.nan])
    assert coverage(of([0.0, 1.0, 1.1, np.nan]), low, high).item() == pytest.approx(2 / 3)


def test_without_cases_there_is_no_value():
    none = of([np.nan])
    for found in (coverage(none, of([0.0]), of([1.0])), winkler_score(none, of([0.0]), of([1.0]), 0.8)):
        assert np.isnan(found.item())
        assert found.reason.item() == 8


@given(VALUES, st.floats(0.05, 0.95), st.floats(0.1, 50))
def test_scores_follow_the_unit_and_never_fall_below_the_width(values, level, factor):
    outcomes = of(values)
    low, high = of(np.full(len(values), -1.0)), of(np.full(len(values), 2.0))
    score = winkler_score(outcomes, low, high, level).item()
    assert score >= 3.0
    scaled = winkler_score(outcomes * factor, low * factor, high * factor, level).item()
    assert scaled == pytest.approx(score * factor)
    assert coverage(outcomes * factor, low * factor, high * factor) == coverage(outcomes, low, high)


def test_the_true_quantiles_score_best():
    """The score is proper: wider and narrower bands than the 10 % and 90 % quantiles cost more."""
    drawn = of(np.random.default_rng(0).normal(size=20_000))
    ends = [of(np.full(20_000, end)) for end in (0.8, 1.2816, 1.9)]
    narrow, right, wide = (winkler_score(drawn, -end, end, 0.8).item() for end in ends)
    assert right < min(narrow, wide)


def test_what_is_refused(refused):
    one = of([1.0])
    with refused("bad-intervals", "case=0"):
        coverage(one, of([2.0]), of([1.0]))
    with refused("missing-cells", "low"):
        coverage(one, of([np.nan]), one)
    with refused("infinite-cells", "high"):
        coverage(one, one, of([np.inf]))
    with refused("outside-range", "level"):
        winkler_score(one, one, one, 1.0)
    with refused("not-numeric", "outcomes"):
        coverage(one.astype(str), one, one)
