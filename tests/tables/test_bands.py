from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.tables.bands import Band, above, enclose, growth_band, growth_rate, meet, rounding_band


@pytest.mark.parametrize(
    ("printed", "value", "low", "high"),
    [
        ("2.4", 2.4, 2.35, 2.45),
        ("3.0", 3.0, 2.95, 3.05),
        ("2.76", 2.76, 2.755, 2.765),
        ("9688", 9688.0, 9687.5, 9688.5),
        ("-3.2", -3.2, -3.25, -3.15),
        ("−3.2", -3.2, -3.25, -3.15),
        ("7.6e-2", 0.076, 0.0755, 0.0765),
        ("0", 0.0, -0.5, 0.5),
        (" 1.50 ", 1.5, 1.495, 1.505),
    ],
)
def test_half_a_unit_of_the_last_printed_digit(printed, value, low, high):
    # computed in decimals, so equal to the decimal literals to the last bit
    assert rounding_band(printed) == Band(value, low, high)


def test_exact_has_no_width():
    assert rounding_band("3.0", exact=True) == Band(3.0, 3.0, 3.0)


@given(st.integers(-(10**9), 10**9), st.integers(0, 6))
@settings(max_examples=50, deadline=None)
def test_width_is_one_unit_of_the_last_digit(digits, places):
    printed = f"{digits / 10**places:.{places}f}"
    band = rounding_band(printed)
    width = Fraction(1, 10**places)
    # the two ends are rounded to floats of size up to 1e9: 2 · 2^-53 · 1e9 < 1e-6
    assert abs(Fraction(band.high) - Fraction(band.low) - width) < Fraction(1, 10**6)
    assert round(band.value, places) == float(printed)


@pytest.mark.parametrize(
    "printed", ["", "abc", "nan", "inf", "1,000", "1_000", "2.4 %", "2.", ".5", "１.２", "~2.4", "1e9999", 2.4, None]
)
def test_what_is_not_a_printed_number_is_refused(refused, printed):
    with refused("not-a-printed-number", repr(printed)):
        rounding_band(printed)


def test_a_number_too_large_for_a_float_is_refused(refused):
    with refused("bad-band", "inf"):
        rounding_band("1e999")


@pytest.mark.parametrize("numbers", [(1, 2, 3), (3, 1, 2), (float("nan"), 0, 1), (1, 0, float("inf")), ("1", 0, 2)])
def test_a_band_is_ordered_and_finite(refused, numbers):
    with refused("bad-band", str(numbers[0])):
        Band(*numbers)


def test_enclose_repairs_the_last_bit_only_outwards():
    assert enclose(2.0, 2.5, 1.5) == Band(2.0, 2.0, 2.0)
    assert enclose(2.0, 1.0, 3.0) == Band(2.0, 1.0, 3.0)


@pytest.mark.parametrize("number", [0, -1.0, float("nan"), float("inf"), "4", None])
def test_above(refused, number):
    assert above("years", 4, 0) == 4.0
    with refused("not-above", "years", repr(number)):
        above("years", number, 0)


def test_growth_rises_with_the_end_and_falls_with_the_start():
    band = growth_band(Band(2.0, 1.0, 4.0), Band(8.0, 6.0, 9.0), 1)
    assert (band.value, band.low, band.high) == (3.0, 0.5, 8.0)
    assert growth_rate(4.0, 9.0, 2) == 0.5


def test_growth_from_a_band_that_reaches_zero_is_refused(refused):
    with refused("not-above", "start.low"):
        growth_band(Band(0.4, 0.0, 0.5), Band(1.0, 1.0, 1.0), 1)


def test_bands_that_touch_meet():
    assert meet(Band(1, 0, 2), Band(3, 2, 4))
    assert not meet(Band(1, 0, 2), Band(3, 2.5, 4))
