"""Tables of a panel: one indicator by region and activity, in one year and from one year to another.

For each panel ``ID`` of the study: ``ID_activities`` (the region's activities beside the nation's),
``ID_regions`` (every region's size, rank, diversity and likeness), ``ID_cells`` (location quotients of all
cells), ``ID_nearest`` (the regions nearest in structure), ``ID_spread`` (how unequal the regions are, year by
year), and where the panel has a base year ``ID_shifts``, ``ID_growth``, ``ID_years``, ``ID_mobility`` and, where
new drivers are named, ``ID_drivers``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from growthpole.dims import ACTIVITY, REGION
from growthpole.provenance import Trace
from growthpole.study.stages.labelled import labelled_rows
from growthpole.study.stages.panel_certainty import quotient_interval
from growthpole.study.stages.panel_change import change_tables
from growthpole.study.stages.panel_regions import nearest_table, regions_table, spread_table
from growthpole.study.stages.panel_values import PanelValues, panel_values

if TYPE_CHECKING:
    from growthpole.study.stages import Context
    from growthpole.tables.results import ResultTable

LARGEST: Final = 3
INTERVALS: Final = {
    "register": "location_quotient",
    "counts": "location_quotient_interval",
    "rounding": "location_quotient_band",
}

__all__ = ["panel_tables"]


def panel_tables(context: Context) -> list[ResultTable]:
    """Tables of every ``[[panel]]`` of the study."""
    tables: list[ResultTable] = []
    for entry in context.case.panel:
        panel = panel_values(context, entry)
        tables += [_left_out(panel)] if panel.left_out else []
        tables += [_activities(panel), regions_table(panel), _cells(panel), nearest_table(panel), spread_table(panel)]
        if entry.base_period is not None:
            tables += change_tables(panel, entry.base_period)
    return tables


def _left_out(panel: PanelValues) -> ResultTable:
    rows: list[dict[str, object]] = [{"code": code, "dimension": dim} for code, dim in panel.left_out.items()]
    return panel.table("left_out", rows, ("code", "dimension"), {})


def _activities(panel: PanelValues) -> ResultTable:
    from growthpole.diagnose import concentration_ratio, location_quotient, locational_gini, share

    x = panel.at(panel.entry.period)
    own = x.sel({REGION: panel.region})
    shares, nation = share(own, ACTIVITY), share(x.sum(REGION), ACTIVITY)
    quotients = location_quotient(x).sel({REGION: panel.region})
    interval = quotient_interval(panel.entry, x).sel({REGION: panel.region})
    uneven, largest = locational_gini(x), concentration_ratio(x, REGION, min(LARGEST, x.sizes[REGION]))
    rows = labelled_rows(
        {
            "level": own,
            "share": shares,
            "nation_share": nation,
            "lq": quotients,
            "nation_level": x.sum(REGION),
            **{end: interval[end] for end in ("low", "high", "above")},
            "locational_gini": uneven,
            "largest": largest,
        },
        (ACTIVITY,),
        period=str(panel.entry.period),
        unit=panel.unit,
        uncertainty=panel.entry.uncertainty,
    )
    for one in rows:
        one["verdict"] = "above" if one.pop("above") else "below" if float(one["high"]) < 1 else "open"
    cell = panel.slice("x[r,a]", region="$own", activity="$activity")
    row, column, everything = (
        panel.slice("X_r", region="$own"),
        panel.slice("X_a", activity="$activity"),
        panel.slice("X"),
    )
    by = INTERVALS[panel.entry.uncertainty]
    return panel.table(
        "activities",
        rows,
        ("activity",),
        {
            "level": (panel.unit, Trace("level", "", (cell,), "sum of x[r,a]")),
            "share": ("1", Trace("share", "share", (cell, row))),
            "nation_share": ("1", Trace("nation_share", "share", (column, everything))),
            "lq": ("1", Trace("lq", "location_quotient", (cell, row, column, everything))),
            "nation_level": (panel.unit, Trace("nation_level", "", (column,), "sum of X_a")),
            **{end: ("1", Trace(end, by, (cell, row, column, everything))) for end in ("low", "high")},
            "locational_gini": ("1", Trace("locational_gini", "locational_gini", (column, everything))),
            "largest": ("1", Trace("largest", "concentration_ratio", (column,))),
        },
    )


def _cells(panel: PanelValues) -> ResultTable:
    from growthpole.diagnose import location_quotient

    x = panel.at(panel.entry.period)
    rows = labelled_rows(
        {"level": x, "lq": location_quotient(x)}, (REGION, ACTIVITY), period=str(panel.entry.period), unit=panel.unit
    )
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
