"""Chain gaps in money: hand computation, adding up, ranges, plants, and what is said beside them."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.errors import LabelMismatch
from growthpole.linkages import chain_gap, import_share, leontief_inverse, regional_coefficients, technical_coefficients

SEEDS = st.integers(0, 10**6)


def part_of(io, seed, low=0.02, high=0.5):
    shares = np.random.default_rng(seed + 1).uniform(low, high, len(io.sectors))
    return xr.DataArray(io.output.values * shares, coords={"supplier": io.sectors}, dims="supplier")


def test_by_hand(make_table):
    """Pole s1 with output 50 of 100: needs 20 · 0.5 = 10 of s0, a fifth of it imported, then FLQ of the domestic 8."""
    io = make_table([[10.0, 20.0], [5.0, 10.0]], [[70.0, 25.0], [80.0, 5.0]], imports=[20.0, 0.0])
    x = io.output.values
    region = xr.DataArray([21.0, 50.0], coords={"supplier": io.sectors}, dims="supplier")
    found = chain_gap(io, "s1", region, exports="f1", methods=("flq",), deltas=(0.3,))
    m = 20 / (30 + 70)
    slq = (region.values / region.values.sum()) / (x / x.sum())
    rpc = min(1.0, slq[0] / slq[1] * np.log2(1 + 71 / x.sum()) ** 0.3)
    cell = found.sel(supplier="s0", tier=1, bound="low")
    required = 20 / x[1] * 50
    assert cell["requirement"].item() == pytest.approx(required)
    assert cell["imported"].item() == pytest.approx(m * required)
    assert cell["home"].item() == pytest.approx(rpc * (1 - m) * required)
    assert cell["elsewhere"].item() == pytest.approx((1 - rpc) * (1 - m) * required)
    assert cell["gap"].item() == pytest.approx(required - rpc * (1 - m) * required)


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, imports=st.booleans())
def test_parts_add_up_in_each_variant_and_bounds_hold_them(random_table, seed, imports):
    io = random_table(seed, 5, imports=imports, categories=2)
    region, exports = part_of(io, seed), "f1"
    whole = chain_gap(io, ["s0", "s2"], region, exports=exports, depth=3)
    for name in ("requirement", "imported", "elsewhere", "home", "gap"):
        assert (whole[name].sel(bound="low") <= whole[name].sel(bound="high")).all()
        assert (whole[name] >= 0).all()
    for method, deltas in (("pool", ()), ("cilq", ()), ("flq", (0.2,))):
        one = chain_gap(io, ["s0", "s2"], region, exports=exports, depth=3, methods=(method,), deltas=deltas)
        np.testing.assert_allclose(one["imported"] + one["elsewhere"] + one["home"], one["requirement"], rtol=1e-9)
        np.testing.assert_allclose(one["imported"] + one["elsewhere"], one["gap"], rtol=1e-9, atol=1e-9)
        assert (one["gap"] <= whole["gap"].sel(bound="high") * (1 + 1e-9) + 1e-9).all()
        assert (one["gap"] >= whole["gap"].sel(bound="low") * (1 - 1e-9) - 1e-9).all()


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_tiers_are_powers_of_the_coefficients_and_add_up_to_the_inverse(random_table, seed):
    io = random_table(seed, 4)
    region = part_of(io, seed)
    a, inverse = technical_coefficients(io).values, leontief_inverse(io).values
    start = np.array([region.values[0], 0.0, 0.0, 0.0])
    tiers = chain_gap(io, "s0", region, depth=3)["requirement"].sel(bound="low")
    for tier in (1, 2, 3):
        np.testing.assert_allclose(
            tiers.sel(tier=tier), np.linalg.matrix_power(a, tier) @ start, rtol=1e-10, atol=1e-12
        )
    through = chain_gap(io, "s0", region, depth=None)
    np.testing.assert_allclose(
        through["requirement"].sel(tier="all", bound="high"), inverse @ start - start, rtol=1e-8, atol=1e-9
    )
    assert through.attrs["depth"] == "all tiers"


def test_home_is_what_regional_coefficients_say(random_table):
    io = random_table(3, 4)
    region = part_of(io, 3)
    a = technical_coefficients(io)
    found = chain_gap(io, "s1", region, methods=("cilq",))
    home = (
        regional_coefficients(a, region, io.output.drop_attrs(), "cilq").sel(user="s1")
        * region.sel(supplier="s1").item()
    )
    np.testing.assert_allclose(found["home"].sel(bound="low", tier=1), home, rtol=1e-12)


def test_a_region_that_makes_all_the_nation_makes_has_no_gap_but_imports(random_table):
    io = random_table(4, 4, imports=True, categories=2)
    found = chain_gap(io, "s0", io.output.drop_attrs(), exports="f1", methods=("cilq",))
    m = import_share(io, "f1").values
    np.testing.assert_allclose(
        found["imported"].sel(bound="low", tier=1), m * found["requirement"].sel(bound="low", tier=1), rtol=1e-12
    )
    assert found.attrs["imports"] == "split off by product"
    assert "no exports named" in chain_gap(io, "s0", io.output.drop_attrs()).attrs["imports"]


def test_a_region_that_makes_only_the_pole_has_all_of_it_as_gap(random_table):
    io = random_table(4, 4)
    region = part_of(io, 4) * np.array([1.0, 0.0, 0.0, 0.0])
    found = chain_gap(io, "s0", region).sel(supplier=["s1", "s2", "s3"])
    np.testing.assert_allclose(found["gap"], found["requirement"])


def test_proxies_widen_the_range_and_grades_tell(random_table):
    io = random_table(5, 4)
    one = part_of(io, 5)
    both = xr.concat([one, one * 0.5], "proxy").assign_coords(proxy=["revenue", "employment"])
    single, several = chain_gap(io, "s0", one), chain_gap(io, "s0", both)
    assert several.sizes["variant"] == 2 * single.sizes["variant"]
    assert several["variant"].values[0] == "revenue pool"
    assert (several["requirement"].sel(bound="low") < single["requirement"].sel(bound="low") + 1e-12).all()
    assert single.attrs["grade"] == "D"
    assert chain_gap(io, "s0", one, observed=True).attrs["grade"] == "C"
    assert single.attrs["verdict"] == "unknown"
    assert "lower bound" in single.attrs["capital_goods"]
    assert "cross-hauling" in single.attrs["caveat"]
    assert "not counted" in single.attrs["imports"]
    assert single.attrs["depth"] == 1
    assert single["gap"].attrs["unit"] == "1e6 CNY"


def test_plants_that_the_gap_would_carry(random_table):
    io = random_table(6, 4)
    region = part_of(io, 6) * np.array([1.0, 0.1, 0.0, 0.1])
    gap = chain_gap(io, "s0", region)["gap"].sum("tier")
    low, high = gap.sel(bound="low").values, gap.sel(bound="high").values
    sizes = xr.DataArray(
        [np.nan, low[1] / 2, high[2] * 2, (low[3] + high[3]) / 2], coords={"supplier": io.sectors}, dims="supplier"
    )
    assert high[3] > low[3] > 0
    found = chain_gap(io, "s0", region, minimum_efficient_size=sizes)
    assert found["enough"].values.tolist() == ["unknown", "yes", "no", "open"]
    np.testing.assert_allclose(found["plants"].sel(bound="low")[1], 2.0, rtol=1e-12)
    assert np.isnan(found["plants"][:, 0]).all()
    assert found["plants_reason"].values.tolist() == [5, 0, 0, 0]


def test_capital_goods_can_be_given(random_table):
    io = random_table(7, 3)
    region = part_of(io, 7)
    capital = xr.zeros_like(io.z.drop_attrs()) + io.output.values[0] * 0.01
    more = chain_gap(io, "s0", region, capital_flows=capital)
    less = chain_gap(io, "s0", region)
    np.testing.assert_allclose(more["requirement"] - less["requirement"], 0.01 * region.values[0], rtol=1e-9)
    assert "included" in more.attrs["capital_goods"]


def test_what_is_refused(random_table, make_table, refused):
    io = random_table(8, 3, imports=True, categories=2)
    region = part_of(io, 8)
    with refused("no-such-sector", "pole", "steel", kind=LabelMismatch):
        chain_gap(io, "steel", region, exports="f1")
    with refused("larger-than-the-nation", "s0"):
        chain_gap(io, "s0", region * 100, exports="f1")
    with refused("not-above", "depth"):
        chain_gap(io, "s0", region, exports="f1", depth=0)
    with refused("unknown-option", "methods", "slq"):
        chain_gap(io, "s0", region, exports="f1", methods=("slq",))
    with refused("bad-deltas"):
        chain_gap(io, "s0", region, exports="f1", deltas=())
    with refused("shock-unit", "1e8 CNY"):
        chain_gap(io, "s0", region.assign_attrs(unit="1e8 CNY"), exports="f1")
    with refused("two-dimensions", "regional_output"):
        chain_gap(io, "s0", region.expand_dims(proxy=["a"], period=[1]), exports="f1")
    with refused("not-levels", "regional_output"):
        chain_gap(io, "s0", -region, exports="f1")
    with refused("not-above", "minimum_efficient_size"):
        chain_gap(io, "s0", region, exports="f1", minimum_efficient_size=region * 0)
    with refused("outside-range", "share"):
        chain_gap(io, "s0", region, import_shares=region * 0 + 2)
    domestic = random_table(8, 3)
    with refused("already-domestic", "import_shares"):
        chain_gap(domestic, "s0", part_of(domestic, 8), import_shares=region * 0)
    negative = make_table([[10.0, -2.0], [5.0, 10.0]], [92.0, 85.0])
    with refused("io-negative-flows", "chain_gap"):
        chain_gap(negative, "s0", part_of(negative, 8))
