import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, t

from growthpole.plan import Calibration, calibrate


def panel(seed=0, years=13, regions=6, activities=3, common=0.05, own=0.08):
    rng = np.random.default_rng(seed)
    shape = (years, regions, activities)
    steps = rng.normal(0.03, common, (years, regions, 1)) + rng.normal(0, own, shape)
    labels = {"period": range(2000, 2000 + years), "region": [f"r{i}" for i in range(regions)], "activity": list("abc")}
    levels = np.exp(steps.cumsum(axis=0) + rng.normal(0, 1, shape[1:]))
    return xr.DataArray(levels, coords=labels, dims=list(labels))


def boom(history, last, rate):
    """The history, growing by so much more after a year: bands of before must miss what came."""
    return history * rate ** (history.period - last).clip(0)


def by_hand(levels, horizon, level=0.8):
    """Factors of sums [year, region], written out: no part of it is shared with the code."""
    logs = np.log(levels)
    factors = []
    for ahead in range(1, horizon + 1):
        needed = []
        for last in range(3, len(logs) - ahead):
            growth = np.diff(logs[: last + 1], axis=0)
            steps = len(growth)
            own = growth.var(axis=0, ddof=1)
            variance = ((steps - 1) * own + 4 * own.mean()) / (steps + 3)
            quantile = t.ppf((1 + level) / 2, max(steps / ahead - 1, 1)) / norm.ppf((1 + level) / 2)
            wide = norm.ppf((1 + level) / 2) * quantile * np.sqrt(variance * (ahead + ahead**2 / steps))
            scores = np.abs(logs[last + ahead] - logs[last] - ahead * growth.mean(axis=0)) / wide
            needed.append(np.sort(scores)[int(np.ceil(len(scores) * level - 1e-9)) - 1])
        place = int(np.ceil((len(needed) + 1) * level - 1e-9))
        factors.append(max(1.0, np.sort(needed)[place - 1] if place <= len(needed) else max(needed)))
    return factors


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9])
def test_factors_of_the_sum_equal_a_second_computation(level):
    history = boom(panel(common=0.2), 2006, 1.5)
    found = calibrate(history, 4, level=level)
    expected = by_hand(history.sum("activity").values, 4, level)
    assert found.total == pytest.approx(expected)
    assert max(expected) > 1
    assert found.origins == (9, 8, 7, 6)
    assert found.histories == 6
    assert found.cases == 18 * sum(found.origins)
    sums = np.diff(np.log(history.sum("activity").values), axis=0)
    assert found.spread == pytest.approx(sums.var(axis=0, ddof=1).mean())


def test_relative_factors_hold_the_level_of_past_cases():
    """With the factors, just the level's share of the past cases lies inside, and with a little less no longer."""
    from growthpole.plan import _errors

    history = panel(1, own=0.02)
    jumps = np.random.default_rng(2).standard_t(2, history.shape) * (history.period.values > 2006)[:, None, None]
    history = history * np.exp(0.2 * jumps)  # what came was wilder than what was known
    found = calibrate(history, 1)
    assert found.relative[0] > 1
    errors = _errors.errors_of(_errors.members_of(history), 1, 0.8)[1]
    for factor, held in ((found.relative[0], True), (found.relative[0] - 1e-6, False)):
        held_by = [np.sqrt(found.total[0] ** 2 * one.total_variances + factor**2 * one.variances) for one in errors]
        inside = np.concatenate([one.errors <= wide for one, wide in zip(errors, held_by, strict=True)])
        assert (inside.sum() >= np.ceil(0.8 * (len(inside) + 1))) == held


def test_it_widens_where_the_past_was_wilder_than_was_known():
    calm = panel(3)
    assert min(calibrate(boom(calm, 2007, 1.5), 3).total) > max(calibrate(calm, 3).total)


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(6)), st.permutations(range(3)), st.floats(1e-3, 1e6), st.integers(0, 1000))
def test_order_and_unit_change_nothing(regions, activities, factor, seed):
    history = panel(seed)
    one, other = calibrate(history, 3), calibrate(history.isel(region=regions, activity=activities) * factor, 3)
    assert other.total == pytest.approx(one.total)
    assert other.relative == pytest.approx(one.relative)
    assert min(one.total + one.relative) >= 1


def test_a_list_of_histories_is_the_panel():
    history = panel()
    parts = [history.isel(region=place, drop=True) for place in range(6)]
    assert calibrate(parts, 3) == calibrate(history, 3)
    assert calibrate(iter(parts[:1]), 3) == calibrate(parts[0], 3)


def test_histories_of_different_years_meet_by_year():
    history = panel()
    long, short = history.isel(region=0, drop=True), history.isel(region=1, drop=True).isel(period=slice(3, None))
    found = calibrate([long, short], 2)
    assert found.origins == (9, 8)
    assert found.cases == 3 * (9 + 8) + 3 * (6 + 5)


def test_years_ahead_without_a_past_take_the_factors_before():
    found = calibrate(boom(panel(5, years=8), 2003, 2.0), 6)
    assert found.origins == (4, 3, 2, 1, 0, 0)
    assert found.total[4] == found.total[5] == found.total[3] > 1
    assert found.relative[5] == found.relative[3]


def test_what_has_no_logarithm_is_no_case():
    history = panel()
    clean = calibrate(history, 2)
    gone = history.copy()
    gone[-1, 0, 0] = 0.0  # an outcome of the last origin of each year ahead
    assert calibrate(gone, 2).cases == clean.cases - 2
    none = history.copy()
    none[:, 0] = 0.0
    assert calibrate(none, 2).histories == 5


def test_a_constant_history_teaches_nothing():
    labels = {"period": range(2000, 2010), "activity": ["a", "b"]}
    found = calibrate(xr.DataArray(np.full((10, 2), 8.0), coords=labels, dims=list(labels)), 2)
    assert found.total == found.relative == (1.0, 1.0)
    assert found.origins == (0, 0)


def test_histories_that_are_refused(refused):
    history = panel()
    with refused("too-short", "7"):
        calibrate(history[:7], 1)
    with refused("year-gap", "2003"):
        calibrate(history.drop_sel(period=2003), 1)
    with refused("nothing-to-carry-on"):
        calibrate(history * 0, 1)
    with refused("nothing-to-carry-on"):
        calibrate([], 1)
    with refused("not-whole", "horizon"):
        calibrate(history, 101)
    with refused("outside-range", "level"):
        calibrate(history, 1, level=0.0)


def test_all_problems_of_a_calibration_are_told(refused):
    with refused("bad-calibration", "5", "level 1.5", "total inf", "relative 0.5", "spread -1", "1, 2 and 1"):
        Calibration(level=1.5, total=(np.inf,), relative=(0.5, 1.0), spread=-1, origins=(1,), cases=1, histories=1)
