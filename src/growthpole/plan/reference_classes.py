"""Reference classes: how often did regions like this one grow as fast as the target asks?

A *window* is a span of years a region's level can be followed through: consecutive years, none of them the first on
another base. Where no window is as long as the horizon, one is *composed* of the region's own yearly steps in order
of time, the gap left out, and says so. The outside view (Kahneman and Tversky 1979): a share of cases and its range
over origins, never the probability of one region.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import numpy as np

from growthpole.dims import PATH, PERIOD, REASONS, REGION, require_dims, result
from growthpole.errors import InputError, listed

if TYPE_CHECKING:
    import xarray as xr

WINDOW: Final = "window"
MOST_YEARS: Final = 50

__all__ = ["reference_odds", "reference_paths", "reference_windows"]

_CONVENTION: Final = "windows of consecutive years on one base; overlapping windows are not independent"


def reference_windows(levels: xr.DataArray, horizon: int, *, breaks: Iterable[int] = ()) -> xr.DataArray:
    """Growth a year of each region over every comparable window of up to ``horizon`` years.

    Parameters
    ----------
    levels : DataArray [period, region]
        Levels of one indicator; ``period`` whole years, in any order, gaps allowed.
    horizon : int
        Longest window in years, 1 to 50.
    breaks : iterable of int
        Years whose level stands on another base than the year before: no window runs into one.

    Returns
    -------
    DataArray [window, region]
        ``(level at end / level at start) ** (1 / years) − 1`` (fraction a year) with the coordinates ``start``,
        ``end``, ``years`` and ``composed``; NaN with its reason where a level is missing or not positive. Composed
        windows are there only when no other is ``horizon`` years long.

    Raises
    ------
    InputError
        Years or the horizon are no whole numbers in their range, or no step between years is comparable.

    Examples
    --------
    >>> import xarray as xr
    >>> levels = xr.DataArray(
    ...     [[100.0], [110.0], [60.0], [66.0]],
    ...     coords={"period": [2015, 2016, 2018, 2019], "region": ["N"]},
    ...     dims=("period", "region"),
    ... )
    >>> found = reference_windows(levels, 2, breaks=[2018])
    >>> found["window"].values.tolist()
    ['2015–2016', '2018–2019', '2015–2016, 2018–2019']
    >>> found.values.round(3).ravel().tolist()
    [0.1, 0.1, 0.1]

    References
    ----------
    Flyvbjerg, B. (2006). From Nobel Prize to project management: getting risks right. Project Management Journal
    37(3), 5–15. doi:10.1177/875697280603700302
    """
    import xarray as xr

    steps, reason, years = _steps(levels, horizon, breaks)
    spans = _spans(years, horizon)
    logs = np.stack([steps[span].mean(axis=0) for span in spans])
    reasons = np.stack([reason[span].max(axis=0) for span in spans])
    growth = xr.DataArray(
        np.expm1(logs),
        dims=(WINDOW, REGION),
        coords={
            WINDOW: [_label([years[at] for at in span]) for span in spans],
            REGION: levels[REGION].values,
            "start": (WINDOW, [years[span[0]] for span in spans]),
            "end": (WINDOW, [years[span[-1]] + 1 for span in spans]),
            "years": (WINDOW, [len(span) for span in spans]),
            "composed": (WINDOW, [not _runs([years[at] for at in span]) for span in spans]),
        },
    )
    why = xr.DataArray(reasons, dims=(WINDOW, REGION), coords={WINDOW: growth[WINDOW].values, REGION: growth[REGION]})
    return result(growth, name="growth", unit="1", convention=_CONVENTION, reason=why)


def reference_odds(windows: xr.DataArray, horizon: int, required: float) -> xr.Dataset:
    """Share of cases whose growth reached what is required, by window and in all, with its range over origins.

    Parameters
    ----------
    windows : DataArray [window, region]
        As :func:`reference_windows` gives them.
    horizon : int
        Years until the target.
    required : float
        Growth a year the target asks for (fraction).

    Returns
    -------
    Dataset
        By window ``cases``, ``reached``, ``share`` and the ``median`` growth a year; over the windows of ``horizon``
        years ``all_cases``, ``all_reached``, ``all_share``; ``low`` and ``high``, the least and the greatest share of
        a window at least half as long as the horizon. NaN where there is no case.

    Raises
    ------
    InputError
        No window is as long as the horizon, or ``required`` is no number above −1.

    Examples
    --------
    >>> import xarray as xr
    >>> levels = xr.DataArray(
    ...     [[100.0, 100.0], [110.0, 101.0], [120.0, 103.0]],
    ...     coords={"period": [2015, 2016, 2017], "region": ["N", "S"]},
    ...     dims=("period", "region"),
    ... )
    >>> odds = reference_odds(reference_windows(levels, 2), 2, 0.05)
    >>> float(odds["all_share"]), int(odds["all_reached"]), int(odds["all_cases"])
    (0.5, 1, 2)

    References
    ----------
    Kahneman, D. and Tversky, A. (1979). Intuitive prediction: biases and corrective procedures. TIMS Studies in
    Management Science 12, 313–327.
    """
    import xarray as xr

    require_dims(windows, (WINDOW, REGION), "windows")
    if not (np.isfinite(required) and required > -1):
        raise InputError("outside-range", name="required", low=-1, high="∞", received=required)
    values = windows.transpose(WINDOW, REGION).values
    years, whole = windows["years"].values, windows["years"].values == horizon
    if not whole.any():
        raise InputError("no-comparable-window", horizon=horizon, known=listed(windows[WINDOW].values.tolist(), 20))
    known = np.isfinite(values)
    cases, reached = known.sum(axis=1), ((values >= required) & known).sum(axis=1)
    empty = cases == 0
    share = np.where(empty, np.nan, reached / np.where(empty, 1, cases))
    medians = [float(np.median(row[held])) if held.any() else np.nan for row, held in zip(values, known, strict=True)]
    near = share[(2 * years >= horizon) & ~empty]
    all_cases = int(cases[whole].sum())
    found = {
        "cases": (WINDOW, cases.astype(np.float64)),
        "reached": (WINDOW, reached.astype(np.float64)),
        "share": (WINDOW, share),
        "median": (WINDOW, np.array(medians)),
        "all_cases": ((), float(all_cases)),
        "all_reached": ((), float(reached[whole].sum())),
        "all_share": ((), float(reached[whole].sum() / all_cases) if all_cases else np.nan),
        "low": ((), float(near.min()) if near.size else np.nan),
        "high": ((), float(near.max()) if near.size else np.nan),
    }
    odds = xr.Dataset(found, coords={name: windows[name] for name in (WINDOW, "start", "end", "years", "composed")})
    units = {"cases": "case", "reached": "case", "all_cases": "case", "all_reached": "case"}
    for name in odds.data_vars:
        odds[name].attrs = {"unit": units.get(str(name), "1")}
    odds.attrs = {"convention": _CONVENTION, "horizon": horizon, "required": float(required)}
    return odds


def reference_paths(levels: xr.DataArray, horizon: int, *, breaks: Iterable[int] = ()) -> xr.DataArray:
    """Every path a region of the class would trace from 1 by its own yearly steps, begun at each of them in turn.

    The steps of a region follow each other in order of time and, after the last, from the first again (circular
    blocks): each step counts equally often at every horizon, and over as many years as there are steps a region has
    one end only.

    Parameters
    ----------
    levels, horizon, breaks
        As for :func:`reference_windows`.

    Returns
    -------
    DataArray [path, period]
        Factor on the base after 1 … ``horizon`` years, with the coordinates ``region`` and ``first`` (year the first
        step starts) of each path; regions with a step that is not known are left out.

    Raises
    ------
    InputError
        As :func:`reference_windows`; or no region has all steps.

    Examples
    --------
    >>> import xarray as xr
    >>> levels = xr.DataArray(
    ...     [[100.0], [110.0], [132.0]],
    ...     coords={"period": [2015, 2016, 2017], "region": ["N"]},
    ...     dims=("period", "region"),
    ... )
    >>> reference_paths(levels, 2).values.round(2).tolist()
    [[1.1, 1.32], [1.2, 1.32]]

    References
    ----------
    Politis, D. N. and Romano, J. P. (1992). A circular block-resampling procedure for stationary data. In LePage, R.
    and Billard, L. (eds), Exploring the Limits of Bootstrap. Wiley, 263–270.
    """
    import xarray as xr

    steps, _, years = _steps(levels, horizon, breaks)
    held = np.isfinite(steps).all(axis=0)
    if not held.any():
        raise InputError("no-comparable-window", horizon=horizon, known="–")
    regions = levels[REGION].values[held]
    order = (np.arange(len(years))[:, None] + np.arange(horizon)[None, :]) % len(years)
    paths = np.exp(np.cumsum(steps[:, held][order], axis=1))  # first step, years on, region
    flat = paths.transpose(2, 0, 1).reshape(-1, horizon)
    found = xr.DataArray(
        flat,
        dims=(PATH, PERIOD),
        coords={
            PATH: np.arange(len(flat)),
            PERIOD: np.arange(1, horizon + 1),
            REGION: (PATH, np.repeat(regions, len(years))),
            "first": (PATH, np.tile(years, len(regions))),
        },
    )
    return result(found, name="factor", unit="1", convention=f"circular blocks; {_CONVENTION}")


def _steps(levels: xr.DataArray, horizon: int, breaks: Iterable[int]) -> tuple[np.ndarray, np.ndarray, list[int]]:
    """Logarithmic growth [step, region], why it is not known, and the year each comparable step starts."""
    require_dims(levels, (PERIOD, REGION), "levels")
    if not (isinstance(horizon, int) and 1 <= horizon <= MOST_YEARS):
        raise InputError("not-whole", name="horizon", low=1, high=MOST_YEARS, received=horizon)
    stated = levels[PERIOD].values.tolist()
    for year in stated:
        if not isinstance(year, int):
            raise InputError("not-a-year", period=year)
    ordered = levels.sortby(PERIOD).transpose(PERIOD, REGION)
    years, new_bases = sorted(stated), set(breaks)
    starts = [at for at, year in enumerate(years[:-1]) if years[at + 1] == year + 1 and year + 1 not in new_bases]
    if not starts:
        raise InputError("no-comparable-window", horizon=1, known=listed(years, 20))
    values = ordered.values.astype(np.float64)
    missing, unfit = ~np.isfinite(values), np.nan_to_num(values, nan=1.0) <= 0
    logs = np.log(np.where(missing | unfit, np.nan, values))
    reason = np.where(missing, REASONS["missing"], np.where(unfit, REASONS["zero_base"], 0))
    at = np.array(starts)
    return logs[at + 1] - logs[at], np.maximum(reason[at + 1], reason[at]), [years[place] for place in starts]


def _spans(years: list[int], horizon: int) -> list[list[int]]:
    """Places of the steps of each window: the shorter first, then by year; composed ones only where needed."""
    found: list[list[int]] = []
    for length in range(1, min(horizon, len(years)) + 1):
        spans = [list(range(at, at + length)) for at in range(len(years) - length + 1)]
        whole = [span for span in spans if _runs([years[at] for at in span])]
        found += whole or (spans if length == horizon else [])
    return found


def _runs(years: list[int]) -> bool:
    return years[-1] - years[0] == len(years) - 1


def _label(years: list[int]) -> str:
    """Runs of years as they are written: ``2015–2016, 2018–2021``."""
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][1] == year:
            runs[-1][1] = year + 1
        else:
            runs.append([year, year + 1])
    return ", ".join(f"{start}–{end}" for start, end in runs)
