"""Reflections: exact steps, and where the even ones lead."""

from fractions import Fraction

import numpy as np
import pytest
import xarray as xr

from growthpole.diagnose import economic_complexity, reflections
from growthpole.dims import REASONS
from growthpole.errors import Undefined

M = np.array([[1, 1, 1, 0], [0, 1, 1, 0], [1, 0, 1, 1], [0, 0, 1, 0]])


def matrix(values):
    values = np.asarray(values)
    labels = {
        "region": [f"R{i}" for i in range(values.shape[0])],
        "activity": [f"A{i}" for i in range(values.shape[1])],
    }
    return xr.DataArray(values, coords=labels, dims=["region", "activity"])


def exact(values, steps):
    rows, columns = range(len(values)), range(len(values[0]))
    d = [Fraction(int(sum(values[r]))) for r in rows]
    u = [Fraction(int(sum(values[r][a] for r in rows))) for a in columns]
    region, activity = [d], [u]
    for _ in range(steps):
        means = [sum(int(values[r][a]) * activity[-1][a] for a in columns) / d[r] for r in rows]
        activity.append([sum(int(values[r][a]) * region[-1][r] for r in rows) / u[a] for a in columns])
        region.append(means)
    return [np.array(steps, dtype=float).T for steps in (region, activity)]


def test_equal_to_exact_fractions():
    found = reflections(matrix(M), 6)
    region, activity = exact(M, 6)
    np.testing.assert_allclose(found.k_region, region, rtol=1e-14)
    np.testing.assert_allclose(found.k_activity, activity, rtol=1e-14)
    assert found.k_region.dims == ("region", "reflection")
    assert found.reflection.values.tolist() == list(range(7))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_high_even_reflections_approach_complexity(seed):
    """The rest falls by λ₃/λ₂ every two steps, until rounding, which grows by 1/λ₂, takes over."""
    able, hard = np.linspace(-3, 3, 12)[:, None], np.linspace(-3, 3, 60)
    values = np.random.default_rng(seed).random((12, 60)) < 1 / (1 + np.exp(hard - able))
    m = matrix(values[:, values.any(0)])
    complexity = economic_complexity(m)
    steps = reflections(m, 20).k_region.isel(reflection=[2, 8, 20])
    z = (steps - steps.mean("region")) / steps.std("region")
    far = abs(z - complexity.eci).max("region").values
    ratio = float(complexity.eigenvalue.sel(rank=3) / complexity.eigenvalue.sel(rank=2))
    assert far[0] > far[1] > far[2]
    assert far[2] < 10 * ratio**10 + 1e-16 / float(complexity.eigenvalue.sel(rank=2)) ** 10


def test_a_panel_with_empty_parts():
    other = np.zeros((4, 4), dtype=int)
    other[:2, :2] = [[1, 1], [0, 1]]
    panel = xr.concat([matrix(M), matrix(other), matrix(other * 0)], "period").assign_coords(period=[1, 2, 3])
    found = reflections(panel, 3)
    np.testing.assert_allclose(found.k_region.sel(period=1), exact(M, 3)[0])
    np.testing.assert_allclose(found.k_region.sel(period=2)[:2], exact(other[:2, :2], 3)[0])
    assert found.k_region.sel(period=2)[2:].isnull().all()
    assert (found.k_region_reason.sel(period=2)[2:] == REASONS["zero_region"]).all()
    assert (found.k_activity_reason.sel(period=2)[2:] == REASONS["zero_activity"]).all()
    assert (found.k_activity_reason.sel(period=3) == REASONS["zero_total"]).all()


def test_none_is_diversity():
    assert reflections(matrix(M), 0).k_region.values.tolist() == [[3], [2], [3], [1]]


def test_bad_arguments(refused):
    for bad in (-1, 101, 2.0):
        with refused("not-whole", "iterations"):
            reflections(matrix(M), bad)
    with refused("zero-total", kind=Undefined):
        reflections(matrix(M * 0))
