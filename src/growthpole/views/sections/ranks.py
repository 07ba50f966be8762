"""Ranks as the sources print them: universe, measure where stated, and older ranks beside them."""

from __future__ import annotations

from typing import Any

from growthpole.views.headline import rank_name
from growthpole.views.model import Section, Span, TableView
from growthpole.views.sections.words import source_line
from growthpole.views.writing import Writer

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """Section of ranks."""
    rows = w.tables["diagnose.ranks"].rows()
    current = [row for row in rows if row["group"] == "current"]
    older = [row for row in rows if row["group"] == "history"]
    blocks: list[Any] = [
        w.plain(w.say("ranks.universe", universe=w.context.note("ranks.universe", w.lang)), role="caution"),
    ]
    if current:
        title = w.context.note("ranks.table", w.lang) or w.say("ranks.table", period=w.period(current[0]["period"]))
        blocks.append(_table(w, current, "ranks_current", title, w.say("ranks.read")))
    if older:
        note = w.context.note("ranks.history", w.lang)
        how = (" " if w.lang == "en" else "").join(filter(None, (note, w.say("ranks.history_read"))))
        blocks.append(_table(w, older, "ranks_history", w.say("ranks.history"), how))
    return [Section(id="ranks", title=w.say("ranks.title"), blocks=tuple(blocks))]


def _table(w: Writer, rows: list[dict[str, Any]], name: str, title: str, how: str) -> TableView:
    cells = []
    for row in sorted(rows, key=lambda row: (row["rank"], row["indicator"], row["period"])):
        scope = w.context.own("scope", row["scope"], w.lang)
        measure = w.label(scope) if row["measure_stated"] else Span(text=w.say("ranks.unstated"), tone="muted")
        cells.append(
            (
                w.label(rank_name(w, row["indicator"], capital=True)),
                w.label(w.period(row["period"])),
                w.fact(row["fact_key"]),
                measure,
            )
        )
    return TableView(
        id=name,
        title=title,
        columns=(w.say("industry"), w.say("period"), w.say("rank"), w.say("ranks.measure")),
        numeric=(False, False, True, False),
        rows=tuple(cells),
        how_to_read=how,
        source_line=source_line(w, [row["fact_key"] for row in rows], computed=False),
    )
