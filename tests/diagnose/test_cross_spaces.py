"""Two spaces over the same regions: counting in fractions, one space as its own cross-space, refusals."""

from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from growthpole.diagnose import cross_density, cross_proximity, proximity, relatedness_density
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch

KINDS = ("max", "min", "sqrt", "asymmetric", "jaccard")
SIZES = st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5))
PAIRS = SIZES.flatmap(lambda s: st.tuples(arrays(np.bool_, (s[0], s[1])), arrays(np.bool_, (s[0], s[2]))))
SCIENCE = [[1, 0, 0], [1, 1, 0], [0, 1, 0]]
TECHNOLOGY = [[1, 0], [1, 1], [0, 1]]


def space(values, dim="activity", names="abcdefgh"):
    values = np.asarray(values)
    coords = {"region": [f"r{i}" for i in range(values.shape[0])], dim: list(names[: values.shape[1]])}
    return xr.DataArray(values, coords=coords, dims=["region", dim])


@given(PAIRS, st.sampled_from(KINDS))
@settings(max_examples=60, deadline=None)
def test_equal_to_counting(tables, kind):
    science, technology = tables
    found = cross_proximity(space(science, "field", "uvwxyz"), space(technology), kind, dim_from="field")
    assert found.dims == ("activity", "field")
    for i, a in enumerate(technology.T.tolist()):
        for j, f in enumerate(science.T.tolist()):
            both, either, mine, theirs = sum(map(min, a, f)), sum(map(max, a, f)), sum(a), sum(f)
            if not (mine and theirs):
                assert found.reason.values[i, j] == REASONS["zero_activity"]
                assert np.isnan(found.values[i, j])
                continue
            expected = {
                "max": Fraction(both, max(mine, theirs)),
                "min": Fraction(both, min(mine, theirs)),
                "sqrt": both / (mine * theirs) ** 0.5,
                "asymmetric": Fraction(both, theirs),
                "jaccard": Fraction(both, either),
            }[kind]
            assert found.values[i, j] == pytest.approx(float(expected), rel=1e-15)


@given(PAIRS)
@settings(max_examples=60, deadline=None)
def test_density_is_the_share_of_proximities(tables):
    science, technology = tables
    leading = space(science, "field", "uvwxyz")
    near = cross_proximity(leading, space(technology), dim_from="field")
    found = cross_density(leading, near.sel(field=near.field.values[::-1]), dim_from="field")
    phi = near.fillna(0).values
    total = phi.sum(axis=1)
    for r in range(len(science)):
        for a in range(technology.shape[1]):
            code = found.reason.values[r, a]
            if total[a]:
                assert found.values[r, a] == pytest.approx(phi[a] @ science[r] / total[a], rel=1e-14)
                assert code == 0
            else:
                assert np.isnan(found.values[r, a])
                nobody = not technology[:, a].any() or not science.any()
                assert code == REASONS["zero_activity" if nobody else "disconnected"]


@given(arrays(np.bool_, (5, 4)), st.sampled_from(KINDS))
@settings(max_examples=40, deadline=None)
def test_a_space_crossed_with_itself_is_the_space(values, kind):
    m = space(values)
    crossed, plain = cross_proximity(m, m, kind), proximity(m, kind)
    assert crossed.dims == ("activity", "activity_from")
    np.testing.assert_array_equal(crossed, plain)
    np.testing.assert_array_equal(crossed.reason, plain.reason)
    np.testing.assert_allclose(cross_density(m, crossed), relatedness_density(m, plain), rtol=1e-14)


def test_panels_and_order_of_regions():
    first, second = space(SCIENCE, "field", "uvw"), space(SCIENCE[::-1], "field", "uvw")
    x = xr.concat([first, second], "period").assign_coords(period=[1, 2])
    y = xr.concat([space(TECHNOLOGY)] * 2, "period").assign_coords(period=[1, 2])
    near = cross_proximity(
        x.sel(region=["r2", "r0", "r1"]), y.transpose("region", "activity", "period"), dim_from="field"
    )
    assert near.dims == ("period", "activity", "field")
    density = cross_density(x, near, dim_from="field")
    assert density.dims == ("period", "region", "activity")
    for period in (1, 2):
        one, other = x.sel(period=period, drop=True), y.sel(period=period, drop=True)
        single = cross_proximity(one, other, dim_from="field")
        np.testing.assert_array_equal(near.sel(period=period), single)
        np.testing.assert_allclose(density.sel(period=period), cross_density(one, single, dim_from="field"), rtol=1e-15)


def test_conventions_name_the_direction():
    near = cross_proximity(space(SCIENCE, "field", "uvw"), space(TECHNOLOGY), "asymmetric", dim_from="field")
    assert near.attrs["convention"].startswith("P(activity | field)")
    assert near.attrs["unit"] == "1"


def test_failures(refused):
    science, technology = space(SCIENCE, "field", "uvw"), space(TECHNOLOGY)
    near = cross_proximity(science, technology, dim_from="field")
    with refused("unknown-option", "kind", "cosine"):
        cross_proximity(science, technology, "cosine", dim_from="field")
    with refused("missing-dims", "activity"):
        cross_proximity(science, technology)
    with refused("label-mismatch", "r9", kind=LabelMismatch):
        cross_proximity(science.assign_coords(region=["r0", "r1", "r9"]), technology, dim_from="field")
    with refused("missing-dims", "period"):
        cross_proximity(science.expand_dims(period=[1]), technology, dim_from="field")
    with refused("missing-dims", "period"):
        cross_proximity(science, technology.expand_dims(period=[1]), dim_from="field")
    with refused("not-presences", "m_to"):
        cross_proximity(science, technology * 2, dim_from="field")
    with refused("reserved-dim", "activity"):
        cross_proximity(science.expand_dims(activity=["x"]), technology, dim_from="field")
    with refused("not-levels", "proximity"):
        cross_density(science, near - 1, dim_from="field")
    with refused("missing-cells", "proximity", "activity=a, field=u"):
        cross_density(science, near.where((near.activity != "a") | (near.field != "u")), dim_from="field")
    with refused("label-mismatch", "z", kind=LabelMismatch):
        cross_density(science, near.assign_coords(field=["u", "v", "z"]), dim_from="field")
    with refused("missing-dims", "period"):
        cross_density(science, near.expand_dims(period=[1]), dim_from="field")


def test_presences_without_a_proximity_are_counted():
    """Nobody in the reference has field v; regions that have it get their density from the other fields alone."""
    reference = space([[1, 0, 1], [0, 0, 1]], "field", "uvw")
    near = cross_proximity(reference, space([[1, 0], [1, 1]]), dim_from="field")
    science = space([[1, 1, 0], [0, 1, 0], [0, 0, 0], [1, 0, 1]], "field", "uvw")
    found = cross_density(science, near, dim_from="field")
    np.testing.assert_array_equal(found.coverage, [0.5, 0, np.nan, 1])
    np.testing.assert_array_equal(found.sel(region="r1"), [0, 0])
