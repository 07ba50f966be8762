"""The picture of the options: probability across, complexity opened up, money gap as area, firmness as shade."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from growthpole.views.chart_data import chart_data
from growthpole.views.charts import ACCENT, INK, MUTED, PALE, drawn
from growthpole.views.labels import Box, Mark, place_labels
from growthpole.views.link_charts import texts_at
from growthpole.views.sections.opening_words import GROUP, OPTIONS, Row, basis, group_words, likeliest, verdict
from growthpole.views.sections.words import linked_source, rows_of, unit_words

if TYPE_CHECKING:
    from growthpole.views.model import ChartView
    from growthpole.views.writing import Writer

SIZE: Final = (560.0, 400.0)
FONT: Final = 10
LEAST: Final = 40.0
MOST: Final = 900.0
"""Areas of the smallest and the largest mark in square pixels."""
SHADES: Final = {"firm": INK, "fair": ACCENT, "fragile": "#9fb6c2", "": MUTED}

__all__ = ["opening_map"]


def opening_map(w: Writer) -> list[ChartView]:
    """Options of the group by feasibility and value; none where no complexity is known."""
    import altair as alt

    table, said, group = w.tables[OPTIONS], basis(w), group_words(w)
    rows = likeliest([row for row in rows_of(w, OPTIONS) if row["list"] == GROUP and _drawn(row)])
    if not rows:
        return []
    across, up = _scales(rows, said["base_rate"])
    unit = unit_words(w, table.units["gap_high"]) if table.units["gap_high"] else ""
    largest = max((row["gap_high"] for row in rows if not math.isnan(row["gap_high"])), default=0.0)
    data = [_point(w, table, row, largest) for row in rows]
    marks = [
        Mark(across[0](row["feasibility"]), up[0](row["opens"]), _radius(point), point["industry"])
        for row, point in zip(rows, data, strict=True)
    ]
    names = list(dict.fromkeys(w.say(f"opening.badge_{badge}") for badge in ("firm", "fair", "fragile", "")))
    shades = dict(zip(names, SHADES.values(), strict=True))
    used = [name for name in names if any(point["stays"] == name for point in data)]
    standing = [w.say("opening.seen"), w.say("opening.unseen")]
    x = alt.X(
        "probability:Q",
        title=w.say("opening.map_x"),
        scale=alt.Scale(type="sqrt", domain=across[1], nice=False),
        axis=alt.Axis(format="%", values=_ticks(across[1][1]), grid=False),
    )
    y = alt.Y("opens:Q", title=w.say("opening.map_y"), scale=alt.Scale(domain=up[1], nice=False, zero=False))
    colour = alt.Color(
        "stays:N",
        scale=alt.Scale(domain=used, range=[shades[name] for name in used]),
        legend=alt.Legend(title=w.say("opening.shade"), orient="bottom"),
    )
    shape = alt.Shape(
        "standing:N",
        scale=alt.Scale(domain=standing, range=["circle", "diamond"]),
        legend=_standing_legend(w) if said["kind"] == "counts" else None,
    )
    shown = "datum.seen"
    base = alt.Chart(chart_data(data)).encode(x=x, y=y, size=alt.Size("size:Q", scale=None, legend=None), shape=shape)
    hollow = base.transform_filter(f"!{shown}").mark_point(filled=False, strokeWidth=2, opacity=1)
    full = base.transform_filter(shown).mark_point(filled=True, opacity=0.85)
    rate = alt.Chart(alt.Data(values=[{"rate": said["base_rate"]}])).mark_rule(color=INK, strokeDash=[4, 3])
    zero = alt.Chart(alt.Data(values=[{"zero": 0.0}])).mark_rule(color=PALE)
    labels = place_labels(marks, FONT, Box(0, 0, *SIZE))
    layers = [zero.encode(y=alt.Y("zero:Q"))] if up[1][0] < 0 < up[1][1] else []
    layers += [] if math.isnan(said["base_rate"]) else [rate.encode(x=alt.X("rate:Q"))]
    layers += [hollow.encode(color=colour), full.encode(color=colour), *texts_at(labels)]
    if said["kind"] == "counts":
        read = [w.say("opening.map_read", top=said["top"], region=w.region(w.context.region))]
    else:
        read = [w.say("opening.map_read_amounts", top=said["top"])]
    read += [w.say("opening.map_size", unit=unit)] if largest else []
    span = {"period": w.period(said["period"]), "target": w.period(said["target"])}
    key = "opening.map" if group else "opening.map_all"
    return [
        drawn(
            "opening_map",
            w.say(key, **span, **({"group": group} if group else {})),
            alt.layer(*layers),
            data,
            height=int(SIZE[1]),
            width=int(SIZE[0]),
            how=w.together(read),
            source=linked_source(w, OPTIONS),
            description=w.say("opening.map_alt", count=len(data), name=str(data[0]["industry"])),
        )
    ]


def _standing_legend(w: Writer) -> Any:
    import altair as alt

    return alt.Legend(title=w.say("opening.standing"), orient="bottom", direction="vertical", labelLimit=320)


def _radius(point: dict[str, Any]) -> float:
    area: float = point["size"]
    return math.sqrt(area / math.pi) + 1.0


def _drawn(row: Row) -> bool:
    return not math.isnan(row["feasibility"]) and not math.isnan(row["opens"])


def _point(w: Writer, table: Any, row: Row, largest: float) -> dict[str, Any]:
    gap = row["gap_high"]
    part = 0.15 if math.isnan(gap) or not largest else gap / largest
    return {
        "industry": w.activity(row["activity"]),
        "probability": row["feasibility"],
        "low": None if math.isnan(row["low"]) else row["low"],
        "high": None if math.isnan(row["high"]) else row["high"],
        "opens": row["opens"],
        "gap_low": None if math.isnan(row["gap_low"]) else row["gap_low"],
        "gap_high": None if math.isnan(gap) else gap,
        "gap_unit": table.units["gap_high"],
        "stays": w.say(f"opening.badge_{row['badge']}"),
        "top_share": None if math.isnan(row["top_share"]) else row["top_share"],
        "verdict": verdict(w, row).text,
        "grade": row["grade"],
        "seen": bool(row["seen"]),
        "standing": w.say("opening.seen" if row["seen"] else "opening.unseen"),
        "size": LEAST + (MOST - LEAST) * part,
        "key": str(table.key(row, "feasibility")),
    }


def _scales(rows: list[Row], base_rate: float) -> tuple[tuple[Any, list[float]], tuple[Any, list[float]]]:
    """Pixel of a value and the domain of both axes, with room for the largest marks at the edges."""
    least = 1e-3 if math.isnan(base_rate) else max(base_rate, 1e-3)
    most: float = max(least, *(row["feasibility"] for row in rows)) * 1.25
    opens = [float(row["opens"]) for row in rows]
    margin = 0.12 * (max(opens) - min(opens)) or 0.1
    low, high = min(opens) - margin, max(opens) + margin

    def across(value: float) -> float:
        return math.sqrt(value / most) * SIZE[0]

    def up(value: float) -> float:
        return (high - value) / (high - low) * SIZE[1]

    return (across, [0.0, most]), (up, [low, high])


def _ticks(most: float) -> list[float]:
    return [tick for tick in (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1.0) if tick <= most]
