"""The words of statistical tables: titles, notes, continuation marks, totals, of-which, flags, years.

A word is found, never guessed: what matches none of these patterns is a label or a heading as it stands.
"""

from __future__ import annotations

import re
from typing import Final

from growthpole.observe.printed.periods import periods_in, plain, squeezed, without_year, year_of

__all__ = [
    "FLAGS",
    "is_code_heading",
    "is_column_number_label",
    "is_continuation",
    "is_label_heading",
    "is_note",
    "is_of_which",
    "is_page_heading",
    "is_region_heading",
    "is_serial_heading",
    "is_title",
    "is_total",
    "is_unit_heading",
    "is_unit_line",
    "is_year_heading",
    "may_follow",
    "periods_in",
    "squeezed",
    "without_key",
    "without_year",
    "year_of",
]

FLAGS: Final[dict[str, str]] = {
    **dict.fromkeys(("…", "……", "...", "......", "⋯", "⋯⋯"), "missing"),
    **dict.fromkeys(
        ("..", ":", "：", "-", "--", "---", "—", "——", "–", "−", "－", "―", "一", "_", "/", "·", "."), "missing"
    ),
    **dict.fromkeys(("na", "n.a.", "n/a", "nd", "n.d.", "无", "缺", "空缺", "暂无", "m"), "missing"),
    **dict.fromkeys(("x", "×", "z", "np"), "not_applicable"),
    **dict.fromkeys(("c", "(c)", "(d)", "d", "(s)", "s", "(x)", "*", "**", "***", "#", "保密"), "suppressed"),
}
"""What stands in a cell instead of a number, in small letters, and why there is none."""

_YEAR: Final = r"(?:19|20)\d{2}"
_NOTE: Final = re.compile(
    r"^[（(]?\s*(?:资料来源|数据来源|data source|(?:注|附注|备注|说明|来源|notes?|sources?)(?=[\s\d:：.、)）(（]|$)"
    r"|a\)|b\)|\d\)|[①-⑩]|\*)",
    re.I,
)
_TITLE: Final = re.compile(
    rf"{_YEAR}\s*年?.*(?:情况|统计|一览|报告|年鉴|公报|主要指标)|年鉴|yearbook|^统计资料$"
    r"|^(?:续)?表\s*[\d一二三四五六七八九十]|^table\s*\d|^\d+(?:[-—–]\d+)+\s+\S",
    re.I,
)
_CONTINUED: Final = re.compile(
    r"^[（(]?\s*(?:续(?:表)?|续[一二三四五六七八九十\d]+|接上[表页]|continued?|cont\.?|cont'd)\s*\d*\s*[)）]?$", re.I
)
_CONTINUED_END: Final = re.compile(r"[（(]\s*(?:续(?:表)?|continued|cont\.?)\s*\d*\s*[)）]\s*$", re.I)
_UNIT: Final = re.compile(r"^[（(]?\s*(?:计量)?(?:[单單]\s*位|unit|units)\s*[:：]", re.I)
_TOTAL: Final = re.compile(r"^(?:合\s*计|总\s*计|小\s*计|总\s*数|全部|total|grand total|sum)$", re.I)
_OF_WHICH: Final = re.compile(r"^\s*(?:[#＃]|其\s*中|of which|in which|including)", re.I)
_LABEL_HEADING: Final = re.compile(
    r"^(?:省\s*[、（(]|(?:地\s*区|各\s*地\s*区|省|省级|地级|省\s*份|省市|省区市|地\s*市|城\s*市|市\s*州|行政区划?|区\s*域|国家|国家\s*[（(]?地区[）)]?|指\s*标|项\s*目|行\s*业|产\s*业|类\s*别|名\s*称|分\s*组|"
    r"年\s*份|年\s*度|时\s*间|regions?|province|city|area|country|indicator|item|industry|sector|year|period|name|"
    r"description|code|代\s*码|甲)"
    r"(?:\s|\W|$))",
    re.I,
)
_YEAR_HEADING: Final = re.compile(
    r"^(?:年\s*份|年\s*度|年|时\s*间|year|years|period|time|date)(?:\s+(?:year|period|time))?$", re.I
)
_COLUMN_NUMBER: Final = re.compile(
    r"^[(（]?(?:甲|乙|丙|栏\s*次|栏\s*目|列\s*次|序\s*号|编\s*号|[abc]|no\.?)[)）]?$", re.I
)
_RUNS: Final = (frozenset("abcdefghijklmnopqrstuvwxyz"), frozenset("甲乙丙丁戊己庚辛壬癸"))
_CODE_HEADING: Final = re.compile(r"^(?:(?:行业|产业|部门|地区|行政区划)?代\s*码|codes?)(?:\s|$)", re.I)
_SERIAL_HEADING: Final = re.compile(r"^(?:序\s*号|编\s*号|行\s*次|no\.?|nr\.?|#|id|serial)(?:\s(?!of\b)|$)", re.I)
_REGION_HEADING: Final = re.compile(
    r"^(?:各?\s*地\s*区|省|省\s*[、（(].*|省级.*|地级.*|省\s*份|省\s*市|省市区|地\s*市|城\s*市|市\s*州|行政区划?|国家|regions?|"
    r"provinces?|city|cities|area|country)(?=\s|\W|$)",
    re.I,
)
_PAGE: Final = re.compile(r"年鉴|yearbook|^统计资料$|^第?\s*\d+\s*页?$|^page\s*\d+$", re.I)
_TABLE_WORDS: Final = re.compile(r"情况|一览|主要指标|分(?:地区|行业|省)")
_KEY: Final = re.compile(r"^(?:指标|数据库|时间|地区|indicator|database)\s*[:：]\s*", re.I)
_UNIT_HEADING: Final = re.compile(r"^(?:计量)?(?:单\s*位)(?:\s+unit)?$|^units?$", re.I)


