"""How the labels and titles of printed tables become regions: by a study's classification, or by the gazetteer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from growthpole.observe.gazetteer import nearest_regions, resolve_region
from growthpole.observe.printed.reading import Places
from growthpole.observe.printed.titles import title_regions
from growthpole.tables.classification import Classification, folded

__all__ = ["places_of"]


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

    return Places(resolve, nearest, title_regions(chosen))
