"""Tables of a modelled history: odds of the goal by its paths, their fans, the calibration, and their track record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from growthpole.dims import ACTIVITY, PERIOD
from growthpole.provenance import Ref, Slice, Trace
from growthpole.study.stages.plan_odds import LEVELS, WITH, WITHOUT, fan_rows
from growthpole.study.stages.plan_reference import ALL
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    from growthpole.backtest import FanRecord
    from growthpole.study.stages import Context
    from growthpole.study.stages.plan_goal import Goal
    from growthpole.study.stages.plan_history import Modelled

RECORD_PATHS: Final = 500
SCORES: Final = ("coverage", "winkler", "crps", "brier")

__all__ = ["history_tables"]


def history_tables(
    context: Context, goal: Goal, found: Modelled, reference: ResultTable | None, added: np.ndarray | None
) -> list[ResultTable]:
    """Modelled odds and fan of the level, fans of the activities, the calibration, and its back-test.

    ``reference`` is ``plan.odds``, whose share stands beside each modelled one.
    """
    return [
        _odds(context, goal, found, reference, added),
        _fan(context, goal, found, added),
        _activities(context, found),
        _calibration(context, found),
        *_record(context, goal, found),
    ]


def _odds(
    context: Context, goal: Goal, found: Modelled, reference: ResultTable | None, added: np.ndarray | None
) -> ResultTable:
    """``plan.modelled_odds``: share of paths that reach the goal, and beside it that of like regions."""
    ends = goal.base * found.factors[-1]
    cases: list[tuple[str, np.ndarray]] = [(WITHOUT, ends)]
    if added is not None:
        cases.append((WITH, (ends[:, None] + added[None, :, -1]).ravel()))
    known = {} if reference is None else {row["plan"]: row for row in reference.rows() if row["group"] == ALL}
    beside = {"reference": "share", "reference_low": "low", "reference_high": "high"}
    rows = [
        {
            "plan": name,
            "share": float((levels >= goal.goal).mean()),
            "paths": float(len(ends)),
            **{own: float(known[name][column]) if known else np.nan for own, column in beside.items()},
            "goal_period": str(goal.goal_year),
            "base_key": goal.base_key,
            "goal_key": goal.goal_key,
        }
        for name, levels in cases
    ]
    inputs: tuple[Slice | Ref, ...] = (Ref("base", "base_key"), Ref("goal", "goal_key"), found.cells())
    where = {"group": ALL, "plan": "$plan"}
    traces: tuple[Trace, ...] = (
        Trace("share", "odds", (*inputs, *_plan_adds(added, "$goal_period"))),
        Trace("paths", "", inputs, "number of paths"),
        *(
            Trace(name, "", (Slice("reference", "plan.odds", column, where),) if known else (), "of plan.odds")
            for name, column in beside.items()
        ),
    )
    return _table(
        context, found, "modelled_odds", rows, ("plan",), dict.fromkeys(("share", "paths", *beside), "1"), traces
    )


def _plan_adds(added: np.ndarray | None, period: str) -> tuple[Slice, ...]:
    """What the projects add, for the rows with the plan; there are no such cells for those without."""
    if added is None:
        return ()
    return (Slice("added", "plan.added", "added", {"plan": "$plan", "period": period}),)


def _fan(context: Context, goal: Goal, found: Modelled, added: np.ndarray | None) -> ResultTable:
    rows = [{"plan": WITHOUT, **row} for row in fan_rows(found.factors, goal.base, goal.base_year)]
    if added is not None:
        rows += [{"plan": WITH, **row} for row in fan_rows(found.factors, goal.base, goal.base_year, added)]
    for row in rows:
        row |= {"unit": goal.unit, "base_key": goal.base_key}
    inputs: tuple[Slice | Ref, ...] = (Ref("base", "base_key"), found.cells(), *_plan_adds(added, "$period"))
    names = (*LEVELS, "mean")
    traces = tuple(Trace(name, "organic_paths", inputs) for name in names)
    return _table(context, found, "modelled_fan", rows, ("plan", "period"), dict.fromkeys(names, ""), traces)


def _activities(context: Context, found: Modelled) -> ResultTable:
    """``plan.activity_fan``: quantiles of each activity by year, without projects."""
    from growthpole.plan import fan

    quantiles = fan(found.paths, tuple(LEVELS.values()))
    rows: list[dict[str, Any]] = []
    for code in quantiles[ACTIVITY].values:
        for year in quantiles[PERIOD].values:
            held = quantiles.sel({ACTIVITY: code, PERIOD: year}).values.tolist()
            rows.append({"activity": str(code), "period": str(year), **dict(zip(LEVELS, held, strict=True))})
    cells = (found.cells(),)
    traces = tuple(Trace(name, "organic_paths", cells) for name in LEVELS)
    units = dict.fromkeys(LEVELS, found.held.unit)
    return _table(context, found, "activity_fan", rows, ("activity", "period"), units, traces)


def _calibration(context: Context, found: Modelled) -> ResultTable:
    """``plan.calibration``: by years ahead, how much wider fans had to be to hold what they said."""
    made = found.calibration
    rows = [
        {"ahead": str(at), "total": total, "relative": relative, "origins": float(origins)}
        for at, (total, relative, origins) in enumerate(
            zip(made.total, made.relative, made.origins, strict=True), start=1
        )
    ]
    names = ("total", "relative", "origins")
    said = "conformal factor over past origins (growthpole.plan.calibrate)"
    traces = tuple(Trace(name, "", (found.cells(),), said) for name in names)
    return _table(context, found, "calibration", rows, ("ahead",), dict.fromkeys(names, "1"), traces)


def _record(context: Context, goal: Goal, found: Modelled) -> list[ResultTable]:
    """``plan.fan_record`` and ``plan.fan_summary``: fans at past origins against what came; none without an origin."""
    from growthpole.backtest import fan_coverage
    from growthpole.plan.calibrating import LEAST_YEARS

    values = found.held.values
    if values.sizes[PERIOD] < LEAST_YEARS + goal.years:
        return []
    made = fan_coverage(
        values,
        goal.years,
        paths=RECORD_PATHS,
        rng=context.seed,
        executor=context.executor,
        on_progress=context.on_progress,
    )
    rows = [
        {
            "model": str(row["model"]),
            "target": str(row["target"]),
            "origin": str(row["origin"]),
            **{name: float(row[name]) for name in ("cases", *SCORES)},
        }
        for row in made.metrics.to_dict("records")
    ]
    names = ("cases", *SCORES)
    traces = tuple(Trace(name, "fan_coverage", (found.cells(),)) for name in names)
    dims = ("model", "target", "origin")
    record = _table(context, found, "fan_record", rows, dims, dict.fromkeys(names, "1"), traces)
    return [record, _summary(context, found, made)]


def _summary(context: Context, found: Modelled, made: FanRecord) -> ResultTable:
    numbers = ("origins", *SCORES, "worst_coverage")
    rows = [
        {
            "model": str(row["model"]),
            "target": str(row["target"]),
            **{name: float(row[name]) for name in numbers},
            "worst_origin": str(row["worst_origin"]),
        }
        for row in made.summary.to_dict("records")
    ]
    where = {"model": "$model", "target": "$target"}
    said = {"origins": "number of origins", "worst_coverage": "least coverage of an origin"}
    traces = tuple(
        Trace(
            name,
            "",
            (Slice("records", "plan.fan_record", name if name in SCORES else "coverage", where),),
            said.get(name, "mean over origins"),
        )
        for name in numbers
    )
    return _table(context, found, "fan_summary", rows, ("model", "target"), dict.fromkeys(numbers, "1"), traces)


def _table(
    context: Context,
    found: Modelled,
    name: str,
    rows: Sequence[dict[str, Any]],
    dims: tuple[str, ...],
    units: dict[str, str],
    traces: tuple[Trace, ...],
) -> ResultTable:
    import pandas as pd

    return ResultTable(
        stage="plan",
        name=name,
        frame=pd.DataFrame(list(rows)),
        dims=dims,
        units=units,
        traces=traces,
        groups=found.labels(context),
    )
