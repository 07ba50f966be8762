"""Density and what is left of it: exact fractions, laws, policies, undefined cells, refusals."""

from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import proximity, purged_density, relatedness_density, relative_relatedness
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch

KINDS = ("max", "min", "sqrt", "cosine", "asymmetric", "jaccard")
TABLES = arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=6))
M = [[1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 1, 0], [0, 1, 0, 0]]


def matrix(values):
    values = np.asarray(values)
    coords = {"region": [f"r{i}" for i in range(values.shape[0])], "activity": list("abcdefgh"[: values.shape[1]])}
    return xr.DataArray(values, coords=coords, dims=["region", "activity"])


def panel(*tables):
    return xr.concat([matrix(t) for t in tables], "period").assign_coords(period=np.arange(2020, 2020 + len(tables)))


def in_fractions(values, include_self=True):
    """Densities with φ = C / max(U), by counting."""
    columns = list(zip(*values.tolist(), strict=True))
    ubiquity = [sum(column) for column in columns]
    near = [
        [
            Fraction(sum(p and q for p, q in zip(a, b, strict=True)), max(ubiquity[i], ubiquity[j], 1))
            if include_self or i != j
            else Fraction(0)
            for j, b in enumerate(columns)
        ]
        for i, a in enumerate(columns)
    ]
    return [
        [
            float(sum(n for n, has in zip(row, region, strict=True) if has) / sum(row)) if sum(row) else np.nan
            for row in near
        ]
        for region in values.tolist()
    ]


@given(TABLES, st.booleans())
@settings(max_examples=60, deadline=None)
def test_equal_to_exact_fractions(values, include_self):
    found = relatedness_density(matrix(values), "max", include_self)
    # sums of at most six ratios below 1 and one division
    np.testing.assert_allclose(found, in_fractions(values, include_self), rtol=1e-14, atol=1e-15)
    np.testing.assert_array_equal(np.isnan(found), found.reason != 0)


