"""What lies beside the plan: prices of its limits, projects never chosen, and what a larger budget would change."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from growthpole.views.amounts import money_columns
from growthpole.views.formatting import with_unit
from growthpole.views.model import Span, TableView
from growthpole.views.sections.plan_words import number_or_dash, plan_source, project_names, year
from growthpole.views.sections.words import joined, rows_of

if TYPE_CHECKING:
    from growthpole.tables.results import ResultTable
    from growthpole.views.writing import Writer

Row = dict[str, Any]
PRICES: Final = "plan.shadow_prices"
STEP: Final = "budget_step"

__all__ = ["price_blocks"]


def price_blocks(w: Writer) -> list[TableView]:
    """Tables of prices and neighbours of the plan; each only where it holds something."""
    rows = rows_of(w, PRICES)
    limits, steps = ([row for row in rows if (row["kind"] == STEP) is wanted] for wanted in (False, True))
    blocks = [_limits(w, limits)] if limits else []
    blocks += [_steps(w, steps)] if steps else []
    blocks += [_never(w)] if rows_of(w, "plan.never_chosen") else []
    return [*blocks, *([_next(w)] if rows_of(w, "plan.next_best") else [])]


def _gain_unit(w: Writer) -> str:
    """Unit of what is maximised, as the table counts it."""
    unit = w.tables["plan.solution"].units["objective"]
    return w.say("plan.probability_unit") if unit == "1" else with_unit("", unit, w.lang)


def _limits(w: Writer, rows: list[Row]) -> TableView:
    table, names = w.tables[PRICES], project_names(w)
    return TableView(
        id="plan_prices",
        title=w.say("plan.prices", unit=_gain_unit(w)),
        columns=(
            w.say("plan.limit"),
            w.say("plan.price_slack"),
            w.say("plan.price_fixed"),
            w.say("plan.price_relaxed"),
        ),
        numeric=(False, True, True, True),
        rows=tuple(
            (
                w.label(_limit_words(w, row, names)),
                *(number_or_dash(w, table, row, column) for column in ("slack", "fixed", "relaxed")),
            )
            for row in rows
        ),
        how_to_read=w.say("plan.prices_read"),
        source_line=plan_source(w, PRICES),
    )


def _limit_words(w: Writer, row: Row, names: dict[str, str]) -> str:
    """A limit in words: its kind, and the year, chain or projects it is about."""
    kind, about = str(row["kind"]), str(row["limit"]).partition("[")[2].removesuffix("]")
    match kind:
        case "budget" | "jobs_floor" | "energy_cap":
            said = w.period(about)
        case "precedence":
            said = w.say("plan.limit_order").join(names.get(code, code) for code in about.split(">"))
        case "exclusion" | "must" | "never":
            said = joined(w, [names.get(code, code) for code in about.split(",")])
        case _:
            said = about
    words = w.say(f"plan.limit_{kind}")
    return w.say("plan.limit_of", kind=words, about=said) if said else words


def _steps(w: Writer, rows: list[Row]) -> TableView:
    return TableView(
        id="plan_steps",
        title=w.say("plan.steps"),
        columns=(w.say("plan.step_budget"), w.say("plan.step_gain", unit=_gain_unit(w))),
        numeric=(False, True),
        rows=tuple((w.label(f"×{str(row['limit']).rpartition(' ')[2]}"), _gain(w, row)) for row in rows),
        how_to_read=w.say("plan.steps_read"),
        source_line=plan_source(w, PRICES),
    )


def _gain(w: Writer, row: Row) -> Span:
    if math.isnan(row["resolved"]):
        return w.absent(w.say("plan.no_plan"))
    return w.number(w.tables[PRICES], row, "resolved", digits=2, sign=True)


def _never(w: Writer) -> TableView:
    name = "plan.never_chosen"
    table, rows, names = w.tables[name], rows_of(w, name), project_names(w)
    heading = w.say("plan.costs_at_least")
    if table.units["costs_at_least"] == "1":
        named, costs = [heading], [_share_or_dash(w, table, row) for row in rows]
    else:
        named, (costs,) = money_columns(w, table, rows, {"costs_at_least": heading})
    return TableView(
        id="plan_never_chosen",
        title=w.say("plan.never_chosen"),
        columns=(w.say("plan.project"), w.say("plan.why_never"), *named),
        numeric=(False, False, True),
        rows=tuple(
            (w.label(names.get(row["project"], row["project"])), Span(text=w.say(f"plan.never_{row['reason']}")), cost)
            for row, cost in zip(rows, costs, strict=True)
        ),
        how_to_read=w.say("plan.never_read"),
        source_line=plan_source(w, name),
    )


def _share_or_dash(w: Writer, table: ResultTable, row: Row) -> Span:
    if math.isnan(row["costs_at_least"]):
        return w.absent("–")
    return w.number(table, row, "costs_at_least", "percent", 1)


def _next(w: Writer) -> TableView:
    name = "plan.next_best"
    table, names = w.tables[name], project_names(w)
    return TableView(
        id="plan_next_best",
        title=w.say("plan.next_best"),
        columns=(w.say("plan.project"), w.say("plan.change"), w.say("plan.start_now"), w.say("plan.start_then")),
        numeric=(False, False, True, True),
        rows=tuple(
            (
                w.label(names.get(row["project"], row["project"])),
                Span(text=w.say(f"plan.change_{row['change']}")),
                year(w, table, row, "start_now"),
                year(w, table, row, "start"),
            )
            for row in table.rows()
        ),
        how_to_read=w.say("plan.next_read"),
        source_line=plan_source(w, name),
    )
