"""Charts of the way: from the base to the goal part by part, and the projects over the years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from growthpole.views.amounts import amount_in, money, unit_for
from growthpole.views.charts import ACCENT, BAD, GOOD, INK, MUTED, PALE, drawn
from growthpole.views.formatting import with_unit
from growthpole.views.sections.plan_words import modelled, plan_source, project_names
from growthpole.views.sections.words import rows_of

if TYPE_CHECKING:
    import altair as alt

    from growthpole.views.model import ChartView
    from growthpole.views.writing import Writer

Row = dict[str, Any]
WATERFALL: Final = "plan.waterfall"
LEVELS: Final = ("base", "reached", "goal")
SHADES: Final = {"level": MUTED, "more": ACCENT, "less": BAD, "left": PALE, "above": GOOD, "goal": INK}
PHASES: Final = {"preparation": PALE, "construction": MUTED, "ramp": ACCENT, "capacity": GOOD}
SHAPES: Final = {"producing": "diamond", "at_capacity": "circle"}
MOST: Final = 30
"""Projects that are drawn."""

__all__ = ["gantt_chart", "parts_chart"]


def parts_chart(w: Writer) -> ChartView:
    """From the base to the goal's year, one step below the other so that the smallest can be read."""
    table, rows = w.tables[WATERFALL], rows_of(w, WATERFALL)
    own = str(rows[0]["unit"])
    unit = unit_for([row["value"] for row in rows], own, w.lang)
    data = [
        {
            "step": _step(w, row),
            **{name: amount_in(row[name], own, unit) for name in ("value", "from", "to")},
            "label": _label(w, row),
            "kind": _kind(row),
            "unit": unit,
            "key": str(table.key(row, "value")),
        }
        for row in rows
    ]
    reached, goal = (
        next(one["label"] for one, row in zip(data, rows, strict=True) if row["step"] == step)
        for step in ("reached", "goal")
    )
    period = w.period(str(rows[0]["period"]))
    return drawn(
        "plan_parts",
        w.say("plan.parts_chart", period=period),
        _waterfall(w, data, unit),
        data,
        height=30 * len(data),
        how=_parts_read(w),
        source=plan_source(w, WATERFALL),
        description=w.say("plan.parts_alt", reached=reached, goal=goal, period=period),
        width=360,
    )


def _parts_read(w: Writer) -> str:
    if modelled(w):
        return w.say("plan.parts_read_modelled")
    return w.say("plan.parts_read", name=w.context.note("plan.reference.name", w.lang))


def _waterfall(w: Writer, data: list[Row], unit: str) -> alt.LayerChart:
    import altair as alt

    frame = alt.Data(values=data)
    y = alt.Y("step:N", sort=[row["step"] for row in data], title=None, axis=alt.Axis(labelLimit=250, ticks=False))
    colour = alt.Color("kind:N", scale=alt.Scale(domain=list(SHADES), range=list(SHADES.values())), legend=None)
    # the labels stand to the right of the bars, and need the room
    top = max(max(row["from"], row["to"]) for row in data) * 1.45
    x = alt.X(
        "from:Q",
        title=w.say("chart.axis_unit", unit=with_unit("", unit, w.lang)),
        scale=alt.Scale(domain=[min(0.0, *(row["to"] for row in data)), top], nice=False),
    )
    base = alt.Chart(frame).encode(y=y)
    bars = base.mark_bar(size=18).encode(x=x, x2="to:Q", color=colour)
    # a part too small for a bar is still seen as a stroke where it ends
    ends = base.mark_tick(thickness=2, size=18).encode(x="to:Q", color=colour)
    labels = (
        base.transform_calculate(right="max(datum.from, datum.to)")
        .mark_text(align="left", dx=7, fontSize=12, color=INK)
        .encode(x="right:Q", text="label:N")
    )
    return alt.layer(bars, ends, labels)


def _step(w: Writer, row: Row) -> str:
    if row["step"] == "base":
        return w.say("plan.part_base", period=w.period(str(w.fact_row(row["base_key"])["period"])))
    if row["step"] == "goal":
        return w.say("plan.part_goal", period=w.period(str(row["period"])))
    return w.say(f"plan.part_{'above' if row['step'] == 'left' and row['value'] < 0 else row['step']}")


