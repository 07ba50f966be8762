"""Jobs at risk, foreign capital, supply: brute force, laws, and what is not known."""

from itertools import pairwise, product

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.dims import REASONS
from growthpole.errors import Undefined
from growthpole.plan import foreign_investment_position, jobs_at_risk, supply_concentration

SHARES = st.floats(0.0, 1.0)
JOBS = st.floats(0.0, 1e5)


def vector(values, dim="activity", unit=""):
    labels = [f"{dim[0]}{at}" for at in range(len(values))]
    return xr.DataArray(np.asarray(values), coords={dim: labels}, dims=dim, attrs={"unit": unit} if unit else {})


# --- jobs at risk --------------------------------------------------------------------------------------------


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(JOBS, SHARES), min_size=1, max_size=6))
def test_mean_and_spread_against_every_outcome(pairs):
    jobs, odds = (list(one) for one in zip(*pairs, strict=True))
    found = jobs_at_risk(vector(jobs), vector(odds))
    mean = square = 0.0
    for gone in product([0, 1], repeat=len(jobs)):
        chance = np.prod([p if out else 1 - p for p, out in zip(odds, gone, strict=True)])
        lost = float(np.dot(jobs, gone))
        mean += chance * lost
        square += chance * lost**2
    scale = max(*jobs, 1.0)
    assert found.expected.item() == pytest.approx(mean, abs=1e-9 * scale)
    # a variance as a difference of two squares has half the digits
    assert found.apart.item() ** 2 == pytest.approx(max(square - mean**2, 0.0), abs=1e-6 * scale**2)
    # one shock: activities go in the order of their probability
    borders = [0.0, *sorted(odds), 1.0]
    steps = [
        (high - low, sum(j for j, p in zip(jobs, odds, strict=True) if p >= high > low))
        for low, high in pairwise(borders[:-1])
    ]
    steps.append((1.0 - borders[-2], 0.0))
    variance = sum(width * (lost - mean) ** 2 for width, lost in steps)
    assert found.together.item() ** 2 == pytest.approx(variance, abs=1e-6 * scale**2)
    assert found.together.item() >= found.apart.item() - 1e-6 * scale


def test_at_risk_adds_up_and_the_interval_holds_it():
    jobs, odds = vector([100.0, 50.0, 30.0], unit="person"), vector([0.1, 0.4, 0.0])
    found = jobs_at_risk(jobs, odds, low=vector([0.0, 0.2, 0.0]), high=vector([0.2, 0.8, 0.1]))
    assert found.at_risk.values.tolist() == [10.0, 20.0, 0.0]
    assert (found.low.item(), found.expected.item(), found.high.item()) == (10.0, 30.0, 63.0)
    assert found.covered.item() == 1.0
    assert found.expected.attrs["unit"] == found.at_risk.attrs["unit"] == "person"
    assert found.covered.attrs["unit"] == "1"


def test_labels_meet_by_name_and_regions_stand_apart():
    labels = {"region": ["N", "S"], "activity": ["a", "b"]}
    jobs = xr.DataArray([[10.0, 20.0], [0.0, 0.0]], coords=labels, dims=["region", "activity"])
    odds = xr.DataArray([[0.5, 0.0], [0.1, 0.3]], coords=labels, dims=["region", "activity"])
    found = jobs_at_risk(jobs, odds.isel(activity=[1, 0]))
    assert found.expected.values.tolist() == [5.0, 0.0]
    assert found.covered_reason.values.tolist() == [0, REASONS["zero_total"]]
    for region in labels["region"]:
        alone = jobs_at_risk(jobs.sel(region=region), odds.sel(region=region))
        assert alone.together.item() == found.together.sel(region=region).item()


def test_what_is_not_known_is_left_out_and_said():
    found = jobs_at_risk(vector([100.0, 300.0]), vector([0.5, np.nan]))
    assert found.expected.item() == 50.0
    assert found.covered.item() == 0.25
    assert found.at_risk_reason.values.tolist() == [0, REASONS["missing"]]
    assert np.isnan([found.low.item(), found.high.item()]).all()
    assert found.low_reason.item() == found.high_reason.item() == REASONS["missing"]
    nothing = jobs_at_risk(vector([100.0]), vector([np.nan]))
    assert np.isnan([nothing[name].item() for name in ("expected", "apart", "together")]).all()
    assert nothing.expected_reason.item() == REASONS["missing"]
    assert nothing.covered.item() == 0.0


