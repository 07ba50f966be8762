"""Medians of logs in tables with gaps, and what lies a power of ten from them."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["DEVIATIONS", "NEAR", "median", "power_of_ten", "sigma", "window_median"]

Floats = npt.NDArray[np.float64]
NEAR: Final = 0.15
"""How far from a power of ten, in decades, a slip may seem: a factor of 1.4 either way."""
DEVIATIONS: Final = 6.0
_TO_SIGMA: Final = 1.4826
_FLOOR: Final = 0.01
_WINDOW: Final = 5


def median(values: Floats, axis: int) -> Floats:
    """Median of what is known; NaN, and no warning, where nothing is.

    Examples
    --------
    >>> median(np.array([[1.0, np.nan], [3.0, np.nan]]), 0).tolist()
    [2.0, nan]
    """
    moved = np.sort(np.moveaxis(values, axis, -1), axis=-1)
    count = (~np.isnan(moved)).sum(axis=-1)
    if not moved.shape[-1]:
        return np.full(count.shape, np.nan)
    places = [np.maximum(count - 1, 0) // 2, np.maximum(count, 1) // 2]
    low, high = (np.take_along_axis(moved, place[..., None], axis=-1)[..., 0] for place in places)
    found: Floats = (low + high) / 2
    return found


def sigma(deviations: Floats, axis: int) -> Floats:
    """Robust standard deviation about zero: 1.4826 times the median absolute deviation, at least 0.01 decades."""
    wide = _TO_SIGMA * median(np.abs(deviations), axis)
    return np.where(np.isnan(wide), np.nan, np.maximum(wide, _FLOOR))


def window_median(values: Floats) -> Floats:
    """For each place of each row the median of the five nearest places, itself among them.

    Examples
    --------
    >>> window_median(np.array([[1.0, 1.0, 9.0, 1.0, 1.0, 2.0]])).tolist()
    [[1.0, 1.0, 1.0, 1.0, 1.0, 1.0]]
    """
    length = values.shape[1]
    width = min(_WINDOW, length)
    starts = np.clip(np.arange(length) - width // 2, 0, length - width)
    return median(values[:, starts[:, None] + np.arange(width)], 2)


def power_of_ten(deviations: Floats, scale: Floats) -> npt.NDArray[np.int64]:
    """The power of ten a deviation is, 0 where it is none or not clearly one."""
    with np.errstate(invalid="ignore"):
        power = np.rint(deviations)
        clear = (np.abs(deviations - power) <= NEAR) & (np.abs(deviations) > DEVIATIONS * scale)
    return np.where(clear, power, 0.0).astype(np.int64)
