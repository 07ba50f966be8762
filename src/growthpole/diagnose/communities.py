"""Communities of the product space: which activities belong together?

Louvain's method groups activities so that proximity inside groups exceeds what chance would give (*modularity*).
It is a search with chance in it, and many groupings are nearly as good. So it is run from several seeds: the best
grouping is returned with how well the runs agree, and for each activity how surely it belongs where it stands.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import xarray as xr
from numpy.random import Generator

from growthpole.diagnose import _compositions, _groups, _networks, _panels, noises
from growthpole.dims import ACTIVITY, result
from growthpole.errors import InputError

__all__ = ["activity_communities"]

COMMUNITY = "community"
_SEED_LIMIT = 2**31


def activity_communities(
    proximity: xr.DataArray,
    rng: Generator | int,
    *,
    runs: int = 10,
    resolution: float = 1.0,
    minimum: float = 0.0,
    named_by: int = 3,
) -> xr.Dataset:
    """Group the activities of a product space, and say how sure the grouping is.

    The grouping of the run with the largest modularity ``Q = Σ_c [L_c/L − γ (k_c/2L)²]`` (``L_c`` the proximity inside
    community c, ``k_c`` that of its activities, ``L`` all, γ the resolution).

    Parameters
    ----------
    proximity : DataArray
        φ [activity, activity_other], symmetric, zero or more.
    rng : Generator or int
        Source of the seeds of the runs; the same state gives the same result.
    runs : int
        How many runs, from 2 to 1,000.
    resolution : float
        γ, above zero; more gives smaller communities.
    minimum : float
        Proximities below it are no edges. A dense space of more than a few hundred activities takes long without.
    named_by : int
        How many of its most central activities name a community, from 1 to 10.

    Returns
    -------
    Dataset
        ``label`` [activity] the community's number, 1 the largest (then by first label), and ``certainty`` [activity]
        the share of runs, averaged over the other members, in which the two are together (for an activity alone,
        the share of runs in which it is); NaN with ``<variable>_reason`` for an activity without proximity.
        ``core`` [community, place] its most central members, by proximity to the others (empty beyond a small one),
        ``name`` (the same as one text), ``size`` [community]; ``modularity`` (NaN for
        a space without edges); ``stability``, the adjusted Rand index averaged over pairs of runs, 1 when all agree.

    Raises
    ------
    InputError
        A proximity that is not one symmetric table of zero or more, or an option out of range.
    LabelMismatch
        Labels of the two dimensions differ.

    Examples
    --------
    >>> import xarray as xr
    >>> from growthpole.diagnose.proximities import proximity
    >>> labels = {"region": ["N", "S", "W"], "activity": ["a", "b", "c", "d"]}
    >>> m = xr.DataArray([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1]], coords=labels, dims=["region", "activity"])
    >>> found = activity_communities(proximity(m), rng=1)
    >>> found.label.values, found.name.values.tolist(), found.stability.item()
    (array([1., 1., 2., 2.]), ['a, b', 'c, d'], 1.0)

    References
    ----------
    Blondel, V. D., Guillaume, J.-L., Lambiotte, R., Lefebvre, E. (2008). Fast unfolding of communities in large
    networks. Journal of Statistical Mechanics, P10008. doi:10.1088/1742-5468/2008/10/P10008
    Hubert, L., Arabie, P. (1985). Comparing partitions. Journal of Classification 2, 193–218. doi:10.1007/BF01908075
    """
    runs = _compositions.whole("runs", runs, 2, 1000)
    named_by = _compositions.whole("named_by", named_by, 1, 10)
    for name, value, floor in (("resolution", resolution, 0.0), ("minimum", minimum, -1.0)):
        if not (np.isfinite(value) and value > floor):
            raise InputError("not-above", name=name, floor=floor, received=value)
    net = _networks.network(proximity)
    weights = np.where(net.weights >= minimum, net.weights, 0.0)
    seeds = noises.generator(rng).integers(_SEED_LIMIT, size=runs)
    found = [_louvain(weights, int(seed), resolution) for seed in seeds]
    best = int(np.argmax([quality for _, quality in found]))
    partitions = [partition for partition, _ in found]
    groups = _groups.ordered(partitions[best])
    together = np.mean([partition[:, None] == partition[None, :] for partition in partitions], axis=0)
    certainty = np.full(len(net.codes), np.nan)
    for members in groups:
        certainty[net.places[members]] = _certainty(together, members)
    agreement = [_adjusted_rand(one, other) for one, other in combinations(partitions, 2)]
    convention = f"Louvain, resolution {resolution:g}, proximities ≥ {minimum:g}, best of {runs} runs"
    core = _groups.cores(groups, weights, net.labels, named_by)
    numbers = {COMMUNITY: np.arange(1, len(groups) + 1)}
    sizes = np.array([len(members) for members in groups], dtype=np.float64)
    labelled = {
        "label": net.like.copy(data=_groups.numbered(groups, net.places, len(net.codes))),
        "certainty": net.like.copy(data=certainty),
        "name": xr.DataArray(_groups.names(core), coords=numbers, dims=COMMUNITY),
        "core": xr.DataArray(core, coords={**numbers, "place": np.arange(1, named_by + 1)}, dims=(COMMUNITY, "place")),
        "size": xr.DataArray(sizes, coords=numbers, dims=COMMUNITY),
        "modularity": xr.DataArray(found[best][1] if weights.any() else np.nan),
        "stability": xr.DataArray(float(np.mean(agreement))),
    }
    units = {"label": "label", "name": "label", "core": "label"}
    dataset = xr.Dataset(
        {
            name: result(part, name=name, unit=units.get(name, "1"), convention=convention)
            for name, part in labelled.items()
        }
    )
    codes = xr.DataArray(net.codes, coords={ACTIVITY: net.like[ACTIVITY].values}, dims=ACTIVITY)
    return _panels.explained(dataset, label=codes, certainty=codes)


def _louvain(weights: np.ndarray, seed: int, resolution: float) -> tuple[np.ndarray, float]:
    """Group of each node, and the modularity; nodes are whole numbers, so that no hash of a text decides."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(len(weights)))
    first, second, strength = (part.tolist() for part in _networks.pairs(weights))
    graph.add_weighted_edges_from(zip(first, second, strength, strict=True))
    if not first:
        return np.arange(len(weights)), 0.0
    groups = nx.community.louvain_communities(graph, weight="weight", resolution=resolution, seed=seed)
    partition = np.empty(len(weights), dtype=np.int64)
    for number, members in enumerate(groups):
        partition[sorted(members)] = number
    return partition, float(nx.community.modularity(graph, groups, weight="weight", resolution=resolution))


def _certainty(together: np.ndarray, members: np.ndarray) -> np.ndarray:
    """Share of runs in which each member is with the others; for a single one, in which it is alone."""
    if len(members) > 1:
        inside: np.ndarray = (together[np.ix_(members, members)].sum(axis=1) - 1) / (len(members) - 1)
        return inside
    others = np.delete(together[members[0]], members[0])
    return np.array([1.0 - (others.max() if others.size else 0.0)])


def _adjusted_rand(one: np.ndarray, other: np.ndarray) -> float:
    """Adjusted Rand index of two partitions; 1 when both are trivial in the same way."""
    table = np.zeros((one.max(initial=0) + 1, other.max(initial=0) + 1))
    np.add.at(table, (one, other), 1)
    both, rows, columns = (_choose_two(part).sum() for part in (table, table.sum(axis=1), table.sum(axis=0)))
    pairs = _choose_two(np.array(float(len(one))))
    chance = rows * columns / pairs if pairs else 0.0
    largest = (rows + columns) / 2
    return 1.0 if largest == chance else float((both - chance) / (largest - chance))


def _choose_two(count: np.ndarray) -> np.ndarray:
    half: np.ndarray = count * (count - 1) / 2
    return half