def test_jobs_at_risk_refuses(refused):
    jobs, odds = vector([100.0, 50.0]), vector([0.1, 0.4])
    with refused("pair-needed", "high"):
        jobs_at_risk(jobs, odds, low=odds)
    with refused("bad-band", "activity=a1: 0.4"):
        jobs_at_risk(jobs, odds, low=vector([0.0, 0.5]), high=vector([0.2, 0.6]))
    with refused("not-shares", "1.2"):
        jobs_at_risk(jobs, vector([0.1, 1.2]))
    with refused("not-levels", "-1"):
        jobs_at_risk(vector([-1.0, 2.0]), odds)


# --- foreign investment --------------------------------------------------------------------------------------


def test_contracted_and_utilised_stand_apart():
    contracted = vector([40.0, 0.0, np.nan, 10.0], "period", "1e8 USD")
    utilised = vector([10.0, 5.0, 3.0, 15.0], "period", "1e8 USD")
    found = foreign_investment_position(contracted, utilised.isel(period=[3, 2, 1, 0]))
    np.testing.assert_array_equal(found.ratio.values, [0.25, np.nan, np.nan, 1.5])
    assert found.ratio_reason.values.tolist() == [0, REASONS["zero_base"], REASONS["missing"], 0]
    np.testing.assert_array_equal(found.contracted.values, contracted.values)
    np.testing.assert_array_equal(found.utilised.values, utilised.values)
    assert found.contracted_reason.values.tolist() == [0, 0, REASONS["missing"], 0]
    assert set(found.data_vars) == {"contracted", "utilised", "ratio"}
    assert found.utilised.attrs["unit"] == "1e8 USD"


def test_foreign_investment_refuses_two_units(refused):
    with refused("units-differ", "USD", "CNY"):
        foreign_investment_position(vector([1.0], "period", "USD"), vector([1.0], "period", "CNY"))


# --- supply --------------------------------------------------------------------------------------------------


def test_supply_of_each_user():
    labels = {"supplier": ["x", "y", "z"], "user": ["u", "v", "w"]}
    bought = xr.DataArray([[1.0, 6.0, 0.0], [1.0, 3.0, 0.0], [2.0, 1.0, 0.0]], coords=labels, dims=["supplier", "user"])
    abroad = xr.DataArray([True, False, True], coords={"supplier": ["z", "y", "x"]}, dims="supplier")
    found = supply_concentration(bought, abroad)
    np.testing.assert_allclose(found.herfindahl.values, [0.375, 0.46, np.nan], rtol=1e-15)
    assert found.largest.values.tolist() == ["z", "x", ""]
    np.testing.assert_allclose(found.largest_share.values, [0.5, 0.6, np.nan], rtol=1e-15)
    np.testing.assert_allclose(found.import_share.values, [0.75, 0.7, np.nan], rtol=1e-15)
    for name in ("herfindahl", "largest_share", "import_share"):
        assert found[f"{name}_reason"].values.tolist() == [0, 0, REASONS["zero_total"]]


def test_without_origins_the_import_share_is_not_known():
    found = supply_concentration(vector([3.0, 1.0], "supplier"))
    assert np.isnan(found.import_share.item())
    assert found.import_share_reason.item() == REASONS["missing"]
    assert found.largest.item() == "s0"


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=8), st.floats(1e-3, 1e3))
def test_bounds_and_scale(values, factor):
    found = supply_concentration(vector(values, "supplier"))
    index, largest = found.herfindahl.item(), found.largest_share.item()
    assert 1 / len(values) - 1e-12 <= index <= 1 + 1e-12
    # no index is above the largest share or below its square
    assert largest**2 - 1e-12 <= index <= largest + 1e-12
    again = supply_concentration(vector([one * factor for one in values], "supplier"))
    assert again.herfindahl.item() == pytest.approx(index, rel=1e-12)


def test_supply_refuses(refused):
    with refused("zero-total", kind=Undefined):
        supply_concentration(vector([0.0, 0.0], "supplier"))
    with refused("one-table", "period"):
        supply_concentration(vector([1.0, 2.0], "supplier").expand_dims(period=[2020]))
    with refused("not-flags"):
        supply_concentration(vector([1.0, 2.0], "supplier"), vector([1, 0], "supplier"))
