"""Multipliers of output and factors, open and closed: printed numbers, adding up, sectors without output."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, UnproductiveEconomy
from growthpole.linkages import Factor, Households, leontief_inverse, multipliers
from growthpole.tables import IOTable

SEEDS = st.integers(0, 10**6)


def test_germany_1995(germany):
    """Eurostat Manual of Supply, Use and Input-Output Tables (2008), output multipliers of Germany 1995."""
    printed = [1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782]
    np.testing.assert_allclose(multipliers(germany), printed, atol=5e-5)


def test_households_closed_in_are_one_more_sector():
    """The two sectors of Miller and Blair with wages and consumption; the closed inverse written out."""
    names = ["1", "2"]
    io = IOTable(
        xr.DataArray([[150.0, 500.0], [200.0, 100.0]], coords={"supplier": names, "user": names}),
        xr.DataArray([[50.0, 300.0], [400.0, 1300.0]], coords={"supplier": names, "category": ["C", "other"]}),
        xr.DataArray([[300.0, 500.0], [350.0, 900.0]], coords={"factor": ["wages", "rest"], "user": names}),
        xr.DataArray([1000.0, 2000.0], coords={"supplier": names}),
    )
    households = Households(factor="wages", category="C")
    a = np.array([[0.15, 0.25, 50 / 800], [0.2, 0.05, 400 / 800], [0.3, 0.25, 0.0]])
    closed = np.linalg.inv(np.eye(3) - a)
    np.testing.assert_allclose(multipliers(io, closed=households), closed[:2, :2].sum(0), rtol=1e-12)
    np.testing.assert_allclose(multipliers(io, Factor("wages"), closed=households), closed[2, :2], rtol=1e-12)
    assert "type II, households earn wages and spend C" in multipliers(io, closed=households).attrs["convention"]
    assert (multipliers(io, closed=households) > multipliers(io)).all()


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_factor_multipliers_add_to_one_when_the_factors_are_all_of_value_added(random_table, seed):
    io = random_table(seed, factors=[[0.5], [0.3], [0.2]])
    parts = sum(multipliers(io, Factor(name)).values for name in ("v0", "v1", "v2"))
    np.testing.assert_allclose(parts, 1.0, rtol=1e-10)
    np.testing.assert_allclose(multipliers(io, Factor(("v0", "v1", "v2"))), 1.0, rtol=1e-10)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_coefficients_of_ones_are_the_output_multipliers(random_table, seed):
    io = random_table(seed)
    ones = xr.ones_like(io.output)
    np.testing.assert_allclose(multipliers(io, ones), multipliers(io), rtol=1e-12)
    np.testing.assert_allclose(multipliers(io), leontief_inverse(io).sum("supplier"), rtol=1e-11)


def test_coefficients_are_matched_by_label_and_carry_their_unit(germany):
    jobs = xr.DataArray(
        np.arange(6.0)[::-1], coords={"user": germany.sectors[::-1]}, dims="user", attrs={"unit": "person"}, name="jobs"
    )
    found = multipliers(germany, jobs)
    np.testing.assert_allclose(found, np.arange(6.0) @ leontief_inverse(germany).values, rtol=1e-12)
    assert found.attrs["unit"] == "person"
    assert found.attrs["convention"].startswith("jobs per unit of final demand")


def test_a_sector_without_output_has_no_factor_multiplier(random_table):
    io = random_table(3, 5, idle=True)
    assert multipliers(io).values[-1] == 1.0
    wages = multipliers(io, Factor("v0"))
    assert wages.reason.values.tolist() == [0, 0, 0, 0, REASONS["zero_activity"]]
    assert np.isnan(wages.values[-1])
    np.testing.assert_allclose(wages.values[:-1], 1.0, rtol=1e-12)


def test_what_is_refused(germany, random_table, refused):
    with refused("no-such-part", "rent", "v0", kind=LabelMismatch):
        multipliers(germany, Factor("rent"))
    with refused("unknown-option", "of"):
        multipliers(germany, "income")
    with refused("unknown-option", "closed"):
        multipliers(germany, closed=True)
    with refused("no-such-part", "C", "f0", kind=LabelMismatch):
        multipliers(germany, closed=Households("v0", "C"))
    with refused("io-unproductive", kind=UnproductiveEconomy):
        multipliers(germany, closed=Households("v0", "f0"))
    with refused("missing-cells", "of"):
        multipliers(germany, germany.output * np.nan)
    with refused("label-mismatch", "agriculture", kind=LabelMismatch):
        multipliers(germany, random_table(1).output)
    with refused("one-dimension", "of"):
        multipliers(germany, germany.z.rename(supplier="from"))
    idle = random_table(1, 3, factors=[[0.0], [1.0]])
    with refused("no-income", "v0"):
        multipliers(idle, closed=Households("v0", "f0"))


@pytest.mark.parametrize("names", ["v0", ("v0",), ("v0", "v0")])
def test_a_factor_is_counted_once(germany, names):
    np.testing.assert_allclose(multipliers(germany, Factor(names)), 1.0, rtol=1e-12)
