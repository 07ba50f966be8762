"""Named dimensions, the one alignment helper, and the reasons why a value is undefined.

Rules
-----
1. Two arrays meet only through :func:`align`. Same labels in another order are reindexed; other
   labels, repeated labels, or an array without labels raise :class:`~growthpole.errors.LabelMismatch`.
2. Absent, zero and suppressed are three things. Absence travels as NaN. A result that can be
   undefined carries the coordinate ``reason`` (int8, codes of :data:`REASONS`), 0 where it is defined.
3. A square array pairs a dimension with its partner (``activity``, ``activity_other``).
4. Attributes are never inherited: :func:`result` states unit and convention of each result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import xarray as xr

from growthpole.errors import InputError, LabelMismatch, listed

REGION: Final = "region"
ACTIVITY: Final = "activity"
PERIOD: Final = "period"
SUPPLIER: Final = "supplier"
USER: Final = "user"
FACTOR: Final = "factor"
CATEGORY: Final = "category"
PROJECT: Final = "project"
START: Final = "start"
SCENARIO: Final = "scenario"
PATH: Final = "path"
QUANTILE: Final = "quantile"
FIRM: Final = "firm"
PART: Final = "part"
STEP: Final = "step"
REASON: Final = "reason"

REASONS: Final[Mapping[str, int]] = {
    "defined": 0,
    "zero_region": 1,
    "zero_activity": 2,
    "zero_total": 3,
    "zero_base": 4,
    "missing": 5,
    "suppressed": 6,
    "present": 7,
    "not_applicable": 8,
    "series_break": 9,
    "disconnected": 10,
    "no_spectral_gap": 11,
    "not_converged": 12,
    "axis_changed": 13,
    "out_of_reach": 14,
    "not_needed": 15,
}

__all__ = [
    "ACTIVITY",
    "CATEGORY",
    "FACTOR",
    "FIRM",
    "PART",
    "PATH",
    "PERIOD",
    "PROJECT",
    "QUANTILE",
    "REASON",
    "REASONS",
    "REGION",
    "SCENARIO",
    "START",
    "STEP",
    "SUPPLIER",
    "USER",
    "align",
    "partner",
    "reason_name",
    "require_dims",
    "result",
]


def partner(dim: str) -> str:
    """Name of the second of two paired dimensions.

    Examples
    --------
    >>> partner("activity")
    'activity_other'
    """
    return USER if dim == SUPPLIER else f"{dim}_other"


def reason_name(code: int) -> str:
    """Name of a reason code.

    Examples
    --------
    >>> reason_name(2)
    'zero_activity'
    """
    return next(name for name, value in REASONS.items() if value == code)


def require_dims(x: xr.DataArray, dims: Iterable[str], name: str = "x") -> None:
    """Raise :class:`InputError` unless ``x`` is an array with every one of ``dims``, labelled once."""
    dims = tuple(dims)
    if not isinstance(x, xr.DataArray):
        raise InputError("not-an-array", name=name, received=type(x).__name__)
    missing = [dim for dim in dims if dim not in x.dims]
    if missing:
        raise InputError("missing-dims", name=name, missing=listed(missing), dims=listed(x.dims))
    for dim in dims:
        _labels(x, dim, name)


def align(first: xr.DataArray, *others: xr.DataArray, dims: Iterable[str] | None = None) -> tuple[xr.DataArray, ...]:
    """Bring arrays to the labels, and the order of labels, of the first.

    Parameters
    ----------
    first, *others : DataArray
        Arrays that meet in a formula.
    dims : iterable of str, optional
        Dimensions to compare; by default those the first shares with each other array.

    Returns
    -------
    tuple of DataArray
        The arrays, all in the first one's order of labels.

    Raises
    ------
    LabelMismatch
        An array has no labels along a dimension, repeats one, or the sets of labels differ.

    Examples
    --------
    >>> a = xr.DataArray([1.0, 2.0], coords={"region": ["N", "S"]}, dims="region")
    >>> b = xr.DataArray([20.0, 10.0], coords={"region": ["S", "N"]}, dims="region")
    >>> align(a, b)[1].values
    array([10., 20.])
    """
    wanted = None if dims is None else tuple(dims)
    aligned = [first]
    for position, other in enumerate(others, start=2):
        shared = [dim for dim in first.dims if dim in other.dims] if wanted is None else wanted
        for dim in map(str, shared):
            left, right = _labels(first, dim, "array 1"), _labels(other, dim, f"array {position}")
            only_left, only_right = left.difference(right, sort=False), right.difference(left, sort=False)
            if len(only_left) or len(only_right):
                raise LabelMismatch(
                    "label-mismatch",
                    dim=dim,
                    only_left=listed(only_left) or "–",
                    only_right=listed(only_right) or "–",
                )
            if not left.equals(right):
                other = other.sel({dim: left})  # noqa: PLW2901
        aligned.append(other)
    return tuple(aligned)


def result(
    values: xr.DataArray,
    *,
    name: str,
    unit: str,
    convention: str = "",
    reason: xr.DataArray | None = None,
) -> xr.DataArray:
    """Finish a result: own name, unit and convention, nothing inherited, and its reasons."""
    finished = values.drop_vars(REASON, errors="ignore").rename(name).copy(deep=False)
    finished.attrs = {"unit": unit, "convention": convention} if convention else {"unit": unit}
    if reason is not None:
        labelled = [str(dim) for dim in finished.dims if dim in finished.indexes]
        codes = align(finished, reason, dims=labelled)[1].astype(np.int8).transpose(*finished.dims)
        finished = finished.assign_coords({REASON: (finished.dims, codes.values)})
    return finished


def _labels(x: xr.DataArray, dim: str, name: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    if dim not in x.dims or dim not in x.indexes:
        raise LabelMismatch("no-labels", name=name, dim=dim)
    index = x.indexes[dim]
    if not index.is_unique:
        raise LabelMismatch("repeated-labels", name=name, dim=dim, labels=listed(index[index.duplicated()].unique()))
    return index
