import itertools

import numpy as np
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import rank, rank_bounds
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, UnitMismatch

VALUES = st.one_of(st.just(0.0), st.sampled_from([1.0, 2.0, -2.0]), st.floats(1e-6, 1e15), st.just(np.nan))
TABLES = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=6), elements=VALUES)


def table(values):
    values = np.asarray(values)
    labels = {"region": list("ABCDEFGH"[: values.shape[0]]), "activity": list("abcdefgh"[: values.shape[1]])}
    return xr.DataArray(values, coords=labels, dims=["region", "activity"])


def column(values):
    return table(np.asarray(values)[:, None]).isel(activity=0, drop=True)


def test_competition_ranking():
    ranked = rank(column([7.0, 9.0, 7.0, 1.0, np.nan]), "region")
    np.testing.assert_array_equal(ranked["rank"], [2, 1, 2, 4, np.nan])
    assert ranked["tied"].values.tolist() == [True, False, True, False, False]
    assert ranked["reporting"].item() == 4
    assert ranked["rank"].reason.values.tolist() == [0, 0, 0, 0, REASONS["missing"]]
    assert ranked["rank"].attrs["unit"] == "rank"
    np.testing.assert_array_equal(rank(column([7.0, 9.0, 7.0, 1.0]), "region", descending=False)["rank"], [2, 4, 2, 1])


@given(TABLES, st.booleans())
@settings(max_examples=50, deadline=None)
def test_equal_to_counting_competitors(values, descending):
    ranked = rank(table(values), "region", descending=descending)
    for (i, j), value in np.ndenumerate(values):
        others = np.delete(values[:, j], i)
        ahead = (others > value) if descending else (others < value)
        if np.isnan(value):
            assert np.isnan(ranked["rank"].values[i, j])
            assert not ranked["tied"].values[i, j]
        else:
            assert ranked["rank"].values[i, j] == 1 + ahead.sum()
            assert ranked["tied"].values[i, j] == (others == value).any()
    np.testing.assert_array_equal(ranked["reporting"], (~np.isnan(values)).sum(axis=0))


