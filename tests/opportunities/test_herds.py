"""Herding: counts by hand, laws, peers that are none, cities inside."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch
from growthpole.opportunities import advised, herding, within


def table(values):
    values = np.asarray(values)
    coords = {"region": [f"r{i}" for i in range(len(values))], "activity": [f"a{j}" for j in range(values.shape[1])]}
    return xr.DataArray(values, coords=coords, dims=["region", "activity"])


SCORES = arrays(
    float, array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.sampled_from([np.nan, 0.0, 0.5, 1.0])
)
LISTS = arrays(bool, array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=6))
TOLD = table([[True, True, False], [True, False, False], [True, False, True], [False, True, True]])


@given(SCORES, st.integers(1, 7))
@settings(max_examples=80, deadline=None)
def test_told_is_whom_fewer_than_k_stand_above(scores, k):
    found = advised(table(scores), k)
    assert found.dtype == bool
    for row, told in zip(scores, found.values, strict=True):
        expected = [not np.isnan(value) and sum(other > value for other in row) < k for value in row]
        assert told.tolist() == expected
        assert told.sum() >= min(k, (~np.isnan(row)).sum())


def test_a_list_says_what_it_is():
    found = advised(table([[0.4, 0.2, 0.2, 0.1]]), 2)
    assert found.values.tolist() == [[True, True, True, False]]
    assert found.attrs["unit"] == "1"
    assert "first 2" in found.attrs["convention"]


def test_counts_by_hand():
    found = herding(TOLD, "r0", ["r1", "r3"])
    assert found.told.values.tolist() == [1, 1, 1]
    assert found.told_share.values.tolist() == [0.5, 0.5, 0.5]
    assert found.told_all.values.tolist() == [2, 1, 2]
    assert found.own.values.tolist() == [True, True, False]
    assert "2 peers of r0" in found.told_share.attrs["convention"]
    assert "3 other regions" in found.told_all.attrs["convention"]


@given(LISTS, st.data())
@settings(max_examples=60, deadline=None)
def test_laws_of_herding(lists, data):
    told = table(lists)
    regions = list(told.region.values)
    own, *peers = data.draw(st.lists(st.sampled_from(regions), min_size=2, unique=True))
    found = herding(told, own, peers)
    by_hand = [sum(bool(told.sel(region=p, activity=a)) for p in peers) for a in told.activity.values]
    assert found.told.values.tolist() == by_hand
    assert (found.told <= found.told_all).all()
    np.testing.assert_allclose(found.told_share * len(peers), found.told, rtol=1e-15)
    parts = [herding(told, own, [peer]).told for peer in peers]
    assert (sum(parts) == found.told).all()
    everyone = herding(told, own, [region for region in regions if region != own])
    assert everyone.told.equals(found.told_all)
    order = data.draw(st.permutations(range(len(regions))))
    assert herding(told.isel(region=order), own, peers[::-1]).told.equals(found.told)


def test_without_peers_there_is_no_share():
    found = herding(TOLD, "r0", [])
    assert found.told.values.tolist() == [0, 0, 0]
    assert np.isnan(found.told_share).all()
    assert found.told_share_reason.values.tolist() == [REASONS["not_applicable"]] * 3
    assert found.told_all.values.tolist() == [2, 1, 2]


def test_what_the_region_has_is_not_told():
    options = table([[True, False, True], [True] * 3, [True] * 3, [False] * 3])
    found = herding(TOLD, "r0", ["r1"], options=options.isel(region=[3, 2, 1, 0]))
    for name in ("told", "told_share", "told_all"):
        assert np.isnan(found[name].values).tolist() == [False, True, False]
        assert found[f"{name}_reason"].values.tolist() == [0, REASONS["present"], 0]
    assert herding(TOLD, "r0", [], options=options).told_share_reason.values.tolist() == [8, 7, 8]


def test_refusals(refused):
    with refused("bad-peers", "r0", "r9", "r1", "r2"):
        herding(TOLD, "r0", ["r9", "r1", "r1", "r2", "r2", "r0"])
    with refused("no-such-label", "r9"):
        herding(TOLD, "r9", [])
    with refused("not-flags", "advised"):
        herding(TOLD.astype(int), "r0", [])
    with refused("one-table", "period"):
        herding(TOLD.expand_dims(period=[1]), "r0", [])
    with refused("not-whole", "0"):
        advised(TOLD, 0)
    with refused("not-numeric", "scores"):
        advised(TOLD.astype(str), 1)
    with refused("one-table", "period"):
        advised(TOLD.expand_dims(period=[1]), 1)
    with pytest.raises(LabelMismatch):
        herding(TOLD, "r0", [], options=TOLD.isel(activity=[0, 1]))


CITIES = pd.DataFrame(
    [
        ("Jinan", "auto", "lead", True),
        ("Yantai", "auto", "secondary", False),
        ("Jinan", "parts", "secondary", False),
        ("Weifang", "engines", "lead", False),
    ],
    columns=["city", "activity", "role", "cited"],
)


def test_cities_that_bear_the_chain():
    found = within(CITIES, ["engines", "auto", "rail"]).set_index("activity")
    assert list(found.index) == ["engines", "auto", "rail"]
    assert found["count"].tolist() == [1, 2, 0]
    assert found["cities"].tolist() == [("Weifang",), ("Jinan", "Yantai"), ()]
    assert found["leads"].tolist() == [("Weifang",), ("Jinan",), ()]
    assert found["cited"].tolist() == [(), ("Jinan",), ()]
    assert within(CITIES[::-1], ["engines", "auto", "rail"]).equals(found.reset_index())


def test_a_city_with_two_codes_of_a_chain_counts_once():
    found = within(CITIES, {"vehicles": ["parts", "auto"], "rail": []})
    assert found.values.tolist() == [
        ["vehicles", 2, ("Jinan", "Yantai"), ("Jinan",), ("Jinan",)],
        ["rail", 0, (), (), ()],
    ]


def test_no_options_give_an_empty_table_with_its_columns():
    assert list(within(CITIES, []).columns) == ["activity", "count", "cities", "leads", "cited"]


def test_tables_of_cities_that_are_none(refused):
    with refused("missing-columns", "cities", "role, cited"):
        within(CITIES[["city", "activity"]], ["auto"])
    with refused("unknown-option", "mayor", "lead, secondary"):
        within(CITIES.assign(role="mayor"), ["auto"])
    with refused("not-flags", "cited"):
        within(CITIES.assign(cited="yes"), ["auto"])
