"""Growth beside the nation's, and published rates beside the rates of published levels."""

from __future__ import annotations

from typing import Any

from growthpole.views.model import Section, Span, TableView
from growthpole.views.sections.words import rows_of, source_line
from growthpole.views.writing import Writer

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """Section of growth."""
    blocks: list[Any] = []
    if rows_of(w, "diagnose.comparisons"):
        blocks.append(_comparison(w))
    if rows_of(w, "diagnose.growth_checks"):
        blocks.append(_checks(w))
    return [Section(id="growth", title=w.say("growth.title"), blocks=tuple(blocks))]


def _comparison(w: Writer) -> TableView:
    table = w.tables["diagnose.comparisons"]
    rows = []
    for row in table.rows():
        low, high = w.band(table, row, "share_change")
        rows.append(
            (
                w.label(w.indicator(row["indicator"])),
                w.label(w.period(row["period"])),
                w.fact(row["region_key"]),
                w.fact(row["nation_key"]),
                w.number(table, row, "share_change", "percent", 1, sign=True, inexact=bool(row.get("inexact", False))),
                low,
                high,
            )
        )
    return TableView(
        id="growth_comparison",
        title=w.say("growth.comparison"),
        columns=(
            w.say("measure"),
            w.say("period"),
            w.region(w.context.region),
            w.region(w.context.nation),
            w.say("growth.share_change"),
            w.say("band.low"),
            w.say("band.high"),
        ),
        numeric=(False, False, True, True, True, True, True),
        rows=tuple(rows),
        how_to_read=w.say("growth.comparison_read"),
        source_line=source_line(w, [row[key] for row in table.rows() for key in ("region_key", "nation_key")]),
    )


def _checks(w: Writer) -> TableView:
    table = w.tables["diagnose.growth_checks"]
    rows = []
    for row in table.rows():
        low, high = w.band(table, row, "apparent")
        rows.append(
            (
                w.label(f"{w.region(row['region'])}: {w.indicator(row['indicator'])}"),
                _level(w, row["start_key"]),
                _level(w, row["end_key"]),
                w.fact(row["published_key"]),
                w.number(table, row, "apparent", "percent", 1, inexact=bool(row.get("inexact", False))),
                low,
                high,
                w.label(w.say(f"growth.{row['agreement']}")),
            )
        )
    return TableView(
        id="growth_checks",
        title=w.say("growth.checks"),
        columns=(
            w.say("measure"),
            w.say("growth.first"),
            w.say("growth.second"),
            w.say("growth.published"),
            w.say("growth.apparent"),
            w.say("band.low"),
            w.say("band.high"),
            w.say("growth.agreement"),
        ),
        numeric=(False, True, True, True, True, True, True, False),
        rows=tuple(rows),
        how_to_read=w.say("growth.checks_read"),
        source_line=source_line(
            w, [row[key] for row in table.rows() for key in ("start_key", "end_key", "published_key")]
        ),
    )


def _level(w: Writer, key: str) -> Span:
    """A level with its period and vintage: two rows may differ in these alone."""
    span, row = w.fact(key), w.fact_row(key)
    when = [w.period(str(row["period"])), *([w.vintage(str(row["vintage"]))] if row["vintage"] else [])]
    return span.model_copy(update={"text": w.say("growth.at", value=span.text, when=w.say("list.comma").join(when))})
