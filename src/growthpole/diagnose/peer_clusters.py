"""Peer groups: which regions form families of like structure?

Regions are joined step by step, the most similar groups first (*average linkage*). Where to stop is a choice; the
*silhouette* says for each number of groups how much nearer regions are to their own group than to the next one.
"""

from __future__ import annotations

import numpy as np
import xarray as xr
from scipy.cluster.hierarchy import cut_tree, linkage
from scipy.spatial.distance import squareform

from growthpole.diagnose import _compositions, _groups, _panels, similarity
from growthpole.dims import REASON, REGION, result
from growthpole.errors import InputError, listed

__all__ = ["peer_groups"]

GROUP = "group"


def peer_groups(
    x: xr.DataArray, n: int | None = None, *, kind: similarity.Kind = "krugman", most: int = 10, named_by: int = 3
) -> xr.Dataset:
    """Families of regions with like structure.

    Average linkage on ``d = 1 − similarity``; without ``n``, the number of groups with the largest mean silhouette
    ``(b_r − a_r) / max(a_r, b_r)``, ``a_r`` the mean distance of a region to its own group, ``b_r`` to the nearest
    other (0 for a region alone).

    Parameters
    ----------
    x : DataArray
        Levels [region, activity] of one period, zero or more, nothing missing.
    n : int, optional
        How many groups, from 2; by default chosen by silhouette, the smallest number among equals.
    kind : {"krugman", "cosine", "correlation", "finger_kreinin"}
        As in :func:`~growthpole.diagnose.structural_similarity`.
    most : int
        Largest number tried when ``n`` is not given.
    named_by : int
        How many of its most central regions name a group, from 1 to 10.

    Returns
    -------
    Dataset
        ``label`` [region], the group's number, 1 the largest (then by first label), and ``silhouette`` [region]
        (unit 1, −1 to 1); NaN with ``<variable>_reason`` for a region without similarity. ``name`` and ``size``
        [group]; ``mean_silhouette``.

    Raises
    ------
    Undefined
        The table sums to zero.
    InputError
        More than one period, fewer than three regions with a similarity, a number of groups out of range, or what
        :func:`~growthpole.diagnose.structural_similarity` refuses.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S", "W", "E"], "activity": ["a", "b"]}
    >>> x = xr.DataArray([[9, 1], [1, 9], [8, 2], [2, 8]], coords=labels, dims=["region", "activity"])
    >>> groups = peer_groups(x)
    >>> groups.label.values, groups.name.values.tolist()
    (array([2., 1., 2., 1.]), ['E, S', 'N, W'])

    References
    ----------
    Rousseeuw, P. J. (1987). Silhouettes: a graphical aid to the interpretation and validation of cluster analysis.
    Journal of Computational and Applied Mathematics 20, 53–65. doi:10.1016/0377-0427(87)90125-7
    """
    if isinstance(x, xr.DataArray) and x.ndim != 2:
        raise InputError("one-table", name="x", dims=listed(x.dims))
    named_by = _compositions.whole("named_by", named_by, 1, 10)
    similar = similarity.structural_similarity(x, kind)
    labels = similar[REGION].values
    reason = np.diagonal(similar.coords[REASON].values)
    known = np.flatnonzero(reason == 0)
    known = known[np.argsort([str(label) for label in labels[known]], kind="stable")]
    if len(known) < 3:
        raise InputError("too-few-labels", name="x", dim=REGION, needed=3, count=len(known))
    apart = 1 - similar.values[np.ix_(known, known)]
    tree = linkage(squareform(apart, checks=False), method="average")
    highest = len(known) - 1
    tried = (
        [_compositions.whole("n", n, 2, highest)]
        if n is not None
        else list(range(2, min(_compositions.whole("most", most, 2, 10_000), highest) + 1))
    )
    cut = cut_tree(tree, n_clusters=tried).T  # exactly so many groups, also where distances are equal
    silhouettes = [_silhouette(apart, partition) for partition in cut]
    best = int(np.argmax(np.round([found.mean() for found in silhouettes], 12)))
    groups = _groups.ordered(cut[best])
    width = np.full(len(labels), np.nan)
    width[known] = silhouettes[best]
    numbers = {GROUP: np.arange(1, len(groups) + 1)}
    regions = {REGION: labels}
    core = _groups.cores(groups, -apart, labels[known], named_by)
    parts = {
        "label": xr.DataArray(_groups.numbered(groups, known, len(labels)), coords=regions, dims=REGION),
        "silhouette": xr.DataArray(width, coords=regions, dims=REGION),
        "name": xr.DataArray(_groups.names(core), coords=numbers, dims=GROUP),
        "size": xr.DataArray([float(len(members)) for members in groups], coords=numbers, dims=GROUP),
        "mean_silhouette": xr.DataArray(silhouettes[best].mean()),
    }
    units = {"label": "label", "name": "label"}
    chosen = "chosen by silhouette" if n is None else "as given"
    convention = f"average linkage on 1 − similarity ({kind}), {len(groups)} groups, {chosen}"
    dataset = xr.Dataset(
        {
            name: result(part, name=name, unit=units.get(name, "1"), convention=convention)
            for name, part in parts.items()
        }
    )
    codes = xr.DataArray(reason, coords=regions, dims=REGION)
    return _panels.explained(dataset, label=codes, silhouette=codes)


def _silhouette(apart: np.ndarray, partition: np.ndarray) -> np.ndarray:
    """Silhouette of each region; 0 for one that is alone in its group."""
    member = partition[:, None] == np.unique(partition)[None, :]
    sums, sizes = apart @ member, member.sum(axis=0)
    own = (sums * member).sum(axis=1)
    size = (sizes * member).sum(axis=1)
    inside = own / np.maximum(size - 1, 1)
    outside = np.where(member, np.inf, sums / sizes).min(axis=1)
    larger = np.maximum(inside, outside)
    width: np.ndarray = np.where((size > 1) & (larger > 0), (outside - inside) / np.where(larger > 0, larger, 1), 0.0)
    return width
