"""Beside the options: the front, who else would be told the same, what people decided, their own weights."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from growthpole.views.model import Sentence, TableView
from growthpole.views.sections.opening_words import GROUP, OPTIONS, Row, basis, likeliest, named, verdict
from growthpole.views.sections.words import joined, linked_source, rows_of, slice_source

if TYPE_CHECKING:
    from growthpole.views.writing import Writer

__all__ = ["front_line", "herd_table", "override_tables", "weight_blocks"]


def front_line(w: Writer) -> list[Sentence]:
    """The options of the group that no other is better than."""
    first = [row["activity"] for row in likeliest(rows_of(w, OPTIONS)) if row["list"] == GROUP and row["front"] == 1]
    return [w.sentence("opening.front_one", names=named(w, first))] if first else []


def herd_table(w: Writer) -> TableView:
    """Of the region's own list: how many others would be given the same."""
    table, said = w.tables[OPTIONS], basis(w)
    rows = [row for row in likeliest(table.rows()) if row["in_list"]]
    rows.sort(key=lambda row: row["list"] != GROUP)
    peers = w.say("list.comma").join(w.region(code) for code in w.context.peers) or "–"
    return TableView(
        id="opening_herd",
        title=w.say("opening.herd"),
        columns=(
            w.say("industry"),
            w.say("opening.verdict"),
            w.say("opening.told"),
            w.say("opening.herd_all"),
            w.say("opening.herd_names"),
        ),
        numeric=(False, False, True, True, False),
        rows=tuple(
            (
                w.label(w.activity(row["activity"])),
                verdict(w, row),
                *(w.number(table, row, name, digits=0) for name in ("told", "told_all")),
                w.label(_regions(w, row)),
            )
            for row in rows
        ),
        how_to_read=w.say("opening.herd_read", top=said["top"], peers=peers),
        source_line=slice_source(w, "opportunities.basis"),
    )


def _regions(w: Writer, row: Row) -> str:
    return w.say("list.comma").join(w.region(code) for code in row["told_regions"].split("|") if code) or "–"


def override_tables(w: Writer) -> list[TableView]:
    """Verdicts of people beside the computed ones; no table without any."""
    held = [*rows_of(w, OPTIONS), *rows_of(w, "opportunities.exits")]
    rows = [row for row in held if row["overridden"]]
    if not rows:
        return []
    names = ("industry", "opening.verdict", "opening.model_verdict", "opening.person", "opening.because")
    view = TableView(
        id="opening_overrides",
        title=w.say("opening.overrides"),
        columns=(*(w.say(name) for name in names), w.say("opening.when")),
        numeric=(False,) * 6,
        rows=tuple(
            (
                w.label(w.activity(row["activity"])),
                verdict(w, {**row, "overridden": False}),
                verdict(w, row, "model_verdict"),
                *(w.label(row[f"override_{part}"]) for part in ("by", "reason", "date")),
            )
            for row in rows
        ),
        how_to_read=w.say("opening.overrides_read"),
    )
    return [view]


def weight_blocks(w: Writer) -> list[Any]:
    """Options by the user's own weights, and whether these could be back-tested."""
    said, table = basis(w), w.tables[OPTIONS]
    if not said["weights"]:
        return []
    if "own_score" not in table.units:
        return [w.plain(w.say("opening.weights_missing"), role="caution")]
    rows = [row for row in table.rows() if row["list"] == GROUP and not math.isnan(row["own_score"])]
    rows.sort(key=lambda row: -row["own_score"])
    pairs = [one.split("=") for one in said["weights"].split("|")]
    weights = w.say("list.comma").join(f"{w.say(f'opening.axis_{axis}')} {weight}" for axis, weight in pairs)
    missing = str(rows_of(w, "backtest.choice")[0]["own_missing"])
    if missing:
        axes = joined(w, [w.say(f"opening.axis_{axis}") for axis in missing.split("|")])
        tested = w.sentence("opening.weights_untested", "caution", axes=axes)
    else:
        tested = w.plain(w.say("opening.weights_tested"))
    view = TableView(
        id="opening_weights",
        title=w.say("opening.weights"),
        columns=(w.say("industry"), w.say("opening.score"), w.say("opening.verdict")),
        numeric=(False, True, False),
        rows=tuple(
            (
                w.label(w.activity(row["activity"])),
                w.number(table, row, "own_score", digits=2, sign=True),
                verdict(w, row),
            )
            for row in rows
        ),
        how_to_read=w.say("opening.weights_read", weights=weights),
        source_line=linked_source(w, OPTIONS),
    )
    return [view, tested]
