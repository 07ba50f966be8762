"""The things to be kept stable: each with a value or with the words "no data"."""

from __future__ import annotations

from growthpole.views.model import Section, TableView
from growthpole.views.sections.words import source_line
from growthpole.views.writing import Writer

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """Section of stabilities."""
    table = w.tables["diagnose.stabilities"]
    rows = []
    for row in table.rows():
        name = w.label(w.context.note(f"stability.{row['stability']}.name", w.lang))
        note = w.context.note(f"stability.{row['stability']}.note", w.lang)
        if not row["fact_key"]:
            rows.append((name, w.label("–"), w.absent(), w.absent("–"), w.label(note or w.say("stability.none"))))
            continue
        rows.append(
            (
                name,
                w.label(w.indicator(row["indicator"])),
                w.fact(row["fact_key"]),
                w.label(w.period(row["period"])),
                w.label(
                    w.say("list.stop").join(filter(None, (w.context.own("scope", row["scope"], w.lang), note))).strip()
                ),
            )
        )
    view = TableView(
        id="stabilities",
        title=w.say("stability.table"),
        columns=(
            w.say("stability.name"),
            w.say("measure"),
            w.say("value"),
            w.say("period"),
            w.say("stability.meaning"),
        ),
        numeric=(False, False, True, False, False),
        rows=tuple(rows),
        how_to_read=w.say("stability.read"),
        source_line=source_line(w, [row["fact_key"] for row in table.rows()], computed=False),
    )
    return [Section(id="stability", title=w.say("stability.title"), blocks=(view,))]
