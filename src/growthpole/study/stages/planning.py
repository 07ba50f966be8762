"""Stage ``plan``: what, when, at what odds, as tables in which every number has a trace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from growthpole.progress import Step
from growthpole.study.stages.opening_input import within
from growthpole.study.stages.plan_added import added_by, added_table, waterfall_table
from growthpole.study.stages.plan_candidates import candidate_tables, candidates_of
from growthpole.study.stages.plan_choice import chosen_plan
from growthpole.study.stages.plan_choice_tables import choice_tables
from growthpole.study.stages.plan_goal import Goal, goal_of
from growthpole.study.stages.plan_history import Modelled, modelled, too_short
from growthpole.study.stages.plan_history_tables import history_tables
from growthpole.study.stages.plan_net import net_of, sector_of
from growthpole.study.stages.plan_network import network_tables
from growthpole.study.stages.plan_odds import LEVELS, WITHOUT, fan_table, odds_table
from growthpole.study.stages.plan_reference import ReferenceClass, reference_class, reference_table
from growthpole.study.stages.plan_requirements import critical_table, requirement_table
from growthpole.study.stages.plan_roadmap import roadmap_tables
from growthpole.study.stages.plan_spillovers import set_off, set_off_table
from growthpole.study.stages.plan_stability import stability_tables

if TYPE_CHECKING:
    import numpy as np

    from growthpole.study.planning import PlanEntry
    from growthpole.study.stages import Context
    from growthpole.study.stages.plan_candidates import Candidates
    from growthpole.tables.results import ResultTable

STAGE: Final = "plan"
PARTS: Final = 4

__all__ = ["planning_tables"]


def planning_tables(context: Context) -> list[ResultTable]:
    """All tables of the stage; none without ``[plan]``."""
    entry = context.case.plan
    if entry is None:
        return []
    context = within(context, STAGE, PARTS)
    goal = goal_of(context)
    reference = None if entry.reference is None else reference_class(context, entry.reference, goal.price_basis)
    model = modelled(context, entry, goal)
    tables: list[ResultTable] = []
    if reference is not None:
        tables.append(reference_table(reference, goal.years, goal.required, goal.required_key))
    if entry.history is not None and model is None:
        tables.append(too_short(context, entry.history))
    context.on_progress(Step(STAGE, 1, PARTS))
    given = _Given(context, entry, goal, reference, model)
    candidates = candidates_of(context, entry)
    tables += given.outlook(None) if candidates is None else given.planned(candidates)
    tables += network_tables(context, entry.network)
    tables += stability_tables(context, entry, tables)
    context.on_progress(Step(STAGE, PARTS, PARTS))
    return tables


@dataclass(frozen=True)
class _Given:
    """What the tables of one plan start from."""

    context: Context
    entry: PlanEntry
    goal: Goal
    reference: ReferenceClass | None
    model: Modelled | None

    def planned(self, candidates: Candidates) -> list[ResultTable]:
        """Tables of a study with candidate projects."""
        context, entry, goal = self.context, self.entry, self.goal
        sectors = {sector_of(context, str(activity)) for activity in candidates.projects.table["activity"]}
        found = set_off(context, sectors - {""})
        net = net_of(context, candidates.projects, found)
        choice = chosen_plan(context, entry, goal, candidates, net, self.factors)
        context.on_progress(Step(STAGE, 2, PARTS))
        added = added_by(context, entry, goal, choice, found)
        tables = [*candidate_tables(entry, candidates), *choice_tables(context, entry, goal, choice)]
        tables += [] if found is None else [set_off_table(found, STAGE)]
        tables.append(added_table(added, goal, multiplied=found is not None))
        context.on_progress(Step(STAGE, 3, PARTS))
        if choice.plan is not None:
            tables += [*roadmap_tables(entry, choice), critical_table(entry, goal, choice)]
        tables += self.outlook(added.until(goal.base_year, goal.goal_year) if choice.starts else None)
        fan = {f"{table.stage}.{table.name}": table for table in tables}
        name = "plan.modelled_fan" if self.model is not None else "plan.fan"
        if name in fan:
            rows = fan[name].rows()
            last = next(r for r in rows if r["plan"] == WITHOUT and r["period"] == str(goal.goal_year))
            tables.append(waterfall_table(added, goal, float(last["q50"]), name))
            levels = {quantile: float(last[quantile]) for quantile in LEVELS}
            tables.append(requirement_table(entry, goal, choice, added, levels, name))
        return tables

    @property
    def factors(self) -> np.ndarray | None:
        """Factors on the base in the goal's year, one a path or case: of the model, else of the reference class."""
        if self.model is not None:
            ends: np.ndarray = self.model.factors[-1]
            return ends
        return None if self.reference is None else self.reference.factors(self.goal.years)[-1]

    def outlook(self, total: np.ndarray | None) -> list[ResultTable]:
        """Odds and fans, without the plan and with what it adds [scenario, year]."""
        tables: list[ResultTable] = []
        shares = None
        if self.reference is not None:
            goal = self.goal
            last = None if total is None else total[:, -1]
            shares = odds_table(self.reference, goal, last)
            tables += [shares, fan_table(self.reference, goal, total)]
        if self.model is not None:
            tables += history_tables(self.context, self.goal, self.model, shares, total)
        return tables
