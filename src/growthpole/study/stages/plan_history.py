"""A modelled history: calibrated paths of the activities, the odds of the goal by them, and their track record.

Only a series of eight comparable years or more is modelled; a shorter one is left to the reference class, and said to
be too short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from growthpole.dims import ACTIVITY, PATH, PERIOD, REGION
from growthpole.errors import InputError
from growthpole.provenance import Ref, Slice, Trace
from growthpole.study.stages.panel_values import RegionalValues, regional_values
from growthpole.study.stages.plan_odds import LEVELS, WITH, WITHOUT, fan_rows
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.plan import Calibration
    from growthpole.study.planning import HistoryEntry, PlanEntry
    from growthpole.study.stages import Context
    from growthpole.study.stages.plan_goal import Goal
    from growthpole.study.stages.plan_reference import Odds

SECTION: Final = "[plan.history]"
FEWEST: Final = 8
SEED: Final = 803
RECORD_PATHS: Final = 500
SCORES: Final = ("coverage", "winkler", "crps", "brier")

__all__ = ["Modelled", "history_tables", "modelled", "too_short"]


@dataclass(frozen=True)
class Modelled:
    """Organic paths of the region's activities [path, period, activity] and what they rest on."""

    entry: HistoryEntry
    held: RegionalValues
    own: xr.DataArray
    paths: xr.DataArray
    calibration: Calibration

    @property
    def factors(self) -> np.ndarray:
        """Sum over the activities in each year ahead, over that of the base year [path, period]."""
        total = self.paths.sum(ACTIVITY).transpose(PATH, PERIOD).values
        found: np.ndarray = total / float(self.own.isel({PERIOD: -1}).sum())
        return found

    def cells(self) -> Slice:
        """Observations of all regions behind model and calibration."""
        where = {"indicator": self.entry.indicator, "kind": "actual", "period": "$years_used", "region": "$regions"}
        return Slice("x[t,r,a]", "observe.observations", "value", {**where, "activity": "$activities"})

    def labels(self, context: Context) -> dict[str, str]:
        """Sets of labels that slices of traces name."""
        years = "|".join(str(year) for year in self.held.values[PERIOD].values)
        return {**self.held.groups(context), "years_used": years, "indicator": self.entry.indicator}


def modelled(context: Context, entry: PlanEntry, goal: Goal) -> Modelled | None:
    """Calibrated paths of the history; None where there is none, or too short a one.

    Raises
    ------
    InputError
        The history does not end in the base year of the target, or has a gap.
    """
    from growthpole.plan import calibrate, organic_paths

    asked = entry.history
    if asked is None or len(asked.periods) < FEWEST:
        return None
    if asked.periods[-1] != goal.base_year:
        raise InputError("history-not-to-base", last=asked.periods[-1], base=goal.base_year)
    held = regional_values(context, SECTION, asked.indicator, list(asked.periods), exclude=asked.exclude)
    values = held.values.sel({PERIOD: list(asked.periods)}).transpose(PERIOD, REGION, ACTIVITY)
    calibration = calibrate(values, goal.years)
    own = values.sel({REGION: context.case.question.region}, drop=True).assign_attrs(unit=held.unit)
    paths = organic_paths(
        own,
        goal.years,
        int(np.random.SeedSequence([context.seed, SEED]).generate_state(1)[0]),
        paths=entry.paths,
        calibration=calibration,
    )
    return Modelled(asked, RegionalValues(values, held.unit, held.left_out, held.bridged), own, paths, calibration)


def too_short(entry: PlanEntry) -> ResultTable:
    """``plan.too_short``: a history that is not modelled, with its years and how many are asked for."""
    import pandas as pd

    asked = entry.history
    rows = [] if asked is None else [{"indicator": asked.indicator, "years": float(len(asked.periods)), "needed": 8.0}]
    said = Trace("years", "", (), "number of years in study.toml, [plan.history]")
    return ResultTable(
        stage="plan",
        name="too_short",
        frame=pd.DataFrame(rows),
        dims=("indicator",),
        units={"years": "year", "needed": "year"},
        traces=(said, Trace("needed", "", (), "fewest comparable years a calibration is made from")),
    )


