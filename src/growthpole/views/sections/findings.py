"""The row law of the input: what was read, loaded, set aside and skipped, file by file."""

from __future__ import annotations

from typing import Final

from growthpole.views.model import Section, Sentence, Span, TableView
from growthpole.views.sections.words import joined, rows_of
from growthpole.views.writing import Writer

_TOPICS: Final = {
    "target": "diagnose.target",
    "ranks": "diagnose.ranks",
    "stabilities": "diagnose.stabilities",
    "input_output": "observe.register_input_output",
    "partners": "observe.register_partners",
    "chains": "observe.register_chains",
}

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """Section of the input."""
    rows = tuple(
        (
            w.label(row["file"]),
            *(w.label(str(row[name])) for name in ("read", "loaded", "quarantined", "skipped")),
            Span(text=row["sha256"][:12], tone="label"),
        )
        for row in w.tables["observe.sources"].rows()
    )
    view = TableView(
        id="input",
        title=w.say("input.table"),
        columns=(
            w.say("input.file"),
            *(w.say(f"input.{name}") for name in ("read", "loaded", "quarantined", "skipped")),
            "sha256",
        ),
        numeric=(False, True, True, True, True, False),
        rows=rows,
        how_to_read=w.say("input.rows_read"),
    )
    return [
        Section(id="input", title=w.say("input.title"), blocks=(view, *_corrections(w), *_crossings(w), *_absent(w)))
    ]


def _crossings(w: Writer) -> list[Sentence]:
    """Breaks in series that the figures cross: bridged, announced, or years left out."""
    return [
        w.plain(
            w.say(
                f"crossings.{row['done']}",
                section=row["section"],
                periods=row["periods"],
                title=row[f"title_{w.lang}"],
                period=w.period(row["period"]),
                source=row["source"],
            ),
            "caution",
        )
        for row in rows_of(w, "diagnose.crossings")
    ]


def _corrections(w: Writer) -> list[TableView]:
    """Every cell that was corrected, with what it prints, why, and who says so; nothing where there is none."""
    rows = tuple(
        (
            w.label(":".join(part for part in (row["file"], row["sheet"], row["cell"]) if part)),
            w.label(row["printed"]),
            w.absent(w.say("corrections.dropped")) if row["dropped"] else w.label(row["corrected"]),
            w.label(w.context.own("note", row["reason"], w.lang)),
            w.label(w.context.own("source", row["source"], w.lang)),
        )
        for row in rows_of(w, "observe.corrections")
    )
    if not rows:
        return []
    view = TableView(
        id="corrections",
        title=w.say("corrections.title"),
        columns=tuple(w.say(f"corrections.{name}") for name in ("cell", "printed", "corrected", "reason", "source")),
        numeric=(False, True, True, False, False),
        rows=rows,
        how_to_read=w.say("corrections.read"),
    )
    return [view]


def _absent(w: Writer) -> list[Sentence]:
    """What the study holds nothing about: absent, which is not zero."""
    held = set(w.tables)
    missing = [w.say(f"absent.{topic}") for topic, table in _TOPICS.items() if table not in held]
    return [w.sentence("absent.sentence", "caution", topics=joined(w, missing))] if missing else []
