"""Stage ``plan``: what, when, at what odds, as tables in which every number has a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from growthpole.progress import Step
from growthpole.study.stages.plan_goal import goal_of
from growthpole.study.stages.plan_odds import fan_table, odds_table
from growthpole.study.stages.plan_reference import reference_class, reference_table

if TYPE_CHECKING:
    from growthpole.study.stages import Context
    from growthpole.tables.results import ResultTable

STAGE: Final = "plan"
PARTS: Final = 4

__all__ = ["planning_tables"]


def planning_tables(context: Context) -> list[ResultTable]:
    """All tables of the stage; none without ``[plan]``."""
    entry = context.case.plan
    if entry is None:
        return []
    goal = goal_of(context)
    tables: list[ResultTable] = []
    if entry.reference is not None:
        found = reference_class(context, entry.reference)
        tables.append(reference_table(found, goal.years, goal.required, goal.required_key))
        tables += [odds_table(found, goal), fan_table(found, goal)]
    context.on_progress(Step(STAGE, PARTS, PARTS))
    return tables
