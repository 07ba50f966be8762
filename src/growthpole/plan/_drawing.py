"""Paths drawn in blocks, each from a source of chance of its own: the same bytes for any number of workers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.random import Generator

from growthpole.errors import InputError
from growthpole.plan._growths import Ahead, Growths
from growthpole.progress import OnProgress, map_ordered, silent

BLOCK: Final = 500
# the logarithm of the largest float is 709.8
_LARGEST: Final = 700.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What every block needs: the model, what it says of each period, and by how much each part is stretched.

    Attributes
    ----------
    total : array [period]
        Factor on the deviations of the log sum.
    relative : array [period]
        Factor on the deviations of log shares.
    """

    model: Growths
    aheads: tuple[Ahead, ...]
    total: np.ndarray
    relative: np.ndarray


Drawn = Callable[[tuple[int, Generator]], np.ndarray]


def in_blocks(
    draw: Drawn, paths: int, rng: Generator, *, executor: Executor | None = None, on_progress: OnProgress = silent
) -> np.ndarray:
    """Log levels [path, period, n] of so many paths."""
    sizes = [min(BLOCK, paths - start) for start in range(0, paths, BLOCK)]
    tasks = list(zip(sizes, rng.spawn(len(sizes)), strict=True))
    return np.concatenate(list(map_ordered(draw, tasks, executor=executor, on_progress=on_progress, stage="paths")))


def organic(plan: Plan) -> Drawn:
    """Draws of the model; sent to a worker as a whole."""
    return partial(_organic, plan)


def _organic(plan: Plan, task: tuple[int, Generator]) -> np.ndarray:
    count, rng = task
    model, ahead = plan.model, np.arange(1, len(plan.aheads) + 1)
    sums = _sums(plan, count, rng)
    shocks = rng.standard_normal((count, len(ahead), model.steps)) @ model.common
    shocks += rng.standard_normal(shocks.shape) * model.own
    deviations = np.cumsum(shocks, axis=1, out=shocks)
    unsure = rng.standard_normal((count, len(model.shares))) * np.sqrt(model.drift_variances)
    deviations += ahead[:, None] * unsure[:, None, :]
    weights = np.stack([one.weights for one in plan.aheads])
    deviations -= (deviations * weights).sum(axis=2, keepdims=True)
    deviations *= plan.relative[:, None]
    deviations += np.stack([one.offset for one in plan.aheads])
    largest = deviations.max(axis=2, keepdims=True)
    whole = np.log(np.exp(deviations - largest).sum(axis=2, keepdims=True)) + largest
    deviations += sums[:, :, None] - whole
    return np.asarray(deviations)


def _sums(plan: Plan, count: int, rng: Generator) -> np.ndarray:
    """Log sums [path, period]."""
    years = np.arange(1, len(plan.aheads) + 1)
    walk = rng.standard_normal((count, len(years))).cumsum(axis=1)
    walk += years * rng.standard_normal((count, 1)) / np.sqrt(plan.model.steps)
    # one standard deviation at each period, the correlation over periods that of the walk
    walk /= np.sqrt(years + years**2 / plan.model.steps)
    spread = np.sqrt([one.total_variance for one in plan.aheads])
    return np.asarray([one.total for one in plan.aheads] + walk * (spread * plan.total))


def naive(levels: np.ndarray, horizon: int) -> Drawn:
    """Independent normal log growth of each activity with the mean and deviation of its history."""
    growth = np.diff(np.log(levels), axis=0)
    return partial(_naive, np.log(levels[-1]), growth.mean(axis=0), growth.std(axis=0, ddof=1), horizon)


def _naive(
    last: np.ndarray, mean: np.ndarray, deviation: np.ndarray, horizon: int, task: tuple[int, Generator]
) -> np.ndarray:
    count, rng = task
    steps = mean + rng.standard_normal((count, horizon, len(last))) * deviation
    return np.asarray(last + steps.cumsum(axis=1))


def levels_of(logs: np.ndarray, years: int) -> np.ndarray:
    """Levels of log levels, refused where they are too large for a number."""
    if float(logs.max()) > _LARGEST:
        raise InputError("growth-overflow", cells=f"e^{float(logs.max()):.0f}", years=years)
    return np.asarray(np.exp(logs, out=logs))
