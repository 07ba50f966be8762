"""Regional coefficients by location quotients: exact fractions, ordering of methods, sensitivity to δ."""

from __future__ import annotations

from fractions import Fraction
from math import log2

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.errors import LabelMismatch, UnitMismatch
from growthpole.linkages import delta_sensitivity, regional_coefficients

SEEDS = st.integers(0, 10**6)
METHODS = ("slq", "cilq", "flq", "aflq")


def case(seed, n=5):
    rng = np.random.default_rng(seed)
    names = [f"s{place}" for place in range(n)]
    a = rng.random((n, n)) * 0.9 / n
    nation = rng.integers(100, 1000, n).astype(float)
    region = np.round(nation * rng.uniform(0.02, 0.6, n))
    return (
        xr.DataArray(a, coords={"supplier": names, "user": names}, dims=("supplier", "user")),
        xr.DataArray(region, coords={"supplier": names}, dims="supplier"),
        xr.DataArray(nation, coords={"supplier": names}, dims="supplier"),
    )


def by_hand(a, region, nation, method, delta):
    """The definition cell by cell; quotients in exact fractions."""
    n = len(region)
    slq = [
        (Fraction(region[i]) / sum(map(Fraction, region))) / (Fraction(nation[i]) / sum(map(Fraction, nation)))
        for i in range(n)
    ]
    weight = log2(1 + sum(region) / sum(nation)) ** delta
    out = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            quotient = slq[i] if i == j or method == "slq" else slq[i] / slq[j]
            value = float(quotient)
            if method in ("flq", "aflq"):
                value *= weight
            if method == "aflq" and slq[j] > 1:
                value *= log2(1 + float(slq[j]))
            out[i, j] = min(1.0, value) * a[i, j]
    return out


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, delta=st.floats(0, 0.9))
def test_against_the_definition_cell_by_cell(method, seed, delta):
    a, region, nation = case(seed)
    found = regional_coefficients(a, region, nation, method, delta)
    np.testing.assert_allclose(found, by_hand(a.values, region.values, nation.values, method, delta), rtol=1e-12)
    assert (found <= a + 1e-15).all()


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_a_region_like_the_nation_keeps_its_coefficients_and_more_delta_leaks_more(seed):
    a, region, nation = case(seed)
    for method in ("slq", "cilq"):
        np.testing.assert_allclose(regional_coefficients(a, nation / 4, nation, method), a, rtol=1e-12)
    whole = regional_coefficients(a, nation, nation, "flq", 0.5)  # log₂(1 + 1) = 1
    np.testing.assert_allclose(whole, a, rtol=1e-12)
    swept = delta_sensitivity(a, region, nation)
    assert (swept.diff("delta") <= 1e-12).all()
    single = regional_coefficients(a, region, nation, "flq", 0.2).values
    np.testing.assert_allclose(swept.sel(delta=0.2), np.linalg.inv(np.eye(5) - single).sum(0), rtol=1e-10)
    assert (delta_sensitivity(a, region, nation, (0.2,), "aflq") >= swept.sel(delta=[0.2]) - 1e-12).all()


def test_sectors_that_are_not_there():
    a, region, nation = case(1)
    lacking = region * np.array([1.0, 1.0, 0.0, 1.0, 1.0])
    for method in METHODS:
        found = regional_coefficients(a, lacking, nation, method)
        assert (found.isel(user=2) == 0).all()
        assert (found.isel(supplier=2) == 0).all()
    nowhere = nation * np.array([1.0, 1.0, 0.0, 1.0, 1.0])
    assert np.isfinite(regional_coefficients(a, lacking, nowhere, "cilq")).all()


def test_what_it_is_stands_with_it():
    a, region, nation = case(2)
    found = regional_coefficients(a, region, nation, "flq")
    assert found.attrs["grade"] == "D"
    assert "cross-hauling" in found.attrs["caveat"]
    assert found.attrs["convention"] == "FLQ with δ = 0.3, scaled down only; SLQ on the diagonal"
    assert (found.attrs["method"], found.attrs["delta"]) == ("flq", 0.3)
    assert np.isnan(regional_coefficients(a, region, nation).attrs["delta"])
    assert "cross-hauling" in delta_sensitivity(a, region, nation).attrs["caveat"]
    turned = regional_coefficients(a.isel(user=[4, 3, 2, 1, 0]), region[::-1], nation, "flq")
    xr.testing.assert_allclose(turned, found)


def test_what_is_refused(refused):
    a, region, nation = case(3)
    with refused("unknown-option", "method", "rpc"):
        regional_coefficients(a, region, nation, "rpc")
    with refused("outside-range", "delta"):
        regional_coefficients(a, region, nation, "flq", 1.0)
    with refused("larger-than-the-nation", "s1"):
        regional_coefficients(a, region.where(region.supplier != "s1", 1e6), nation)
    with refused("nothing-produced", "0"):
        regional_coefficients(a, region * 0, nation)
    with refused("label-mismatch", "s0", kind=LabelMismatch):
        regional_coefficients(a, region.assign_coords(supplier=list("abcde")), nation)
    with refused("label-mismatch", "s0", kind=LabelMismatch):
        regional_coefficients(a.assign_coords(user=list("abcde")), region, nation)
    with refused("one-dimension", "x_region"):
        regional_coefficients(a, region.expand_dims(period=[1]), nation)
    with refused("units-differ", kind=UnitMismatch):
        regional_coefficients(a, region.assign_attrs(unit="CNY"), nation.assign_attrs(unit="1e8 CNY"))
    for deltas in ((), (0.1, 0.1)):
        with refused("bad-deltas"):
            delta_sensitivity(a, region, nation, deltas)
