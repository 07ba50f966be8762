"""Targets: what a region says it will reach, by when, and how sure the statement is."""

from __future__ import annotations

from dataclasses import dataclass

from growthpole.errors import InputError, UnitMismatch
from growthpole.tables.observations import Fact, Observations
from growthpole.tables.periods import parse_period

__all__ = ["Target", "Targets"]


@dataclass(frozen=True, slots=True)
class Target:
    """A goal and the base it is reached from.

    Parameters
    ----------
    base, goal : Fact
        The starting level (an actual) and the goal (a target), both for whole years.
    judgement : bool
        Whether pairing the two is our reading and no statement of one source.

    Raises
    ------
    InputError
        The goal is no target, does not come after its base, or the units differ.
    UnitMismatch
        Base and goal stand at different prices.
    """

    base: Fact
    goal: Fact
    judgement: bool = False

    def __post_init__(self) -> None:
        if self.goal.kind != "target" or self.base.kind != "actual":
            raise InputError("not-a-target", goal=self.goal.kind, base=self.base.kind)
        if self.years <= 0:
            raise InputError("goal-before-base", base=self.base.period, goal=self.goal.period)
        if self.base.price_basis != self.goal.price_basis:
            raise UnitMismatch("price-basis", left=self.base.price_basis or "–", right=self.goal.price_basis or "–")
        if self.base.unit != self.goal.unit:
            raise InputError("target-units", base=self.base.unit, goal=self.goal.unit)

    @property
    def years(self) -> int:
        """Years from base to goal."""
        return parse_period(self.goal.period).year - parse_period(self.base.period).year

    @property
    def comparable(self) -> bool:
        """Whether neither end stands on another statistical base."""
        return "series_break" not in (self.base.status, self.goal.status)


@dataclass(frozen=True, slots=True)
class Targets:
    """All goals among the observations of a region."""

    facts: tuple[Fact, ...]

    @classmethod
    def of(cls, observations: Observations, region: str) -> Targets:
        """Targets stated for ``region``."""
        return cls(tuple(observations.facts(region=region, kind="target")))

    def for_indicator(self, indicator: str) -> tuple[Fact, ...]:
        """Targets of one indicator, by period."""
        found = [fact for fact in self.facts if fact.indicator == indicator]
        return tuple(sorted(found, key=lambda fact: parse_period(fact.period)))
