from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import driver_decomposition, growth_contributions
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, Undefined, UnitMismatch

LEVELS = st.one_of(st.just(0.0), st.floats(1e-3, 1e9))
BOTH = array_shapes(min_dims=2, max_dims=2, max_side=5).flatmap(
    lambda shape: arrays(np.float64, (2, *shape), elements=LEVELS)
)


def table(values, **attrs):
    values = np.asarray(values)
    labels = {
        "region": [f"R{i}" for i in range(values.shape[0])],
        "activity": [f"a{i}" for i in range(values.shape[1])],
    }
    return xr.DataArray(values, coords=labels, dims=["region", "activity"], attrs=attrs)


def flags(*values):
    return xr.DataArray(list(values), coords={"activity": [f"a{i}" for i in range(len(values))]}, dims="activity")


# Employees of Freiburg 2008 and 2014 by industry, typed from data(Freiburg) of the R package REAT 3.0.3.
FREIBURG = (
    table([[13004, 2931, 22492, 4503, 3361, 890, 12448, 34358, 6069]]),
    table([[12121, 3154, 25484, 4798, 3372, 1059, 14837, 42931, 6673]]),
)


def test_printed_growth_of_freiburg():
    """REAT 3.0.3: growth 14373 (shift_Freiburg_Dunn.csv); industry 1 −6.79021839434020258 % (data_Freiburg.csv)."""
    start, end = FREIBURG
    parts = growth_contributions(start, end)
    # divisions of whole numbers below 1e6
    assert parts.growth.item() == pytest.approx(14373 / 100056, abs=1e-15)
    rate = parts.contribution.isel(activity=0) * start.sum() / start.isel(activity=0)
    assert rate.item() == pytest.approx(-0.0679021839434020258, abs=1e-15)


def test_equal_to_exact_fractions():
    start, end = FREIBURG
    parts = growth_contributions(start, end)
    x0, x1 = ([int(v) for v in x.values[0]] for x in FREIBURG)
    for i, (a, b) in enumerate(zip(x0, x1, strict=True)):
        # one rounding each
        assert parts.contribution.values[0, i] == pytest.approx(float(Fraction(b - a, sum(x0))), rel=1e-15)
        assert parts.share.values[0, i] == pytest.approx(float(Fraction(b - a, sum(x1) - sum(x0))), rel=1e-15)
    new = flags(False, False, False, True, False, False, True, True, False)
    groups = driver_decomposition(start, end, new)
    gained = sum(x1[i] - x0[i] for i in (3, 6, 7))
    assert groups.share.sel(category="new").item() == pytest.approx(float(Fraction(gained, 14373)), rel=1e-15)


@given(BOTH)
@settings(max_examples=40, deadline=None)
def test_contributions_add_up_to_growth_and_shares_to_one(levels):
    start, end = (table(values) for values in levels)
    parts = growth_contributions(start, end)
    base, moved = start.sum("activity"), abs(end - start).sum("activity")
    defined = (base > 0).values
    # at most five changes are added: a few roundings of the largest
    added = parts.contribution.sum("activity", skipna=False)
    assert (abs(added - parts.growth) * base <= 1e-15 * moved * 5)[defined].all()
    assert np.isnan(parts.growth.values[~defined]).all()
    assert (parts.growth_reason.values == np.where(defined, 0, REASONS["zero_base"])).all()
    assert (parts.contribution_reason == parts.growth_reason).all()
    still = (end - start).sum("activity") == 0
    assert (np.isnan(parts.share) == still).all()
    assert (parts.share_reason == xr.where(still, REASONS["zero_total"], 0)).all()
    whole = abs((end - start).sum("activity"))
    off = abs(parts.share.sum("activity") - 1) * whole
    assert (off <= 1e-15 * moved * 5).values[~still.values].all()


