"""Gaps and jobs of an option: shared sectors, bounds, units, undefined cells, refusals."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, UnitMismatch
from growthpole.linkages import chain_gap, worked_example
from growthpole.opportunities import gap_value, jobs_value

SECTORS = {"a": "x", "b": "y", "c": "y", "d": None, "e": float("nan"), "f": ""}


def by_sector(values, unit="1e6 CNY", names=("x", "y")):
    return xr.DataArray(values, coords={"supplier": list(names)}, dims="supplier", attrs={"unit": unit})


@given(st.lists(st.floats(0, 1e9), min_size=2, max_size=2), st.lists(st.floats(0, 1e9), min_size=2, max_size=2))
@settings(max_examples=40, deadline=None)
def test_each_activity_has_the_gap_of_its_sector(low, more):
    high = np.array(low) + more
    worth = gap_value({"low": by_sector(low), "high": by_sector(high).isel(supplier=[1, 0])}, SECTORS)
    assert worth.low.values[:3].tolist() == [low[0], low[1], low[1]]
    assert worth.high.values[:3].tolist() == [high[0], high[1], high[1]]
    assert (worth.low_reason.values == [0, 0, 0, 5, 5, 5]).all()
    assert np.isnan(worth.low.values[3:]).all()
    assert worth.shared_by.values.tolist() == [1, 2, 2, 0, 0, 0]
    assert worth.low.attrs["unit"] == "1e6 CNY"
    assert "not to be added up" in worth.low.attrs["convention"]


def test_the_gaps_of_a_chain_are_taken_as_they_are_and_tiers_added():
    region = xr.DataArray([50.0, 400.0], coords={"supplier": ["1", "2"]}, dims="supplier")
    sectors = {"grain": "1", "cars": "2"}
    one = chain_gap(worked_example(), "2", region)
    worth = gap_value(one, sectors)
    np.testing.assert_array_equal(worth.low, one.gap.sel(bound="low", tier=1))
    np.testing.assert_array_equal(worth.high, one.gap.sel(bound="high", tier=1))
    assert worth.low.attrs["unit"] == "1e6 USD"
    two = chain_gap(worked_example(), "2", region, depth=2)
    np.testing.assert_allclose(gap_value(two, sectors).high, two.gap.sel(bound="high").sum("tier"), rtol=1e-15)
    np.testing.assert_array_equal(gap_value({"gap": one.gap.sel(tier=1)}, sectors).low, worth.low)
    # a tier that is not known leaves the sum unknown
    partly = two.gap.where((two.gap.tier == 1) | (two.gap.supplier == "1"))
    assert gap_value({"gap": partly}, sectors).low_reason.values.tolist() == [0, REASONS["missing"]]


def test_missing_gaps_keep_their_reason():
    codes = ("supplier", [REASONS["suppressed"], 0])
    low = by_sector([np.nan, 1.0]).assign_coords(reason=codes)
    worth = gap_value({"low": low, "high": by_sector([np.nan, 2.0])}, SECTORS)
    assert worth.high_reason.values.tolist() == [REASONS["suppressed"], 0, 0, 5, 5, 5]


def test_failures_of_gaps(refused):
    low, high = by_sector([1.0, 2.0]), by_sector([2.0, 3.0])
    with refused("not-levels", "low", "supplier=x"):
        gap_value({"low": low - 2, "high": high}, SECTORS)
    with refused("bad-intervals", "supplier=y"):
        gap_value({"low": low, "high": high.where(high.supplier == "x")}, SECTORS)
    with refused("bad-intervals", "supplier=x"):
        gap_value({"low": high, "high": low}, SECTORS)
    with refused("gap-parts", "low"):
        gap_value({"low": low}, SECTORS)
    with refused("gap-parts", "–"):
        gap_value(low, SECTORS)
    with refused("units-differ", "1e6 CNY", "1e8 CNY", kind=UnitMismatch):
        gap_value({"low": low, "high": high.assign_attrs(unit="1e8 CNY")}, SECTORS)
    with refused("one-dimension", "tier"):
        gap_value({"low": low.expand_dims(tier=[1]), "high": high.expand_dims(tier=[1])}, SECTORS)
    with refused("no-such-sector", "z", kind=LabelMismatch):
        gap_value({"low": low, "high": high}, {"a": "z"})
    with refused("missing-dims", "bound"):
        gap_value({"gap": low}, SECTORS)


# --- jobs ----------------------------------------------------------------------------------------------------


def test_jobs_are_employment_times_the_gap():
    gaps = {"low": by_sector([1.0, 2.0]), "high": by_sector([10.0, np.nan])}
    gaps["low"][1] = np.nan
    persons = by_sector([4.0, 5.0], "person/1e6 CNY").isel(supplier=[1, 0])
    worth = jobs_value(persons, SECTORS, gaps)
    assert worth.jobs_per_output.values[:3].tolist() == [4, 5, 5]
    assert (worth.jobs_low.values[0], worth.jobs_high.values[0]) == (4, 40)
    assert worth.jobs_high_reason.values.tolist() == [0, 5, 5, 5, 5, 5]
    assert worth.jobs_per_output_reason.values.tolist() == [0, 0, 0, 5, 5, 5]
    assert worth.jobs_low.attrs["unit"] == "person"
    assert worth.jobs_per_output.attrs["unit"] == "person/1e6 CNY"


@pytest.mark.parametrize(
    ("per", "money", "counted"),
    [
        ("person per 1e6 CNY", "1e6 CNY", "person"),
        ("1e4 person / 1e8 CNY", "1e8 CNY", "1e4 person"),
        ("", "1e6 CNY", "as given"),
        ("person/1e6 CNY", "", "as given"),
    ],
)
def test_the_counted_unit(per, money, counted):
    gap = by_sector([1.0, 2.0], money)
    assert jobs_value(by_sector([4.0, 5.0], per), SECTORS, {"low": gap, "high": gap}).jobs_low.attrs["unit"] == counted


def test_without_employment_there_are_no_jobs():
    alone = jobs_value(None, SECTORS)
    gap = by_sector([1.0, 2.0])
    both = jobs_value(None, SECTORS, {"low": gap, "high": gap})
    for found in (alone.jobs_per_output, both.jobs_per_output, both.jobs_low, both.jobs_high):
        assert np.isnan(found).all()
    assert (alone.jobs_per_output_reason == REASONS["missing"]).all()
    assert (both.jobs_low_reason == REASONS["missing"]).all()
    array = xr.DataArray(["x", ""], coords={"activity": ["a", "b"]}, dims="activity")
    assert jobs_value(None, array).sector.values.tolist() == ["x", ""]


def test_employment_that_is_not_known():
    codes = ("supplier", [REASONS["suppressed"], 0])
    worth = jobs_value(by_sector([np.nan, 5.0]).assign_coords(reason=codes), SECTORS)
    assert worth.jobs_per_output_reason.values.tolist() == [REASONS["suppressed"], 0, 0, 5, 5, 5]


def test_failures_of_jobs(refused):
    gap = by_sector([1.0, 2.0])
    gaps = {"low": gap, "high": gap}
    with refused("not-levels", "employment"):
        jobs_value(by_sector([-1.0, 2.0]), SECTORS)
    with refused("one-dimension", "period"):
        jobs_value(by_sector([1.0, 2.0]).expand_dims(period=[1]), SECTORS)
    with refused("units-differ", "person/1e4 CNY", "1e6 CNY", kind=UnitMismatch):
        jobs_value(by_sector([1.0, 2.0], "person/1e4 CNY"), SECTORS, gaps)
    with refused("label-mismatch", "z", kind=LabelMismatch):
        jobs_value(by_sector([1.0, 2.0], names=("x", "z")), SECTORS, gaps)
    with refused("not-a-mapping", "str"):
        jobs_value(None, "x")
