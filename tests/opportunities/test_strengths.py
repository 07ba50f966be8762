"""Strength: the quotient over its threshold, the rule for counts by brute force, what is set aside, laws."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.stats import binom

from growthpole.diagnose import location_quotient, presence
from growthpole.dims import REASONS
from growthpole.opportunities import strength

LEVELS = arrays(float, array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=5), elements=st.floats(0.5, 100.0))
COUNTS = arrays(int, array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=4), elements=st.integers(0, 12))


def table(values):
    values = np.asarray(values)
    coords = {"region": [f"r{i}" for i in range(len(values))], "activity": [f"a{j}" for j in range(values.shape[1])]}
    return xr.DataArray(values, coords=coords, dims=["region", "activity"])


def lower(k, n):
    """Share at which k or more of n would come one time in forty, by halving."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if binom.sf(k - 1, n, middle) < 0.025 else (low, middle)
    return low


@given(LEVELS, st.floats(0.3, 3.0))
@settings(max_examples=40, deadline=None)
def test_the_quotient_over_its_threshold(values, threshold):
    x = table(values)
    found, quotient = strength(x, threshold=threshold), location_quotient(x)
    np.testing.assert_allclose(found * threshold, quotient, rtol=1e-14)
    # a quotient within rounding of the threshold may fall on either side
    clear = abs(quotient / threshold - 1) > 1e-12
    assert ((found >= 1) == presence(quotient, threshold)).where(clear, other=True).all()
    assert (found.reason == 0).all()


@given(COUNTS)
@settings(max_examples=40, deadline=None)
def test_counts_are_present_with_three_units_and_a_lower_bound_above_one(values):
    if not (values.sum(axis=0).all() and values.sum(axis=1).all()):
        return
    found = strength(table(values), "counts")
    share = values.sum(axis=1) / values.sum()
    for (r, a), k in np.ndenumerate(values):
        bound = lower(k, values[:, a].sum()) / share[r] if k else 0.0
        # halving ends within 1e-18 of a share, the quantile itself within 1e-10 of it
        assert found.values[r, a] == pytest.approx(min(bound, k / 3), rel=1e-8, abs=1e-15)
        if abs(bound - 1) > 1e-8:
            assert (found.values[r, a] >= 1) == (k >= 3 and bound > 1)


def test_two_of_eleven_firms_are_no_specialisation():
    """Shandong's farm machinery: quotient 3.13, interval from .39."""
    found = strength(table([[2, 260], [9, 4244]]), "counts")
    assert found.values[0, 0].round(2) == 0.39
    assert strength(table([[2, 260], [9, 4244]])).values[0, 0].round(2) == 3.13


@given(LEVELS, st.sampled_from(["quotient", "counts"]), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_order_of_labels_changes_nothing(values, kind, random):
    x = table(np.ceil(values))
    regions, activities = list(x.region.values), list(x.activity.values)
    random.shuffle(regions)
    random.shuffle(activities)
    moved = x.sel(region=regions, activity=activities).transpose("activity", "region")
    found = strength(moved, kind)
    assert found.dims == ("activity", "region")
    xr.testing.assert_allclose(found.sel(x.coords).transpose(*x.dims), strength(x, kind), rtol=1e-13)


@given(LEVELS, st.floats(1e-3, 1e6))
@settings(max_examples=40, deadline=None)
def test_another_unit_changes_nothing(values, factor):
    np.testing.assert_allclose(strength(table(values * factor)), strength(table(values)), rtol=1e-12)


def test_an_outflow_is_no_specialisation_and_no_part_of_the_totals():
    found = strength(table([[-4.0, 6.0, 2.0], [3.0, 1.0, np.nan], [5.0, 2.0, 2.0]]))
    without = location_quotient(table([[np.nan, 6.0, 2.0], [3.0, 1.0, np.nan], [5.0, 2.0, 2.0]]), missing="absent")
    wanted = without.values.copy()
    wanted[0, 0] = 0.0
    np.testing.assert_array_equal(found, wanted)
    assert found.reason.values.tolist() == [[0, 0, 0], [0, 0, REASONS["missing"]], [0, 0, 0]]
    assert found.values[0, 0] == 0


def test_an_empty_region_and_an_empty_activity_have_none():
    x = table([[0, 0, 0], [3, 0, 1], [4, 0, 9]])
    for kind in ("quotient", "counts"):
        found = strength(x, kind)
        assert (found.reason.values[0, [0, 2]] == REASONS["zero_region"]).all()
        assert (found.reason.values[1:, 1] == REASONS["zero_activity"]).all()
        np.testing.assert_array_equal(np.isnan(found), found.reason != 0)
        assert found.attrs["unit"] == "1"
        assert found.attrs["convention"]


def test_failures(refused):
    x = table([[1.0, 2.0], [3.0, 4.0]])
    with refused("unknown-option", "kind", "levels", "counts"):
        strength(x, "levels")
    for threshold in (0.0, -1.0, np.nan, np.inf):
        with refused("not-above", "threshold"):
            strength(x, threshold=threshold)
    with refused("not-counts"):
        strength(x + 0.5, "counts")
    with refused("missing-dims", "activity"):
        strength(x.rename(activity="product"))
