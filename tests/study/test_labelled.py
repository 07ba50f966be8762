"""Rows of a table from arrays: every label once, in order, whatever the order and the dims of the arrays."""

import math

import pytest
import xarray as xr

from growthpole.study.stages.labelled import labelled_rows


def array(values, **coords):
    return xr.DataArray(values, coords=coords, dims=tuple(coords))


def test_arrays_meet_by_label_and_repeat_along_what_they_lack():
    x = array([[1.0, 2.0], [3.0, 4.0]], region=["N", "S"], activity=["a", "b"])
    turned = x.transpose("activity", "region").sel(region=["S", "N"])
    total = array([10.0, 20.0], activity=["b", "a"])
    rows = labelled_rows({"x": x, "turned": turned, "total": total}, ("region", "activity"), year="2021")
    assert [(row["region"], row["activity"]) for row in rows] == [("N", "a"), ("N", "b"), ("S", "a"), ("S", "b")]
    assert [row["x"] for row in rows] == [row["turned"] for row in rows] == [1.0, 2.0, 3.0, 4.0]
    assert [row["total"] for row in rows] == [20.0, 10.0, 20.0, 10.0]
    assert {row["year"] for row in rows} == {"2021"}


def test_a_label_an_array_lacks_has_no_value():
    x = array([1.0, 2.0], region=["N", "S"])
    rows = labelled_rows({"x": x, "part": x.sel(region=["S"])}, ("region",))
    assert math.isnan(rows[0]["part"])
    assert rows[1]["part"] == 2.0


def test_values_are_plain_python_and_years_are_text():
    x = array([True, False], period=[2020, 2021])
    rows = labelled_rows({"x": x}, ("period",))
    assert rows == [{"period": "2020", "x": True}, {"period": "2021", "x": False}]
    assert all(type(row["x"]) is bool for row in rows)


def test_an_array_without_the_dimension_repeats():
    x = array([1.0], region=["N"])
    assert labelled_rows({"x": x, "y": xr.DataArray(5.0)}, ("region",))[0]["y"] == pytest.approx(5.0)
