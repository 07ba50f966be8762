"""Models: orders, probabilities, signs, who is absent for want of events, trees that cannot be turned around."""

import numpy as np
import pytest
from scipy.special import expit, logit
from threadpoolctl import threadpool_limits

from growthpole.opportunities import _fitting
from growthpole.opportunities.cases import Cases, joined_cases
from growthpole.opportunities.features import RISING
from growthpole.opportunities.models import BASELINES, KEYS, LOGIT_EVENTS, LOGIT_FEATURES, TREE_EVENTS, fit

SCORED_BY = {
    "popularity": "popularity",
    "diversity": "diversity",
    "current_lq": "strength",
    "density": "density",
    "purged_density": "purged_density",
}


@pytest.fixture(scope="module")
def wide(entries):
    return joined_cases([answer.cases for answer in entries[1]])


@pytest.fixture(scope="module")
def fitted(wide):
    return fit(KEYS, wide, "entry", 2, seed=0, bags=2)


def with_events(wide, count):
    """Cases of which the first events are kept."""
    kept = np.flatnonzero(wide.event)[:count]
    event = np.zeros(len(wide), dtype=bool)
    event[kept] = True
    return wide.with_events(event)


def moved(cases, name, by):
    return Cases(
        {**cases.x, name: cases.x[name] + by},
        cases.event,
        cases.year,
        cases.region,
        cases.activity,
        cases.strength,
    )


def test_the_order_of_each_baseline_is_that_of_its_feature(fitted, wide):
    for key, feature in SCORED_BY.items():
        np.testing.assert_array_equal(fitted[key].score(wide), wide.x[feature])
    walk = np.pi / np.sqrt(3) / np.sqrt(2) * wide.x["distance"]
    np.testing.assert_allclose(fitted["distance"].score(wide), walk, rtol=1e-13)
    assert set(fitted["base_rate"].score(wide)) == {0.0}
    assert set(fitted) == set(KEYS)
    assert list(fitted) == list(KEYS)
    assert {*SCORED_BY, "base_rate"} == set(BASELINES)


def test_an_exit_turns_the_signs(wide):
    leaving = Cases(wide.x, wide.event, wide.year, wide.region, wide.activity, 1 / wide.strength)
    found = fit(("density", "distance", "boosting"), leaving, "exit", 2, seed=0, bags=1)
    np.testing.assert_array_equal(found["density"].score(leaving), -wide.x["density"])
    walk = np.pi / np.sqrt(3) / np.sqrt(2) * wide.x["distance"]
    np.testing.assert_allclose(found["distance"].score(leaving), -walk, rtol=1e-13)
    before, after = (found["boosting"].score(moved(leaving, "distance", by)) for by in (0.0, 1.0))
    assert (after <= before).all()


def test_probabilities_add_up_to_the_events_learnt_from(fitted, wide):
    """The intercept of a logistic regression is not penalised, so this holds at any penalty."""
    assert fitted["base_rate"].chance(np.zeros(3)) == pytest.approx(np.full(3, wide.events / len(wide)), rel=1e-14)
    for key in (*SCORED_BY, "logit"):
        chance = fitted[key].chance(fitted[key].score(wide))
        # the learner stops at a gradient of 1e-8 a case
        assert chance.mean() == pytest.approx(wide.events / len(wide), rel=1e-4), key


def test_probabilities_follow_the_order(fitted, wide):
    for key, model in fitted.items():
        score = np.sort(model.score(wide))
        chance = model.chance(score)
        assert ((chance >= 0) & (chance <= 1)).all()
        assert (np.diff(chance) >= 0).all(), key


def test_the_curve_of_a_feature_is_that_of_the_published_learner(wide):
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, StandardScaler

    bounded = FunctionTransformer(lambda x: np.clip(x, -3, 3))
    learner = make_pipeline(StandardScaler(), bounded, LogisticRegression(C=0.1, tol=1e-10, max_iter=2000))
    learner.fit(wide.matrix(LOGIT_FEATURES), wide.event)
    model = fit(("logit",), wide, "entry", 2, seed=0)["logit"]
    expected = learner.predict_proba(wide.matrix(LOGIT_FEATURES))[:, 1]
    np.testing.assert_allclose(model.chance(model.score(wide)), expected, atol=1e-5)


