"""Levels of the target as later published: by year, to date, and what is left of the way.

A level comes from the sources or from the ledger; where both have a year, the one published later stands. Figures to
date are a kind of their own and no part of a series of years; published growth rates stand beside the levels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from growthpole.provenance import NumberKey, Ref, Slice, Trace
from growthpole.study.stages.lookup import key_of
from growthpole.study.stages.plan_odds import FAN, LEVELS, fan_rows
from growthpole.study.stages.plan_reference import ALL, ReferenceClass, odds_of
from growthpole.study.stages.target_tables import against_path, main_target, progress_table
from growthpole.study.stages.track_growth import growth_table, to_date_table
from growthpole.tables.observations import Fact
from growthpole.tables.periods import parse_period, published_by
from growthpole.tables.results import ResultTable
from growthpole.units import convert, parse_unit

if TYPE_CHECKING:
    from growthpole.study.planning import TrackEntry
    from growthpole.study.shown import TargetEntry
    from growthpole.study.stages import Context
    from growthpole.track import Actual

STAGE: Final = "track"
ODDS: Final = ("odds_share", "odds_low", "odds_high", "odds_cases", "odds_reached", "odds_easy", "odds_hard")

__all__ = ["LedgerFact", "Tracked", "known_since", "ledger_fact", "level_tables", "same_quantity", "tracked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFact(Fact):
    """A figure of the ledger, with the number of its entry."""

    entry: int

    @property
    def key(self) -> NumberKey:
        """Key of its value in a run."""
        return NumberKey(STAGE, "ledger", "value", {"entry": str(self.entry)})


@dataclass(frozen=True, slots=True)
class Tracked:
    """Levels of the target's indicator as known on the day of tracking.

    Attributes
    ----------
    years : mapping of int to Fact
        Whole years from base to goal.
    to_date : list of Fact
        Intervals, such as January to October.
    other : tuple of str
        Periods of figures of another sample, at other prices or in another quantity: left out, and said.
    twofold : tuple of str
        Periods with several figures, of which the one known last stands.
    series : mapping of int to Fact
        All whole years, before the base and after the goal too.
    """

    years: dict[int, Fact]
    to_date: list[Fact]
    other: tuple[str, ...] = ()
    twofold: tuple[str, ...] = ()
    series: dict[int, Fact] = field(default_factory=dict)

    def newest(self, base: int) -> Fact | None:
        """The last whole year after the base; None where there is none."""
        later = [year for year in self.years if year > base]
        return self.years[max(later)] if later else None


def tracked(context: Context, entry: TrackEntry, target: TargetEntry, actuals: Sequence[Actual]) -> Tracked:
    """Levels of the sources and of the ledger, public on the day of tracking and on the base of the target."""
    region = context.case.question.region
    facts = context.ingest().observations.facts(region=region, indicator=target.indicator, activity="", kind="actual")
    held: list[Fact] = [
        fact for fact in facts if fact.status != "series_break" and published_by(fact.published, entry.on)
    ]
    base = main_target(context, target).base
    own = [one for one in actuals if one.indicator == target.indicator and one.region in ("", region)]
    other = [f"{one.period} ({one.number})" for one in own if not one.activity and not same_quantity(one.unit, base)]
    held += [ledger_fact(one, base) for one in own if not one.activity and same_quantity(one.unit, base)]
    other += [fact.period for fact in held if not _of_one_kind(fact, base)]
    held = [fact for fact in held if _of_one_kind(fact, base)]
    held.sort(key=known_since)
    told: dict[str, set[float]] = {}
    for fact in held:
        told.setdefault(fact.period, set()).add(fact.value)
    first, last = parse_period(target.base).year, parse_period(target.goal).year
    by_period = {fact.period: fact for fact in held}
    years = {int(period): fact for period, fact in by_period.items() if parse_period(period).kind == "year"}
    to_date = [fact for period, fact in by_period.items() if parse_period(period).is_cumulative]
    return Tracked(
        years={year: years[year] for year in sorted(years) if first <= year <= last},
        to_date=sorted(to_date, key=lambda fact: parse_period(fact.period)),
        other=tuple(dict.fromkeys(other)),
        twofold=tuple(period for period, values in told.items() if len(values) > 1),
        series=dict(sorted(years.items())),
    )


def _of_one_kind(fact: Fact, base: Fact) -> bool:
    """Whether a figure is of the same sample and at the same prices as the base."""
    return (fact.scope, fact.price_basis) == (base.scope, base.price_basis)


def same_quantity(unit: str, base: Fact) -> bool:
    """Whether an amount in a unit can be brought to that of the base."""
    return parse_unit(unit).quantity == parse_unit(base.unit).quantity


def known_since(fact: Fact) -> tuple[int, int, int]:
    """Day a figure is known since: of publication, or of the entry in the ledger."""
    day = fact.published or (fact.vintage[:10] if isinstance(fact, LedgerFact) else "")
    return parse_period(day).end if day else (0, 0, 0)


def ledger_fact(one: Actual, base: Fact) -> LedgerFact:
    """An actual of the ledger in the unit of the figure of the base year."""
    convert(0.0, one.unit, base.unit)  # refuses another quantity
    ratio = parse_unit(one.unit).factor / parse_unit(base.unit).factor
    amount = Decimal(one.value.replace(",", "")) * ratio  # a decimal, which keeps the digits as printed
    return LedgerFact(
        region=base.region,
        activity=base.activity,
        indicator=one.indicator,
        period=one.period,
        kind="actual",
        vintage=one.vintage,
        scope=one.scope or base.scope,
        price_basis=one.price_basis or base.price_basis,
        value=float(amount),
        printed=f"{amount:f}",
        operator=one.operator,
        unit=base.unit,
        status="ok",
        basis="reported",
        published=one.published,
        note="",
        origin_id=-1,
        raw=one.value,
        raw_unit=one.unit,
        entry=one.number,
    )


def level_tables(
    context: Context, entry: TrackEntry, target: TargetEntry, found: Tracked, reference: ReferenceClass | None
) -> list[ResultTable]:
    """``track.levels``, ``track.against``, ``track.reforecast``, ``track.to_date`` and ``track.growth``."""
    tables = [_levels(context, entry, target, found)]
    newest = found.newest(parse_period(target.base).year)
    if newest is not None:
        row = against_path(context, target, main_target(context, target), newest)
        tables.append(_against(row, target, reference))
        if reference is not None and parse_period(newest.period).year < parse_period(target.goal).year:
            tables.append(_reforecast(newest, parse_period(target.goal).year, reference))
    return [*tables, to_date_table(context, entry, found.to_date), growth_table(context, entry)]


def _state_of(year: int, first: int, fact: Fact | None, on: str) -> str:
    """What a year without a figure is: not found, or not over yet on the day of tracking."""
    if fact is not None:
        return "base" if year == first else "found"
    return "not_found" if parse_period(str(year)).end <= parse_period(on).end else "not_over"


def decimals(printed: str) -> int:
    """Digits after the point of a number as printed."""
    return len(printed.partition(".")[2])


def _levels(context: Context, entry: TrackEntry, target: TargetEntry, found: Tracked) -> ResultTable:
    """Every year from base to goal: its level, or that none was found."""
    import pandas as pd

    first, last = parse_period(target.base).year, parse_period(target.goal).year
    rows = []
    for year in range(first, last + 1):
        fact = found.years.get(year)
        rows.append(
            {
                "period": str(year),
                "level": float("nan") if fact is None else fact.value,
                "unit": "" if fact is None else fact.unit,
                "state": _state_of(year, first, fact, entry.on),
                "digits": 2 if fact is None else decimals(fact.printed),
                "origin": "" if fact is None else "ledger" if isinstance(fact, LedgerFact) else "source",
                "operator": "" if fact is None else fact.operator,
                "published": "" if fact is None else fact.published,
                "known_later": fact is not None and not published_by(fact.published, context.case.question.as_of),
                "fact_key": key_of(fact),
            }
        )
    return ResultTable(
        stage=STAGE,
        name="levels",
        frame=pd.DataFrame(rows),
        dims=("period",),
        units={"level": ""},
        traces=(Trace("level", "", (Ref("level", "fact_key"),)),),
    )


def _against(row: dict[str, Any], target: TargetEntry, reference: ReferenceClass | None) -> ResultTable:
    """The newest level against the path, with the odds of like regions for the growth that is left."""
    row["deviation"] = row["actual"] - row["path"]
    row["deviation_share"] = row["actual"] / row["path"] - 1
    row["goal_period"] = target.goal
    row |= dict.fromkeys(ODDS, float("nan"))
    left = row["years"] - row["elapsed"]
    asked = reference is not None and left > 0 and row["remaining"] == row["remaining"]
    if reference is not None and asked:
        windows = reference.windows(ALL, left)
        odds = odds_of(windows, left, [row["remaining"]])
        row |= {f"odds_{name}": getattr(odds, name) for name in ("share", "low", "high", "cases", "reached")}
        row |= {
            f"odds_{name}": odds_of(windows, left, [row[f"remaining_{end}"]]).share
            for name, end in (("easy", "low"), ("hard", "high"))
        }
    made = progress_table(STAGE, "against", [row])
    path = (Ref("actual", "actual_key"), Ref("base", "base_key"), Ref("goal", "goal_key"))
    cells: tuple[Slice | Ref, ...] = (*path[:1], *path[2:])
    if reference is not None:
        cells = (reference.cells(), *cells)
    return ResultTable(
        stage=STAGE,
        name="against",
        frame=made.frame,
        dims=made.dims,
        units={**made.units, "deviation": "", "deviation_share": "1", **dict.fromkeys(ODDS, "1")},
        traces=(
            *made.traces,
            Trace("deviation", "", path, "actual − level of the path of constant growth"),
            Trace("deviation_share", "", path, "actual / level of the path of constant growth − 1"),
            *(Trace(name, "reference_odds", cells) for name in ODDS),
        ),
        groups={} if reference is None else reference.labels,
    )


def _reforecast(newest: Fact, goal: int, reference: ReferenceClass) -> ResultTable:
    """The fan of the reference class from the newest level on."""
    import pandas as pd

    start = parse_period(newest.period).year
    rows = fan_rows(reference.factors(goal - start), newest.value, start)
    frame = pd.DataFrame(rows).assign(unit=newest.unit, base_key=key_of(newest))
    inputs = (Ref("base", "base_key"), reference.cells())
    return ResultTable(
        stage=STAGE,
        name="reforecast",
        frame=frame,
        dims=("period",),
        units=dict.fromkeys((*LEVELS, "mean"), ""),
        traces=tuple(Trace(name, "", inputs, FAN) for name in (*LEVELS, "mean")),
        groups=reference.labels,
    )
