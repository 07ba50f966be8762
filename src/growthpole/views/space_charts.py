"""Charts of complexity: the space of activities as a network, and the ranks of regions as intervals."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from growthpole.views.chart_data import chart_data
from growthpole.views.charts import ACCENT, INK, MUTED, PALE, drawn
from growthpole.views.formatting import fixed
from growthpole.views.labels import Box, Mark, PlacedLabel, place_labels
from growthpole.views.model import ChartView, view_id
from growthpole.views.sections.words import rows_of, slice_source
from growthpole.views.writing import Writer

if TYPE_CHECKING:
    import altair as alt

SIZE: Final = (600.0, 470.0)
MARGIN: Final = 34.0
FONT: Final = 10
NAMED_OPTIONS: Final = 5
COLOURS: Final = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#7A5C00", "#3A3A3A")
"""Colours after Okabe and Ito, told apart by colour-blind readers; the shapes tell them apart in grey."""
SHAPES: Final = (
    "circle",
    "square",
    "triangle-up",
    "diamond",
    "triangle-down",
    "cross",
    "triangle-right",
    "triangle-left",
)

__all__ = ["NAMED_OPTIONS", "community_name", "options_of", "rank_bands", "space"]


def options_of(w: Writer, space_id: str) -> list[dict[str, Any]]:
    """Activities the region does not have, by what entering them opens."""
    rows = [row for row in rows_of(w, f"diagnose.complexity_{space_id}_activities") if not math.isnan(row["opens"])]
    return sorted(rows, key=lambda row: (-row["opens"], row["activity"]))


def community_name(w: Writer, row: dict[str, Any]) -> str:
    """Number and most central members of a community."""
    members = w.say("list.comma").join(w.activity(code) for code in row["core"].split("|"))
    return w.say("complexity.community", number=row["community"], members=members)


def space(w: Writer, space_id: str) -> ChartView:
    """The space: shape and colour by community, filled where the region is, ringed the options that open most."""
    table = w.tables[f"diagnose.complexity_{space_id}_activities"]
    rows = [row for row in table.rows() if not math.isnan(row["x"]) and row["community"]]
    names = {
        row["community"]: community_name(w, row) for row in rows_of(w, f"diagnose.complexity_{space_id}_communities")
    }
    best = {row["activity"] for row in options_of(w, space_id)[:NAMED_OPTIONS] if row["opens"] > 0}
    largest = max((row["nation_level"] for row in rows), default=1.0)
    nodes = [_node(w, table, row, names, best, largest) for row in rows]
    nodes.sort(key=lambda node: (not node["option"], not node["sure"], not node["present"], -float(node["size"])))
    frame = Box(0, 0, *SIZE)
    marks = [
        Mark(node["x"], node["y"], math.sqrt(node["size"] / math.pi) + 1, node["activity"] if node["named"] else "")
        for node in nodes
    ]
    labels = place_labels(marks, FONT, frame)
    at = {node["code"]: (node["x"], node["y"]) for node in nodes}
    edges = [
        {"x": at[row["source"]][0], "y": at[row["source"]][1], "x2": at[row["target"]][0], "y2": at[row["target"]][1]}
        for row in rows_of(w, f"diagnose.complexity_{space_id}_edges")
        if row["source"] in at and row["target"] in at
    ]
    shown = list(dict.fromkeys(names[str(number)] for number in sorted(int(row["community"]) for row in rows)))
    first = next((node for node in nodes if node["option"]), nodes[0])
    return drawn(
        view_id("complexity", space_id, "space"),
        w.say("complexity.space", region=w.region(w.context.region), period=w.period(rows[0]["period"])),
        _layers(nodes, edges, labels, shown),
        [{key: value for key, value in node.items() if key not in ("named", "ring")} for node in nodes],
        height=int(SIZE[1]),
        width=int(SIZE[0]),
        how=w.say("complexity.space_read", region=w.region(w.context.region), options=NAMED_OPTIONS),
        source=slice_source(w, f"diagnose.complexity_{space_id}_activities"),
        description=w.say("complexity.space_alt", count=len(nodes), name=str(first["activity"])),
    )


def _layers(
    nodes: list[dict[str, Any]], edges: list[dict[str, float]], labels: list[PlacedLabel], shown: list[str]
) -> alt.LayerChart:
    """Edges below, then what the region lacks, what it may have, what it has, rings of options, and names."""
    import altair as alt

    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, SIZE[0]], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, SIZE[1]], nice=False, reverse=True))
    scale = {"domain": shown, "range": [COLOURS[place % len(COLOURS)] for place in range(len(shown))]}
    forms = {"domain": shown, "range": [SHAPES[_turned(place)] for place in range(len(shown))]}
    legend = alt.Legend(title=None, orient="bottom", columns=1, labelLimit=560, symbolSize=90)
    colour = alt.Color("community:N", scale=alt.Scale(**scale), legend=legend)
    shape = alt.Shape("community:N", scale=alt.Scale(**forms), legend=legend)
    size = alt.Size("size:Q", scale=None, legend=None)
    lines = (
        alt.Chart(chart_data(edges))
        .mark_rule(color="#d5dde2", strokeWidth=0.8)
        .encode(x=x, y=y, x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"))
    )
    data = chart_data(nodes)
    absent = (
        alt.Chart(data)
        .transform_filter("!datum.present")
        .mark_point(filled=False, strokeWidth=1.2, opacity=0.75)
        .encode(x=x, y=y, size=size, color=colour, shape=shape)
    )
    unsure = (
        alt.Chart(data)
        .transform_filter("datum.present && !datum.sure")
        .mark_point(filled=True, opacity=0.4, stroke=MUTED, strokeWidth=0.8)
        .encode(x=x, y=y, size=size, color=colour, shape=shape)
    )
    sure = (
        alt.Chart(data)
        .transform_filter("datum.sure")
        .mark_point(filled=True, opacity=1, stroke=INK, strokeWidth=1)
        .encode(x=x, y=y, size=size, color=colour, shape=shape)
    )
    rings = (
        alt.Chart(data)
        .transform_filter("datum.option")
        .mark_point(filled=False, shape="circle", color=INK, strokeWidth=2)
        .encode(x=x, y=y, size=alt.Size("ring:Q", scale=None, legend=None))
    )
    return alt.layer(lines, absent, unsure, sure, rings, *_texts(labels, x, y))


def _turned(place: int) -> int:
    """Shape of a community: a second round of colours starts with the next shape, so that no two look alike."""
    return (place + place // len(COLOURS)) % len(SHAPES)


def _node(
    w: Writer, table: Any, row: dict[str, Any], names: dict[str, str], best: set[str], largest: float
) -> dict[str, Any]:
    size = 34 + 190 * row["nation_level"] / largest
    option = row["activity"] in best
    return {
        "code": row["activity"],
        "activity": w.activity(row["activity"]),
        "community": names[row["community"]],
        "present": row["present"],
        "sure": row["sure"],
        "option": option,
        "named": row["present"] or option,
        "size": size,
        "ring": size + 130,
        "value": row["level"],
        "x": MARGIN + row["x"] * (SIZE[0] - 2 * MARGIN),
        "y": SIZE[1] - MARGIN - row["y"] * (SIZE[1] - 2 * MARGIN),
        "key": str(table.key(row, "pci")),
    }


def _texts(labels: list[PlacedLabel], x: Any, y: Any) -> list[Any]:
    """One layer of texts for each alignment, which Vega takes from the mark."""
    import altair as alt

    layers = []
    for align in ("left", "right", "center"):
        data = [{"x": one.x, "y": one.y, "name": one.name} for one in labels if one.align == align]
        if data:
            chart = alt.Chart(chart_data(data)).mark_text(align=align, baseline="middle", fontSize=FONT, color=INK)
            layers.append(chart.encode(x=x, y=y, text=alt.Text("name:N")))
    return layers


def rank_bands(w: Writer, space_id: str) -> ChartView:
    """Rank of every region as two intervals: noise alone, and noise with every choice drawn."""
    import altair as alt

    table = w.tables[f"diagnose.complexity_{space_id}_regions"]
    last = max(row["period"] for row in table.rows())
    rows = [row for row in table.rows() if row["period"] == last and not math.isnan(row["median_all"])]
    inner = "all" if all(math.isnan(row["low_noise"]) for row in rows) else "noise"
    rows.sort(key=lambda row: (row["median_all"], row["rank"], row["region"]))
    data = [
        {
            "region": w.region(row["region"]),
            "own": row["region"] == w.context.region,
            "rank": row["rank"],
            "median": row["median_all"],
            **{name: row[name] for name in ("low_all", "high_all")},
            "inner_low": row[f"low_{inner}"],
            "inner_high": row[f"high_{inner}"],
            "key": str(table.key(row, "median_all")),
        }
        for row in rows
    ]
    frame = chart_data(data)
    order = [row["region"] for row in data]
    y = alt.Y("region:N", sort=order, title=None, axis=alt.Axis(labelLimit=200, ticks=False, domain=False))
    scale = alt.Scale(domain=[1, len(data)], nice=False, padding=6)
    ticks = alt.Axis(values=[1, *range(5, len(data) + 1, 5)])
    colour = alt.condition("datum.own", alt.value(ACCENT), alt.value(MUTED))
    wide = (
        alt.Chart(frame)
        .mark_rule(strokeWidth=2)
        .encode(
            y=y,
            x=alt.X("low_all:Q", title=w.say("rank"), scale=scale, axis=ticks),
            x2=alt.X2("high_all:Q"),
            color=alt.condition("datum.own", alt.value(ACCENT), alt.value(PALE)),
        )
    )
    narrow = (
        alt.Chart(frame)
        .mark_rule(strokeWidth=6, opacity=0.55)
        .encode(y=y, x=alt.X("inner_low:Q"), x2=alt.X2("inner_high:Q"), color=colour)
    )
    points = alt.Chart(frame).mark_point(filled=True, size=42, opacity=1, color=INK).encode(y=y, x=alt.X("rank:Q"))
    own = next((row for row in rows if row["region"] == w.context.region), rows[0])
    ends = {end: fixed(own[f"{end}_{inner}"], 0) for end in ("low", "high")}
    return drawn(
        view_id("complexity", space_id, "ranks"),
        w.say("complexity.ranks", period=w.period(own["period"])),
        wide + narrow + points,
        data,
        height=14 * len(data),
        width=330,
        how=w.say("complexity.ranks_read" if inner == "noise" else "complexity.ranks_read_register"),
        source=slice_source(w, f"diagnose.complexity_{space_id}_regions"),
        description=w.say("complexity.ranks_alt", region=w.region(own["region"]), **ends),
    )