def test_a_feature_that_does_not_vary_has_no_weight():
    rng = np.random.default_rng(0)
    x = np.stack([rng.normal(size=200), np.full(200, 7.0)], axis=1)
    found = _fitting.fit_logit(x, rng.uniform(size=200) < expit(x[:, 0]))
    assert found.weights[1] == 0
    assert found.log_odds(x) == pytest.approx(found.log_odds(x * [1, 1]))


def test_the_prior_model_is_a_random_walk_with_logistic_steps(entries):
    """Without events: log odds π/√3 standard deviations of H years, one half at the threshold."""
    _, answers = entries
    model = fit(KEYS, None, "entry", 4, seed=0)
    assert set(model) == {"popularity", "diversity", "current_lq", "density", "purged_density", "distance"}
    cases = answers[0].cases
    chance = model["distance"].chance(model["distance"].score(cases))
    walk = expit(np.pi / np.sqrt(3) * cases.x["distance"] / 2)
    np.testing.assert_allclose(chance, np.clip(walk, 1e-6, 1 - 1e-6), rtol=1e-12)
    assert np.isnan(model["density"].chance(np.ones(3))).all()
    np.testing.assert_array_equal(model["density"].score(answers[0].cases), answers[0].cases.x["density"])


def test_events_adjust_the_prior_model(wide):
    few = wide.with_events(np.zeros(len(wide), dtype=bool))
    plain = fit(("distance",), None, "entry", 2, seed=0)["distance"]
    none = fit(("distance",), few, "entry", 2, seed=0)["distance"]
    score = plain.score(wide)
    assert (none.chance(score) <= plain.chance(score)).all()
    assert (none.chance(score) < plain.chance(score))[plain.chance(score) > 1e-3].all()
    known = fit(("distance",), wide, "entry", 2, seed=0)["distance"]
    assert abs(known.chance(score).mean() - wide.event.mean()) < abs(plain.chance(score).mean() - wide.event.mean())


@pytest.mark.parametrize(
    ("events", "absent"),
    [
        (0, {"logit", "boosting", "blend"}),
        (LOGIT_EVENTS - 1, {"logit", "boosting", "blend"}),
        (LOGIT_EVENTS, {"boosting", "blend"}),
        (TREE_EVENTS - 1, {"boosting", "blend"}),
        (TREE_EVENTS, set()),
    ],
)
def test_a_model_with_too_few_events_is_absent(wide, events, absent):
    found = fit(KEYS, with_events(wide, events), "entry", 2, seed=0, bags=1)
    assert set(KEYS) - set(found) == absent
    assert np.isnan(found["density"].chance(np.zeros(1))).all() == (events == 0)


def test_where_everything_happened_nothing_is_learnt(wide):
    found = fit(KEYS, wide.with_events(np.ones(len(wide), dtype=bool)), "entry", 2, seed=0, bags=1)
    assert set(KEYS) - set(found) == {"logit", "boosting", "blend"}
    assert np.isnan(found["density"].chance(np.zeros(1))).all()


def test_the_blend_is_the_mean_of_two_log_odds(fitted, wide):
    both = [logit(fitted[key].chance(fitted[key].score(wide))) for key in ("logit", "boosting")]
    blend = fitted["blend"].chance(fitted["blend"].score(wide))
    np.testing.assert_allclose(logit(blend), np.mean(both, axis=0), rtol=1e-9, atol=1e-12)


def test_boosting_never_turns_theory_around(fitted, wide):
    before = fitted["boosting"].score(wide)
    changed = []
    for name in sorted(RISING & set(wide.x)):
        for by in (0.1, 1.0, 10.0):
            after = fitted["boosting"].score(moved(wide, name, by))
            assert (after >= before).all(), name
        changed.append(bool((after > before).any()))
    assert sum(changed) > 5
    free = [name for name in wide.x if name not in RISING]
    assert any((fitted["boosting"].score(moved(wide, name, 1.0)) < before).any() for name in free)


