"""On what a region leans: jobs at risk, supply, downturns gone through, the mix of activities, firms that could stop.

Each measure has a row, also where it has no data, with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from growthpole.study.stages.plan_jobs import job_tables
from growthpole.study.stages.plan_mix import mix_table
from growthpole.study.stages.plan_resilience import MEASURES, resilience_table
from growthpole.study.stages.plan_supply import supply_table
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    from growthpole.study.planning import PlanEntry
    from growthpole.study.stages import Context

NOT_CONFIGURED: Final = "not_configured"

__all__ = ["stability_tables"]


def stability_tables(context: Context, entry: PlanEntry, made: Sequence[ResultTable]) -> list[ResultTable]:
    """``plan.stability_measures`` and the tables of the measures that have data.

    ``made`` are the tables of the plan so far, among them those of a network of firms.
    """
    jobs, no_jobs = ([], NOT_CONFIGURED) if entry.jobs is None else job_tables(context, entry.jobs)
    supply, resilience = supply_table(context), resilience_table(context, entry.resilience)
    mix, no_mix = mix_table(context, entry)
    network = next((table for table in made if table.name == "cascades"), None)
    own = context.case.question.region
    rows = [_row("jobs_at_risk", "", no_jobs or str(jobs[0].rows()[0]["reason"]))]
    poles = [] if supply is None else supply.rows()
    rows += [_row("supply_concentration", row["pole"], row["reason"]) for row in poles]
    rows += [] if poles else [_row("supply_concentration", "", NOT_CONFIGURED)]
    fell = [] if resilience is None else [row for row in resilience.rows() if row["region"] == own]
    for measure in MEASURES:
        rows += [_row(measure, row["resilience"], row[f"{measure}_reason"]) for row in fell]
        rows += [] if fell else [_row(measure, "", NOT_CONFIGURED)]
    rows.append(_row("portfolio_variance", "", no_mix or ("" if mix is None else str(mix.rows()[0]["reason"]))))
    rows.append(_row("systemic_risk", "", NOT_CONFIGURED if network is None else ""))
    return [_measures(rows), *jobs, *(table for table in (supply, resilience, mix) if table is not None)]


def _row(measure: str, subject: str, reason: str) -> dict[str, str]:
    return {"measure": measure, "subject": subject, "reason": reason}


def _measures(rows: list[dict[str, str]]) -> ResultTable:
    import pandas as pd

    return ResultTable(stage="plan", name="stability_measures", frame=pd.DataFrame(rows), dims=("measure", "subject"))
