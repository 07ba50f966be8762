"""Control limits: is a deviation more than the process has always shown?

The individuals chart sets its limits by how much neighbouring points differ, not by how much all points do, so that
a shift or a trend does not widen the limits that should reveal it. Two rules speak: a point beyond the limits, and
eight points in a row on one side of the mean.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells
from growthpole.dims import PERIOD, REASONS, result
from growthpole.errors import InputError, listed

__all__ = ["BEYOND", "RUN", "RUN_LENGTH", "control_limits"]

FACTOR: Final = 2.66
RANGE_FACTOR: Final = 3.267
RUN_LENGTH: Final = 8
ROUNDING: Final = 1e-12
FEWEST: Final = 3
BEYOND, RUN = "beyond", "run"


def control_limits(series: xr.DataArray, *, baseline: int | None = None, centre: float | None = None) -> xr.Dataset:
    """Individuals chart of a series: mean, limits, and the points that are more than noise.

    ``limits = mean ± 2.66 · mean |x_t − x_{t−1}|``, 2.66 = 3 / 1.128 as printed, 1.128 the mean range of two normal
    draws; the upper limit of the moving range is 3.267 times its mean.

    Parameters
    ----------
    series : DataArray
        Values [period] in order of time, at equal distances, none missing: residuals from a plan, or growth rates.
        Levels that trend belong through a plan or a growth rate first.
    baseline : int, optional
        Number of first points the limits come from; all by default.
    centre : float, optional
        Where the process should be, such as 0 for deviations from a plan; by default the mean of the baseline. Around
        their own mean few points can hardly lie on one side of it.

    Returns
    -------
    Dataset
        On [period]: ``value``; ``moving_range`` (NaN with ``moving_range_reason`` ``not_applicable`` at the first);
        ``beyond`` (1 above, −1 below the limits, 0 inside); ``run`` (1, −1 where this point and the seven before lie
        above, below the mean; a point on it ends a run). Without dimension: ``centre``, ``lower``, ``upper``,
        ``mean_range``, ``range_upper``, in the unit of the series.

    Raises
    ------
    InputError
        Not [period], periods out of order, missing or infinite values, fewer than three points in the baseline.

    Examples
    --------
    >>> import xarray as xr
    >>> flow = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
    >>> found = control_limits(xr.DataArray(flow, coords={"period": range(1, 11)}, dims="period"))
    >>> round(found.centre.item(), 2), round(found.upper.item(), 1), int((found.beyond != 0).sum())
    (50.81, 55.8, 0)

    References
    ----------
    Wheeler, D. J., Chambers, D. S. (1992). Understanding Statistical Process Control, 2nd ed. SPC Press. The numbers
    of the example: NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2. doi:10.18434/M32189
    """
    values = _cells.levels(series, (PERIOD,), "series", signed=True)
    if values.ndim != 1:
        raise InputError("one-table", name="series", dims=listed(values.dims))
    if not values.indexes[PERIOD].is_monotonic_increasing:
        raise InputError("limits-order", periods=listed(values.indexes[PERIOD]))
    x = values.values
    used = len(x) if baseline is None else baseline
    if not FEWEST <= used <= len(x):
        raise InputError("limits-few", least=FEWEST, points=len(x), baseline=used)
    unit, told = _cells.stated_unit(series), f"individuals chart, limits from the first {used} points"
    ranges = np.abs(np.diff(x))
    middle = float(x[:used].mean()) if centre is None else float(centre)
    mean_range = float(ranges[: used - 1].mean())
    lower, upper = middle - FACTOR * mean_range, middle + FACTOR * mean_range
    # what differs by the rounding of a sum lies on the line
    rounding = ROUNDING * max(np.abs(x).max(), abs(middle))
    side = np.where(np.abs(x - middle) <= rounding, 0.0, np.sign(x - middle))
    line = {
        "value": (x, unit),
        "moving_range": (np.concatenate([[np.nan], ranges]), unit),
        BEYOND: ((x > upper + rounding).astype(float) - (x < lower - rounding), "1"),
        RUN: (_runs(side), "1"),
    }
    numbers = {"centre": middle, "lower": lower, "upper": upper, "mean_range": mean_range}
    numbers["range_upper"] = RANGE_FACTOR * mean_range
    found = {
        name: result(values.copy(data=data), name=name, unit=of, convention=told) for name, (data, of) in line.items()
    }
    found |= {
        name: result(xr.DataArray(number), name=name, unit=unit, convention=told) for name, number in numbers.items()
    }
    codes = np.zeros(len(x), dtype=np.int8)
    codes[0] = REASONS["not_applicable"]
    return xr.Dataset(found).assign_coords({"moving_range_reason": (PERIOD, codes)})


def _runs(side: np.ndarray) -> np.ndarray:
    """Side of the mean where a point ends a run of eight or more on it, else 0."""
    found = np.zeros(len(side))
    length = 0
    for at, here in enumerate(side):
        length = length + 1 if at and here == side[at - 1] else 1
        found[at] = here if length >= RUN_LENGTH else 0.0
    return found
