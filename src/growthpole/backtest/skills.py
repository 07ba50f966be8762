"""What a model knows beyond current strength, and how sure that is.

Most entries come from just below the threshold, so current strength alone orders the cases well, and any model that
contains it looks good. The question is what is known *within* groups of like strength. Regions are drawn anew with
replacement, whole: cells of one region share its fate.
"""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.random import default_rng

from growthpole.backtest._weighted import Ordered, ordered
from growthpole.evaluation import BlockInterval, block_bootstrap
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
class _Paired:
    """A model and current strength on the same cases, in all and in each bin of current strength."""

    region: np.ndarray
    blocks: int
    parts: tuple[tuple[np.ndarray, Ordered, Ordered], ...]
    measure: str

    def value(self, positions: np.ndarray) -> float:
        """The model's measure less that of current strength, for the regions drawn."""
        weight = np.bincount(positions, minlength=self.blocks).astype(np.float64)[self.region]
        parts = self.parts[1:] if self.measure.endswith("_within") else self.parts[:1]
        total = share = 0.0
        for which, model, current in parts:
            own = weight[which]
            events = float((own[model.order] * model.event).sum())
            gain = self._measured(model, own) - self._measured(current, own)
            if np.isfinite(gain):
                total, share = total + events * gain, share + events
        return total / share if share else float("nan")

    def _measured(self, part: Ordered, weight: Floats) -> float:
        return part.area(weight) if self.measure.startswith("auc") else part.average_precision(weight)


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

    rows: list[dict[str, Any]] = []
    shared = [model for model in models if answers and all(model in answer.scores for answer in answers)]
    if shared and all(AGAINST in answer.scores for answer in answers):
        event, region, strength, current = (
            np.concatenate(parts)
            for parts in zip(
                *((one.cases.event, one.cases.region, one.cases.strength, one.scores[AGAINST]) for one in answers),
                strict=True,
            )
        )
        groups = [np.arange(len(event)), *_bins(strength)]
        for model in shared:
            score = np.concatenate([answer.scores[model] for answer in answers])
            parts = tuple(
                (which, ordered(score[which], event[which]), ordered(current[which], event[which])) for which in groups
            )
            for measure in MEASURES:
                paired = _Paired(region, regions, parts, measure)
                rng = default_rng(seed)  # the same regions for every model: they are compared
                found = (
                    block_bootstrap(
                        paired.value, range(regions), draws, rng, executor=executor, on_progress=on_progress
                    )
                    if draws
                    else BlockInterval(paired.value(np.arange(regions)), np.nan, np.nan, 0, 0)
                )
                rows.append(
                    {
                        "model": model,
                        "measure": measure,
                        **{name: getattr(found, name) for name in ("point", "low", "high", "undefined")},
                    }
                )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _bins(strength: Floats) -> list[np.ndarray]:
    """Places of the cases in each fifth of current strength; equal strengths stay together."""
    edges = np.unique(np.quantile(strength, np.linspace(0, 1, BINS + 1)[1:-1]))
    group = np.searchsorted(edges, strength, side="right")
    return [np.flatnonzero(group == one) for one in np.unique(group)]
