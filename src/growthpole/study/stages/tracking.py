"""Stage ``track``: is it working? Later figures against the target, and what the ledger says, all with traces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from growthpole.errors import InputError
from growthpole.progress import Step
from growthpole.study.stages.plan_reference import reference_class
from growthpole.study.stages.target_tables import main_target
from growthpole.study.stages.track_alerts import alert_table, rail_table
from growthpole.study.stages.track_deviation import deviation_tables
from growthpole.study.stages.track_ledger import entries_of, ledger_tables
from growthpole.study.stages.track_levels import level_tables, tracked

if TYPE_CHECKING:
    from growthpole.study.stages import Context
    from growthpole.tables.results import ResultTable

STAGE: Final = "track"
PARTS: Final = 2

__all__ = ["tracking_tables"]


def tracking_tables(context: Context) -> list[ResultTable]:
    """All tables of the stage; none without ``[track]``.

    Raises
    ------
    InputError
        The study has no target.
    """
    from growthpole.track import Actual, as_known
    from growthpole.track.codes import unknown_codes
    from growthpole.track.histories import known_by

    entry, target, plan = context.case.track, context.case.target, context.case.plan
    if entry is None:
        return []
    if target is None:
        raise InputError("plan-without-target")
    asked = None if plan is None else plan.reference
    reference = (
        None if asked is None else reference_class(context, asked, main_target(context, target).base.price_basis)
    )
    entries = entries_of(context)
    known = as_known(entries, entry.on)
    actuals = [one for one in known if isinstance(one, Actual)]
    found = tracked(context, entry, target, actuals)
    tables = level_tables(context, entry, target, found, reference)
    tables += deviation_tables(context, entry, None if plan is None else plan.history, actuals)
    context.on_progress(Step(STAGE, 1, PARTS))
    tables += [*ledger_tables(context, entry, entries), rail_table(context, entry, actuals)]
    held = {**context.tables, **{f"{table.stage}.{table.name}": table for table in tables}}
    later = len(entries) - len(known_by(entries, entry.on))
    unknown = [f"{one.code} ({one.entry})" for one in unknown_codes(known, context.ingest().classifications)]
    tables.append(alert_table(entry, held, known, found, later, unknown))
    context.on_progress(Step(STAGE, PARTS, PARTS))
    return tables
