"""Looking up the facts a study names, with an error that says which section asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.errors import InputError, UnitMismatch, listed
from growthpole.tables.periods import parse_period, published_by

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from growthpole.diagnose import Band
    from growthpole.study.stages import Context
    from growthpole.tables.observations import Fact

__all__ = [
    "band_of",
    "comparable",
    "fraction_of",
    "inexact",
    "key_of",
    "needed",
    "optional",
    "unknown_year",
    "why_unknown",
    "yearly_facts",
]


def optional(context: Context, **where: str) -> Fact | None:
    """The fact described, None when there is none; an empty vintage means any single one."""
    wanted = {name: value for name, value in where.items() if not (name == "vintage" and not value)}
    return context.ingest().observations.fact(**{"activity": "", **wanted})


def needed(context: Context, section: str, **where: str) -> Fact:
    """The fact described.

    Raises
    ------
    InputError
        No observation answers to it.
    """
    fact = optional(context, **where)
    if fact is None:
        raise InputError("no-fact", section=section, wanted=listed(f"{k}={v}" for k, v in where.items() if v))
    return fact


def band_of(fact: Fact) -> Band:
    """Rounding band of a published figure in its own unit; a goal is exact as stated."""
    from growthpole.tables.bands import printed_band
    from growthpole.units import parse_unit

    return printed_band(fact.printed, parse_unit(fact.unit), exact=fact.kind == "target")


def fraction_of(fact: Fact) -> Band:
    """Rounding band of a published share or rate as a fraction, whatever unit of ratio it is in.

    Raises
    ------
    UnitMismatch
        The fact is no ratio.
    """
    from growthpole.tables.bands import fraction_band
    from growthpole.units import parse_unit

    return fraction_band(fact.printed, parse_unit(fact.unit), exact=fact.kind == "target")


def comparable(section: str, *facts: Fact | None) -> None:
    """Raise unless the facts stand in one unit and at one price basis.

    Raises
    ------
    UnitMismatch
        They do not; the message names the section that joins them.
    """
    held = [fact for fact in facts if fact is not None]
    for name in ("unit", "price_basis"):
        found = list(dict.fromkeys(getattr(fact, name) for fact in held))
        if len(found) > 1:
            raise UnitMismatch("not-comparable", section=section, what=name, values=listed(found))


def inexact(*facts: Fact | None) -> bool:
    """Whether any of the facts is stated as about, over or under."""
    return any(fact is not None and not fact.exact for fact in facts)


def key_of(fact: Fact | None) -> str:
    """Key of a fact in a run; empty for none."""
    return "" if fact is None else str(fact.key)


def yearly_facts(
    context: Context, section: str, indicator: str, regions: list[str], years: Collection[int], vintage: str = ""
) -> dict[tuple[int, str], Fact]:
    """Actual figures of an indicator without activity by year and region; an empty vintage means any single one.

    Raises
    ------
    InputError
        Two figures answer for one region and year.
    """
    where: dict[str, str | list[str]] = {"indicator": indicator, "kind": "actual", "activity": ""}
    if vintage:
        where["vintage"] = vintage
    found: dict[tuple[int, str], Fact] = {}
    for fact in context.ingest().observations.facts(region=regions, **where):
        if not fact.period.isdigit() or int(fact.period) not in years:
            continue
        place = (int(fact.period), fact.region)
        if place in found:
            raise InputError("ambiguous-fact", wanted=f"{section} {indicator} {place[0]} {place[1]}", count=2)
        found[place] = fact
    return found


def unknown_year(context: Context, facts: Mapping[tuple[int, str], Fact], year: int, undated: str) -> str:
    """Why the figures of a year were not known on the day of knowledge; ``absent`` where there is none at all."""
    days = [fact.published for (when, _), fact in facts.items() if when == year]
    return why_unknown(context, year, days, undated) or ("" if days else "absent")


def why_unknown(context: Context, year: int, days: Iterable[str], undated: str) -> str:
    """Why figures of a year, published on these days, were not known on the day of knowledge; empty where they were.

    ``after`` the year ended later, ``later`` a figure was published later, ``undated`` a figure bears no day of
    publication and the study does not take it as known.
    """
    as_of, stated = context.case.question.as_of, set(days)
    if parse_period(str(year)).end > parse_period(as_of).end:
        return "after"
    if any(day and not published_by(day, as_of) for day in stated):
        return "later"
    return "undated" if "" in stated and undated == "leave_out" else ""
