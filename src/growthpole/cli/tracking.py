"""What ``growthpole track`` prints: entries, one a line, and where the study stands by them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from growthpole.cli.language import say
from growthpole.cli.printing import emit, print_json
from growthpole.cli.stopping import stoppable
from growthpole.errors import GrowthpoleError
from growthpole.messages import Lang
from growthpole.units import parse_unit
from growthpole.views.formatting import operator_word, percent, with_unit

if TYPE_CHECKING:
    from growthpole.study.ledger_status import LedgerStatus
    from growthpole.track import Alert, Entry
    from growthpole.track.codes import UnknownCode

__all__ = ["add_command", "export_command", "import_command", "list_command", "status_command", "withdraw_command"]


def add_command(
    study: Path, kind: str, said: Mapping[str, Any], *, corrects: int, by: str, lang: Lang, as_json: bool
) -> None:
    """Add an entry and print it with its number."""
    from growthpole.study.ledger_entries import add_entry

    added = add_entry(study, kind, said, corrects=corrects, by=by)
    _print_added(added, lang, as_json=as_json)
    _warn(study, [added], lang)


def withdraw_command(
    study: Path, number: int, *, reason: str, vintage: str, by: str, lang: Lang, as_json: bool
) -> None:
    """Take the fact of an entry back and print the entry that says so."""
    from growthpole.study.ledger_entries import withdraw_entry

    _print_added(withdraw_entry(study, number, reason, vintage=vintage, by=by), lang, as_json=as_json)


def list_command(study: Path, *, kind: str, lang: Lang, as_json: bool) -> None:
    """Print the entries of the ledger in the order of writing."""
    from growthpole.study.ledger_entries import ledger_entries

    entries = ledger_entries(study, kind)
    numbers = {(entry.story, entry.vintage): entry.number for entry in entries}
    if as_json:
        print_json([_entry_as_json(entry, numbers) for entry in entries])
        return
    for entry in entries:
        emit(_line(entry, numbers, lang))
    if not entries:
        emit(say("track.empty", lang))


def export_command(study: Path, file: Path, *, lang: Lang, as_json: bool) -> None:
    """Write the ledger as CSV and say how many entries it has."""
    from growthpole.study.ledger_entries import export_ledger

    count = export_ledger(study, file)
    if as_json:
        print_json({"file": str(file), "entries": count})
    else:
        emit(say("track.exported", lang, path=file, count=count))


def import_command(study: Path, file: Path, *, by: str, lang: Lang, as_json: bool) -> None:
    """Add what a CSV file says beyond the ledger and say how many entries that were."""
    from growthpole.study.ledger_entries import import_ledger, ledger_entries

    added, known = import_ledger(study, file, by=by)
    if as_json:
        print_json({"file": str(file), "added": added, "known": known})
    else:
        emit(say("track.imported", lang, path=file, added=added, known=known))
    if added:  # the newest entries of the ledger
        _warn(study, ledger_entries(study)[-added:], lang)


def status_command(study: Path, *, on: str, lang: Lang, as_json: bool) -> None:
    """Print where the study stands on a day, today where none is given, and how it stands against its target."""
    from growthpole.cli.running import Bar
    from growthpole.study import against_plan
    from growthpole.study.ledger_status import ledger_status

    found = ledger_status(study, on or datetime.now(UTC).date().isoformat())
    with stoppable() as token, Bar(lang, shown=not as_json) as bar:
        against = against_plan(study, token.guard(bar.on_progress))
    if as_json:
        told = None if against is None else {"on": against.on, "run": against.run_id, "lines": against.lines[lang]}
        print_json({**asdict(found), "against_target": told})
        return
    for line in _status(found, lang):
        emit(line, wrap=True, indent=4)
    if against is not None and on and on < against.on:
        emit(say("track.against_later", lang, on=against.on), wrap=True)
    elif against is not None:
        emit(say("track.against", lang, on=against.on, run=against.run_id))
        for line in against.lines[lang]:
            emit(f"  {line}", wrap=True, indent=4)


def _warn(study: Path, added: Sequence[Entry], lang: Lang) -> None:
    """Say, beside what was done, which codes no figure of the study can look at, or that this cannot be told."""
    from growthpole.study.checking import known_at
    from growthpole.study.ledger_entries import known_later
    from growthpole.track.codes import unknown_codes

    try:
        known = known_at(study)
    except GrowthpoleError:
        known = {}
    if not known:
        emit(say("track.codes_unread", lang, path=study), wrap=True, error=True)
    for one in unknown_codes(added, known):
        emit(_unknown(one, lang), wrap=True, error=True)
    day, later = known_later(study, added)
    if later:
        numbers = say("track.code_list", lang).join(str(one.number) for one in later)
        emit(say("track.known_later", lang, entries=numbers, on=day), wrap=True, error=True)


def _unknown(one: UnknownCode, lang: Lang) -> str:
    near = say("track.code_list", lang).join(one.near) or "–"
    return say(
        "track.unknown_code",
        lang,
        entry=one.entry,
        field=say(f"track.field.{one.field}", lang),
        code=one.code,
        near=near,
    )


def _print_added(entry: Entry, lang: Lang, *, as_json: bool) -> None:
    if as_json:
        print_json(_entry_as_json(entry, {}))
    else:
        emit(say("track.added", lang, number=entry.number, entry=_fact(entry, lang), about=entry.key))


def _entry_as_json(entry: Entry, numbers: Mapping[tuple[tuple[str, str, str], str], int]) -> dict[str, Any]:
    beside = {"kind": entry.kind, "key": entry.key, "corrects_entry": numbers.get((entry.story, entry.corrects))}
    return {**beside, **asdict(entry)}


def _line(entry: Entry, numbers: Mapping[tuple[tuple[str, str, str], str], int], lang: Lang) -> str:
    """Number, kind, vintage, what it is about, what it says, and what it corrects or takes back."""
    parts = [f"{entry.number:>5}", say(f"track.kind.{entry.kind}", lang), entry.vintage, entry.key, entry.story[1]]
    line = "  ".join(part for part in (*parts, _fact(entry, lang)) if part)
    if entry.corrects:
        number = numbers.get((entry.story, entry.corrects), "–")
        word = say("track.takes_back" if entry.void else "track.corrects", lang, number=number)
        line += say("explain.in_brackets", lang, text=word)
    if entry.reason:
        line += say("track.because", lang, reason=entry.reason)
    return line


def _fact(entry: Entry, lang: Lang) -> str:
    from growthpole.track import Actual, Decision, ForeignInvestment, StageChange

    match entry:
        case Actual():
            word = operator_word(entry.operator, lang)
            badge = say("explain.in_brackets", lang, text=word) if word else ""
            return f"{entry.operator} {_amount(entry.value, entry.unit, lang)}{badge}"
        case StageChange():
            planned = say("track.planned", lang) if entry.planned else ""
            return f"{say(f'track.stage.{entry.stage}', lang)} {entry.date}{planned}"
        case Decision():
            state = say(f"track.state.{entry.state}", lang)
            return say("track.decision", lang, what=entry.what, state=state, **_task(asdict(entry)))
        case ForeignInvestment():
            return f"{say(f'track.nature.{entry.nature}', lang)} {_amount(entry.amount, entry.unit, lang)}"
        case _:
            raise TypeError(entry.kind)


def _amount(number: str, unit: str, lang: Lang) -> str:
    key = parse_unit(unit).key
    return with_unit(number, "" if key == "1" else key, lang)


def _task(said: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(said[name]) for name in ("owner", "next_action", "due")}


def _status(found: LedgerStatus, lang: Lang) -> Iterator[str]:
    yield say("track.on", lang, day=found.on, count=found.entries)
    yield say("track.stages", lang)
    for row in found.stages:
        counts = {name: row[name] for name in ("projects", "expansions", "overdue")}
        yield f"  {say('track.stage_line', lang, stage=say('track.stage.' + row['stage'], lang), **counts)}"
    for name, codes in (("overdue", found.overdue), ("withdrawn", found.withdrawn)):
        yield f"{say(f'track.{name}', lang)} {', '.join(codes) or '–'}"
    yield from _block("investment", [_money(row, lang) for row in found.investment], lang)
    yield from _block("actuals", [_actual(row, lang) for row in found.actuals], lang)
    yield from _block("decisions", [_decision(row, lang) for row in found.decisions], lang)
    yield from _block("alerts", [_alert(one, lang) for one in found.alerts], lang)
    if found.unknown:
        yield from _block("unknown", [_unknown(one, lang) for one in found.unknown], lang)


def _block(name: str, lines: Sequence[str], lang: Lang) -> Iterator[str]:
    yield say(f"track.{name}", lang) if lines else f"{say(f'track.{name}', lang)} {say('track.none', lang)}"
    yield from (f"  {line}" for line in lines)


def _money(row: Mapping[str, Any], lang: Lang) -> str:
    counts = {name: row[f"{name}_entries"] for name in ("contracted", "utilised")}
    return say("track.beside", lang).join(
        say("track.money", lang, nature=say(f"track.nature.{name}", lang), count=count, amount=_sum(row, name, lang))
        for name, count in counts.items()
    )


def _sum(row: Mapping[str, Any], name: str, lang: Lang) -> str:
    return say("track.none", lang) if row[name] is None else _amount(f"{row[name]:.12g}", row["unit"], lang)


def _actual(row: Mapping[str, Any], lang: Lang) -> str:
    about = " ".join(
        str(row[name]) for name in ("indicator", "region", "activity", "scope", "price_basis") if row[name]
    )
    figure = f"{row['operator']} {_amount(row['value'], row['unit'], lang)}"
    if row["growth"] is None:
        told = say(f"track.no_growth.{row['reason']}", lang, before=row["before"], series_break=row["series_break"])
    else:
        rates = {name: percent(row[name], 1, lang, sign=True) for name in ("growth", "growth_low", "growth_high")}
        told = say("track.growth", lang, before=row["before"], **rates)
    return say("track.actual", lang, about=about, period=row["period"], figure=figure, growth=told, entry=row["entry"])


def _decision(row: Mapping[str, Any], lang: Lang) -> str:
    state = say("track.decision_overdue" if row["overdue"] else "track.state.open", lang)
    return f"{row['id']}: {say('track.decision', lang, what=row['what'], state=state, **_task(row))}"


def _alert(one: Alert, lang: Lang) -> str:
    told = {"about": one.about, "period": one.period, "value": one.value, "limit": one.limit}
    if one.rule == "stage_overdue":
        told |= {name: say(f"track.stage.{told[name]}", lang) for name in ("value", "limit")}
    return f"{say(f'track.rule.{one.rule}', lang, **told)}{say(f'track.alert.{one.state}', lang)}"
