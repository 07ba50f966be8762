"""The periods that texts of statistical tables name, as ISO 8601 writes them.

A number between 1900 and 2099 is often no period of the figures: a base year (2015年不变价, 2010年=100), the other
side of a comparison (比2020年增长), a threshold (2000万元及以上企业), or a span (2019-2021年平均). A heading or a label
names a period only where nothing else can be meant; a title is read more freely, for it is there to name one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from growthpole.observe.printed.units import unit_in

__all__ = ["maybe_years_in", "periods_in", "periods_of_title", "plain", "squeezed", "without_year", "year_of"]

_SPACE: Final = re.compile(r"\s+")
_YEAR: Final = r"(?:19|20)\d{2}"
_YEAR_ONLY: Final = re.compile(rf"^({_YEAR})\s*(?:年|年度|a)?$")
_ZH_YEAR: Final = re.compile(r"(?:一九|二[〇○零Ｏ0OＯ])[〇○零O0一二三四五六七八九]{2}(?=\s*年)")
_ZH_DIGITS: Final = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")
_DAYS: Final = re.compile(rf"(?<!\d)({_YEAR})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?!\d)")
_MONTHS: Final = re.compile(rf"({_YEAR})\s*年\s*(\d{{1,2}})\s*(?:[-—–~～至]\s*(\d{{1,2}})\s*)?月")
_YEAR_WORDS: Final = re.compile(rf"[（(]?(?:\bin\s+|,\s*)?(?<!\d){_YEAR}(?!\d)\s*年?[)）]?", re.I)
_SPLIT_YEAR: Final = re.compile(rf"(?<!\d)({_YEAR})\s*/\s*(\d{{2,4}})(?!\d)")

_SPANS: Final = re.compile(
    rf"(?<![\d.,A-Za-z])({_YEAR})\s*年?[末底初]?\s*(?:[-—–―~～至到、,和及与&]|to|and|through)\s*({_YEAR})(?!\d)"
    r"(?!\s*(?:[万亿千元人吨亩]|以[上下]))",
    re.I,
)
_SHORT_SPAN: Final = re.compile(rf"(?<![\d.,A-Za-z])({_YEAR})\s*[-—–―~～至]\s*(\d{{2}})\s*年")
_MEASURE: Final = (
    r"\s*(?:[及或和]?\s*以\s*[上下内外]|[万亿余元亩吨册件辆头只株岁型号]|千(?!禧)|百(?![强货])|美元|人(?![口均员力才民工类事数])"
    r"|公[顷里斤]|多[人家户]|户(?![籍均口数])|家(?![庭用电具畜禽])|个(?![体人])|台(?![湾州])|平方|立方|米|克|名(?![称义录])|[%+]"
    r"|(?:kg|km|kw|mw|ha|mu|tons?|tonnes?|persons?|people|employees|workers|yuan|rmb|usd|eur|(?:or|and) (?:more|less"
    r"|over|above|below))\b)"
)
_BASE: Final = (
    r"\s*年?度?\s*的?(?:(?:不变|可比|固定)(?:价|\b)|价格(?!指|水平|总|变)|价(?!\w)|基[期年]|=|为\s*(?:100|1(?!\d)|基)"
    r"|(?:constant\s+)?prices?\b(?!\s+ind)|constant\b|(?:us\s*)?\$|dollars?\b)"
)
_LIMIT: Final = (
    r"\s*年\s*[末底初]?\s*[及或]?\s*(?:[以之]\s*[前后]|以[来上下]|前(?!\s*[\d一二三四五六七八九十百])"
    r"|后(?![备勤])|起(?![重降草飞])|开始|至今)"
)
_BEFORE: Final = (
    r"(?:[比较与以自从≥≤<>=]|大于|小于|超过|高于|低于|不足|不到|\b(?:since|over|vs\.?|versus|from|than|before|after|constant"
    r"|against|with|under|above|below|least|base|base\s+year|relative\s+to|compared\s+to))"
)
_DATE: Final = r"年\s*(?:\d{1,2}\s*(?:[-—–~～至]\s*\d{1,2}\s*)?月|[末底初])?"
# the other side of a comparison, where counting begins, a threshold: none of them is the period of the figures
_ASIDE: Final = re.compile(
    rf"[与和同跟]\s*{_YEAR}\s*{_DATE}\s*(?:同期)?\s*相?\s*比较?"
    rf"|{_BEFORE}\s*{_YEAR}(?!\d)\s*(?:{_DATE})?"
    rf"|(?<![\d.,]){_YEAR}(?!\d)(?:{_BASE}|{_LIMIT})"
    rf"|(?:\d\s*[-—–~～至]\s*)?(?<!\d){_YEAR}(?!\d){_MEASURE}",
    re.I,
)
_NAMED: Final = re.compile(
    rf"(?<![\d.,A-Za-z])({_YEAR})\s*年"  # 2021年产值
    rf"|[(（\[]\s*(?:in\s+)?({_YEAR})\s*[)）\]]"  # 产值(2021)
    rf"|(?<![\d.,A-Za-z第号型#])(?<!\d[-—–~～])({_YEAR})\s*[)）]?$",  # Output in 2021
    re.I,
)
_WITH_UNIT: Final = re.compile(rf"^({_YEAR})\s*[(（\[][^()（）\[\]]+[)）\]]$")
_YEAR_IN: Final = re.compile(rf"(?<!\d)({_YEAR})(?!\d)")


@lru_cache(maxsize=65_536)
def squeezed(text: str) -> str:
    r"""Text with every run of spaces and line ends as one space.

    Examples
    --------
    >>> squeezed(" 年末机构数(个)\n\nNumber of  institutions ")
    '年末机构数(个) Number of institutions'
    """
    return _SPACE.sub(" ", text).strip()


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """Text with single spaces and in plain letters and digits.

    Examples
    --------
    >>> plain(" ２０２１ 年")
    '2021 年'
    """
    return squeezed(text if text.isascii() else unicodedata.normalize("NFKC", text))


def _dated(text: str) -> str:
    """Text with a year in Chinese figures as digits."""
    found = plain(text)
    if found.isascii():
        return found
    return _ZH_YEAR.sub(lambda year: year[0].translate(_ZH_DIGITS), found)


@lru_cache(maxsize=65_536)
def year_of(text: str) -> str:
    """Year a cell consists of; empty when it is anything else.

    Examples
    --------
    >>> year_of("2021年"), year_of(" 2021 "), year_of("二〇二一年"), year_of("2021年产值"), year_of("31")
    ('2021', '2021', '2021', '', '')
    """
    found = _YEAR_ONLY.match(_dated(text))
    return found[1] if found else ""


@lru_cache(maxsize=65_536)
def periods_in(text: str) -> tuple[str, ...]:
    """Different periods that a heading or a label names; both ends of a span, which is no one period.

    Examples
    --------
    >>> periods_in("2021年产值"), periods_in("2023年1-10月"), periods_in("Output in 2021"), periods_in("2021-12-31")
    (('2021',), ('2023-01/2023-10',), ('2021',), ('2021-12-31',))
    >>> [periods_in(text) for text in ("2015年不变价", "比2020年增长(%)", "2010年=100", "2000万元及以上", "1998年前")]
    [(), (), (), (), ()]
    >>> periods_in("2014(个)"), periods_in("2015(不变价)")
    (('2014',), ())
    >>> periods_in("2019-2021年平均")
    ('2019', '2021')
    """
    with_unit = _WITH_UNIT.match(_dated(text))
    if with_unit is not None and unit_in(text) is not None:
        return (with_unit[1],)
    return _found(text, _NAMED)


@lru_cache(maxsize=65_536)
def periods_of_title(text: str) -> tuple[str, ...]:
    """Different periods that a title or the name of a sheet names, where a year needs no 年 beside it.

    Examples
    --------
    >>> periods_of_title("2012年各地区农业机械化经营效益情况 in 2012"), periods_of_title("2021 Output by region")
    (('2012',), ('2021',))
    >>> periods_of_title("2021年生产总值(2015年不变价)"), periods_of_title("50万元")
    (('2021',), ())
    """
    return _found(text, _YEAR_IN)


@lru_cache(maxsize=65_536)
def maybe_years_in(text: str) -> tuple[str, ...]:
    """Numbers of a heading that may be years and may be something else, beside what :func:`periods_in` finds.

    Examples
    --------
    >>> maybe_years_in("2021产值"), maybe_years_in("2000万元"), maybe_years_in("2021年产值")
    (('2021',), (), ())
    """
    sure = set(periods_in(text))
    return tuple(year for year in periods_of_title(text) if year not in sure)


@lru_cache(maxsize=4096)
def without_year(text: str) -> str:
    """Text without the years it names.

    Examples
    --------
    >>> without_year("2011年各地区情况 Overview in 2011") == without_year("各地区情况 Overview")
    True
    """
    return squeezed(_YEAR_WORDS.sub(" ", _dated(text)))


def _found(text: str, years: re.Pattern[str]) -> tuple[str, ...]:
    if year := year_of(text):
        return (year,)
    rest = _dated(text)
    found = [end for ends in _SPANS.findall(rest) for end in ends]
    rest = _SPANS.sub(" ", rest)
    found += [end for first, last in _SHORT_SPAN.findall(rest) for end in (first, first[:2] + last)]
    rest = _ASIDE.sub(" ", _SHORT_SPAN.sub(" ", rest))
    found += [day[0] for day in _DAYS.finditer(rest)]
    rest = _DAYS.sub(" ", rest)
    for year, first, last in _MONTHS.findall(rest):
        start, end = (f"{year}-{int(month):02d}" for month in (first, last or first))
        found.append(start if start == end else f"{start}/{end}")
    rest = _MONTHS.sub(" ", rest)
    found += [f"{first}/{_second(first, second)}" for first, second in _SPLIT_YEAR.findall(rest)]
    rest = _SPLIT_YEAR.sub(" ", rest)
    named = {period[:4] for period in found}
    # where a text tells several ways of one year, such as a year and its last day, the exact one counts
    met = [next(filter(None, groups)) for groups in (match.groups() for match in years.finditer(rest))]
    return tuple(dict.fromkeys([*found, *(year for year in met if year not in named)]))


def _second(first: str, second: str) -> str:
    return second if len(second) == len(first) else first[: len(first) - len(second)] + second