def history_tables(
    context: Context, goal: Goal, found: Modelled, base_rate: Odds | None, added: np.ndarray | None
) -> list[ResultTable]:
    """Modelled odds and fan of the level, fans of the activities, the calibration, and its back-test."""
    return [
        _odds(context, goal, found, base_rate, added),
        _fan(context, goal, found, added),
        _activities(context, found),
        _calibration(context, found),
        *_record(context, goal, found),
    ]


def _odds(
    context: Context, goal: Goal, found: Modelled, base_rate: Odds | None, added: np.ndarray | None
) -> ResultTable:
    """``plan.modelled_odds``: share of paths that reach the goal, and beside it that of like regions."""
    ends = goal.base * found.factors[:, -1]
    cases: list[tuple[str, np.ndarray]] = [(WITHOUT, ends)]
    if added is not None:
        cases.append((WITH, (ends[:, None] + added[None, :, -1]).ravel()))
    rows = [
        {
            "plan": name,
            "share": float((levels >= goal.goal).mean()),
            "paths": float(len(ends)),
            "reference": np.nan if base_rate is None else base_rate.share,
            "reference_low": np.nan if base_rate is None else base_rate.low,
            "reference_high": np.nan if base_rate is None else base_rate.high,
            "base_key": goal.base_key,
            "goal_key": goal.goal_key,
        }
        for name, levels in cases
    ]
    names = ("share", "paths", "reference", "reference_low", "reference_high")
    inputs = (Ref("base", "base_key"), Ref("goal", "goal_key"), found.cells())
    beside: tuple[Slice, ...] = ()
    if base_rate is not None:
        beside = (Slice("reference", "plan.odds", "share", {"group": "all", "plan": WITHOUT}),)
    return _table(
        context,
        found,
        "modelled_odds",
        rows,
        ("plan",),
        dict.fromkeys(names, "1"),
        (
            Trace("share", "odds", inputs),
            Trace("paths", "", inputs, "number of paths"),
            *(Trace(name, "", beside, "odds of the reference class") for name in names[2:]),
        ),
    )


def _fan(context: Context, goal: Goal, found: Modelled, added: np.ndarray | None) -> ResultTable:
    rows = [{"plan": WITHOUT, **row} for row in fan_rows(found.factors, goal.base, goal.base_year)]
    if added is not None:
        rows += [{"plan": WITH, **row} for row in fan_rows(found.factors, goal.base, goal.base_year, added)]
    for row in rows:
        row |= {"unit": goal.unit, "base_key": goal.base_key}
    inputs = (Ref("base", "base_key"), found.cells())
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
    traces = tuple(Trace(name, "calibrate", (found.cells(),)) for name in names)
    return _table(context, found, "calibration", rows, ("ahead",), dict.fromkeys(names, "1"), traces)


def _record(context: Context, goal: Goal, found: Modelled) -> list[ResultTable]:
    """``plan.fan_record``: the fans at past origins against what came; none where the panel has no such origin."""
    from growthpole.backtest import fan_coverage

    values = found.held.values
    if values.sizes[PERIOD] < FEWEST + goal.years:
        return []
    made = fan_coverage(values, goal.years, paths=RECORD_PATHS, rng=context.seed, on_progress=context.on_progress)
    rows = [
        {
            "model": str(row["model"]),
            "target": str(row["target"]),
            "origin": str(row["origin"]),
            "cases": float(row["cases"]),
            **{name: float(row[name]) for name in SCORES},
        }
        for row in made.metrics.to_dict("records")
    ]
    names = ("cases", *SCORES)
    traces = tuple(Trace(name, "fan_coverage", (found.cells(),)) for name in names)
    dims = ("model", "target", "origin")
    return [_table(context, found, "fan_record", rows, dims, dict.fromkeys(names, "1"), traces)]


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
