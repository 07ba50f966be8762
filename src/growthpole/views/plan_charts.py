"""Charts of plan and tracking: the fan towards the target, with the path that is asked for and what came later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from growthpole.views.charts import ACCENT, BAD, INK, drawn
from growthpole.views.sections.words import linked_source, rows_of, unit_words

if TYPE_CHECKING:
    from growthpole.views.model import ChartView
    from growthpole.views.writing import Writer

BANDS: Final = (("q10", "q90", 0.25), ("q25", "q75", 0.4))

__all__ = ["fan_chart", "modelled_fan_chart", "reforecast_chart"]


def fan_chart(w: Writer) -> ChartView:
    """Fan from the base to the goal's year by the reference class, the required path, and later levels as dots."""
    rows = [row for row in rows_of(w, "plan.fan") if row["plan"] == "without"]
    name = w.context.note("plan.reference.name", w.lang)
    return _fan(
        w,
        "plan_fan",
        "plan.fan",
        rows,
        _towards_goal(w, rows),
        title=w.say("plan.fan"),
        how=w.say("plan.fan_read", name=name),
        description=w.say("plan.fan_alt", first=rows[0]["period"], last=rows[-1]["period"]),
    )


def modelled_fan_chart(w: Writer) -> ChartView:
    """The same fan by the region's own history."""
    rows = [row for row in rows_of(w, "plan.modelled_fan") if row["plan"] == "without"]
    return _fan(
        w,
        "plan_modelled_fan",
        "plan.modelled_fan",
        rows,
        _towards_goal(w, rows),
        title=w.say("plan.modelled_fan"),
        how=w.say("plan.modelled_fan_read"),
        description=w.say("plan.fan_alt", first=rows[0]["period"], last=rows[-1]["period"]),
    )


def _towards_goal(w: Writer, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The path of constant growth to the goal, and levels published later."""
    target = rows_of(w, "diagnose.target")[0]
    base, goal = float(target["base"]), float(target["goal"])
    span = len(rows) - 1
    path = [
        {"period": row["period"], "level": base * (goal / base) ** (at / span), "what": w.say("plan.path")}
        for at, row in enumerate(rows)
    ]
    later = [
        {"period": row["period"], "level": row["actual"], "what": w.say("plan.later"), "key": row["actual_key"]}
        for row in rows_of(w, "diagnose.progress")
    ]
    return [*path, *later]


def reforecast_chart(w: Writer) -> ChartView:
    """Fan from the newest level to the goal's year, with the goal."""
    rows = rows_of(w, "track.reforecast")
    target = rows_of(w, "diagnose.target")[0]
    goal = [
        {
            "period": str(target["goal_period"]),
            "level": float(target["goal"]),
            "what": w.say("plan.goal"),
            "key": target["goal_key"],
        }
    ]
    name = w.context.note("plan.reference.name", w.lang)
    return _fan(
        w,
        "track_fan",
        "track.reforecast",
        rows,
        goal,
        title=w.say("tracking.fan", period=w.period(str(rows[0]["period"]))),
        how=w.say("tracking.fan_read", name=name),
        description=w.say("plan.fan_alt", first=rows[0]["period"], last=rows[-1]["period"]),
    )


def _fan(
    w: Writer,
    view: str,
    name: str,
    rows: list[dict[str, Any]],
    points: list[dict[str, Any]],
    *,
    title: str,
    how: str,
    description: str,
) -> ChartView:
    import altair as alt

    table = w.tables[name]
    unit = str(rows[0]["unit"])
    data = [
        {
            "period": row["period"],
            **{column: float(row[column]) for column in ("q10", "q25", "q50", "q75", "q90")},
            "unit": unit,
            "key": str(table.key(row, "q50")),
        }
        for row in rows
    ]
    frame, marks = alt.Data(values=data), alt.Data(values=points)
    x = alt.X("period:O", title=None, axis=alt.Axis(labelAngle=0))
    axis = alt.Y("q10:Q", title=w.say("chart.axis_unit", unit=unit_words(w, unit)), scale=alt.Scale(zero=False))
    areas = [
        alt.Chart(frame)
        .mark_area(color=ACCENT, opacity=shade)
        .encode(x=x, y=axis if low == "q10" else f"{low}:Q", y2=f"{high}:Q")
        for low, high, shade in BANDS
    ]
    middle = alt.Chart(frame).mark_line(color=ACCENT, strokeWidth=2).encode(x=x, y="q50:Q")
    kinds = list(dict.fromkeys(str(point["what"]) for point in points))
    shades = {w.say("plan.path"): INK, w.say("plan.later"): BAD, w.say("plan.goal"): INK}
    colour = alt.Color(
        "what:N",
        scale=alt.Scale(domain=kinds, range=[shades[kind] for kind in kinds]),
        legend=alt.Legend(title=None, orient="bottom"),
    )
    line = (
        alt.Chart(marks)
        .transform_filter(alt.datum.what == w.say("plan.path"))
        .mark_line(strokeDash=[5, 4], strokeWidth=2)
        .encode(x=x, y="level:Q", color=colour)
    )
    dots = (
        alt.Chart(marks)
        .transform_filter(alt.datum.what != w.say("plan.path"))
        .mark_point(filled=True, size=90, opacity=1)
        .encode(x=x, y="level:Q", color=colour)
    )
    return drawn(
        view,
        title,
        alt.layer(*areas, middle, line, dots),
        data,
        height=250,
        how=how,
        source=linked_source(w, name),
        description=description,
    )
