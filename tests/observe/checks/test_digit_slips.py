"""The one slip that closes a gap: exact cases, and the law that a slip is found from either side."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.observe.checks.digit_slips import is_one_slip, unique_slip


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("7234", "1234"),
        ("1243", "1234"),
        ("1019040", "19040"),
        ("1234", "124"),
        ("171634", "17164"),
        ("12.5", "1.25"),
        ("12.5", "125000"),
        ("-7234", "-1234"),
        ("1234.50", "1234.40"),
    ],
)
def test_one_slip_is_seen_from_either_side(one, two):
    assert is_one_slip(Decimal(one), Decimal(two))
    assert is_one_slip(Decimal(two), Decimal(one))


@pytest.mark.parametrize(
    ("one", "two"), [("1234", "1234"), ("1234", "1432"), ("1234", "2345"), ("5", "-5"), ("0", "5"), ("1234", "1234.5")]
)
def test_two_slips_are_none(one, two):
    assert not is_one_slip(Decimal(one), Decimal(two))


@given(st.integers(10, 10**9), st.data())
@settings(max_examples=200, deadline=None)
def test_every_single_slip_of_digits_is_one(number, data):
    text = str(number)
    place = data.draw(st.integers(0, len(text) - 1))
    digit = data.draw(st.sampled_from("0123456789"))
    for slipped in (text[:place] + digit + text[place + 1 :], text[:place] + digit + text[place:]):
        if int(slipped) not in (0, number):
            assert is_one_slip(Decimal(number), Decimal(slipped))
            assert is_one_slip(Decimal(slipped), Decimal(number))


def test_the_only_cell_that_closes_the_gap_is_named():
    cells = [Decimal(text) for text in ("15000", "7234", "5766", "5000", "3000")]
    assert unique_slip(cells, [1, -1, -1, -1, -1], Decimal(-6000), Decimal("2.5")) == (1, Decimal(1234))


def test_where_two_cells_could_have_slipped_none_is_named():
    cells = [Decimal(text) for text in ("15000", "7234", "5766", "8000")]
    assert unique_slip(cells, [1, -1, -1, -1], Decimal(-6000), Decimal(2)) is None


def test_within_rounding_only_a_gap_far_larger_is_explained():
    large = [Decimal("1003001.6"), Decimal("9999904.2"), Decimal("3011.1")]
    gap, signs = large[0] - large[1] - large[2], [1, -1, -1]
    # 999,990.42 leaves 0.08, which rounding of three numbers of one decimal (0.15) explains.
    assert unique_slip(large, signs, gap, Decimal("0.15")) == (1, Decimal("999990.42"))
    assert unique_slip(large, signs, gap, Decimal(1000)) is None
