from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import xarray as xr

from growthpole.backtest import fan_coverage
from growthpole.errors import Cancelled
from growthpole.evaluation import brier_score, coverage, crps, winkler_score
from growthpole.plan import calibrate, fan, naive_paths, odds, organic_paths
from growthpole.progress import CancelToken, silent

SCORES = ["coverage", "winkler", "crps", "brier"]


def panel(seed=0, years=13, regions=4, activities=3):
    rng = np.random.default_rng(seed)
    shape = (years, regions, activities)
    steps = rng.normal(0.03, 0.06, (years, regions, 1)) + rng.normal(0, 0.08, shape)
    labels = {
        "period": range(2000, 2000 + years),
        "region": [f"r{place}" for place in range(regions)],
        "activity": [f"a{place}" for place in range(activities)],
    }
    return xr.DataArray(np.exp(steps.cumsum(axis=0) + rng.normal(0, 1, shape[1:])), coords=labels, dims=list(labels))


def rows(record, **wanted):
    found = record.metrics
    for column, value in wanted.items():
        found = found[found[column] == value]
    return found


@pytest.fixture(scope="module")
def record():
    return fan_coverage(panel(), 2, paths=200)


def test_every_model_target_and_origin_has_a_row(record):
    assert rows(record).shape == (3 * 2 * 4, 8)
    assert sorted(set(record.metrics["origin"])) == [2007, 2008, 2009, 2010]
    assert set(rows(record, target="activity")["cases"]) == {12}
    assert set(rows(record, target="sum")["cases"]) == {4}
    assert record.left_out == {"histories": 0, "outcomes": 0}


@pytest.mark.parametrize("model", ["calibrated", "uncalibrated", "naive"])
@pytest.mark.parametrize("target", ["activity", "sum"])
def test_figures_are_those_of_the_public_parts(record, model, target):
    """One origin again, by the functions a user has: paths, fan, odds and the scores of ``evaluation``."""
    history, origin = panel(), 2008
    past, outcome = history.sel(period=slice(None, origin)), history.sel(period=origin + 2)
    seeds = np.random.default_rng(0).integers(2**63, size=(4, 4))[1]
    factors = calibrate(past, 2)
    found = []
    for place, seed in enumerate(seeds):
        own = past.isel(region=place, drop=True)
        match model:
            case "calibrated":
                paths = organic_paths(own, 2, int(seed), paths=200, calibration=factors)
            case "uncalibrated":
                paths = organic_paths(own, 2, int(seed), paths=200)
            case "naive":
                paths = naive_paths(own, 2, int(seed), paths=200)
        came = outcome.isel(region=place, drop=True)
        if target == "sum":
            paths, own, came = (x.sum("activity").expand_dims(activity=["sum"]) for x in (paths, own, came))
        ahead, last = (
            paths.isel(period=-1, drop=True).drop_vars("reason", errors="ignore"),
            own.isel(period=-1, drop=True),
        )
        change, happened = np.log(ahead / last), np.log(came / last).drop_vars("period")
        bands = fan(change, (0.1, 0.9)).drop_vars("reason")
        rate = np.log(own).diff("period").median("period")
        briers = [
            brier_score(odds(ahead, last * np.exp(2 * times * rate)).drop_vars("reason"), happened >= 2 * times * rate)
            for times in (1, 1.5)
        ]
        low, high = bands.isel(quantile=0, drop=True), bands.isel(quantile=1, drop=True)
        found.append(
            [
                coverage(happened, low, high).item(),
                winkler_score(happened, low, high, 0.8).item(),
                crps(change, happened).item(),
                np.mean([one.item() for one in briers]),
            ]
        )
    told = rows(record, model=model, target=target, origin=origin)[SCORES].values[0]
    assert told == pytest.approx(np.mean(found, axis=0))


def test_factors_are_those_known_at_each_origin(record):
    history = panel()
    for _, row in record.calibrations.iterrows():
        known = calibrate(history.sel(period=slice(None, int(row["origin"]))), 2)
        assert (row["total"], row["relative"]) == (known.total[1], known.relative[1])
        assert (row["spread"], row["origins"]) == (known.spread, known.origins[1])


def test_nothing_after_the_origin_enters(record):
    """A planted future: other values after 2010 may change only what is judged by them."""
    later = panel()
    later[-2:] = later[-2:] * np.random.default_rng(9).lognormal(0, 1, later[-2:].shape)
    other = fan_coverage(later, 2, paths=200)
    before = record.metrics["origin"] <= 2008  # judged by 2010
    assert record.metrics[before].equals(other.metrics[before])
    assert record.calibrations[:3].equals(other.calibrations[:3])
    assert (record.metrics[~before]["crps"] != other.metrics[~before]["crps"]).all()


def test_the_years_between_origin_and_outcome_do_not_enter():
    history = panel(years=10)
    one = fan_coverage(history, 2, paths=50)
    history[8] = history[8] * 5
    assert one.metrics.equals(fan_coverage(history, 2, paths=50).metrics)


