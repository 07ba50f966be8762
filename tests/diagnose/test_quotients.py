from fractions import Fraction
from math import comb

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import location_quotient, location_quotient_interval, presence
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, Undefined

LEVELS = st.one_of(st.just(0.0), st.floats(1e-6, 1e15))
TABLES = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=6), elements=LEVELS)
COUNTS = arrays(np.int64, array_shapes(min_dims=2, max_dims=2, max_side=5), elements=st.integers(0, 60))


def table(values):
    values = np.asarray(values)
    labels = {"region": [f"R{i}" for i in range(values.shape[0])], "activity": list("abcdefgh"[: values.shape[1]])}
    return xr.DataArray(values, coords=labels, dims=["region", "activity"], attrs={"unit": "CNY"})


def panel(*tables):
    periods = list(range(2020, 2020 + len(tables)))
    return xr.concat([table(values) for values in tables], dim="period").assign_coords(period=periods)


# --- printed numbers -----------------------------------------------------------------------------------------


def test_printed_quotient():
    """REAT manual, locq(): 1714 of 79006 against 879213 of 15593224 → 0.3847623."""
    x = table([[1714, 79006 - 1714], [879213 - 1714, 15593224 - 879213 - (79006 - 1714)]])
    quotient = location_quotient(x).sel(region="R0", activity="a").item()
    assert quotient == pytest.approx(0.3847623, abs=5e-8)  # seven printed digits


def test_printed_interval():
    """design/methods.md §1: Shandong's farm machinery, 2 of 11 listed firms, 262 of 4515: 3.13, .39–8.92."""
    cell = location_quotient_interval(table([[2, 260], [9, 4244]])).sel(region="R0", activity="a")
    assert (cell["k"].item(), cell["n"].item()) == (2, 11)
    assert [round(cell[name].item(), 2) for name in ("lq", "low", "high")] == [3.13, 0.39, 8.92]
    assert not cell["distinguishable"].item()


# --- second computations -------------------------------------------------------------------------------------


def exact_quotient(values):
    """Quotients in fractions of the floats as they are; None where undefined."""
    cells = [[Fraction(v) for v in row] for row in values.tolist()]
    rows, columns = [sum(row) for row in cells], [sum(column) for column in zip(*cells, strict=True)]
    total = sum(rows)
    return [
        [float(v * total / (rows[i] * columns[j])) if rows[i] and columns[j] else np.nan for j, v in enumerate(row)]
        for i, row in enumerate(cells)
    ]


@given(TABLES)
@settings(max_examples=50, deadline=None)
def test_equal_to_exact_fractions(values):
    if values.sum() == 0:
        return
    # sums of up to 36 non-negative terms and three divisions: each a relative 2^-53
    np.testing.assert_allclose(location_quotient(table(values)).values, exact_quotient(values), rtol=1e-13)


def upper_tail(k, n, p):
    return sum(comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(k, n + 1))


@pytest.mark.parametrize(("k", "n"), [(0, 4), (1, 7), (2, 11), (5, 9), (6, 6)])
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_interval_equals_binomial_tails_in_fractions(k, n, confidence):
    """At the lower limit P(K ≥ k) is half the error, at the upper one P(K ≤ k)."""
    cell = location_quotient_interval(table([[k, 3], [n - k, 20]]), confidence).sel(region="R0", activity="a")
    share = Fraction(k + 3, n + 23)
    low, high = (Fraction(cell[name].item()) * share for name in ("low", "high"))
    tail = (1 - confidence) / 2
    # betaincinv is good to about 1e-13; the slope of the tail in p is at most n
    if k == 0:
        assert low == 0
    else:
        assert float(upper_tail(k, n, low)) == pytest.approx(tail, rel=1e-9)
    if k == n:
        assert float(high) == pytest.approx(1, abs=1e-15)  # one division and one product
    else:
        assert float(1 - upper_tail(k + 1, n, high)) == pytest.approx(tail, rel=1e-9)


# --- laws of the quotient ------------------------------------------------------------------------------------


@given(TABLES)
@settings(max_examples=50, deadline=None)
def test_adding_up_bounds_and_reasons(values):
    if values.sum() == 0:
        return
    quotient = location_quotient(table(values))
    rows, columns = values.sum(axis=1), values.sum(axis=0)
    weights = columns / values.sum()
    added = np.nansum(quotient.values * weights, axis=1)
    np.testing.assert_allclose(added[rows > 0], 1, rtol=1e-13)  # six terms below 1, each rounded a few times
    defined = (rows > 0)[:, None] & (columns > 0)[None, :]
    assert (quotient.values[defined] >= 0).all()
    np.testing.assert_array_equal(np.isnan(quotient.values), ~defined)
    expected = np.where(columns[None, :] == 0, REASONS["zero_activity"], 0) * np.ones_like(values)
    expected = np.where(rows[:, None] == 0, REASONS["zero_region"], expected)
    np.testing.assert_array_equal(quotient.reason.values, expected)


