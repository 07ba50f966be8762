"""How numbers are written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growthpole.units import UNITS, convert
from growthpole.views.formatting import fixed, grouped, in_words, operator_word, period_text, with_unit


@given(
    st.decimals(min_value=0, max_value=10**9, places=3), st.sampled_from(sorted(UNITS)), st.sampled_from(["en", "zh"])
)
def test_words_change_the_unit_and_never_the_amount(number, unit, lang):
    amount, words = in_words(number, unit, lang)
    assert Decimal(repr(convert(amount, words, unit))) == Decimal(repr(float(number)))


@given(st.integers(-(10**12), 10**12))
def test_grouping_keeps_every_digit(number):
    assert grouped(str(number)).replace(",", "").replace("−", "-") == str(number)


@pytest.mark.parametrize(
    ("value", "digits", "text"), [(0.5, 0, "1"), (-0.004, 2, "0.00"), (1e6, 0, "1,000,000"), (2.345, 2, "2.35")]
)
def test_fixed_rounds_half_up_and_writes_no_negative_zero(value, digits, text):
    assert fixed(value, digits) == text


@pytest.mark.parametrize(
    ("period", "en", "zh"),
    [
        ("2021", "2021", "2021年"),
        ("2021-09", "Sep 2021", "2021年9月"),
        ("2012-01/2012-09", "Jan–Sep 2012", "2012年1—9月"),
        ("2020/2021", "2020–2021", "2020—2021年"),
        ("2020-10/2021-03", "Oct 2020–Mar 2021", "2020年10月—2021年3月"),
        ("2022-02-11", "2022-02-11", "2022-02-11"),
    ],
)
def test_periods_read_as_people_write_them(period, en, zh):
    assert (period_text(period, "en"), period_text(period, "zh")) == (en, zh)


def test_operators_become_words():
    assert [operator_word(sign, "en") for sign in ("=", "~", ">", "<")] == ["", "about", "over", "under"]
    assert operator_word("~", "zh") == "约"


def test_a_ratio_has_no_unit_behind_it():
    assert with_unit("0.91", "1", "en") == "0.91"
    assert with_unit("", "%", "zh") == "%"


def test_a_rail_car_is_no_automobile():
    assert with_unit("3", "car", "en") == "3 rail cars"
    assert "铁路" in with_unit("3", "car", "zh")
    assert with_unit("2", "1e12 EUR", "en") == "2 trillion euros"
