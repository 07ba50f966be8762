"""Totals among parts: a label whose every value is the sum of the others, counted as a part, doubles every figure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

__all__ = ["totals_among"]

FEWEST: Final = 3
"""Labels beside each other from which a sum of the others is no mere coincidence of two equal numbers."""
ROUNDING: Final = 1e-6


def totals_among(labels: Sequence[str], others: Sequence[Sequence[str]], values: Sequence[float]) -> list[str]:
    """Labels that are the sum of all others wherever they stand, largest first.

    Parameters
    ----------
    labels : sequence of str
        Label of each row.
    others : sequence of sequences of str
        Further labels of each row; rows that share them are compared.
    values : sequence of float
        Value of each row.

    Examples
    --------
    >>> totals_among(["a", "b", "all", "a", "b", "all"], [["N"] * 3 + ["S"] * 3], [1.0, 2.0, 3.0, 4.0, 5.0, 9.0])
    ['all']
    """
    groups: dict[tuple[str, ...], dict[str, float]] = {}
    for place, (label, value) in enumerate(zip(labels, values, strict=True)):
        held = groups.setdefault(tuple(other[place] for other in others), {})
        held[label] = held.get(label, 0.0) + value
    candidates: dict[str, float] = {}
    refuted: set[str] = set()
    for held in groups.values():
        whole = sum(held.values())
        for label, value in held.items():
            if len(held) >= FEWEST and whole > 0 and math.isclose(2 * value, whole, rel_tol=ROUNDING):
                candidates[label] = candidates.get(label, 0.0) + value
            else:
                refuted.add(label)
    return sorted(set(candidates) - refuted, key=lambda label: (-candidates[label], label))
