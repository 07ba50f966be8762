"""Tables of the target: the growth it asks for, what later figures say, and the series behind it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from growthpole.errors import InputError
from growthpole.provenance import Ref, Trace
from growthpole.study.stages.lookup import band_of, comparable, inexact, key_of, needed, optional
from growthpole.study.stages.series_breaks import uncrossed
from growthpole.tables.periods import parse_period, published_by
from growthpole.tables.results import ResultTable
from growthpole.tables.targets import Target

if TYPE_CHECKING:
    from growthpole.study.shown import TargetEntry
    from growthpole.study.stages import Context
    from growthpole.tables.observations import Fact

__all__ = ["against_path", "main_target", "progress_table", "target_tables"]


def target_tables(context: Context) -> list[ResultTable]:
    """``diagnose.target``, ``diagnose.progress`` and ``diagnose.series``; none without a target."""
    entry = context.case.target
    if entry is None:
        return []
    main = main_target(context, entry)
    return [_readings(context, entry, main), *_progress(context, entry, main), _series(context, entry)]


def main_target(context: Context, entry: TargetEntry) -> Target:
    """Base and goal in the reading the report uses."""
    return _target(context, entry, entry.indicator)


def _target(context: Context, entry: TargetEntry, base_indicator: str) -> Target:
    region = context.case.question.region
    base = needed(context, "[target]", region=region, indicator=base_indicator, period=entry.base, kind="actual")
    goal = needed(context, "[target]", region=region, indicator=entry.indicator, period=entry.goal, kind="target")
    for end, fact in (("base", base), ("goal", goal)):
        if fact.status == "series_break":
            raise InputError("target-broken", end=end, period=fact.period)
    uncrossed(context, "[target]", base, goal)
    return Target(base, goal, entry.judgement)


def _readings(context: Context, entry: TargetEntry, main: Target) -> ResultTable:
    import pandas as pd

    from growthpole.diagnose import cagr_band

    rows: list[dict[str, Any]] = []
    pairs = [("main", main)]
    pairs += [(other.id, _target(context, entry, other.base_indicator)) for other in entry.reading]
    for name, target in pairs:
        growth = cagr_band(band_of(target.base), band_of(target.goal), target.years)
        rows.append(
            {
                "reading": name,
                "base_indicator": target.base.indicator,
                "base_period": target.base.period,
                "base": target.base.value,
                "goal_period": target.goal.period,
                "goal": target.goal.value,
                "unit": target.base.unit,
                "required": growth.value,
                "required_low": growth.low,
                "required_high": growth.high,
                "base_operator": target.base.operator,
                "goal_status": target.goal.status,
                "goal_basis": target.goal.basis,
                "inexact": inexact(target.base, target.goal),
                "base_key": key_of(target.base),
                "goal_key": key_of(target.goal),
            }
        )
    ends = (Ref("start", "base_key"), Ref("end", "goal_key"))
    return ResultTable(
        stage="diagnose",
        name="target",
        frame=pd.DataFrame(rows),
        dims=("reading",),
        units={"base": "", "goal": "", "required": "1", "required_low": "1", "required_high": "1"},
        traces=(
            Trace("base", "", (Ref("base", "base_key"),)),
            Trace("goal", "", (Ref("goal", "goal_key"),)),
            Trace("required", "cagr", ends),
            *(Trace(name, "cagr_band", ends) for name in ("required_low", "required_high")),
        ),
    )


def _progress(context: Context, entry: TargetEntry, main: Target) -> list[ResultTable]:
    """Each later whole-year actual against the constant-growth path, by year; nothing when there is none."""
    start, goal = parse_period(entry.base).year, parse_period(entry.goal).year
    region = context.case.question.region
    actuals = context.ingest().observations.facts(region=region, indicator=entry.indicator, activity="", kind="actual")
    years = [fact for fact in actuals if parse_period(fact.period).kind == "year" and fact.status != "series_break"]
    later = [fact for fact in years if start < parse_period(fact.period).year <= goal]
    rows = [against_path(context, entry, main, fact) for fact in sorted(later, key=lambda fact: fact.period)]
    return [progress_table("diagnose", "progress", rows)] if rows else []


def progress_table(stage: str, name: str, rows: list[dict[str, Any]]) -> ResultTable:
    """Table ``stage.name`` of rows made by :func:`against_path`."""
    import pandas as pd

    refs = (Ref("base", "base_key"), Ref("goal", "goal_key"), Ref("actual", "actual_key"))
    bands = [(part, f"{part}{edge}") for part in ("apparent", "remaining") for edge in ("_low", "_high")]
    ends = {"apparent": (refs[0], refs[2]), "remaining": (refs[2], refs[1])}
    return ResultTable(
        stage=stage,
        name=name,
        frame=pd.DataFrame(rows),
        dims=("period",),
        units={
            **dict.fromkeys(("actual", "gained", "to_go", "path", "path_low", "path_high"), ""),
            **dict.fromkeys(("apparent", "remaining", *(name for _, name in bands)), "1"),
            **dict.fromkeys(("sample_base", "sample_now"), "firm"),
        },
        traces=(
            Trace("actual", "", (refs[2],)),
            Trace("gained", "", (refs[0], refs[2]), "actual − base"),
            Trace("to_go", "", (refs[2], refs[1]), "goal − actual"),
            Trace("sample_base", "", (Ref("sample", "sample_base_key"),)),
            Trace("sample_now", "", (Ref("sample", "sample_now_key"),)),
            *(Trace(part, "cagr", ends[part]) for part in ends),
            *(Trace(name, "cagr_band", ends[part]) for part, name in bands),
            *(Trace(name, "target_path", refs[:2]) for name in ("path", "path_low", "path_high")),
        ),
    )


def against_path(context: Context, entry: TargetEntry, main: Target, fact: Fact) -> dict[str, Any]:
    """One later level: growth since the base, the path, what remains, and the verdict over the whole band."""
    from growthpole.diagnose import cagr_band, target_path

    comparable("[target]", main.base, main.goal, fact)
    uncrossed(context, "[target]", main.base, fact)
    base, goal, actual = band_of(main.base), band_of(main.goal), band_of(fact)
    elapsed = parse_period(fact.period).year - parse_period(entry.base).year
    apparent = cagr_band(base, actual, elapsed)
    row: dict[str, Any] = {"period": fact.period, "elapsed": elapsed, "years": main.years}
    if elapsed < main.years:
        check = target_path(base, goal, actual, main.years, elapsed)
        path, remaining, verdict = check.path, check.remaining, str(check.verdict)
    else:
        path, remaining = goal, None
        verdict = "ahead" if actual.low >= goal.high else "behind" if actual.high < goal.low else "undecided"
    if actual.low >= goal.high:
        verdict = "reached"
    if inexact(main.base, fact) and verdict != "undecided":
        verdict = "undecided"
    samples = _sample(context, entry, entry.base), _sample(context, entry, fact.period)
    held = [sample for sample in samples if sample is not None]
    missing = float("nan")
    return row | {
        "actual": fact.value,
        "unit": fact.unit,
        "price_basis": fact.price_basis,
        "gained": _difference(fact, main.base),
        "to_go": _difference(main.goal, fact),
        "apparent": apparent.value,
        "apparent_low": apparent.low,
        "apparent_high": apparent.high,
        "remaining": missing if remaining is None else remaining.value,
        "remaining_low": missing if remaining is None else remaining.low,
        "remaining_high": missing if remaining is None else remaining.high,
        "path": path.value,
        "path_low": path.low,
        "path_high": path.high,
        "verdict": verdict,
        "inexact": inexact(main.base, main.goal, fact),
        "sample_base": missing if samples[0] is None else samples[0].value,
        "sample_now": missing if samples[1] is None else samples[1].value,
        "sample_unit": held[0].unit if held else "",
        "sample_known": len(held) == 2,
        "sample_changed": len(held) == 2 and (held[0].value, held[0].operator) != (held[1].value, held[1].operator),
        "known_later": not published_by(fact.published, context.case.question.as_of),
        "base_key": key_of(main.base),
        "goal_key": key_of(main.goal),
        "actual_key": key_of(fact),
        "sample_base_key": key_of(samples[0]),
        "sample_now_key": key_of(samples[1]),
    }


def _difference(left: Fact, right: Fact) -> float:
    """Difference of two figures as printed, without the noise of binary fractions."""
    return float(Decimal(left.printed) - Decimal(right.printed))


def _sample(context: Context, entry: TargetEntry, period: str) -> Fact | None:
    if not entry.sample_indicator:
        return None
    region = context.case.question.region
    return optional(context, region=region, indicator=entry.sample_indicator, period=period, kind="actual")


def _series(context: Context, entry: TargetEntry) -> ResultTable:
    """Every published figure of the target's indicator, whatever its kind, period or base."""
    import pandas as pd

    region = context.case.question.region
    facts = context.ingest().observations.facts(region=region, indicator=entry.indicator, activity="")
    if not facts:
        raise InputError("no-fact", section="[target]", wanted=f"region={region}, indicator={entry.indicator}")
    rows = [
        {
            "period": fact.period,
            "kind": fact.kind,
            "scope": fact.scope,
            "level": fact.value,
            "operator": fact.operator,
            "unit": fact.unit,
            "status": fact.status,
            "basis": fact.basis,
            "published": fact.published,
            "known_later": not published_by(fact.published, context.case.question.as_of),
            "fact_key": key_of(fact),
        }
        for fact in sorted(facts, key=lambda fact: (parse_period(fact.period), fact.kind))
    ]
    return ResultTable(
        stage="diagnose",
        name="series",
        frame=pd.DataFrame(rows),
        dims=("period", "kind", "scope"),
        units={"level": ""},
        traces=(Trace("level", "", (Ref("level", "fact_key"),)),),
    )