@given(TABLES, st.integers(-20, 20), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_scale_and_order_do_not_matter(values, power, random):
    x = table(values)
    order = list(x.region.values)
    random.shuffle(order)
    assert rank(x, "region").sel(region=order).identical(rank(x.sel(region=order) * 2.0**power, "region"))


def test_the_axis_is_chosen_by_name():
    x = table([[1.0, 5.0], [2.0, 3.0], [4.0, 4.0]])
    by_activity = rank(x, "activity")
    np.testing.assert_array_equal(by_activity["rank"], [[2, 1], [2, 1], [1, 1]])
    assert by_activity["rank"].dims == ("region", "activity")
    assert by_activity["reporting"].dims == ("region",)
    assert rank(x.T, "activity")["rank"].T.equals(by_activity["rank"])


def test_nobody_reports():
    ranked = rank(column([np.nan, np.nan]), "region")
    assert np.isnan(ranked["rank"]).all()
    assert ranked["reporting"].item() == 0


def test_booleans_and_integers():
    np.testing.assert_array_equal(rank(column(np.array([True, False])), "region")["rank"], [1, 2])
    # unsigned numbers would wrap around when negated before the cast
    np.testing.assert_array_equal(rank(column(np.array([0, 3], dtype=np.uint8)), "region")["rank"], [2, 1])


def test_failures(refused):
    x = column([1.0, 2.0])
    with refused("missing-dims", "period"):
        rank(x, "period")
    with refused("no-labels", kind=LabelMismatch):
        rank(x.drop_vars("region"), "region")
    with refused("infinite-cells", "region=B"):
        rank(column([1.0, np.inf]), "region")


def test_the_universe_counts_and_lists_who_is_absent():
    x = column([7.0, 9.0, np.nan]).assign_coords(reason=("region", np.array([0, 0, REASONS["suppressed"]])))
    ranked = rank(x, "region", universe=["D", "C", "B", "A"])
    assert ranked.region.values.tolist() == ["D", "C", "B", "A"]
    np.testing.assert_array_equal(ranked["rank"], [np.nan, np.nan, 1, 2])
    assert ranked["rank"].reason.values.tolist() == [REASONS["missing"], REASONS["suppressed"], 0, 0]
    assert ranked["reporting"].item() == 2
    assert ranked["absent"].item() == 2
    assert ranked["tied"].values.tolist() == [False] * 4
    assert rank(x, "region")["absent"].item() == 1


def test_the_universe_of_a_table_with_further_dims():
    x = table([[1.0, 5.0], [2.0, np.nan]])
    ranked = rank(x, "region", universe="ABC")
    assert ranked["rank"].dims == ("region", "activity")
    assert ranked["absent"].values.tolist() == [1, 2]
    np.testing.assert_array_equal(ranked["rank"].sel(region=["A", "B"]), rank(x, "region")["rank"])


def test_a_universe_is_one(refused):
    x = column([1.0, 2.0])
    with refused("outside-universe", "region", "B"):
        rank(x, "region", universe=["A", "C"])
    with refused("repeated-labels", "universe", "A", kind=LabelMismatch):
        rank(x, "region", universe=["A", "B", "A"])


@given(TABLES, st.integers(0, 3), st.booleans())
@settings(max_examples=40, deadline=None)
def test_bounds_equal_to_counting_competitors(values, width, descending):
    high = np.where(np.isnan(values), np.nan, values + width)
    bounds = rank_bounds(table(values), table(high), "region", descending=descending)
    for (i, j), low in np.ndenumerate(values):
        if np.isnan(low):
            assert np.isnan(bounds.best.values[i, j])
            assert np.isnan(bounds.worst.values[i, j])
            assert bounds.best.reason.values[i, j] == REASONS["missing"]
            continue
        lows, highs = np.delete(values[:, j], i), np.delete(high[:, j], i)
        if descending:
            surely, perhaps = lows > high[i, j], highs > low
        else:
            surely, perhaps = highs < low, lows < high[i, j]
        assert bounds.best.values[i, j] == 1 + surely.sum()
        assert bounds.worst.values[i, j] == 1 + perhaps.sum()
    np.testing.assert_array_equal(bounds.reporting, (~np.isnan(values)).sum(axis=0))


@given(TABLES, st.booleans())
@settings(max_examples=30, deadline=None)
def test_points_have_one_rank(values, descending):
    x = table(values)
    bounds, ranked = rank_bounds(x, x, "region", descending=descending), rank(x, "region", descending=descending)
    np.testing.assert_array_equal(bounds.best, ranked["rank"])
    np.testing.assert_array_equal(bounds.worst, ranked["rank"])


def test_bounds_are_reached_by_every_choice_of_ends():
    """Over all 2^4 choices of an end the extreme ranks of each label are its bounds."""
    low, high = np.array([1.0, 2.0, 2.0, 6.0]), np.array([3.0, 2.0, 5.0, 7.0])
    places = [
        rank(column(np.where(choice, high, low)), "region")["rank"].values
        for choice in itertools.product([True, False], repeat=4)
    ]
    bounds = rank_bounds(column(low), column(high), "region")
    np.testing.assert_array_equal(bounds.best, np.min(places, axis=0))
    np.testing.assert_array_equal(bounds.worst, np.max(places, axis=0))


@given(TABLES, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_order_of_labels_does_not_matter_for_bounds(values, random):
    low, high = table(values), table(values + 1)
    order = list(low.region.values)
    random.shuffle(order)
    once = rank_bounds(low, high, "region")
    assert rank_bounds(low.sel(region=order), high, "region").identical(once.sel(region=order))


def test_bounds_that_are_none(refused):
    x = column([1.0, 2.0])
    with refused("bad-intervals", "1", "region=B: 2.0", "region=B: 1.0"):
        rank_bounds(x, column([1.0, 1.0]), "region")
    with refused("bad-intervals", "region=A: nan"):
        rank_bounds(column([np.nan, 1.0]), x, "region")
    with refused("infinite-cells", "high"):
        rank_bounds(x, x * np.inf, "region")
    with refused("missing-dims", "low", "period"):
        rank_bounds(x, x, "period")
    with refused("label-mismatch", kind=LabelMismatch):
        rank_bounds(x, x.assign_coords(region=["A", "Z"]), "region")
    with refused("units-differ", kind=UnitMismatch):
        rank_bounds(x.assign_attrs(unit="firm"), x.assign_attrs(unit="person"), "region")
