"""Evaluations of panels whose truth is known, a placebo, what is reported when, and the same for any worker."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from growthpole.backtest import evaluate, evaluating
from growthpole.opportunities import history_of
from growthpole.opportunities.choosing import choose
from growthpole.opportunities.features import feature_arrays
from growthpole.opportunities.models import BASELINES, KEYS
from growthpole.opportunities.scoring import Effort, score_origins

LEARNT = ("logit", "boosting", "blend")
FRAMES = ("metrics", "summary", "reliability", "skill", "cold_start", "cases")
QUICK = {"draws": 0, "cold_start": False, "effort": Effort(bags=1)}


def auc_of(found, model, phases=("selection", "between", "scored")):
    rows = found.metrics[(found.metrics["model"] == model) & found.metrics["phase"].isin(phases)]
    return rows["auc"].mean()


def skill_of(found, model, measure):
    table = found.skill
    return table[(table["model"] == model) & (table["measure"] == measure)].iloc[0]


def same(one, other):
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)
    assert (one.selected, one.why, one.losses) == (other.selected, other.why, other.losses)


# --- panels whose truth is known -----------------------------------------------------------------------------


def test_where_density_drives_entries_it_is_found_and_used(rooted):
    """Current strength says nothing here: every absent cell is as far away as any other."""
    assert rooted.why == "selected"
    assert rooted.selected in LEARNT
    assert auc_of(rooted, "boosting") > auc_of(rooted, "current_lq") + 0.2
    for model in ("purged_density", "boosting"):
        for measure in ("auc_within", "average_precision_within"):
            assert skill_of(rooted, model, measure)["low"] > 0
    chosen = rooted.metrics[rooted.metrics["selected"] & (rooted.metrics["phase"] == "scored")]
    assert (chosen["brier_skill"] > 0).all()
    assert rooted.cold_start["auc_regions_left_out"].mean() > 0.8


def test_where_all_walks_at_random_distance_is_as_good_as_anything_and_calibrated(panel, walks):
    found = evaluate(panel(walks(1, periods=12)), 2, models=("distance", "logit", "boosting"), **QUICK)
    scored = found.metrics[found.metrics["phase"] == "scored"]
    skill = scored.groupby("model")["brier_skill"].mean()
    # some 15 events at each of 7 origins: the skill of either is known to about .03
    assert skill["distance"] > skill.max() - 0.03
    assert found.losses["distance"] < min(found.losses.values()) + 0.01
    table = found.reliability[found.reliability["model"] == "distance"]
    near = (table["mean_probability"] > table["observed_low"] - 0.01) & (
        table["mean_probability"] < table["observed_high"] + 0.01
    )
    # each bin's 95 % interval, of ten bins
    assert near.sum() >= 9
    said, came = ((table["cases"] * table[name]).sum() for name in ("mean_probability", "observed"))
    assert said == pytest.approx(came, abs=3 * np.sqrt(came))


@pytest.mark.parametrize(("task", "structured"), [("entry", True), ("entry", False), ("exit", False)])
def test_a_placebo_knows_nothing(panel, roots, walks, task, structured):
    """Shuffled events: the AUC of an origin varies with variance (1/n₁ + 1/n₀)/12, and shuffles are independent."""
    made = panel(roots(3) if structured else walks(3, periods=12))
    real = evaluate(made, 2, task, models=KEYS, **QUICK)
    shuffled = evaluate(made, 2, task, models=KEYS, permute=True, **QUICK)
    assert shuffled.permuted
    assert shuffled.events == real.events
    trained = shuffled.metrics[shuffled.metrics["phase"] != "untrained"]
    for model in LEARNT:
        rows = trained[trained["model"] == model]
        variance = (1 / rows["events"] + 1 / (rows["options"] - rows["events"])).sum() / 12 / len(rows) ** 2
        assert len(rows) >= 5
        # one in 15,000 for each model and task, were the seed free
        assert abs(rows["auc"].mean() - 0.5) < 4 * np.sqrt(variance), model
        assert auc_of(real, model) > 0.5 + 8 * np.sqrt(variance), model


def test_a_placebo_learns_from_shuffled_events_without_the_regions_too(panel, roots, monkeypatch):
    learnt = []
    original = evaluating.fit

    def spied(keys, wide, *rest, **options):
        learnt.append(wide)
        return original(keys, wide, *rest, **options)

    monkeypatch.setattr(evaluating, "fit", spied)
    ask = {"models": ("current_lq",), "draws": 0}
    counts = []
    for permute in (False, True):
        learnt.clear()
        evaluate(panel(roots(3, periods=9)), 2, permute=permute, **ask)
        counts.append([wide.event.tolist() for wide in learnt])
    assert counts[0] != counts[1]
    assert [len(events) for events in counts[0]] == [len(events) for events in counts[1]]


# --- what is reported ----------------------------------------------------------------------------------------


def test_every_table_is_there(rooted):
    metrics = rooted.metrics
    assert set(metrics["model"]) == set(KEYS)
    assert metrics["origin"].drop_duplicates().tolist() == list(range(2000, 2009))
    assert rooted.events == metrics.drop_duplicates("origin")["events"].sum()
    assert rooted.options == metrics.drop_duplicates("origin")["options"].sum()
    assert metrics.loc[metrics["selected"], "model"].unique().tolist() == [rooted.selected]
    assert set(rooted.summary["model"]) == set(KEYS)
    assert (rooted.summary.groupby("over")["origins"].nunique() == 1).all()
    assert set(rooted.reliability["model"]) == set(KEYS)
    assert set(rooted.skill["model"]) == set(evaluating.BEYOND)
    assert rooted.cold_start["origin"].tolist() == sorted(metrics.loc[metrics["phase"] == "scored", "origin"].unique())
    assert rooted.cases.empty
    assert not rooted.permuted


def test_metrics_are_those_of_the_answers_of_the_engine(panel, roots, rooted):
    answers = score_origins(history_of(panel(roots(0))), 2, "entry", effort=Effort(bags=1))
    choice = choose(answers)
    assert (choice.key, choice.losses) == (rooted.selected, rooted.losses)
    held = rooted.metrics.set_index(["origin", "model"])
    for answer in answers:
        for key, score in answer.scores.items():
            row = held.loc[(answer.window.start, key)]
            assert row["auc"] == pytest.approx(roc_auc_score(answer.cases.event, score), rel=1e-12)
            assert row["phase"] == choice.phase[answer.window.start]


def test_below_a_hundred_events_cases_are_listed_and_nothing_is_claimed(panel, walks):
    found = evaluate(panel(walks(2, periods=8, regions=12, activities=9)), 2, models=("logit",), draws=20)
    assert 0 < found.events < 100
    assert (found.selected, found.why, dict(found.losses)) == ("distance", "few-events", {})
    assert found.metrics[list(evaluating_metrics(found))].isna().all(axis=None)
    assert len(found.cases) == found.events
    assert {"place_distance", "place_density"} <= set(found.cases)
    assert ((found.cases["place_distance"] >= 1) & (found.cases["place_distance"] <= found.cases["options"])).all()
    for table in (found.skill, found.reliability, found.cold_start):
        assert table.empty
    claimed = evaluate(
        panel(walks(2, periods=8, regions=12, activities=9)), 2, models=("logit",), least_events=1, **QUICK
    )
    assert claimed.metrics["auc"].notna().any()
    assert claimed.cases.empty


def evaluating_metrics(found):
    return [name for name in found.metrics if name in ("auc", "average_precision", "lift", "brier_skill", "log_loss")]


def test_baselines_and_the_prior_model_are_always_there(panel, walks):
    found = evaluate(panel(walks(3, periods=6)), 2, models=(), **QUICK)
    assert set(found.metrics["model"]) == {*BASELINES, "distance"}


def test_what_could_be_no_case_is_counted(panel, walks):
    values = walks(4, periods=6)
    values[1, 0, :4], values[3, 5, 5], values[5, 2, 2:5] = np.nan, -1.0, np.nan
    history = history_of(panel(values))
    found = evaluate(panel(values), 2, models=(), **QUICK)
    unknown = outcomes = 0
    for start in range(4):
        for now, then in zip(history.strengths[start].ravel(), history.strengths[start + 2].ravel(), strict=True):
            unknown += np.isnan(now)
            outcomes += now < 1 and np.isnan(then)
    assert found.left_out == {"unknown_strength": unknown, "unknown_outcome": outcomes}
    assert unknown == 4
    assert outcomes > 0
    asked = sum((history.strengths[start] < 1).sum() for start in range(4))
    assert found.options == asked - outcomes


def test_a_score_of_ones_own_is_judged_beside_the_models_and_changes_none(panel, roots):
    def own(known, horizon):
        return feature_arrays(known, horizon)["purged_density"]

    made, ask = panel(roots(4, periods=9)), {"models": ("purged_density", "boosting"), **QUICK, "draws": 20}
    found, without = evaluate(made, 2, own={"mine": own}, **ask), evaluate(made, 2, **ask)
    beside = found.metrics[found.metrics["model"] != "mine"].reset_index(drop=True)
    pd.testing.assert_frame_equal(beside, without.metrics)
    columns = ["auc", "average_precision", "brier_skill"]
    mine, twin = (found.metrics[found.metrics["model"] == name][columns] for name in ("mine", "purged_density"))
    np.testing.assert_allclose(mine, twin, rtol=1e-12)
    assert skill_of(found, "mine", "auc")["point"] == skill_of(found, "purged_density", "auc")["point"]
    assert "mine" not in found.losses


def test_what_is_learnt_without_a_region_has_not_seen_it(panel, roots, monkeypatch):
    """Turning the past of the regions of one fold around changes answers for all others, none for their own."""
    made = panel(roots(5, periods=9))
    seen = []

    def spied(*given):
        answer = original(*given)
        seen.append((given[2], given[-1].cases.region, answer))
        return answer

    def turned(*given):
        wide = learnt(*given)
        return wide.with_events(wide.event ^ (fold[wide.region] == 0))

    original, learnt = evaluating._without, evaluating.training_cases
    monkeypatch.setattr(evaluating, "_without", spied)
    evaluate(made, 2, models=("logit",), draws=0)
    before = seen.copy()
    seen.clear()
    fold = before[0][0]
    monkeypatch.setattr(evaluating, "training_cases", turned)
    evaluate(made, 2, models=("logit",), draws=0)
    for (folds, region, one), (_, _, other) in zip(before, seen, strict=True):
        held = folds[region] == 0
        assert held.any()
        np.testing.assert_array_equal(one[held], other[held])
        assert (one[~held] != other[~held]).all()


# --- the same for any worker ---------------------------------------------------------------------------------


def test_same_seed_same_frames_for_any_number_of_workers(panel, roots):
    made = panel(roots(6, periods=8, regions=24))
    ask = {"models": ("logit", "boosting"), "draws": 30, "effort": Effort(seed=3, bags=1)}
    alone = evaluate(made, 2, **ask)
    assert not alone.skill.empty
    assert not alone.cold_start.empty
    same(alone, evaluate(made, 2, **ask))
    with ThreadPoolExecutor(2) as threads:
        same(alone, evaluate(made, 2, executor=threads, **ask))
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        same(alone, evaluate(made, 2, executor=processes, **ask))
    other = evaluate(made, 2, **{**ask, "effort": Effort(seed=4, bags=1)})
    assert (other.skill["low"] != alone.skill["low"]).any()


def test_labels_in_another_order_are_the_same_evaluation(panel, roots):
    values = roots(7, periods=7, regions=24)
    order = np.random.default_rng(0).permutation(24)
    ask = {"models": ("logit",), "least_events": 1, **QUICK}
    one, other = evaluate(panel(values), 2, **ask), evaluate(panel(values[:, order]), 2, **ask)
    numbers = ["auc", "average_precision", "precision_at_k", "brier_skill", "log_loss"]
    # sums over regions in another order
    np.testing.assert_allclose(one.metrics[numbers], other.metrics[numbers], rtol=1e-6, atol=1e-8)


def test_failures(panel, walks, refused):
    made = panel(walks(3, periods=6))
    with refused("unknown-option", "models", "forest", "boosting"):
        evaluate(made, 2, models=("forest", "logit"))
    with refused("unknown-option", "task", "leave"):
        evaluate(made, 2, "leave", models=())
    with refused("unknown-option", "kind", "levels"):
        evaluate(made, 2, models=(), kind="levels")
    with refused("no-window", "9"):
        evaluate(made, 9, models=())
    with refused("not-whole", "horizon"):
        evaluate(made, 0, models=())
    with refused("own-name-taken", "current"):
        evaluate(made, 2, models=(), own={"current": lambda known, horizon: known.strengths[-1]})
