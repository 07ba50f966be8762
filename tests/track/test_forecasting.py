"""Re-forecast: paths go on from the actual by their own growth; what is needed stands beside them."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import default_rng

from growthpole.diagnose import cagr_band
from growthpole.tables.bands import Band, rounding_band
from growthpole.tables.breaks import SeriesBreak
from growthpole.track import reforecast

BREAK = SeriesBreak(
    id="census", dimension="indicator", kind="revision", period="2024", codes=("revenue",), source="NBS"
)


def walks(paths=200, years=6, seed=1):
    steps = default_rng(seed).normal(0.05, 0.04, (paths, years)).cumsum(axis=1)
    coords = {"path": range(paths), "period": range(2024, 2024 + years)}
    return xr.DataArray(100 * np.exp(steps), coords=coords, dims=list(coords), attrs={"unit": "1e8 CNY"})


@given(st.floats(0.2, 5), st.integers(0, 4))
def test_the_fan_is_the_quantile_of_each_paths_own_growth(ratio, at):
    paths = walks()
    year = 2024 + at
    actual = ratio * float(np.median(paths.values[:, at]))
    found = reforecast(paths, Band(actual, actual, actual), year)
    grown = np.array([[path[t] / path[at] for t in range(at + 1, 6)] for path in paths.values])
    assert found.fan.values == pytest.approx(actual * np.quantile(grown, [0.1, 0.5, 0.9], axis=0), rel=1e-12)
    assert found.ratio.item() == pytest.approx(ratio, rel=1e-12)
    assert list(found.period.values) == list(range(year + 1, 2030))
    assert found.fan.attrs["unit"] == "1e8 CNY"
    assert "needed" not in found


def test_what_is_needed_has_the_band_of_the_actual():
    actual, target = rounding_band("104"), rounding_band("140", exact=True)
    found = reforecast(walks(), actual, 2025, target=target, goal=2028)
    need = cagr_band(actual, target, 3)
    assert [found[name].item() for name in ("needed", "needed_low", "needed_high")] == [need.value, need.low, need.high]
    paths = walks().values
    assert found.odds.item() == np.mean([104 * path[4] / path[1] >= 140 for path in paths])
    assert found.place.item() == np.mean(paths[:, 1] <= 104)


def test_more_now_never_lowers_the_odds():
    odds = [
        reforecast(walks(), Band(x, x, x), 2025, target=Band(140, 140, 140), goal=2028).odds.item()
        for x in np.linspace(80, 160, 30)
    ]
    assert odds == sorted(odds)
    assert odds[0] < odds[-1]


def test_the_last_period_leaves_nothing_to_forecast():
    assert reforecast(walks(), Band(1, 1, 1), 2029).fan.shape == (3, 0)


def test_the_order_of_dimensions_does_not_matter():
    paths, actual = walks(), Band(100, 99.5, 100.5)
    xr.testing.assert_identical(reforecast(paths, actual, 2025), reforecast(paths.transpose(), actual, 2025))


def test_a_break_between_the_history_and_the_actual_is_refused(refused):
    told = {"breaks": [BREAK], "series": {"indicator": "revenue"}}
    with refused("series-break", "census"):
        reforecast(walks(), Band(1, 1, 1), 2024, **told)
    reforecast(walks(), Band(1, 1, 1), 2025, base=2024, **told)


def test_what_cannot_be_is_refused(refused):
    paths, one = walks(), Band(1, 1, 1)
    with refused("no-such-label", "2031"):
        reforecast(paths, one, 2031)
    with refused("reforecast-goal"):
        reforecast(paths, one, 2025, target=one)
    with refused("reforecast-goal"):
        reforecast(paths, one, 2025, target=one, goal=2025)
    with refused("not-a-share"):
        reforecast(paths, one, 2025, quantiles=[10])
    with refused("not-above", "period=2025"):
        reforecast(paths * 0, one, 2025)
    with refused("not-a-year"):
        reforecast(paths.assign_coords(period=[f"{y}-01/{y}-06" for y in range(2024, 2030)]), one, 2025)
    with refused("one-table"):
        reforecast(paths.expand_dims(region=["N"]), one, 2025)
