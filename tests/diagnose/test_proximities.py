"""Proximity: each kind against exact fractions, laws, undefined activities, refusals."""

import math
from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import location_quotient, proximity
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch

KINDS = ("max", "min", "sqrt", "cosine", "correlation", "asymmetric", "jaccard")
TABLES = arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=6))
M = [[1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 1, 0], [0, 1, 0, 0]]


def matrix(values):
    values = np.asarray(values)
    coords = {"region": [f"r{i}" for i in range(values.shape[0])], "activity": list("abcdefgh"[: values.shape[1]])}
    return xr.DataArray(values, coords=coords, dims=["region", "activity"])


def exact(values, one, other, kind):
    """Proximity of two columns by counting in fractions; NaN where undefined."""
    columns = list(zip(*values, strict=True))
    a, b = [int(v) for v in columns[one]], [int(v) for v in columns[other]]
    both, mine, theirs, n = sum(p * q for p, q in zip(a, b, strict=True)), sum(a), sum(b), len(a)
    if not (mine and theirs):
        return np.nan
    match kind:
        case "max":
            return float(min(Fraction(both, mine), Fraction(both, theirs)))
        case "min":
            return float(max(Fraction(both, mine), Fraction(both, theirs)))
        case "sqrt" | "cosine":
            return both / math.sqrt(mine * theirs)
        case "asymmetric":
            return float(Fraction(both, theirs))
        case "jaccard":
            return float(Fraction(both, sum(p or q for p, q in zip(a, b, strict=True))))
    square = Fraction(mine * (n - mine) * theirs * (n - theirs))
    return float(n * both - mine * theirs) / math.sqrt(square) if square else np.nan


@pytest.mark.parametrize("kind", KINDS)
@given(values=TABLES)
@settings(max_examples=40, deadline=None)
def test_equal_to_counting_in_fractions(kind, values):
    found = proximity(matrix(values), kind)
    size = values.shape[1]
    expected = [[exact(values.tolist(), a, b, kind) for b in range(size)] for a in range(size)]
    # one division, or a few products of numbers below 1
    np.testing.assert_allclose(found, expected, atol=1e-14)
    np.testing.assert_array_equal(np.isnan(found), found.reason != 0)


