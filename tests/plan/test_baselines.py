from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.dims import REASONS
from growthpole.errors import Cancelled, LabelMismatch
from growthpole.plan import Calibration, _growths, calibrate, fan, naive_paths, organic_paths
from growthpole.progress import CancelToken, silent


def panel(seed=0, years=12, activities=4):
    rng = np.random.default_rng(seed)
    steps = rng.normal(0.04, 0.05, (years, 1)) + rng.normal(0, 0.07, (years, activities))
    labels = {"period": range(2000, 2000 + years), "activity": [f"a{place}" for place in range(activities)]}
    levels = np.exp(steps.cumsum(axis=0) + rng.normal(3, 1, activities))
    return xr.DataArray(levels, coords=labels, dims=list(labels), attrs={"unit": "person"})


def factors(total=1.0, relative=1.0, *, spread=0.0025, horizon=5):
    return Calibration(
        level=0.8,
        total=(total,) * horizon,
        relative=(relative,) * horizon,
        spread=spread,
        origins=(5,) * horizon,
        cases=100,
        histories=9,
    )


# --- against the model and a second computation ---------------------------------------------------------------


@pytest.mark.parametrize("years", [1, 5])
def test_paths_have_the_medians_and_spreads_of_the_model(years):
    history = panel()
    logs = np.log(organic_paths(history, 5, 1, paths=20_000).sel(period=2011 + years).values)
    said = _growths.ahead(_growths.fit(history.values), years, 0.8)
    spread = np.sqrt(said.total_variance + said.variances)
    # medians of 20,000 draws err by 1.25 σ / √20,000 = 0.009 σ; four of these, and terms of third order of the shares
    assert np.median(logs, axis=0) == pytest.approx(said.median, abs=0.05 * spread.max())
    assert logs.std(axis=0) == pytest.approx(spread, rel=0.03)
    total = np.log(np.exp(logs).sum(axis=1))
    assert total.mean() == pytest.approx(said.total, abs=0.04 * np.sqrt(said.total_variance))
    assert total.std() == pytest.approx(np.sqrt(said.total_variance), rel=0.03)


def test_the_band_of_the_sum_is_students():
    """One activity, T = 11 growth rates: mean h ± t(11 / h − 1) s √(h + h² / T), the textbook prediction interval."""
    from scipy.stats import t

    history = panel(activities=1)
    growth = np.diff(np.log(history.values[:, 0]))
    logs = np.log(history.values[-1, 0])
    band = fan(organic_paths(history, 3, 2, paths=40_000), (0.1, 0.9)).values[:, :, 0]
    for years in (1, 3):
        wide = t.ppf(0.9, 11 / years - 1) * growth.std(ddof=1) * np.sqrt(years + years**2 / 11)
        found = np.log(band[:, years - 1]) - logs - years * growth.mean()
        assert found == pytest.approx([-wide, wide], rel=0.03)  # quantiles of 40,000 draws err by under 1 %


def test_the_naive_model_is_normal_and_independent():
    history = panel(activities=2)
    growth = np.diff(np.log(history.values), axis=0)
    changes = np.log(naive_paths(history, 3, 3, paths=20_000).values[:, -1] / history.values[-1])
    assert changes.mean(axis=0) == pytest.approx(3 * growth.mean(axis=0), abs=0.01)
    assert changes.std(axis=0) == pytest.approx(np.sqrt(3) * growth.std(axis=0, ddof=1), rel=0.02)
    assert abs(np.corrcoef(changes.T)[0, 1]) < 0.03  # four standard errors of 20,000 draws


def test_activities_that_share_shocks_leave_the_naive_sum_too_narrow():
    history = panel(activities=30)
    width = [
        np.ptp(np.log(fan(paths.sum("activity"), (0.1, 0.9)).values[:, -1]))
        for paths in (draw(history, 3, 4, paths=2000) for draw in (organic_paths, naive_paths))
    ]
    assert width[0] > 2 * width[1]


