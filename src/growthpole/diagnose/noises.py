"""Noise by the kind of data: what else could the same table have said?

A count of independent events varies as a Poisson number around itself. A printed figure is known to half a unit of
its last digit. Any other figure is given a stated relative error. Whole numbers alone are no sign of a count: money in
thousands is whole as well, and Poisson noise would make it look many times too certain. So the unit says it.

Rank intervals here and top shares in ``opportunities`` disturb their tables by these functions, so that a figure has
the same noise wherever it is used.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import xarray as xr
from numpy.random import Generator, default_rng

from growthpole.diagnose import _cells, _compositions
from growthpole.dims import ACTIVITY, REGION, require_dims
from growthpole.errors import InputError, UnitMismatch, listed
from growthpole.units import parse_unit

__all__ = ["KINDS", "Noise", "check", "disturbed", "generator", "of_unit", "table", "words"]

Noise = Literal["poisson", "rounding", "relative"]

KINDS = ("poisson", "rounding", "relative")
# numpy draws no Poisson number with a larger mean
_POISSON_LIMIT = 1e18


def of_unit(x: xr.DataArray, scale: float | None) -> tuple[Noise, float | None, str]:
    """Noise that goes with the unit of ``x``, its scale, and why it is this one.

    Poisson where ``x.attrs["unit"]`` names a thing counted one by one and the values are whole; else ±10 %, or another
    scale when given.

    Examples
    --------
    >>> counted = xr.DataArray([3.0, 7.0], dims="region", attrs={"unit": "firm"})
    >>> of_unit(counted, None), of_unit(counted.assign_attrs(unit="1e3 CNY"), None)
    (('poisson', None, 'unit firm is a count'), ('relative', 0.1, 'unit 1e3 CNY is no count of single things'))
    """
    if scale is not None:
        return "relative", scale, "scale given"
    stated = getattr(x, "attrs", {}).get("unit")
    if stated is None:
        return "relative", 0.1, "no unit stated"
    if not _counts_single_things(str(stated)):
        return "relative", 0.1, f"unit {stated} is no count of single things"
    values = np.asarray(x, dtype=np.float64) if x.dtype.kind in "biuf" else np.empty(0)
    if not bool(((values % 1 == 0) & (values <= _POISSON_LIMIT)).all()):
        return "relative", 0.1, f"unit {stated} is a count, but not all values are whole"
    return "poisson", None, f"unit {stated} is a count"


def _counts_single_things(label: str) -> bool:
    try:
        unit = parse_unit(label)
    except UnitMismatch:
        return False
    return unit.is_count and unit.factor == 1


def check(x: xr.DataArray, noise: Noise | None, scale: float | None, name: str = "x") -> None:
    """Refuse a noise that does not fit the data, or a scale that does not fit the noise."""
    if noise is not None:
        _cells.one_of("noise", noise, KINDS)
    wants_scale = noise in ("rounding", "relative")
    if scale is not None and not wants_scale:
        raise InputError("not-used", name="scale", wanted='noise="rounding" or "relative"', received=noise)
    if wants_scale:
        if scale is None or not (np.isfinite(scale) and scale > 0):
            raise InputError("not-above", name="scale", floor=0, received=scale)
        if noise == "relative" and scale >= 1:
            raise InputError("outside-range", name="scale", low=0, high=1, received=scale)
    if noise == "poisson":
        bad = (x % 1 != 0) | (x > _POISSON_LIMIT)
        if bool(bad.any()):
            raise InputError("not-counts", name=name, count=int(bad.sum()), cells=_cells.cells(x, bad))


def table(x: xr.DataArray, noise: Noise | None, scale: float | None, name: str = "x") -> xr.DataArray:
    """Values of ``x``, called ``name`` in messages, as one table [region, activity] that is fit for the noise.

    Raises
    ------
    InputError
        More than one table, negative, infinite or missing values, or a noise or scale that does not fit them.
    LabelMismatch
        A dimension without labels or with repeated ones.
    """
    require_dims(x, (REGION, ACTIVITY), name)
    if x.ndim != 2:
        raise InputError("one-table", name=name, dims=listed(x.dims))
    values = _cells.levels(x, (REGION, ACTIVITY), name).transpose(REGION, ACTIVITY)
    check(values, noise, scale, name)
    return values


def generator(rng: Generator | int) -> Generator:
    """``rng`` itself, or the source of chance a whole number stands for; never one that no one can repeat.

    Examples
    --------
    >>> generator(7).integers(10) == generator(7).integers(10)
    np.True_
    """
    return rng if isinstance(rng, Generator) else default_rng(_compositions.whole("rng", rng, 0, 2**63 - 1))


def disturbed(values: np.ndarray, noise: Noise | None, scale: float | None, rng: Generator) -> np.ndarray:
    """One other table the same data could have given; never below zero."""
    match noise:
        case "poisson":
            return rng.poisson(values).astype(np.float64)
        case "rounding":
            half = 0.5 * (scale or 0.0)
            return np.maximum(values + rng.uniform(-half, half, values.shape), 0.0)
        case "relative":
            width = scale or 0.0
            return values * rng.uniform(1 - width, 1 + width, values.shape)
        case _:
            return values


def words(noise: Noise | None, scale: float | None) -> str:
    """The noise in words, for the attributes of a result."""
    match noise:
        case "poisson":
            return "Poisson counts"
        case "rounding":
            return f"uniform within half a unit of the last digit ({scale:g}), not below 0"
        case "relative":
            return f"uniform within ±{100 * (scale or 0.0):g} %"
        case _:
            return "no noise"
