"""If one firm stops: the firms that could stop most of the network, as a range and never as a point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from growthpole.views.model import Section, Sentence, Span, TableView
from growthpole.views.sections.words import linked_source, rows_of

if TYPE_CHECKING:
    from growthpole.views.writing import Writer

CASCADES: Final = "plan.cascades"

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """Section of the network, where the study names one."""
    note = w.context.note("plan.network.note", w.lang)
    blocks: list[Any] = [w.plain(note, role="caution")] if note else []
    blocks += [_lead(w), *_unsettled(w), _cascades(w), w.plain(w.say("plan.network_jobs"), role="caution")]
    return [Section(id="plan_network", title=w.say("plan.network_title"), blocks=tuple(blocks))]


def _lead(w: Writer) -> Sentence:
    row, table = rows_of(w, "plan.network")[0], w.tables["plan.network"]
    return w.sentence(
        "plan.network_lead",
        "lead",
        firms=w.number(table, row, "firms", digits=0, unit=False),
        links=w.number(table, row, "links", digits=0, unit=False),
        delivered=w.number(table, row, "delivered", digits=2),
        weights=w.say(f"plan.network_{table.groups['weights']}"),
    )


def _unsettled(w: Writer) -> list[Sentence]:
    row, table = rows_of(w, "plan.network")[0], w.tables["plan.network"]
    if row["settled"] == row["firms"]:
        return []
    settled = w.number(table, row, "settled", digits=0, unit=False)
    return [w.sentence("plan.network_unsettled", "caution", settled=settled)]


def _cascades(w: Writer) -> TableView:
    table = w.tables[CASCADES]
    return TableView(
        id="plan_cascades",
        title=w.say("plan.cascades"),
        columns=tuple(w.say(f"plan.cascade_{name}") for name in ("firm", "industry", "own", "range")),
        numeric=(False, False, True, True),
        rows=tuple(
            (
                w.label(row["firm"]),
                w.label(row["industry"]),
                w.number(table, row, "own", "percent", 1),
                _range(w, row),
            )
            for row in table.rows()
            if row["shown"]
        ),
        how_to_read=w.say("plan.cascades_read"),
        source_line=linked_source(w, CASCADES),
    )


def _range(w: Writer, row: dict[str, Any]) -> Span:
    """Both ends, also where they are the same: one number would read as an answer."""
    low, high = (w.number(w.tables[CASCADES], row, name, "percent", 1) for name in ("low", "high"))
    return low.model_copy(update={"text": w.say("range", low=low.text, high=high.text)})
