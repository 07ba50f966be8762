"""Bins with about the same number of cases, in which equal values stay together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from growthpole.evaluation._cases import Numbers


def quantile_bins(values: Numbers, bins: int) -> npt.NDArray[np.intp]:
    """Bin of each value, 0 for the lowest.

    A value falls into the bin that the middle of its place lies in: ``⌊bins · (below + (below + same)) / 2n⌋`` with
    ``below`` the values under it and ``same`` those equal to it. Empty bins are left out and the others numbered on.

    Examples
    --------
    >>> quantile_bins(np.array([0.1, 0.9, 0.5, 0.2]), 2), quantile_bins(np.array([3.0, 3.0, 3.0, 9.0]), 2)
    (array([0, 1, 1, 0]), array([0, 0, 0, 1]))
    """
    _, place, same = np.unique(values, return_inverse=True, return_counts=True)
    through = np.cumsum(same)
    found = bins * (2 * through - same) // max(2 * values.size, 1)
    numbered = np.cumsum(np.diff(found, prepend=found[:1]) > 0)
    return np.asarray(numbered[place], dtype=np.intp)
