"""Discrimination: printed numbers, pairs and permutations counted one by one, laws, undefined cases, refusals."""

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch
from growthpole.evaluation import area_under_curve, average_precision, lift, precision_at_k

FORECASTS = st.tuples(
    arrays(np.float64, (3, 4), elements=st.sampled_from([-2.0, 0.0, 0.5, 7.0])),
    arrays(np.float64, (3, 4), elements=st.sampled_from([0.0, 1.0, np.nan])),
)
OVERALL = (area_under_curve, average_precision, lift)
ALL = (*OVERALL, lambda scores, events, **options: precision_at_k(scores, events, 2, **options))


def table(values):
    values = np.asarray(values)
    coords = {"region": list("NSW"[: values.shape[0]]), "activity": list("abcdefgh"[: values.shape[1]])}
    return xr.DataArray(values, coords=coords, dims=["region", "activity"])


def row(values):
    return table([values]).isel(region=0, drop=True)


def flat(scores, events):
    """Scores and outcomes of the cases."""
    known = ~np.isnan(events)
    return scores[known].tolist(), events[known].astype(int).tolist()


# --- printed numbers -----------------------------------------------------------------------------------------


def test_tomograms_of_hanley_and_mcneil():
    """Table I of Hanley & McNeil (1982): 109 patients rated 1 to 5, area .893."""
    normal, abnormal = [33, 6, 6, 11, 2], [3, 2, 2, 11, 33]
    ratings = np.repeat([*range(1, 6), *range(1, 6)], normal + abnormal)
    patients = {"patient": np.arange(109)}
    scores = xr.DataArray(ratings, coords=patients, dims="patient")
    events = xr.DataArray(np.arange(109) >= sum(normal), coords=patients, dims="patient")
    assert area_under_curve(scores, events).item() == pytest.approx(0.893, abs=0.0005)  # three printed decimals


def test_example_of_the_scikit_learn_manual():
    """Its pages on roc_auc_score and average_precision_score print 0.75 and 0.83."""
    scores, events = row([0.1, 0.4, 0.35, 0.8]), row([0, 0, 1, 1])
    assert area_under_curve(scores, events).item() == 0.75
    assert average_precision(scores, events).item() == pytest.approx(0.83, abs=0.005)  # two printed decimals


# --- counted one by one --------------------------------------------------------------------------------------


def auc_by_pairs(scores, events):
    ahead = [
        Fraction(int(s > t)) + Fraction(int(s == t), 2)
        for s, y in zip(scores, events, strict=True)
        for t, z in zip(scores, events, strict=True)
        if y == 1 and z == 0
    ]
    return sum(ahead) / len(ahead) if ahead else None


def precision_by_steps(scores, events):
    found, before = Fraction(0), 0
    for level in sorted(set(scores), reverse=True):
        above = [y for s, y in zip(scores, events, strict=True) if s >= level]
        found += Fraction(sum(above) - before, sum(events)) * Fraction(sum(above), len(above))
        before = sum(above)
    return found


@given(FORECASTS)
@settings(max_examples=80, deadline=None)
def test_equal_to_exact_counts(forecast):
    scores, events = flat(*forecast)
    both = table(forecast[0]), table(forecast[1])
    expected = auc_by_pairs(scores, events)
    found = area_under_curve(*both).item()
    assert np.isnan(found) if expected is None else found == pytest.approx(float(expected), abs=1e-14)
    if 1 in events:
        precision = precision_by_steps(scores, events)
        # sums of at most twelve ratios
        assert average_precision(*both).item() == pytest.approx(float(precision), abs=1e-14)
        assert lift(*both).item() == pytest.approx(float(precision * len(events) / sum(events)), abs=1e-13)


def precision_over_orders(scores, events, k):
    """Mean over all orders of the cases of each region of the share of events in the first k."""
    means = []
    for score, event in zip(scores, events, strict=True):
        cases = list(zip(*flat(score, event), strict=True))
        shares = [
            Fraction(sum(y for _, y in sorted(order, key=lambda case: -case[0])[:k]), min(k, len(cases)))
            for order in permutations(cases)
            if cases
        ]
        means += [sum(shares) / len(shares)] if shares else []
    return float(sum(means) / len(means))


