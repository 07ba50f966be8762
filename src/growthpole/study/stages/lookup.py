"""Looking up the facts a study names, with an error that says which section asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.errors import InputError, listed

if TYPE_CHECKING:
    from growthpole.diagnose import Band
    from growthpole.study.stages import Context
    from growthpole.tables.observations import Fact

__all__ = ["band_of", "key_of", "needed", "optional"]


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


def band_of(fact: Fact, scale: float = 1.0) -> Band:
    """Rounding band of a published figure; a goal and a count are exact as stated."""
    from growthpole.diagnose import Band, rounding_band
    from growthpole.units import parse_unit

    exact = fact.kind == "target" or parse_unit(fact.unit).is_count
    band = rounding_band(fact.printed, exact=exact)
    return Band(band.value * scale, band.low * scale, band.high * scale)


def key_of(fact: Fact | None) -> str:
    """Key of a fact in a run; empty for none."""
    return "" if fact is None else str(fact.key)
