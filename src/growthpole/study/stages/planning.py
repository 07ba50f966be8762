"""Stage ``plan``: what, when, at what odds, as tables in which every number has a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from growthpole.progress import Step
from growthpole.study.stages.opening_input import within
from growthpole.study.stages.plan_added import added_by, added_table, sector_of, waterfall_table
from growthpole.study.stages.plan_candidates import candidate_tables, candidates_of
from growthpole.study.stages.plan_choice import chosen_plan
from growthpole.study.stages.plan_choice_tables import choice_tables
from growthpole.study.stages.plan_goal import Goal, goal_of
from growthpole.study.stages.plan_odds import WITHOUT, fan_table, odds_table
from growthpole.study.stages.plan_reference import ReferenceClass, reference_class, reference_table
from growthpole.study.stages.plan_requirements import critical_table, requirement_table
from growthpole.study.stages.plan_roadmap import roadmap_tables
from growthpole.study.stages.plan_spillovers import set_off, set_off_table

if TYPE_CHECKING:
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
    reference = None if entry.reference is None else reference_class(context, entry.reference)
    tables: list[ResultTable] = []
    if reference is not None:
        tables.append(reference_table(reference, goal.years, goal.required, goal.required_key))
    context.on_progress(Step(STAGE, 1, PARTS))
    candidates = candidates_of(context, entry)
    if candidates is None:
        tables += [] if reference is None else [odds_table(reference, goal), fan_table(reference, goal)]
    else:
        tables += _planned(context, entry, goal, candidates, reference)
    context.on_progress(Step(STAGE, PARTS, PARTS))
    return tables


def _planned(
    context: Context, entry: PlanEntry, goal: Goal, candidates: Candidates, reference: ReferenceClass | None
) -> list[ResultTable]:
    """Tables of a study with candidate projects."""
    choice = chosen_plan(context, entry, goal, candidates.projects, reference)
    context.on_progress(Step(STAGE, 2, PARTS))
    sectors = {sector_of(context, str(activity)) for activity in candidates.projects.table["activity"]}
    found = set_off(context, sectors - {""})
    added = added_by(context, entry, goal, choice, found)
    tables = [*candidate_tables(candidates), *choice_tables(context, entry, goal, choice)]
    tables += [] if found is None else [set_off_table(found, STAGE)]
    tables.append(added_table(added, goal, multiplied=found is not None))
    context.on_progress(Step(STAGE, 3, PARTS))
    if choice.plan is not None:
        tables += [*roadmap_tables(entry, choice), critical_table(entry, goal, choice)]
    if reference is not None:
        total = added.until(goal.base_year, goal.goal_year)
        fan = fan_table(reference, goal, total if choice.starts else None)
        last = next(row for row in fan.rows() if row["plan"] == WITHOUT and row["period"] == str(goal.goal_year))
        tables += [odds_table(reference, goal, total[:, -1] if choice.starts else None), fan]
        tables.append(waterfall_table(added, goal, float(last["q50"])))
        tables.append(requirement_table(entry, goal, choice, added, {str(k): v for k, v in last.items()}))
    return tables
