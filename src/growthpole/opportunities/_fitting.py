"""The two learners, wrapped: what is standardised, what is fixed, what is random."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.random import SeedSequence, default_rng

from growthpole.opportunities.histories import Floats
from growthpole.opportunities.tasks import Flags

PENALTY: Final = 10.0
"""Ridge penalty of the logistic regressions on standardised features (1/C)."""
WIDEST: Final = 3.0
"""Standard deviations beyond which a feature of a logistic regression counts no further."""
ROUNDS: Final = 100
RATE: Final = 0.05
LEAVES: Final = 4
LEAF: Final = 40
L2: Final = 10.0
FEATURES_TRIED: Final = 0.4
MOST_ROWS: Final = 60_000
"""Training cases beyond which a learner sees a weighted sample, events and others each at least half of it."""

SUREST: Final = 1e-6
"""No probability is nearer to 0 or 1 than this: nothing here is known that well."""

__all__ = ["SUREST", "Logit", "Trees", "fit_logit", "fit_trees", "probable", "sigmoid"]


def sigmoid(values: Floats) -> Floats:
    """Probability of log odds."""
    return 1.0 / (1.0 + np.exp(-np.clip(values, -500.0, 500.0)))


def probable(log_odds: Floats) -> Floats:
    """Probability of log odds, away from 0 and 1 by ``SUREST``."""
    return np.clip(sigmoid(log_odds), SUREST, 1 - SUREST)


@dataclass(frozen=True, slots=True)
class Logit:
    """A logistic regression on standardised, bounded features."""

    centre: Floats
    spread: Floats
    weights: Floats
    intercept: float

    def log_odds(self, x: Floats) -> Floats:
        """Log odds of rows [case, feature]."""
        return standardised(x, self.centre, self.spread) @ self.weights + self.intercept


def standardised(x: Floats, centre: Floats, spread: Floats) -> Floats:
    """Features around their mean in standard deviations, bounded."""
    return np.clip((x - centre) / spread, -WIDEST, WIDEST)


def fit_logit(x: Floats, event: Flags) -> Logit:
    """Regularised logistic regression; a feature that does not vary has no weight."""
    from sklearn.linear_model import LogisticRegression

    rows, weights = _sampled(event)
    x, event = x[rows], event[rows]
    size = np.abs(x).max(axis=0)
    size = np.where(size > 0, size, 1.0)
    # in units of the largest value, so that no square of a feature leaves the range of numbers
    centre, spread = (x / size).mean(axis=0) * size, (x / size).std(axis=0) * size
    spread = np.where(spread > 0, spread, 1.0)
    learner = LogisticRegression(C=1 / PENALTY, solver="newton-cholesky", max_iter=1000, tol=1e-8)
    learner.fit(standardised(x, centre, spread), event, sample_weight=weights)
    return Logit(centre, spread, np.asarray(learner.coef_[0], dtype=np.float64), float(learner.intercept_[0]))


@dataclass(frozen=True, slots=True)
class Trees:
    """Bagged boosted trees; their log odds are averaged."""

    bags: tuple[Any, ...]

    def log_odds(self, x: Floats) -> Floats:
        """Mean log odds of rows [case, feature]."""
        from threadpoolctl import threadpool_limits

        if not len(x):
            return np.zeros(0)
        with threadpool_limits(1):
            each = [np.asarray(bag.decision_function(x), dtype=np.float64) for bag in self.bags]
        return np.asarray(np.mean(each, axis=0), dtype=np.float64)


def fit_trees(x: Floats, event: Flags, signs: list[int], *, seed: int, bags: int) -> Trees:
    """Boosted trees with the signs theory gives, each bag trying other features at each split.

    One thread learns and answers: several that wait for each other are slower on tables of this size.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    seeds = SeedSequence(seed).generate_state(bags)
    rows, weights = _sampled(event)
    made = []
    for one in seeds:
        learner = HistGradientBoostingClassifier(
            max_iter=ROUNDS,
            learning_rate=RATE,
            max_leaf_nodes=LEAVES,
            min_samples_leaf=LEAF,
            l2_regularization=L2,
            max_features=FEATURES_TRIED,
            monotonic_cst=signs,
            early_stopping=False,
            random_state=int(one) % 2**31,
        )
        with threadpool_limits(1):
            made.append(learner.fit(x[rows], event[rows], sample_weight=weights))
    return Trees(tuple(made))


def _sampled(event: Flags) -> tuple[np.ndarray, Floats | None]:
    """All rows; of a very large table a sample, of events and of others, that weighs as much as all of them.

    The sample hangs on the table alone, so models of one table learn from the same rows.
    """
    if len(event) <= MOST_ROWS:
        return np.arange(len(event)), None
    parts, weights = [], []
    half = MOST_ROWS // 2
    for own, other in ((event, ~event), (~event, event)):
        held = np.flatnonzero(own)
        wanted = min(len(held), max(half, MOST_ROWS - int(other.sum())))
        parts.append(default_rng(len(event)).choice(held, wanted, replace=False) if wanted < len(held) else held)
        weights.append(np.full(wanted, len(held) / wanted))
    rows = np.concatenate(parts)
    order = np.argsort(rows)
    return rows[order], np.concatenate(weights)[order]
