"""Rows of a result table from labelled arrays, all cells at once."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xarray as xr

__all__ = ["labelled_rows"]


def labelled_rows(
    columns: Mapping[str, xr.DataArray], dims: tuple[str, ...], **constants: object
) -> list[dict[str, Any]]:
    """One row for each combination of labels of the first array along ``dims``.

    Parameters
    ----------
    columns : mapping of str to DataArray
        Column to values; an array without one of the dims repeats along it, one that lacks a label of the first has
        NaN there.
    dims : tuple of str
        Columns of labels, as text.
    **constants : object
        Further columns with one value.

    Examples
    --------
    >>> import xarray as xr
    >>> level = xr.DataArray([3.0, 5.0], coords={"region": ["N", "S"]}, dims="region")
    >>> labelled_rows({"level": level}, ("region",), period="2021")
    [{'region': 'N', 'period': '2021', 'level': 3.0}, {'region': 'S', 'period': '2021', 'level': 5.0}]
    """
    import numpy as np

    first = next(iter(columns.values()))
    labels = {dim: first.indexes[dim] for dim in dims}
    shape = tuple(len(index) for index in labels.values())
    flat: dict[str, list[Any]] = {}
    for name, values in columns.items():
        own = [dim for dim in dims if dim in values.dims]
        other = [dim for dim in own if not values.indexes[dim].equals(labels[dim])]
        given = values.reindex({dim: labels[dim] for dim in other}) if other else values
        place = tuple(slice(None) if dim in own else None for dim in dims)
        flat[name] = np.broadcast_to(given.transpose(*own).values[place], shape).ravel().tolist()
    keys = product(*(map(str, index) for index in labels.values()))
    return [
        {**dict(zip(dims, key, strict=True)), **constants, **{name: column[at] for name, column in flat.items()}}
        for at, key in enumerate(keys)
    ]
