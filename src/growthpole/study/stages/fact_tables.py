"""Tables of facts as published: ranks, definitions, compositions, stabilities, breaks in series."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from growthpole.errors import InputError, listed
from growthpole.provenance import Ref, Slice, Trace
from growthpole.study.stages.lookup import band_of, comparable, fraction_of, inexact, key_of, needed
from growthpole.tables.periods import published_by
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    from growthpole.study.shown import CompositionEntry, DefinitionEntry
    from growthpole.study.stages import Context
    from growthpole.tables.observations import Fact

__all__ = ["fact_tables"]


def fact_tables(context: Context) -> list[ResultTable]:
    """The tables of published facts the study asks for."""
    case = context.case
    tables = [_ranks(context)] if case.ranks else []
    tables += [_definitions(context)] if case.definition else []
    tables += [_compositions(context)] if case.composition else []
    tables += [_stabilities(context)] if case.stability else []
    return [*tables, _breaks(context)] if any(entry.indicator for entry in case.series_break) else tables


def _ranks(context: Context) -> ResultTable:
    """Ranks as the sources print them, with what they say of the measure ranked."""
    import pandas as pd

    entry = context.case.ranks
    region = context.case.question.region
    facts: list[tuple[str, Fact]] = []
    if entry is None:
        raise InputError("no-fact", section="[ranks]", wanted="–")
    for indicator in entry.indicators:
        where = {"region": region, "indicator": indicator, "period": entry.period, "kind": "actual"}
        facts.append(("current", needed(context, "[ranks]", **where)))
    shown = {(fact.indicator, fact.period) for _, fact in facts}
    for indicator in entry.history:
        found = context.ingest().observations.facts(region=region, indicator=indicator, kind="actual")
        facts.extend(("history", fact) for fact in found if (fact.indicator, fact.period) not in shown)
    rows = [
        {
            "indicator": fact.indicator,
            "period": fact.period,
            "group": group,
            "rank": fact.value,
            "scope": fact.scope,
            "measure_stated": bool(fact.scope) and "not stated" not in fact.scope,
            "known_later": not published_by(fact.published, context.case.question.as_of),
            "fact_key": key_of(fact),
        }
        for group, fact in facts
    ]
    return ResultTable(
        stage="diagnose",
        name="ranks",
        frame=pd.DataFrame(rows),
        dims=("indicator", "period"),
        units={"rank": "rank"},
        traces=(Trace("rank", "", (Ref("rank", "fact_key"),)),),
    )


def _definitions(context: Context) -> ResultTable:
    import pandas as pd

    rows = [_definition(context, entry) for entry in context.case.definition]
    refs = (Ref("part", "part_key"), Ref("whole", "whole_key"))
    values = ("ratio", "ratio_low", "ratio_high")
    return ResultTable(
        stage="diagnose",
        name="definitions",
        frame=pd.DataFrame(rows),
        dims=("definition",),
        units=dict.fromkeys(values, "1"),
        traces=tuple(
            Trace(name, "", refs, "part / whole; a published percentage is divided by 100") for name in values
        ),
    )


def _definition(context: Context, entry: DefinitionEntry) -> dict[str, Any]:
    where = {"region": context.case.question.region, "period": entry.period, "kind": entry.kind}
    part = needed(context, "[[definition]]", indicator=entry.indicator, **where)
    whole = needed(context, "[[definition]]", indicator=entry.over, **where) if entry.over else None
    comparable(f"[[definition]] {entry.id}", part, whole)
    top = fraction_of(part) if whole is None else band_of(part)
    bottom = None if whole is None else band_of(whole)
    return {
        "definition": entry.id,
        "indicator": entry.indicator,
        "over": entry.over,
        "period": entry.period,
        "kind": entry.kind,
        "ratio": top.value if bottom is None else top.value / bottom.value,
        "ratio_low": top.low if bottom is None else top.low / bottom.high,
        "ratio_high": top.high if bottom is None else top.high / bottom.low,
        "operator": part.operator if part.operator != "=" or whole is None else whole.operator,
        "status": part.status,
        "derived": whole is not None,
        "inexact": inexact(part, whole),
        "known_later": not published_by(part.published, context.case.question.as_of),
        "part_key": key_of(part),
        "whole_key": key_of(whole),
    }


def _compositions(context: Context) -> ResultTable:
    import pandas as pd

    rows = [row for entry in context.case.composition for row in _composition(context, entry)]
    whole = Slice(
        "total of the parts", "diagnose.compositions", "level", {"composition": "$composition", "period": "$period"}
    )
    return ResultTable(
        stage="diagnose",
        name="compositions",
        frame=pd.DataFrame(rows),
        dims=("composition", "part"),
        units={"level": "", "share": "1", "published_total": "", "gap": ""},
        traces=(
            Trace("level", "", (Ref("level", "fact_key"),)),
            Trace("share", "share", (Ref("x", "fact_key"), whole)),
            Trace("published_total", "", (Ref("total", "total_key"),)),
            Trace("gap", "", (Ref("total", "total_key"), whole), "total − total of the parts"),
        ),
    )


def _composition(context: Context, entry: CompositionEntry) -> list[dict[str, Any]]:
    import xarray as xr

    from growthpole.diagnose import share
    from growthpole.dims import ACTIVITY

    region = context.case.question.region
    where = {"period": entry.period, "vintage": entry.vintage, "kind": "actual"}
    section = f"[[composition]] {entry.id}"
    total = needed(context, section, region=region, indicator=entry.total, **where)
    if entry.children_of:
        children = context.ingest().classifications["region"].children(entry.children_of)
        parts = [(code, needed(context, section, region=code, indicator=entry.total, **where)) for code in children]
    else:
        parts = [(code, needed(context, section, region=region, indicator=code, **where)) for code in entry.parts]
    facts = [fact for _, fact in parts]
    if not parts or (entry.children_of and entry.parts):
        raise InputError("no-fact", section=section, wanted="parts, or children_of")
    comparable(section, total, *facts)
    levels = xr.DataArray([fact.value for _, fact in parts], coords={ACTIVITY: [code for code, _ in parts]})
    shares = share(levels, ACTIVITY)
    gap = _decimal(total) - sum((_decimal(fact) for fact in facts), Decimal(0))
    closes = abs(gap) <= sum((_half_unit(fact) for fact in (total, *facts)), Decimal(0))
    return [
        {
            "composition": entry.id,
            "part": code,
            "of_regions": bool(entry.children_of),
            "period": entry.period,
            "level": fact.value,
            "unit": fact.unit,
            "share": float(shares.sel({ACTIVITY: code})),
            "published_total": total.value,
            "gap": float(gap),
            "closes": closes,
            "inexact": inexact(total, *facts),
            "fact_key": key_of(fact),
            "total_key": key_of(total),
        }
        for code, fact in parts
    ]


def _decimal(fact: Fact) -> Decimal:
    return Decimal(fact.printed)


def _half_unit(fact: Fact) -> Decimal:
    """Half a unit of the last printed digit."""
    exponent = _decimal(fact).as_tuple().exponent
    return Decimal(5).scaleb(int(exponent) - 1)


def _stabilities(context: Context) -> ResultTable:
    """One row for each value that speaks to a stability, one row without value where none does."""
    import pandas as pd

    region = context.case.question.region
    rows: list[dict[str, Any]] = []
    known = context.ingest().classifications["indicator"]
    unknown = [name for entry in context.case.stability for name in entry.indicators if name not in known]
    if unknown:
        raise InputError("unknown-indicators", section="[[stability]]", names=listed(unknown))
    for entry in context.case.stability:
        facts: list[Fact | None] = [
            fact
            for indicator in entry.indicators
            for fact in context.ingest().observations.facts(region=region, indicator=indicator, kind="actual")
        ]
        rows.extend(
            {
                "stability": entry.id,
                "indicator": "" if fact is None else fact.indicator,
                "period": "" if fact is None else fact.period,
                "level": float("nan") if fact is None else fact.value,
                "operator": "" if fact is None else fact.operator,
                "unit": "" if fact is None else fact.unit,
                "scope": "" if fact is None else fact.scope,
                "known_later": fact is not None and not published_by(fact.published, context.case.question.as_of),
                "fact_key": key_of(fact),
            }
            for fact in facts or [None]
        )
    return ResultTable(
        stage="diagnose",
        name="stabilities",
        frame=pd.DataFrame(rows),
        dims=("stability", "indicator", "period"),
        units={"level": ""},
        traces=(Trace("level", "", (Ref("level", "fact_key"),)),),
    )


def _breaks(context: Context) -> ResultTable:
    import pandas as pd

    region = context.case.question.region
    rows: list[dict[str, Any]] = []
    for entry in context.case.series_break:
        if not entry.indicator:
            continue
        where = {"region": region, "indicator": entry.indicator, "kind": "actual"}
        before = needed(context, "[[series_break]]", period=entry.before, **where)
        after = needed(context, "[[series_break]]", period=entry.after, **where)
        rows.append(
            {
                "indicator": entry.indicator,
                "before_period": entry.before,
                "after_period": entry.after,
                "before": before.value,
                "after": after.value,
                "unit": before.unit,
                "before_key": key_of(before),
                "after_key": key_of(after),
            }
        )
    return ResultTable(
        stage="diagnose",
        name="breaks",
        frame=pd.DataFrame(rows),
        dims=("indicator", "before_period", "after_period"),
        units={"before": "", "after": ""},
        traces=(
            Trace("before", "", (Ref("before", "before_key"),)),
            Trace("after", "", (Ref("after", "after_key"),)),
        ),
    )
