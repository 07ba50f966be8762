"""How a cell came to where it is: distance to the threshold in units of its own unrest, past peak, momentum.

Two options with the same location quotient are not equally near. One has stood at .9 for ten years, the other moves
by a fifth each year. The *distance* of a cell is the logarithm of its strength over the yearly standard deviation of
that logarithm, as a firm's distance to default is in finance: how many yearly moves it is away from presence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from growthpole.opportunities.histories import Floats, History

FLOOR: Final = 0.01
"""Least strength told apart; zero is not infinitely far."""
CEILING: Final = 100.0
UNREST: Final = 0.1
"""Yearly standard deviation of log strength where no change is known, as in a panel of one period: between the medians
of WIOD's output and value added (.07) and of its exports (.21), which benchmarks/prior_model.py prints."""
BORROWED: Final = 4.0
"""Changes' worth of weight that a cell's unrest borrows from its region and its activity."""
MEMORY: Final = 8
"""Years of changes that tell the unrest, and of the past mean."""
CHANGES: Final = 3
"""Changes that tell the unrest in any case, where periods lie far apart."""
STILL: Final = 0.1
"""Strength below which a change counts as no move: from nothing to a trace, an activity has not stirred.

What stays below it is calm, not unknown: were only the leaps from nothing known, every cell beside them would seem
about to leap, and panels of few units (patents, firms) say otherwise."""
PEAK: Final = 5
"""Years in which the past peak is looked for."""
FARTHEST: Final = 40.0
CALMEST: Final = 1e-3

__all__ = [
    "BORROWED",
    "CEILING",
    "CHANGES",
    "FLOOR",
    "MEMORY",
    "PEAK",
    "STILL",
    "UNREST",
    "Path",
    "logs",
    "path_of",
    "shrunk_unrest",
]


@dataclass(frozen=True, slots=True)
class Path:
    """Traits of each cell's own past, [region, activity].

    Attributes
    ----------
    current : array
        Logarithm of strength.
    unrest : array
        Yearly standard deviation of it, shrunk towards region and activity.
    distance : array
        ``current / unrest``: below 0 absent, above 0 present.
    peak, mean : array
        Highest and mean logarithm of the last years, less the current one.
    momentum, last_move : array
        Change over the horizon, and yearly change since the period before.
    """

    current: Floats
    unrest: Floats
    distance: Floats
    peak: Floats
    mean: Floats
    momentum: Floats
    last_move: Floats


def logs(strengths: Floats) -> Floats:
    """Logarithms of strengths between floor and ceiling; NaN stays."""
    return np.log(np.clip(strengths, FLOOR, CEILING))


def path_of(history: History, horizon: int) -> Path:
    """Traits of each cell's past at the last year of a history."""
    log, years = logs(history.strengths), np.array(history.years)
    now = log[-1]
    unrest = shrunk_unrest(log, years)
    recent = years >= years[-1] - PEAK
    lately = years >= years[-1] - MEMORY
    before = np.flatnonzero(years <= years[-1] - horizon)
    base = int(before[-1]) if len(before) else 0
    span = int(years[-1] - years[base])
    momentum = _filled((now - log[base]) * (horizon / span)) if span else np.zeros_like(now)
    step = int(years[-1] - years[-2]) if len(years) > 1 else 0
    last_move = _filled((now - log[-2]) / step) if step else np.zeros_like(now)
    return Path(
        current=now,
        unrest=unrest,
        distance=np.clip(now / unrest, -FARTHEST, FARTHEST),
        peak=_filled(np.fmax.reduce(log[recent]) - now),
        mean=_filled(_mean(log[lately]) - now),
        momentum=momentum,
        last_move=last_move,
    )


def shrunk_unrest(log: Floats, years: np.ndarray) -> Floats:
    """Yearly standard deviation of each cell, shrunk towards ``region × activity / all``."""
    if len(years) < 2:
        return np.full(log.shape[1:], UNREST)
    latest = np.arange(len(years) - 1) >= len(years) - 1 - CHANGES
    recent = np.flatnonzero((years[1:] > years[-1] - MEMORY) | latest)
    gaps = np.diff(years)[recent][:, None, None]
    heard = np.maximum(log, np.log(STILL))
    squared = (np.diff(heard, axis=0)[recent]) ** 2 / gaps
    known = ~np.isnan(squared)
    if not known.any():
        return np.full(log.shape[1:], UNREST)
    count, total = known.sum(axis=0), np.where(known, squared, 0.0).sum(axis=0)
    whole = _ratio(total.sum(), count.sum())
    by_region = _ratio(total.sum(axis=1, keepdims=True), count.sum(axis=1, keepdims=True), whole)
    by_activity = _ratio(total.sum(axis=0, keepdims=True), count.sum(axis=0, keepdims=True), whole)
    expected = _ratio(by_region * by_activity, np.full_like(by_region * by_activity, float(whole)))
    variance = (total + BORROWED * expected) / (count + BORROWED)
    unrest: Floats = np.sqrt(np.maximum(variance, CALMEST**2))
    return unrest


def _ratio(top: Floats, bottom: Floats, otherwise: Floats | float = 0.0) -> Floats:
    top, bottom = np.asarray(top, dtype=np.float64), np.asarray(bottom, dtype=np.float64)
    return np.divide(top, bottom, out=np.broadcast_to(otherwise, top.shape).astype(np.float64), where=bottom > 0)


def _mean(stack: Floats) -> Floats:
    known = ~np.isnan(stack)
    count = known.sum(axis=0)
    total = np.where(known, stack, 0.0).sum(axis=0)
    mean: Floats = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return mean


def _filled(values: Floats) -> Floats:
    """Values with 0, no move, where the past is unknown."""
    return np.where(np.isnan(values), 0.0, values)
