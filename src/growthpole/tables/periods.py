"""Periods as ISO 8601 writes them: a year, a month, a day, or an interval of these.

Only whole years are bases of annual growth. An interval such as ``2023-01/2023-10`` is a cumulative
figure and its own kind of period: it is shown, and never chained to years.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from growthpole.errors import InputError

__all__ = ["Period", "parse_period", "published_by"]

Kind = Literal["year", "month", "day", "interval"]
_PART: Final = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A period with its first and last day as ``(year, month, day)``."""

    start: tuple[int, int, int]
    end: tuple[int, int, int]
    kind: Kind
    text: str

    @property
    def year(self) -> int:
        """The year, for whole years only.

        Raises
        ------
        InputError
            The period is not a whole year.
        """
        if self.kind != "year":
            raise InputError("not-a-year", period=self.text)
        return self.start[0]

    @property
    def is_cumulative(self) -> bool:
        """Whether the period is an interval, such as the year to date."""
        return self.kind == "interval"


def parse_period(text: str) -> Period:
    """Period written as ``2021``, ``2021-09``, ``2022-02-11`` or ``2012-01/2012-09``.

    Raises
    ------
    InputError
        Any other text, a day that does not exist, or an interval that ends before it starts.

    Examples
    --------
    >>> parse_period("2023-01/2023-10").kind
    'interval'
    >>> parse_period("2021").year
    2021
    """
    first, slash, second = text.partition("/")
    start = _part(first, text)
    if not slash:
        return Period(start[0], start[1], start[2], text)
    end = _part(second, text)
    if end[1] < start[0] or start[2] != end[2]:
        raise InputError("bad-period", period=text)
    return Period(start[0], end[1], "interval", text)


def published_by(published: str, as_of: str) -> bool:
    """Whether a fact dated ``published`` was surely public on the day ``as_of``.

    A date that names only a year or month counts as its last day, and no date as not published:
    what is not known to have been public informs no recommendation.

    Examples
    --------
    >>> (
    ...     published_by("2022-02-11", "2022-12-31"),
    ...     published_by("2022", "2022-06-30"),
    ...     published_by("", "2022-12-31"),
    ... )
    (True, False, False)
    """
    if not published:
        return False
    return parse_period(published).end <= parse_period(as_of).end


def _part(part: str, whole: str) -> tuple[tuple[int, int, int], tuple[int, int, int], Kind]:
    match = _PART.fullmatch(part)
    if match is None:
        raise InputError("bad-period", period=whole)
    year = int(match[1])
    if match[2] is None:
        return (year, 1, 1), (year, 12, 31), "year"
    month = int(match[2])
    last = 29 if month == 2 and _leap(year) else _DAYS[month - 1]
    if match[3] is None:
        return (year, month, 1), (year, month, last), "month"
    day = int(match[3])
    if day > last:
        raise InputError("bad-period", period=whole)
    return (year, month, day), (year, month, day), "day"


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
