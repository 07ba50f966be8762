"""Numbers of the bundled study against an independent computation with the standard library."""

from __future__ import annotations

import csv
import math
from fractions import Fraction

import pytest


@pytest.fixture(scope="module")
def firms(study_folder):
    """Listed firms by (period, region, industry), and the equipment industries."""
    with (study_folder / "sources" / "listed_firms.csv").open(encoding="utf-8", newline="") as stream:
        counts = {
            (row["period"], row["region_code"], row["industry_code"]): int(row["firms"])
            for row in csv.DictReader(stream)
        }
    with (study_folder / "sources" / "listed_firms_industries.csv").open(encoding="utf-8", newline="") as stream:
        equipment = {row["industry_code"] for row in csv.DictReader(stream) if row["is_equipment"] == "true"}
    return counts, equipment


def total(counts, period, region=None, industries=None):
    return sum(
        value
        for (year, where, what), value in counts.items()
        if year == period and region in (None, where) and (industries is None or what in industries)
    )


def one(run, table, **dims):
    rows = [row for row in run.table(table).rows() if all(row[name] == value for name, value in dims.items())]
    assert len(rows) == 1
    return rows[0]


def test_target_arithmetic_equals_the_figures_of_the_brief(run):
    row = one(run, "diagnose.target", reading="main")
    assert [
        round(100 * row[name], digits) for name, digits in (("required", 2), ("required_low", 1), ("required_high", 1))
    ] == [5.74, 5.2, 6.3]
    other = one(run, "diagnose.target", reading="high_end")
    assert round(100 * other["required"], 1) == 31.6
    later = one(run, "diagnose.progress", period="2023")
    assert [
        round(100 * later[name], digits)
        for name, digits in (("apparent", 2), ("apparent_low", 1), ("apparent_high", 1), ("remaining", 2))
    ] == [7.24, 6.0, 8.5, 4.26]
    assert later["verdict"] == "ahead"
    assert later["sample_changed"]
    assert later["known_later"]


def test_cumulative_and_broken_figures_are_never_a_base_of_growth(run):
    assert [row["period"] for row in run.table("diagnose.progress").rows()] == ["2023"]
    series = {(row["period"], row["kind"]): row["status"] for row in run.table("diagnose.series").rows()}
    assert series["2017", "actual"] == "series_break"
    assert ("2023-01/2023-10", "actual") in series


def test_robots_lost_share(run):
    row = one(run, "diagnose.comparisons", indicator="output_growth_industrial_robots")
    assert math.isclose(row["share_change"], float(Fraction(1387, 1449) - 1), rel_tol=1e-12)  # exact, in doubles
    assert row["share_change_high"] < 0


def test_footprint_equals_exact_fractions(run, firms):
    counts, equipment = firms
    row = one(run, "diagnose.footprint", region="CN-SD")
    k, n = total(counts, "2021", "CN-SD", equipment), total(counts, "2021", None, equipment)
    own, everything = total(counts, "2021", "CN-SD"), total(counts, "2021")
    assert (row["k"], row["n"], row["firms"], everything) == (k, n, own, 4515)
    assert math.isclose(row["lq"], float(Fraction(k, own) / Fraction(n, everything)), rel_tol=1e-12)


def test_two_of_eleven_farm_machinery_firms_are_not_distinguishable(run):
    row = one(run, "diagnose.footprint_activities", region="CN-SD", activity="farm_machinery")
    assert (row["k"], row["n"]) == (2, 11)
    assert [round(row[name], 2) for name in ("lq", "lq_low", "lq_high")] == [3.13, 0.39, 8.92]  # printed in the brief
    assert not row["distinguishable"]


def test_shift_share_adds_up_and_equals_exact_fractions(run, firms):
    counts, equipment = firms
    rows = run.table("diagnose.shifts").rows()
    growth = Fraction(total(counts, "2021"), total(counts, "2016"))
    for row in rows:
        members = equipment if row["activity"] == "all" else {row["activity"]}
        assert row["end"] - row["start"] == row["change"]
        assert math.isclose(
            row["national"] + row["mix"] + row["regional"], row["change"], abs_tol=1e-9
        )  # sums of doubles
        start = total(counts, "2016", "CN-SD", members)
        assert math.isclose(row["national"], float(start * (growth - 1)), abs_tol=1e-9)


def test_herfindahl_and_krugman_equal_exact_fractions(run, firms):
    counts, _ = firms
    row = one(run, "diagnose.structure", region="CN-SD")
    industries = {what for (year, _, what) in counts if year in {"2006", "2011", "2016", "2021"}}
    own, nation = total(counts, "2021", "CN-SD"), total(counts, "2021")
    shares = [Fraction(total(counts, "2021", "CN-SD", {what}), own) for what in industries]
    wide = [Fraction(total(counts, "2021", None, {what}), nation) for what in industries]
    assert math.isclose(row["herfindahl"], float(sum(share**2 for share in shares)), rel_tol=1e-12)
    krugman = sum(abs(a - b) for a, b in zip(shares, wide, strict=True))
    assert math.isclose(row["krugman"], float(krugman), rel_tol=1e-12)


def test_rd_intensity_rank_is_eighth_and_shared(run, study_folder):
    with (study_folder / "sources" / "province_indicators.csv").open(encoding="utf-8", newline="") as stream:
        values = {
            row["region_code"]: float(row["value"])
            for row in csv.DictReader(stream)
            if row["indicator"] == "rd_intensity" and row["period"] == "2021" and row["region_code"] != "CN"
        }
    row = one(run, "diagnose.peers", region="CN-SD")
    ahead = sum(value > values["CN-SD"] for value in values.values())
    same = sum(value == values["CN-SD"] for value in values.values())
    assert (row["rank"], row["reporting"], row["tied"]) == (ahead + 1, 31, same > 1)


def test_parts_of_gdp_are_compared_with_the_total_and_never_rescaled(run):
    sectors = one(run, "diagnose.compositions", composition="gdp_by_sector", part="gdp_secondary")
    assert sectors["gap"] == 0.0  # decimals add up exactly: 83,095.90
    cities = one(run, "diagnose.compositions", composition="gdp_by_city", part="370200")
    assert cities["gap"] == 22.93  # stated in the caveats of the source
    assert math.isclose(cities["share"], 14136.46 / 83072.97, rel_tol=1e-12)


def test_published_and_apparent_growth_differ_for_robots(run):
    rows = {row["check"]: row for row in run.table("diagnose.growth_checks").rows()}
    first, second = rows["robots_first_figure"], rows["robots_second_figure"]
    assert [round(100 * row["apparent"], 1) for row in (first, second)] == [72.6, 54.4]
    assert {row["agreement"] for row in rows.values()} == {"differ"}


def test_six_stabilities_each_have_a_value_or_none(run):
    rows = run.table("diagnose.stabilities").rows()
    assert len({row["stability"] for row in rows}) == 6
    assert {row["stability"] for row in rows if row["fact_key"]} == {"foreign_investment", "investment"}
    assert all(math.isnan(row["level"]) for row in rows if not row["fact_key"])


def test_absent_cells_of_the_footprint_are_zero_by_declaration_only(run, firms):
    counts, _ = firms
    assert ("2021", "CN-SD", "textile_machinery") not in counts
    row = one(run, "diagnose.footprint_activities", region="CN-SD", activity="textile_machinery")
    assert row["k"] == 0.0
    assert row["lq"] == 0.0
