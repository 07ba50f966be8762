"""Looking up the facts a study names, with an error that says which section asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.errors import InputError, UnitMismatch, listed

if TYPE_CHECKING:
    from growthpole.diagnose import Band
    from growthpole.study.stages import Context
    from growthpole.tables.observations import Fact

__all__ = ["band_of", "comparable", "fraction_of", "inexact", "key_of", "needed", "optional"]


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
