"""The growth model behind the baseline, against second computations."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm, t

from growthpole.plan import _growths


def walk(seed, years=12, activities=5, common=0.05, own=0.08):
    rng = np.random.default_rng(seed)
    steps = rng.normal(0.03, common, (years, 1)) + rng.normal(0, own, (years, activities))
    return np.exp(steps.cumsum(axis=0) + rng.normal(0, 1, activities))


@pytest.mark.parametrize(("steps", "years", "freedom"), [(7, 1, 6), (12, 3, 3), (7, 3, 4 / 3), (7, 5, 1), (7, 40, 1)])
def test_the_stretch_is_students_over_the_normal_quantile(steps, years, freedom):
    for level in (0.5, 0.8, 0.95):
        upper = (1 + level) / 2
        assert _growths.stretch(steps, years, level) == pytest.approx(t.ppf(upper, freedom) / norm.ppf(upper))


def test_a_single_activity_is_its_own_sum():
    levels = walk(1, activities=1)
    model = _growths.fit(levels)
    growth = np.diff(np.log(levels[:, 0]))
    said = _growths.ahead(model, 2, 0.8)
    assert said.median == pytest.approx(np.log(levels[-1]) + 2 * growth.mean())
    assert said.median == pytest.approx(said.total)
    assert said.variances == pytest.approx(0)
    wide = _growths.stretch(11, 2, 0.8) ** 2 * growth.var(ddof=1) * (2 + 4 / 11)
    assert said.total_variance == pytest.approx(wide)


def test_a_class_moderates_the_spread_of_the_sum():
    levels = walk(2)
    own = _growths.total_variance(levels)
    assert _growths.fit(levels).variance == pytest.approx(own)
    assert _growths.fit(levels, 4 * own).variance == pytest.approx((10 * own + 4 * 4 * own) / 14)


def test_drifts_are_shrunk_by_what_chance_explains():
    """Means 1, −1 with errors ½: between-variance 2 − ½, weight 1.5 / 2."""
    found, unsure = _growths._shrunk(np.array([1.0, -1.0]), np.array([0.5, 0.5]))
    assert found == pytest.approx([0.75, -0.75])
    assert unsure == pytest.approx([0.375, 0.375])
    none, sure = _growths._shrunk(np.array([0.1, -0.1]), np.array([0.5, 0.5]))
    assert none.tolist() == sure.tolist() == [0.0, 0.0]


@given(st.integers(0, 2**32 - 1), st.integers(3, 20), st.integers(2, 15))
def test_moderated_variances_keep_their_order_and_come_closer(seed, count, freedom):
    rng = np.random.default_rng(seed)
    drawn = rng.chisquare(freedom, count) * np.exp(rng.normal(size=count))
    found = _growths.moderated(drawn, freedom)
    assert (np.diff(found[np.argsort(drawn)]) >= -1e-12 * found.max()).all()
    assert np.ptp(np.log(found)) <= np.ptp(np.log(drawn)) + 1e-12
    assert _growths.moderated(drawn * 100, freedom) == pytest.approx(found * 100)


def test_variances_that_differ_by_chance_alone_become_one():
    """Smyth (2004), section 6: where log variances vary less than chance does, the prior has all the weight."""
    even = np.exp(np.linspace(-0.01, 0.01, 9))
    found = _growths.moderated(even, 5)
    assert np.ptp(found) == 0


def test_the_prior_is_that_of_the_draws():
    """20,000 variances from a scaled inverse χ² prior with 6 degrees of freedom: the weights give 6 back."""
    rng = np.random.default_rng(3)
    true = 6 * 2.0 / rng.chisquare(6, 20_000)
    seen = true * rng.chisquare(10, 20_000) / 10
    slope = np.polyfit(seen, _growths.moderated(seen, 10), 1)[0]
    assert slope == pytest.approx(10 / 16, abs=0.02)  # sampling error of the estimated prior


def test_shrinkage_equals_the_definition_pair_by_pair():
    scores = _growths._standardised(np.random.default_rng(4).normal(size=(9, 4)))
    noise = size = 0.0
    for i in range(4):
        for j in range(4):
            if i != j:
                products = scores[:, i] * scores[:, j]
                size += (9 / 8 * products.mean()) ** 2
                noise += 9 / 8**3 * ((products - products.mean()) ** 2).sum()
    assert _growths._shrinkage(scores) == pytest.approx(min(noise / size, 1))


def test_shocks_have_the_shrunk_covariance():
    levels = walk(5, years=30)
    model = _growths.fit(levels)
    covariance = model.common.T @ model.common + np.diag(model.own**2)
    relative = np.diff(np.log(levels), axis=0) - np.diff(np.log(levels.sum(axis=1)))[:, None]
    variances = _growths.moderated(relative.var(axis=0, ddof=1), 28)
    kept = 1 - _growths._shrinkage(_growths._standardised(relative - relative.mean(axis=0)))
    correlation = np.corrcoef(relative.T) * kept
    np.fill_diagonal(correlation, 1)
    assert covariance == pytest.approx(correlation * np.sqrt(np.outer(variances, variances)), abs=1e-12)


@given(st.integers(0, 10_000), st.floats(1e-3, 1e6))
def test_scale_moves_levels_only(seed, factor):
    levels = walk(seed)
    one, other = (_growths.ahead(_growths.fit(x), 4, 0.8) for x in (levels, levels * factor))
    assert other.median - np.log(factor) == pytest.approx(one.median, abs=1e-9)
    assert other.variances == pytest.approx(one.variances)
    assert other.total_variance == pytest.approx(one.total_variance)


def test_unsureness_grows_with_years_ahead():
    model = _growths.fit(walk(6))
    said = [_growths.ahead(model, years, 0.8) for years in range(1, 12)]
    assert (np.diff([one.total_variance for one in said]) > 0).all()
    assert (np.diff(np.sqrt([one.total_variance + one.variances for one in said]), axis=0) > 0).all()


def test_constant_shares_vary_with_the_sum_alone():
    growth = np.exp(np.random.default_rng(7).normal(0.05, 0.1, 10).cumsum())
    said = _growths.ahead(_growths.fit(np.outer(growth, [1.0, 2.0, 4.0])), 3, 0.8)
    assert said.variances == pytest.approx(np.zeros(3), abs=1e-25)  # squares of rounding errors
    assert np.exp(said.median - said.total) == pytest.approx([1 / 7, 2 / 7, 4 / 7])
