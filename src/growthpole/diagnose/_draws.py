"""Draws of a statistic: the same table, disturbed, and computed again by any number of workers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.random import Generator

from growthpole.diagnose import _cells, noises
from growthpole.dims import ACTIVITY, REGION, align
from growthpole.errors import InputError, Undefined, listed

DRAW = "draw"
Statistic = Callable[..., xr.DataArray]
# cells of all tables of a task: a matter of memory, never of the number of workers
_TASK_CELLS = 1 << 18
_TASK_DRAWS = (25, 250)
# √½: a draw below it has less than half of its variance in common with the anchor, so more of it lies on other axes
OWN_AXIS = 0.5**0.5


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
    noise: noises.Noise | None
    scale: float | None
    threshold: tuple[float, float] | None
    batched: bool

    def point(self) -> xr.DataArray:
        """The statistic of the table as it is."""
        if not self.batched:
            return checked(self.statistic(self.x), self.x)
        return checked(self.statistic(self.x.expand_dims({DRAW: [0]})), self.x, (DRAW,))[0].drop_vars(DRAW)

    def values(self, draws: list[Draw]) -> np.ndarray:
        """The statistic [draw, region]; NaN for a draw in which it has no value."""
        made = [self._table(draw) for draw in draws]
        if not self.batched:
            return np.stack([self._value(*one, draw.left_out) for one, draw in zip(made, draws, strict=True)])
        numbers = {DRAW: np.arange(len(draws))}
        tables = np.stack([table for table, _ in made])
        for table, draw in zip(tables, draws, strict=True):
            if draw.left_out is not None:
                table[:, draw.left_out] = 0.0
        together = xr.DataArray(tables, coords={**numbers, **self.x.coords}, dims=(DRAW, *self.x.dims))
        thresholds = xr.DataArray([float(found) for _, found in made], coords=numbers, dims=DRAW)
        options = {} if self.threshold is None else {"threshold": thresholds}
        return checked(self.statistic(together, **options), self.x, (DRAW,)).values

    def _table(self, draw: Draw) -> tuple[np.ndarray, float]:
        """Disturbed values and the threshold, always drawn in this order."""
        table = noises.disturbed(self.x.values, self.noise, self.scale, draw.rng)
        return table, np.nan if self.threshold is None else float(draw.rng.uniform(*self.threshold))

    def _value(self, values: np.ndarray, threshold: float, left_out: int | None) -> np.ndarray:
        table = self.x.copy(data=values)
        if left_out is not None:
            table = table.drop_isel({ACTIVITY: left_out})
        options = {} if self.threshold is None else {"threshold": threshold}
        try:
            found = self.statistic(table, **options)
        except Undefined:
            return np.full(self.x.sizes[REGION], np.nan)
        return checked(found, self.x).values


def checked(found: xr.DataArray, x: xr.DataArray, lead: tuple[str, ...] = ()) -> xr.DataArray:
    """The statistic as values [*lead, region] in the order of ``x``."""
    values = _cells.levels(found, (*lead, REGION), "statistic", missing="absent", signed=True)
    if set(values.dims) != {*lead, REGION}:
        raise InputError("one-table", name="statistic", dims=listed(values.dims))
    return align(x, values, dims=(REGION,))[1].transpose(*lead, REGION)


def tasks(rng: Generator, draws: int, x: xr.DataArray, *, leave_out: bool) -> list[list[Draw]]:
    """Draws in tasks; each with a child of ``rng``, and the activity it leaves out when one is to be left out."""
    activities = x.sizes[ACTIVITY]
    order = rng.permutation(activities) if leave_out else None
    every = [
        Draw(child, None if order is None else int(order[place % activities]))
        for place, child in enumerate(rng.spawn(draws))
    ]
    size = int(np.clip(_TASK_CELLS // max(x.size, 1), *_TASK_DRAWS))
    return [every[start : start + size] for start in range(0, draws, size)]


@dataclass(frozen=True, slots=True)
class Turned:
    """Draws that agree in direction with the anchor.

    Attributes
    ----------
    drawn : array [draw, region]
        The draws, turned; NaN in one that does not correlate at all.
    turned : float
        Share that was turned over.
    other_axis : float
        Share whose correlation with the anchor is below ``OWN_AXIS`` in size, of those that have one.
    """

    drawn: np.ndarray
    turned: float
    other_axis: float


def turned(drawn: np.ndarray, anchor: xr.DataArray, asked: object) -> Turned:
    """Each draw turned to agree with the anchor, and how many agree with it only by half or less."""
    if isinstance(asked, str):
        _cells.one_of("anchor", asked, ("point",))
    known = ~np.isnan(drawn) & ~np.isnan(anchor.values)
    count = np.maximum(known.sum(axis=1, keepdims=True), 1)
    one, other = (
        np.where(known, part - np.where(known, part, 0.0).sum(axis=1, keepdims=True) / count, 0.0)
        for part in (drawn, np.broadcast_to(anchor.values, drawn.shape))
    )
    product, spread = (one * other).sum(axis=1), np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1))
    direction = np.sign(product)
    varies = spread > 0
    apart = varies & (np.abs(product) < OWN_AXIS * spread)
    share = float(apart.sum() / varies.sum()) if varies.any() else np.nan
    oriented = np.where(direction == 0, np.nan, direction)[:, None] * drawn
    return Turned(oriented, float((direction < 0).mean()), share)
