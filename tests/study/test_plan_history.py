"""A modelled history in a study: against a second computation, beside the reference class, and when it is refused."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from growthpole.backtest import fan_coverage
from growthpole.plan import calibrate, organic_paths
from growthpole.study import explain, run_study
from growthpole.study.stages.plan_history import SEED
from growthpole.study.stages.plan_history_tables import RECORD_PATHS

MODELLED = ("modelled_odds", "modelled_fan", "activity_fan", "calibration", "fan_record", "fan_summary")
YEARS, BASE, GOAL = 4, 2017, 2021


def rows_of(run, name):
    return run.table(name).rows()


def history_of(folder, run):
    """The panel as its file has it, [period, region, activity]."""
    data = pd.read_csv(folder / "sources" / "levels.csv")
    data = data[data["period"] <= BASE].set_index(["period", "region", "activity"])["value"]
    assert run.case.plan.history.periods == tuple(range(2004, BASE + 1))
    return xr.DataArray.from_series(data).assign_attrs(unit="1e8 CNY")


def recomputed(panel, run, horizon=YEARS):
    """Paths and calibration from the public functions and the seed of the run alone."""
    calibration = calibrate(panel, horizon)
    seed = int(np.random.SeedSequence([run.manifest["seed"], SEED]).generate_state(1)[0])
    own = panel.sel(region="r2", drop=True)
    return organic_paths(own, horizon, seed, paths=400, calibration=calibration), calibration


def ends_of(run):
    """Base and goal of the target."""
    (row,) = rows_of(run, "diagnose.target")
    return float(row["base"]), float(row["goal"])


def test_modelled_odds_and_fans_are_those_of_paths_made_a_second_time(modelled):
    panel = history_of(modelled.folder.parents[1], modelled)
    paths, calibration = recomputed(panel, modelled)
    base, goal = ends_of(modelled)
    levels = base * paths.sum("activity") / float(panel.sel(region="r2", period=BASE).sum())
    row = next(row for row in rows_of(modelled, "plan.modelled_odds") if row["plan"] == "without")
    assert row["share"] == pytest.approx(float((levels.sel(period=GOAL) >= goal).mean()), abs=1e-12)
    assert 0 < row["share"] < 1
    assert row["paths"] == 400
    for year in range(BASE + 1, GOAL + 1):
        found = next(
            row
            for row in rows_of(modelled, "plan.modelled_fan")
            if (row["plan"], row["period"]) == ("without", str(year))
        )
        wanted = np.quantile(levels.sel(period=year).values, [0.1, 0.5, 0.9], method="inverted_cdf")
        assert [found["q10"], found["q50"], found["q90"]] == pytest.approx(wanted.tolist())
    for row in rows_of(modelled, "plan.activity_fan"):
        own = paths.sel(activity=row["activity"], period=int(row["period"])).values
        assert [row["q10"], row["q50"], row["q90"]] == pytest.approx(np.quantile(own, [0.1, 0.5, 0.9]).tolist())
    said = [(row["total"], row["relative"], row["origins"]) for row in rows_of(modelled, "plan.calibration")]
    assert said == list(zip(calibration.total, calibration.relative, calibration.origins, strict=True))


def test_the_base_rate_of_like_regions_stands_beside_every_modelled_probability(modelled):
    odds = {row["plan"]: row for row in rows_of(modelled, "plan.odds") if row["group"] == "all"}
    rows = {row["plan"]: row for row in rows_of(modelled, "plan.modelled_odds")}
    assert set(rows) == set(odds) == {"without", "with"}
    for plan, row in rows.items():
        beside = [row[f"reference{part}"] for part in ("", "_low", "_high")]
        assert beside == [odds[plan][name] for name in ("share", "low", "high")]
        key = str(modelled.table("plan.modelled_odds").key(row, "reference"))
        assert {cell.file for cell in explain(modelled, key).cells()} == {"totals.csv"}


def test_projects_raise_the_modelled_odds_and_the_waterfall_starts_from_the_modelled_median(modelled):
    rows = {row["plan"]: row["share"] for row in rows_of(modelled, "plan.modelled_odds")}
    assert rows["with"] > rows["without"]
    fan = {(row["plan"], row["period"]): row["q50"] for row in rows_of(modelled, "plan.modelled_fan")}
    steps = {row["step"]: row["value"] for row in rows_of(modelled, "plan.waterfall")}
    assert modelled.table("plan.waterfall").groups["fan"] == "plan.modelled_fan"
    assert steps["base"] + steps["organic"] == pytest.approx(fan["without", str(GOAL)])
    added = next(row for row in rows_of(modelled, "plan.added") if row["period"] == str(GOAL))
    cells = explain(modelled, "plan.modelled_odds.share[plan=with]")
    assert "added" in {item.name for item in cells.inputs}
    assert added["added"] > 0


def test_the_record_is_that_of_the_back_test_and_says_the_worst(modelled):
    panel = history_of(modelled.folder.parents[1], modelled)
    made = fan_coverage(panel, YEARS, paths=RECORD_PATHS, rng=modelled.manifest["seed"])
    wanted = made.metrics.set_index(["model", "target", "origin"])
    rows = rows_of(modelled, "plan.fan_record")
    assert len(rows) == len(wanted) == 3 * 2 * 3
    for row in rows:
        own = wanted.loc[(row["model"], row["target"], int(row["origin"]))]
        assert [row[name] for name in ("coverage", "crps")] == [own["coverage"], own["crps"]]
    for row in rows_of(modelled, "plan.fan_summary"):
        held = [one["coverage"] for one in rows if (one["model"], one["target"]) == (row["model"], row["target"])]
        assert (row["coverage"], row["worst_coverage"]) == (pytest.approx(np.mean(held)), min(held))


def test_every_figure_of_the_model_resolves_to_cells(modelled):
    for name in MODELLED:
        table = modelled.table(f"plan.{name}")
        for row in table.rows()[:6]:
            for column in table.units:
                found = explain(modelled, str(table.key(row, column)))
                assert found.value == float(row[column])
                assert {cell.file for cell in found.cells()} <= {"levels.csv", "totals.csv", "projects.csv"}
                assert list(found.cells()), found.key


def test_the_same_seed_gives_the_same_bytes(modelled, histories, tmp_path):
    folder = histories.write(tmp_path / "study", **histories.WHOLE)
    again = run_study(folder, stages=("plan",)).run
    names = [name for name in again.table_names if name.startswith("plan.")]
    assert {f"plan.{name}" for name in MODELLED} <= set(names)
    for name in names:
        one, other = (run.folder / f"{name}.parquet" for run in (modelled, again))
        assert one.read_bytes() == other.read_bytes(), name


def test_an_activity_that_was_zero_is_left_out_of_paths_and_base_alike(histories, tmp_path):
    values = histories.levels(range(2004, 2018))
    values[3, :, 1] = 0.0
    folder = histories.write(tmp_path / "study", levels=values, later=0, track=False)
    run = run_study(folder, stages=("plan",)).run
    panel = history_of(folder, run)
    paths, _ = recomputed(panel, run)
    kept = ["autos", "steel", "ships", "tools"]
    factor = paths.sel(activity=kept).sum("activity") / float(panel.sel(region="r2", period=BASE, activity=kept).sum())
    base, goal = ends_of(run)
    (row,) = rows_of(run, "plan.modelled_odds")
    assert row["share"] == float((base * factor.sel(period=GOAL) >= goal).mean())
    assert run.table("plan.modelled_odds").groups["left_out"] == "food"
    gone = [row for row in rows_of(run, "plan.activity_fan") if row["activity"] == "food"]
    assert gone
    assert all(math.isnan(row["q50"]) for row in gone)


@pytest.mark.parametrize(
    ("said", "years", "reason"),
    [
        ({"history": range(2011, 2018)}, 7.0, {}),
        ({"dated": False}, 0.0, {"undated": 14}),
    ],
)
def test_too_short_a_history_is_said_and_not_modelled(histories, tmp_path, said, years, reason):
    folder = histories.write(tmp_path / "study", later=0, track=False, **said)
    run = run_study(folder, stages=("plan",)).run
    (row,) = rows_of(run, "plan.too_short")
    assert (row["indicator"], row["years"], row["needed"]) == ("output", years, 8.0)
    for name in ("after", "later", "undated"):
        assert len([one for one in row[name].split("|") if one]) == reason.get(name, 0)
    gone = {f"plan.{one}" for one in (*MODELLED, "cascades", "network")}
    assert not gone & set(run.table_names)
    assert rows_of(run, "plan.odds")[0]["cases"] > 0


def test_undated_figures_may_be_taken_as_known_and_are_called_so(histories, tmp_path):
    folder = histories.write(tmp_path / "study", later=0, track=False, dated=False)
    path = folder / "study.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            '[plan.history]\nindicator = "output"', '[plan.history]\nundated = "retrospective"\nindicator = "output"'
        ),
        encoding="utf-8",
    )
    run = run_study(folder, stages=("plan",)).run
    assert run.table("plan.modelled_odds").groups["undated"] == "True"


@pytest.mark.parametrize("history", [range(2004, 2017), range(2010, 2015)])
def test_a_history_that_does_not_end_in_the_base_year_is_refused(histories, tmp_path, refused, history):
    folder = histories.write(tmp_path / "study", history=history, later=0, track=False)
    with refused("history-not-to-base", str(history[-1]), "2017"):
        run_study(folder, stages=("plan",))


def test_a_history_with_a_gap_is_refused(histories, tmp_path, refused):
    years = [year for year in range(2004, 2018) if year != 2010]
    folder = histories.write(tmp_path / "study", history=years, later=0, track=False)
    with refused("year-gap", "2010"):
        run_study(folder, stages=("plan",))


def test_without_years_before_and_after_an_origin_there_is_no_record(histories, tmp_path):
    folder = histories.write(tmp_path / "study", goal=2024, later=0, track=False)
    run = run_study(folder, stages=("plan",)).run
    assert "plan.modelled_odds" in run.table_names
    assert "plan.fan_record" not in run.table_names
