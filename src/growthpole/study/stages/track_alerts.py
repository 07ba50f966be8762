"""Guard-rails of what is to be kept stable, and alarms: what a reader of the tracking must not overlook."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from growthpole.errors import InputError, listed
from growthpole.provenance import Ref, Trace
from growthpole.study.stages.lookup import key_of
from growthpole.study.stages.track_levels import known_since, ledger_fact, same_quantity
from growthpole.tables.periods import parse_period, published_by
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    from growthpole.study.planning import GuardRailEntry, TrackEntry
    from growthpole.study.stages import Context
    from growthpole.study.stages.track_levels import Tracked
    from growthpole.tables.observations import Fact
    from growthpole.track import Actual, Entry

STAGE: Final = "track"
NEAR: Final = 0.1
"""Share of a limit that counts as near it where the study says nothing."""
STATES: Final = {"alert": "alarm", "past": "watch", "quiet": "ok", "no_data": "no_data"}
STEADY: Final = frozenset({"growth", "share", "rank"})
"""Measures that do not add up over the parts of a year."""

__all__ = ["alert_table", "rail_table"]


def rail_table(context: Context, entry: TrackEntry, actuals: Sequence[Actual]) -> ResultTable:
    """``track.guard_rails``: each stability with its newest value, of sources or ledger, its limits and its state."""
    import pandas as pd

    plan = context.case.plan
    rails = {one.stability: one for one in (() if plan is None else plan.guard_rail)}
    for one in rails.values():
        _require_known(context, one.indicator)
    rows = []
    for stability in context.case.stability:
        rail = rails.get(stability.id)
        indicators = [rail.indicator] if rail is not None else list(stability.indicators)
        fact = _newest(context, entry, actuals, indicators)
        rows.append(
            {
                "stability": stability.id,
                "indicator": "" if fact is None else fact.indicator,
                "period": "" if fact is None else fact.period,
                "value": math.nan if fact is None else fact.value,
                "unit": "" if fact is None else fact.unit,
                "floor": math.nan if rail is None or rail.floor is None else rail.floor,
                "ceiling": math.nan if rail is None or rail.ceiling is None else rail.ceiling,
                "state": _state(context, fact, rail),
                "fact_key": key_of(fact),
            }
        )
    names = ["stability", "indicator", "period", "value", "unit", "floor", "ceiling", "state", "fact_key"]
    said = "as given in study.toml, [[plan.guard_rail]]"
    return ResultTable(
        stage=STAGE,
        name="guard_rails",
        frame=pd.DataFrame(rows, columns=names),
        dims=("stability",),
        units={"value": "", "floor": "", "ceiling": ""},
        traces=(
            Trace("value", "", (Ref("value", "fact_key"),)),
            *(Trace(name, "", (), said) for name in ("floor", "ceiling")),
        ),
    )


def _require_known(context: Context, indicator: str) -> None:
    """A rail watches an indicator there is."""
    known = context.ingest().classifications["indicator"]
    if indicator not in known:
        near = listed(known.nearest(indicator)) or "–"
        raise InputError("unknown-option", option="[[plan.guard_rail]] indicator", value=indicator, known=near)


def _newest(context: Context, entry: TrackEntry, actuals: Sequence[Actual], indicators: Sequence[str]) -> Fact | None:
    """The newest figure of the first indicator that has one and was public on the day.

    A whole year before any part of one; of the same period what is known since the later day.
    """
    region = context.case.question.region
    for indicator in indicators:
        facts = context.ingest().observations.facts(region=region, indicator=indicator, activity="", kind="actual")
        known = [fact for fact in facts if published_by(fact.published, entry.on) and fact.status != "series_break"]
        own = [one for one in actuals if one.indicator == indicator and one.region in ("", region) and not one.activity]
        if facts:  # in the unit of the sources
            known += [ledger_fact(one, facts[-1]) for one in own if same_quantity(one.unit, facts[-1])]
        years = [fact for fact in known if parse_period(fact.period).kind == "year"]
        if known:
            return max(years or known, key=lambda fact: (parse_period(fact.period).end, known_since(fact)))
    return None


def _state(context: Context, fact: Fact | None, rail: GuardRailEntry | None) -> str:
    """State of a figure; one of a part of a year, which adds up, is not held against the limits of a year."""
    from growthpole.plan import guard_rail

    if fact is None:
        return "no_data"
    if rail is None:
        return "no_limit"
    measures = context.ingest().classifications["indicator"].attribute("measure")
    if parse_period(fact.period).kind != "year" and measures.get(fact.indicator) not in STEADY:
        return "open"
    warn = _near(rail) if rail.warn is None else rail.warn
    return guard_rail(fact.value, floor=rail.floor, ceiling=rail.ceiling, warn=warn)


def _near(rail: GuardRailEntry) -> float:
    """Distance that counts as near: a share of the smaller limit, and of the room between the two."""
    limits = [one for one in (rail.floor, rail.ceiling) if one is not None]
    room = [max(limits) - min(limits)] if len(limits) > 1 else []
    return NEAR * min([*map(abs, limits), *room])


def alert_table(
    entry: TrackEntry,
    tables: Mapping[str, ResultTable],
    known: Sequence[Entry],
    found: Tracked,
    later: int,
    unknown: Sequence[str],
) -> ResultTable:
    """``track.alerts``: each rule with its state, also where it is quiet or has nothing to look at.

    ``later`` is how many entries of the ledger became known after the day of tracking only, ``unknown`` are codes of
    the ledger that no classification has.
    """
    import pandas as pd

    rows = _levels(entry, tables)
    for rule, periods in (("not_comparable", found.other), ("twofold", found.twofold)):
        rows.append(_row(rule, "|".join(periods), "watch" if periods else "ok"))
    rows.append(_row("entries_later", "", "watch" if later else "ok", str(later)))
    rows.append(_row("codes_unknown", "|".join(unknown), "watch" if unknown else "ok"))
    rows += [*_path(tables), *_rails(tables), *_late(entry, known), *_chart(found), *_deviations(tables)]
    for at, row in enumerate(rows, start=1):
        row["alert"] = f"{at:02}"
    names = ["alert", "rule", "about", "state", "value", "limit"]
    return ResultTable(
        stage=STAGE, name="alerts", frame=pd.DataFrame(rows, columns=names), dims=("alert",), units={}, traces=()
    )


def _row(rule: str, about: str, state: str, value: str = "", limit: str = "") -> dict[str, Any]:
    return {"rule": rule, "about": about, "state": state, "value": value, "limit": limit}


def _levels(entry: TrackEntry, tables: Mapping[str, ResultTable]) -> list[dict[str, Any]]:
    """Years that are over and have no level."""
    over = parse_period(entry.on).end
    rows = tables["track.levels"].rows()
    absent = [row["period"] for row in rows if row["state"] == "not_found" and parse_period(row["period"]).end <= over]
    return [_row("level_missing", "|".join(absent), "watch" if absent else "ok")]


def _path(tables: Mapping[str, ResultTable]) -> list[dict[str, Any]]:
    """The newest level against the path, whether more is asked for than at the start, and the sample behind it."""
    if "track.against" not in tables:
        return [_row("path", "", "no_data"), _row("required_rises", "", "no_data")]
    row = tables["track.against"].rows()[0]
    states = {"ahead": "ok", "reached": "ok", "behind": "alarm", "undecided": "open"}
    found = [_row("path", row["period"], states[row["verdict"]])]
    target = tables["diagnose.target"].rows()[0]
    if not math.isnan(row["remaining"]):
        more = row["remaining_low"] > target["required_high"]
        less = row["remaining_high"] < target["required_low"]
        found.append(_row("required_rises", row["period"], "alarm" if more else "ok" if less else "open"))
    changed = "no_data" if not row["sample_known"] else "watch" if row["sample_changed"] else "ok"
    found.append(_row("sample_changed", row["period"], changed))
    return found


def _rails(tables: Mapping[str, ResultTable]) -> list[dict[str, Any]]:
    rows = tables["track.guard_rails"].rows()
    return [_row("guard_rail", row["stability"], row["state"]) for row in rows]


def _late(entry: TrackEntry, known: Sequence[Entry]) -> list[dict[str, Any]]:
    """What is late or does not fit in the ledger; quiet where nothing is, no data where the ledger holds nothing."""
    from growthpole.track import due_alerts

    rules = ("stage_overdue", "decision_overdue", "utilised_above_contracted")
    found = due_alerts(known, entry.on)
    rows = [_row(one.rule, one.about, "alarm", one.value, one.limit) for one in found]
    kinds = {"stage_overdue": "stage", "decision_overdue": "decision", "utilised_above_contracted": "investment"}
    for rule in rules:
        if rule not in {one.rule for one in found}:
            there = any(one.kind == kinds[rule] for one in known)
            rows.append(_row(rule, "", "ok" if there else "no_data"))
    return rows


def _chart(found: Tracked) -> list[dict[str, Any]]:
    """Control chart of yearly growth between comparable levels; no data where too few years follow each other."""
    from growthpole.track.alerting import LEAST_POINTS, newest_run, run_alerts

    levels = {year: fact.value for year, fact in found.series.items()}
    growth = newest_run({year: level / levels[year - 1] - 1 for year, level in levels.items() if year - 1 in levels})
    none = [_row("control_chart", "", "no_data", str(len(growth)), str(LEAST_POINTS))]
    return [
        _row(f"control_{one.rule}", one.period, STATES[one.state], one.value, one.limit)
        for one in run_alerts(growth, "growth")
    ] or none


def _deviations(tables: Mapping[str, ResultTable]) -> list[dict[str, Any]]:
    """Control charts of the deviation from plan by activity: what breaks a rule, or that nothing does.

    Nothing at all where no history is modelled; no data where too few comparable years follow each other.
    """
    from growthpole.track.alerting import LEAST_POINTS, newest_run, run_alerts

    if "track.deviation" not in tables:
        return []
    held: dict[str, dict[int, float]] = {}
    for row in tables["track.deviation"].rows():
        if not math.isnan(row["relative"]):
            held.setdefault(row["activity"], {})[int(row["period"])] = row["relative"]
    runs = {code: newest_run(own) for code, own in held.items()}
    found = {code: run_alerts(own, code, centre=0.0) for code, own in runs.items()}  # a plan that is met deviates by 0
    charted = [code for code, alerts in found.items() if alerts]
    if not charted:
        most = max(map(len, runs.values()), default=0)
        return [_row("deviation_chart", "", "no_data", str(most), str(LEAST_POINTS))]
    broken = [
        _row(f"deviation_{one.rule}", f"{one.about}|{one.period}", STATES[one.state], one.value, one.limit)
        for code in charted
        for one in found[code]
        if one.state not in {"quiet", "no_data"}
    ]
    fewest = str(min(len(runs[code]) for code in charted))
    return broken or [_row("deviation_chart", "|".join(charted), "ok", fewest, str(LEAST_POINTS))]