@pytest.mark.parametrize("kind", KINDS)
@given(values=TABLES, random=st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_bounded_symmetric_one_on_the_diagonal_and_blind_to_order(kind, values, random):
    m = matrix(values)
    found = proximity(m, kind)
    diagonal = np.diag(found)
    assert ((diagonal == 1) | np.isnan(diagonal)).all()
    defined = found.values[~np.isnan(found.values)]
    assert ((defined >= (-1 if kind == "correlation" else 0)) & (defined <= 1)).all()
    if kind != "asymmetric":
        np.testing.assert_array_equal(found, found.T)
    labels = list(m.activity.values)
    random.shuffle(labels)
    shuffled = proximity(m.sel(activity=labels), kind).sel(activity=m.activity, activity_other=m.activity.values)
    np.testing.assert_allclose(shuffled, found, atol=1e-14)  # products summed in another order
    np.testing.assert_array_equal(shuffled.reason, found.reason)


@given(TABLES)
@settings(max_examples=40, deadline=None)
def test_kinds_stand_in_order(values):
    """jaccard ≤ max ≤ sqrt ≤ min, since the divisors stand in the opposite order."""
    jaccard, largest, root, smallest = (proximity(matrix(values), kind) for kind in ("jaccard", "max", "sqrt", "min"))
    for nearer, farther in ((largest, jaccard), (root, largest), (smallest, root)):
        assert ((nearer - farther).fillna(0) >= -1e-15).all()  # a root and a division, each rounded once


def test_asymmetric_is_the_probability_of_the_activity_given_the_other():
    found = proximity(matrix(M), "asymmetric")
    assert found.sel(activity="a", activity_other="c").item() == 1.0  # wherever c is, a is
    assert found.sel(activity="c", activity_other="a").item() == pytest.approx(2 / 3)


def test_an_activity_nobody_has_changes_nothing_for_the_others():
    for kind in KINDS:
        whole, without = proximity(matrix(M), kind), proximity(matrix(M).isel(activity=slice(0, 3)), kind)
        np.testing.assert_array_equal(whole.values[:3, :3], without)
        assert (whole.reason.values[3] == REASONS["zero_activity"]).all()
        assert (whole.reason.values[:, 3] == REASONS["zero_activity"]).all()


def test_an_activity_everybody_has_correlates_with_nothing():
    found = proximity(matrix([[1, 1], [1, 0]]), "correlation")
    assert found.reason.values.tolist() == [[REASONS["not_applicable"]] * 2, [REASONS["not_applicable"], 0]]


def test_columns_of_levels_and_quotients():
    levels = matrix([[3.0, 1.0, 0.0], [1.0, 4.0, 0.0], [2.0, 0.5, 0.0]])
    for kind, expected in (
        ("cosine", 8 / math.sqrt(14 * 17.25)),
        ("correlation", np.corrcoef([3, 1, 2], [1, 4, 0.5])[0, 1]),
    ):
        found = proximity(levels, kind)
        assert found.sel(activity="a", activity_other="b").item() == pytest.approx(expected, rel=1e-14)
        np.testing.assert_allclose(proximity(levels * 1e200, kind), found, rtol=1e-14)
        assert found.sel(activity="c").reason.values.tolist() == [REASONS["zero_activity"]] * 3
    quotients = location_quotient(levels)
    found = proximity(quotients, "cosine")
    assert np.isnan(quotients.sel(activity="c")).all()
    assert found.sel(activity="c").reason.values.tolist() == [REASONS["zero_activity"]] * 3
    empty_region = location_quotient(matrix([[3.0, 1.0], [1.0, 4.0], [0.0, 0.0]]))
    without = proximity(location_quotient(matrix([[3.0, 1.0], [1.0, 4.0]])), "correlation")
    np.testing.assert_allclose(proximity(empty_region, "correlation"), without, atol=1e-15)


def test_a_panel_is_each_of_its_tables():
    panel = xr.concat([matrix(M), matrix(M[::-1]), matrix(np.zeros((4, 4)))], "period").assign_coords(period=[1, 2, 3])
    for kind in KINDS:
        found = proximity(panel.transpose("activity", "period", "region"), kind)
        assert found.dims == ("period", "activity", "activity_other")
        for period in (1, 2, 3):
            np.testing.assert_array_equal(found.sel(period=period), proximity(panel.sel(period=period), kind))
        assert (found.reason.sel(period=3) == REASONS["zero_activity"]).all()


def test_more_activities_than_a_block_holds():
    rng = np.random.default_rng(3)
    m = matrix(np.zeros((5, 1), dtype=bool))
    wide = rng.random((5, 2100)) < 0.5
    m = xr.DataArray(wide, coords={"region": m.region.values, "activity": np.arange(2100)}, dims=["region", "activity"])
    counts = wide.astype(float).T @ wide
    ubiquity = wide.sum(axis=0)
    kept = ubiquity > 0
    expected = counts[np.ix_(kept, kept)] / np.maximum.outer(ubiquity[kept], ubiquity[kept])
    np.testing.assert_array_equal(proximity(m).values[np.ix_(kept, kept)], expected)


def test_result_says_what_it_is():
    found = proximity(matrix(M), "jaccard")
    assert (found.name, found.attrs["unit"]) == ("proximity", "1")
    assert "either" in found.attrs["convention"]
    assert found.reason.dtype == np.int8


def test_failures(refused):
    m = matrix(M)
    with refused("unknown-option", "kind", "euclid", "jaccard"):
        proximity(m, "euclid")
    with refused("not-presences", "region=r0, activity=a"):
        proximity(m + 0.5)
    with refused("not-levels", "region=r0, activity=c: -1.0"):
        proximity(m - 1.0, "cosine")
    with refused("missing-cells", "region=r0, activity=c"):
        proximity((m * 1.0).where(m > 0), "cosine")
    with refused("missing-dims", "region"):
        proximity(m.isel(region=0))
    with refused("no-labels", kind=LabelMismatch):
        proximity(m.drop_vars("activity"))
    with refused("reserved-dim", "activity_other"):
        proximity(m.expand_dims(activity_other=["x"]))
