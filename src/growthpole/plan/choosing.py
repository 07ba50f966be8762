"""Which projects, and when? The best plan within the limits, how near to the best it is known to be, and why.

A plan is a start year for each project chosen. It maximises an objective over scenarios (sample average) under limits
that hold in expectation; spending after the last period is outside every budget.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from growthpole.errors import InputError
from growthpole.plan import _prices, conflicts
from growthpole.plan._cells import Cells, cells_of
from growthpole.plan._chosen import by_period, changes, value_of
from growthpole.plan._goals import Goal, goal_of, odds_of, values_of
from growthpole.plan._greedy import Greedy, greedy
from growthpole.plan._rows import Limit, limits_of
from growthpole.plan._search import Found, searched, settled
from growthpole.plan.candidates import Projects
from growthpole.plan.limits import Constraints
from growthpole.plan.objectives import ExpectedValue, Objective, Odds
from growthpole.progress import OnProgress, Step, silent

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["Greedy", "Portfolio", "Task", "chance", "portfolio"]

STEPS = (0.5, 1.1, 2.0)
# share of the time in which plans with the same odds are told apart by what they are worth
SETTLING = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Portfolio:
    """A plan and what is known of it.

    Attributes
    ----------
    chosen : dict of str to int
        Start year of each project chosen, in the order of the register.
    objective, bound, gap : float
        Score of the plan, the most any plan can score, ``(bound - objective) / |objective|``.
    truncated : bool
        Whether the time limit stopped a search, of the plan or of a step; then another run may end elsewhere.
    residual : float
        Largest violation of a limit, from :func:`feasibility_residual`; at most 1e-9.
    by_period : Dataset
        Expected ``output, value_added, jobs, energy, spend, public_spend`` [period].
    value : DataArray
        Value added [scenario], of the periods and with the discount of the objective.
    odds : float
        Share of scenarios in which the need is reached; NaN where no need was given.
    shadow_prices : DataFrame
        One row a limit: ``kind``; ``slack`` (least over its rows); gain of the objective if each of its rows were
        looser by one unit, ``fixed`` by the linear problem with the whole numbers held at the plan (0 where nothing but
        whole numbers is left; often one of many) and ``relaxed`` by the linear relaxation. Rows ``budget × factor``
        have ``resolved``: the gain found by solving again at that budget; negative below 1, NaN where there is no plan.
    greedy : Greedy
        What the rule of thumb, value per money of the budget, chooses under the same limits.
    regret : float
        What the rule of thumb loses; NaN where it does not reach every floor.
    never_chosen : DataFrame
        Projects chosen neither here nor at any step: ``reason`` (``no_start``, ``never``, ``dominated``: shown to
        lower the score at this budget, ``not_chosen``) and ``costs_at_least``, what choosing it here costs at least.
    next_best : DataFrame
        What changes at the next larger budget: ``change`` (enters, leaves, moves), ``start`` then and ``start_now``;
        with a gap above 0 a change may be no more than the gap.
    """

    chosen: dict[str, int]
    objective: float
    bound: float
    gap: float
    truncated: bool
    residual: float
    by_period: xr.Dataset
    value: xr.DataArray
    odds: float
    shadow_prices: pd.DataFrame
    greedy: Greedy
    regret: float
    never_chosen: pd.DataFrame
    next_best: pd.DataFrame


def portfolio(
    projects: Projects,
    constraints: Constraints,
    effects: xr.Dataset,
    *,
    objective: Objective | None = None,
    gap: float = 0.01,
    time_limit: float = 60.0,
    start: Mapping[str, int] | None = None,
    need: xr.DataArray | Odds | None = None,
    steps: Iterable[float] = STEPS,
    on_progress: OnProgress = silent,
) -> Portfolio:
    """Choose projects and their start years.

    ``max f(Σ_ps v_ps,k x_ps)`` over ``x_ps ∈ {0, 1}``, ``Σ_s x_ps ≤ 1`` and the limits, with ``x_ps`` whether project p
    starts in year s and ``v_ps,k`` what it then adds in scenario k; solved by HiGHS on one thread with a fixed seed.

    Parameters
    ----------
    projects : Projects
        Candidates.
    constraints : Constraints
        Limits; they hold for the mean over the scenarios. Start years are those ``effects.allowed``.
    effects : Dataset
        From ``project_effects``: ``output, value_added, jobs, energy, spend, public_spend`` [project, start, period,
        scenario] and ``allowed`` [project, start] (bool); finite.
    objective : ExpectedValue, TailValue or Odds, optional
        By default the expected value added of all periods.
    gap : float
        How near to the best is near enough, as a share of the objective, 0 or more.
    time_limit : float
        Seconds for the plan, and again for each step and each question about a conflict; a quarter more to tell plans
        with the same odds apart.
    start : mapping of str to int, optional
        A plan to begin from; by default that of the rule of thumb. Of plans alike it may decide which is found.
    need : DataArray or Odds, optional
        [scenario], for ``odds`` in the last period, or with a period of its own; by default an ``Odds`` objective.
    steps : iterable of float
        Factors on every budget at which to solve again, for ``resolved``, ``never_chosen`` and ``next_best``.
    on_progress : callable
        Told some times a second from inside the solver; what it raises stops the solver.

    Returns
    -------
    Portfolio
        The plan, its bound and its reasons. Same input, same bytes, unless ``truncated``.

    Raises
    ------
    ConflictingLimits
        No plan meets the limits; a smallest set that contradicts itself is named.
    LimitExceeded
        The time was over before any plan was found.
    InputError
        A limit, a plan to begin from or an objective names what is not there; effects that are not whole; options out
        of their range.
    LabelMismatch
        The effects are those of other projects.

    Examples
    --------
    >>> import numpy as np, pandas as pd, xarray as xr
    >>> kind = {"probability": 1.0, "investment": 10.0, "output": 20.0, "value_added": 0.5}
    >>> projects = Projects(pd.DataFrame([kind, kind, kind], index=["a", "b", "c"]), "1e8 CNY")
    >>> labels = {"project": ["a", "b", "c"], "start": [2022], "period": [2022], "scenario": [0]}
    >>> def each(*values):
    ...     return xr.DataArray(np.reshape(np.array(values), (3, 1, 1, 1)), coords=labels, dims=list(labels))
    >>> effects = xr.Dataset(dict.fromkeys(("output", "jobs", "energy"), each(0.0, 0.0, 0.0)))
    >>> effects = effects.assign(value_added=each(10.0, 7.0, 6.0), spend=each(9.0, 5.0, 5.0))
    >>> effects = effects.assign(public_spend=effects.spend, allowed=effects.spend[:, :, 0, 0] > 0)
    >>> best = portfolio(projects, Constraints(budget={2022: 10.0}), effects, gap=0.0)
    >>> best.chosen, best.objective, best.greedy.chosen, best.regret
    ({'b': 2022, 'c': 2022}, 13.0, {'b': 2022, 'c': 2022}, 0.0)

    References
    ----------
    Kleywegt, A. J., Shapiro, A., Homem-de-Mello, T. (2002). The sample average approximation method for stochastic
    discrete optimization. SIAM Journal on Optimization 12(2), 479–502. doi:10.1137/S1052623499363220
    Huangfu, Q., Hall, J. A. J. (2018). Parallelizing the dual revised simplex method. Mathematical Programming
    Computation 10, 119–142. doi:10.1007/s12532-017-0130-5
    """
    task = Task(projects, effects, objective, gap=gap, time_limit=time_limit, on_progress=on_progress)
    limits = limits_of(constraints, task.cells)
    factors = _factors(steps) if constraints.budget else ()
    odds = chance(task, need)
    begin = None
    if start is not None:
        task.cells.check_plan(dict(start))
        begin = task.cells.chosen(dict(start))
    rule = greedy(task.cells, task.goal, limits, constraints)
    found = task.best(constraints, limits, begin, rule)
    if found is None:
        raise conflicts.conflict(limits, task.cells, constraints.names, time_limit=time_limit, on_progress=on_progress)
    others = {factor: task.at(constraints.with_budget(factor), found if factor > 1 else None) for factor in factors}
    return _told(task, limits, found, rule, others, odds(found.columns))


class Task:
    """Projects, effects and objective brought into one form, and the search over them."""

    def __init__(
        self,
        projects: Projects,
        effects: xr.Dataset,
        objective: Objective | None,
        *,
        gap: float,
        time_limit: float,
        on_progress: OnProgress,
    ) -> None:
        for name, value, least in (("gap", gap, 0.0), ("time_limit", time_limit, 0.01)):
            number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
            if not number or not least <= value < np.inf:
                raise InputError("objective-number", name=name, low=f"{least:g}", high="∞", received=value)
        on_progress(Step("portfolio", 0, ceil(time_limit)))
        self.objective: Objective = ExpectedValue() if objective is None else objective
        self.cells: Cells = cells_of(projects, effects)
        self.goal: Goal = goal_of(self.objective, self.cells)
        self._options: dict[str, Any] = {"gap": float(gap), "time_limit": float(time_limit), "on_progress": on_progress}

    def best(
        self, constraints: Constraints, limits: list[Limit], begin: np.ndarray | None, rule: Greedy
    ) -> Found | None:
        """The best plan; None where there is none."""
        self._options["on_progress"](Step("portfolio", 0, ceil(self._options["time_limit"])))
        if begin is None and not rule.unmet:
            begin = self.cells.chosen(rule.chosen)
        found = searched(self.cells, self.goal, limits, constraints, begin=begin, **self._options)
        if found is None or found.truncated or not isinstance(self.objective, Odds):
            return found
        worth = values_of(ExpectedValue(), self.cells).mean(axis=1)
        options = self._options | {"time_limit": self._options["time_limit"] * SETTLING}
        return settled(self.cells, self.goal, worth, limits, constraints, found, **options)

    def at(self, constraints: Constraints, known: Found | None) -> Found | None:
        """The best plan under other limits, begun from a plan known to keep to them."""
        limits = limits_of(constraints, self.cells)
        rule = greedy(self.cells, self.goal, limits, constraints)
        return self.best(constraints, limits, None if known is None else known.columns, rule)


def chance(task: Task, need: xr.DataArray | Odds | None) -> Any:
    """Share of scenarios in which a plan's columns reach the need; NaN without one."""
    if need is not None:
        return odds_of(task.cells, need if isinstance(need, Odds) else Odds(need))
    if isinstance(task.objective, Odds):
        return odds_of(task.cells, task.objective)
    return lambda columns: float("nan")  # noqa: ARG005


