"""Which part of a presence matrix can be scaled: against every set of activities, one by one."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose._scalable import lasting

MATRICES = arrays(bool, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=6), elements=st.booleans())


def brute(m):
    """Part with most activities for each of its regions, and whether a group in it shares its just part."""
    every = [set(chosen) for size in range(1, m.shape[1] + 1) for chosen in combinations(range(m.shape[1]), size)]
    ratio = {tuple(s): Fraction(len(s), int(m[:, sorted(s)].any(axis=1).sum())) for s in every}
    tight = [s for s in every if ratio[tuple(s)] == max(ratio.values())]
    part = sorted(set().union(*tight))
    sharing = False
    for chosen in tight:
        rest = [a for a in part if a not in chosen]
        sharing |= bool(m[np.ix_(m[:, sorted(chosen)].any(axis=1), rest)].any())
    return m[:, part].any(axis=1), np.isin(range(m.shape[1]), part), sharing


@given(MATRICES)
@settings(max_examples=300, deadline=None)
def test_equal_to_trying_every_set(values):
    assume(values.any())
    m = values[values.any(axis=1)][:, values.any(axis=0)].astype(float)
    found = lasting(m)
    regions, activities, sharing = brute(m)
    np.testing.assert_array_equal(found.regions, regions)
    np.testing.assert_array_equal(found.activities, activities)
    assert found.falling.any() == sharing
    assert not (found.falling & ~found.regions).any()


@pytest.mark.parametrize(
    ("m", "falling"),
    [
        ([[1, 1], [0, 1]], [1]),
        ([[1, 1, 1], [0, 1, 1], [0, 0, 1]], [1, 2]),
        ([[1, 1, 0], [1, 1, 0], [0, 1, 1]], [0, 1]),
        ([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]], []),
        ([[1, 1, 1], [0, 1, 1]], []),
    ],
)
def test_regions_that_fall_are_those_whose_activities_others_share(m, falling):
    assert np.flatnonzero(lasting(np.array(m, dtype=float)).falling).tolist() == falling
