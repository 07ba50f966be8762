from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import theil, theil_decomposition
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


POSITIVE = arrays(
    np.float64, array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=6), elements=st.floats(1e-6, 1e15)
)
# n s ln(n s) cancels between labels: six terms of at most ln 6, each rounded a few times
ROUNDING = 1e-14


def ln(ratio):
    """Natural logarithm of a fraction to 40 digits."""
    with localcontext() as context:
        context.prec = 40
        return Fraction((Decimal(ratio.numerator) / Decimal(ratio.denominator)).ln())


def exact(values, kind):
    n, s = len(values), [Fraction(v, sum(values)) for v in values]
    if kind == "T":
        return sum(v * ln(n * v) for v in s if v)
    return sum(ln(1 / (n * v)) for v in s) / n


def split(values, groups, kind):
    """Within and between, from the inequality of each group by itself."""
    n, total = len(values), sum(values)
    within = between = Fraction(0)
    for group in set(groups):
        own = [v for v, g in zip(values, groups, strict=True) if g == group]
        share, part = Fraction(sum(own), total), Fraction(len(own), n)
        within += (share if kind == "T" else part) * (exact(own, kind) if sum(own) else 0)
        if kind == "L":
            between += part * ln(part / share)
        elif share:
            between += share * ln(share / part)
    return float(within), float(between)


def test_printed_theil():
    """Printed in design/methods.md §1; L also in the manual of REAT (theil): Störmann's regional incomes."""
    x = vector([10, 10, 10, 20, 50])
    assert round(theil(x, "activity").item(), 7) == 0.2502012
    assert round(theil(x, "activity", "L").item(), 7) == 0.2326302


@pytest.mark.parametrize("kind", ["T", "L"])
def test_equal_to_exact_fractions(kind):
    values = [3, 1, 11, 7, 3]
    # terms of both signs below 1, each rounded a few times
    assert theil(vector(values), "activity", kind).item() == pytest.approx(float(exact(values, kind)), rel=1e-13)
    groups = ["u", "v", "u", "w", "v"]
    parts = theil_decomposition(vector(values), dict(zip("abcde", groups, strict=True)), "activity", kind)
    within, between = split(values, groups, kind)
    assert parts.within.item() == pytest.approx(within, rel=1e-13)
    assert parts.between.item() == pytest.approx(between, rel=1e-13)
    assert parts.total.item() == pytest.approx(float(exact(values, kind)), rel=1e-13)


def test_zeros_have_a_t_and_an_empty_group_is_no_trouble(refused):
    values = [3, 0, 0, 7]
    assert theil(vector(values), "activity").item() == pytest.approx(float(exact(values, "T")), rel=1e-13)
    parts = theil_decomposition(vector(values), {"a": "u", "b": "v", "c": "v", "d": "u"}, "activity")
    within, between = split(values, ["u", "v", "v", "u"], "T")
    assert parts.within.item() == pytest.approx(within, rel=1e-13)
    assert parts.between.item() == pytest.approx(between, rel=1e-13)
    for refuse in (theil, lambda x, dim, kind: theil_decomposition(x, dict.fromkeys("abcd", "u"), dim, kind)):
        with refused("zero-cells", "2", "activity=b: 0.0", 'kind="T"'):
            refuse(vector(values), "activity", "L")


@given(TABLES)
@settings(max_examples=50, deadline=None)
def test_t_bounds_and_reasons(values):
    measure, labels = theil(table(values), "activity"), values.shape[1]
    empty = values.sum(axis=1) == 0
    assert measure.reason.values.tolist() == [REASONS["zero_total"] if e else 0 for e in empty]
    assert np.isnan(measure.values[empty]).all()
    full = measure.values[~empty]
    assert ((full >= -ROUNDING) & (full <= np.log(labels) + ROUNDING)).all()


@given(POSITIVE, st.integers(-20, 20), st.randoms(use_true_random=False), st.sampled_from(["T", "L"]))
@settings(max_examples=50, deadline=None)
def test_scale_order_and_copies_do_not_matter(values, power, random, kind):
    x = table(values)
    measure = theil(x, "activity", kind)
    assert (measure >= -ROUNDING).all()
    order = list(x.activity.values)
    random.shuffle(order)
    # L reaches ln 1e21, about 50
    np.testing.assert_allclose(
        theil(x.sel(activity=order) * 2.0**power, "activity", kind), measure, rtol=1e-12, atol=ROUNDING
    )
    twice = xr.concat([x, x.assign_coords(activity=[f"{a}2" for a in order])], "activity")
    np.testing.assert_allclose(theil(twice, "activity", kind), measure, rtol=1e-12, atol=2 * ROUNDING)


