"""Regions of a panel: all of them compared, the nearest in structure, how unequal they are and how they moved."""

from __future__ import annotations

from growthpole.tables.results import ResultTable
from growthpole.views.model import Sentence, TableView, view_id
from growthpole.views.sections.words import joined, ranged, rows_of, shared_rank, slice_source
from growthpole.views.writing import Writer

__all__ = ["mobility", "regions", "spread"]


def regions(w: Writer, panel: str) -> TableView:
    """Size, rank with the ranks that are possible, diversity and likeness of every region."""
    table = w.tables[f"diagnose.{panel}_regions"]
    rows = sorted(table.rows(), key=lambda row: (row["rank"], row["region"]))
    strong = tuple(place for place, row in enumerate(rows) if row["region"] == w.context.region)
    kind = rows[0]["uncertainty"]
    certain, grouped = kind == "register", "related_variety" in table.units
    columns = [w.say("region"), w.say("value"), w.say("share"), w.say("rank")]
    columns += [] if certain else [w.say("panel.bounds")]
    columns += [w.say("footprint.hhi"), w.say("panel.entropy"), w.say("footprint.krugman"), w.say("panel.hachman")]
    columns += [w.say("panel.similarity", region=w.region(w.context.region))]
    columns += [w.say("panel.related"), w.say("panel.unrelated")] if grouped else []
    names = ["herfindahl", "entropy", "krugman", "hachman", "similarity"]
    names += ["related_variety", "unrelated_variety"] if grouped else []
    read = [w.say("panel.regions_read"), w.say("panel.regions_more")]
    read += [w.say("panel.variety_read")] if grouped else []
    read += [] if certain else [w.say(f"panel.bounds_{kind}")]
    return TableView(
        id=view_id("panel", panel, "regions"),
        title=w.say("panel.regions", period=w.period(rows[0]["period"])),
        columns=tuple(columns),
        numeric=(False, *(True for _ in columns[1:])),
        rows=tuple(
            (
                w.label(w.region(row["region"])),
                w.number(table, row, "level", digits=0, unit=False),
                w.number(table, row, "share", "percent", 1),
                shared_rank(w, table, row),
                *(() if certain else (ranged(w, table, row, "best", "worst"),)),
                *(w.number(table, row, name, digits=3) for name in names),
            )
            for row in rows
        ),
        how_to_read=w.together(read),
        source_line=slice_source(w, f"diagnose.{panel}_activities"),
        strong_rows=strong,
    )


def spread(w: Writer, panel: str) -> TableView:
    """How unequal the regions are in size, year by year."""
    table = w.tables[f"diagnose.{panel}_spread"]
    grouped = "within" in table.units
    names = ["theil", *(["within", "between"] if grouped else []), "gini", "cv"]
    parts = [w.say("panel.within"), w.say("panel.between")] if grouped else []
    columns = [
        w.say("period"),
        w.say("panel.theil"),
        *parts,
        w.say("panel.gini"),
        w.say("panel.cv"),
        w.say("panel.largest"),
    ]
    return TableView(
        id=view_id("panel", panel, "spread"),
        title=w.say("panel.spread"),
        columns=tuple(columns),
        numeric=(False, *(True for _ in columns[1:])),
        rows=tuple(
            (
                w.label(w.period(row["period"])),
                *(w.number(table, row, name, digits=3) for name in names),
                w.number(table, row, "cr", "percent", 1),
            )
            for row in table.rows()
        ),
        how_to_read=w.together([w.say("panel.spread_read"), *_groups(w, table)]),
        source_line=slice_source(w, f"diagnose.{panel}_activities"),
    )


def _groups(w: Writer, table: ResultTable) -> list[str]:
    """The groups of regions with their members, where the panel has any."""
    held = {name.removeprefix("group "): codes for name, codes in table.groups.items() if name.startswith("group ")}
    members = {name: joined(w, [w.region(code) for code in codes.split("|")]) for name, codes in held.items()}
    names = w.say("list.semicolon").join(
        w.say("panel.group", name=name, members=text) for name, text in members.items()
    )
    return [w.say("panel.groups_read", names=names)] if members else []


def mobility(w: Writer, panel: str) -> Sentence:
    """How much the order of the regions changed."""
    table = w.tables[f"diagnose.{panel}_mobility"]
    row = rows_of(w, f"diagnose.{panel}_mobility")[0]
    return w.sentence(
        "panel.mobility",
        start=w.period(row["start_period"]),
        end=w.period(row["end_period"]),
        compared=w.number(table, row, "compared", digits=0),
        mean=w.number(table, row, "mean_rank_change", digits=1, unit=False),
        kendall=w.number(table, row, "kendall", digits=3),
    )
