"""What the functions of advice are given: checked once on the way in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import xarray as xr

from growthpole.dims import REASON, require_dims
from growthpole.errors import InputError, listed


def numbers(x: xr.DataArray, dims: Sequence[str], name: str) -> xr.DataArray:
    """Values of ``x`` as float64 with exactly ``dims``, without attributes or reasons; NaN allowed, infinity not.

    Raises
    ------
    InputError
        Not an array, a dimension missing or too many, not numbers, infinite values.
    LabelMismatch
        A dimension without labels or with repeated ones.
    """
    require_dims(x, dims, name)
    if x.ndim != len(dims):
        raise InputError("one-table", name=name, dims=listed(x.dims))
    if x.dtype.kind not in "biuf":
        raise InputError("not-numeric", name=name, received=str(x.dtype))
    values = x.drop_vars(REASON, errors="ignore").astype(np.float64).transpose(*dims)
    values.attrs = {}
    infinite = values.copy(data=np.isinf(values.values))
    if bool(infinite.any()):
        raise InputError("infinite-cells", name=name, count=int(infinite.sum()), cells=cells(values, infinite))
    return values


def shares(x: xr.DataArray, dims: Sequence[str], name: str) -> xr.DataArray:
    """As :func:`numbers`, each from 0 to 1 or NaN."""
    values = numbers(x, dims, name)
    bad = (values < 0) | (values > 1)
    if bool(bad.any()):
        raise InputError("not-shares", name=name, count=int(bad.sum()), cells=cells(values, bad))
    return values


def flags(x: xr.DataArray, dims: Sequence[str], name: str) -> xr.DataArray:
    """``x`` with exactly ``dims``, true or false and nothing else."""
    require_dims(x, dims, name)
    if x.ndim != len(dims):
        raise InputError("one-table", name=name, dims=listed(x.dims))
    if x.dtype.kind != "b":
        raise InputError("not-flags", name=name, received=str(x.dtype))
    return x.drop_vars(REASON, errors="ignore").transpose(*dims)


def share(name: str, value: float) -> float:
    """``value`` as a float, refused unless it lies from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.number) or not 0 <= value <= 1:
        raise InputError("not-a-share", name=name, received=value)
    return float(value)


def whole(name: str, value: int, low: int, high: int) -> int:
    """``value`` as an int, refused unless it is a whole number from ``low`` to ``high``."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not low <= value <= high:
        raise InputError("not-whole", name=name, low=low, high=high, received=value)
    return int(value)


def one_of(option: str, value: object, known: Iterable[str]) -> None:
    """Raise :class:`InputError` unless ``value`` is one of ``known``."""
    words = tuple(known)
    if value not in words:
        raise InputError("unknown-option", option=option, value=value, known=", ".join(words))


def label(x: xr.DataArray, dim: str, wanted: object) -> int:
    """Position of the label ``wanted`` along ``dim``."""
    index = x.indexes[dim]
    if wanted not in index:
        raise InputError("no-such-label", dim=dim, label=wanted, known=listed(index))
    return int(np.flatnonzero(index == wanted)[0])


def cells(values: xr.DataArray, mask: xr.DataArray) -> str:
    """Labels and values of the cells where ``mask`` holds, the first of them, for a message."""
    shown = []
    for place in np.argwhere(mask.transpose(*values.dims).values):
        where = ", ".join(f"{dim}={values[dim].values[i]}" for dim, i in zip(values.dims, place, strict=True))
        shown.append(f"{where}: {values.values[tuple(place)]}")
    return listed(shown, limit=5)
