"""What if: equal to computing the outlook again with the map of before."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from growthpole.diagnose import complexity_outlook, economic_complexity, proximity, relatedness_density, what_if
from growthpole.diagnose.scenarios import SAME_AXIS
from growthpole.dims import REASONS

KINDS = ("max", "cosine", "asymmetric")
M = [[1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 1, 0], [0, 1, 0, 0]]


def matrix(values):
    values = np.asarray(values)
    coords = {"region": [f"r{i}" for i in range(values.shape[0])], "activity": list("abcdefgh"[: values.shape[1]])}
    return xr.DataArray(values, coords=coords, dims=["region", "activity"])


def complexity(m):
    values = np.random.default_rng(0).normal(size=m.sizes["activity"])
    pci = xr.DataArray(values, coords={"activity": m.activity.values}, dims="activity", attrs={"scale": "z"})
    return pci.where(m.sum("region") > 0).assign_attrs(scale="z")


@given(arrays(np.bool_, (4, 6)), st.data(), st.sampled_from(KINDS), st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_equal_to_computing_everything_again(values, data, kind, include_self, enter):
    m = matrix(values)
    cells = [tuple(cell) for cell in np.argwhere(values != enter) if values[:, cell[1]].any()]
    if not cells:
        return
    chosen = data.draw(st.lists(st.sampled_from(cells), min_size=1, max_size=5, unique=True))
    entries = [(m.region.values[r], m.activity.values[a]) for r, a in chosen]
    near, pci = proximity(m, kind), complexity(m)
    after = m.copy(deep=True)
    for region, activity in entries:
        after.loc[{"region": region, "activity": activity}] = enter
    found = what_if(m, entries, pci, kind, enter=enter, include_self=include_self)
    rows = sorted({r for r, _ in chosen})
    assert found.region.values.tolist() == [m.region.values[r] for r in rows]
    before_all = complexity_outlook(m, pci, near, include_self=include_self).isel(region=rows)
    after_all = complexity_outlook(after, pci, near, include_self=include_self).isel(region=rows)
    np.testing.assert_allclose(found.coi_before, before_all.coi, atol=1e-13)
    np.testing.assert_allclose(found.coi_after, after_all.coi, atol=1e-13)
    np.testing.assert_allclose(found.delta_coi, after_all.coi - before_all.coi, atol=1e-12)
    density = relatedness_density(after, near, include_self) - relatedness_density(m, near, include_self)
    np.testing.assert_allclose(found.delta_density, density.isel(region=rows), atol=1e-14)
    np.testing.assert_array_equal(np.isnan(found.delta_density), found.delta_density_reason != 0)
    assert found.switched.sum() == len(entries)
    given_array = what_if(m, entries, pci, near, enter=enter, include_self=include_self)
    np.testing.assert_allclose(given_array.delta_coi, found.delta_coi, atol=1e-13)


def test_one_entry_is_the_gain_and_a_set_is_not_their_sum():
    m = matrix(M)
    pci = complexity(m)
    gain = complexity_outlook(m, pci, "max").cog.sel(region="r3")
    single = [what_if(m, [("r3", a)], pci, "max").delta_coi.item() for a in "ac"]
    assert single == pytest.approx(gain.sel(activity=["a", "c"]).values.tolist(), abs=1e-14)
    both = what_if(m, [("r3", "a"), ("r3", "c")], pci, "max").delta_coi.item()
    assert abs(both - sum(single)) > 1e-3


def test_what_leaves_comes_back():
    m = matrix(M)
    pci, near = complexity(m), proximity(matrix(M))
    there = what_if(m, [("r3", "a")], pci, near)
    after = m.copy(deep=True)
    after.loc[{"region": "r3", "activity": "a"}] = 1
    back = what_if(after, [("r3", "a")], pci, near, enter=False)
    np.testing.assert_allclose(back.delta_coi, -there.delta_coi, atol=1e-15)
    np.testing.assert_allclose(back.delta_density, -there.delta_density, atol=1e-15)
    assert back.switched.attrs["convention"] == "cells that leave"


def test_says_scale_and_what_is_fixed():
    m = matrix(M)
    found = what_if(m, [("r0", "c")], complexity(m), "max")
    assert found.attrs["scale"] == "z"
    assert "PCI fixed" in found.delta_coi.attrs["convention"]
    assert (found.delta_density_reason.sel(activity="d") == REASONS["zero_activity"]).all()


def test_failures(refused):
    m = matrix(M)
    pci = complexity(m)
    with refused("bad-entries", "r9/a", "r0/c", "r0/a", "r0/d"):
        what_if(m, [("r9", "a"), ("r0", "c"), ("r0", "c"), ("r0", "a"), ("r0", "d")], pci, "max")
    with refused("bad-entries", "r0/c"):
        what_if(m, [("r0", "c")], pci, "max", enter=False)
    with refused("bad-entries", "–"):
        what_if(m, [], pci, "max")
    with refused("one-table", "period"):
        what_if(m.expand_dims(period=[1]), [("r0", "c")], pci, "max")
    with refused("unknown-option", "scale"):
        what_if(m, [("r0", "c")], pci.drop_attrs(), "max")
    with refused("unknown-option", "negative", "ignore"):
        what_if(m, [("r0", "c")], pci, "max", negative="ignore")


def entering(m, region, count):
    absent = [a for a in m.activity.values if not bool(m.sel(region=region, activity=a))][:count]
    after = m.copy(deep=True)
    after.loc[{"region": region, "activity": absent}] = True
    return [(region, a) for a in absent], after


def random_table(seed, shape):
    return matrix(np.random.default_rng(seed).random(shape) < 0.5)


@pytest.mark.parametrize("seed", range(12))
def test_complexity_is_that_of_both_tables_computed_whole(seed):
    m = random_table(seed, (8, 8))
    entries, after = entering(m, "r3", 1)
    found = what_if(m, entries, complexity(m), "max")
    old, new = economic_complexity(m)["eci"], economic_complexity(after)["eci"]
    correlation = np.corrcoef(old.values, new.values)[0, 1]
    new = new * np.sign(correlation)
    assert found.axis_correlation.item() == pytest.approx(abs(correlation), abs=1e-9)
    assert found.eci_before.item() == pytest.approx(old.sel(region="r3").item(), abs=1e-9)
    assert found.eci_after.item() == pytest.approx(new.sel(region="r3").item(), abs=1e-9)
    if abs(correlation) >= SAME_AXIS:
        assert found.delta_eci.item() == pytest.approx((new - old).sel(region="r3").item(), abs=1e-9)
        assert found.delta_eci_reason.item() == 0
    else:
        assert np.isnan(found.delta_eci.item())
        assert found.delta_eci_reason.item() == REASONS["axis_changed"]


def test_both_sides_of_the_bar_are_met_above():
    """The tables of the test above hold some whose axis stays, and some whose axis turns."""
    changed = []
    for seed in range(12):
        m = random_table(seed, (8, 8))
        found = what_if(m, entering(m, "r3", 1)[0], complexity(m), "max")
        changed.append(found.delta_eci_reason.item() == REASONS["axis_changed"])
        assert np.isfinite([found.eci_before.item(), found.eci_after.item()]).all()
    assert any(changed)
    assert not all(changed)


def test_a_region_that_was_empty_does_not_count_in_the_correlation():
    m = random_table(3, (8, 8)).copy()
    m.loc[{"region": "r0"}] = False
    found = what_if(m, [("r0", "a"), ("r0", "b")], complexity(m), "max")
    after = m.copy(deep=True)
    after.loc[{"region": "r0", "activity": ["a", "b"]}] = True
    old = economic_complexity(m.expand_dims(period=[1]))["eci"].isel(period=0)
    new = economic_complexity(after)["eci"]
    expected = abs(np.corrcoef(old.values[1:], new.values[1:])[0, 1])
    assert found.axis_correlation.item() == pytest.approx(expected, abs=1e-9)
    reasons = [found[f"{name}_reason"].item() for name in ("eci_before", "eci_after", "delta_eci")]
    assert reasons == [REASONS["zero_region"], 0, REASONS["zero_region"]]
    assert np.isfinite(found.eci_after.item())


def test_a_table_without_complexity_gives_a_reason_and_the_rest_stands():
    m = matrix([[1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 0, 1, 0]])
    found = what_if(m, [("r1", "b")], complexity(m), "max")
    assert np.isnan(found.delta_eci.item())
    for name in ("eci_before", "eci_after", "delta_eci", "axis_correlation"):
        assert found[f"{name}_reason"].item() == REASONS["disconnected"]
    assert np.isfinite(found.delta_coi.item())
    joined = what_if(m, [("r1", "c")], complexity(m), "max")
    assert joined.eci_before_reason.item() == REASONS["disconnected"]
    assert joined.eci_after_reason.item() == 0
    assert np.isnan(joined.axis_correlation.item())


def test_presences_without_a_proximity_are_counted():
    m = matrix([[1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 1, 0]])
    reference = proximity(matrix([[1, 0, 1, 0], [1, 0, 0, 0], [1, 0, 1, 0]]), "max")
    found = what_if(m, [("r0", "c")], complexity(m), reference)
    assert found.coverage.values.tolist() == [0.5]
    assert what_if(m, [("r0", "c")], complexity(m), "max").coverage.values.tolist() == [1]
