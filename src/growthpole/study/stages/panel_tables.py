"""Tables of a panel: one indicator by region and activity, in one year and from one year to another.

For each panel ``ID`` of the study: ``ID_activities`` (the region's activities beside the nation's),
``ID_regions`` (every region's size, rank, diversity and likeness), ``ID_cells`` (location quotients of all
cells), and where the panel has a base year ``ID_shifts``, ``ID_growth`` and ``ID_years``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from growthpole.dims import ACTIVITY, PERIOD, REGION
from growthpole.errors import InputError, listed
from growthpole.provenance import Slice, Trace
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.study.shown import PanelEntry
    from growthpole.study.stages import Context

__all__ = ["panel_tables"]


@dataclass(frozen=True, slots=True)
class _Panel:
    """Values [period, region, activity] of one panel, without the nation and what is excluded."""

    entry: PanelEntry
    values: xr.DataArray
    unit: str
    region: str
    groups: dict[str, str]

    def at(self, year: int) -> xr.DataArray:
        """Values of one year."""
        chosen: xr.DataArray = self.values.sel({PERIOD: year}, drop=True)
        return chosen

    def slice(self, name: str, **where: str) -> Slice:
        """Observations behind a symbol; all regions and activities of the panel unless said otherwise."""
        fixed = {
            "indicator": self.entry.indicator,
            "kind": "actual",
            "period": str(self.entry.period),
            "region": "$regions",
            "activity": "$activities",
        }
        return Slice(name, "observe.observations", "value", {**fixed, **where})

    def table(
        self, name: str, rows: list[dict[str, object]], dims: tuple[str, ...], columns: dict[str, tuple[str, Trace]]
    ) -> ResultTable:
        """Result table ``ID_name`` with its columns of numbers, each with unit and trace."""
        import pandas as pd

        return ResultTable(
            stage="diagnose",
            name=f"{self.entry.id}_{name}",
            frame=pd.DataFrame(rows),
            dims=dims,
            units={column: unit for column, (unit, _) in columns.items()},
            traces=tuple(trace for _, trace in columns.values()),
            groups=self.groups,
        )


def panel_tables(context: Context) -> list[ResultTable]:
    """Tables of every ``[[panel]]`` of the study."""
    tables: list[ResultTable] = []
    for entry in context.case.panel:
        panel = _panel(context, entry)
        tables += [_activities(panel), _regions(panel), _cells(panel)]
        if entry.base_period is not None:
            tables += [_shifts(panel, entry.base_period), _growth(panel, entry.base_period), _years(panel)]
    return tables


def _panel(context: Context, entry: PanelEntry) -> _Panel:
    from growthpole.observe import build_panel

    found = context.ingest()
    question = context.case.question
    absent = found.absent.get(entry.indicator, "absent")
    panel = build_panel(found.observations, entry.indicator, absent="zero" if absent == "zero" else "absent")
    held = set(panel.values.indexes[REGION])
    regions = [code for code in found.classifications["region"].children(question.nation) if code in held]
    activities = [str(code) for code in panel.values.indexes[ACTIVITY] if code not in entry.exclude]
    wanted = [year for year in (entry.period, entry.base_period) if year is not None]
    lacking = [str(year) for year in wanted if year not in panel.years]
    lacking += [code for code in (question.region, *question.peers) if code not in regions]
    if lacking or not activities:
        raise InputError("no-fact", section=f"[[panel]] {entry.id}", wanted=listed(lacking or ["activities"]))
    values = panel.values.sel({REGION: regions, ACTIVITY: activities})
    groups = {"regions": "|".join(regions), "activities": "|".join(activities), "own": question.region}
    return _Panel(entry, values, panel.unit, question.region, groups)


def _activities(panel: _Panel) -> ResultTable:
    from growthpole.diagnose import location_quotient, locational_gini, share

    x = panel.at(panel.entry.period)
    own = x.sel({REGION: panel.region})
    shares, nation = share(own, ACTIVITY), share(x.sum(REGION), ACTIVITY)
    quotients = location_quotient(x).sel({REGION: panel.region})
    uneven = locational_gini(x)
    rows: list[dict[str, object]] = [
        {
            "activity": code,
            "period": str(panel.entry.period),
            "unit": panel.unit,
            "level": float(own.sel({ACTIVITY: code})),
            "share": float(shares.sel({ACTIVITY: code})),
            "nation_share": float(nation.sel({ACTIVITY: code})),
            "lq": float(quotients.sel({ACTIVITY: code})),
            "locational_gini": _value(uneven, ACTIVITY, code),
        }
        for code in map(str, x.indexes[ACTIVITY])
    ]
    cell = panel.slice("x[r,a]", region="$own", activity="$activity")
    row, column, everything = (
        panel.slice("X_r", region="$own"),
        panel.slice("X_a", activity="$activity"),
        panel.slice("X"),
    )
    return panel.table(
        "activities",
        rows,
        ("activity",),
        {
            "level": (panel.unit, Trace("level", "", (cell,), "sum of x[r,a]")),
            "share": ("1", Trace("share", "share", (cell, row))),
            "nation_share": ("1", Trace("nation_share", "share", (column, everything))),
            "lq": ("1", Trace("lq", "location_quotient", (cell, row, column, everything))),
            "locational_gini": ("1", Trace("locational_gini", "locational_gini", (column, everything))),
        },
    )


def _regions(panel: _Panel) -> ResultTable:
    from growthpole.diagnose import entropy, herfindahl, krugman, rank, share, structural_similarity

    x = panel.at(panel.entry.period)
    totals = x.sum(ACTIVITY)
    shares, places = share(totals, REGION), rank(totals, REGION)
    nation = x.sum(REGION)
    measures = {
        "herfindahl": herfindahl(x, ACTIVITY),
        "entropy": entropy(x, ACTIVITY, normalized=True),
        "krugman": krugman(x, nation, ACTIVITY),
        "similarity": structural_similarity(x)
        .sel({REGION: panel.region}, drop=True)
        .rename({f"{REGION}_other": REGION}),
    }
    rows: list[dict[str, object]] = [
        {
            "region": code,
            "period": str(panel.entry.period),
            "unit": panel.unit,
            "level": float(totals.sel({REGION: code})),
            "share": float(shares.sel({REGION: code})),
            "rank": float(places["rank"].sel({REGION: code})),
            "tied": bool(places["tied"].sel({REGION: code})),
            **{name: float(values.sel({REGION: code})) for name, values in measures.items()},
        }
        for code in map(str, x.indexes[REGION])
    ]
    own, everything = panel.slice("x[r,a]", region="$region"), panel.slice("X")
    study = panel.slice("x[s,a]", region="$own")
    return panel.table(
        "regions",
        rows,
        ("region",),
        {
            "level": (panel.unit, Trace("level", "", (own,), "sum of x[r,a]")),
            "share": ("1", Trace("share", "share", (own, everything))),
            "rank": ("rank", Trace("rank", "rank", (everything,))),
            "herfindahl": ("1", Trace("herfindahl", "herfindahl", (own,))),
            "entropy": ("1", Trace("entropy", "entropy", (own,))),
            "krugman": ("1", Trace("krugman", "krugman", (own, everything))),
            "similarity": ("1", Trace("similarity", "structural_similarity", (study, own))),
        },
    )


def _cells(panel: _Panel) -> ResultTable:
    from growthpole.diagnose import location_quotient

    x = panel.at(panel.entry.period)
    quotients = location_quotient(x)
    rows: list[dict[str, object]] = [
        {
            "region": str(region),
            "activity": str(activity),
            "period": str(panel.entry.period),
            "unit": panel.unit,
            "level": float(x.values[place, column]),
            "lq": float(quotients.values[place, column]),
        }
        for place, region in enumerate(x.indexes[REGION])
        for column, activity in enumerate(x.indexes[ACTIVITY])
    ]
    cell = panel.slice("x[r,a]", region="$region", activity="$activity")
    parts = (cell, panel.slice("X_r", region="$region"), panel.slice("X_a", activity="$activity"), panel.slice("X"))
    return panel.table(
        "cells",
        rows,
        ("region", "activity"),
        {
            "level": (panel.unit, Trace("level", "", (cell,), "sum of x[r,a]")),
            "lq": ("1", Trace("lq", "location_quotient", parts)),
        },
    )


def _shifts(panel: _Panel, base: int) -> ResultTable:
    """Shift-share of the region, by activity and in all, with each activity's contribution to growth."""
    from growthpole.diagnose import growth_contributions, shift_share

    start, end = panel.at(base), panel.at(panel.entry.period)
    split = shift_share(start, end).sel({REGION: panel.region}, drop=True)
    before, after = start.sel({REGION: panel.region}, drop=True), end.sel({REGION: panel.region}, drop=True)
    parts = ("national", "mix", "regional", "change")
    added = growth_contributions(start, end)["contribution"].sel({REGION: panel.region}, drop=True)
    columns = {"start": before, "end": after, **{part: split[part] for part in parts}, "contribution": added}
    rows: list[dict[str, object]] = [
        {
            "activity": code,
            "members": code,
            "unit": panel.unit,
            **{name: float(values.sel({ACTIVITY: code})) for name, values in columns.items()},
        }
        for code in map(str, start.indexes[ACTIVITY])
    ]
    whole = {name: float(values.sum(skipna=False)) for name, values in columns.items()}
    rows.append({"activity": "all", "members": panel.groups["activities"], "unit": panel.unit, **whole})
    grown = _rate(before, after), _rate(start.sum(REGION), end.sum(REGION))
    everywhere = _rate(before.sum(), after.sum()), _rate(start.sum(), end.sum())
    for row in rows:
        at = str(row["activity"])
        own, wide = everywhere if at == "all" else tuple(rates.sel({ACTIVITY: at}) for rates in grown)
        row |= {"growth": float(own), "nation_growth": float(wide)}
    for row in rows:
        row |= {"start_period": str(base), "end_period": str(panel.entry.period)}
    slices = tuple(
        panel.slice(f"{symbol} {year}", period=str(year), **where)
        for year in (base, panel.entry.period)
        for symbol, where in (
            ("x[r,a]", {"region": "$own", "activity": "$members"}),
            ("X_a", {"activity": "$members"}),
            ("X", {}),
        )
    )
    total = panel.slice(f"X_r {base}", period=str(base), region="$own")
    return panel.table(
        "shifts",
        rows,
        ("activity",),
        {
            "start": (panel.unit, Trace("start", "", (slices[0],), "sum of x[r,a]")),
            "end": (panel.unit, Trace("end", "", (slices[3],), "sum of x[r,a]")),
            **{part: (panel.unit, Trace(part, "shift_share", slices)) for part in parts},
            "growth": ("1", Trace("growth", "", (slices[0], slices[3]), "end / start − 1")),
            "nation_growth": ("1", Trace("nation_growth", "", (slices[1], slices[4]), "end / start − 1")),
            "contribution": ("1", Trace("contribution", "growth_contributions", (slices[0], slices[3], total))),
        },
    )


