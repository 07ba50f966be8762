"""Tables of convergence: an indicator by region, in a first and a last year and the years between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.dims import PERIOD, REGION
from growthpole.errors import InputError
from growthpole.provenance import Ref, Slice, Trace
from growthpole.study.stages.lookup import comparable, key_of
from growthpole.study.stages.series_breaks import uncrossed
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xarray as xr

    from growthpole.study.shown import ConvergenceEntry
    from growthpole.study.stages import Context
    from growthpole.tables.observations import Fact

FIT = {
    "beta": "1",
    "standard_error": "1",
    "r_squared": "1",
    "speed": "1",
    "half_life": "year",
    "intercept": "1",
}

__all__ = ["convergence_tables"]


def convergence_tables(context: Context) -> list[ResultTable]:
    """``diagnose.convergence``, its regions and its years, where the study asks for it."""
    entries = context.case.convergence
    if not entries:
        return []
    found = {entry.id: _facts(context, entry) for entry in entries}
    return [_fits(entries, found), _regions(entries, found), _years(entries, found)]


def _facts(context: Context, entry: ConvergenceEntry) -> dict[str, dict[int, Fact]]:
    """Facts by region and year, of the regions that report the first and the last year."""
    question = context.case.question
    regions = context.ingest().classifications["region"].children(question.nation)
    section = f"[[convergence]] {entry.id}"
    where: dict[str, str | list[str]] = {"indicator": entry.indicator, "kind": "actual", "activity": ""}
    if entry.vintage:
        where["vintage"] = entry.vintage
    held: dict[str, dict[int, Fact]] = {code: {} for code in regions}
    for fact in context.ingest().observations.facts(region=regions, **where):
        if not fact.period.isdigit() or not entry.start <= int(fact.period) <= entry.end:
            continue
        if int(fact.period) in held[fact.region]:
            wanted = f"{section} {entry.indicator} {fact.period} {fact.region}"
            raise InputError("ambiguous-fact", wanted=wanted, count=2)
        held[fact.region][int(fact.period)] = fact
    complete = {code: years for code, years in held.items() if {entry.start, entry.end} <= set(years)}
    if entry.start >= entry.end or len(complete) < 3:
        raise InputError("no-fact", section=section, wanted=f"{entry.indicator} {entry.start}, {entry.end}")
    comparable(section, *(fact for years in complete.values() for fact in years.values()))
    for years in complete.values():
        uncrossed(context, section, years[entry.start], years[entry.end])
    return complete


def _level(facts: Mapping[str, Mapping[int, Fact]], year: int) -> xr.DataArray:
    import xarray as xr

    values = [years[year].value if year in years else float("nan") for years in facts.values()]
    return xr.DataArray(values, coords={REGION: list(facts)}, dims=REGION)


def _fits(entries: tuple[ConvergenceEntry, ...], found: Mapping[str, dict[str, dict[int, Fact]]]) -> ResultTable:
    import pandas as pd

    from growthpole.diagnose import beta_convergence, rank_mobility

    rows = []
    for entry in entries:
        start, end = (_level(found[entry.id], year) for year in (entry.start, entry.end))
        fit, moved = beta_convergence(start, end, entry.end - entry.start), rank_mobility(start, end)
        rows.append(
            {
                "convergence": entry.id,
                "indicator": entry.indicator,
                "start_period": str(entry.start),
                "end_period": str(entry.end),
                "regions": float(start.size),
                **{name: float(fit[name]) for name in FIT},
                "kendall": float(moved["kendall"]),
                "mean_rank_change": float(moved["mean_rank_change"]),
            }
        )
    ends = tuple(
        Slice(name, "diagnose.convergence_regions", name, {"convergence": "$convergence"})
        for name in ("initial", "final")
    )
    mobility = {"kendall": "1", "mean_rank_change": "rank"}
    return ResultTable(
        stage="diagnose",
        name="convergence",
        frame=pd.DataFrame(rows),
        dims=("convergence",),
        units={**FIT, **mobility, "regions": "1"},
        traces=(
            *(Trace(name, "beta_convergence", ends) for name in FIT),
            *(Trace(name, "rank_mobility", ends) for name in mobility),
            Trace("regions", "", ends, "number of regions that report both years"),
        ),
    )


def _regions(entries: tuple[ConvergenceEntry, ...], found: Mapping[str, dict[str, dict[int, Fact]]]) -> ResultTable:
    import pandas as pd

    from growthpole.diagnose import cagr

    rows = []
    for entry in entries:
        start, end = (_level(found[entry.id], year) for year in (entry.start, entry.end))
        growth = cagr(start, end, entry.end - entry.start)
        rows += [
            {
                "convergence": entry.id,
                "region": code,
                "initial": years[entry.start].value,
                "final": years[entry.end].value,
                "unit": years[entry.start].unit,
                "growth": float(growth.sel({REGION: code})),
                "initial_key": key_of(years[entry.start]),
                "final_key": key_of(years[entry.end]),
            }
            for code, years in found[entry.id].items()
        ]
    start_ref, end_ref = Ref("start", "initial_key"), Ref("end", "final_key")
    return ResultTable(
        stage="diagnose",
        name="convergence_regions",
        frame=pd.DataFrame(rows),
        dims=("convergence", "region"),
        units={"initial": "", "final": "", "growth": "1"},
        traces=(
            Trace("initial", "", (start_ref,)),
            Trace("final", "", (end_ref,)),
            Trace("growth", "cagr", (start_ref, end_ref)),
        ),
    )


def _years(entries: tuple[ConvergenceEntry, ...], found: Mapping[str, dict[str, dict[int, Fact]]]) -> ResultTable:
    """Dispersion in every year that the same regions report."""
    import pandas as pd
    import xarray as xr

    from growthpole.diagnose import sigma_convergence

    rows = []
    for entry in entries:
        facts = found[entry.id]
        years = sorted(set.intersection(*(set(held) for held in facts.values())))
        panel = xr.concat([_level(facts, year) for year in years], dim=pd.Index(years, name=PERIOD))
        spread = sigma_convergence(panel)
        rows += [
            {
                "convergence": entry.id,
                "indicator": entry.indicator,
                "period": str(year),
                "regions": "|".join(facts),
                **{name: float(spread[name].sel({PERIOD: year})) for name in ("cv", "std_log")},
            }
            for year in years
        ]
    inputs = (
        Slice(
            "x_r",
            "observe.observations",
            "value",
            {"indicator": "$indicator", "kind": "actual", "period": "$period", "region": "$regions"},
        ),
    )
    return ResultTable(
        stage="diagnose",
        name="convergence_years",
        frame=pd.DataFrame(rows),
        dims=("convergence", "period"),
        units={"cv": "1", "std_log": "1"},
        traces=tuple(Trace(name, "sigma_convergence", inputs) for name in ("cv", "std_log")),
    )
