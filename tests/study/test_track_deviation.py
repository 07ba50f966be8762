"""Actual against plan by activity: from the sources and the ledger, adding up, and never from what was not public."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from growthpole.study import explain, run_study
from growthpole.study.ledger_entries import add_entry


def cells_of(run):
    return {(row["activity"], row["period"]): row for row in run.table("track.deviation").rows()}


def test_planned_is_the_median_and_actual_what_was_published_by_the_day(modelled):
    fan = {(row["activity"], row["period"]): row["q50"] for row in modelled.table("plan.activity_fan").rows()}
    data = pd.read_csv(modelled.folder.parents[1] / "sources" / "levels.csv")
    data = data[data["region"] == "r2"].set_index(["activity", "period"])["value"]
    found = cells_of(modelled)
    assert {year for _, year in found} == {"2018", "2019"}
    assert len(found) == 10
    for (activity, year), row in found.items():
        assert row["planned"] == fan[activity, year]
        assert row["actual"] == data[activity, int(year)]
        assert row["level"] == pytest.approx(row["actual"] - row["planned"])
        assert row["relative"] == pytest.approx(row["actual"] / row["planned"] - 1)


def test_parts_add_up_to_the_deviation_of_the_sum(modelled):
    found = pd.DataFrame(modelled.table("track.deviation").rows())
    for whole in modelled.table("track.deviation_total").rows():
        own = found[found["period"] == whole["period"]]
        assert own["level"].sum() == pytest.approx(whole["total_level"])
        assert own["contribution"].sum() == pytest.approx(whole["total_relative"])
        assert own["scale"].sum() == pytest.approx(whole["total_level"])
        assert own["mix"].sum() == pytest.approx(0, abs=1e-9 * whole["total_planned"])
        assert (own["scale"] + own["mix"]).to_numpy() == pytest.approx(own["level"].to_numpy())
        assert whole["total_level"] == pytest.approx(own["actual"].sum() - own["planned"].sum())


def test_figures_resolve_to_the_cells_of_history_and_actual(modelled):
    for name in ("track.deviation", "track.deviation_total"):
        table = modelled.table(name)
        for row in table.rows()[:3]:
            for column in table.units:
                found = explain(modelled, str(table.key(row, column)))
                assert found.value == row[column]
                assert {cell.file for cell in found.cells()} == {"levels.csv"}


def test_a_chart_asks_for_eight_years(modelled):
    alerts = {row["rule"]: row for row in modelled.table("track.alerts").rows()}
    assert (alerts["deviation_chart"]["state"], alerts["deviation_chart"]["value"]) == ("no_data", "2")


@pytest.fixture(scope="module")
def long(histories, tmp_path_factory):
    """Nine years of later levels, of which the last of ships is far off."""
    folder = tmp_path_factory.mktemp("long") / "study"
    values = histories.levels(range(2004, 2027))
    values[-1, 1, 3] *= 4
    return run_study(histories.write(folder, levels=values, goal=2026, later=9, on="2027-12-31"), stages=("track",)).run


def test_an_activity_beyond_its_limits_is_an_alarm(long):
    alerts = [row for row in long.table("track.alerts").rows() if row["rule"].startswith("deviation_")]
    relative = [row["relative"] for row in long.table("track.deviation").rows() if row["activity"] == "ships"]
    upper = 2.66 * np.abs(np.diff(relative)).mean()  # a plan that is met deviates by nothing
    assert relative[-1] > upper
    alarm = next(row for row in alerts if row["rule"] == "deviation_beyond" and row["about"] == "ships|2026")
    assert alarm["state"] == "alarm"
    assert float(alarm["limit"]) == pytest.approx(upper, rel=1e-3)  # printed with four figures


@pytest.fixture(scope="module")
def entered(histories, tmp_path_factory):
    """A study whose levels by activity come from the ledger; its total has the same indicator."""
    folder = histories.write(tmp_path_factory.mktemp("entered") / "study", later=0, on="2019-12-31")
    path = folder / "study.toml"
    text = path.read_text(encoding="utf-8").replace('indicator = "output"', 'indicator = "total"')
    path.write_text(text, encoding="utf-8")
    said = {"indicator": "total", "unit": "1e8 CNY", "source": "bulletin", "published": "2019-03-01"}
    for at, activity in enumerate(("autos", "food", "steel", "ships")):
        add_entry(folder, "actual", {**said, "period": "2018", "activity": activity, "value": f"{200 + at}"}, by="a")
    late = {**said, "period": "2018", "activity": "tools", "value": "300", "published": "2020-03-01"}
    add_entry(folder, "actual", {**late, "vintage": "2020-03-02"}, by="a")
    return run_study(folder, stages=("track",)).run


def test_what_was_entered_by_activity_is_compared_by_activity_and_no_level_of_the_total(entered):
    levels = {row["period"]: row["state"] for row in entered.table("track.levels").rows()}
    assert levels["2018"] == "not_found"
    found = cells_of(entered)
    assert {activity: row["actual"] for (activity, _), row in found.items() if row["fact_key"]} == {
        "autos": 200.0,
        "food": 201.0,
        "steel": 202.0,
        "ships": 203.0,
    }
    assert {row["origin"] for row in found.values() if row["fact_key"]} == {"ledger"}
    cells = explain(entered, "track.deviation.actual[activity=autos,period=2018]").cells()
    assert [cell.file for cell in cells] == ["growthpole.db"]


def test_what_was_published_after_the_day_leaves_its_cell_and_the_sum_open(entered):
    found = cells_of(entered)
    assert math.isnan(found["tools", "2018"]["actual"])
    for (activity, _), row in found.items():
        known = activity != "tools"
        assert math.isfinite(row["relative"]) == math.isfinite(row["contribution"]) == known
        assert math.isnan(row["scale"])  # half a sum is none
        assert math.isnan(row["mix"])
        assert row["reason"] == "missing"
    (whole,) = entered.table("track.deviation_total").rows()
    assert math.isnan(whole["total_relative"])
    assert whole["total_planned"] > 0


def test_without_a_modelled_history_there_is_nothing_to_compare(histories, tmp_path):
    folder = histories.write(tmp_path / "study", history=range(2011, 2018))
    run = run_study(folder, stages=("track",)).run
    assert not [name for name in run.table_names if name.startswith("track.deviation")]
    assert not [row for row in run.table("track.alerts").rows() if row["rule"].startswith("deviation")]
