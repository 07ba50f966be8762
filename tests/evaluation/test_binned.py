"""Skill within bins: a second computation, one bin, the quantity itself, bins left out, refusals."""

import numpy as np
import pytest
import xarray as xr

from growthpole.dims import REASONS
from growthpole.errors import LabelMismatch
from growthpole.evaluation import area_under_curve, average_precision, lift, within_bins


def row(values):
    return xr.DataArray(values, coords={"activity": np.arange(len(values))}, dims="activity")


@pytest.fixture
def forecast():
    rng = np.random.default_rng(8)
    by = rng.permutation(600).astype(float)
    scores = np.round(rng.random(600) + by / 900, 2)
    events = (rng.random(600) < scores / 3).astype(float)
    return row(scores), row(np.where(rng.random(600) < 0.2, np.nan, events)), row(by)


def test_equal_to_each_bin_measured_alone(forecast):
    scores, events, by = forecast
    known = np.flatnonzero(~np.isnan(events.values))
    order = known[np.argsort(by.values[known])]
    # bins of distinct values, by the middle of each place
    bin_of = ((np.arange(order.size) + 0.5) * 4 / order.size).astype(int)
    parts = [np.sort(order[bin_of == place]) for place in range(4)]
    sizes = [part.size for part in parts]
    found = within_bins(scores, events, by, 4)
    for name, measure in (("auc", area_under_curve), ("lift", lift)):
        each = [measure(scores[part], events[part]).item() for part in parts]
        assert found[name].item() == pytest.approx(np.average(each, weights=sizes), rel=1e-14)
        assert found[f"{name}_reason"] == 0
    assert (found.bins_used, found.bins_left_out, found.cases_used) == (4, 0, 1)
    assert found.auc.item() < area_under_curve(scores, events).item()  # part of the skill was that of by


def test_one_bin_is_the_measure_itself(forecast):
    found = within_bins(*forecast, bins=1)
    assert found.auc.item() == area_under_curve(*forecast[:2]).item()
    assert found.lift.item() == pytest.approx(lift(*forecast[:2]).item(), rel=1e-15)


def test_a_score_that_only_repeats_coarse_steps_knows_nothing_within_them(forecast):
    _, events, by = forecast
    steps = by // 100
    found = within_bins(steps, events, steps, 6)
    assert found.auc.item() == 0.5
    assert found.lift.item() == pytest.approx(1, rel=1e-14)
    assert area_under_curve(steps, events).item() > 0.55
    # six values leave six bins, however many are asked for
    assert within_bins(steps, events, steps, 50).bins_used == 6


def test_bins_of_one_kind_are_left_out_and_counted():
    by = row([1.0, 1, 1, 2, 2, 2, 3, 3, 3])
    events = row([0.0, 0, 0, 0, 1, 0, 1, 1, 1])
    scores = row([1.0, 2, 3, 1, 3, 2, 1, 2, 3])
    found = within_bins(scores, events, by, 3)
    assert (found.bins_used, found.bins_left_out) == (1, 2)
    assert found.cases_used.item() == pytest.approx(1 / 3)
    assert (found.auc, found.lift) == (1, 3)
    nothing = within_bins(scores, events * 0, by, 3)
    assert (nothing.bins_used, nothing.bins_left_out, nothing.cases_used) == (0, 3, 0)
    empty = within_bins(scores, events * np.nan, by, 3)
    assert (empty.bins_used, empty.bins_left_out) == (0, 0)
    for undefined in (nothing, empty):
        assert np.isnan(undefined.auc)
        assert np.isnan(undefined.lift)
        assert undefined.auc_reason == undefined.lift_reason == REASONS["not_applicable"]
    assert nothing.cases_used_reason == 0
    assert empty.cases_used_reason == REASONS["not_applicable"]


def test_unscored_cases_last(forecast):
    scores, events, by = forecast
    gaps = scores.where(scores > 0.4)
    found = within_bins(gaps, events, by, 3, missing="lowest")
    xr.testing.assert_identical(found, within_bins(gaps.fillna(0), events, by, 3))
    assert average_precision(gaps, events, missing="lowest").reason == 0


def test_failures(forecast, refused):
    scores, events, by = forecast
    with refused("not-whole", "bins", "0"):
        within_bins(scores, events, by, 0)
    first = int(np.flatnonzero(~np.isnan(events.values))[0])
    with refused("missing-cells", "by", f"activity={first}"):
        within_bins(scores, events, by.where(by.activity != first))
    with refused("label-mismatch", kind=LabelMismatch):
        within_bins(scores, events, by[1:])
    with refused("unscored-cases", "lowest"):
        within_bins(scores.where(scores.activity != first), events, by)