def _label(w: Writer, row: Row) -> str:
    """The amount with its unit; base and goal as their source prints them, what lies above the goal without a sign."""
    step = row["step"]
    if step in ("base", "goal"):
        return w.fact(row[f"{step}_key"], plain=True).text
    text = money(w, w.tables[WATERFALL], row, "value", sign=step not in ("reached", "left")).text
    return text.removeprefix("−") if step == "left" else text


def _kind(row: Row) -> str:
    match row["step"]:
        case "base" | "reached":
            return "level"
        case "goal":
            return "goal"
        case "left":
            return "above" if row["value"] < 0 else "left"
        case _:
            return "less" if row["value"] < 0 else "more"


def gantt_chart(w: Writer, critical: frozenset[str]) -> ChartView:
    """Phases of each project over the years, first output and full capacity as marks, the critical chain outlined."""
    table, names = w.tables["plan.gantt"], project_names(w)
    starts = {str(row["project"]): (row["start"], str(row["project"])) for row in rows_of(w, "plan.floats")}
    drawn_codes = sorted(starts, key=starts.__getitem__)[:MOST]
    rows = [row for row in rows_of(w, "plan.gantt") if row["project"] in drawn_codes]
    data = [
        {
            "project": names.get(row["project"], row["project"]),
            "phase": w.say(f"plan.phase_{row['phase']}"),
            "from": float(row["start"]),
            "to": float(row["end"]),
            "critical": row["project"] in critical,
            "key": str(table.key(row, "start")),
        }
        for row in rows
    ]
    marks = [
        {
            "project": names.get(row["project"], row["project"]),
            "what": w.say(f"plan.milestone_{row['milestone']}"),
            "year": float(row["year"]),
            "key": str(w.tables["plan.milestones"].key(row, "year")),
        }
        for row in rows_of(w, "plan.milestones")
        if row["milestone"] in SHAPES and row["project"] in drawn_codes
    ]
    order = [names.get(code, code) for code in drawn_codes]
    how = [w.say("plan.gantt_read"), w.say("plan.gantt_critical") if critical else ""]
    how += [w.say("plan.gantt_most", most=MOST, count=len(starts))] if len(starts) > MOST else []
    years = [int(min(row["from"] for row in data)), int(max(row["to"] for row in data))]
    return drawn(
        "plan_gantt",
        w.say("plan.gantt"),
        _gantt(w, data, marks, order),
        data,
        height=max(34 * len(order), 68),
        how=w.together(how),
        source=plan_source(w, "plan.gantt"),
        description=w.say("plan.gantt_alt", count=len(order), first=str(years[0]), last=str(years[1])),
        width=380,
    )


def _gantt(w: Writer, data: list[Row], marks: list[Row], order: list[str]) -> alt.LayerChart:
    import altair as alt

    y = alt.Y("project:N", sort=order, title=None, axis=alt.Axis(labelLimit=240, ticks=False))
    last = max([*(row["to"] for row in data), *(row["year"] for row in marks)])
    first = int(min(row["from"] for row in data))
    years = list(range(first, int(last) + 2))
    axis = alt.Axis(values=years, format="d", labelAngle=0, grid=True)
    x = alt.X("from:Q", title=None, axis=axis, scale=alt.Scale(domain=[first, last + 0.2], zero=False, nice=False))
    phases = [w.say(f"plan.phase_{name}") for name in PHASES]
    bars = (
        alt.Chart(alt.Data(values=data))
        .mark_bar(size=16)
        .encode(
            x=x,
            x2="to:Q",
            y=y,
            color=alt.Color(
                "phase:N",
                scale=alt.Scale(domain=phases, range=list(PHASES.values())),
                legend=alt.Legend(title=None, orient="bottom"),
            ),
            stroke=alt.condition("datum.critical", alt.value(BAD), alt.value("transparent")),
            strokeWidth=alt.value(2),
        )
    )
    kinds = [w.say(f"plan.milestone_{name}") for name in SHAPES]
    points = (
        alt.Chart(alt.Data(values=marks))
        .mark_point(filled=True, size=70, opacity=1, color=INK)
        .encode(
            x="year:Q",
            y=y,
            shape=alt.Shape(
                "what:N",
                scale=alt.Scale(domain=kinds, range=list(SHAPES.values())),
                legend=alt.Legend(title=None, orient="bottom"),
            ),
        )
    )
    return alt.layer(bars, points)
