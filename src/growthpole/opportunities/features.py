"""Features of an option: its own past, what surrounds it, and the standing of its region and its activity.

All of them are known at the origin. None has a unit of money or of persons in it, so a panel in thousands gives the
same features as one in millions, and a model learnt on one may be carried to another.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import xarray as xr

from growthpole.dims import ACTIVITY, REGION, result
from growthpole.opportunities.histories import Floats, History
from growthpole.opportunities.paths import logs, path_of
from growthpole.opportunities.surroundings import densities, standing

RISING: Final = frozenset(
    {
        "strength",
        "current",
        "distance",
        "past_peak",
        "past_mean",
        "density",
        "purged_density",
        "relative_density",
        "depth",
        "neighbour_growth",
        "similar_regions",
        "linkage",
        "leading_density",
        "region_entries",
        "activity_entries",
    }
)
"""Features that theory says raise the odds of presence, all else equal; fitted models may not turn them around."""
BORROWED_CELLS: Final = 20.0
"""Cells' worth of weight that an entry rate of a region or an activity borrows from the rate of all."""

CONVENTIONS: Final = {
    "strength": "strength itself, 0 where unknown",
    "current": "logarithm of strength, from 0.01 to 100",
    "distance": "logarithm of strength over its yearly standard deviation",
    "past_peak": "highest logarithm of strength of the last 5 years less the current one",
    "past_mean": "mean logarithm of strength of the last 8 years less the current one",
    "momentum": "change of the logarithm of strength over the horizon",
    "last_move": "yearly change of the logarithm of strength since the period before",
    "unrest": "logarithm of the yearly standard deviation",
    "density": "relatedness density, proximity max, own term in both sums",
    "purged_density": "residual of density on diversity and ubiquity, absent and present cells apart, in sd",
    "relative_density": "density in standard deviations over the options of the region",
    "depth": "strength-weighted density, purged",
    "neighbour_growth": "momentum of related activities, weighted by proximity",
    "similar_regions": "share of similar regions that have it, purged",
    "linkage": "share of purchases and sales with activities the region has, purged",
    "leading_density": "density in the leading space, purged",
    "region_momentum": "mean momentum of the region's cells",
    "activity_momentum": "mean momentum of the activity's cells",
    "region_entries": "share of the region's options of the last window that entered, shrunk",
    "activity_entries": "share of the regions without it in the last window that entered, shrunk",
    "diversity": "share of activities the region has",
    "popularity": "share of regions that have the activity",
    "region_size": "logarithm of the region's total over the mean of regions",
    "activity_size": "logarithm of the activity's total over the mean of activities",
    "region_growth": "growth of the region's total over the horizon, relative to all, logarithm",
    "activity_growth": "growth of the activity's total over the horizon, relative to all, logarithm",
}

__all__ = ["CONVENTIONS", "RISING", "feature_arrays", "option_features"]


def option_features(history: History, horizon: int) -> xr.Dataset:
    """Features of every cell at the last year of a history.

    Parameters
    ----------
    history : History
        What is known, from :func:`~growthpole.opportunities.history_of`; cut it with ``until`` for an earlier year.
    horizon : int
        H in years, for momentum and growth.

    Returns
    -------
    Dataset
        On [region, activity], unit 1, a variable for each feature, present and absent cells alike; purged ones
        compare like with like. ``attrs["year"]`` is the year.

    Examples
    --------
    >>> import numpy as np, xarray as xr
    >>> from growthpole.opportunities import history_of
    >>> from growthpole.tables import Panel
    >>> labels = {"period": [2019, 2020], "region": ["N", "S"], "activity": ["a", "b"]}
    >>> jobs = xr.DataArray([[[8.0, 2.0], [5.0, 5.0]], [[6.0, 4.0], [5.0, 5.0]]], coords=labels, dims=list(labels))
    >>> found = option_features(history_of(Panel(jobs, "person")), horizon=1)
    >>> found.momentum.sel(region="N").values.round(2)
    array([-0.12,  0.44])

    References
    ----------
    Hidalgo, C. A., Klinger, B., Barabási, A.-L., Hausmann, R. (2007). The product space conditions the development
    of nations. Science 317(5837), 482–487. doi:10.1126/science.1144581
    Merton, R. C. (1974). On the pricing of corporate debt: the risk structure of interest rates. Journal of Finance
    29(2), 449–470. doi:10.2307/2978814 (distance to a threshold in units of volatility)
    """
    coords = {REGION: list(history.regions), ACTIVITY: list(history.activities)}
    variables = {
        name: result(
            xr.DataArray(values, coords=coords, dims=(REGION, ACTIVITY)),
            name=name,
            unit="1",
            convention=CONVENTIONS[name],
        )
        for name, values in feature_arrays(history, horizon).items()
    }
    found = xr.Dataset(variables)
    found.attrs = {"year": history.last, "horizon": horizon}
    return found


