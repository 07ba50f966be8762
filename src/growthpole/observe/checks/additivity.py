"""Which columns add up over regions and headings, and which are rates, averages and indices that never do."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, Literal

from growthpole.errors import UnitMismatch
from growthpole.units import parse_unit

__all__ = ["Adding", "adding", "is_rate"]

Adding = Literal["yes", "no", "unknown"]
_RATES: Final = re.compile(
    r"[率%‰]|比重|比例|占比|指数|增速|增长|增减|位次|排名|系数|强度|上年\s*=?\s*100|为100"
    r"|\b(?:rates?|ratio|index|indices|growth|shares?|proportions?|percent(?:age)?|ranks?|intensity|increase over)\b"
)
_AVERAGES: Final = re.compile(
    r"平均|人均|户均|地均|亩均|均价|单价|单产|密度|\b(?:per|average|mean|density|unit price)\b(?!\s*(?:cent|mille))"
)
_WITHOUT_SUM: Final = frozenset({"ratio", "points", "rank", "time"})


@lru_cache(maxsize=4096)
def adding(header: str, unit: str) -> Adding:
    """Whether the numbers of a column add up; ``unknown`` where neither heading nor unit says.

    Examples
    --------
    >>> adding("工业总产值", "亿元"), adding("人均生产总值", "元"), adding("Output", "dozen")
    ('yes', 'no', 'unknown')
    """
    text = _folded(f"{header} {unit}")
    if is_rate(header, unit) or _AVERAGES.search(text) or re.search(r"[/／]\s*\w", unit):
        return "no"
    known = _quantity(unit)
    return "yes" if known.startswith(("money:", "count:")) or known == "area" else "unknown"


@lru_cache(maxsize=4096)
def is_rate(header: str, unit: str) -> bool:
    """Whether a column holds rates, shares, indices or ranks rather than levels or averages.

    Examples
    --------
    >>> is_rate("比上年增长", ""), is_rate("gdp", "%"), is_rate("平均工资", "元")
    (True, True, False)
    """
    return bool(_RATES.search(_folded(f"{header} {unit}"))) or _quantity(unit) in _WITHOUT_SUM


def _quantity(unit: str) -> str:
    try:
        return parse_unit(unit).quantity
    except UnitMismatch:
        return ""


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("_", " ").casefold()
