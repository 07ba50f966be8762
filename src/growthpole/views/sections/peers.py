"""An indicator over all regions: a tile map and the region among its peers."""

from __future__ import annotations

from typing import Any

from growthpole.views.charts import tile_map
from growthpole.views.model import Section, TableView, view_id
from growthpole.views.sections.words import ranged, shared_rank, source_line
from growthpole.views.writing import Writer

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """Section of peers, one part for each indicator."""
    table = w.tables["diagnose.peers"]
    blocks: list[Any] = []
    for indicator, period in dict.fromkeys((row["indicator"], row["period"]) for row in table.rows()):
        rows = [row for row in table.rows() if row["indicator"] == indicator and row["period"] == period]
        tiles = tile_map(w, rows, indicator, period)
        blocks += [*([tiles] if tiles else []), _table(w, rows, indicator, period)]
    return [Section(id="peers", title=w.say("peers.title"), blocks=tuple(blocks))]


def _table(w: Writer, rows: list[dict[str, Any]], indicator: str, period: str) -> TableView:
    table = w.tables["diagnose.peers"]
    wanted = {w.context.region, w.context.nation, *w.context.peers}
    chosen = [row for row in rows if row["region"] in wanted]
    chosen.sort(key=lambda row: (-row["level"] if row["level"] == row["level"] else 1e99, row["region"]))
    strong = tuple(place for place, row in enumerate(chosen) if row["region"] == w.context.region)
    return TableView(
        id=view_id("peers", indicator, period),
        title=w.say("peers.table", indicator=w.indicator(indicator), period=w.period(period)),
        columns=(w.say("region"), w.say("value"), w.say("rank"), w.say("peers.bounds"), w.say("peers.reporting")),
        numeric=(False, True, True, True, True),
        rows=tuple(
            (
                w.label(w.region(row["region"])),
                w.fact(row["fact_key"]),
                w.absent("–") if row["is_nation"] == "True" else shared_rank(w, table, row),
                w.absent("–") if row["is_nation"] == "True" else ranged(w, table, row, "best", "worst"),
                w.number(table, row, "reporting", digits=0),
            )
            for row in chosen
        ),
        how_to_read=w.together((w.say("peers.read"), w.say("peers.bounds_read"))),
        source_line=source_line(w, [row["fact_key"] for row in rows]),
        strong_rows=strong,
    )
