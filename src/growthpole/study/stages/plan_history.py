"""A modelled history: calibrated paths of the region's activities.

Only a series of eight comparable years or more is modelled; a shorter one is left to the reference class, and said to
be too short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from growthpole.dims import ACTIVITY, PATH, PERIOD, REGION
from growthpole.errors import InputError
from growthpole.provenance import Slice, Trace
from growthpole.study.stages.opening_input import known_years, undated_years
from growthpole.study.stages.panel_values import RegionalValues, regional_values
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.plan import Calibration
    from growthpole.study.plan_evidence import HistoryEntry
    from growthpole.study.planning import PlanEntry
    from growthpole.study.stages import Context
    from growthpole.study.stages.plan_goal import Goal

SECTION: Final = "[plan.history]"
SEED: Final = 803
REASONS: Final = ("after", "later", "undated")

__all__ = ["Modelled", "modelled", "too_short"]


@dataclass(frozen=True)
class Modelled:
    """Organic paths of the region's activities [path, period, activity] and what they rest on."""

    entry: HistoryEntry
    held: RegionalValues
    own: xr.DataArray
    paths: xr.DataArray
    calibration: Calibration
    undated: bool

    @property
    def carried(self) -> list[str]:
        """Activities that the paths carry on; the others were zero in some year of the history."""
        known = np.isfinite(self.paths.isel({PATH: 0, PERIOD: 0}).values)
        return [str(code) for code in self.paths[ACTIVITY].values[known]]

    @property
    def factors(self) -> list[np.ndarray]:
        """Sum over the activities carried on in each year ahead, over that of the base year; one value a path."""
        total = self.paths.sel({ACTIVITY: self.carried}).sum(ACTIVITY).transpose(PATH, PERIOD).values
        base = float(self.own.isel({PERIOD: -1}).sel({ACTIVITY: self.carried}).sum())
        return list((total / base).T)

    def cells(self) -> Slice:
        """Observations of all regions behind model and calibration."""
        where = {"indicator": self.entry.indicator, "kind": "actual", "period": "$years_used", "region": "$regions"}
        return Slice("x[t,r,a]", "observe.observations", "value", {**where, "activity": "$activities"})

    def labels(self, context: Context) -> dict[str, str]:
        """Sets of labels that slices of traces name."""
        years = "|".join(str(year) for year in self.held.values[PERIOD].values)
        gone = [code for code, dim in self.held.left_out.items() if dim == ACTIVITY]
        return {
            **self.held.groups(context),
            "years_used": years,
            "indicator": self.entry.indicator,
            "left_out": "|".join([*gone, *(one for one in self.held.activities if one not in self.carried)]),
            "undated": str(self.undated),
        }


def modelled(context: Context, entry: PlanEntry, goal: Goal) -> Modelled | None:
    """Calibrated paths of the history; None where there is none, or too short a one.

    Raises
    ------
    InputError
        The history does not end in the base year of the target, or has a gap.
    """
    from growthpole.plan import calibrate, organic_paths
    from growthpole.plan.calibrating import LEAST_YEARS

    asked = entry.history
    if asked is None:
        return None
    _to_base(asked.periods, goal)
    years, _ = known_years(context, asked)
    if len(years) < LEAST_YEARS:
        return None
    _to_base(years, goal)
    held = regional_values(context, SECTION, asked.indicator, list(years), exclude=asked.exclude)
    values = held.values.sel({PERIOD: list(years)}).transpose(PERIOD, REGION, ACTIVITY)
    calibration = calibrate(values, goal.years)
    own = values.sel({REGION: context.case.question.region}, drop=True).assign_attrs(unit=held.unit)
    paths = organic_paths(
        own,
        goal.years,
        int(np.random.SeedSequence([context.seed, SEED]).generate_state(1)[0]),
        paths=entry.paths,
        calibration=calibration,
        executor=context.executor,
    )
    return Modelled(
        entry=asked,
        held=RegionalValues(values, held.unit, held.left_out, held.bridged),
        own=own,
        paths=paths,
        calibration=calibration,
        undated=undated_years(context, asked),
    )


def _to_base(years: Sequence[int], goal: Goal) -> None:
    if years[-1] != goal.base_year:
        raise InputError("history-not-to-base", last=years[-1], base=goal.base_year)


def too_short(context: Context, asked: HistoryEntry) -> ResultTable:
    """``plan.too_short``: a history that is not modelled, with its years and how many are asked for."""
    import pandas as pd

    from growthpole.plan.calibrating import LEAST_YEARS

    years, left_out = known_years(context, asked)
    row = {
        "indicator": asked.indicator,
        "years": float(len(years)),
        "needed": float(LEAST_YEARS),
        "asked": float(len(asked.periods)),
        "years_used": "|".join(map(str, years)),
        **{reason: "|".join(one["period"] for one in left_out if one["reason"] == reason) for reason in REASONS},
    }
    cells = Slice("x[t,r,a]", "observe.observations", "value", {"indicator": asked.indicator, "kind": "actual"})
    traces = (
        Trace("years", "", (cells,), "number of years in study.toml, [plan.history], known on the day of knowledge"),
        Trace("needed", "", (), "fewest comparable years a calibration is made from"),
        Trace("asked", "", (), "number of years in study.toml, [plan.history]"),
    )
    return ResultTable(
        stage="plan",
        name="too_short",
        frame=pd.DataFrame([row]),
        dims=("indicator",),
        units=dict.fromkeys(("years", "needed", "asked"), "year"),
        traces=traces,
    )
