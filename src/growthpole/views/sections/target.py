"""The target: what it asks for, what later figures say, the way still to go, the break in the series."""

from __future__ import annotations

from typing import Any, cast

from growthpole.views.charts import waterfall
from growthpole.views.headline import sample_changed, samples, target_notes
from growthpole.views.model import Section, Sentence, TableView
from growthpole.views.sections.words import rows_of, source_line
from growthpole.views.writing import Style, Writer

__all__ = ["breaks_said", "sections"]


def sections(w: Writer) -> list[Section]:
    """Section of the target."""
    if not rows_of(w, "diagnose.target"):
        return [Section(id="breaks", title=w.say("target.break_title"), blocks=tuple(breaks_said(w)))]
    single = rows_of(w, "diagnose.target")[0]["goal_basis"] == "seed"
    blocks: list[Any] = [*([_badge(w)] if single else []), _readings(w)]
    if rows_of(w, "diagnose.progress"):
        blocks += [waterfall(w), _progress(w), _verdict(w)]
    if rows_of(w, "diagnose.series"):
        blocks.append(_series(w))
    blocks += breaks_said(w)
    return [Section(id="target", title=w.say("target.title"), blocks=tuple(blocks))]


def _badge(w: Writer) -> Sentence:
    row = rows_of(w, "diagnose.target")[0]
    return w.sentence(
        "target.badge",
        "caution",
        goal=w.fact(row["goal_key"], notes=target_notes(w)),
    )


def _readings(w: Writer) -> TableView:
    table = w.tables["diagnose.target"]
    rows = []
    for row in table.rows():
        low, high = w.band(table, row, "required")
        main = row["reading"] == "main"
        name = w.context.note("target.main_reading" if main else f"target.reading.{row['reading']}", w.lang)
        rows.append(
            (
                w.label(name or w.say("target.main"), *target_notes(w)),
                w.fact(row["base_key"]),
                w.fact(row["goal_key"]),
                w.number(table, row, "required", "percent", 2, inexact=row.get("inexact", row["base_operator"] != "=")),
                low,
                high,
            )
        )
    first = table.rows()[0]
    return TableView(
        id="target_readings",
        title=w.say("target.readings"),
        columns=(
            w.say("target.reading"),
            w.period(first["base_period"]),
            w.period(first["goal_period"]),
            w.say("target.required"),
            w.say("band.low"),
            w.say("band.high"),
        ),
        numeric=(False, True, True, True, True, True),
        rows=tuple(rows),
        how_to_read=w.say("target.readings_read"),
        source_line=source_line(w, [row[key] for row in table.rows() for key in ("base_key", "goal_key")]),
    )


def _progress(w: Writer) -> TableView:
    table = w.tables["diagnose.progress"]
    rows = []
    nominal = w.nominal(rows_of(w, "diagnose.target")[0]["base_key"])
    kind = "_nominal" if nominal else ""
    for row in table.rows():
        about = bool(row.get("inexact", False))
        for stem, style, digits, name in (
            ("apparent", "percent", 1, f"target.apparent{kind}"),
            ("remaining", "percent", 1, "target.remaining"),
            ("path", "fixed", 2, "target.path"),
        ):
            span = w.number(table, row, stem, cast(Style, style), 2, inexact=about and stem != "path")
            edges = [w.number(table, row, f"{stem}_{edge}", cast(Style, style), digits) for edge in ("low", "high")]
            rows.append((w.label(w.say(name, period=w.period(row["period"]))), span, *edges))
        rows.append(
            (
                w.label(w.say("target.actual", period=w.period(row["period"]))),
                w.fact(row["actual_key"]),
                w.absent("–"),
                w.absent("–"),
            )
        )
    return TableView(
        id="target_progress",
        title=w.say("target.progress"),
        columns=(w.say("measure"), w.say("value"), w.say("band.low"), w.say("band.high")),
        numeric=(False, True, True, True),
        rows=tuple(rows),
        how_to_read=w.say("target.progress_read_nominal" if nominal else "target.progress_read"),
        source_line=source_line(
            w, [row[key] for row in table.rows() for key in ("base_key", "goal_key", "actual_key") if key in row]
        ),
    )


def _verdict(w: Writer) -> Sentence:
    row = rows_of(w, "diagnose.progress")[-1]
    sentences = [w.sentence(f"target.verdict_{row['verdict']}", period=w.period(row["period"]))]
    if sample_changed(row):
        sentences.append(w.sentence("target.verdict_sample", **samples(w, row)))
        note = w.context.note("target.sample", w.lang)
        sentences += [w.sentence("target.verdict_note", note=note)] if note else []
    return Sentence(spans=tuple(span for sentence in sentences for span in sentence.spans), role="caution")


def _series(w: Writer) -> TableView:
    table = w.tables["diagnose.series"]
    rows = tuple(
        (
            w.label(w.period(row["period"])),
            w.label(w.say(f"kind.{row['kind']}")),
            w.fact(row["fact_key"]),
            w.label(w.context.own("scope", row["scope"], w.lang)),
        )
        for row in table.rows()
    )
    return TableView(
        id="target_series",
        title=w.say("target.series"),
        columns=(w.say("period"), w.say("kind.title"), w.say("value"), w.say("scope")),
        numeric=(False, False, True, False),
        rows=rows,
        how_to_read=w.say("target.series_read"),
        source_line=source_line(w, [row["fact_key"] for row in table.rows()], computed=False),
    )


def breaks_said(w: Writer) -> list[Sentence]:
    """Breaks in series, each announced with the figures on both sides."""
    return [
        w.sentence(
            "target.break",
            "caution",
            indicator=w.indicator(row["indicator"]),
            before=w.fact(row["before_key"]),
            before_period=w.period(row["before_period"]),
            after=w.fact(row["after_key"]),
            after_period=w.period(row["after_period"]),
            note=w.context.note(f"series_break.{row['indicator']}.{row['before_period']}", w.lang),
        )
        for row in rows_of(w, "diagnose.breaks")
    ]
