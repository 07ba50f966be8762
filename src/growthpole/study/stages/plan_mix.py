"""How unsteady the mix of activities makes growth: of jobs where they are known by year, else of the plan's history.

The mix is that of the last year known; the shocks are the nation's yearly growth by activity, from years that follow
each other. Two such steps are the least a covariance can be computed from, and few.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from growthpole.dims import ACTIVITY, PERIOD, REGION
from growthpole.provenance import Slice, Trace
from growthpole.study.plan_evidence import HistoryEntry
from growthpole.study.stages.opening_input import known_years, undated_years
from growthpole.study.stages.panel_values import RegionalValues, regional_values
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.study.planning import PlanEntry
    from growthpole.study.stages import Context

FEWEST: Final = 2
PARTS: Final = ("variance", "own", "shared")

__all__ = ["mix_table"]


def mix_table(context: Context, plan: PlanEntry) -> tuple[ResultTable | None, str]:
    """``plan.mix``: variance of growth that the mix brings, of region, peers and nation; or why there is none."""
    jobs = plan.jobs
    if jobs is not None and jobs.periods:
        section, basis = "[plan.jobs]", "jobs"
        asked = HistoryEntry(indicator=jobs.indicator, periods=jobs.periods, undated=jobs.undated, exclude=jobs.exclude)
    elif plan.history is not None:
        section, basis, asked = "[plan.history]", "history", plan.history
    else:
        return None, "not_configured"
    years, _ = known_years(context, asked)
    if sum(year - 1 in years for year in years) < FEWEST:
        return None, "too_short"
    held = regional_values(context, section, asked.indicator, list(years), exclude=asked.exclude)
    return _table(context, asked, basis, held, years), ""


def _table(
    context: Context, asked: HistoryEntry, basis: str, held: RegionalValues, years: tuple[int, ...]
) -> ResultTable:
    import pandas as pd
    import xarray as xr

    from growthpole.plan import portfolio_variance

    question = context.case.question
    values = held.values.sel({PERIOD: list(years)}).transpose(PERIOD, REGION, ACTIVITY)
    nation = values.sum(REGION)
    used = [str(code) for code in nation[ACTIVITY].values[(nation > 0).all(PERIOD).values]]
    shocks = _growth(nation.sel({ACTIVITY: used}))
    last = values.sel({PERIOD: years[-1], ACTIVITY: used}, drop=True)
    shown = list(dict.fromkeys((question.region, *question.peers)))
    whole = last.sum(REGION).expand_dims({REGION: [question.nation]})
    mixes = xr.concat([last.sel({REGION: shown}), whole], dim=REGION)
    found = portfolio_variance(mixes, shocks)
    rows = []
    for region in (*shown, question.nation):
        parts = {name: float(found[name].sel({REGION: region})) for name in PARTS}
        rows.append(
            {
                "region": region,
                **parts,
                "deviation": float(np.sqrt(parts["variance"])),
                "steps": float(shocks.sizes[PERIOD]),
                "activities_used": float(len(used)),
                "mix_regions": region,
                "reason": "zero_total" if np.isnan(parts["variance"]) else "",
            }
        )
    rows[-1]["mix_regions"] = "|".join(held.regions)
    where = {"indicator": asked.indicator, "kind": "actual", "activity": "$activities"}
    mix = Slice("x_a", "observe.observations", "value", {**where, "region": "$mix_regions", "period": str(years[-1])})
    past = Slice("X_a", "observe.observations", "value", {**where, "region": "$regions", "period": "$years_used"})
    gone = [code for code, dim in held.left_out.items() if dim == ACTIVITY]
    return ResultTable(
        stage="plan",
        name="mix",
        frame=pd.DataFrame(rows),
        dims=("region",),
        units={**dict.fromkeys((*PARTS, "deviation", "activities_used"), "1"), "steps": "year"},
        traces=(
            *(Trace(name, "portfolio_variance", (mix, past)) for name in PARTS),
            Trace("deviation", "", (mix, past), "square root of the portfolio variance"),
            Trace("steps", "", (past,), "number of steps from a year to the next"),
            Trace("activities_used", "", (past,), "number of activities that were not zero in any year"),
        ),
        groups={
            **held.groups(context),
            "years_used": "|".join(map(str, years)),
            "indicator": asked.indicator,
            "basis": basis,
            "left_out": "|".join([*gone, *(code for code in held.activities if code not in used)]),
            "undated": str(undated_years(context, asked)),
        },
    )


def _growth(levels: xr.DataArray) -> xr.DataArray:
    """Growth [period, activity] over years that follow each other."""
    years = [int(year) for year in levels[PERIOD].values]
    after = [year for year in years if year - 1 in years]
    before = levels.sel({PERIOD: [year - 1 for year in after]})
    now = levels.sel({PERIOD: after})
    return now / before.assign_coords({PERIOD: after}) - 1
