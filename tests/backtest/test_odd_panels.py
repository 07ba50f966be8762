"""Panels as they come: blank years, nothing that happens, everything that happens, too little of anything."""

import numpy as np
import pytest

from growthpole.backtest import evaluate
from growthpole.opportunities import feasibility
from growthpole.opportunities.scoring import Effort

FAST = {"effort": Effort(bags=1), "draws": 20}


def test_a_blank_year_is_no_origin(panel, walks):
    values = walks(1, periods=12, regions=15, activities=12, unrest=0.6)
    values[8] = np.nan
    found = evaluate(panel(values), 1, models=("boosting",), **FAST)
    assert 2008 not in set(found.metrics["origin"])
    assert found.metrics.loc[found.metrics["origin"] == 2010, "auc"].notna().any()
    last = walks(1, periods=12, regions=15, activities=12, unrest=0.6)
    last[-1] = np.nan
    assert feasibility(panel(last), 2, "exit", model="boosting", draws=0).probability.isnull().all()


def test_blank_years_after_the_first_leave_nothing_to_score(panel, walks):
    values = walks(2, periods=5, regions=40, activities=40, unrest=0.9)
    values[2:] = np.nan
    found = evaluate(panel(values), 1, models=("distance",), **FAST)
    assert found.events >= 100
    assert found.skill.empty
    assert found.cold_start["auc"].isna().all()


def test_a_first_blank_year_does_not_make_the_second_one_with_a_past(panel, walks):
    values = walks(3, periods=9)
    blank = values.copy()
    blank[0] = np.nan
    later = evaluate(panel(values[1:], years=list(range(2001, 2009))), 2, models=("distance",), **FAST)
    found = evaluate(panel(blank), 2, models=("distance",), **FAST)
    np.testing.assert_array_equal(found.metrics["log_loss"], later.metrics["log_loss"])


@pytest.mark.parametrize("kept", [(1, 9), (9, 1)])
def test_one_region_or_activity_is_refused(panel, walks, refused, kept):
    values = walks(4, regions=kept[0], activities=kept[1])
    with refused("too-few-labels", "panel"):
        evaluate(panel(values), 2)
    with refused("too-few-labels", "panel"):
        feasibility(panel(values), 2)


def test_a_calm_panel_is_not_called_certain(panel):
    values = np.tile(np.random.default_rng(0).uniform(1, 9, (6, 5)), (6, 1, 1))
    found = feasibility(panel(values), 2, draws=0)
    assert float(found.probability.min()) >= 1e-6


def test_values_not_reported_have_not_grown(panel, walks):
    """A blank base year says nothing of growth; a region that reports less has not shrunk in what it reports."""
    from growthpole.opportunities import history_of
    from growthpole.opportunities.features import feature_arrays

    values = walks(5)
    whole = feature_arrays(history_of(panel(values)), 2)
    blank, partly = values.copy(), values.copy()
    blank[-3] = np.nan
    partly[-3, 0, :12] = np.nan
    assert (feature_arrays(history_of(panel(blank)), 2)["region_growth"] == 0).all()
    found = feature_arrays(history_of(panel(partly)), 2)["region_growth"]
    assert np.abs(found - whole["region_growth"]).max() < 0.5  # with absent as zero it is above 3


def test_scores_of_any_size_are_judged_alike(panel, roots):
    made = panel(roots(4, periods=9))

    def sized(factor):
        def own(known, horizon):
            return factor * np.random.default_rng(len(known.years)).normal(size=known.strengths.shape[1:])

        return own

    found = [
        evaluate(made, 2, models=("distance",), own={"mine": sized(factor)}, **FAST).metrics
        for factor in (1.0, 1e250, 1e-250)
    ]
    for one in found[1:]:
        np.testing.assert_allclose(one["log_loss"], found[0]["log_loss"], rtol=1e-6)


@pytest.mark.parametrize(
    ("wrong", "name"),
    [({"k": 0}, "k"), ({"draws": -1}, "draws"), ({"least_events": 0}, "least_events")],
)
def test_options_are_checked_before_anything_is_computed(panel, walks, refused, wrong, name):
    with refused("not-whole", name):
        evaluate(panel(walks(1)), 2, **wrong)


@pytest.mark.parametrize("wrong", [{"bags": 0}, {"seed": -1}])
def test_effort_is_checked(refused, wrong):
    with refused("not-whole", *wrong):
        Effort(**wrong)
