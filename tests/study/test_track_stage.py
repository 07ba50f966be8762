"""Tracking of the bundled study and of its ledger: what came later, what is left, and nothing chained or made up."""

from __future__ import annotations

import math
import re
import shutil

import pandas as pd
import pytest

from growthpole.errors import InputError
from growthpole.study import explain, open_run, run_study
from growthpole.study.case import parse_case
from growthpole.study.ledger_entries import add_entry
from growthpole.study.stages.track_growth import year_before

PUBLISHED = {2021: 2.4, 2023: 2.76}  # 1e12 CNY: indicators.csv, rows f011 and f073
GOAL = 3.0


def row_of(run, name, **where):
    (row,) = [row for row in run.table(name).rows() if all(row[key] == value for key, value in where.items())]
    return row


def test_years_without_a_level_are_said_and_not_filled(run):
    rows = run.table("track.levels").rows()
    assert [(row["period"], row["state"]) for row in rows] == [
        *(("2021", "base"), ("2022", "not_found"), ("2023", "found"), ("2024", "not_found"), ("2025", "not_found")),
    ]
    assert {int(row["period"]): row["level"] for row in rows if row["fact_key"]} == PUBLISHED


def test_what_is_left_is_the_growth_from_the_newest_level_to_the_goal(run):
    row = row_of(run, "track.against", period="2023")
    assert row["remaining"] == pytest.approx((GOAL / 2.76) ** 0.5 - 1, rel=1e-12)
    assert round(100 * row["remaining"], 2) == 4.26
    low, high = ((GOAL / edge) ** 0.5 - 1 for edge in (2.765, 2.755))
    assert (row["remaining_low"], row["remaining_high"]) == pytest.approx((low, high))
    assert row["path"] == pytest.approx(2.4 * (3.0 / 2.4) ** 0.5)
    assert row["deviation"] == pytest.approx(2.76 - row["path"])
    assert row["verdict"] == "ahead"
    assert row["sample_changed"]
    assert row["known_later"]


def test_odds_of_what_is_left_count_the_windows_of_two_years(run, study_folder):
    data = pd.read_csv(study_folder / "sources" / "province_indicators.csv")
    data = data[data["indicator"] == "high_tech_manufacturing_revenue"]
    level = data.pivot_table(index="region_code", columns="period", values="value").drop(index="CN")
    need = (GOAL / 2.76) ** 0.5 - 1
    two = [(level[end] / level[end - 2]) ** 0.5 - 1 >= need for end in (2020, 2021)]
    one = [level[end] / level[end - 1] - 1 >= need for end in (2016, 2019, 2020, 2021)]
    row = row_of(run, "track.against", period="2023")
    assert (row["odds_reached"], row["odds_cases"]) == (sum(map(sum, two)), sum(map(len, two)))
    shares = [reached.mean() for reached in (*two, *one)]
    assert (row["odds_low"], row["odds_high"]) == pytest.approx((min(shares), max(shares)))


def test_figures_to_date_are_their_own_kind_and_growth_is_never_chained(run):
    (row,) = run.table("track.to_date").rows()
    assert (row["period"], row["level"], row["growth"], row["year_before"]) == (
        *("2023-01/2023-10", 2.2, 10.0),
        "2022-01/2022-10",
    )
    assert math.isnan(row["before"])
    growth = run.table("track.growth").frame
    assert dict(zip(growth["period"], growth["growth"], strict=True))["2025-01/2025-09"] == 12.0
    assert set(run.table("track.levels").frame["period"]) == {"2021", "2022", "2023", "2024", "2025"}


@pytest.mark.parametrize(
    ("period", "before"), [("2023-01/2023-10", "2022-01/2022-10"), ("2024-02", "2023-02"), ("2000", "1999")]
)
def test_the_year_before_has_the_same_months(period, before):
    assert year_before(period) == before


def test_contracted_is_not_utilised_and_what_is_unknown_says_so(run):
    foreign = run.table("track.foreign").frame
    assert foreign["nature"].unique().tolist() == ["contracted"]
    assert sorted(foreign["amount"]) == [0.25, 3.64]
    rails = {row["stability"]: row["state"] for row in run.table("track.guard_rails").rows()}
    assert rails == {
        **dict.fromkeys(("employment", "finance", "foreign_trade", "expectations"), "no_data"),
        **dict.fromkeys(("foreign_investment", "investment"), "no_limit"),
    }
    states = {row["rule"]: row["state"] for row in run.table("track.alerts").rows()}
    assert states["level_missing"] == "watch"
    assert states["codes_unknown"] == "ok"
    assert states["path"] == states["required_rises"] == "ok"
    assert states["stage_overdue"] == states["control_chart"] == "no_data"


def test_every_figure_of_the_tracking_resolves_to_a_cell(run):
    checked = 0
    for name in run.table_names:
        if name.startswith("track."):
            table = run.table(name)
            for row in table.rows():
                for column in table.units:
                    if not math.isnan(float(row[column])):
                        found = explain(run, str(table.key(row, column)))
                        assert list(found.cells()), found.key
                        checked += 1
    assert checked > 60


