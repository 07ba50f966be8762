"""Hypothetical extraction: the printed loss, the table solved again without the sector, and laws."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.errors import LabelMismatch
from growthpole.linkages import hypothetical_extraction, top_extractions, worked_example

SEEDS = st.integers(0, 10**6)
DIRECTIONS = ("total", "backward", "forward")


def solved_again(io, inside, direction, share):
    """Loss of each sector when the table without the group is solved from its definition."""
    x, f = io.output.values, io.final_demand.sum("category").values.copy()
    f = f - (0.0 if io.imports is None else io.imports.values)
    a = io.z.values / x
    keep = np.ones(len(x))
    keep[inside] = 1 - share
    if direction == "backward":
        a = a * keep
    else:
        a = a * keep[:, None]
        f = f * keep if direction == "total" else f
    if direction == "total" and share == 1:
        a = a * keep
    return x - np.linalg.solve(np.eye(len(x)) - a, f)


def test_miller_and_blair_total_extraction():
    """Loss when sector 1 of table 2.3 is extracted: 1210.526, 40.351 % of output."""
    io = worked_example()
    loss = hypothetical_extraction(io).sel(supplier="1").item()
    assert loss == pytest.approx(1210.526, abs=5e-4)
    assert 100 * loss / io.output.sum().item() == pytest.approx(40.351, abs=5e-4)
    assert hypothetical_extraction(io, include_own=False).sel(supplier="1").item() == pytest.approx(loss - 1000)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, direction=st.sampled_from(DIRECTIONS), share=st.sampled_from([1.0, 0.3]), imports=st.booleans())
def test_the_closed_form_is_the_table_solved_again(random_table, seed, direction, share, imports):
    io = random_table(seed, imports=imports)
    alone = hypothetical_extraction(io, direction=direction, share=share)
    elsewhere = hypothetical_extraction(io, direction=direction, share=share, include_own=False)
    scale = io.output.values.sum()
    for place in range(len(io.sectors)):
        lost = solved_again(io, [place], direction, share)
        np.testing.assert_allclose(alone[place], lost.sum(), atol=1e-9 * scale)
        np.testing.assert_allclose(elsewhere[place], lost.sum() - lost[place], atol=1e-9 * scale)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, direction=st.sampled_from(DIRECTIONS), share=st.sampled_from([1.0, 0.3]), ready=st.booleans())
def test_groups_are_the_table_solved_again(random_table, seed, direction, share, ready):
    io = random_table(seed, 6)
    if ready:
        hypothetical_extraction(io)  # the inverse is there
    inside = sorted(np.random.default_rng(seed).choice(6, 2, replace=False))
    groups = {"pair": [io.sectors[place] for place in inside], "one": [io.sectors[inside[0]]]}
    lost = solved_again(io, inside, direction, share)
    found = hypothetical_extraction(io, groups, direction, share=share)
    np.testing.assert_allclose(found.sel(group="pair"), lost.sum(), atol=1e-9 * io.output.values.sum())
    single = hypothetical_extraction(io, direction=direction, share=share)[inside[0]].item()
    np.testing.assert_allclose(found.sel(group="one"), single, rtol=1e-9)
    outside = hypothetical_extraction(io, groups, direction, share=share, include_own=False)
    np.testing.assert_allclose(
        outside.sel(group="pair"), np.delete(lost, inside).sum(), atol=1e-9 * io.output.values.sum()
    )


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_taking_out_more_never_loses_less(random_table, seed):
    io = random_table(seed, 5)
    nested = {str(count): io.sectors[:count] for count in range(1, 6)}
    for direction in DIRECTIONS:
        losses = hypothetical_extraction(io, nested, direction).values
        assert (np.diff(losses) >= -1e-9 * losses.max()).all()
        half, whole = (hypothetical_extraction(io, direction=direction, share=s).values for s in (0.5, 1.0))
        assert (half <= whole + 1e-9 * whole.max()).all()
        assert (whole <= hypothetical_extraction(io).values * (1 + 1e-9)).all()
    np.testing.assert_allclose(hypothetical_extraction(io, nested).values[-1], io.output.sum(), rtol=1e-10)
    assert (hypothetical_extraction(io) >= io.output.values * (1 - 1e-12)).all()


def test_shares_may_differ_by_sector(random_table):
    io = random_table(4, 4)
    shares = xr.DataArray([0.1, 0.2, 0.3, 1.0], coords={"supplier": io.sectors}, dims="supplier")
    found = hypothetical_extraction(io, share=shares[::-1])
    for place, share in enumerate(shares.values):
        np.testing.assert_allclose(found[place], hypothetical_extraction(io, share=float(share))[place], rtol=1e-12)
    assert "shares of the sectors" in found.attrs["convention"]


def test_regions_are_groups(two_regions):
    io = two_regions(3)
    found = hypothetical_extraction(io, "region")
    north = hypothetical_extraction(io, {"north": io.sectors[:3]})
    assert found.group.values.tolist() == ["N", "S"]
    np.testing.assert_allclose(found.sel(group="N"), north[0], rtol=1e-12)
    pairs = hypothetical_extraction(io, {"south": [("S", "a"), ("S", "c")]})
    np.testing.assert_allclose(found.sel(group="S"), pairs[0], rtol=1e-12)


def test_what_is_deleted_is_said(germany):
    texts = {name: hypothetical_extraction(germany, direction=name).attrs["convention"] for name in DIRECTIONS}
    assert "own final demand deleted; own output included" in texts["total"]
    assert "own final demand kept" in texts["backward"]
    assert "own final demand kept" in texts["forward"]
    assert "left out" in hypothetical_extraction(germany, include_own=False).attrs["convention"]
    assert hypothetical_extraction(germany).attrs["unit"] == "1e6 EUR"


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, include_own=st.booleans())
def test_the_top_is_the_top_of_all(random_table, seed, include_own):
    io = random_table(seed, 12)
    everything = hypothetical_extraction(io, include_own=include_own)
    fresh = random_table(seed, 12)
    for k in (1, 4, 12):
        top = top_extractions(fresh, k, include_own=include_own)
        assert top.sizes["supplier"] == k
        np.testing.assert_allclose(top, np.sort(everything.values)[::-1][:k], rtol=1e-10)
        np.testing.assert_allclose(top, everything.sel(supplier=top.supplier.values), rtol=1e-10)


def test_twenty_of_a_thousand_take_at_most_forty_solves(random_table):
    io = random_table(2, 1000)
    top = top_extractions(io, 20)
    assert top.attrs["solves"] <= 40
    assert top.attrs["residual"] < 1e-12
    np.testing.assert_allclose(top, np.sort(hypothetical_extraction(io).values)[:-21:-1], rtol=1e-10)


def test_a_sector_that_feeds_itself_in_long_loops_is_still_found(make_table):
    """s0 comes back to itself only after three steps, which the bound does not see: it must be solved for."""
    z = np.zeros((4, 4))
    z[0, 1] = z[1, 2] = z[2, 0] = 80.0
    io = make_table(z, [20.0, 20.0, 20.0, 90.0])
    everything = hypothetical_extraction(io)
    top = top_extractions(io, 1)
    assert top.item() == pytest.approx(everything.max().item(), rel=1e-12)
    assert top.attrs["solves"] >= 3


def test_what_is_refused(germany, make_table, refused):
    with refused("unknown-option", "direction", "both"):
        hypothetical_extraction(germany, direction="both")
    with refused("no-such-sector", "groups['g']", "steel", kind=LabelMismatch):
        hypothetical_extraction(germany, {"g": ["industry", "steel"]})
    with refused("sectors-repeated", "industry"):
        hypothetical_extraction(germany, {"g": ["industry", "industry"]})
    with refused("sectors-repeated"):
        hypothetical_extraction(germany, {"g": []})
    with refused("no-regions", "6", kind=LabelMismatch):
        hypothetical_extraction(germany, "region")
    with refused("unknown-option", "groups"):
        hypothetical_extraction(germany, "nation")
    for share in (0.0, 1.1, np.nan):
        with refused("outside-range", "share"):
            hypothetical_extraction(germany, share=share)
    for k in (0, 7):
        with refused("outside-range", "k"):
            top_extractions(germany, k)
    with refused("io-negative-flows", "hypothetical_extraction"):
        top_extractions(make_table([[10.0, -2.0], [5.0, 10.0]], [92.0, 85.0]), 1)
