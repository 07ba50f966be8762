"""Charts of linkages: key sectors as quadrants, what leaks abroad, and the gaps of a pole as ranges."""

from __future__ import annotations

import math
from typing import Any, Final

from growthpole.views.chart_data import chart_data
from growthpole.views.charts import ACCENT, BAD, INK, MUTED, PALE, drawn
from growthpole.views.formatting import fixed
from growthpole.views.labels import Box, Mark, PlacedLabel, place_labels
from growthpole.views.model import ChartView
from growthpole.views.sections.words import linked_source, rows_of, unit_words
from growthpole.views.writing import Writer

SIZE: Final = (540.0, 440.0)
FONT: Final = 10
RADIUS: Final = 5.0
MOST_GAPS: Final = 12

__all__ = ["FONT", "SIZE", "gap_ranges", "leakages", "quadrants", "sector_name", "texts_at"]


def sector_name(w: Writer, row: dict[str, Any], *, short: bool = False) -> str:
    """Name of a sector, or the short one for charts."""
    if w.lang == "zh":
        return str(row["name_zh"])
    return str(row["short_en" if short else "name_en"])


def quadrants(w: Writer) -> ChartView:
    """Backward against forward linkage, both normalised: the group filled, named where there is room."""
    import altair as alt

    table = w.tables["linkages.sectors"]
    rows = sorted(table.rows(), key=lambda row: (not row["in_group"], row["quadrant"] != "key", -row["output"]))
    across = _scale([row["forward_norm"] for row in rows], SIZE[0], logarithmic=True)
    up = _scale([row["backward_norm"] for row in rows], SIZE[1], logarithmic=False)
    named = [row["in_group"] or row["quadrant"] == "key" for row in rows]
    marks = [
        Mark(across[0](row["forward_norm"]), SIZE[1] - up[0](row["backward_norm"]), RADIUS, _named(w, row, shown))
        for row, shown in zip(rows, named, strict=True)
    ]
    marks += _dashes(across[0](1.0), SIZE[1] - up[0](1.0))
    data = [
        {
            "sector": sector_name(w, row),
            "forward": row["forward_norm"],
            "backward": row["backward_norm"],
            "quadrant": w.say(f"linkages.quadrant_{row['quadrant']}"),
            "own": row["in_group"],
            "intermediate_share": row["use_intermediate"],
            "key": str(table.key(row, "backward_norm")),
        }
        for row in rows
    ]
    x = alt.X(
        "forward:Q", title=w.say("linkages.forward_axis"), scale=alt.Scale(type="log", domain=across[1], nice=False)
    )
    x = x.axis(values=[0.5, 1, 2, 3], grid=False)
    y = alt.Y(
        "backward:Q", title=w.say("linkages.backward_axis"), scale=alt.Scale(domain=up[1], nice=False, zero=False)
    )
    y = y.axis(grid=False)
    points = (
        alt.Chart(chart_data(data))
        .mark_point(size=60, strokeWidth=1.2, opacity=1)
        .encode(
            x=x,
            y=y,
            color=alt.condition("datum.own", alt.value(ACCENT), alt.value(MUTED)),
            fill=alt.condition("datum.own", alt.value(ACCENT), alt.value("white")),
        )
    )
    one = alt.Data(values=[{"one": 1}])
    lines = [
        alt.Chart(one).mark_rule(color=INK, strokeDash=[4, 3]).encode(x=alt.X("one:Q")),
        alt.Chart(one).mark_rule(color=INK, strokeDash=[4, 3]).encode(y=alt.Y("one:Q")),
    ]
    own = {sector_name(w, row, short=True) for row in rows if row["in_group"]}
    labels = place_labels(marks, FONT, Box(0, 0, *SIZE))
    texts = texts_at([one for one in labels if one.name in own or _clear(one, marks)])
    counts = {name: sum(row["quadrant"] == name for row in rows) for name in ("key", "backward", "forward", "weak")}
    group = w.context.note("linkages.group", w.lang)
    return drawn(
        "linkages_quadrants",
        w.say("linkages.quadrants", period=w.period(rows[0]["period"])),
        alt.layer(*lines, points, *texts),
        data,
        height=int(SIZE[1]),
        width=int(SIZE[0]),
        how=w.say("linkages.quadrants_read", group=group),
        source=linked_source(w, "linkages.sectors"),
        description=w.say("linkages.quadrants_alt", sectors=len(rows), keys=counts["key"]),
    )


def _clear(label: PlacedLabel, marks: list[Mark]) -> bool:
    """Whether a label covers no mark at all."""
    return not any(label.box.meets(mark.box) for mark in marks)


def _dashes(x: float, y: float) -> list[Mark]:
    """The two lines of the mean as small marks, which names cover only where nothing else is free."""
    down = [Mark(x, at, 1.0) for at in range(0, int(SIZE[1]), 6)]
    return [*down, *(Mark(at, y, 1.0) for at in range(0, int(SIZE[0]), 6))]


def _named(w: Writer, row: dict[str, Any], shown: bool) -> str:  # noqa: FBT001
    return sector_name(w, row, short=True) if shown else ""


def _scale(values: list[float], length: float, *, logarithmic: bool) -> tuple[Any, list[float]]:
    """Pixel of a value and the domain, with a margin on both sides."""
    change = math.log if logarithmic else float
    low, high = change(min(values)), change(max(values))
    margin = 0.05 * (high - low)
    low, high = low - margin, high + margin
    back = math.exp if logarithmic else float
    return (lambda value: (change(value) - low) / (high - low) * length), [back(low), back(high)]