# --- laws -----------------------------------------------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.floats(1e-6, 1e9))
def test_levels_in_another_unit_give_paths_in_that_unit(seed, factor):
    history = panel(seed)
    for draw in (organic_paths, naive_paths):
        one, other = draw(history, 4, seed, paths=20), draw(history * factor, 4, seed, paths=20)
        assert other.values == pytest.approx(one.values * factor, rel=1e-9)


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(4)), st.integers(0, 1000))
def test_the_order_of_activities_changes_nothing(order, seed):
    history = panel(seed)
    for draw in (organic_paths, naive_paths):
        one, other = draw(history, 3, seed, paths=20), draw(history.isel(activity=order), 3, seed, paths=20)
        assert other.activity.values.tolist() == history.activity.values[order].tolist()
        xr.testing.assert_identical(other.sel(activity=history.activity), one)


@pytest.mark.parametrize("calibrated", [False, True])
def test_the_same_bytes_for_any_number_of_workers(calibrated):
    history = panel()
    factor = calibrate(history, 3) if calibrated else None
    alone = organic_paths(history, 3, 5, paths=2100, calibration=factor).values.tobytes()
    for workers in (1, 2, 4):
        with ThreadPoolExecutor(workers) as pool:
            found = organic_paths(history, 3, 5, paths=2100, calibration=factor, executor=pool)
        assert found.values.tobytes() == alone
    assert organic_paths(history, 3, np.random.default_rng(5), paths=2100, calibration=factor).values.tobytes() == alone
    assert organic_paths(history, 3, 6, paths=2100, calibration=factor).values.tobytes() != alone


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000), st.floats(1, 3), st.floats(1, 3))
def test_a_calibrated_band_holds_the_uncalibrated_one(seed, total, relative):
    history = panel(seed)
    own = _growths.total_variance(history.values)  # a class like the region itself: only the factors differ
    narrow = organic_paths(history, 5, seed, paths=1000)
    wide = organic_paths(history, 5, seed, paths=1000, calibration=factors(total, relative, spread=own))
    for one, other in ((narrow, wide), (narrow.sum("activity"), wide.sum("activity"))):
        inner, outer = (np.log(fan(paths, (0.1, 0.5, 0.9)).values) for paths in (one, other))
        # quantiles of 1000 draws err by a few per cent of the width; only those of the sum are stretched exactly
        slack = 0.05 * (inner[2] - inner[0]) if one.ndim == 3 else 1e-9
        assert (outer[0] <= inner[0] + slack).all()
        assert (outer[2] >= inner[2] - slack).all()


def test_bands_are_wider_by_the_factors():
    """The sum by its factor exactly; activities, less the sum, by theirs."""
    history = panel()
    narrow, wide = (organic_paths(history, 5, 8, paths=4000, calibration=one) for one in (factors(), factors(1.3, 1.5)))
    sums = [np.log(paths.sum("activity").values) for paths in (narrow, wide)]
    inner, outer = (np.ptp(np.quantile(one, (0.1, 0.9), axis=0), axis=0) for one in sums)
    assert outer / inner == pytest.approx(np.full(5, 1.3))
    shares = [np.log(paths.values) - one[:, :, None] for paths, one in zip((narrow, wide), sums, strict=True)]
    inner, outer = (np.ptp(np.quantile(one, (0.1, 0.9), axis=0), axis=0) for one in shares)
    # that shares add up to one bends the stretch a little where they are large
    assert outer / inner == pytest.approx(np.full(inner.shape, 1.5), rel=0.05)


def test_factors_of_one_and_the_own_spread_change_nothing():
    history = panel()
    same = factors(spread=_growths.total_variance(history.values))
    one, other = organic_paths(history, 5, 9, paths=50), organic_paths(history, 5, 9, paths=50, calibration=same)
    assert other.values == pytest.approx(one.values, rel=1e-9)


# --- what is left out, and what is refused --------------------------------------------------------------------


