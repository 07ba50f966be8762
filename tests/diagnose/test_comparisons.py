from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import hachman, hoover, krugman
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


def test_printed_krugman():
    """Printed in design/methods.md §1, from the manual of REAT (krugman.spec)."""
    # shares of one decimal each: 2 to within a few 2^-53
    assert krugman(vector([20, 10, 70, 0, 0]), vector([0, 0, 0, 60, 40])).item() == pytest.approx(2, abs=1e-15)


def test_equal_to_exact_fractions():
    first, second = [3, 0, 11, 7], [1, 5, 2, 90]
    s = [Fraction(v, sum(first)) for v in first]
    t = [Fraction(v, sum(second)) for v in second]
    distance = sum(abs(v - w) for v, w in zip(s, t, strict=True))
    # four terms below 1, each rounded a few times
    assert krugman(vector(first), vector(second)).item() == pytest.approx(float(distance), rel=1e-15)
    half = hoover(vector(first), vector(second), "activity").item()
    assert half == pytest.approx(float(distance / 2), rel=1e-15)
    resemblance = 1 / sum(v * v / w for v, w in zip(s, t, strict=True))
    assert hachman(vector(first), vector(second)).item() == pytest.approx(float(resemblance), rel=1e-14)


def test_hoover_of_german_states_by_hand():
    """Product and population of three states, from the example of REAT's hoover, which prints no result."""
    regions = {"region": ["BW", "BY", "BE"]}
    product = xr.DataArray([460.69, 549.19, 124.16], coords=regions, dims="region")
    people = xr.DataArray([10879618, 12843514, 3520031], coords=regions, dims="region")
    # those above their share gain what those below lack: Berlin alone is below
    lacking = Fraction(3520031, 27243163) - Fraction(12416, 113404)
    assert hoover(product, people).item() == pytest.approx(float(lacking), rel=1e-13)


@given(TABLES)
@settings(max_examples=50, deadline=None)
def test_krugman_is_a_distance(values):
    x = table(values)
    if (values.sum(axis=1) == 0).any():
        return
    pairs = [[krugman(x.isel(region=i), x.isel(region=j)).item() for i in range(len(x))] for j in range(len(x))]
    distances = np.array(pairs)
    np.testing.assert_array_equal(np.diag(distances), 0)
    np.testing.assert_array_equal(distances, distances.T)
    assert (distances <= 2 + 1e-14).all()  # two sums of shares, each 1 to within rounding
    triangle = distances[:, :, None] + distances[None, :, :] - distances[:, None, :]
    assert (triangle >= -1e-14).all()  # as above


@given(TABLES)
@settings(max_examples=50, deadline=None)
def test_hachman_lies_between_zero_and_one(values):
    x = table(values)
    if values.sum() == 0:
        return
    nation = x.sum("region")
    index = hachman(x, nation)
    empty = values.sum(axis=1) == 0
    assert index.reason.values.tolist() == [REASONS["zero_total"] if e else 0 for e in empty]
    # at most 1 by Cauchy and Schwarz, six terms rounded a few times each
    assert ((index.values[~empty] > 0) & (index.values[~empty] <= 1 + 1e-14)).all()


@given(TABLES, st.integers(-20, 20), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_scale_of_the_reference_and_order_of_labels_do_not_matter(values, power, random):
    x = table(values)
    if values.sum() == 0:
        return
    order = list(x.activity.values)
    random.shuffle(order)
    nation = x.sum("region")
    other = nation.sel(activity=order) * 2.0**power
    for measure in (krugman, hachman):
        # same labels, same numbers up to a power of two: equal to the last bit
        np.testing.assert_array_equal(measure(x, nation), measure(x, other))
    people = x.sum("activity")
    np.testing.assert_array_equal(hoover(x, people), hoover(x, people[::-1] * 2.0**power))


@given(TABLES)
@settings(max_examples=50, deadline=None)
def test_hoover_is_half_of_krugman(values):
    x = table(values)
    if values.sum() == 0:
        return
    people = x.sum("activity")
    np.testing.assert_array_equal(hoover(x, people), krugman(x, people, "region") / 2)
    assert not (hoover(x, people) > 1 + 1e-14).any()  # two sums of shares, each 1 to within rounding


def test_reference_may_lack_the_region_and_is_matched_by_label():
    x = table([[1.0, 3.0], [3.0, 1.0], [0.0, 0.0]])
    distance = krugman(x, vector([10.0, 30.0], labels="ba"))
    np.testing.assert_array_equal(distance.values, [1.0, 0.0, np.nan])
    assert distance.dims == ("region",)
    assert distance.reason.values.tolist() == [0, 0, REASONS["zero_total"]]
    assert distance.attrs["unit"] == "1"


def test_reference_by_period():
    x = table([[1.0, 3.0]]).expand_dims(period=[2020, 2021])
    reference = xr.DataArray(
        [[0.0, 0.0], [1.0, 3.0]], coords={"period": [2021, 2020], "activity": ["a", "b"]}, dims=["period", "activity"]
    )
    distance = krugman(x, reference)
    np.testing.assert_array_equal(distance.values, [[0.0], [np.nan]])
    assert distance.reason.values.tolist() == [[0], [REASONS["zero_total"]]]


def test_an_activity_the_reference_lacks_leaves_no_quotient(refused):
    x, reference = table([[1.0, 3.0, 0.0], [0.0, 4.0, 0.0], [0.0, 0.0, 0.0]]), vector([0.0, 4.0, 0.0])
    index = hachman(x, reference)
    np.testing.assert_array_equal(index.values, [np.nan, 1.0, np.nan])
    assert index.reason.values.tolist() == [REASONS["zero_activity"], 0, REASONS["zero_total"]]
    with refused("reference-lacks", "activity", "a", kind=Undefined):
        hachman(x.isel(region=0), reference)
    assert hachman(x.isel(region=1), reference).item() == 1.0


def test_single_compositions_without_total_are_refused(refused):
    zero, x = vector([0.0, 0.0]), vector([1.0, 2.0])
    for measure in (krugman, hachman):
        with refused("zero-total", measure.__name__, "reference", kind=Undefined):
            measure(x, zero)
        with refused("zero-total", measure.__name__, kind=Undefined):
            measure(zero, x)
    with refused("zero-total", "hoover", "reference", kind=Undefined):
        hoover(x, zero, "activity")


@pytest.mark.parametrize("measure", [krugman, hachman, lambda x, y: hoover(x, y, "activity")])
def test_failures(refused, measure):
    x = vector([1.0, 2.0])
    with refused("label-mismatch", "b", "z", kind=LabelMismatch):
        measure(x, vector([1.0, 2.0], labels="az"))
    with refused("no-labels", "reference", kind=LabelMismatch):
        measure(x, x.drop_vars("activity"))
    with refused("missing-dims", "region"):
        measure(x, table([[1.0, 2.0]]))
    with refused("not-levels", "reference", "activity=a"):
        measure(x, vector([-1.0, 2.0]))
    with refused("missing-cells", "reference", "activity=a"):
        measure(x, vector([np.nan, 2.0]))
    with refused("missing-cells", "x", "activity=b"):
        measure(vector([1.0, np.nan]), x)
