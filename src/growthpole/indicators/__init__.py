"""The registry of measures: each one defined once, as data, in English and Chinese.

A room has one file of entries, or several named ``<room>.<subject>.toml``.

An entry names the function that computes it (``diagnose.location_quotient``), its formula, unit,
range, direction and source. Documentation pages, footnotes and range checks are made from it, and
a test demands that public functions and entries match one to one.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import Literal

from growthpole.errors import InputError, listed
from growthpole.messages import Lang

__all__ = ["Direction", "Indicator", "get", "keys", "registry"]

Direction = Literal["higher", "lower", "none"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """Definition of one measure.

    Attributes
    ----------
    key : str
        Name of the measure, the field's own.
    room : str
        Package that computes it (``diagnose``, ``linkages`` …).
    function : str
        Public function, relative to ``growthpole`` (``diagnose.location_quotient``).
    titles, definitions, reading : mapping of language to str
        Title, definition with every symbol named, and how to read a value.
    formula : str
        Plain-text formula.
    unit : str
        Unit of the result.
    lower, upper : float or None
        Closed range of possible values; None where unbounded.
    direction : {"higher", "lower", "none"}
        Which values a planner would usually want.
    reference : str
        Where it is defined, with DOI when there is one.
    example : mapping of language to str
        What the example of the function shows; empty where its code says enough.
    """

    key: str
    room: str
    function: str
    titles: dict[Lang, str]
    definitions: dict[Lang, str]
    reading: dict[Lang, str]
    formula: str
    unit: str
    lower: float | None
    upper: float | None
    direction: Direction
    reference: str
    example: dict[Lang, str] = field(default_factory=dict)

    def title(self, lang: Lang = "en") -> str:
        """Title in ``lang``."""
        return self.titles[lang]

    def holds(self, value: float) -> bool:
        """Whether ``value`` lies in the range of the measure."""
        above = self.lower is None or value >= self.lower
        return above and (self.upper is None or value <= self.upper)


def get(key: str) -> Indicator:
    """Entry of ``key``.

    Raises
    ------
    InputError
        No such entry; the message names the nearest ones.

    Examples
    --------
    >>> get("location_quotient").title("zh")
    '区位商'
    """
    try:
        return registry()[key]
    except KeyError:
        near = get_close_matches(key, registry(), n=3, cutoff=0.4) or list(registry())[:3]
        raise InputError("unknown-indicator", key=key, near=listed(near)) from None


def keys() -> tuple[str, ...]:
    """Keys of all entries, room by room in the order of the pipeline."""
    return tuple(registry())


@cache
def registry() -> dict[str, Indicator]:
    """All entries by key."""
    entries: dict[str, Indicator] = {}
    folder = resources.files(__name__) / "entries"
    for source in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if source.name.endswith(".toml"):
            room = source.name.split(".")[0]
            for key, entry in tomllib.loads(source.read_text(encoding="utf-8")).items():
                entries[key] = Indicator(
                    key=key,
                    room=room,
                    function=f"{room}.{entry['function']}",
                    titles=entry["title"],
                    definitions=entry["definition"],
                    reading=entry["reading"],
                    formula=entry["formula"],
                    unit=entry["unit"],
                    lower=entry.get("lower"),
                    upper=entry.get("upper"),
                    direction=entry["direction"],
                    reference=entry["reference"],
                    example=entry.get("example", {}),
                )
    return entries
