"""Outdone: brute force, and laws."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.errors import LabelMismatch
from growthpole.opportunities import outdone

POINTS = arrays(
    float,
    array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=6),
    elements=st.sampled_from([np.nan, -1.0, 0.0, 1.0, 2.0]),
)


def along(values):
    return xr.DataArray(np.asarray(values), coords={"activity": [f"a{i}" for i in range(len(values))]}, dims="activity")


def axes_of(points):
    return {f"x{j}": along(column) for j, column in enumerate(points.T)}


@given(POINTS)
@settings(max_examples=80, deadline=None)
def test_equal_to_brute_force(points):
    axes = axes_of(points)
    larger = {name: place % 2 == 0 for place, name in enumerate(axes)}
    sign = np.array([1 if more else -1 for more in larger.values()])
    expected = [any(all(b > a for a, b in zip(p, q, strict=True)) for q in points * sign) for p in points * sign]
    found = outdone(axes, larger)
    assert found.dtype == bool
    assert found.values.tolist() == expected
    assert not found.values[np.isnan(points).any(axis=1)].any()
    stretched = {name: np.exp(axis) for name, axis in axes.items()}
    assert outdone(stretched, larger).equals(found)
    turned = {name: -axis[::-1] for name, axis in axes.items()}
    assert outdone(turned, {name: not more for name, more in larger.items()}).equals(found[::-1])


def test_refusals(refused):
    axis = along([1.0, 2.0])
    with refused("axes-differ", "–"):
        outdone({}, {})
    with refused("axes-differ", "cost"):
        outdone({"cost": axis}, {})
    with refused("infinite-cells", "cost"):
        outdone({"cost": axis * np.inf}, {"cost": False})
    with pytest.raises(LabelMismatch):
        outdone({"cost": axis, "value": axis[:1]}, {"cost": False, "value": True})
