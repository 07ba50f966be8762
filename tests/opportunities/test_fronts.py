"""Fronts against brute force and their laws; scores by hand; what is not ranked and why."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch
from growthpole.opportunities import pareto_front, weighted_score

SMALL = st.integers(-3, 3).map(float)  # few values, so that ties and equal options are common
POINTS = st.integers(1, 3).flatmap(
    lambda k: st.integers(1, 8).flatmap(lambda n: arrays(float, (k, n), elements=st.one_of(SMALL, st.just(np.nan))))
)


def axis(values, **more):
    values = np.asarray(values, float)
    names = [f"o{place}" for place in range(values.shape[-1])]
    dims = ["region", "activity"][-values.ndim :]
    regions = {"region": [f"r{place}" for place in range(len(values))]} if values.ndim == 2 else {}
    return xr.DataArray(values, coords={**regions, "activity": names, **more}, dims=dims)


def axes(points):
    return {f"x{place}": axis(values) for place, values in enumerate(points)}


def by_peeling(points, signs):
    """Fronts by taking away what nothing dominates, pair by pair."""
    left = {i: tuple(s * v for s, v in zip(signs, column, strict=True)) for i, column in enumerate(points.T)}
    left = {i: point for i, point in left.items() if not any(np.isnan(point))}
    fronts, number = np.full(points.shape[1], np.nan), 0
    while left:
        number += 1
        front = [
            i
            for i, p in left.items()
            if not any(all(a >= b for a, b in zip(q, p, strict=True)) and q != p for q in left.values())
        ]
        for i in front:
            fronts[i] = number
            del left[i]
    return fronts


@given(POINTS, st.data())
@settings(max_examples=150, deadline=None)
def test_fronts_by_peeling_pair_by_pair(points, data):
    larger = {name: data.draw(st.booleans()) for name in axes(points)}
    found = pareto_front(axes(points), larger)
    np.testing.assert_array_equal(found, by_peeling(points, [1 if each else -1 for each in larger.values()]))
    np.testing.assert_array_equal(found.reason, np.where(np.isnan(points).any(0), REASONS["missing"], 0))


@given(POINTS, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_fronts_do_not_depend_on_order_scale_or_number_of_copies(points, random):
    given_axes = axes(points)
    larger = dict.fromkeys(given_axes, True)
    found = pareto_front(given_axes, larger)
    names = list(found.activity.values)
    random.shuffle(names)
    moved = pareto_front({name: x.sel(activity=names) for name, x in reversed(given_axes.items())}, larger)
    np.testing.assert_array_equal(moved.sel(activity=found.activity), found)
    monotone = {name: np.exp(x) + x**3 for name, x in given_axes.items()}
    np.testing.assert_array_equal(pareto_front(monotone, larger), found)
    turned = pareto_front({name: -x for name, x in given_axes.items()}, dict.fromkeys(given_axes, False))
    np.testing.assert_array_equal(turned, found)
    doubled = np.concatenate([points, points], axis=1)
    np.testing.assert_array_equal(pareto_front(axes(doubled), larger), np.tile(found.values, 2))


@given(POINTS)
@settings(max_examples=60, deadline=None)
def test_numbers_of_fronts_have_no_gap(points):
    found = pareto_front(axes(points), dict.fromkeys(axes(points), True)).values
    numbers = set(found[~np.isnan(found)])
    assert numbers == set(range(1, len(numbers) + 1))


def test_each_region_has_its_own_fronts_and_an_axis_without_regions_holds_in_all():
    value = axis([[3.0, 2.0, 1.0], [1.0, 2.0, np.nan]])
    cost = axis([1.0, 2.0, 0.5])
    for given_axes in ({"value": value, "cost": cost}, {"cost": cost, "value": value.transpose()}):
        found = pareto_front(given_axes, {"value": True, "cost": False})
        assert found.dims == ("region", "activity")
        np.testing.assert_array_equal(found, [[1, 2, 1], [1, 1, np.nan]])


def test_why_an_option_is_not_ranked():
    p, gone = REASONS["present"], REASONS["suppressed"]
    first = axis([np.nan, np.nan, 1.0, 2.0]).assign_coords(reason=("activity", [gone, 0, 0, 0]))
    second = axis([np.nan, 1.0, np.nan, 2.0]).assign_coords(reason=("activity", [p, 0, p, 0]))
    for found in (
        pareto_front({"a": first, "b": second}, {"a": True, "b": True}),
        weighted_score({"a": first, "b": second}, {"a": 1, "b": 1}),
    ):
        assert found.reason.values[:3].tolist() == [p, REASONS["missing"], p]
    alone = pareto_front({"a": first}, {"a": True})
    assert alone.reason.values.tolist() == [gone, REASONS["missing"], 0, 0]


def test_two_thousand_options_are_ranked():
    rng = np.random.default_rng(3)
    x, y = rng.random(2000), rng.random(2000)
    found = pareto_front(axes([x, y]), {"x0": True, "x1": True}).values
    # on two axes the first front is what no option with a larger x exceeds in y
    order = np.argsort(-x)
    expected = y[order] >= np.maximum.accumulate(y[order])
    np.testing.assert_array_equal(found[order] == 1, expected)


# --- score ---------------------------------------------------------------------------------------------------


@given(
    st.integers(1, 3).flatmap(lambda k: st.integers(1, 7).flatmap(lambda n: arrays(float, (k, n), elements=SMALL))),
    st.lists(st.integers(-3, 3), min_size=3, max_size=3),
)
@settings(max_examples=80, deadline=None)
def test_a_score_is_a_sum_of_z_scores(points, weights):
    given_axes = axes(points)
    found = weighted_score(given_axes, dict(zip(given_axes, weights, strict=False)))
    if (points.max(1) == points.min(1)).any():
        assert (found.reason == REASONS["not_applicable"]).all()
        assert np.isnan(found).all()
        return
    standard = (points - points.mean(1, keepdims=True)) / points.std(1, keepdims=True)
    expected = sum(w * z for w, z in zip(weights, standard, strict=False))
    np.testing.assert_allclose(found, expected, atol=1e-12)
    assert found.mean().item() == pytest.approx(0, abs=1e-12)
    moved = weighted_score({n: 5 * x + 2 for n, x in given_axes.items()}, dict(zip(given_axes, weights, strict=False)))
    np.testing.assert_allclose(moved, found, atol=1e-12)


def test_a_missing_axis_is_no_score_and_moves_no_other():
    value, cost = axis([[1.0, 2.0, 3.0, 9.0]] * 2), axis([[1.0, 5.0, 2.0, np.nan], [1.0, 1.0, 1.0, 4.0]])
    found = weighted_score({"value": value, "cost": cost}, {"value": 1.0, "cost": -0.5})
    kept = weighted_score({"value": value[:1, :3], "cost": cost[:1, :3]}, {"value": 1.0, "cost": -0.5})
    np.testing.assert_array_equal(found[0, :3], kept[0])
    assert found.reason.values.tolist() == [[0, 0, 0, REASONS["missing"]], [0, 0, 0, 0]]
    assert "user's own weights: value 1, cost -0.5" in found.attrs["convention"]
    flat = weighted_score({"value": value, "cost": axis([[1.0, 2.0, 3.0, 4.0], [7.0] * 4])}, {"value": 1, "cost": 0})
    assert flat.reason.values.tolist() == [[0] * 4, [REASONS["not_applicable"]] * 4]


def test_failures(refused):
    x = axis([1.0, 2.0])
    for measure, second in ((pareto_front, {"x": True}), (weighted_score, {"x": 1.0})):
        with refused("label-mismatch", "y", kind=LabelMismatch):
            measure({"x": x, "y": x}, second)
        with refused("label-mismatch", "x", kind=LabelMismatch):
            measure({"y": x}, second)
        with refused("too-few-labels", "axes"):
            measure({}, second)
        with refused("infinite-cells", "axes['x']", "activity=o0"):
            measure({"x": x.where(x > 1, np.inf)}, second)
        with refused("one-table", "period"):
            measure({"x": x.expand_dims(period=[1])}, second)
        with refused("not-an-array", "axes['x']"):
            measure({"x": [1.0]}, second)
    with refused("label-mismatch", "o1", kind=LabelMismatch):
        pareto_front({"x": x, "y": x.isel(activity=[0])}, {"x": True, "y": True})
    with refused("unknown-option", "larger['x']", "True, False"):
        pareto_front({"x": x}, {"x": 1})
    with refused("infinite-cells", "weights"):
        weighted_score({"x": x}, {"x": np.inf})
    with refused("missing-cells", "weights"):
        weighted_score({"x": x}, {"x": np.nan})
