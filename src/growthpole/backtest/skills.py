"""What a model knows beyond current strength, and how sure that is.

Most entries come from just below the threshold, so current strength alone orders the cases well, and any model that
contains it looks good. The question is what is known *within* groups of like strength. Regions are drawn anew with
replacement, whole: cells of one region share its fate.
"""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.random import default_rng

from growthpole.backtest._weighted import Ordered, ordered
from growthpole.evaluation import BlockInterval, block_intervals
from growthpole.evaluation._bins import quantile_bins
from growthpole.progress import OnProgress, silent

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.opportunities.histories import Floats
    from growthpole.opportunities.scoring import Answers

BINS: Final = 5
AGAINST: Final = "current_lq"
MEASURES: Final = ("auc", "average_precision", "auc_within", "average_precision_within")
COLUMNS: Final = ("model", "measure", "point", "low", "high", "undefined")

__all__ = ["AGAINST", "BINS", "COLUMNS", "MEASURES", "skill_table"]


@dataclass(frozen=True, slots=True)
class _Compared:
    """Models and current strength on the same cases, in all and in each bin of current strength.

    Attributes
    ----------
    region : array of int [case]
        Region of each case.
    blocks : int
        How many regions there are.
    groups : tuple of array of int
        Places of the cases: all of them, then those of each bin.
    orders : tuple of tuple of Ordered
        For each group current strength and then the models.
    """

    region: np.ndarray
    blocks: int
    groups: tuple[np.ndarray, ...]
    orders: tuple[tuple[Ordered, ...], ...]

    def __call__(self, positions: np.ndarray) -> Floats:
        """Measures less those of current strength [model × measure], for the regions drawn.

        Within bins they are averaged over the bins in which both are defined, each weighing its events.
        """
        weight = np.bincount(positions, minlength=self.blocks).astype(np.float64)[self.region]
        models = len(self.orders[0]) - 1
        gains = np.zeros((len(self.groups), models, 2))
        events = np.zeros(len(self.groups))
        for place, (which, orders) in enumerate(zip(self.groups, self.orders, strict=True)):
            own = weight[which]
            events[place] = own[orders[0].order] @ orders[0].event
            current, *others = (np.array(order.measures(own)) for order in orders)
            gains[place] = np.stack(others) - current
        counted = np.where(np.isnan(gains[1:]), 0.0, events[1:, None, None])
        share = counted.sum(axis=0)
        total = (np.nan_to_num(gains[1:]) * counted).sum(axis=0)
        within = np.divide(total, share, out=np.full(total.shape, np.nan), where=share > 0)
        return np.concatenate([gains[0], within], axis=1).ravel()


def skill_table(
    answers: list[Answers],
    regions: int,
    models: tuple[str, ...],
    *,
    draws: int,
    seed: int,
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> pd.DataFrame:
    """Measures less those of current strength, by model, with their region-block bootstrap interval."""
    import pandas as pd

    shared = [model for model in models if answers and all(model in answer.scores for answer in answers)]
    if not shared or not all(AGAINST in answer.scores for answer in answers):
        return pd.DataFrame(columns=list(COLUMNS))
    event, region, strength = (
        np.concatenate([getattr(answer.cases, name) for answer in answers]) for name in ("event", "region", "strength")
    )
    if not len(event):
        return pd.DataFrame(columns=list(COLUMNS))
    scores = [np.concatenate([answer.scores[model] for answer in answers]) for model in (AGAINST, *shared)]
    group = quantile_bins(strength, BINS)
    groups = (np.arange(len(event)), *(np.flatnonzero(group == one) for one in range(group.max() + 1)))
    orders = tuple(tuple(ordered(score[which], event[which]) for score in scores) for which in groups)
    compared = _Compared(region, regions, groups, orders)
    found = (
        block_intervals(compared, range(regions), draws, default_rng(seed), executor=executor, on_progress=on_progress)
        if draws
        else [BlockInterval(float(point), np.nan, np.nan, 0, 0) for point in compared(np.arange(regions))]
    )
    names = [(model, measure) for model in shared for measure in MEASURES]
    rows = [(*name, one.point, one.low, one.high, one.undefined) for name, one in zip(names, found, strict=True)]
    return pd.DataFrame(rows, columns=list(COLUMNS))
