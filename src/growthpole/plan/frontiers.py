"""What more money would buy: the best plan at each budget, and its odds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from growthpole.errors import InputError
from growthpole.plan._goals import values_of
from growthpole.plan._search import Found
from growthpole.plan.candidates import Projects
from growthpole.plan.choosing import Task, chance
from growthpole.plan.limits import Constraints
from growthpole.plan.objectives import ExpectedValue, Objective, Odds
from growthpole.progress import OnProgress, silent

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["frontier"]


def frontier(
    projects: Projects,
    constraints: Constraints,
    effects: xr.Dataset,
    budgets: Iterable[float],
    *,
    objective: Objective | None = None,
    need: xr.DataArray | Odds | None = None,
    gap: float = 0.01,
    time_limit: float = 60.0,
    on_progress: OnProgress = silent,
) -> pd.DataFrame:
    """The best plan at each multiple of the budget, each begun from the plan before.

    Parameters
    ----------
    projects, constraints, effects, objective, need, gap, on_progress
        As in :func:`portfolio`; the constraints have a budget.
    budgets : iterable of float
        Factors on every year's budget, 0 or more.
    time_limit : float
        Seconds for each budget.

    Returns
    -------
    DataFrame
        One row a factor, ascending: ``budget`` (the factor), ``money`` (sum of the budgets at it), ``objective`` (never
        falling), ``value`` (expected value added over all periods), ``odds`` (share of scenarios that reach the need in
        the last period; NaN without one), ``chosen`` (dict, start year of each project), ``gap``, ``truncated`` and
        ``reason`` (``defined``, or ``not_applicable`` and NaN where no plan meets the limits at that budget).

    Raises
    ------
    InputError, LabelMismatch, LimitExceeded
        As in :func:`portfolio`; no budget to multiply, no factor, or one below 0.

    Examples
    --------
    >>> import numpy as np, pandas as pd, xarray as xr
    >>> kind = {"probability": 1.0, "investment": 10.0, "output": 20.0, "value_added": 0.5}
    >>> projects = Projects(pd.DataFrame([kind, kind], index=["a", "b"]), "1e8 CNY")
    >>> labels = {"project": ["a", "b"], "start": [2022], "period": [2022], "scenario": [0]}
    >>> def each(*values):
    ...     return xr.DataArray(np.reshape(np.array(values), (2, 1, 1, 1)), coords=labels, dims=list(labels))
    >>> effects = xr.Dataset(dict.fromkeys(("output", "jobs", "energy"), each(0.0, 0.0)))
    >>> effects = effects.assign(value_added=each(10.0, 7.0), spend=each(9.0, 5.0))
    >>> effects = effects.assign(public_spend=effects.spend, allowed=effects.spend[:, :, 0, 0] > 0)
    >>> frontier(projects, Constraints(budget={2022: 5.0}), effects, [1, 2, 3], gap=0.0)["objective"].tolist()
    [7.0, 10.0, 17.0]

    References
    ----------
    Markowitz, H. (1952). Portfolio selection. The Journal of Finance 7(1), 77–91. doi:10.2307/2975974
    """
    import pandas as pd

    factors = sorted({float(factor) for factor in budgets})
    if not factors or not all(0 <= factor < np.inf for factor in factors):
        raise InputError("bad-factors", received=", ".join(f"{factor:g}" for factor in factors) or "–")
    if not constraints.budget:
        raise InputError("no-budget")
    task = Task(projects, effects, objective, gap=gap, time_limit=time_limit, on_progress=on_progress)
    odds = chance(task, need)
    worth = values_of(ExpectedValue(), task.cells).mean(axis=1)
    rows: list[tuple[Any, ...]] = []
    known: Found | None = None
    for factor in factors:
        limits = constraints.with_budget(factor)
        money = float(sum(limits.budget.values()))
        found = task.at(limits, known)
        if found is None:
            rows.append((factor, money, np.nan, np.nan, np.nan, {}, np.nan, False, "not_applicable"))
            continue
        known = found
        score = (found.objective, float(worth[found.columns].sum()), odds(found.columns))
        rows.append((factor, money, *score, task.cells.plan(found.columns), found.gap, found.truncated, "defined"))
    names = ["budget", "money", "objective", "value", "odds", "chosen", "gap", "truncated", "reason"]
    return pd.DataFrame(rows, columns=names)
