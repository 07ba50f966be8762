"""What the stages combine, and what they refuse to: units, price bases, breaks, samples, approximate figures."""

from __future__ import annotations

import math

import pytest

from growthpole.errors import InputError, UnitMismatch
from growthpole.study import run_study

LEVEL_2023 = "f073,CN-SD,equipment_revenue,2023,2.76,=,1e12 CNY,actual,,above designated size,ok"


@pytest.fixture
def diagnosed(fresh_study):
    """Change the bundled study, then run it up to its tables."""

    def run(*changes):
        for name, old, new in changes:
            path = fresh_study / name
            text = path.read_text(encoding="utf-8")
            assert old in text, old
            path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return run_study(fresh_study, stages=("diagnose",)).run

    return run


def facts(old, new):
    return ("sources/indicators.csv", old, new)


def study(old, new):
    return ("study.toml", old, new)


def row_of(run, table, **dims):
    (row,) = [row for row in run.table(table).rows() if all(row[name] == value for name, value in dims.items())]
    return row


def test_the_same_level_in_another_unit_gives_the_same_growth(diagnosed):
    run = diagnosed(facts("2023,2.76,=,1e12 CNY", "2023,27600,=,亿元"))
    row = row_of(run, "diagnose.progress", period="2023")
    assert (row["actual"], row["unit"], row["verdict"]) == (2.76, "1e12 CNY", "ahead")
    assert math.isclose(row["apparent"], math.sqrt(2.76 / 2.4) - 1, rel_tol=1e-12)
    assert row["path_high"] - row["path_low"] > 0


def test_a_share_in_per_cent_and_as_a_fraction_is_the_same_share(diagnosed):
    run = diagnosed(facts("2021,46.4,=,%", "2021,0.464,=,fraction of 1"))
    assert row_of(run, "diagnose.definitions", definition="share_of_value_added")["ratio"] == pytest.approx(0.464)


def test_a_rate_published_in_per_mille_is_converted(diagnosed):
    run = diagnosed(
        facts("output_growth_industrial_robots,2021,38.7,=,%", "output_growth_industrial_robots,2021,387,=,‰")
    )
    row = row_of(run, "diagnose.comparisons", indicator="output_growth_industrial_robots")
    assert row["region_growth"] == pytest.approx(0.387)
    assert row["outcome"] == "lost"


def test_levels_at_other_prices_are_not_compared(diagnosed):
    columns = study(
        'columns = { region = "region_code", address = "source_url" }',
        'columns = { region = "region_code", address = "source_url", price_basis = "vintage" }',
    )
    with pytest.raises((UnitMismatch, InputError)):
        diagnosed(columns, facts(LEVEL_2023, LEVEL_2023.replace("actual,,", "actual,constant 2015,")))


def test_growth_from_a_broken_base_is_refused(diagnosed):
    with pytest.raises(InputError, match="growth across a break is refused"):
        diagnosed(study('base = "2021"\ngoal', 'base = "2017"\ngoal'))


def test_without_a_sample_nothing_is_said_of_it(diagnosed):
    run = diagnosed(study('sample_indicator = "equipment_firms"\n', ""))
    row = row_of(run, "diagnose.progress", period="2023")
    assert not row["sample_changed"]
    assert not row["sample_known"]


def test_later_levels_stand_in_the_order_of_their_years(diagnosed):
    earlier = LEVEL_2023.replace("f073", "f999").replace(",2023,2.76,", ",2022,2.55,")
    text = "reported,2024-03-22,https://jp.dzwww.com/sdnew/202403/t20240322_13871070.htm,"
    run = diagnosed(facts(f"{LEVEL_2023},{text}\n", f"{LEVEL_2023},{text}\n{earlier},{text}\n"))
    assert [row["period"] for row in run.table("diagnose.progress").rows()] == ["2022", "2023"]


@pytest.mark.parametrize(
    ("level", "verdict"), [("2.76", "ahead"), ("2.69", "undecided"), ("2.41", "behind"), ("3.10", "reached")]
)
def test_the_verdict_holds_over_the_whole_band(diagnosed, level, verdict):
    assert row_of(diagnosed(facts("2023,2.76,=", f"2023,{level},=")), "diagnose.progress")["verdict"] == verdict


def test_a_level_in_the_goal_year_answers_whether_it_was_reached(diagnosed):
    run = diagnosed(facts("equipment_revenue,2023,2.76,=", "equipment_revenue,2025,3.20,="))
    row = row_of(run, "diagnose.progress", period="2025")
    assert row["verdict"] == "reached"
    assert math.isnan(row["remaining"])


def test_an_approximate_level_decides_nothing_and_is_marked(diagnosed):
    row = row_of(diagnosed(facts("2023,2.76,=", "2023,2.76,~")), "diagnose.progress", period="2023")
    assert (row["verdict"], row["inexact"]) == ("undecided", True)


def test_a_count_in_tens_of_thousands_is_rounded_as_printed(diagnosed):
    row = row_of(diagnosed(), "diagnose.growth_checks", check="robots_first_figure")
    assert row["apparent_low"] < row["apparent"] < row["apparent_high"]


def test_parts_close_only_within_their_printed_digits(diagnosed):
    run = diagnosed()
    assert row_of(run, "diagnose.compositions", composition="gdp_by_sector", part="gdp_primary")["closes"]
    assert not row_of(run, "diagnose.compositions", composition="gdp_by_city", part="370100")["closes"]


def test_a_mistyped_indicator_of_a_stability_is_no_finding_about_the_world(diagnosed):
    with pytest.raises(InputError, match="event_contracted_foreign_capitol"):
        diagnosed(
            study(
                'indicators = ["event_contracted_foreign_capital"]', 'indicators = ["event_contracted_foreign_capitol"]'
            )
        )


def test_gained_and_to_go_carry_no_noise(diagnosed):
    row = row_of(diagnosed(), "diagnose.progress", period="2023")
    assert (row["gained"], row["to_go"]) == (0.36, 0.24)


def test_verdicts_of_counts_follow_the_interval(diagnosed):
    run = diagnosed()
    rows = {
        row["activity"]: row for row in run.table("diagnose.footprint_activities").rows() if row["region"] == "CN-SD"
    }
    assert rows["chemical_machinery"]["verdict"] == "above"
    assert rows["farm_machinery"]["verdict"] == "open"
    assert rows["electronic_components"]["verdict"] == "below"
