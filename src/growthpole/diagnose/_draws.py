"""Draws of a statistic: the same table, disturbed, and computed again by any number of workers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.random import Generator, default_rng

from growthpole.diagnose import _cells, _compositions, _noise
from growthpole.dims import ACTIVITY, REGION, align
from growthpole.errors import InputError, Undefined, listed

Statistic = Callable[..., xr.DataArray]
# draws of one task: the same for any number of workers, large enough to outweigh sending the table
_TASK = 25


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw: its own source of chance, and the activity it leaves out (or none)."""

    rng: Generator
    left_out: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """How a draw is made; sent to a worker as a whole."""

    x: xr.DataArray
    statistic: Statistic
    noise: _noise.Noise | None
    scale: float | None
    threshold: tuple[float, float] | None

    def values(self, draws: list[Draw]) -> np.ndarray:
        """The statistic [draw, region]; NaN for a draw in which it has no value."""
        return np.stack([self._value(draw) for draw in draws])

    def _value(self, draw: Draw) -> np.ndarray:
        table = self.x.copy(data=_noise.disturbed(self.x.values, self.noise, self.scale, draw.rng))
        options = {} if self.threshold is None else {"threshold": float(draw.rng.uniform(*self.threshold))}
        if draw.left_out is not None:
            table = table.drop_isel({ACTIVITY: draw.left_out})
        try:
            found = self.statistic(table, **options)
        except Undefined:
            return np.full(self.x.sizes[REGION], np.nan)
        return checked(found, self.x).values


def generator(rng: Generator | int) -> Generator:
    """``rng`` itself, or the source of chance a whole number stands for; never one that no one can repeat.

    Examples
    --------
    >>> generator(7).integers(10) == generator(7).integers(10)
    np.True_
    """
    return rng if isinstance(rng, Generator) else default_rng(_compositions.whole("rng", rng, 0, 2**63 - 1))


def checked(found: xr.DataArray, x: xr.DataArray) -> xr.DataArray:
    """The statistic as values [region] in the order of ``x``."""
    values = _cells.levels(found, (REGION,), "statistic", missing="absent", signed=True)
    if values.ndim != 1:
        raise InputError("one-table", name="statistic", dims=listed(values.dims))
    return align(x, values, dims=(REGION,))[1]


def tasks(rng: Generator, draws: int, activities: int) -> list[list[Draw]]:
    """Draws in tasks; each with a child of ``rng``, and the activity it leaves out when there are any to leave."""
    order = rng.permutation(activities) if activities else None
    every = [
        Draw(child, None if order is None else int(order[place % activities]))
        for place, child in enumerate(rng.spawn(draws))
    ]
    return [every[start : start + _TASK] for start in range(0, draws, _TASK)]


def turned(drawn: np.ndarray, anchor: xr.DataArray, asked: object) -> tuple[np.ndarray, float]:
    """Draws that agree in direction with the anchor, and the share that was turned over."""
    if isinstance(asked, str):
        _cells.one_of("anchor", asked, ("point",))
    known = ~np.isnan(drawn) & ~np.isnan(anchor.values)
    count = np.maximum(known.sum(axis=1, keepdims=True), 1)
    centred = [
        np.where(known, part - np.where(known, part, 0.0).sum(axis=1, keepdims=True) / count, 0.0)
        for part in (drawn, np.broadcast_to(anchor.values, drawn.shape))
    ]
    direction = np.sign((centred[0] * centred[1]).sum(axis=1))
    return np.where(direction == 0, np.nan, direction)[:, None] * drawn, float((direction < 0).mean())
