"""Which projects, when: the plan that is best under the limits, or the limits that no plan meets."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from growthpole.plan.effects import SUNK
from growthpole.views.amounts import money, money_columns
from growthpole.views.choice_charts import frontier_chart
from growthpole.views.formatting import percent
from growthpole.views.model import Section, Sentence, Span, TableView
from growthpole.views.sections.plan_prices import price_blocks
from growthpole.views.sections.plan_words import (
    assumed_heading,
    basis_label,
    goal_period,
    number_or_dash,
    plan_source,
    plan_span,
    project_names,
    resting,
    run_on,
    year,
)
from growthpole.views.sections.words import joined, rows_of

if TYPE_CHECKING:
    from growthpole.tables.results import ResultTable
    from growthpole.views.writing import Writer

Row = dict[str, Any]
CHOSEN: Final = "plan.chosen"
SOLUTION: Final = "plan.solution"
CONFLICTS: Final = "plan.conflicts"

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """Section of the choice; where the limits contradict each other it says so and nothing else."""
    blocks: list[Any]
    if CONFLICTS in w.tables:
        blocks = [w.plain(w.say("plan.conflict"), role="caution"), *([_conflicts(w)] if rows_of(w, CONFLICTS) else [])]
    else:
        blocks = [_lead(w), *_cautions(w)]
        blocks += [_chosen(w), _by_period(w)] if rows_of(w, CHOSEN) else []
        if rows_of(w, "plan.frontier"):
            blocks += [frontier_chart(w), _frontier(w), *_unmoved(w)]
        blocks += price_blocks(w)
    return [Section(id="plan_choice", title=w.say("plan.choice_title"), blocks=tuple(blocks))]


def _conflicts(w: Writer) -> TableView:
    rows = rows_of(w, CONFLICTS)
    return TableView(
        id="plan_conflicts",
        title=w.say("plan.conflicts_title"),
        columns=(w.say("plan.place"), w.say("plan.limit")),
        numeric=(False, False),
        rows=tuple((w.label(row["position"]), w.label(row[f"words_{w.lang}"])) for row in rows),
        how_to_read=w.say("plan.conflicts_read"),
        source_line=w.say("plan.source_study"),
    )


def _value(w: Writer, row: Row, column: str) -> Span:
    """A score of the plan: money, or a share where the odds are what is maximised."""
    table = w.tables[SOLUTION]
    if table.units[column] == "1":
        return w.number(table, row, column, "percent", 1)
    return money(w, table, row, column)


def _lead(w: Writer) -> Sentence:
    table, row = w.tables[SOLUTION], rows_of(w, SOLUTION)[0]
    said = [
        w.sentence(
            "plan.choice_count",
            chosen=w.number(table, row, "chosen", digits=0),
            candidates=w.number(table, row, "candidates", digits=0),
        ),
        w.sentence(
            "plan.choice_value",
            aim=w.say(f"plan.aim_{row.get('aim', 'value')}"),
            years=plan_span(w),
            value=resting(w, _value(w, row, "objective")),
            bound=_value(w, row, "bound"),
            gap=w.number(table, row, "gap", "percent", 1),
            scenarios=w.number(table, row, "scenarios", digits=0),
        ),
        w.sentence(
            "plan.choice_fresh", value=money(w, table, row, "value"), fresh=resting(w, money(w, table, row, "fresh"))
        ),
    ]
    if math.isnan(row["regret"]):
        said.append(w.sentence("plan.greedy_fails"))
    elif row["regret"] > 0:
        said.append(w.sentence("plan.greedy_loses", regret=_value(w, row, "regret")))
    else:
        said.append(w.sentence("plan.greedy_as_good"))
    return run_on(w, said, "lead")


def _cautions(w: Writer) -> list[Sentence]:
    row = rows_of(w, SOLUTION)[0]
    assumed = all(one["basis"] != "source" for one in rows_of(w, "plan.candidates"))
    said = [
        w.say("plan.choice_assumed" if assumed else "plan.choice_partly"),
        w.say("plan.choice_stopped") if row["truncated"] else "",
        w.say("plan.choice_none") if not rows_of(w, CHOSEN) else "",
        w.say("plan.choice_uncapped") if rows_of(w, SOLUTION)[0]["capped"] else "",
        _unbudgeted(w),
    ]
    return [w.plain(w.together(said), role="caution")]


def _unbudgeted(w: Writer) -> str:
    """Years in which public money is spent without a budget while other years have one; empty where there are none."""
    rows = rows_of(w, "plan.by_period")
    free = [w.period(str(row["period"])) for row in rows if math.isnan(row["budget"]) and row["public_spend"] > 0]
    if not free or len(free) == len(rows) or all(math.isnan(row["budget"]) for row in rows):
        return ""
    return w.say("plan.unbudgeted", years=joined(w, free))


def _chosen(w: Writer) -> TableView:
    table, names = w.tables[CHOSEN], project_names(w)
    rows = sorted(rows_of(w, CHOSEN), key=lambda row: row["start"])
    codes = [str(row["project"]) for row in rows]
    headings = {
        name: assumed_heading(w, w.say(f"plan.assume_{name}"), codes, name)
        for name in ("investment", "public", "output")
    }
    headings["goal_output"] = w.say("plan.goal_output", period=goal_period(w))
    named, columns = money_columns(w, table, rows, headings)
    return TableView(
        id="plan_chosen",
        title=w.say("plan.chosen"),
        columns=(
            w.say("plan.project"),
            w.say("plan.start"),
            *named,
            assumed_heading(w, w.say("plan.assume_probability"), codes, "probability"),
            w.say("plan.option_chance"),
            assumed_heading(w, w.say("plan.assume_jobs"), codes, "jobs"),
            w.say("plan.basis"),
        ),
        numeric=(False, True, True, True, True, True, True, True, True, False),
        rows=tuple(
            (
                w.label(names.get(str(row["project"]), str(row["project"]))),
                year(w, table, row, "start"),
                *cells,
                w.number(table, row, "probability", "percent", 0),
                _beside(w, table, row),
                w.number(table, row, "jobs", digits=0, unit=False),
                basis_label(w, str(row["basis"])),
            )
            for row, *cells in zip(rows, *columns, strict=True)
        ),
        how_to_read=w.say("plan.chosen_read", period=goal_period(w)),
        source_line=plan_source(w, CHOSEN),
    )


def _beside(w: Writer, table: ResultTable, row: Row) -> Span:
    """Probability of the option a template was made of, with its base rate; a dash for a project of the register."""
    if math.isnan(row["option_chance"]):
        return w.absent("–")
    rate = w.number(table, row, "option_rate", "percent", 1)
    found = w.number(table, row, "option_chance", "percent", 0)
    return found.model_copy(update={"text": w.say("plan.with_rate", chance=found.text, rate=rate.text)})


def _share(w: Writer, table: ResultTable, row: Row, column: str) -> Span:
    return w.absent("–") if math.isnan(row[column]) else w.number(table, row, column, "percent", 0)


def _by_period(w: Writer) -> TableView:
    name = "plan.by_period"
    table, rows = w.tables[name], rows_of(w, name)
    given = {column for column in ("budget", "jobs_floor") if any(not math.isnan(row[column]) for row in rows)}
    headings = {
        column: w.say(f"plan.year_{column}")
        for column in ("spend", "public_spend", "budget", "output", "value_added")
        if column != "budget" or column in given
    }
    named, columns = money_columns(w, table, rows, headings)
    people = ["jobs", *(["jobs_floor"] if "jobs_floor" in given else [])]
    energy = ["energy"] if any(row["energy"] > 0 for row in rows) else []
    passed = ["over_budget"] if "budget" in given else []
    more = [*people, *energy, *passed]
    return TableView(
        id="plan_by_period",
        title=w.say("plan.by_period"),
        columns=(w.say("period"), *named, *(w.say(f"plan.year_{column}") for column in more)),
        numeric=(False, *(True for _ in (*named, *more))),
        rows=tuple(
            (
                w.label(w.period(str(row["period"]))),
                *cells,
                *(number_or_dash(w, table, row, column, 0) for column in people),
                *(number_or_dash(w, table, row, column, 1) for column in energy),
                *(_share(w, table, row, column) for column in passed),
            )
            for row, *cells in zip(rows, *columns, strict=True)
        ),
        how_to_read=w.say("plan.by_period_read", sunk=percent(SUNK, 0, w.lang)),
        source_line=plan_source(w, name),
    )


def _frontier(w: Writer) -> TableView:
    name = "plan.frontier"
    table, rows = w.tables[name], rows_of(w, name)
    headings = {"money": w.say("plan.frontier_money"), "value": w.say("plan.frontier_value")}
    named, columns = money_columns(w, table, rows, headings)
    return TableView(
        id="plan_frontier",
        title=w.say("plan.frontier"),
        columns=(
            w.say("plan.frontier_factor"),
            *named,
            w.say("plan.frontier_odds"),
            w.say("plan.frontier_count"),
            w.say("plan.gap"),
        ),
        numeric=(False, True, True, True, True, True),
        rows=tuple((_factor(w, row), *cells, *_reach(w, row)) for row, *cells in zip(rows, *columns, strict=True)),
        how_to_read=w.say("plan.frontier_table_read"),
        source_line=plan_source(w, name),
        strong_rows=tuple(at for at, row in enumerate(rows) if row["factor"] == 1),
    )


def _factor(w: Writer, row: Row) -> Span:
    span = w.number(w.tables["plan.frontier"], row, "factor", digits=1, unit=False)
    return span.model_copy(update={"text": f"×{span.text}"})


def _reach(w: Writer, row: Row) -> tuple[Span, Span, Span]:
    """Odds, number of projects and gap of the best plan at a budget, or that no plan meets the limits there."""
    table = w.tables["plan.frontier"]
    odds = w.absent("–") if math.isnan(row["odds"]) else w.number(table, row, "odds", "percent", 0)
    if math.isnan(row["value"]):
        return odds, w.absent(w.say("plan.no_plan")), w.absent("–")
    gap = w.number(table, row, "gap", "percent", 1)
    gap = gap.model_copy(update={"badge": w.say("plan.stopped")}) if row["truncated"] else gap
    return odds, w.number(table, row, "count", digits=0, unit=False), gap


def _unmoved(w: Writer) -> list[Sentence]:
    """That money does not move the odds, where it does not: what a reader must know before the prices."""
    table = w.tables["plan.frontier"]
    rows = [row for row in rows_of(w, "plan.frontier") if not math.isnan(row["odds"])]
    spans = [w.number(table, row, "odds", "percent", 0) for row in rows]
    if len({span.text for span in spans}) != 1 or len(spans) < 2:
        return []
    return [w.sentence("plan.odds_unmoved", "caution", odds=spans[0])]
