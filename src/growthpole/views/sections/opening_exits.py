"""What could be lost: the industries a region surely has, and how probable it is that it loses them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from growthpole.views.model import Section, TableView
from growthpole.views.sections.opening_words import basis, chance, chance_range, reason_words, verdict
from growthpole.views.sections.words import rows_of, slice_source

if TYPE_CHECKING:
    from growthpole.views.writing import Writer

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """The section of exits; a sentence where the region has nothing to lose, or nobody asked."""
    rows = rows_of(w, "opportunities.exits")
    blocks: list[Any]
    if not rows:
        key = "opening.exits_none" if basis(w)["kind"] == "counts" else "opening.exits_none_amounts"
        blocks = [w.sentence(key, region=w.region(w.context.region))]
    elif all(math.isnan(row["probability"]) for row in rows):
        blocks = [w.plain(w.say("opening.exits_unread"), role="caution")]
    else:
        blocks = [*_lead(w), _table(w)]
    return [Section(id="opening_exits", title=w.say("opening.exits_title"), blocks=tuple(blocks))]


def _lead(w: Writer) -> list[Any]:
    table, row, said = w.tables["opportunities.exits"], rows_of(w, "opportunities.exits")[0], basis(w)
    if math.isnan(row["base_rate"]):
        return []
    key = "opening.exits_lead" if said["kind"] == "counts" else "opening.exits_lead_amounts"
    rate = chance(w, table, row, "base_rate")
    return [w.sentence(key, base_rate=rate, horizon=w.label(said["horizon"]))]


def _table(w: Writer) -> TableView:
    table, said = w.tables["opportunities.exits"], basis(w)
    rows = sorted(table.rows(), key=lambda row: (-row["probability"], row["activity"]))
    counts = said["kind"] == "counts"
    return TableView(
        id="opening_exits",
        title=w.say(
            "opening.exits" if counts else "opening.exits_amounts",
            region=w.region(w.context.region),
            target=w.period(said["target"]),
        ),
        columns=(
            w.say("industry"),
            w.say("opening.verdict"),
            w.say("footprint.k" if counts else "opening.level"),
            w.say("footprint.n" if counts else "opening.nation_level"),
            w.say("opening.exit_chance"),
            w.say("opening.range90"),
            w.say("opening.base_rate"),
            w.say("opening.because"),
        ),
        numeric=(False, False, True, True, True, True, True, False),
        rows=tuple(
            (
                w.label(w.activity(row["activity"])),
                verdict(w, row),
                *(w.number(table, row, name, digits=0, unit=False) for name in ("k", "n")),
                chance(w, table, row, "probability"),
                chance_range(w, table, row),
                chance(w, table, row, "base_rate"),
                w.label(reason_words(w, row["reasons"])),
            )
            for row in rows
        ),
        how_to_read=w.say("opening.exits_read"),
        source_line=slice_source(w, "opportunities.exits"),
        strong_rows=tuple(place for place, row in enumerate(rows) if row["verdict"] == "protect"),
    )
