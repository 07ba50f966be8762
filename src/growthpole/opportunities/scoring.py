"""Rolling origins: at each one, models learn from windows that are over and answer for the year at hand.

At an origin nothing later is at hand. A training window counts only when its outcome was known by then
(``known <= origin``; for a sustained entry that is two periods after the target), and features are computed from the
history cut at their own year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import numpy as np
from numpy.random import default_rng

from growthpole.errors import InputError, LeakFound, listed
from growthpole.opportunities import _givens
from growthpole.opportunities.cases import Cases, Features, Own, cases_at, features_of, joined_cases
from growthpole.opportunities.histories import Floats, History
from growthpole.opportunities.models import KEYS, fit
from growthpole.opportunities.tasks import SETTLING, Task, Window, known_task, windows
from growthpole.progress import OnProgress, map_ordered, silent

SEED: Final = 0

__all__ = ["SEED", "Answers", "Effort", "score_origins", "shuffled", "training_cases", "training_windows", "wide_task"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How hard to try, and with which chance.

    Attributes
    ----------
    seed : int
        Seed of everything random.
    bags : int
        Boosted trees that are averaged.

    Raises
    ------
    InputError
        A seed below 0 or above 2³² − 1, or bags below 1 or above 100.
    """

    seed: int = SEED
    bags: int = 4

    def __post_init__(self) -> None:
        _givens.whole("seed", self.seed, 0, 2**32 - 1)
        _givens.whole("bags", self.bags, 1, 100)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was said at an origin, and what came.

    Attributes
    ----------
    window : Window
        Origin, target and the year the outcome is known.
    training : tuple of Window
        Windows the models learnt from.
    cases : Cases
        Cells asked about, with their events.
    scores, probabilities : mapping of str to array [case]
        Answers of each model that had one.
    """

    window: Window
    training: tuple[Window, ...]
    cases: Cases
    scores: Mapping[str, Floats] = field(default_factory=dict)
    probabilities: Mapping[str, Floats] = field(default_factory=dict)


def wide_task(task: Task) -> Task:
    """The task whose cases a model learns from: an activation is an entry from farther away."""
    return "entry" if task == "activation" else task


def windows_of(history: History, horizon: int, task: Task) -> list[Window]:
    """Windows of a history that start in a year of which anything is known.

    Raises
    ------
    InputError
        There is none.
    """
    every = windows(history.years, horizon, task)
    known = [window for window in every if np.isfinite(history.at(window.start)).any()]
    if not known:
        raise InputError("no-window", horizon=horizon, task=task, years=listed(history.years, 12))
    return known


def settling_years(history: History, every: Sequence[Window], task: Task) -> int:
    """Years from the target to the year in which a sustained entry is known; by the newest window, or period."""
    if task != "sustained":
        return 0
    if every:
        return every[-1].known - every[-1].target
    gap = history.years[-1] - history.years[-2] if len(history.years) > 1 else 1
    return SETTLING * gap


def training_windows(every: Sequence[Window], origin: int) -> tuple[Window, ...]:
    """Windows whose outcome was known at an origin.

    The oldest window of a panel has no past: its cells have no unrest or momentum of their own, and what is learnt from
    them does not carry over. It is learnt from only where there is no other.
    """
    over = tuple(window for window in every if window.known <= origin)
    return over[1:] if len(over) > 1 else over


def training_cases(
    history: History, features: Features, over: tuple[Window, ...], origin: int, task: Task
) -> Cases | None:
    """Cases of the windows a model learns from at an origin; None without any.

    Raises
    ------
    LeakFound
        A window's outcome was not known at the origin.
    """
    late = [window for window in over if window.known > origin]
    if late:
        raise LeakFound("leak-window", origin=origin, start=late[0].start, known=late[0].known)
    if not over:
        return None
    known = history.until(origin)
    return joined_cases([cases_at(known, features, window, wide_task(task)) for window in over])


def score_origins(
    history: History,
    horizon: int,
    task: Task,
    *,
    models: tuple[str, ...] = KEYS,
    effort: Effort | None = None,
    own: Mapping[str, Own] | None = None,
    permute: bool = False,
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> list[Answers]:
    """Answers of the models at every origin of a history whose outcome is known, oldest first.

    Parameters
    ----------
    history : History
        All periods.
    horizon : int
        H, years.
    task : {"entry", "sustained", "activation", "exit"}
        What is asked.
    models : tuple of str
        Keys of :data:`~growthpole.opportunities.models.KEYS`, and names of ``own``.
    effort : Effort, optional
        Seed and bags.
    own : mapping of str to callable, optional
        Scores of the user's own; each is given the history up to the origin, and nothing later exists in it.
    permute : bool
        Shuffle the events among the cases of each window.
    executor, on_progress
        Spread years and origins over workers; told after each.

    Raises
    ------
    InputError
        An unknown task, or no window of this horizon.
    """
    known_task(task)
    effort = Effort() if effort is None else effort
    every = windows_of(history, horizon, task)
    features = dict(
        pair
        for made in map_ordered(
            partial(_features, history, horizon, own or {}),
            [window.start for window in every],
            executor=executor,
            on_progress=on_progress,
            stage="features",
        )
        for pair in made.items()
    )
    return list(
        map_ordered(
            partial(_origin, history, features, tuple(every), horizon, task, models, effort, tuple(own or {}), permute),
            every,
            executor=executor,
            on_progress=on_progress,
            stage="backtest",
        )
    )


def _features(history: History, horizon: int, own: Mapping[str, Own], year: int) -> dict[int, dict[str, Floats]]:
    return features_of(history, horizon, [year], own)


def _origin(
    history: History,
    features: Features,
    every: tuple[Window, ...],
    horizon: int,
    task: Task,
    models: tuple[str, ...],
    effort: Effort,
    own: tuple[str, ...],
    permute: bool,  # noqa: FBT001 (bound by partial)
    window: Window,
) -> Answers:
    over = training_windows(every, window.start)
    wide = training_cases(history, features, over, window.start, task)
    cases = cases_at(history, features, window, task)
    if permute:
        wide, cases = None if wide is None else shuffled(wide, effort.seed), shuffled(cases, effort.seed)
    fitted = fit(
        models,
        wide,
        task,
        horizon,
        seed=effort.seed,
        bags=effort.bags,
        own=own,
        settling=settling_years(history, every, task),
    )
    scores = {key: model.score(cases) for key, model in fitted.items()}
    return Answers(window, over, cases, scores, {key: model.chance(scores[key]) for key, model in fitted.items()})


def shuffled(cases: Cases, seed: int) -> Cases:
    """The same cases with the events of each year shuffled; a year is shuffled the same way wherever it appears."""
    event = cases.event.copy()
    for year in np.unique(cases.year):
        own = np.flatnonzero(cases.year == year)
        event[own] = event[default_rng([seed, int(year), len(own)]).permutation(own)]
    return cases.with_events(event)
