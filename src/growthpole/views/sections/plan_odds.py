"""The odds of the target: what like regions did, the fan they trace, and what projects change of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from growthpole.views.model import Section, Sentence, TableView
from growthpole.views.odds import ALL, MODELLED, ODDS, odds_line, odds_range, share
from growthpole.views.plan_charts import fan_chart
from growthpole.views.sections.plan_modelled import modelled_blocks
from growthpole.views.sections.words import linked_source, rows_of

if TYPE_CHECKING:
    from growthpole.views.writing import Writer


__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """Section of the odds; the note of the plan alone where nothing to compare with was named.

    Modelled odds come first, with those of like regions beside each; the reference class follows by itself.
    """
    blocks: list[Any] = [w.plain(w.context.note("plan.note", w.lang), role="caution"), *modelled_blocks(w)]
    if rows_of(w, ODDS):
        blocks += [*_lead(w), fan_chart(w), _odds(w), _windows(w)]
    elif not rows_of(w, MODELLED):
        blocks.append(w.plain(w.say("plan.no_reference"), role="caution"))
    return [Section(id="plan_odds", title=w.say("plan.odds_title"), blocks=tuple(blocks))]


def _lead(w: Writer) -> list[Sentence]:
    note = w.context.note("plan.reference.note", w.lang)
    last = rows_of(w, "plan.reference")
    composed = any(row["composed"] == "True" for row in last)
    undated = w.tables["plan.reference"].groups.get("undated") == "True"
    more = [note, w.say("plan.composed") if composed else "", w.say("plan.undated") if undated else ""]
    return [*odds_line(w, "plan.odds_lead"), *([w.plain(w.together(more), role="caution")] if any(more) else [])]


def _odds(w: Writer) -> TableView:
    table = w.tables[ODDS]
    rows = [
        (
            w.label(w.say(f"plan.group_{row['group']}")),
            w.label(w.say(f"plan.{row['plan']}")),
            w.number(table, row, "required", "percent", 2),
            w.number(table, row, "cases", digits=0),
            w.number(table, row, "reached", digits=0 if row["plan"] == "without" else 1),
            share(w, ODDS, row, "share"),
            odds_range(w, ODDS, row),
        )
        for row in table.rows()
    ]
    return TableView(
        id="plan_odds",
        title=w.say("plan.odds"),
        columns=(
            w.say("plan.group"),
            w.say("plan.case"),
            w.say("plan.required"),
            w.say("plan.cases"),
            w.say("plan.reached"),
            w.say("plan.share"),
            w.say("plan.range"),
        ),
        numeric=(False, False, True, True, True, True, True),
        rows=tuple(rows),
        how_to_read=w.say("plan.odds_read"),
        source_line=linked_source(w, ODDS),
        strong_rows=(0,),
    )


def _windows(w: Writer) -> TableView:
    table = w.tables["plan.reference"]
    rows = [row for row in table.rows() if row["group"] == ALL]
    return TableView(
        id="plan_windows",
        title=w.say("plan.windows", name=w.context.note("plan.reference.name", w.lang)),
        columns=(
            w.say("plan.window"),
            w.say("plan.years"),
            w.say("plan.cases"),
            w.say("plan.reached"),
            w.say("plan.share"),
            w.say("plan.median"),
        ),
        numeric=(False, True, True, True, True, True),
        rows=tuple(
            (
                w.label(row["window"]),
                w.number(table, row, "years", digits=0, unit=False),
                w.number(table, row, "cases", digits=0),
                w.number(table, row, "reached", digits=0),
                share(w, "plan.reference", row, "share"),
                w.number(table, row, "median", "percent", 1),
            )
            for row in rows
        ),
        how_to_read=w.say("plan.windows_read"),
        source_line=linked_source(w, "plan.reference"),
        strong_rows=tuple(at for at, row in enumerate(rows) if row["composed"] == "True"),
    )
