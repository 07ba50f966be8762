"""PRODY and EXPY: exact fractions, bounds, and what is missing."""

from fractions import Fraction

import numpy as np
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import expy, prody
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, Undefined

LEVELS = st.one_of(st.just(0.0), st.floats(1e-6, 1e15))
TABLES = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=6), elements=LEVELS)
ROWS = [[3, 0, 11], [1, 5, 2], [40, 1, 1]]
INCOME = [900, 100, 420]


def table(values):
    values = np.asarray(values)
    labels = {
        "region": [f"R{i}" for i in range(values.shape[0])],
        "activity": [f"A{i}" for i in range(values.shape[1])],
    }
    return xr.DataArray(values, coords=labels, dims=["region", "activity"], attrs={"unit": "CNY"})


def income(values):
    labels = {"region": [f"R{i}" for i in range(len(values))]}
    return xr.DataArray(np.asarray(values, dtype=float), coords=labels, dims="region", attrs={"unit": "USD"})


def test_equal_to_exact_fractions():
    shares = [[Fraction(v, sum(row)) for v in row] for row in ROWS]
    weights = [sum(row[a] for row in shares) for a in range(3)]
    levels = [sum(shares[r][a] * INCOME[r] for r in range(3)) / weights[a] for a in range(3)]
    found = prody(table(ROWS), income(INCOME))
    np.testing.assert_allclose(found, [float(v) for v in levels], rtol=1e-14)
    region = expy(table(ROWS), found)
    exact = [float(sum(shares[r][a] * levels[a] for a in range(3))) for r in range(3)]
    np.testing.assert_allclose(region, exact, rtol=1e-14)
    assert found.attrs["unit"] == region.attrs["unit"] == "USD"


@given(TABLES, st.integers(-20, 20), st.data())
@settings(max_examples=80, deadline=None)
def test_bounded_by_income_and_blind_to_the_size_of_regions(values, power, data):
    if values.sum() == 0:
        return
    earned = data.draw(arrays(np.float64, values.shape[0], elements=LEVELS))
    level = prody(table(values), income(earned))
    np.testing.assert_array_equal(level.isnull(), level.reason != 0)
    np.testing.assert_array_equal(level.reason == REASONS["zero_activity"], values.sum(0) == 0)
    within = earned[values.sum(1) > 0]
    region = expy(table(values), level)
    np.testing.assert_array_equal(region.reason == REASONS["zero_region"], values.sum(1) == 0)
    for found in (level, region):
        assert ((found >= within.min() * (1 - 1e-12)) & (found <= within.max() * (1 + 1e-12)) | found.isnull()).all()
    larger = values.copy()
    larger[0] *= 2.0**power
    np.testing.assert_allclose(prody(table(larger), income(earned)), level, rtol=1e-12)


def test_labels_meet_by_name_and_panels_at_once(refused):
    x, earned = table(ROWS), income(INCOME)
    np.testing.assert_array_equal(prody(x, earned[::-1]), prody(x, earned))
    panel = xr.concat([x, x * 0, x[::-1].assign_coords(region=x.region)], "period").assign_coords(period=[1, 2, 3])
    found = prody(panel, earned)
    assert found.dims == ("period", "activity")
    np.testing.assert_allclose(found.sel(period=1), prody(x, earned))
    assert (found.reason.sel(period=2) == REASONS["zero_total"]).all()
    assert (expy(panel, found).reason.sel(period=2) == REASONS["zero_total"]).all()
    by_period = earned.expand_dims(period=[1, 2, 3])
    np.testing.assert_allclose(prody(panel, by_period), found)
    with refused("label-mismatch", "R9", kind=LabelMismatch):
        prody(x, earned.assign_coords(region=["R0", "R1", "R9"]))


def test_refused(refused):
    x, earned = table(ROWS), income(INCOME)
    with refused("missing-cells", "income"):
        prody(x, earned.where(earned > 100))
    with refused("zero-total", kind=Undefined):
        prody(x * 0, earned)
    with refused("zero-total", kind=Undefined):
        expy(x * 0, prody(x, earned))
    level = prody(x, earned)
    with refused("missing-cells", "prody", "A1"):
        expy(x, level.where(level.activity != "A1"))
    with refused("missing-dims", "period"):
        expy(x, level.expand_dims(period=[1]))
    unused = x.where(x.activity != "A1", 0.0)
    without = level.where(level.activity != "A1")
    np.testing.assert_allclose(expy(unused, without), expy(unused, level))
