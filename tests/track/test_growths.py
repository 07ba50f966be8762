"""Growth of actuals: only between figures that can be compared, with the band their digits leave."""

from __future__ import annotations

import math

import pytest

from growthpole.dims import REASONS
from growthpole.errors import UnitMismatch
from growthpole.tables.breaks import SeriesBreak
from growthpole.track import growth_between, year_on_year

BREAK = SeriesBreak(
    id="census", dimension="indicator", kind="revision", period="2023", codes=("revenue",), source="NBS"
)


def rows(entries, breaks=()):
    return {row["period"]: row for row in year_on_year(entries, breaks).to_dict("records")}


def test_growth_and_its_band(make):
    found = rows([make.actual("2021", "2.4"), make.actual("2022", "2.5", number=2)])
    assert found["2021"]["reason"] == REASONS["missing"]
    row = found["2022"]
    assert row["value"] == pytest.approx(2.5 / 2.4 - 1, rel=1e-12)
    assert (row["low"], row["high"]) == pytest.approx((2.45 / 2.45 - 1, 2.55 / 2.35 - 1), abs=1e-12)
    assert (row["entry"], row["before"], row["series_break"]) == (2, "2021", "")


def test_a_year_to_date_goes_with_the_same_months_only(make, refused):
    figures = [
        make.actual("2022", "100"),
        make.actual("2022-01/2022-10", "80"),
        make.actual("2022-01/2022-11", "90"),
        make.actual("2023-01/2023-10", "88"),
        make.actual("2023-10", "9"),
    ]
    found = rows(figures)
    assert found["2023-01/2023-10"]["value"] == pytest.approx(0.1, rel=1e-12)
    assert found["2023-10"]["reason"] == REASONS["missing"]
    for other in (figures[0], figures[2]):
        with refused("growth-other-period", "2023-01/2023-10"):
            growth_between(other, figures[3])
    with refused("growth-other-period"):
        growth_between(figures[3], figures[1])
    assert growth_between(figures[1], figures[3]).value == pytest.approx(0.1, rel=1e-12)


def test_across_a_break_there_is_no_growth(make, refused):
    before, after = make.actual("2022", "2.4"), make.actual("2023", "2.5")
    row = rows([before, after], [BREAK])["2023"]
    assert math.isnan(row["value"])
    assert (row["reason"], row["series_break"]) == (REASONS["series_break"], "census")
    with refused("series-break", "census", "NBS"):
        growth_between(before, after, [BREAK])
    assert not math.isnan(rows([make.actual("2023", "2"), make.actual("2024", "3")], [BREAK])["2024"]["value"])


@pytest.mark.parametrize(
    ("earlier", "later", "reason"),
    [
        ({"operator": "~"}, {}, "not_applicable"),
        ({}, {"operator": ">"}, "not_applicable"),
        ({"unit": "firm"}, {}, "not_applicable"),
        ({"value": "-2"}, {}, "not_applicable"),
        ({"value": "0"}, {}, "zero_base"),
        ({"value": "0.0"}, {"value": "0.0"}, "zero_base"),
        ({"scope": "above designated size"}, {}, "missing"),
        ({"price_basis": "constant 2020"}, {"price_basis": "current"}, "missing"),
    ],
)
def test_a_figure_that_carries_no_growth_says_why(make, earlier, later, reason):
    first, last = ({"value": "2", **told} for told in (earlier, later))
    found = rows([make.actual("2022", **first), make.actual("2023", **last)])
    assert found["2023"]["reason"] == REASONS[reason]
    assert math.isnan(found["2023"]["value"])


def test_what_falls_to_nothing_falls_by_all_of_it(make):
    found = rows([make.actual("2022", "5"), make.actual("2023", "0")])["2023"]
    assert (found["value"], found["reason"]) == (-1.0, REASONS["defined"])


def test_units_of_one_quantity_are_converted(make):
    found = rows([make.actual("2022", "24000"), make.actual("2023", "2.5", unit="1e12 CNY")])["2023"]
    assert found["value"] == pytest.approx(2.5 / 2.4 - 1, rel=1e-12)


def test_what_was_corrected_is_not_compared(make):
    first = make.actual("2022", "2.0", vintage="2023")
    again = make.actual("2022", "2.4", vintage="2024", corrects="2023", reason="final figure")
    assert rows([first, again, make.actual("2023", "2.4")])["2023"]["value"] == 0.0


def test_growth_per_year_over_several_years(make):
    growth = growth_between(make.actual("2021", "2.4"), make.actual("2025", "3.0"))
    assert round(100 * growth.value, 2) == 5.74  # printed: Shandong's plan, 2.4 to 3.0 over four years


def test_two_series_have_no_growth_between_them(make, refused):
    with refused("growth-other-series", "scope"):
        growth_between(make.actual("2021", "2", scope="all"), make.actual("2022", "2"))
    with refused("growth-inexact", "~ 2"):
        growth_between(make.actual("2021", "2", operator="~"), make.actual("2022", "2"))
    with refused("not-above"):
        growth_between(make.actual("2021", "0"), make.actual("2022", "2"))
    with refused("different-quantities", kind=UnitMismatch):
        growth_between(make.actual("2021", "2", unit="firm"), make.actual("2022", "2"))


def test_an_empty_ledger_has_an_empty_table():
    assert year_on_year([]).empty
