from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import shift_share
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, Undefined, UnitMismatch

PARTS = ("national", "mix", "regional", "change")
LEVELS = st.one_of(st.just(0.0), st.floats(1e-6, 1e15))
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


def nation(values):
    labels = [f"a{i}" for i in range(len(values))]
    return xr.DataArray(np.asarray(values), coords={"activity": labels}, dims="activity")


def totals(parts):
    return [parts[name].sum().item() for name in PARTS]


# Number of employees by industry, typed from data(Freiburg) of the R package REAT 3.0.3:
# Freiburg 2008, 2014, Germany 2008, 2014.
FREIBURG = [
    (13004, 12121, 7073942, 7155807),
    (2931, 3154, 1572378, 1696961),
    (22492, 25484, 6248666, 6674652),
    (4503, 4798, 841848, 925648),
    (3361, 3372, 990439, 996498),
    (890, 1059, 220171, 232167),
    (12448, 14837, 3296029, 3992230),
    (34358, 42931, 5905168, 7127512),
    (6069, 6673, 1084708, 1123004),
]
EXAMPLE = [(90, 100, 400, 440), (20, 40, 150, 210), (10, 10, 150, 135), (60, 55, 400, 480)]


def from_rows(rows):
    start, end, nation_start, nation_end = zip(*rows, strict=True)
    return shift_share(table([start]), table([end]), nation_start=nation(nation_start), nation_end=nation(nation_end))


def exactly(rows):
    """The components in fractions, by the definition with rates (no base here is zero)."""
    total = Fraction(sum(row[3] for row in rows), sum(row[2] for row in rows)) - 1
    sums = [Fraction(0)] * 4
    for x0, x1, n0, n1 in rows:
        activity = Fraction(n1, n0) - 1
        cell = (x0 * total, x0 * (activity - total), x0 * (Fraction(x1, x0) - 1 - activity), Fraction(x1 - x0))
        sums = [a + b for a, b in zip(sums, cell, strict=True)]
    return [float(value) for value in sums]


def test_printed_example():
    """REAT manual, shift(): 25 = 27 + 1 − 3 (also oracles/regional/shift_A_Dunn.csv)."""
    # numbers below 1000 added four times
    assert totals(from_rows(EXAMPLE)) == pytest.approx([27, 1, -3, 25], abs=1e-12)


def test_printed_freiburg():
    """Output of REAT 3.0.3 shift() on data(Freiburg), oracles/regional/shift_Freiburg_Dunn.csv."""
    # printed to three decimals in design/methods.md, to ten in the file; numbers up to 1e5, nine of them
    expected = [9887.2783982608962, 2501.6118784160935, 1984.1097233230073, 14373]
    assert totals(from_rows(FREIBURG)) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("rows", [EXAMPLE, FREIBURG])
def test_equal_to_exact_fractions(rows):
    # cancellation of numbers up to 1e5 added nine times
    assert totals(from_rows(rows)) == pytest.approx(exactly(rows), abs=1e-9)


@given(BOTH)
@settings(max_examples=50, deadline=None)
def test_components_add_up_to_the_change(levels):
    start, end = levels
    if start.sum() == 0:
        return
    parts = shift_share(table(start), table(end))
    defined = start.sum(axis=0) > 0
    added = (parts.national + parts.mix + parts.regional).values
    # every product is at most x1 or the grand total at the end; a few roundings of those
    scale = start.sum() + end.sum()
    np.testing.assert_allclose(added[:, defined], parts.change.values[:, defined], rtol=0, atol=1e-14 * scale)
    for name in ("mix", "regional"):
        assert np.isnan(parts[name].values[:, ~defined]).all()
        assert (parts[name].reason.values[:, ~defined] == REASONS["zero_base"]).all()
        assert (parts[name].reason.values[:, defined] == 0).all()
    # within the nation, what one region gains on the nation's activity the others lose
    np.testing.assert_allclose(parts.regional.values[:, defined].sum(axis=0), 0, atol=1e-13 * scale)


@given(BOTH, st.integers(-20, 20))
@settings(max_examples=50, deadline=None)
def test_components_scale_with_the_unit(levels, power):
    start, end = levels
    if start.sum() == 0:
        return
    factor = 2.0**power  # exact: no tolerance needed
    once, scaled = shift_share(table(start), table(end)), shift_share(table(start * factor), table(end * factor))
    for name in PARTS:
        np.testing.assert_array_equal(scaled[name].values, once[name].values * factor)