def _growth(panel: _Panel, base: int) -> ResultTable:
    from growthpole.diagnose import cagr, structural_change

    start, end = panel.at(base), panel.at(panel.entry.period)
    rate = cagr(start.sum(ACTIVITY), end.sum(ACTIVITY), panel.entry.period - base)
    moved = structural_change(start, end, kind="norm_absolute_value")
    nation = cagr(float(start.sum()), float(end.sum()), panel.entry.period - base)
    rows: list[dict[str, object]] = [
        {
            "region": code,
            "start_period": str(base),
            "end_period": str(panel.entry.period),
            "growth": float(rate.sel({REGION: code})),
            "nation_growth": nation,
            "structural_change": float(moved.sel({REGION: code})),
        }
        for code in map(str, start.indexes[REGION])
    ]
    own = tuple(
        panel.slice(f"x[r,a] {year}", region="$region", period=str(year)) for year in (base, panel.entry.period)
    )
    all_ = tuple(panel.slice(f"X {year}", period=str(year)) for year in (base, panel.entry.period))
    return panel.table(
        "growth",
        rows,
        ("region",),
        {
            "growth": ("1", Trace("growth", "cagr", own)),
            "nation_growth": ("1", Trace("nation_growth", "cagr", all_)),
            "structural_change": ("1", Trace("structural_change", "structural_change", own)),
        },
    )


