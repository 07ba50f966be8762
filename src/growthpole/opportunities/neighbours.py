"""Evidence for an option: which of its neighbours the region has and lacks, and who like the region has gone there.

A density is one number. Behind it stand activities near the option, some present, some not: they are the reason to
believe it, and what is lacking is the work to be done. Regions of like structure that have the option already show
that it can be done, and are the first to ask how.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from growthpole.diagnose import _compositions, _densities, _presences, _spaces
from growthpole.dims import ACTIVITY, PERIOD, REGION
from growthpole.errors import InputError, Undefined, listed

__all__ = ["nearest_contributions", "nearest_entries"]

# sums of the same products in another order agree to about this many digits
_TIE_DIGITS = 12
_MOST = 1_000_000


def nearest_contributions(
    m: xr.DataArray,
    proximity: xr.DataArray | _spaces.Kind,
    region: object,
    activity: object,
    count: int = 5,
    *,
    include_self: bool = True,
    negative: _densities.Negative = "refuse",
) -> pd.DataFrame:
    """The activities nearest to an option, and what each adds to its density or leaves out of it.

    ``contribution_b = φ_ab M_rb / S_a`` and ``missing_contribution_b = φ_ab (1 − M_rb) / S_a``, ``S_a = Σ_b φ_ab``:
    contributions add up to the density ω_ra of :func:`~growthpole.diagnose.relatedness_density`, both columns to 1.

    Parameters
    ----------
    m : DataArray
        Presences [region, activity], bool or 0 and 1.
    proximity : DataArray or str
        φ [activity, activity_other], or the kind to take from ``m``.
    region, activity : label
        Whose density is explained.
    count : int
        How many neighbours, 1 or more; fewer where there are not so many. Equal proximities stand in the order of
        ``m``.
    include_self : bool
        Whether φ_aa counts, as in the density; it is never a neighbour, but part of the rest.
    negative : {"refuse", "zero", "keep"}
        What to do with negative proximities.

    Returns
    -------
    DataFrame
        ``activity``, ``proximity``, ``present`` (boolean), ``contribution``, ``missing_contribution``, the nearest
        first; the last row, whose activity is empty and whose proximity and presence are not stated, is all the rest.

    Raises
    ------
    InputError
        Labels that ``m`` does not have, a count below 1, what the density refuses.
    Undefined
        The activity has no proximity to any.
    LabelMismatch
        The activities differ.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S", "W"], "activity": ["a", "b", "c"]}
    >>> m = xr.DataArray([[1, 1, 0], [1, 0, 1], [1, 1, 1]], coords=labels, dims=["region", "activity"])
    >>> found = nearest_contributions(m, "max", "N", "c", count=1)
    >>> found[["activity", "contribution", "missing_contribution"]].round(3).values.tolist()
    [['a', 0.308, 0.0], ['', 0.231, 0.462]]

    References
    ----------
    Hidalgo, C. A., Klinger, B., Barabási, A.-L., Hausmann, R. (2007). The product space conditions the development
    of nations. Science 317(5837), 482–487. doi:10.1126/science.1144581
    """
    _densities.known_policy(negative)
    values = _table(m)
    row, place = _place(values, REGION, region), _place(values, ACTIVITY, activity)
    count = _compositions.whole("count", count, 1, _MOST)
    near, code = _row(values, proximity, place, negative)
    if not include_self:
        near[place] = 0.0
    total = near.sum()
    if code or total == 0:
        raise Undefined("no-neighbours", activity=activity)
    has = values.values[row]
    others = np.delete(np.arange(len(near)), place)
    chosen = others[np.argsort(-near[others], kind="stable")[:count]]
    rest = np.setdiff1d(np.arange(len(near)), chosen)
    parts = near / total * has, near / total * (1 - has)
    labels = values.indexes[ACTIVITY]
    return pd.DataFrame(
        {
            "activity": [*labels[chosen], ""],
            "proximity": [*near[chosen], np.nan],
            "present": pd.array([*(has[chosen] == 1), pd.NA], dtype="boolean"),
            "contribution": [*parts[0][chosen], parts[0][rest].sum()],
            "missing_contribution": [*parts[1][chosen], parts[1][rest].sum()],
        }
    )


def nearest_entries(m: xr.DataArray, region: object, activity: object, count: int = 5) -> pd.DataFrame:
    """The regions most like one that have the activity, and since when.

    Likeness is the cosine of presences, ``Σ_b M_rb M_sb / √(D_r D_s)``, in the last period.

    Parameters
    ----------
    m : DataArray
        Presences [region, activity], or a panel of them [period, region, activity], periods ascending.
    region, activity : label
        The region to be likened, and what the others must have.
    count : int
        How many, 1 or more; fewer where fewer have it. Those equally alike stand in the order of ``m``.

    Returns
    -------
    DataFrame
        ``region``, ``similarity``, the most similar first; ``since``, the first period of the run of presences that
        lasts to the end, and ``from_start`` (boolean), whether that is the panel's first, so that it may have begun
        earlier. Both are not stated without a panel.

    Raises
    ------
    InputError
        Labels that ``m`` does not have, a count below 1, periods that do not ascend.
    Undefined
        The region has nothing, and so is like no other.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"period": [2015, 2020], "region": ["N", "S", "W"], "activity": ["a", "b", "c"]}
    >>> tables = [[[1, 1, 0], [1, 0, 0], [0, 0, 1]], [[1, 1, 0], [1, 1, 1], [0, 0, 1]]]
    >>> m = xr.DataArray(tables, coords=labels, dims=["period", "region", "activity"])
    >>> nearest_entries(m, "N", "c").round(3).values.tolist()
    [['S', 0.816, 2020, False], ['W', 0.0, 2015, True]]

    References
    ----------
    Bahar, D., Hausmann, R., Hidalgo, C. A. (2014). Neighbors and the evolution of the comparative advantage of
    nations. Journal of International Economics 92(1), 111–123. doi:10.1016/j.jinteco.2013.11.001
    """
    panel = isinstance(m, xr.DataArray) and PERIOD in m.dims
    past = _presences.presences(m)
    if past.ndim != 2 + panel:
        raise InputError("one-table", name="m", dims=listed(past.dims))
    now = past.isel({PERIOD: -1}) if panel else past
    row, place = _place(now, REGION, region), _place(now, ACTIVITY, activity)
    count = _compositions.whole("count", count, 1, _MOST)
    table = now.values
    if not table[row].any():
        raise Undefined("zero-total", measure="nearest_entries", name="m", cells=f"{REGION}={region}")
    having = np.flatnonzero(table[:, place])
    having = having[having != row]
    alike = table[having] @ table[row] / np.sqrt(table[having].sum(axis=1) * table[row].sum())
    order = np.argsort(-np.round(alike, _TIE_DIGITS), kind="stable")[:count]
    chosen = having[order]
    since, started = _since(past, chosen, place) if panel else ([pd.NA] * len(chosen), [pd.NA] * len(chosen))
    return pd.DataFrame(
        {
            "region": now.indexes[REGION][chosen],
            "similarity": alike[order],
            "since": pd.Series(since, dtype=past.indexes[PERIOD].dtype if panel else "object"),
            "from_start": pd.array(started, dtype="boolean"),
        }
    )


def _table(m: xr.DataArray) -> xr.DataArray:
    values = _presences.presences(m)
    if values.ndim != 2:
        raise InputError("one-table", name="m", dims=listed(values.dims))
    return values


def _place(values: xr.DataArray, dim: str, label: object) -> int:
    labels = values.indexes[dim]
    if label not in labels:
        raise InputError("no-such-label", dim=dim, label=label, known=listed(labels))
    return int(labels.get_loc(label))


def _row(
    values: xr.DataArray, proximity: xr.DataArray | _spaces.Kind, place: int, negative: _densities.Negative
) -> tuple[np.ndarray, int]:
    """Proximities of one activity, 0 to those that have none, and the reason it has none itself."""
    space = _densities.spaces(values, proximity)((), values.values)
    near = np.zeros(values.sizes[ACTIVITY])
    code = int(space.codes[place])
    if code == 0:
        used = np.flatnonzero(space.used)
        at = int(np.searchsorted(used, place))
        near[used] = space.rows(slice(at, at + 1))[0]
    match negative:
        case "zero":
            near = np.maximum(near, 0.0)
        case "refuse" if near.min() < 0:
            raise InputError("negative-proximity", lowest=f"{near.min():.3g}")
        case _:
            pass
    return near, code


def _since(past: xr.DataArray, regions: np.ndarray, place: int) -> tuple[np.ndarray, np.ndarray]:
    """First period of the run of presences that lasts to the end, and whether it is the first of all."""
    periods = past.indexes[PERIOD]
    if not periods.is_monotonic_increasing:
        raise InputError("periods-not-ordered", name="m", periods=listed(periods))
    has = past.transpose(PERIOD, REGION, ACTIVITY).values[:, regions, place] == 1
    # counting back from the end, the run is as long as presences follow each other
    length = np.cumprod(has[::-1], axis=0).sum(axis=0)
    return periods[len(periods) - length].to_numpy(), length == len(periods)
