"""RAS and GRAS: margins met, pattern kept, nearest in information, impossible margins refused."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.errors import LabelMismatch, Undefined, UnitMismatch
from growthpole.linkages import gras, ras

SEEDS = st.integers(0, 10**6)


def flows(values, dims=("supplier", "user")):
    values = np.asarray(values, float)
    coords = {dim: [f"{dim}{place}" for place in range(size)] for dim, size in zip(dims, values.shape, strict=True)}
    return xr.DataArray(values, coords=coords, dims=dims)


def margins(target):
    return target.sum(target.dims[1]), target.sum(target.dims[0])


def random_pair(seed, *, negative):
    """An old table and the sums of a new one with the same signs, so that the sums can be met."""
    rng = np.random.default_rng(seed)
    shape = rng.integers(2, 7, 2)
    signs = np.where(rng.random(shape) < (0.25 if negative else 0.0), -1.0, 1.0) * (rng.random(shape) < 0.8)
    old, new = (flows(signs * rng.lognormal(0, 1.5, shape)) for _ in range(2))
    return old, new


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
def test_ras_meets_the_sums_and_scales_rows_and_columns(seed):
    old, new = random_pair(seed, negative=False)
    u, v = margins(new)
    fitted = ras(old, u, v)
    scale = max(u.max().item(), v.max().item())
    np.testing.assert_allclose(fitted.sum("user"), u, atol=1e-9 * scale)
    np.testing.assert_allclose(fitted.sum("supplier"), v, atol=1e-9 * scale)
    assert ((fitted.values == 0) == (old.values == 0)).all()
    filled = old.values > 0
    ratio = np.log(fitted.values, where=filled, out=np.zeros(filled.shape)) - np.log(
        old.values, where=filled, out=np.zeros(filled.shape)
    )
    for i in range(1, len(ratio)):  # every full 2 × 2 minor of x/z is 1: ratios are products r_i s_j
        for j in range(1, ratio.shape[1]):
            if filled[[0, 0, i, i], [0, j, 0, j]].all():
                assert ratio[0, 0] + ratio[i, j] == pytest.approx(ratio[0, j] + ratio[i, 0], abs=1e-8)


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
def test_gras_with_negatives_meets_the_sums_and_keeps_signs(seed):
    old, new = random_pair(seed, negative=True)
    u, v = margins(new)
    fitted = gras(old, u, v)
    scale = max(abs(u).max().item(), abs(v).max().item())
    np.testing.assert_allclose(fitted.sum("user"), u, atol=1e-9 * scale)
    np.testing.assert_allclose(fitted.sum("supplier"), v, atol=1e-9 * scale)
    assert (np.sign(fitted.values) == np.sign(old.values)).all()


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_without_negatives_gras_is_ras_and_a_table_with_its_own_sums_stays(seed):
    old, new = random_pair(seed, negative=False)
    np.testing.assert_allclose(gras(old, *margins(new)), ras(old, *margins(new)), rtol=1e-7, atol=1e-9)
    signed, _ = random_pair(seed, negative=True)
    np.testing.assert_allclose(gras(signed, *margins(signed)), signed, rtol=1e-6, atol=1e-9)


def test_a_table_with_negatives_meets_the_conditions_of_the_nearest_one():
    """A 3 × 4 table with negative entries, one row and one column sum below zero."""
    old = flows([[7, 3, 5, -3], [2, 9, 8, 1], [-2, 0, 2, 1]])
    u = xr.DataArray([15.0, 26.0, -1.0], coords={"supplier": old.supplier.values}, dims="supplier")
    v = xr.DataArray([9.0, 16.0, 17.0, -2.0], coords={"user": old.user.values}, dims="user")
    fitted = gras(old, u, v)
    np.testing.assert_allclose(fitted.sum("user"), u, atol=1e-8)
    np.testing.assert_allclose(fitted.sum("supplier"), v, atol=1e-8)
    # first-order conditions: positive entries are z r s, negative ones z / (r s)
    ratio = np.divide(fitted.values, old.values, out=np.ones((3, 4)), where=old.values != 0)
    product = np.where(old.values < 0, 1 / ratio, ratio)
    np.testing.assert_allclose(product[0] / product[1], product[0, 0] / product[1, 0], rtol=1e-7)
    np.testing.assert_allclose((product[0] / product[2])[[0, 2, 3]], product[0, 0] / product[2, 0], rtol=1e-7)


def test_sums_are_matched_by_label_and_state_the_unit():
    old = flows([[1.0, 2.0], [3.0, 4.0]])
    u, v = margins(old * 2)
    fitted = ras(old, u[::-1].assign_attrs(unit="1e6 CNY"), v)
    np.testing.assert_allclose(fitted, old * 2)
    assert fitted.attrs["unit"] == "1e6 CNY"
    assert fitted.attrs["rounds"] >= 1
    assert fitted.attrs["residual"] <= 1e-9


def test_a_line_that_has_to_vanish_vanishes():
    fitted = ras(flows([[1.0, 2.0], [3.0, 4.0]]), *margins(flows([[0.0, 0.0], [3.0, 4.0]])))
    np.testing.assert_allclose(fitted, [[0.0, 0.0], [3.0, 4.0]], atol=1e-9)
    fitted = gras(flows([[-1.0, -2.0], [3.0, 4.0]]), *margins(flows([[0.0, 0.0], [3.0, 4.0]])))
    np.testing.assert_allclose(fitted, [[0.0, 0.0], [3.0, 4.0]], atol=1e-9)


def test_what_is_refused(refused):
    old = flows([[1.0, 0.0], [3.0, 4.0]])
    u, v = margins(old)
    with refused("margins-differ", "9", "8"):
        ras(old, u + 0.5, v)
    with refused("no-pattern", "RAS", "supplier0", kind=Undefined):
        ras(old * np.array([[0.0], [1.0]]), u, v)
    with refused("no-pattern", "GRAS", "supplier0", kind=Undefined):
        gras(old, u - np.array([3.0, 0.0]), v - np.array([3.0, 0.0]))
    with refused("not-balanced", "RAS", kind=Undefined):
        ras(flows([[1.0, 0.0], [1.0, 1.0]]), u * 0 + np.array([5.0, 1.0]), v * 0 + np.array([3.0, 3.0]))
    with refused("not-levels", "z0"):
        ras(-old, u, v)
    with refused("label-mismatch", "supplier0", kind=LabelMismatch):
        ras(old, u.assign_coords(supplier=["a", "b"]), v)
    with refused("missing-dims", "row_sums"):
        ras(old, v, u)
    with refused("two-dimensions", "z0"):
        ras(u, u, v)
    with refused("one-dimension", "row_sums"):
        ras(old, old, v)
    with refused("not-above", "tolerance"):
        ras(old, u, v, tolerance=0.0)
    with refused("units-differ", kind=UnitMismatch):
        ras(old, u.assign_attrs(unit="CNY"), v.assign_attrs(unit="USD"))
