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

__all__ = ["BlockInterval", "block_bootstrap"]

Positions = npt.NDArray[np.intp]
Statistic = Callable[[Positions], float]

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
    _require_blocks(blocks)
    count = _cases.whole("draws", draws)
    level = _cases.inside("confidence", confidence)
    source = rng if isinstance(rng, Generator) else default_rng(_cases.whole("rng", rng, 0, 2**63 - 1))
    plan = _Plan(statistic, len(blocks))
    children = source.spawn(count)
    tasks = [children[start : start + _TASK_DRAWS] for start in range(0, count, _TASK_DRAWS)]
    point = plan.value(np.arange(len(blocks)))
    done = map_ordered(plan.values, tasks, executor=executor, on_progress=on_progress, stage="block_bootstrap")
    drawn = np.concatenate(list(done))
    infinite = int(np.isinf(drawn).sum() + np.isinf(point))
    if infinite:
        raise InputError("infinite-statistic", count=infinite, draws=count)
    defined = drawn[~np.isnan(drawn)]
    tail = (1 - level) / 2
    low, high = np.quantile(defined, [tail, 1 - tail]) if defined.size else (np.nan, np.nan)
    return BlockInterval(point, float(low), float(high), count, count - defined.size)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a draw is made; sent to a worker as a whole."""

    statistic: Statistic
    blocks: int

    def values(self, children: list[Generator]) -> _cases.Numbers:
        return np.array([self.value(child.integers(self.blocks, size=self.blocks)) for child in children])

    def value(self, positions: Positions) -> float:
        try:
            return float(self.statistic(positions))
        except Undefined:
            return float("nan")


def _require_blocks(blocks: Sequence[Hashable]) -> None:
    if len(blocks) < 2:
        raise InputError("too-few-labels", name="blocks", dim="block", needed=2, count=len(blocks))
    seen: dict[Hashable, int] = {}
    for block in blocks:
        seen[block] = seen.get(block, 0) + 1
    repeated = [block for block, times in seen.items() if times > 1]
    if repeated:
        raise LabelMismatch("repeated-labels", name="blocks", dim="block", labels=listed(repeated))
