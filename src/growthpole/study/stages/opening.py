"""Stage ``opportunities``: where to enter, as tables in which every number has a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from growthpole.progress import Step
from growthpole.study.stages.opening_evidence import evidence_tables
from growthpole.study.stages.opening_exits import exit_tables
from growthpole.study.stages.opening_facts import opened
from growthpole.study.stages.opening_input import known_years, open_input, within
from growthpole.study.stages.opening_options import option_tables
from growthpole.study.stages.opening_sheets import sheet_tables

if TYPE_CHECKING:
    from growthpole.study.stages import Context
    from growthpole.tables.results import ResultTable

STAGE: Final = "opportunities"
PARTS: Final = 3

__all__ = ["opening_tables"]


def opening_tables(context: Context) -> list[ResultTable]:
    """All tables of the stage; none without ``[opportunities]``, or when no year was known on the day of knowledge."""
    entry = context.case.opportunities
    if entry is None:
        return []
    context = within(context, STAGE, PARTS)
    years, _ = known_years(context, entry)
    if not years:
        return []
    found = opened(open_input(context, entry, years))
    context.on_progress(Step(STAGE, 1, PARTS))
    tables = option_tables(found)
    context.on_progress(Step(STAGE, 2, PARTS))
    tables += [*exit_tables(found), *evidence_tables(found)]
    tables += sheet_tables(found, tables[0])
    context.on_progress(Step(STAGE, PARTS, PARTS))
    return tables
