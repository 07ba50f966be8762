"""Tables of metrics against published measures, small examples by hand, summaries over the same origins."""

import math

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

from growthpole.backtest.metric_tables import COLUMNS, METRICS, few_cases, metric_table, reliability_of, summary_of
from growthpole.opportunities.cases import Cases
from growthpole.opportunities.choosing import Choice
from growthpole.opportunities.histories import History
from growthpole.opportunities.scoring import Answers
from growthpole.opportunities.tasks import Window

CHOICE = Choice("distance", "selected", {}, {2000: "untrained", 2001: "selection", 2002: "scored"})


def blank(regions, activities):
    shape = (3, regions, activities)
    return History(
        years=(2000, 2001, 2002),
        regions=tuple(f"r{i}" for i in range(regions)),
        activities=tuple(f"a{j}" for j in range(activities)),
        values=np.ones(shape),
        strengths=np.ones(shape),
    )


def cases_of(cells, event, start=2001):
    region, activity = (np.array(part) for part in zip(*cells, strict=True))
    return Cases(
        {}, np.array(event, dtype=bool), np.full(len(event), start), region, activity, np.full(len(event), 0.5)
    )


def answer_of(cases, scores, probabilities=None):
    start = int(cases.year[0])
    said = {key: np.asarray(values, dtype=float) for key, values in scores.items()}
    chances = {key: np.asarray(values, dtype=float) for key, values in (probabilities or scores).items()}
    return Answers(Window(start, start + 1, start + 1), (), cases, said, chances)


@pytest.mark.parametrize("seed", range(3))
def test_equal_to_the_published_measures(seed):
    rng = np.random.default_rng(seed)
    cells = [cell for cell in np.ndindex(6, 7) if rng.uniform() < 0.8]
    chance = rng.uniform(0.01, 0.99, len(cells)).round(1).clip(0.05, 0.95)
    event = rng.uniform(size=len(cells)) < chance
    known = np.full(len(cells), 0.3)
    answer = answer_of(cases_of(cells, event), {"base_rate": known, "logit": chance})
    table = metric_table(blank(6, 7), [answer], CHOICE, k=2, claimed=True).set_index("model")
    row, rate = table.loc["logit"], event.mean()
    assert row["auc"] == pytest.approx(roc_auc_score(event, chance), rel=1e-12)
    assert row["average_precision"] == pytest.approx(average_precision_score(event, chance), rel=1e-12)
    assert row["lift"] == pytest.approx(row["average_precision"] / rate, rel=1e-12)
    assert row["log_loss"] == pytest.approx(log_loss(event, chance), rel=1e-12)
    # against the rate known at the origin, not against the one that came
    reference = ((0.3 - event) ** 2).mean()
    assert row["brier_skill"] == pytest.approx(1 - brier_score_loss(event, chance) / reference, rel=1e-12)
    assert table.loc["base_rate", "brier_skill"] == 0
    assert table.loc["base_rate", "auc"] == 0.5
    assert (row["options"], row["events"], row["base_rate"]) == (len(cells), event.sum(), rate)


def test_precision_at_two_by_hand():
    """Of region 0 the first two hold one event, of region 1 two, region 2 has a single option and no event."""
    cells = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 3), (2, 2)]
    event = [1, 0, 1, 1, 1, 0, 0]
    score = [0.9, 0.8, 0.1, 0.7, 0.6, 0.5, 0.99]
    answer = answer_of(cases_of(cells, event), {"density": score})
    found = metric_table(blank(3, 4), [answer], CHOICE, k=2, claimed=True)["precision_at_k"].item()
    assert found == pytest.approx((1 / 2 + 2 / 2 + 0 / 1) / 3)


def test_rows_say_which_origin_and_whether_the_model_ships():
    cells, event = [(0, 0), (0, 1)], [1, 0]
    scores, said = {"distance": [0.6, 0.2], "logit": [1, 2]}, {"distance": [0.6, 0.2], "logit": [np.nan] * 2}
    answers = [answer_of(cases_of(cells, event, start), scores, said) for start in (2000, 2001, 2002)]
    table = metric_table(blank(1, 2), answers, CHOICE, k=1, claimed=True)
    assert list(table.columns) == list(COLUMNS)
    assert table["origin"].tolist() == [2000, 2000, 2001, 2001, 2002, 2002]
    assert table["target"].tolist() == [2001, 2001, 2002, 2002, 2003, 2003]
    assert table["phase"].tolist() == [name for name in ("untrained", "selection", "scored") for _ in range(2)]
    assert table["selected"].tolist() == [True, False] * 3
    silent = table[table["model"] == "logit"]
    assert silent[["log_loss", "brier_skill"]].isna().all(axis=None)
    assert (silent["auc"] == 0).all()


