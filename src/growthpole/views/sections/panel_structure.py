"""Activities of a panel: what the region is made of, how surely it differs from the nation, what carried growth."""

from __future__ import annotations

from typing import Any

from growthpole.views.headline_regions import driver_parts
from growthpole.views.model import Sentence, Span, TableView, view_id
from growthpole.views.sections.words import TONES, joined, rows_of, slice_source, verdict_of
from growthpole.views.writing import Writer

__all__ = ["activities", "drivers", "left_out"]


def left_out(w: Writer, name: str) -> list[Sentence]:
    """What a section leaves out for want of values, from its table of them."""
    rows = rows_of(w, name)
    named = {"region": w.region, "activity": w.activity}
    names = [named[row["dimension"]](row["code"]) for row in rows]
    return [w.sentence("panel.left_out", "caution", names=joined(w, names))] if names else []


def activities(w: Writer, panel: str) -> TableView:
    """The region's activities by size, beside the nation's, with quotient and what its digits support."""
    table = w.tables[f"diagnose.{panel}_activities"]
    rows = sorted(table.rows(), key=lambda row: -row["level"])
    shown = [row for row in rows if row["level"] > 0]
    kind = rows[0]["uncertainty"]
    certain = kind == "register"
    columns = [(w.say("industry"), False), (w.say("value"), True), (w.say("panel.nation_level"), True)]
    columns += [(w.say("share"), True), (w.say("panel.nation_share"), True), (w.say("footprint.lq"), True)]
    columns += [] if certain else [*_ends(w, kind), (w.say("footprint.reading"), False)]
    columns += [(w.say("panel.locational_gini"), True), (w.say("panel.largest"), True)]
    read = [w.say("panel.activities_read"), w.say("panel.activities_read_more")]
    read += [] if certain else [w.say(f"panel.{kind}_read")]
    return TableView(
        id=view_id("panel", panel, "activities"),
        title=w.say("panel.activities", region=w.region(w.context.region), period=w.period(rows[0]["period"])),
        columns=tuple(words for words, _ in columns),
        numeric=tuple(numeric for _, numeric in columns),
        rows=tuple(
            (
                w.label(w.activity(row["activity"])),
                *(w.number(table, row, name, digits=0, unit=False) for name in ("level", "nation_level")),
                *(w.number(table, row, name, "percent", 1) for name in ("share", "nation_share")),
                w.number(table, row, "lq", digits=2),
                *(() if certain else _certainty(w, table, row)),
                w.number(table, row, "locational_gini", digits=2),
                w.number(table, row, "largest", "percent", 0),
            )
            for row in shown
        ),
        how_to_read=w.together(read),
        source_line=slice_source(w, f"diagnose.{panel}_activities"),
    )


def _ends(w: Writer, kind: str) -> list[tuple[str, bool]]:
    """Headings of the two ends: a confidence interval of counts, the exact band of rounded figures."""
    if kind == "counts":
        return [(w.say("interval.low"), True), (w.say("interval.high"), True)]
    return [(w.say("interval.least"), True), (w.say("interval.most"), True)]


def _certainty(w: Writer, table: Any, row: dict[str, Any]) -> tuple[Span, ...]:
    verdict = verdict_of(row)
    ends = (w.number(table, row, end, digits=2) for end in ("low", "high"))
    return (*ends, Span(text=w.say(f"footprint.{verdict}"), tone=TONES[verdict]))


def drivers(w: Writer, panel: str) -> list[Sentence | TableView]:
    """What of each region's growth the new drivers carried."""
    name = f"diagnose.{panel}_drivers"
    if name not in w.tables:
        return []
    table = w.tables[name]
    rows = table.rows()
    nation = next(row for row in rows if row["region"] == "all")
    own = next(row for row in rows if row["region"] == w.context.region)
    rows = [*sorted((row for row in rows if row is not nation), key=lambda row: -row["contribution_new"]), nation]
    start, end = w.period(own["start_period"]), w.period(own["end_period"])

    def rate(row: dict[str, Any], part: str) -> Span:
        return w.number(table, row, part, "percent", 1, sign=True)

    line = w.sentence(
        "panel.drivers_line", start=start, end=end, region=w.region(w.context.region), **driver_parts(w, panel)
    )
    note = w.context.note(f"panel.{panel}.drivers", w.lang)
    strong = tuple(place for place, row in enumerate(rows) if row["region"] in (w.context.region, "all"))
    view = TableView(
        id=view_id("panel", panel, "drivers"),
        title=w.say("panel.drivers", start=start, end=end),
        columns=(
            w.say("region"),
            w.say("panel.growth"),
            w.say("panel.points", name=w.say("panel.new")),
            w.say("panel.points", name=w.say("panel.old")),
            w.say("panel.weight", period=start),
            w.say("panel.weight", period=end),
        ),
        numeric=(False, True, True, True, True, True),
        rows=tuple(
            (
                w.label(w.region(w.context.nation if row["region"] == "all" else row["region"])),
                rate(row, "growth"),
                *(
                    w.number(table, row, part, "points", 1, sign=True)
                    for part in ("contribution_new", "contribution_old")
                ),
                *(w.number(table, row, part, "percent", 1) for part in ("weight_start", "weight_end")),
            )
            for row in rows
        ),
        how_to_read=w.together([w.say("panel.drivers_read"), note]),
        source_line=slice_source(w, f"diagnose.{panel}_activities"),
        strong_rows=strong,
    )
    return [line, view]
