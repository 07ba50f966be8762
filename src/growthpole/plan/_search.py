"""The problem of a portfolio put together and solved, and the plan that comes out checked by other arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from growthpole.errors import GrowthpoleError, LimitExceeded
from growthpole.plan._cells import Cells
from growthpole.plan._goals import Goal
from growthpole.plan._milp import TOLERANCE, Problem, solved
from growthpole.plan._rows import Limit, once
from growthpole.plan.limits import Constraints
from growthpole.plan.residuals import residual_of
from growthpole.progress import OnProgress

__all__ = ["Found", "assembled", "completed", "searched"]

# plans in a row that keep to the limits for the solver and not for the check
MOST_BANS = 25


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A plan as columns, its score, the most any plan can score, and its largest violation."""

    columns: np.ndarray
    objective: float
    bound: float
    truncated: bool
    residual: float

    @property
    def gap(self) -> float:
        """``(bound - objective) / |objective|``."""
        missing = self.bound - self.objective
        if missing <= 0:
            return 0.0
        return missing / abs(self.objective) if self.objective else np.inf


def searched(
    cells: Cells,
    goal: Goal,
    limits: list[Limit],
    constraints: Constraints,
    *,
    gap: float,
    time_limit: float,
    begin: np.ndarray | None,
    on_progress: OnProgress,
) -> Found | None:
    """The best plan within ``gap`` or ``time_limit``; None where there is no plan.

    Raises
    ------
    LimitExceeded
        The time was over before any plan was found.
    """
    bans: list[np.ndarray] = []
    while len(bans) <= MOST_BANS:
        problem = assembled(cells, goal, limits, bans)
        point = None if begin is None else completed(cells, goal, begin)
        met = solved(problem, gap=gap, time_limit=time_limit, begin=point, on_progress=on_progress)
        if met.status == "infeasible" and not bans:
            return None
        if met.status == "infeasible":
            break
        if met.point is None:
            raise LimitExceeded("no-plan-in-time", seconds=f"{time_limit:g}")
        columns = np.flatnonzero(np.round(met.point[: cells.columns]) == 1)
        residual = residual_of(cells.projects, constraints, cells.effects, cells.plan(columns))
        if residual <= TOLERANCE:
            objective = goal.score(columns)
            return Found(columns, objective, max(met.bound, objective), met.status == "stopped", residual)
        # loosening or tightening a limit would lose plans that meet it exactly; this loses one that does not
        bans.append(columns)
    raise GrowthpoleError("solver-failed", status=f"residual > {TOLERANCE:g}")


def assembled(cells: Cells, goal: Goal, limits: list[Limit], bans: Sequence[np.ndarray] = ()) -> Problem:
    """The problem: each project once, every limit, plans not to be found again, and the rows of the goal.

    Its columns are those of the cells, the investment chosen (as far as a limit asks for it), and those of the goal.
    """
    from scipy import sparse

    each, ones = once(cells)
    kept = [limit for limit in limits if limit.kind != "window"]
    own = [each, *(limit.rows if limit.thin is None else limit.thin for limit in kept)]
    total = [np.zeros(len(ones)), *(np.full(len(limit.most), -limit.share) for limit in kept)]
    most = [ones, *(limit.most for limit in kept)]
    for columns in bans:
        row = -np.ones(cells.columns)
        row[columns] = 1.0
        own.append(sparse.csr_array(row[None, :]))
        total.append(np.zeros(1))
        most.append(np.array([len(columns) - 1.0]))
    invested = _invested(cells)
    link = sparse.csr_array(-invested[None, :])
    left = sparse.vstack([*own, link, sparse.csr_array(goal.rows[:, : cells.columns])])
    middle = np.concatenate([*total, np.ones(1), np.zeros(len(goal.most))])[:, None]
    right = sparse.vstack([sparse.csr_array((sum(map(len, most)) + 1, len(goal.lower))), goal.rows[:, cells.columns :]])
    return Problem(
        gain=np.concatenate([goal.gain[: cells.columns], np.zeros(1), goal.gain[cells.columns :]]),
        lower=np.concatenate([np.zeros(cells.columns + 1), goal.lower]),
        upper=np.concatenate([cells.allowed.astype(np.float64), [invested.sum()], goal.upper]),
        whole=np.concatenate([np.ones(cells.columns, dtype=bool), np.zeros(1, dtype=bool), goal.whole]),
        rows=sparse.hstack([left, sparse.csr_array(middle), right]),
        most=np.concatenate([*most, np.zeros(1), goal.most]),
    )


def completed(cells: Cells, goal: Goal, columns: np.ndarray) -> np.ndarray:
    """A plan as a point of the problem."""
    point = np.zeros(cells.columns)
    point[columns] = 1.0
    return np.concatenate([point, [_invested(cells)[columns].sum()], goal.extras(columns)])


def _invested(cells: Cells) -> np.ndarray:
    return cells.each(cells.projects.numbers("investment"))
