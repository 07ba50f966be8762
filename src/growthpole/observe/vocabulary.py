"""The words a table may use: codes and names of the classifications, or any label where none are known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from growthpole.errors import UnitMismatch
from growthpole.tables.classification import Classification, folded
from growthpole.units import UNITS, Unit, parse_unit

__all__ = ["MEASURES", "PRICE_BASES", "PRICE_BASIS", "Vocabulary", "known_unit"]

Column = Literal["region", "activity", "indicator"]
MEASURES: Final = ("level", "count", "share", "growth", "rank")
PRICE_BASES: Final = "current, constant 2015 (with its year), constant, ratio of current prices, none"
PRICE_BASIS: Final = re.compile(r"|none|current|constant(?: [12][0-9]{3})?|ratio of (?:current|constant) prices")
_WORK: Final = 400_000
_UNIT_LABELS: Final = frozenset(folded(label) for unit in UNITS.values() for label in (unit.key, *unit.aliases))


def known_unit(label: str) -> Unit | None:
    """Unit a label names; None when it names none."""
    if folded(label).replace(",", "") not in _UNIT_LABELS:  # parse_unit would look for the nearest, which takes long
        return None
    try:
        return parse_unit(label)
    except UnitMismatch:
        return None


@dataclass(frozen=True)
class Vocabulary:
    """Codes and names by column.

    Parameters
    ----------
    known : mapping of str to Classification
        ``region``, ``activity``, ``indicator``; in a column without one every label stands for itself.
    incomplete : frozenset of str
        Columns part of whose classification could not be read: labels they lack are not called wrong.
    """

    known: Mapping[str, Classification] = field(default_factory=dict)
    incomplete: frozenset[str] = frozenset()

    def resolve(self, column: Column, text: str) -> str | None:
        """Code a label stands for; None when it stands for none."""
        if not text:
            return "" if column == "activity" else None
        return self.known[column].resolve(text) if column in self.known else text

    def padded(self, column: Column, text: str) -> str | None:
        """Code that ``text`` would be with the leading zeros a spreadsheet cuts off."""
        if column not in self.known or text.lstrip("0") not in self._unpadded[column]:
            return None
        return self.known[column].zero_padded(text)

    def nearest(self, column: Column, text: str) -> str:
        """Codes and names like ``text``."""
        return ", ".join(self.known[column].nearest(text) if column in self.known else []) or "–"

    def searches(self, column: Column) -> int:
        """How many labels are worth a search for the nearest ones: fewer in a large classification."""
        return max(10, _WORK // (1 + len(self.known[column]))) if column in self.known else 0

    def attribute(self, name: str) -> dict[str, str]:
        """An attribute of the indicators; empty where they have none."""
        indicators = self.known.get("indicator")
        return {} if indicators is None or name not in indicators.frame.columns else indicators.attribute(name)

    @cached_property
    def _unpadded(self) -> dict[str, frozenset[str]]:
        return {
            name: frozenset(code.lstrip("0") for code in codes.codes if code.startswith("0"))
            for name, codes in self.known.items()
        }
