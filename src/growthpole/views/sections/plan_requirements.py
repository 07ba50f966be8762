"""What would have to be true for the goal to be reached, and which assumption carries the plan."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from growthpole.views.amounts import money_columns
from growthpole.views.choice_charts import tornado_chart
from growthpole.views.model import Section, Sentence, Span, TableView
from growthpole.views.sections.plan_words import goal_period, modelled, moved_words, plan_source, resting
from growthpole.views.sections.words import rows_of

if TYPE_CHECKING:
    from growthpole.views.writing import Writer

Row = dict[str, Any]
NAME: Final = "plan.requirements"
CRITICAL: Final = "plan.critical"
SHIFTED: Final = frozenset({"lead", "delay"})
"""Assumptions moved by years; the others by factors."""
MOST_DIGITS: Final = 4

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """Section of what is required."""
    blocks: list[Any] = [_growth(w), _table(w)]
    if rows_of(w, CRITICAL):
        blocks += [tornado_chart(w), _critical(w)]
    return [Section(id="plan_requirements", title=w.say("plan.requirements_title"), blocks=tuple(blocks))]


def _growth(w: Writer) -> Sentence:
    """Growth of what is there already that reaches the goal alone, and with the plan."""
    row = rows_of(w, NAME)[0]
    target = rows_of(w, "diagnose.target")[0]
    years = w.period(f"{target['base_period']}/{target['goal_period']}")
    # so many digits that the two differ, where the plan makes any difference at all
    digits = next(
        (
            at
            for at in range(2, MOST_DIGITS)
            if _rate(w, row, "needed_alone", at).text != _rate(w, row, "needed_with", at).text
        ),
        2,
    )
    alone = _rate(w, row, "needed_alone", digits)
    said = list(w.sentence("plan.needed_alone", "lead", years=years, growth=alone).spans)
    if rows_of(w, "plan.chosen"):
        gap = [Span(text=" ")] if w.lang == "en" else []
        if math.isnan(row["needed_with"]):
            more = w.sentence("plan.needed_none")
        else:
            more = w.sentence("plan.needed_with", growth=resting(w, _rate(w, row, "needed_with", digits)))
        said += [*gap, *more.spans]
    return Sentence(spans=tuple(said), role="lead")


def _rate(w: Writer, row: Row, column: str, digits: int) -> Span:
    return w.number(w.tables[NAME], row, column, "percent", digits)


def _table(w: Writer) -> TableView:
    table, rows = w.tables[NAME], rows_of(w, NAME)
    gaps, (gap, left) = money_columns(
        w, table, rows, {"gap": w.say("plan.gap_to_goal"), "left": w.say("plan.gap_left")}
    )
    spend, (money,) = money_columns(w, table, rows, {"investment": w.say("plan.required_investment")})
    return TableView(
        id="plan_requirements",
        title=w.say("plan.requirements", period=goal_period(w)),
        columns=(
            w.say("plan.organic_case"),
            w.say("plan.organic_growth"),
            *gaps,
            *spend,
            w.say("plan.required_projects"),
            w.say("plan.bearable_delay"),
            w.say("plan.bearable_probability"),
        ),
        numeric=(False, True, True, True, True, True, True, True),
        rows=tuple(
            (
                w.label(_case(w, row)),
                w.number(table, row, "growth", "percent", 1, sign=True),
                gap[at],
                left[at],
                _unless_closed(w, row, money[at]),
                _unless_closed(w, row, _projects(w, row)),
                _bearable(w, row, "delay"),
                _bearable(w, row, "probability"),
            )
            for at, row in enumerate(rows)
        ),
        how_to_read=w.together([_fan(w), w.say("plan.requirements_read")]),
        source_line=plan_source(w, NAME),
    )


def _case(w: Writer, row: Row) -> str:
    return w.say(f"plan.organic_modelled_{row['case']}" if modelled(w) else f"plan.organic_{row['case']}")


def _fan(w: Writer) -> str:
    """What the quantiles are those of."""
    if modelled(w):
        return w.say("plan.requirements_fan_modelled")
    return w.say("plan.requirements_fan", name=w.context.note("plan.reference.name", w.lang))


def _unless_closed(w: Writer, row: Row, span: Span) -> Span:
    """What closes the gap; that nothing is needed where there is none."""
    return w.label(w.say("plan.why_not_needed")) if row["gap"] == 0 else span


def _projects(w: Writer, row: Row) -> Span:
    if math.isnan(row["projects"]):
        return w.absent("–")
    return w.number(w.tables[NAME], row, "projects", digits=0 if row["projects"] >= 10 else 1, unit=False)


def _bearable(w: Writer, row: Row, column: str) -> Span:
    """Longest delay or least probability; the reason in words where there is none."""
    if math.isnan(row[column]):
        why = str(row[f"{column}_why"])
        return Span(text=w.say(f"plan.why_{why}"), tone="bad" if why == "out_of_reach" else "label")
    if column == "delay":
        return w.number(w.tables[NAME], row, column, digits=1)
    return w.number(w.tables[NAME], row, column, "percent", 0)


def _critical(w: Writer) -> TableView:
    table, rows = w.tables[CRITICAL], rows_of(w, CRITICAL)
    headings = {name: w.say(f"plan.critical_{name}") for name in ("value_low", "value", "value_high", "swing")}
    named, columns = money_columns(w, table, rows, headings, alike=True)
    cut = any(row["cut"] > 0 for row in rows)
    return TableView(
        id="plan_critical",
        title=w.say("plan.critical", period=goal_period(w)),
        columns=(
            w.say("plan.assumption"),
            w.say("plan.end_low"),
            w.say("plan.end_high"),
            *named,
            *([w.say("plan.cut")] if cut else []),
        ),
        numeric=(False, True, True, *(True for _ in named), *([True] if cut else [])),
        rows=tuple(
            (
                w.label(moved_words(w, str(row["assumption"]))),
                *(_end(w, row, column) for column in ("low", "high")),
                *cells,
                *([w.number(table, row, "cut", digits=0)] if cut else []),
            )
            for row, *cells in zip(rows, *columns, strict=True)
        ),
        how_to_read=w.together([w.say("plan.critical_table_read"), w.say("plan.cut_read") if cut else ""]),
        source_line=plan_source(w, CRITICAL),
    )


def _end(w: Writer, row: Row, column: str) -> Span:
    """An end of the range of an assumption: a factor, or years added."""
    shifted = row["assumption"] in SHIFTED
    span = w.number(w.tables[CRITICAL], row, column, digits=1, sign=shifted)
    text = w.say("plan.years_more", number=span.text) if shifted else f"×{span.text}"
    return span.model_copy(update={"text": text})
