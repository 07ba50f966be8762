"""Trees of codes as the sums over regions and activities need them: who is a part of whom, who may be absent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from growthpole.observe.checks.rows import COLUMN
from growthpole.tables.classification import Classification

__all__ = ["CORPS", "GROUPS", "Tree", "activity_tree", "group_tree", "region_tree"]

CORPS: Final = re.compile(r".*(?:兵\s*团|construc\S*\s*\S*\s*corps).*", re.IGNORECASE | re.DOTALL)
"""Labels of the Xinjiang Production and Construction Corps."""
GROUPS: Final = re.compile(
    r"\s*(?:[东中西]部|东北|华[北东南中]|西[南北]|沿海|内陆|沿边|长江|黄河|珠江|[长珠]三角|环?渤海|京津冀|粤港澳)"
    r"(?:地区|经济带|经济区|三角洲|流域|大湾区|省份?|合计|小计)*\s*(?:\b.*)?"
    r"|\s*(?:north|south|east|west|central|middle|coastal|inland)\w*(?:[ -]\w+)?\s+(?:regions?|areas?|provinces)\s*",
    re.IGNORECASE,
)
"""Labels of groups of provinces."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree of codes.

    Attributes
    ----------
    column : str
        Column of the rows that holds its codes.
    parents : mapping of str to str
        Code above each code; empty for none.
    optional : frozenset of str
        Codes a whole list may leave out.
    corps_parent : str
        Code the Xinjiang corps stands under where it is counted beside the provinces.
    corps, groups : frozenset of str
        Codes that are named as the corps, or as groups of provinces; labels in the rows are looked at too.
    rooted : bool
        Whether the empty code is the whole of all codes without a parent.
    by_evidence : bool
        Whether only the sums show that a list is whole, never the tree.
    """

    column: str
    parents: Mapping[str, str]
    optional: frozenset[str] = frozenset()
    corps_parent: str = ""
    corps: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    rooted: bool = False
    by_evidence: bool = False

    @property
    def within(self) -> tuple[str, ...]:
        """Columns that together make one column of numbers, one for each code of the tree."""
        return tuple("region" if name == self.column else name for name in COLUMN)


def region_tree(regions: Classification) -> Tree:
    """The tree of regions.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame(
    ...     {"code": ["N", "A"], "name_en": ["Nation", "A"], "name_zh": ["全国", "甲"], "parent": ["", "N"]}
    ... )
    >>> dict(region_tree(Classification("region", frame)).parents)
    {'N': '', 'A': 'N'}
    """
    parents = dict(zip(regions.frame["code"], regions.frame["parent"], strict=True))
    home = regions.resolve("新疆")
    corps, groups = _named(regions, "corps", CORPS), _named(regions, "group", GROUPS)
    apart = {code for label in ("香港", "澳门", "台湾") if (code := regions.resolve(label))}
    ended = regions.attribute("valid_to") if "valid_to" in regions.frame.columns else {}
    # Without the corps a list may well be short of it, so its absence is no whole list by declaration.
    optional = groups | apart | {code for code, end in ended.items() if end}
    return Tree("region", parents, optional, parents.get(home or "", ""), corps, groups)


def _named(regions: Classification, level: str, names: re.Pattern[str]) -> frozenset[str]:
    """Codes of a level, or named like it where the classification tells no levels."""
    frame = regions.frame
    if "level" in frame.columns:
        return frozenset(frame.loc[frame["level"] == level, "code"])
    titles = frame[["code", "name_en", "name_zh"]].itertuples(index=False, name=None)
    return frozenset(code for code, *named in titles if any(map(names.fullmatch, filter(None, named))))


def group_tree(regions: Classification) -> Tree | None:
    """The tree from groups of provinces to provinces, where the classification has the attribute ``group``.

    Which province belongs to the east has changed, so only the sums of a table show whether its groups
    are these: no list below a group counts as whole by declaration.
    """
    if "group" not in regions.frame.columns:
        return None
    tree = region_tree(regions)
    parents = {code: group for code, group in regions.attribute("group").items() if group}
    above = next((parents[code] for code in tree.corps if code in parents), "")
    return Tree("region", parents, corps=tree.corps, corps_parent=above, by_evidence=True)


def activity_tree(activities: Classification) -> Tree:
    """The tree of activities; the empty activity is the whole of those without a parent."""
    parents = dict(zip(activities.frame["code"], activities.frame["parent"], strict=True))
    return Tree("activity", parents, rooted=True)
