"""What the chosen projects add to the level of the target: their output, what it sets off, what it displaces.

The three are kept apart. In the sectors of the group only, because the target counts those.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from growthpole.dims import ACTIVITY, PATH, PERIOD, SCENARIO
from growthpole.errors import InputError, listed
from growthpole.provenance import Ref, Slice, Trace
from growthpole.study.stages.plan_net import counted, sector_of
from growthpole.study.stages.plan_odds import WITH
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.study.planning import PlanEntry
    from growthpole.study.stages import Context
    from growthpole.study.stages.plan_choice import Choice
    from growthpole.study.stages.plan_goal import Goal
    from growthpole.study.stages.plan_spillovers import SetOff

PARTS: Final = ("projects", "spillover", "displacement")
SUM: Final = "projects + spillover + displacement"
SET_OFF: Final = (
    "Σ over the group of (l_ij / l_jj − 1 on the diagonal) · output net of displacement, at most the capacity"
)

__all__ = ["Added", "added_by", "added_table", "assumptions", "waterfall_table"]


@dataclass(frozen=True)
class Added:
    """What the plan adds [scenario, period], in the goal's unit, part by part; the years are those of the plan."""

    years: list[int]
    parts: dict[str, np.ndarray]

    @property
    def total(self) -> np.ndarray:
        """Sum of the parts."""
        found: np.ndarray = sum(self.parts.values())  # type: ignore[assignment]
        return found

    def until(self, base_year: int, goal_year: int) -> np.ndarray:
        """Total in each year after the base up to the goal; nothing in years before the plan."""
        total = self.total
        found = np.zeros((len(total), goal_year - base_year))
        for at, year in enumerate(range(base_year + 1, goal_year + 1)):
            if year in self.years:
                found[:, at] = total[:, self.years.index(year)]
        return found


def added_by(context: Context, entry: PlanEntry, goal: Goal, choice: Choice, found: SetOff | None) -> Added:
    """What the chosen projects add, by part."""
    from growthpole.plan import plan_effects, spillover

    projects, years = choice.projects, list(entry.periods)
    factor = goal.in_unit(entry.unit)
    effects = plan_effects(
        projects,
        choice.starts,
        years,
        choice.seed,
        scenarios=entry.scenarios,
        variables=("output", "displaced"),
    )
    of_group = [str(code) for code in effects[ACTIVITY].values if counted(context, str(code))]
    made, displaced = (
        effects[name].transpose(ACTIVITY, PERIOD, SCENARIO).sel({ACTIVITY: of_group})
        for name in ("output", "displaced")
    )
    parts = {
        "projects": made.sum(ACTIVITY).values,
        "spillover": np.zeros((len(years), entry.scenarios)),
        "displacement": -displaced.sum(ACTIVITY).values,
    }
    if found is not None:
        sectors = {str(code): sector_of(context, str(code)) for code in made[ACTIVITY].values}
        output, gone = (_in_sectors(part, sectors, found) for part in (made, displaced))
        share = _share(gone, output)
        told = spillover(output, found.multipliers, displacement=share, per="output", capacity=_room(entry, found))
        parts["spillover"] = told["spillover"].sum(ACTIVITY).transpose(PERIOD, PATH).values
    return Added(years, {name: factor * values.T for name, values in parts.items()})


def _in_sectors(values: xr.DataArray, sectors: dict[str, str], found: SetOff) -> xr.DataArray:
    """Values by activity added up by sector of the group; activities without a sector set nothing off."""
    import xarray as xr

    names = [str(code) for code in found.multipliers[ACTIVITY].values]
    held = np.zeros((len(names), values.sizes[PERIOD], values.sizes[SCENARIO]))
    for at, code in enumerate(values[ACTIVITY].values):
        if sectors[str(code)] in names:
            held[names.index(sectors[str(code)])] += values.values[at]
    coords = {ACTIVITY: names, PERIOD: values[PERIOD].values, PATH: values[SCENARIO].values}
    return xr.DataArray(held, coords=coords, dims=(ACTIVITY, PERIOD, PATH), attrs={"unit": str(values.attrs["unit"])})


def _room(entry: PlanEntry, found: SetOff) -> xr.DataArray | None:
    """Spare capacity of each sector of the group; without limit where the study names none."""
    import xarray as xr

    if not entry.capacity:
        return None
    names = [str(code) for code in found.multipliers[ACTIVITY].values]
    unknown = [code for code in entry.capacity if code not in names]
    if unknown:
        raise InputError("unknown-option", option="[plan] capacity", value=listed(unknown), known=listed(names, 40))
    values = [entry.capacity.get(code, np.inf) for code in names]
    return xr.DataArray(values, coords={ACTIVITY: names}, dims=ACTIVITY, attrs={"unit": entry.unit})


