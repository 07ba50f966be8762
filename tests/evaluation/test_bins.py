"""Bins: equal numbers where values differ, equal values together, in order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from growthpole.evaluation._bins import quantile_bins


@given(st.lists(st.integers(0, 6), max_size=40), st.integers(1, 12))
def test_laws(values, bins):
    values = np.array(values, dtype=np.float64)
    found = quantile_bins(values, bins)
    assert found.shape == values.shape
    assert sorted(set(found)) == list(range(len(set(found))))
    assert len(set(found)) <= bins
    for value in set(values):
        assert len(set(found[values == value])) == 1
    order = np.argsort(values, kind="stable")
    assert (np.diff(found[order]) >= 0).all()
    np.testing.assert_array_equal(quantile_bins(values[::-1], bins), found[::-1])


@given(st.integers(1, 60), st.integers(1, 12), st.randoms(use_true_random=False))
def test_distinct_values_fall_into_nearly_equal_bins(count, bins, random):
    values = list(range(count))
    random.shuffle(values)
    sizes = np.bincount(quantile_bins(np.array(values, dtype=np.float64), bins))
    assert sizes.max() - sizes.min() <= 1
    assert sizes.size == min(bins, count)
