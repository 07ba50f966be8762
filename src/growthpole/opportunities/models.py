"""Feasibility models: from a single score to boosted trees, all answering with a probability.

==================  =============================================================================================
key                 what it is
==================  =============================================================================================
``base_rate``       the share of events so far, the same for every case
``popularity``      how many regions have the activity
``diversity``       how many activities the region has
``current_lq``      current strength alone
``density``         relatedness density alone
``purged_density``  density without what diversity and ubiquity explain
``distance``        a random walk from the distance to the threshold; the *prior model*: it needs no events
``logit``           regularised logistic regression on a few features
``boosting``        boosted trees on all features, bagged, that may not turn the sign theory gives a feature around
``blend``           mean of the log odds of the last two
==================  =============================================================================================

The first six are the baselines: any of them costs nothing, so whatever is sold above them must beat them. A model
that has too few events to learn from has no answer, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np

from growthpole.errors import InputError, listed
from growthpole.evaluation import fit_recalibration
from growthpole.opportunities._fitting import Logit, Trees, fit_logit, fit_trees, probable, sigmoid
from growthpole.opportunities.cases import Cases
from growthpole.opportunities.features import CONVENTIONS, RISING
from growthpole.opportunities.histories import Floats
from growthpole.opportunities.tasks import Task, at_risk
from growthpole.opportunities.walks import prior_log_odds

BASELINES: Final = ("base_rate", "popularity", "diversity", "current_lq", "density", "purged_density")
KEYS: Final = (*BASELINES, "distance", "logit", "boosting", "blend")
PRIOR: Final = "distance"
"""The model in use where a panel is too short to choose one: it rests on theory and needs no events."""

_SCORED_BY: Final = {
    "popularity": "popularity",
    "diversity": "diversity",
    "current_lq": "strength",
    "density": "density",
    "purged_density": "purged_density",
}
LOGIT_FEATURES: Final = ("current", "distance", "purged_density", "past_peak", "momentum")
LOGIT_EVENTS: Final = 20
TREE_EVENTS: Final = 30
LEVEL_ONLY: Final = (1.0, 1e-6)
"""Standard deviations of intercept and slope of a recalibration that leaves the slope where it is."""

__all__ = ["BASELINES", "KEYS", "PRIOR", "Fitted", "fit"]


class Fitted(Protocol):
    """A model that has learnt."""

    def score(self, cases: Cases) -> Floats:
        """Order of the cases: higher is likelier."""
        ...

    def chance(self, score: Floats) -> Floats:
        """Probability of the event that goes with a score."""
        ...


@dataclass(frozen=True, slots=True)
class Constant:
    """The same answer for every case."""

    rate: float

    def score(self, cases: Cases) -> Floats:
        """No order."""
        return np.zeros(len(cases))

    def chance(self, score: Floats) -> Floats:
        """The rate."""
        return np.full(len(score), self.rate)


@dataclass(frozen=True, slots=True)
class Ranked:
    """One feature, turned into a probability by a logistic curve; without past events it orders, and says no more."""

    feature: str
    sign: float
    curve: Logit | None

    def score(self, cases: Cases) -> Floats:
        """The feature itself, turned so that higher is likelier."""
        return self.sign * cases.x[self.feature]

    def chance(self, score: Floats) -> Floats:
        """From the curve; NaN without one."""
        if self.curve is None:
            return np.full(len(score), np.nan)
        return probable(self.curve.log_odds(score[:, None]))


@dataclass(frozen=True, slots=True)
class Distance:
    """The prior model: a random walk from where the cell stands, with a curve that events of the panel adjust."""

    task: Task
    horizon: int
    settling: int
    intercept: float
    slope: float

    def score(self, cases: Cases) -> Floats:
        """Log odds of the walk."""
        return prior_log_odds(cases.x, self.task, self.horizon, self.settling)

    def chance(self, score: Floats) -> Floats:
        """From the random walk, adjusted."""
        return probable(self.intercept + self.slope * score)


@dataclass(frozen=True, slots=True)
class Learnt:
    """A model of several features; its log odds are adjusted on the cases it is asked about."""

    parts: tuple[Logit | Trees, ...]
    names: tuple[tuple[str, ...], ...]
    intercept: float = 0.0
    slope: float = 1.0

    def score(self, cases: Cases) -> Floats:
        """Mean log odds of the parts."""
        each = [part.log_odds(cases.matrix(names)) for part, names in zip(self.parts, self.names, strict=True)]
        return np.asarray(np.mean(each, axis=0), dtype=np.float64)

    def chance(self, score: Floats) -> Floats:
        """Log odds, adjusted."""
        return probable(self.intercept + self.slope * score)


def fit(
    keys: tuple[str, ...],
    wide: Cases | None,
    task: Task,
    horizon: int,
    *,
    seed: int,
    bags: int = 4,
    own: tuple[str, ...] = (),
    settling: int = 0,
) -> dict[str, Fitted]:
    """Fit the models named; one that has too few events is left out.

    Parameters
    ----------
    keys : tuple of str
        Which models.
    wide : Cases or None
        Training cases, for an activation those of the entry: the event is the same, and there are more of them. None
        where no window is over yet: only the prior model answers then.
    task, horizon
        What is asked.
    seed, bags : int
        Chance of the trees, and how many of them are averaged.
    own : tuple of str
        Scores of the user's own among the features: models of their own, which no other model reads.
    settling : int
        Years from the target to the year in which a sustained entry is known.

    Raises
    ------
    InputError
        A score of the user's own has the name of a feature or a model.
    """
    taken = [name for name in own if name in KEYS or name in CONVENTIONS]
    if taken:
        raise InputError("own-name-taken", names=listed(taken), known=listed((*KEYS, *CONVENTIONS), 40))
    sign = -1.0 if task == "exit" else 1.0
    narrow = None if wide is None else wide.take(at_risk(wide.strength, task))
    made: dict[str, Fitted] = {}
    scored_by = {**_SCORED_BY, **{name: name for name in own}}
    for key in (*keys, *own):
        if key == PRIOR:
            made[key] = _distance(narrow, Distance(task, horizon, settling, 0.0, 1.0))
        elif key == "base_rate" and narrow is not None and len(narrow):
            made[key] = Constant(narrow.events / len(narrow))
        elif key in scored_by:
            turn = 1.0 if key in own else sign
            made[key] = Ranked(scored_by[key], turn, _curve(narrow, scored_by[key], turn))
    if wide is not None and narrow is not None and narrow.events:
        shared = {name: values for name, values in wide.x.items() if name not in own}
        made |= _learnt(keys, replace(wide, x=shared), narrow, task, sign, seed=seed, bags=bags)
    return {key: made[key] for key in (*keys, *own) if key in made}


def _curve(narrow: Cases | None, feature: str, sign: float) -> Logit | None:
    """Curve of a single feature; None where no event, or nothing else, has been seen.

    A curve that falls would turn the order of the score around; it is laid flat, at the share of events.
    """
    if narrow is None or not 0 < narrow.events < len(narrow):
        return None
    curve = fit_logit(sign * narrow.x[feature][:, None], narrow.event)
    if curve.weights[0] >= 0:
        return curve
    return replace(curve, weights=np.zeros(1), intercept=_base_odds(narrow))


def _base_odds(cases: Cases) -> float:
    """Log odds of the share of events, taken to be half a case away from none and from all."""
    events = np.clip(cases.events, 0.5, len(cases) - 0.5)
    return float(np.log(events / (len(cases) - events)))


def _distance(narrow: Cases | None, plain: Distance) -> Distance:
    if narrow is None or not len(narrow):
        return plain
    adjusted = fit_recalibration(plain.chance(plain.score(narrow)), narrow.event)
    if adjusted.slope < 0:
        return replace(plain, intercept=_base_odds(narrow), slope=0.0)
    return replace(plain, intercept=adjusted.intercept, slope=adjusted.slope)


def _learnt(
    keys: tuple[str, ...], wide: Cases, narrow: Cases, task: Task, sign: float, *, seed: int, bags: int
) -> dict[str, Fitted]:
    parts: dict[str, tuple[Logit | Trees, tuple[str, ...]]] = {}
    if {"logit", "blend"} & set(keys) and LOGIT_EVENTS <= wide.events < len(wide):
        parts["logit"] = fit_logit(wide.matrix(LOGIT_FEATURES), wide.event), LOGIT_FEATURES
    if {"boosting", "blend"} & set(keys) and TREE_EVENTS <= wide.events < len(wide):
        names = tuple(wide.x)
        signs = [int(sign) if name in RISING else 0 for name in names]
        parts["boosting"] = fit_trees(wide.matrix(names), wide.event, signs, seed=seed, bags=bags), names
    made: dict[str, Fitted] = {}
    wanted = {"logit": ("logit",), "boosting": ("boosting",), "blend": ("logit", "boosting")}
    for key, needed in wanted.items():
        if key in keys and all(name in parts for name in needed):
            chosen = [parts[name] for name in needed]
            model = Learnt(tuple(part for part, _ in chosen), tuple(names for _, names in chosen))
            made[key] = _adjusted(model, narrow) if task == "activation" else model
    return made


def _adjusted(model: Learnt, narrow: Cases) -> Learnt:
    """The model learnt on all entries, its level adjusted to the cases the task asks about.

    Their slope stays: on cases that were learnt from it would tell how well they were learnt by heart.
    """
    found = fit_recalibration(sigmoid(model.score(narrow)), narrow.event, prior=LEVEL_ONLY)
    return Learnt(model.parts, model.names, found.intercept, 1.0)
