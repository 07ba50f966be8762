"""Reference classes: windows that cross no break, shares that count, paths that use each step equally often."""

import math
from itertools import pairwise

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from growthpole.dims import REASONS
from growthpole.errors import InputError
from growthpole.plan import reference_odds, reference_paths, reference_windows

YEARS = [2015, 2016, 2018, 2019, 2020, 2021]


def levels(rows, years=YEARS):
    """Levels [period, region] from a list of series, one a region."""
    values = np.array(rows, dtype=float).T
    coords = {"period": list(years), "region": [f"r{at}" for at in range(values.shape[1])]}
    return xr.DataArray(values, coords=coords, dims=("period", "region"))


# Shandong and Guangdong, high-tech manufacturing revenue in 1e8 yuan, China Statistical Yearbook on Science and
# Technology: 2017 is not published and 2018 stands on another definition
SHANDONG = [11535.3, 12263.5, 6989.0, 5911.0, 6741.0, 8020.0]


def test_no_window_runs_into_a_break_or_over_a_gap():
    found = reference_windows(levels([SHANDONG]), 3, breaks=[2018])
    assert found["window"].values.tolist() == [
        *("2015–2016", "2018–2019", "2019–2020", "2020–2021"),
        *("2018–2020", "2019–2021", "2018–2021"),
    ]
    assert not found["composed"].values.any()
    by_name = dict(zip(found["window"].values.tolist(), found.values[:, 0].tolist(), strict=True))
    assert by_name["2018–2021"] == pytest.approx((8020 / 6989) ** (1 / 3) - 1, rel=1e-12)
    assert by_name["2015–2016"] == pytest.approx(12263.5 / 11535.3 - 1, rel=1e-12)


def test_a_horizon_without_a_window_is_composed_of_the_regions_own_steps():
    found = reference_windows(levels([SHANDONG]), 4, breaks=[2018])
    last = found.isel(window=-1)
    assert str(last["window"].values) == "2015–2016, 2018–2021"
    assert bool(last["composed"])
    assert float(last[0]) == pytest.approx((12263.5 / 11535.3 * 8020 / 6989) ** 0.25 - 1, rel=1e-12)


def test_a_break_between_consecutive_years_ends_a_window():
    found = reference_windows(levels([[1.0, 2.0, 3.0, 4.0]], range(2000, 2004)), 3, breaks=[2002])
    assert found["window"].values.tolist() == ["2000–2001", "2002–2003"]


def test_what_is_not_known_or_not_positive_is_absent_with_its_reason():
    rows = [[1.0, 2.0, 4.0], [np.nan, 2.0, 4.0], [1.0, 0.0, 4.0]]
    found = reference_windows(levels(rows, range(2000, 2003)), 2)
    reasons = found["reason"].values.tolist()
    assert reasons[0] == [0, REASONS["missing"], REASONS["zero_base"]]
    assert reasons[2] == [0, REASONS["missing"], REASONS["zero_base"]]
    odds = reference_odds(found, 2, 0.5)
    assert odds["cases"].values.tolist() == [1.0, 2.0, 1.0]
    assert odds["reached"].values.tolist() == [1.0, 2.0, 1.0]


def test_the_share_counts_cases_and_its_range_is_over_windows_half_as_long_at_least():
    rows = [[1.0, 1.1, 1.0, 1.0, 1.2, 1.5], [1.0, 1.0, 1.0, 1.3, 1.3, 1.3], [1.0, 0.9, 1.0, 0.9, 0.8, 0.7]]
    odds = reference_odds(reference_windows(levels(rows), 4, breaks=[2018]), 4, 0.05)
    by_name = dict(zip(odds["window"].values.tolist(), odds["share"].values.tolist(), strict=True))
    assert by_name == {
        "2015–2016": 1 / 3,
        "2018–2019": 1 / 3,
        "2019–2020": 1 / 3,
        "2020–2021": 1 / 3,
        "2018–2020": 2 / 3,
        "2019–2021": 1 / 3,
        "2018–2021": 2 / 3,
        "2015–2016, 2018–2021": 2 / 3,
    }
    assert (float(odds["all_reached"]), float(odds["all_cases"])) == (2.0, 3.0)
    assert (float(odds["low"]), float(odds["high"])) == (1 / 3, 2 / 3)


