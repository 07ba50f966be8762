"""Tables of growth: the region beside the nation, and published rates beside those of published levels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from growthpole.provenance import Ref, Trace
from growthpole.study.stages.lookup import band_of, comparable, fraction_of, inexact, key_of, needed
from growthpole.study.stages.series_breaks import uncrossed
from growthpole.tables.periods import parse_period
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    from growthpole.study.stages import Context

__all__ = ["growth_tables"]


def growth_tables(context: Context) -> list[ResultTable]:
    """``diagnose.comparisons`` and ``diagnose.growth_checks``, where the study asks for them."""
    tables = [_comparisons(context)] if context.case.comparison else []
    return [*tables, _growth_checks(context)] if context.case.growth_check else tables


def _comparisons(context: Context) -> ResultTable:
    import pandas as pd

    from growthpole.diagnose import relative_growth

    question = context.case.question
    rows: list[dict[str, Any]] = []
    for entry in context.case.comparison:
        where = {"indicator": entry.indicator, "period": entry.period, "kind": "actual"}
        region = needed(context, "[[comparison]]", region=question.region, **where)
        nation = needed(context, "[[comparison]]", region=question.nation, **where)
        own, wide = fraction_of(region), fraction_of(nation)
        share = relative_growth(own, wide)
        rows.append(
            {
                "indicator": entry.indicator,
                "period": entry.period,
                "region_growth": own.value,
                "nation_growth": wide.value,
                "share_change": share.value,
                "share_change_low": share.low,
                "share_change_high": share.high,
                "outcome": "won" if share.low > 0 else "lost" if share.high < 0 else "held",
                "inexact": inexact(region, nation),
                "region_key": key_of(region),
                "nation_key": key_of(nation),
            }
        )
    refs = (Ref("region", "region_key"), Ref("nation", "nation_key"))
    changes = ("share_change", "share_change_low", "share_change_high")
    return ResultTable(
        stage="diagnose",
        name="comparisons",
        frame=pd.DataFrame(rows),
        dims=("indicator", "period"),
        units=dict.fromkeys(("region_growth", "nation_growth", *changes), "1"),
        traces=(
            Trace("region_growth", "", (refs[0],), "region as a fraction"),
            Trace("nation_growth", "", (refs[1],), "nation as a fraction"),
            *(Trace(name, "relative_growth", refs) for name in changes),
        ),
    )


def _growth_checks(context: Context) -> ResultTable:
    import pandas as pd

    from growthpole.diagnose import cagr_band, compare_growth

    rows: list[dict[str, Any]] = []
    for entry in context.case.growth_check:
        where = {"region": entry.region, "kind": "actual"}
        published = needed(context, "[[growth_check]]", indicator=entry.growth, period=entry.end, **where)
        start = needed(
            context,
            "[[growth_check]]",
            indicator=entry.level,
            period=entry.base,
            vintage=entry.base_vintage,
            **where,
        )
        end = needed(
            context, "[[growth_check]]", indicator=entry.level, period=entry.end, vintage=entry.end_vintage, **where
        )
        years = parse_period(entry.end).year - parse_period(entry.base).year
        comparable(f"[[growth_check]] {entry.id}", start, end)
        uncrossed(context, f"[[growth_check]] {entry.id}", start, end)
        printed = fraction_of(published)
        apparent = cagr_band(band_of(start), band_of(end), years)
        rows.append(
            {
                "check": entry.id,
                "region": entry.region,
                "indicator": entry.level,
                "base_period": entry.base,
                "end_period": entry.end,
                "start": start.value,
                "end": end.value,
                "unit": end.unit,
                "base_vintage": start.vintage,
                "end_vintage": end.vintage,
                "inexact": inexact(start, end, published),
                "published": printed.value,
                "apparent": apparent.value,
                "apparent_low": apparent.low,
                "apparent_high": apparent.high,
                "agreement": compare_growth(printed, apparent),
                "published_key": key_of(published),
                "start_key": key_of(start),
                "end_key": key_of(end),
            }
        )
    ends = (Ref("start", "start_key"), Ref("end", "end_key"))
    apparents = ("apparent", "apparent_low", "apparent_high")
    return ResultTable(
        stage="diagnose",
        name="growth_checks",
        frame=pd.DataFrame(rows),
        dims=("check",),
        units={"start": "", "end": "", **dict.fromkeys(("published", *apparents), "1")},
        traces=(
            Trace("start", "", (ends[0],)),
            Trace("end", "", (ends[1],)),
            Trace("published", "", (Ref("published", "published_key"),), "published as a fraction"),
            Trace("apparent", "cagr", ends),
            *(Trace(name, "cagr_band", ends) for name in apparents[1:]),
        ),
    )
