"""The growth model of a baseline: one total, and what each activity does relative to it.

Log growth of the sum has a drift and shocks; log growth of an activity less that of the sum has a drift of its own,
shrunk towards none, and shocks whose variances are moderated by those of the other activities and whose correlations
are shrunk towards none. Shares add up to one at every step, so activities and their sum never disagree.

How sure is the total? Growth over h years is one draw of h-year growth, and T years hold only T / h of them that do not
overlap. So its band is Student's with ``T / h − 1`` degrees of freedom (at least 1): with few blocks nobody can know
how far an h-year swing may go (Müller & Watson 2016, doi:10.1093/restud/rdw003).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

CLASS_YEARS: Final = 4.0
"""Years of its own that the spread of a reference class is worth beside a region's own: half of the least history."""
# a variance this far below the median says that a series was copied, not that it is sure
_LEAST_VARIANCE: Final = 1e-4
_STEPS: Final = 50
# a spread of log variances below rounding is none
_NOTHING: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Growths:
    """A fitted model, arrays in the order of the activities used.

    Attributes
    ----------
    steps : int
        T, growth rates it rests on.
    total, shares : float, array [n]
        Level of the sum in the last year, and the activities' shares in it.
    drift, variance : float
        Yearly log growth of the sum, and the variance of its shocks.
    drifts, drift_variances : array [n]
        Yearly log growth relative to the sum, shrunk; and how unsure it remains.
    common, own : array [T, n], array [n]
        Yearly relative shocks: ``z @ common + ε × own`` for standard normal z [T] and ε [n].
    """

    steps: int
    total: float
    shares: np.ndarray
    drift: float
    variance: float
    drifts: np.ndarray
    drift_variances: np.ndarray
    common: np.ndarray
    own: np.ndarray


def fit(levels: np.ndarray, spread: float | None = None) -> Growths:
    """Model of levels [year, n] above zero, at least three years.

    ``spread`` is the variance of yearly log growth of the sum in a reference class, if there is one.
    """
    sums = levels.sum(axis=1)
    growth = np.diff(np.log(sums))
    steps = len(growth)
    relative = np.diff(np.log(levels), axis=0) - growth[:, None]
    variance = float(growth.var(ddof=1))
    if spread is not None:
        variance = ((steps - 1) * variance + CLASS_YEARS * spread) / (steps - 1 + CLASS_YEARS)
    means = relative.mean(axis=0)
    variances = moderated(relative.var(axis=0, ddof=1), steps - 1)
    drifts, unsure = _shrunk(means, variances / steps)
    scores = _standardised(relative - means)
    kept = 1.0 - _shrinkage(scores)
    deviations = np.sqrt(variances)
    return Growths(
        steps=steps,
        total=float(sums[-1]),
        shares=levels[-1] / sums[-1],
        drift=float(growth.mean()),
        variance=variance,
        drifts=drifts,
        drift_variances=unsure,
        common=np.sqrt(kept / (steps - 1)) * scores * deviations,
        # nothing is left where all is shared, and rounding must not make it less
        own=np.sqrt(np.maximum(1.0 - kept * (scores**2).sum(axis=0) / (steps - 1), 0.0)) * deviations,
    )


def total_variance(levels: np.ndarray) -> float:
    """Variance of yearly log growth of the sum over activities."""
    return float(np.diff(np.log(levels.sum(axis=1))).var(ddof=1))


def moderated(variances: np.ndarray, freedom: int) -> np.ndarray:
    """Variances shrunk towards their common one by as much as they vary only by chance.

    Smyth (2004), doi:10.2202/1544-6115.1027: the prior's degrees of freedom from the spread of log variances.
    """
    from scipy.special import digamma, polygamma

    middle = float(np.median(variances))
    if len(variances) < 3 or middle <= 0:
        return np.asarray(variances)
    held = np.maximum(variances, _LEAST_VARIANCE * middle)
    logs = np.log(held) - digamma(freedom / 2) + np.log(freedom / 2)
    beyond = float(logs.var(ddof=1) - polygamma(1, freedom / 2))
    if beyond <= _NOTHING:
        return np.full(len(held), float(np.exp(logs.mean())))
    half = 0.5 + 1.0 / beyond
    for _ in range(_STEPS):  # Newton's method for polygamma(1, half) = beyond, as in Smyth's appendix
        found = float(polygamma(1, half))
        half += found * (1.0 - found / beyond) / float(polygamma(2, half))
    prior = float(np.exp(logs.mean() + digamma(half) - np.log(half)))
    return np.asarray((2 * half * prior + freedom * held) / (2 * half + freedom))


