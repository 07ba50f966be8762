"""The words of a wide input-output table: special rows and columns by code or by name, origins, units.

The codes are those of the Chinese national tables. A word is the same in any width, case, spacing or
punctuation; a name that is not listed here names a sector or nothing, it is never taken for the nearest word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from growthpole.observe.vocabulary import known_unit

__all__ = [
    "CATEGORIES",
    "CHINESE_NAMES",
    "ERROR",
    "FACTORS",
    "IMPORTED",
    "PARTS",
    "column_word",
    "is_origin_heading",
    "origin_word",
    "plain",
    "printed_unit",
    "row_word",
    "unit_of",
]

ERROR: Final = "error"
IMPORTED: Final = "imported inputs"

_ROWS: Final[Mapping[str, tuple[str, ...]]] = {
    "TII": (
        *("Total intermediate input", "Total intermediate inputs", "Intermediate inputs total"),
        *("中间投入合计", "中间投入小计"),
    ),
    "VA001": (
        *("Compensation of employees", "Compensation of labourers", "Compensation of laborers"),
        *("劳动者报酬", "从业人员报酬", "雇员报酬"),
    ),
    "VA002": (
        *("Net taxes on production", "Net taxes on production and imports", "Taxes less subsidies on production"),
        *("生产税净额",),
    ),
    "VA003": (
        *("Depreciation of fixed assets", "Depreciation of fixed capital", "Consumption of fixed capital"),
        *("固定资产折旧",),
    ),
    "VA004": ("Operating surplus", "营业盈余"),
    "TVA": ("Total value added", "Value added total", "增加值合计"),
    "TI": ("Total input", "Total inputs", "总投入"),
}
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "TIU": ("Total intermediate use", "Total intermediate uses", "中间使用合计", "中间使用小计"),
    "FU101": (
        *("Rural household consumption", "Rural household consumption expenditure", "Rural households"),
        *("农村居民消费", "农村居民消费支出"),
    ),
    "FU102": (
        *("Urban household consumption", "Urban household consumption expenditure", "Urban households"),
        *("城镇居民消费", "城镇居民消费支出"),
    ),
    "THC": (
        *("Total household consumption", "Household consumption", "Household consumption expenditure"),
        *("居民消费小计", "居民消费合计", "居民消费支出小计", "居民消费支出合计"),
    ),
    "FU103": (
        *("Government consumption", "Government consumption expenditure"),
        *("政府消费", "政府消费支出"),
    ),
    "TC": (
        *("Total consumption", "Total final consumption", "Final consumption expenditure total"),
        *("最终消费合计", "最终消费支出合计", "最终消费小计"),
    ),
    "FU201": ("Gross fixed capital formation", "固定资本形成总额"),
    "FU202": (
        *("Changes in inventories", "Change in inventories", "Inventory change", "Inventory changes"),
        *("存货变动", "存货增加", "存货变化", "存货变动净额"),
    ),
    "GCF": ("Gross capital formation", "Total capital formation", "资本形成合计", "资本形成总额", "资本形成总额合计"),
    "EX": ("Exports", "Export", "出口"),
    "TFU": ("Total final use", "Total final uses", "最终使用合计"),
    "IM": ("Imports", "Import", "进口"),
    "ERR": ("Error", "Errors", "Others", "Statistical discrepancy", "其他", "误差", "其他及误差", "误差项"),
    "GO": ("Gross output", "Total output", "Gross outputs", "总产出"),
}
FACTORS: Final = ("VA001", "VA002", "VA003", "VA004")
CATEGORIES: Final = ("FU101", "FU102", "FU103", "FU201", "FU202", "EX")
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "THC": ("FU101", "FU102"),
    "TC": ("THC", "FU103"),
    "GCF": ("FU201", "FU202"),
    "TFU": ("TC", "GCF", "EX"),
}
_ORIGINS: Final[Mapping[str, tuple[str, ...]]] = {
    "domestic": ("Domestic", "D", "国内", "国内产品"),
    "imports": ("Imports", "Import", "Imported", "M", "进口", "进口产品"),
    "total": ("TOT", "Total", "合计"),
}
_ORIGIN_HEADINGS: Final = frozenset({"origin", "来源", "产品来源", "产地"})
_UNIT: Final = re.compile(r"(?:计量单位|单位|(?<![a-z])units?)\s*:\s*(.*)$", re.IGNORECASE)
_ENDS: Final = re.compile(r"[()\[\],;，；。]")
_JOINTS: Final = re.compile(r"[\W_]+")

CHINESE_NAMES: Final = tuple(
    name for words in (_ROWS, _COLUMNS) for names in words.values() for name in names if not name.isascii()
)


def plain(text: str) -> str:
    """Text without width, case, spacing and punctuation.

    Examples
    --------
    >>> plain("Total  value-added"), plain("ＴＶＡ"), plain("固定资产 折旧")
    ('totalvalueadded', 'tva', '固定资产折旧')
    """
    return _JOINTS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _index(words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {plain(name): code for code, names in words.items() for name in (code, *names)}


_ROW_OF: Final = _index(_ROWS)
_COLUMN_OF: Final = _index(_COLUMNS)
_ORIGIN_OF: Final = _index(_ORIGINS)


def row_word(text: str) -> str:
    """Code of the special row a text names; empty when it names none.

    Examples
    --------
    >>> row_word("劳动者报酬"), row_word("total value-added"), row_word("Agriculture")
    ('VA001', 'TVA', '')
    """
    return _ROW_OF.get(plain(text), "") if text else ""


def column_word(text: str) -> str:
    """Code of the special column a text names; empty when it names none."""
    return _COLUMN_OF.get(plain(text), "") if text else ""


def origin_word(text: str) -> str:
    """``domestic``, ``imports`` or ``total``; empty when the text is none of them."""
    return _ORIGIN_OF.get(plain(text), "") if text else ""


def is_origin_heading(text: str) -> bool:
    """Whether a column under this heading says where products come from."""
    return plain(text) in _ORIGIN_HEADINGS


def printed_unit(text: str) -> str | None:
    """What a unit line states; None when the text is no unit line.

    Examples
    --------
    >>> printed_unit("按当年生产者价格计算    单位：万元"), printed_unit("Unit: 10 000 yuan (current prices)")
    ('万元', '10 000 yuan')
    >>> printed_unit("2020年全国投入产出表") is None
    True
    """
    found = _UNIT.search(unicodedata.normalize("NFKC", text))
    return None if found is None else _ENDS.split(found.group(1))[0].strip()


def unit_of(label: str) -> str:
    """Key of the unit of money a label names; empty when it names none."""
    unit = known_unit(label)
    return unit.key if unit is not None and unit.is_money else ""
