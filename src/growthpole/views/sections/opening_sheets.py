"""Decision sheets: what a decision needs beside the evidence; what nobody wrote down says that it is missing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from growthpole.views.model import Section, Span, TableView, view_id
from growthpole.views.sections.opening import source_of
from growthpole.views.sections.opening_cards import city_words, rival_lines
from growthpole.views.sections.opening_words import (
    GROUP,
    OPTIONS,
    Row,
    basis,
    chance,
    chance_range,
    grade_words,
    group_words,
    likeliest,
    reason_words,
    verdict,
)
from growthpole.views.sections.words import rows_of

if TYPE_CHECKING:
    from growthpole.views.writing import Writer

BEFORE: Final = ("decision", "owner", "chain_leader", "city", "public_cost", "counterpart")
AFTER: Final = ("date_1", "date_2", "date_3", "stop_rule")

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """One sheet for each recommended entry of the group, or where there is none for the likeliest options."""
    rows = [row for row in likeliest(rows_of(w, OPTIONS)) if row["sheet"]]
    if not rows:
        return []
    group = group_words(w)
    if not any(row["recommended"] for row in rows_of(w, OPTIONS)):
        lead = w.plain(w.say("opening.sheets_unadvised"), role="caution")
    else:
        key = "opening.sheets_lead" if group else "opening.sheets_lead_all"
        lead = w.plain(w.say(key, **({"group": group} if group else {})))
    sheets = [_sheet(w, row) for row in rows]
    return [Section(id="opening_sheets", title=w.say("opening.sheets_title"), blocks=(lead, *sheets))]


def _sheet(w: Writer, row: Row) -> TableView:
    table = w.tables[OPTIONS]
    held = {
        one["field"]: one["text"] for one in rows_of(w, "opportunities.sheets") if one["activity"] == row["activity"]
    }
    words = "" if math.isnan(row["low"]) else _band(w, row)
    target = w.period(basis(w)["target"])
    rows = [
        (
            w.label(w.say("opening.verdict")),
            verdict(w, row),
            w.label(reason_words(w, row["reasons"])),
        ),
        *(_field(w, row, name, held[name]) for name in BEFORE),
        (w.label(w.say("opening.card_chance", target=target)), chance(w, table, row, "feasibility"), w.label(words)),
        *rival_lines(w, row["activity"]),
        *(_field(w, row, name, held[name]) for name in AFTER),
        (
            w.label(w.say("opening.card_grade")),
            w.label(row["grade"]),
            w.label(grade_words(w, row["grade_reasons"])),
        ),
    ]
    name, found = w.activity(row["activity"]), verdict(w, row).text
    return TableView(
        id=view_id("opening_sheet", row["activity"]),
        title=w.say("opening.sheet", name=name, verdict=found, grade=row["grade"]),
        columns=(w.say("opening.sheet_field"), w.say("opening.sheet_entry"), w.say("opening.sheet_basis")),
        numeric=(False, False, False),
        rows=tuple(rows),
        how_to_read=w.say("opening.sheet_read"),
        source_line=source_of(w),
    )


def _band(w: Writer, row: Row) -> str:
    table = w.tables[OPTIONS]
    band, base = chance_range(w, table, row).text, chance(w, table, row, "base_rate").text
    return w.say("opening.card_band", band=band, base=base)


def _field(w: Writer, row: Row, name: str, text: str) -> tuple[Span, Span, Span]:
    label = w.label(w.say(f"opening.sheet_{name}"))
    if text:
        return label, w.label(text), w.label(w.say("opening.sheet_stated"))
    hint = w.say("opening.sheet_blank", field="dates" if name.startswith("date") else name)
    if name == "city" and row["list"] == GROUP and rows_of(w, "opportunities.cities"):
        cities = w.say("opening.sheet_city_hint", cities=city_words(w, row["activity"]))
        hint = w.say("list.semicolon").join((hint, cities))
    return label, w.absent(), w.label(hint)