@given(TABLES, st.sampled_from(KINDS), st.booleans(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_a_named_kind_is_the_array_in_any_order(values, kind, include_self, random):
    m = matrix(values)
    labels, others = list(m.activity.values), list(m.activity.values)
    random.shuffle(labels)
    random.shuffle(others)
    near = proximity(m, kind).sel(activity=labels, activity_other=others)
    named = relatedness_density(m, kind, include_self)
    given_array = relatedness_density(m, near, include_self)
    np.testing.assert_allclose(given_array, named, rtol=1e-14, atol=1e-15)
    np.testing.assert_array_equal(given_array.reason, named.reason)


@given(TABLES, st.sampled_from(KINDS))
@settings(max_examples=40, deadline=None)
def test_a_share_of_all_neighbours(values, kind):
    m = matrix(values)
    density = relatedness_density(m, kind)
    defined = density.values[~np.isnan(density.values)]
    assert ((defined >= 0) & (defined <= 1)).all()
    # what a region has and what it lacks make up all neighbours
    lacking = relatedness_density(m.copy(data=~values), proximity(m, kind))
    np.testing.assert_allclose((density + lacking).values[~np.isnan(density.values)], 1, rtol=1e-14)
    more = relatedness_density(m.copy(data=np.ones_like(values)), proximity(m, kind))
    assert (more.fillna(1) == 1).all()


def test_an_absent_activity_changes_nothing_for_the_others():
    for kind in KINDS:
        whole = relatedness_density(matrix(M), kind)
        np.testing.assert_array_equal(
            whole.isel(activity=slice(0, 3)), relatedness_density(matrix(M).isel(activity=slice(0, 3)), kind)
        )
        assert (whole.reason.values[:, 3] == REASONS["zero_activity"]).all()


def test_an_activity_near_to_nothing_but_itself():
    m = matrix([[1, 0], [0, 1]])
    assert relatedness_density(m, "max").values.tolist() == [[1, 0], [0, 1]]
    alone = relatedness_density(m, "max", include_self=False)
    assert (alone.reason == REASONS["disconnected"]).all()


def test_a_panel_is_each_of_its_tables_and_takes_one_proximity_or_one_each():
    x = panel(M, M[::-1], np.zeros((4, 4)))
    each = relatedness_density(x, "max")
    assert each.dims == ("period", "region", "activity")
    np.testing.assert_allclose(relatedness_density(x, proximity(x)), each, rtol=1e-14)
    first = proximity(x.sel(period=2020, drop=True))
    for period in (2020, 2021, 2022):
        table = x.sel(period=period, drop=True)
        np.testing.assert_array_equal(each.sel(period=period), relatedness_density(table, "max"))
        shared = relatedness_density(x.transpose("activity", "region", "period"), first).sel(period=period)
        np.testing.assert_array_equal(shared, relatedness_density(table, first))


def test_negative_proximities_only_by_a_named_policy(refused):
    m = matrix(M).isel(activity=slice(0, 3))
    with refused("negative-proximity", "zero", "keep", "-0.577"):
        relatedness_density(m, "correlation")
    near = proximity(m, "correlation")
    zero = relatedness_density(m, "correlation", negative="zero")
    np.testing.assert_allclose(zero, relatedness_density(m, near.clip(0)), rtol=1e-14)
    keep = relatedness_density(m, "correlation", negative="keep")
    expected = m.values @ near.values.T / near.values.sum(axis=1)
    np.testing.assert_allclose(keep, expected, rtol=1e-13)
    assert "count as 0" in zero.attrs["convention"]
    assert "kept" in keep.attrs["convention"]


def test_undefined_proximities_of_others_data():
    """A proximity from elsewhere: its undefined activities keep their reason, its labels must be those of m."""
    m = matrix(M)
    near = proximity(m)
    bare = near.drop_vars("reason")
    assert (relatedness_density(m, bare).reason.values[:, 3] == REASONS["zero_activity"]).all()
    everywhere = m.copy(data=np.ones_like(m.values))
    assert (relatedness_density(everywhere, bare).reason.values[:, 3] == REASONS["missing"]).all()
    assert (relatedness_density(everywhere, near).reason.values[:, 3] == REASONS["zero_activity"]).all()
    full = xr.full_like(bare, 0.5)
    np.testing.assert_allclose(relatedness_density(m, full), m.mean("activity").broadcast_like(m), rtol=1e-15)


def test_failures(refused):
    m = matrix(M)
    near = proximity(m)
    with refused("unknown-option", "kind", "euclid"):
        relatedness_density(m, "euclid")
    with refused("unknown-option", "negative", "ignore"):
        relatedness_density(m, near, negative="ignore")
    with refused("not-presences", "region=r0, activity=a"):
        relatedness_density(m * 2, near)
    with refused("label-mismatch", "z", kind=LabelMismatch):
        relatedness_density(m, near.assign_coords(activity_other=list("abcz")))
    with refused("no-labels", kind=LabelMismatch):
        relatedness_density(m, near.drop_vars("activity_other"))
    with refused("missing-cells", "activity=a, activity_other=b"):
        relatedness_density(m, near.where((near.activity != "a") | (near.activity_other != "b")))
    with refused("missing-dims", "period"):
        relatedness_density(m, near.expand_dims(period=[2020]))
    with refused("missing-dims", "activity_other"):
        relatedness_density(m, near.isel(activity_other=0))
    with refused("infinite-cells", "proximity"):
        relatedness_density(m, near + np.inf)
    with refused("not-an-array", "proximity"):
        relatedness_density(m, near.values)


# --- relative ------------------------------------------------------------------------------------------------


@given(TABLES)
@settings(max_examples=60, deadline=None)
def test_relative_relatedness_is_a_z_score_over_options(values):
    m = matrix(values)
    density = relatedness_density(m, "max")
    found = relative_relatedness(density, m)
    np.testing.assert_array_equal(np.isnan(found), found.reason != 0)
    for row, near, has in zip(found.values, density.values, values, strict=True):
        options = ~has & ~np.isnan(near)
        assert np.isnan(row[~options]).all()
        if options.any() and near[options].min() < near[options].max():
            # differences of numbers near 1 lose digits when the spread is small: at least 1/36 here
            np.testing.assert_allclose(
                row[options], (near[options] - near[options].mean()) / near[options].std(), atol=1e-12
            )
            assert row[options].mean() == pytest.approx(0, abs=1e-12)
            assert row[options].std() == pytest.approx(1, abs=1e-12)
        else:
            assert np.isnan(row).all()


def test_reasons_of_relative_relatedness():
    m = matrix([[1, 0, 0], [1, 1, 0], [1, 1, 1]])
    density = m.copy(data=[[0.9, 0.5, 0.5], [0.9, 0.5, 0.2], [0.9, 0.5, np.nan]])
    density = density.assign_coords(reason=(density.dims, [[0] * 3, [0] * 3, [0, 0, REASONS["zero_activity"]]]))
    found = relative_relatedness(density, m)
    p, same, empty = REASONS["present"], REASONS["not_applicable"], REASONS["zero_activity"]
    assert found.reason.values.tolist() == [[p, same, same], [p, p, same], [p, p, empty]]


# --- purged --------------------------------------------------------------------------------------------------


@given(arrays(np.bool_, (6, 7)))
@settings(max_examples=60, deadline=None)
def test_purged_density_is_the_residual_of_a_regression(values):
    m = matrix(values)
    density = relatedness_density(m, "max")
    found = purged_density(density, m)
    defined = ~np.isnan(density.values)
    np.testing.assert_array_equal(np.isnan(found), ~defined)
    if not defined.any():
        return
    target = density.values[defined]
    columns = np.broadcast_arrays(1.0, values.sum(axis=1)[:, None], values.sum(axis=0)[None, :])
    design = np.stack([np.broadcast_to(part, values.shape)[defined] for part in columns], axis=1)
    expected = target - design @ np.linalg.lstsq(design, target, rcond=None)[0]
    np.testing.assert_allclose(found.values[defined], expected, atol=1e-12)  # two ways to solve three equations
    if target.max() > target.min():
        assert found.r_squared.item() == pytest.approx(1 - expected.var() / target.var(), abs=1e-10)
    else:
        assert np.isnan(found.r_squared.item())


def test_purged_density_of_a_panel_has_one_r_squared_each():
    rng = np.random.default_rng(5)
    x = panel(*(rng.random((3, 9, 8)) < 0.4))
    density = relatedness_density(x, "max")
    found = purged_density(density, x)
    assert found.r_squared.dims == ("period",)
    for period in x.period.values:
        single = purged_density(density.sel(period=period), x.sel(period=period))
        np.testing.assert_array_equal(found.sel(period=period), single)
        assert 0 < found.r_squared.sel(period=period).item() < 1
        assert found.r_squared.sel(period=period).item() == single.r_squared.item()


def test_failures_of_both(refused):
    m = matrix(M)
    density = relatedness_density(m, "max")
    for measure in (relative_relatedness, purged_density):
        with refused("missing-cells", "density", "region=r0, activity=a"):
            measure(density.where(density.region != "r0").assign_coords(reason=density.reason), m)
        with refused("label-mismatch", "r9", kind=LabelMismatch):
            measure(density.assign_coords(region=["r9", "r1", "r2", "r3"]), m)
        with refused("missing-dims", "region"):
            measure(density.isel(region=0), m)
        with refused("missing-dims", "period"):
            measure(density.expand_dims(period=[1]), m)
        with refused("not-presences", "region=r0, activity=a"):
            measure(density, m * 2)


def test_presences_without_a_proximity_are_counted():
    """A reference without activity 1: what regions have there is in neither sum, and coverage says how much it is."""
    m = matrix([[1, 1, 0], [1, 0, 1], [0, 1, 0], [0, 0, 0]])
    reference = proximity(matrix([[1, 0, 1], [1, 0, 0], [1, 0, 1]]), "max")
    found = relatedness_density(m, reference)
    np.testing.assert_array_equal(found.coverage, [0.5, 1, 0, np.nan])
    assert found.coverage.dims == ("region",)
    assert (relatedness_density(m, "max").coverage[:3] == 1).all()
    without = relatedness_density(m.isel(activity=[0, 2]), reference.isel(activity=[0, 2], activity_other=[0, 2]))
    np.testing.assert_array_equal(found.isel(activity=[0, 2]), without)
    both = relatedness_density(panel(m.values, m.values[::-1]), reference).coverage
    assert both.dims == ("period", "region")
    np.testing.assert_array_equal(both[1], found.coverage[::-1])
    assert "coverage" not in relative_relatedness(found, m).coords
    assert "coverage" not in purged_density(found, m).coords
