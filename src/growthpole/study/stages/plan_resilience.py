"""What happened in a downturn of the nation: did the region and its peers fall less, and rise more?

Only figures known on the day of knowledge are read, and never across a break. Where the nation did not contract, or
did not recover, there is nothing to hold a region against, and no number.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from growthpole.dims import PERIOD, REASON, REGION, reason_name
from growthpole.errors import InputError, listed
from growthpole.provenance import Slice, Trace
from growthpole.study.stages.lookup import comparable, unknown_year, yearly_facts
from growthpole.study.stages.series_breaks import uncrossed
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.study.plan_stability import ResilienceEntry
    from growthpole.study.stages import Context
    from growthpole.tables.observations import Fact

Measure = Literal["resistance", "recoverability"]
SECTION: Final = "[[plan.resilience]]"
MEASURES: Final[tuple[Measure, ...]] = ("resistance", "recoverability")
NUMBERS: Final = tuple(f"{measure}{part}" for measure in MEASURES for part in ("", "_change", "_nation"))

__all__ = ["MEASURES", "resilience_table"]


def resilience_table(context: Context, entries: tuple[ResilienceEntry, ...]) -> ResultTable | None:
    """``plan.resilience``: by downturn and region both measures, or the reason why there is none.

    Raises
    ------
    InputError
        An id stands twice, a year has no figure, two figures answer for one region and year, or a break lies between
        the years.
    UnitMismatch
        Figures stand in several units or prices.
    """
    if not entries:
        return None
    import pandas as pd

    ids = [entry.id for entry in entries]
    if repeated := sorted({name for name in ids if ids.count(name) > 1}):
        raise InputError("repeated-key", table=SECTION, key=listed(repeated), count=len(ids) - len(set(ids)))
    return ResultTable(
        stage="plan",
        name="resilience",
        frame=pd.DataFrame([row for entry in entries for row in _rows(context, entry)]),
        dims=("resilience", "region"),
        units=dict.fromkeys(NUMBERS, "1"),
        traces=tuple(trace for measure in MEASURES for trace in _traces(measure)),
    )


@dataclass(frozen=True, slots=True)
class _Levels:
    """Levels [period, region] of region and peers and those of the nation [period], with what they rest on."""

    own: xr.DataArray
    nation: xr.DataArray
    nation_regions: list[str]
    facts: Mapping[tuple[int, str], Fact]


def _rows(context: Context, entry: ResilienceEntry) -> list[dict[str, Any]]:
    question = context.case.question
    section = f"{SECTION} {entry.id}"
    children = context.ingest().classifications["region"].children(question.nation)
    shown = list(dict.fromkeys((question.region, *question.peers)))
    every = list(dict.fromkeys((*shown, *children, question.nation)))
    last = entry.trough if entry.end is None else entry.end
    facts = yearly_facts(context, section, entry.indicator, every, range(entry.peak, last + 1), entry.vintage)
    asked = [entry.peak, entry.trough, *([] if entry.end is None else [entry.end])]
    unknown = {year: unknown_year(context, facts, year, entry.undated) for year in asked}
    if absent := [str(year) for year, reason in unknown.items() if reason == "absent"]:
        raise InputError("no-fact", section=section, wanted=f"{entry.indicator} {listed(absent)}")
    known = [year for year, reason in unknown.items() if not reason]
    held = _levels(facts, known, shown, children, question.nation)
    comparable(section, *held.facts.values())
    spans = {"resistance": (entry.peak, entry.trough), "recoverability": (entry.trough, entry.end)}
    rows = [
        {
            "resilience": entry.id,
            "region": region,
            "indicator": entry.indicator,
            "vintage": "|".join(sorted({fact.vintage for fact in held.facts.values()})),
            "nation_regions": "|".join(held.nation_regions),
            "stated": held.nation_regions == [question.nation],
            "undated": any(not fact.published for fact in held.facts.values()),
        }
        for region in shown
    ]
    for measure in MEASURES:
        first, second = spans[measure]
        gone = "no_end" if second is None else next((unknown[year] for year in (first, second) if unknown[year]), "")
        crossed = "" if gone or second is None else _unbroken(context, section, held, facts, first, second)
        found = {} if gone or second is None else _measured(measure, held, first, second)
        for row in rows:
            values = found.get(str(row["region"]), {})
            row |= {name: values.get(name, math.nan) for name in NUMBERS if name.startswith(measure)}
            row[f"{measure}_reason"] = values.get("reason", gone)
            row[f"{measure}_years"] = f"{first}|{'' if second is None else second}".rstrip("|")
            row[f"{measure}_announced"] = crossed
    return rows


def _levels(
    facts: Mapping[tuple[int, str], Fact], known: list[int], shown: list[str], children: list[str], nation: str
) -> _Levels:
    """Levels of the years known; the nation is its own figure where every year has one, else the sum over all."""
    import xarray as xr

    def values(regions: list[str]) -> xr.DataArray:
        cells = [[facts[y, r].value if (y, r) in facts else np.nan for r in regions] for y in known]
        shape = np.reshape(np.asarray(cells, dtype=float), (len(known), len(regions)))
        return xr.DataArray(shape, coords={PERIOD: known, REGION: regions}, dims=(PERIOD, REGION))

    stated = all((year, nation) in facts for year in known)
    used = [nation] if stated else children
    among = {*shown, *used}
    return _Levels(
        own=values(shown),
        nation=values(used).sum(REGION, skipna=False),
        nation_regions=used,
        facts={place: fact for place, fact in facts.items() if place[0] in known and place[1] in among},
    )


def _unbroken(
    context: Context,
    section: str,
    held: _Levels,
    facts: Mapping[tuple[int, str], Fact],
    first: int,
    second: int,
) -> str:
    """Refuse to read a downturn or a recovery across a break; ids of those the study announces."""
    among = {region for _, region in held.facts}
    marked = sorted(
        place
        for place, fact in facts.items()
        if fact.status == "series_break" and first < place[0] <= second and place[1] in among
    )
    if marked:
        year, region = marked[0]
        raise InputError(
            "break-between",
            section=section,
            indicator=facts[marked[0]].indicator,
            region=region,
            period=year,
            periods=f"{first}, {second}",
        )
    before = len(context.crossed)
    for region in sorted(among):
        ends = [held.facts.get((year, region)) for year in (first, second)]
        if ends[0] is not None and ends[1] is not None:
            uncrossed(context, section, ends[0], ends[1])
    return "|".join(dict.fromkeys(one.id for one in context.crossed[before:]))


def _measured(measure: Measure, held: _Levels, first: int, second: int) -> dict[str, dict[str, Any]]:
    from growthpole.plan import recoverability, resistance

    match measure:
        case "resistance":
            found = resistance(held.own, first, second, nation=held.nation)
        case "recoverability":
            found = recoverability(held.own, first, second, nation=held.nation)
        case _:
            raise InputError("unknown-option", option="measure", value=measure, known=listed(MEASURES))
    return {
        str(region): {
            measure: float(found.sel({REGION: region})),
            f"{measure}_change": _growth(held.own.sel({REGION: region}), first, second),
            f"{measure}_nation": _growth(held.nation, first, second),
            "reason": _reason(int(found.coords[REASON].sel({REGION: region}))),
        }
        for region in found[REGION].values
    }


def _growth(levels: xr.DataArray, first: int, second: int) -> float:
    base, reached = (float(levels.sel({PERIOD: year})) for year in (first, second))
    return reached / base - 1 if base else math.nan


def _reason(code: int) -> str:
    return reason_name(code) if code else ""


def _traces(measure: Measure) -> tuple[Trace, ...]:
    where = {"indicator": "$indicator", "kind": "actual", "activity": "", "vintage": "$vintage"}
    where["period"] = f"${measure}_years"
    own, nation = (
        Slice(name, "observe.observations", "value", {**where, "region": region})
        for name, region in (("E_r", "$region"), ("E_N", "$nation_regions"))
    )
    return (
        Trace(measure, measure, (own, nation)),
        Trace(f"{measure}_change", "", (own,), "E_r at the end / E_r at the start − 1"),
        Trace(f"{measure}_nation", "", (nation,), "sum of E_N at the end / sum of E_N at the start − 1"),
    )