def feature_arrays(history: History, horizon: int) -> dict[str, Floats]:
    """Features [region, activity] by name at the last year of a history; finite where strength is known."""
    path = path_of(history, horizon)
    present = standing(history)
    shape = present.shape
    rows = {"diversity": present.mean(axis=1), "region_momentum": _mean(path.momentum, 1)}
    columns = {"popularity": present.mean(axis=0), "activity_momentum": _mean(path.momentum, 0)}
    rows["region_entries"], columns["activity_entries"] = _entry_rates(history, horizon)
    rows["region_size"], rows["region_growth"] = _sizes(history, horizon, axis=2)
    columns["activity_size"], columns["activity_growth"] = _sizes(history, horizon, axis=1)
    found = {
        "strength": history.strengths[-1],
        "current": path.current,
        "distance": path.distance,
        "past_peak": path.peak,
        "past_mean": path.mean,
        "momentum": path.momentum,
        "last_move": path.last_move,
        "unrest": np.log(path.unrest),
        **densities(history, path),
        **{name: np.broadcast_to(values[:, None], shape) for name, values in rows.items()},
        **{name: np.broadcast_to(values[None, :], shape) for name, values in columns.items()},
    }
    return {name: np.where(np.isnan(values), 0.0, values) for name, values in found.items()}


def _entry_rates(history: History, horizon: int) -> tuple[Floats, Floats]:
    """Entry rates by region and by activity over the last window that is over; 0 for all where there is none."""
    before = [place for place, year in enumerate(history.years) if year <= history.last - horizon]
    if not before:
        return np.zeros(len(history.regions)), np.zeros(len(history.activities))
    then, now = history.strengths[before[-1]], history.strengths[-1]
    asked = (then < 1) & ~np.isnan(now)
    came = asked & (now >= 1)
    rate = came.sum() / max(int(asked.sum()), 1)
    by_region, by_activity = (
        (came.sum(axis=axis) + BORROWED_CELLS * rate) / (asked.sum(axis=axis) + BORROWED_CELLS) for axis in (1, 0)
    )
    return by_region, by_activity


def _sizes(history: History, horizon: int, axis: int) -> tuple[Floats, Floats]:
    """Size over the mean, and growth relative to all, of regions (axis 2) or activities (axis 1), as logarithms."""
    years = np.array(history.years)
    before = np.flatnonzero(years <= years[-1] - horizon)
    base = int(before[-1]) if len(before) else 0
    now, then = history.values[-1], history.values[base]
    size = _relative_size(now, ~np.isnan(now), axis - 1)
    # growth of what is known in both years: a value that was not reported has not grown from nothing
    both = ~np.isnan(now) & ~np.isnan(then)
    grown = _relative_size(now, both, axis - 1) - _relative_size(then, both, axis - 1)
    span = int(years[-1] - years[base])
    return size, np.where(both.any(axis=axis - 1), grown, 0.0) * (horizon / span if span else 0.0)


def _relative_size(table: Floats, known: np.ndarray, axis: int) -> Floats:
    """Logarithm of the totals of the known cells over their mean."""
    totals = np.where(known, table, 0.0).sum(axis=axis)
    whole = totals.sum()
    share = totals / whole * len(totals) if whole > 0 else np.zeros(len(totals))
    return logs(share)


def _mean(values: Floats, axis: int) -> Floats:
    return np.asarray(values.mean(axis=axis), dtype=np.float64)