def test_a_longer_panel_leaves_earlier_origins_as_they_were(record):
    shorter = fan_coverage(panel()[:-1], 2, paths=200)
    kept = record.metrics[record.metrics["origin"] <= 2009].reset_index(drop=True)
    assert shorter.metrics.equals(kept)


def test_the_same_figures_for_any_number_of_workers(record):
    for workers in (1, 2):
        with ThreadPoolExecutor(workers) as pool:
            found = fan_coverage(panel(), 2, paths=200, executor=pool)
        assert found.metrics.equals(record.metrics)
        assert found.calibrations.equals(record.calibrations)
    assert not fan_coverage(panel(), 2, paths=200, rng=1).metrics.equals(record.metrics)


def test_scores_do_not_depend_on_the_unit(record):
    found = fan_coverage(panel() * 1000.0, 2, paths=200)
    assert found.metrics[SCORES].values == pytest.approx(record.metrics[SCORES].values)


def test_one_region_needs_no_dimension_of_regions():
    one = panel().isel(region=[2])
    assert fan_coverage(one[:, 0].drop_vars("region"), 2, paths=50).metrics.equals(
        fan_coverage(one, 2, paths=50).metrics
    )


def test_cells_without_a_logarithm_are_left_out_and_counted():
    history = panel(years=11)
    history[5, 0, 0] = 0.0  # known at both origins
    history[9, 1, 1] = np.nan  # the outcome of 2007, and so of its sum
    history[:, 3] = -1.0  # a region without anything to carry on
    found = fan_coverage(history, 2, paths=50)
    assert found.left_out == {"histories": 2 * (1 + 3), "outcomes": 1}
    assert rows(found, model="naive", target="activity")["cases"].tolist() == [7, 8]
    assert rows(found, model="naive", target="sum")["cases"].tolist() == [2, 3]


def test_an_origin_without_a_case_has_no_figures():
    history = panel(years=11, regions=1, activities=1)
    history[9] = np.nan
    found = fan_coverage(history, 2, paths=50)
    first = rows(found, origin=2007)
    assert first["cases"].tolist() == [0] * 6
    assert first[SCORES].isna().all(axis=None)
    assert set(found.summary["worst_origin"]) == {2008}


def test_the_summary_is_the_mean_and_the_worst(record):
    told = record.summary
    assert told[["model", "target"]].values.tolist() == [
        [model, target] for model in ("calibrated", "uncalibrated", "naive") for target in ("activity", "sum")
    ]
    for _, row in told.iterrows():
        own = rows(record, model=row["model"], target=row["target"]).set_index("origin")
        assert row[SCORES].tolist() == pytest.approx(own[SCORES].mean().tolist())
        assert row["worst_coverage"] == own["coverage"].min() == own["coverage"][row["worst_origin"]]
        assert row["origins"] == 4


def test_common_shocks_make_the_naive_sum_fail_where_the_baseline_holds():
    """Thirty activities under one strong shock of the region: the naive sum is far too sure of itself."""
    rng = np.random.default_rng(4)
    steps = rng.normal(0.03, 0.1, (15, 12, 1)) + rng.normal(0, 0.03, (15, 12, 30))
    labels = {"period": range(2000, 2015), "region": range(12), "activity": range(30)}
    found = fan_coverage(xr.DataArray(np.exp(steps.cumsum(axis=0)), coords=labels, dims=list(labels)), 2, paths=200)
    told = found.summary.set_index(["target", "model"])
    assert told["coverage"]["sum", "naive"] < 0.5
    assert told["coverage"]["sum", "calibrated"] > 0.75
    for score in ("winkler", "crps"):
        assert told[score]["sum", "calibrated"] < told[score]["sum", "naive"]


def test_the_work_is_told_and_stopped():
    steps = []
    fan_coverage(panel(years=10), 2, paths=10, on_progress=steps.append)
    assert [(step.stage, step.done, step.total) for step in steps] == [
        ("calibrate", 1, 1),
        *(("fan_coverage", done, 4) for done in range(1, 5)),
    ]
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        fan_coverage(panel(years=10), 2, paths=10, on_progress=token.guard(silent))


def test_what_is_refused(refused):
    history = panel()
    with refused("too-short", "9", "10"):
        fan_coverage(history[:9], 2)
    with refused("year-gap", "2004"):
        fan_coverage(history.drop_sel(period=2004), 2)
    with refused("not-whole", "horizon"):
        fan_coverage(history, 0)
    with refused("not-whole", "paths"):
        fan_coverage(history, 2, paths=1)
    with refused("outside-range", "level"):
        fan_coverage(history, 2, level=1.0)
    with refused("one-table", "factor"):
        fan_coverage(history.expand_dims(factor=["x"]), 2)
    with refused("nothing-to-carry-on"):
        fan_coverage(history * 0, 2)
