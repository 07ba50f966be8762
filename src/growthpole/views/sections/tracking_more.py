"""What else the tracking shows: alarms, guard-rails, foreign money, what was signed, projects, decisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Literal

from growthpole.views.amounts import money_text
from growthpole.views.model import Sentence, Span, TableView
from growthpole.views.sections.words import joined, linked_source, rows_of

if TYPE_CHECKING:
    from growthpole.views.writing import Writer

Row = dict[str, Any]
Tone = Literal["good", "bad", "muted", "absent", ""]
TONES: Final[dict[str, Tone]] = {
    "ok": "good",
    "watch": "",
    "open": "muted",
    "alarm": "bad",
    "no_data": "absent",
    "no_limit": "muted",
}

__all__ = ["alarms_said", "more_tables"]


def alarms_said(w: Writer) -> list[Sentence]:
    """Each alarm in a sentence; one that says so where there is none."""
    rows = [row for row in rows_of(w, "track.alerts") if row["state"] == "alarm"]
    said = [w.sentence("tracking.alarm", "caution", rule=_rule(w, row), about=_about(w, row) or "–") for row in rows]
    watched = sum(row["state"] == "watch" for row in rows_of(w, "track.alerts"))
    return said or [w.sentence("tracking.no_alarm", watched=w.label(str(watched)))]


def _rule(w: Writer, row: Row) -> str:
    value, limit = (_said(w, row["rule"], row[name]) for name in ("value", "limit"))
    return w.say(f"tracking.rule_{row['rule']}", value=value, limit=limit)


def _said(w: Writer, rule: str, text: str) -> str:
    """What a rule looked at, in words: a stage by its name, money in the unit people use."""
    match rule:
        case _ if not text:
            return "–"
        case "stage_overdue":
            return w.say(f"tracking.stage_{text}")
        case "utilised_above_contracted":
            number, _, currency = text.partition(" ")
            return money_text(float(number), currency, w.lang)
        case _:
            return text


def more_tables(w: Writer) -> list[TableView]:
    """The tables that have something to say; alarms and guard-rails always."""
    views = [_alerts(w)]
    views += [_rails(w)] if rows_of(w, "track.guard_rails") else []
    views += [_foreign(w), *([_signed(w)] if rows_of(w, "track.signed") else [])]
    views += [_stages(w), _funnel(w)] if rows_of(w, "track.stages") else []
    return [*views, *([_decisions(w)] if rows_of(w, "track.decisions") else [])]


def _state(w: Writer, state: str) -> Span:
    return Span(text=w.say(f"tracking.state_{state}"), tone=TONES[state])


def _about(w: Writer, row: Row) -> str:
    """What an alarm is about, in words."""
    match row["rule"]:
        case "level_missing" | "not_comparable" | "twofold":
            return joined(w, [_entry(w, one, w.period) for one in row["about"].split("|") if one])
        case "codes_unknown":
            return joined(w, [_entry(w, one, str) for one in row["about"].split("|") if one])
        case "guard_rail":
            return w.context.note(f"stability.{row['about']}.name", w.lang) or row["about"]
        case "path" | "required_rises" | "sample_changed":
            return w.period(row["about"]) if row["about"] else ""
        case "deviation_beyond" | "deviation_run":
            code, _, year = row["about"].partition("|")
            return w.say("tracking.of_year", what=w.activity(code), period=w.period(year))
        case "deviation_chart":
            return joined(w, [w.activity(code) for code in row["about"].split("|") if code])
        case _:
            return str(row["about"])


def _entry(w: Writer, text: str, words: Callable[[str], str]) -> str:
    """A period or code, with the number of its entry in the ledger where it has one."""
    about, _, number = text.removesuffix(")").rpartition(" (")
    return w.say("tracking.ledger_entry", about=words(about), entry=number) if about else words(text)


def _alerts(w: Writer) -> TableView:
    rows = rows_of(w, "track.alerts")
    return TableView(
        id="track_alerts",
        title=w.say("tracking.alerts"),
        columns=(w.say("tracking.rule"), w.say("tracking.about"), w.say("tracking.state")),
        numeric=(False, False, False),
        rows=tuple(
            (
                w.label(_rule(w, row)),
                w.label(_about(w, row) or "–"),
                _state(w, row["state"]),
            )
            for row in rows
        ),
        how_to_read=w.say("tracking.alerts_read"),
        source_line=w.say("tracking.own_rules"),
        strong_rows=tuple(at for at, row in enumerate(rows) if row["state"] == "alarm"),
    )


def _rails(w: Writer) -> TableView:
    table, network = w.tables["track.guard_rails"], "plan.cascades" in w.tables

    def limit(row: Row, name: str) -> Span:
        return w.number(table, row, name, digits=2) if row[name] == row[name] else w.absent("–")

    return TableView(
        id="track_guard_rails",
        title=w.say("tracking.rails"),
        columns=(
            w.say("stability.name"),
            w.say("measure"),
            w.say("period"),
            w.say("value"),
            w.say("tracking.floor"),
            w.say("tracking.ceiling"),
            w.say("tracking.state"),
        ),
        numeric=(False, False, False, True, True, True, False),
        rows=tuple(
            (
                w.label(w.context.note(f"stability.{row['stability']}.name", w.lang)),
                w.label(w.indicator(row["indicator"])) if row["indicator"] else w.label("–"),
                w.label(w.period(row["period"])) if row["period"] else w.absent("–"),
                w.fact(row["fact_key"]),
                limit(row, "floor"),
                limit(row, "ceiling"),
                _state(w, row["state"]),
            )
            for row in table.rows()
        ),
        how_to_read=w.together([w.say("tracking.rails_read"), "" if network else w.say("tracking.no_network")]),
        source_line=linked_source(w, "track.guard_rails", computed=False) or w.say("tracking.no_source"),
    )


def _foreign(w: Writer) -> TableView:
    table = w.tables["track.foreign"]
    rows = table.rows()
    natures = {row["nature"] for row in rows}
    lines = [_money(w, table, row, w.say(f"tracking.{row['nature']}")) for row in rows]
    lines += [
        (w.label(w.say(f"tracking.{nature}")), w.absent(), w.absent("–"), w.label("–"))
        for nature in ("contracted", "utilised")
        if nature not in natures
    ]
    return TableView(
        id="track_foreign",
        title=w.say("tracking.foreign"),
        columns=(w.say("measure"), w.say("value"), w.say("period"), w.say("scope")),
        numeric=(False, True, False, False),
        rows=tuple(lines),
        how_to_read=w.say("tracking.foreign_read"),
        source_line=linked_source(w, "track.foreign", computed=False) or w.say("tracking.no_source"),
    )


def _signed(w: Writer) -> TableView:
    table = w.tables["track.signed"]
    return TableView(
        id="track_signed",
        title=w.say("tracking.signed"),
        columns=(w.say("measure"), w.say("value"), w.say("period"), w.say("scope")),
        numeric=(False, True, False, False),
        rows=tuple(_money(w, table, row, w.indicator(row["indicator"])) for row in table.rows()),
        how_to_read=w.say("tracking.signed_read"),
        source_line=linked_source(w, "track.signed", computed=False),
    )


def _money(w: Writer, table: Any, row: Row, name: str) -> tuple[Span, ...]:
    if row["fact_key"]:
        return (
            w.label(name),
            w.fact(row["fact_key"]),
            w.label(w.period(row["period"])),
            w.label(w.context.own("scope", row["scope"], w.lang)),
        )
    entered = w.say("tracking.ledger_entry", about=row["scope"], entry=row["entry"])
    amount = w.number(table, row, "amount", digits=int(row["digits"]))
    return w.label(name), amount, w.label(w.period(row["period"])), w.label(entered)


def _stages(w: Writer) -> TableView:
    table = w.tables["track.stages"]
    columns = ("projects", "expansions", "overdue")
    return TableView(
        id="track_stages",
        title=w.say("tracking.stages"),
        columns=(w.say("tracking.stage"), *(w.say(f"tracking.{name}") for name in columns)),
        numeric=(False, True, True, True),
        rows=tuple(
            (
                w.label(w.say(f"tracking.stage_{row['stage']}")),
                *(w.number(table, row, name, digits=0, unit=False) for name in columns),
            )
            for row in table.rows()
        ),
        how_to_read=w.say("tracking.stages_read"),
        source_line=w.say("tracking.from_projects"),
    )


def _funnel(w: Writer) -> TableView:
    table = w.tables["track.funnel"]
    counts = ("entered", "converted", "withdrawn", "waiting")
    shares = ("conversion", "shrunk", "low", "high", "production")
    return TableView(
        id="track_funnel",
        title=w.say("tracking.funnel"),
        columns=(
            w.say("tracking.stage"),
            *(w.say(f"tracking.{name}") for name in (*counts, *shares)),
            w.say("tracking.speaks"),
        ),
        numeric=(False, *(True for _ in (*counts, *shares)), False),
        rows=tuple(
            (
                w.label(w.say(f"tracking.stage_{row['stage']}")),
                *(w.number(table, row, name, digits=0, unit=False) for name in counts),
                *(w.number(table, row, name, "percent", 0) for name in shares),
                w.label(w.say(f"tracking.speaks_{row['speaks']}")) if row["speaks"] else w.absent("–"),
            )
            for row in table.rows()
        ),
        how_to_read=w.say("tracking.funnel_read"),
        source_line=w.say("tracking.from_projects"),
    )


def _decisions(w: Writer) -> TableView:
    rows = rows_of(w, "track.decisions")
    columns = ("what", "reason", "owner", "next_action", "due")
    return TableView(
        id="track_decisions",
        title=w.say("tracking.decisions"),
        columns=(w.say("tracking.decision"), *(w.say(f"tracking.{name}") for name in columns), w.say("tracking.state")),
        numeric=(False,) * 7,
        rows=tuple(
            (
                w.label(row["decision"]),
                *(w.label(row[name] or "–") for name in columns),
                Span(text=w.say("tracking.overdue_yes"), tone="bad")
                if row["overdue"]
                else w.label(w.say(f"tracking.decision_{row['state']}")),
            )
            for row in rows
        ),
        how_to_read=w.say("tracking.decisions_read"),
        source_line=w.say("tracking.from_projects"),
        strong_rows=tuple(at for at, row in enumerate(rows) if row["overdue"]),
    )
