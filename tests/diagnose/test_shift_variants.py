from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import krugman, shift_share
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, Undefined

EFFECTS = ("national", "mix", "regional_growth", "regional_mix")
ADDITIVE = {
    "dunn": ("national", "mix", "regional"),
    "esteban_marquillas": ("national", "mix", "regional", "allocation"),
    "arcelus": (*EFFECTS, *(f"{name}_allocation" for name in EFFECTS)),
    "spatial": ("national", "neighbours", "regional"),
}
POSITIVE = array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=4).flatmap(
    lambda shape: arrays(np.int64, (2, *shape), elements=st.integers(1, 10_000))
)


def table(values, **attrs):
    values = np.asarray(values)
    labels = {
        "region": [f"R{i}" for i in range(values.shape[0])],
        "activity": [f"a{i}" for i in range(values.shape[1])],
    }
    return xr.DataArray(values, coords=labels, dims=["region", "activity"], attrs=attrs)


def nation(values):
    return xr.DataArray(values, coords={"activity": [f"a{i}" for i in range(len(values))]}, dims="activity")


def ring(size):
    """Each region's neighbours are the others, with equal weight."""
    regions = [f"R{i}" for i in range(size)]
    weights = (1 - np.eye(size)) / (size - 1)
    return xr.DataArray(weights, coords={"region": regions, "region_other": regions}, dims=["region", "region_other"])


# REAT 3.0.3, example of shift(): region and nation, typed from the manual.
EXAMPLE = (
    table([[90, 20, 10, 60]]),
    table([[100, 40, 10, 55]]),
    {"nation_start": nation([400, 150, 150, 400]), "nation_end": nation([440, 210, 135, 480])},
)


def exactly(start, end, weights=None):
    """Every variant in fractions, cell by cell, by the definitions with growth rates."""
    start = [[Fraction(int(v)) for v in row] for row in start]
    end = [[Fraction(int(v)) for v in row] for row in end]
    rows, columns = range(len(start)), range(len(start[0]))
    n0, n1 = ([sum(x[r][a] for r in rows) for a in columns] for x in (start, end))
    g = sum(n1) / sum(n0) - 1
    found = {}
    for r in rows:
        total0, total1 = sum(start[r]), sum(end[r])
        g_r = total1 / total0 - 1
        for a in columns:
            x0, g_a, g_ra = start[r][a], n1[a] / n0[a] - 1, end[r][a] / start[r][a] - 1
            h = total0 * n0[a] / sum(n0)
            effects = (g, g_a - g, g_r - g, g_ra - g_r - g_a + g)
            cell = {
                "dunn": (x0 * g, x0 * (g_a - g), x0 * (g_ra - g_a)),
                "esteban_marquillas": (x0 * g, x0 * (g_a - g), h * (g_ra - g_a), (x0 - h) * (g_ra - g_a)),
                "arcelus": (*(h * e for e in effects), *((x0 - h) * e for e in effects)),
            }
            if weights is not None:
                around0, around1 = (sum(weights[r][k] * x[k][a] for k in rows) for x in (start, end))
                pace = around1 / around0 - 1
                cell["spatial"] = (x0 * g, x0 * (pace - g), x0 * (g_ra - pace))
            found[r, a] = cell
    return found


def equal_weights(size):
    return [[Fraction(int(i != j), size - 1) for j in range(size)] for i in range(size)]


def run(variant, start, end, **nations):
    weights = {"weights": ring(start.sizes["region"])} if variant == "spatial" else {}
    return shift_share(start, end, variant, **weights, **nations)


def test_printed_esteban_marquillas():
    """REAT 3.0.3 shift(method = "Esteban"), oracles/regional/shift_A_Esteban.csv."""
    start, end, nations = EXAMPLE
    parts = shift_share(start, end, "esteban_marquillas", **nations)
    totals = [parts[name].sum().item() for name in ADDITIVE["esteban_marquillas"]]
    # four numbers below 1000 added
    assert totals == pytest.approx([27, 1, -0.63636363636363646, -2.36363636363636331], abs=1e-12)


