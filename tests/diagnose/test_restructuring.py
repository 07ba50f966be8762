import math
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import krugman, structural_change
from growthpole.dims import REASONS
from growthpole.errors import Undefined

KINDS = ("lilien", "norm_absolute_value", "modified_lilien")
POSITIVE = array_shapes(min_dims=2, max_dims=2, max_side=5).flatmap(
    lambda shape: arrays(np.float64, (2, *shape), elements=st.floats(1e-3, 1e6))
)


def table(values, **attrs):
    values = np.asarray(values, dtype=float)
    labels = {
        "region": [f"R{i}" for i in range(values.shape[0])],
        "activity": [f"a{i}" for i in range(values.shape[1])],
    }
    return xr.DataArray(values, coords=labels, dims=["region", "activity"], attrs=attrs)


def shares(rows):
    return [[Fraction(v, sum(row)) for v in row] for row in rows]


def exactly(start, end, kind):
    """One row of whole numbers above zero: shares as fractions, logarithms with fifty digits."""
    s0, s1 = shares([start, end])
    if kind == "norm_absolute_value":
        return float(sum(abs(b - a) for a, b in zip(s0, s1, strict=True)) / 2)
    with localcontext(prec=50):
        total = Decimal(0)
        for a, b in zip(s0, s1, strict=True):
            ratio, weight = b / a, b if kind == "lilien" else (a + b) / 2
            logarithm = (Decimal(ratio.numerator) / Decimal(ratio.denominator)).ln()
            total += Decimal(weight.numerator) / Decimal(weight.denominator) * logarithm**2
        return float(total.sqrt())


