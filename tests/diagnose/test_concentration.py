from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import concentration_ratio, herfindahl
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


def test_equal_to_exact_fractions():
    first = [3, 0, 11, 7]
    s = [Fraction(v, sum(first)) for v in first]
    index = sum(v * v for v in s)
    # four terms below 1, each rounded a few times
    assert herfindahl(vector(first), "activity").item() == pytest.approx(float(index), rel=1e-15)
    normalised = (index - Fraction(1, 4)) / Fraction(3, 4)
    assert herfindahl(vector(first), "activity", normalized=True).item() == pytest.approx(float(normalised), rel=1e-14)
    for k in range(1, 5):
        largest = sum(sorted(s, reverse=True)[:k])
        assert concentration_ratio(vector(first), "activity", k).item() == pytest.approx(float(largest), rel=1e-15)


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


@given(TABLES)
@settings(max_examples=50, deadline=None)
def test_concentration_ratio_rises_to_one_and_falls_in_steps(values):
    x, labels = table(values), values.shape[1]
    ratios = np.array([concentration_ratio(x, "activity", k).values for k in range(1, labels + 1)])
    empty = values.sum(axis=1) == 0
    assert np.isnan(ratios[:, empty]).all()
    assert concentration_ratio(x, "activity", 1).reason.values.tolist() == [
        REASONS["zero_total"] if e else 0 for e in empty
    ]
    ratios = ratios[:, ~empty]
    # six shares, each rounded once
    np.testing.assert_allclose(ratios[-1], 1, rtol=1e-14)
    steps = np.diff(ratios, axis=0, prepend=0)
    assert (steps >= -1e-14).all()
    assert (np.diff(steps, axis=0) <= 1e-14).all()  # the next largest is never larger
    assert (ratios >= np.arange(1, labels + 1)[:, None] / labels - 1e-14).all()


@given(TABLES, st.integers(-20, 20), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_scale_and_order_of_activities_do_not_matter(values, power, random):
    x = table(values)
    order = list(x.activity.values)
    random.shuffle(order)
    shuffled = x.sel(activity=order) * 2.0**power
    # another order of summation of at most six terms
    np.testing.assert_allclose(
        concentration_ratio(x, "activity", 2), concentration_ratio(shuffled, "activity", 2), rtol=1e-13
    )
    for normalized in (False, True):
        np.testing.assert_allclose(
            herfindahl(x, "activity", normalized=normalized),
            herfindahl(shuffled, "activity", normalized=normalized),
            rtol=1e-13,
            atol=1e-15,
        )


def test_uniform_is_least_and_one_holder_is_most_concentrated():
    assert herfindahl(vector([5, 5, 5, 5]), "activity").item() == 0.25
    assert herfindahl(vector([5, 5, 5, 5]), "activity", normalized=True).item() == 0.0
    assert herfindahl(vector([0, 0, 9, 0]), "activity", normalized=True).item() == 1.0


def test_herfindahl_over_regions():
    assert herfindahl(table([[1, 0], [1, 5]]), "region").values.tolist() == [0.5, 1.0]


def test_a_panel_keeps_its_other_dims_in_order():
    x = table([[1.0, 3.0], [0.0, 0.0]]).expand_dims(period=[2020, 2021])
    for measured in (concentration_ratio(x, "activity", 1), herfindahl(x, "activity")):
        assert measured.dims == ("period", "region")
        assert measured.attrs["unit"] == "1"
    assert concentration_ratio(x, "activity", 1).attrs["convention"] == "share of the 1 largest of 2 labels of activity"
    by_activity = concentration_ratio(x, "region", 1)
    assert by_activity.dims == ("period", "activity")
    np.testing.assert_array_equal(by_activity.values, 1.0)


def test_single_vectors_without_total_are_refused(refused):
    with refused("zero-total", "herfindahl", kind=Undefined):
        herfindahl(vector([0.0, 0.0]), "activity")
    with refused("zero-total", "concentration_ratio", kind=Undefined):
        concentration_ratio(vector([0.0, 0.0]), "activity", 1)


def test_one_label_cannot_be_normalised(refused):
    with refused("one-label", "activity", kind=Undefined):
        herfindahl(vector([3.0]), "activity", normalized=True)
    index = herfindahl(table([[3.0], [0.0]]), "activity", normalized=True)
    assert np.isnan(index.values).all()
    assert index.reason.values.tolist() == [REASONS["not_applicable"], REASONS["zero_total"]]


def test_failures(refused):
    with refused("missing-cells", "activity=b"):
        herfindahl(vector([1.0, np.nan]), "activity")
    with refused("missing-cells", "activity=b"):
        concentration_ratio(vector([1.0, np.nan]), "activity", 1)
    with refused("not-levels", "activity=a"):
        concentration_ratio(vector([-1.0, 2.0]), "activity", 1)
    with refused("no-labels", kind=LabelMismatch):
        concentration_ratio(vector([1.0, 2.0]).drop_vars("activity"), "activity", 1)
    for bad in (0, 3, 1.0, True, "1"):
        with refused("not-whole", "k", "1", "2"):
            concentration_ratio(vector([1.0, 2.0]), "activity", bad)
    assert concentration_ratio(vector([1.0, 3.0]), "activity", np.int64(1)).item() == 0.75
