from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import entropy, related_variety, unrelated_variety
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


TREES = st.lists(st.sampled_from("uvw"), min_size=6, max_size=6).map(
    lambda groups: dict(zip("abcdef", groups, strict=True))
)
# six terms p log2(1/p) of at most 0.53, each rounded a few times
ROUNDING = 1e-14


def log2(ratio):
    """Binary logarithm of a fraction to 40 digits."""
    with localcontext() as context:
        context.prec = 40
        natural = (Decimal(ratio.numerator) / Decimal(ratio.denominator)).ln()
        return Fraction(natural / Decimal(2).ln())


def exact(values):
    p = [Fraction(v, sum(values)) for v in values]
    return sum(v * log2(1 / v) for v in p if v)


def test_bits_of_powers_of_two():
    """Printed in Shannon (1948): choices of 1/2, 1/4, 1/8, 1/8 have 7/4 bits."""
    x = vector([4, 2, 1, 1])
    assert entropy(x, "activity").item() == 1.75
    assert entropy(x, "activity", normalized=True).item() == 0.875
    tree = {"a": "u", "b": "v", "c": "v", "d": "v"}
    # inside v: 1/2, 1/4, 1/4 have 3/2 bits and half the weight; between u and v: 1 bit
    assert related_variety(x, tree).item() == pytest.approx(0.75, abs=1e-15)
    assert unrelated_variety(x, tree).item() == 1.0


def test_a_choice_broken_down_into_two():
    """Printed in Shannon (1948), §6: H(1/2, 1/3, 1/6) = H(1/2, 1/2) + 1/2 H(2/3, 1/3)."""
    x, tree = vector([3, 2, 1]), {"a": "u", "b": "v", "c": "v"}
    inner = entropy(vector([2, 1]), "activity").item()
    assert unrelated_variety(x, tree).item() == 1.0
    assert related_variety(x, tree).item() == pytest.approx(inner / 2, rel=1e-15)
    assert entropy(x, "activity").item() == pytest.approx(1 + inner / 2, rel=1e-15)


def test_equal_to_exact_fractions():
    values, groups = [3, 0, 11, 7, 3], "uvuwv"
    # five terms, each rounded a few times
    assert entropy(vector(values), "activity").item() == pytest.approx(float(exact(values)), rel=1e-14)
    tree = dict(zip("abcde", groups, strict=True))
    sums = {g: sum(v for v, h in zip(values, groups, strict=True) if h == g) for g in "uvw"}
    between = exact(list(sums.values()))
    within = sum(
        Fraction(total, sum(values)) * exact([v for v, h in zip(values, groups, strict=True) if h == g])
        for g, total in sums.items()
    )
    assert unrelated_variety(vector(values), tree).item() == pytest.approx(float(between), rel=1e-14)
    assert related_variety(vector(values), tree).item() == pytest.approx(float(within), rel=1e-13)


@given(TABLES)
@settings(max_examples=50, deadline=None)
def test_bounds_and_reasons(values):
    x, labels = table(values), values.shape[1]
    empty = values.sum(axis=1) == 0
    for normalized, high in ((False, np.log2(labels)), (True, 1.0)):
        measure = entropy(x, "activity", normalized=normalized)
        assert measure.reason.values.tolist() == [REASONS["zero_total"] if e else 0 for e in empty]
        assert np.isnan(measure.values[empty]).all()
        full = measure.values[~empty]
        assert ((full >= -ROUNDING) & (full <= high + ROUNDING)).all()


@given(TABLES, st.integers(-20, 20), st.randoms(use_true_random=False), TREES)
@settings(max_examples=50, deadline=None)
def test_scale_order_and_base_do_not_matter(values, power, random, tree):
    x = table(values)
    order = list(x.activity.values)
    random.shuffle(order)
    shuffled = x.sel(activity=order) * 2.0**power
    for measure in (
        lambda x, base: entropy(x, "activity", base),
        lambda x, base: related_variety(x, tree, base),
        lambda x, base: unrelated_variety(x, tree, base),
    ):
        np.testing.assert_allclose(measure(shuffled, 2.0), measure(x, 2.0), rtol=1e-13, atol=ROUNDING)
        np.testing.assert_allclose(measure(x, 10.0) * np.log2(10), measure(x, 2.0), rtol=1e-13, atol=ROUNDING)


