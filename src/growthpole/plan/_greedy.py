"""The rule of thumb a portfolio is compared with: most value for the public money first, while the limits hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from growthpole.plan._cells import Cells
from growthpole.plan._goals import Goal
from growthpole.plan._milp import TOLERANCE
from growthpole.plan._rows import FLOORS, Limit, once
from growthpole.plan.limits import Constraints

__all__ = ["Greedy", "greedy"]


@dataclass(frozen=True, slots=True)
class Greedy:
    """What the rule of thumb chooses.

    Attributes
    ----------
    chosen : dict
        Start year of each project.
    objective : float
        Its score.
    unmet : tuple of str
        Keys of the floors it does not reach; then it is no plan.
    """

    chosen: dict[str, int]
    objective: float
    unmet: tuple[str, ...]


def greedy(cells: Cells, goal: Goal, limits: list[Limit], constraints: Constraints) -> Greedy:
    """Projects by merit per money of the budget, each in its best start that breaks no cap; again until none fits.

    Those that must be come first. One that adds nothing to the merit is left out unless it must be.
    """
    from scipy import sparse

    each, ones = once(cells)
    caps = [limit for limit in limits if limit.kind not in FLOORS]
    rows = sparse.csc_array(sparse.vstack([each, *(limit.rows for limit in caps)]))
    most = np.concatenate([ones, *(limit.most for limit in caps)])
    room = most + TOLERANCE * np.maximum(np.abs(most), 1.0)
    used, chosen = np.zeros(len(most)), []
    waiting = _order(cells, goal, constraints)
    added = True
    while added and waiting:
        added, left = False, []
        for places in waiting:
            block = rows[:, places].toarray()
            fits = np.flatnonzero((used[:, None] + block <= room[:, None]).all(axis=0))
            if len(fits):
                chosen.append(places[fits[0]])
                used += block[:, fits[0]]
                added = True
            else:
                left.append(places)
        waiting = left
    columns = np.array(sorted(chosen), dtype=np.int64)
    return Greedy(cells.plan(columns), goal.score(columns), _unmet(limits, columns))


def _order(cells: Cells, goal: Goal, constraints: Constraints) -> list[np.ndarray]:
    """Columns of each project worth trying, best start first; projects in the order in which they are tried."""
    spend = cells.mean["public_spend" if constraints.budget_of == "public" else "spend"].sum(axis=1)
    # what costs the budget nothing comes before all that does
    ratio = np.where(spend > 0, goal.merit / np.where(spend > 0, spend, 1.0), np.inf)
    tried = []
    for place, code in enumerate(cells.codes):
        columns = cells.of(code)
        must = code in constraints.must
        columns = columns[cells.allowed[columns] & ((goal.merit[columns] > 0) | must)]
        if len(columns):
            columns = columns[np.argsort(-goal.merit[columns], kind="stable")]
            tried.append((not must, -ratio[columns].max(), -goal.merit[columns[0]], place, columns))
    return [columns for *_, columns in sorted(tried, key=lambda one: one[:-1])]


def _unmet(limits: list[Limit], columns: np.ndarray) -> tuple[str, ...]:
    found = []
    for limit in limits:
        used = limit.rows[:, columns].sum(axis=1)
        if limit.kind in FLOORS and bool((used > limit.most + TOLERANCE * np.maximum(np.abs(limit.most), 1.0)).any()):
            found.append(limit.key)
    return tuple(found)
