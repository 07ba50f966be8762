"""Fitness and complexity: fixed points, what vanishes, and what does not settle."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from growthpole.diagnose import fitness_complexity
from growthpole.dims import REASONS
from growthpole.errors import Undefined

MATRICES = arrays(bool, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=6), elements=st.booleans())
NESTED = [[1, 1, 1], [0, 1, 1], [0, 0, 1]]


def matrix(values):
    values = np.asarray(values)
    labels = {
        "region": [f"R{i}" for i in range(values.shape[0])],
        "activity": [f"A{i}" for i in range(values.shape[1])],
    }
    return xr.DataArray(values, coords=labels, dims=["region", "activity"])


def test_fixed_points_by_hand():
    """F = 3, 1 and Q = 4, 1, 1 up to their means: Σ Q = 6 and 2 is 3 : 1, 1/Σ1/F = 3 and 3/4 is 4 : 1."""
    found = fitness_complexity(matrix([[1, 1, 1], [0, 1, 1]]))
    np.testing.assert_allclose(found.fitness, [1.5, 0.5], atol=1e-12)
    np.testing.assert_allclose(found.complexity, [2, 0.5, 0.5], atol=1e-12)
    assert found.converged
    assert not found.region_vanishing.any()


def test_everyone_alike_is_one():
    found = fitness_complexity(matrix(np.ones((3, 5))))
    np.testing.assert_allclose(found.fitness, 1, atol=1e-15)
    np.testing.assert_allclose(found.complexity, 1, atol=1e-15)


@given(MATRICES, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_a_settled_matrix_solves_its_equations_whatever_the_order(values, random):
    assume(values.any())
    m = matrix(values).expand_dims(period=[2020])
    found = fitness_complexity(m, max_iterations=5000).isel(period=0)
    m = m.isel(period=0, drop=True).astype(float)
    np.testing.assert_array_equal(found.fitness.isnull(), found.fitness_reason != 0)
    np.testing.assert_array_equal(found.complexity.isnull(), found.complexity_reason != 0)
    np.testing.assert_array_equal(
        (found.fitness_reason == REASONS["zero_region"]) & (m.sum("activity") == 0), m.sum("activity") == 0
    )
    assume(bool(found.converged))
    fitness, complexity = found.fitness.fillna(0), found.complexity.fillna(0)
    np.testing.assert_allclose([found.fitness.mean(), found.complexity.mean()], 1, atol=1e-9)
    ahead = xr.dot(m, complexity).where(found.fitness_reason == 0)
    np.testing.assert_allclose(ahead / ahead.mean(), found.fitness, atol=1e-10)
    if not found.region_vanishing.any():
        harmonic = 1 / xr.dot(m, 1 / fitness.where(fitness > 0, 1)).where(found.complexity_reason == 0)
        np.testing.assert_allclose(harmonic / harmonic.mean(), found.complexity, rtol=1e-9)
    regions = list(m.region.values)
    random.shuffle(regions)
    shuffled = fitness_complexity(m.sel(region=regions), max_iterations=5000)
    np.testing.assert_allclose(shuffled.fitness.sel(region=m.region.values), found.fitness, atol=1e-10)


def test_too_few_activities_for_too_many_regions_vanish():
    """Three of four regions have one activity of three: less than three quarters of them."""
    found = fitness_complexity(matrix([[1, 1, 1], [0, 0, 1], [0, 0, 1], [0, 0, 1]]))
    assert found.fitness.values.tolist()[1:] == [0, 0, 0]
    np.testing.assert_allclose(found.fitness[0], 4, atol=1e-10)
    assert found.region_vanishing.values.tolist() == [False, True, True, True]
    assert found.activity_vanishing.values.tolist() == [False, False, True]
    assert found.converged


@pytest.mark.parametrize("tolerance", [1e-2, 1e-4, 1e-6, 1e-12])
def test_what_falls_like_one_over_the_steps_is_refused_at_any_tolerance(refused, tolerance):
    """A nested square matrix: its changes become as small as one likes while fitness still falls."""
    with refused("not-converged", "R1", "R2", kind=Undefined):
        fitness_complexity(matrix(NESTED), tolerance)
    with refused("not-converged", "R1", kind=Undefined):
        fitness_complexity(matrix([[1, 1], [0, 1]]), tolerance)
    good = [[1, 1, 1], [0, 1, 1], [1, 0, 1]]
    panel = xr.concat([matrix(good), matrix(NESTED)], "period").assign_coords(period=[2020, 2021])
    found = fitness_complexity(panel, tolerance)
    assert found.converged.values.tolist() == [True, False]
    assert found.iterations.values[1] == 0
    assert (found.fitness_reason.sel(period=2021) == REASONS["not_converged"]).all()
    assert found.complexity.sel(period=2021).isnull().all()
    assert not found.region_vanishing.any()
    np.testing.assert_array_equal(found.fitness.sel(period=2020), fitness_complexity(matrix(good), tolerance).fitness)
    with refused("not-converged", "period=2021", kind=Undefined):
        fitness_complexity(panel, tolerance, on_undefined="raise")


def test_too_few_steps_are_refused_and_name_no_region(refused):
    vanishing = [[1, 1, 1, 1], [0, 1, 1, 0], [0, 0, 0, 1], [0, 0, 0, 1]]
    assert fitness_complexity(matrix(vanishing)).region_vanishing.values.tolist() == [False, False, True, True]
    with refused("not-converged", "3", "–", kind=Undefined):
        fitness_complexity(matrix(vanishing), max_iterations=3)


@given(MATRICES)
@settings(max_examples=200, deadline=None)
def test_the_tolerance_decides_nothing_but_digits(values):
    """What settles and what vanishes is the same at 1e-4 as at 1e-12, and values differ by what was asked for."""
    assume(values.any())
    m = matrix(values).expand_dims(period=[2020])
    rough, fine = fitness_complexity(m, 1e-4), fitness_complexity(m, 1e-12)
    for name in ("converged", "region_vanishing", "activity_vanishing", "fitness_reason", "complexity_reason"):
        np.testing.assert_array_equal(rough[name], fine[name])
    # the rest is that of a geometric series, which the first few steps follow only nearly; values are at most 6
    np.testing.assert_allclose(rough.fitness, fine.fitness, atol=1e-2)
    np.testing.assert_allclose(rough.complexity, fine.complexity, atol=1e-2)


def test_a_smaller_tolerance_only_adds_steps():
    m = matrix([[1, 1, 1, 0], [0, 1, 1, 1], [1, 0, 1, 1], [1, 0, 0, 1]])
    rough, fine = fitness_complexity(m, 1e-4), fitness_complexity(m, 1e-12)
    assert rough.iterations < fine.iterations
    np.testing.assert_allclose(rough.fitness, fine.fitness, atol=1e-3)


def test_empty_parts_have_reasons():
    values = np.zeros((4, 4))
    values[np.ix_([0, 2], [0, 1, 3])] = [[1, 1, 1], [0, 1, 1]]
    found = fitness_complexity(matrix(values))
    np.testing.assert_allclose(found.fitness[[0, 2]], [1.5, 0.5], atol=1e-12)
    assert found.fitness_reason.values.tolist() == [0, REASONS["zero_region"], 0, REASONS["zero_region"]]
    assert found.complexity_reason.values.tolist() == [0, 0, REASONS["zero_activity"], 0]


@pytest.mark.parametrize("tolerance", [0, -1, 1, float("nan")])
def test_bad_arguments(refused, tolerance):
    m = matrix(NESTED)
    with refused("outside-range", "tolerance"):
        fitness_complexity(m, tolerance)
    with refused("not-whole", "max_iterations"):
        fitness_complexity(m, max_iterations=0)
    with refused("zero-total", kind=Undefined):
        fitness_complexity(m * 0)
    with refused("not-presences", "2"):
        fitness_complexity(m * 2)
