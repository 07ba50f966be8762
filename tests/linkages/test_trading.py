"""Value added in trade: the nine terms add up, and agree with computations of their own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.errors import LabelMismatch
from growthpole.linkages import leontief_inverse, value_added_trade
from growthpole.tables import IOTable

SEEDS = st.integers(0, 10**6)
SIZES = {"N": 2, "S": 1, "W": 3}  # unequal lists of sectors


def world(seed, random_table, trade=True):
    io = random_table(seed, 6)
    regions = [name for name, size in SIZES.items() for _ in range(size)]
    sectors = pd.MultiIndex.from_tuples([(name, f"a{place}") for place, name in enumerate(regions)])
    uses = pd.MultiIndex.from_product([SIZES, ["C", "I"]])
    rng = np.random.default_rng(seed)
    z, f = io.z.values.copy(), rng.lognormal(2, 1, (6, 6))
    if not trade:
        own = np.array(regions)[:, None] == np.array(regions)
        z, f = z * own, f * (np.array(regions)[:, None] == np.repeat(list(SIZES), 2))
    x = np.linalg.solve(np.eye(6) - z / io.output.values, f.sum(1))
    z = z / io.output.values * x
    s, u, c = (
        xr.Coordinates.from_pandas_multiindex(index, dim)
        for index, dim in ((sectors, "supplier"), (sectors, "user"), (uses, "category"))
    )
    return IOTable(
        xr.DataArray(z, dims=("supplier", "user")).assign_coords(s).assign_coords(u),
        xr.DataArray(f, dims=("supplier", "category")).assign_coords(s).assign_coords(c),
        xr.DataArray([x - z.sum(0)], dims=("factor", "user"), coords={"factor": ["v"]}).assign_coords(u),
        xr.DataArray(x, dims="supplier").assign_coords(s),
        unit="1e6 USD",
    )


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_the_terms_add_up_to_gross_exports(random_table, seed):
    io = world(seed, random_table)
    terms = value_added_trade(io)
    regions = np.array(io.z["supplier_region"].values)
    uses = np.array(io.final_demand["category_region"].values)
    inverse = leontief_inverse(io).values
    value = io.value_added.values[0] / io.output.values
    for name in SIZES:
        own, abroad = regions == name, regions != name
        gross = io.z.values[np.ix_(own, abroad)].sum() + io.final_demand.values[np.ix_(own, uses != name)].sum()
        np.testing.assert_allclose(terms.sel(region=name).sum(), gross, rtol=1e-8)
        # value added of the region that others absorb, straight from the inverse
        absorbed = (value[own] @ inverse[own]) @ io.final_demand.values[:, uses != name].sum(1)
        np.testing.assert_allclose(terms.sel(region=name)[:3].sum(), absorbed, rtol=1e-8)
    assert (terms >= -1e-9).all()


def test_without_trade_all_terms_are_zero(random_table):
    np.testing.assert_allclose(value_added_trade(world(3, random_table, trade=False)), 0.0, atol=1e-9)


def test_without_trade_in_inputs_exports_are_own_value_added(make_table):
    """Nothing but final goods cross the border: term 1 is all of the exports."""
    names = pd.MultiIndex.from_tuples([("N", "a"), ("S", "a")])
    io = make_table([[20.0, 0.0], [0.0, 30.0]], [[50.0, 30.0], [10.0, 60.0]], labels=names)
    f = io.final_demand.drop_vars("category").assign_coords(
        xr.Coordinates.from_pandas_multiindex(pd.MultiIndex.from_tuples([("N", "C"), ("S", "C")]), "category")
    )
    terms = value_added_trade(IOTable(io.z, f, io.value_added, io.output))
    np.testing.assert_allclose(terms[:, 0], [30.0, 10.0], rtol=1e-12)
    np.testing.assert_allclose(terms[:, 1:], 0.0, atol=1e-12)


def test_what_is_refused(random_table, two_regions, germany, refused):
    with refused("no-regions", kind=LabelMismatch):
        value_added_trade(germany)
    with refused("no-category-regions", "f0", kind=LabelMismatch):
        value_added_trade(two_regions(1))
    io = world(1, random_table)
    with_imports = IOTable(
        io.z, io.final_demand + 1, io.value_added, io.output, io.output * 0 + io.final_demand.sizes["category"]
    )
    with refused("not-domestic", "value_added_trade"):
        value_added_trade(with_imports)
    elsewhere = io.final_demand.drop_vars(["category", "category_region", "category_sector"], errors="ignore")
    uses = pd.MultiIndex.from_product([["N", "S", "Mars"], ["C", "I"]])
    moved = elsewhere.assign_coords(xr.Coordinates.from_pandas_multiindex(uses, "category"))
    with refused("no-such-part", "Mars", kind=LabelMismatch):
        value_added_trade(IOTable(io.z, moved, io.value_added, io.output))


def test_labels_and_unit(random_table):
    terms = value_added_trade(world(2, random_table))
    assert terms.region.values.tolist() == ["N", "S", "W"]
    assert terms.sizes["term"] == 9
    assert terms.attrs["unit"] == "1e6 USD"
    assert "Koopman–Wang–Wei" in terms.attrs["convention"]
    assert terms.sel(region="N", term="own_in_final_goods").item() == pytest.approx(terms[0, 0].item())
