"""Stage ``linkages``: what pulls what, as tables in which every number has a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.progress import Step
from growthpole.study.stages.linkage_chains import chain_tables
from growthpole.study.stages.linkage_gaps import gap_tables
from growthpole.study.stages.linkage_input import link_input
from growthpole.study.stages.linkage_poles import pole_tables
from growthpole.study.stages.linkage_proxies import regional_outputs
from growthpole.study.stages.linkage_sectors import sector_tables

if TYPE_CHECKING:
    from growthpole.study.stages import Context
    from growthpole.tables.results import ResultTable

PARTS = 5

__all__ = ["linkages_tables"]


def linkages_tables(context: Context) -> list[ResultTable]:
    """All tables of the stage; none for a study without ``[linkages]``."""
    entry = context.case.linkages
    if entry is None:
        return []
    given = link_input(context, entry)
    tables = sector_tables(given)
    context.on_progress(Step("linkages", 1, PARTS))
    proxies, region = regional_outputs(given)
    context.on_progress(Step("linkages", 2, PARTS))
    tables += [proxies, *pole_tables(given, region)]
    context.on_progress(Step("linkages", 3, PARTS))
    tables += gap_tables(given, region)
    context.on_progress(Step("linkages", 4, PARTS))
    tables += chain_tables(given)
    context.on_progress(Step("linkages", PARTS, PARTS))
    return tables
