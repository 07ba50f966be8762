import numpy as np
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import rank
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch

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
