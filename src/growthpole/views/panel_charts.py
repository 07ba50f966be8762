"""Charts of a panel: mirrored bars, growth–share bubbles, heat map, bump of ranks."""

from __future__ import annotations

import math
from typing import Final

from growthpole.views.chart_data import chart_data
from growthpole.views.charts import ACCENT, BAD, GOOD, INK, MUTED, PALE, drawn
from growthpole.views.formatting import fixed, percent
from growthpole.views.model import ChartView, view_id
from growthpole.views.sections.words import rows_of, slice_source
from growthpole.views.tree_charts import cut_to
from growthpole.views.writing import Writer

MOST_ACTIVITIES: Final = 12
MOST_REGIONS: Final = 14

__all__ = ["bubbles", "bump", "heat_map", "mirrored_bars"]


def mirrored_bars(w: Writer, panel: str) -> ChartView:
    """Share of each activity in the region to the left, in the nation to the right."""
    import altair as alt

    table = w.tables[f"diagnose.{panel}_activities"]
    rows = sorted(table.rows(), key=lambda row: (-max(row["share"], row["nation_share"]), row["activity"]))[
        :MOST_ACTIVITIES
    ]
    region, nation = w.region(w.context.region), w.region(w.context.nation)
    data = [
        {
            "activity": w.activity(row["activity"]),
            "side": name,
            "share": sign * row[column],
            "label": percent(row[column], 1, w.lang),
            "key": str(table.key(row, column)),
        }
        for row in rows
        for name, column, sign in ((region, "share", -1.0), (nation, "nation_share", 1.0))
    ]
    frame = chart_data(data)
    order = [w.activity(row["activity"]) for row in rows]
    most = max((max(row["share"], row["nation_share"]) for row in rows), default=1.0) * 1.5
    x = alt.X("share:Q", axis=None, scale=alt.Scale(domain=[-most, most], nice=False))
    y = alt.Y(
        "activity:N", sort=order, title=None, axis=alt.Axis(labelLimit=250, labelPadding=14, ticks=False, domain=False)
    )
    colour = alt.Color(
        "side:N",
        scale=alt.Scale(domain=[region, nation], range=[ACCENT, MUTED]),
        legend=alt.Legend(title=None, orient="top"),
    )
    bars = alt.Chart(frame).mark_bar(size=15).encode(x=x, y=y, color=colour)
    left = alt.Chart(frame).transform_filter("datum.share < 0").mark_text(align="right", dx=-4, fontSize=10.5)
    right = alt.Chart(frame).transform_filter("datum.share >= 0").mark_text(align="left", dx=4, fontSize=10.5)
    labels = [half.encode(x=x, y=y, text=alt.Text("label:N"), color=alt.value(INK)) for half in (left, right)]
    first = rows[0]
    return drawn(
        view_id("panel", panel, "mirrored"),
        w.say("panel.mirrored", region=region, nation=nation, period=w.period(first["period"])),
        bars + labels[0] + labels[1],
        data,
        height=24 * len(rows),
        how=w.say("panel.mirrored_read"),
        source=slice_source(w, f"diagnose.{panel}_activities"),
        description=w.say("panel.mirrored_alt", name=order[0], share=percent(first["share"], 1, w.lang)),
        width=230,
    )


def bubbles(w: Writer, panel: str) -> ChartView:
    """Location quotient across, growth of the activity in the region upwards, its size as area."""
    import altair as alt

    table = w.tables[f"diagnose.{panel}_shifts"]
    quotients = {row["activity"]: row["lq"] for row in rows_of(w, f"diagnose.{panel}_activities")}
    rows = [
        row for row in table.rows() if row["activity"] != "all" and row["end"] > 0 and not math.isnan(row["growth"])
    ]
    rows.sort(key=lambda row: -row["end"])
    total = next(row for row in table.rows() if row["activity"] == "all")
    data = [
        {
            "activity": w.activity(row["activity"]),
            "label": cut_to(w, w.activity(row["activity"]), 110.0) if place < 6 else "",
            "lq": quotients[row["activity"]],
            "growth": row["growth"],
            "size": row["end"],
            "ahead": row["growth"] > row["nation_growth"],
            "key": str(table.key(row, "growth")),
        }
        for place, row in enumerate(rows[:40])
    ]
    frame = chart_data(data)
    x = alt.X("lq:Q", title=w.say("chart.lq_axis"), scale=alt.Scale(zero=True))
    y = alt.Y(
        "growth:Q",
        title=w.say("panel.growth_axis"),
        axis=alt.Axis(format="+.0%"),
        scale=alt.Scale(zero=False, padding=14),
    )
    colour = alt.condition("datum.ahead", alt.value(GOOD), alt.value(BAD))
    points = (
        alt.Chart(frame)
        .mark_circle(opacity=0.7)
        .encode(x=x, y=y, size=alt.Size("size:Q", scale=alt.Scale(range=[30, 900]), legend=None), color=colour)
    )
    names = (
        alt.Chart(frame).mark_text(fontSize=10, dy=-14).encode(x=x, y=y, text=alt.Text("label:N"), color=alt.value(INK))
    )
    one = alt.Chart(alt.Data(values=[{"one": 1}])).mark_rule(strokeDash=[4, 3], color=MUTED).encode(x=alt.X("one:Q"))
    whole = (
        alt.Chart(alt.Data(values=[{"all": total["growth"]}]))
        .mark_rule(strokeDash=[4, 3], color=MUTED)
        .encode(y=alt.Y("all:Q"))
    )
    return drawn(
        view_id("panel", panel, "bubbles"),
        w.say("panel.bubbles", start=w.period(total["start_period"]), end=w.period(total["end_period"])),
        one + whole + points + names,
        data,
        height=280,
        how=w.say("panel.bubbles_read"),
        source=slice_source(w, f"diagnose.{panel}_activities"),
        description=w.say(
            "panel.bubbles_alt", name=str(data[0]["activity"]), growth=percent(float(data[0]["growth"]), 1, w.lang)
        ),
    )


