"""What the plan adds, part by part: its projects, what they set off, what they displace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from growthpole.views.amounts import money_columns
from growthpole.views.link_charts import sector_name
from growthpole.views.model import Section, Span, TableView
from growthpole.views.roadmap_charts import parts_chart
from growthpole.views.sections.plan_words import modelled, plan_source
from growthpole.views.sections.words import rows_of

if TYPE_CHECKING:
    from growthpole.views.writing import Writer

ADDED: Final = "plan.added"
MULTIPLIERS: Final = "plan.multipliers"

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """Section of the parts; none where no project is chosen."""
    if not rows_of(w, "plan.chosen"):
        return []
    blocks: list[Any] = [
        w.plain(w.say("plan.parts_caution_modelled" if modelled(w) else "plan.parts_caution"), role="caution")
    ]
    blocks += [parts_chart(w)] if rows_of(w, "plan.waterfall") else []
    blocks.append(_added(w))
    blocks += [_multipliers(w)] if rows_of(w, MULTIPLIERS) else [w.plain(w.say("plan.nothing_set_off"), role="caution")]
    return [Section(id="plan_parts", title=w.say("plan.parts_title"), blocks=tuple(blocks))]


def _added(w: Writer) -> TableView:
    table, rows = w.tables[ADDED], rows_of(w, ADDED)
    headings = {
        name: w.say(f"plan.added_{name}") for name in ("projects", "spillover", "displacement", "added", "low", "high")
    }
    named, columns = money_columns(w, table, rows, headings)
    return TableView(
        id="plan_added",
        title=w.say("plan.added_title"),
        columns=(w.say("period"), *named),
        numeric=(False, *(True for _ in named)),
        rows=tuple((w.label(w.period(str(row["period"]))), *cells) for row, *cells in zip(rows, *columns, strict=True)),
        how_to_read=w.say("plan.added_read"),
        source_line=plan_source(w, ADDED),
    )


def _multipliers(w: Writer) -> TableView:
    table = w.tables[MULTIPLIERS]
    named = {row["sector"]: sector_name(w, row) for row in rows_of(w, "linkages.sectors")}
    return TableView(
        id="plan_multipliers",
        title=w.say("plan.multipliers", region=w.region(w.context.region)),
        columns=(
            w.say("linkages.sector"),
            w.say("plan.multiplier_low"),
            w.say("plan.multiplier_middle"),
            w.say("plan.multiplier_high"),
            w.say("plan.grade"),
        ),
        numeric=(False, True, True, True, False),
        rows=tuple(
            (
                w.label(named.get(row["sector"], row["sector"])),
                *(w.number(table, row, column, digits=2) for column in ("low", "middle", "high")),
                Span(text=row["grade"], tone="label"),
            )
            for row in table.rows()
        ),
        how_to_read=w.say("plan.multipliers_read", region=w.region(w.context.region)),
        source_line=plan_source(w, MULTIPLIERS),
    )
