"""The treemap of a panel, and names cut to the room they have."""

from __future__ import annotations

from typing import Final

from growthpole.views.chart_data import chart_data
from growthpole.views.charts import ACCENT, INK, drawn
from growthpole.views.formatting import percent
from growthpole.views.model import ChartView, view_id
from growthpole.views.sections.words import slice_source
from growthpole.views.writing import Writer

MOST_TILES: Final = 18
SIDE: Final = (440.0, 260.0)

__all__ = ["cut_to", "treemap"]


def treemap(w: Writer, panel: str) -> ChartView:
    """The region's activities as areas, shaded by location quotient."""
    import altair as alt
    import squarify

    table = w.tables[f"diagnose.{panel}_activities"]
    rows = sorted((row for row in table.rows() if row["level"] > 0), key=lambda row: (-row["level"], row["activity"]))
    shown = rows[:MOST_TILES]
    sizes = squarify.normalize_sizes([row["level"] for row in shown], *SIDE)
    places = squarify.squarify(sizes, 0.0, 0.0, *SIDE)
    data = [
        {
            "activity": w.activity(row["activity"]),
            "label": cut_to(w, w.activity(row["activity"]), place["dx"]),
            "value": row["level"],
            "share": percent(row["share"], 1, w.lang),
            "lq": row["lq"],
            "left": place["x"],
            "right": place["x"] + place["dx"],
            "top": place["y"],
            "bottom": place["y"] + place["dy"],
            "middle": place["x"] + place["dx"] / 2,
            "centre": place["y"] + place["dy"] / 2,
            "small": place["dx"] < 46 or place["dy"] < 30,
            "key": str(table.key(row, "level")),
        }
        for row, place in zip(shown, places, strict=True)
    ]
    frame = chart_data(data)
    x = alt.X("left:Q", axis=None, scale=alt.Scale(domain=[0, SIDE[0]], nice=False))
    y = alt.Y("top:Q", axis=None, scale=alt.Scale(domain=[0, SIDE[1]], nice=False, reverse=True))
    colour = alt.Color(
        "lq:Q",
        title=w.say("chart.lq_axis"),
        scale=alt.Scale(domain=[0, 1, 2], range=["#e8c9a8", "#f3f3f0", ACCENT], clamp=True),
        legend=alt.Legend(orient="bottom", gradientLength=180, values=[0, 1, 2]),
    )
    areas = (
        alt.Chart(frame)
        .mark_rect(stroke="#ffffff", strokeWidth=2)
        .encode(x=x, x2=alt.X2("right:Q"), y=y, y2=alt.Y2("bottom:Q"), color=colour)
    )
    large = alt.Chart(frame).transform_filter("!datum.small")
    inside = {
        "x": alt.X("middle:Q", scale=alt.Scale(domain=[0, SIDE[0]])),
        "y": alt.Y("centre:Q", scale=alt.Scale(domain=[0, SIDE[1]], reverse=True)),
    }
    ink = alt.condition("datum.lq > 1.7", alt.value("#ffffff"), alt.value(INK))
    names = large.mark_text(fontSize=10.5, dy=-6).encode(**inside, text=alt.Text("label:N"), color=ink)
    shares = large.mark_text(fontSize=10.5, dy=8).encode(**inside, text=alt.Text("share:N"), color=ink)
    first = data[0]
    return drawn(
        view_id("panel", panel, "treemap"),
        w.say("panel.treemap", region=w.region(w.context.region), period=w.period(shown[0]["period"])),
        areas + names + shares,
        data,
        height=int(SIDE[1]),
        how=w.say("panel.treemap_read"),
        source=slice_source(w, f"diagnose.{panel}_activities"),
        description=w.say("panel.treemap_alt", name=str(first["activity"]), share=str(first["share"])),
    )


def cut_to(w: Writer, name: str, room: float) -> str:
    """Name cut to the letters that fit into ``room`` pixels."""
    letters = max(int(room / (11 if w.lang == "zh" and not name.isascii() else 5.6)), 1)
    return name if len(name) <= letters else f"{name[: letters - 1]}…"
