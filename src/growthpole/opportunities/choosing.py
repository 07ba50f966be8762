"""Choosing a model: on early origins, frozen, and scored once on later ones.

The origins of a panel are split in time. On the early ones every model is compared by its log loss, a proper score:
it rewards probabilities that are right, not only an order that is. The winner is frozen before the later origins are
looked at; an outcome that a selection origin rests on is known by the first of them. What the product ships is then
the winner, learnt on all windows that are over.

Log loss is averaged over origins, each weighing the same. A model wins only over the whole of the selection: where it
had no probabilities at one of the origins, it is not compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from growthpole.opportunities._fitting import SUREST
from growthpole.opportunities.histories import Floats
from growthpole.opportunities.models import KEYS, PRIOR
from growthpole.opportunities.scoring import Answers

Phase = Literal["untrained", "selection", "between", "scored"]
LEAST_EVENTS: Final = 100
"""Events below which no metric is claimed and no model is chosen."""
LEAST_ORIGINS: Final = 2
"""Origins needed on either side of the split; one is enough where the selection has ``LEAST_EVENTS`` on its own."""

__all__ = ["LEAST_EVENTS", "LEAST_ORIGINS", "Choice", "choose", "log_loss_of", "phases"]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which model the product ships on a panel, and why.

    Attributes
    ----------
    key : str
        The model.
    why : {"selected", "few-events", "few-origins"}
        Chosen on early origins, or the prior model for want of events or of origins.
    losses : mapping of str to float
        Mean log loss of each model over the selection origins.
    phase : mapping of int to str
        Part of each origin in the choice.
    """

    key: str
    why: Literal["selected", "few-events", "few-origins"]
    losses: dict[str, float]
    phase: dict[int, Phase]


def choose(origins: list[Answers], *, least_events: int = LEAST_EVENTS) -> Choice:
    """The model to ship: the lowest mean log loss over the selection origins, else the prior model."""
    phase = phases(origins)
    # where nothing is selected, nothing was looked at beforehand: every origin that could learn is one of scoring
    unseen: dict[int, Phase] = {year: part if part == "untrained" else "scored" for year, part in phase.items()}
    if sum(origin.cases.events for origin in origins) < least_events:
        return Choice(PRIOR, "few-events", {}, unseen)
    asked = [origin for origin in origins if len(origin.cases)]
    early = [origin for origin in asked if phase[origin.window.start] == "selection"]
    late = [origin for origin in asked if phase[origin.window.start] == "scored"]
    needed = 1 if sum(origin.cases.events for origin in early) >= least_events else LEAST_ORIGINS
    if min(len(early), len(late)) < needed:
        return Choice(PRIOR, "few-origins", {}, unseen)
    losses = {}
    for key in KEYS:
        if all(key in origin.probabilities and not np.isnan(origin.probabilities[key]).any() for origin in early):
            each = [log_loss_of(origin.probabilities[key], origin.cases.event) for origin in early]
            losses[key] = float(np.mean(each))
    return Choice(min(losses, key=lambda key: losses[key]), "selected", losses, phase)


def phases(origins: list[Answers]) -> dict[int, Phase]:
    """Part of each origin: the split leaves as many as it can on either side, and more for the scoring.

    A selection origin's outcome is known by the first scored origin; those in between belong to neither.
    """
    trained = [origin.window for origin in origins if origin.training]
    found: dict[int, Phase] = {origin.window.start: "untrained" for origin in origins}
    best, first = (-1, -1), None
    for split in trained:
        early = sum(window.known <= split.start for window in trained)
        late = sum(window.start >= split.start for window in trained)
        if (min(early, late), late) > best:
            best, first = (min(early, late), late), split.start
    for window in trained:
        if first is None or window.start >= first:
            found[window.start] = "scored"
        else:
            found[window.start] = "selection" if window.known <= first else "between"
    return found


def log_loss_of(probability: Floats, event: np.ndarray) -> float:
    """Mean log loss, probabilities kept a millionth away from 0 and 1."""
    held = np.clip(probability, SUREST, 1 - SUREST)
    return float(-np.where(event, np.log(held), np.log1p(-held)).mean())
