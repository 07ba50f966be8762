"""Evidence: contributions that add up to the density, regions alike by counting, presences back to their start."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import proximity, relatedness_density
from growthpole.errors import LabelMismatch, Undefined
from growthpole.opportunities import nearest_contributions, nearest_entries

KINDS = ("max", "min", "sqrt", "cosine", "asymmetric", "jaccard")
TABLES = arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=6))
M = [[1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 1, 0], [0, 1, 0, 0]]


def matrix(values):
    values = np.asarray(values)
    coords = {"region": [f"r{i}" for i in range(values.shape[0])], "activity": list("abcdefgh"[: values.shape[1]])}
    return xr.DataArray(values, coords=coords, dims=["region", "activity"])


def panel(*tables):
    return xr.concat([matrix(t) for t in tables], "period").assign_coords(period=np.arange(2020, 2020 + len(tables)))


# --- contributions -------------------------------------------------------------------------------------------


@given(TABLES, st.sampled_from(KINDS), st.booleans(), st.integers(1, 8), st.data())
@settings(max_examples=80, deadline=None)
def test_contributions_add_up_to_the_density(values, kind, include_self, count, data):
    m = matrix(values)
    region, activity = (data.draw(st.sampled_from(list(m[dim].values))) for dim in ("region", "activity"))
    density = relatedness_density(m, kind, include_self).sel(region=region, activity=activity).item()
    assume(not np.isnan(density))
    for near in (kind, proximity(m, kind)):
        found = nearest_contributions(m, near, region, activity, count, include_self=include_self)
        # sums of at most six shares
        assert found.contribution.sum() == pytest.approx(density, abs=1e-14)
        assert found.contribution.sum() + found.missing_contribution.sum() == pytest.approx(1, abs=1e-14)
    neighbours = found.iloc[:-1]
    assert activity not in set(neighbours.activity)
    assert len(neighbours) == min(count, values.shape[1] - 1)
    assert neighbours.proximity.is_monotonic_decreasing
    assert neighbours.present.tolist() == [bool(m.sel(region=region, activity=a)) for a in neighbours.activity]
    assert (neighbours.contribution[~neighbours.present.astype(bool)] == 0).all()
    assert (neighbours.missing_contribution[neighbours.present.astype(bool)] == 0).all()
    others = proximity(m, kind).fillna(0).sel(activity=activity).drop_sel(activity_other=activity)
    left = others.drop_sel(activity_other=list(neighbours.activity))
    assert not left.size or not len(neighbours) or left.max() <= neighbours.proximity.min()


def test_each_contribution_by_hand():
    """φ of c to a, b, c: 2/3, 1/3, 1 by counting; r0 has a and b."""
    m = matrix(M)
    found = nearest_contributions(m, "max", "r0", "c", count=2)
    assert found.activity.tolist() == ["a", "b", ""]
    np.testing.assert_allclose(found.proximity[:2], [2 / 3, 1 / 3])
    np.testing.assert_allclose(found.contribution, [1 / 3, 1 / 6, 0])
    np.testing.assert_allclose(found.missing_contribution, [0, 0, 1 / 2])
    assert found.present.tolist() == [True, True, pd.NA]
    bare = nearest_contributions(m, "max", "r1", "b", count=1, include_self=False)
    np.testing.assert_allclose(bare.contribution, [2 / 3, 1 / 3])


def test_ties_stand_in_the_order_of_the_table():
    near = xr.DataArray(np.ones((4, 4)), coords={"activity": list("abcd"), "activity_other": list("abcd")})
    assert nearest_contributions(matrix(M), near, "r0", "b").activity.tolist() == ["a", "c", "d", ""]


def test_negative_proximities_by_a_named_policy(refused):
    m = matrix(M).isel(activity=slice(0, 3))
    with refused("negative-proximity", "-0.577"):
        nearest_contributions(m, "correlation", "r0", "c")
    for policy in ("zero", "keep"):
        density = relatedness_density(m, "correlation", negative=policy).sel(region="r0", activity="c").item()
        found = nearest_contributions(m, "correlation", "r0", "c", negative=policy)
        assert found.contribution.sum() == pytest.approx(density, abs=1e-14)


def test_failures_of_contributions(refused):
    m = matrix(M)
    with refused("no-neighbours", "d", kind=Undefined):
        nearest_contributions(m, "max", "r0", "d")
    with refused("no-neighbours", "a", kind=Undefined):
        nearest_contributions(matrix([[1, 0], [0, 1]]), "max", "r0", "a", include_self=False)
    with refused("no-such-label", "region", "r9"):
        nearest_contributions(m, "max", "r9", "a")
    with refused("no-such-label", "activity", "z"):
        nearest_contributions(m, "max", "r0", "z")
    with refused("not-whole", "count"):
        nearest_contributions(m, "max", "r0", "c", 0)
    with refused("one-table", "period"):
        nearest_contributions(panel(M, M), "max", "r0", "c")
    with refused("unknown-option", "negative"):
        nearest_contributions(m, "max", "r0", "c", negative="ignore")
    with refused("unknown-option", "kind"):
        nearest_contributions(m, "euclid", "r0", "c")
    with refused("label-mismatch", "z", kind=LabelMismatch):
        nearest_contributions(m, proximity(m).assign_coords(activity=list("abcz")), "r0", "c")


# --- entries -------------------------------------------------------------------------------------------------


@given(TABLES, st.integers(1, 6), st.data())
@settings(max_examples=60, deadline=None)
def test_regions_alike_by_counting(values, count, data):
    m = matrix(values)
    region, activity = (data.draw(st.sampled_from(list(m[dim].values))) for dim in ("region", "activity"))
    mine = {a for a in m.activity.values if m.sel(region=region, activity=a)}
    assume(mine)
    found = nearest_entries(m, region, activity, count)
    sets = {r: {a for a in m.activity.values if m.sel(region=r, activity=a)} for r in m.region.values}
    having = {r: len(mine & has) / (len(mine) * len(has)) ** 0.5 for r, has in sets.items() if activity in has}
    having.pop(region, None)
    assert len(found) == min(count, len(having))
    for row in found.itertuples():
        assert row.similarity == pytest.approx(having[row.region], rel=1e-14)
        assert row.since is pd.NA
        assert row.from_start is pd.NA
    left = [alike for r, alike in having.items() if r not in set(found.region)]
    assert not left or max(left) <= found.similarity.min() + 1e-12
    assert (found.similarity.diff().dropna() <= 1e-12).all()


@given(arrays(np.bool_, (4, 3, 4)))
@settings(max_examples=60, deadline=None)
def test_since_when_by_walking_back(values):
    m = panel(*values)
    assume(values[-1, 0].any())
    found = nearest_entries(m.transpose("activity", "region", "period"), "r0", "b")
    for row in found.itertuples():
        has = m.sel(region=row.region, activity="b")
        since = 2023
        while since > 2020 and bool(has.sel(period=since - 1)):
            since -= 1
        assert row.since == since
        assert row.from_start == (since == 2020)
    assert found.region.tolist() == nearest_entries(m.isel(period=-1, drop=True), "r0", "b").region.tolist()


def test_failures_of_entries(refused):
    m = matrix([[1, 0], [0, 1], [0, 0]])
    with refused("zero-total", "nearest_entries", "region=r2", kind=Undefined):
        nearest_entries(m, "r2", "a")
    with refused("no-such-label", "r9"):
        nearest_entries(m, "r9", "a")
    with refused("no-such-label", "z"):
        nearest_entries(m, "r0", "z")
    with refused("not-whole", "count"):
        nearest_entries(m, "r0", "b", 0)
    with refused("one-table", "draw"):
        nearest_entries(m.expand_dims(draw=[1]), "r0", "b")
    with refused("periods-not-ordered", "2021"):
        nearest_entries(panel(m.values, m.values).isel(period=[1, 0]), "r0", "b")
    with refused("not-an-array", "m"):
        nearest_entries(m.values, "r0", "b")
