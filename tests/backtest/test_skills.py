"""Skill beyond current strength: direct computation, regions repeated one by one, bins, intervals."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from growthpole.backtest._weighted import ordered
from growthpole.backtest.skills import AGAINST, BINS, COLUMNS, MEASURES, _Compared, skill_table
from growthpole.evaluation._bins import quantile_bins
from growthpole.opportunities.cases import Cases
from growthpole.opportunities.scoring import Answers
from growthpole.opportunities.tasks import Window

PUBLISHED = {"auc": roc_auc_score, "average_precision": average_precision_score}


def answers_of(seed, origins=3, cases=80, regions=8):
    """Answers in which ``good`` knows something that current strength does not."""
    rng = np.random.default_rng(seed)
    found = []
    for start in range(2000, 2000 + origins):
        strength = rng.uniform(0.2, 1.0, cases).round(2)
        hidden = rng.normal(size=cases)
        event = rng.uniform(size=cases) < 1 / (1 + np.exp(4 - 4 * strength - hidden))
        scores = {AGAINST: np.log(strength), "good": 4 * strength + hidden, "blind": rng.normal(size=cases).round(1)}
        region = rng.integers(0, regions, cases)
        asked = Cases({}, event, np.full(cases, start), region, np.zeros(cases, dtype=int), strength)
        found.append(Answers(Window(start, start + 1, start + 1), (), asked, scores, scores))
    return found


def pooled(answers):
    cases = [answer.cases for answer in answers]
    event, region, strength = (
        np.concatenate([getattr(one, name) for one in cases]) for name in ("event", "region", "strength")
    )
    scores = {key: np.concatenate([one.scores[key] for one in answers]) for key in answers[0].scores}
    return event, region, strength, scores


def gain(measure, event, score, current):
    how = PUBLISHED[measure]
    return how(event, score) - how(event, current)


def fifths(strength):
    """The fifth that the middle of each value's place lies in, equal values together."""
    places = [((strength < value).sum() + (strength <= value).sum()) / 2 for value in strength]
    return np.array([int(BINS * place / len(strength)) for place in places])


def by_hand(measure, event, score, current, fifth):
    """The measure's gain over all cases, or its mean over bins weighted by events."""
    name = measure.removesuffix("_within")
    if name == measure:
        return gain(name, event, score, current)
    total = events = 0.0
    for one in range(BINS):
        own = fifth == one
        both = 0 < event[own].sum() < own.sum()
        if both or (name == "average_precision" and event[own].any()):
            total += event[own].sum() * gain(name, event[own], score[own], current[own])
            events += event[own].sum()
    return total / events


@pytest.mark.parametrize("seed", range(3))
def test_the_point_is_the_direct_computation(seed):
    answers = answers_of(seed)
    event, _, strength, scores = pooled(answers)
    fifth = fifths(strength)
    table = skill_table(answers, 8, ("good", "blind"), draws=20, seed=0).set_index(["model", "measure"])
    for model in ("good", "blind"):
        for measure in MEASURES:
            expected = by_hand(measure, event, scores[model], scores[AGAINST], fifth)
            assert table.loc[(model, measure), "point"] == pytest.approx(expected, rel=1e-10, abs=1e-12)


def test_a_region_drawn_twice_is_its_cases_twice():
    event, region, strength, scores = pooled(answers_of(4))
    fifth = fifths(strength)
    groups = (np.arange(len(event)), *(np.flatnonzero(fifth == one) for one in range(BINS)))
    orders = tuple(tuple(ordered(scores[name][one], event[one]) for name in (AGAINST, "good")) for one in groups)
    compared = _Compared(region, 8, groups, orders)
    rng = np.random.default_rng(9)
    for _ in range(5):
        drawn = rng.integers(0, 8, 8)
        rows = np.concatenate([np.flatnonzero(region == one) for one in drawn])
        repeated = [part[rows] for part in (event, scores["good"], scores[AGAINST], fifth)]
        wanted = [by_hand(measure, *repeated) for measure in MEASURES]
        assert compared(drawn) == pytest.approx(wanted, rel=1e-9, abs=1e-12)


def test_intervals_hold_the_point_and_what_is_known_lies_above_zero():
    table = skill_table(answers_of(5, origins=6, regions=20), 20, ("good", "blind"), draws=200, seed=0)
    assert list(table.columns) == list(COLUMNS)
    assert ((table["low"] <= table["point"]) & (table["point"] <= table["high"])).all()
    held = table.set_index(["model", "measure"])
    assert held.loc[("good", "auc_within"), "low"] > 0
    assert held.loc[("blind", "auc"), "high"] < 0
    assert (table["undefined"] == 0).all()


def test_draws_that_have_no_events_are_counted():
    answers = answers_of(6, origins=1, cases=12, regions=6)
    cases = answers[0].cases
    few = cases.with_events((cases.region == cases.region[0]) & (np.arange(12) < 1))
    thin = [Answers(answers[0].window, (), few, answers[0].scores, answers[0].scores)]
    table = skill_table(thin, 6, ("good",), draws=100, seed=0)
    # one region of six holds the only event: it is missed by (5/6)⁶ = 33 % of draws
    assert 15 < table.loc[table["measure"] == "auc", "undefined"].item() < 55


def test_bins_of_current_strength_keep_equals_together():
    strength = np.array([0.1] * 50 + [0.5] * 30 + [0.9] * 20)
    fifth = quantile_bins(strength, BINS)
    for one in set(fifth.tolist()):
        assert len(set(strength[fifth == one])) == 1
    even = quantile_bins(np.random.default_rng(0).permutation(1000) / 1000, BINS)
    assert np.bincount(even).tolist() == [200] * BINS
    assert quantile_bins(np.ones(7), BINS).tolist() == [0] * 7


def test_same_seed_same_regions_for_every_model():
    one = skill_table(answers_of(7), 8, ("good", "blind"), draws=30, seed=3)
    alone = skill_table(answers_of(7), 8, ("blind",), draws=30, seed=3)
    assert one[one["model"] == "blind"].reset_index(drop=True).equals(alone)
    other = skill_table(answers_of(7), 8, ("blind",), draws=30, seed=4)
    assert (other["low"] != alone["low"]).any()


def test_without_draws_there_are_points_and_no_intervals():
    answers = answers_of(8)
    found, drawn = (skill_table(answers, 8, ("good",), draws=draws, seed=0) for draws in (0, 10))
    assert found["point"].tolist() == drawn["point"].tolist()
    assert found[["low", "high"]].isna().all(axis=None)


def test_nothing_without_answers_or_something_to_compare_with():
    answers = answers_of(8)
    silent = [Answers(one.window, (), one.cases, {"good": one.scores["good"]}) for one in answers]
    for found in (
        skill_table([], 8, ("good",), draws=10, seed=0),
        skill_table(silent, 8, ("good",), draws=10, seed=0),
        skill_table(answers, 8, ("boosting",), draws=10, seed=0),
    ):
        assert found.empty
        assert list(found.columns) == list(COLUMNS)


def test_a_model_silent_at_an_origin_is_left_out():
    first, *rest = answers_of(8)
    partly = Answers(first.window, (), first.cases, {key: first.scores[key] for key in (AGAINST, "good")})
    found = skill_table([partly, *rest], 8, ("good", "blind"), draws=10, seed=0)
    assert set(found["model"]) == {"good"}
