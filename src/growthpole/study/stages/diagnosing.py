"""Stage ``diagnose``: where the region stands, as tables in which every number has a trace."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from growthpole.progress import Step
from growthpole.study.stages.complexity_tables import complexity_tables
from growthpole.study.stages.convergence_tables import convergence_tables
from growthpole.study.stages.fact_tables import fact_tables
from growthpole.study.stages.footprint_tables import footprint_tables
from growthpole.study.stages.growth_tables import growth_tables
from growthpole.study.stages.panel_tables import panel_tables
from growthpole.study.stages.peer_tables import peer_tables
from growthpole.study.stages.series_breaks import crossings_table
from growthpole.study.stages.target_tables import target_tables

if TYPE_CHECKING:
    from growthpole.progress import OnProgress
    from growthpole.study.stages import Context
    from growthpole.tables.results import ResultTable

FINE: Final = 100

__all__ = ["diagnose_tables"]


def diagnose_tables(context: Context) -> list[ResultTable]:
    """All tables of the stage; a section absent from the study gives no table."""
    parts = (
        target_tables,
        growth_tables,
        fact_tables,
        footprint_tables,
        panel_tables,
        complexity_tables,
        peer_tables,
        convergence_tables,
    )
    tables: list[ResultTable] = []
    for place, part in enumerate(parts):
        tables.extend(part(replace(context, on_progress=_within(context.on_progress, place, len(parts)))))
        context.on_progress(Step("diagnose", FINE * (place + 1), FINE * len(parts)))
    return [*tables, *crossings_table(context)]


def _within(on_progress: OnProgress, place: int, parts: int) -> OnProgress:
    """Progress of work inside one part, as a step of the whole stage that never goes back."""
    reached = 0

    def report(step: Step) -> None:
        nonlocal reached
        reached = max(reached, FINE * step.done // max(step.total, 1))
        on_progress(Step("diagnose", FINE * place + reached, FINE * parts))

    return report
