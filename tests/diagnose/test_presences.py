"""Presence matrices are yes or no, and nothing else passes for one."""

import numpy as np
import pytest
import xarray as xr

from growthpole.diagnose._presences import diversity, first, occupied, presences, ubiquity
from growthpole.errors import InputError, LabelMismatch


def matrix(values) -> xr.DataArray:
    rows, columns = np.shape(values)
    coords = {"region": [f"r{i}" for i in range(rows)], "activity": [f"a{i}" for i in range(columns)]}
    return xr.DataArray(values, coords=coords, dims=["region", "activity"])


def test_yes_and_no_become_one_and_zero_in_the_order_of_the_room():
    values = presences(matrix([[True, False, True], [False, True, True]]).T)
    assert values.dims == ("region", "activity")
    assert values.dtype == np.float64
    assert values.values.tolist() == [[1, 0, 1], [0, 1, 1]]
    assert diversity(values).values.tolist() == [2, 2]
    assert ubiquity(values).values.tolist() == [1, 1, 2]


@pytest.mark.parametrize("bad", [0.5, 2, -1, float("nan"), float("inf")])
def test_other_numbers_are_refused_with_their_cell(bad):
    with pytest.raises(InputError, match=r"region=r0, activity=a1") as refused:
        presences(matrix([[1.0, bad], [0.0, 1.0]]))
    assert refused.value.code == "not-presences"


def test_text_and_unlabelled_arrays_are_refused():
    with pytest.raises(InputError):
        presences(matrix([["x", "y"]]))
    with pytest.raises(LabelMismatch):
        presences(xr.DataArray([[1.0, 0.0]], dims=["region", "activity"]))


def test_a_stack_is_walked_without_what_is_empty():
    stack = np.zeros((3, 3, 2))
    stack[0] = 1
    stack[2, 1, 0] = 1
    found = list(occupied(stack))
    assert [at for at, *_ in found] == [(0,), (2,)]
    assert found[0][3].shape == (3, 2)
    _, has, had, kept = found[1]
    assert (has.tolist(), had.tolist(), kept.tolist()) == ([False, True, False], [True, False], [[1]])


def test_the_first_matrix_is_named_by_its_labels():
    assert first(xr.DataArray(True)) == ({}, "")
    mask = xr.DataArray([[False, False], [False, True]], coords={"a": ["x", "y"], "b": [1, 2]}, dims=["a", "b"])
    assert first(mask) == ({"a": 1, "b": 1}, " (a=y, b=2)")
