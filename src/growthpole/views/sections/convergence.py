"""Convergence: do the regions that started lower catch up, and does the gap close?"""

from __future__ import annotations

from typing import Any

from growthpole.views.chart_data import chart_data
from growthpole.views.charts import ACCENT, INK, MUTED, drawn
from growthpole.views.formatting import fixed
from growthpole.views.model import ChartView, Section, Sentence, TableView, view_id
from growthpole.views.sections.words import source_line
from growthpole.views.writing import Writer

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """Section of convergence, one part for each indicator."""
    blocks: list[Any] = []
    for row in w.tables["diagnose.convergence"].rows():
        note = w.context.note(f"convergence.{row['convergence']}", w.lang)
        blocks += [*([w.plain(note)] if note else []), _line(w, row), _scatter(w, row), _years(w, row)]
    return [Section(id="convergence", title=w.say("convergence.title"), blocks=tuple(blocks))]


def _line(w: Writer, row: dict[str, Any]) -> Sentence:
    table = w.tables["diagnose.convergence"]
    first = w.sentence(
        "convergence.line",
        indicator=w.indicator(row["indicator"]),
        start=w.period(row["start_period"]),
        end=w.period(row["end_period"]),
        regions=w.number(table, row, "regions", digits=0),
        beta=w.number(table, row, "beta", digits=4, sign=True),
        error=w.number(table, row, "standard_error", digits=4),
        r2=w.number(table, row, "r_squared", digits=2),
    )
    if row["beta"] < -2 * row["standard_error"] and row["half_life"] == row["half_life"]:
        second = w.sentence(
            "convergence.catching",
            speed=w.number(table, row, "speed", "percent", 1),
            half_life=w.number(table, row, "half_life", digits=0),
        )
    else:
        second = w.sentence("convergence.none")
    gap = (w.label(" "),) if w.lang == "en" else ()
    return Sentence(spans=(*first.spans, *gap, *second.spans))


def _scatter(w: Writer, row: dict[str, Any]) -> ChartView:
    """Level at the start across, growth a year upwards; the region named and in colour, its peers named."""
    import altair as alt

    table = w.tables["diagnose.convergence_regions"]
    rows = [one for one in table.rows() if one["convergence"] == row["convergence"]]
    named = {w.context.region, *w.context.peers}
    data = [
        {
            "region": w.region(one["region"]),
            "label": w.region(one["region"]) if one["region"] in named else "",
            "own": one["region"] == w.context.region,
            "initial": one["initial"],
            "growth": one["growth"],
            "key": str(table.key(one, "growth")),
        }
        for one in rows
    ]
    start, end = w.period(row["start_period"]), w.period(row["end_period"])
    frame = chart_data(data)
    x = alt.X("initial:Q", title=w.say("convergence.level_axis", start=start), scale=alt.Scale(type="log", nice=False))
    y = alt.Y("growth:Q", title=w.say("convergence.growth_axis"), axis=alt.Axis(format="+.0%"))
    colour = alt.condition("datum.own", alt.value(ACCENT), alt.value(MUTED))
    points = alt.Chart(frame).mark_circle(size=70, opacity=0.85).encode(x=x, y=y, color=colour)
    ink = alt.condition("datum.own", alt.value(ACCENT), alt.value(INK))
    names = alt.Chart(frame).mark_text(dy=-10, fontSize=10.5).encode(x=x, y=y, text=alt.Text("label:N"), color=ink)
    still = (
        alt.Chart(alt.Data(values=[{"none": 0}])).mark_rule(color=MUTED, strokeDash=[4, 3]).encode(y=alt.Y("none:Q"))
    )
    return drawn(
        view_id("convergence", row["convergence"]),
        w.say("convergence.chart", indicator=w.indicator(row["indicator"]), start=start, end=end),
        still + points + names,
        data,
        height=260,
        how=w.say("convergence.read"),
        source=source_line(w, [key for one in rows for key in (one["initial_key"], one["final_key"])]),
        description=w.say("convergence.alt", regions=fixed(row["regions"], 0), beta=fixed(row["beta"], 4, sign=True)),
    )


def _years(w: Writer, row: dict[str, Any]) -> TableView:
    table = w.tables["diagnose.convergence_years"]
    rows = [one for one in table.rows() if one["convergence"] == row["convergence"]]
    return TableView(
        id=view_id("convergence", row["convergence"], "years"),
        title=w.say("convergence.years", indicator=w.indicator(row["indicator"])),
        columns=(w.say("period"), w.say("panel.cv"), w.say("convergence.std_log")),
        numeric=(False, True, True),
        rows=tuple(
            (w.label(w.period(one["period"])), *(w.number(table, one, name, digits=3) for name in ("cv", "std_log")))
            for one in rows
        ),
        how_to_read=w.say("convergence.years_read"),
        source_line=source_line(w, indicators=[row["indicator"]]),
    )
