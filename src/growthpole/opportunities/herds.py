"""Herding: what if every region follows the same advice?

Methods that rank options by what a region already has give like regions like lists. An option told to many is a race:
capacity comes up everywhere at once. So beside each option stands how many others would be told the same, and inside
the region which cities already bear the chain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
import xarray as xr

from growthpole.dims import ACTIVITY, REASONS, REGION, align, result
from growthpole.errors import InputError, listed
from growthpole.opportunities import _givens

__all__ = ["advised", "herding", "within"]

ROLES = ("lead", "secondary")
_TABLE = (REGION, ACTIVITY)


def advised(scores: xr.DataArray, k: int) -> xr.DataArray:
    """Whether an option is among the k best of its region, all that tie for the last place included.

    Parameters
    ----------
    scores : DataArray
        Scores [region, activity], more is better; NaN where the activity is no option.
    k : int
        Places of the list, 1 or more.

    Returns
    -------
    DataArray of bool
        [region, activity]; never true without a score.

    Raises
    ------
    InputError
        k below 1, infinite scores, another shape.
    LabelMismatch
        A dimension without labels.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N"], "activity": ["a", "b", "c", "d"]}
    >>> scores = xr.DataArray([[0.4, 0.2, 0.2, 0.1]], coords=labels, dims=["region", "activity"])
    >>> advised(scores, 2).values
    array([[ True,  True,  True, False]])
    """
    values = _givens.numbers(scores, _TABLE, "scores")
    k = _givens.whole("k", k, 1, 1_000_000)
    absent = np.isnan(values.values)
    ordered = np.where(absent, -np.inf, values.values)
    count = ordered.shape[-1]
    last = np.partition(ordered, count - k, axis=-1)[:, count - k, None] if k < count else -np.inf
    told = values.copy(data=(ordered >= last) & ~absent)
    return result(told, name="advised", unit="1", convention=f"first {k} of the region, ties at the last place all in")


def herding(
    advised: xr.DataArray, region: str, peers: Iterable[str], *, options: xr.DataArray | None = None
) -> xr.Dataset:
    """How many other regions would be told the same.

    ``told[a] = Σ_p A[p,a]`` over the peers p of the region, ``told_share = told / number of peers``.

    Parameters
    ----------
    advised : DataArray of bool
        A [region, activity] from :func:`advised`.
    region : str
        The region in question.
    peers : iterable of str
        Regions it compares itself with, not itself; may be none.
    options : DataArray of bool, optional
        [region, activity], what is an option where; by default every activity is told.

    Returns
    -------
    Dataset
        On [activity]: ``told`` and ``told_share`` (of all peers, those that have the activity included; NaN with
        ``told_share_reason`` ``not_applicable`` without peers), ``told_all`` (of all other regions), ``own`` (bool: the
        region itself is told so); unit 1. NaN with reason ``present`` for what is no option of the
        region.

    Raises
    ------
    InputError
        A region that is not in the table, peers that are not, are named twice or include it; values that are not yes
        or no.
    LabelMismatch
        The labels of the two differ.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S", "W", "E"], "activity": ["a", "b"]}
    >>> told = xr.DataArray([[1, 0], [1, 0], [0, 1], [1, 0]], coords=labels, dims=["region", "activity"]).astype(bool)
    >>> found = herding(told, "N", ["S", "W"])
    >>> found.told.values, found.told_share.values, found.told_all.values
    (array([1., 1.]), array([0.5, 0.5]), array([2., 1.]))

    References
    ----------
    Banerjee, A. V. (1992). A simple model of herd behavior. The Quarterly Journal of Economics 107(3), 797–817.
    doi:10.2307/2118364
    """
    lists = _givens.flags(advised, _TABLE, "advised")
    own = _givens.label(lists, REGION, region)
    others = _peers(lists, region, list(peers))
    open_to = np.ones(lists.sizes[ACTIVITY], dtype=bool)
    if options is not None:
        open_to = align(lists, _givens.flags(options, _TABLE, "options"))[1].values[own]
    like = lists.isel({REGION: own}, drop=True)
    told = lists.values[others].sum(axis=0, dtype=np.float64)
    everyone = lists.values.sum(axis=0, dtype=np.float64) - lists.values[own]
    share = told / len(others) if others else np.full(len(told), np.nan)
    codes = np.where(open_to, 0, REASONS["present"])
    share_codes = codes if others else np.where(open_to, REASONS["not_applicable"], codes)
    parts = {
        "told": (told, "1", f"peers of {region} told the same", codes),
        "told_share": (share, "1", f"of the {len(others)} peers of {region}", share_codes),
        "told_all": (everyone, "1", f"of the {lists.sizes[REGION] - 1} other regions", codes),
    }
    found = {
        name: result(like.copy(data=np.where(open_to, part, np.nan)), name=name, unit=unit, convention=words)
        for name, (part, unit, words, _) in parts.items()
    }
    found["own"] = result(like, name="own", unit="1", convention=f"{region} itself is told so")
    reasons = {f"{name}_reason": (ACTIVITY, code.astype(np.int8)) for name, (_, _, _, code) in parts.items()}
    return xr.Dataset(found).assign_coords(reasons)


def _peers(lists: xr.DataArray, region: str, peers: list[str]) -> list[int]:
    index = lists.indexes[REGION]
    unknown = [peer for peer in peers if peer not in index]
    twice = [peer for peer, count in Counter(peers).items() if count > 1]
    if unknown or twice or region in peers:
        raise InputError(
            "bad-peers",
            region=region,
            unknown=listed(unknown) or "–",
            twice=listed(twice) or "–",
            own=region if region in peers else "–",
        )
    return [_givens.label(lists, REGION, peer) for peer in peers]


def within(cities: pd.DataFrame, options: Iterable[str] | Mapping[str, Iterable[str]]) -> pd.DataFrame:
    """Cities inside the region that already bear the chain of each option, so that not all are told the same.

    Parameters
    ----------
    cities : DataFrame
        One row for each city and activity: ``city``, ``activity`` (or the chain's own code), ``role`` (lead or
        secondary), ``cited`` (bool: a source names it; otherwise it is a judgement).
    options : iterable of str, or mapping of str to iterable of str
        Activities; or each option with the codes of ``activity`` that belong to its chain.

    Returns
    -------
    DataFrame
        One row for each option, in their order: ``activity``, ``count`` of cities, ``cities``, ``leads`` and ``cited``
        (tuples of cities in alphabetical order: all, those that lead in one of the codes, those a source names).
        A city that bears several codes of an option counts once.

    Raises
    ------
    InputError
        Columns that are missing, an unknown role, flags that are not true or false.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame(
    ...     {
    ...         "city": ["Qingdao", "Jinan"],
    ...         "activity": ["auto", "auto"],
    ...         "role": ["secondary", "lead"],
    ...         "cited": [False, True],
    ...     }
    ... )
    >>> within(table, ["auto", "rail"])[["activity", "count", "cities", "leads"]].values.tolist()
    [['auto', 2, ('Jinan', 'Qingdao'), ('Jinan',)], ['rail', 0, (), ()]]
    """
    missing = [column for column in ("city", "activity", "role", "cited") if column not in cities.columns]
    if missing:
        raise InputError("missing-columns", table="cities", missing=listed(missing))
    for role in cities["role"].unique():
        _givens.one_of("role", role, ROLES)
    if cities["cited"].dtype.kind != "b":
        raise InputError("not-flags", name="cited", received=str(cities["cited"].dtype))
    chains = options if isinstance(options, Mapping) else {option: (option,) for option in options}
    rows = []
    for option, codes in chains.items():
        bearing = cities[cities["activity"].isin(list(codes))]
        leads, cited = bearing[bearing["role"] == "lead"], bearing[bearing["cited"]]
        names = [tuple(sorted(part["city"].unique())) for part in (bearing, leads, cited)]
        rows.append((option, len(names[0]), *names))
    return pd.DataFrame(rows, columns=["activity", "count", "cities", "leads", "cited"])
