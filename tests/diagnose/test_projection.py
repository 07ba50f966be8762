"""Complexity on the scale of a reference, and what is left out as too small."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import drop_small, economic_complexity, project_complexity
from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch, Undefined

NATIONS = np.array([[1, 1, 1, 0], [0, 1, 1, 0], [1, 0, 1, 0], [0, 0, 1, 0]])
COUNTS = arrays(np.int64, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=6), elements=st.integers(0, 9))


def matrix(values, prefix="R"):
    values = np.asarray(values)
    labels = {
        "region": [f"{prefix}{i}" for i in range(values.shape[0])],
        "activity": [f"A{i}" for i in range(values.shape[1])],
    }
    return xr.DataArray(values, coords=labels, dims=["region", "activity"])


@pytest.mark.parametrize("scale", ["atlas", "raw"])
def test_the_reference_projected_onto_itself_is_its_own_complexity(scale):
    m = matrix(NATIONS)
    own = economic_complexity(m, scale)
    found = project_complexity(m, own.pci)
    np.testing.assert_allclose(found.eci, own.eci, atol=1e-14)
    assert (found.coverage == 1).all()
    assert found.eci.attrs["scale"] == scale


def test_cities_by_hand():
    pci = economic_complexity(matrix(NATIONS)).pci
    cities = matrix([[1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1], [0, 0, 0, 0]], "C")
    found = project_complexity(cities.isel(activity=[3, 1, 0, 2]), pci)
    a = pci.values
    np.testing.assert_allclose(found.eci, [(a[0] + a[1]) / 2, a[2], np.nan, np.nan], atol=1e-14)
    np.testing.assert_allclose(found.coverage, [1, 0.5, 0, np.nan])
    assert found.eci_reason.values.tolist() == [0, 0, REASONS["missing"], REASONS["zero_region"]]


def test_one_reference_serves_a_panel_and_one_by_period_its_own():
    cities = xr.concat([matrix(NATIONS), matrix(NATIONS[::-1])], "period").assign_coords(period=[2020, 2021])
    own = economic_complexity(cities)
    np.testing.assert_allclose(project_complexity(cities, own.pci).eci, own.eci, atol=1e-14)
    first = own.pci.sel(period=2020, drop=True)
    found = project_complexity(cities, first).eci
    np.testing.assert_allclose(found.sel(period=2021), found.sel(period=2020)[::-1].values)


def test_projections_refused(refused):
    m = matrix(NATIONS)
    pci = economic_complexity(m).pci
    with refused("unknown-option", "scale", "atlas"):
        project_complexity(m, pci.drop_attrs())
    with refused("label-mismatch", "A9", kind=LabelMismatch):
        project_complexity(m.assign_coords(activity=["A0", "A1", "A2", "A9"]), pci)
    with refused("not-presences"):
        project_complexity(m * 3, pci)
    with refused("missing-dims", "period"):
        project_complexity(m, economic_complexity(m.expand_dims(period=[2020])).pci)


# --- minima --------------------------------------------------------------------------------------------------


def test_what_is_dropped_lowers_the_others():
    """S has 3, but 1 without c; then b, which N lacks, is empty."""
    x = matrix([[9, 0, 1], [0, 1, 2], [5, 0, 0]]).assign_coords(region=["N", "S", "W"], activity=["a", "b", "c"])
    x.attrs["unit"] = "firm"
    found = drop_small(x, region_total=2, activity_total=4)
    assert (found.regions, found.activities) == (("S",), ("b", "c"))
    assert found.values.values.tolist() == [[9], [5]]
    assert found.values.attrs == {"unit": "firm"}


def test_counts_of_presences():
    x = matrix([[1, 1, 1], [0, 1, 1], [0, 0, 1]])
    assert drop_small(x, ubiquity=2).activities == ("A0",)
    assert drop_small(x, diversity=2).regions == ("R2",)
    assert drop_small(x).values.identical(x)


def test_a_panel_keeps_what_is_large_in_every_period():
    x = xr.concat([matrix([[5, 5], [5, 5]]), matrix([[1, 0], [5, 5]])], "period").assign_coords(period=[1, 2])
    found = drop_small(x, region_total=3)
    assert found.regions == ("R0",)
    assert found.values.dims == ("period", "region", "activity")


@given(COUNTS, st.integers(0, 12), st.integers(0, 12), st.integers(0, 3), st.integers(0, 3))
@settings(max_examples=80, deadline=None)
def test_what_is_left_meets_the_minima_and_is_the_most_that_does(values, region, activity, diversity, ubiquity):
    def meets(t):
        return (
            (t.sum(1) >= region).all()
            and (t.sum(0) >= activity).all()
            and ((t > 0).sum(1) >= diversity).all()
            and ((t > 0).sum(0) >= ubiquity).all()
        )

    minima = {
        "region_total": region,
        "activity_total": activity,
        "diversity": diversity,
        "ubiquity": ubiquity,
    }
    rows, columns = range(values.shape[0]), range(values.shape[1])
    best = max(
        (
            (len(r) + len(a), r, a)
            for r in subsets(rows)
            for a in subsets(columns)
            if r and a and meets(values[np.ix_(r, a)])
        ),
        default=None,
    )
    if best is None:
        with pytest.raises(Undefined):
            drop_small(matrix(values), **minima)
        return
    found = drop_small(matrix(values), **minima).values
    assert found.region.values.tolist() == [f"R{i}" for i in best[1]]
    assert found.activity.values.tolist() == [f"A{i}" for i in best[2]]


def subsets(items):
    found = [()]
    for item in items:
        found += [(*taken, item) for taken in found]
    return found


def test_minima_refused(refused):
    x = matrix(NATIONS)
    with refused("nothing-left", "region_total 99", kind=Undefined):
        drop_small(x, region_total=99)
    for bad in (-1, float("nan"), float("inf")):
        with refused("not-a-minimum", "ubiquity"):
            drop_small(x, ubiquity=bad)
    with refused("not-levels"):
        drop_small(-x)
