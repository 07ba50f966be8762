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


def cores(groups: list[np.ndarray], nearness: np.ndarray, labels: np.ndarray, named_by: int) -> np.ndarray:
    """The most central members of each group [group, place], those nearest to the others; empty where there is none."""
    found = np.full((len(groups), named_by), "", dtype=object)
    for number, members in enumerate(groups):
        central = np.round(nearness[np.ix_(members, members)].sum(axis=1), _TIE_DIGITS)
        first = np.argsort(-central, kind="stable")[:named_by]
        found[number, : len(first)] = [str(labels[members[place]]) for place in first]
    return found


def names(core: np.ndarray) -> np.ndarray:
    """Each group by its most central members."""
    return np.array([", ".join(label for label in members if label) for members in core], dtype=object)


def numbered(groups: list[np.ndarray], places: np.ndarray, size: int) -> np.ndarray:
    """Number of each label's group, NaN for a label in none."""
    label = np.full(size, np.nan)
    for number, members in enumerate(groups, start=1):
        label[places[members]] = number
    return label