def test_nothing_is_claimed_of_few_events_and_without_a_case_nothing_is_measured():
    answer = answer_of(cases_of([(0, 0), (0, 1)], [1, 0]), {"distance": [0.6, 0.2]})
    table = metric_table(blank(1, 2), [answer], CHOICE, k=1, claimed=False)
    assert table[list(METRICS)].isna().all(axis=None)
    assert table[["options", "events"]].to_numpy().tolist() == [[2, 1]]
    none = Answers(answer.window, (), answer.cases.take(np.zeros(0, dtype=int)), {"distance": np.zeros(0)})
    empty = metric_table(blank(1, 2), [none], CHOICE, k=1, claimed=True)
    assert empty[[*METRICS, "base_rate"]].isna().all(axis=None)
    assert empty["options"].item() == 0


def test_without_an_event_there_is_no_order_to_judge():
    answer = answer_of(cases_of([(0, 0), (0, 1)], [0, 0]), {"base_rate": [0.1, 0.1], "distance": [0.6, 0.2]})
    row = metric_table(blank(1, 2), [answer], CHOICE, k=1, claimed=True).set_index("model").loc["distance"]
    assert row[["auc", "average_precision", "lift", "brier_skill"]].isna().all()
    assert row["log_loss"] == pytest.approx(-(math.log(0.4) + math.log(0.8)) / 2)


def test_a_summary_compares_models_over_the_same_origins():
    """A model that starts late is not judged on easier years."""
    rows = [
        {
            "model": model,
            "origin": origin,
            "phase": phase,
            "selected": model == "distance",
            **dict.fromkeys(METRICS, value),
        }
        for model, origin, phase, value in [
            ("distance", 2000, "untrained", 0.1),
            ("distance", 2001, "selection", 0.5),
            ("distance", 2002, "scored", 0.7),
            ("distance", 2003, "scored", 0.9),
            ("boosting", 2002, "scored", 0.6),
            ("boosting", 2003, "scored", 0.8),
        ]
    ]
    both = summary_of(pd.DataFrame(rows))
    assert both["over"].unique().tolist() == ["scored", "trained"]
    found = both[both["over"] == "scored"].set_index("model")
    assert found["origins"].tolist() == [2, 2]
    assert found["selected"].tolist() == [True, False]
    for metric in METRICS:
        assert found.loc["distance", [f"{metric}_{name}" for name in ("mean", "min", "max")]].tolist() == pytest.approx(
            [0.8, 0.7, 0.9]
        )
        assert found.loc["boosting", f"{metric}_mean"] == pytest.approx(0.7)


def test_a_summary_leaves_out_what_was_not_measured():
    same = {"model": "density", "phase": "scored", "selected": False, **dict.fromkeys(METRICS, np.nan)}
    rows = [{**same, "origin": origin, "auc": auc} for origin, auc in ((2001, 0.5), (2002, np.nan), (2003, 0.7))]
    found = summary_of(pd.DataFrame(rows)).iloc[0]
    assert found["auc_mean"] == pytest.approx(0.6)
    assert np.isnan(found["brier_skill_mean"])
    assert found["origins"] == 3


def test_reliability_sets_what_was_said_against_what_came():
    said = np.repeat([0.2, 0.8], 50)
    event = np.concatenate([np.arange(50) < 10, np.arange(50) < 45])
    cells = [divmod(place, 10) for place in range(100)]
    unsure = np.where(np.arange(100) == 3, np.nan, 0.5)
    halves = [
        answer_of(cases_of(cells[part], event[part], start), {"logit": said[part], "density": unsure[part]})
        for part, start in ((slice(0, 60), 2001), (slice(60, 100), 2002))
    ]
    table = reliability_of(halves, bins=2)
    assert set(table["model"]) == {"logit"}
    assert table["cases"].tolist() == [50, 50]
    assert table["mean_probability"].tolist() == pytest.approx([0.2, 0.8])
    assert table["observed"].tolist() == pytest.approx([0.2, 0.9])
    assert ((table["observed_low"] < table["observed"]) & (table["observed"] < table["observed_high"])).all()
    assert list(reliability_of([]).columns) == list(table.columns)


def test_few_cases_are_listed_with_their_places():
    """Ties share the mean of their places."""
    cells = [(0, 0), (0, 1), (0, 2), (0, 3), (1, 1)]
    cases = cases_of(cells, [0, 1, 0, 0, 1])
    answer = answer_of(cases, {"density": [0.9, 0.5, 0.5, 0.5, 0.3], "base_rate": [0, 0, 0, 0, 0]})
    table = few_cases(blank(2, 4), [answer])
    assert table[["region", "activity"]].to_numpy().tolist() == [["r0", "a1"], ["r1", "a1"]]
    assert table["options"].tolist() == [4, 1]
    assert table["place_density"].tolist() == [3.0, 1.0]
    assert table["place_base_rate"].tolist() == [2.5, 1.0]
    assert table[["origin", "target", "strength"]].to_numpy().tolist() == [[2001, 2002, 0.5]] * 2
