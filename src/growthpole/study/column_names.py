"""By which names the columns of a long table are known, and which of its columns are numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from growthpole.observe.numbers import parse_number

NAMES: Final = {
    "region": (
        *("region", "region_code", "geo", "area", "location", "province", "land", "reporter", "country"),
        *("state", "county", "prefecture", "city", "region_name", "地区", "省份", "省", "省市", "区域", "城市", "国家"),
    ),
    "activity": (
        *("activity", "activity_code", "industry", "industry_code", "sector", "section", "product", "nace"),
        *("commodity", "naics", "isic", "industry_name", "产业", "行业", "部门", "产品", "行业代码", "行业名称"),
    ),
    "period": ("period", "year", "time", "time_period", "years", "年份", "年度", "年", "时期", "时间"),
    "value": (
        *("value", "obs_value", "employees", "employment", "firms", "output", "export_val", "count"),
        *("values", "数值", "值"),
    ),
}
"""Names by which a column is known, in small letters; an earlier one goes first where one is taken."""
PLAIN: Final = ("value", "obs_value", "values", "数值", "值")
"""Names that say that a column is the value, not only what it might be."""

__all__ = ["NAMES", "PLAIN", "is_numeric"]


def is_numeric(cells: Iterable[str], marks: Collection[str] = ()) -> bool:
    """Whether some cells hold a number and none holds anything else but ``marks``.

    Examples
    --------
    >>> is_numeric(["1", "", "2.5"]), is_numeric(["1", ".."]), is_numeric(["1", ".."], {".."}), is_numeric([""])
    (True, False, True, False)
    """
    filled = {cell.strip() for cell in cells} - {""}
    numbers = {cell for cell in filled if cell.lower() not in marks}
    return bool(numbers) and all(parse_number(cell) is not None for cell in numbers)