def test_growth_that_just_reaches_what_is_required_counts():
    odds = reference_odds(reference_windows(levels([[100.0, 125.0]], [2000, 2001]), 1), 1, 0.25)
    assert float(odds["all_share"]) in {0.0, 1.0}
    exact = reference_windows(levels([[1.0, 2.0]], [2000, 2001]), 1)
    assert float(reference_odds(exact, 1, float(exact[0, 0]))["all_share"]) == 1.0


def test_paths_use_every_step_equally_often_and_end_alike_after_all_of_them():
    paths = reference_paths(levels([SHANDONG]), 4, breaks=[2018])
    steps = [SHANDONG[1] / SHANDONG[0], *(b / a for a, b in pairwise(SHANDONG[2:]))]
    assert paths.values[:, 0].tolist() == pytest.approx(steps)
    assert paths.values[:, 3].tolist() == pytest.approx([math.prod(steps)] * 4)
    assert paths["first"].values.tolist() == [2015, 2018, 2019, 2020]


def test_a_region_with_an_unknown_step_traces_no_path():
    paths = reference_paths(levels([[1.0, 2.0, 3.0], [1.0, np.nan, 3.0]], [2000, 2001, 2002]), 1)
    assert set(paths["region"].values.tolist()) == {"r0"}


@given(
    st.lists(st.lists(st.floats(1e-3, 1e6), min_size=5, max_size=5), min_size=1, max_size=6),
    st.integers(1, 4),
    st.floats(1e-3, 1e3),
)
def test_growth_knows_no_unit_and_shares_are_shares(rows, horizon, factor):
    years = range(2000, 2005)
    found = reference_windows(levels(rows, years), horizon)
    scaled = reference_windows(levels(rows, years) * factor, horizon)
    np.testing.assert_allclose(scaled.values, found.values, rtol=1e-9, atol=1e-9)
    odds = reference_odds(found, horizon, 0.02)
    assert 0 <= float(odds["low"]) <= float(odds["all_share"]) + 1e-12
    assert float(odds["all_share"]) <= float(odds["high"]) + 1e-12
    assert (odds["reached"] <= odds["cases"]).all()


@given(st.lists(st.lists(st.floats(0.5, 2.0), min_size=4, max_size=4), min_size=1, max_size=5), st.floats(-0.3, 0.3))
def test_a_higher_demand_is_never_reached_more_often(rows, required):
    found = reference_windows(levels(rows, range(2000, 2004)), 2)
    easy, hard = (reference_odds(found, 2, value) for value in (required, required + 0.1))
    assert float(hard["all_share"]) <= float(easy["all_share"])


@pytest.mark.parametrize("horizon", [0, 51, 2.0])
def test_a_horizon_out_of_range_is_refused(horizon):
    with pytest.raises(InputError, match="horizon"):
        reference_windows(levels([SHANDONG]), horizon)


def test_years_that_are_no_whole_numbers_are_refused():
    with pytest.raises(InputError, match="whole year"):
        reference_windows(levels([[1.0, 2.0]], ["2000", "2001"]), 1)


def test_a_class_without_comparable_years_is_refused():
    with pytest.raises(InputError, match="no span"):
        reference_windows(levels([[1.0, 2.0]], [2000, 2001]), 1, breaks=[2001])
    with pytest.raises(InputError, match="no span"):
        reference_paths(levels([[1.0, np.nan]], [2000, 2001]), 1)


def test_odds_need_a_window_as_long_as_the_horizon_and_a_demand_that_is_a_number():
    found = reference_windows(levels([[1.0, 2.0]], [2000, 2001]), 3)
    with pytest.raises(InputError, match="no span of 3"):
        reference_odds(found, 3, 0.05)
    with pytest.raises(InputError, match="required"):
        reference_odds(found, 1, float("nan"))
