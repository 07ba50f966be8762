import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch
from growthpole.plan import fan, odds

VALUES = arrays(np.float64, (7, 2), elements=st.floats(0, 1e6))


def paths(values):
    values = np.asarray(values, dtype=float)
    labels = {"path": range(len(values)), "activity": [f"a{place}" for place in range(values.shape[1])]}
    return xr.DataArray(values, coords=labels, dims=list(labels), attrs={"unit": "person", "convention": "drawn"})


def test_quantiles_by_hand():
    """Hyndman & Fan's definition 7: position 1 + (n − 1) p among 1, 2, 4, 8, 16."""
    found = fan(paths([[8.0], [1.0], [16.0], [2.0], [4.0]]), (0.1, 0.5, 0.9))
    assert found.values.ravel() == pytest.approx([1.4, 4.0, 12.8])
    assert found.dims == ("quantile", "activity")
    assert found["quantile"].values.tolist() == [0.1, 0.5, 0.9]
    assert (found.attrs["unit"], found.attrs["convention"]) == ("person", "drawn")


@given(VALUES, st.permutations(range(7)), st.floats(0.1, 100))
def test_quantiles_ascend_and_follow_the_unit_whatever_the_order(values, order, factor):
    found = fan(paths(values))
    assert (np.diff(found.values, axis=0) >= 0).all()
    assert (found.values >= values.min(axis=0)).all()
    assert (found.values <= values.max(axis=0)).all()
    assert fan(paths(values[order] * factor)).values == pytest.approx(found.values * factor)


@given(VALUES, st.floats(0, 1e6), st.floats(0, 1e6))
def test_odds_are_counted_and_fall_with_the_goal(values, one, other):
    low, high = sorted((one, other))
    found = odds(paths(values), low)
    assert found.values.tolist() == [sum(value >= low for value in column) / 7 for column in values.T]
    assert (odds(paths(values), high) <= found).all()


def test_goals_of_each_activity_meet_by_label():
    goals = xr.DataArray([1.0, 3.0], coords={"activity": ["a1", "a0"]}, dims="activity")
    found = odds(paths([[2.0, 2.0], [3.0, 0.5]]), goals)
    assert found.values.tolist() == [0.5, 0.5]
    assert found.activity.values.tolist() == ["a0", "a1"]


def test_of_a_sum_there_is_one_number():
    whole = paths([[1.0, 2.0], [3.0, 4.0]]).sum("activity")
    assert odds(whole, 5.0).item() == 0.5
    assert fan(whole, (0.5,)).values.tolist() == [5.0]


def test_where_there_are_no_paths_the_reason_is_kept():
    given_paths = paths([[1.0, np.nan, np.nan], [2.0, np.nan, np.nan]])
    marked = given_paths.assign_coords(reason=("activity", [0, REASONS["zero_base"], 0]))
    expected = [0, REASONS["zero_base"], REASONS["missing"]]
    assert fan(marked).reason.values.tolist() == [expected] * 5
    share = odds(marked, 1.5)
    assert share.reason.values.tolist() == expected
    assert np.isnan(share.values).tolist() == [False, True, True]
    goals = xr.DataArray([np.nan, 1.0, 1.0], coords={"activity": ["a0", "a1", "a2"]}, dims="activity")
    assert odds(marked, goals).reason.values.tolist() == [REASONS["missing"], *expected[1:]]


def test_what_is_refused(refused):
    some = paths([[1.0, 2.0], [3.0, np.nan]])
    for measure in (fan, lambda x: odds(x, 1.0)):
        with refused("missing-cells", "paths"):
            measure(some)
        with refused("missing-dims", "path"):
            measure(some.isel(path=0))
    for levels in ((), (0.5, 0.1), (0.5, 0.5), (0.0,), (1.0,)):
        with refused("bad-levels"):
            fan(paths([[1.0]]), levels)
    with refused("infinite-cells", "goal"):
        odds(paths([[1.0]]), np.inf)
    with refused("missing-dims", "period"):
        odds(paths([[1.0]]), xr.DataArray([1.0], coords={"period": [2020]}, dims="period"))
    with refused("label-mismatch", "b", kind=LabelMismatch):
        odds(paths([[1.0]]), xr.DataArray([1.0], coords={"activity": ["b"]}, dims="activity"))
