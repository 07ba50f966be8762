"""Where a study stands by its ledger: stages, money, newest figures, decisions, alerts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from growthpole.dims import REASONS, reason_name
from growthpole.study.ledger_entries import ledger_entries
from growthpole.study.register_stages import changes_at
from growthpole.tables.periods import parse_period
from growthpole.track import (
    Actual,
    Alert,
    Decision,
    Entry,
    as_known,
    current,
    due_alerts,
    foreign_investment,
    stage_counts,
    year_on_year,
)
from growthpole.track.alerting import run_alerts
from growthpole.track.codes import UnknownCode, unknown_codes
from growthpole.track.counting import standings
from growthpole.track.growths import SERIES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LedgerStatus", "ledger_status"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerStatus:
    """What the ledger says on a day.

    Attributes
    ----------
    on : str
        The day.
    entries : int
        Entries known on it, with their corrections.
    stages : tuple of mapping
        ``stage, projects, expansions, overdue``, one a stage and one for withdrawn, with the projects of the register.
    overdue, withdrawn : tuple of str
        Projects with a planned date that has passed; projects that were withdrawn.
    investment : tuple of mapping
        ``unit, contracted, utilised`` (None without an entry) and the number of entries of each; never added.
    actuals : tuple of mapping
        The newest figure of each series, whole years and other periods apart: its fields, ``entry``, and ``growth``,
        ``growth_low``, ``growth_high`` over a year (None without), with the ``reason`` and the ``series_break``.
    decisions : tuple of mapping
        Open decisions, with ``overdue``.
    alerts : tuple of Alert
        Rules that are broken, or were at an earlier point.
    unknown : tuple of UnknownCode
        Codes of actuals that no classification of the study has.
    """

    on: str
    entries: int
    stages: tuple[dict[str, Any], ...]
    overdue: tuple[str, ...]
    withdrawn: tuple[str, ...]
    investment: tuple[dict[str, Any], ...]
    actuals: tuple[dict[str, Any], ...]
    decisions: tuple[dict[str, Any], ...]
    alerts: tuple[Alert, ...]
    unknown: tuple[UnknownCode, ...]


def ledger_status(folder: Path, on: str) -> LedgerStatus:
    """Where the study in ``folder`` stands by what its ledger knew at the end of the day ``on``.

    Raises
    ------
    InputError
        Not a day, or a study file that is wrong.
    SourceError
        No study there.
    StoreError
        The database cannot be read.
    """
    from growthpole.study.case import load_case
    from growthpole.study.checking import known_at
    from growthpole.study.stages.series_breaks import breaks_of

    case = load_case(folder)
    breaks = [one for one, _ in breaks_of(case)]
    everything = ledger_entries(folder)
    known = as_known(everything, on)
    late = due_alerts(known, on)
    changes = [*as_known(changes_at(folder, case), on), *known]
    growths = year_on_year(known, breaks)
    overdue = {one.about for one in late if one.rule == "decision_overdue"}
    return LedgerStatus(
        on=on,
        entries=len(everything),
        stages=_records(stage_counts(changes, on)),
        overdue=tuple(dict.fromkeys(one.about for one in late if one.rule == "stage_overdue")),
        withdrawn=tuple(one.project for one in standings(changes, on) if one.is_withdrawn),
        investment=_records(foreign_investment(known, on)),
        actuals=tuple(_newest(known, growths)),
        decisions=tuple(_decision(one, overdue) for one in _open(known)),
        alerts=(*late, *_chart_alerts(growths)),
        unknown=unknown_codes(known, known_at(folder)),
    )


def _open(known: Sequence[Entry]) -> list[Decision]:
    return [one for one in current(known) if isinstance(one, Decision) and one.state == "open"]


def _decision(one: Decision, overdue: set[str]) -> dict[str, Any]:
    names = ("id", "what", "owner", "next_action", "due", "date")
    return {name: getattr(one, name) for name in names} | {"entry": one.number, "overdue": one.id in overdue}


def _newest(known: Sequence[Entry], growths: pd.DataFrame) -> list[dict[str, Any]]:
    """The newest figure of each series, whole years apart from other periods, with its growth."""
    rates = {int(row["entry"]): row for row in growths.to_dict("records")}
    found: dict[tuple[str, ...], Actual] = {}
    for one in (entry for entry in known if isinstance(entry, Actual)):
        key = (*(getattr(one, name) for name in SERIES), parse_period(one.period).kind)
        before = found.get(key)
        if before is None or parse_period(one.period).end > parse_period(before.period).end:
            found[key] = one
    names = (*SERIES, "period", "operator", "value", "unit", "vintage", "source")
    return [{name: getattr(one, name) for name in names} | _growth(one, rates[one.number]) for one in found.values()]


def _growth(one: Actual, row: dict[Any, Any]) -> dict[str, Any]:
    reason = reason_name(int(row["reason"]))
    rates = {f"growth{end}": row[name] for end, name in (("", "value"), ("_low", "low"), ("_high", "high"))}
    told = rates if reason == "defined" else dict.fromkeys(rates)
    return {**told, "entry": one.number, "reason": reason, "before": row["before"], "series_break": row["series_break"]}


def _chart_alerts(growths: pd.DataFrame) -> list[Alert]:
    """Signals of the growth rates of series with enough whole years in a row; a break ends a row."""
    found: list[Alert] = []
    yearly = growths[growths["period"].str.fullmatch(r"\d{4}")] if len(growths) else growths
    for key, series in yearly.groupby(list(SERIES), sort=False):
        sound = series[series["reason"] == REASONS["defined"]]
        rates = dict(zip(map(int, sound["period"]), sound["value"], strict=True))
        about = ", ".join(str(text) for text in key if text)
        found += [one for one in run_alerts(rates, about) if one.state in {"alert", "past"}]
    return found


def _records(frame: pd.DataFrame) -> tuple[dict[str, Any], ...]:
    return tuple(
        {str(name): None if value != value else value for name, value in row.items()}  # noqa: PLR0124 - NaN
        for row in frame.to_dict("records")
    )
