"""What a limit is worth, and what a project would have to gain to enter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from growthpole.errors import GrowthpoleError
from growthpole.plan._cells import Cells
from growthpole.plan._goals import Goal
from growthpole.plan._milp import Relaxed, relaxed
from growthpole.plan._rows import Limit
from growthpole.plan._search import assembled, completed

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["left_out", "prices"]

# reduced costs are known to the solver's own tolerance
SURE = 1e-6


def prices(
    cells: Cells, goal: Goal, limits: list[Limit], columns: np.ndarray, gains: Mapping[float, float]
) -> tuple[pd.DataFrame, Relaxed]:
    """Slack and shadow prices of every limit but start windows, gains by factor on the budget, and the relaxation."""
    import pandas as pd

    problem = assembled(cells, goal, limits)
    free, held = (relaxed(problem, fixed) for fixed in (None, completed(cells, goal, columns)))
    if free is None or held is None:
        raise GrowthpoleError("solver-failed", status="kInfeasible")
    rows, at = {}, len(cells.projects) + 1
    for limit in limits:
        if limit.kind == "window":
            continue
        here = slice(at, at + len(limit.most))
        at = here.stop
        slack = float((limit.most - limit.rows[:, columns].sum(axis=1)).min())
        worth = [float(found.row_prices[here].sum()) for found in (held, free)]
        rows[limit.key] = (limit.kind, slack, *worth, np.nan)
    for factor, gain in gains.items():
        rows[f"budget × {factor:g}"] = ("budget_step", np.nan, np.nan, np.nan, gain)
    names = ["kind", "slack", "fixed", "relaxed", "resolved"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=names).rename_axis("limit"), free


def left_out(cells: Cells, limits: list[Limit], free: Relaxed, objective: float, ever: np.ndarray) -> pd.DataFrame:
    """Projects chosen at no budget tried: why, and what choosing one at this budget costs at least.

    With the relaxation's optimum ``B`` and reduced cost ``d`` no plan with the project scores above ``B - d``.
    """
    import pandas as pd

    banned = {limit.words["code"] for limit in limits if limit.kind == "never"}
    rows = {}
    for place, code in enumerate(cells.codes):
        if ever[place]:
            continue
        columns = cells.of(code)
        columns = columns[cells.allowed[columns]]
        reduced = -free.column_prices[columns].max(initial=-np.inf)
        loss = np.nan if not len(columns) else max(0.0, objective - (free.optimum - max(reduced, 0.0)))
        if not len(columns):
            reason = "no_start"
        elif code in banned:
            reason = "never"
        else:
            reason = "dominated" if loss > SURE * max(abs(objective), SURE) else "not_chosen"
        rows[code] = (reason, loss)
    return pd.DataFrame.from_dict(rows, orient="index", columns=["reason", "costs_at_least"]).rename_axis("project")
