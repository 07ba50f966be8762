"""Import shares, domestic tables and aggregation: identities hold, assumptions are labelled, nothing is lost."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import example, given, settings
from hypothesis import strategies as st

from growthpole.dims import REASONS
from growthpole.errors import IdentityViolated, LabelMismatch
from growthpole.linkages import (
    Factor,
    aggregate,
    domestic_table,
    import_share,
    interregional_spillovers,
    leontief_inverse,
    multipliers,
    technical_coefficients,
)
from growthpole.tables import Concordance

SEEDS = st.integers(0, 10**6)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_domestic_flows_by_the_proportional_assumption(random_table, seed):
    io = random_table(seed, imports=True, categories=3)
    home, m = domestic_table(io, "f2"), import_share(io, "f2").values
    assert home.is_domestic
    np.testing.assert_allclose(
        technical_coefficients(home), (1 - m)[:, None] * technical_coefficients(io).values, rtol=1e-12
    )
    used = io.z.sum("user").values + io.final_demand.values[:, :2].sum(1)
    np.testing.assert_allclose(m, io.imports.values / used, rtol=1e-12)
    np.testing.assert_allclose(home.final_demand.sel(category="f2"), io.final_demand.sel(category="f2"), rtol=1e-15)
    factors = Factor(("v0", "imported inputs"))
    np.testing.assert_allclose(multipliers(home, factors), 1.0, rtol=1e-9)
    assert (multipliers(home) <= multipliers(io) + 1e-12).all()
    assert multipliers(home).attrs["assumption"] == "proportional import assumption"
    assert "assumption" not in multipliers(io).attrs
    assert leontief_inverse(aggregate(home, dict.fromkeys(home.sectors, "all"))).attrs["assumption"]


def test_given_shares_must_agree_with_the_imports(random_table, refused):
    io = random_table(2, 4, imports=True, categories=2)
    same = domestic_table(io, "f1", import_share(io, "f1"))
    np.testing.assert_allclose(same.z, domestic_table(io, "f1").z, rtol=1e-12)
    with refused("io-identity", kind=IdentityViolated):
        domestic_table(io, "f1", import_share(io, "f1") * 0.5)
    with refused("outside-range", "share"):
        domestic_table(io, "f1", io.output * 0 + 1.5)


def test_import_shares_that_have_no_value_or_no_sense(make_table, germany, refused):
    io = make_table([[10.0, 0.0], [0.0, 0.0]], [[40.0, 60.0], [0.0, 0.0]], imports=[5.0, 0.0])
    share = import_share(io, "f1")
    assert share.reason.values.tolist() == [0, REASONS["zero_activity"]]
    assert share.values[0] == 0.1
    assert domestic_table(io, "f1").z.values[0, 0] == 9.0
    with refused("imports-above-use", "s0: 55 / 50"):
        import_share(make_table([[10.0]], [[40.0, 60.0]], imports=[55.0]), "f1")
    with refused("no-such-part", "exports", "f1", kind=LabelMismatch):
        import_share(io, ["f1", "exports"])
    for measure in (import_share, domestic_table):
        with refused("already-domestic", measure.__name__):
            measure(germany, "f0")


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, imports=st.booleans())
def test_aggregation_adds_up(random_table, seed, imports):
    io = random_table(seed, 6, imports=imports)
    groups = {label: f"g{place % 3}" for place, label in enumerate(io.sectors)}
    small = aggregate(io, groups)
    bridge = np.array([[float(groups[label] == group) for group in small.sectors] for label in io.sectors])
    np.testing.assert_allclose(small.z, bridge.T @ io.z.values @ bridge, rtol=1e-12)
    np.testing.assert_allclose(small.output, bridge.T @ io.output.values, rtol=1e-12)
    assert small.is_domestic is not imports
    same = aggregate(io, {label: label for label in io.sectors})
    xr.testing.assert_allclose(same.z, io.z)
    assert small.unit == io.unit


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
@example(seed=8168)  # a sector that buys nothing: zeros of the inverse on one side, one unit of rounding on the other
def test_identical_regions_aggregate_to_their_own_coefficients(random_table, make_table, seed):
    """Two copies of a table, half of each flow bought in the other region: together they are the one again."""
    io = random_table(seed, 4)
    names = pd.MultiIndex.from_product([["N", "S"], io.sectors])
    both = make_table(np.tile(io.z.values / 2, (2, 2)), np.tile(io.final_demand.values, (2, 1)), labels=names)
    whole = aggregate(both, {label: label.split(":")[1] for label in both.sectors})
    # entries are of order 1, so an entry that is 0 may come out as a few times 2⁻⁵²
    np.testing.assert_allclose(leontief_inverse(whole), leontief_inverse(io), rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(multipliers(both), np.tile(multipliers(io).values, 2), rtol=1e-10)
    spill = interregional_spillovers(both)["spillover"].values
    np.testing.assert_allclose(spill[:4], spill[4:], rtol=1e-10)


def test_sectors_are_mapped_inside_each_region(two_regions):
    io = two_regions(4)
    small = aggregate(io, {"a": "goods", "b": "goods", "c": "services"})
    assert small.sectors == ["N:goods", "N:services", "S:goods", "S:services"]
    assert small.z["supplier_region"].values.tolist() == ["N", "N", "S", "S"]
    assert small.output.sel(supplier="N:goods").item() == pytest.approx(io.output.values[:2].sum())


def test_weighted_concordances(random_table, refused):
    io = random_table(5, 3)
    links = pd.DataFrame(
        [("s0", "A", 0.25), ("s0", "B", 0.75), ("s1", "A", 1.0), ("s2", "B", 1.0), ("other", "B", 1.0)],
        columns=["source", "target", "weight"],
    )
    split = aggregate(io, Concordance(links))
    x = io.output.values
    np.testing.assert_allclose(split.output, [0.25 * x[0] + x[1], 0.75 * x[0] + x[2]], rtol=1e-12)
    with refused("weights-lose", "s0: 0.25"):
        aggregate(io, Concordance(links[links["weight"] != 0.75]))
    with refused("leads-nowhere", "s1, s2", kind=LabelMismatch):
        aggregate(io, {"s0": "A"})