@pytest.fixture(scope="module")
def with_ledger(study_folder, tmp_path_factory):
    """A study whose ledger holds two levels, a correction, project stages, money and a decision."""
    folder = tmp_path_factory.mktemp("ledger") / "study"
    shutil.copytree(study_folder, folder)
    level = {"indicator": "equipment_revenue", "unit": "1e12 CNY", "source": "bulletin", "period": "2024"}
    add_entry(folder, "actual", {**level, "value": "2.95", "published": "2025-02-20"}, by="analyst")
    corrected = {**level, "value": "2.90", "published": "2025-03-20", "reason": "misprint", "vintage": "2025-03-21"}
    add_entry(folder, "actual", corrected, corrects=1, by="analyst")
    later = {**level, "period": "2025", "value": "3.1", "published": "2026-02-20", "vintage": "2026-02-21"}
    add_entry(folder, "actual", later, by="analyst")
    add_entry(folder, "actual", {**level, "indicator": "equipment_revenu", "value": "2.95", "vintage": "2025-02-20"})
    steps = (("p1", "signed", "2023-03-01"), ("p1", "started", "2024-01-10"), ("p2", "signed", "2024-05-05"))
    for code, stage, day in steps:
        add_entry(folder, "stage", {"project": code, "stage": stage, "date": day, "vintage": day}, by="analyst")
    money = {"project": "p1", "nature": "utilised", "amount": "12", "unit": "1e6 USD", "date": "2024-02-01"}
    add_entry(folder, "investment", {**money, "vintage": "2024-02-02"}, by="analyst")
    decision = {"id": "d1", "what": "land for p2", "reason": "signed", "owner": "land bureau", "next_action": "allot"}
    decision |= {"due": "2024-12-31", "date": "2024-06-01", "vintage": "2024-06-01"}
    add_entry(folder, "decision", decision, by="analyst")
    return folder, run_study(folder, stages=("track",)).run


def test_the_ledger_brings_the_newest_level_known_on_the_day(with_ledger):
    _, run = with_ledger
    row = row_of(run, "track.levels", period="2024")
    assert (row["level"], row["origin"]) == (2.9, "ledger")
    assert row_of(run, "track.levels", period="2025")["state"] == "not_found"  # published after the day of tracking
    against = row_of(run, "track.against", period="2024")
    assert against["remaining"] == pytest.approx(3.0 / 2.9 - 1)
    band = (against["remaining_low"], against["remaining_high"])
    assert band == pytest.approx((3.0 / 2.905 - 1, 3.0 / 2.895 - 1))  # as entered, "2.90" is known to a hundredth
    found = explain(run, str(run.table("track.against").key(against, "actual")))
    assert [cell.file for cell in found.cells()] == ["growthpole.db"]


def test_the_ledger_brings_stages_money_and_decisions(with_ledger):
    _, run = with_ledger
    stages = {row["stage"]: row["projects"] for row in run.table("track.stages").rows()}
    assert (stages["signed"], stages["started"]) == (1.0, 1.0)
    funnel = row_of(run, "track.funnel", stage="signed")
    assert (funnel["entered"], funnel["converted"], funnel["waiting"]) == (2.0, 1.0, 1.0)
    assert funnel["shrunk"] == pytest.approx((0.7 * 10 + 1) / (10 + 1))
    money = [row for row in run.table("track.foreign").rows() if row["nature"] == "utilised"]
    assert [(row["amount"], row["unit"]) for row in money] == [(12.0, "1e6 USD")]
    (decision,) = run.table("track.decisions").rows()
    assert decision["overdue"]
    late = [row for row in run.table("track.alerts").rows() if row["state"] == "alarm"]
    assert [(row["rule"], row["about"]) for row in late] == [("decision_overdue", "d1")]


def test_a_code_of_the_ledger_that_the_study_does_not_know_is_watched(with_ledger):
    row = row_of(with_ledger[1], "track.alerts", rule="codes_unknown")
    assert (row["state"], row["about"]) == ("watch", "equipment_revenu (4)")


def test_every_figure_of_a_ledger_resolves(with_ledger):
    _, run = with_ledger
    for name in ("track.ledger", "track.stages", "track.funnel", "track.foreign", "track.against"):
        table = run.table(name)
        for row in table.rows():
            for column in table.units:
                if not math.isnan(float(row[column])):
                    assert list(explain(run, str(table.key(row, column))).cells()), (name, column)


def test_a_new_entry_computes_tracking_anew_and_nothing_before(with_ledger):
    folder, before = with_ledger
    again = run_study(folder, stages=("track",))
    assert "track" in again.reused
    lead = {"project": "p3", "stage": "lead", "date": "2024-07-01", "vintage": "2024-07-01"}
    add_entry(folder, "stage", lead, by="analyst")
    new = run_study(folder, stages=("track",))
    assert "plan" in new.reused
    assert "track" not in new.reused
    leads = [{row["stage"]: row["projects"] for row in one.table("track.stages").rows()} for one in (before, new.run)]
    assert [found["lead"] for found in leads] == [0.0, 1.0]