@given(TABLES)
@settings(max_examples=50, deadline=None)
def test_a_copy_of_every_label_adds_one_bit(values):
    x = table(values)
    twice = xr.concat([x, x.assign_coords(activity=[f"{a}2" for a in x.activity.values])], "activity")
    np.testing.assert_allclose(entropy(twice, "activity"), entropy(x, "activity") + 1, rtol=1e-13)
    # pairs of equal activities: the bit is inside the groups
    pairs = {**{a: a for a in x.activity.values}, **{f"{a}2": a for a in x.activity.values}}
    np.testing.assert_allclose(related_variety(twice, pairs), 1 + 0 * entropy(x, "activity"), rtol=1e-13)


@given(TABLES, TREES)
@settings(max_examples=50, deadline=None)
def test_related_and_unrelated_variety_add_up_to_entropy(values, tree):
    x = table(values)
    related, unrelated = related_variety(x, tree), unrelated_variety(x, tree)
    np.testing.assert_allclose(related + unrelated, entropy(x, "activity"), rtol=1e-13, atol=ROUNDING)
    np.testing.assert_array_equal(related.reason, entropy(x, "activity").reason)
    np.testing.assert_array_equal(unrelated.reason, related.reason)
    assert not ((related < -ROUNDING) | (unrelated < -ROUNDING)).any()


def test_extremes():
    assert entropy(vector([0, 0, 9]), "activity").item() == 0
    assert entropy(vector([5, 5, 5, 5]), "activity").item() == 2
    assert entropy(vector([5, 5, 5, 5]), "activity", normalized=True).item() == 1
    x = vector([3, 1, 2])
    whole = entropy(x, "activity").item()
    one = dict.fromkeys("abc", "u")
    assert related_variety(x, one).item() == pytest.approx(whole, rel=1e-15)
    assert unrelated_variety(x, one).item() == pytest.approx(0, abs=1e-15)  # shares add up to 1 to within rounding
    single = dict(zip("abc", "uvw", strict=True))
    assert (related_variety(x, single).item(), unrelated_variety(x, single).item()) == (
        0,
        pytest.approx(whole, rel=1e-15),
    )


def test_panels_keep_their_dims_and_say_what_they_are():
    x = table([[1.0, 3.0], [0.0, 0.0]]).expand_dims(period=[2020, 2021])
    tree = {"a": "u", "b": "v", "unused": "w"}
    for measure in (entropy(x, "activity"), related_variety(x, tree), unrelated_variety(x, tree)):
        assert measure.dims == ("period", "region")
        assert measure.reason.values.tolist() == [[0, REASONS["zero_total"]]] * 2
        assert measure.attrs["unit"] == "1"
        assert "base 2" in measure.attrs["convention"]
    assert (
        entropy(x, "activity", normalized=True).attrs["convention"] == "Shannon over activity, normalised for 2 labels"
    )
    assert related_variety(x, tree).attrs["convention"] == "entropy within 2 groups, base 2"
    assert entropy(x + 1, "region").dims == ("period", "activity")


def test_failures(refused):
    tree = {"a": "u", "b": "v"}
    for measure in (
        lambda x, base=2.0: entropy(x, "activity", base),
        lambda x, base=2.0: related_variety(x, tree, base),
        lambda x, base=2.0: unrelated_variety(x, tree, base),
    ):
        with refused("zero-total", kind=Undefined):
            measure(vector([0.0, 0.0]))
        with refused("missing-cells", "activity=b"):
            measure(vector([1.0, np.nan]))
        with refused("not-levels", "activity=b"):
            measure(vector([1.0, -1.0]))
        with refused("no-labels", kind=LabelMismatch):
            measure(vector([1.0, 2.0]).drop_vars("activity"))
        for base in (1.0, 0.5, np.inf, np.nan):
            with refused("not-above", "base"):
                measure(vector([1.0, 2.0]), base)
    for measure in (related_variety, unrelated_variety):
        with refused("no-group", "tree", "activity", "c", kind=LabelMismatch):
            measure(vector([1.0, 2.0, 3.0]), tree)
        with refused("not-a-mapping", "tree", "str"):
            measure(vector([1.0, 2.0]), "uv")
    with refused("one-label", "entropy", kind=Undefined):
        entropy(vector([3.0]), "activity", normalized=True)
    assert entropy(table([[3.0]]), "activity", normalized=True).reason.values.tolist() == [REASONS["not_applicable"]]
