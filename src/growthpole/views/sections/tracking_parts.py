"""Actual against plan by activity: which activities the deviation comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from growthpole.views.model import Span, TableView
from growthpole.views.sections.words import linked_source, rows_of, unit_words

if TYPE_CHECKING:
    from growthpole.views.writing import Writer

PARTS: Final = "track.deviation"
TOTAL: Final = "track.deviation_total"

__all__ = ["deviation_tables"]


def deviation_tables(w: Writer) -> list[TableView]:
    """A table of each year with a later level by activity, the newest first; none where no history is modelled."""
    years = sorted({row["period"] for row in rows_of(w, PARTS)}, reverse=True)
    return [_of_year(w, year) for year in years]


def _of_year(w: Writer, year: str) -> TableView:
    table, total = w.tables[PARTS], w.tables[TOTAL]
    rows = [row for row in table.rows() if row["period"] == year]
    whole = next(row for row in total.rows() if row["period"] == year)

    def money(row: dict[str, Any], name: str, *, sign: bool = False) -> Span:
        return w.number(table, row, name, digits=1, unit=False, sign=sign)

    lines: list[tuple[Span, ...]] = [
        (
            w.label(w.activity(row["activity"])),
            money(row, "planned"),
            money(row, "actual") if row["fact_key"] else w.absent(w.say("tracking.not_found")),
            money(row, "level", sign=True),
            w.number(table, row, "relative", "percent", 1, sign=True),
            w.number(table, row, "contribution", "points", 1, sign=True),
            money(row, "scale", sign=True),
            money(row, "mix", sign=True),
        )
        for row in rows
    ]
    lines.append(
        (
            w.label(w.say("tracking.parts_total")),
            *(w.number(total, whole, f"total_{name}", digits=1, unit=False) for name in ("planned", "actual")),
            w.number(total, whole, "total_level", digits=1, unit=False, sign=True),
            w.number(total, whole, "total_relative", "percent", 1, sign=True),
            *(w.absent("–") for _ in range(3)),
        )
    )
    columns = ("planned", "actual", "level", "relative", "contribution", "scale", "mix")
    return TableView(
        id=f"track_deviation_{year}",
        title=w.say("tracking.parts", period=w.period(year), unit=unit_words(w, table.units["planned"])),
        columns=(w.say("plan.activity"), *(w.say(f"tracking.parts_{name}") for name in columns)),
        numeric=(False, *(True for _ in columns)),
        rows=tuple(lines),
        how_to_read=w.say("tracking.parts_read"),
        source_line=linked_source(w, PARTS),
        strong_rows=(len(rows),),
    )