@given(BOTH, st.lists(st.booleans(), min_size=5, max_size=5))
@settings(max_examples=40, deadline=None)
def test_drivers_are_sums_of_contributions(levels, chosen):
    start, end = (table(values) for values in levels)
    new = flags(*chosen[: start.sizes["activity"]])
    parts, groups = growth_contributions(start, end), driver_decomposition(start, end, new)
    # sums in another order: roundings of the largest level over the base
    atol = 1e-14 * (start + end).sum("activity") / start.sum("activity").where(start.sum("activity") > 0)
    for name, mask in (("new", new), ("old", ~new)):
        off = abs(
            groups.contribution.sel(category=name) - parts.contribution.where(mask, 0).sum("activity", skipna=False)
        )
        assert (off <= atol).values[parts.growth.notnull().values].all()
    assert groups.contribution.dims == ("region", "category")
    assert groups.category.values.tolist() == ["new", "old"]


@given(BOTH, st.integers(-20, 20), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_unit_and_order_of_regions_do_not_matter(levels, power, random):
    start, end = (table(values) for values in levels)
    order = list(start.region.values)
    random.shuffle(order)
    once = growth_contributions(start, end)
    again = growth_contributions(start.sel(region=order) * 2.0**power, end * 2.0**power)
    assert again.sel(region=start.region).identical(once)  # exact


def test_flags_may_differ_by_region():
    start, end = table([[1.0, 1.0], [1.0, 1.0]]), table([[2.0, 1.0], [2.0, 1.0]])
    new = table([[True, False], [False, True]])
    assert driver_decomposition(start, end, new).share.sel(category="new").values.tolist() == [1.0, 0.0]


def test_losses_have_a_share_of_either_sign():
    parts = growth_contributions(table([[10.0, 10.0]]), table([[14.0, 7.0]]))
    assert parts.share.values.tolist() == [[4.0, -3.0]]
    assert parts.growth.item() == 0.05


def test_one_empty_region_of_a_table():
    parts = growth_contributions(table([[0.0, 0.0], [1.0, 1.0]]), table([[1.0, 3.0], [1.0, 1.0]]))
    assert parts.share.values[0].tolist() == [0.25, 0.75]
    assert np.isnan(parts.contribution.values[0]).all()
    assert parts.contribution.values[1].tolist() == [0, 0]
    assert parts.contribution_reason.values.tolist() == [[REASONS["zero_base"]] * 2, [0, 0]]
    assert parts.share_reason.values.tolist() == [[0, 0], [REASONS["zero_total"]] * 2]


def test_attributes():
    parts = growth_contributions(table([[1.0]], unit="firm", note="x"), table([[2.0]], unit="firm"))
    for name in parts.data_vars:
        assert parts[name].attrs["unit"] == "1"
        assert "levels in firm" in parts[name].attrs["convention"]


def test_failures(refused):
    x = table([[1.0, 2.0]])
    row = x.isel(region=0, drop=True)
    with refused("zero-total", "growth_contributions", kind=Undefined):
        growth_contributions(row * 0, row)
    with refused("zero-total", "driver_decomposition", kind=Undefined):
        driver_decomposition(row * 0, row, flags(True, False))
    with refused("missing-dims", "end", "region"):
        growth_contributions(x, row)
    with refused("missing-dims", "start", "region"):
        growth_contributions(row, x)
    with refused("not-levels", "-2.0"):
        growth_contributions(x, -x)
    with refused("missing-cells", "activity=a1"):
        growth_contributions(x.where(x < 2), x)
    with refused("units-differ", kind=UnitMismatch):
        growth_contributions(table([[1.0]], unit="firm"), table([[1.0]], unit="person"))
    with refused("label-mismatch", kind=LabelMismatch):
        growth_contributions(x, x.assign_coords(activity=["a0", "zz"]))
    with refused("not-flags", "int64"):
        driver_decomposition(x, x, flags(1, 0))
    with refused("label-mismatch", kind=LabelMismatch):
        driver_decomposition(x, x, flags(True))
    with refused("missing-dims", "start", "region"):
        driver_decomposition(row, row, table([[True, False]]))
