from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from growthpole.diagnose import ellison_glaeser, ellison_glaeser_coagglomeration, herfindahl
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, Undefined

ACTIVITIES = ["yarn", "cloth", "ships", "boats"]
TREE = {"yarn": "textiles", "cloth": "textiles", "ships": "transport", "boats": "transport"}
# employment by region, and plants of each industry
ROWS = [[30, 20, 0, 4], [10, 5, 40, 1], [7, 0, 3, 9]]
PLANTS = [[20, 17, 10], [20, 5], [40, 2, 1], [9, 4, 1]]
EVERYTHING = [500, 300, 100]
LEVELS = st.one_of(st.just(0.0), st.floats(1e-3, 1e6))


def table(values):
    values = np.asarray(values)
    labels = {"region": [f"R{i}" for i in range(values.shape[0])], "activity": ACTIVITIES[: values.shape[1]]}
    return xr.DataArray(values, coords=labels, dims=["region", "activity"], attrs={"unit": "persons"})


def regions(values):
    return xr.DataArray(values, coords={"region": [f"R{i}" for i in range(len(values))]}, dims="region")


def by_activity(values):
    return xr.DataArray(values, coords={"activity": ACTIVITIES[: len(values)]}, dims="activity")


def shares(values):
    return [Fraction(v, sum(values)) for v in values]


def raw(column, reference):
    return sum((s - x) ** 2 for s, x in zip(shares(column), shares(reference), strict=True))


def exact_gamma(column, reference, plants):
    h, room = sum(z * z for z in shares(plants)), 1 - sum(x * x for x in shares(reference))
    return (raw(column, reference) - room * h) / (room * (1 - h))


def published_coagglomeration(columns, reference, plants):
    """γ^c as Ellison and Glaeser (1997) print it, with the plants of each industry."""
    w, room = shares([sum(column) for column in columns]), 1 - sum(x * x for x in shares(reference))
    h = [sum(z * z for z in shares(sizes)) for sizes in plants]
    gamma = [exact_gamma(column, reference, sizes) for column, sizes in zip(columns, plants, strict=True)]
    together = raw([sum(row) for row in zip(*columns, strict=True)], reference)
    chance = sum(v * v * hj for v, hj in zip(w, h, strict=True))
    alone = sum(g * v * v * (1 - hj) for g, v, hj in zip(gamma, w, h, strict=True))
    return (together / room - chance - alone) / (1 - sum(v * v for v in w))


def test_printed_ellison_glaeser():
    """Printed in the manual of REAT (ellison.a): Farhauer and Kröll's industry of ten firms in three cities."""
    sizes = [200, 650, 12000, 100, 50, 16000, 13000, 1500, 1500, 25000]
    cities = ["Wien"] * 5 + ["Linz"] * 4 + ["Graz"]
    firms = xr.DataArray(sizes, coords={"plant": range(10)}, dims="plant")
    industry = firms.assign_coords(region=("plant", cities)).groupby("region").sum()
    everything = xr.DataArray([500000, 400000, 100000], coords={"region": ["Wien", "Linz", "Graz"]}, dims="region")
    gamma = ellison_glaeser(industry, everything, herfindahl(firms, "plant"))
    assert round(gamma.item(), 8) == 0.05990628


def test_equal_to_exact_fractions():
    sizes = xr.DataArray(
        [[*plants, *[0] * (3 - len(plants))] for plants in PLANTS],
        coords={"activity": ACTIVITIES, "plant": range(3)},
        dims=["activity", "plant"],
    )
    gamma = ellison_glaeser(table(ROWS), regions(EVERYTHING), herfindahl(sizes, "plant"))
    columns = [list(column) for column in zip(*ROWS, strict=True)]
    exact = [float(exact_gamma(c, EVERYTHING, p)) for c, p in zip(columns, PLANTS, strict=True)]
    # a difference of two terms below 1, divided by 1 − H of at least 0.06
    np.testing.assert_allclose(gamma, exact, rtol=1e-13)


def test_coagglomeration_is_the_published_formula():
    index = ellison_glaeser_coagglomeration(table(ROWS), regions(EVERYTHING), TREE)
    columns = [list(column) for column in zip(*ROWS, strict=True)]
    assert index.group.values.tolist() == ["textiles", "transport"]
    for position, part in enumerate((slice(0, 2), slice(2, 4))):
        exact = published_coagglomeration(columns[part], EVERYTHING, PLANTS[part])
        assert index.values[position] == pytest.approx(float(exact), rel=1e-13)
    everyone = ellison_glaeser_coagglomeration(table(ROWS), regions(EVERYTHING), dict.fromkeys(ACTIVITIES, "all"))
    assert everyone.item() == pytest.approx(float(published_coagglomeration(columns, EVERYTHING, PLANTS)), rel=1e-13)


