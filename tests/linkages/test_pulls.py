"""Backward and forward linkages, their variation, quadrants, and positions in the chain."""

from __future__ import annotations

import numpy as np
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.dims import REASONS
from growthpole.linkages import (
    allocation_coefficients,
    backward_linkage,
    downstreamness,
    field_of_influence,
    forward_linkage,
    ghosh_inverse,
    key_sectors,
    leontief_inverse,
    technical_coefficients,
    upstreamness,
)

SEEDS = st.integers(0, 10**6)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_linkages_are_the_sums_of_the_inverses(random_table, seed):
    io = random_table(seed)
    leontief, ghosh = leontief_inverse(io), ghosh_inverse(io)
    xr.testing.assert_allclose(backward_linkage(io).drop_attrs(), leontief.sum("supplier").drop_attrs())
    xr.testing.assert_allclose(forward_linkage(io).drop_attrs(), ghosh.sum("user").drop_attrs())
    xr.testing.assert_allclose(forward_linkage(io, "leontief").drop_attrs(), leontief.sum("user").drop_attrs())
    for measure in (backward_linkage(io, normalized=True), forward_linkage(io, normalized=True)):
        np.testing.assert_allclose(measure.mean(), 1.0, rtol=1e-12)
    for found, rows in (
        (backward_linkage(io, variation=True), leontief.values.T),
        (forward_linkage(io, variation=True), ghosh.values),
        (forward_linkage(io, "leontief", variation=True), leontief.values),
    ):
        np.testing.assert_allclose(found, [np.std(row, ddof=1) / np.mean(row) for row in rows], rtol=1e-10)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_stages_are_counted_from_both_ends(random_table, seed):
    """Antràs et al. (2012): U = 1 + B U; Miller and Temurshoev (2017): D = 1 + Aᵀ D."""
    io = random_table(seed)
    up, down = upstreamness(io).values, downstreamness(io).values
    np.testing.assert_allclose(up, 1 + allocation_coefficients(io).values @ up, rtol=1e-10)
    np.testing.assert_allclose(down, 1 + technical_coefficients(io).values.T @ down, rtol=1e-10)
    assert (up >= 1 - 1e-12).all()
    x = io.output.values
    np.testing.assert_allclose(up @ io.value_added.sum("factor").values, x.sum(), rtol=1e-10)
    np.testing.assert_allclose(down @ io.final_demand.sum("category").values, x.sum(), rtol=1e-10)


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_upstreamness_of_an_open_economy(random_table, seed):
    """Antràs et al. (2012), eq. 8: coefficients over output less exports plus imports."""
    io = random_table(seed, imports=True, categories=2)
    delta = io.z.values / (io.output - io.final_demand.sel(category="f1") + io.imports).values[:, None]
    found = upstreamness(io, exports="f1")
    np.testing.assert_allclose(found, np.linalg.inv(np.eye(len(delta)) - delta).sum(1), rtol=1e-9)
    assert "exports used abroad as at home" in found.attrs["convention"]


def test_a_pure_chain(make_table):
    """Ore → steel → cars → final demand, all passed on: 3, 2, 1 stages from the end; 1, 2, 3 from the start."""
    z = np.array([[0.0, 100.0, 0.0], [0.0, 0.0, 100.0], [0.0, 0.0, 0.0]])
    io = make_table(z, [0.0, 0.0, 100.0], labels=["ore", "steel", "cars"])
    np.testing.assert_allclose(upstreamness(io), [3.0, 2.0, 1.0], rtol=1e-14)
    np.testing.assert_allclose(downstreamness(io), [1.0, 2.0, 3.0], rtol=1e-14)
    quadrants = key_sectors(io)
    assert quadrants["quadrant"].values.tolist() == ["forward", "key", "backward"]
    assert quadrants["intermediate_share"].values.tolist() == [1.0, 1.0, 0.0]
    assert quadrants["backward"].attrs["convention"] == "column sums of L, divided by the mean of all sectors"


def test_sectors_without_output(random_table):
    io = random_table(3, 5, idle=True)
    for measure in (upstreamness, downstreamness):
        assert measure(io).reason.values.tolist() == [0, 0, 0, 0, REASONS["zero_activity"]]
    assert forward_linkage(io).values[-1] == backward_linkage(io).values[-1] == 1.0
    quadrants = key_sectors(io)
    assert quadrants["intermediate_share_reason"].values[-1] == REASONS["zero_activity"]
    assert np.isnan(quadrants["intermediate_share"].values[-1])


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS)
def test_a_changed_coefficient_moves_the_inverse_by_its_field(random_table, seed):
    io = random_table(seed)
    a, inverse = technical_coefficients(io).values, leontief_inverse(io).values
    change = 0.01
    found = field_of_influence(io, change)
    i, j = np.random.default_rng(seed).integers(0, len(a), 2)
    moved = a.copy()
    moved[i, j] += change
    field = (np.linalg.inv(np.eye(len(a)) - moved) - inverse) / change
    np.testing.assert_allclose(found.values[i, j], np.sqrt((field**2).sum()), rtol=1e-6)
    assert (field_of_influence(io) <= found + 1e-9).all()


def test_what_is_refused(germany, refused):
    with refused("unknown-option", "model"):
        forward_linkage(germany, "rasmussen")
    with refused("change-too-large", "2", "industry"):
        field_of_influence(germany, 2.0)
    with refused("already-domestic", "exports"):
        upstreamness(germany, exports="f0")
    with refused("outside-range", "change"):
        field_of_influence(germany, np.nan)


def test_one_sector(make_table):
    io = make_table([[10.0]], [90.0])
    assert backward_linkage(io, variation=True).values.tolist() == [0.0]
    assert key_sectors(io)["quadrant"].values.tolist() == ["key"]
