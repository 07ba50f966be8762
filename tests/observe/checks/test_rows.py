"""Printed numbers as floats to look with and decimals to decide with."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from growthpole.observe.checks.rows import half_unit, plain, printed_rows, relative, total_of


def rows(**columns):
    return printed_rows(pd.DataFrame({"region": "A", "header": "h", "period": "2021", "unit": "亿元", **columns}))


@pytest.mark.parametrize(
    ("text", "number", "half"),
    [("12", 12, "0.5"), ("12.50", 12.5, "0.005"), ("1,234.5", 1234.5, "0.05"), ("-7", -7, "0.5"), ("1e3", 1000, "500")],
)
def test_a_number_has_half_a_unit_of_its_last_digit(text, number, half):
    found = rows(value=[text])
    assert found.numbers.tolist() == [number]
    assert found.halves.tolist() == [float(half)]
    assert found.half(0) == Decimal(half)


@pytest.mark.parametrize("text", ["", "…", "—", "nan", "12 a"])
def test_what_is_no_number_is_absent(text):
    assert np.isnan(rows(value=[text]).numbers).all()


@pytest.mark.parametrize("flag", ["~", ">", "<=", "约"])
def test_an_inexact_number_is_absent(flag):
    assert np.isnan(rows(value=["5"], flag=[flag]).numbers).all()


def test_a_missing_column_is_named(refused):
    with refused("missing-columns", "unit"):
        printed_rows(pd.DataFrame({"region": [], "header": [], "period": [], "value": []}))


def test_combinations_are_numbered_in_order_of_appearance():
    found = rows(value=["1", "2", "3", "4"], sheet=["b", "a", "b", "a"], cell=["x", "x", "y", "x"])
    assert found.ids("sheet").tolist() == [0, 1, 0, 1]
    assert found.ids("sheet", "cell").tolist() == [0, 1, 2, 1]


def test_no_rows_are_no_trouble():
    assert len(printed_rows(pd.DataFrame(columns=["region", "header", "period", "value", "unit"]))) == 0


def test_decimals_are_summed_without_rounding():
    tiny, huge = Decimal("1e-290"), Decimal("1e290")
    assert total_of([huge, tiny, -huge]) == tiny


def test_a_share_of_nothing_is_not_told():
    assert relative(Decimal(5), Decimal(0)) == "–"
    assert relative(Decimal(-5), Decimal(-50)) == "-10 %"


def test_numbers_are_written_as_people_do():
    assert plain(Decimal("1E+4")) == "10,000"
    assert half_unit(Decimal("1E+4")) == 5000
