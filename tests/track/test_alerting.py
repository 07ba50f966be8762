"""What is late, and money that came beyond its contracts."""

from __future__ import annotations

from dataclasses import replace

from growthpole.track import due_alerts
from growthpole.track.alerting import newest_run, run_alerts


def said(entries, on):
    return [(one.rule, one.about, one.period, one.value, one.limit, one.state) for one in due_alerts(entries, on)]


def test_a_stage_is_late_from_the_day_after_its_date(make):
    entries = [make.stage("P1", "signed", "2024-03-01"), make.stage("P1", "started", "2024-06", planned=True)]
    assert said(entries, "2024-06-30") == []
    assert said(entries, "2024-07-01") == [("stage_overdue", "P1", "2024-06-30", "signed", "started", "alert")]


def test_only_open_decisions_are_late(make):
    first = make.decision("D1", due="2024-06")
    assert said([first], "2024-06-30") == []
    assert said([first], "2024-07-01") == [("decision_overdue", "D1", "2024-06", "2024-07-01", "2024-06", "alert")]
    done = replace(first, state="done", vintage="2024-07-01", corrects=first.vintage)
    assert said([first, done], "2024-08-01") == []


def test_more_utilised_than_the_contracts_on_record(make):
    told = [make.money("contracted", "3"), make.money("utilised", "2", date="2024-05-02")]
    assert said(told, "2024-12-31") == []
    more = [
        *told,
        make.money("utilised", "1.5", date="2024-06-02"),
        make.money("utilised", "9", date="2025", vintage="2026"),
    ]
    (row,) = said(more, "2024-12-31")
    assert row[:3] == ("utilised_above_contracted", "P1", "2024-12-31")
    assert (float(row[3].split()[0]), float(row[4].split()[0])) == (3.5e6, 3e6)
    assert row[3].endswith(" USD")
    without_contract = [make.money("utilised", "2", project="P2"), make.money("contracted", "9", project="P3")]
    assert said(without_contract, "2024-12-31") == []
    other_currency = [make.money("contracted", "1"), make.money("utilised", "9", unit="1e4 CNY")]
    assert said(other_currency, "2024-12-31") == []


def test_a_chart_looks_at_the_newest_years_in_a_row():
    rates = {2000: 9.0, 2001: -9.0, **dict(zip(range(2010, 2020), [0.1, 0.2] * 5, strict=True))}
    assert list(newest_run(rates)) == list(range(2010, 2020))
    assert newest_run({}) == {}
    # 9.0 and -9.0 before the gap are no part of the chart
    assert [one.state for one in run_alerts(rates, "growth")] == ["quiet", "quiet"]


def test_a_chart_asks_for_eight_years_in_a_row():
    rates = dict(zip(range(2010, 2018), [0.1, 0.2] * 4, strict=True))
    assert len(run_alerts(rates, "growth")) == 2
    del rates[2013]
    assert run_alerts(rates, "growth") == ()


def test_of_eight_years_around_their_own_mean_a_run_cannot_be_told():
    rates = dict(zip(range(2010, 2018), [0.1, 0.2] * 4, strict=True))
    assert {one.rule: one.state for one in run_alerts(rates, "growth")} == {"beyond": "quiet", "run": "no_data"}
    around = {one.rule: one.state for one in run_alerts(rates, "deviation", centre=0.0)}
    assert around["run"] == "alert"
    more = {**rates, 2018: 0.1}
    assert {one.rule: one.state for one in run_alerts(more, "growth")} == {"beyond": "quiet", "run": "quiet"}