# Employees of Freiburg 2008 and 2014 by industry, typed from data(Freiburg) of the R package REAT 3.0.3.
FREIBURG = (
    [13004, 2931, 22492, 4503, 3361, 890, 12448, 34358, 6069],
    [12121, 3154, 25484, 4798, 3372, 1059, 14837, 42931, 6673],
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows", [FREIBURG, ([60, 40], [50, 50]), ([1, 2, 3], [3, 2, 1])])
def test_equal_to_fifty_digits(kind, rows):
    start, end = rows
    # logarithms of numbers near 1 lose up to three digits
    value = structural_change(table([start]), table([end]), kind).item()
    assert value == pytest.approx(exactly(start, end, kind), rel=1e-12)


def test_by_hand():
    """(60, 40) → (50, 50): a tenth of the whole has moved; √(½·ln²(5/6) + ½·ln²(5/4))."""
    start, end = table([[60, 40]]), table([[50, 50]])
    assert structural_change(start, end, "norm_absolute_value").item() == pytest.approx(0.1, abs=1e-16)
    expected = math.sqrt(0.5 * math.log(5 / 6) ** 2 + 0.5 * math.log(5 / 4) ** 2)
    assert structural_change(start, end, "lilien").item() == pytest.approx(expected, rel=1e-14)


def test_the_norm_is_half_of_krugman():
    """REAT manual: Krugman of [20,10,70,0,0] against [0,0,0,60,40] is 2, so everything has moved."""
    start, end = table([[20, 10, 70, 0, 0]]), table([[0, 0, 0, 60, 40]])
    assert structural_change(start, end, "norm_absolute_value").item() == 1
    other = table([[21, 9, 50, 11, 3]])
    half = krugman(other.isel(region=0, drop=True), start.isel(region=0, drop=True)) / 2
    assert structural_change(start, other, "norm_absolute_value").item() == pytest.approx(half.item(), abs=1e-16)


@given(POSITIVE, st.sampled_from(KINDS))
@settings(max_examples=40, deadline=None)
def test_bounds_and_no_change(levels, kind):
    start, end = (table(values) for values in levels)
    index = structural_change(start, end, kind)
    assert (index >= 0).all()
    if kind == "norm_absolute_value":
        assert (index <= 1 + 1e-15).all()
    np.testing.assert_array_equal(structural_change(start, start * 4, kind), 0)
    # triples: shares differ in the last digits, and so do their logarithms
    np.testing.assert_allclose(structural_change(start, start * 3, kind), 0, atol=1e-15)


@given(POSITIVE, st.sampled_from(("norm_absolute_value", "modified_lilien")))
@settings(max_examples=30, deadline=None)
def test_two_kinds_do_not_know_the_direction_of_time(levels, kind):
    start, end = (table(values) for values in levels)
    there, back = structural_change(start, end, kind), structural_change(end, start, kind)
    np.testing.assert_array_equal(there, back)


@given(POSITIVE, st.sampled_from(KINDS), st.integers(-20, 20), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_unit_and_order_do_not_matter(levels, kind, power, random):
    start, end = (table(values) for values in levels)
    order = list(start.activity.values)
    random.shuffle(order)
    once = structural_change(start, end, kind)
    again = structural_change(start.sel(activity=order) * 2.0**power, end, kind)
    # another order of summation of five terms; near no change logarithms of nearly 1
    np.testing.assert_allclose(again, once, rtol=1e-9, atol=1e-15)


@given(POSITIVE, st.sampled_from(KINDS))
@settings(max_examples=30, deadline=None)
def test_splitting_an_activity_in_fixed_proportion_changes_nothing(levels, kind):
    start, end = levels
    halves = [table(np.concatenate([x[:, :1] / 4, x[:, :1] * 0.75, x[:, 1:]], axis=1)) for x in (start, end)]
    once = structural_change(table(start), table(end), kind)
    # near no change logarithms of nearly 1
    np.testing.assert_allclose(structural_change(*halves, kind), once, rtol=1e-9, atol=1e-15)


def test_activities_that_come_and_go():
    base = REASONS["zero_base"]
    start, end = table([[4, 4, 0], [4, 0, 0], [4, 4, 0]]), table([[8, 0, 0], [4, 4, 0], [4, 4, 0]])
    norm = structural_change(start, end, "norm_absolute_value")
    assert norm.values.tolist() == [0.5, 0.5, 0]
    assert (norm.reason == 0).all()
    lilien = structural_change(start, end, "lilien")
    # what ended has no weight; what stayed doubled its share
    assert lilien.values[[0, 2]].tolist() == pytest.approx([math.log(2), 0])
    assert lilien.reason.values.tolist() == [0, base, 0]
    modified = structural_change(start, end, "modified_lilien")
    assert np.isnan(modified).values.tolist() == [True, True, False]
    assert modified.reason.values.tolist() == [base, base, 0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_panel_in_one_call_and_an_empty_region(kind):
    first, empty = table([[1, 2], [3, 4]]), table([[1, 2], [0, 0]])
    start = xr.concat([first, empty], dim="period").assign_coords(period=[1, 2])
    index = structural_change(start, start + xr.concat([first, first], "period").assign_coords(period=[1, 2]), kind)
    np.testing.assert_array_equal(index.sel(period=1), structural_change(first, first * 2, kind))
    assert np.isnan(index.sel(period=2, region="R1"))
    assert index.reason.values.tolist() == [[0, 0], [0, REASONS["zero_total"]]]
    assert set(index.attrs) == {"unit", "convention"}


def test_extremes_of_floats():
    start, end = table([[1e-300, 1.0]]), table([[1.0, 1e-300]])
    values = [structural_change(start, end, kind).item() for kind in KINDS]
    assert np.isfinite(values).all()


def test_failures(refused):
    x = table([[1, 2]])
    row = x.isel(region=0, drop=True)
    with refused("unknown-option", "kind", "krugman", "modified_lilien"):
        structural_change(x, x, "krugman")
    with refused("zero-total", "structural_change", "start", kind=Undefined):
        structural_change(row * 0, row)
    with refused("zero-total", "structural_change", "end", kind=Undefined):
        structural_change(row, row * 0)
    with refused("missing-dims", "activity"):
        structural_change(x.isel(activity=0), x)
    with refused("not-levels", "-1.0"):
        structural_change(x, -x)
