"""``[[series_break]]`` of ``study.toml``: breaks declared in the study, and what is done about those that are known."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from growthpole.study.sections import Section, Words

__all__ = ["BreakEntry", "BreakLink"]


class BreakLink(Section):
    """What became of a code; one that stays what it was is linked to itself."""

    source: str
    """Code of before."""
    target: str
    """Code of after."""
    weight: float | Literal["unknown"] = 1.0
    """Share of the source that went there, at most 1, or unknown."""


class BreakEntry(Section):
    """A break in series. A comparison across it is refused, unless it is bridged or announced.

    There are three forms. With ``known`` a break that comes with growthpole is meant. With ``id``, ``dimension``,
    ``period`` and links the study declares one of its regions or activities. With ``indicator``, ``before``, ``after``
    and ``note`` two levels of an indicator stand on different statistical bases, and the report shows both.
    """

    known: str = ""
    """A break that comes with growthpole: laiwu-2019, chaohu-2011, gbt4754-2017, above-scale-2011, or
    economic-census-2018."""
    id: str = Field(default="", pattern=r"^$|^[a-z][a-z0-9-]*$")
    """Name of a break of the study's own: small letters, digits, hyphens."""
    dimension: Literal["region", "activity", "indicator"] = "indicator"
    """What broke."""
    kind: Literal["merge", "split", "reclassification", "scope", "revision"] = "revision"
    """How."""
    period: str = ""
    """First period on the new base, for a break of regions or activities."""
    complete: bool = True
    """Whether every code that the links leave out stays what it was."""
    indicator: str = ""
    """Indicator of the series."""
    before: str = ""
    """Last period on the old base."""
    after: str = ""
    """First period on the new base."""
    crossing: Literal["refuse", "announce", "none"] = "refuse"
    """What a comparison across the break does where there is no bridge: refused, shown and announced, or, where the
    figures stand on one base already, nothing."""
    note: Words | None = None
    """What changed."""
    link: tuple[BreakLink, ...] = ()
    """What became of each code; beside known these take the place of its own for the same sources."""

    @field_validator("known")
    @classmethod
    def _bundled(cls, value: str) -> str:
        from growthpole.observe.breaks import bundled_breaks

        every = [one.id for one in bundled_breaks()]
        if value and value not in every:
            near = get_close_matches(value, every, n=2, cutoff=0.3) or every
            raise ValueError(f"no such break comes with growthpole; nearest: {', '.join(near)}")
        return value

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        series = [self.indicator, self.before, self.after]
        own = [self.id, self.period]
        if self.known:
            if any(series) or any(own):
                raise ValueError("known stands alone, but for crossing, note and links")
        elif self.dimension == "indicator":
            if not all(series) or self.note is None or any(own) or self.link:
                raise ValueError("give known, or indicator, before, after and note, or id, dimension, period and links")
        elif not all(own) or not self.link or any(series):
            raise ValueError(f"a break of dimension {self.dimension} needs id, period and [[series_break.link]]")
        return self
