"""Charts: one Vega-Lite specification each, made through Altair; its data is what the CSV holds.

A chart repeats numbers of the tables, so each row of its data names the key of its number.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from growthpole.views.chart_data import chart_data
from growthpole.views.formatting import fixed
from growthpole.views.headline import sample_changed, target_notes
from growthpole.views.model import ChartView, view_id
from growthpole.views.sections.words import rows_of, slice_source, source_line, verdict_of
from growthpole.views.writing import Writer

if TYPE_CHECKING:
    import altair as alt

__all__ = ["activity_intervals", "drawn", "region_intervals", "tile_map", "waterfall"]

INK: Final = "#1c2b36"
MUTED: Final = "#8a97a1"
ACCENT: Final = "#0a6a8f"
GOOD: Final = "#2b7a4b"
BAD: Final = "#b4472d"
PALE: Final = "#cddde6"
FONT: Final = "Noto Sans, Noto Sans CJK SC, Helvetica, Arial, sans-serif"
WIDTH: Final = 440
MISSING: Final = "#e6eaee"
MOST_INTERVALS: Final = 40


def waterfall(w: Writer) -> ChartView:
    """From the base to the goal: what was gained by the newest level, and what is still to go."""
    import altair as alt

    table = w.tables["diagnose.progress"]
    target = rows_of(w, "diagnose.target")[0]
    row = rows_of(w, "diagnose.progress")[-1]
    base, goal = w.fact(target["base_key"], plain=True), w.fact(target["goal_key"], plain=True)
    actual = w.fact(row["actual_key"], plain=True)
    gained, to_go = w.number(table, row, "gained", digits=2), w.number(table, row, "to_go", digits=2)
    steps = [
        (w.period(target["base_period"]), 0.0, target["base"], base, "level"),
        (w.say("chart.gained", period=w.period(row["period"])), target["base"], row["actual"], gained, "gain"),
        (w.say("chart.to_go"), row["actual"], target["goal"], to_go, "to_go"),
        (w.say("chart.goal", period=w.period(target["goal_period"])), 0.0, target["goal"], goal, "goal"),
    ]
    unit = w.fact(target["base_key"], plain=True).unit
    data = [
        {"step": name, "from": low, "to": high, "label": span.text, "kind": kind, "unit": unit, "key": span.key}
        for name, low, high, span, kind in steps
    ]
    frame = chart_data(data)
    order = [name for name, *_ in steps]
    x = alt.X("step:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, labelLimit=120, labelPadding=6))
    bars = (
        alt.Chart(frame)
        .mark_bar(size=58)
        .encode(
            x=x,
            y=alt.Y("from:Q", title=w.say("chart.axis_unit", unit=_unit(w, unit)), scale=alt.Scale(zero=True)),
            y2=alt.Y2("to:Q"),
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=["level", "gain", "to_go", "goal"], range=[MUTED, ACCENT, PALE, INK]),
                legend=None,
            ),
        )
    )
    labels = (
        alt.Chart(frame).mark_text(dy=-7, fontSize=12, color=INK).encode(x=x, y=alt.Y("to:Q"), text=alt.Text("label:N"))
    )
    return drawn(
        "target_waterfall",
        w.say("chart.waterfall", actual_period=w.period(row["period"])),
        bars + labels,
        data,
        height=230,
        how=w.say("chart.waterfall_read") + (w.say("chart.waterfall_sample") if sample_changed(row) else ""),
        source=source_line(w, [target["base_key"], target["goal_key"], row["actual_key"]]),
        notes=target_notes(w),
        description=w.say("chart.waterfall_alt", base=base.text, actual=actual.text, goal=goal.text),
    )


def region_intervals(w: Writer) -> ChartView:
    """Location quotient of the group, region and peers, with exact intervals."""
    table = w.tables["diagnose.footprint"]
    by_region = {row["region"]: row for row in table.rows()}
    chosen = [by_region[code] for code in (w.context.region, *w.context.peers) if code in by_region]
    group = w.context.note("footprint.group", w.lang)
    return _intervals(w, "footprint_regions_chart", w.say("chart.regions", group=group), table, chosen, w.region)


def activity_intervals(w: Writer) -> ChartView:
    """Location quotient of each activity of the group in the region, with exact intervals."""
    table = w.tables["diagnose.footprint_activities"]
    chosen = [row for row in table.rows() if row["region"] == w.context.region and row["k"] > 0]
    title = w.say("chart.activities", region=w.region(w.context.region))
    return _intervals(w, "footprint_activities_chart", title, table, chosen, w.activity)


def tile_map(w: Writer, rows: list[dict[str, Any]], indicator: str, period: str) -> ChartView | None:
    """One tile for each region, shaded by the indicator; the region itself outlined.

    None where no region has a place on the map.
    """
    import altair as alt

    places = w.context.classifications["region"]
    across, down = places.attribute("tile_col"), places.attribute("tile_row")
    drawn_regions = {code for code, place in across.items() if _is_place(place) and _is_place(down.get(code, ""))}
    unit = next((row["unit"] for row in rows if row["unit"]), "")
    data = [
        {
            "region": w.region(row["region"]),
            "column": int(across[row["region"]]),
            "row": int(down[row["region"]]),
            "value": None if math.isnan(row["level"]) else row["level"],
            "label": "–" if math.isnan(row["level"]) else fixed(row["level"], 2 if row["level"] < 100 else 0),
            "own": row["region"] == w.context.region,
            "unit": unit,
            "key": row["fact_key"],
        }
        for row in rows
        if row["is_nation"] != "True" and row["region"] in drawn_regions
    ]
    if not data:
        return None
    left_out = [
        w.region(row["region"]) for row in rows if row["is_nation"] != "True" and row["region"] not in drawn_regions
    ]
    how = w.say("chart.tiles_read", region=w.region(w.context.region))
    if left_out:
        how += w.say("chart.tiles_left_out", regions=w.say("list.comma").join(left_out))
    frame = chart_data(data)
    known = [cell["value"] for cell in data if cell["value"] is not None]
    middle = min(known) + (max(known) - min(known)) * 0.55 if known else 0.0
    x = alt.X("column:O", axis=None, scale=alt.Scale(paddingInner=0.06))
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.06))
    tiles = (
        alt.Chart(frame)
        .mark_rect(cornerRadius=3)
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "value:Q",
                title=w.say("chart.axis_unit", unit=_unit(w, unit)),
                scale=alt.Scale(range=["#eef4f7", ACCENT]),
                legend=alt.Legend(orient="bottom", gradientLength=200, titleFontSize=11, labelFontSize=11),
            ),
            stroke=alt.condition("datum.own", alt.value(BAD), alt.value("#ffffff")),
            strokeWidth=alt.condition("datum.own", alt.value(3), alt.value(1)),
        )
    )
    dark = alt.value("#ffffff")
    ink = alt.condition(f"datum.value > {middle}", dark, alt.value(INK))
    base = alt.Chart(frame).encode(x=x, y=y)
    names = base.mark_text(dy=-7, fontSize=11 if w.lang == "zh" else 8.5).encode(text=alt.Text("region:N"), color=ink)
    values = base.mark_text(dy=8, fontSize=11).encode(text=alt.Text("label:N"), color=ink)
    own = next((cell for cell in data if cell["own"]), None)
    return drawn(
        view_id("tile_map", indicator, period),
        w.say("chart.tiles", indicator=w.indicator(indicator), period=w.period(period)),
        tiles + names + values,
        data,
        height=400,
        how=how,
        source=source_line(w, [row["fact_key"] for row in rows], computed=False),
        description=w.say(
            "chart.tiles_alt",
            indicator=w.indicator(indicator),
            region=w.region(w.context.region),
            value="–" if own is None else str(own["label"]),
        ),
    )


def _is_place(number: str) -> bool:
    return str(number).strip().isascii() and str(number).strip().isdigit()


def _interval(w: Writer, table: Any, row: dict[str, Any], name: str) -> dict[str, Any]:
    verdict = verdict_of(row)
    counted = w.say("chart.k_of_n", k=fixed(row["k"], 0), n=fixed(row["n"], 0))
    return {
        "name": name,
        "label": f"{name} ({counted})",
        "lq": row["lq"],
        "low": row["lq_low"],
        "high": row["lq_high"],
        "verdict": w.say(f"footprint.{verdict}"),
        "own": row["region"] == w.context.region,
        "key": str(table.key(row, "lq")),
    }


def _intervals(
    w: Writer, name: str, title: str, table: Any, rows: list[dict[str, Any]], named: Callable[[str], str]
) -> ChartView:
    """Intervals of the rows with the most counts, the highest quotient first; the tables hold all of them."""
    import altair as alt

    known = [row for row in rows if verdict_of(row) != "undefined"]
    most_counted = sorted(known, key=lambda row: -row["k"])[:MOST_INTERVALS]
    most_counted.sort(key=lambda row: -row["lq"])
    data = [_interval(w, table, row, named(row[table.dims[-1]])) for row in most_counted]
    how = w.say("chart.intervals_read")
    if len(known) > len(data):
        how += w.say("chart.intervals_most", count=len(known), most=len(data))
    frame = chart_data(data)
    order = [row["label"] for row in data]
    y = alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=330, ticks=False))
    verdicts = [w.say(f"footprint.{verdict}") for verdict in ("above", "open", "below")]
    colour = alt.Color(
        "verdict:N",
        scale=alt.Scale(domain=verdicts, range=[GOOD, MUTED, BAD]),
        legend=alt.Legend(title=None, orient="bottom", labelLimit=320, direction="vertical"),
    )
    most = max((row["high"] for row in data), default=1.0)
    scale = alt.Scale(domain=[0, min(most, 10.0)], clamp=True, nice=False)
    axis = alt.X("low:Q", title=w.say("chart.lq_axis"), scale=scale)
    lines = (
        alt.Chart(frame).mark_rule(strokeWidth=2.5, opacity=0.65).encode(y=y, x=axis, x2=alt.X2("high:Q"), color=colour)
    )
    points = alt.Chart(frame).mark_point(filled=True, size=70, opacity=1).encode(y=y, x=alt.X("lq:Q"), color=colour)
    one = alt.Chart(alt.Data(values=[{"one": 1}])).mark_rule(color=INK, strokeDash=[4, 3]).encode(x=alt.X("one:Q"))
    first: dict[str, Any] = data[0] if data else {"name": "–", "lq": 0.0}
    return drawn(
        name,
        title,
        one + lines + points,
        data,
        height=max(24 * len(data), 60),
        how=how,
        source=slice_source(w, "diagnose.footprint"),
        description=w.say("chart.intervals_alt", name=str(first["name"]), lq=fixed(first["lq"], 2)),
        width=250,
    )


def _unit(w: Writer, unit: str) -> str:
    from growthpole.views.formatting import with_unit

    return with_unit("", unit, w.lang).strip()


def drawn(
    name: str,
    title: str,
    chart: alt.LayerChart,
    data: list[dict[str, Any]],
    *,
    height: int,
    how: str,
    source: str,
    description: str,
    width: int = WIDTH,
    notes: tuple[int, ...] = (),
) -> ChartView:
    """View of a chart: the house's fonts and colours, and everything a reader needs beside it.

    Whether a specification fits the schema of Vega-Lite is a matter of this code and not of the data, so the tests
    check it and a run does not.
    """
    import altair as alt

    finished = (
        chart.properties(width=width, height=height, background="transparent", description=description)
        .configure(font=FONT, locale=alt.Locale())
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
            labelColor=INK,
            titleColor=INK,
            gridColor="#e3e8ec",
            domainColor=MUTED,
        )
        .configure_legend(labelFontSize=12, titleFontSize=12, labelColor=INK, titleColor=INK)
    )
    return ChartView(
        id=name,
        title=title,
        spec=finished.to_dict(validate=False),
        data=tuple(data),
        how_to_read=how,
        source_line=source,
        description=description,
        notes=notes,
    )