def test_activities_without_a_logarithm_are_left_out_with_their_reason():
    history = panel(activities=5)
    for place, value in ((1, 0.0), (2, -1.0), (4, np.nan)):
        history[3, place] = value
    for draw in (organic_paths, naive_paths):
        found = draw(history, 2, 1, paths=10)
        names = ["defined", "zero_base", "not_applicable", "defined", "missing"]
        assert found.reason.values.tolist() == [REASONS[name] for name in names]
        assert np.isnan(found.values).all(axis=(0, 1)).tolist() == [False, True, True, False, True]
        kept = draw(history.isel(activity=[0, 3]), 2, 1, paths=10)
        xr.testing.assert_identical(found.isel(activity=[0, 3]).drop_vars("reason"), kept.drop_vars("reason"))


def test_the_result_says_its_unit_its_years_and_what_was_done():
    history = panel()
    found = organic_paths(history, 2, 1, paths=3)
    assert found.dims == ("path", "period", "activity")
    assert found.attrs["unit"] == "person"
    assert "not calibrated" in found.attrs["convention"]
    assert found.period.values.tolist() == [2012, 2013]
    told = organic_paths(history, 2, 1, paths=3, calibration=factors()).attrs["convention"]
    assert "coverage on past origins of other series; conformal is marginal" in told


@pytest.mark.parametrize("draw", [organic_paths, naive_paths])
def test_histories_that_are_refused(draw, refused):
    history = panel()
    with refused("too-short", "7", "8"):
        draw(history.isel(period=slice(0, 7)), 3, 1)
    with refused("year-gap", "2004"):
        draw(history.drop_sel(period=2004), 3, 1)
    with refused("periods-not-ordered"):
        draw(history[::-1], 3, 1)
    with refused("not-a-year"):
        draw(history.assign_coords(period=[f"{year}-06" for year in range(2000, 2012)]), 3, 1)
    with refused("nothing-to-carry-on", "4"):
        draw(history * 0, 3, 1)
    with refused("not-whole", "horizon"):
        draw(history, 0, 1)
    with refused("not-whole", "paths"):
        draw(history, 1, 1, paths=0)
    with refused("one-table", "region"):
        draw(history.expand_dims(region=["N"]), 1, 1)
    with refused("growth-overflow"):
        draw(history * np.exp(50.0 * np.arange(12))[:, None] / 1e200, 50, 1, paths=2)
    with refused("no-labels", kind=LabelMismatch):
        draw(history.drop_vars("activity"), 1, 1)
    broken = history.copy()
    broken[:5] = np.nan
    marks = np.where(np.isnan(broken.values), REASONS["series_break"], 0)
    with refused("history-break", "period=2000"):
        draw(broken.assign_coords(reason=(history.dims, marks)), 3, 1)


def test_a_calibration_for_something_else_is_refused(refused):
    with refused("calibration-differs", "5", "6"):
        organic_paths(panel(), 6, 1, calibration=factors())
    with refused("calibration-differs", "0.8", "0.9"):
        organic_paths(panel(), 2, 1, calibration=factors(), level=0.9)
    with refused("outside-range", "level"):
        organic_paths(panel(), 2, 1, level=1.0)


def test_the_work_is_told_and_stopped():
    steps = []
    organic_paths(panel(), 1, 1, paths=1200, on_progress=steps.append)
    assert [(step.stage, step.done, step.total) for step in steps] == [("paths", done, 3) for done in (1, 2, 3)]
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        organic_paths(panel(), 1, 1, on_progress=token.guard(silent))


def test_activities_that_mirror_each_other_have_paths():
    """All of their scatter is shared, so that nothing of their own is left but for rounding."""
    turns = np.cumsum(np.tile([0.02, -0.02], 5))
    levels = 100 * np.exp(np.stack([turns, -turns], axis=1))
    history = xr.DataArray(levels, {"period": range(2011, 2021), "activity": ["a", "b"]}, ("period", "activity"))
    paths = organic_paths(history, 3, 1, paths=200)
    assert np.isfinite(paths.values).all()
    assert (paths.values > 0).all()
