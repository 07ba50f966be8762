"""Tables of growth: the region beside the nation, and published rates beside those of published levels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from growthpole.provenance import Ref, Trace
from growthpole.study.stages.lookup import band_of, key_of, needed
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
        share = relative_growth(band_of(region, 0.01), band_of(nation, 0.01))
        rows.append(
            {
                "indicator": entry.indicator,
                "period": entry.period,
                "region_growth": region.value / 100,
                "nation_growth": nation.value / 100,
                "share_change": share.value,
                "share_change_low": share.low,
                "share_change_high": share.high,
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
            Trace("region_growth", "", (refs[0],), "region / 100"),
            Trace("nation_growth", "", (refs[1],), "nation / 100"),
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
        printed = band_of(published, 0.01)
        apparent = cagr_band(_rounded(start), _rounded(end), years)
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
            Trace("published", "", (Ref("published", "published_key"),), "published / 100"),
            *(Trace(name, "cagr_band", ends) for name in apparents),
        ),
    )


def _rounded(fact: Any) -> Any:
    """Band of a level printed in scaled units: 21.2 ten-thousand units is rounded, whatever it counts."""
    from growthpole.diagnose import rounding_band
    from growthpole.units import parse_unit

    return rounding_band(fact.printed, exact=parse_unit(fact.unit).factor == 1 and parse_unit(fact.unit).is_count)