@given(arrays(np.float64, st.integers(2, 6), elements=st.floats(1, 1e6)), st.data(), st.sampled_from(["T", "L"]))
@settings(max_examples=50, deadline=None)
def test_a_transfer_from_more_to_less_lowers_it(values, data, kind):
    poor, rich = int(np.argmin(values)), int(np.argmax(values))
    part = data.draw(st.floats(0, 0.5)) * (values[rich] - values[poor])
    after = values.copy()
    after[rich] -= part
    after[poor] += part
    before = theil(vector(values), "activity", kind).item()
    assert theil(vector(after), "activity", kind).item() <= before + 1e-13  # the total is rounded again


@given(POSITIVE, st.lists(st.sampled_from("uvw"), min_size=6, max_size=6), st.sampled_from(["T", "L"]))
@settings(max_examples=50, deadline=None)
def test_within_and_between_add_up(values, groups, kind):
    x = table(values)
    tree = dict(zip("abcdef", groups, strict=True))
    parts = theil_decomposition(x, tree, "activity", kind)
    np.testing.assert_array_equal(parts.total, parts.within + parts.between)
    # the same logarithms, split: L reaches about 50
    np.testing.assert_allclose(parts.total, theil(x, "activity", kind), rtol=1e-12, atol=ROUNDING)
    assert ((parts.within >= -ROUNDING) & (parts.between >= -ROUNDING)).all()


@pytest.mark.parametrize("kind", ["T", "L"])
def test_one_group_is_all_within_and_single_labels_are_all_between(kind):
    x = vector([3, 1, 11])
    total = theil(x, "activity", kind).item()
    one = theil_decomposition(x, dict.fromkeys("abc", "u"), "activity", kind)
    assert one.within.item() == pytest.approx(total, rel=1e-15)
    assert one.between.item() == pytest.approx(0, abs=1e-15)  # shares add up to 1 to within rounding
    single = theil_decomposition(x, dict(zip("abc", "uvw", strict=True)), "activity", kind)
    assert single.within.item() == 0
    assert single.between.item() == pytest.approx(total, rel=1e-15)


def test_panels_keep_their_dims_and_say_what_they_are():
    x = table([[1.0, 3.0], [0.0, 0.0]]).expand_dims(period=[2020, 2021])
    parts = theil_decomposition(x, {"a": "u", "b": "v", "unused": "w"}, "activity")
    for measure in (theil(x, "activity"), *parts.values()):
        assert measure.dims == ("period", "region")
        assert measure.reason.values.tolist() == [[0, REASONS["zero_total"]]] * 2
        assert measure.attrs["unit"] == "1"
        assert measure.attrs["convention"].startswith("Theil T over activity, natural logarithm")
    assert parts.within.attrs["convention"].endswith("weighted by their shares")
    by_region = theil_decomposition(x + 1, {"R0": "u", "R1": "u"}, "region", "L")
    assert by_region.within.dims == ("period", "activity")
    assert by_region.within.attrs["convention"].endswith("weighted by their labels")


def test_failures(refused):
    tree = {"a": "u", "b": "v"}
    for measure in (theil, lambda x, dim, *kind: theil_decomposition(x, tree, dim, *kind)):
        with refused("zero-total", "theil", kind=Undefined):
            measure(vector([0.0, 0.0]), "activity")
        with refused("unknown-option", "kind", "MLD"):
            measure(vector([1.0, 2.0]), "activity", "MLD")
        with refused("missing-cells", "activity=b"):
            measure(vector([1.0, np.nan]), "activity")
        with refused("not-levels", "activity=b"):
            measure(vector([1.0, -1.0]), "activity", "L")
        with refused("no-labels", kind=LabelMismatch):
            measure(vector([1.0, 2.0]).drop_vars("activity"), "activity")
    x = vector([1.0, 2.0, 3.0])
    with refused("no-group", "groups", "2", "b, c", kind=LabelMismatch):
        theil_decomposition(x, {"a": "u", "b": ""}, "activity")
    with refused("not-a-mapping", "groups", "list"):
        theil_decomposition(x, ["u", "v", "w"], "activity")
    with refused("reserved-dim", "group"):
        theil_decomposition(x.expand_dims(group=["u"]), tree, "activity")
