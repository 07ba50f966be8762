"""What a model learns from when it is asked for the year ahead: every window that is over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from growthpole.errors import InputError
from growthpole.opportunities.cases import Cases, features_of
from growthpole.opportunities.histories import History
from growthpole.opportunities.scoring import settling_years, training_cases, training_windows, windows_of
from growthpole.opportunities.tasks import SETTLING, Task, Window

__all__ = ["Lesson", "lesson_of"]


@dataclass(frozen=True, slots=True)
class Lesson:
    """Windows that are over at the last year of a history.

    Attributes
    ----------
    every : tuple of Window
        Windows of the history, none where no two periods lie the horizon apart.
    over : tuple of Window
        Those that are learnt from.
    wide : Cases or None
        Their cases; None without any.
    settling : int
        Years from the target to the year in which a sustained entry is known.
    """

    every: tuple[Window, ...]
    over: tuple[Window, ...]
    wide: Cases | None
    settling: int


def lesson_of(history: History, horizon: int, task: Task) -> Lesson:
    """What the history holds to learn from.

    Raises
    ------
    InputError
        The horizon is no whole number of one or more.
    """
    every = tuple(windows_of(history, horizon, task)) if _has_windows(history, horizon, task) else ()
    over = training_windows(every, history.last)
    features = features_of(history, horizon, [window.start for window in over])
    wide = training_cases(history, features, over, history.last, task)
    return Lesson(every, over, wide, settling_years(history, every, task))


def _has_windows(history: History, horizon: int, task: Task) -> bool:
    """Whether the outcome of any period of the history is known; a bad horizon is refused all the same."""
    if isinstance(horizon, bool) or not isinstance(horizon, int | np.integer) or horizon < 1:
        raise InputError("not-whole", name="horizon", low=1, high=100, received=horizon)
    settled = history.years[: len(history.years) - SETTLING] if task == "sustained" else history.years
    return any(year + horizon in settled for year in history.years if np.isfinite(history.at(year)).any())
