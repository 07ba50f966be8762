"""Published growth against levels: exact bands, versions, prices."""

import pandas as pd
import pytest

from growthpole.observe.checks.growth_checks import check_growth
from growthpole.observe.checks.rows import printed_rows
from printed_tables import codes

COLUMNS = ["header", "period", "value", "unit", "version", "price_basis"]


def found(*rows):
    frame = pd.DataFrame([(*row, *[""] * (len(COLUMNS) - len(row))) for row in rows], columns=COLUMNS)
    frame = frame.assign(region="A", file="book.csv", cell=[f"E{line}" for line in range(2, len(frame) + 2)])
    return check_growth(printed_rows(frame), {"growth": "gdp"})


LEVELS = (("gdp", "2020", "2.40", "亿元"), ("gdp", "2021", "2.58", "亿元"))


# Levels of 2.395 to 2.405 and 2.575 to 2.585 give 7.07 % to 7.93 %; a rate of one digit carries 0.05 more each way.
@pytest.mark.parametrize(
    ("rate", "differs"), [("7.5", False), ("7.0", True), ("7.1", False), ("7.9", False), ("8.0", True), ("-7.5", True)]
)
def test_a_rate_is_compared_within_the_rounding_of_the_levels(rate, differs):
    findings = found(*LEVELS, ("growth", "2021", rate, "%"))
    assert codes(findings) == ([("growth-differs", "E4")] if differs else [])


def test_the_finding_names_the_cells_and_the_prices():
    (finding,) = found(*LEVELS, ("growth", "2021", "9.9", "%"))
    told = {name: finding.params[name] for name in ("start_at", "end_at", "low", "high", "basis", "level_basis")}
    assert told == {"start_at": "E2", "end_at": "E3", "low": "7.1", "high": "7.9", "basis": "–", "level_basis": "–"}
    assert finding.severity == "warn"


def test_one_version_that_agrees_is_enough_and_versions_are_not_mixed():
    old = (("gdp", "2020", "2.00", "亿元", "first"), ("gdp", "2021", "2.40", "亿元", "first"))
    new = (("gdp", "2020", "2.40", "亿元", "revised"), ("gdp", "2021", "2.58", "亿元", "revised"))
    assert found(*old, *new, ("growth", "2021", "7.5", "%", "first")) == []
    # From the first 2020 to the revised 2021 it would be 29 %.
    assert len(found(*old, *new, ("growth", "2021", "29.0", "%"))) == 1


def test_constant_prices_against_current_ones_are_said_once_and_never_judged_one_by_one():
    levels = [
        ("gdp", str(year), f"{100 * 1.1 ** (year - 2015):.2f}", "亿元", "", "current") for year in range(2015, 2020)
    ]
    rates = [("growth", str(year), "7.0", "%", "", "constant 2015") for year in range(2016, 2020)]
    (finding,) = found(*levels, *rates)
    assert codes([finding]) == [("growth-other-prices", "E7")]
    told = {name: finding.params[name] for name in ("count", "outside", "most", "basis", "level_basis")}
    assert told == {
        "count": "4",
        "outside": "4",
        "most": "-3.0",
        "basis": "constant 2015",
        "level_basis": "current",
    }


def test_levels_at_the_prices_of_the_rate_come_first():
    current = [("gdp", year, value, "亿元", "", "current") for year, value in (("2020", "100"), ("2021", "120"))]
    constant = [("gdp", year, value, "亿元", "", "constant 2020") for year, value in (("2020", "100"), ("2021", "107"))]
    assert found(*current, *constant, ("growth", "2021", "7.0", "%", "", "constant 2020")) == []


@pytest.mark.parametrize(
    "rows",
    [
        (LEVELS[1], ("growth", "2021", "50.0", "%")),
        (("gdp", "2018", "1.0", "亿元"), LEVELS[1], ("growth", "2021", "50.0", "%")),
        (*LEVELS, ("growth", "2021", "50.0", "亿元")),
        (*LEVELS, ("growth", "2020/2021", "50.0", "%")),
        (("gdp", "2020", "-2.40", "亿元"), LEVELS[1], ("growth", "2021", "50.0", "%")),
        (("gdp", "2020", "24000", "万元"), LEVELS[1], ("growth", "2021", "50.0", "%")),
        LEVELS,
    ],
)
def test_what_cannot_be_compared_is_left_alone(rows):
    assert found(*rows) == []


def test_counts_of_single_things_are_exact():
    levels = (("gdp", "2020", "100", "firm"), ("gdp", "2021", "107", "firm"))
    assert found(*levels, ("growth", "2021", "7.0", "%")) == []
    assert codes(found(*levels, ("growth", "2021", "7.1", "%"))) == [("growth-differs", "E4")]
