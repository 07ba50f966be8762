from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import gini, location_quotient, locational_gini
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, Undefined

LEVELS = st.one_of(st.just(0.0), st.floats(1e-6, 1e15))
TABLES = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=6), elements=LEVELS)


def vector(values, labels="abcdefgh"):
    return xr.DataArray(values, coords={"activity": list(labels[: len(values)])}, dims="activity")


def table(values):
    values = np.asarray(values)
    labels = {"region": [f"R{i}" for i in range(values.shape[0])], "activity": list("abcdefgh"[: values.shape[1]])}
    return xr.DataArray(values, coords=labels, dims=["region", "activity"], attrs={"unit": "CNY"})


def absolute_differences(p, q):
    """½ ΣΣ |q_i p_j − q_j p_i| over exact shares: the Gini coefficient without sorting."""
    return sum(abs(q[i] * p[j] - q[j] * p[i]) for i in range(len(p)) for j in range(len(p))) / 2


def exact_locational(rows, column, *, equal):
    total = [Fraction(sum(row)) for row in rows]
    p = [t / sum(total) for t in total]
    q = [Fraction(row[column], sum(row[column] for row in rows)) for row in rows]
    if equal:
        ratio = [b / a for a, b in zip(p, q, strict=True)]
        p, q = [Fraction(1, len(rows))] * len(rows), [r / sum(ratio) for r in ratio]
    return float(absolute_differences(p, q))


def test_printed_gini():
    """Printed in the manual of REAT (gini): Dörsam's car makers."""
    x = vector([20, 50, 20, 10])
    # four rounded terms below 1
    assert gini(x, "activity").item() == pytest.approx(0.3, abs=1e-15)
    assert gini(x, "activity", normalized=True).item() == pytest.approx(0.4, abs=1e-15)


def test_printed_gini_of_german_states():
    """Printed to four digits in the manual of REAT (gini): gross domestic product of 16 states in 2015."""
    gdp = [460.69, 549.19, 124.16, 65.29, 31.59, 109.27, 263.44, 39.87]
    gdp += [258.53, 645.59, 131.95, 35.03, 112.66, 56.22, 85.61, 56.81]
    x = xr.DataArray(gdp, coords={"region": range(16)}, dims="region")
    assert round(gini(x, "region").item(), 4) == 0.5009


def test_printed_locational_gini_with_equal_weights():
    """Printed in the manual of REAT (gini.conc and gini.spec): Farhauer and Kröll's industry and region."""
    industry, everything = np.array([500, 500, 1000, 7000, 1000]), np.array([20000, 15000, 20000, 40000, 5000])
    x = table(np.column_stack([industry, everything - industry]))
    assert round(locational_gini(x, weights="equal").sel(activity="a").item(), 7) == 0.4068966
    region, nation = np.array([700, 600, 500, 10000, 40000]), np.array([30000, 15000, 10000, 60000, 50000])
    x = table(np.stack([region, nation - region]))
    assert round(locational_gini(x, "activity", weights="equal").sel(region="R0").item(), 7) == 0.6222222


def test_equal_to_exact_fractions():
    values = [3, 0, 11, 7, 3]
    s = [Fraction(v, sum(values)) for v in values]
    exact = absolute_differences([Fraction(1, 5)] * 5, s)
    # five terms below 1, each rounded a few times
    assert gini(vector(values), "activity").item() == pytest.approx(float(exact), rel=1e-14)
    rows = [[3, 0, 11], [1, 5, 2], [40, 1, 1], [2, 2, 2]]
    for weights in ("size", "equal"):
        exact = [exact_locational(rows, column, equal=weights == "equal") for column in range(3)]
        np.testing.assert_allclose(locational_gini(table(rows), weights=weights), exact, rtol=1e-13)


def test_activities_and_regions_exchange_their_roles():
    x = table([[3, 0, 11], [1, 5, 2], [40, 1, 1]])
    turned = x.rename(region="activity", activity="region")
    for weights in ("size", "equal"):
        # the same sums in another layout
        np.testing.assert_allclose(
            locational_gini(x, "activity", weights=weights), locational_gini(turned, weights=weights), rtol=1e-14
        )


@given(TABLES)
@settings(max_examples=50, deadline=None)
def test_gini_bounds_and_reasons(values):
    x, labels = table(values), values.shape[1]
    empty = values.sum(axis=1) == 0
    for normalized, high in ((False, 1 - 1 / labels), (True, 1)):
        measure = gini(x, "activity", normalized=normalized)
        # six terms, each rounded a few times
        assert ((measure.values[~empty] >= -1e-14) & (measure.values[~empty] <= high + 1e-14)).all()
        assert np.isnan(measure.values[empty]).all()
        assert measure.reason.values.tolist() == [REASONS["zero_total"] if e else 0 for e in empty]


