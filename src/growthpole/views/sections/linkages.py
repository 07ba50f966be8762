"""Linkages: key sectors, what leaks abroad, what would be lost, and what is imported."""

from __future__ import annotations

from typing import Any, Final

from growthpole.views.link_charts import leakages, quadrants, sector_name
from growthpole.views.model import Section, Span, TableView
from growthpole.views.sections.words import joined, linked_source, rows_of, unit_words
from growthpole.views.writing import Writer

MOST_IMPORTS: Final = 12

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """The section of what pulls what."""
    blocks: list[Any] = [
        w.plain(w.context.note("linkages.note", w.lang), role="caution"),
        quadrants(w),
        _linkages(w),
        _uses(w),
        leakages(w),
        _extraction(w),
    ]
    if "linkages.imports" in w.tables:
        blocks.append(_imports(w))
    return [Section(id="linkages", title=w.say("linkages.title"), blocks=tuple(blocks))]


def _group(w: Writer) -> list[dict[str, Any]]:
    """Rows of the sectors of the group, the largest first."""
    return sorted((row for row in rows_of(w, "linkages.sectors") if row["in_group"]), key=lambda row: -row["output"])


def _linkages(w: Writer) -> TableView:
    table = w.tables["linkages.sectors"]
    rows = _group(w)
    two = ("backward", "backward_norm", "backward_variation", "forward_norm", "forward_variation", "upstreamness")
    return TableView(
        id="linkages_sectors",
        title=w.say(
            "linkages.sectors", group=w.context.note("linkages.group", w.lang), period=w.period(rows[0]["period"])
        ),
        columns=(
            w.say("linkages.sector"),
            w.say("linkages.output", unit=unit_words(w, table.units["output"])),
            w.say("linkages.quadrant"),
            w.say("linkages.quadrant_home"),
            w.say("linkages.backward"),
            w.say("linkages.backward_norm"),
            w.say("linkages.variation"),
            w.say("linkages.forward_norm"),
            w.say("linkages.variation"),
            w.say("linkages.upstreamness"),
        ),
        numeric=(False, True, False, False, True, True, True, True, True, True),
        rows=tuple(
            (
                w.label(sector_name(w, row)),
                w.number(table, row, "output", digits=0, unit=False),
                *(_quadrant(w, str(row[name])) for name in ("quadrant", "quadrant_home")),
                *(w.number(table, row, name, digits=2) for name in two),
            )
            for row in rows
        ),
        how_to_read=w.say("linkages.sectors_read"),
        source_line=linked_source(w, "linkages.sectors"),
    )


def _quadrant(w: Writer, name: str) -> Span:
    return Span(text=w.say(f"linkages.quadrant_{name}"), tone="good" if name == "key" else "")


def _uses(w: Writer) -> TableView:
    table = w.tables["linkages.sectors"]
    shares = ("use_intermediate", "use_consumption", "use_investment", "use_export", "import_share")
    return TableView(
        id="linkages_uses",
        title=w.say("linkages.uses", group=w.context.note("linkages.group", w.lang)),
        columns=(
            w.say("linkages.sector"),
            w.say("linkages.use_intermediate"),
            w.say("linkages.use_consumption"),
            w.say("linkages.use_investment"),
            w.say("linkages.use_export"),
            w.say("linkages.import_share"),
        ),
        numeric=(False, True, True, True, True, True),
        rows=tuple(
            (w.label(sector_name(w, row)), *(w.number(table, row, name, "percent", 1) for name in shares))
            for row in _group(w)
        ),
        how_to_read=w.say("linkages.uses_read"),
        source_line=linked_source(w, "linkages.sectors"),
    )


def _extraction(w: Writer) -> TableView:
    table = w.tables["linkages.sectors"]
    rows = sorted(_group(w), key=lambda row: -row["loss_domestic"])
    unit = unit_words(w, table.units["loss"])
    return TableView(
        id="linkages_extraction",
        title=w.say("linkages.extraction"),
        columns=(
            w.say("linkages.sector"),
            w.say("linkages.loss_own", unit=unit),
            w.say("linkages.loss_others", unit=unit),
            w.say("linkages.loss_domestic", unit=unit),
            w.say("linkages.loss_share"),
            w.say("linkages.loss", unit=unit),
            w.say("linkages.leakage"),
            w.say("linkages.value_added"),
        ),
        numeric=(False, True, True, True, True, True, True, True),
        rows=tuple(
            (
                w.label(sector_name(w, row)),
                *(
                    w.number(table, row, name, digits=0, unit=False)
                    for name in ("loss_own", "loss_domestic_others", "loss_domestic")
                ),
                w.number(table, row, "loss_domestic_share", "percent", 1),
                w.number(table, row, "loss", digits=0, unit=False),
                w.number(table, row, "leakage", "percent", 1),
                w.number(table, row, "value_added", digits=2),
            )
            for row in rows
        ),
        how_to_read=w.say("linkages.extraction_read"),
        source_line=linked_source(w, "linkages.sectors"),
    )


def _imports(w: Writer) -> TableView:
    """Import shares of the sectors they were published for; members share one and are ranked once."""
    table = w.tables["linkages.imports"]
    names = {row["sector"]: sector_name(w, row, short=True) for row in rows_of(w, "linkages.sectors")}
    rows = [row for row in table.rows() if row["in_group"]]
    others = [row for row in table.rows() if not row["in_group"]][: max(0, MOST_IMPORTS - len(rows))]
    shown = sorted([*rows, *others], key=lambda row: row["rank"])
    return TableView(
        id="linkages_imports",
        title=w.say("linkages.imports"),
        columns=(
            w.say("rank"),
            w.say("linkages.members"),
            w.say("linkages.share_published"),
            w.say("linkages.quality"),
            w.say("linkages.own_low"),
            w.say("linkages.own_high"),
            w.say("linkages.bought", unit=unit_words(w, table.units["imports"])),
        ),
        numeric=(True, False, True, False, True, True, True),
        rows=tuple(
            (
                w.number(table, row, "rank", digits=0),
                w.label(joined(w, [names[code] for code in row["members"].split("|")])),
                w.number(table, row, "share", "percent", 1),
                Span(text=w.say(f"linkages.quality_{row['quality']}")),
                w.number(table, row, "own_low", "percent", 1),
                w.number(table, row, "own_high", "percent", 1),
                w.number(table, row, "imports", digits=0, unit=False),
            )
            for row in shown
        ),
        how_to_read=w.say("linkages.imports_read"),
        source_line=linked_source(w, "linkages.imports"),
        strong_rows=tuple(place for place, row in enumerate(shown) if row["in_group"]),
    )
