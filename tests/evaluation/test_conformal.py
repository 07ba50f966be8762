import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from growthpole.evaluation import conformal_factor

SCORES = st.lists(st.floats(0, 100), max_size=40)


def test_nineteen_scores_hold_nine_tenths_by_the_eighteenth():
    """⌈20 × 0.9⌉ = 18."""
    assert conformal_factor(range(1, 20), 0.9) == 18.0


def test_four_of_five_needs_four_scores():
    assert conformal_factor([1.0, 2.0, 3.0], 0.8) == np.inf
    assert conformal_factor([1.0, 2.0, 3.0, 4.0], 0.8) == 4.0
    assert conformal_factor([], 0.8) == np.inf


@given(SCORES, st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_at_least_the_level_of_the_scores_seen_and_monotone_in_it(scores, one, other):
    low, high = sorted((one, other))
    factor = conformal_factor(scores, low)
    assert factor <= conformal_factor(scores, high)
    if scores:
        assert np.mean(np.asarray(scores) <= factor) >= low
    assert factor == conformal_factor(scores[::-1], low)


def test_the_next_of_the_same_kind_is_held_with_the_level():
    """20,000 draws of ten scores and the eleventh: ⌈11 × 0.8⌉ = 9, so exactly 9 in 11 are held."""
    drawn = np.random.default_rng(1).exponential(size=(20_000, 11))
    held = np.mean([row[-1] <= conformal_factor(row[:-1], 0.8) for row in drawn])
    assert held == pytest.approx(9 / 11, abs=4 * np.sqrt(9 * 2 / 11**2 / 20_000))  # four standard errors


def test_what_is_refused(refused):
    with refused("missing-cells", "scores"):
        conformal_factor([1.0, np.nan], 0.8)
    with refused("outside-range", "level"):
        conformal_factor([1.0], 0.0)
