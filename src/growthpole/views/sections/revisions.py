"""Revisions: what a source says otherwise than in its delivery before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from growthpole.views.formatting import grouped, with_unit
from growthpole.views.model import Section, Sentence, Span, TableView
from growthpole.views.sections.words import rows_of
from growthpole.views.writing import Writer

SHOWN: Final = 40

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """Section of the revisions; none where no delivery says otherwise than the one before."""
    compared = [row for row in rows_of(w, "observe.deliveries") if row["state"] == "compared"]
    revised = [row for row in compared if row["changed"] or row["added"] or row["gone"]]
    lines = [
        w.plain(
            w.say(
                "revisions.counts",
                file=row["file"],
                **{name: f"{row[name]:.0f}" for name in ("changed", "added", "gone")},
            )
        )
        for row in revised
    ]
    shown = [row for row in rows_of(w, "observe.revisions") if row["change"] != "added"]
    table: list[TableView | Sentence] = [_table(w, shown[:SHOWN])] if shown else []
    if len(shown) > SHOWN:
        table.append(w.plain(w.say("revisions.more", count=len(shown) - SHOWN)))
    return [Section(id="revisions", title=w.say("revisions.title"), blocks=(*lines, *table))]


def _table(w: Writer, rows: list[dict[str, Any]]) -> TableView:
    table = w.tables["observe.revisions"]
    return TableView(
        id="revisions",
        title=w.say("revisions.table"),
        columns=(
            w.say("measure"),
            w.say("revisions.where"),
            w.say("period"),
            *(w.say(f"revisions.{name}") for name in ("old", "new", "relative", "place")),
        ),
        numeric=(False, False, False, True, True, True, False),
        rows=tuple(
            (
                w.label(w.indicator(row["indicator"])),
                w.label(_where(w, row)),
                w.label(w.period(row["period"])),
                _printed(w, row["old"], row["old_unit"]),
                _printed(w, row["new"], row["unit"], row["change"]),
                w.number(table, row, "relative", "percent", 2, sign=True),
                w.label(_place(row)),
            )
            for row in rows
        ),
        how_to_read=w.say("revisions.read"),
    )


def _where(w: Writer, row: Mapping[str, Any]) -> str:
    """Region and activity, and whatever else sets the value apart."""
    said = [w.region(row["region"]), *([w.activity(row["activity"])] if row["activity"] else [])]
    said += [w.vintage(row["vintage"])] if row["vintage"] else []
    return w.say("list.comma").join(said)


def _printed(w: Writer, number: str, unit: str, change: str = "") -> Span:
    if change == "gone":
        return w.absent(w.say("revisions.gone"))
    return w.label(with_unit(grouped(number), unit, w.lang))


def _place(row: Mapping[str, Any]) -> str:
    """File, sheet and cell, those of before after an arrow where they differ."""
    old, new = (
        ":".join(str(row[f"{age}_{part}"]) for part in ("file", "sheet", "cell") if row[f"{age}_{part}"])
        for age in ("old", "new")
    )
    return new if old == new else " → ".join(filter(None, (old, new)))
