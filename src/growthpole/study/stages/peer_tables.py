"""Table of peers: an indicator over all regions of the nation, with the rank among those reporting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from growthpole.errors import InputError
from growthpole.provenance import Ref, Slice, Trace
from growthpole.study.stages.lookup import band_of, comparable, inexact, key_of
from growthpole.tables.periods import published_by
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    from growthpole.study.shown import PeerEntry
    from growthpole.study.stages import Context
    from growthpole.tables.observations import Fact

__all__ = ["peer_tables"]


def peer_tables(context: Context) -> list[ResultTable]:
    """``diagnose.peers``, where the study asks for it."""
    import pandas as pd

    if not context.case.peer:
        return []
    rows = [row for entry in context.case.peer for row in _peers(context, entry)]
    field = Slice(
        "all regions reporting",
        "diagnose.peers",
        "level",
        {"indicator": "$indicator", "period": "$period", "is_nation": "False"},
    )
    table = ResultTable(
        stage="diagnose",
        name="peers",
        frame=pd.DataFrame(rows),
        dims=("indicator", "period", "region"),
        units={"level": "", "rank": "rank", "best": "rank", "worst": "rank", "reporting": "1"},
        traces=(
            Trace("level", "", (Ref("level", "fact_key"),)),
            Trace("rank", "rank", (Ref("x", "fact_key"), field)),
            *(Trace(end, "rank_bounds", (Ref("x", "fact_key"), field)) for end in ("best", "worst")),
            Trace("reporting", "rank", (field,)),
        ),
    )
    return [table]


def _peers(context: Context, entry: PeerEntry) -> list[dict[str, Any]]:
    import xarray as xr

    from growthpole.diagnose import rank, rank_bounds
    from growthpole.dims import REGION

    question = context.case.question
    regions = context.ingest().classifications["region"].children(question.nation)
    where: dict[str, str | list[str]] = {"indicator": entry.indicator, "period": entry.period, "kind": "actual"}
    if entry.vintage:
        where["vintage"] = entry.vintage
    facts: dict[str, Fact] = {}
    for fact in context.ingest().observations.facts(region=[question.nation, *regions], activity="", **where):
        if fact.region in facts:
            wanted = f"[[peer]] {entry.indicator} {entry.period} {fact.region}"
            raise InputError("ambiguous-fact", wanted=wanted, count=2)
        facts[fact.region] = fact
    if not facts:
        raise InputError("no-fact", section="[[peer]]", wanted=f"{entry.indicator} {entry.period}")
    comparable(f"[[peer]] {entry.indicator}", *facts.values())
    values = [facts[code].value if code in facts else float("nan") for code in regions]
    places = rank(xr.DataArray(values, coords={REGION: regions}), REGION)
    bands = [band_of(facts[code]) if code in facts else None for code in regions]
    low, high = (
        xr.DataArray([float("nan") if band is None else getattr(band, end) for band in bands], coords={REGION: regions})
        for end in ("low", "high")
    )
    bounds = rank_bounds(low, high, REGION)
    rows = []
    for code in [question.nation, *regions]:
        own = facts.get(code)
        nation = code == question.nation
        if nation and own is None:
            continue
        rows.append(
            {
                "indicator": entry.indicator,
                "period": entry.period,
                "region": code,
                "is_nation": str(nation),
                "level": float("nan") if own is None else own.value,
                "unit": "" if own is None else own.unit,
                "rank": float("nan") if nation else float(places["rank"].sel({REGION: code})),
                **{
                    end: float("nan") if nation else float(bounds[end].sel({REGION: code})) for end in ("best", "worst")
                },
                "tied": not nation and bool(places["tied"].sel({REGION: code})),
                "inexact": inexact(*facts.values()),
                "reporting": float(places["reporting"]),
                "known_later": own is not None and not published_by(own.published, question.as_of),
                "fact_key": key_of(own),
            }
        )
    return rows
