import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.dims import REASON, REASONS, align, partner, reason_name, require_dims, result
from growthpole.errors import InputError, LabelMismatch
from growthpole.messages import LANGS

NAMES = st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=3), min_size=1, unique=True)


def array(labels, dim="region", start=0.0):
    return xr.DataArray(np.arange(len(labels)) + start, coords={dim: list(labels)}, dims=dim)


def grid(regions, activities):
    values = np.arange(len(regions) * len(activities), dtype=float).reshape(len(regions), -1)
    return xr.DataArray(
        values, coords={"region": list(regions), "activity": list(activities)}, dims=["region", "activity"]
    )


def mismatch(caught, code, *words):
    assert caught.value.code == code
    for lang in LANGS:
        assert all(word in caught.value.message(lang) for word in words)


# --- align ---------------------------------------------------------------------------------------------------


@given(NAMES, st.randoms())
@settings(max_examples=100, deadline=None)
def test_another_order_is_brought_to_the_first(labels, random):
    first, shuffled = array(labels), list(labels)
    random.shuffle(shuffled)
    other = first.sel(region=shuffled) * 10
    one, two = align(first, other)
    assert one is first
    assert list(two.region.values) == labels
    np.testing.assert_array_equal(two.values, first.values * 10)
    # what meets afterwards meets label by label
    np.testing.assert_array_equal((one + two).values, first.values * 11)


@given(NAMES, NAMES)
@settings(max_examples=100, deadline=None)
def test_arrays_meet_exactly_when_their_labels_are_the_same_set(left, right):
    if set(left) == set(right):
        assert list(align(array(left), array(right))[1].region.values) == left
    else:
        with pytest.raises(LabelMismatch) as caught:
            align(array(left), array(right))
        assert caught.value.code == "label-mismatch"


def test_a_mismatch_names_both_sides():
    with pytest.raises(LabelMismatch) as caught:
        align(array(["N", "S", "E"]), array(["N", "W"]))
    mismatch(caught, "label-mismatch", "region", "S, E", "W")
    assert caught.value.params == {"dim": "region", "only_left": "S, E", "only_right": "W"}
    with pytest.raises(LabelMismatch) as caught:
        align(array(["N", "S"]), array(["N"]))
    assert caught.value.params["only_right"] == "–"


def test_text_and_numbers_are_different_labels():
    with pytest.raises(LabelMismatch):
        align(array(["1", "2"]), array([1, 2]))


@pytest.mark.parametrize("side", [0, 1])
def test_an_array_without_labels_never_meets_one_with_them(side):
    pair = [array(["N", "S"]), array(["N", "S"])]
    pair[side] = pair[side].drop_vars("region")
    with pytest.raises(LabelMismatch) as caught:
        align(*pair)
    mismatch(caught, "no-labels", "region", f"array {side + 1}")


@pytest.mark.parametrize("side", [0, 1])
def test_a_repeated_label_is_refused(side):
    pair = [array(["N", "S"]), array(["N", "S"])]
    pair[side] = array(["N", "N"])
    with pytest.raises(LabelMismatch) as caught:
        align(*pair)
    mismatch(caught, "repeated-labels", "region", "N")


def test_every_shared_dimension_is_compared():
    first = grid("NS", "ab")
    both = grid("SN", "ba")
    aligned = align(first, both, array("ba", "activity"), array("SN"))
    assert all(list(x.indexes[dim]) == list(first.indexes[dim]) for x in aligned for dim in x.dims)
    np.testing.assert_array_equal(aligned[1].values, both.values[::-1, ::-1])
    with pytest.raises(LabelMismatch, match="activity"):
        align(first, grid("NS", "ac"))
    assert align(array("NS"), array("xy", "activity"))[1].dims == ("activity",)  # nothing shared, nothing compared


def test_only_the_dims_named_are_compared():
    one, two = grid("NS", "ab"), grid("SN", "xy")
    aligned = align(one, two, dims=["region"])[1]
    assert list(aligned.region.values) == ["N", "S"]
    assert list(aligned.activity.values) == ["x", "y"]
    with pytest.raises(LabelMismatch) as caught:
        align(array("NS"), array("ab", "activity"), dims=["region"])
    mismatch(caught, "no-labels", "region", "array 2")