def heat_map(w: Writer, panel: str) -> ChartView:
    """Location quotient of the largest activities in the largest regions, the region and its peers."""
    import altair as alt

    table = w.tables[f"diagnose.{panel}_cells"]
    order = [row["region"] for row in sorted(rows_of(w, f"diagnose.{panel}_regions"), key=lambda row: row["rank"])]
    always = {w.context.region, *w.context.peers}
    order = [code for place, code in enumerate(order) if place < MOST_REGIONS or code in always]
    sizes: dict[str, float] = {}
    for row in table.rows():
        sizes[row["activity"]] = sizes.get(row["activity"], 0.0) + row["level"]
    top = sorted(sizes, key=lambda code: (-sizes[code], code))[:MOST_ACTIVITIES]
    data = [
        {
            "region": w.region(row["region"]),
            "activity": w.activity(row["activity"]),
            "lq": None if math.isnan(row["lq"]) else row["lq"],
            "label": "–" if math.isnan(row["lq"]) else fixed(row["lq"], 1),
            "key": str(table.key(row, "lq")),
        }
        for row in table.rows()
        if row["activity"] in top and row["region"] in order
    ]
    frame = chart_data(data)
    x = alt.X(
        "activity:N",
        sort=[w.activity(code) for code in top],
        title=None,
        axis=alt.Axis(labelAngle=-55, labelLimit=130, orient="top", ticks=False, domain=False),
    )
    y = alt.Y("region:N", sort=[w.region(code) for code in order], title=None, axis=alt.Axis(ticks=False, domain=False))
    cells = (
        alt.Chart(frame)
        .mark_rect(stroke="#ffffff")
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "lq:Q",
                title=w.say("chart.lq_axis"),
                scale=alt.Scale(domain=[0, 1, 2], range=["#e8c9a8", "#f3f3f0", ACCENT], clamp=True),
                legend=alt.Legend(orient="bottom", gradientLength=180, values=[0, 1, 2]),
            ),
        )
    )
    ink = alt.condition("datum.lq > 1.7", alt.value("#ffffff"), alt.value(INK))
    numbers = alt.Chart(frame).mark_text(fontSize=9).encode(x=x, y=y, text=alt.Text("label:N"), color=ink)
    own = [cell for cell in data if cell["region"] == w.region(w.context.region) and cell["lq"] is not None]
    best = max(own, key=lambda cell: float(cell["lq"] or 0.0))
    return drawn(
        view_id("panel", panel, "heat"),
        w.say("panel.heat"),
        cells + numbers,
        data,
        height=16 * len(order),
        how=w.say("panel.heat_read", count=len(top), regions=len(order)),
        source=slice_source(w, f"diagnose.{panel}_activities"),
        description=w.say(
            "panel.heat_alt", region=w.region(w.context.region), name=str(best["activity"]), lq=str(best["label"])
        ),
        width=27 * len(top),
    )


def bump(w: Writer, panel: str) -> ChartView:
    """Rank of every region by size in every year; the region in colour."""
    import altair as alt

    table = w.tables[f"diagnose.{panel}_years"]
    rows = [row for row in table.rows() if not math.isnan(row["rank"])]
    data = [
        {
            "region": w.region(row["region"]),
            "period": row["period"],
            "rank": row["rank"],
            "own": row["region"] == w.context.region,
            "key": str(table.key(row, "rank")),
        }
        for row in rows
    ]
    frame = chart_data(data)
    last = max(row["period"] for row in rows)
    lowest = max(row["rank"] for row in rows)
    x = alt.X("period:O", title=None, axis=alt.Axis(labelAngle=0, domain=False, ticks=False))
    y = alt.Y(
        "rank:Q",
        scale=alt.Scale(reverse=True, domain=[0.5, lowest + 0.5], nice=False),
        title=None,
        axis=alt.Axis(grid=False, domain=False, tickMinStep=1),
    )
    colour = alt.condition("datum.own", alt.value(ACCENT), alt.value(PALE))
    base = alt.Chart(frame).encode(x=x, y=y, detail=alt.Detail("region:N"))
    lines = base.mark_line(strokeWidth=2.5, interpolate="monotone").encode(color=colour)
    points = base.mark_point(filled=True, size=46, opacity=1).encode(color=colour)
    names = (
        base.transform_filter(alt.FieldEqualPredicate(field="period", equal=last))
        .mark_text(align="left", dx=8, fontSize=10)
        .encode(text=alt.Text("region:N"), color=alt.condition("datum.own", alt.value(ACCENT), alt.value(INK)))
    )
    own = [row for row in rows if row["region"] == w.context.region]
    return drawn(
        view_id("panel", panel, "bump"),
        w.say("panel.bump"),
        lines + points + names,
        data,
        height=int(15 * lowest),
        how=w.say("panel.bump_read"),
        source=slice_source(w, f"diagnose.{panel}_activities"),
        description=w.say(
            "panel.bump_alt",
            region=w.region(w.context.region),
            first=fixed(own[0]["rank"], 0),
            last=fixed(own[-1]["rank"], 0),
        ),
        width=290,
    )
