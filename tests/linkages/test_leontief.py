"""Coefficients, inverses and demand: printed tables, exact fractions, laws, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole import linkages
from growthpole.errors import LabelMismatch, UnproductiveEconomy
from growthpole.linkages import (
    allocation_coefficients,
    demand_shock,
    ghosh_inverse,
    leontief_inverse,
    spectral_radius,
    technical_coefficients,
    worked_example,
)

SEEDS = st.integers(0, 10**6)


def exact_inverse(z, x):
    """``(I − A)⁻¹`` by Gauss–Jordan elimination in fractions."""
    n = len(x)
    rows = [
        [Fraction(int(i == j)) - Fraction(z[i][j]) / Fraction(x[j]) for j in range(n)]
        + [Fraction(int(i == j)) for j in range(n)]
        for i in range(n)
    ]
    for pivot in range(n):
        rows[pivot] = [value / rows[pivot][pivot] for value in rows[pivot]]
        for other in range(n):
            if other != pivot:
                factor = rows[other][pivot]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[pivot], strict=True)]
    return np.array([[float(value) for value in row[n:]] for row in rows])


def test_miller_and_blair_table_2_3():
    """Input-Output Analysis (2009), ch. 2: A, L, B and G of the two-sector example."""
    io = worked_example()
    np.testing.assert_allclose(technical_coefficients(io), [[0.15, 0.25], [0.2, 0.05]], rtol=1e-15)
    np.testing.assert_allclose(allocation_coefficients(io), [[0.15, 0.5], [0.1, 0.05]], rtol=1e-15)
    np.testing.assert_allclose(leontief_inverse(io), [[1.25412541, 0.33003300], [0.26402640, 1.12211221]], atol=5e-9)
    np.testing.assert_allclose(ghosh_inverse(io), [[1.25412541, 0.66006601], [0.13201320, 1.12211221]], atol=5e-9)
    change = xr.DataArray([600.0 - 350.0, 1500.0 - 1700.0], coords={"supplier": ["1", "2"]}, dims="supplier")
    np.testing.assert_allclose(io.output + demand_shock(io, change), [1247.525, 1841.584], atol=5e-4)


def test_the_inverse_of_germany_is_the_exact_one(germany):
    exact = exact_inverse(germany.z.values.astype(int).tolist(), germany.output.values.astype(int).tolist())
    np.testing.assert_allclose(leontief_inverse(germany), exact, rtol=1e-13)
    x = germany.output.values
    np.testing.assert_allclose(ghosh_inverse(germany), exact * x / x[:, None], rtol=1e-13)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, imports=st.booleans())
def test_output_is_what_final_demand_needs(random_table, seed, imports):
    io = random_table(seed, imports=imports)
    f = io.final_demand.sum("category") - (io.imports if imports else 0.0)
    np.testing.assert_allclose(leontief_inverse(io).values @ f.values, io.output, rtol=1e-9)
    np.testing.assert_allclose(demand_shock(io, f.drop_attrs()), io.output, rtol=1e-9)
    primary = io.value_added.sum("factor").values
    np.testing.assert_allclose(primary @ ghosh_inverse(io).values, io.output, rtol=1e-9)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_the_inverse_is_at_least_the_identity_and_the_series_of_rounds(random_table, seed):
    io = random_table(seed)
    inverse, a = leontief_inverse(io).values, technical_coefficients(io).values
    assert (inverse >= np.eye(len(a)) - 1e-15).all()
    total, term = np.eye(len(a)), np.eye(len(a))
    for _ in range(400):  # ρ(A) ≤ 0.9, the largest column sum: 0.9⁴⁰⁰ is below rounding
        term = term @ a
        total += term
    np.testing.assert_allclose(inverse, total, rtol=1e-10, atol=1e-13)
    assert 0 <= spectral_radius(io).item() <= a.sum(0).max() + 1e-12


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_the_order_of_sectors_does_not_matter(random_table, make_table, seed):
    io = random_table(seed)
    order = np.random.default_rng(seed).permutation(len(io.sectors))
    f = io.final_demand.values.sum(1)
    turned = make_table(io.z.values[np.ix_(order, order)], f[order], labels=[io.sectors[place] for place in order])
    expected = leontief_inverse(io)
    found = leontief_inverse(turned).sel(supplier=io.sectors, user=io.sectors)
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-14)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, scale=st.floats(1e-6, 1e9))
def test_the_unit_of_money_does_not_matter(random_table, make_table, seed, scale):
    io = random_table(seed)
    scaled = make_table(io.z.values * scale, io.final_demand.values * scale)
    np.testing.assert_allclose(leontief_inverse(scaled), leontief_inverse(io), rtol=1e-9, atol=1e-14)


def test_a_sector_without_output_stays(random_table):
    io = random_table(3, 5, idle=True)
    assert io.output[-1] == 0
    for measure in (leontief_inverse, ghosh_inverse):
        assert measure(io).values[-1].tolist() == [0.0, 0.0, 0.0, 0.0, 1.0]
        assert measure(io).values[:, -1].tolist() == [0.0, 0.0, 0.0, 0.0, 1.0]
    assert technical_coefficients(io).values[:, -1].tolist() == [0.0] * 5


def test_a_sector_all_of_whose_supply_is_imported(make_table):
    """It has no output, but others buy from it: what they need of it stands in L, not in G."""
    io = make_table([[10.0, 20.0, 0.0], [5.0, 10.0, 0.0], [30.0, 10.0, 0.0]], [70.0, 85.0, 5.0], imports=[0, 0, 45])
    b = io.z.values / np.array([100.0, 100.0, np.inf])[:, None]
    np.testing.assert_allclose(ghosh_inverse(io), np.linalg.inv(np.eye(3) - b), rtol=1e-12, atol=1e-15)
    a = io.z.values / np.array([100.0, 100.0, np.inf])
    np.testing.assert_allclose(leontief_inverse(io), np.linalg.inv(np.eye(3) - a), rtol=1e-12, atol=1e-15)
    assert leontief_inverse(io).values[2, 0] > 0.3


def test_units_conventions_and_residuals(germany):
    inverse = leontief_inverse(germany)
    assert inverse.dims == ("supplier", "user")
    assert inverse.attrs["unit"] == "1"
    assert inverse.attrs["convention"] == "(I − A)⁻¹; domestic flows"
    assert inverse.attrs["residual"] < 1e-14
    inverse[0, 0] = 0.0  # a copy: the table's own is untouched
    assert leontief_inverse(germany)[0, 0] > 1
    shock = germany.output.drop_attrs().expand_dims(scenario=["a", "b"])
    effect = demand_shock(germany, shock, "indirect")
    assert effect.dims == ("scenario", "supplier")
    assert effect.attrs["unit"] == "1e6 EUR"
    np.testing.assert_allclose(effect + shock, demand_shock(germany, shock), rtol=1e-12)


def test_imports_are_said(random_table):
    assert "include imports" in leontief_inverse(random_table(1, imports=True)).attrs["convention"]


def test_regions_and_sectors_stand_beside_the_results(two_regions):
    inverse = leontief_inverse(two_regions(1))
    assert inverse["supplier_region"].values.tolist() == ["N", "N", "N", "S", "S"]
    assert inverse["user_sector"].values.tolist() == ["a", "b", "c", "a", "c"]


def test_an_unproductive_economy_is_refused_with_its_worst_columns(make_table, refused):
    """Inverted blindly it has negative multipliers."""
    io = make_table([[90.0, 60.0], [60.0, 10.0]], [-50.0, 30.0])
    blind = np.linalg.inv(np.eye(2) - io.z.values / io.output.values)
    assert (blind < 0).any()
    for name in (
        "technical_coefficients",
        "leontief_inverse",
        "multipliers",
        "hypothetical_extraction",
        "upstreamness",
    ):
        with refused("io-unproductive", "s0: 1.5, s1: 0.7", "1.2211", kind=UnproductiveEconomy):
            getattr(linkages, name)(io)


def test_an_economy_that_uses_itself_up_is_refused(make_table, refused):
    with refused("io-unproductive", " 1", kind=UnproductiveEconomy):
        leontief_inverse(make_table([[50.0, 50.0], [50.0, 50.0]], [0.0, 0.0]))


def test_columns_above_one_do_not_make_an_economy_unproductive(make_table):
    """Column 1 buys more than it makes, and yet ρ(A) < 1: the proof asks for no column sums."""
    io = make_table([[10.0, 10.0], [100.0, 10.0]], [80.0, 890.0])
    assert technical_coefficients(io).sum("supplier").max() > 1
    assert spectral_radius(io).item() < 1
    assert (leontief_inverse(io) >= 0).all()


def test_negative_coefficients_are_computed_and_where_doubtful_marked(make_table, refused):
    mild = make_table([[10.0, -2.0], [5.0, 10.0]], [92.0, 85.0])
    assert "warning" not in leontief_inverse(mild).attrs
    np.testing.assert_allclose(
        leontief_inverse(mild), np.linalg.inv(np.eye(2) - mild.z.values / mild.output.values), rtol=1e-13
    )
    wild = make_table([[10.0, -110.0], [80.0, 10.0]], [200.0, 10.0])
    for result in (leontief_inverse(wild), linkages.multipliers(wild), linkages.hypothetical_extraction(wild)):
        assert "ρ(|A|) ≥ 1" in result.attrs["warning"]
    with refused("io-unproductive", kind=UnproductiveEconomy):
        leontief_inverse(make_table([[10.0, -180.0], [190.0, 10.0]], [270.0, -100.0]))


def test_what_is_refused(make_table, germany, refused):
    with refused("not-an-io-table", "io", "DataArray"):
        leontief_inverse(germany.z)
    with refused("io-negative-output", "s1"):
        leontief_inverse(make_table([[1.0, 2.0], [3.0, 4.0]], [5.0, -20.0]))
    with refused("io-idle-buyer", "s1"):
        leontief_inverse(make_table([[1.0, 2.0], [3.0, 4.0]], [5.0, -7.0]))
    shock = xr.DataArray([1.0, 2.0], coords={"supplier": ["a", "b"]}, dims="supplier")
    with refused("label-mismatch", "agriculture", kind=LabelMismatch):
        demand_shock(germany, shock)
    with refused("missing-cells", "change"):
        demand_shock(germany, germany.output * np.nan)
    with refused("missing-dims", "supplier"):
        demand_shock(germany, shock.rename(supplier="sector"))
    with refused("unknown-option", "direction"):
        demand_shock(germany, germany.output, "backward")
    with refused("shock-unit", "1e8 CNY", "1e6 EUR"):
        demand_shock(germany, germany.output.assign_attrs(unit="1e8 CNY"))


def test_the_smallest_tables(make_table, refused):
    io = make_table([[10.0]], [90.0])
    np.testing.assert_allclose(leontief_inverse(io), [[1 / 0.9]], rtol=1e-15)
    assert spectral_radius(io).item() == pytest.approx(0.1)
    with refused("too-few-labels", "io", "supplier"):
        leontief_inverse(make_table(np.zeros((0, 0)), np.zeros(0)))
