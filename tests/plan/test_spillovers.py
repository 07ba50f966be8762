"""Spillover against plain loops, its laws, and what capacity cuts."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from growthpole.errors import LabelMismatch, UnitMismatch
from growthpole.linkages import leontief_inverse, worked_example
from growthpole.plan import spillover

NAMES = ["cars", "steel", "chips"]
COEFFICIENTS = np.array([[0.1, 0.0, 0.05], [0.3, 0.2, 0.0], [0.1, 0.0, 0.25]])
OUTPUTS = arrays(np.float64, (3, 2, 4), elements=st.floats(0, 1e3))
SHARES = arrays(np.float64, (3,), elements=st.floats(0, 1))


def on(values, names=NAMES):
    values = np.asarray(values, dtype=float)
    coords = {"activity": names, "period": np.arange(values.shape[1]) + 2026, "path": np.arange(values.shape[2])}
    return xr.DataArray(values, coords, ("activity", "period", "path"))


def by_activity(values, names=NAMES):
    return xr.DataArray(np.asarray(values, dtype=float), {"activity": names}, ("activity",))


def inverse(names=NAMES, values=None):
    values = np.linalg.inv(np.eye(3) - COEFFICIENTS) if values is None else values
    return xr.DataArray(values, {"activity": names, "activity_other": names}, ("activity", "activity_other"))


@settings(max_examples=30, deadline=None)
@given(OUTPUTS, SHARES, arrays(np.float64, (3,), elements=st.floats(0, 200)))
def test_every_cell_is_that_of_plain_loops(output, shares, room):
    found = spillover(on(output), inverse(), displacement=by_activity(shares), capacity=by_activity(room))
    beyond = inverse().values - np.eye(3)
    for t in range(2):
        for p in range(4):
            for i in range(3):
                wanted = sum(beyond[i, j] * output[j, t, p] * (1 - shares[j]) for j in range(3))
                cell = {"activity": i, "period": t, "path": p}
                # a sum of three products up to 1e3, in another order
                assert found["spillover"].isel(cell).item() == pytest.approx(min(wanted, room[i]), abs=1e-9)
                assert found["cut"].isel(cell).item() == pytest.approx(max(wanted - room[i], 0), abs=1e-9)
                assert found["displacement"].isel(cell).item() == -shares[i] * output[i, t, p]
    assert (found["total"] == found["output"] + found["spillover"] + found["displacement"]).all()
    assert (found["spillover"] <= by_activity(room)).all()
    np.testing.assert_array_equal(found["cut_share"], (found["cut"] > 0).mean("path"))


def test_the_output_set_off_by_rounds_of_orders_is_that_of_the_inverse():
    """Orders of the first suppliers, of theirs, and so on, summed until nothing is left."""
    output = np.array([100.0, 0.0, 20.0])
    orders, total = COEFFICIENTS @ output, np.zeros(3)
    for _ in range(400):
        total += orders
        orders = COEFFICIENTS @ orders
    found = spillover(on(output[:, None, None]), inverse())
    np.testing.assert_allclose(found["spillover"].values.ravel(), total)


def test_the_printed_inverse_of_miller_and_blair_sets_off_its_columns():
    """Input-Output Analysis, 2nd ed., ch. 2: L = [1.254 .330; .264 1.122] of the two-sector example."""
    solved = leontief_inverse(worked_example()).rename({"supplier": "activity", "user": "activity_other"})
    found = spillover(on([[[1.0]], [[0.0]]], ["1", "2"]), solved)
    np.testing.assert_allclose(found["spillover"].values.ravel(), [0.254, 0.264], atol=5e-4)


def test_per_output_nothing_comes_back_to_the_activity_itself():
    found = spillover(on([[[100.0]], [[0.0]], [[0.0]]]), inverse(), per="output")
    square = inverse().values
    np.testing.assert_allclose(found["spillover"].values.ravel(), [0, *100 * square[1:, 0] / square[0, 0]])
    assert "L̂" in found["spillover"].attrs["convention"]


@settings(max_examples=30, deadline=None)
@given(OUTPUTS, SHARES, st.floats(0.1, 10))
def test_below_the_cap_it_is_linear(output, shares, factor):
    once = spillover(on(output), inverse(), displacement=by_activity(shares))
    more = spillover(on(output * factor), inverse(), displacement=by_activity(shares))
    for name in ("spillover", "displacement", "total"):
        np.testing.assert_allclose(more[name], factor * once[name], rtol=1e-9, atol=1e-9)
    assert not more["cut"].any()


@settings(max_examples=20, deadline=None)
@given(OUTPUTS, st.permutations(range(3)))
def test_the_order_of_activities_does_not_matter(output, order):
    names = [NAMES[at] for at in order]
    shuffled = inverse().sel(activity=names, activity_other=names[::-1])
    one = spillover(on(output), inverse(), capacity=by_activity([5, 6, 7]))
    other = spillover(on(output), shuffled, capacity=by_activity([5, 6, 7]).sel(activity=names))
    xr.testing.assert_identical(one, other)


def test_without_multipliers_nothing_is_set_off():
    found = spillover(on(np.full((3, 1, 2), 9.0)), None, displacement=1.0)
    assert not found["spillover"].any()
    assert not found["total"].any()
    assert "no multipliers" in found["spillover"].attrs["convention"]


def test_output_that_displaces_all_sets_nothing_off():
    assert not spillover(on(np.full((3, 1, 2), 9.0)), inverse(), displacement=1.0)["spillover"].any()


def test_displacement_may_differ_by_path():
    shares = xr.DataArray([0.0, 0.5], {"path": [0, 1]}, ("path",))
    found = spillover(on(np.full((3, 1, 2), 8.0)), inverse(), displacement=shares)
    assert found["displacement"].sel(activity="cars").values.tolist() == [[0.0, -4.0]]


def test_endless_capacity_cuts_nothing_and_none_cuts_all():
    output = on(np.full((3, 1, 2), 8.0))
    found = spillover(output, inverse(), capacity=by_activity([np.inf, 0, np.inf]))
    assert (found["spillover"].sel(activity="cars") > 0).all()
    assert not found["spillover"].sel(activity="steel").any()
    assert found["cut_share"].values.ravel().tolist() == [0.0, 1.0, 0.0]


def test_rounding_of_a_solved_inverse_is_no_error():
    square = inverse().values
    square[0, 1] = -1e-17
    square[1, 1] = 1 - 1e-15
    assert (spillover(on(np.ones((3, 1, 1))), inverse(values=square))["spillover"] >= 0).all()


def test_what_cannot_be_used_is_refused(refused):
    output = on(np.ones((3, 1, 1)))
    with refused("not-an-inverse", "cars: 0.1"):
        spillover(output, inverse(values=COEFFICIENTS))
    with refused("not-levels", "multipliers"):
        spillover(output, inverse(values=np.eye(3) - 0.1))
    with refused("not-shares", "displacement"):
        spillover(output, inverse(), displacement=1.2)
    with refused("missing-dims", "output", "region"):
        spillover(output, inverse(), displacement=xr.DataArray([0.1], {"region": ["N"]}, ("region",)))
    with refused("missing-cells", "capacity"):
        spillover(output, inverse(), capacity=by_activity([1, np.nan, 1]))
    with refused("not-an-array", "capacity"):
        spillover(output, inverse(), capacity=3.0)
    with refused("not-levels", "output"):
        spillover(-output, inverse())
    with refused("one-table", "multipliers"):
        spillover(output, inverse().expand_dims(period=[1]))
    with refused("unknown-option", "per"):
        spillover(output, None, per="value")
    with refused("label-mismatch", "chips", kind=LabelMismatch):
        spillover(output, inverse(["cars", "steel", "ships"]))
    with refused("units-differ", "person", kind=UnitMismatch):
        spillover(
            output.assign_attrs(unit="1e8 CNY"),
            inverse(),
            capacity=by_activity([1, 1, 1]).assign_attrs(unit="person"),
        )
