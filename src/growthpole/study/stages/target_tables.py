"""Tables of the target: the growth it asks for, what later figures say, and the series behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from growthpole.errors import InputError
from growthpole.provenance import Ref, Trace
from growthpole.study.stages.lookup import band_of, key_of, needed, optional
from growthpole.tables.periods import parse_period, published_by
from growthpole.tables.results import ResultTable
from growthpole.tables.targets import Target

if TYPE_CHECKING:
    from growthpole.study.shown import TargetEntry
    from growthpole.study.stages import Context

__all__ = ["target_tables"]


def target_tables(context: Context) -> list[ResultTable]:
    """``diagnose.target``, ``diagnose.progress`` and ``diagnose.series``; none without a target."""
    entry = context.case.target
    if entry is None:
        return []
    main = _target(context, entry, entry.indicator)
    return [_readings(context, entry, main), *_progress(context, entry, main), _series(context, entry)]


def _target(context: Context, entry: TargetEntry, base_indicator: str) -> Target:
    region = context.case.question.region
    base = needed(context, "[target]", region=region, indicator=base_indicator, period=entry.base, kind="actual")
    goal = needed(context, "[target]", region=region, indicator=entry.indicator, period=entry.goal, kind="target")
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
                "comparable": target.comparable,
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
            *(Trace(name, "cagr_band", ends) for name in ("required", "required_low", "required_high")),
        ),
    )


def _progress(context: Context, entry: TargetEntry, main: Target) -> list[ResultTable]:
    """Each later whole-year actual against the constant-growth path; nothing when there is none."""
    import pandas as pd

    from growthpole.diagnose import target_path

    question = context.case.question
    actuals = context.ingest().observations.facts(region=question.region, indicator=entry.indicator, kind="actual")
    rows: list[dict[str, Any]] = []
    start, goal = parse_period(entry.base).year, parse_period(entry.goal).year
    sample_base = _sample(context, entry, entry.base)
    for fact in actuals:
        period = parse_period(fact.period)
        if period.kind != "year" or not start < period.year < goal or fact.status == "series_break":
            continue
        check = target_path(band_of(main.base), band_of(main.goal), band_of(fact), main.years, period.year - start)
        sample = _sample(context, entry, fact.period)
        rows.append(
            {
                "period": fact.period,
                "actual": fact.value,
                "unit": fact.unit,
                "gained": fact.value - main.base.value,
                "to_go": main.goal.value - fact.value,
                "apparent": check.apparent.value,
                "apparent_low": check.apparent.low,
                "apparent_high": check.apparent.high,
                "remaining": check.remaining.value,
                "remaining_low": check.remaining.low,
                "remaining_high": check.remaining.high,
                "path": check.path.value,
                "path_low": check.path.low,
                "path_high": check.path.high,
                "verdict": check.verdict,
                "sample_base": float("nan") if sample_base is None else sample_base.value,
                "sample_now": float("nan") if sample is None else sample.value,
                "sample_operator": "" if sample is None else sample.operator,
                "sample_changed": sample_base is None or sample is None or sample.value != sample_base.value,
                "known_later": not published_by(fact.published, question.as_of),
                "base_key": key_of(main.base),
                "goal_key": key_of(main.goal),
                "actual_key": key_of(fact),
                "sample_base_key": key_of(sample_base),
                "sample_now_key": key_of(sample),
            }
        )
    if not rows:
        return []
    refs = (Ref("base", "base_key"), Ref("goal", "goal_key"), Ref("actual", "actual_key"))
    checked = [f"{part}{edge}" for part in ("apparent", "remaining", "path") for edge in ("", "_low", "_high")]
    table = ResultTable(
        stage="diagnose",
        name="progress",
        frame=pd.DataFrame(rows),
        dims=("period",),
        units={
            **dict.fromkeys(("actual", "gained", "to_go", "path", "path_low", "path_high"), ""),
            **{name: "1" for name in checked if not name.startswith("path")},
            **dict.fromkeys(("sample_base", "sample_now"), "firm"),
        },
        traces=(
            Trace("actual", "", (refs[2],)),
            Trace("gained", "", (refs[0], refs[2]), "actual − base"),
            Trace("to_go", "", (refs[2], refs[1]), "goal − actual"),
            Trace("sample_base", "", (Ref("sample", "sample_base_key"),)),
            Trace("sample_now", "", (Ref("sample", "sample_now_key"),)),
            *(Trace(name, "target_path", refs) for name in checked),
        ),
    )
    return [table]


def _sample(context: Context, entry: TargetEntry, period: str) -> Any:
    if not entry.sample_indicator:
        return None
    region = context.case.question.region
    return optional(context, region=region, indicator=entry.sample_indicator, period=period, kind="actual")


def _series(context: Context, entry: TargetEntry) -> ResultTable:
    """Every published figure of the target's indicator, whatever its kind, period or base."""
    import pandas as pd

    region = context.case.question.region
    facts = context.ingest().observations.facts(region=region, indicator=entry.indicator)
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
