"""Average precision and area under the curve with whole weights, sorted once and weighed many times.

A bootstrap over regions changes how often each case counts, never the order of the scores. So the order is found
once, and each draw costs two running sums.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

__all__ = ["Ordered", "ordered"]


@dataclass(frozen=True, slots=True)
class Ordered:
    """Cases from the highest score to the lowest.

    Attributes
    ----------
    order : array of int [case]
        Places of the cases.
    event : array [case]
        Events as 0 and 1 in that order.
    last : array of int [score]
        Place in that order of the last case of each different score.
    """

    order: npt.NDArray[np.intp]
    event: Floats
    last: npt.NDArray[np.intp]

    def measures(self, weight: Floats) -> tuple[float, float]:
        """Area under the curve and average precision; NaN where there are no events, or for the area nothing else."""
        hits, seen = self._sums(weight)
        if not hits[-1] > 0:
            return float("nan"), float("nan")
        gained = np.diff(hits, prepend=0.0)
        misses = seen - hits
        precision = np.divide(hits, seen, out=np.zeros_like(hits), where=seen > 0)
        average = float((gained * precision).sum() / hits[-1])
        if not misses[-1] > 0:
            return float("nan"), average
        pairs = (np.diff(misses, prepend=0.0) * (hits - gained / 2)).sum()
        return float(pairs / (hits[-1] * misses[-1])), average

    def _sums(self, weight: Floats) -> tuple[Floats, Floats]:
        held = weight[self.order]
        return np.cumsum(held * self.event)[self.last], np.cumsum(held)[self.last]


def ordered(score: Floats, event: npt.NDArray[np.bool_]) -> Ordered:
    """Cases in the order of their scores."""
    order = np.argsort(-score, kind="stable")
    held = score[order]
    last = np.append(np.flatnonzero(held[1:] != held[:-1]), len(held) - 1)
    return Ordered(order, event[order].astype(np.float64), last)
