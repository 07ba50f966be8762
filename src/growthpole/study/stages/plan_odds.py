"""Odds of the goal and the fan towards it, without the plan and with what its projects add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from growthpole.dims import SCENARIO
from growthpole.provenance import Ref, Slice, Trace
from growthpole.study.stages.plan_reference import Odds, ReferenceClass, odds_of
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    from growthpole.study.stages.plan_goal import Goal

LEVELS: Final[Mapping[str, float]] = {"q10": 0.1, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q90": 0.9}
ANY: Final = -1 + 1e-12
"""Growth that every case reaches: nothing is needed of what is there already."""
FAN: Final = "quantile over the cases of base · (x_end / x_start) of windows as long, each with what is added"
WITHOUT: Final = "without"
WITH: Final = "with"

__all__ = ["FAN", "LEVELS", "WITH", "WITHOUT", "fan_rows", "fan_table", "odds_table"]


def _demands(goal: Goal, added: np.ndarray) -> list[float]:
    """Growth a year of what is there already that reaches the goal, for each amount that projects add by then."""
    import xarray as xr

    from growthpole.plan import required_growth

    plus = xr.DataArray(added, {SCENARIO: np.arange(added.size)}, SCENARIO)
    found: list[float] = (
        required_growth(goal.base, goal.goal, goal.years, added=plus).fillna(ANY).clip(min=ANY).values.tolist()
    )
    return found


def odds_table(found: ReferenceClass, goal: Goal, added: np.ndarray | None = None) -> ResultTable:
    """``plan.odds``: by group of the class, without the plan and, where projects add something, with it.

    Parameters
    ----------
    added : array of one value a scenario, optional
        What the plan's projects add in the goal's year, in the goal's unit.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for group in found.groups:
        windows = found.windows(group, goal.years)
        rows.append(_row(found, goal, group, WITHOUT, odds_of(windows, goal.years, [goal.required])))
        rows[-1] |= {
            f"share_{name}": odds_of(windows, goal.years, [value]).share
            for name, value in (("easy", goal.required_low), ("hard", goal.required_high))
        }
        if added is not None:
            rows.append(_row(found, goal, group, WITH, odds_of(windows, goal.years, _demands(goal, added))))
            rows[-1] |= {"share_easy": np.nan, "share_hard": np.nan}
    class_cells = found.cells("$regions")
    need, base, end = Ref("g*", "required_key"), Ref("base", "base_key"), Ref("goal", "goal_key")
    inputs: tuple[Slice | Ref, ...] = (class_cells, need, base, end)
    if added is not None:
        inputs += (Slice("added", "plan.added", "added", {"plan": "$plan", "period": "$goal_period"}),)
    return ResultTable(
        stage="plan",
        name="odds",
        frame=pd.DataFrame(rows),
        dims=("group", "plan"),
        units=dict.fromkeys(
            ("required", "cases", "reached", "share", "low", "high", "share_easy", "share_hard", "years"), "1"
        )
        | {"years": "year"},
        traces=(
            Trace("required", "", (need,)),
            Trace("years", "", (base, end), "goal year − base year"),
            Trace("cases", "", (class_cells,), "number of regions in windows as long as the horizon"),
            *(
                Trace(name, "reference_odds", inputs)
                for name in ("reached", "share", "low", "high", "share_easy", "share_hard")
            ),
        ),
        groups=found.labels,
    )


def _row(found: ReferenceClass, goal: Goal, group: str, plan: str, odds: Odds) -> dict[str, Any]:
    return {
        "group": group,
        "plan": plan,
        "required": goal.required,
        "years": float(goal.years),
        **{name: getattr(odds, name) for name in ("cases", "reached", "share", "low", "high")},
        "regions": "|".join(found.groups[group]),
        "base_period": str(goal.base_year),
        "goal_period": str(goal.goal_year),
        "base_key": goal.base_key,
        "goal_key": goal.goal_key,
        "required_key": goal.required_key,
    }


def fan_rows(
    factors: Sequence[np.ndarray], base: float, base_year: int, added: np.ndarray | None = None
) -> list[dict[str, Any]]:
    """Quantiles by year of a base times each factor, with each scenario of what is added to it.

    Parameters
    ----------
    factors : sequence of arrays
        Factors on the base, one array a year; as many in each as there are cases or paths.
    added : array [scenario, year], optional
        What projects add, in the unit of the base.
    """
    rows = [{"period": str(base_year), **dict.fromkeys(LEVELS, base), "mean": base}]
    for at, cases in enumerate(factors):
        levels = base * cases
        if added is not None:
            levels = (levels[:, None] + added[None, :, at]).ravel()
        # a case itself, so that counting each one as often as there are scenarios moves nothing
        quantiles = np.quantile(levels, list(LEVELS.values()), method="inverted_cdf")
        named = dict(zip(LEVELS, quantiles.tolist(), strict=True))
        rows.append({"period": str(base_year + at + 1), **named, "mean": float(levels.mean())})
    return rows


def fan_table(found: ReferenceClass, goal: Goal, added: np.ndarray | None = None) -> ResultTable:
    """``plan.fan``: quantiles of the level by year, without the plan and with it."""
    import pandas as pd

    factors = found.factors(goal.years)
    rows = [{"plan": WITHOUT, **row} for row in fan_rows(factors, goal.base, goal.base_year)]
    if added is not None:
        rows += [{"plan": WITH, **row} for row in fan_rows(factors, goal.base, goal.base_year, added)]
    frame = pd.DataFrame(rows).assign(unit=goal.unit, base_key=goal.base_key)
    inputs: tuple[Slice | Ref, ...] = (Ref("base", "base_key"), found.cells())
    if added is not None:
        inputs += (Slice("added", "plan.added", "added", {"plan": "$plan", "period": "$period"}),)
    return ResultTable(
        stage="plan",
        name="fan",
        frame=frame,
        dims=("plan", "period"),
        units=dict.fromkeys((*LEVELS, "mean"), ""),
        traces=tuple(Trace(name, "", inputs, FAN) for name in (*LEVELS, "mean")),
        groups=found.labels,
    )
