"""Ranks: which place, among how many that report, and is it shared?

Competition ranking ("1, 2, 2, 4"): a label's rank is one more than the number of labels strictly
ahead of it. A rank means little without its field, so it comes with the number of labels that
report a value ("rank 3 of 28 reporting") and with a flag where the place is shared.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells
from growthpole.dims import result

__all__ = ["rank"]


def rank(x: xr.DataArray, dim: str, *, descending: bool = True) -> xr.Dataset:
    """Competition rank of each label along ``dim``.

    ``rank_i = 1 + #{j : x_j ahead of x_i}``; ahead means larger, or smaller when not ``descending``.

    Parameters
    ----------
    x : DataArray
        Finite values of any sign and dims; NaN for a label that does not report.
    dim : str
        Dimension whose labels compete.
    descending : bool
        Whether the largest value is first.

    Returns
    -------
    Dataset
        ``rank`` (unit rank, NaN with reason ``missing``, or the input's own reason, where ``x`` is
        missing) and ``tied`` (bool: another label has exactly the same value), both with the dims of
        ``x``; ``reporting`` (int, labels with a value) without ``dim``.

    Raises
    ------
    InputError
        Infinite values; ``dim`` absent or without labels.

    Examples
    --------
    >>> import xarray as xr
    >>> x = xr.DataArray([7.0, 9.0, 7.0, 1.0, float("nan")], coords={"region": list("ABCDE")}, dims="region")
    >>> ranked = rank(x, "region")
    >>> ranked["rank"].values, ranked["reporting"].item()
    (array([ 2.,  1.,  2.,  4., nan]), 4)

    References
    ----------
    Standard competition ranking; ties share the best place.
    """
    values = _cells.levels(x, (dim,), "x", missing="absent", signed=True)
    places, tied = xr.apply_ufunc(
        _places,
        -values if descending else values,
        input_core_dims=[[dim]],
        output_core_dims=[[dim], [dim]],
    )
    codes = _cells.absence(x, values)
    first = "largest" if descending else "smallest"
    convention = f"competition ranking over {dim}, {first} value first"
    ranked = result(places.transpose(*values.dims), name="rank", unit="rank", convention=convention, reason=codes)
    shared = result(tied.transpose(*values.dims), name="tied", unit="1", convention="exactly equal value", reason=codes)
    reporting = result(
        values.notnull().sum(dim), name="reporting", unit="1", convention=f"labels of {dim} with a value"
    )
    return xr.Dataset({"rank": ranked, "reporting": reporting, "tied": shared})


def _places(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ascending competition ranks along the last axis, and which of them are shared."""
    order = np.argsort(values, axis=-1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=-1)
    opens = np.ones(ordered.shape, dtype=bool)
    opens[..., 1:] = ordered[..., 1:] != ordered[..., :-1]
    shared = ~opens
    shared[..., :-1] |= ~opens[..., 1:]
    positions = np.arange(values.shape[-1], dtype=np.float64)
    place = np.maximum.accumulate(np.where(opens, positions, 0.0), axis=-1) + 1
    ranks, tied = np.empty_like(place), np.empty_like(shared)
    np.put_along_axis(ranks, order, place, axis=-1)
    np.put_along_axis(tied, order, shared, axis=-1)
    return np.where(np.isnan(values), np.nan, ranks), tied
