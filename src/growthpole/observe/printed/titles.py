"""The one region that the title of a printed table names.

The longest name counts, of any level: 吉林市 is the city and not the province 吉林. A region with one inside it right
behind its name gives way to that (山东省济南市). A name goes unused where a word may be meant (日照时数, 中部 in
其中部分), and where it is the other side of something (对美国出口); behind a name that 市, 县 or 区 makes that of a
place which is not known, the title names none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final, NamedTuple

from growthpole.observe.gazetteer import regions
from growthpole.tables.classification import Classification

__all__ = ["title_regions"]

_ALL_REGIONS: Final = re.compile(r"(?:各|分)\s*(?:地区|省|市|州|县|区)|全国|by region|by province", re.I)
_OTHER_PLACE: Final = re.compile(
    r"(?:市(?![场值民政容镇区级属辖直县])|县(?![域级市乡区以])|州(?![市])|盟(?!友)|旗(?!下))"
    r"|(?!(?:城|全|各|地级|百强|贫困|上|山|社|园|景|郊|矿|灾|开发|高新|自治|保税|沿海|农村|地))"
    r"[^\W\d年和与及、]{1,4}(?:[市县区旗州盟])(?=$|\d|主要|国民|经济|统计|社会|基本)"
)
_PARTNER: Final = frozenset("对从自与向往至赴在")
_WORD: Final = 2  # a city's name of two signs is often a word: 日照, 白银, 东方
_KINDS: Final = frozenset("省市州县盟区旗")


class _Name(NamedTuple):
    code: str
    top: str
    inside: frozenset[str]
    level: str


class _Met(NamedTuple):
    name: _Name
    start: int
    end: int


def title_regions(known: Classification | None) -> Callable[[str], str]:
    """How a title becomes the code of its one region; empty where it names none or several.

    Parameters
    ----------
    known : Classification or None
        Regions of a study; names of others are known as such, and give none.

    Examples
    --------
    >>> find = title_regions(None)
    >>> [
    ...     find(title)
    ...     for title in (
    ...         "山东省2021年情况",
    ...         "山东省济南市2021年情况",
    ...         "吉林市2021年情况",
    ...         "北京、天津",
    ...         "2021年日照时数",
    ...     )
    ... ]
    ['CN-SD', 'CN-370100', 'CN-220200', '', '']
    """
    names = _bundled()
    if known is not None:
        names = {text: _of_study(name, text, known) for text, name in names.items()} | _names(known)
    lengths: dict[str, list[int]] = {}
    for text in names:
        lengths.setdefault(text[0], []).append(len(text))
    for first, found in lengths.items():
        lengths[first] = sorted(set(found), reverse=True)

    @lru_cache(maxsize=4096)
    def find(title: str) -> str:
        close = "".join(title.split())
        if _ALL_REGIONS.search(title):
            return ""
        met: list[_Met] = []
        at = 0
        while at < len(close):
            text = next((close[at : at + n] for n in lengths.get(close[at], ()) if close[at : at + n] in names), "")
            found = _Met(names[text], at, at + len(text)) if text else None
            if found is None or not _counts(close, found, met[-1] if met else None):
                at += 1
                continue
            met.append(found)
            at = found.end
        if any(_OTHER_PLACE.match(close, each.end) for each in met if not _followed(each, met)):
            return ""
        codes = {each.name.code for each in met if not _gives_way(each, met)}
        return codes.pop() if len(codes) == 1 else ""

    return find


def _counts(close: str, found: _Met, before: _Met | None) -> bool:
    """Whether a name stands for its region, and not for a word or for the other side of something."""
    if found.start and close[found.start - 1] in _PARTNER and found.name.level == "country":
        return False
    text = close[found.start : found.end]
    if found.name.level not in {"city", "group"} or len(text) > _WORD or text[-1] in _KINDS:
        return True
    behind = close[found.end : found.end + 1]
    if found.name.level == "city" and before is not None and before.end == found.start:
        return before.name.top in found.name.inside and behind != "时"
    return found.name.level == "city" and found.start == 0 and behind in {*"0123456789"}


def _followed(each: _Met, met: list[_Met]) -> bool:
    return any(other.start == each.end for other in met)


def _gives_way(each: _Met, met: list[_Met]) -> bool:
    """Whether a region inside this one is named right behind it, or anywhere where this is a country."""
    return any(
        each.name.top in other.name.inside and (other.start == each.end or each.name.level == "country")
        for other in met
    )


@cache
def _bundled() -> dict[str, _Name]:
    return _names(regions())


def _names(known: Classification) -> dict[str, _Name]:
    """Chinese names of all regions, with the regions each is inside."""
    levels = known.attribute("level") if "level" in known.frame.columns else {}
    rows = [
        tuple(map(str, row)) for row in known.frame[["code", "name_zh", "parent"]].itertuples(index=False, name=None)
    ]
    parents = {code: parent for code, _, parent in rows}
    pairs = [*((name, code) for code, name, _ in rows), *((str(name), code) for name, code in known.aliases.items())]
    found = {}
    for name, code in pairs:
        text = "".join(name.split())
        if len(text) > 1 and not text.isascii():
            inside: list[str] = []
            above = parents.get(code, "")
            while above and above not in inside:
                inside.append(above)
                above = parents.get(above, "")
            found[text] = _Name(code, code, frozenset(inside), levels.get(code, ""))
    return found


def _of_study(name: _Name, text: str, known: Classification) -> _Name:
    """A bundled name with the code that the study has for its region; with none where it has none."""
    code = known.resolve(text) or known.resolve(name.code) or ""
    zh = regions().label(name.code, "zh")
    return name._replace(code=code or known.resolve(zh) or "")
