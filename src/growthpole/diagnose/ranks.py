"""Ranks: which place, among how many that report, and is it shared?

Competition ranking ("1, 2, 2, 4"): a label's rank is one more than the number of labels strictly
ahead of it. A rank means little without its field, so it comes with the number of labels that
report a value ("rank 3 of 28 reporting") and with a flag where the place is shared. Give the *universe*, the
labels that should report, and those absent from the table are counted and listed too.

A value known only within an interval has no one rank, but a best and a worst possible place.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import xarray as xr

from growthpole.diagnose import _cells, _panels
from growthpole.dims import REASONS, result
from growthpole.errors import InputError, LabelMismatch, listed

__all__ = ["rank", "rank_bounds"]


def rank(x: xr.DataArray, dim: str, *, descending: bool = True, universe: Iterable[object] | None = None) -> xr.Dataset:
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
    universe : iterable of labels, optional
        The labels that should report, at least those of ``x``; the result then has them all, in this order. By
        default the labels of ``x``.

    Returns
    -------
    Dataset
        ``rank`` (unit rank, NaN with reason ``missing``, or the input's own reason, where there is no
        value) and ``tied`` (bool: another label has exactly the same value), both with the dims of
        ``x``; ``reporting`` and ``absent`` (int, labels with and without a value) without ``dim``.

    Raises
    ------
    InputError
        Infinite values; ``dim`` absent or without labels; labels that are not in the universe.
    LabelMismatch
        The universe repeats a label.

    Examples
    --------
    >>> import xarray as xr
    >>> provinces = {"region": ["Guangdong", "Jiangsu", "Shandong", "Zhejiang"]}
    >>> gdp = xr.DataArray([124369.7, 116364.2, 83095.9, float("nan")], coords=provinces, dims="region")
    >>> ranked = rank(gdp, "region")
    >>> ranked["rank"].values, ranked["reporting"].item()
    (array([ 1.,  2.,  3., nan]), 3)
    >>> rank(gdp, "region", universe=[*provinces["region"], "Henan"])["absent"].item()
    2

    References
    ----------
    Standard competition ranking; ties share the best place.
    """
    values = _cells.levels(x, (dim,), "x", missing="absent", signed=True)
    codes = _cells.absence(x, values)
    if universe is not None:
        labels = _universe(values, dim, universe)
        values = values.reindex({dim: labels})
        codes = codes.reindex({dim: labels}, fill_value=REASONS["missing"])
    places, tied = xr.apply_ufunc(
        _places,
        -values if descending else values,
        input_core_dims=[[dim]],
        output_core_dims=[[dim], [dim]],
    )
    first = "largest" if descending else "smallest"
    convention = f"competition ranking over {dim}, {first} value first"
    ranked = result(places.transpose(*values.dims), name="rank", unit="rank", convention=convention, reason=codes)
    shared = result(tied.transpose(*values.dims), name="tied", unit="1", convention="exactly equal value", reason=codes)
    reporting = result(
        values.notnull().sum(dim), name="reporting", unit="1", convention=f"labels of {dim} with a value"
    )
    absent = result(values.isnull().sum(dim), name="absent", unit="1", convention=f"labels of {dim} without a value")
    return xr.Dataset({"rank": ranked, "reporting": reporting, "absent": absent, "tied": shared})


def rank_bounds(low: xr.DataArray, high: xr.DataArray, dim: str, *, descending: bool = True) -> xr.Dataset:
    """Best and worst possible rank of each label when every value is known only within an interval.

    ``best_i = 1 + #{j ≠ i : low_j > high_i}`` and ``worst_i = 1 + #{j ≠ i : high_j > low_i}`` with the largest
    first. Each bound is reached by values inside the intervals, but not by all labels at once.

    Parameters
    ----------
    low, high : DataArray
        Ends of the intervals, finite, ``low ≤ high``, same dims and labels; NaN in both for a label that does not
        report.
    dim : str
        Dimension whose labels compete.
    descending : bool
        Whether the largest value is first.

    Returns
    -------
    Dataset
        ``best`` and ``worst`` (unit rank, with the dims of ``low``; NaN with reason ``missing``, or the input's own
        reason, where an end is missing) and ``reporting`` (int) without ``dim``.

    Raises
    ------
    LabelMismatch, UnitMismatch
        Labels or units of the two differ.
    InputError
        Infinite values, a lower end above the upper one, only one end of an interval, or a missing dimension.

    Examples
    --------
    >>> import xarray as xr
    >>> regions = {"region": ["A", "B", "C"]}
    >>> low = xr.DataArray([8.0, 6.0, 1.0], coords=regions, dims="region")
    >>> high = xr.DataArray([9.0, 8.5, 2.0], coords=regions, dims="region")
    >>> bounds = rank_bounds(low, high, "region")
    >>> bounds["best"].values, bounds["worst"].values
    (array([1., 1., 3.]), array([2., 2., 3.]))

    References
    ----------
    Moore, R. E., Kearfott, R. B., Cloud, M. J. (2009). Introduction to Interval Analysis. SIAM.
    doi:10.1137/1.9780898717716
    """
    lower, upper, _ = _panels.pair(low, high, (dim,), names=("low", "high"), missing="absent", signed=True)
    bad = (lower > upper) | (lower.isnull() != upper.isnull())
    if bool(bad.any()):
        raise InputError(
            "bad-intervals", count=int(bad.sum()), low=_cells.cells(lower, bad), high=_cells.cells(upper, bad)
        )
    front, back = (-upper, -lower) if descending else (lower, upper)
    best, worst = xr.apply_ufunc(_bounds, front, back, input_core_dims=[[dim], [dim]], output_core_dims=[[dim], [dim]])
    codes = _cells.absence(low, lower)
    first = "largest" if descending else "smallest"
    convention = f"competition ranking over {dim}, {first} value first, any values within the intervals"
    parts = {
        name: result(part.transpose(*lower.dims), name=name, unit="rank", convention=convention, reason=codes)
        for name, part in (("best", best), ("worst", worst))
    }
    count = result(lower.notnull().sum(dim), name="reporting", unit="1", convention=f"labels of {dim} with a value")
    return xr.Dataset({**parts, "reporting": count})


def _universe(values: xr.DataArray, dim: str, universe: Iterable[object]) -> pd.Index:
    labels = pd.Index(list(universe))
    if not labels.is_unique:
        repeated = listed(labels[labels.duplicated()].unique())
        raise LabelMismatch("repeated-labels", name="universe", dim=dim, labels=repeated)
    unknown = values.indexes[dim].difference(labels, sort=False)
    if len(unknown):
        raise InputError("outside-universe", dim=dim, labels=listed(unknown))
    return labels


def _bounds(front: np.ndarray, back: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Best and worst ascending rank along the last axis, from the ends nearest to and farthest from the front."""
    absent = np.isnan(front)
    best = 1.0 + _below(back, front)
    # an interval with a width lies partly before its own far end
    worst = 1.0 + _below(front, back) - (front < back)
    return np.where(absent, np.nan, best), np.where(absent, np.nan, worst)


def _below(points: np.ndarray, limits: np.ndarray) -> np.ndarray:
    """How many points lie strictly below each limit, along the last axis; missing points never do."""
    size = limits.shape[-1]
    # limits first: a stable sort then puts a limit before the points equal to it
    order = np.argsort(np.concatenate([limits, points], axis=-1), axis=-1, kind="stable")
    passed = np.cumsum(order >= size, axis=-1)
    counted = np.empty_like(passed)
    np.put_along_axis(counted, order, passed, axis=-1)
    return counted[..., :size]


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
