"""Parts of a year that texts of statistical tables name: quarters, halves, months, and figures cumulated over them."""

from __future__ import annotations

import re
from typing import Final, Literal

from growthpole.observe.printed.periods import plain

__all__ = ["Part", "in_year", "last_year", "part_in"]

Part = tuple[int, int] | Literal["cumulated", "some"]
_ZH: Final = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4}
_FIRST: Final = re.compile(r"前\s*([一二两三])\s*个?季度|[1一]\s*[-—–~～至]\s*([2-4二三四])\s*季度")
_QUARTER: Final = re.compile(
    r"第?\s*([一二三四1-4])\s*季(?:度|$)|(?<![a-z])q([1-4])(?!\d)|(?<!\d)([1-4])q(?![a-z])", re.I
)
_ORDINAL: Final = re.compile(r"\b(first|second|third|fourth|1st|2nd|3rd|4th)\s+(quarter|half)\b", re.I)
_ORDER: Final = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_HALF: Final = re.compile(r"([上下])\s*半\s*年|(?<![a-z])h([12])(?!\d)", re.I)
_MONTHS: Final = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])\s*月?\s*[-—–~～至]\s*(1[0-2]|0?[1-9])\s*月(?!\s*\d+\s*日)")
_MONTH: Final = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])\s*月(?!\s*\d+\s*日)")
_CUMULATED: Final = re.compile(r"累\s*计|cumulat|year[- ]to[- ]date|\bytd\b", re.I)
_SOME: Final = re.compile(r"季\s*度|各\s*月|分\s*月|月\s*度|quarter|monthly|half[- ]year", re.I)
_LAST_YEAR: Final = re.compile(
    r"^(?:上\s*年|去\s*年|上一年)(?:度|同期|同月|同季)?(?:数|值|额|实绩|实际|完成)?(?:\s*[(（].*)?$"
    r"|^(?:previous|last) year$",
    re.I,
)


def part_in(text: str) -> Part | None:
    """First and last month that a text names, or that it names figures cumulated, or only some part of a year.

    Examples
    --------
    >>> part_in("2021年一季度"), part_in("前三季度"), part_in("1-5月累计"), part_in("2021Q3"), part_in("下半年")
    ((1, 3), (1, 9), (1, 5), (7, 9), (7, 12))
    >>> part_in("本年累计"), part_in("各季度"), part_in("2021年12月31日"), part_in("2021年产值")
    ('cumulated', 'some', None, None)
    """
    said = plain(text)
    if found := _MONTHS.search(said):
        return int(found[1]), int(found[2])
    if found := _FIRST.search(said):
        return 1, 3 * _number(found[1] or found[2])
    if found := _HALF.search(said):
        return (1, 6) if (found[1] or found[2]) in {"上", "1"} else (7, 12)
    if found := _ORDINAL.search(said):
        size, order = (3 if found[2].lower() == "quarter" else 6), _ORDER[found[1].lower()]
        return (size * (order - 1) + 1, size * order) if size * order <= 12 else "some"
    if found := _QUARTER.search(said):
        last = 3 * _number(next(filter(None, found.groups())))
        return last - 2, last
    if _CUMULATED.search(said):
        return "cumulated"
    if found := _MONTH.search(said):
        return int(found[1]), int(found[1])
    return "some" if _SOME.search(said) else None


def _number(text: str) -> int:
    return _ZH.get(text) or int(text)


def in_year(period: str, part: Part) -> str:
    """Period that a part of the year of ``period`` is; empty where it cannot be told.

    Examples
    --------
    >>> in_year("2021", (1, 3)), in_year("2021-05", "cumulated"), in_year("2021", "cumulated"), in_year("", (1, 3))
    ('2021-01/2021-03', '2021-01/2021-05', '', '')
    """
    year = period[:4]
    if not year:
        return ""
    if part == "cumulated":
        return period if "/" in period else f"{year}-01/{period}" if len(period) == 7 else ""
    if part == "some":
        return ""
    first, last = part
    if last < first:
        return ""
    return f"{year}-{first:02d}" if first == last else f"{year}-{first:02d}/{year}-{last:02d}"


def last_year(text: str, period: str) -> str | None:
    """The same period a year before, where a heading says nothing but last year; None where it does not.

    Examples
    --------
    >>> last_year("上年", "2021"), last_year("上年同期", "2021-01/2021-03"), last_year("上年=100", "2021")
    ('2020', '2020-01/2020-03', None)
    """
    if not _LAST_YEAR.match(plain(text)):
        return None
    return re.sub(r"\d{4}", lambda year: str(int(year[0]) - 1), period)
