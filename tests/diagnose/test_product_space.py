"""Backbone and layout: the tree is the strongest there is, nothing depends on the order of labels."""

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from growthpole.diagnose import proximity, space_backbone, space_layout
from growthpole.dims import REASONS


def matrix(values):
    values = np.asarray(values)
    coords = {"region": np.arange(values.shape[0]), "activity": [f"a{i:02d}" for i in range(values.shape[1])]}
    return xr.DataArray(values, coords=coords, dims=["region", "activity"])


TABLES = st.tuples(st.integers(1, 8), st.integers(1, 12)).flatmap(lambda shape: arrays(np.bool_, shape))


@given(TABLES, st.sampled_from([0.3, 0.55, 0.9]))
@settings(max_examples=60, deadline=None)
def test_a_maximum_spanning_forest_and_all_strong_edges(values, minimum):
    near = proximity(matrix(values))
    found = space_backbone(near, minimum=minimum)
    used = [a for a in near.activity.values if not np.isnan(near.sel(activity=a, activity_other=a).item())]
    graph = nx.Graph()
    graph.add_nodes_from(used)
    for a, b in combinations(used, 2):
        weight = near.sel(activity=a, activity_other=b).item()
        if weight > 0:
            graph.add_edge(a, b, weight=weight)
    ends = set(zip(found.source.values.tolist(), found.target.values.tolist(), strict=True))
    assert len(ends) == found.sizes["edge"]
    strong = {tuple(sorted(e[:2])) for e in graph.edges(data="weight") if e[2] >= minimum}
    assert strong <= ends
    tree = found.in_tree.values
    assert all(found.proximity.values[~tree] >= minimum)
    assert found.components.item() == nx.number_connected_components(graph) if used else found.components.item() == 0
    assert tree.sum() == len(used) - found.components.item()
    best = nx.maximum_spanning_tree(graph).size(weight="weight")
    # the same sum in another order
    assert found.proximity.values[tree].sum() == pytest.approx(best, abs=1e-12)
    assert (np.diff(found.proximity) <= 0).all()
    for a, b, weight in zip(found.source.values, found.target.values, found.proximity.values, strict=True):
        assert a < b
        assert weight == near.sel(activity=a, activity_other=b).item()


@given(TABLES, st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_of_labels_changes_nothing(values, random):
    near = proximity(matrix(values))
    labels = list(near.activity.values)
    random.shuffle(labels)
    shuffled = near.sel(activity=labels, activity_other=labels[::-1])
    assert space_backbone(shuffled).identical(space_backbone(near))
    assert space_layout(shuffled).sel(activity=near.activity).identical(space_layout(near))


@pytest.mark.parametrize("method", ["kamada_kawai", "spring"])
def test_places_lie_within_the_unit_square_and_apart(method):
    near = proximity(matrix(np.random.default_rng(1).random((12, 30)) < 0.25))
    place = space_layout(near, method=method)
    assert place.dims == ("activity", "axis")
    assert place.axis.values.tolist() == ["x", "y"]
    assert ((place >= 0) & (place <= 1)).all()
    between = np.sqrt(((place.values[:, None] - place.values[None, :]) ** 2).sum(axis=-1))
    assert between[np.triu_indices(30, 1)].min() > 1e-3
    assert place.identical(space_layout(near, method=method))
    assert method in place.attrs["convention"]


def test_near_activities_stand_near():
    """Two blocks with one weak tie: distances inside are shorter than between."""
    member = np.repeat([0, 1], 6)
    weights = np.where(member[:, None] == member[None, :], 0.8, 0.0)
    weights[0, 6] = weights[6, 0] = 0.1
    np.fill_diagonal(weights, 1)
    names = [f"a{i:02d}" for i in range(12)]
    near = xr.DataArray(
        weights, coords={"activity": names, "activity_other": names}, dims=["activity", "activity_other"]
    )
    place = space_layout(near).values
    between = np.sqrt(((place[:, None] - place[None, :]) ** 2).sum(axis=-1))
    same = member[:, None] == member[None, :]
    assert between[same & ~np.eye(12, dtype=bool)].mean() < 0.6 * between[~same].mean()


def test_parts_that_are_not_connected_do_not_overlap():
    member = np.repeat(np.arange(4), [5, 3, 1, 1])
    weights = np.where(member[:, None] == member[None, :], 0.8, 0.0) + 0.2 * np.eye(10)
    names = [f"a{i:02d}" for i in range(10)]
    near = xr.DataArray(
        weights, coords={"activity": names, "activity_other": names}, dims=["activity", "activity_other"]
    )
    assert space_backbone(near).components.item() == 4
    place = space_layout(near).values
    boxes = [(place[member == k].min(axis=0), place[member == k].max(axis=0)) for k in range(4)]
    for (low, high), (other_low, other_high) in combinations(boxes, 2):
        assert ((high < other_low) | (other_high < low)).any()
    assert ((place >= 0) & (place <= 1)).all()


def test_undefined_activities_have_no_place():
    place = space_layout(proximity(matrix([[1, 1, 0], [1, 0, 0]])))
    assert place.reason.values.tolist() == [[0, 0], [0, 0], [REASONS["zero_activity"]] * 2]
    assert np.isnan(place.values[2]).all()
    nothing = space_layout(proximity(matrix([[0, 0]])))
    assert np.isnan(nothing).all()
    assert space_backbone(proximity(matrix([[0, 0]]))).sizes["edge"] == 0


def test_failures(refused):
    near = proximity(matrix([[1, 1], [1, 0]]))
    for measure in (space_backbone, space_layout):
        with refused("not-above", "minimum"):
            measure(near, minimum=0.0)
        with refused("outside-range", "proximity"):
            measure(near * 3)
        with refused("one-table", "period"):
            measure(near.expand_dims(period=[1]))
        with refused("not-symmetric"):
            measure(proximity(matrix([[1, 1], [1, 0]]), "asymmetric"))
    with refused("unknown-option", "method", "random"):
        space_layout(near, method="random")
