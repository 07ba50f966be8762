"""Communities: known groups are found, numbered in a fixed order, and their firmness is reported."""

import subprocess
import sys
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
import xarray as xr
from sklearn.metrics import adjusted_rand_score

from growthpole.diagnose import activity_communities, proximity
from growthpole.diagnose.communities import _adjusted_rand
from growthpole.dims import REASONS


def space(weights, names=None):
    weights = np.asarray(weights, dtype=float)
    names = names or [f"a{i:02d}" for i in range(len(weights))]
    coords = {"activity": names, "activity_other": names}
    return xr.DataArray(weights, coords=coords, dims=["activity", "activity_other"])


def blocks(*sizes, inside=0.8, between=0.1, seed=0):
    """Groups of activities, near inside and far between, with a little noise."""
    member = np.repeat(np.arange(len(sizes)), sizes)
    noise = np.random.default_rng(seed).uniform(0, 0.05, (len(member), len(member)))
    weights = np.where(member[:, None] == member[None, :], inside, between) + np.triu(noise) + np.triu(noise, 1).T
    np.fill_diagonal(weights, 1.0)
    return space(weights)


def test_known_groups_largest_first():
    found = activity_communities(blocks(3, 6, 4), rng=1)
    assert found.label.values.tolist() == [3.0] * 3 + [1.0] * 6 + [2.0] * 4
    assert found["size"].values.tolist() == [6, 4, 3]
    assert found.community.values.tolist() == [1, 2, 3]
    assert found.stability.item() == 1.0
    assert (found.certainty == 1).all()
    assert (found.label_reason == 0).all()


def test_named_by_the_most_central_members():
    weights = np.full((4, 4), 0.5)
    weights[2, [0, 1, 3]] = weights[[0, 1, 3], 2] = 0.9
    weights[0, 1] = weights[1, 0] = 0.6
    np.fill_diagonal(weights, 1)
    found = activity_communities(space(weights, ["z", "y", "hub", "x"]), rng=1, named_by=2, resolution=0.5)
    assert found.name.values.tolist() == ["hub, y"]
    assert found["size"].values.tolist() == [4]


def test_equal_seeds_equal_bytes_in_any_order_and_any_process():
    near = proximity(
        xr.DataArray(
            np.random.default_rng(2).random((15, 30)) < 0.3,
            coords={"region": np.arange(15), "activity": [f"a{i:02d}" for i in range(30)]},
            dims=["region", "activity"],
        )
    )
    once, again = activity_communities(near, rng=5), activity_communities(near, rng=np.random.default_rng(5))
    assert once.identical(again)
    order = np.random.default_rng(0).permutation(30)
    shuffled = activity_communities(near.isel(activity=order, activity_other=order[::-1]), rng=5)
    assert shuffled.sel(activity=near.activity).identical(once)
    program = (
        "import numpy as np, xarray as xr\n"
        "from growthpole.diagnose import activity_communities, proximity\n"
        "m = xr.DataArray(np.random.default_rng(2).random((15, 30)) < 0.3, dims=['region', 'activity'],\n"
        "    coords={'region': np.arange(15), 'activity': [f'a{i:02d}' for i in range(30)]})\n"
        "print(activity_communities(proximity(m), rng=5).label.values.tolist())\n"
    )
    for seed in ("1", "2"):  # the hash of a text differs between processes
        done = subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stdout.strip() == str(once.label.values.tolist())


def test_no_grouping_of_few_activities_is_better():
    """All partitions of six activities: the modularity found is the largest there is."""
    near = blocks(3, 3, inside=0.7, between=0.3, seed=4)
    graph = nx.Graph()
    graph.add_weighted_edges_from((i, j, near.values[i, j]) for i, j in combinations(range(6), 2))

    def partitions(items):
        if not items:
            yield []
            return
        for rest in partitions(items[1:]):
            for place in range(len(rest)):
                yield [*rest[:place], {items[0], *rest[place]}, *rest[place + 1 :]]
            yield [{items[0]}, *rest]

    best = max(nx.community.modularity(graph, groups) for groups in partitions(list(range(6))))
    assert activity_communities(near, rng=1).modularity.item() == pytest.approx(best, abs=1e-12)


def test_stability_falls_where_there_are_no_groups():
    noise = np.random.default_rng(1).random((40, 40))
    found = activity_communities(space(np.triu(noise, 1) + np.triu(noise, 1).T + np.eye(40)), rng=3)
    assert found.stability.item() < 0.8
    assert found.certainty.min() < 0.9


def test_adjusted_rand_equals_another_implementation():
    rng = np.random.default_rng(0)
    for _ in range(20):
        one, other = rng.integers(0, 4, (2, 12))
        assert _adjusted_rand(one, other) == pytest.approx(adjusted_rand_score(one, other), abs=1e-14)
    alone = np.arange(5)
    assert _adjusted_rand(alone, alone) == 1.0
    assert _adjusted_rand(np.zeros(5, dtype=int), np.zeros(5, dtype=int)) == 1.0


def test_undefined_and_lonely_activities():
    m = xr.DataArray(
        [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0]],
        coords={"region": list("NSW"), "activity": list("abcd")},
        dims=["region", "activity"],
    )
    found = activity_communities(proximity(m), rng=1)
    assert found.label.values.tolist()[:3] == [1, 1, 2]
    assert found.name.values.tolist() == ["a, b", "c"]
    assert found.label_reason.values.tolist() == [0, 0, 0, REASONS["zero_activity"]]
    assert found.certainty.values.tolist()[:3] == [1, 1, 1]
    edgeless = activity_communities(space(np.eye(3)), rng=1)
    assert np.isnan(edgeless.modularity)
    assert edgeless.label.values.tolist() == [1, 2, 3]


def test_minimum_and_resolution():
    near = blocks(3, 3)
    cut = activity_communities(near, rng=1, minimum=0.9)
    assert cut["size"].values.tolist() == [1] * 6
    assert activity_communities(near, rng=1, resolution=0.1)["size"].values.tolist() == [6]
    assert "resolution 0.1" in activity_communities(near, rng=1, resolution=0.1).label.attrs["convention"]


def test_failures(refused):
    near = blocks(2, 2)
    with refused("not-symmetric", "proximity", "activity=a00, activity_other=a01"):
        activity_communities(near.where((near.activity != "a00") | (near.activity_other == "a00"), 0.0), rng=1)
    with refused("not-levels", "proximity"):
        activity_communities(near - 1, rng=1)
    with refused("one-table", "period"):
        activity_communities(near.expand_dims(period=[1]), rng=1)
    for option, bad in (("runs", 1), ("named_by", 0), ("rng", -1), ("rng", None)):
        with refused("not-whole", option):
            activity_communities(near, **{"rng": 1, option: bad})
    for option, bad in (("resolution", 0.0), ("minimum", float("nan"))):
        with refused("not-above", option):
            activity_communities(near, rng=1, **{option: bad})
