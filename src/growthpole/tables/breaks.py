"""Breaks in series: borders, classifications, scopes and revisions that make two periods two different things.

A break names the first period on the new base and what became of each code: a merger sums, a split or a
reclassification follows weights, a change of scope or a revision has no bridge at all. A comparison of two figures
across a break is refused, since a growth rate across it would be an artefact; :mod:`growthpole.tables.bridging`
brings a panel to one base where that is possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from growthpole.errors import InputError, listed
from growthpole.messages import Lang
from growthpole.tables.periods import parse_period

Dimension = Literal["region", "activity", "indicator"]
Kind = Literal["merge", "split", "reclassification", "scope", "revision"]

__all__ = ["Dimension", "Kind", "Link", "SeriesBreak", "crossing", "require_no_crossing"]


@dataclass(frozen=True, slots=True)
class Link:
    """The share of the code ``source`` that went to the code ``target``; None where nobody published it."""

    source: str
    target: str
    weight: float | None = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesBreak:
    """A break in series.

    Attributes
    ----------
    id : str
        Name of the break.
    dimension : {"region", "activity", "indicator"}
        What broke: borders, the classification of activities, or what an indicator counts.
    kind : {"merge", "split", "reclassification", "scope", "revision"}
        How.
    period : str
        First period on the new base, ISO 8601.
    links : tuple of Link
        What became of each code; a code that stays what it was is linked to itself.
    codes : tuple of str
        For an indicator: the indicators it breaks.
    scopes, vintages : tuple of str
        For an indicator: it breaks only values with one of these scopes, or vintages; any when empty.
    complete : bool
        Whether every code that ``links`` leaves out stays what it was; if not, these have no bridge.
    title : mapping of language to str
        Its name.
    source, url : str
        Who says so, and where.

    Raises
    ------
    InputError
        The period is none, a weight is outside (0, 1], the weights of a code exceed 1, or a pair repeats.
    """

    id: str
    dimension: Dimension
    kind: Kind
    period: str
    links: tuple[Link, ...] = ()
    codes: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    vintages: tuple[str, ...] = ()
    complete: bool = True
    title: Mapping[Lang, str] = field(default_factory=dict)
    source: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        parse_period(self.period)
        pairs = [(link.source, link.target) for link in self.links]
        if len(set(pairs)) < len(pairs):
            key = next(pair for pair in pairs if pairs.count(pair) > 1)
            raise InputError("repeated-key", table=self.id, key=" → ".join(key), count=pairs.count(key))
        known = [link for link in self.links if link.weight is not None]
        bad = {link.source for link in known if not 0 < (link.weight or 0.0) <= 1}
        bad |= {code for code in self.sources if self.weight_of(code) > 1 + 1e-9}
        if bad:
            raise InputError("bad-weights", sources=listed(sorted(bad)))
        if (self.dimension == "indicator") == bool(self.links) or (self.dimension == "indicator") != bool(
            self.codes or self.scopes
        ):
            raise InputError("break-parts", id=self.id, dimension=self.dimension)

    @property
    def year(self) -> int:
        """First whole year on the new base."""
        start = parse_period(self.period).start
        return start[0] if start[1:] == (1, 1) else start[0] + 1

    @property
    def sources(self) -> tuple[str, ...]:
        """Codes of before."""
        return tuple(dict.fromkeys(link.source for link in self.links))

    @property
    def targets(self) -> tuple[str, ...]:
        """Codes of after."""
        return tuple(dict.fromkeys(link.target for link in self.links))

    def weight_of(self, source: str) -> float:
        """Sum of the known weights of a code."""
        return float(sum(link.weight or 0.0 for link in self.links if link.source == source))

    def name(self, lang: Lang = "en") -> str:
        """Its title; the id where it has none."""
        return self.title.get(lang) or self.id

    @property
    def names(self) -> str:
        """Its title in both languages, for messages."""
        return " / ".join(dict.fromkeys((self.name("en"), self.name("zh"))))

    def touches(self, code: str) -> bool:
        """Whether a code of the dimension is not the same thing on both sides."""
        if self.dimension == "indicator":
            return code in self.codes
        out = [link for link in self.links if link.source == code]
        into = [link for link in self.links if link.target == code]
        if not out and not into:
            return not self.complete
        same = len(out) == len(into) == 1 and out[0].target == code and into[0].source == code
        return not (same and out[0].weight == 1)

    def breaks(self, indicator: str, scope: str = "", vintage: str = "") -> bool:
        """Whether a break of an indicator breaks this one, of this scope and vintage."""
        named = not self.codes or indicator in self.codes
        scoped = not self.scopes or any(words in scope for words in self.scopes)
        return self.dimension == "indicator" and named and scoped and (not self.vintages or vintage in self.vintages)


def crossing(
    breaks: Iterable[SeriesBreak],
    start: str,
    end: str,
    *,
    region: str = "",
    activity: str = "",
    indicator: str = "",
    scope: str = "",
    vintage: str = "",
) -> list[SeriesBreak]:
    """Breaks that lie between two figures of one series, at ``start`` and at ``end``.

    Examples
    --------
    >>> scope = SeriesBreak(
    ...     id="threshold", dimension="indicator", kind="scope", period="2011", scopes=("above designated size",)
    ... )
    >>> [one.id for one in crossing([scope], "2010", "2012", indicator="output", scope="above designated size")]
    ['threshold']
    >>> crossing([scope], "2011", "2012", indicator="output", scope="above designated size")
    []
    """
    first, last = sorted(parse_period(text).start for text in (start, end))
    labels = {"region": region, "activity": activity}
    found = []
    for one in breaks:
        if not first < parse_period(one.period).start <= last:
            continue
        if one.dimension == "indicator":
            hit = one.breaks(indicator, scope, vintage)
        else:
            code = labels[one.dimension]
            hit = bool(code) and one.touches(code)
        found += [one] if hit else []
    return found


def require_no_crossing(breaks: Iterable[SeriesBreak], section: str, start: str, end: str, **series: str) -> None:
    """Refuse a comparison of two figures across a break; ``series`` as in :func:`crossing`.

    Raises
    ------
    InputError
        A break lies between them.
    """
    for one in crossing(breaks, start, end, **series):
        codes = [text for text in (series.get("region"), series.get("activity"), series.get("indicator")) if text]
        raise InputError(
            "series-break",
            section=section,
            id=one.id,
            title=one.names,
            period=one.period,
            codes=listed(codes),
            periods=f"{start}, {end}",
            source=one.source or one.url or "–",
        )
