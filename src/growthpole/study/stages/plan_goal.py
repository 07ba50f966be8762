"""The goal a plan is made for: base, goal and the growth that is required, as ``diagnose`` found them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from growthpole.errors import InputError
from growthpole.provenance import parse_key
from growthpole.tables.periods import parse_period
from growthpole.units import convert

if TYPE_CHECKING:
    from growthpole.study.stages import Context

__all__ = ["Goal", "goal_of"]


@dataclass(frozen=True, slots=True)
class Goal:
    """Base and goal of the target in one unit, the years they are of, and where the numbers stand."""

    base: float
    goal: float
    unit: str
    base_year: int
    goal_year: int
    required: float
    required_low: float
    required_high: float
    base_key: str
    goal_key: str
    required_key: str
    price_basis: str

    @property
    def years(self) -> int:
        """Years from base to goal."""
        return self.goal_year - self.base_year

    def in_unit(self, unit: str) -> float:
        """How many of the goal's unit one of ``unit`` is.

        Raises
        ------
        UnitMismatch
            They measure different things.
        """
        return float(convert(1.0, unit, self.unit))


def goal_of(context: Context) -> Goal:
    """The goal in the reading the report uses.

    Raises
    ------
    InputError
        The study has no target.
    """
    table = context.tables.get("diagnose.target")
    row = next((row for row in table.rows() if row["reading"] == "main"), None) if table is not None else None
    if table is None or row is None:
        raise InputError("plan-without-target")
    return Goal(
        base=float(row["base"]),
        goal=float(row["goal"]),
        unit=str(row["unit"]),
        base_year=parse_period(str(row["base_period"])).year,
        goal_year=parse_period(str(row["goal_period"])).year,
        required=float(row["required"]),
        required_low=float(row["required_low"]),
        required_high=float(row["required_high"]),
        base_key=str(row["base_key"]),
        goal_key=str(row["goal_key"]),
        required_key=str(table.key(row, "required")),
        price_basis=parse_key(str(row["base_key"])).dims.get("price_basis", ""),
    )
