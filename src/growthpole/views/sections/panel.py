"""A panel: the region's activities beside the nation's, all regions, and the change over the years."""

from __future__ import annotations

from typing import Any

from growthpole.views.model import Section, TableView, view_id
from growthpole.views.panel_charts import bubbles, bump, heat_map, mirrored_bars
from growthpole.views.sections.panel_regions import mobility, regions, spread
from growthpole.views.sections.panel_structure import activities, drivers, left_out
from growthpole.views.sections.words import nearest, rows_of, slice_source
from growthpole.views.tree_charts import treemap
from growthpole.views.writing import Writer

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """One section for each panel of the study."""
    return [_section(w, panel) for panel in w.context.panels if f"diagnose.{panel}_activities" in w.tables]


def _section(w: Writer, panel: str) -> Section:
    changing = f"diagnose.{panel}_shifts" in w.tables
    blocks: list[Any] = [
        w.plain(w.context.note(f"panel.{panel}.note", w.lang), role="caution"),
        *left_out(w, f"diagnose.{panel}_left_out"),
        treemap(w, panel),
        activities(w, panel),
        mirrored_bars(w, panel),
    ]
    if changing:
        blocks += [bubbles(w, panel), _shifts(w, panel), *drivers(w, panel)]
    blocks += [regions(w, panel), nearest(w, f"diagnose.{panel}_nearest"), heat_map(w, panel), spread(w, panel)]
    if changing:
        blocks += [bump(w, panel), mobility(w, panel), _growth(w, panel)]
    return Section(
        id=view_id("panel", panel), title=w.context.note(f"panel.{panel}.name", w.lang), blocks=tuple(blocks)
    )


def _shifts(w: Writer, panel: str) -> TableView:
    table = w.tables[f"diagnose.{panel}_shifts"]
    rows = sorted(table.rows(), key=lambda row: (row["activity"] == "all", -abs(row["change"])))
    shown = [row for row in rows if row["start"] or row["end"]]
    first = shown[0]
    return TableView(
        id=view_id("panel", panel, "shifts"),
        title=w.say("panel.shifts", start=w.period(first["start_period"]), end=w.period(first["end_period"])),
        columns=(
            w.say("industry"),
            w.say("footprint.change"),
            w.say("footprint.national"),
            w.say("footprint.mix"),
            w.say("footprint.regional"),
            w.say("panel.growth"),
            w.say("panel.points", name=w.say("panel.contribution")),
        ),
        numeric=(False, True, True, True, True, True, True),
        rows=tuple(
            (
                w.label(w.say("footprint.all") if row["activity"] == "all" else w.activity(row["activity"])),
                *(
                    w.number(table, row, part, digits=0, unit=False, sign=True)
                    for part in ("change", "national", "mix", "regional")
                ),
                w.number(table, row, "growth", "percent", 1, sign=True),
                w.number(table, row, "contribution", "points", 2, sign=True),
            )
            for row in shown
        ),
        how_to_read=w.say("panel.shifts_read"),
        source_line=slice_source(w, f"diagnose.{panel}_activities"),
        strong_rows=(len(shown) - 1,),
    )


def _growth(w: Writer, panel: str) -> TableView:
    table = w.tables[f"diagnose.{panel}_growth"]
    rows = sorted(rows_of(w, f"diagnose.{panel}_growth"), key=lambda row: -row["growth"])
    strong = tuple(place for place, row in enumerate(rows) if row["region"] == w.context.region)
    first = rows[0]
    return TableView(
        id=view_id("panel", panel, "growth"),
        title=w.say("panel.growths", start=w.period(first["start_period"]), end=w.period(first["end_period"])),
        columns=(
            w.say("region"),
            w.say("target.required"),
            w.region(w.context.nation),
            w.say("panel.structural_change"),
        ),
        numeric=(False, True, True, True),
        rows=tuple(
            (
                w.label(w.region(row["region"])),
                w.number(table, row, "growth", "percent", 2, sign=True),
                w.number(table, row, "nation_growth", "percent", 2, sign=True),
                w.number(table, row, "structural_change", digits=3),
            )
            for row in rows
        ),
        how_to_read=w.say("panel.growths_read"),
        source_line=slice_source(w, f"diagnose.{panel}_activities"),
        strong_rows=strong,
    )
