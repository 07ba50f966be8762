"""Re-forecast: the plan's paths from where we really are, and what is still needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells, cagr_band
from growthpole.dims import PATH, PERIOD, QUANTILE, result
from growthpole.errors import InputError, listed
from growthpole.tables.bands import Band
from growthpole.tables.breaks import SeriesBreak, require_no_crossing

__all__ = ["reforecast"]


def reforecast(
    paths: xr.DataArray,
    actual: Band,
    period: int,
    *,
    target: Band | None = None,
    goal: int | None = None,
    quantiles: Sequence[float] = (0.1, 0.5, 0.9),
    breaks: Iterable[SeriesBreak] = (),
    base: int | None = None,
    series: Mapping[str, str] | None = None,
) -> xr.Dataset:
    """Fan of simulated paths re-based to the newest actual, and the growth still needed to reach a target.

    Every path goes on from the actual by its own growth: ``x'_j[t] = A · x_j[t] / x_j[s]`` for periods t after the
    actual's s. The need is ``(target / A)^(1 / (goal − s)) − 1`` with its rounding band.

    Parameters
    ----------
    paths : DataArray
        x [path, period], above zero in ``period``; periods are whole years.
    actual : Band
        A with the band its printed digits leave (:func:`growthpole.tables.bands.printed_band`), in the unit of the
        paths; of a whole year, never a year to date.
    period : int
        Year s of the actual.
    target, goal : Band, int, optional
        Level to be reached, and the year, after s; together or not at all.
    quantiles : sequence of float
        Of the fan, from 0 to 1.
    breaks, base, series : iterable of SeriesBreak, int, mapping
        Breaks that are known; last year of the history the paths rest on (the year before their first by default); and
        the ``region``, ``activity``, ``indicator``, ``scope`` that the paths are of.

    Returns
    -------
    Dataset
        ``fan`` [quantile, period] for the periods after s, in the unit of the paths; ``ratio``, the actual over the
        median path in s; ``place``, the share of paths at or below the actual in s. With a target also ``needed``,
        ``needed_low``, ``needed_high`` (fractions per year) and ``odds``, the share of re-based paths at or above the
        target in its year; unit 1.

    Raises
    ------
    InputError
        Not [path, period], a period the paths do not have, a path not above zero in s, a goal not after it, a target
        without a goal, a break between base and actual.

    Examples
    --------
    >>> import xarray as xr
    >>> from growthpole.diagnose import Band
    >>> labels = {"path": [0, 1], "period": [2024, 2025]}
    >>> paths = xr.DataArray([[100.0, 110.0], [100.0, 120.0]], coords=labels, dims=["path", "period"])
    >>> found = reforecast(paths, Band(90.0, 89.5, 90.5), 2024, target=Band(105, 105, 105), goal=2025, quantiles=[0.5])
    >>> found.fan.values.round(6).tolist(), found.odds.item(), round(found.needed.item(), 4)
    ([[103.5]], 0.5, 0.1667)

    References
    ----------
    Hyndman, R. J., Athanasopoulos, G. (2021). Forecasting: Principles and Practice, 3rd ed., §5.5. OTexts.
    """
    values = _cells.levels(paths, (PATH, PERIOD), "paths", signed=True)
    if values.ndim != 2:
        raise InputError("one-table", name="paths", dims=listed(values.dims))
    values = values.transpose(PATH, PERIOD)
    years = values.indexes[PERIOD]
    if years.dtype.kind not in "iu":
        raise InputError("not-a-year", period=listed(years))
    for year in (period, *(() if goal is None else (goal,))):
        if year not in years:
            raise InputError("no-such-label", dim=PERIOD, label=year, known=listed(years))
    if (target is None) != (goal is None) or (goal is not None and goal <= period):
        raise InputError("reforecast-goal", period=period, goal="–" if goal is None else goal)
    if not all(0 <= one <= 1 for one in quantiles):
        raise InputError("not-a-share", name="quantiles", received=listed(quantiles))
    require_no_crossing(
        breaks, "reforecast", str(min(years) - 1 if base is None else base), str(period), **dict(series or {})
    )
    now = values.sel({PERIOD: period}).values
    if (now <= 0).any():
        raise InputError("not-above", name=f"paths[period={period}]", floor=0, received=float(now.min()))
    moved = values.sel({PERIOD: years[years > period]})
    moved = moved.copy(data=actual.value * (moved.values / now[:, None]))
    unit, told = _cells.stated_unit(paths), f"paths re-based to the actual of {period}"
    fan = xr.DataArray(
        np.quantile(moved.values, list(quantiles), axis=0) if moved.size else np.empty((len(quantiles), 0)),
        coords={QUANTILE: list(quantiles), PERIOD: moved.indexes[PERIOD]},
        dims=(QUANTILE, PERIOD),
    )
    numbers = {"ratio": actual.value / float(np.median(now)), "place": float((now <= actual.value).mean())}
    if target is not None and goal is not None:
        need = cagr_band(actual, target, goal - period)
        numbers |= {"needed": need.value, "needed_low": need.low, "needed_high": need.high}
        numbers["odds"] = float((moved.sel({PERIOD: goal}).values >= target.value).mean())
    found = {"fan": result(fan, name="fan", unit=unit, convention=told)}
    found |= {
        name: result(xr.DataArray(number), name=name, unit="1", convention=told) for name, number in numbers.items()
    }
    return xr.Dataset(found)
