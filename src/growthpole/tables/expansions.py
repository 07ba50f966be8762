"""Projects that expand others: which line of projects a stated total stands on.

A plant is a project with all that expands it. An ``increment`` adds to it; a ``total`` is what the plant then amounts
to, so it stands on everything before. What comes before is known only where the expansions follow each other:
a total beside another expansion of the same project would not say whether it includes that one. A withdrawn project
was never built: nothing stands on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

__all__ = ["AMOUNTS", "TOTAL", "Expansions"]

AMOUNTS: Final = ("investment", "foreign_contracted", "foreign_utilised", "expected_output", "capacity", "jobs")
TOTAL: Final = "total"


@dataclass(frozen=True, slots=True)
class Expansions:
    """Projects by place, each with the code it expands (or none), how it states its amounts, and whether it lives.

    Of two projects with one code the first is meant.
    """

    codes: Sequence[str]
    parents: Sequence[str]
    amounts: Sequence[str]
    withdrawn: Sequence[bool]
    of: dict[str, int] = field(init=False)
    plants: dict[int, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "of", {code: at for at, code in reversed(list(enumerate(self.codes)))})
        plants: dict[int, list[int]] = {}
        for at in range(len(self.codes)):
            plants.setdefault(self._first(at), []).append(at)
        object.__setattr__(self, "plants", plants)

    def _first(self, place: int) -> int:
        """Place of the project that a plant began with."""
        return ([place, *self.line(place)])[-1]

    def line(self, place: int) -> Iterator[int]:
        """Places of the projects that a project expands, the nearest first; a ring is gone round once."""
        seen: set[int] = set()
        here = self.of.get(self.parents[place])
        while here is not None and here not in seen:
            yield here
            seen.add(here)
            here = self.of.get(self.parents[here])

    def base(self, place: int) -> Iterator[int]:
        """Places whose amounts together are the total before a project: back to the last total, without the withdrawn.

        Examples
        --------
        >>> plant = Expansions(["a", "b", "c"], ["", "a", "b"], ["", "increment", "total"], [False] * 3)
        >>> list(plant.base(2)), list(plant.base(1))
        ([1, 0], [0])
        """
        for before in self.line(place):
            if self.withdrawn[before]:
                continue
            yield before
            if self.amounts[before] == TOTAL:
                return

    def before(self, place: int, stated: Sequence[float]) -> float:
        """Amount of all that a project stands on, added as decimals; NaN where a part of it is not stated."""
        # .1 + .2 in binary lies above a stated .3
        return float(sum((Decimal(repr(float(stated[at]))) for at in self.base(place)), Decimal(0)))

    def beside(self, place: int) -> list[int]:
        """Places of projects of the same plant that live and come neither before nor after a project."""
        line = {place, *self.line(place)}
        plant = self.plants[self._first(place)]
        return [at for at in plant if at not in line and not self.withdrawn[at] and place not in self.line(at)]