def test_the_logistic_regression_never_falls_with_distance_here(fitted, wide):
    """It is free to; on walks it does not."""
    before, after = (fitted["logit"].score(moved(wide, "distance", by)) for by in (0.0, 1.0))
    assert (after >= before).all()
    assert (after > before).any()


def test_an_activation_learns_from_all_entries_and_is_adjusted_to_its_own(wide):
    entry = fit(("logit", "base_rate", "density"), wide, "entry", 2, seed=0)
    found = fit(("logit", "base_rate", "density"), wide, "activation", 2, seed=0)
    own = wide.take(wide.strength < 0.5)
    assert 0 < own.events < wide.events / 3
    assert found["base_rate"].chance(np.zeros(1)) == pytest.approx(own.events / len(own))
    np.testing.assert_array_equal(found["logit"].score(own), entry["logit"].score(own))
    rate = own.events / len(own)
    plain, adjusted = (model["logit"].chance(model["logit"].score(own)) for model in (entry, found))
    assert abs(adjusted.mean() - rate) < abs(plain.mean() - rate)
    assert adjusted.mean() == pytest.approx(rate, rel=0.15)  # the prior of the adjustment holds back a little
    loss = [-(np.where(own.event, np.log(p), np.log1p(-p))).mean() for p in (plain, adjusted)]
    assert loss[1] < loss[0]
    by_density = found["density"].chance(found["density"].score(own))
    assert by_density.mean() == pytest.approx(rate, rel=1e-4)


def test_a_score_of_ones_own_is_a_model_no_other_reads(wide):
    told = Cases({**wide.x, "mine": wide.event + 0.0}, wide.event, wide.year, wide.region, wide.activity, wide.strength)
    keys = ("boosting", "logit")
    without, found = (
        fit(keys, wide, "entry", 2, seed=0, bags=1),
        fit(keys, told, "entry", 2, seed=0, bags=1, own=("mine",)),
    )
    assert list(found) == [*keys, "mine"]
    for key in keys:
        np.testing.assert_array_equal(found[key].score(told), without[key].score(wide))
    chance = found["mine"].chance(found["mine"].score(told))
    assert chance[wide.event].min() > chance[~wide.event].max()


@pytest.mark.parametrize("name", ["density", "linkage", "logit", "distance"])
def test_a_score_of_ones_own_has_a_name_of_its_own(wide, refused, name):
    with refused("own-name-taken", name):
        fit(KEYS, wide, "entry", 2, seed=0, own=("mine", name))


def test_same_seed_same_bytes_and_another_seed_other_trees(wide):
    one, again, other = (
        fit(("boosting",), wide, "entry", 2, seed=seed, bags=2)["boosting"].score(wide) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()


def test_the_number_of_threads_changes_no_tree(wide):
    found = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            model = fit(("boosting",), wide, "entry", 2, seed=0, bags=1)["boosting"]
            found.append(model.score(wide))
    np.testing.assert_array_equal(*found)


@pytest.mark.parametrize(("every", "kept"), [(25, 40), (2, 50)])
def test_a_very_large_table_is_learnt_from_by_a_sample_that_weighs_as_much(monkeypatch, every, kept):
    """Few events are all kept; many leave half of the room to the others."""
    monkeypatch.setattr(_fitting, "MOST_ROWS", 100)
    event = np.arange(1000) % every == 0
    rows, weights = _fitting._sampled(event)
    assert len(rows) == len(set(rows)) == 100
    assert event[rows].sum() == kept
    assert weights[event[rows]].sum() == pytest.approx(event.sum())
    assert weights.sum() == pytest.approx(1000)
    np.testing.assert_array_equal(rows, _fitting._sampled(event)[0])
    whole, none = _fitting._sampled(event[:100])
    assert whole.tolist() == list(range(100))
    assert none is None