def test_two_industries_are_a_covariance_of_shares():
    """Ellison, Glaeser and Kerr (2010), for a pair: Σ (s_1r − x_r)(s_2r − x_r) / (1 − Σ x_r²)."""
    index = ellison_glaeser_coagglomeration(table(ROWS), regions(EVERYTHING), TREE)
    x = shares(EVERYTHING)
    first, second = (shares([row[i] for row in ROWS]) for i in (0, 1))
    covariance = sum((a - b) * (c - b) for a, b, c in zip(first, x, second, strict=True))
    assert index.sel(group="textiles").item() == pytest.approx(
        float(covariance / (1 - sum(v * v for v in x))), rel=1e-13
    )


@given(arrays(np.float64, (4, 3), elements=LEVELS), st.integers(-20, 20), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_scale_and_order_do_not_matter(values, power, random):
    x, everything = table(values), regions([4.0, 3.0, 2.0, 1.0])
    plants = by_activity([0.1, 0.5, 0.9])
    tree = dict.fromkeys(ACTIVITIES, "all")
    order, names = list(x.region.values), list(x.activity.values)
    random.shuffle(order)
    random.shuffle(names)
    shuffled = x.sel(region=order, activity=names) * 2.0**power
    gamma = ellison_glaeser(x, everything, plants)
    empty = values.sum(axis=0) == 0
    assert gamma.reason.values.tolist() == [REASONS["zero_total"] if e else 0 for e in empty]
    # γ is at most 1 + 1/(1 − H), differences of terms below 1 divided by 0.7 · 0.1
    again = ellison_glaeser(shuffled, everything * 3, plants).sel(activity=x.activity)
    np.testing.assert_allclose(again, gamma, rtol=1e-12, atol=1e-13)
    index = ellison_glaeser_coagglomeration(x, everything, tree)
    other = ellison_glaeser_coagglomeration(shuffled, everything * 3, tree)
    assert index.reason.values.tolist() == other.reason.values.tolist()
    # 1 − Σ w² may be as small as 1e-9 where one industry is nearly all of the group
    np.testing.assert_allclose(other, index, rtol=1e-5, atol=1e-5)


@given(arrays(np.float64, 3, elements=st.floats(1e-3, 1e6)), st.floats(0.01, 0.99))
@settings(max_examples=50, deadline=None)
def test_the_spread_of_the_reference_is_the_least_agglomerated(values, plants):
    gamma = ellison_glaeser(regions(values), regions(values), xr.DataArray(plants))
    # the numerator is exactly −(1 − Σx²) H; G is zero to the last bit
    assert gamma.item() == pytest.approx(-plants / (1 - plants), rel=1e-14)


def test_one_place_is_one_less_what_the_reference_has_there():
    # G = (1 − x_1)² + x_2² = 2 x_2² against 1 − Σx² = 2 x_1 x_2
    gamma = ellison_glaeser(regions([5.0, 0.0]), regions([3.0, 1.0]), xr.DataArray(1e-300))
    assert gamma.item() == pytest.approx(1 / 3, rel=1e-15)


def test_reasons_of_undefined_cells():
    x = table([[1.0, 0.0, 3.0], [1.0, 0.0, 0.0]])
    plants = by_activity([0.5, np.nan, 1.0])
    gamma = ellison_glaeser(x, regions([1.0, 3.0]), plants)
    assert gamma.dims == ("activity",)
    assert gamma.reason.values.tolist() == [0, REASONS["zero_total"], REASONS["not_applicable"]]
    assert np.isnan(gamma.values).tolist() == [False, True, True]
    assert (gamma.attrs["unit"], gamma.attrs["convention"][0]) == ("1", "γ")
    alone = ellison_glaeser(x, regions([0.0, 3.0]), plants)
    assert alone.reason.values.tolist() == [REASONS["not_applicable"], REASONS["zero_total"], REASONS["not_applicable"]]
    tree = {"yarn": "textiles", "cloth": "textiles", "ships": "transport"}
    index = ellison_glaeser_coagglomeration(x, regions([1.0, 3.0]), tree)
    assert index.reason.values.tolist() == [REASONS["not_applicable"]] * 2
    assert np.isnan(index.values).all()
    empty = ellison_glaeser_coagglomeration(x * by_activity([0, 0, 1]), regions([1.0, 3.0]), tree)
    assert empty.reason.values.tolist() == [REASONS["zero_total"], REASONS["not_applicable"]]


def test_panels_keep_their_dims():
    x = table(ROWS).expand_dims(period=[2020, 2021])
    reference = xr.DataArray(
        [EVERYTHING, [0, 0, 0]],
        coords={"period": [2021, 2020], "region": ["R0", "R1", "R2"]},
        dims=["period", "region"],
    )
    gamma = ellison_glaeser(x, reference, by_activity([0.4, 0.5, 0.9, 0.5])[::-1])
    assert gamma.dims == ("period", "activity")
    assert gamma.reason.values.tolist() == [[REASONS["zero_total"]] * 4, [0] * 4]
    single = ellison_glaeser(table(ROWS), regions(EVERYTHING), by_activity([0.4, 0.5, 0.9, 0.5]))
    np.testing.assert_array_equal(gamma.sel(period=2021), single)
    index = ellison_glaeser_coagglomeration(x, reference, TREE)
    assert index.dims == ("period", "group")
    assert index.reason.values.tolist() == [[REASONS["zero_total"]] * 2, [0] * 2]
    np.testing.assert_allclose(
        index.sel(period=2021), ellison_glaeser_coagglomeration(table(ROWS), regions(EVERYTHING), TREE), rtol=1e-14
    )


def test_single_industries_that_have_no_index(refused):
    x, everything, plants = regions([1.0, 2.0]), regions([3.0, 4.0]), xr.DataArray(0.5)
    with refused("zero-total", "ellison_glaeser", kind=Undefined):
        ellison_glaeser(x * 0, everything, plants)
    with refused("zero-total", "reference", kind=Undefined):
        ellison_glaeser(x, everything * 0, plants)
    with refused("no-dartboard", "ellison_glaeser", kind=Undefined):
        ellison_glaeser(x, everything, plants * 2)
    with refused("no-dartboard", kind=Undefined):
        ellison_glaeser(x, regions([0.0, 4.0]), plants)
    with refused("zero-total", "reference", kind=Undefined):
        ellison_glaeser_coagglomeration(table([[1.0, 2.0]]), regions([0.0]), TREE)


def test_failures(refused):
    x, everything, plants = table([[1.0, 2.0], [3.0, 4.0]]), regions([1.0, 1.0]), by_activity([0.5, 0.5])
    for values, cell in (([0.5, 1.5], "activity=cloth: 1.5"), ([0.0, 0.5], "activity=yarn: 0.0")):
        with refused("not-a-herfindahl", "plant_herfindahl", cell):
            ellison_glaeser(x, everything, by_activity(values))
    with refused("missing-cells", "plant_herfindahl", "activity=cloth"):
        ellison_glaeser(x, everything, by_activity([0.5, np.nan]))
    with refused("not-levels", "plant_herfindahl"):
        ellison_glaeser(x, everything, by_activity([0.5, -0.5]))
    with refused("missing-dims", "region"):
        ellison_glaeser(x, everything, everything / 2)
    with refused("label-mismatch", "cloth", "ships", kind=LabelMismatch):
        ellison_glaeser(x, everything, plants.assign_coords(activity=["yarn", "ships"]))
    with refused("not-an-array", "plant_herfindahl", "float"):
        ellison_glaeser(x, everything, 0.5)
    with refused("missing-dims", "activity"):
        ellison_glaeser_coagglomeration(x, x, TREE)
    with refused("no-group", "groups", "cloth", kind=LabelMismatch):
        ellison_glaeser_coagglomeration(x, everything, {"yarn": "textiles"})
    with refused("reserved-dim", "group"):
        ellison_glaeser_coagglomeration(x.expand_dims(group=["a"]), everything, TREE)
    for measure in (
        lambda x, r: ellison_glaeser(x, r, plants),
        lambda x, r: ellison_glaeser_coagglomeration(x, r, TREE),
    ):
        with refused("label-mismatch", "R1", "R9", kind=LabelMismatch):
            measure(x, everything.assign_coords(region=["R0", "R9"]))
        with refused("missing-cells", "reference", "region=R1"):
            measure(x, regions([1.0, np.nan]))
        with refused("not-levels", "x", "region=R0, activity=yarn"):
            measure(x - 2, everything)
        with refused("no-labels", "reference", kind=LabelMismatch):
            measure(x, everything.drop_vars("region"))
        with refused("missing-dims", "region"):
            measure(x.isel(region=0), everything)
