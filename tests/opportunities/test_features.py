"""Features: documented, without a unit, indifferent to the order of labels, and blind to what comes later."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from growthpole.opportunities import option_features
from growthpole.opportunities.features import BORROWED_CELLS, CONVENTIONS, RISING, feature_arrays

FURTHER = {"linkage", "leading_density"}
LOOSE = {"suppress_health_check": [HealthCheck.function_scoped_fixture], "deadline": None}


def further(values, seed=0):
    """Links and presences in another space for a panel of values."""
    rng = np.random.default_rng(seed)
    periods, regions, activities = np.shape(values)
    names = [f"a{j:02}" for j in range(activities)]
    labels = {"activity": names, "activity_other": names}
    where = {"period": range(2000, 2000 + periods), "region": [f"r{i:02}" for i in range(regions)]}
    return {
        "links": xr.DataArray(rng.uniform(size=(activities, activities)), coords=labels, dims=list(labels)),
        "leading": xr.DataArray(rng.integers(0, 2, (periods, regions, 5)), coords=where, dims=[*where, "field"]),
    }


def holed(values, seed=0):
    return np.where(np.random.default_rng(seed).uniform(size=values.shape) < 0.1, np.nan, values)


def test_every_feature_is_explained_and_finite(history, walks):
    values = holed(walks(1))
    plain = feature_arrays(history(values), 3)
    whole = feature_arrays(history(values, **further(values)), 3)
    assert set(whole) == set(CONVENTIONS)
    assert set(plain) == set(CONVENTIONS) - FURTHER
    assert set(CONVENTIONS) >= RISING
    for table in whole.values():
        assert table.shape == (10, 8)
        assert np.isfinite(table).all()


def test_the_public_face_carries_year_unit_and_convention(history, walks):
    found = option_features(history(walks(1)).until(2005), 3)
    assert found.attrs == {"year": 2005, "horizon": 3}
    for name, variable in found.data_vars.items():
        assert variable.dims == ("region", "activity")
        assert variable.attrs == {"unit": "1", "convention": CONVENTIONS[name]}
    np.testing.assert_array_equal(found["current"], feature_arrays(history(walks(1)).until(2005), 3)["current"])


@given(st.integers(0, 1000), st.sampled_from([1e-3, 7.0, 1e3, 1e6]))
@settings(max_examples=10, **LOOSE)
def test_a_panel_in_thousands_is_the_same_panel(history, walks, seed, factor):
    values = holed(walks(seed), seed)
    one, other = feature_arrays(history(values), 3), feature_arrays(history(values * factor), 3)
    for name, table in one.items():
        np.testing.assert_allclose(other[name], table, rtol=1e-9, atol=1e-9, err_msg=name)


@given(st.integers(0, 1000), st.permutations(range(10)), st.permutations(range(8)))
@settings(max_examples=10, **LOOSE)
def test_order_of_regions_and_activities_changes_nothing(history, walks, seed, regions, activities):
    values = holed(walks(seed), seed)
    more = further(values, seed)
    moved = {
        "links": more["links"].copy(data=more["links"].values[np.ix_(activities, activities)]),
        "leading": more["leading"].copy(data=more["leading"].values[:, regions]),
    }
    one = feature_arrays(history(values, **more), 3)
    other = feature_arrays(history(values[:, regions][:, :, activities], **moved), 3)
    for name, table in one.items():
        np.testing.assert_allclose(other[name], table[np.ix_(regions, activities)], rtol=1e-9, atol=1e-9, err_msg=name)


@given(st.integers(0, 1000), st.integers(2001, 2006))
@settings(max_examples=10, **LOOSE)
def test_what_comes_later_changes_nothing(history, walks, seed, year):
    values, later = holed(walks(seed), seed), walks(seed + 1)
    more = further(values, seed)
    changed = np.concatenate([values[: year - 1999], later[year - 1999 :]])
    fields = more["leading"].copy()
    fields[year - 1999 :] = 1 - fields[year - 1999 :]
    one = feature_arrays(history(values, **more).until(year), 3)
    other = feature_arrays(history(changed, links=more["links"], leading=fields).until(year), 3)
    for name, table in one.items():
        np.testing.assert_array_equal(other[name], table, err_msg=name)


def test_the_next_period_changes_every_feature(history, walks):
    """The check above would see a feature that looked one period ahead."""
    values = walks(3)
    more = further(values)
    one = feature_arrays(history(values, **more).until(2005), 3)
    other = feature_arrays(history(values, **more).until(2006), 3)
    assert [name for name in one if np.array_equal(one[name], other[name])] == []


def test_entry_rates_by_counting(history, walks):
    known = history(walks(4))
    found = feature_arrays(known, 3)
    then, now = known.strengths[-4], known.strengths[-1]
    asked = [[then[r, a] < 1 for a in range(8)] for r in range(10)]
    came = [[asked[r][a] and now[r, a] >= 1 for a in range(8)] for r in range(10)]
    rate = sum(map(sum, came)) / sum(map(sum, asked))
    assert 0 < rate < 1
    for r in range(10):
        by_hand = (sum(came[r]) + BORROWED_CELLS * rate) / (sum(asked[r]) + BORROWED_CELLS)
        assert found["region_entries"][r] == pytest.approx(np.full(8, by_hand))
    for a in range(8):
        by_hand = (sum(row[a] for row in came) + BORROWED_CELLS * rate) / (
            sum(row[a] for row in asked) + BORROWED_CELLS
        )
        assert found["activity_entries"][:, a] == pytest.approx(np.full(10, by_hand))


def test_sizes_and_growth_by_hand(history, walks):
    values = walks(5)
    found = feature_arrays(history(values), 3)
    totals = values.sum(axis=2)
    share = totals / totals.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found["region_size"][:, 0], np.log(share[-1] * 10), rtol=1e-9)
    np.testing.assert_allclose(found["region_growth"][:, 3], np.log(share[-1] / share[-4]), rtol=1e-9, atol=1e-12)
    of_activities = values.sum(axis=1)[-1] / values[-1].sum()
    np.testing.assert_allclose(found["activity_size"][4], np.log(of_activities * 8), rtol=1e-9)


def test_a_panel_younger_than_the_horizon_has_no_entry_rates(history, walks):
    found = feature_arrays(history(walks(6)).until(2001), 3)
    assert (found["region_entries"] == 0).all()
    assert (found["activity_entries"] == 0).all()
    assert (found["momentum"] != 0).any()