@given(BOTH, st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_order_of_regions_and_labels_of_the_end_do_not_matter(levels, random):
    start, end = (table(values) for values in levels)
    if float(start.sum()) == 0:
        return
    order = list(start.region.values)
    random.shuffle(order)
    once, again = shift_share(start, end), shift_share(start.sel(region=order), end)
    # another order of summation of at most five terms; see the scale above
    atol = 1e-14 * float(start.sum() + end.sum())
    for name in PARTS:
        np.testing.assert_allclose(again[name].sel(region=start.region), once[name], rtol=1e-12, atol=atol)


def test_everything_at_the_national_rate_has_only_the_national_component():
    start = table([[1.0, 2.0], [4.0, 8.0]])
    parts = shift_share(start, start * 1.5)
    np.testing.assert_array_equal(parts.national, parts.change)
    np.testing.assert_array_equal(parts.mix, 0)
    np.testing.assert_array_equal(parts.regional, 0)


def test_a_start_from_zero_in_the_region_has_a_value():
    parts = shift_share(table([[0.0, 10.0], [5.0, 10.0]]), table([[3.0, 10.0], [5.0, 10.0]]))
    assert parts.regional.sel(region="R0", activity="a0").item() == 3.0
    assert (parts.reason == 0).all()


def test_a_start_from_zero_in_the_nation_has_none():
    parts = shift_share(table([[0.0, 10.0]]), table([[3.0, 12.0]]))
    assert parts.national.values.tolist()[0][0] == 0
    assert parts.change.values.tolist() == [[3.0, 2.0]]
    assert np.isnan(parts.mix.sel(activity="a0")).all()
    assert np.isnan(parts.regional.sel(activity="a0")).all()
    assert parts.reason.values.tolist() == [[REASONS["zero_base"], 0]]


def test_a_panel_in_one_call_equals_its_slices():
    first, empty = table([[1.0, 2.0], [3.0, 4.0]]), table([[0.0, 0.0], [0.0, 0.0]])
    start = xr.concat([first, empty], dim="period").assign_coords(period=[1, 2])
    end = start + 1
    parts = shift_share(start, end)
    alone = shift_share(start.sel(period=1, drop=True), end.sel(period=1, drop=True))
    for name in PARTS:
        np.testing.assert_array_equal(parts[name].sel(period=1), alone[name])
        assert parts[name].dims == ("period", "region", "activity")
    assert np.isnan(parts.national.sel(period=2)).all()
    assert (parts.reason.sel(period=2) == REASONS["zero_total"]).all()


def test_unit_is_the_stated_one():
    parts = shift_share(table([[1.0]], unit="firm", note="x"), table([[2.0]], unit="firm"))
    assert set(parts.mix.attrs) == {"unit", "convention"}
    assert parts.mix.attrs["unit"] == "firm"
    assert from_rows(EXAMPLE).mix.attrs["unit"] == "as given"


def test_failures(refused):
    x = table([[1.0, 2.0], [3.0, 4.0]])
    with refused("label-mismatch", "a1", "zz", kind=LabelMismatch):
        shift_share(x, x.assign_coords(activity=["a0", "zz"]))
    with refused("no-labels", "end", kind=LabelMismatch):
        shift_share(x, x.drop_vars("region"))
    with refused("missing-dims", "end", "region"):
        shift_share(x, nation([1.0, 2.0]))
    with refused("missing-dims", "start", "region"):
        shift_share(nation([1.0, 2.0]), x)
    with refused("pair-needed", "nation_end"):
        shift_share(x, x, nation_start=nation([9.0, 9.0]))
    with refused("label-mismatch", kind=LabelMismatch):
        shift_share(x, x, nation_start=nation([9.0]), nation_end=nation([9.0]))
    with refused("missing-cells", "region=R0, activity=a1"):
        shift_share(table([[1.0, np.nan]]), table([[1.0, 1.0]]))
    with refused("not-levels", "end", "-1.0"):
        shift_share(table([[1.0, 1.0]]), table([[1.0, -1.0]]))
    with refused("zero-total", "shift_share", kind=Undefined):
        shift_share(table([[0.0, 0.0]]), table([[1.0, 1.0]]))
    with refused("units-differ", "1e8 CNY", kind=UnitMismatch):
        shift_share(table([[1.0]], unit="1e4 CNY"), table([[1.0]], unit="1e8 CNY"))
    with refused("unknown-variant", "esteban", "dunn"):
        shift_share(x, x, "esteban")
