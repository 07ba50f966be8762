"""Calibration of a fan: by how much would past bands have had to be wider to hold what they said?

From each year of the past at which four years were known the model makes its band, and the outcome is compared with it:
the *score* is the stretch the band would have needed. First the sum: sums of one origin share its shock and are no
independent tests, so an origin counts once, by the score the level's share of its sums stay below, and the factor is
the conformal one over origins. Then the activities, with the sum widened: the score is the stretch needed of what they
do relative to it, and the factor the conformal one over all cases. No band is narrowed. What is learnt is coverage on
past origins of other series: conformal is marginal, and origins that overlap, or differ in kind from the future, carry
no promise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from growthpole.errors import InputError
from growthpole.evaluation import conformal_factor
from growthpole.opportunities import _givens
from growthpole.plan import _errors
from growthpole.plan._histories import LEAST_YEARS

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["LEAST_YEARS", "Calibration", "calibrate"]

CONVENTION: Final = "coverage on past origins of other series; conformal is marginal"
LARGEST_HORIZON: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Factors by which fans are widened about their median, in logs.

    Attributes
    ----------
    level : float
        Level of the band the factors are for, between 0 and 1.
    total, relative : tuple of float
        Factor on the band of the sum over activities, and on that of what activities do relative to it, one for each
        year ahead; 1 or more.
    spread : float
        Variance of yearly log growth of the sum in the reference class, mean over its histories; beside a region's own
        variance it weighs as four years do.
    origins : tuple of int
        Scores were taken at how many origins, for each year ahead. Where there was none, the factors are those of the
        year before.
    cases : int
        Scores of activities in all.
    histories : int
        Size of the reference class.

    Raises
    ------
    InputError
        Not one factor for each year ahead, a factor below 1 or infinite, a level outside its range.

    Examples
    --------
    >>> wide = Calibration(
    ...     level=0.8, total=(1.1, 1.4), relative=(1.0, 1.2), spread=0.01, origins=(4, 3), cases=70, histories=10
    ... )
    >>> wide.horizon, wide.convention
    (2, 'coverage on past origins of other series; conformal is marginal')
    """

    level: float
    total: tuple[float, ...]
    relative: tuple[float, ...]
    spread: float
    origins: tuple[int, ...]
    cases: int
    histories: int

    def __post_init__(self) -> None:
        problems = [] if 0 < self.level < 1 else [f"level {self.level}"]
        if not len(self.total) == len(self.relative) == len(self.origins) >= 1:
            problems.append(f"{len(self.total)}, {len(self.relative)} and {len(self.origins)} years ahead")
        for name, factors in (("total", self.total), ("relative", self.relative)):
            problems += [f"{name} {factor}" for factor in factors if not 1 <= factor < np.inf]
        if not 0 <= self.spread < np.inf:
            problems.append(f"spread {self.spread}")
        if problems:
            raise InputError("bad-calibration", count=len(problems), problems="; ".join(problems))

    @property
    def horizon(self) -> int:
        """Years ahead the factors reach."""
        return len(self.total)

    @property
    def convention(self) -> str:
        """What the factors can promise."""
        return CONVENTION


def calibrate(history: xr.DataArray | Iterable[xr.DataArray], horizon: int, *, level: float = 0.8) -> Calibration:
    """Learn from past origins how much fans must be widened to hold what they say.

    At each past origin, for the sum ``score = |ln Y − ln median| / (z σ)`` with the model's deviation σ and the normal
    quantile z of the level; for an activity the stretch k of its deviation ρ relative to the sum that makes ``z √(f² σ²
    + k² ρ²)`` reach its outcome when the sum is widened by its factor f. The factor is the ``⌈(n + 1) level⌉``-th
    smallest score (the largest, where n is too small for that), at least 1: for sums, over origins, of the score that
    ``level`` of an origin's sums stay below; for activities, over all cases. Nothing after the last year given enters:
    to calibrate at an origin, give the histories up to it.

    Parameters
    ----------
    history : DataArray or iterable of DataArray
        Levels [period, activity] of the region, [period, region, activity] of a reference class, or a list of the
        former; eight consecutive years or more. An activity that is missing, zero or negative by an origin, or at its
        outcome, is no case there. A history without any activity above zero throughout is no case at all.
    horizon : int
        Years ahead, 1 to 100.
    level : float
        Level of the band to be held, between 0 and 1.

    Returns
    -------
    Calibration
        Factors for activities and for their sum.

    Raises
    ------
    InputError
        Fewer than eight years, years with a gap or a break, a horizon or level outside its range, no history, or none
        with an activity that can be carried on.
    LabelMismatch
        A dimension without labels.

    Examples
    --------
    >>> import numpy as np, xarray as xr
    >>> steps = np.random.default_rng(0).normal(0.03, 0.1, (14, 6, 4)).cumsum(axis=0)
    >>> labels = {"period": range(2001, 2015), "region": list("ABCDEF"), "activity": list("abcd")}
    >>> found = calibrate(xr.DataArray(np.exp(steps), coords=labels, dims=list(labels)), 3)
    >>> found.origins, min(found.total + found.relative) >= 1
    ((10, 9, 8), True)

    References
    ----------
    Lei, J., G'Sell, M., Rinaldo, A., Tibshirani, R. J., Wasserman, L. (2018). Distribution-free predictive inference
    for regression. Journal of the American Statistical Association 113(523), 1094–1111.
    doi:10.1080/01621459.2017.1307116
    Dunn, R., Wasserman, L., Ramdas, A. (2022). Distribution-free prediction sets for two-layer hierarchical models.
    Journal of the American Statistical Association 118(544), 2491–2502. doi:10.1080/01621459.2022.2060112
    """
    horizon = _givens.whole("horizon", horizon, 1, LARGEST_HORIZON)
    if not 0 < level < 1:
        raise InputError("outside-range", name="level", low=0, high=1, received=level)
    members = _errors.members_of(history)
    if not members:
        raise InputError("nothing-to-carry-on", name="history", count=0)
    found = _errors.errors_of(members, horizon, level)
    totals: list[float] = []
    relatives: list[float] = []
    for ahead in range(1, horizon + 1):
        own = found.get(ahead, [])
        if not own:
            totals.append(totals[-1] if totals else 1.0)
            relatives.append(relatives[-1] if relatives else 1.0)
            continue
        totals.append(max(_finite([one.needed(level) for one in own], level), 1.0))
        relatives.append(max(_finite(np.concatenate([one.relative(totals[-1]) for one in own]), level), 1.0))
    return Calibration(
        level=level,
        total=tuple(totals),
        relative=tuple(relatives),
        spread=_errors.spread_of([one.levels for one in members]),
        origins=tuple(len(found.get(ahead, [])) for ahead in range(1, horizon + 1)),
        cases=sum(len(one.errors) for own in found.values() for one in own),
        histories=len(members),
    )


def _finite(scores: list[float] | np.ndarray, level: float) -> float:
    """The conformal factor, or the largest score where there are too few for it; 1 without scores."""
    if not len(scores):
        return 1.0
    found = conformal_factor(scores, level)
    return found if np.isfinite(found) else float(np.max(scores))
