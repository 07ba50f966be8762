"""Cases: the cells a task is asked of, with their features and, where it is known, the event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import numpy.typing as npt

from growthpole.errors import InputError
from growthpole.opportunities.features import feature_arrays
from growthpole.opportunities.histories import Floats, History
from growthpole.opportunities.tasks import Flags, Task, Window, at_risk, outcome

Whole = npt.NDArray[np.int64]

__all__ = ["Cases", "Features", "Own", "cases_at", "features_of", "joined_cases"]

Features = Mapping[int, Mapping[str, Floats]]
"""Features [region, activity] by year and name."""


@dataclass(frozen=True, slots=True)
class Cases:
    """Cells of one or more years.

    Attributes
    ----------
    x : mapping of str to array [case]
        Features.
    event : array of bool [case]
        Whether the event came; all False where it is not known yet.
    year, region, activity : arrays of int [case]
        The year, and the places of the labels.
    strength : array [case]
        Strength in that year.
    """

    x: Mapping[str, Floats]
    event: Flags
    year: Whole
    region: Whole
    activity: Whole
    strength: Floats

    def __len__(self) -> int:
        return len(self.event)

    @property
    def events(self) -> int:
        """How many events."""
        return int(self.event.sum())

    def take(self, which: npt.NDArray[np.intp] | Flags) -> Cases:
        """Some of the cases."""
        return Cases(
            {name: values[which] for name, values in self.x.items()},
            self.event[which],
            self.year[which],
            self.region[which],
            self.activity[which],
            self.strength[which],
        )

    def matrix(self, names: Iterable[str]) -> Floats:
        """Features [case, feature] in an order."""
        return cast("Floats", np.stack([self.x[name] for name in names], axis=1))

    def with_events(self, event: Flags) -> Cases:
        """The same cases with other events."""
        return replace(self, event=event)


Own = Callable[[History, int], Floats]
"""A score of the user's own: given the history up to a year and the horizon, values [region, activity]."""


def features_of(
    history: History, horizon: int, years: Iterable[int], own: Mapping[str, Own] | None = None
) -> dict[int, dict[str, Floats]]:
    """Features of some years, each from the history up to it; scores of the user's own are given nothing else either.

    Raises
    ------
    InputError
        A score of the user's own is no finite table [region, activity].
    """
    found = {}
    for year in years:
        known = history.until(year)
        found[year] = feature_arrays(known, horizon)
        for name, make in (own or {}).items():
            found[year][name] = _own(name, make(known, horizon), known)
    return found


def _own(name: str, values: Floats, known: History) -> Floats:
    table = np.asarray(values, dtype=np.float64)
    if table.shape != known.strengths.shape[1:] or not np.isfinite(table).all():
        raise InputError("bad-own-score", name=name, year=known.last, shape=table.shape)
    return table


def cases_at(history: History, features: Features, window: Window, task: Task, *, settled: bool = True) -> Cases:
    """Cases of a window; with ``settled=False`` of its start, without outcomes.

    The history must reach to where the outcome is known, the features only to the start.
    """
    now = history.at(window.start)
    asked = at_risk(now, task)
    event = np.zeros(now.shape)
    if settled:
        event = outcome(now, history.at(window.target), history.at(window.known), task)
        asked &= ~np.isnan(event)
    region, activity = np.nonzero(asked)
    return Cases(
        {name: values[asked] for name, values in features[window.start].items()},
        event[asked] == 1,
        np.full(len(region), window.start, dtype=np.int64),
        region.astype(np.int64),
        activity.astype(np.int64),
        now[asked],
    )


def joined_cases(parts: list[Cases]) -> Cases:
    """Cases of several windows as one."""
    names = list(parts[0].x)
    return Cases(
        {name: np.concatenate([part.x[name] for part in parts]) for name in names},
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("event", "year", "region", "activity", "strength")
        ),
    )
