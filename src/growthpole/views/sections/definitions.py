"""What a named aggregate means, and which of its shares is which."""

from __future__ import annotations

from growthpole.views.model import Section, TableView
from growthpole.views.sections.words import source_line
from growthpole.views.writing import Writer

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """Section of definitions."""
    table = w.tables["diagnose.definitions"]
    rows = []
    for row in table.rows():
        if row["derived"]:
            note = w.note(w.say("note.computed"))
            value = w.number(
                table,
                row,
                "ratio",
                "percent",
                1,
                notes=(note,),
                inexact=bool(row.get("inexact", row["operator"] != "=")),
            )
            low, high = w.band(table, row, "ratio", 1)
        else:
            value, low, high = w.fact(row["part_key"]), w.absent("–"), w.absent("–")
        name = w.indicator(row["indicator"])
        if row["over"]:
            name = w.say("definitions.over", part=name, whole=w.indicator(row["over"]))
        words = w.context.note(f"definition.{row['definition']}", w.lang)
        when = f"{w.period(row['period'])} ({w.say('kind.' + row['kind'])})"
        rows.append((w.label(name), w.label(when), value, low, high, w.label(words)))
    view = TableView(
        id="definitions",
        title=w.say("definitions.table"),
        columns=(
            w.say("measure"),
            w.say("period"),
            w.say("value"),
            w.say("band.low"),
            w.say("band.high"),
            w.say("definitions.meaning"),
        ),
        numeric=(False, False, True, True, True, False),
        rows=tuple(rows),
        how_to_read=w.say("definitions.read"),
        source_line=source_line(
            w,
            [row[key] for row in table.rows() for key in ("part_key", "whole_key")],
            computed=any(row["derived"] for row in table.rows()),
        ),
    )
    return [Section(id="definitions", title=w.say("definitions.title"), blocks=(view,))]
