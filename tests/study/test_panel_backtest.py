"""The back-test of a table: what is asked, what is refused, and the same answer for any number of workers."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from growthpole.backtest import evaluate
from growthpole.errors import Cancelled, SeveralProblems
from growthpole.study import BacktestOptions, backtest_panel
from growthpole.study.panel_reading import read_panel
from growthpole.views import track_json

FEW = ("current_lq", "distance", "logit")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A random walk of 12 years, 12 regions and 10 activities."""
    rng = np.random.default_rng(0)
    steps = rng.normal(0, 0.35, (12, 12, 10)).cumsum(axis=0) + rng.normal(0, 1, (12, 10))
    where = tmp_path_factory.mktemp("panel") / "walk.csv"
    with where.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["region", "industry", "year", "jobs"])
        for (t, r, a), value in np.ndenumerate(np.exp(steps)):
            writer.writerow([f"R{r}", f"a{a}", 2005 + t, value])
    return where


@pytest.fixture(scope="module")
def record(path):
    return backtest_panel(path, BacktestOptions(models=FEW, draws=20, horizon=2))


def test_it_is_the_evaluation_of_the_table(path, record):
    direct = evaluate(read_panel(path).panel, 2, "entry", FEW, draws=20)
    assert record.evaluation.metrics.equals(direct.metrics)
    assert record.evaluation.selected == direct.selected
    assert record.sustained.metrics.equals(evaluate(read_panel(path).panel, 2, "sustained", FEW, draws=20).metrics)
    assert record.sustained.cold_start.empty


def test_origins_list_the_windows_that_were_over(record):
    last = record.origins[-1]
    assert (last.start, last.target, last.known) == (2014, 2016, 2016)
    # the oldest window has no past, and others are there
    assert last.training == tuple((year, year + 2) for year in range(2006, 2013))
    assert record.origins[0].training == ()
    assert {origin.start for origin in record.origins} == set(record.evaluation.metrics["origin"])


def test_time_is_kept_by_stage(record):
    assert {"read", "features", "backtest", "sustained_features"} <= set(record.seconds)
    assert all(seconds >= 0 for seconds in record.seconds.values())


def test_the_sustained_entry_is_left_out_where_no_origin_allows_it(path):
    options = BacktestOptions(models=FEW, draws=0, horizon=11)
    assert backtest_panel(path, options).sustained is None
    assert backtest_panel(path, BacktestOptions(models=FEW, draws=0, task="exit", horizon=8)).sustained is None


def test_two_workers_say_the_same_as_one(path, record):
    spread = backtest_panel(path, BacktestOptions(models=FEW, draws=20, horizon=2, workers=2))
    assert track_json(spread) == track_json(record)


def test_a_horizon_that_leads_nowhere_is_told_which_do(path, refused):
    with refused("backtest-horizon", "12", "10, 11"):
        backtest_panel(path, BacktestOptions(horizon=12))
    with refused("backtest-horizon", "sustained", "1, 2, 3, 4, 5, 6, 7, 8, 9"):
        backtest_panel(path, BacktestOptions(horizon=10, task="sustained"))
    with refused("backtest-horizon"):
        backtest_panel(path, BacktestOptions(horizon=0))


def test_wrong_options_and_a_wrong_file_are_told_together(path, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text(path.read_text(encoding="utf-8") + "R1,,2005,1\n", encoding="utf-8")
    options = BacktestOptions(task="enter", absent="nil", models=("oracle",), threshold=0.0, top=0, draws=-1, workers=0)
    with pytest.raises(SeveralProblems) as caught:
        backtest_panel(bad, options)
    message = caught.value.message()
    for word in ("--task", "--absent", "oracle", "--threshold", "--top", "--draws", "--workers", "industry"):
        assert word in message


def test_work_is_stopped_by_a_step(path):
    def stop(step):
        if step.stage == "backtest":
            raise Cancelled

    for workers in (1, 2):
        with pytest.raises(Cancelled):
            backtest_panel(path, BacktestOptions(models=FEW, draws=0, workers=workers), on_progress=stop)
