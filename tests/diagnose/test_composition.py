from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import share
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch

LEVELS = st.one_of(st.just(0.0), st.floats(1e-6, 1e15))
TABLES = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=6), elements=LEVELS)


def table(values):
    values = np.asarray(values)
    labels = {"region": [f"R{i}" for i in range(values.shape[0])], "activity": list("abcdefgh"[: values.shape[1]])}
    return xr.DataArray(values, coords=labels, dims=["region", "activity"], attrs={"unit": "CNY"})


def test_equal_to_exact_fractions():
    rows = [[1, 2, 4], [7, 0, 3]]
    exact = [[float(Fraction(v, sum(row))) for v in row] for row in rows]
    # one correctly rounded division each: no tolerance needed
    np.testing.assert_array_equal(share(table(rows), "activity").values, exact)


@given(TABLES)
@settings(max_examples=50, deadline=None)
def test_shares_lie_between_zero_and_one_and_add_up(values):
    shares = share(table(values), "activity")
    total = shares.sum("activity")
    empty = values.sum(axis=1) == 0
    assert np.isnan(shares.values[empty]).all()
    assert (shares.reason.values[empty] == REASONS["zero_total"]).all()
    assert (shares.reason.values[~empty] == 0).all()
    # six shares, each rounded once
    np.testing.assert_allclose(total.values[~empty], 1, rtol=1e-14)
    assert ((shares.values[~empty] >= 0) & (shares.values[~empty] <= 1)).all()


@given(TABLES, st.integers(-20, 20))
@settings(max_examples=50, deadline=None)
def test_scale_invariant(values, power):
    # a power of two changes no digit: equal to the last bit
    np.testing.assert_array_equal(
        share(table(values), "activity").values, share(table(values * 2.0**power), "activity").values
    )


def test_missing_is_refused_or_left_out(refused):
    x = table([[1.0, np.nan, 3.0]])
    with refused("missing-cells", "region=R0, activity=b"):
        share(x, "activity")
    shares = share(x, "activity", missing="absent")
    np.testing.assert_array_equal(shares.values, [[0.25, np.nan, 0.75]])
    np.testing.assert_array_equal(shares.reason.values, [[0, REASONS["missing"], 0]])


def test_the_reason_a_cell_is_absent_survives():
    x = table([[1.0, np.nan, np.nan]])
    codes = [[0, REASONS["suppressed"], 0]]
    x = x.assign_coords(reason=(x.dims, np.array(codes, dtype=np.int8)))
    expected = [[0, REASONS["suppressed"], REASONS["missing"]]]
    np.testing.assert_array_equal(share(x, "activity", missing="absent").reason.values, expected)


def test_nothing_is_inherited():
    shares = share(table([[1, 3]]), "activity")
    assert shares.name == "share"
    assert shares.attrs == {"unit": "1", "convention": "part of the sum over activity"}


def test_integers_and_booleans_are_cast():
    assert share(table(np.array([[True, True]])), "activity").values.tolist() == [[0.5, 0.5]]
    assert share(table(np.array([[1, 3]], dtype=np.int8)), "activity").dtype == np.float64


@pytest.mark.parametrize("bad", [-1.0, np.inf])
def test_bad_values_are_named(refused, bad):
    with refused("not-levels", "region=R0, activity=b", str(bad)):
        share(table([[1.0, bad]]), "activity")


def test_all_problems_at_once(refused):
    with refused("not-levels", "-1.0", "inf", "nan"):
        share(table([[-1.0, np.inf, np.nan]]), "activity")


def test_long_lists_of_cells_are_cut(refused):
    with refused("not-levels", "8", "…"):
        share(table([[-1.0] * 8]), "activity")


def test_wrong_arguments(refused):
    x = table([[1.0, 2.0]])
    with refused("missing-dims", "period"):
        share(x, "period")
    with refused("no-labels", kind=LabelMismatch):
        share(x.drop_vars("activity"), "activity")
    with refused("not-an-array", "ndarray"):
        share(x.values, "activity")
    with refused("not-numeric"):
        share(x.astype(str), "activity")
    with refused("unknown-option", "missing", "drop"):
        share(x, "activity", missing="drop")
