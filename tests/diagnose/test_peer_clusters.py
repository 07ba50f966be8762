"""Peer groups: known families, the silhouette of another implementation, refusals."""

import numpy as np
import pytest
import xarray as xr
from sklearn.metrics import silhouette_samples

from growthpole.diagnose import peer_groups, structural_similarity
from growthpole.dims import REASONS
from growthpole.errors import Undefined


def table(values):
    values = np.asarray(values, dtype=float)
    coords = {"region": [f"r{i:02d}" for i in range(len(values))], "activity": np.arange(values.shape[1])}
    return xr.DataArray(values, coords=coords, dims=["region", "activity"])


def families(seed=0):
    rng = np.random.default_rng(seed)
    centres = np.array([[8, 1, 1, 1], [1, 8, 1, 1], [1, 1, 8, 4]])[[0, 0, 1, 1, 1, 1, 2, 2, 2]]
    return table(centres + rng.uniform(0, 0.5, (9, 4)))


@pytest.mark.parametrize("kind", ["krugman", "cosine", "correlation", "finger_kreinin"])
def test_known_families_are_found_without_being_told_how_many(kind):
    found = peer_groups(families(), kind=kind)
    assert found.label.values.tolist() == [3, 3, 1, 1, 1, 1, 2, 2, 2]
    assert found["size"].values.tolist() == [4, 3, 2]
    assert found.mean_silhouette > 0.7
    assert all(len(name.split(", ")) == min(3, size) for name, size in zip(found.name.values, (4, 3, 2), strict=True))


@pytest.mark.parametrize("n", [2, 3, 5, 8])
def test_silhouettes_equal_another_implementation(n):
    x = families(seed=n)
    found = peer_groups(x, n)
    apart = 1 - structural_similarity(x).values
    np.testing.assert_allclose(
        found.silhouette, silhouette_samples(apart, found.label, metric="precomputed"), atol=1e-12
    )
    assert found.sizes["group"] == n
    assert found.mean_silhouette.item() == pytest.approx(found.silhouette.mean().item(), abs=1e-15)


def test_the_number_with_the_largest_silhouette_is_chosen():
    x = table(np.random.default_rng(3).random((12, 5)))
    chosen = peer_groups(x, most=8)
    others = [peer_groups(x, n).mean_silhouette.item() for n in range(2, 9)]
    assert chosen.mean_silhouette.item() == pytest.approx(max(others), abs=1e-15)
    assert chosen.sizes["group"] == 2 + int(np.argmax(np.round(others, 12)))


def test_order_of_regions_changes_nothing():
    x = families()
    order = np.random.default_rng(1).permutation(9)
    assert peer_groups(x.isel(region=order)).sel(region=x.region).identical(peer_groups(x))


def test_a_region_without_activity_is_in_no_group():
    x = families()
    x[3] = 0.0
    found = peer_groups(x)
    assert found.label_reason.values[3] == REASONS["zero_region"]
    assert np.isnan(found.label.values[3])
    assert np.isnan(found.silhouette.values[3])
    assert found["size"].sum() == 8


def test_regions_all_alike():
    found = peer_groups(table(np.ones((4, 3))), 2)
    assert (found.silhouette == 0).all()


def test_failures(refused):
    x = families()
    for bad in (1, 9, 2.0):
        with refused("not-whole", "n"):
            peer_groups(x, bad)
    with refused("not-whole", "named_by"):
        peer_groups(x, named_by=0)
    with refused("not-whole", "most"):
        peer_groups(x, most=1)
    with refused("too-few-labels", "region", "3"):
        peer_groups(x.isel(region=[0, 1]))
    with refused("one-table", "period"):
        peer_groups(x.expand_dims(period=[1]))
    with refused("zero-total", kind=Undefined):
        peer_groups(x * 0)
    with refused("unknown-option", "kind", "euclid"):
        peer_groups(x, kind="euclid")
