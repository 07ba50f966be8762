"""Ramps against numerical integration, triangular draws against scipy, blocks that never change the draws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import triang

from growthpole.errors import InputError, LabelMismatch
from growthpole.plan import _chances


@settings(deadline=None)
@given(st.floats(-3, 12), st.floats(0.01, 6))
def test_the_mean_share_on_line_is_that_of_numerical_integration(age, ramp):
    corners = [point for point in (0.0, ramp) if age - 1 < point < age]
    brute, _ = quad(lambda since: np.clip(since / ramp, 0, 1), age - 1, age, points=corners or None)
    # quad promises about 1.5e-8
    assert _chances.ramped(np.array(age), np.array(ramp)) == pytest.approx(brute, abs=1e-7)


@settings(deadline=None)
@given(st.floats(-3, 12), st.floats(-3, 12), st.floats(0, 6))
def test_the_share_on_line_never_falls_with_age(one, other, ramp):
    first, second = sorted((one, other))
    assert _chances.ramped(np.array(first), np.array(ramp)) <= _chances.ramped(np.array(second), np.array(ramp)) + 1e-12


def test_without_a_ramp_a_year_counts_from_first_output():
    ages = np.array([-1.0, 0.0, 0.25, 1.0, 5.0])
    assert _chances.ramped(ages, np.array(0.0)).tolist() == [0.0, 0.0, 0.25, 1.0, 1.0]


@pytest.mark.parametrize("triple", [(0.0, 1.0, 4.0), (2.0, 2.0, 3.0), (1.0, 5.0, 5.0), (-2.0, 0.0, 2.0)])
def test_triangular_draws_follow_the_distribution_of_scipy(triple):
    low, likely, high = triple
    chances = np.linspace(0, 1, 101)
    known = triang((likely - low) / (high - low), low, high - low).ppf(chances)
    found = _chances.triangular(chances, *map(np.array, triple))
    np.testing.assert_allclose(found, known, atol=1e-12)
    assert found.min() >= low
    assert found.max() <= high


def test_a_triple_without_width_is_its_value():
    assert _chances.triangular(np.array([0.0, 0.3, 0.999]), *(np.array(0.1),) * 3).tolist() == [0.1] * 3


@settings(deadline=None)
@given(st.floats(0, 9))
def test_spend_adds_up_to_the_investment(spend):
    shares = _chances.spread(np.arange(-3, 12), np.array(spend))
    assert shares.sum() == pytest.approx(1.0)
    assert np.count_nonzero(shares) == max(int(np.ceil(spend)), 1)
    assert not shares[:3].any()


def test_more_scenarios_leave_the_first_ones_as_they_are(many):
    projects = many(3)
    few = _chances.all_drawn(projects, np.random.default_rng(1), _chances.BLOCK + 5)
    more = _chances.all_drawn(projects, np.random.default_rng(1), _chances.BLOCK + 40)
    for name in ("reached", "utilisation", "delay", "overrun"):
        assert np.array_equal(getattr(few, name), getattr(more, name)[:, : _chances.BLOCK + 5])


def test_draws_have_the_probabilities_and_means_of_the_table(many):
    projects = many(4)
    draws = _chances.all_drawn(projects, np.random.default_rng(2), 20_000)
    # five standard errors of a share of 20,000
    np.testing.assert_allclose(draws.reached.mean(axis=1), projects.numbers("probability"), atol=5 * 0.5 / 20_000**0.5)
    for name in ("utilisation", "delay", "overrun"):
        mean = sum(projects.numbers(f"{name}{end}") for end in ("_low", "", "_high")) / 3
        # the standard deviation of each triple is below 1
        np.testing.assert_allclose(getattr(draws, name).mean(axis=1), mean, atol=5 / 20_000**0.5)


def test_years_are_whole_and_stand_once(refused):
    with refused("not-whole", "periods", "2026.5"):
        _chances.years("periods", [2025, 2026.5])
    with refused("not-whole", "True"):
        _chances.years("periods", [True])
    with refused("too-few-labels", "starts"):
        _chances.years("starts", [], "start")
    with refused("repeated-labels", "2026", kind=LabelMismatch):
        _chances.years("periods", [2026, 2027, 2026])


def test_starts_are_refused_together(candidates, refused):
    projects = candidates({"earliest": 2027.0}, {"latest": 2026.0}, {})
    with refused("bad-starts", "p0: 2026 lies outside 2027", "p1: 2027", "ghost is no candidate", "p2: '2026'"):
        _chances.begun(projects, {"p0": 2026, "p1": 2027, "ghost": 2026, "p2": "2026"})
    chosen, begin = _chances.begun(projects, {"p2": 2030, "p0": 2027})
    assert (chosen.tolist(), begin.tolist()) == ([0, 2], [2027, 2030])


def test_the_error_is_one_of_input(candidates):
    with pytest.raises(InputError):
        _chances.begun(candidates({}), {"p0": True})
