"""Figures to date and published growth rates: shown beside the levels, compared and chained with none of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from growthpole.provenance import Ref, Trace
from growthpole.study.stages.lookup import key_of
from growthpole.tables.periods import parse_period, published_by
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    from growthpole.study.planning import TrackEntry
    from growthpole.study.stages import Context
    from growthpole.tables.observations import Fact

STAGE: Final = "track"

__all__ = ["facts_of", "growth_table", "to_date_table", "year_before"]


def to_date_table(context: Context, entry: TrackEntry, to_date: Sequence[Fact]) -> ResultTable:
    """Figures to date with the growth their source states, and the same months of the year before."""
    import pandas as pd

    region = context.case.question.region
    rows = []
    known = {fact.period: fact for fact in to_date}
    for fact in to_date:
        stated = facts_of(context, entry, entry.cumulative_growth, region) if entry.cumulative_growth else []
        growth = next((one for one in stated if one.period == fact.period), None)
        before = known.get(year_before(fact.period))
        rows.append(
            {
                "period": fact.period,
                "level": fact.value,
                "unit": fact.unit,
                "growth": float("nan") if growth is None else growth.value,
                "year_before": year_before(fact.period),
                "before": float("nan") if before is None else before.value,
                "fact_key": key_of(fact),
                "growth_key": key_of(growth),
                "before_key": key_of(before),
            }
        )
    names = ["period", "level", "unit", "growth", "year_before", "before", "fact_key", "growth_key", "before_key"]
    return ResultTable(
        stage=STAGE,
        name="to_date",
        frame=pd.DataFrame(rows, columns=names),
        dims=("period",),
        units={"level": "", "growth": "%", "before": ""},
        traces=(
            Trace("level", "", (Ref("level", "fact_key"),)),
            Trace("growth", "", (Ref("growth", "growth_key"),)),
            Trace("before", "", (Ref("level", "before_key"),)),
        ),
    )


def year_before(period: str) -> str:
    """The same months of the year before."""
    return "/".join(f"{int(part[:4]) - 1}{part[4:]}" for part in period.split("/"))


def growth_table(context: Context, entry: TrackEntry) -> ResultTable:
    """Published growth rates: shown, and never chained to levels."""
    import pandas as pd

    region = context.case.question.region
    facts = [fact for indicator in entry.growth for fact in facts_of(context, entry, indicator, region)]
    rows = [
        {
            "indicator": fact.indicator,
            "period": fact.period,
            "scope": fact.scope,
            "basis": fact.basis,
            "whole_year": parse_period(fact.period).kind == "year",
            "growth": fact.value,
            "unit": fact.unit,
            "fact_key": key_of(fact),
        }
        for fact in facts
    ]
    names = ["indicator", "period", "scope", "basis", "whole_year", "growth", "unit", "fact_key"]
    return ResultTable(
        stage=STAGE,
        name="growth",
        frame=pd.DataFrame(rows, columns=names),
        dims=("indicator", "period", "scope"),
        units={"growth": ""},
        traces=(Trace("growth", "", (Ref("growth", "fact_key"),)),),
    )


def facts_of(context: Context, entry: TrackEntry, indicator: str, region: str) -> list[Fact]:
    """Actuals of an indicator that were public on the day of tracking, in order of period."""
    found = context.ingest().observations.facts(region=region, indicator=indicator, activity="", kind="actual")
    return sorted(
        (fact for fact in found if published_by(fact.published, entry.on)), key=lambda fact: parse_period(fact.period)
    )