def _years(panel: _Panel) -> ResultTable:
    """Level and rank of every region in every year of the panel."""
    from growthpole.diagnose import rank

    totals = panel.values.sum(ACTIVITY, skipna=False)
    places = rank(totals, REGION)["rank"]
    rows: list[dict[str, object]] = [
        {
            "region": str(region),
            "period": str(year),
            "unit": panel.unit,
            "level": float(totals.sel({PERIOD: year, REGION: region})),
            "rank": float(places.sel({PERIOD: year, REGION: region})),
        }
        for year in totals.indexes[PERIOD]
        for region in totals.indexes[REGION]
    ]
    own = panel.slice("x[r,a]", region="$region", period="$period")
    return panel.table(
        "years",
        rows,
        ("region", "period"),
        {
            "level": (panel.unit, Trace("level", "", (own,), "sum of x[r,a]")),
            "rank": ("rank", Trace("rank", "rank", (panel.slice("all regions", period="$period"),))),
        },
    )


def _rate(start: xr.DataArray, end: xr.DataArray) -> xr.DataArray:
    """Growth from one level to another; NaN from a zero base."""
    return end / start.where(start != 0) - 1.0


def _value(values: xr.DataArray, dim: str, code: str) -> float:
    """Value at a label; NaN where the measure left the label out."""
    return float(values.sel({dim: code})) if code in values.indexes[dim] else float("nan")
