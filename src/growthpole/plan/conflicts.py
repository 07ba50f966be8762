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
from typing import Any, Final

import numpy as np

from growthpole.errors import ConflictingLimits, GrowthpoleError, Infeasible, listed
from growthpole.plan._cells import Cells
from growthpole.plan._milp import TOLERANCE, Problem, solved
from growthpole.plan._rows import Limit, once
from growthpole.progress import OnProgress, silent

__all__ = ["conflict", "in_words", "smallest_conflict"]

# how near the cheapest stretching is to be known: any stretching leads to a conflict, a cheap one to a small one
NEAR = 0.1


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
    minimal = True
    for limit in reversed(list(hard)):
        rest = [one for one in hard if one is not limit]
        problem = _together(rest, cells)
        met = solved(problem, gap=np.inf, time_limit=time_limit, on_progress=on_progress, stage="conflict")
        if met.status == "infeasible":
            hard = rest
        elif met.point is None:
            minimal = False
    return hard, minimal


def _filtered(limits: list[Limit], cells: Cells, time_limit: float, on_progress: OnProgress) -> list[Limit]:
    """Limits that were hard when nothing could stretch enough any more."""
    problem = _together(limits, cells, elastic=True)
    owner = np.repeat(np.arange(len(limits)), [len(limit.most) for limit in limits])
    hard = np.zeros(len(limits), dtype=bool)
    while not hard.all():
        upper = problem.upper.copy()
        upper[cells.columns :][hard[owner]] = 0.0
        stretched = Problem(problem.gain, problem.lower, upper, problem.whole, problem.rows, problem.most)
        met = solved(stretched, gap=NEAR, time_limit=time_limit, on_progress=on_progress, stage="conflict")
        if met.status == "infeasible":
            break
        stretch = np.zeros(len(owner)) if met.point is None else met.point[cells.columns :]
        touched = owner[stretch > TOLERANCE]
        if not len(touched):
            # the solver cannot say more: all limits together are known not to be met
            return limits
        hard[touched] = True
    return [limit for limit, kept in zip(limits, hard, strict=True) if kept]


def _together(limits: list[Limit], cells: Cells, *, elastic: bool = False) -> Problem:
    """Any plan that keeps to the limits; or, with a slack for each row, one that stretches them the least."""
    from scipy import sparse

    each, ones = once(cells)
    rows = sparse.csr_array(sparse.vstack([each, *(limit.rows for limit in limits)]))
    most = np.concatenate([ones, *(limit.most for limit in limits)])
    slacks = len(most) - len(ones) if elastic else 0
    if elastic:
        scale = np.asarray(abs(rows).max(axis=1).todense(), dtype=np.float64).ravel()[len(ones) :]
        stretch = sparse.diags_array(-np.where(scale > 0, scale, 1.0))
        rows = sparse.hstack([rows, sparse.vstack([sparse.csr_array((len(ones), slacks)), stretch])])
    return Problem(
        gain=np.concatenate([np.zeros(cells.columns), -np.ones(slacks)]),
        lower=np.zeros(cells.columns + slacks),
        upper=np.concatenate([np.ones(cells.columns), np.full(slacks, np.inf)]),
        whole=np.arange(cells.columns + slacks) < cells.columns,
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