def _shrunk(means: np.ndarray, errors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Drifts shrunk towards none by empirical Bayes, and the variance that remains."""
    between = max(float(means.var(ddof=1) - errors.mean()), 0.0) if len(means) > 1 else 0.0
    spread = between + errors
    weight = np.divide(between, spread, out=np.zeros_like(spread), where=spread > 0)
    return weight * means, weight * errors


def _standardised(residuals: np.ndarray) -> np.ndarray:
    deviations = residuals.std(axis=0, ddof=1)
    return np.asarray(np.divide(residuals, deviations, out=np.zeros_like(residuals), where=deviations > 0))


def _shrinkage(scores: np.ndarray) -> float:
    """Part of the correlations that is taken away (Schäfer & Strimmer 2005, doi:10.2202/1544-6115.1175)."""
    years = len(scores)
    mean = scores.T @ scores / years
    # Σ_k (w_k − w̄)² of the products w_k = z_ki z_kj, without an array of all of them
    spread = (scores**2).T @ scores**2 - years * mean**2
    noise = years / (years - 1) ** 3 * spread
    found = (mean * years / (years - 1)) ** 2
    off = ~np.eye(len(mean), dtype=bool)
    size = float(found[off].sum())
    return min(max(float(noise[off].sum()) / size, 0.0), 1.0) if size > 0 else 1.0


@dataclass(frozen=True, slots=True)
class Ahead:
    """Median and spread, in logs, of one period ahead.

    Attributes
    ----------
    weights : array [n]
        Shares at that period if there were no shocks.
    offset : array [n]
        Log shares before they are made to add up to one.
    median : array [n]
        Log level of each activity.
    total : float
        Log level of the sum.
    total_variance, variances : float, array [n]
        Of the sum, and of each activity relative to it, before any calibration.
    """

    weights: np.ndarray
    offset: np.ndarray
    median: np.ndarray
    total: float
    total_variance: float
    variances: np.ndarray


def ahead(model: Growths, years: int, level: float) -> Ahead:
    """What the model says of a period so many years ahead; bands of ``level`` are those of its normal distribution."""
    offset = np.log(model.shares) + years * model.drifts
    weights = np.exp(offset - offset.max())
    weights = weights / weights.sum()
    leaning = weights @ model.common.T  # [T]
    diagonal = (model.common**2).sum(axis=0) + model.own**2
    product = leaning @ model.common + weights * model.own**2
    inner = float(leaning @ leaning + weights**2 @ model.own**2)
    unsure = model.drift_variances
    own = years * diagonal + years**2 * unsure
    mixed = years * product + years**2 * weights * unsure
    whole = years * inner + years**2 * float(weights**2 @ unsure)
    # log Σ w e^r to second order: what sharing out costs the typical activity
    cost = 0.5 * (float(weights @ own) - whole)
    total = np.log(model.total) + years * model.drift
    return Ahead(
        weights=weights,
        offset=offset,
        median=total + np.log(weights) - cost,
        total=float(total),
        total_variance=stretch(model.steps, years, level) ** 2 * model.variance * (years + years**2 / model.steps),
        variances=np.maximum(own - 2 * mixed + whole, 0.0),
    )


def stretch(steps: int, years: int, level: float) -> float:
    """Student's quantile over the normal one: what few h-year swings leave unknown."""
    from scipy.special import ndtri, stdtrit

    upper = (1 + level) / 2
    return float(stdtrit(max(steps / years - 1, 1.0), upper) / ndtri(upper))


def half_width(level: float) -> float:
    """Half the width of a normal band of ``level``, in standard deviations."""
    from scipy.special import ndtri

    return float(ndtri((1 + level) / 2))
