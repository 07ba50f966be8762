from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import herfindahl, krugman
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


def test_printed_herfindahl():
    """Printed in design/methods.md §1, from the manual of REAT (herf)."""
    x = vector([20, 50, 20, 10])
    # sums of four rounded squares below 1
    assert herfindahl(x, "activity").item() == pytest.approx(0.34, abs=1e-15)
    assert herfindahl(x, "activity", normalized=True).item() == pytest.approx(0.12, abs=1e-15)


def test_printed_krugman():
    """Printed in design/methods.md §1, from the manual of REAT (krugman.spec)."""
    # shares of one decimal each: 2 to within a few 2^-53
    assert krugman(vector([20, 10, 70, 0, 0]), vector([0, 0, 0, 60, 40])).item() == pytest.approx(2, abs=1e-15)


def test_equal_to_exact_fractions():
    first, second = [3, 0, 11, 7], [1, 5, 2, 90]
    s = [Fraction(v, sum(first)) for v in first]
    t = [Fraction(v, sum(second)) for v in second]
    index = sum(v * v for v in s)
    # four terms below 1, each rounded a few times
    assert herfindahl(vector(first), "activity").item() == pytest.approx(float(index), rel=1e-15)
    normalised = (index - Fraction(1, 4)) / Fraction(3, 4)
    assert herfindahl(vector(first), "activity", normalized=True).item() == pytest.approx(float(normalised), rel=1e-14)
    distance = sum(abs(v - w) for v, w in zip(s, t, strict=True))
    assert krugman(vector(first), vector(second)).item() == pytest.approx(float(distance), rel=1e-15)


@given(TABLES)
@settings(max_examples=50, deadline=None)
def test_herfindahl_bounds_and_reasons(values):
    x, labels = table(values), values.shape[1]
    index, normalised = herfindahl(x, "activity"), herfindahl(x, "activity", normalized=True)
    empty = values.sum(axis=1) == 0
    for measure, low in ((index, 1 / labels), (normalised, 0)):
        # 1/n rounded, then n terms: a few 2^-53
        assert ((measure.values[~empty] >= low - 1e-14) & (measure.values[~empty] <= 1 + 1e-14)).all()
        assert np.isnan(measure.values[empty]).all()
        assert measure.reason.values.tolist() == [REASONS["zero_total"] if e else 0 for e in empty]


@given(TABLES, st.integers(-20, 20), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_scale_and_order_of_activities_do_not_matter(values, power, random):
    x = table(values)
    order = list(x.activity.values)
    random.shuffle(order)
    shuffled = x.sel(activity=order) * 2.0**power
    # another order of summation of at most six terms
    for normalized in (False, True):
        np.testing.assert_allclose(
            herfindahl(x, "activity", normalized=normalized),
            herfindahl(shuffled, "activity", normalized=normalized),
            rtol=1e-13,
            atol=1e-15,
        )


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


def test_uniform_is_least_and_one_holder_is_most_concentrated():
    assert herfindahl(vector([5, 5, 5, 5]), "activity").item() == 0.25
    assert herfindahl(vector([5, 5, 5, 5]), "activity", normalized=True).item() == 0.0
    assert herfindahl(vector([0, 0, 9, 0]), "activity", normalized=True).item() == 1.0


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


def test_herfindahl_over_regions():
    assert herfindahl(table([[1, 0], [1, 5]]), "region").values.tolist() == [0.5, 1.0]


def test_single_vectors_without_total_are_refused(refused):
    zero, x = vector([0.0, 0.0]), vector([1.0, 2.0])
    with refused("zero-total", "herfindahl", kind=Undefined):
        herfindahl(zero, "activity")
    with refused("zero-total", "krugman", "reference", kind=Undefined):
        krugman(x, zero)
    with refused("zero-total", "krugman", kind=Undefined):
        krugman(zero, x)


def test_one_label_cannot_be_normalised(refused):
    with refused("one-label", "activity", kind=Undefined):
        herfindahl(vector([3.0]), "activity", normalized=True)
    index = herfindahl(table([[3.0], [0.0]]), "activity", normalized=True)
    assert np.isnan(index.values).all()
    assert index.reason.values.tolist() == [REASONS["not_applicable"], REASONS["zero_total"]]


def test_failures(refused):
    x = vector([1.0, 2.0])
    with refused("label-mismatch", "b", "z", kind=LabelMismatch):
        krugman(x, vector([1.0, 2.0], labels="az"))
    with refused("no-labels", "reference", kind=LabelMismatch):
        krugman(x, x.drop_vars("activity"))
    with refused("missing-dims", "region"):
        krugman(x, table([[1.0, 2.0]]))
    with refused("missing-cells", "activity=b"):
        herfindahl(vector([1.0, np.nan]), "activity")
    with refused("not-levels", "reference", "activity=a"):
        krugman(x, vector([-1.0, 2.0]))
