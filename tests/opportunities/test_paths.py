"""Paths against loops over years and cells, in plain numbers; one period; what is unknown; laws."""

import math
from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.opportunities.histories import History
from growthpole.opportunities.paths import BORROWED, UNREST, path_of

YEARS = st.lists(st.integers(1, 5), min_size=1, max_size=6).map(
    lambda gaps: tuple(2000 + sum(gaps[:place]) for place in range(len(gaps) + 1))
)


def with_strengths(strengths, years):
    shape = np.shape(strengths)
    return History(
        years=tuple(years),
        regions=tuple(f"r{i}" for i in range(shape[1])),
        activities=tuple(f"a{j}" for j in range(shape[2])),
        values=np.ones(shape),
        strengths=np.asarray(strengths, dtype=float),
    )


def logarithm(value):
    return math.log(min(max(value, 0.01), 100.0))


def squares(strengths, years, r, a):
    """Squared changes a year of a cell in the last eight years or the last three changes, where both ends are known."""
    found = []
    for place in range(1, len(years)):
        before, after = strengths[place - 1][r][a], strengths[place][r][a]
        recent = years[place] > years[-1] - 8 or place >= len(years) - 3
        if recent and not (math.isnan(before) or math.isnan(after)):
            moved = logarithm(max(after, 0.1)) - logarithm(max(before, 0.1))
            found.append(moved**2 / (years[place] - years[place - 1]))
    return found


def unrest_by_hand(strengths, years, r, a):
    regions, activities = range(len(strengths[0])), range(len(strengths[0][0]))
    own = squares(strengths, years, r, a)
    region = [one for other in activities for one in squares(strengths, years, r, other)]
    activity = [one for other in regions for one in squares(strengths, years, other, a)]
    everything = [one for i in regions for j in activities for one in squares(strengths, years, i, j)]
    if not everything:
        return UNREST
    whole = sum(everything) / len(everything)
    by_region = sum(region) / len(region) if region else whole
    by_activity = sum(activity) / len(activity) if activity else whole
    expected = by_region * by_activity / whole if whole > 0 else 0.0
    return math.sqrt(max((sum(own) + BORROWED * expected) / (len(own) + BORROWED), 1e-6))


def path_by_hand(strengths, years, horizon, r, a):
    past = [strengths[place][r][a] for place in range(len(years))]
    now = past[-1]
    if math.isnan(now):
        return None
    now = logarithm(now)
    unrest = unrest_by_hand(strengths, years, r, a)
    known = [(year, logarithm(value)) for year, value in zip(years, past, strict=True) if not math.isnan(value)]
    peak = max(value for year, value in known if year >= years[-1] - 5) - now
    lately = [value for year, value in known if year >= years[-1] - 8]
    base = max([place for place, year in enumerate(years) if year <= years[-1] - horizon], default=0)
    momentum = last = 0.0
    if base < len(years) - 1 and not math.isnan(past[base]):
        momentum = (now - logarithm(past[base])) * horizon / (years[-1] - years[base])
    if len(years) > 1 and not math.isnan(past[-2]):
        last = (now - logarithm(past[-2])) / (years[-1] - years[-2])
    distance = min(max(now / unrest, -40.0), 40.0)
    return now, unrest, distance, peak, sum(lately) / len(lately) - now, momentum, last


@given(YEARS, st.integers(1, 6), st.integers(0, 2**32 - 1), st.floats(0, 0.6))
@settings(max_examples=60, deadline=None)
def test_equal_to_loops_on_panels_with_gaps_and_holes(years, horizon, seed, holes):
    rng = np.random.default_rng(seed)
    strengths = np.exp(rng.normal(0, 2, (len(years), 3, 4)))
    strengths[rng.uniform(size=strengths.shape) < holes] = np.nan
    strengths[rng.uniform(size=strengths.shape) < 0.1] = 0.0
    found = path_of(with_strengths(strengths, years), horizon)
    for r, a in np.ndindex(3, 4):
        by_hand = path_by_hand(strengths.tolist(), years, horizon, r, a)
        own = [part[r, a] for part in astuple(found)]
        if by_hand is None:
            assert np.isnan(own[0])
            assert np.isnan(own[2])
        else:
            # logarithms up to 5 in sums of some tens
            np.testing.assert_allclose(own, by_hand, rtol=1e-10, atol=1e-12)


def test_one_period_and_a_panel_without_a_known_change_have_the_unrest_of_others():
    alone = path_of(with_strengths([[[0.5, 2.0]]], (2020,)), 3)
    assert alone.unrest.tolist() == [[UNREST, UNREST]]
    np.testing.assert_allclose(alone.distance, [[math.log(0.5) / UNREST, math.log(2.0) / UNREST]], rtol=1e-14)
    for part in (alone.peak, alone.mean, alone.momentum, alone.last_move):
        assert part.tolist() == [[0, 0]]
    first_unknown = path_of(with_strengths([[[np.nan, np.nan]], [[0.5, 2.0]]], (2019, 2020)), 1)
    np.testing.assert_array_equal(first_unknown.unrest, alone.unrest)
    np.testing.assert_array_equal(first_unknown.distance, alone.distance)


def test_a_calm_panel_is_far_from_everything_but_not_infinitely():
    still = path_of(with_strengths(np.broadcast_to([[0.5, 1.0, 2.0]], (4, 1, 3)), (2000, 2001, 2002, 2003)), 2)
    assert still.distance.tolist() == [[-40.0, 0.0, 40.0]]


def test_the_other_way_round_in_time_a_cell_moves_back():
    rng = np.random.default_rng(0)
    strengths = np.exp(rng.normal(size=(5, 3, 3)))
    forward = path_of(with_strengths(strengths, range(2000, 2005)), 4)
    back = path_of(with_strengths(strengths[::-1], range(2000, 2005)), 4)
    np.testing.assert_allclose(forward.momentum, -back.momentum, rtol=1e-12)
    np.testing.assert_allclose(forward.unrest, back.unrest, rtol=1e-12)


def test_a_year_counts_less_the_farther_it_reaches():
    """The same walk seen every second year has the same yearly unrest, on average."""
    rng = np.random.default_rng(1)
    strengths = np.exp(0.1 * rng.normal(size=(9, 40, 40)).cumsum(axis=0))
    yearly = path_of(with_strengths(strengths, range(2000, 2009)), 2).unrest
    sparse = path_of(with_strengths(strengths[::2], range(2000, 2009, 2)), 2).unrest
    # 1,600 cells of four changes each: a standard error of the mean variance of 1.8 %
    assert (sparse**2).mean() == pytest.approx((yearly**2).mean(), rel=0.08)
    assert (yearly**2).mean() == pytest.approx(0.01, rel=0.05)
