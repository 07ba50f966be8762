"""An objective as gain of the columns, extra columns and rows, and the same objective computed from a plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from growthpole.dims import SCENARIO, align
from growthpole.errors import InputError, listed
from growthpole.plan._cells import Cells
from growthpole.plan.objectives import ExpectedValue, Objective, Odds, TailValue, tail_mean

__all__ = ["Goal", "goal_of", "odds_of", "settling", "values_of"]

# output that reaches the need but for rounding reaches it
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Goal:
    """Gain of columns and extra columns; extra rows ``rows · (x, e) ≤ most``; the score of a plan from its columns.

    ``merit`` is what a column brings by itself; ``lead`` a simpler goal whose plan is a good one to begin from.
    """

    gain: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    whole: np.ndarray
    rows: np.ndarray
    most: np.ndarray
    merit: np.ndarray
    score: Callable[[np.ndarray], float]
    extras: Callable[[np.ndarray], np.ndarray]
    lead: Goal | None = None


def goal_of(objective: Objective, cells: Cells) -> Goal:
    """The objective on these cells.

    Raises
    ------
    InputError
        It is none of the known ones, or names a period or scenario that is not there.
    """
    match objective:
        case ExpectedValue():
            worth = values_of(objective, cells).mean(axis=1)
            return _plain(worth)
        case TailValue():
            return _tail(objective, values_of(objective, cells))
        case Odds():
            return _odds(cells, objective)
        case _:
            known = "ExpectedValue, TailValue, Odds"
            raise InputError("unknown-option", option="objective", value=type(objective).__name__, known=known)


def values_of(objective: ExpectedValue | TailValue, cells: Cells) -> np.ndarray:
    """Value added of each column [column, scenario], of the periods that count, discounted."""
    draws = cells.draws("value_added")
    weight = (1.0 + objective.discount) ** -(cells.periods - cells.periods[0]).astype(np.float64)
    if objective.period is not None:
        _at(cells, objective.period)
        weight = weight * (cells.periods == objective.period)
    found: np.ndarray = np.einsum("ntk,t->nk", draws, weight)
    return found


def odds_of(cells: Cells, objective: Odds) -> Callable[[np.ndarray], float]:
    """Share of scenarios in which a plan, given by its columns, reaches the need."""
    output, need = _reaching(cells, objective)

    def share(columns: np.ndarray) -> float:
        total = output[columns].sum(axis=0)
        return float((total >= need - ROUNDING * np.abs(need)).mean())

    return share


def _plain(worth: np.ndarray) -> Goal:
    none = np.zeros(0)
    return Goal(
        gain=worth,
        lower=none,
        upper=none,
        whole=none.astype(bool),
        rows=np.zeros((0, len(worth))),
        most=none,
        merit=worth,
        score=lambda columns: float(worth[columns].sum()),
        extras=lambda columns: none,  # noqa: ARG005
    )


def _tail(objective: TailValue, draws: np.ndarray) -> Goal:
    """Rockafellar & Uryasev: the tail mean is the largest ``η − Σ_k max(η − v_k, 0) / (tail · K)``."""
    scenarios = draws.shape[1]
    size = float(np.abs(draws).max(initial=0.0)) or 1.0
    mean, share = draws.mean(axis=1), objective.weight / (objective.tail * scenarios)
    most = float(np.abs(draws).sum(axis=0).max(initial=0.0)) / size
    extra = np.concatenate([[objective.weight], np.full(scenarios, -share)]) * size
    rows = np.concatenate([-draws.T / size, np.ones((scenarios, 1)), -np.eye(scenarios)], axis=1)

    def score(columns: np.ndarray) -> float:
        total = draws[columns].sum(axis=0)
        return (1 - objective.weight) * float(total.mean()) + objective.weight * tail_mean(total, objective.tail)

    def extras(columns: np.ndarray) -> np.ndarray:
        total = draws[columns].sum(axis=0) / size
        edge = np.sort(total)[min(int(np.ceil(objective.tail * scenarios - ROUNDING)), scenarios) - 1]
        return np.concatenate([[edge], np.maximum(edge - total, 0.0)])

    return Goal(
        gain=np.concatenate([(1 - objective.weight) * mean, extra]),
        lower=np.concatenate([[-most], np.zeros(scenarios)]),
        upper=np.concatenate([[most], np.full(scenarios, 2 * most)]),
        whole=np.zeros(scenarios + 1, dtype=bool),
        rows=rows,
        most=np.zeros(scenarios),
        merit=mean,
        score=score,
        extras=extras,
    )


def _odds(cells: Cells, objective: Odds) -> Goal:
    """A switch for each scenario: ``need · z ≤ Σ output · x``, the least M there is, outputs cut at the need."""
    output, need = _reaching(cells, objective)
    count, scenarios = output.shape
    open_need = np.where(need > 0, need, 1.0)
    parts = np.minimum(output / open_need, 1.0) * (need > 0)
    # a need of zero or less is met by any plan whose output is not negative
    switches = np.diag((need > 0).astype(np.float64))
    share = odds_of(cells, objective)

    def extras(columns: np.ndarray) -> np.ndarray:
        total = output[columns].sum(axis=0)
        met: np.ndarray = (total >= need) | (need <= 0)
        return met.astype(np.float64)

    return Goal(
        gain=np.concatenate([np.zeros(count), np.full(scenarios, 1.0 / scenarios)]),
        lower=np.zeros(scenarios),
        upper=np.ones(scenarios),
        whole=np.ones(scenarios, dtype=bool),
        rows=np.concatenate([-parts.T, switches], axis=1),
        most=np.zeros(scenarios),
        merit=output.mean(axis=1),
        score=share,
        extras=extras,
        lead=_plain(parts.mean(axis=1)),
    )


def settling(goal: Goal, worth: np.ndarray, columns: np.ndarray) -> Goal:
    """The most ``worth`` of the columns among plans with odds no lower than those of the plan at hand.

    Parameters
    ----------
    goal : Goal
        That of the odds.
    worth : array [column]
        Value of each.
    columns : array
        The plan at hand.
    """
    reached = goal.extras(columns).sum()
    as_often = np.concatenate([np.zeros(len(worth)), -np.ones(len(goal.lower))])
    return replace(
        goal,
        gain=np.concatenate([worth, np.zeros(len(goal.lower))]),
        rows=np.vstack([goal.rows, as_often]),
        most=np.append(goal.most, -reached),
        merit=worth,
        score=lambda columns: float(worth[columns].sum()),
        lead=None,
    )


def _reaching(cells: Cells, objective: Odds) -> tuple[np.ndarray, np.ndarray]:
    period = int(cells.periods[-1]) if objective.period is None else objective.period
    output = cells.draws("output")[:, _at(cells, period)]
    if output.min(initial=0.0) < 0:
        raise InputError("negative-output", count=int((output < 0).sum()))
    need = align(cells.effects["output"], objective.need, dims=(SCENARIO,))[1].values.astype(np.float64)
    return output, need


def _at(cells: Cells, period: Any) -> int:
    found = np.flatnonzero(cells.periods == period)
    if not len(found):
        raise InputError("no-such-label", dim="period", label=period, known=listed(cells.periods))
    return int(found[0])