def test_tracking_without_a_target_is_refused(ready_study):
    text = (ready_study / "study.toml").read_text(encoding="utf-8")
    cut = re.sub(r"\[target\]\n.*?(?=\n\[ranks\])", "", text, flags=re.DOTALL)
    cut = re.sub(r"\n\[plan\]\n.*?(?=\n\[track\])", "", cut, flags=re.DOTALL)
    (ready_study / "study.toml").write_text(cut, encoding="utf-8")
    assert parse_case(cut.encode()).target is None
    with pytest.raises(InputError, match="needs a target"):
        run_study(ready_study, stages=("track",))


@pytest.mark.parametrize(
    "other",
    [
        {"activity": "auto_parts", "value": "0.5"},
        {"scope": "high-end equipment", "value": "1.3"},
        {"price_basis": "constant 2020", "value": "2.5"},
        {"unit": "firm", "value": "11000"},
    ],
)
def test_a_figure_of_another_kind_is_no_level_of_the_target_and_is_said(ready_study, other):
    told = {"indicator": "equipment_revenue", "unit": "1e12 CNY", "source": "x", "period": "2024"}
    add_entry(ready_study, "actual", {**told, "published": "2025-02-20", **other}, by="analyst")
    run = run_study(ready_study, stages=("track",)).run
    assert row_of(run, "track.levels", period="2024")["state"] == "not_found"
    assert row_of(run, "track.against", period="2023")["remaining"] == pytest.approx((3.0 / 2.76) ** 0.5 - 1)
    said = row_of(run, "track.alerts", rule="not_comparable")
    assert said["state"] == ("ok" if "activity" in other else "watch")


RAIL = '[[plan.guard_rail]]\nstability = "investment"\nindicator = "equipment_revenue"\n'


def railed(folder, limits, on="2025-12-31"):
    """The row of a rail on the revenue, and the run, of the study with it."""
    path = folder / "study.toml"
    text = path.read_text(encoding="utf-8")
    assert "on = 2025-12-31" in text or 'on = "2025-12-31"' in text
    text = text.replace("\n[track]\n", f"\n{RAIL}{limits}\n\n[track]\n", 1).replace("2025-12-31", on)
    path.write_text(text, encoding="utf-8")
    run = run_study(folder, stages=("track",)).run
    return row_of(run, "track.guard_rails", stability="investment"), run


def test_a_rail_sees_the_ledger_and_bears_limits_close_to_each_other(ready_study):
    level = {"indicator": "equipment_revenue", "unit": "1e8 CNY", "source": "bulletin", "period": "2024"}
    add_entry(ready_study, "actual", {**level, "value": "12000", "published": "2025-02-20"})
    row, run = railed(ready_study, "floor = 2.3\nceiling = 2.6")
    assert (row["period"], row["value"], row["state"]) == ("2024", 1.2, "alarm")
    assert [cell.file for cell in explain(run, "track.guard_rails.value[stability=investment]").cells()] == [
        "growthpole.db"
    ]


@pytest.mark.parametrize(
    ("rail", "said"),
    [
        (RAIL.replace('"investment"', '"jobs"') + "floor = 2.3", "jobs"),
        (f"{RAIL}floor = 2.3\n{RAIL}floor = 2.4", "more than one"),
        (f"{RAIL}floor = 2.3\nceiling = 1.0", "not below"),
        (RAIL.replace("equipment_revenue", "equipment_revenu") + "floor = 2.3", "equipment_revenue"),
    ],
)
def test_a_rail_that_fits_nothing_is_refused(ready_study, rail, said):
    path = ready_study / "study.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n[track]\n", f"\n{rail}\n\n[track]\n", 1), encoding="utf-8")
    with pytest.raises(InputError, match=said):
        run_study(ready_study, stages=("track",))


def test_a_part_of_a_year_is_not_held_against_the_limits_of_a_year(ready_study):
    row, _ = railed(ready_study, "floor = 2.3", on="2023-12-31")
    assert (row["period"], row["value"], row["state"]) == ("2021", 2.4, "watch")


def test_foreign_money_entered_by_indicator_stands_with_what_is_published(ready_study):
    money = {"indicator": "event_contracted_foreign_capital", "unit": "1e6 USD", "source": "bulletin"}
    add_entry(ready_study, "actual", {**money, "period": "2025-03-19", "value": "250", "published": "2025-03-20"})
    run = run_study(ready_study, stages=("track",)).run
    row = row_of(run, "track.foreign", entry="1")
    assert (row["nature"], row["amount"], row["unit"]) == ("contracted", 250.0, "1e6 USD")
    assert [cell.file for cell in explain(run, str(run.table("track.foreign").key(row, "amount"))).cells()] == [
        "growthpole.db"
    ]


def test_latest_is_the_newest_run_with_views_where_a_report_is_asked_for(ready_study):
    whole = open_run("latest", ready_study)
    bare = run_study(ready_study, stages=("track",), seed=9).run
    assert open_run("latest", ready_study).run_id == bare.run_id
    assert open_run("latest", ready_study, drawn=True).run_id == whole.run_id
