"""Printed numbers: every accepted text has exactly the Decimal it prints, everything else is refused."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growthpole.observe.numbers import parse_number

ACCEPTED = {
    "0": "0", "-0": "-0", "007": "7", "5.": "5", ".5": "0.5", "+3": "3", "2.40": "2.40", "1e5": "1e5", "1E+05": "1e5",
    "1,234": "1234", "1,234,567.80": "1234567.80", "−5": "-5", "–5": "-5", "(5)": "-5", "( 1,234.5 )": "-1234.5",
    "１２３．５": "123.5", "１，２３４": "1234", "－5": "-5", "（5）": "-5",
    "\u30005 ": "5", "1e300": "1e300", "1e-300": "1e-300",
}  # fmt: skip
REFUSED = [
    "", " ", "1_000", "nan", "NaN", "inf", "-inf", "1e400", "1e301", "1e-400", "1e-301", "0x1f", "1e", "e5", "٣", "५",
    "5*", "5²", "①", "⒈", "⑴", "㈠", "½", "1,23", "12,34,567", "1,2345", "1.234,5", "1 234", "1\u2009234", "--5",
    "(-5)",
    "(5", "5)", "5%", "5 %", "¥5", "1.2.3", "1,234.", "５²", "五", "—5", "1'234", "1/2", "5a", "\u200b5", "1\x00",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), ACCEPTED.items())
def test_a_printed_number_is_read_exactly(text, value):
    assert parse_number(text) == Decimal(value)
    assert str(parse_number(text).normalize()) == str(Decimal(value).normalize())


@pytest.mark.parametrize("text", REFUSED)
def test_what_no_table_prints_is_refused(text):
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.234,5", "1234.5"), ("1.234.567", "1234567"), ("12,5", "12.5"), ("-3", "-3"), ("(1.234,5)", "-1234.5")],
)
def test_the_continental_style_is_read_when_declared(text, value):
    assert parse_number(text, "comma") == Decimal(value)


@pytest.mark.parametrize("text", ["1,234.5", "12.5", "1.23", "1e5", ".5"])
def test_the_continental_style_takes_no_other(text):
    assert parse_number(text, "comma") is None


def test_a_bracketed_number_keeps_all_its_digits_whatever_the_decimal_context():
    digits = "1234567890.12345678901234567890123456789"
    with localcontext() as context:
        context.prec = 5
        assert parse_number(f"({digits})").as_tuple() == Decimal(f"-{digits}").as_tuple()


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-1e30"), max_value=Decimal("1e30"), places=6)
)
def test_grouping_full_width_and_brackets_change_nothing(value):
    grouped = f"{abs(value):,f}"
    wide = grouped.translate({code - 0xFEE0: code for code in range(0xFF01, 0xFF5F)})
    assert parse_number(grouped) == parse_number(wide) == abs(value)
    assert parse_number(f"({grouped})") == -abs(value)
    assert parse_number(f"{value:f}") == value


@given(st.text())
def test_any_text_is_a_number_or_none_and_never_raises(text):
    value = parse_number(text)
    assert value is None or value.is_finite()


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300))
def test_a_float_printed_by_python_comes_back(value):
    if value == 0 or abs(value) >= 1e-300:
        assert float(parse_number(repr(value))) == value
