"""The map of the chains: stages from upstream to downstream, and how much the core buys from or sells to each.

Nodes stand on one line per chain; the width of an arc is the share the table gives. A node is coloured only where a
cited source says whether it is strong, weak or missing.
"""

from __future__ import annotations

import math
from typing import Any, Final

from growthpole.tables.results import ResultTable
from growthpole.views.chart_data import chart_data
from growthpole.views.charts import BAD, GOOD, INK, MUTED, drawn
from growthpole.views.link_charts import sector_name
from growthpole.views.model import ChartView
from growthpole.views.sections.words import linked_source, rows_of
from growthpole.views.writing import Writer

WIDTH: Final = 600.0
PITCH: Final = 13.0
HEAD: Final = 33.0
STAGE_X: Final = 4.0
NODE_X: Final = 374.0
WIDEST: Final = 240.0
PLAIN: Final = 4
"""Size of a symbol at which Vega draws a path as it is written, in pixels."""
FONT: Final = 10
STATES: Final = ("strong", "weak", "missing", "unknown")
COLOURS: Final = (GOOD, "#c98a00", BAD, "#b4bec6")
SHAPES: Final = ("circle", "triangle-up", "cross", "square")
ARCS: Final = {"bought": "#4f7f9b", "sold": "#b08d57"}

__all__ = ["STATES", "chain_map"]


def chain_map(w: Writer) -> ChartView:
    """All chains, one below the other."""
    import altair as alt

    table = w.tables["linkages.chains"]
    nodes, heads, arcs, height = _laid_out(w, table.rows())
    data = [_shown(w, table, node) for node in nodes]
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, WIDTH], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], nice=False, reverse=True))
    states = [w.say(f"linkages.state_{name}") for name in STATES]
    kinds = [w.say(f"linkages.arc_{name}") for name in ARCS]
    legend = alt.Legend(title=None, orient="bottom", labelLimit=320, columns=2)
    bands = alt.Legend(title=None, orient="bottom", labelLimit=320, symbolType="stroke", symbolStrokeWidth=4)
    lines = (
        alt.Chart(chart_data(arcs))
        .mark_point(filled=False, opacity=0.55, size=PLAIN)
        .encode(
            x=x,
            y=y,
            shape=alt.Shape("path:N", scale=None, legend=None),
            strokeWidth=alt.StrokeWidth("width:Q", scale=None, legend=None),
            color=alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=list(ARCS.values())), legend=bands),
        )
    )
    points = (
        alt.Chart(chart_data(data))
        .mark_point(filled=True, size=62, opacity=1, stroke=INK, strokeWidth=0.5)
        .encode(
            x=x,
            y=y,
            fill=alt.Fill("state:N", scale=alt.Scale(domain=states, range=list(COLOURS)), legend=legend),
            shape=alt.Shape("state:N", scale=alt.Scale(domain=states, range=list(SHAPES)), legend=legend),
        )
    )
    texts = [
        _text(heads, x, y, align="left", size=12, weight="bold"),
        _text([_label(node, "stage_label", STAGE_X) for node in nodes if node["stage_label"]], x, y, align="left"),
        _text([_label(node, "short", NODE_X - 9) for node in nodes], x, y, align="right"),
    ]
    known = sum(row["state"] != "unknown" for row in rows_of(w, "linkages.chains"))
    return drawn(
        "linkages_chains",
        w.say("linkages.chain_map"),
        alt.layer(lines, points, *texts).resolve_scale(color="independent", fill="independent", shape="independent"),
        data,
        height=int(height),
        width=int(WIDTH),
        how=w.say("linkages.chain_map_read"),
        source=linked_source(w, "linkages.chains"),
        description=w.say("linkages.chain_map_alt", chains=len(heads), nodes=len(nodes), known=known),
    )


def _shown(w: Writer, table: ResultTable, node: dict[str, Any]) -> dict[str, Any]:
    """A node as the data file has it."""
    bare = math.isnan(node["share"])
    return {
        "chain": node["chain_name"],
        "stage": node["stage_name"],
        "position": w.say(f"linkages.position_{node['position']}"),
        "sector": node["sector_name"],
        "share": None if bare else node["share"],
        "share_of": w.say(f"linkages.arc_{node['share_kind']}") if node["share_kind"] else "",
        "import_share": node["import_share"],
        "state": node["state"],
        "evidence": node["fact_key"],
        "x": node["x"],
        "y": node["y"],
        "key": "" if bare else str(table.key(node, "share")),
    }


def _laid_out(
    w: Writer, rows: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], float]:
    """Nodes and headings with their places, the arcs, and the height of it all."""
    nodes: list[dict[str, Any]] = []
    heads: list[dict[str, Any]] = []
    arcs: list[dict[str, Any]] = []
    y = 0.0
    for chain in dict.fromkeys(row["chain"] for row in rows):
        own = sorted((row for row in rows if row["chain"] == chain), key=lambda row: int(row["order"]))
        name = own[0][f"chain_{w.lang}"]
        heads.append({"x": STAGE_X, "y": y + 0.5 * HEAD, "name": name})
        y += HEAD
        placed, before = [], ""
        for row in own:
            stage = w.context.own("stage", row["stage"], w.lang)
            placed.append(
                row
                | {
                    "chain_name": name,
                    "stage_name": stage,
                    "stage_label": "" if row["stage"] == before else stage,
                    "sector_name": sector_name(w, row),
                    "short": sector_name(w, row, short=True),
                    "state": w.say(f"linkages.state_{row['state']}"),
                    "x": NODE_X,
                    "y": y,
                }
            )
            before = row["stage"]
            y += PITCH
        arcs += _arcs(w, placed)
        nodes += placed
    return nodes, heads, arcs, y + 4


def _arcs(w: Writer, placed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Arc from each supplier to the middle of the core, and from there to each user."""
    cores = [node["y"] for node in placed if node["position"] == "core"]
    if not cores:
        return []
    middle = sum(cores) / len(cores)
    longest = max(abs(node["y"] - middle) for node in placed) or 1.0
    found = []
    for node in placed:
        if not node["share_kind"] or math.isnan(node["share"]) or node["share"] == 0:
            continue
        bulge = 18 + (WIDEST - 18) * abs(node["y"] - middle) / longest
        down = middle - node["y"]
        found.append(
            {
                "path": f"M0,0C{bulge:.1f},0,{bulge:.1f},{down:.1f},0,{down:.1f}",
                "kind": w.say(f"linkages.arc_{node['share_kind']}"),
                "x": NODE_X,
                "y": node["y"],
                "width": round(0.8 + 26 * node["share"], 2),
            }
        )
    return found


def _label(node: dict[str, Any], name: str, x: float) -> dict[str, Any]:
    return {"x": x, "y": node["y"], "name": node[name]}


def _text(data: list[dict[str, Any]], x: Any, y: Any, *, align: str, size: int = FONT, weight: str = "normal") -> Any:
    import altair as alt

    chart = alt.Chart(chart_data(data)).mark_text(
        align=align,
        baseline="middle",
        fontSize=size,
        fontWeight=weight,
        color=INK if weight == "bold" or align == "right" else MUTED,
    )
    return chart.encode(x=x, y=y, text=alt.Text("name:N"))
