import calendar
import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.errors import InputError
from growthpole.tables import parse_period
from growthpole.tables.periods import published_by

DAYS = st.dates(date(1000, 1, 1), date(9999, 12, 31))


@st.composite
def periods(draw):
    """Text of a year, month or day, with its first and last day from the calendar module."""
    day = draw(DAYS)
    kind = draw(st.sampled_from(["year", "month", "day"]))
    if kind == "year":
        return day.strftime("%Y"), kind, date(day.year, 1, 1), date(day.year, 12, 31)
    if kind == "month":
        last = calendar.monthrange(day.year, day.month)[1]
        return day.strftime("%Y-%m"), kind, day.replace(day=1), day.replace(day=last)
    return day.isoformat(), kind, day, day


def parts(day):
    return (day.year, day.month, day.day)


@given(periods())
@settings(max_examples=100, deadline=None)
def test_ends_agree_with_the_calendar(case):
    text, kind, first, last = case
    period = parse_period(text)
    assert (period.start, period.end, period.kind, period.text) == (parts(first), parts(last), kind, text)
    assert not period.is_cumulative


@given(st.lists(periods(), max_size=8))
@settings(max_examples=100, deadline=None)
def test_order_is_that_of_first_then_last_day(cases):
    texts = sorted((case[0] for case in cases), key=parse_period)
    ends = {text: (first, last) for text, _, first, last in cases}
    assert [ends[text] for text in texts] == sorted(ends[text] for text in texts)


@given(st.integers(1, 9999), st.integers(0, 14), st.integers(0, 33))
@settings(max_examples=300, deadline=None)
def test_a_day_is_valid_where_the_calendar_has_it(year, month, day):
    text = f"{year:04}-{month:02}-{day:02}"
    try:
        expected = date(year, month, day)
    except ValueError:
        with pytest.raises(InputError) as caught:
            parse_period(text)
        assert caught.value.code == "bad-period"
    else:
        assert parse_period(text).start == parts(expected)


@pytest.mark.parametrize(("year", "leap"), [(1900, False), (2000, True), (2023, False), (2024, True), (2100, False)])
def test_leap_years_of_the_gregorian_calendar(refused, year, leap):
    assert parse_period(f"{year}-02").end == (year, 2, 29 if leap else 28)
    if leap:
        assert parse_period(f"{year}-02-29").kind == "day"
    else:
        with refused("bad-period", f"{year}-02-29"):
            parse_period(f"{year}-02-29")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 2021",
        "2021 ",
        "2021\n",
        "21",
        "02021",
        "2021-9",
        "2021-00",
        "2021-13",
        "2021-09-00",
        "2021-04-31",
        "2021/09",
        "2021-09/2022",
        "2021/",
        "/2021",
        "2021/2022/2023",
        "2021-09/2021-08",
        "2021 年",
        "２０２１",
        "٢٠٢١",
        "2021Q1",
        "-2021",
        "nan",
    ],
)
def test_what_is_no_period_is_refused(refused, text):
    with refused("bad-period", text):
        parse_period(text)


@given(periods(), periods())
@settings(max_examples=200, deadline=None)
def test_an_interval_needs_ends_of_one_kind_in_order(one, two):
    text = f"{one[0]}/{two[0]}"
    if one[1] == two[1] and two[3] >= one[2]:
        interval = parse_period(text)
        assert (interval.start, interval.end) == (parts(one[2]), parts(two[3]))
        assert interval.is_cumulative
    else:
        with pytest.raises(InputError, match=re.escape(text)):
            parse_period(text)


@pytest.mark.parametrize("text", ["2021-09", "2021-09-30", "2021-01/2021-12", "2021/2022"])
def test_only_a_whole_year_is_a_year(refused, text):
    with refused("not-a-year", text):
        _ = parse_period(text).year


@given(periods(), DAYS)
@settings(max_examples=200, deadline=None)
def test_published_when_its_last_day_has_passed(case, as_of):
    text, _, _, last = case
    assert published_by(text, as_of.isoformat()) == (last <= as_of)


def test_what_bears_no_date_was_not_published():
    assert not published_by("", "9999-12-31")


def test_a_loose_date_counts_as_its_last_day():
    assert published_by("2022-06", "2022-06-30")
    assert not published_by("2022-06", "2022-06-29")
    assert published_by("2022-06", "2022")


def test_a_bad_date_is_refused(refused):
    with refused("bad-period", "soon"):
        published_by("soon", "2022-12-31")
