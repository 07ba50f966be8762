"""What is told of a plan once it is chosen: its effects by period, its value by scenario, what another plan changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.dims import PERIOD, SCENARIO, result
from growthpole.plan._cells import EFFECTS, Cells
from growthpole.plan._goals import values_of
from growthpole.plan.objectives import ExpectedValue, Objective, TailValue

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import xarray as xr

__all__ = ["by_period", "changes", "value_of"]


def by_period(cells: Cells, columns: np.ndarray) -> xr.Dataset:
    """What a plan does by period, in the mean over the scenarios."""
    import xarray as xr

    found = {}
    for name in EFFECTS:
        made = xr.DataArray(cells.mean[name][columns].sum(axis=0), coords={PERIOD: cells.periods}, dims=PERIOD)
        money = name not in ("jobs", "energy")
        unit = cells.projects.unit if money else str(cells.effects[name].attrs.get("unit", "1"))
        found[name] = result(made, name=name, unit=unit, convention="sum over the plan of means over the scenarios")
    return xr.Dataset(found)


def value_of(cells: Cells, objective: Objective, columns: np.ndarray) -> xr.DataArray:
    """Value added of a plan [scenario], of the periods and with the discount of the objective."""
    import xarray as xr

    counted = objective if isinstance(objective, ExpectedValue | TailValue) else ExpectedValue()
    made = xr.DataArray(
        values_of(counted, cells)[columns].sum(axis=0),
        coords={SCENARIO: cells.effects[SCENARIO].values},
        dims=SCENARIO,
    )
    years = "all periods" if counted.period is None else str(counted.period)
    convention = f"value added of the plan, {years}, discount {counted.discount:g} a year"
    return result(made, name="value", unit=cells.projects.unit, convention=convention)


def changes(now: dict[str, int], then: dict[str, int]) -> pd.DataFrame:
    """What enters, leaves or moves from one plan to another."""
    import pandas as pd

    rows = {}
    for code in (*then, *(code for code in now if code not in then)):
        if now.get(code) != then.get(code):
            change = "enters" if code not in now else "leaves" if code not in then else "moves"
            rows[code] = (change, then.get(code), now.get(code))
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["change", "start", "start_now"])
    return frame.astype({"start": "Int64", "start_now": "Int64"}).rename_axis("project")
