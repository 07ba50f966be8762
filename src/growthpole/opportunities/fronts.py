"""Options side by side on several axes: which are worth a look, without weighing one axis against another.

An option *dominates* another if it is nowhere worse and somewhere better. What nothing dominates is the first front:
whatever beats one of its options on an axis loses to it on another. Fronts need no weights and do not change when an
axis is measured on another scale. A weighted score needs weights, and whoever gives them answers for them: there are
none by default.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells
from growthpole.dims import ACTIVITY, REASONS, REGION, align, result
from growthpole.errors import InputError, LabelMismatch, listed

__all__ = ["pareto_front", "weighted_score"]

AXIS = "axis"


def pareto_front(axes: Mapping[str, xr.DataArray], larger: Mapping[str, bool]) -> xr.DataArray:
    """Number of the front each option stands in among the options of its region.

    Front 1 are the options that no other dominates; front 2 those that none dominates once front 1 is taken away; and
    so on. Options equal on all axes stand in one front.

    Parameters
    ----------
    axes : mapping of str to DataArray
        Values [activity] or [region, activity] of any sign; an axis without regions holds in each of them.
    larger : mapping of str to bool
        For each axis whether more is better.

    Returns
    -------
    DataArray
        [activity], or [region, activity] if any axis has regions: whole numbers from 1, unit rank. NaN where an axis is
        missing, which is then not ranked and dominates nothing: reason ``present`` if an axis says so, else the
        reason of the first axis without a value, ``missing`` if it gives none.

    Raises
    ------
    InputError
        No axis, infinite values, a direction that is neither true nor false, a dimension other than the two.
    LabelMismatch
        Labels differ, or ``axes`` and ``larger`` name different axes.

    Examples
    --------
    >>> import xarray as xr
    >>> options = {"activity": ["chips", "ships", "shoes", "shops"]}
    >>> value = xr.DataArray([9.0, 5.0, 4.0, 6.0], options)
    >>> cost = xr.DataArray([8.0, 2.0, 3.0, float("nan")], options)
    >>> pareto_front({"value": value, "cost": cost}, {"value": True, "cost": False}).values
    array([ 1.,  1.,  2., nan])

    References
    ----------
    Deb, K., Pratap, A., Agarwal, S., Meyarivan, T. (2002). A fast and elitist multiobjective genetic algorithm:
    NSGA-II. IEEE Transactions on Evolutionary Computation 6(2), 182–197. doi:10.1109/4235.996017
    """
    like, stack, codes = _stacked(axes)
    _same_names(axes, larger, "larger")
    for name, better in larger.items():
        if not isinstance(better, bool | np.bool_):
            raise InputError("unknown-option", option=f"larger[{name!r}]", value=better, known="True, False")
    signs = np.array([1.0 if larger[name] else -1.0 for name in axes])
    fronts = np.full(like.shape, np.nan)
    for place in np.ndindex(*like.shape[:-1]):
        ranked = codes[place] == 0
        fronts[place][ranked] = _fronts(stack[(slice(None), *place)][:, ranked].T * signs)
    directions = ", ".join(f"{name} {'larger' if larger[name] else 'smaller'}" for name in axes)
    return result(
        like.copy(data=fronts),
        name="pareto_front",
        unit="rank",
        convention=f"1 = dominated by no option of the region; better: {directions}",
        reason=like.copy(data=codes),
    )


def weighted_score(axes: Mapping[str, xr.DataArray], weights: Mapping[str, float]) -> xr.DataArray:
    """Score of the options by a user's own weights.

    ``s_rk = Σ_i w_i (x_irk − mean_r x_i) / sd_r x_i``: mean and standard deviation (divided by n) over those options of
    the region that have all axes. An equal-weight score of relatedness, complexity and linkage predicts badly which
    activities a region enters: a score says what someone wants, not what will happen.

    Parameters
    ----------
    axes : mapping of str to DataArray
        Values [activity] or [region, activity] of any sign; an axis without regions holds in each of them.
    weights : mapping of str to float
        One weight for each axis, negative where less is better. There is no default, and they are not rescaled.

    Returns
    -------
    DataArray
        [activity], or [region, activity] if any axis has regions; unit 1. NaN where an axis is missing, whose weight is
        never given to the others: reason ``present`` if an axis says so, else the reason of the first axis without
        a value, ``missing`` if it gives none; ``not_applicable`` in a region whose options do not differ on an axis.

    Raises
    ------
    InputError
        No axis, infinite values or weights, a dimension other than the two.
    LabelMismatch
        Labels differ, or ``axes`` and ``weights`` name different axes.

    Examples
    --------
    >>> import xarray as xr
    >>> options = {"activity": ["chips", "ships", "shoes"]}
    >>> value, cost = xr.DataArray([9.0, 7.0, 5.0], options), xr.DataArray([6.0, 2.0, 4.0], options)
    >>> weighted_score({"value": value, "cost": cost}, {"value": 2.0, "cost": -1.0}).values.round(3)
    array([ 1.225,  1.225, -2.449])

    References
    ----------
    OECD, JRC (2008). Handbook on Constructing Composite Indicators. doi:10.1787/9789264043466-en
    """
    like, stack, codes = _stacked(axes)
    _same_names(axes, weights, "weights")
    given = xr.DataArray([weights[name] for name in axes], coords={AXIS: list(axes)}, dims=AXIS)
    own = _cells.levels(given, (AXIS,), "weights", signed=True)
    complete = xr.DataArray(np.where(codes == 0, stack, np.nan), dims=(AXIS, *like.dims))
    # deviations of equal numbers are rounding errors, so equality is tested on the numbers themselves
    same = complete.max(ACTIVITY) == complete.min(ACTIVITY)
    apart = complete - complete.mean(ACTIVITY)
    standard = apart / ((apart**2).mean(ACTIVITY) ** 0.5).where(~same)
    score = (standard * xr.DataArray(own.values, dims=AXIS)).sum(AXIS, skipna=False).transpose(*like.dims)
    flat = np.broadcast_to(same.any(AXIS).values[..., None], like.shape)
    codes = np.where((codes == 0) & flat, REASONS["not_applicable"], codes)
    told = ", ".join(f"{name} {float(weights[name]):g}" for name in axes)
    return result(
        like.copy(data=score.values),
        name="weighted_score",
        unit="1",
        convention=f"user's own weights: {told}; z-scores over the region's options that have all axes, ddof 0",
        reason=like.copy(data=codes),
    )


def _stacked(axes: Mapping[str, xr.DataArray]) -> tuple[xr.DataArray, np.ndarray, np.ndarray]:
    """Zeros with the labels of the result, the axes [axis, (region,) activity], and why an option is not ranked."""
    if not axes:
        raise InputError("too-few-labels", name="axes", dim=AXIS, needed=1, count=0)
    checked = {name: _axis(axis, name) for name, axis in axes.items()}
    wide = [values for values, _ in checked.values() if REGION in values.dims]
    first = (wide or [values for values, _ in checked.values()])[0]
    bare = first.drop_vars([name for name in first.coords if name not in first.dims])
    like = bare.transpose(..., ACTIVITY) * 0.0
    like = like.fillna(0.0)
    values, codes = [], []
    for each in checked.values():
        ordered = [part.transpose(..., ACTIVITY).values for part in align(like, *each)[1:]]
        values.append(np.broadcast_to(ordered[0], like.shape))
        codes.append(np.broadcast_to(ordered[1], like.shape))
    why = np.zeros(like.shape)
    for code in codes:
        why = np.where(why == 0, code, why)
    there = (np.stack(codes) == REASONS["present"]).any(axis=0)
    return like, np.stack(values), np.where(there, REASONS["present"], why)


def _axis(axis: xr.DataArray, name: str) -> tuple[xr.DataArray, xr.DataArray]:
    """Values of an axis and why one is missing."""
    shown = f"axes[{name!r}]"
    values = _cells.levels(axis, (ACTIVITY,), shown, missing="absent", signed=True)
    beyond = [str(dim) for dim in values.dims if dim not in (REGION, ACTIVITY)]
    if beyond:
        raise InputError("one-table", name=shown, dims=listed(values.dims))
    return values, _cells.absence(axis, values)


def _same_names(axes: Mapping[str, Any], others: Mapping[str, Any], name: str) -> None:
    """Raise unless two mappings have the same keys."""
    only_left = [each for each in axes if each not in others]
    only_right = [each for each in others if each not in axes]
    if only_left or only_right:
        raise LabelMismatch(
            "label-mismatch",
            dim=f"{AXIS} ({name})",
            only_left=listed(only_left) or "–",
            only_right=listed(only_right) or "–",
        )


def _fronts(points: np.ndarray) -> np.ndarray:
    """Front of each point [point, axis], more being better on every axis."""
    no_worse = np.ones((len(points), len(points)), dtype=bool)
    for values in points.T:
        no_worse &= values[:, None] >= values[None, :]
    # no worse one way and not the other way round: better somewhere
    dominates = no_worse & ~no_worse.T
    above = dominates.sum(axis=0)
    fronts = np.zeros(len(points))
    left = np.ones(len(points), dtype=bool)
    number = 0
    while left.any():
        number += 1
        front = left & (above == 0)
        fronts[front] = number
        left &= ~front
        above = above - dominates[front].sum(axis=0)
    return fronts
