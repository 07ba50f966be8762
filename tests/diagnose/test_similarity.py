import math
from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import krugman, peer_regions, structural_similarity
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, Undefined

KINDS = ("krugman", "cosine", "correlation", "finger_kreinin")
LEVELS = st.one_of(st.just(0.0), st.floats(1e-6, 1e15))
TABLES = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=6), elements=LEVELS)
ROWS = [[3, 0, 11], [1, 5, 2], [40, 1, 1], [6, 0, 22]]


def table(values):
    values = np.asarray(values)
    labels = {"region": [f"R{i}" for i in range(values.shape[0])], "activity": list("abcdefgh"[: values.shape[1]])}
    return xr.DataArray(values, coords=labels, dims=["region", "activity"], attrs={"unit": "CNY"})


def exact(first, second, kind):
    s, t = ([Fraction(v, sum(row)) for v in row] for row in (first, second))
    if kind == "krugman":
        return float(1 - sum(abs(v - w) for v, w in zip(s, t, strict=True)) / 2)
    if kind == "finger_kreinin":
        return float(sum(min(v, w) for v, w in zip(s, t, strict=True)))
    if kind == "correlation":
        s, t = ([v - sum(row) / len(row) for v in row] for row in (s, t))
    squares = sum(v * v for v in s) * sum(w * w for w in t)
    return float(sum(v * w for v, w in zip(s, t, strict=True))) / math.sqrt(squares)


@pytest.mark.parametrize("kind", KINDS)
def test_equal_to_exact_fractions(kind):
    found = structural_similarity(table(ROWS), kind)
    expected = [[exact(first, second, kind) for second in ROWS] for first in ROWS]
    # three terms below 1, each rounded a few times
    np.testing.assert_allclose(found, expected, rtol=1e-14, atol=1e-15)
    assert found.dims == ("region", "region_other")
    assert found.region_other.values.tolist() == found.region.values.tolist()
    assert found.attrs["unit"] == "1"


def test_printed_krugman_of_nothing_in_common():
    """Printed in design/methods.md §1, from the manual of REAT (krugman.spec): a distance of 2."""
    found = structural_similarity(table([[20, 10, 70, 0, 0], [0, 0, 0, 60, 40]]))
    np.testing.assert_array_equal(found.values, [[1, 0], [0, 1]])


@given(TABLES, st.integers(-20, 20), st.randoms(use_true_random=False), st.sampled_from(KINDS))
@settings(max_examples=100, deadline=None)
def test_symmetric_bounded_and_blind_to_scale_and_order(values, power, random, kind):
    x = table(values)
    if values.sum() == 0:
        return
    found = structural_similarity(x, kind)
    np.testing.assert_array_equal(found, found.T)
    np.testing.assert_array_equal(found.reason, found.reason.T)
    np.testing.assert_array_equal(np.isnan(found), found.reason != 0)
    diagonal = np.diag(found)
    assert ((diagonal == 1) | np.isnan(diagonal)).all()
    defined = found.values[~np.isnan(found.values)]
    assert ((defined >= (-1 if kind == "correlation" else 0)) & (defined <= 1)).all()
    regions, activities = list(x.region.values), list(x.activity.values)
    random.shuffle(regions)
    random.shuffle(activities)
    shuffled = structural_similarity(x.sel(region=regions, activity=activities) * 2.0**power, kind)
    back = shuffled.sel(region=x.region.values, region_other=x.region.values)
    np.testing.assert_array_equal(back.reason, found.reason)
    if kind != "correlation":  # a nearly constant region has a correlation of rounding errors
        np.testing.assert_allclose(back, found, rtol=1e-13, atol=1e-14)


@given(TABLES)
@settings(max_examples=50, deadline=None)
def test_two_names_of_one_number(values):
    x = table(values)
    if (values.sum(axis=1) == 0).any():
        return
    found = structural_similarity(x)
    np.testing.assert_array_equal(found, structural_similarity(x, "finger_kreinin"))
    against_first = 1 - krugman(x, x.isel(region=0, drop=True)) / 2
    np.testing.assert_allclose(found.isel(region_other=0), against_first, atol=1e-15)  # another order of summation