def texts_at(labels: list[PlacedLabel]) -> list[Any]:
    """One layer of texts for each alignment, at fixed pixels of the frame."""
    import altair as alt

    layers = []
    for align in ("left", "right", "center"):
        data = [{"px": one.x, "py": one.y, "name": one.name} for one in labels if one.align == align]
        if data:
            chart = alt.Chart(chart_data(data)).mark_text(align=align, baseline="middle", fontSize=FONT, color=INK)
            layers.append(
                chart.encode(
                    x=alt.X("px:Q", scale=None, axis=None),
                    y=alt.Y("py:Q", scale=None, axis=None),
                    text=alt.Text("name:N"),
                )
            )
    return layers


def leakages(w: Writer) -> ChartView:
    """Output multiplier of each sector of the group: all of it, and what stays in the nation."""
    import altair as alt

    table = w.tables["linkages.sectors"]
    rows = sorted((row for row in table.rows() if row["in_group"]), key=lambda row: -row["leakage"])
    data = [
        {
            "sector": sector_name(w, row, short=True),
            "total": row["backward"],
            "domestic": row["domestic"],
            "leakage": row["leakage"],
            "key": str(table.key(row, "leakage")),
        }
        for row in rows
    ]
    frame = chart_data(data)
    order = [row["sector"] for row in data]
    y = alt.Y("sector:N", sort=order, title=None, axis=alt.Axis(labelLimit=220, ticks=False, domain=False))
    scale = alt.Scale(domain=[min(row["domestic"] for row in data) - 0.1, max(row["total"] for row in data) + 0.1])
    x = alt.X("domestic:Q", title=w.say("linkages.multiplier_axis"), scale=scale)
    names = [w.say("linkages.domestic"), w.say("linkages.total")]
    colour = alt.Scale(domain=names, range=[ACCENT, BAD])
    legend = alt.Legend(title=None, orient="bottom", labelLimit=320)
    lines = alt.Chart(frame).mark_rule(strokeWidth=3, color=PALE).encode(y=y, x=x, x2=alt.X2("total:Q"))
    layers = [lines]
    for column, name, shape in (("domestic", names[0], "circle"), ("total", names[1], "diamond")):
        layers.append(
            alt.Chart(frame)
            .transform_calculate(kind=f"'{name}'")
            .mark_point(filled=True, size=55, opacity=1, shape=shape)
            .encode(y=y, x=f"{column}:Q", color=alt.Color("kind:N", scale=colour, legend=legend))
        )
    return drawn(
        "linkages_leakage",
        w.say("linkages.leakages", group=w.context.note("linkages.group", w.lang)),
        alt.layer(*layers),
        data,
        height=14 * len(data),
        width=330,
        how=w.say("linkages.leakages_read"),
        source=linked_source(w, "linkages.sectors"),
        description=w.say(
            "linkages.leakages_alt", name=str(data[0]["sector"]), share=fixed(100 * rows[0]["leakage"], 0)
        ),
    )


def gap_ranges(w: Writer, pole: str) -> ChartView:
    """The largest gaps of a pole: imported, and from elsewhere in the nation, each as a range."""
    import altair as alt

    table = w.tables["linkages.gaps"]
    names = {row["sector"]: row for row in rows_of(w, "linkages.sectors")}
    rows = sorted((row for row in table.rows() if row["pole"] == pole), key=lambda row: -row["gap_high"])[:MOST_GAPS]
    kinds = {part: w.say(f"linkages.{part}") for part in ("imported", "elsewhere")}
    data = [
        {
            "input": sector_name(w, names[row["sector"]], short=True),
            "kind": kinds[part],
            "low": row[f"{part}_low_shown"],
            "high": row[f"{part}_high_shown"],
            "unit": table.units["gap_low"],
            "grade": row["grade"],
            "key": str(table.key(row, f"{part}_high_shown")),
        }
        for row in rows
        for part in kinds
    ]
    order = list(dict.fromkeys(row["input"] for row in data))
    y = alt.Y("input:N", sort=order, title=None, axis=alt.Axis(labelLimit=220, ticks=False, domain=False))
    scale = _money(w, table.units["gap_low"])
    base = alt.Chart(chart_data(data)).transform_calculate(a=f"datum.low * {scale}", b=f"datum.high * {scale}")
    unit = unit_words(w, table.units["gap_low"])
    bars = base.mark_bar(cornerRadius=2, minBandSize=3).encode(
        y=y,
        yOffset=alt.YOffset("kind:N", sort=list(kinds.values())),
        x=alt.X("a:Q", title=w.say("linkages.gap_axis", unit=unit)),
        x2=alt.X2("b:Q"),
        color=alt.Color(
            "kind:N",
            scale=alt.Scale(domain=list(kinds.values()), range=[BAD, ACCENT]),
            legend=alt.Legend(title=None, orient="bottom", labelLimit=320),
        ),
    )
    name = w.context.note(f"linkages.pole.{pole}.name", w.lang)
    first = data[0]
    return drawn(
        "linkages_gaps",
        w.say("linkages.gaps_chart", pole=name, region=w.region(w.context.region)),
        alt.layer(bars),
        data,
        height=30 * len(order),
        width=330,
        how=w.say("linkages.gaps_chart_read", count=len(order)),
        source=linked_source(w, "linkages.gaps"),
        description=w.say("linkages.gaps_alt", name=str(first["input"])),
    )


def _money(w: Writer, unit: str) -> float:
    """What an amount is multiplied by to stand in the unit the language counts in."""
    from decimal import Decimal

    from growthpole.views.formatting import in_words

    return float(in_words(Decimal(1), unit, w.lang)[0])
