"""Groups found by a search: numbered in a fixed order, and named by their members."""

from __future__ import annotations

import numpy as np

# sums of the same numbers in another order are equal to about this many digits
_TIE_DIGITS = 12


def ordered(partition: np.ndarray) -> list[np.ndarray]:
    """Members of each group, the largest group first, then the one whose first member comes first.

    Examples
    --------
    >>> [members.tolist() for members in ordered(np.array([7, 2, 2, 7, 5]))]
    [[0, 3], [1, 2], [4]]
    """
    groups = [np.flatnonzero(partition == number) for number in np.unique(partition)]
    return sorted(groups, key=lambda members: (-len(members), int(members[0])))


def names(groups: list[np.ndarray], nearness: np.ndarray, labels: np.ndarray, named_by: int) -> np.ndarray:
    """Each group by its most central members: those nearest to the others of the group, ties in order."""
    found = []
    for members in groups:
        central = np.round(nearness[np.ix_(members, members)].sum(axis=1), _TIE_DIGITS)
        first = np.argsort(-central, kind="stable")[:named_by]
        found.append(", ".join(str(labels[members[place]]) for place in first))
    return np.array(found, dtype=object)


def numbered(groups: list[np.ndarray], places: np.ndarray, size: int) -> np.ndarray:
    """Number of each label's group, NaN for a label in none."""
    label = np.full(size, np.nan)
    for number, members in enumerate(groups, start=1):
        label[places[members]] = number
    return label