def _share(part: xr.DataArray, whole: xr.DataArray) -> xr.DataArray:
    """Share of a whole; 0 where there is no whole."""
    share = np.divide(part.values, whole.values, out=np.zeros_like(whole.values), where=whole.values > 0)
    return whole.copy(data=np.clip(share, 0.0, 1.0)).drop_attrs()


def assumptions(name: str = "assumptions") -> Slice:
    """Every figure the candidates rest on."""
    return Slice(name, "plan.assumptions", "value", {})


def added_table(added: Added, goal: Goal, *, multiplied: bool) -> ResultTable:
    """``plan.added``: by year of the plan, what it adds in the mean and in nine of ten scenarios."""
    import pandas as pd

    total = added.total
    low, high = np.quantile(total, [0.05, 0.95], axis=0)
    rows = [
        {
            "plan": WITH,
            "period": str(year),
            **{name: float(values[:, at].mean()) for name, values in added.parts.items()},
            "added": float(total[:, at].mean()),
            "low": float(low[at]),
            "high": float(high[at]),
            "unit": goal.unit,
        }
        for at, year in enumerate(added.years)
    ]
    inputs: tuple[Slice, ...] = (assumptions(), Slice("start", "plan.chosen", "start", {}))
    multipliers = (Slice("L", "plan.multipliers", "middle", {}),) if multiplied else ()
    return ResultTable(
        stage="plan",
        name="added",
        frame=pd.DataFrame(rows),
        dims=("plan", "period"),
        units=dict.fromkeys((*PARTS, "added", "low", "high"), ""),
        traces=(
            Trace("projects", "project_effects", inputs),
            Trace("spillover", "", (*inputs, *multipliers), SET_OFF),
            Trace("displacement", "", inputs, "− displacement · output of the projects, mean over the scenarios"),
            Trace("added", "", (*inputs, *multipliers), f"{SUM}, mean over the scenarios"),
            Trace("low", "", (*inputs, *multipliers), f"{SUM}, 5 % quantile over the scenarios"),
            Trace("high", "", (*inputs, *multipliers), f"{SUM}, 95 % quantile over the scenarios"),
        ),
    )


def waterfall_table(added: Added, goal: Goal, organic: float, fan: str) -> ResultTable:
    """``plan.waterfall``: from the base to the goal's year, step by step, and what is left to the goal or above it.

    ``organic`` is the median of the table ``fan`` in the goal's year.
    """
    import pandas as pd

    at = added.years.index(goal.goal_year) if goal.goal_year in added.years else None
    steps: list[tuple[str, float]] = [("organic", organic - goal.base)]
    steps += [(name, 0.0 if at is None else float(values[:, at].mean())) for name, values in added.parts.items()]
    reached = goal.base + sum(value for _, value in steps)
    rows: list[dict[str, Any]] = [{"step": "base", "value": goal.base, "from": 0.0, "to": goal.base}]
    height = goal.base
    for name, value in steps:
        rows.append({"step": name, "value": value, "from": height, "to": height + value})
        height += value
    rows.append({"step": "reached", "value": reached, "from": 0.0, "to": reached})
    rows.append({"step": "left", "value": goal.goal - reached, "from": reached, "to": goal.goal})
    rows.append({"step": "goal", "value": goal.goal, "from": 0.0, "to": goal.goal})
    year = str(goal.goal_year)
    frame = pd.DataFrame(rows).assign(unit=goal.unit, period=year, base_key=goal.base_key, goal_key=goal.goal_key)
    inputs = (
        Ref("base", "base_key"),
        Ref("goal", "goal_key"),
        Slice("median path", fan, "q50", {"plan": "without", "period": "$period"}),
        Slice("added", "plan.added", "added", {"period": "$period"}),
    )
    said = "base + (median path − base) + projects + spillover + displacement; left = goal − reached"
    return ResultTable(
        stage="plan",
        name="waterfall",
        frame=frame,
        dims=("step",),
        units={"value": "", "from": "", "to": ""},
        traces=tuple(Trace(name, "", inputs, said) for name in ("value", "from", "to")),
        groups={"fan": fan},
    )
