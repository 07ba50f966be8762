"""Stability measures of a study: against second computations, cut at the day of knowledge, refused across breaks."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from growthpole.errors import InputError
from growthpole.study import explain, run_study
from growthpole.study.stages.linkage_input import LinkInput
from growthpole.study.stages.plan_supply import supply_table
from growthpole.tables import IOTable

BUNDLED = {"jobs_at_risk", "resistance", "recoverability", "portfolio_variance", "systemic_risk"}


def rows_of(run, name):
    return run.table(name).rows()


def row_of(run, name, **dims):
    (row,) = [row for row in rows_of(run, name) if all(row[dim] == label for dim, label in dims.items())]
    return row


def reasons(run):
    return {(row["measure"], row["subject"]): row["reason"] for row in rows_of(run, "plan.stability_measures")}


def every_figure(run, *names):
    """Each figure of the tables with its explanation."""
    for name in names:
        table = run.table(name)
        for row in table.rows():
            for column in table.units:
                if not math.isnan(row[column]):
                    yield row[column], explain(run, str(table.key(row, column)))


# --- supply, in the bundled study -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cells(study_folder):
    """The table of the bundled study as its file has it."""
    return pd.read_csv(study_folder / "sources" / "io_2020.csv")


def test_supply_concentration_equals_a_computation_from_the_file(run, cells):
    flows = cells[cells["block"] == "intermediate"]
    made = cells[cells["block"] == "output"].groupby("row_code")["value"].sum()
    imports = cells[cells["block"] == "import"].groupby("row_code")["value"].sum()
    exports = cells[(cells["block"] == "final_demand") & (cells["column_code"] == "FD_EXP")]
    used = made + imports - exports.groupby("row_code")["value"].sum()
    abroad = (imports / used).fillna(0.0)
    rows = rows_of(run, "plan.supply")
    assert [row["pole"] for row in rows] == [pole.id for pole in run.case.linkages.pole]
    for row in rows:
        sectors = row["sectors"].split("|")
        bought = flows[flows["column_code"].isin(sectors)].groupby("row_code")["value"].sum()
        share = bought / bought.sum()
        assert row["inputs"] == pytest.approx(bought.sum())
        assert row["herfindahl"] == pytest.approx((share**2).sum())
        assert (row["largest"], row["largest_share"]) == (share.idxmax(), pytest.approx(share.max()))
        assert row["import_share"] == pytest.approx((share * abroad).sum(), rel=1e-6)  # the file's own rounding
        assert row["own_share"] == pytest.approx(share[sectors].sum())
        assert 1 / len(share) <= row["herfindahl"] <= row["largest_share"] <= 1
        assert 0 < row["import_share"] < 1


def test_figures_of_supply_lead_to_the_cells_of_the_national_table(run):
    found = list(every_figure(run, "plan.supply"))
    assert len(found) == 8 * 5
    for value, one in found:
        assert one.value == value
        assert {cell.file for cell in one.cells()} == {"io_2020.csv"}


def test_the_bundled_study_has_no_figures_for_the_rest_and_makes_none_up(run):
    found = reasons(run)
    assert {measure for (measure, _), reason in found.items() if reason == "not_configured"} == BUNDLED
    assert {subject for (measure, subject) in found if measure not in BUNDLED} == {
        pole.id for pole in run.case.linkages.pole
    }
    assert not {"plan.jobs_at_risk", "plan.resilience", "plan.mix"} & set(run.table_names)


def test_no_level_of_the_bundled_provinces_falls_between_comparable_years(study_folder):
    """Why the bundled study names no downturn; it should as soon as its data have one."""
    data = pd.read_csv(study_folder / "sources" / "province_indicators.csv")
    data = data[(data["period"] <= 2021) & (data["indicator"] != "rd_intensity")]
    steps = 0
    for _, series in data.groupby(["indicator", "vintage"]):
        own = series[series["region_code"] == "CN"]
        nation = (own if len(own) else series).groupby("period")["value"].sum()
        broken = set(series.loc[series["status"] == "series_break", "period"])
        for before, after in zip(nation.index[:-1], nation.index[1:], strict=True):
            if after not in broken:
                assert nation[after] > nation[before]
                steps += 1
    assert steps > 20


def small_table(*, imported):
    """Two sectors; of the first, a fifth of what is used at home may come from abroad."""
    names = ["a", "b"]
    bought = 25.0 if imported else 0.0
    return IOTable(
        z=xr.DataArray([[10.0, 20.0], [30.0, 0.0]], coords={"supplier": names, "user": names}),
        final_demand=xr.DataArray([[70.0 + bought], [70.0]], coords={"supplier": names, "category": ["c"]}),
        value_added=xr.DataArray([[60.0, 80.0]], coords={"factor": ["v"], "user": names}),
        output=xr.DataArray([100.0, 100.0], coords={"supplier": names}),
        imports=xr.DataArray([bought, 0.0], coords={"supplier": names}) if imported else None,
        unit="1e8 CNY",
    )


@pytest.mark.parametrize(("imported", "share"), [(True, 0.25 * 0.2), (False, None)])
def test_a_table_of_domestic_flows_has_no_share_of_imports(monkeypatch, imported, share):
    pole = SimpleNamespace(id="p", sectors=["a"])
    entry = SimpleNamespace(pole=[pole], exports=(), investment=(), consumption=(), sectors="s", table="t", value="v")
    for name in ("row", "column", "block"):
        setattr(entry, name, name)
    question = SimpleNamespace(region="r", nation="n")
    context = SimpleNamespace(case=SimpleNamespace(linkages=entry, question=question), tables={"linkages.poles": None})
    given = LinkInput(context, entry, small_table(imported=imported), pd.DataFrame(), ["a"])
    monkeypatch.setattr("growthpole.study.stages.plan_supply.link_input", lambda *_: given)
    (row,) = supply_table(context).rows()
    assert (row["inputs"], row["herfindahl"], row["largest"]) == (40.0, 0.0625 + 0.5625, "b")
    assert row["own_share"] == 0.25
    if share is None:
        assert math.isnan(row["import_share"])
    else:
        assert row["import_share"] == pytest.approx(share)


# --- jobs -----------------------------------------------------------------------------------------------------


def test_jobs_at_risk_are_the_sum_over_activities_with_a_known_probability(steady, downturns):
    jobs = dict(zip(downturns.ACTIVITIES, downturns.jobs()[-1, 1], strict=True))
    exits = {row["activity"]: row for row in rows_of(steady, "opportunities.exits")}
    assert 0 < len(exits) < len(jobs)
    (row,) = rows_of(steady, "plan.jobs_at_risk")
    held = {code: (jobs[code], exits[code]) for code in jobs if code in exits}
    for name, column in (("expected", "probability"), ("low", "low"), ("high", "high")):
        assert row[name] == pytest.approx(sum(count * risk[column] for count, risk in held.values()))
    spread = sum(count**2 * risk["probability"] * (1 - risk["probability"]) for count, risk in held.values())
    assert row["apart"] == pytest.approx(math.sqrt(spread))
    assert row["apart"] < row["together"]
    assert (row["jobs"], row["counted"], row["known"]) == (sum(jobs.values()), 7.0, float(len(held)))
    assert row["covered"] == pytest.approx(sum(count for count, _ in held.values()) / sum(jobs.values()))
    for one in rows_of(steady, "plan.job_risks"):
        assert one["jobs"] == jobs[one["activity"]]
        assert math.isnan(one["at_risk"]) == (one["activity"] not in exits)


def test_without_odds_of_exit_jobs_are_shown_and_none_is_called_safe(downturns, tmp_path):
    run = run_study(downturns.write(tmp_path / "study", downturns.PLAN + downturns.JOBS), stages=("plan",)).run
    assert reasons(run)["jobs_at_risk", ""] == "no_probability"
    (row,) = rows_of(run, "plan.jobs_at_risk")
    assert row["covered"] == 0
    assert math.isnan(row["expected"])
    assert all(math.isnan(one["probability"]) for one in rows_of(run, "plan.job_risks"))
    assert {value for value, one in every_figure(run, "plan.jobs_at_risk") if list(one.cells())}


@pytest.mark.parametrize(
    ("text", "dated", "reason"),
    [
        (("", ""), False, "undated"),
        (("period = 2015\n", "period = 2016\n"), True, "after"),
        (('indicator = "jobs"\n', 'indicator = "jobs"\nundated = "retrospective"\n'), False, "no_probability"),
    ],
)
def test_jobs_not_known_on_the_day_are_not_read(downturns, tmp_path, text, dated, reason):
    asked = downturns.PLAN + downturns.JOBS.replace(*text)
    run = run_study(downturns.write(tmp_path / "study", asked, dated=dated), stages=("plan",)).run
    assert reasons(run)["jobs_at_risk", ""] == reason
    assert ("plan.jobs_at_risk" in run.table_names) == (reason == "no_probability")
    assert reasons(run)["portfolio_variance", ""] == ("too_short" if reason == "undated" else "")


@pytest.mark.parametrize(
    ("old", "new", "code", "word"),
    [
        ("period = 2015", "period = 2005", "no-fact", "jobs 2005"),
        ('indicator = "jobs"', 'indicator = "jobs"\nexclude = ["autoss"]', "unknown-codes", "autoss"),
    ],
)
def test_jobs_that_are_not_there_are_refused(downturns, tmp_path, refused, old, new, code, word):
    folder = downturns.write(tmp_path / "study", downturns.PLAN + downturns.JOBS.replace(old, new))
    with refused(code, word):
        run_study(folder, stages=("plan",))


def test_an_activity_left_out_is_in_no_sum(downturns, tmp_path):
    asked = downturns.PLAN + downturns.JOBS.replace('indicator = "jobs"', 'indicator = "jobs"\nexclude = ["ships"]')
    run = run_study(downturns.write(tmp_path / "study", asked), stages=("plan",)).run
    (row,) = rows_of(run, "plan.jobs_at_risk")
    kept = [at for at, code in enumerate(downturns.ACTIVITIES) if code != "ships"]
    assert row["jobs"] == downturns.jobs()[-1, 1, kept].sum()
    assert {one["activities_used"] for one in rows_of(run, "plan.mix")} == {6.0}


# --- the mix of activities ------------------------------------------------------------------------------------


def variance(mix, nation):
    """w'Σw of a mix, with the covariance of the nation's yearly growth [year, activity]."""
    weights = mix / mix.sum()
    return float(weights @ np.cov(nation[1:] / nation[:-1] - 1, rowvar=False) @ weights)


def test_the_swing_of_the_mix_equals_a_product_of_matrices(steady, downturns):
    jobs = downturns.jobs()
    nation = jobs.sum(axis=1)
    mixes = {region: jobs[-1, at] for at, region in enumerate(downturns.REGIONS)} | {"n": nation[-1]}
    rows = rows_of(steady, "plan.mix")
    assert [row["region"] for row in rows] == ["r2", "r1", "r3", "n"]
    for row in rows:
        assert row["variance"] == pytest.approx(variance(mixes[row["region"]], nation))
        assert row["deviation"] ** 2 == pytest.approx(row["own"] + row["shared"])
        assert row["steps"] == 9.0


def test_without_years_of_jobs_the_history_of_the_plan_is_taken(modelled, histories):
    levels = histories.levels(range(2004, 2020))[:14]
    row = row_of(modelled, "plan.mix", region="r2")
    assert row["variance"] == pytest.approx(variance(levels[-1, 1], levels.sum(axis=1)))
    assert modelled.table("plan.mix").groups["basis"] == "history"
    assert reasons(modelled)["systemic_risk", ""] == ""


# --- downturns ------------------------------------------------------------------------------------------------


def relative(own, nation):
    """Change of a region less that expected at the national rate, over the latter; levels before and after."""
    expected = (nation[1] / nation[0] - 1) * own[0]
    return (own[1] - own[0] - expected) / abs(expected)


def levels_of(downturns, indicator):
    return {(row[0], row[2]): row[3] for row in downturns.totals() if row[1] == indicator and row[4] == "actual"}


@pytest.mark.parametrize(("name", "indicator", "end"), [("output", "total", 2012), ("sales", "exports", 2011)])
def test_resistance_and_recoverability_equal_their_definition(steady, downturns, name, indicator, end):
    held = levels_of(downturns, indicator)
    whole = {
        year: held.get(("n", year), sum(held[region, year] for region in downturns.REGIONS))
        for year in (2008, 2009, end)
    }
    rows = [row for row in rows_of(steady, "plan.resilience") if row["resilience"] == name]
    assert [row["region"] for row in rows] == ["r2", "r1", "r3"]
    for row in rows:
        own = {year: held[row["region"], year] for year in whole}
        for measure, (first, last) in (("resistance", (2008, 2009)), ("recoverability", (2009, end))):
            wanted = relative((own[first], own[last]), (whole[first], whole[last]))
            assert row[measure] == pytest.approx(wanted)
            assert row[f"{measure}_change"] == pytest.approx(own[last] / own[first] - 1)
            assert row[f"{measure}_nation"] == pytest.approx(whole[last] / whole[first] - 1)
        assert row["stated"] == (indicator == "total")


def test_what_cannot_be_held_against_the_nation_has_its_reason_and_no_number(steady):
    found = reasons(steady)
    assert found["resistance", "none"] == "not_applicable"
    assert found["recoverability", "none"] == "no_end"
    assert found["recoverability", "unfinished"] == "after"
    assert found["resistance", "unfinished"] == found["resistance", "output"] == ""
    for row in rows_of(steady, "plan.resilience"):
        for measure in ("resistance", "recoverability"):
            assert math.isnan(row[measure]) == bool(row[f"{measure}_reason"])


def test_every_figure_resolves_to_cells(steady):
    found = list(every_figure(steady, "plan.jobs_at_risk", "plan.job_risks", "plan.mix", "plan.resilience"))
    assert len(found) > 80
    for value, one in found:
        assert one.value == value
        assert {cell.file for cell in one.cells()} <= {"jobs.csv", "totals.csv"}
        assert list(one.cells()), one.key


def fallen(downturns, folder, change, text=None):
    """Run of a study with the first downturn only, its totals changed."""
    asked = downturns.PLAN + (downturns.DOWNTURN if text is None else text)
    return run_study(downturns.write(folder / "study", asked, change=change), stages=("plan",)).run


def changed(where, **new):
    """Change the rows of totals that ``where`` holds of (region, indicator, period)."""
    places = {"value": 3, "status": 5, "published": 6}

    def change(row):
        if where(row[0], row[1], row[2]) and row[4] == "actual":
            for name, value in new.items():
                row[places[name]] = value
        return row

    return change


def test_a_figure_published_later_is_not_read(downturns, tmp_path):
    late = changed(lambda region, _, year: region == "r7" and year == 2012, published="2016-07-01")
    run = fallen(downturns, tmp_path, late)
    assert reasons(run)["recoverability", "output"] == "later"
    assert reasons(run)["resistance", "output"] == ""


@pytest.mark.parametrize(("undated", "reason"), [("leave_out", "undated"), ("retrospective", "")])
def test_figures_without_a_day_are_left_out_or_called_retrospective(downturns, tmp_path, undated, reason):
    text = downturns.DOWNTURN.replace("peak = 2008", f'undated = "{undated}"\npeak = 2008')
    run = fallen(downturns, tmp_path, changed(lambda *_: True, published=""), text)
    assert reasons(run)["resistance", "output"] == reason
    assert {row["undated"] for row in rows_of(run, "plan.resilience")} == {not reason}


def test_a_sum_that_lacks_a_region_is_no_nation(downturns, tmp_path):
    text = downturns.DOWNTURN.replace('"total"', '"exports"')
    run = fallen(downturns, tmp_path, lambda row: None if row[:3] == ["r7", "exports", 2009] else row, text)
    assert reasons(run)["resistance", "output"] == "missing"


def test_a_region_without_a_figure_is_missing_and_the_others_are_not(downturns, tmp_path):
    run = fallen(downturns, tmp_path, lambda row: None if row[:3] == ["r1", "total", 2009] else row)
    assert row_of(run, "plan.resilience", region="r1")["resistance_reason"] == "missing"
    assert row_of(run, "plan.resilience", region="r2")["resistance_reason"] == ""


@pytest.mark.parametrize(("year", "refuses"), [(2008, False), (2009, True), (2011, True), (2013, False)])
def test_a_break_between_the_years_is_refused(downturns, tmp_path, refused, year, refuses):
    broken = changed(lambda region, *rest: region == "r3" and rest == ("total", year), status="series_break")
    if not refuses:
        assert reasons(fallen(downturns, tmp_path, broken))["recoverability", "output"] == ""
        return
    with refused("break-between", "[[plan.resilience]] output", str(year), "r3"):
        fallen(downturns, tmp_path, broken)


DECLARED = """
[[series_break]]
indicator = "total"
before = "2008"
after = "2009"
note = { en = "Another base.", zh = "口径变化。" }
"""


def test_a_break_the_study_declares_is_refused_unless_it_announces_it(downturns, tmp_path, refused):
    with refused("series-break", "[[plan.resilience]] output", "total-2009"):
        fallen(downturns, tmp_path / "one", None, downturns.DOWNTURN + DECLARED)
    run = fallen(downturns, tmp_path / "other", None, downturns.DOWNTURN + DECLARED + 'crossing = "announce"\n')
    row = row_of(run, "plan.resilience", region="r2")
    assert (row["resistance_announced"], row["recoverability_announced"]) == ("total-2009", "")


@pytest.mark.parametrize(
    ("old", "new", "code", "word"),
    [
        ("peak = 2008", "peak = 2001", "no-fact", "2001"),
        ('indicator = "total"', 'indicator = "jobs"', "no-fact", "jobs"),
        ('note = { en = "One', 'vintage = "first"\nnote = { en = "One', "no-fact", "2008"),
    ],
)
def test_a_downturn_without_figures_is_refused(downturns, tmp_path, refused, old, new, code, word):
    with refused(code, "[[plan.resilience]] output", word):
        fallen(downturns, tmp_path, None, downturns.DOWNTURN.replace(old, new))


def test_a_downturn_that_stands_twice_is_refused(downturns, tmp_path, refused):
    with refused("repeated-key", "[[plan.resilience]]", "output"):
        fallen(downturns, tmp_path, None, downturns.DOWNTURN * 2)


@pytest.mark.parametrize(
    ("old", "new"), [("trough = 2009", "trough = 2008"), ("end = 2012", "end = 2009"), ("2008", "2013")]
)
def test_years_out_of_order_are_refused_when_the_study_is_read(downturns, tmp_path, old, new):
    with pytest.raises(InputError, match="peak, trough and end follow each other"):
        fallen(downturns, tmp_path, None, downturns.DOWNTURN.replace(old, new))


def test_two_years_of_jobs_are_refused_when_the_study_is_read(downturns, tmp_path):
    years = downturns.JOBS.splitlines()[4]
    with pytest.raises(InputError, match="three years or more"):
        fallen(downturns, tmp_path, None, downturns.JOBS.replace(years, "periods = [2014, 2015]"))
