"""Rows that share a key: the same thing said twice, or two different things said of one key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Repeats", "repeats"]

Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Repeats:
    """Positions of rows whose key stands more than once.

    Attributes
    ----------
    same, same_as : array of int
        Rows that repeat an earlier row without any difference, and that row.
    clashing, other : array of int
        All rows of keys stated differently, and for each a row that differs from it.
    """

    same: Places
    same_as: Places
    clashing: Places
    other: Places


def repeats(frame: pd.DataFrame, key: Sequence[str], compared: Sequence[str]) -> Repeats:
    """Rows of ``frame`` that share a ``key``; they differ when any ``compared`` column does."""
    rows = np.flatnonzero(frame.duplicated(list(key), keep=False).to_numpy())
    if not len(rows):
        return Repeats(rows, rows, rows, rows)
    found = frame.iloc[rows]
    group = found.groupby(list(key), sort=False).ngroup().to_numpy()
    first = np.unique(group, return_index=True)[1][group]
    differs = np.zeros(len(rows), dtype=bool)
    for column in compared:
        cells = found[column].to_numpy()
        differs |= (cells != cells[first]) & ~((cells != cells) & (cells[first] != cells[first]))  # noqa: PLR0124 - NaN
    clash = np.isin(group, group[differs])
    other = first.copy()
    groups, odd = np.unique(group[differs], return_index=True)
    equal = clash & ~differs
    other[equal] = np.flatnonzero(differs)[odd][np.searchsorted(groups, group[equal])]
    same = ~clash & (first != np.arange(len(rows)))
    return Repeats(rows[same], rows[first[same]], rows[clash], rows[other[clash]])