@given(FORECASTS, st.integers(1, 5))
@settings(max_examples=60, deadline=None)
def test_precision_at_k_is_the_mean_over_all_orders_of_ties(forecast, k):
    found = precision_at_k(table(forecast[0]), table(forecast[1]), k).item()
    if (forecast[1] == 1).any():
        assert found == pytest.approx(precision_over_orders(*forecast, k), abs=1e-14)
    else:
        assert np.isnan(found)


def test_precision_at_k_of_many_regions_one_by_one():
    rng = np.random.default_rng(3)
    scores, events = rng.random((40, 30)), np.where(rng.random((40, 30)) < 0.3, np.nan, rng.random((40, 30)) < 0.2)
    places = {"region": np.arange(40), "activity": np.arange(30)}
    both = [xr.DataArray(part, coords=places, dims=list(places)) for part in (scores, events)]
    shares = []
    for score, event in zip(scores, events, strict=True):
        known = ~np.isnan(event)
        shares.append(event[known][np.argsort(-score[known])][:4].mean())
    assert precision_at_k(*both, 4).item() == pytest.approx(np.mean(shares), abs=1e-13)
    # regions across periods compete together, and another dim may take their place
    assert precision_at_k(*both, 4, dim="activity").item() == pytest.approx(
        precision_at_k(*(part.rename(region="activity", activity="region") for part in both), 4).item(), abs=1e-13
    )


# --- laws ----------------------------------------------------------------------------------------------------


