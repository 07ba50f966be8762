import warnings
from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from growthpole.diagnose import rank, rank_mobility
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, UnitMismatch

VALUES = st.one_of(st.sampled_from([0.0, 1.0, 2.0, -2.0]), st.floats(-1e9, 1e9), st.just(np.nan))
PAIRS = st.integers(1, 7).flatmap(lambda n: arrays(np.float64, (2, n), elements=VALUES))


def column(values, **attrs):
    values = np.asarray(values, dtype=float)
    labels = {"region": [f"R{i}" for i in range(len(values))]}
    return xr.DataArray(values, coords=labels, dims="region", attrs=attrs)


# Hollander & Wolfe (1973), p. 187 f., lightness and quality of tuna; the example of R's cor.test.
LIGHTNESS = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1]
QUALITY = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8]


def test_printed_tuna():
    """R documentation of cor.test, Kendall on the tuna data: T = 26, tau 0.4444444."""
    moved = rank_mobility(column(LIGHTNESS), column(QUALITY))
    assert moved.kendall.item() == pytest.approx(0.4444444, abs=5e-8)  # printed to seven digits
    concordant = sum((LIGHTNESS[i] - LIGHTNESS[j]) * (QUALITY[i] - QUALITY[j]) > 0 for i in range(9) for j in range(i))
    assert concordant == 26
    # one rounding: 26 concordant and 10 discordant of 36 pairs; 1 − 6·48/(9·80)
    assert moved.kendall.item() == pytest.approx(float(Fraction(26 - 10, 36)), abs=1e-16)
    assert moved.spearman.item() == pytest.approx(float(1 - Fraction(6 * 48, 720)), abs=2e-16)
    assert moved.compared.item() == 9


@given(PAIRS)
@settings(max_examples=80, deadline=None)
def test_equal_to_scipy(values):
    x, y = values
    both = ~np.isnan(x) & ~np.isnan(y)
    moved = rank_mobility(column(x), column(y))
    assert moved.compared.item() == both.sum()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scipy warns where nothing varies
        if both.sum() > 1:
            # two other algorithms, a few roundings
            expected = [stats.kendalltau(x[both], y[both]).statistic, stats.spearmanr(x[both], y[both]).statistic]
            np.testing.assert_allclose([moved.kendall, moved.spearman], expected, atol=1e-12)
        else:
            assert np.isnan(moved.kendall)


@given(PAIRS, st.booleans())
@settings(max_examples=50, deadline=None)
def test_mean_change_counts_places_among_those_compared(values, descending):
    x, y = (column(v) for v in values)
    both = x.notnull() & y.notnull()
    moved = rank_mobility(x, y, descending=descending)
    places = [rank(v.where(both), "region", descending=descending)["rank"] for v in (x, y)]
    if both.any():
        # one division
        assert moved.mean_rank_change.item() == pytest.approx(float(abs(places[1] - places[0]).mean()), abs=1e-15)
        assert moved.mean_rank_change_reason == 0
    else:
        assert np.isnan(moved.mean_rank_change)
        assert moved.mean_rank_change_reason == REASONS["not_applicable"]


@given(PAIRS)
@settings(max_examples=50, deadline=None)
def test_bounds_symmetry_and_reversal(values):
    x, y = (column(v) for v in values)
    once, back, turned = rank_mobility(x, y), rank_mobility(y, x), rank_mobility(x, -y)
    for name in ("kendall", "spearman"):
        assert (abs(once[name]) <= 1).all() or np.isnan(once[name])
        np.testing.assert_array_equal(back[name], once[name])
        np.testing.assert_array_equal(turned[name], -once[name])
        code = REASONS["not_applicable"] if np.isnan(once[name]) else 0
        assert once[f"{name}_reason"] == code
    assert once.mean_rank_change.equals(back.mean_rank_change)


@given(PAIRS, st.integers(-20, 20), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_unit_and_order_do_not_matter(values, power, random):
    x, y = (column(v) for v in values)
    order = list(x.region.values)
    random.shuffle(order)
    assert rank_mobility(x, y).identical(rank_mobility(x.sel(region=order) * 2.0**power, y * 2.0**power))


def test_the_same_order_and_the_reverse():
    x = column([1.0, 5.0, 5.0, 9.0])
    same = rank_mobility(x, x + 1)
    assert [same.kendall.item(), same.spearman.item(), same.mean_rank_change.item()] == [1, 1, 0]
    assert rank_mobility(x, -x).kendall.item() == -1


def test_who_enters_moves_nobody():
    before, after = column([3.0, 2.0, 1.0, np.nan]), column([3.0, 2.0, 1.0, 9.0])
    moved = rank_mobility(before, after)
    assert moved.mean_rank_change.item() == 0
    assert moved.compared.item() == 3


def test_a_panel_is_compared_period_by_period():
    values = np.array([[[1.0, 2, 3], [1, 1, 1]], [[2, 1, 3], [1, 2, 3]], [[2, 1, 3], [3, 2, 1]]])
    labels = {"period": [2019, 2020, 2022], "activity": ["a", "b"], "region": list("NSW")}
    panel = xr.DataArray(values, coords=labels, dims=["period", "activity", "region"])
    moved = rank_mobility(panel)
    assert moved.kendall.dims == ("period", "activity")
    assert moved.period.values.tolist() == [2020, 2022]
    for i, year in enumerate((2020, 2022)):
        alone = rank_mobility(panel.isel(period=i, drop=True), panel.isel(period=i + 1, drop=True))
        assert moved.sel(period=year, drop=True).identical(alone)
    assert np.isnan(moved.kendall.values).tolist() == [[False, True], [False, False]]
    assert moved.spearman_reason.values.tolist() == [[0, REASONS["not_applicable"]], [0, 0]]


def test_differences_that_leave_the_range_of_floats():
    x = column([-1e308, 1e308, 0.0])
    assert rank_mobility(x, x).kendall.item() == 1


def test_units_of_the_results():
    moved = rank_mobility(column([1.0, 2.0]), column([2.0, 1.0]))
    assert moved.mean_rank_change.attrs["unit"] == "rank"
    assert "tau-b" in moved.kendall.attrs["convention"]


def test_failures(refused):
    x = column([1.0, 2.0])
    with refused("missing-dims", "period"):
        rank_mobility(x)
    with refused("missing-dims", "activity"):
        rank_mobility(x, x, "activity")
    with refused("infinite-cells", "end", "region=R0"):
        rank_mobility(x, column([np.inf, 1.0]))
    with refused("label-mismatch", kind=LabelMismatch):
        rank_mobility(x, x.assign_coords(region=["R0", "zz"]))
    with refused("units-differ", kind=UnitMismatch):
        rank_mobility(column([1.0], unit="firm"), column([1.0], unit="person"))
    panel = xr.concat([x, x], "period").assign_coords(period=[2021, 2020])
    with refused("periods-not-ordered", "2021, 2020"):
        rank_mobility(panel)
    with refused("not-a-year", "2020-01"):
        rank_mobility(panel.assign_coords(period=["2020-01", "2020-02"]))
    with refused("too-few-labels", "period"):
        rank_mobility(panel.isel(period=[0]))