@given(TABLES, st.integers(-20, 20), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_scale_order_and_copies_do_not_matter(values, power, random):
    x = table(values)
    order = list(x.activity.values)
    random.shuffle(order)
    # sorted first: the same numbers in the same order, up to a power of two
    expected = gini(x, "activity").values
    np.testing.assert_allclose(gini(x.sel(activity=order) * 2.0**power, "activity"), expected, rtol=1e-13, atol=1e-15)
    twice = xr.concat([x, x.assign_coords(activity=[f"{a}2" for a in x.activity.values])], "activity")
    np.testing.assert_allclose(gini(twice, "activity"), expected, rtol=1e-13, atol=1e-14)


@given(arrays(np.float64, st.integers(2, 6), elements=st.floats(1, 1e6)), st.data())
@settings(max_examples=50, deadline=None)
def test_a_transfer_from_more_to_less_lowers_it(values, data):
    poor, rich = int(np.argmin(values)), int(np.argmax(values))
    part = data.draw(st.floats(0, 0.5)) * (values[rich] - values[poor])
    after = values.copy()
    after[rich] -= part
    after[poor] += part
    # the total changes by the rounding of two sums
    assert gini(vector(after), "activity").item() <= gini(vector(values), "activity").item() + 1e-13


@given(TABLES, st.integers(-20, 20), st.randoms(use_true_random=False), st.sampled_from(["size", "equal"]))
@settings(max_examples=50, deadline=None)
def test_locational_gini_bounds_reasons_scale_and_order(values, power, random, weights):
    x = table(values)
    if values.sum() == 0:
        return
    measure = locational_gini(x, weights=weights)
    empty = values.sum(axis=0) == 0
    assert measure.reason.values.tolist() == [REASONS["zero_activity"] if e else 0 for e in empty]
    assert np.isnan(measure.values[empty]).all()
    # six regions, shares rounded a few times each
    assert ((measure.values[~empty] >= -1e-14) & (measure.values[~empty] <= 1)).all()
    order = list(x.region.values)
    random.shuffle(order)
    shuffled = locational_gini(x.sel(region=order) * 2.0**power, weights=weights)
    np.testing.assert_allclose(shuffled, measure, rtol=1e-12, atol=1e-13)


@given(TABLES)
@settings(max_examples=50, deadline=None)
def test_a_region_may_be_drawn_as_two_alike_ones(values):
    x = table(values)
    if values.sum() == 0:
        return
    halves = x.isel(region=[0]) / 2
    split = xr.concat([halves, halves.assign_coords(region=["half"]), x.isel(region=slice(1, None))], "region")
    # halving changes no digit; one more term in each sum
    np.testing.assert_allclose(locational_gini(split), locational_gini(x), rtol=1e-12, atol=1e-13)


def test_the_same_spread_as_everything_else_is_zero():
    x = table([[1.0, 2.0], [2.0, 4.0], [4.0, 8.0]])
    np.testing.assert_array_equal(location_quotient(x), 1.0)
    for weights in ("size", "equal"):
        np.testing.assert_allclose(locational_gini(x, weights=weights), 0, atol=1e-15)  # thirds are rounded
    assert gini(vector([5, 5, 5, 5]), "activity").item() == 0.0
    assert gini(vector([0, 0, 9, 0]), "activity", normalized=True).item() == 1.0


def test_an_empty_region_is_left_out():
    rows = [[3, 1], [1, 5], [2, 2]]
    with_empty = table([*rows, [0, 0]])
    for weights in ("size", "equal"):
        np.testing.assert_allclose(
            locational_gini(with_empty, weights=weights), locational_gini(table(rows), weights=weights), rtol=1e-15
        )


def test_panels_keep_their_dims_and_reasons():
    x = table([[1.0, 0.0], [3.0, 0.0]]).expand_dims(period=[2020, 2021]) * xr.DataArray(
        [1.0, 0.0], coords={"period": [2020, 2021]}, dims="period"
    )
    measure = locational_gini(x)
    assert measure.dims == ("period", "activity")
    assert measure.reason.values.tolist() == [[0, REASONS["zero_activity"]], [REASONS["zero_total"]] * 2]
    assert measure.attrs["convention"].endswith("weighted by size (twice Krugman's area)")
    by_region = locational_gini(x, "activity", weights="equal")
    assert by_region.dims == ("period", "region")
    assert by_region.reason.values.tolist() == [[0, 0], [REASONS["zero_total"]] * 2]
    assert by_region.attrs["convention"].endswith("each counted once")
    assert gini(x, "region").dims == ("period", "activity")


def test_failures(refused):
    with refused("zero-total", "gini", kind=Undefined):
        gini(vector([0.0, 0.0]), "activity")
    with refused("zero-total", "locational_gini", kind=Undefined):
        locational_gini(table([[0.0, 0.0]]))
    with refused("one-label", "gini", kind=Undefined):
        gini(vector([3.0]), "activity", normalized=True)
    index = gini(table([[3.0], [0.0]]), "activity", normalized=True)
    assert index.reason.values.tolist() == [REASONS["not_applicable"], REASONS["zero_total"]]
    assert np.isnan(index.values).all()
    with refused("missing-cells", "activity=b"):
        gini(vector([1.0, np.nan]), "activity")
    with refused("not-levels", "activity=b"):
        gini(vector([1.0, -2.0]), "activity")
    with refused("missing-cells", "region=R0, activity=b"):
        locational_gini(table([[1.0, np.nan]]))
    with refused("not-levels", "region=R0, activity=b"):
        locational_gini(table([[1.0, -1.0]]))
    with refused("no-labels", kind=LabelMismatch):
        locational_gini(table([[1.0, 1.0]]).drop_vars("region"))
    with refused("missing-dims", "region"):
        locational_gini(vector([1.0, 1.0]))
    with refused("unknown-option", "dim", "period"):
        locational_gini(table([[1.0, 1.0]]), "period")
    with refused("unknown-option", "weights", "people"):
        locational_gini(table([[1.0, 1.0]]), weights="people")
