"""Block bootstrap: how far would a statistic move had other regions been seen?

Cases of one region share its luck, so drawing single cases again makes any statistic look too certain. Here whole
regions are drawn, with all their cases.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from numpy.random import Generator, default_rng

from growthpole.errors import InputError, LabelMismatch, Undefined, listed
from growthpole.evaluation import _cases
from growthpole.progress import OnProgress, map_ordered, silent

__all__ = ["BlockInterval", "block_bootstrap", "block_intervals"]

Positions = npt.NDArray[np.intp]
Statistic = Callable[[Positions], float]
Statistics = Callable[[Positions], npt.NDArray[np.float64]]

# one task is worth sending to a worker; never a matter of how many workers there are
_TASK_DRAWS: Final = 25


@dataclass(frozen=True, slots=True)
class BlockInterval:
    """A statistic with its bootstrap interval.

    Attributes
    ----------
    point : float
        The statistic of all blocks, each once.
    low, high : float
        Percentile interval over the draws that have a value; NaN when none has.
    draws : int
        Draws made.
    undefined : int
        Draws without a value, left out of the interval. Many of them mean that it tells of the luckier draws only.
    """

    point: float
    low: float
    high: float
    draws: int
    undefined: int


def block_bootstrap(
    statistic: Statistic,
    blocks: Sequence[Hashable],
    draws: int,
    rng: Generator | int,
    *,
    confidence: float = 0.9,
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> BlockInterval:
    """Percentile interval of a statistic over draws of whole blocks.

    Each draw takes as many blocks as there are, with replacement; ``low`` and ``high`` are the ``(1 ∓ confidence)/2``
    quantiles of the statistic over the draws, between two draws by linear interpolation.

    Parameters
    ----------
    statistic : callable
        Maps positions in ``blocks`` (an array of whole numbers, one block as often as it was drawn) to a number; NaN,
        or :class:`~growthpole.errors.Undefined`, where it has none. A table with one row per block is drawn by
        ``table[positions]``; weights are ``np.bincount(positions, minlength=len(blocks))``. It must be picklable for an
        executor of processes.
    blocks : sequence of labels
        The regions, each once, two or more. With few of them (below some twenty) the interval is too short.
    draws : int
        How many, from 1 to 1,000,000.
    rng : Generator or int
        Source of chance. Each draw has a child of it, so the result is the same for any number of workers.
    confidence : float
        Between 0 and 1.
    executor : Executor, optional
        Spreads the draws over workers.
    on_progress : callable
        Told after each task of 25 draws.

    Returns
    -------
    BlockInterval
        In the unit of the statistic.

    Raises
    ------
    InputError
        Fewer than two blocks, an option out of range, or an infinite statistic.
    LabelMismatch
        A block stands twice.

    Examples
    --------
    >>> growth = np.array([2.0, 3.0, 5.0, 4.0, 1.0])
    >>> block_bootstrap(lambda positions: growth[positions].mean(), list("NSWEC"), 400, rng=1)
    BlockInterval(point=3.0, low=2.0, high=4.0, draws=400, undefined=0)

    References
    ----------
    Cameron, A. C., Gelbach, J. B., Miller, D. L. (2008). Bootstrap-based improvements for inference with clustered
    errors. Review of Economics and Statistics 90(3), 414–427. doi:10.1162/rest.90.3.414
    """
    return block_intervals(
        _Single(statistic), blocks, draws, rng, confidence=confidence, executor=executor, on_progress=on_progress
    )[0]


def block_intervals(
    statistics: Statistics,
    blocks: Sequence[Hashable],
    draws: int,
    rng: Generator | int,
    *,
    confidence: float = 0.9,
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> list[BlockInterval]:
    """Intervals of several statistics of the same draws, in one pass.

    Parameters
    ----------
    statistics : callable
        As ``statistic`` of :func:`block_bootstrap`, with an array of numbers for its answer, always as many.
    blocks, draws, rng, confidence, executor, on_progress
        As for :func:`block_bootstrap`.

    Returns
    -------
    list of BlockInterval
        One for each statistic, in their order.

    Raises
    ------
    InputError, LabelMismatch
        As :func:`block_bootstrap`.

    Examples
    --------
    >>> growth = np.array([2.0, 3.0, 5.0, 4.0, 1.0])
    >>> both = block_intervals(lambda at: np.array([growth[at].mean(), growth[at].max()]), list("NSWEC"), 400, rng=1)
    >>> [(one.low, one.high) for one in both]
    [(2.0, 4.0), (3.0, 5.0)]
    """
    _require_blocks(blocks)
    count = _cases.whole("draws", draws)
    level = _cases.inside("confidence", confidence)
    source = rng if isinstance(rng, Generator) else default_rng(_cases.whole("rng", rng, 0, 2**63 - 1))
    plan = _Plan(statistics, len(blocks))
    children = source.spawn(count)
    tasks = [children[start : start + _TASK_DRAWS] for start in range(0, count, _TASK_DRAWS)]
    points = plan.value(np.arange(len(blocks)))
    done = map_ordered(plan.values, tasks, executor=executor, on_progress=on_progress, stage="block_bootstrap")
    drawn = np.concatenate(list(done))
    infinite = int(np.isinf(drawn).sum() + np.isinf(points).sum())
    if infinite:
        raise InputError("infinite-statistic", count=infinite, draws=count)
    tail = (1 - level) / 2
    found = []
    for point, column in zip(points, drawn.T, strict=True):
        defined = column[~np.isnan(column)]
        low, high = np.quantile(defined, [tail, 1 - tail]) if defined.size else (np.nan, np.nan)
        found.append(BlockInterval(float(point), float(low), float(high), count, count - defined.size))
    return found


@dataclass(frozen=True, slots=True)
class _Single:
    """A single statistic as one of several; undefined where it says so."""

    statistic: Statistic

    def __call__(self, positions: Positions) -> npt.NDArray[np.float64]:
        try:
            return np.array([float(self.statistic(positions))])
        except Undefined:
            return np.array([np.nan])


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a draw is made; sent to a worker as a whole."""

    statistics: Statistics
    blocks: int

    def values(self, children: list[Generator]) -> _cases.Numbers:
        return np.stack([self.value(child.integers(self.blocks, size=self.blocks)) for child in children])

    def value(self, positions: Positions) -> _cases.Numbers:
        return np.asarray(self.statistics(positions), dtype=np.float64)


def _require_blocks(blocks: Sequence[Hashable]) -> None:
    if len(blocks) < 2:
        raise InputError("too-few-labels", name="blocks", dim="block", needed=2, count=len(blocks))
    seen: dict[Hashable, int] = {}
    for block in blocks:
        seen[block] = seen.get(block, 0) + 1
    repeated = [block for block, times in seen.items() if times > 1]
    if repeated:
        raise LabelMismatch("repeated-labels", name="blocks", dim="block", labels=listed(repeated))