@given(TABLES, st.integers(-20, 20))
@settings(max_examples=50, deadline=None)
def test_scale_invariant(values, power):
    if values.sum() == 0:
        return
    # a power of two changes no digit: equal to the last bit
    once, scaled = location_quotient(table(values)), location_quotient(table(values * 2.0**power))
    assert once.identical(scaled)


@given(TABLES, st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_permutation_equivariant(values, random):
    if values.sum() == 0:
        return
    x = table(values)
    regions, activities = list(x.region.values), list(x.activity.values)
    random.shuffle(regions)
    random.shuffle(activities)
    order = {"region": regions, "activity": activities}
    again, once = location_quotient(x.sel(order)), location_quotient(x).sel(order)
    np.testing.assert_allclose(again, once, rtol=1e-13)  # another order of summation
    np.testing.assert_array_equal(again.reason, once.reason)


@pytest.mark.parametrize("value", [1e-6, 3.0, 1e15])
def test_uniform_gives_one(value):
    quotient = location_quotient(table(np.full((3, 4), value)))
    np.testing.assert_allclose(quotient, 1, rtol=1e-15)  # 1/4 over 3/12, sums of equal numbers


@given(TABLES)
@settings(max_examples=50, deadline=None)
def test_transposing_regions_and_activities_changes_nothing(values):
    """LQ is symmetric in its two dimensions: share of a in r over a's share = share of r in a over r's share."""
    if values.sum() == 0:
        return
    there = location_quotient(table(values)).values
    np.testing.assert_allclose(location_quotient(table(values.T)).values, there.T, rtol=1e-13)  # as above


# --- panels, absence, metadata -------------------------------------------------------------------------------


def test_a_panel_in_one_call_equals_its_slices():
    first, second = [[3.0, 1.0], [2.0, 5.0]], [[1.0, 0.0], [7.0, 0.0]]
    both = location_quotient(panel(first, second))
    for period, values in ((2020, first), (2021, second)):
        assert both.sel(period=period, drop=True).identical(location_quotient(table(values)))


def test_dims_in_any_order_are_kept():
    x = panel([[3.0, 1.0], [2.0, 5.0]], [[1.0, 4.0], [7.0, 2.0]])
    turned = location_quotient(x.transpose("activity", "period", "region"))
    assert turned.dims == ("activity", "period", "region")
    assert turned.transpose(*x.dims).identical(location_quotient(x))


def test_an_empty_period_of_a_panel_has_a_reason(refused):
    x = panel([[3.0, 1.0], [2.0, 5.0]], np.zeros((2, 2)))
    quotient = location_quotient(x)
    assert np.isnan(quotient.sel(period=2021)).all()
    assert (quotient.sel(period=2021).reason == REASONS["zero_total"]).all()
    assert (quotient.sel(period=2020).reason == 0).all()
    with refused("zero-total", "period=2021", kind=Undefined):
        location_quotient(x, on_undefined="raise")


def test_missing_is_refused_or_left_out(refused):
    x = table([[3.0, np.nan], [1.0, 4.0]])
    with refused("missing-cells", "region=R0, activity=b"):
        location_quotient(x)
    quotient = location_quotient(x, missing="absent")
    known = location_quotient(table([[3.0, 0.0], [1.0, 4.0]]))
    np.testing.assert_array_equal(quotient.values[0, 0], known.values[0, 0])
    np.testing.assert_array_equal(quotient.values[1], known.values[1])
    assert np.isnan(quotient.values[0, 1])
    assert quotient.reason.values.tolist() == [[0, REASONS["missing"]], [0, 0]]


def test_nothing_is_inherited():
    quotient = location_quotient(table([[1, 2], [3, 4]]))
    assert quotient.name == "location_quotient"
    assert set(quotient.attrs) == {"unit", "convention"}
    assert quotient.attrs["unit"] == "1"
    assert quotient.dtype == np.float64
    assert quotient.reason.dtype == np.int8


def test_booleans_are_numbers():
    mask = np.array([[True, True], [True, False]])
    np.testing.assert_array_equal(location_quotient(table(mask)), location_quotient(table(mask.astype(float))))


def test_failures(refused):
    x = table([[1.0, 2.0], [3.0, 4.0]])
    with refused("zero-total", "location_quotient", kind=Undefined):
        location_quotient(table(np.zeros((2, 2))))
    with refused("not-levels", "region=R1, activity=a: -1.0"):
        location_quotient(table([[1.0, 2.0], [-1.0, 4.0]]))
    with refused("not-levels", "inf"):
        location_quotient(table([[1.0, np.inf]]))
    with refused("no-labels", "activity", kind=LabelMismatch):
        location_quotient(x.drop_vars("activity"))
    with refused("repeated-labels", "R", kind=LabelMismatch):
        location_quotient(x.assign_coords(region=["R", "R"]))
    with refused("missing-dims", "region"):
        location_quotient(x.sum("region"))
    with refused("unknown-option", "on_undefined", "ignore"):
        location_quotient(x, on_undefined="ignore")


# --- presence ------------------------------------------------------------------------------------------------


def test_presence_is_boolean_and_the_threshold_belongs_to_it():
    quotient = location_quotient(table(np.ones((2, 2))))
    present = presence(quotient)
    assert present.dtype == bool
    assert present.values.all()  # exactly 1 is present
    assert not presence(quotient, 1.01).values.any()
    assert present.attrs == {"unit": "1", "convention": "LQ ≥ 1"}
    assert "reason" not in present.coords


def test_structural_absence_is_no_presence():
    x = panel([[1.0, 0.0, 2.0], [0.0, 0.0, 0.0], [1.0, 0.0, 1.0]], np.zeros((3, 3)))
    quotient = location_quotient(x)
    assert np.isnan(quotient).any()
    np.testing.assert_array_equal(presence(quotient), np.nan_to_num(quotient.values) >= 1)


def test_missing_presence_is_refused_or_counted_out(refused):
    quotient = location_quotient(table([[3.0, np.nan], [1.0, 4.0]]), missing="absent")
    with refused("missing-cells", "lq", "region=R0, activity=b"):
        presence(quotient)
    assert presence(quotient, missing="absent").values.tolist() == [[True, False], [False, True]]
    with refused("missing-cells", "lq"):
        presence(location_quotient(table([[0.0, 0.0], [1.0, 4.0]])).drop_vars("reason"))


def test_presence_failures(refused):
    quotient = location_quotient(table(np.ones((2, 2))))
    for threshold in (0.0, -1.0, np.nan, np.inf):
        with refused("not-above", "threshold"):
            presence(quotient, threshold)
    with refused("unknown-option", "missing"):
        presence(quotient, missing="skip")
    with refused("not-an-array"):
        presence(quotient.values)
    with refused("not-levels"):
        presence(quotient - 2)


# --- the interval --------------------------------------------------------------------------------------------


@given(COUNTS)
@settings(max_examples=50, deadline=None)
def test_interval_encloses_the_quotient(counts):
    if counts.sum() == 0:
        return
    found = location_quotient_interval(table(counts))
    quotient = location_quotient(table(counts))
    np.testing.assert_array_equal(found["lq"], quotient)
    np.testing.assert_array_equal(found["low"].reason, quotient.reason)
    defined = ~np.isnan(found["lq"].values)
    low, lq, high = (found[name].values[defined] for name in ("low", "lq", "high"))
    # at k = n all three are 1 over the share; the divisions round differently
    assert ((low <= lq * (1 + 1e-14)) & (lq <= high * (1 + 1e-14))).all()
    for name in ("low", "high"):
        assert np.isnan(found[name].values[~defined]).all()
    np.testing.assert_array_equal(found["n"], counts.sum(axis=0))
    with np.errstate(invalid="ignore"):
        np.testing.assert_array_equal(found["distinguishable"], (counts >= 3) & (found["low"].values > 1))


def test_three_units_are_needed():
    few = location_quotient_interval(table([[2, 1], [0, 9997]])).sel(region="R0", activity="a")
    assert few["low"].item() > 1
    assert not few["distinguishable"].item()
    enough = location_quotient_interval(table([[3, 1], [0, 9996]])).sel(region="R0", activity="a")
    assert enough["distinguishable"].item()


def test_interval_of_a_panel_with_an_empty_period():
    found = location_quotient_interval(panel(np.array([[2, 260], [9, 4244]]), np.zeros((2, 2))))
    alone = location_quotient_interval(table([[2, 260], [9, 4244]]))
    for name in ("lq", "low", "high", "k", "distinguishable"):
        np.testing.assert_array_equal(found[name].sel(period=2020), alone[name])
        assert found[name].dims == ("period", "region", "activity")
    assert found["n"].dims == ("period", "activity")
    assert np.isnan(found["high"].sel(period=2021)).all()
    assert (found["high"].sel(period=2021).reason == REASONS["zero_total"]).all()


def test_wider_confidence_wider_interval():
    narrow, wide = (location_quotient_interval(table([[2, 260], [9, 4244]]), c) for c in (0.8, 0.99))
    assert (wide["low"] < narrow["low"]).all()
    assert (wide["high"] > narrow["high"]).all()


def test_interval_failures(refused):
    with refused("not-counts", "region=R0, activity=a: 0.5"):
        location_quotient_interval(table([[0.5, 1.0], [2.0, 3.0]]))
    with refused("missing-cells", "counts"):
        location_quotient_interval(table([[np.nan, 1.0], [2.0, 3.0]]))
    with refused("zero-total", "counts", kind=Undefined):
        location_quotient_interval(table(np.zeros((2, 2))))
    for confidence in (0, 1, 95, np.nan):
        with refused("outside-range", "confidence", str(confidence)):
            location_quotient_interval(table([[1, 2]]), confidence)