@given(FORECASTS, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_order_of_labels_and_dims_says_nothing(forecast, random):
    scores, events = table(forecast[0]), table(forecast[1])
    regions, activities = list("NSW"), list("abcd")
    random.shuffle(regions)
    random.shuffle(activities)
    moved = scores.sel(region=regions, activity=activities).transpose()
    for measure in ALL:
        one = measure(scores, events)
        xr.testing.assert_identical(measure(moved, events), one)
        other = measure(scores, events.sel(region=regions, activity=activities))
        np.testing.assert_allclose(other, one, rtol=1e-14)  # the regions are added in another order


@given(FORECASTS)
@settings(max_examples=40, deadline=None)
def test_only_the_order_of_scores_counts_and_turning_it_turns_the_area(forecast):
    scores, events = table(forecast[0]), table(forecast[1])
    for measure in ALL:
        xr.testing.assert_identical(measure(scores * 3 + 1, events), measure(scores, events))
    area = area_under_curve(scores, events)
    turned = area_under_curve(-scores, events)
    np.testing.assert_allclose(area + turned, 1 if area.reason == 0 else np.nan, rtol=1e-15)


@given(FORECASTS)
@settings(max_examples=40, deadline=None)
def test_bounds_constants_and_perfect_order(forecast):
    scores, events = table(forecast[0]), table(forecast[1])
    count, hits = int((~np.isnan(forecast[1])).sum()), int((forecast[1] == 1).sum())
    if not 0 < hits < count:
        return
    for measure in (area_under_curve, average_precision, ALL[-1]):
        assert 0 <= measure(scores, events).item() <= 1
    flat_scores = xr.zeros_like(scores)
    assert area_under_curve(flat_scores, events).item() == 0.5
    assert average_precision(flat_scores, events).item() == pytest.approx(hits / count)
    assert lift(flat_scores, events).item() == pytest.approx(1)
    knowing = events.fillna(0)
    assert area_under_curve(knowing, events).item() == 1
    assert average_precision(knowing, events).item() == 1
    assert lift(knowing, events).item() == pytest.approx(count / hits)
    assert precision_at_k(knowing, events, 1).item() == pytest.approx(
        (forecast[1] == 1).any(axis=1)[(~np.isnan(forecast[1])).any(axis=1)].mean()
    )


def test_bool_and_numbers_are_the_same_and_the_rest_of_scores_is_not_read():
    scores, events = table([[3, 2, 1, 0]] * 2), table([[1, 0, 0, 1], [0, 1, 0, 0]])
    for measure in ALL:
        xr.testing.assert_identical(measure(scores, events == 1), measure(scores, events))
        beside = scores.where(scores != 2, np.inf), events.where(scores != 2)
        kept = [0, 2, 3]
        assert measure(*beside).item() == measure(scores[:, kept], events[:, kept]).item()


# --- undefined and refused -----------------------------------------------------------------------------------


def test_undefined_cases():
    scores = row([1.0, 2.0, 3.0])
    none = row([np.nan] * 3)
    for events in (none, row([0.0, 0.0, np.nan])):
        for measure in OVERALL:
            assert measure(scores, events).reason == REASONS["not_applicable"]
            assert np.isnan(measure(scores, events))
        found = precision_at_k(table([[1.0, 2.0, 3.0]]), events.expand_dims(region=["N"]), 1)
        assert np.isnan(found)
        assert found.reason == REASONS["not_applicable"]
    only = row([1, 1, 1])
    assert area_under_curve(scores, only).reason == REASONS["not_applicable"]
    assert average_precision(scores, only).item() == lift(scores, only).item() == 1
    assert average_precision(scores, only).reason == 0


def test_a_case_without_a_score_only_by_a_word(refused):
    events = table([[1, 0, 0, np.nan], [0, 1, 0, 0]])
    scores = table([[np.nan, 2.0, -1e308, np.nan], [np.nan, 4.0, 3.0, -1.7e308]])
    for measure in ALL:
        with refused("unscored-cases", "2", "7", "region=N, activity=a", "region=S, activity=a", "lowest"):
            measure(scores, events)
        with refused("unknown-option", "missing", "absent"):
            measure(scores, events, missing="absent")
        last = measure(scores, events, missing="lowest")
        places = table([[0, 3, 2, 0], [0, 5, 4, 1]])
        assert last.item() == measure(places, events).item()
        assert "last" in last.attrs["convention"]
        full = scores.fillna(0)
        assert measure(full, events, missing="lowest").item() == measure(full, events).item()


def test_failures(refused):
    scores, events = table([[1.0, 2.0]]), table([[0, 1]])
    for measure in ALL:
        with refused("not-events", "region=N, activity=b: 2"):
            measure(scores, table([[0, 2]]))
        with refused("not-an-array", "events"):
            measure(scores, events.values)
        with refused("not-an-array", "scores"):
            measure(scores.values, events)
        with refused("not-numeric", "events"):
            measure(scores, events.astype(str))
        with refused("not-numeric", "scores"):
            measure(scores.astype(str), events)
        with refused("infinite-cells", "scores", "region=N, activity=b"):
            measure(table([[1.0, np.inf]]), events)
        with refused("missing-dims", "scores", "activity"):
            measure(scores.isel(activity=0), events)
        with refused("missing-dims", "events", "period"):
            measure(scores.expand_dims(period=[1]), events)
        with refused("label-mismatch", "z", kind=LabelMismatch):
            measure(scores.assign_coords(activity=["a", "z"]), events)
        with refused("no-labels", "activity", kind=LabelMismatch):
            measure(scores, events.drop_vars("activity"))
    for k in (0, 1.0, True):
        with refused("not-whole", "k", repr(k)):
            precision_at_k(scores, events, k)
    with refused("missing-dims", "region"):
        precision_at_k(row([1.0, 2.0]), row([0, 1]), 1)


def test_results_state_unit_and_convention_and_inherit_nothing():
    scores, events = table([[1.0, 2.0]]).assign_attrs(unit="CNY"), table([[0, 1]]).assign_attrs(note="x")
    for measure in ALL:
        found = measure(scores, events)
        assert found.dims == ()
        assert set(found.coords) == {"reason"}
        assert found.attrs["unit"] == "1"
        assert set(found.attrs) == {"unit", "convention"}
