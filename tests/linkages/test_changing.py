"""Structural decomposition: adds up, both methods, independent enumeration of orders."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.errors import LabelMismatch, Undefined, UnitMismatch
from growthpole.linkages import Factor, leontief_inverse, structural_decomposition

SEEDS = st.integers(0, 10**6)


@settings(max_examples=30, deadline=None)
@given(seed=SEEDS, imports=st.booleans())
def test_two_components_are_the_polar_average(random_table, seed, imports):
    start, end = (random_table(seed + k, 4, imports=imports) for k in (0, 10**7))
    found = structural_decomposition(start, end)
    assert found.component.values.tolist() == ["technology", "final_demand"]
    before, after = (leontief_inverse(io).values for io in (start, end))
    f0, f1 = (io.final_demand.sum("category").values - (io.imports.values if imports else 0.0) for io in (start, end))
    np.testing.assert_allclose(found[0], (after - before) @ (f0 + f1) / 2, rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(found[1], (after + before) / 2 @ (f1 - f0), rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(structural_decomposition(start, end, method="polar"), found, rtol=1e-9, atol=1e-9)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS)
def test_shapley_is_the_mean_over_all_orders(random_table, seed):
    start, end = (random_table(seed + k, 3, categories=2, factors=[[0.4], [0.6]]) for k in (0, 10**7))
    found = structural_decomposition(start, end, Factor("v0"), demand="parts")
    assert found.component.values.tolist() == ["intensity", "technology", "products", "mix", "level"]
    pieces = []
    for io in (start, end):
        uses, x = io.final_demand.values, io.output.values
        pieces.append(
            (
                np.diag(io.value_added.values[0] / x),
                np.linalg.inv(np.eye(3) - io.z.values / x),
                uses / uses.sum(0),
                uses.sum(0) / uses.sum(),
                uses.sum(),
            )
        )

    def product(at):
        v, inverse, products, mix, level = (pieces[which][place] for place, which in enumerate(at))
        return v @ inverse @ products @ mix * level

    shares = np.zeros((5, 3))
    for order in permutations(range(5)):
        at = [0] * 5
        for factor in order:
            before = product(at)
            at[factor] = 1
            shares[factor] += (product(at) - before) / 120
    np.testing.assert_allclose(found, shares, rtol=1e-8, atol=1e-8)
    for method in ("shapley", "polar"):
        total = structural_decomposition(start, end, Factor("v0"), "parts", method).sum("component")
        np.testing.assert_allclose(total, product([1] * 5) - product([0] * 5), rtol=1e-8, atol=1e-8)


def test_nothing_changed(random_table):
    io = random_table(1, 4, categories=2)
    np.testing.assert_allclose(structural_decomposition(io, io, demand="parts"), 0.0, atol=1e-9)


def test_sectors_are_matched_by_label(random_table, make_table):
    start, end = random_table(1, 4), random_table(2, 4)
    order = [2, 0, 3, 1]
    turned = make_table(
        end.z.values[np.ix_(order, order)], end.final_demand.values[order], labels=[end.sectors[i] for i in order]
    )
    xr.testing.assert_allclose(structural_decomposition(start, turned), structural_decomposition(start, end))
    with_imports = [random_table(k, 4, imports=True) for k in (1, 2)]
    end = with_imports[1]
    turned = make_table(
        end.z.values[np.ix_(order, order)],
        end.final_demand.values[order],
        labels=[end.sectors[i] for i in order],
        imports=end.imports.values[order],
    )
    xr.testing.assert_allclose(
        structural_decomposition(with_imports[0], turned), structural_decomposition(*with_imports)
    )


def test_with_imports_in_parts(random_table):
    start, end = (random_table(k, 4, imports=True, categories=2) for k in (1, 2))
    found = structural_decomposition(start, end, demand="parts")
    np.testing.assert_allclose(found.sum("component"), end.output.values - start.output.values, rtol=1e-8)
    assert found.attrs["unit"] == "1e6 CNY"


def test_what_is_refused(random_table, make_table, refused):
    start = random_table(1, 3, categories=2)
    with refused("label-mismatch", "s3", kind=LabelMismatch):
        structural_decomposition(start, random_table(1, 4))
    with refused("imports-of-one", "domestic flows"):
        structural_decomposition(start, random_table(2, 3, imports=True))
    with refused("units-differ", kind=UnitMismatch):
        structural_decomposition(start, make_table(start.z.values, start.final_demand.values, unit="1e8 CNY"))
    with refused("label-mismatch", "f1", kind=LabelMismatch):
        structural_decomposition(start, random_table(2, 3), demand="parts")
    flat = make_table(start.z.values, np.column_stack([start.final_demand.values.sum(1), [1.0, -1.0, 0.0]]))
    with refused("no-mix", "f1", kind=Undefined):
        structural_decomposition(flat, flat, demand="parts")
    for option in ({"demand": "half"}, {"method": "laspeyres"}, {"of": "jobs"}):
        with refused("unknown-option", next(iter(option))):
            structural_decomposition(start, start, **option)
    assert structural_decomposition(flat, flat).sum().item() == pytest.approx(0.0, abs=1e-9)