def _factors(steps: Iterable[float]) -> tuple[float, ...]:
    found = tuple(sorted({float(step) for step in steps} - {1.0}))
    if any(not 0 <= step < np.inf for step in found):
        raise InputError("bad-factors", received=", ".join(f"{step:g}" for step in found))
    return found


def _told(
    task: Task, limits: list[Limit], found: Found, rule: Greedy, others: dict[float, Found | None], odds: float
) -> Portfolio:
    cells, starts = task.cells, len(task.cells.starts)
    more = {f: np.nan if one is None else one.objective - found.objective for f, one in others.items()}
    table, free = _prices.prices(cells, task.goal, limits, found.columns, more)
    ever = np.zeros(len(cells.projects), dtype=bool)
    for one in (found, *others.values()):
        if one is not None:
            ever[one.columns // starts] = True
    richer = [one for factor, one in others.items() if factor > 1 and one is not None]
    now = cells.plan(found.columns)
    return Portfolio(
        chosen=now,
        objective=found.objective,
        bound=found.bound,
        gap=found.gap,
        truncated=any(one.truncated for one in (found, *others.values()) if one is not None),
        residual=found.residual,
        by_period=by_period(cells, found.columns),
        value=value_of(cells, task.objective, found.columns),
        odds=odds,
        shadow_prices=table,
        greedy=rule,
        regret=np.nan if rule.unmet else found.objective - rule.objective,
        never_chosen=_prices.left_out(cells, limits, free, found.objective, ever),
        next_best=changes(now, cells.plan(richer[0].columns) if richer else now),
    )
