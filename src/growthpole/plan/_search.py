"""The problem of a portfolio put together and solved, and the plan that comes out checked by other arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from growthpole.errors import GrowthpoleError, LimitExceeded
from growthpole.plan._cells import Cells
from growthpole.plan._goals import Goal, settling
from growthpole.plan._milp import TOLERANCE, Problem, Relaxed, Solved, relaxed, solved
from growthpole.plan._rows import Limit, invested, stacked
from growthpole.plan.limits import Constraints
from growthpole.plan.residuals import residual_of
from growthpole.progress import OnProgress

__all__ = ["Found", "assembled", "completed", "searched", "settled"]

# plans in a row that keep to the limits for the solver and not for the check
MOST_BANS = 25
# from so many columns on a start from a smaller problem pays
LARGE = 1000
# columns of the core for each that the relaxation may use: fewer hold no good plan, more are slow
CORE = 2
# a plan of a simpler goal need not be the best of it
COARSE = 0.02


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
        met = _solved(cells, goal, limits, bans, begin, gap, time_limit, on_progress)
        if met.status == "infeasible" and not bans:
            return None
        if met.status == "infeasible":
            break
        if met.point is None:
            raise LimitExceeded("no-plan-in-time", seconds=f"{time_limit:g}")
        columns = _columns(cells, met.point)
        residual = residual_of(cells.projects, constraints, cells.effects, cells.plan(columns))
        if residual <= TOLERANCE:
            objective = goal.score(columns)
            return Found(columns, objective, max(met.bound, objective), met.status == "stopped", residual)
        # loosening or tightening a limit would lose plans that meet it exactly; this loses one that does not
        bans.append(columns)
    raise GrowthpoleError("solver-failed", status=f"residual > {TOLERANCE:g}")


def settled(
    cells: Cells,
    goal: Goal,
    worth: np.ndarray,
    limits: list[Limit],
    constraints: Constraints,
    found: Found,
    *,
    gap: float,
    time_limit: float,
    on_progress: OnProgress,
) -> Found:
    """Of plans with the same odds, the one that is worth most; the plan at hand where no better is found in time."""
    try:
        best = searched(
            cells,
            settling(goal, worth, found.columns),
            limits,
            constraints,
            gap=gap,
            time_limit=time_limit,
            begin=found.columns,
            on_progress=on_progress,
        )
    except GrowthpoleError as problem:
        if problem.code not in {"no-plan-in-time", "solver-failed"}:
            raise
        return replace(found, truncated=True)
    if best is None or goal.score(best.columns) < found.objective:
        return found
    objective = goal.score(best.columns)
    return Found(best.columns, objective, max(found.bound, objective), best.truncated, best.residual)


def _solved(
    cells: Cells,
    goal: Goal,
    limits: list[Limit],
    bans: list[np.ndarray],
    begin: np.ndarray | None,
    gap: float,
    time_limit: float,
    on_progress: OnProgress,
) -> Solved:
    """The whole problem, in a large one after a start from the plan of a simpler goal and from the core."""
    problem, spent, bound, cut = assembled(cells, goal, limits, bans), 0.0, np.inf, False
    large = gap > 0 and cells.columns >= LARGE
    if large and goal.lead is not None:
        first = _solved(cells, goal.lead, limits, bans, begin, max(gap, COARSE), time_limit / 3, on_progress)
        if first.status == "infeasible":
            return first
        spent, cut = first.seconds, first.status == "stopped"
        if first.point is not None:
            columns = _columns(cells, first.point)
            begin = columns if begin is None or goal.score(columns) > goal.score(begin) else begin
    elif large:
        free = relaxed(problem)
        if free is None:
            return Solved("infeasible", None, -np.inf, spent)
        bound, point = free.optimum, None if begin is None else completed(cells, goal, begin)
        core = _core(cells, problem, free, begin)
        # a bound of B proves the gap g as soon as a plan scores B / (1 + g)
        target = bound / (1 + gap) if bound > 0 else np.inf
        met = solved(core, gap=0.0, time_limit=time_limit / 2, begin=point, target=target, on_progress=on_progress)
        if met.point is not None:
            begin = _columns(cells, met.point)
            if goal.score(begin) >= target:
                return Solved("solved", met.point, bound, met.seconds)
        spent, cut = met.seconds, met.status == "stopped"
    point = None if begin is None else completed(cells, goal, begin)
    left = max(time_limit - spent, 0.1 * time_limit)
    met = solved(problem, gap=gap, time_limit=left, begin=point, on_progress=on_progress)
    # a clock that ended the start has had its say in the end, even where the rest was solved in time
    status = "stopped" if cut and met.status == "solved" else met.status
    return Solved(status, met.point, min(met.bound, bound), met.seconds + spent)


def _core(cells: Cells, problem: Problem, free: Relaxed, begin: np.ndarray | None) -> Problem:
    """The same problem with only those columns the relaxation uses or nearly would, and those of the plan at hand."""
    reduced = np.where(cells.allowed, -free.column_prices[: cells.columns], np.inf)
    used = int((reduced <= TOLERANCE * np.abs(problem.gain).max(initial=1.0)).sum())
    core = np.zeros(len(problem.upper), dtype=bool)
    core[np.argsort(reduced, kind="stable")[: max(CORE * used, LARGE // 2)]] = True
    core[cells.columns :] = True
    if begin is not None:
        core[begin] = True
    return Problem(problem.gain, problem.lower, problem.upper * core, problem.whole, problem.rows, problem.most)


def _columns(cells: Cells, point: np.ndarray) -> np.ndarray:
    return np.flatnonzero(np.round(point[: cells.columns]) == 1)


def assembled(cells: Cells, goal: Goal, limits: list[Limit], bans: Sequence[np.ndarray] = ()) -> Problem:
    """The problem: each project once, every limit, plans not to be found again, and the rows of the goal.

    Its columns are those of the cells, the investment chosen (as far as a limit asks for it), and those of the goal.
    """
    from scipy import sparse

    rows, most = stacked([limit for limit in limits if limit.kind != "window"], cells)
    banned = -np.ones((len(bans), cells.columns + 1))
    banned[:, -1] = 0.0
    for row, columns in zip(banned, bans, strict=True):
        row[columns] = 1.0
    left = sparse.vstack([rows, sparse.csr_array(banned)])
    own, extra = np.split(goal.rows, [cells.columns], axis=1)
    bottom = sparse.csr_array(np.concatenate([own, np.zeros((len(own), 1)), extra], axis=1))
    empty = sparse.csr_array((left.shape[0], len(goal.lower)))
    return Problem(
        gain=np.concatenate([goal.gain[: cells.columns], np.zeros(1), goal.gain[cells.columns :]]),
        lower=np.concatenate([np.zeros(cells.columns + 1), goal.lower]),
        upper=np.concatenate([cells.allowed.astype(np.float64), [invested(cells).sum()], goal.upper]),
        whole=np.concatenate([np.ones(cells.columns, dtype=bool), np.zeros(1, dtype=bool), goal.whole]),
        rows=sparse.vstack([sparse.hstack([left, empty]), bottom]),
        most=np.concatenate([most, [len(columns) - 1.0 for columns in bans], goal.most]),
    )


def completed(cells: Cells, goal: Goal, columns: np.ndarray) -> np.ndarray:
    """A plan as a point of the problem."""
    point = np.zeros(cells.columns)
    point[columns] = 1.0
    return np.concatenate([point, [invested(cells)[columns].sum()], goal.extras(columns)])
