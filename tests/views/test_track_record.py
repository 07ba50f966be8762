"""What the views say of a back-test: order, honesty with few events, both languages, and data that is plain."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from growthpole.backtest import Evaluation
from growthpole.messages import LANGS
from growthpole.views import TableView, TrackRecord, track_json, track_sections
from growthpole.views.track_data import track_rows
from growthpole.views.track_record import Origin, plain_writer, time_taken
from growthpole.views.track_tables import years_of

METRICS = ("auc", "average_precision", "lift", "precision_at_k", "brier_skill", "log_loss")


def evaluation(task="entry", *, claimed=True, selected="logit", why="selected", point=0.1, low=0.02, high=0.2):
    """An evaluation with numbers of our own."""
    models = ("base_rate", "current_lq", "density", "distance", "logit")
    value = 0.75 if claimed else np.nan
    metrics = pd.DataFrame(
        [
            {
                "model": model,
                "origin": origin,
                "target": origin + 3,
                "phase": phase,
                "options": 500,
                "events": 60,
                "base_rate": 0.12,
                **dict.fromkeys(METRICS, value),
                "selected": model == selected,
            }
            for origin, phase in ((2001, "untrained"), (2004, "selection"), (2007, "scored"))
            for model in models
        ]
    )
    summary = pd.DataFrame(
        [
            {
                "over": over,
                "model": model,
                "origins": 2,
                **{f"{m}_{n}": value for m in METRICS for n in ("mean", "min", "max")},
            }
            for over in ("scored", "trained")
            for model in (models if claimed else ())
        ],
        columns=["over", "model", "origins", *(f"{m}_{n}" for m in METRICS for n in ("mean", "min", "max"))],
    )
    summary["selected"] = summary["model"] == selected
    reliability = pd.DataFrame(
        [[selected, 1, 0.0, 1.0, 500, 0.1, 0.12, 0.1, 0.15]] if claimed else [],
        columns=[
            "model",
            "bin",
            "low",
            "high",
            "cases",
            "mean_probability",
            "observed",
            "observed_low",
            "observed_high",
        ],
    )
    skill = pd.DataFrame(
        [["logit", "average_precision_within", point, low, high, 0]] if claimed else [],
        columns=["model", "measure", "point", "low", "high", "undefined"],
    )
    cases = [] if claimed else [{"origin": 2001, "target": 2004, "region": "=N", "activity": "a", "strength": 0.8}]
    return Evaluation(
        task=task,
        horizon=3,
        metrics=metrics,
        summary=summary,
        reliability=reliability,
        skill=skill,
        cold_start=pd.DataFrame(
            [[2007, 60, 0.75, 0.7]] if claimed else [], columns=["origin", "events", "auc", "auc_regions_left_out"]
        ),
        cases=pd.DataFrame([{**case, "options": 9, "place_distance": 2.5, "place_density": np.nan} for case in cases]),
        selected=selected,
        why=why,
        claimed=claimed,
        losses={"logit": 0.31, "distance": 0.3333},
        events=180 if claimed else 17,
        options=1500,
        left_out={"unknown_strength": 4, "unknown_outcome": 2},
    )


def record(found=None, sustained=None, draws=20, regions=25):
    read = {"rows": 90, "repeated": 1, "negative": 2, "without_value": 3, "without_row": 5}
    return TrackRecord(
        file="t.csv",
        columns={"region": "region", "activity": "industry", "period": "year", "value": "jobs"},
        read={**read, "regions": regions, "activities": 9, "years": 13},
        settings={
            "kind": "quotient",
            "threshold": 1.0,
            "absent": "unknown",
            "top": 7,
            "draws": draws,
            "seed": 0,
            "least_events": 90,
        },
        evaluation=found or evaluation(),
        sustained=sustained,
        origins=tuple(
            Origin(start=y, target=y + 3, known=y + 3, training=((2001, 2004),) * (y > 2001))
            for y in (2001, 2004, 2007)
        ),
        seconds={"read": 0.25, "sustained_backtest": 1.25},
    )


def said(made, lang="en"):
    """All words of a record, section by section."""
    found = {}
    for section in track_sections(plain_writer(lang), made):
        words = []
        for block in section.blocks:
            if isinstance(block, TableView):
                words += [
                    block.title,
                    *block.columns,
                    *(span.text for row in block.rows for span in row),
                    block.how_to_read,
                ]
            else:
                words.append(block.plain())
        found[section.id.removeprefix("track_")] = "\n".join(words)
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_sections_stand_in_their_order(lang):
    order = ["beyond", "model", "models", "origins", "skill", "reliability", "cold_start", "left_out"]
    assert list(said(record(sustained=evaluation("sustained")), lang)) == order


@pytest.mark.parametrize(
    ("point", "low", "high", "words"),
    [
        (0.1, 0.02, 0.2, "something is known beyond"),
        (-0.1, -0.2, -0.02, "current strength alone orders like cases better"),
        (0.1, -0.02, 0.2, "does not exclude zero"),
    ],
)
def test_what_is_known_beyond_current_strength_is_said_whatever_it_is(point, low, high, words):
    first = said(record(sustained=evaluation("sustained", point=point, low=low, high=high)))["beyond"]
    assert words in first
    for number in (point, low, high):
        assert f"{number:+.3f}".replace("-", "−") in first


def test_why_nothing_can_be_said_beyond_current_strength():
    assert "no origin of this panel" in said(record())["beyond"]
    assert "17 event(s) in all are too few" in said(record(sustained=evaluation("sustained", claimed=False)))["beyond"]
    assert "--draws" in said(record(sustained=evaluation("sustained"), draws=0))["beyond"]
    baseline = evaluation("sustained", selected="current_lq")
    assert "current strength, is a baseline" in said(record(sustained=baseline))["beyond"]


def test_the_model_chosen_for_sustained_entry_is_not_called_the_one_that_would_be_used():
    made = record(evaluation(selected="distance"), sustained=evaluation("sustained"))
    words = said(made)
    assert "the model chosen for sustained entry, logistic regression," in words["beyond"]
    assert "would be used" not in words["beyond"]
    assert "Would be used: distance to the threshold" in words["model"]
    assert "为持续进入选定的模型“逻辑回归”" in said(made, "zh")["beyond"]


@pytest.mark.parametrize(
    ("lang", "told", "concluded"),
    [
        ("en", "19 regions, fewer than 20", ("something is known", "orders like cases better", "does not exclude")),
        ("zh", "仅有19个地区（少于20个）", ("确有所知", "排序更好", "区间不排除零")),
    ],
)
@pytest.mark.parametrize(("low", "high"), [(0.02, 0.2), (-0.2, -0.02), (-0.1, 0.1)])
def test_from_few_regions_nothing_is_concluded(lang, told, concluded, low, high):
    found = evaluation("sustained", low=low, high=high)
    words = said(record(sustained=found, regions=19), lang)
    assert told in words["beyond"]
    assert "19" in words["skill"]
    assert not any(one in "".join(words.values()) for one in concluded)
    words = said(record(sustained=found, regions=20), lang)
    assert any(one in words["beyond"] for one in concluded)
    assert len(track_sections(plain_writer(lang), record(sustained=found, regions=20))[4].blocks) == 1


def test_draws_without_a_value_are_counted_where_there_are_any():
    sustained = evaluation("sustained")
    table = track_sections(plain_writer("en"), record(sustained=sustained))[4].blocks[0]
    assert len(table.columns) == 5
    sustained.skill["undefined"] = 3
    found = evaluation()
    found.skill["undefined"] = 7
    sections = track_sections(plain_writer("en"), record(found, sustained=sustained))
    assert "In 3 of 20 draws the difference was not defined" in sections[0].blocks[0].plain()
    table = sections[4].blocks[0]
    assert table.columns[5] == "draws undefined"
    assert table.rows[0][5].value == 7


@pytest.mark.parametrize(("lang", "word"), [("en", "AUC is not defined"), ("zh", "AUC 无定义")])
def test_a_panel_of_nothing_but_events_is_not_said_to_have_too_few(lang, word):
    found, sustained = evaluation(), evaluation("sustained")
    for one in (found, sustained):
        one.metrics["auc"] = np.nan
    words = said(record(found, sustained=sustained), lang)
    assert word in words["models"]
    assert "cases" not in words
    assert not re.search(r"too few|不足以计算", "".join(words.values()))
    assert {"en": "no order can be judged", "zh": "无法评判排序"}[lang] in words["beyond"]
    without = replace(found, summary=found.summary[:0])
    assert word in said(record(without), lang)["origins"]


def test_overlapping_origins_are_said_beside_events_and_reliability():
    apart = said(record())
    assert "overlap" not in "".join(apart.values())
    for lang, word in (("en", "one crossing can count up to 3 times"), ("zh", "最多被计3次")):
        for claimed, sections in ((True, ("origins", "reliability")), (False, ("cases",))):
            made = record(evaluation(claimed=claimed))
            yearly = {2001: 2001, 2004: 2002, 2007: 2003}
            origins = tuple(replace(origin, start=yearly[origin.start]) for origin in made.origins)
            made.evaluation.metrics["origin"] = made.evaluation.metrics["origin"].map(yearly)
            made.evaluation.metrics["phase"] = "scored"
            words = said(replace(made, origins=origins), lang)
            assert {name for name, text in words.items() if word in text} == set(sections)


def test_other_tasks_begin_with_the_model():
    assert next(iter(said(record(evaluation("exit"))))) == "model"


def test_the_choice_names_its_origins_and_losses():
    words = said(record())["model"]
    assert "logistic regression 0.3100, distance to the threshold 0.3333" in words
    assert "Chosen on the origins 2004" in words
    assert "scored once on the origins 2007" in words
    assert "1 from 2001" in words
    few = said(record(evaluation(selected="distance", why="few-origins")))["model"]
    assert "With 3 origin(s)" in few
    assert "every origin that could learn is scored: 2007" in few
    assert "scored once" not in few


def test_baselines_stand_first_and_the_selected_model_is_marked():
    table = track_sections(plain_writer("en"), record())[2].blocks[0]
    names = [row[0].text for row in table.rows]
    assert names == ["base rate", "current strength", "density", "distance to the threshold", "→ logistic regression"]
    assert table.strong_rows == (4,)
    assert "first 7 suggestions" in table.how_to_read
    assert table.rows[4][2].key == "backtest.summary.auc_mean[over=scored,model=logit]"
    assert table.rows[4][2].value == 0.75


@pytest.mark.parametrize("lang", LANGS)
def test_with_few_events_there_are_cases_and_no_metric(lang):
    found = said(record(evaluation(claimed=False, selected="distance", why="few-events")), lang)
    assert list(found) == ["beyond", "model", "cases", "left_out"]
    assert "17" in found["cases"]
    assert found["cases"].count("90") == 2
    assert "100" not in found["cases"]
    assert "2001 → 2004" in found["cases"]
    assert "2.5" in found["cases"]
    assert "AUC" not in "".join(found.values())
    assert "nan" not in "".join(found.values()).lower()


def test_a_placebo_and_totals_are_said_first():
    made = replace(record(replace(evaluation(), permuted=True)), totals=("all",))
    first = track_sections(plain_writer("en"), made)[0].blocks
    assert [block.role for block in first] == ["caution", "caution", "lead"]
    assert "Placebo" in first[0].plain()
    assert "all" in first[1].plain()


def test_what_was_left_out_is_counted():
    words = said(record())["left_out"]
    for part in (
        "90 rows read, 1 of them",
        "2 cells with a negative value; 3 with",
        "5 without a row",
        "4 cells had no",
    ):
        assert part in words


@pytest.mark.parametrize("lang", LANGS)
def test_time_stands_apart_from_what_is_the_same_each_time(lang):
    made = record()
    words = time_taken(plain_writer(lang), made).plain()
    assert "1.5" in words
    assert "1.3" in words
    assert said(made, lang) == said(replace(made, seconds={}), lang)


def test_the_json_is_plain_and_complete():
    made = track_json(record(sustained=evaluation("sustained", claimed=False)))
    again = json.loads(json.dumps(made, allow_nan=False))
    assert again == made
    assert made["sustained"]["metrics"][0]["auc"] is None
    assert made["evaluation"]["metrics"][0]["auc"] == 0.75
    assert made["evaluation"]["selected"] == "logit"
    assert (made["evaluation"]["claimed"], made["sustained"]["claimed"]) == (True, False)
    assert made["settings"]["least_events"] == 90
    assert made["origins"][1] == {"origin": 2004, "target": 2007, "known": 2007, "training": [[2001, 2004]]}
    assert made["input"]["without_row"] == 5
    assert track_json(record())["sustained"] is None


def test_rows_for_files_say_their_task():
    tables = track_rows(record(sustained=evaluation("sustained", claimed=False)))
    assert sorted(tables) == ["cases", "metrics", "reliability", "skill", "summary"]
    columns, rows = tables["metrics"]
    assert columns[0] == "task"
    assert [row[0] for row in rows] == ["entry"] * 15 + ["sustained"] * 15
    assert {len(row) for row in rows} == {len(columns)}
    assert tables["cases"][1][0][:2] == ["sustained", 2001]


def test_runs_of_years():
    assert years_of([]) == ""
    assert years_of([2001]) == "2001"
    assert years_of([2001, 2002, 2005, 2007, 2008, 2009]) == "2001–2002, 2005, 2007–2009"