def test_a_generator_of_dims_holds_for_every_array():
    first, second, third = array("NS"), array("SN", start=5.0), array("NX")
    with pytest.raises(LabelMismatch) as caught:
        align(first, second, third, dims=(dim for dim in ["region"]))
    assert caught.value.params["only_right"] == "X"
    aligned = align(first, second, array("SN", start=7.0), dims=iter(["region"]))
    assert [x.values.tolist() for x in aligned] == [[0, 1], [6, 5], [8, 7]]


def test_aligning_changes_no_input():
    first, other = array("NS"), array("SN")
    before = other.copy(deep=True)
    align(first, other)
    assert other.identical(before)


# --- require_dims --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dims", [["region", "activity"], ("activity",), [], (dim for dim in ["region", "activity"])])
def test_dims_that_are_there(dims):
    require_dims(grid("NS", "ab"), dims)


def test_dims_that_are_not():
    with pytest.raises(InputError) as caught:
        require_dims(grid("NS", "ab"), ("period", "region", "factor"), "levels")
    mismatch(caught, "missing-dims", "levels", "period, factor", "region, activity")
    with pytest.raises(InputError) as caught:
        require_dims([[1.0]], ("region",), "levels")
    mismatch(caught, "not-an-array", "levels", "list")


@pytest.mark.parametrize("wrap", [list, iter])
def test_dims_without_labels_or_with_repeated_ones(wrap):
    with pytest.raises(LabelMismatch) as caught:
        require_dims(grid("NS", "ab").drop_vars("activity"), wrap(["region", "activity"]), "levels")
    mismatch(caught, "no-labels", "levels", "activity")
    with pytest.raises(LabelMismatch) as caught:
        require_dims(grid("NS", "aa"), wrap(["region", "activity"]), "levels")
    mismatch(caught, "repeated-labels", "levels", "a")


# --- names and results ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dim", "other"), [("activity", "activity_other"), ("region", "region_other"), ("supplier", "user")]
)
def test_partners(dim, other):
    assert partner(dim) == other


def test_reasons_are_small_numbers_with_one_name_each():
    assert [reason_name(code) for code in REASONS.values()] == list(REASONS)
    assert REASONS["defined"] == 0
    assert max(REASONS.values()) <= np.iinfo(np.int8).max
    with pytest.raises(StopIteration):
        reason_name(99)


def test_a_result_states_its_own_attributes():
    x = array("NS").assign_attrs(unit="CNY", source="yearbook").rename("levels")
    plain = result(x, name="share", unit="1")
    assert (plain.name, plain.attrs) == ("share", {"unit": "1"})
    assert result(x, name="share", unit="1", convention="of all").attrs == {"unit": "1", "convention": "of all"}
    assert x.attrs == {"unit": "CNY", "source": "yearbook"}
    assert x.name == "levels"


def test_a_result_drops_the_reasons_of_its_input():
    x = array("NS").assign_coords({REASON: ("region", [5, 5])})
    assert REASON not in result(x, name="share", unit="1").coords
    fresh = result(x, name="share", unit="1", reason=xr.zeros_like(x).drop_vars(REASON))
    assert fresh[REASON].values.tolist() == [0, 0]


def test_reasons_stand_on_their_labels():
    x = grid("NS", "abc")
    codes = xr.DataArray(np.arange(6).reshape(2, 3), coords=x.coords, dims=x.dims)
    for given_codes in (codes, codes.transpose("activity", "region"), codes.isel(region=[1, 0], activity=[2, 0, 1])):
        finished = result(x, name="lq", unit="1", reason=given_codes)
        assert finished[REASON].dtype == np.int8
        assert finished[REASON].dims == x.dims
        np.testing.assert_array_equal(finished[REASON].values, codes.values)
    with pytest.raises(LabelMismatch):
        result(x, name="lq", unit="1", reason=codes.assign_coords(region=["N", "X"]))
