"""Is it working? Later levels against the target, figures to date, published growth, what is left of the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from growthpole.views.headline import sample_changed, samples
from growthpole.views.model import Section, Sentence, Span, TableView
from growthpole.views.odds import odds_range, share
from growthpole.views.plan_charts import reforecast_chart
from growthpole.views.sections.target import breaks_said
from growthpole.views.sections.tracking_more import alarms_said, more_tables
from growthpole.views.sections.tracking_parts import deviation_tables
from growthpole.views.sections.words import joined, linked_source, rows_of, source_line

if TYPE_CHECKING:
    from growthpole.views.writing import Writer

Row = dict[str, Any]
AGAINST: Final = "track.against"

__all__ = ["said", "sections"]


def said(w: Writer) -> list[Sentence]:
    """The tracking in a few sentences: years without a level, the verdict, what is left and its odds, alarms."""
    lines = [*_missing(w), *([_verdict(w), *_left(w)] if rows_of(w, AGAINST) else [])]
    return [*lines, *alarms_said(w)]


def sections(w: Writer) -> list[Section]:
    """Section of tracking."""
    blocks: list[Any] = [w.plain(w.context.note("track.note", w.lang), role="caution"), *_missing(w), _levels(w)]
    if rows_of(w, AGAINST):
        blocks += [_verdict(w), *_left(w), _against(w)]
    if rows_of(w, "track.reforecast"):
        blocks.append(reforecast_chart(w))
    blocks += [*deviation_tables(w), *breaks_said(w)]
    if rows_of(w, "track.to_date"):
        blocks.append(_to_date(w))
    if rows_of(w, "track.growth"):
        blocks.append(_growth(w))
    blocks += more_tables(w)
    return [Section(id="track", title=w.say("tracking.title"), blocks=tuple(blocks))]


def _missing(w: Writer) -> list[Sentence]:
    """The years without a level, said before anything else."""
    absent = [w.period(row["period"]) for row in rows_of(w, "track.levels") if row["state"] == "not_found"]
    indicator = rows_of(w, "diagnose.target")[0]["base_indicator"]
    return (
        [w.sentence("tracking.missing", "lead", years=joined(w, absent), indicator=w.indicator(indicator))]
        if absent
        else []
    )


def _level(w: Writer, name: str, row: Row, column: str, key: str) -> Span:
    """A level as its source prints it; of the ledger as it was entered."""
    found = str(row[key])
    if found.startswith("observe."):
        return w.fact(found)
    if not found:
        return w.absent(w.say(f"tracking.{row.get('state', 'not_found')}"))
    return w.number(w.tables[name], row, column, digits=int(row.get("digits", 2)))


def _levels(w: Writer) -> TableView:
    table = w.tables["track.levels"]
    return TableView(
        id="track_levels",
        title=w.say("tracking.levels"),
        columns=(w.say("period"), w.say("value"), w.say("tracking.from"), w.say("tracking.published")),
        numeric=(False, True, False, False),
        rows=tuple(
            (
                w.label(w.period(row["period"])),
                _level(w, "track.levels", row, "level", "fact_key"),
                w.label(w.say(f"tracking.origin_{row['origin']}")) if row["origin"] else w.absent("–"),
                w.label(row["published"]) if row["published"] else w.absent("–"),
            )
            for row in table.rows()
        ),
        how_to_read=w.say("tracking.levels_read"),
        source_line=source_line(
            w, [k for k in table.frame["fact_key"] if str(k).startswith("observe.")], computed=False
        ),
    )


def _verdict(w: Writer) -> Sentence:
    row = rows_of(w, AGAINST)[0]
    spans = list(w.sentence(f"target.verdict_{row['verdict']}", period=w.period(row["period"])).spans)
    if sample_changed(row):
        spans += w.sentence("target.verdict_sample", **samples(w, row)).spans
    return Sentence(spans=tuple(spans), role="caution")


def _left(w: Writer) -> list[Sentence]:
    """What is needed from here on, and how often like regions did it."""
    row, table = rows_of(w, AGAINST)[0], w.tables[AGAINST]
    if row["remaining"] != row["remaining"] or row["verdict"] == "reached":
        return []
    low, high = w.spoken_band(table, row, "remaining")
    said = w.sentence(
        "tracking.left",
        years=w.label(str(int(row["years"] - row["elapsed"]))),
        goal_period=w.period(str(row["goal_period"])),
        remaining=w.number(table, row, "remaining", "percent", 2, inexact=bool(row["inexact"])),
        low=low,
        high=high,
        to_go=w.number(table, row, "to_go", digits=2),
    )
    if row["odds_share"] != row["odds_share"]:
        return [said]
    odds = w.sentence(
        "tracking.odds",
        name=w.context.note("plan.reference.name", w.lang),
        reached=w.number(table, row, "odds_reached", digits=0),
        cases=w.number(table, row, "odds_cases", digits=0),
        share=share(w, AGAINST, row, "odds_share"),
        range=odds_range(w, AGAINST, row, "odds_low", "odds_high"),
    )
    return [said, odds]


def _against(w: Writer) -> TableView:
    row, table = rows_of(w, AGAINST)[0], w.tables[AGAINST]
    period = w.period(row["period"])
    nominal = "_nominal" if row["price_basis"] == "current" else ""
    actual = _level(w, AGAINST, row, "actual", "actual_key")
    lines: list[tuple[Span, ...]] = [
        (w.label(w.say("target.actual", period=period)), actual, w.absent("–"), w.absent("–")),
        (
            w.label(w.say("target.path", period=period)),
            *(w.number(table, row, f"path{edge}", digits=2) for edge in ("", "_low", "_high")),
        ),
        (
            w.label(w.say("tracking.deviation")),
            w.number(table, row, "deviation", digits=2, sign=True),
            w.absent("–"),
            w.absent("–"),
        ),
        *(
            (
                w.label(w.say(name, period=period)),
                w.number(table, row, stem, "percent", 2, inexact=bool(row["inexact"])),
                *(w.number(table, row, f"{stem}{edge}", "percent", 1) for edge in ("_low", "_high")),
            )
            for stem, name in (("apparent", f"target.apparent{nominal}"), ("remaining", "target.remaining"))
        ),
    ]
    return TableView(
        id="track_against",
        title=w.say("tracking.against"),
        columns=(w.say("measure"), w.say("value"), w.say("band.low"), w.say("band.high")),
        numeric=(False, True, True, True),
        rows=tuple(lines),
        how_to_read=w.say("tracking.against_read"),
        source_line=source_line(
            w, [k for k in (row["base_key"], row["goal_key"], row["actual_key"]) if str(k).startswith("observe.")]
        ),
    )


def _to_date(w: Writer) -> TableView:
    table = w.tables["track.to_date"]
    return TableView(
        id="track_to_date",
        title=w.say("tracking.to_date"),
        columns=(w.say("period"), w.say("value"), w.say("tracking.stated_growth"), w.say("tracking.year_before")),
        numeric=(False, True, True, True),
        rows=tuple(
            (
                w.label(w.period(row["period"])),
                _level(w, "track.to_date", row, "level", "fact_key"),
                w.fact(row["growth_key"]) if row["growth_key"] else w.absent(w.say("tracking.not_found")),
                _level(w, "track.to_date", row, "before", "before_key"),
            )
            for row in table.rows()
        ),
        how_to_read=w.say("tracking.to_date_read"),
        source_line=linked_source(w, "track.to_date", computed=False),
    )


def _growth(w: Writer) -> TableView:
    table = w.tables["track.growth"]
    rows = table.rows()
    return TableView(
        id="track_growth",
        title=w.say("tracking.growth"),
        columns=(w.say("measure"), w.say("period"), w.say("tracking.rate"), w.say("scope")),
        numeric=(False, False, True, False),
        rows=tuple(
            (
                w.label(w.indicator(row["indicator"])),
                w.label(w.period(row["period"])),
                w.fact(row["fact_key"]),
                w.label(w.context.own("scope", row["scope"], w.lang)),
            )
            for row in rows
        ),
        how_to_read=w.say("tracking.growth_read"),
        source_line=source_line(w, [row["fact_key"] for row in rows], computed=False),
    )
