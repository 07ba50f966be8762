"""Tables of the footprint: counts of firms by region and activity, their quotients and intervals.

Counts of firms are no output: a quotient of a few firms comes with k of n and its exact interval, and
is called distinguishable from the nation only where the interval allows.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

from growthpole.dims import ACTIVITY, REGION
from growthpole.errors import InputError
from growthpole.provenance import Slice, Trace
from growthpole.study.stages.labelled import labelled_rows
from growthpole.study.stages.series_breaks import bridged_groups, on_one_base, panel_among
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.study.shown import FootprintEntry
    from growthpole.study.stages import Context

__all__ = ["footprint_tables"]


def footprint_tables(context: Context) -> list[ResultTable]:
    """Footprint by region, by activity, structure of regions, and shift-share; none without a section."""
    from growthpole.observe import build_panel

    entry = context.case.footprint
    if entry is None:
        return []
    found = context.ingest()
    absent = found.absent.get(entry.indicator, "absent")
    panel = build_panel(found.observations, entry.indicator, absent="zero" if absent == "zero" else "absent")
    children = found.classifications["region"].children(context.case.question.nation)
    years = [entry.base_period, entry.period]
    based = on_one_base(context, "[footprint]", panel_among(panel, children), years)
    panel, known = based.panel, set(based.panel.values.indexes[REGION])
    regions = [code for code in children if code in known]
    flags = found.classifications[ACTIVITY].attribute(entry.group_attribute)
    group = [code for code in panel.values.indexes[ACTIVITY] if flags.get(str(code)) == entry.group_value]
    if not group or not regions:
        raise InputError("no-fact", section="[footprint]", wanted=f"{entry.group_attribute}={entry.group_value}")
    counts = panel.at(entry.period).sel({REGION: regions})
    before = panel.at(entry.base_period).sel({REGION: regions})
    everything = "|".join(str(code) for code in panel.values.indexes[ACTIVITY])
    groups = {"nation_members": "|".join(regions), "group": "|".join(group), "activities": everything}
    groups |= bridged_groups(based.parts)
    return [
        _by_region(entry, counts, group, groups, panel.unit),
        _by_activity(context, entry, counts, groups, panel.unit),
        _structure(entry, counts, groups),
        _shifts(context, entry, before, counts, groups, panel.unit),
    ]


def _cell(entry: FootprintEntry, name: str, **where: str) -> Slice:
    fixed = {"indicator": entry.indicator, "kind": "actual", "period": str(entry.period)}
    fixed |= {"region": "$nation_members", "activity": "$activities"}
    return Slice(name, "observe.observations", "value", {**fixed, **where})


def _by_region(
    entry: FootprintEntry, counts: xr.DataArray, group: list[str], groups: dict[str, str], unit: str
) -> ResultTable:
    """The group of activities as a whole, in each region."""
    import pandas as pd
    import xarray as xr

    from growthpole.diagnose import location_quotient_interval

    inside = counts.sel({ACTIVITY: group}).sum(ACTIVITY)
    outside = counts.sum(ACTIVITY) - inside
    two = xr.concat([inside, outside], pd.Index(["group", "rest"], name=ACTIVITY)).transpose(REGION, ACTIVITY)
    measured = location_quotient_interval(two).sel({ACTIVITY: "group"}, drop=True)
    rows = _quotients({**_columns(measured), "firms": two.sum(ACTIVITY)}, (REGION,), entry)
    symbols = {
        "x[r,a]": _cell(entry, "x[r,a]", region="$region", activity="$group"),
        "X_r": _cell(entry, "X_r", region="$region"),
        "X_a": _cell(entry, "X_a", activity="$group"),
        "X": _cell(entry, "X"),
    }
    return _quotient_table("footprint", pd.DataFrame(rows), ("region",), symbols, groups, unit)


def _by_activity(
    context: Context, entry: FootprintEntry, counts: xr.DataArray, groups: dict[str, str], unit: str
) -> ResultTable:
    """Each activity of the group, in the region and its peers."""
    import pandas as pd

    from growthpole.diagnose import location_quotient_interval

    question = context.case.question
    measured = location_quotient_interval(counts)
    chosen = {REGION: [question.region, *question.peers], ACTIVITY: groups["group"].split("|")}
    shown = measured.sel(chosen)
    firms = counts.sum(ACTIVITY).sel({REGION: chosen[REGION]})
    rows = _quotients({**_columns(shown), "firms": firms}, (REGION, ACTIVITY), entry)
    symbols = {
        "x[r,a]": _cell(entry, "x[r,a]", region="$region", activity="$activity"),
        "X_r": _cell(entry, "X_r", region="$region"),
        "X_a": _cell(entry, "X_a", activity="$activity"),
        "X": _cell(entry, "X"),
    }
    return _quotient_table("footprint_activities", pd.DataFrame(rows), ("region", "activity"), symbols, groups, unit)


def _columns(measured: xr.Dataset) -> dict[str, xr.DataArray]:
    names = {"k": "k", "n": "n", "lq": "lq", "lq_low": "low", "lq_high": "high", "distinguishable": "distinguishable"}
    return {column: measured[name] for column, name in names.items()}


def _quotients(columns: dict[str, xr.DataArray], dims: tuple[str, ...], entry: FootprintEntry) -> list[dict[str, Any]]:
    """Rows of quotients, each with what its interval allows to say."""
    rows: list[dict[str, Any]] = labelled_rows(columns, dims, period=str(entry.period), indicator=entry.indicator)
    for row in rows:
        row["verdict"] = _verdict(row["k"], row["lq_low"], row["lq_high"])
    return rows


def _verdict(k: float, low: float, high: float) -> Literal["above", "below", "open", "undefined"]:
    """What the interval allows to say; above needs at least three of the counted."""
    if math.isnan(low) or math.isnan(high):
        return "undefined"
    if low > 1 and k >= 3:
        return "above"
    return "below" if high < 1 else "open"


def _quotient_table(
    name: str, frame: Any, dims: tuple[str, ...], symbols: dict[str, Slice], groups: dict[str, str], unit: str
) -> ResultTable:
    everything = tuple(symbols.values())
    return ResultTable(
        stage="diagnose",
        name=name,
        frame=frame,
        dims=dims,
        units={"k": unit, "n": unit, "firms": unit, "lq": "1", "lq_low": "1", "lq_high": "1"},
        traces=(
            Trace("k", "", (symbols["x[r,a]"],), "sum of x[r,a]"),
            Trace("n", "", (symbols["X_a"],), "sum of X_a"),
            Trace("firms", "", (symbols["X_r"],), "sum of X_r"),
            Trace("lq", "location_quotient", everything),
            Trace("lq_low", "location_quotient_interval", everything),
            Trace("lq_high", "location_quotient_interval", everything),
        ),
        groups=groups,
    )


def _structure(entry: FootprintEntry, counts: xr.DataArray, groups: dict[str, str]) -> ResultTable:
    """How concentrated, and how unlike the nation, the composition of each region is."""
    import pandas as pd

    from growthpole.diagnose import herfindahl, krugman

    filled = counts.sel({REGION: counts.sum(ACTIVITY) > 0})
    raw = herfindahl(filled, ACTIVITY)
    normalised = herfindahl(filled, ACTIVITY, normalized=True)
    distance = krugman(filled, counts.sum(REGION), ACTIVITY)
    measures = {"herfindahl": raw, "herfindahl_normalised": normalised, "krugman": distance}
    rows = labelled_rows(measures, (REGION,), period=str(entry.period))
    own, nation = _cell(entry, "x[r,a]", region="$region"), _cell(entry, "X_a")
    return ResultTable(
        stage="diagnose",
        name="structure",
        frame=pd.DataFrame(rows),
        dims=("region",),
        units=dict.fromkeys(("herfindahl", "herfindahl_normalised", "krugman"), "1"),
        traces=(
            Trace("herfindahl", "herfindahl", (own,)),
            Trace("herfindahl_normalised", "herfindahl", (own,)),
            Trace("krugman", "krugman", (own, nation)),
        ),
        groups=groups,
    )


def _shifts(
    context: Context,
    entry: FootprintEntry,
    before: xr.DataArray,
    after: xr.DataArray,
    groups: dict[str, str],
    unit: str,
) -> ResultTable:
    """Shift-share of the group's counts in the region, by activity and in all."""
    import pandas as pd

    from growthpole.diagnose import shift_share

    region = context.case.question.region
    group = groups["group"].split("|")
    split = shift_share(before, after, variant="dunn").sel({REGION: region}, drop=True)
    parts = ("national", "mix", "regional", "change")
    rows = [
        {
            "activity": activity,
            "start_period": str(entry.base_period),
            "end_period": str(entry.period),
            "start": float(before.sel({REGION: region, ACTIVITY: activity})),
            "end": float(after.sel({REGION: region, ACTIVITY: activity})),
            **{part: float(split[part].sel({ACTIVITY: activity})) for part in parts},
        }
        for activity in group
    ]
    frame = pd.DataFrame(rows)
    total = frame[["start", "end", *parts]].sum(skipna=False)
    periods = {"start_period": str(entry.base_period), "end_period": str(entry.period)}
    whole = {"activity": "all", **periods, **{str(name): float(value) for name, value in total.items()}}
    frame = pd.concat([frame, pd.DataFrame([whole])], ignore_index=True)
    frame.insert(1, "members", [groups["group"] if code == "all" else code for code in frame["activity"]])
    slices = tuple(
        _cell(entry, f"{symbol} {year}", period=str(year), **where)
        for year in (entry.base_period, entry.period)
        for symbol, where in (
            ("x[r,a]", {"region": region, "activity": "$members"}),
            ("X_a", {"activity": "$members"}),
            ("X", {}),
        )
    )
    return ResultTable(
        stage="diagnose",
        name="shifts",
        frame=frame,
        dims=("activity",),
        units=dict.fromkeys(("start", "end", *parts), unit),
        traces=(
            Trace("start", "", (slices[0],), "sum of x[r,a]"),
            Trace("end", "", (slices[3],), "sum of x[r,a]"),
            *(Trace(part, "shift_share", slices) for part in parts),
        ),
        groups=groups,
    )
