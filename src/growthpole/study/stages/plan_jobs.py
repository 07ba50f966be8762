"""Jobs of the region by activity, weighted with the odds that the activity loses its specialisation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from growthpole.dims import ACTIVITY
from growthpole.errors import InputError
from growthpole.provenance import Ref, Slice, Trace
from growthpole.study.stages.lookup import comparable, key_of, why_unknown
from growthpole.study.stages.panel_values import known_codes
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.study.plan_stability import JobsEntry
    from growthpole.study.stages import Context
    from growthpole.tables.observations import Fact

SECTION: Final = "[plan.jobs]"
EXITS: Final = "opportunities.exits"
SUMS: Final = ("expected", "low", "high", "apart", "together", "covered")

__all__ = ["SECTION", "job_tables"]


def job_tables(context: Context, entry: JobsEntry) -> tuple[list[ResultTable], str]:
    """``plan.jobs_at_risk`` and ``plan.job_risks``, or why the jobs were not known on the day of knowledge.

    Raises
    ------
    InputError
        No such jobs, two figures for one activity, an unknown activity to leave out.
    UnitMismatch
        Jobs in several units.
    """
    known_codes(SECTION, "exclude", entry.exclude, context.ingest().classifications["activity"].codes)
    facts = _jobs(context, entry)
    unknown = why_unknown(context, entry.period, (fact.published for fact in facts.values()), entry.undated)
    if unknown:
        return [], unknown
    if not facts:
        raise InputError("no-fact", section=SECTION, wanted=f"{entry.indicator} {entry.period}")
    comparable(SECTION, *facts.values())
    risks = _exits(context)
    return [_totals(context, entry, facts, risks), _by_activity(facts, risks)], ""


def _jobs(context: Context, entry: JobsEntry) -> dict[str, Fact]:
    where: dict[str, str | list[str]] = {"indicator": entry.indicator, "kind": "actual", "period": str(entry.period)}
    if entry.vintage:
        where["vintage"] = entry.vintage
    found: dict[str, Fact] = {}
    for fact in context.ingest().observations.facts(region=context.case.question.region, **where):
        if not fact.activity or fact.activity in entry.exclude:
            continue
        if fact.activity in found:
            wanted = f"{SECTION} {entry.indicator} {entry.period} {fact.activity}"
            raise InputError("ambiguous-fact", wanted=wanted, count=2)
        found[fact.activity] = fact
    return found


def _exits(context: Context) -> dict[str, dict[str, Any]]:
    """Activities with a known probability of exit, each with its interval and the key of the number."""
    table = context.tables.get(EXITS)
    rows = [] if table is None else table.rows()
    return {
        str(row[ACTIVITY]): {**row, "key": "" if table is None else str(table.key(row, "probability"))}
        for row in rows
        if not math.isnan(row["probability"])
    }


def _column(facts: dict[str, Fact], risks: dict[str, dict[str, Any]], name: str) -> xr.DataArray:
    import xarray as xr

    values = [float(risks[code][name]) if code in risks else np.nan for code in facts]
    return xr.DataArray(values, coords={ACTIVITY: list(facts)}, dims=ACTIVITY)


def _totals(
    context: Context, entry: JobsEntry, facts: dict[str, Fact], risks: dict[str, dict[str, Any]]
) -> ResultTable:
    """``plan.jobs_at_risk``: the sums, over activities with a known probability only."""
    import pandas as pd
    import xarray as xr

    from growthpole.plan import jobs_at_risk

    unit = next(iter(facts.values())).unit
    values = [fact.value for fact in facts.values()]
    jobs = xr.DataArray(values, coords={ACTIVITY: list(facts)}, dims=ACTIVITY, attrs={"unit": unit})
    odds, low, high = (_column(facts, risks, name) for name in ("probability", "low", "high"))
    complete = bool((low.notnull() & high.notnull() | odds.isnull()).all())
    found = jobs_at_risk(jobs, odds, low=low if complete else None, high=high if complete else None)
    held = [code for code in facts if code in risks]
    row = {
        "indicator": entry.indicator,
        "period": str(entry.period),
        "jobs": float(jobs.sum()),
        **{name: float(found[name]) for name in SUMS},
        "counted": float(len(facts)),
        "known": float(len(held)),
        "unit": unit,
        "vintage": "|".join(sorted({fact.vintage for fact in facts.values()})),
        "activities": "|".join(facts),
        "covered_activities": "|".join(held),
        "undated": any(not fact.published for fact in facts.values()),
        "reason": "" if held else "no_probability",
    }
    where = {"indicator": "$indicator", "kind": "actual", "period": "$period", "vintage": "$vintage"}
    where |= {"region": context.case.question.region, "activity": "$activities"}
    inputs: tuple[Slice, ...] = (Slice("J_a", "observe.observations", "value", where),)
    odds_of = {
        name: (Slice("p_a", EXITS, name, {ACTIVITY: "$covered_activities"}),) if held else ()
        for name in ("probability", "low", "high")
    }
    known = (*inputs, *odds_of["probability"])
    said = {
        "apart": "√(sum of J_a² p_a (1 − p_a))",
        "together": "√(sum over a, b of J_a J_b (min(p_a, p_b) − p_a p_b))",
        "covered": "sum of J_a with a known p_a / sum of J_a",
        "known": "number of activities with a known p_a",
    }
    return ResultTable(
        stage="plan",
        name="jobs_at_risk",
        frame=pd.DataFrame([row]),
        dims=("indicator", "period"),
        units={
            **dict.fromkeys(("jobs", "expected", "low", "high", "apart", "together"), ""),
            **dict.fromkeys(("covered", "counted", "known"), "1"),
        },
        traces=(
            Trace("jobs", "", inputs, "sum of J_a"),
            Trace("counted", "", inputs, "number of activities with jobs"),
            Trace("expected", "jobs_at_risk", known),
            *(
                Trace(end, "", (*inputs, *odds_of[end]), f"sum of J_a times the {end} end of p_a")
                for end in ("low", "high")
            ),
            *(Trace(name, "", known, formula) for name, formula in said.items()),
        ),
    )


def _by_activity(facts: dict[str, Fact], risks: dict[str, dict[str, Any]]) -> ResultTable:
    """``plan.job_risks``: jobs of each activity with its probability, and without where none is known."""
    import pandas as pd

    rows = []
    for code, fact in facts.items():
        own = risks.get(code, dict.fromkeys(("probability", "low", "high"), math.nan))
        rows.append(
            {
                "activity": code,
                "jobs": fact.value,
                **{name: float(own[name]) for name in ("probability", "low", "high")},
                "at_risk": fact.value * float(own["probability"]),
                "unit": fact.unit,
                "fact_key": key_of(fact),
                "exit_key": own.get("key", ""),
            }
        )
    jobs, odds = Ref("J_a", "fact_key"), Ref("p_a", "exit_key")
    return ResultTable(
        stage="plan",
        name="job_risks",
        frame=pd.DataFrame(rows),
        dims=("activity",),
        units={"jobs": "", **dict.fromkeys(("probability", "low", "high"), "1"), "at_risk": ""},
        traces=(
            Trace("jobs", "", (jobs,)),
            *(Trace(name, "", (odds,), f"{name} of exit") for name in ("probability", "low", "high")),
            Trace("at_risk", "", (jobs, odds), "J_a p_a"),
        ),
    )
