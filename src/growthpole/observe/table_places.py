"""How the labels and titles of printed tables become regions: by a study's classification, or by the gazetteer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from growthpole.observe.gazetteer import nearest_regions, regions, resolve_region
from growthpole.observe.table_reading import Places
from growthpole.tables.classification import Classification, folded

__all__ = ["places_of"]

_ALL_REGIONS: Final = re.compile(r"(?:各|分)\s*(?:地区|省|市|州|县)|全国|by region|by province", re.I)


def places_of(known: Classification | None, declared: Mapping[str, str] | None = None) -> Places:
    """How labels become codes.

    Parameters
    ----------
    known : Classification or None
        Regions of a study; without them those of the gazetteer.
    declared : mapping of str to str, optional
        Labels as printed, and the region each stands for.
    """
    told = {folded(label): code for label, code in (declared or {}).items()}
    chosen = known if known is not None and len(known) else None

    @lru_cache(maxsize=65_536)
    def resolve(label: str) -> str | None:
        return told.get(folded(label)) or resolve_region(label, chosen)

    def nearest(label: str) -> str:
        return nearest_regions(label) if chosen is None else ", ".join(chosen.nearest(label)) or "–"

    names = _names(chosen or regions())

    def find(title: str) -> str:
        close = "".join(title.split())
        if not names or _ALL_REGIONS.search(title):
            return ""
        named = {code for name, code in names.items() if name in close}
        return named.pop() if len(named) == 1 else ""

    return Places(resolve, nearest, find)


def _names(known: Classification) -> dict[str, str]:
    """Chinese names of provinces, or of all regions of a study, that a title may hold."""
    levels = known.attribute("level") if "level" in known.frame.columns else {}
    rows = zip(known.frame["code"], known.frame["name_zh"], strict=True)
    return {
        "".join(str(name).split()): str(code)
        for code, name in rows
        if len(str(name)) > 1 and levels.get(code, "province") == "province"
    }
