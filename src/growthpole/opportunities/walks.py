"""The prior model: what a random walk of log strength would have.

Nothing in its shape was learnt. The yearly steps have the cell's own unrest for standard deviation and follow a
logistic distribution, since changes of log strength have fatter tails than normal ones; what WIOD would have put in
its place is printed by ``benchmarks/prior_model.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from growthpole.opportunities.histories import Floats
from growthpole.opportunities.tasks import RISE, Task

SLOPE: Final = float(np.pi / np.sqrt(3.0))
"""Log odds per standard deviation of a logistic distribution of unit variance."""
POINTS: Final = 32
"""Places of the walk at the target over which it is averaged whether it stays."""
_FARTHEST: Final = 700.0

__all__ = ["POINTS", "SLOPE", "prior_log_odds"]


def prior_log_odds(x: Mapping[str, Floats], task: Task, horizon: int, settling: int = 0) -> Floats:
    """Log odds of the event of a task for a walk that starts at each case.

    ``ln p/(1−p) = ±(π/√3) · distance / √H``, minus for an exit. A sustained entry also asks for a strength of .2 more
    than now at the target, and for one of 1 and more when that is settled, g years later: the probability of the first
    is multiplied with that of the second, averaged over where the walk may be by then.

    Parameters
    ----------
    x : mapping of str to array [case]
        Features ``distance``; for a sustained entry ``strength``, ``current`` and ``unrest`` as well.
    task : {"entry", "sustained", "activation", "exit"}
        What is asked.
    horizon, settling : int
        H and g, years.
    """
    if task != "sustained":
        walked: Floats = (-1.0 if task == "exit" else 1.0) * SLOPE * x["distance"] / np.sqrt(horizon)
        return walked
    here, unrest = x["current"], np.exp(x["unrest"])
    wanted = np.log(np.maximum(1.0, x["strength"] + RISE))
    spread = unrest * np.sqrt(horizon)
    reached = _above(SLOPE * (here - wanted) / spread)
    if not settling:
        return _odds(reached)
    tail = (np.arange(POINTS) + 0.5) / POINTS
    # quantiles of the walk at the target, of the part that has arrived
    place = here[:, None] - spread[:, None] * _odds(reached[:, None] * tail) / SLOPE
    stays = _above(SLOPE * place / (unrest * np.sqrt(settling))[:, None])
    return _odds(reached * stays.mean(axis=1))


def _above(log_odds: Floats) -> Floats:
    held: Floats = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -_FARTHEST, _FARTHEST)))
    return held


def _odds(probability: Floats) -> Floats:
    odds: Floats = np.log(probability) - np.log1p(-probability)
    return odds
