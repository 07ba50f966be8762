"""Cases of a forecast: the cells whose outcome is known, checked once on the way in.

Outcomes are 1 (event), 0 (none) or NaN (no case). What was said of the cases is matched to them by label and taken
out as one row of numbers, in the order of the outcomes' cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import xarray as xr

from growthpole.dims import REASONS, align, require_dims, result
from growthpole.errors import InputError, listed

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
Missing = Literal["raise", "lowest"]

_SHOWN = 5
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Cases:
    """Outcomes and where they are known.

    Attributes
    ----------
    events : DataArray
        The outcomes as given, any dims, each with labels.
    at : array of bool
        Whether a cell is a case, in the shape of ``events``.
    happened : array of bool [case]
        Whether the event came about.
    """

    events: xr.DataArray
    at: Flags
    happened: Flags

    @property
    def base_rate(self) -> float:
        """Share of events among the cases, NaN without cases."""
        return float(self.happened.mean()) if self.happened.size else np.nan

    def aligned(self, x: xr.DataArray, name: str) -> xr.DataArray:
        """``x`` in the labels and the order of dims of the outcomes."""
        dims = tuple(map(str, self.events.dims))
        require_dims(x, dims, name)
        beyond = [str(dim) for dim in x.dims if dim not in dims]
        if beyond:
            raise InputError("missing-dims", name="events", missing=listed(beyond), dims=listed(dims) or "–")
        if x.dtype.kind not in "biuf":
            raise InputError("not-numeric", name=name, received=str(x.dtype))
        return align(self.events, x)[1].transpose(*dims).astype(np.float64)

    def values(self, x: xr.DataArray, name: str) -> Numbers:
        """Finite or missing values of ``x`` at the cases."""
        matched = self.aligned(x, name)
        bad = np.isinf(matched.values) & self.at
        if bad.any():
            raise InputError("infinite-cells", name=name, count=int(bad.sum()), cells=cells(matched, bad))
        return np.asarray(matched.values[self.at])

    def complete(self, x: xr.DataArray, name: str) -> Numbers:
        """Finite values of ``x`` at the cases, none missing."""
        found = self.values(x, name)
        if np.isnan(found).any():
            raise InputError("missing-cells", name=name, **self._absent(x, name))
        return found

    def probabilities(self, x: xr.DataArray, name: str) -> Numbers:
        """Probabilities at the cases, none missing; one outside 0 to 1 is refused wherever it stands."""
        matched = self.aligned(x, name)
        bad = (matched.values < 0) | (matched.values > 1)
        if bad.any():
            raise InputError("not-probabilities", name=name, count=int(bad.sum()), cells=cells(matched, bad))
        return self.complete(x, name)

    def scores(self, x: xr.DataArray, missing: Missing) -> Numbers:
        """Scores at the cases; a missing one is refused, or takes a place below all others."""
        one_of("missing", missing, ("raise", "lowest"))
        found = self.values(x, "scores")
        absent = np.isnan(found)
        if not absent.any():
            return found
        if missing == "raise":
            raise InputError("unscored-cases", cases=found.size, **self._absent(x, "scores"))
        # places instead of values: no number is sure to be below the lowest score
        places = np.zeros(found.size)
        places[~absent] = np.unique(found[~absent], return_inverse=True)[1] + 1
        return places

    def places(self, dim: str) -> npt.NDArray[np.intp]:
        """Position of each case along ``dim``."""
        require_dims(self.events, (dim,), "events")
        axis = self.events.dims.index(dim)
        return np.asarray(np.nonzero(self.at)[axis])

    def _absent(self, x: xr.DataArray, name: str) -> dict[str, object]:
        matched = self.aligned(x, name)
        bad = np.isnan(matched.values) & self.at
        return {"count": int(bad.sum()), "cells": cells(matched, bad)}


def cases_of(events: xr.DataArray) -> Cases:
    """Cases of outcomes that are bool, or 0, 1 and NaN.

    Raises
    ------
    InputError
        Not an array, not numbers, or values other than 0, 1 and NaN.
    LabelMismatch
        A dimension without labels or with repeated ones.

    Examples
    --------
    >>> events = xr.DataArray([1, np.nan, 0], coords={"region": ["N", "S", "W"]}, dims="region")
    >>> cases_of(events).happened
    array([ True, False])
    """
    require_dims(events, map(str, getattr(events, "dims", ())), "events")
    if events.dtype.kind not in "biuf":
        raise InputError("not-numeric", name="events", received=str(events.dtype))
    data = events.values
    at = np.ones(data.shape, dtype=bool) if data.dtype.kind == "b" else ~np.isnan(data)
    bad = at & (data != 0) & (data != 1)
    if bad.any():
        raise InputError("not-events", name="events", count=int(bad.sum()), cells=cells(events, bad))
    return Cases(events, at, np.asarray(data[at] == 1))


def known(outcomes: xr.DataArray) -> Cases:
    """Cases of outcomes that are any numbers: those that are known; none of them is an event.

    Raises
    ------
    InputError
        Not an array, or not numbers.
    LabelMismatch
        A dimension without labels or with repeated ones.

    Examples
    --------
    >>> known(xr.DataArray([1.5, np.nan], coords={"region": ["N", "S"]}, dims="region")).at
    array([ True, False])
    """
    require_dims(outcomes, map(str, getattr(outcomes, "dims", ())), "outcomes")
    if outcomes.dtype.kind not in "biuf":
        raise InputError("not-numeric", name="outcomes", received=str(outcomes.dtype))
    at = ~np.isnan(outcomes.values.astype(np.float64))
    return Cases(outcomes, at, np.zeros(int(at.sum()), dtype=bool))


def cells(x: xr.DataArray, mask: Flags) -> str:
    """Labels and values of the first cells where ``mask`` holds, for a message.

    Examples
    --------
    >>> x = xr.DataArray([1.0, -2.0], coords={"region": ["N", "S"]}, dims="region")
    >>> cells(x, x.values < 0)
    'region=S: -2.0'
    """
    found = np.argwhere(mask)
    shown = []
    for index in found[:_SHOWN]:
        place = ", ".join(f"{dim}={x[dim].values[i]}" for dim, i in zip(x.dims, index, strict=True))
        shown.append(": ".join(part for part in (place, str(x.values[tuple(index)])) if part))
    return "; ".join(shown) + ("; …" if len(found) > _SHOWN else "")


def one_of(option: str, value: object, known: Sequence[str]) -> None:
    """Raise :class:`InputError` unless ``value`` is one of ``known``."""
    if value not in known:
        raise InputError("unknown-option", option=option, value=value, known=", ".join(known))


def whole(name: str, value: object, low: int = 1, high: int = _LARGEST) -> int:
    """``value`` as an int, refused unless it is a whole number from ``low`` to ``high``."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not low <= value <= high:
        raise InputError("not-whole", name=name, low=low, high=high, received=value)
    return int(value)


def inside(name: str, value: float, high: float = 1.0) -> float:
    """``value``, refused unless it lies between 0 and ``high``, ends excluded."""
    if not 0 < value < high:
        raise InputError("outside-range", name=name, low=0, high=high, received=value)
    return value


def finished(value: float, name: str, convention: str, unit: str = "1") -> xr.DataArray:
    """A single number as a result, ``not_applicable`` where it is NaN."""
    code = REASONS["not_applicable"] if np.isnan(value) else 0
    return result(xr.DataArray(value), name=name, unit=unit, convention=convention, reason=xr.DataArray(code))