def test_empty_and_even_regions_have_reasons():
    x = table([[1.0, 3.0], [0.0, 0.0], [2.0, 2.0]])
    empty, even = REASONS["zero_region"], REASONS["not_applicable"]
    found = structural_similarity(x)
    assert found.reason.values.tolist() == [[0, empty, 0], [empty] * 3, [0, empty, 0]]
    correlated = structural_similarity(x, "correlation")
    assert correlated.reason.values.tolist() == [[0, empty, even], [empty] * 3, [even, empty, even]]
    np.testing.assert_array_equal(np.isnan(correlated), correlated.reason != 0)


def test_a_panel_is_each_of_its_tables():
    x = xr.concat([table(ROWS), table(ROWS[::-1]), table(np.zeros((4, 3)))], "period").assign_coords(period=[1, 2, 3])
    for kind in KINDS:
        found = structural_similarity(x.transpose("activity", "period", "region"), kind)
        assert found.dims == ("period", "region", "region_other")
        for period in (1, 2):
            single = structural_similarity(x.sel(period=period, drop=True), kind)
            np.testing.assert_allclose(found.sel(period=period), single, rtol=1e-14, atol=1e-15)
        assert (found.reason.sel(period=3) == REASONS["zero_total"]).all()


def test_one_region_is_like_itself():
    for kind in KINDS:
        assert structural_similarity(table([[1.0, 3.0]]), kind).values.tolist() == [[1.0]]


@pytest.mark.parametrize("kind", KINDS)
def test_peers_are_the_nearest(kind):
    peers = peer_regions(table(ROWS), "R0", 3, kind=kind)
    similar = structural_similarity(table(ROWS), kind).sel(region="R0")
    assert peers.peer.values[0] == "R3"
    assert peers.place.values.tolist() == [1, 2, 3]
    assert sorted(peers.peer.values) == ["R1", "R2", "R3"]
    assert (np.diff(peers.similarity) <= 0).all()
    np.testing.assert_array_equal(peers.similarity, similar.sel(region_other=peers.peer.values))
    assert peers.peer.attrs["unit"] == "label"


def test_ties_are_ordered_by_label():
    x = table([[1.0, 1.0], [3.0, 1.0], [1.0, 3.0], [30.0, 10.0]]).assign_coords(region=["home", "z", "b", "a"])
    for order in (["home", "z", "b", "a"], ["a", "b", "home", "z"]):
        assert peer_regions(x.sel(region=order), "home", 3).peer.values.tolist() == ["a", "b", "z"]


def test_regions_without_a_similarity_come_last():
    x = table([[1.0, 3.0], [0.0, 0.0], [2.0, 2.0]])
    peers = peer_regions(x, "R0", 2)
    assert peers.peer.values.tolist() == ["R2", ""]
    np.testing.assert_array_equal(peers.similarity, [0.75, np.nan])
    assert peers.similarity.reason.values.tolist() == [0, REASONS["zero_region"]]
    assert peer_regions(x, "R1", 2).peer.values.tolist() == ["", ""]


def test_peers_by_period():
    x = xr.concat([table(ROWS), table(ROWS[::-1])], "period").assign_coords(period=[2020, 2021])
    peers = peer_regions(x, "R0", 2)
    assert peers.similarity.dims == ("period", "place")
    for period in (2020, 2021):
        single = peer_regions(x.sel(period=period, drop=True), "R0", 2)
        assert peers.peer.sel(period=period).values.tolist() == single.peer.values.tolist()
        np.testing.assert_array_equal(peers.similarity.sel(period=period), single.similarity)


def test_failures(refused):
    x = table([[1.0, 2.0], [3.0, 4.0]])
    for measure in (structural_similarity, lambda x: peer_regions(x, "R0", 1)):
        with refused("zero-total", "structural_similarity", kind=Undefined):
            measure(x * 0)
        with refused("missing-cells", "region=R0, activity=a"):
            measure(x.where(x > 1))
        with refused("not-levels", "region=R0, activity=a: -1.0"):
            measure(x - 2)
        with refused("no-labels", kind=LabelMismatch):
            measure(x.drop_vars("activity"))
        with refused("missing-dims", "region"):
            measure(x.isel(region=0))
    with refused("unknown-option", "kind", "euclid", "cosine"):
        structural_similarity(x, "euclid")
    with refused("no-such-label", "region", "R7", "R0, R1"):
        peer_regions(x, "R7", 1)
    for bad in (0, 2, 1.0):
        with refused("not-whole", "n"):
            peer_regions(x, "R0", bad)
