"""Tasks: which cells are asked about, and what counts as the event.

=============  ==========================  ===================================================================
task           asked of                    event, H years later
=============  ==========================  ===================================================================
``entry``      strength below 1            strength 1 or more
``sustained``  strength below 1            the same, still so two periods later, and up by .2: most plain entries
                                           only hover around the threshold
``activation`` strength below ½            strength 1 or more
``exit``       strength 1 or more          strength below 1
=============  ==========================  ===================================================================

An event is the state exactly H years later. A cell whose strength is unknown at one of its ends is no case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from growthpole.errors import InputError, listed

Task = Literal["entry", "sustained", "activation", "exit"]
TASKS: Final = ("entry", "sustained", "activation", "exit")
SETTLING: Final = 2
RISE: Final = 0.2
HALF: Final = 0.5

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

__all__ = ["RISE", "SETTLING", "TASKS", "Task", "Window", "at_risk", "known_task", "outcome", "windows"]


@dataclass(frozen=True, slots=True)
class Window:
    """From a year to the year of its outcome.

    Attributes
    ----------
    start, target : int
        The year the question is asked in, and the year whose state answers it.
    known : int
        The year from which on the answer is known: the target, or for a sustained entry two periods later.
    """

    start: int
    target: int
    known: int


def known_task(task: object) -> None:
    """Raise :class:`InputError` unless ``task`` names a task."""
    if task not in TASKS:
        raise InputError("unknown-option", option="task", value=task, known=", ".join(TASKS))


def windows(years: tuple[int, ...], horizon: int, task: Task) -> list[Window]:
    """Windows of a panel, oldest first.

    Raises
    ------
    InputError
        The horizon is no whole number of one or more, or no two periods of the panel lie it apart.

    Examples
    --------
    >>> [window.known for window in windows((2006, 2011, 2016, 2021), 5, "entry")]
    [2011, 2016, 2021]
    """
    if isinstance(horizon, bool) or not isinstance(horizon, (int, np.integer)) or horizon < 1:
        raise InputError("not-whole", name="horizon", low=1, high=max(years) - min(years), received=horizon)
    found = []
    for year in years:
        if year + horizon in years:
            place = years.index(year + horizon) + (SETTLING if task == "sustained" else 0)
            if place < len(years):
                found.append(Window(year, year + horizon, years[place]))
    if not found:
        raise InputError("no-window", horizon=horizon, task=task, years=listed(years, 12))
    return found


def at_risk(strength: Floats, task: Task) -> Flags:
    """Cells the question is asked of, in a table of strengths; none that is NaN."""
    match task:
        case "entry" | "sustained":
            return strength < 1
        case "activation":
            return strength < HALF
        case "exit":
            return strength >= 1
        case _:
            raise InputError("unknown-option", option="task", value=task, known=", ".join(TASKS))


def outcome(now: Floats, then: Floats, settled: Floats, task: Task) -> Floats:
    """1 where the event came, 0 where not, NaN where it is not known; ``settled`` is the strength when known."""
    happened = then < 1 if task == "exit" else then >= 1
    unknown = np.isnan(now) | np.isnan(then)
    if task == "sustained":
        happened = happened & (settled >= 1) & (then - now >= RISE)
        unknown = unknown | np.isnan(settled)
    return np.where(unknown, np.nan, happened.astype(np.float64))
