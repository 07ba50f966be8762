"""Parts of a total with their shares, and the gap between the parts and the published total."""

from __future__ import annotations

from typing import Any

from growthpole.views.formatting import fixed
from growthpole.views.model import Section, Sentence, TableView, view_id
from growthpole.views.sections.words import source_line
from growthpole.views.writing import Writer

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """Section of compositions."""
    table = w.tables["diagnose.compositions"]
    blocks: list[Any] = []
    for name in dict.fromkeys(row["composition"] for row in table.rows()):
        rows = [row for row in table.rows() if row["composition"] == name]
        rows.sort(key=lambda row: -row["level"])
        blocks += [_table(w, name, rows), _gap(w, rows[0])]
    return [Section(id="composition", title=w.say("composition.title"), blocks=tuple(blocks))]


def _table(w: Writer, name: str, rows: list[dict[str, Any]]) -> TableView:
    table = w.tables["diagnose.compositions"]
    return TableView(
        id=view_id("composition", name),
        title=w.say(
            "composition.title_of",
            name=w.context.note(f"composition.{name}", w.lang),
            period=w.period(rows[0]["period"]),
        ),
        columns=(w.say("composition.part"), w.say("value"), w.say("share")),
        numeric=(False, True, True),
        rows=tuple(
            (
                w.label(w.region(row["part"]) if row["of_regions"] else w.indicator(row["part"])),
                w.fact(row["fact_key"]),
                w.number(table, row, "share", "percent", 1, inexact=bool(row.get("inexact", False))),
            )
            for row in rows
        ),
        how_to_read=w.say("composition.read"),
        source_line=source_line(w, [row["fact_key"] for row in rows]),
    )


def _gap(w: Writer, row: dict[str, Any]) -> Sentence:
    table = w.tables["diagnose.compositions"]
    closes = bool(row.get("closes", fixed(row["gap"], 2) == "0.00"))
    return w.sentence(
        "composition.exact" if closes else "composition.gap",
        total=w.fact(row["total_key"]),
        gap=w.number(table, row, "gap", "fixed", 2),
    )