def is_note(text: str) -> bool:
    """Whether a line is a note or a source below a table."""
    return bool(_NOTE.match(squeezed(text)))


def is_title(text: str) -> bool:
    """Whether a line reads like the title of a table."""
    return bool(_TITLE.search(squeezed(text)))


def is_column_number_label(text: str) -> bool:
    """Whether a label stands beside numbers that only number the columns."""
    return bool(_COLUMN_NUMBER.match(plain(text)))


def may_follow(text: str, after: str) -> bool:
    """Whether two labels are of one run of names, such as A and B, and not a number of a column and a name.

    Examples
    --------
    >>> may_follow("A", "B"), may_follow("甲", "乙"), may_follow("甲", "山东"), may_follow("A", "Bavaria")
    (True, True, False, False)
    """
    one, other = (plain(each).strip("()").casefold() for each in (text, after))
    return any(one in run and other in run for run in _RUNS if one and other)


def is_continuation(text: str) -> bool:
    """Whether a line says that a table goes on.

    Examples
    --------
    >>> [is_continuation(text) for text in ("(续)", "续表 2", "各地区产值(续)", "连续")]
    [True, True, True, False]
    """
    whole = squeezed(text)
    return bool(_CONTINUED.match(whole) or _CONTINUED_END.search(whole))


def is_unit_line(text: str) -> bool:
    """Whether a line states the unit of a table."""
    return bool(_UNIT.match(squeezed(text)))


def is_page_heading(text: str) -> bool:
    """Whether a line is the heading of a page of a yearbook, whose year is not that of the table."""
    return bool(_PAGE.search(squeezed(text))) and not _TABLE_WORDS.search(text) and not year_of(text)


def without_key(text: str) -> str:
    """Text after a leading ``指标：`` or the like.

    Examples
    --------
    >>> without_key("指标：地区生产总值(亿元)")
    '地区生产总值(亿元)'
    """
    return _KEY.sub("", squeezed(text))


def is_unit_heading(text: str) -> bool:
    """Whether a heading says that units stand below it."""
    return bool(_UNIT_HEADING.match(plain(text)))


def is_total(text: str) -> bool:
    """Whether a label is a total of the others."""
    whole = plain(text)
    chinese = [part for part in whole.split(" ") if part and not part.isascii()]
    return bool(_TOTAL.match(whole)) or any(_TOTAL.match(part) for part in chinese)


def is_of_which(text: str) -> bool:
    """Whether a label says that its row is part of another one."""
    return bool(_OF_WHICH.match(text))


def is_label_heading(text: str) -> bool:
    """Whether a heading names what the labels below it are."""
    return bool(_LABEL_HEADING.match(plain(text)))


def is_region_heading(text: str) -> bool:
    """Whether a heading says that the labels below it are regions.

    Examples
    --------
    >>> [is_region_heading(text) for text in ("地 区 Region", "省、自治区、直辖市", "地区生产总值", "指标")]
    [True, True, False, False]
    """
    return bool(_REGION_HEADING.match(plain(text)))


def is_year_heading(text: str) -> bool:
    """Whether a heading says that years stand below it."""
    return bool(_YEAR_HEADING.match(plain(text)))


def is_code_heading(text: str) -> bool:
    """Whether a heading says that codes stand below it, be they digits."""
    return bool(_CODE_HEADING.match(plain(text)))


def is_serial_heading(text: str) -> bool:
    """Whether a heading says that rows are only numbered below it."""
    return bool(_SERIAL_HEADING.match(plain(text)))
