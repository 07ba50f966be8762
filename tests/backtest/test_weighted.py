"""Weighted area and average precision against the published ones, ties and all, and against repeating cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from growthpole.backtest._weighted import ordered

CASES = st.lists(
    st.tuples(st.sampled_from([-1.5, 0.0, 0.25, 0.5, 3.0]), st.booleans(), st.integers(0, 4)), min_size=1, max_size=30
)


def columns(cases):
    score, event, weight = (np.array(part) for part in zip(*cases, strict=True))
    return score, event.astype(bool), weight.astype(float)


@given(CASES)
@settings(max_examples=200, deadline=None)
def test_equal_to_the_published_measures(cases):
    score, event, weight = columns(cases)
    held = ordered(score, event)
    hits, others = weight[event].sum(), weight[~event].sum()
    if hits > 0:
        expected = average_precision_score(event, score, sample_weight=weight)
        assert held.measures(weight)[1] == pytest.approx(expected, rel=1e-12)
    else:
        assert np.isnan(held.measures(weight)[1])
    if hits > 0 and others > 0:
        assert held.measures(weight)[0] == pytest.approx(roc_auc_score(event, score, sample_weight=weight), rel=1e-12)
    else:
        assert np.isnan(held.measures(weight)[0])


@given(CASES)
@settings(max_examples=60, deadline=None)
def test_a_weight_is_a_case_repeated(cases):
    score, event, weight = columns(cases)
    times = weight.astype(int)
    if not times.sum():
        return
    one, repeated = ordered(score, event), ordered(np.repeat(score, times), np.repeat(event, times))
    alike = np.ones(times.sum())
    # the sums are of the same whole numbers, only in another grouping
    np.testing.assert_allclose(one.measures(weight)[0], repeated.measures(alike)[0], rtol=1e-13)
    np.testing.assert_allclose(one.measures(weight)[1], repeated.measures(alike)[1], rtol=1e-13)


@given(CASES)
@settings(max_examples=60, deadline=None)
def test_pairs_counted_one_by_one(cases):
    score, event, weight = columns(cases)
    won = pairs = 0.0
    for s, e, w in zip(score, event, weight, strict=True):
        for t, f, v in zip(score, event, weight, strict=True):
            if e and not f:
                won, pairs = won + w * v * ((s > t) + (s == t) / 2), pairs + w * v
    found = ordered(score, event).measures(weight)[0]
    assert np.isnan(found) if pairs == 0 else found == pytest.approx(won / pairs, rel=1e-12)