def test_printed_gerfin():
    """REAT 3.0.3 shift(method = "Gerfin"), oracles/regional/shift_A_Gerfin.csv."""
    start, end, nations = EXAMPLE
    parts = shift_share(start, end, "gerfin", **nations)
    values = [parts[name].item() for name in ("mix", "regional", "net")]
    # a few divisions of numbers near 1
    assert values == pytest.approx([1.00483091787439616, 0.98557692307692313, 0.99033816425120780], abs=1e-14)
    assert parts.net.dims == ("region",)
    assert parts.net.attrs["unit"] == "1"


def test_arcelus_holds_the_printed_sums():
    """Its mix adds up to REAT's industrial mix, its regional effects to REAT's Dunn and Esteban-Marquillas ones."""
    start, end, nations = EXAMPLE
    parts = shift_share(start, end, "arcelus", **nations).sum(["region", "activity"])
    # four numbers below 1000 added
    assert (parts.mix + parts.mix_allocation).item() == pytest.approx(1, abs=1e-12)
    assert (parts.regional_growth + parts.regional_mix).item() == pytest.approx(-0.63636363636363646, abs=1e-12)
    away = parts.regional_growth_allocation + parts.regional_mix_allocation
    assert away.item() == pytest.approx(-2.36363636363636331, abs=1e-12)


@given(POSITIVE)
@settings(max_examples=15, deadline=None)
def test_equal_to_exact_fractions(levels):
    start, end = levels
    found = exactly(start, end, equal_weights(len(start)))
    # growth factors up to 1e4 times levels up to 4e4, a few roundings each
    atol = 1e-14 * 1e4 * start.sum()
    for variant, names in ADDITIVE.items():
        parts = run(variant, table(start), table(end))
        assert set(parts.data_vars) == {*names, "change"}
        for (r, a), cell in found.items():
            values = [parts[name].values[r, a] for name in names]
            np.testing.assert_allclose(values, [float(v) for v in cell[variant]], rtol=1e-12, atol=atol)
            assert sum(cell[variant]) == int(end[r, a]) - int(start[r, a])


@given(POSITIVE, st.sampled_from(tuple(ADDITIVE)))
@settings(max_examples=40, deadline=None)
def test_components_add_up_to_the_change(levels, variant):
    start, end = levels
    parts = run(variant, table(start), table(end))
    added = sum(parts[name] for name in ADDITIVE[variant])
    # as above
    np.testing.assert_allclose(added, end - start, rtol=0, atol=1e-14 * 1e4 * start.sum())


