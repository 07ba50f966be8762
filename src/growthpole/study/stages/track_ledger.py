"""What the ledger and the register of projects say on the day of tracking: stages, funnel, money, decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from growthpole.provenance import NumberKey, Ref, Slice, Trace
from growthpole.study.register_stages import stage_changes
from growthpole.study.stages.lookup import key_of
from growthpole.study.stages.track_levels import decimals
from growthpole.tables.periods import parse_period, published_by
from growthpole.tables.results import ResultTable
from growthpole.units import parse_unit

if TYPE_CHECKING:
    from growthpole.study.planning import TrackEntry
    from growthpole.study.stages import Context
    from growthpole.track import Actual, Entry, ForeignInvestment

STAGE: Final = "track"
FUNNEL: Final = ("conversion", "low", "high", "shrunk", "production")
COUNTS: Final = ("entered", "converted", "withdrawn", "waiting")
CONTRACTED, UTILISED = "contracted", "utilised"

__all__ = ["entries_of", "ledger_tables", "register_changes"]


def entries_of(context: Context) -> tuple[Entry, ...]:
    """Entries of the ledger in the order of writing."""
    from growthpole.track import from_row

    return tuple(from_row(row, number=row.id, recorded=row.recorded) for row in context.ledger)


def register_changes(context: Context) -> list[Entry]:
    """Stages of the projects of the register, each with its day; a present one without, as of the day of knowledge."""
    plan = context.case.plan
    name = "" if plan is None else plan.register_
    registers = context.ingest().registers
    return stage_changes(registers[name], context.case.question.as_of) if name in registers else []


def ledger_tables(context: Context, entry: TrackEntry, entries: Sequence[Entry]) -> list[ResultTable]:
    """``track.ledger`` where there are entries; stages, funnel, foreign investment, what was signed, and decisions."""
    from growthpole.track import as_known, entries_table

    known = list(as_known(entries, entry.on))
    changes = [*register_changes(context), *known]
    tables = [entries_table(entries)] if entries else []
    if any(one.kind == "stage" for one in changes):
        tables += [_stages(context, entry, changes), _funnel(context, entry, changes)]
    tables += [_money(context, entry, known), _signed(context, entry)]
    return [*tables, _decisions(entry, known)]


def _inputs(context: Context) -> tuple[Slice, ...]:
    """Stage changes of the ledger, and the register of projects, as far as the run has them."""
    plan = context.case.plan
    ledger = (Slice("changes", f"{STAGE}.ledger", "value", {"kind": "stage"}),) if context.ledger else ()
    name = "" if plan is None else plan.register_
    held = context.tables.get(f"observe.register_{name}")
    numbers = [] if held is None else list(held.units)
    register = (Slice("projects", f"observe.register_{name}", numbers[0], {}),) if numbers else ()
    return (*ledger, *register)


def _stages(context: Context, entry: TrackEntry, changes: Sequence[Entry]) -> ResultTable:
    from growthpole.track import stage_counts

    names = ("projects", "expansions", "overdue")
    rows = [
        {"stage": str(row["stage"]), **{name: float(row[name]) for name in names}}
        for row in stage_counts(changes, entry.on).to_dict("records")
    ]
    return _table("stages", rows, ("stage",), dict.fromkeys(names, "project"), "stage_counts", _inputs(context))


def _funnel(context: Context, entry: TrackEntry, changes: Sequence[Entry]) -> ResultTable:
    from growthpole.track import BetaPrior, funnel

    prior = BetaPrior(entry.conversion, entry.conversion_weight, "[track] conversion")
    rows = [
        {
            "stage": str(row["stage"]),
            "speaks": str(row["speaks"]),
            **{name: float(row[name]) for name in (*COUNTS, *FUNNEL)},
        }
        for row in funnel(changes, entry.on, prior).to_dict("records")
    ]
    units = {**dict.fromkeys(COUNTS, "project"), **dict.fromkeys(FUNNEL, "1")}
    return _table("funnel", rows, ("stage",), units, "funnel", _inputs(context))


def _money(context: Context, entry: TrackEntry, known: Sequence[Entry]) -> ResultTable:
    """Contracted and utilised foreign investment, figure by figure as published or entered; nothing is added up."""
    from growthpole.track import Actual, ForeignInvestment, current

    rows: list[dict[str, Any]] = []
    held, region = current(known), context.case.question.region
    for nature, indicators in ((CONTRACTED, entry.contracted), (UTILISED, entry.utilised)):
        rows += [
            {**row, "nature": nature, "entry_key": "", "entry": "", "digits": 2}
            for row in _published(context, entry, indicators)
        ]
        rows += [
            {"nature": nature, "indicator": one.indicator, "period": one.period, "scope": one.scope}
            | _entered(one, one.value)
            for one in held
            if isinstance(one, Actual) and one.indicator in indicators and one.region in ("", region)
        ]
    rows += [
        {"nature": one.nature, "indicator": "", "period": one.date, "scope": one.project or one.event}
        | _entered(one, one.amount)
        for one in held
        if isinstance(one, ForeignInvestment) and parse_period(one.date).end <= parse_period(entry.on).end
    ]
    names = ["nature", "indicator", "period", "scope", "entry", "amount", "unit", "fact_key", "entry_key", "digits"]
    inputs = (Ref("published", "fact_key"), Ref("entered", "entry_key"))
    dims = ("nature", "indicator", "period", "scope", "entry")
    return _table("foreign", rows, dims, {"amount": ""}, "", inputs, names)


def _entered(one: Actual | ForeignInvestment, amount: str) -> dict[str, Any]:
    """An amount of the ledger with its unit, its digits and the key of its entry."""
    return {
        "amount": float(amount.replace(",", "")),
        "unit": parse_unit(one.unit).key,
        "fact_key": "",
        "entry_key": str(NumberKey(STAGE, "ledger", "value", {"entry": str(one.number)})),
        "entry": str(one.number),
        "digits": decimals(amount),
    }


def _signed(context: Context, entry: TrackEntry) -> ResultTable:
    """What was signed or announced, as published: none of it is built."""
    names = ["indicator", "period", "scope", "amount", "unit", "fact_key"]
    rows = _published(context, entry, entry.signed)
    inputs = (Ref("published", "fact_key"),)
    return _table("signed", rows, ("indicator", "period", "scope"), {"amount": ""}, "", inputs, names)


def _published(context: Context, entry: TrackEntry, indicators: Sequence[str]) -> list[dict[str, Any]]:
    region = context.case.question.region
    rows = []
    for indicator in indicators:
        facts = context.ingest().observations.facts(region=region, indicator=indicator, activity="", kind="actual")
        known = [fact for fact in facts if published_by(fact.published, entry.on)]
        rows += [
            {
                "indicator": fact.indicator,
                "period": fact.period,
                "scope": fact.scope,
                "amount": fact.value,
                "unit": fact.unit,
                "fact_key": key_of(fact),
            }
            for fact in sorted(known, key=lambda fact: parse_period(fact.period))
        ]
    return rows


def _decisions(entry: TrackEntry, known: Sequence[Entry]) -> ResultTable:
    from growthpole.track import Decision, current

    day = parse_period(entry.on).end
    rows = [
        {
            "decision": one.id,
            **{name: getattr(one, name) for name in ("what", "reason", "owner", "next_action", "due", "state")},
            "overdue": one.state == "open" and parse_period(one.due).end < day,
            "entry": str(one.number),
        }
        for one in current(known)
        if isinstance(one, Decision)
    ]
    names = ["decision", "what", "reason", "owner", "next_action", "due", "state", "overdue", "entry"]
    return _table("decisions", rows, ("decision",), {}, "", (), names)


def _table(
    name: str,
    rows: list[dict[str, Any]],
    dims: tuple[str, ...],
    units: Mapping[str, str],
    measure: str,
    inputs: tuple[Slice | Ref, ...],
    columns: Sequence[str] = (),
) -> ResultTable:
    import pandas as pd

    names = list(dict.fromkeys([*dims, *columns, *units])) if not rows else None
    return ResultTable(
        stage=STAGE,
        name=name,
        frame=pd.DataFrame(rows, columns=names),
        dims=dims,
        units=units,
        traces=tuple(Trace(column, measure, inputs) for column in units),
    )
