"""What the kind of the data lets a panel say: exact registers, counts of events, rounded figures.

The study declares the kind. *Counts* of few units (firms, patents) are draws: quotients get exact binomial
intervals, totals exact Poisson intervals. *Rounded* figures lie within half a unit of the rounding: quotients and
totals get the interval that all such values allow. A *register* is taken as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.dims import ACTIVITY, REGION
from growthpole.errors import InputError

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.study.shown import PanelEntry

__all__ = ["quotient_interval", "total_bounds"]


def quotient_interval(entry: PanelEntry, x: xr.DataArray) -> xr.Dataset:
    """Lower and upper end of each location quotient [region, activity], and whether it lies above 1 for sure."""
    import xarray as xr

    from growthpole.diagnose import location_quotient, location_quotient_band, location_quotient_interval

    match entry.uncertainty:
        case "counts":
            found = location_quotient_interval(x).rename(distinguishable="above")
        case "rounding":
            found = location_quotient_band(x, _half(entry))
            found["above"] = found["low"] > 1
        case "register":
            quotient = location_quotient(x)
            found = xr.Dataset({"low": quotient, "high": quotient, "above": quotient > 1})
    return found[["low", "high", "above"]]


def total_bounds(entry: PanelEntry, x: xr.DataArray) -> xr.Dataset:
    """Best and worst possible rank of each region by its total; the rank itself for a register."""
    from growthpole.diagnose import poisson_interval, rank_bounds

    totals = x.sum(ACTIVITY)
    low = high = totals
    match entry.uncertainty:
        case "counts":
            interval = poisson_interval(totals)
            low, high = interval["low"], interval["high"]
        case "rounding":
            low, high = (x - _half(entry)).clip(min=0).sum(ACTIVITY), (x + _half(entry)).sum(ACTIVITY)
        case "register":
            pass
    return rank_bounds(low, high, REGION)


def _half(entry: PanelEntry) -> float:
    if entry.rounded_to <= 0:
        raise InputError("not-above", name=f"[[panel]] {entry.id} rounded_to", floor=0, received=entry.rounded_to)
    return entry.rounded_to / 2
