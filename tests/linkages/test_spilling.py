"""Spillover and feedback between regions with unequal lists of sectors."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.errors import LabelMismatch
from growthpole.linkages import interregional_spillovers, leontief_inverse, multipliers

SEEDS = st.integers(0, 10**6)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_the_parts_are_blocks_of_the_inverse(two_regions, seed):
    io = two_regions(seed)
    found, inverse = interregional_spillovers(io), leontief_inverse(io).values
    a = io.z.values / io.output.values
    blocks = {"N": slice(0, 3), "S": slice(3, 5)}
    for region, own in blocks.items():
        other = blocks["S" if region == "N" else "N"]
        isolated = np.linalg.inv(np.eye(own.stop - own.start) - a[own, own]).sum(0)
        np.testing.assert_allclose(found["isolated"][own], isolated, rtol=1e-10)
        np.testing.assert_allclose(found["feedback"][own], inverse[own, own].sum(0) - isolated, atol=1e-10)
        np.testing.assert_allclose(found["spillover"][own], inverse[other, own].sum(0), atol=1e-10)
        np.testing.assert_allclose(found["by_region"].sel(region=region), inverse[own].sum(0), atol=1e-10)
    assert (found["feedback"] >= -1e-10).all()
    total = found["isolated"] + found["feedback"] + found["spillover"]
    np.testing.assert_allclose(total, multipliers(io), rtol=1e-10)
    made = found["output"].sum("region_other")
    np.testing.assert_allclose(made, [io.output.values[:3].sum(), io.output.values[3:].sum()], rtol=1e-10)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_regions_that_do_not_trade_do_not_spill(two_regions, seed):
    found = interregional_spillovers(two_regions(seed, trade=False))
    np.testing.assert_allclose(found["spillover"], 0.0, atol=1e-12)
    np.testing.assert_allclose(found["feedback"], 0.0, atol=1e-12)
    assert abs(found["output"].values[[0, 1], [1, 0]]).max() < 1e-6


def test_units_and_coordinates(two_regions):
    found = interregional_spillovers(two_regions(1))
    assert found["output"].attrs["unit"] == "1e6 CNY"
    assert found["spillover"].attrs["unit"] == "1"
    assert found["by_region"].dims == ("region", "user")
    assert found["user_region"].values.tolist() == ["N", "N", "N", "S", "S"]


def test_a_table_without_regions_is_refused(germany, refused):
    with refused("no-regions", kind=LabelMismatch):
        interregional_spillovers(germany)