@given(POSITIVE, st.integers(-20, 20), st.sampled_from((*ADDITIVE, "gerfin")), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_unit_and_order_do_not_matter(levels, power, variant, random):
    start, end = (table(values) for values in levels)
    order = list(start.region.values)
    random.shuffle(order)
    once = run(variant, start, end)
    factor = 2.0**power  # exact
    again = run(variant, start.sel(region=order) * factor, end * factor)
    scale = 1.0 if variant == "gerfin" else factor
    atol = 1e-14 * scale * 1e4 * float(start.sum())
    for name in once.data_vars:
        # another order of summation of at most four regions
        np.testing.assert_allclose(again[name].sel(region=start.region), once[name] * scale, rtol=1e-11, atol=atol)


@given(POSITIVE)
@settings(max_examples=40, deadline=None)
def test_laws_of_homothetic_levels(levels):
    start, end = (table(values) for values in levels)
    parts = shift_share(start, end, "arcelus")
    # growth factors up to 1e4 times levels up to 4e4, four of them added
    atol = 1e-13 * 1e4 * float(start.sum())
    # a region composed like the nation has no mix effect, and its specialisation none of a common rate
    for name in ("mix", "national_allocation", "regional_growth_allocation"):
        np.testing.assert_allclose(parts[name].sum("activity"), 0, atol=atol)
    simple = shift_share(start, end, "esteban_marquillas")
    np.testing.assert_allclose(parts.regional_growth + parts.regional_mix, simple.regional, rtol=1e-9, atol=atol)
    dunn = shift_share(start, end)
    np.testing.assert_allclose(simple.regional + simple.allocation, dunn.regional, rtol=1e-9, atol=atol)


@given(POSITIVE)
@settings(max_examples=40, deadline=None)
def test_gerfin_is_a_product_and_agrees_with_dunn(levels):
    start, end = (table(values) for values in levels)
    indices, parts = shift_share(start, end, "gerfin"), shift_share(start, end).sum("activity")
    # a few roundings; the sums of positive numbers lose nothing
    np.testing.assert_allclose(indices.mix * indices.regional, indices.net, rtol=1e-14)
    expected = start.sum("activity") + parts.national + parts.mix
    np.testing.assert_allclose(indices.regional * expected, end.sum("activity"), rtol=1e-9)


def test_gerfin_in_fractions():
    """180 → 205 in a nation of 1100 → 1265; 208 had each activity grown as in the nation."""
    start, end, nations = EXAMPLE
    parts = shift_share(start, end, "gerfin", **nations)
    pace = Fraction(1265, 1100)
    expected = {"mix": Fraction(208, 180) / pace, "regional": Fraction(205, 208), "net": Fraction(205, 180) / pace}
    for name, value in expected.items():
        assert parts[name].item() == pytest.approx(float(value), abs=1e-15)


def test_a_region_like_the_nation_has_no_allocation():
    start = table([[1.0, 3.0], [10.0, 30.0]])
    parts = shift_share(start, table([[2.0, 3.0], [9.0, 40.0]]), "esteban_marquillas")
    # the homothetic level is the level up to rounding
    np.testing.assert_allclose(parts.allocation, 0, atol=1e-14)
    assert krugman(start, start.sum("region")).values == pytest.approx([0, 0], abs=1e-15)


def test_neighbours_with_the_nation_as_neighbourhood_give_dunn():
    """With each region's weights on a copy of the nation, the spatial variant is Dunn's."""
    start, end = np.array([[5.0, 7.0], [1.0, 4.0]]), np.array([[6.0, 7.0], [3.0, 3.0]])
    n0, n1 = start.sum(axis=0), end.sum(axis=0)
    regions = ["R0", "R1", "R2"]
    weights = xr.DataArray(
        [[0, 0, 1.0], [0, 0, 1.0], [0.5, 0.5, 0]],
        coords={"region": regions, "region_other": regions},
        dims=["region", "region_other"],
    )
    nations = {"nation_start": nation(n0), "nation_end": nation(n1)}
    wide0, wide1 = table(np.vstack([start, n0])), table(np.vstack([end, n1]))
    parts = shift_share(wide0, wide1, "spatial", weights=weights, **nations)
    dunn = shift_share(table(start), table(end), **nations)
    here = {"region": ["R0", "R1"]}
    np.testing.assert_array_equal(parts.regional.sel(here), dunn.regional)
    np.testing.assert_array_equal(parts.neighbours.sel(here), dunn.mix)


def test_weights_meet_by_label():
    start, end = table([[5.0, 7.0], [1.0, 4.0], [2.0, 2.0]]), table([[6.0, 7.0], [3.0, 3.0], [2.0, 5.0]])
    weights = ring(3)
    weights.loc[{"region": "R0"}] = [0, 0.25, 0.75]
    once = shift_share(start, end, "spatial", weights=weights)
    turned = weights.sel(region=["R2", "R0", "R1"], region_other=["R1", "R2", "R0"]).T
    assert once.identical(shift_share(start, end, "spatial", weights=turned))


def test_weights_may_change_from_year_to_year():
    start = xr.concat([table([[5.0], [1.0], [2.0]]), table([[4.0], [3.0], [2.0]])], "period").assign_coords(
        period=[1, 2]
    )
    other = ring(3)
    other.loc[{"region": "R0"}] = [0, 0.25, 0.75]
    weights = xr.concat([other, ring(3)], "period").assign_coords(period=[2, 1])
    parts = shift_share(start, start + 1, "spatial", weights=weights)
    for year, alone in ((1, ring(3)), (2, other)):
        x = start.sel(period=year, drop=True)
        np.testing.assert_array_equal(
            parts.regional.sel(period=year), shift_share(x, x + 1, "spatial", weights=alone).regional
        )


def test_a_start_from_zero_in_the_region():
    start, end = table([[0.0, 10.0], [5.0, 10.0]]), table([[3.0, 10.0], [5.0, 10.0]])
    for variant, undefined in (
        ("esteban_marquillas", ("regional", "allocation")),
        ("arcelus", ("regional_mix", "regional_mix_allocation")),
    ):
        parts = shift_share(start, end, variant)
        assert parts.reason.values.tolist() == [[REASONS["zero_base"], 0], [0, 0]]
        for name in parts.data_vars:
            assert np.isnan(parts[name].values[0, 0]) == (name in undefined)
            assert np.isfinite(parts[name].values[:, 1]).all()


def test_an_activity_nobody_has_does_not_undo_the_indices():
    start, end = table([[4.0, 0.0], [6.0, 0.0]]), table([[5.0, 0.0], [6.0, 0.0]])
    with_empty, without = shift_share(start, end, "gerfin"), shift_share(start[:, :1], end[:, :1], "gerfin")
    xr.testing.assert_identical(with_empty, without)
    # the nation starts the activity: no rate, no index of any region
    started = shift_share(start, end + table([[0.0, 1.0], [0.0, 0.0]]), "gerfin")
    assert np.isnan(started.mix).all()
    assert np.isnan(started.regional).all()
    assert np.isfinite(started.net).all()
    assert (started.reason == REASONS["zero_base"]).all()


def test_empty_regions_and_islands():
    start, end = table([[0.0, 0.0], [5.0, 5.0], [1.0, 1.0]]), table([[1.0, 1.0], [5.0, 6.0], [1.0, 1.0]])
    indices = shift_share(start, end, "gerfin")
    assert indices.reason.values.tolist() == [REASONS["zero_base"], 0, 0]
    assert np.isnan(indices.net).values.tolist() == [True, False, False]
    weights = ring(3)
    weights.loc[{"region": "R1"}] = [1.0, 0.0, 0.0]
    weights.loc[{"region": "R2"}] = 0.0
    parts = shift_share(start, end, "spatial", weights=weights)
    assert parts.reason.values.tolist() == [[0, 0], [REASONS["zero_base"]] * 2, [REASONS["not_applicable"]] * 2]
    assert np.isnan(parts.regional).values.tolist() == [[False] * 2, [True] * 2, [True] * 2]
    assert np.isfinite(parts.national).all()


@pytest.mark.parametrize("variant", [*ADDITIVE, "gerfin"])
def test_a_panel_in_one_call_equals_its_slices(variant):
    first, empty = table([[1.0, 2.0], [3.0, 4.0]]), table([[0.0, 0.0], [0.0, 0.0]])
    start = xr.concat([first, empty], dim="period").assign_coords(period=[1, 2])
    end = start + table([[1.0, 2.0], [0.5, 1.0]])
    parts = run(variant, start, end)
    alone = run(variant, start.sel(period=1, drop=True), end.sel(period=1, drop=True))
    for name in alone.data_vars:
        np.testing.assert_array_equal(parts[name].sel(period=1), alone[name])
    for name in set(parts.data_vars) - {"change"}:
        assert np.isnan(parts[name].sel(period=2)).all()
    assert (parts.reason.sel(period=2) == REASONS["zero_total"]).all()


def test_unit_and_convention_are_stated():
    start, end = table([[1.0, 2.0], [2.0, 2.0]], unit="firm", note="x"), table([[2.0, 2.0], [2.0, 1.0]], unit="firm")
    for variant, names in ADDITIVE.items():
        parts = run(variant, start, end)
        for name in names:
            assert set(parts[name].attrs) == {"unit", "convention"}
            assert parts[name].attrs["unit"] == "firm"


def test_failures(refused):
    x = table([[1.0, 2.0], [3.0, 4.0]])
    with refused("weights-needed", "spatial"):
        shift_share(x, x, "spatial")
    with refused("not-used", "weights", "dunn"):
        shift_share(x, x, weights=ring(2))
    with refused("bad-spatial-weights", "region=R0: 2.0"):
        shift_share(x, x, "spatial", weights=ring(2) * 2)
    own = xr.zeros_like(ring(2)) + np.eye(2)
    with refused("bad-spatial-weights", "region=R1"):
        shift_share(x, x, "spatial", weights=own)
    with refused("not-levels", "weights", "-1.0"):
        shift_share(x, x, "spatial", weights=-ring(2))
    with refused("missing-dims", "weights", "region_other"):
        shift_share(x, x, "spatial", weights=ring(2).isel(region_other=0))
    with refused("label-mismatch", "R2", kind=LabelMismatch):
        shift_share(x, x, "spatial", weights=ring(3))
    with refused("label-mismatch", "region_other", "zz", kind=LabelMismatch):
        shift_share(x, x, "spatial", weights=ring(2).assign_coords(region_other=["R0", "zz"]))
    for variant in (*ADDITIVE, "gerfin"):
        with refused("zero-total", "shift_share", kind=Undefined):
            run(variant, x * 0, x)
