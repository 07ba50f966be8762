"""HiGHS behind a thin builder: one mixed-integer problem, its bound, its prices; seeded, on one thread.

Rows and gain are scaled to a largest entry of 1, so that the tolerance of 1e-9 means the same for money, jobs and
counts. A step of progress is told from inside the solver; what it raises stops the solver and comes out again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from growthpole.errors import GrowthpoleError
from growthpole.progress import OnProgress, Step, silent

if TYPE_CHECKING:
    import highspy

__all__ = ["TOLERANCE", "Problem", "Relaxed", "Solved", "relaxed", "solved"]

TOLERANCE: Final = 1e-9
TOLD_EVERY: Final = 0.2  # seconds of the solver's own clock
FEASIBLE: Final = 2  # HiGHS, kSolutionStatusFeasible


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Maximise ``gain · x`` over ``rows · x ≤ most``, ``lower ≤ x ≤ upper``, some of x whole."""

    gain: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    whole: np.ndarray
    rows: Any
    most: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """How the solver ended, the best point it found, if any, the most any point can have, and its seconds."""

    status: Literal["solved", "stopped", "infeasible"]
    point: np.ndarray | None
    bound: float
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """Optimum without whole numbers and its point; what one unit of each right-hand side and column is worth."""

    optimum: float
    point: np.ndarray
    row_prices: np.ndarray
    column_prices: np.ndarray


def solved(
    problem: Problem,
    *,
    gap: float,
    time_limit: float,
    begin: np.ndarray | None = None,
    target: float = np.inf,
    on_progress: OnProgress = silent,
    stage: str = "portfolio",
) -> Solved:
    """The best point within the relative ``gap`` or ``time_limit`` (seconds), or the first that reaches ``target``."""
    import highspy

    model, _, unit = _loaded(problem, whole=True)
    options = {"mip_rel_gap": gap, "mip_abs_gap": 0.0, "time_limit": time_limit, "objective_target": -target / unit}
    for name, value in options.items():
        model.setOptionValue(name, value)
    if begin is not None:
        held = highspy.HighsSolution()
        held.col_value = begin.tolist()
        model.setSolution(held)
    stop = _Told(on_progress, stage, time_limit)
    model.cbMipInterrupt += stop
    model.cbSimplexInterrupt += stop
    model.run()
    if stop.raised is not None:
        raise stop.raised
    info, status = model.getInfo(), model.getModelStatus()
    ends: dict[Any, Literal["solved", "stopped", "infeasible"]] = {
        highspy.HighsModelStatus.kOptimal: "solved",
        highspy.HighsModelStatus.kObjectiveTarget: "solved",
        highspy.HighsModelStatus.kTimeLimit: "stopped",
        highspy.HighsModelStatus.kInfeasible: "infeasible",
    }
    if status not in ends:
        raise GrowthpoleError("solver-failed", status=model.modelStatusToString(status))
    found = np.array(model.getSolution().col_value) if info.primal_solution_status == FEASIBLE else None
    point = found if ends[status] != "infeasible" else None
    return Solved(ends[status], point, -info.mip_dual_bound * unit, model.getRunTime())


def relaxed(problem: Problem, fixed: np.ndarray | None = None) -> Relaxed | None:
    """The linear problem, whole numbers relaxed or held as in ``fixed``; None where it cannot be met."""
    import highspy

    lower, upper = problem.lower.copy(), problem.upper.copy()
    if fixed is not None:
        lower[problem.whole] = upper[problem.whole] = np.round(fixed[problem.whole])
    linear = Problem(problem.gain, lower, upper, problem.whole, problem.rows, problem.most)
    model, scale, unit = _loaded(linear, whole=False)
    model.run()
    if model.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return None
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise GrowthpoleError("solver-failed", status=model.modelStatusToString(model.getModelStatus()))
    found = model.getSolution()
    return Relaxed(
        -model.getInfo().objective_function_value * unit,
        np.array(found.col_value),
        np.maximum(-np.array(found.row_dual), 0.0) * unit / scale,
        -np.array(found.col_dual) * unit,
    )


class _Told:
    """Tells progress from inside the solver and stops it when that raises."""

    def __init__(self, on_progress: OnProgress, stage: str, time_limit: float) -> None:
        self.on_progress, self.stage, self.total = on_progress, stage, math.ceil(time_limit)
        self.raised: BaseException | None = None
        self.last = -math.inf

    def __call__(self, event: Any) -> None:
        # an exception must not pass through the solver: it is kept and raised when the solver has ended
        now, gap = event.data_out.running_time, event.data_out.mip_gap
        if self.raised is None and now - self.last >= TOLD_EVERY:
            self.last = now
            try:
                note = f"gap {gap:.2%}" if math.isfinite(gap) else ""
                self.on_progress(Step(self.stage, min(int(now), self.total), self.total, note))
            except BaseException as raised:  # noqa: BLE001
                self.raised = raised
        if self.raised is not None:
            event.interrupt()


def _loaded(problem: Problem, *, whole: bool) -> tuple[highspy.Highs, np.ndarray, float]:
    """A solver with the scaled problem (a minimum), the scale of each row, and the unit of the gain."""
    import highspy
    from scipy import sparse

    rows = sparse.csr_array(problem.rows)
    scale = np.asarray(abs(rows).max(axis=1).todense(), dtype=np.float64).ravel()
    scale[scale == 0] = 1.0
    unit = float(np.abs(problem.gain).max(initial=0.0)) or 1.0
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(problem.gain), len(problem.most)
    lp.col_cost_ = -problem.gain / unit
    lp.col_lower_, lp.col_upper_ = problem.lower.astype(np.float64), problem.upper.astype(np.float64)
    lp.row_lower_ = np.full(len(problem.most), -highspy.kHighsInf)
    lp.row_upper_ = problem.most / scale
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = rows.indptr.astype(np.int32)
    lp.a_matrix_.index_ = rows.indices.astype(np.int32)
    lp.a_matrix_.value_ = rows.data / np.repeat(scale, np.diff(rows.indptr))
    if whole:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(one)] for one in problem.whole]
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    settings: dict[str, Any] = {"output_flag": False, "threads": 1, "parallel": "off", "random_seed": 0}
    if whole:
        settings["mip_feasibility_tolerance"] = TOLERANCE
    for name, value in settings.items():
        model.setOptionValue(name, value)
    if model.passModel(lp) == highspy.HighsStatus.kError:
        raise GrowthpoleError("solver-failed", status="kError")
    return model, scale, unit
