"""The product space as a picture: its backbone of edges and a place for each activity.

All proximities drawn at once are a black disc. The customary backbone (Hidalgo and others, 2007) keeps the maximum
spanning tree, so that everything connected stays connected by its strongest ties, and every proximity of at least
.55. Positions are pure geometry, between 0 and 1, the same for the same proximities in any order of labels.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import xarray as xr
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from growthpole.diagnose import _cells, _networks
from growthpole.dims import ACTIVITY, result
from growthpole.errors import InputError

__all__ = ["space_backbone", "space_layout"]

Method = Literal["kamada_kawai", "spring"]

_AXES = ("x", "y")
_SHELF = 1.15  # a little wider than the square of the same area, so that a shelf rarely stays half empty
_MARGIN = 0.3  # free room around the picture of a component, as a part of its side


def space_backbone(proximity: xr.DataArray, *, minimum: float = 0.55) -> xr.Dataset:
    """Edges of the customary picture: maximum spanning tree and every proximity of at least ``minimum``.

    Parameters
    ----------
    proximity : DataArray
        φ [activity, activity_other], symmetric, from 0 to 1.
    minimum : float
        Proximity from which an edge outside the tree is kept, above 0.

    Returns
    -------
    Dataset
        On [edge], the nearest pair first: ``source`` and ``target`` (labels, in order), ``proximity`` (unit 1),
        ``in_tree`` (bool); and ``components``, how many parts are not connected at all (an activity without any
        proximity above 0 is a part of its own; those whose proximity is undefined are left out).

    Raises
    ------
    InputError
        A proximity that is not one symmetric table from 0 to 1, or ``minimum`` not above 0.
    LabelMismatch
        Labels of the two dimensions differ.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"activity": ["a", "b", "c"], "activity_other": ["a", "b", "c"]}
    >>> near = xr.DataArray([[1, 0.6, 0.2], [0.6, 1, 0.3], [0.2, 0.3, 1]], coords=labels, dims=list(labels))
    >>> edges = space_backbone(near)
    >>> edges.source.values.tolist(), edges.target.values.tolist(), edges.proximity.values
    (['a', 'b'], ['b', 'c'], array([0.6, 0.3]))

    References
    ----------
    Hidalgo, C. A., Klinger, B., Barabási, A.-L., Hausmann, R. (2007). The product space conditions the development
    of nations. Science 317(5837), 482–487. doi:10.1126/science.1144581
    """
    net = _networks.network(proximity)
    first, second, weights, tree, components = _backbone(net, minimum)
    dims = {"edge": np.arange(1, len(weights) + 1)}
    convention = f"maximum spanning tree and proximities ≥ {minimum:g}"
    parts = {
        "source": (net.labels[first], "label"),
        "target": (net.labels[second], "label"),
        "proximity": (weights, "1"),
        "in_tree": (tree, "1"),
    }
    variables = {
        name: result(xr.DataArray(part, coords=dims, dims="edge"), name=name, unit=unit, convention=convention)
        for name, (part, unit) in parts.items()
    }
    count = result(xr.DataArray(components), name="components", unit="1", convention="proximities above 0")
    return xr.Dataset({**variables, "components": count})


def space_layout(proximity: xr.DataArray, *, minimum: float = 0.55, method: Method = "kamada_kawai") -> xr.DataArray:
    """A place for each activity of the product space, for a chart.

    The backbone is laid out, each connected part by itself, with edges as long as ``2 − φ``; parts are then set side
    by side, their areas in proportion to their activities. Nothing is drawn by chance.

    Parameters
    ----------
    proximity : DataArray
        φ [activity, activity_other], symmetric, from 0 to 1.
    minimum : float
        As in :func:`space_backbone`.
    method : {"kamada_kawai", "spring"}
        Springs between all pairs by graph distance, or along edges only (quicker for a thousand activities).

    Returns
    -------
    DataArray
        [activity, axis] with axis "x" and "y", unit 1, from 0 to 1, one scale for both axes. NaN with reason for an
        activity without proximity.

    Raises
    ------
    InputError
        A proximity that is not one symmetric table from 0 to 1, ``minimum`` not above 0, an unknown method.
    LabelMismatch
        Labels of the two dimensions differ.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"activity": ["a", "b", "c"], "activity_other": ["a", "b", "c"]}
    >>> near = xr.DataArray([[1, 0.6, 0.2], [0.6, 1, 0.3], [0.2, 0.3, 1]], coords=labels, dims=list(labels))
    >>> place = space_layout(near)
    >>> place.dims, bool(((place >= 0) & (place <= 1)).all())
    (('activity', 'axis'), True)

    References
    ----------
    Kamada, T., Kawai, S. (1989). An algorithm for drawing general undirected graphs. Information Processing Letters
    31(1), 7–15. doi:10.1016/0020-0190(89)90102-6
    Fruchterman, T. M. J., Reingold, E. M. (1991). Graph drawing by force-directed placement. Software: Practice and
    Experience 21(11), 1129–1164. doi:10.1002/spe.4380211102
    """
    _cells.one_of("method", method, ("kamada_kawai", "spring"))
    net = _networks.network(proximity)
    first, second, weights, _, _ = _backbone(net, minimum)
    size = len(net.labels)
    edges = coo_array((np.ones(len(first)), (first, second)), shape=(size, size))
    count, part = connected_components(edges, directed=False) if size else (0, np.zeros(0, dtype=int))
    parts = sorted((np.flatnonzero(part == number) for number in range(count)), key=lambda p: (-len(p), p[0]))
    drawn = [_drawn(members, first, second, weights, method) for members in parts]
    places = np.full((len(net.codes), 2), np.nan)
    placed = _packed(drawn)
    for members, positions in zip(parts, placed, strict=True):
        places[net.places[members]] = positions
    activities = net.like[ACTIVITY].values
    labelled = xr.DataArray(places, coords={ACTIVITY: activities, "axis": list(_AXES)}, dims=(ACTIVITY, "axis"))
    codes = labelled.copy(data=np.broadcast_to(net.codes[:, None], places.shape))
    convention = f"{method} of the backbone with proximities ≥ {minimum:g}, edge length 2 − φ"
    return result(labelled, name="space_layout", unit="1", convention=convention, reason=codes)


def _backbone(net: _networks.Network, minimum: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, int]:
    """Ends, proximity and tree membership of the edges, the nearest first; and the number of components."""
    if not (np.isfinite(minimum) and minimum > 0):
        raise InputError("not-above", name="minimum", floor=0, received=minimum)
    if net.weights.size and net.weights.max() > 1 + 1e-9:
        raise InputError("outside-range", name="proximity", low=0, high=1, received=float(net.weights.max()))
    first, second, weights = _networks.pairs(net.weights)
    size = len(net.labels)
    if not len(first):
        return first, second, weights, np.zeros(0, dtype=bool), size
    # lengths 2 − φ are above zero also where φ = 1: a sparse graph takes a zero for no edge
    lengths = coo_array((2.0 - weights, (first, second)), shape=(size, size)).tocsr()
    tree = minimum_spanning_tree(lengths).tocoo()
    in_tree = np.zeros((size, size), dtype=bool)
    in_tree[tree.row, tree.col] = True
    member = in_tree[first, second] | in_tree[second, first]
    kept = member | (weights >= minimum)
    order = np.argsort(-weights[kept], kind="stable")
    first, second, weights, member = (part[kept][order] for part in (first, second, weights, member))
    return first, second, weights, member, size - int(member.sum())


def _drawn(members: np.ndarray, first: np.ndarray, second: np.ndarray, weights: np.ndarray, method: Method) -> Any:
    """Positions of one connected part, between 0 and 1."""
    import networkx as nx

    if len(members) == 1:
        return np.full((1, 2), 0.5)
    inside = np.isin(first, members)
    graph = nx.Graph()
    graph.add_nodes_from(members.tolist())
    for one, other, near in zip(first[inside].tolist(), second[inside].tolist(), weights[inside].tolist(), strict=True):
        graph.add_edge(one, other, length=2.0 - near, weight=near)
    around = nx.circular_layout(graph)
    if method == "kamada_kawai":
        found = nx.kamada_kawai_layout(graph, pos=around, weight="length")
    else:
        found = nx.spring_layout(graph, pos=around, weight="weight", seed=0, iterations=200)
    positions = np.array([found[node] for node in members.tolist()])
    low, span = positions.min(axis=0), np.ptp(positions, axis=0)
    return (positions - low - span / 2) / max(span.max(), np.finfo(float).tiny) + 0.5


def _packed(drawn: list[np.ndarray]) -> list[np.ndarray]:
    """Parts side by side on shelves, larger first, each in a square of its share of the area; all within 0 and 1."""
    if len(drawn) == 1:
        return drawn
    sides = [np.sqrt(len(positions)) for positions in drawn]
    width = max([*sides[:1], _SHELF * float(np.sqrt(np.square(sides).sum()))], default=1.0)
    corners, x, y, height = [], 0.0, 0.0, 0.0
    for side in sides:
        if x + side > width and x > 0:
            x, y, height = 0.0, y + height, 0.0
        corners.append((x, y))
        x, height = x + side, max(height, side)
    extent = max(width, y + height)
    placed = []
    for positions, side, corner in zip(drawn, sides, corners, strict=True):
        inside = _MARGIN / 2 + (1 - _MARGIN) * positions
        placed.append((np.array(corner) + side * inside) / extent)
    return placed
