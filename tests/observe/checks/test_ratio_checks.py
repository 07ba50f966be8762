"""Powers of ten: slips of a cell in its series and beside other columns, whole columns, and what is left alone."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.observe.checks.ratio_checks import check_ratios
from growthpole.observe.checks.rows import printed_rows
from printed_tables import codes

REGIONS = [f"R{number:02}" for number in range(12)]


def numbers(seed=0, columns=1, periods=1, spread=0.05):
    """Numbers of regions (first axis) that grow together, of columns in a steady ratio."""
    rng = np.random.default_rng(seed)
    size = rng.lognormal(8, 1, (len(REGIONS), 1, 1))
    level = rng.lognormal(0, 1, (1, columns, 1))
    growth = 1.1 ** np.arange(periods)[None, None, :]
    return size * level * growth * np.exp(rng.normal(0, spread, (len(REGIONS), columns, periods)))


def frame_of(values, unit="万元"):
    """Rows of the numbers, with one decimal."""
    rows = [
        {
            "region": region,
            "header": f"h{column}",
            "period": str(2010 + period),
            "value": f"{values[line, column, period]:.1f}",
            "cell": f"{chr(66 + column)}{2 + line + 20 * period}",
        }
        for line, region in enumerate(REGIONS)
        for column in range(values.shape[1])
        for period in range(values.shape[2])
    ]
    return pd.DataFrame(rows).assign(unit=unit, file="book.xlsx", sheet="1")


def found(frame):
    return check_ratios(printed_rows(frame))


def times(frame, place, power):
    """The frame with one number times a power of ten, keeping its decimals."""
    changed = frame.copy()
    changed.loc[place, "value"] = f"{float(frame['value'][place]) * 10.0**power:.4f}"
    return changed


@given(st.integers(0, 10**6), st.integers(0, 12 * 8 - 1), st.sampled_from([-3, -2, -1, 1, 2, 3, 4]))
@settings(max_examples=60, deadline=None)
def test_a_slip_in_a_steady_series_is_found_and_nothing_else_is(seed, place, power):
    frame = frame_of(numbers(seed, periods=8))
    assert found(frame) == []
    (finding,) = found(times(frame, place, power))
    assert codes([finding]) == [("power-of-ten-in-series", frame["cell"][place])]
    assert finding.params["factor"] == (f"×{10**power:,}" if power > 0 else f"÷{10**-power:,}")
    expected = float(finding.params["expected"].replace(",", ""))
    assert expected == pytest.approx(float(frame["value"][place]), rel=0.35)


@given(st.integers(0, 10**6), st.integers(0, 12 * 4 - 1), st.sampled_from([-2, -1, 1, 2, 4]))
@settings(max_examples=60, deadline=None)
def test_a_slip_beside_steady_columns_is_found_in_its_column(seed, place, power):
    frame = frame_of(numbers(seed, columns=4))
    assert found(frame) == []
    assert codes(found(times(frame, place, power))) == [("power-of-ten-between-columns", frame["cell"][place])]


def test_of_two_columns_the_odder_number_is_named():
    frame = frame_of(numbers(3, columns=2, spread=0.02))
    # The largest number of the column, ten times as large.
    place = int(frame[frame["header"] == "h1"]["value"].astype(float).idxmax())
    assert codes(found(times(frame, place, 1))) == [("power-of-ten-between-columns", frame["cell"][place])]


@pytest.mark.parametrize("power", [-4, -2, 1, 4])
def test_a_column_in_the_wrong_unit_is_one_finding(power):
    values = numbers(1, periods=5)
    values[:, 0, 2] *= 10.0**power
    (finding,) = found(frame_of(values))
    assert codes([finding]) == [("power-of-ten-column", "B42")]
    assert finding.params["count"] == "12"
    assert finding.params["other_period"] == "2011"


def test_a_slip_inside_a_column_in_the_wrong_unit_is_found_too():
    values = numbers(1, periods=5)
    values[:, 0, 2] *= 10.0**4
    values[4, 0, 2] *= 10.0
    assert codes(found(frame_of(values))) == [("power-of-ten-column", "B42"), ("power-of-ten-in-series", "B46")]


def test_declared_units_are_taken_into_account():
    values = numbers(1, periods=5)
    frame = frame_of(values)
    later = frame["period"] == "2012"
    frame.loc[later, "value"] = [f"{float(value) / 10_000:.5f}" for value in frame.loc[later, "value"]]
    frame.loc[later, "unit"] = "亿元"
    assert found(frame) == []
    frame.loc[later, "unit"] = "万元"
    assert codes(found(frame)) == [("power-of-ten-column", "B42")]


def test_of_two_periods_only_a_factor_no_growth_gives_is_named():
    values = numbers(2, periods=2)
    values[:, 0, 1] *= 10.0
    assert found(frame_of(values)) == []
    values[:, 0, 1] *= 1000.0
    assert codes(found(frame_of(values))) == [("power-of-ten-column", "B22")]


def test_a_break_that_lasts_is_no_slip():
    values = numbers(4, periods=10)
    values[3, 0, 5:] *= 10.0
    assert found(frame_of(values)) == []


def test_a_number_whose_sum_is_right_is_vouched_for():
    frame = times(frame_of(numbers(periods=8)), 17, 1)
    assert len(check_ratios(printed_rows(frame))) == 1
    vouched = np.arange(len(frame)) == 17
    assert check_ratios(printed_rows(frame), vouched) == []


@pytest.mark.parametrize("unit", ["%", "‰", "位"])
def test_rates_and_ranks_are_left_alone(unit):
    frame = times(frame_of(numbers(periods=8)), 17, 1)
    assert found(frame.assign(unit=unit)) == []


def test_numbers_of_one_digit_and_zeros_are_left_alone():
    few = pd.DataFrame(
        {"period": [str(year) for year in range(2010, 2018)], "value": ["3", "3", "4", "30", "3", "0", "3", "4"]}
    )
    assert found(few.assign(region="A", header="h", unit="个")) == []


def test_a_wild_series_is_left_alone():
    rng = np.random.default_rng(0)
    wild = frame_of(10 ** rng.uniform(1, 5, (12, 1, 8)))
    assert found(wild) == []


def test_the_same_column_in_another_source_shows_a_unit_slip():
    values = numbers(5, periods=3)
    one, two = frame_of(values), frame_of(values * 10_000).assign(file="other.xlsx")
    later = pd.concat([one, two[two["period"] == "2012"]], ignore_index=True)
    assert [finding.file for finding in found(later)] == ["other.xlsx"]
