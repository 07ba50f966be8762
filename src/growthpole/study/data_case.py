"""``study.toml`` of a study that is made of a user's own long table."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import partial
from typing import Final

from growthpole.units import parse_unit

NATION: Final = "NATION"

__all__ = ["NATION", "case_text", "opening_text", "space_text"]


def case_text(
    name: str,
    source: Mapping[str, str],
    places: Mapping[str, str],
    years: list[str],
    asked: Mapping[str, str],
    exclude: list[str],
) -> str:
    """Text of ``study.toml`` for a long table.

    Parameters
    ----------
    name : str
        Name of the study.
    source, places : mapping of str to str
        Keys of its ``[[source]]``, and column of each field.
    years : list of str
        Years of the table, ascending.
    asked : mapping of str to str
        ``region``, ``nation`` and ``unit`` (empty where the file states it).
    exclude : list of str
        Activities that are totals of others.
    """
    quoted = partial(json.dumps, ensure_ascii=False)
    unit, nation = asked["unit"], asked["nation"]
    nation_name = ("All regions", "全部地区") if nation == NATION else (nation, nation)
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "study"
    constants = {"indicator": "value", **({"unit": unit} if unit else {})}
    indicator_unit = unit or "1"
    change = f"base_period = {years[0]}\n" if len(years) > 1 else ""
    classifications = "".join(
        f'''
[[classification]]
name = "{kind}"
file = "{file}"
code = "code"
name_en = "name"
{parent}'''
        for kind, file, parent in (
            ("region", "regions.csv", f"parent = {quoted('=' + nation)}\n"),
            ("activity", "activities.csv", ""),
        )
    )
    constants |= {} if "period" in places else {"period": years[-1]}
    inline = ", ".join(f"{key} = {quoted(value)}" for key, value in places.items())
    fixed = ", ".join(f"{key} = {quoted(value)}" for key, value in constants.items())
    stated = "\n".join(f"{key} = {quoted(text)}" for key, text in source.items())
    basis = "current" if parse_unit(indicator_unit).is_money else "none"
    return f'''# A study of {slug}, made from a long table. Edit it: names, peers, as_of, sections.
version = 1
id = {quoted(slug)}
title = {{ en = {quoted(name)}, zh = {quoted(name)} }}

[question]
region = {quoted(asked["region"])}      # the largest; choose yours
nation = {quoted(nation)}
nation_name = {{ en = {quoted(nation_name[0])}, zh = {quoted(nation_name[1])} }}
as_of = {years[-1]}-12-31
subject = {{ en = "the economy", zh = "经济" }}
{classifications}
[[indicator]]
key = "value"
name = {{ en = {quoted(places["value"])}, zh = {quoted(places["value"])} }}
unit = {quoted(indicator_unit)}
measure = "level"
price_basis = "{basis}"

[[source]]
{stated}
columns = {{ {inline} }}
constants = {{ {fixed} }}

[[panel]]
id = "panel"
name = {{ en = "By activity", zh = "分产业" }}
indicator = "value"
period = {years[-1]}
{change}exclude = {quoted(exclude)}

[panel.note]
en = "Values as given in the file; a combination without a row is {source["absent"]}."
zh = "数值按文件所给；没有行的组合为{"零" if source["absent"] == "zero" else "缺失"}。"
'''


def space_text(years: list[str], exclude: list[str]) -> str:
    """Section of complexity: the years of the change, the last in full."""
    chosen = ", ".join(dict.fromkeys((years[0], years[-1])))
    return f"""
[[complexity]]
id = "space"
name = {{ en = "by activity", zh = "分产业" }}
indicator = "value"
periods = [{chosen}]
uncertainty = "relative"    # register, counts, rounding or relative
noise_scale = 0.1
exclude = {json.dumps(exclude, ensure_ascii=False)}

[complexity.note]
en = "Ranks move under noise of ten per cent of each value: an assumption; say what your data are in uncertainty."
zh = "位次在每个数值百分之十的噪声下波动：属假定；请在 uncertainty 中注明数据类型。"
"""


def opening_text(years: list[str], horizon: int, exclude: list[str]) -> str:
    """Section of options: all years, entries by location quotient, the day of publication taken as the end of year."""
    return f"""
[opportunities]
indicator = "value"
periods = [{", ".join(years)}]
horizon = {horizon}
values_are = "other"        # output, counts of firms, or other: it decides the grade of the evidence
exclude = {json.dumps(exclude, ensure_ascii=False)}
undated = "retrospective"   # or leave_out, where the file states days of publication
models = ["distance", "logit"]   # add boosting and blend for a long panel

[opportunities.note]
en = "An entry is a location quotient that passes one; no cost is known, and none is assumed."
zh = "所谓进入指区位商越过一；成本未知，亦未作假定。"
"""
