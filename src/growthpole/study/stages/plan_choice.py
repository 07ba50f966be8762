"""Which projects when: the limits of the study, the plan that is best under them, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from growthpole.dims import PROJECT, SCENARIO
from growthpole.errors import ConflictingLimits, InputError

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.plan import Constraints, Odds, Portfolio, Projects
    from growthpole.plan.objectives import Objective
    from growthpole.study.planning import PlanEntry
    from growthpole.study.stages import Context
    from growthpole.study.stages.plan_candidates import Candidates
    from growthpole.study.stages.plan_goal import Goal

SEEDS = (801, 802)
"""Streams of chance of the stage: of the projects, and of the organic paths behind the odds."""

__all__ = ["Choice", "chosen_plan", "limits_of", "need_of", "objective_of"]


@dataclass(frozen=True)
class Choice:
    """The plan of a study.

    Attributes
    ----------
    plan : Portfolio or None
        None where the limits contradict each other.
    conflict : ConflictingLimits or None
        The limits that do.
    effects : Dataset
        Of each project at each start [project, start, period, scenario].
    netted : Dataset
        The same, with as output what it adds to the level of the target, and value added less what it displaces.
    net : array
        Net addition per unit of output, one a project.
    need : Odds or None
        What projects must add in the goal's year [scenario], in the plan's unit; None where nothing says how what is
        there grows, or the plan does not reach that year.
    """

    projects: Projects
    limits: Constraints
    effects: xr.Dataset
    netted: xr.Dataset
    net: np.ndarray
    plan: Portfolio | None
    conflict: ConflictingLimits | None
    need: Odds | None
    seed: int

    @property
    def starts(self) -> dict[str, int]:
        """Year of start of each project chosen."""
        return {} if self.plan is None else dict(self.plan.chosen)


def chosen_plan(
    context: Context, entry: PlanEntry, goal: Goal, candidates: Candidates, net: np.ndarray, factors: np.ndarray | None
) -> Choice:
    """The best plan under the limits, or the limits that no plan meets."""
    import xarray as xr

    from growthpole.plan import Odds, portfolio, project_effects

    projects = candidates.projects
    last = entry.last_start or entry.periods[-1]
    starts = [year for year in entry.periods if year <= last]
    begun = begun_projects(projects)
    if not starts:
        raise InputError("outside-range", name="[plan] last_start", low=entry.periods[0] - 1, high="∞", received=last)
    seed = int(np.random.SeedSequence([context.seed, SEEDS[0]]).generate_state(1)[0])
    starts = sorted({*begun.values(), *starts})
    effects = project_effects(projects, entry.periods, seed, starts=starts, scenarios=entry.scenarios)
    within = goal.goal_year in entry.periods
    need = None if factors is None or not within else Odds(need_of(context, entry, goal, factors), goal.goal_year)
    limits = limits_of(entry)
    limits = replace(
        limits,
        must=tuple(dict.fromkeys((*limits.must, *begun))),
        precedence=(*limits.precedence, *expansions_of(candidates)),
    )
    codes = {PROJECT: effects[PROJECT].values}
    adds, stays = (
        xr.DataArray(share, coords=codes, dims=PROJECT) for share in (net, 1.0 - projects.numbers("displacement"))
    )
    netted = effects.assign(output=effects["output"] * adds, value_added=effects["value_added"] * stays)

    plan, conflict = None, None
    try:
        plan = portfolio(
            projects,
            limits,
            netted,
            objective=objective_of(entry, need),
            time_limit=entry.time_limit,
            need=need,
            on_progress=context.on_progress,
        )
    except ConflictingLimits as problem:
        conflict = problem
    return Choice(projects, limits, effects, netted, net, plan, conflict, need, seed)


def begun_projects(projects: Projects) -> dict[str, int]:
    """Projects that have begun, with their year: they go on whatever is chosen."""
    from growthpole.plan.live_projects import BEGUN

    begun = projects.table[projects.table["stage"].isin(BEGUN)]
    return {str(code): int(year) for code, year in begun["earliest"].items()}


def expansions_of(candidates: Candidates) -> list[tuple[str, str, int]]:
    """Pairs of a candidate and its expansion: no plant is expanded that is not built, or earlier than it is begun."""
    if candidates.register is None:
        return []
    known = set(candidates.projects.codes)
    rows = candidates.register.rows.to_dict("records")
    pairs = [(str(row.get("parent") or ""), str(row["code"]), 0) for row in rows]
    return [pair for pair in pairs if set(pair[:2]) <= known]


def objective_of(entry: PlanEntry, need: Odds | None) -> Objective:
    """What the study maximises.

    Raises
    ------
    InputError
        Odds, and nothing says what projects must add.
    """
    from growthpole.plan import ExpectedValue, TailValue

    match entry.objective:
        case "value":
            return ExpectedValue()
        case "tail":
            return TailValue()
        case "odds":
            if need is None:
                raise InputError("plan-odds-need")
            return need
        case _:
            raise InputError("unknown-option", option="objective", value=entry.objective, known="value, tail, odds")


def limits_of(entry: PlanEntry) -> Constraints:
    """Limits of ``[plan.limits]`` with precedence and exclusion.

    Raises
    ------
    InputError
        A key of a limit by year is no year.
    """
    from growthpole.plan import Constraints

    given = entry.limits
    return Constraints(
        budget=_by_year("budget", given.budget),
        jobs_floor=_by_year("jobs_floor", given.jobs_floor),
        energy_cap=_by_year("energy_cap", given.energy_cap),
        foreign_share_cap=given.foreign_share,
        foreign_cap=given.foreign_cap,
        partner_share_cap=given.partner_share,
        chain_minimum=given.chain_minimum,
        precedence=tuple((one.before, one.after, one.lag) for one in entry.precedence),
        exclusion=tuple(one.projects for one in entry.exclusion),
        must=given.must,
        never=given.never,
    )


def _by_year(name: str, held: dict[str, float]) -> dict[int, float]:
    for year in held:
        if not year.isdigit():
            raise InputError("not-a-year", period=f"[plan.limits] {name} {year}")
    return {int(year): amount for year, amount in held.items()}


def need_of(context: Context, entry: PlanEntry, goal: Goal, factors: np.ndarray) -> xr.DataArray:
    """What projects must add in the goal's year [scenario], when what is there ends at ``factors``."""
    import xarray as xr
    from numpy.random import default_rng

    # evenly spaced quantiles in a drawn order: as many scenarios reach the goal as paths do, to one in their number
    ranks = (np.arange(entry.scenarios) + 0.5) / entry.scenarios
    ends = np.quantile(factors, ranks, method="inverted_cdf")
    drawn = default_rng([context.seed, SEEDS[1]]).permutation(ends)
    need = (goal.goal - goal.base * drawn) / goal.in_unit(entry.unit)
    return xr.DataArray(need, coords={SCENARIO: np.arange(entry.scenarios)}, dims=SCENARIO)
