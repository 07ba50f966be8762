"""Stage ``diagnose``: where the region stands, as tables in which every number has a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.progress import Step
from growthpole.study.stages.convergence_tables import convergence_tables
from growthpole.study.stages.fact_tables import fact_tables
from growthpole.study.stages.footprint_tables import footprint_tables
from growthpole.study.stages.growth_tables import growth_tables
from growthpole.study.stages.panel_tables import panel_tables
from growthpole.study.stages.peer_tables import peer_tables
from growthpole.study.stages.target_tables import target_tables

if TYPE_CHECKING:
    from growthpole.study.stages import Context
    from growthpole.tables.results import ResultTable

__all__ = ["diagnose_tables"]


def diagnose_tables(context: Context) -> list[ResultTable]:
    """All tables of the stage; a section absent from the study gives no table."""
    parts = (
        target_tables,
        growth_tables,
        fact_tables,
        footprint_tables,
        panel_tables,
        peer_tables,
        convergence_tables,
    )
    tables: list[ResultTable] = []
    for done, part in enumerate(parts, start=1):
        tables.extend(part(context))
        context.on_progress(Step("diagnose", done, len(parts)))
    return tables
