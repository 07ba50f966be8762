"""Which limits contradict each other? A smallest set of them, in words.

First every limit is made elastic, and whatever the cheapest stretching touches is made hard again, until what is hard
cannot be met; then each of these limits is left out in turn, for good where the rest still cannot be met. What remains
cannot be met together, and can without any one of it. Other such sets may exist.

References
----------
Chinneck, J. W., Dravnieks, E. W. (1991). Locating minimal infeasible constraint sets in linear programs. ORSA Journal
on Computing 3(2), 157–168. doi:10.1287/ijoc.3.2.157
Guieu, O., Chinneck, J. W. (1999). Analyzing infeasible mixed-integer and integer linear programs. INFORMS Journal on
Computing 11(1), 63–77. doi:10.1287/ijoc.11.1.63
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil
from typing import Any, Final

import numpy as np

from growthpole.errors import ConflictingLimits, GrowthpoleError, Infeasible, listed
from growthpole.plan._cells import Cells
from growthpole.plan._milp import Problem, relaxed, solved
from growthpole.plan._rows import Limit, stacked
from growthpole.progress import OnProgress, Step, silent

__all__ = ["conflict", "in_words", "smallest_conflict"]

# how near the cheapest stretching is to be known: any stretching leads to a conflict, a cheap one to a small one
NEAR = 0.1
# limits left out one by one; more are first left out together
FEW = 8
# above what the solver lets pass as no stretching
TOUCHED = 1e-6


def conflict(
    limits: list[Limit], cells: Cells, names: Mapping[str, str], *, time_limit: float, on_progress: OnProgress = silent
) -> ConflictingLimits:
    """The error that names a smallest set of limits no plan can meet together."""
    found, minimal = smallest_conflict(limits, cells, time_limit=time_limit, on_progress=on_progress)
    return ConflictingLimits({limit.key: in_words(limit, names) for limit in found}, minimal)


def smallest_conflict(
    limits: list[Limit], cells: Cells, *, time_limit: float, on_progress: OnProgress = silent
) -> tuple[list[Limit], bool]:
    """Limits that cannot be met together, and whether each of them was shown to be needed for that.

    A question the solver leaves open after ``time_limit`` seconds keeps its limit in the set.
    """
    hard = _filtered(limits, cells, time_limit, on_progress)
    size, minimal = len(hard) // 2 if len(hard) > FEW else 1, True
    while size:
        minimal = True
        for begin in range(len(hard) - size, -size, -size):
            rest = hard[: max(begin, 0)] + hard[begin + size :]
            answer = _can_be_met(rest, cells, time_limit, on_progress)
            hard = rest if answer is False else hard
            minimal = minimal and answer is not None
        size //= 2
    return hard, minimal


def _can_be_met(limits: list[Limit], cells: Cells, time_limit: float, on_progress: OnProgress) -> bool | None:
    """Whether some plan keeps these limits; None where the time does not suffice to say."""
    on_progress(Step("conflict", 0, ceil(time_limit)))
    problem = _together(limits, cells)
    # where not even parts of projects can meet them no plan can, and that is quickly known
    if relaxed(problem) is None:
        return False
    met = solved(problem, gap=np.inf, time_limit=time_limit, on_progress=on_progress, stage="conflict")
    return False if met.status == "infeasible" else True if met.point is not None else None


def _filtered(limits: list[Limit], cells: Cells, time_limit: float, on_progress: OnProgress) -> list[Limit]:
    """Limits that were hard when nothing could stretch enough any more, for parts of projects or for whole ones."""
    problem = _together(limits, cells, elastic=True)
    owner = np.repeat(np.arange(len(limits)), [len(limit.most) for limit in limits])
    first = cells.columns + 1
    hard = np.zeros(len(limits), dtype=bool)
    parts = True
    while not hard.all():
        on_progress(Step("conflict", 0, ceil(time_limit)))
        upper = problem.upper.copy()
        upper[first:][hard[owner]] = 0.0
        stretched = Problem(problem.gain, problem.lower, upper, problem.whole, problem.rows, problem.most)
        point = _stretched(stretched, time_limit, on_progress, parts=parts)
        if point is None:
            return [limit for limit, kept in zip(limits, hard, strict=True) if kept]
        touched = owner[point[first:] > TOUCHED]
        if len(touched):
            hard[touched] = True
        elif parts:
            parts = False
        else:
            break
    # nothing is left to stretch, or the solver cannot say more: all limits together are known not to be met
    return limits


def _stretched(problem: Problem, time_limit: float, on_progress: OnProgress, *, parts: bool) -> np.ndarray | None:
    """The point that stretches the limits the least, or one that does; None where the hard ones cannot be met."""
    if parts:
        free = relaxed(problem)
        return None if free is None else free.point
    met = solved(problem, gap=NEAR, time_limit=time_limit, on_progress=on_progress, stage="conflict")
    if met.status == "infeasible":
        return None
    return np.zeros(len(problem.upper)) if met.point is None else met.point


def _together(limits: list[Limit], cells: Cells, *, elastic: bool = False) -> Problem:
    """Any plan that keeps to the limits; or, with a slack for each row, one that stretches them the least."""
    from scipy import sparse

    rows, most = stacked(limits, cells)
    fixed = len(cells.projects) + 1
    slacks = len(most) - fixed if elastic else 0
    if elastic:
        scale = np.asarray(abs(rows).max(axis=1).todense(), dtype=np.float64).ravel()[fixed:]
        stretch = sparse.diags_array(-np.where(scale > 0, scale, 1.0))
        rows = sparse.hstack([rows, sparse.vstack([sparse.csr_array((fixed, slacks)), stretch])])
    return Problem(
        gain=np.concatenate([np.zeros(cells.columns + 1), -np.ones(slacks)]),
        lower=np.zeros(cells.columns + 1 + slacks),
        upper=np.concatenate([np.ones(cells.columns), np.full(1 + slacks, np.inf)]),
        whole=np.arange(cells.columns + 1 + slacks) < cells.columns,
        rows=rows,
        most=most,
    )


def in_words(limit: Limit, names: Mapping[str, str]) -> GrowthpoleError:
    """A limit as a piece of a sentence in each language, with its own name before it where it has one."""
    piece = _PIECES[limit.kind](limit.words)
    name = names.get(limit.key, names.get(limit.kind))
    return piece if name is None else Infeasible("limit-named", name=name, limit=piece)


def _shown(amount: float) -> str:
    return f"{amount:,.12g}"


def _percent(share: float) -> str:
    return f"{100 * share:.12g}"


_PIECES: Final[Mapping[str, Callable[[dict[str, Any]], GrowthpoleError]]] = {
    "budget": lambda of: Infeasible("limit-budget", amount=_shown(of["amount"]), period=of["period"]),
    "jobs_floor": lambda of: Infeasible("limit-jobs", amount=_shown(of["amount"]), period=of["period"]),
    "energy_cap": lambda of: Infeasible("limit-energy", amount=_shown(of["amount"]), period=of["period"]),
    "foreign_cap": lambda of: Infeasible("limit-foreign", amount=_shown(of["amount"])),
    "foreign_share_cap": lambda of: Infeasible("limit-foreign-share", share=_percent(of["share"])),
    "partner_share_cap": lambda of: Infeasible("limit-partner-share", share=_percent(of["share"])),
    "chain_minimum": lambda of: Infeasible("limit-chain", count=of["count"], chain=of["chain"]),
    "precedence": lambda of: Infeasible("limit-order", before=of["before"], after=of["after"], lag=of["lag"]),
    "exclusion": lambda of: Infeasible("limit-exclusion", codes=listed(of["codes"])),
    "must": lambda of: Infeasible("limit-must", project=of["code"]),
    "never": lambda of: Infeasible("limit-never", project=of["code"]),
    "most_projects": lambda of: Infeasible("limit-count", count=of["count"]),
    "window": lambda of: (
        Infeasible("limit-window", project=of["code"], years=listed(of["years"], 30))
        if len(of["years"])
        else Infeasible("limit-no-window", project=of["code"])
    ),
}
