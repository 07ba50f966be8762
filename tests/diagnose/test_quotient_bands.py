"""Location quotients of rounded figures: the exact ends, found without trying tables."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from growthpole.diagnose import location_quotient, location_quotient_band
from growthpole.dims import REASONS


def table(values) -> xr.DataArray:
    values = np.asarray(values, dtype=float)
    coords = {
        "region": [f"r{i}" for i in range(values.shape[-2])],
        "activity": [f"a{i}" for i in range(values.shape[-1])],
    }
    return xr.DataArray(values, coords=coords, dims=["region", "activity"])


def exact(cells, r, a) -> Fraction:
    rows, columns = [sum(row) for row in cells], [sum(column) for column in zip(*cells, strict=True)]
    return cells[r][a] * Fraction(sum(rows)) / (rows[r] * columns[a])


TABLES = hnp.arrays(float, st.tuples(st.integers(2, 4), st.integers(2, 4)), elements=st.integers(1, 400).map(float))


def test_corners_of_a_small_table_in_exact_fractions():
    printed, half = [[300, 700], [900, 8100]], 50
    band = location_quotient_band(table(printed), half)
    for r, a in itertools.product(range(2), range(2)):
        corners = [
            exact([[printed[0][0] + d[0], printed[0][1] + d[1]], [printed[1][0] + d[2], printed[1][1] + d[3]]], r, a)
            for d in itertools.product((-half, half), repeat=4)
        ]
        cell = band.isel(region=r, activity=a)
        assert cell["low"].item() == pytest.approx(float(min(corners)), rel=1e-13)
        assert cell["high"].item() >= float(max(corners)) * (1 - 1e-13)


def test_the_peak_inside_a_band_is_found():
    # nearly all of the region: more of the activity makes the nation more alike, so the top lies between the ends
    high = location_quotient_band(table([[100.0, 140.0], [140.0, 20.0]]), 80.0)["high"].values[0, 0]
    own = np.linspace(20, 180, 1601)
    grid = own * (own + 60 + 60 + 100) / ((own + 60) * (own + 60))
    assert np.argmax(grid) not in (0, len(grid) - 1)
    assert high == pytest.approx(grid.max(), rel=1e-6)  # the grid is 0.1 wide and flat at the peak
    assert high >= grid.max()


@settings(deadline=None, max_examples=60)
@given(TABLES, st.integers(0, 60), st.integers(0, 2**32 - 1))
def test_every_table_that_rounds_to_the_figures_lies_within(values, half, seed):
    x = table(values)
    band = location_quotient_band(x, half)
    rng = np.random.default_rng(seed)
    for _ in range(10):
        inside = (x + half * rng.choice([-1.0, 1.0, 0.3], x.shape)).clip(min=0)
        if inside.sum() == 0:
            continue
        drawn = location_quotient(inside)
        known = drawn.notnull()
        assert bool((drawn >= band["low"] * (1 - 1e-12)).where(known, True).all())  # rounding of the sums
        assert bool((drawn <= band["high"] * (1 + 1e-12)).where(known, True).all())


@settings(deadline=None, max_examples=60)
@given(TABLES)
def test_no_width_no_band(values):
    x = table(values)
    band = location_quotient_band(x, 0)
    for end in ("low", "high"):
        np.testing.assert_allclose(band[end].values, location_quotient(x).values, rtol=1e-12)


@settings(deadline=None, max_examples=60)
@given(TABLES, st.integers(1, 40))
def test_wider_rounding_gives_wider_bands(values, half):
    narrow, wide = (location_quotient_band(table(values), width) for width in (half, 2 * half))
    assert bool((wide["low"] <= narrow["low"] + 1e-12).all())
    assert bool((wide["high"] >= narrow["high"] - 1e-12).all())


@settings(deadline=None, max_examples=60)
@given(TABLES, st.integers(0, 40), st.floats(1e-3, 1e3))
def test_the_unit_does_not_matter(values, half, scale):
    first, second = (
        location_quotient_band(table(values), half),
        location_quotient_band(table(values * scale), half * scale),
    )
    for name in ("low", "lq", "high"):
        np.testing.assert_allclose(first[name].values, second[name].values, rtol=1e-9)


def test_widths_by_cell_meet_by_label():
    x = table([[10.0, 20.0], [30.0, 40.0]])
    widths = xr.DataArray([5.0, 0.0], coords={"activity": ["a1", "a0"]}, dims="activity")
    by_cell = location_quotient_band(x, widths)
    same = location_quotient_band(x, table([[0.0, 5.0], [0.0, 5.0]]))
    xr.testing.assert_equal(by_cell, same)


def test_empty_activities_keep_their_reason():
    band = location_quotient_band(table([[1.0, 0.0], [2.0, 0.0]]), 0.5)
    assert band["low"].reason.values[0].tolist() == [0, REASONS["zero_activity"]]
    assert np.isnan(band["high"].values[:, 1]).all()
    assert not band["distinguishable"].values[:, 1].any()


def test_distinguishable_on_either_side():
    band = location_quotient_band(table([[300.0, 700.0], [900.0, 8100.0]]), 50)
    assert band["distinguishable"].values.all()
    assert not location_quotient_band(table([[300.0, 700.0], [900.0, 2100.0]]), 50)["distinguishable"].values.any()


@pytest.mark.parametrize("half", [-1.0, float("nan"), float("inf")])
def test_widths_that_are_none(refused, half):
    with refused("outside-range", "half_width"):
        location_quotient_band(table([[1.0, 2.0], [3.0, 4.0]]), half)
