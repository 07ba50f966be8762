"""The footprint of counts: by region, by activity, its change, and how unlike the nation."""

from __future__ import annotations

from typing import Any

from growthpole.views.charts import activity_intervals, region_intervals
from growthpole.views.model import Section, Span, TableView
from growthpole.views.sections.words import TONES, rows_of, slice_source, verdict_of
from growthpole.views.writing import Writer

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """Section of the footprint."""
    caution = w.context.note("footprint.note", w.lang)
    blocks: list[Any] = [
        *([w.plain(caution, role="caution")] if caution else []),
        region_intervals(w),
        _regions(w),
        activity_intervals(w),
        _activities(w),
        _shifts(w),
        _structure(w),
    ]
    return [
        Section(
            id="footprint",
            title=w.context.note("footprint.title", w.lang) or w.say("footprint.title"),
            blocks=tuple(blocks),
        )
    ]


def shown_regions(w: Writer) -> list[str]:
    """The region first, then its peers."""
    return [w.context.region, *w.context.peers]


def _quotient(w: Writer, table: Any, row: dict[str, Any]) -> tuple[Span, ...]:
    verdict = verdict_of(row)
    tone = TONES[verdict]
    return (
        w.number(table, row, "k", digits=0, unit=False),
        w.number(table, row, "n", digits=0, unit=False),
        w.number(table, row, "lq", digits=2),
        w.number(table, row, "lq_low", digits=2),
        w.number(table, row, "lq_high", digits=2),
        Span(text=w.say(f"footprint.{verdict}"), tone=tone),
    )


def _read(w: Writer, key: str, note: str) -> str:
    """How to read a table, and what the study adds to it."""
    return w.together((w.say(key), w.context.note(note, w.lang)))


def _columns(w: Writer, first: str) -> tuple[str, ...]:
    rest = ("footprint.k", "footprint.n", "footprint.lq", "interval.low", "interval.high", "footprint.reading")
    return (first, *(w.say(key) for key in rest))


def _regions(w: Writer) -> TableView:
    table = w.tables["diagnose.footprint"]
    by_region = {row["region"]: row for row in table.rows()}
    chosen = [by_region[code] for code in shown_regions(w) if code in by_region]
    return TableView(
        id="footprint_regions",
        title=w.say(
            "footprint.regions", group=w.context.note("footprint.group", w.lang), period=w.period(chosen[0]["period"])
        ),
        columns=_columns(w, w.say("region")),
        numeric=(False, True, True, True, True, True, False),
        rows=tuple((w.label(w.region(row["region"])), *_quotient(w, table, row)) for row in chosen),
        how_to_read=w.say("footprint.read"),
        source_line=slice_source(w, "diagnose.footprint"),
        strong_rows=(0,),
    )


def _activities(w: Writer) -> TableView:
    table = w.tables["diagnose.footprint_activities"]
    chosen = [row for row in table.rows() if row["region"] == w.context.region]
    chosen.sort(key=lambda row: (-row["k"], row["activity"]))
    return TableView(
        id="footprint_activities",
        title=w.say("footprint.activities", region=w.region(w.context.region), period=w.period(chosen[0]["period"])),
        columns=_columns(w, w.say("industry")),
        numeric=(False, True, True, True, True, True, False),
        rows=tuple((w.label(w.activity(row["activity"])), *_quotient(w, table, row)) for row in chosen),
        how_to_read=_read(w, "footprint.read_activities", "footprint.activities"),
        source_line=slice_source(w, "diagnose.footprint"),
    )


def _shifts(w: Writer) -> TableView:
    table = w.tables["diagnose.shifts"]
    rows = sorted(table.rows(), key=lambda row: (row["activity"] == "all", -abs(row["change"])))
    shown = [row for row in rows if row["activity"] == "all" or row["change"] or row["start"]]
    cells = tuple(
        (
            w.label(w.say("footprint.all") if row["activity"] == "all" else w.activity(row["activity"])),
            w.number(table, row, "start", digits=0, unit=False),
            w.number(table, row, "end", digits=0, unit=False),
            w.number(table, row, "change", digits=0, unit=False, sign=True),
            *(w.number(table, row, part, digits=1, unit=False, sign=True) for part in ("national", "mix", "regional")),
        )
        for row in shown
    )
    first = shown[0]
    return TableView(
        id="footprint_shifts",
        title=w.say("footprint.shifts", start=w.period(first["start_period"]), end=w.period(first["end_period"])),
        columns=(
            w.say("industry"),
            w.period(first["start_period"]),
            w.period(first["end_period"]),
            *(w.say(f"footprint.{part}") for part in ("change", "national", "mix", "regional")),
        ),
        numeric=(False, True, True, True, True, True, True),
        rows=cells,
        how_to_read=_read(w, "footprint.shifts_read", "footprint.change"),
        source_line=slice_source(w, "diagnose.footprint"),
        strong_rows=(len(cells) - 1,),
    )


def _structure(w: Writer) -> TableView:
    table = w.tables["diagnose.structure"]
    by_region = {row["region"]: row for row in rows_of(w, "diagnose.structure")}
    chosen = [by_region[code] for code in shown_regions(w) if code in by_region]
    return TableView(
        id="footprint_structure",
        title=w.say("footprint.structure"),
        columns=(w.say("region"), w.say("footprint.hhi"), w.say("footprint.hhi_n"), w.say("footprint.krugman")),
        numeric=(False, True, True, True),
        rows=tuple(
            (
                w.label(w.region(row["region"])),
                *(w.number(table, row, name, digits=3) for name in ("herfindahl", "herfindahl_normalised", "krugman")),
            )
            for row in chosen
        ),
        how_to_read=w.say("footprint.structure_read"),
        source_line=slice_source(w, "diagnose.footprint"),
        strong_rows=(0,),
    )
