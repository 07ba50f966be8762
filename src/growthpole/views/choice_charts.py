"""Charts of the choice: what a larger budget brings, and which assumption carries the plan."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from growthpole.views.amounts import amount_in, unit_for
from growthpole.views.charts import ACCENT, INK, MUTED, drawn
from growthpole.views.formatting import percent, with_unit
from growthpole.views.sections.plan_words import goal_period, moved_words, plan_source
from growthpole.views.sections.words import rows_of

if TYPE_CHECKING:
    from growthpole.views.model import ChartView
    from growthpole.views.writing import Writer

FRONTIER: Final = "plan.frontier"
CRITICAL: Final = "plan.critical"

__all__ = ["frontier_chart", "tornado_chart"]


def frontier_chart(w: Writer) -> ChartView:
    """Value of the best plan against the money of the budgets, each point with its odds."""
    import altair as alt

    table = w.tables[FRONTIER]
    rows = [row for row in rows_of(w, FRONTIER) if not math.isnan(row["value"])]
    own = table.units["value"]
    unit = unit_for([row[name] for row in rows for name in ("money", "value")], own, w.lang)
    data = [
        {
            "label": percent(row["odds"], 0, w.lang) if not math.isnan(row["odds"]) else "–",
            "factor": float(row["factor"]),
            "money": amount_in(row["money"], own, unit),
            "value": amount_in(row["value"], own, unit),
            "count": float(row["count"]),
            "unit": unit,
            "key": str(table.key(row, "value")),
        }
        for row in rows
    ]
    frame, words = alt.Data(values=data), with_unit("", unit, w.lang)
    # the labels stand above the points, and need the room
    room = alt.Scale(domain=[0, max(amount_in(row["value"], own, unit) for row in rows) * 1.15 or 1.0], nice=False)
    x = alt.X(
        "money:Q",
        scale=alt.Scale(padding=24, nice=False),
        title=w.say("plan.in_unit", what=w.say("plan.frontier_money"), unit=words),
    )
    y = alt.Y("value:Q", scale=room, title=w.say("plan.in_unit", what=w.say("plan.frontier_value"), unit=words))
    line = alt.Chart(frame).mark_line(color=ACCENT, strokeWidth=2).encode(x=x, y=y)
    shade = alt.condition("datum.factor == 1", alt.value(INK), alt.value(ACCENT))
    dots = alt.Chart(frame).mark_point(filled=True, size=80, opacity=1).encode(x=x, y=y, color=shade)
    odds = alt.Chart(frame).mark_text(dy=-12, fontSize=12, color=INK).encode(x=x, y=y, text="label:N")
    return drawn(
        "plan_frontier",
        w.say("plan.frontier_chart"),
        line + dots + odds,
        data,
        height=220,
        how=w.say("plan.frontier_read"),
        source=plan_source(w, FRONTIER),
        description=w.say("plan.frontier_alt", count=len(data)),
    )


def tornado_chart(w: Writer) -> ChartView:
    """Output of the plan in the goal's year at both ends of each assumption, the widest first."""
    import altair as alt

    table, rows = w.tables[CRITICAL], rows_of(w, CRITICAL)
    own = table.units["value"]
    unit = unit_for([row[name] for row in rows for name in ("value_low", "value", "value_high")], own, w.lang)
    data = [
        {
            "assumption": moved_words(w, str(row["assumption"])),
            "at_low": amount_in(row["value_low"], own, unit),
            "as_assumed": amount_in(row["value"], own, unit),
            "at_high": amount_in(row["value_high"], own, unit),
            "unit": unit,
            "key": str(table.key(row, "swing")),
        }
        for row in rows
    ]
    frame = alt.Data(values=data)
    order = [str(row["assumption"]) for row in data]
    y = alt.Y("assumption:N", sort=order, title=None, axis=alt.Axis(labelLimit=260, ticks=False))
    words = with_unit("", unit, w.lang)
    ends = [w.say("plan.end_low"), w.say("plan.end_high")]
    colour = alt.Color(
        "end:N",
        scale=alt.Scale(domain=ends, range=[MUTED, ACCENT]),
        legend=alt.Legend(title=None, orient="bottom"),
    )
    bars = [
        alt.Chart(frame)
        .transform_calculate(end=f"'{end}'")
        .mark_bar(size=16)
        .encode(
            x=alt.X("as_assumed:Q", title=w.say("plan.in_unit", what=w.say("plan.plan_output"), unit=words)),
            x2=f"{name}:Q",
            y=y,
            color=colour,
        )
        for end, name in zip(ends, ("at_low", "at_high"), strict=True)
    ]
    middle = alt.Chart(frame).mark_tick(color=INK, thickness=2, size=22).encode(x="as_assumed:Q", y=y)
    first = data[0]
    return drawn(
        "plan_critical",
        w.say("plan.critical_chart", period=goal_period(w)),
        alt.layer(*bars, middle),
        data,
        height=max(30 * len(data), 60),
        how=w.say("plan.critical_read"),
        source=plan_source(w, CRITICAL),
        description=w.say("plan.critical_alt", name=str(first["assumption"]), period=goal_period(w)),
        width=330,
    )
