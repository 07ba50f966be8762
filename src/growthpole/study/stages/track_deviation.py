"""Actual against plan by activity: later levels of the history's indicator against the medians of its fans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from growthpole.dims import ACTIVITY, PERIOD, REASONS
from growthpole.provenance import Ref, Slice, Trace
from growthpole.study.stages.lookup import comparable, key_of
from growthpole.study.stages.series_breaks import uncrossed
from growthpole.study.stages.track_levels import LedgerFact, known_since, ledger_fact
from growthpole.tables.periods import parse_period, published_by
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.study.plan_evidence import HistoryEntry
    from growthpole.study.planning import TrackEntry
    from growthpole.study.stages import Context
    from growthpole.tables.observations import Fact
    from growthpole.track import Actual

STAGE: Final = "track"
SECTION: Final = "[track]"
FAN: Final = "plan.activity_fan"
MONEY: Final = ("planned", "actual", "level", "scale", "mix")
SHARES: Final = ("relative", "contribution", "share_planned", "share_actual", "share")
TOTALS: Final = ("total_planned", "total_actual", "total_level")

__all__ = ["deviation_tables"]


def deviation_tables(
    context: Context, entry: TrackEntry, history: HistoryEntry | None, actuals: Sequence[Actual]
) -> list[ResultTable]:
    """``track.deviation`` and ``track.deviation_total``; none without a modelled history or any later level of it.

    Raises
    ------
    UnitMismatch
        A later level has another unit or price basis than the history.
    InputError
        A later level lies across a break that the study does not announce.
    """
    from growthpole.track import deviation

    fan = context.tables.get(FAN)
    if history is None or fan is None:
        return []
    medians = {(row["activity"], int(row["period"])): row["q50"] for row in fan.rows() if np.isfinite(row["q50"])}
    activities = list(dict.fromkeys(activity for activity, _ in medians))
    facts = _later(context, entry, history, actuals, medians)
    years = sorted({year for _, year in facts})
    if not years:
        return []
    unit = fan.units["q50"]
    planned = _array(years, activities, medians, unit)
    actual = _array(years, activities, {place: fact.value for place, fact in facts.items()}, unit)
    found = deviation(planned, actual)
    return [_parts(found, facts, unit), _totals(found, activities, unit)]


def _later(
    context: Context,
    entry: TrackEntry,
    history: HistoryEntry,
    actuals: Sequence[Actual],
    wanted: Mapping[tuple[str, int], float],
) -> dict[tuple[str, int], Fact]:
    """Whole-year levels by activity and year, public on the day of tracking; of several the one known last."""
    region, base = context.case.question.region, str(history.periods[-1])
    facts = context.ingest().observations.facts(region=region, indicator=history.indicator, kind="actual")
    bases = {fact.activity: fact for fact in facts if fact.period == base}
    sound = [fact for fact in facts if fact.status != "series_break" and published_by(fact.published, entry.on)]
    of_region = [one for one in actuals if one.indicator == history.indicator and one.region in ("", region)]
    held: list[Fact] = [*sound, *(ledger_fact(one, bases[one.activity]) for one in of_region if one.activity in bases)]
    held.sort(key=known_since)
    found: dict[tuple[str, int], Fact] = {}
    for fact in held:
        period = parse_period(fact.period)
        if period.kind == "year" and (fact.activity, period.year) in wanted:
            found[fact.activity, period.year] = fact
    for fact in found.values():
        comparable(SECTION, bases[fact.activity], fact)
        uncrossed(context, SECTION, bases[fact.activity], fact)
    return found


def _array(
    years: Sequence[int], activities: Sequence[str], values: Mapping[tuple[str, int], float], unit: str
) -> xr.DataArray:
    import xarray as xr

    table = [[values.get((activity, year), np.nan) for activity in activities] for year in years]
    coords = {PERIOD: list(years), ACTIVITY: list(activities)}
    return xr.DataArray(table, coords=coords, dims=(PERIOD, ACTIVITY), attrs={"unit": unit})


def _parts(found: xr.Dataset, facts: Mapping[tuple[str, int], Fact], unit: str) -> ResultTable:
    import pandas as pd

    names = {code: name for name, code in REASONS.items()}
    rows: list[dict[str, Any]] = []
    for year in found[PERIOD].values.tolist():
        for activity in found[ACTIVITY].values.tolist():
            cell = found.sel({PERIOD: year, ACTIVITY: activity})
            fact = facts.get((activity, year))
            code = int(cell["scale_reason"])
            rows.append(
                {
                    "activity": activity,
                    "period": str(year),
                    **{name: float(cell[name]) for name in (*MONEY, *SHARES)},
                    "reason": names[code] if code else "",
                    "origin": "" if fact is None else "ledger" if isinstance(fact, LedgerFact) else "source",
                    "fact_key": key_of(fact),
                }
            )
    own, year = {"activity": "$activity", "period": "$period"}, {"period": "$period"}
    median, real = Slice("planned", FAN, "q50", own), Ref("actual", "fact_key")
    both = (median, real)
    every = tuple(Slice(name, "track.deviation", name, year) for name in ("planned", "actual"))
    return ResultTable(
        stage=STAGE,
        name="deviation",
        frame=pd.DataFrame(rows),
        dims=("activity", "period"),
        units={**dict.fromkeys(MONEY, unit), **dict.fromkeys(SHARES, "1")},
        traces=(
            Trace("planned", "", (median,), "median of the activity's fan"),
            Trace("actual", "", (real,)),
            *(Trace(name, "deviation", both) for name in ("level", "relative")),
            *(
                Trace(name, "deviation", every)
                for name in ("scale", "mix", "contribution", "share_planned", "share_actual", "share")
            ),
        ),
    )


def _totals(found: xr.Dataset, activities: Sequence[str], unit: str) -> ResultTable:
    import pandas as pd

    rows = [
        {
            "period": str(year),
            **{name: float(found[name].sel({PERIOD: year})) for name in (*TOTALS, "total_relative")},
            "activities": "|".join(activities),
        }
        for year in found[PERIOD].values.tolist()
    ]
    year = {"period": "$period"}
    both = tuple(Slice(name, "track.deviation", name, year) for name in ("planned", "actual"))
    return ResultTable(
        stage=STAGE,
        name="deviation_total",
        frame=pd.DataFrame(rows),
        dims=("period",),
        units={**dict.fromkeys(TOTALS, unit), "total_relative": "1"},
        traces=tuple(Trace(name, "deviation", both) for name in (*TOTALS, "total_relative")),
    )
