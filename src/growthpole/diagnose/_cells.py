"""Cells of an input array: checked once on the way in, and told apart when a result has no value.

A *level* is a finite number of zero or more (value added, firms, persons), or missing. Each measure
of the room takes its input through :func:`levels` and from then on trusts it. What stays undefined
is explained cell by cell through :func:`reasons`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
import xarray as xr

from growthpole.dims import REASON, REASONS, require_dims
from growthpole.errors import InputError, Undefined, UnitMismatch

Missing = Literal["raise", "absent"]
OnUndefined = Literal["nan", "raise"]

_SHOWN = 5
_OWN = f"_{REASON}"


def levels(
    x: xr.DataArray, dims: Sequence[str], name: str, *, missing: Missing = "raise", signed: bool = False
) -> xr.DataArray:
    """Values of ``x`` as float64 without attributes or reasons, after all checks.

    Parameters
    ----------
    x : DataArray
        Input with at least ``dims``; booleans and integers are cast.
    dims : sequence of str
        Dimensions the measure needs, each with labels.
    name : str
        Name of the argument in messages.
    missing : {"raise", "absent"}
        Whether a NaN is refused or left out.
    signed : bool
        Whether negative values are allowed.

    Returns
    -------
    DataArray
        Same dims and labels as ``x``.

    Raises
    ------
    InputError
        Not an array, a missing dimension, not numbers, infinite or negative or missing values.
    LabelMismatch
        A dimension without labels or with repeated ones.
    """
    require_dims(x, dims, name)
    one_of("missing", missing, ("raise", "absent"))
    if x.dtype.kind not in "biuf":
        raise InputError("not-numeric", name=name, received=str(x.dtype))
    values = x.astype(np.float64)
    values = values.drop_vars([name for name in values.coords if name == REASON or str(name).endswith(_OWN)])
    values.attrs = {}
    if _plain(values.values, signed=signed):
        return values
    absent, infinite = values.isnull(), xr.apply_ufunc(np.isinf, values)
    bad = infinite if signed else infinite | (values < 0)
    refused = bad | absent if missing == "raise" else bad
    if bool(bad.any()):
        code = "infinite-cells" if signed else "not-levels"
        raise InputError(code, name=name, count=int(refused.sum()), cells=cells(values, refused))
    if bool(refused.any()):
        raise InputError("missing-cells", name=name, count=int(refused.sum()), cells=cells(values, refused))
    return values


def _plain(data: npt.NDArray[np.float64], *, signed: bool) -> bool:
    """Whether every value is finite, and zero or more unless signed; two passes, as most tables are."""
    if not data.size:
        return True
    low, high = data.min(), data.max()  # NaN when any value is, and no comparison with NaN holds
    return bool((low > -np.inf if signed else low >= 0) and high < np.inf)


def names(x: xr.DataArray) -> tuple[str, ...]:
    """Names of the dimensions of ``x``; none when it is no array, which the check that follows reports."""
    return tuple(map(str, x.dims)) if isinstance(x, xr.DataArray) else ()


def one_of(option: str, value: object, known: tuple[str, ...]) -> None:
    """Raise :class:`InputError` unless ``value`` is one of ``known``."""
    if value not in known:
        raise InputError("unknown-option", option=option, value=value, known=", ".join(known))


def cells(values: xr.DataArray, mask: xr.DataArray) -> str:
    """Labels and values of the first cells where ``mask`` holds, for a message.

    Examples
    --------
    >>> import xarray as xr
    >>> x = xr.DataArray([1.0, -2.0], coords={"region": ["N", "S"]}, dims="region")
    >>> cells(x, x < 0)
    'region=S: -2.0'
    """
    found = np.argwhere(mask.transpose(*values.dims).values)
    shown = []
    for index in found[:_SHOWN]:
        place = ", ".join(f"{dim}={values[dim].values[i]}" for dim, i in zip(values.dims, index, strict=True))
        number = values.values[tuple(index)]
        shown.append(f"{place}: {number}" if place else str(number))
    return "; ".join(shown) + ("; …" if len(found) > _SHOWN else "")


def positive(total: xr.DataArray) -> xr.DataArray:
    """``total`` where it is above zero, NaN elsewhere: a divisor that never warns."""
    return total.where(total > 0)


def require_total(total: xr.DataArray, *, measure: str, name: str, on_undefined: OnUndefined = "nan") -> None:
    """Raise :class:`Undefined` where a total is zero, if it is the only one or the caller says so."""
    one_of("on_undefined", on_undefined, ("nan", "raise"))
    empty = total == 0
    if bool(empty.any()) and (total.ndim == 0 or on_undefined == "raise"):
        raise Undefined("zero-total", measure=measure, name=name, cells=cells(total, empty))


def reason_of(x: xr.DataArray) -> xr.DataArray | None:
    """Codes an array carries: its ``reason``, or as a variable of a Dataset its own ``<name>_reason``."""
    for name in (REASON, f"{x.name}{_OWN}"):
        if name in x.coords:
            codes: xr.DataArray = x.coords[name]
            return codes.drop_vars([other for other in codes.coords if other not in x.dims])
    return None


def absence(x: xr.DataArray, values: xr.DataArray) -> xr.DataArray:
    """Reason codes of the cells missing from the input: its own reason (suppressed …), else missing."""
    if not np.isnan(values.values).any():
        return xr.zeros_like(values, dtype=np.int8)
    stated = reason_of(x)
    given = xr.zeros_like(values) if stated is None else stated
    codes = given.where(given > 0, REASONS["missing"])
    return codes.where(values.isnull(), 0)


def reasons(first: xr.DataArray, **masks: xr.DataArray) -> xr.DataArray:
    """Codes of ``first`` where not zero, else the code of the first named mask that holds.

    Parameters
    ----------
    first : DataArray
        Codes that take precedence, with the dims of the result (all zero when there are none).
    **masks : DataArray of bool
        One mask per reason name, in order of precedence.

    Returns
    -------
    DataArray
        Codes of ``dims.REASONS``, 0 where the result is defined.
    """
    codes = first
    for name, mask in masks.items():
        if not mask.values.any():
            continue
        codes = codes.where((codes != 0) | ~mask, REASONS[name])
    return codes.transpose(*first.dims)


def stated_unit(*arrays: xr.DataArray) -> str:
    """Unit the arrays state, which must be one; ``as given`` when none states any.

    Raises
    ------
    UnitMismatch
        Two arrays state different units.
    """
    units = list(dict.fromkeys(str(array.attrs["unit"]) for array in arrays if array.attrs.get("unit")))
    if len(units) > 1:
        raise UnitMismatch("units-differ", units=", ".join(units))
    return units[0] if units else "as given"
