"""Origins: learn from what is over, answer for what is not, the same for any number of workers."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from growthpole.errors import LeakFound
from growthpole.opportunities import scoring
from growthpole.opportunities.cases import cases_at, features_of
from growthpole.opportunities.models import KEYS, fit
from growthpole.opportunities.scoring import Effort, score_origins, training_cases, training_windows, wide_task
from growthpole.opportunities.tasks import Window, windows

CHEAP = ("base_rate", "current_lq", "distance", "logit")


def same(one, other):
    assert len(one) == len(other)
    for a, b in zip(one, other, strict=True):
        assert a.window == b.window
        assert a.training == b.training
        np.testing.assert_array_equal(a.cases.event, b.cases.event)
        assert list(a.scores) == list(b.scores)
        for key in a.scores:
            assert a.scores[key].tobytes() == b.scores[key].tobytes(), key
            assert a.probabilities[key].tobytes() == b.probabilities[key].tobytes(), key


@pytest.mark.parametrize("task", ["entry", "sustained"])
def test_windows_learnt_from_were_over(task):
    every = windows(tuple(range(2000, 2010)), 2, task)
    for origin in range(2000, 2010):
        found = training_windows(every, origin)
        wait = 4 if task == "sustained" else 2
        over = list(range(2000, origin - wait + 1))
        assert [window.start for window in found] == (over[1:] or over)


def test_a_window_that_is_not_over_is_a_leak(history, walks, refused):
    known = history(walks(1))
    features = features_of(known, 2, range(2000, 2006))
    over = (Window(2000, 2002, 2002), Window(2001, 2003, 2003))
    assert len(training_cases(known, features, over, 2003, "entry")) > 0
    with refused("leak-window", "2002", "2001", "2003", kind=LeakFound):
        training_cases(known, features, over, 2002, "entry")
    with refused("leak-window", "2004", kind=LeakFound):
        training_cases(known, features, (Window(2000, 2002, 2004),), 2003, "sustained")
    assert training_cases(known, features, (), 2003, "entry") is None


def test_an_activation_learns_from_entries(history, walks):
    known = history(walks(1))
    features = features_of(known, 2, [2000])
    over = (Window(2000, 2002, 2002),)
    wide = training_cases(known, features, over, 2003, "activation")
    assert len(wide) == len(cases_at(known, features, over[0], "entry"))
    assert [wide_task(task) for task in ("entry", "sustained", "activation", "exit")] == [
        "entry",
        "sustained",
        "entry",
        "exit",
    ]


def test_each_origin_is_one_fit_on_what_was_over(entries):
    known, answers = entries
    assert [answer.window.start for answer in answers] == list(range(2000, 2007))
    features = features_of(known, 2, range(2000, 2007))
    for answer in (answers[0], answers[4]):
        wide = training_cases(known, features, answer.training, answer.window.start, "entry")
        fitted = fit(KEYS, wide, "entry", 2, seed=0, bags=1)
        assert list(answer.scores) == list(fitted)
        for key, model in fitted.items():
            np.testing.assert_array_equal(answer.scores[key], model.score(answer.cases))
            np.testing.assert_array_equal(answer.probabilities[key], model.chance(answer.scores[key]))
    assert answers[0].training == ()
    assert "base_rate" not in answers[0].scores


def test_answers_do_not_change_with_the_future(history, walks):
    """Through the very function that the back-test calls, not through the check that is shipped."""
    values, later = (walks(seed, regions=14, activities=12, unrest=0.5) for seed in (2, 3))
    models = ("base_rate", "density", "distance", "logit", "boosting", "blend")
    one = score_origins(history(values), 2, "entry", models=models, effort=Effort(bags=1))
    for origin in (2005,):
        place = origin - 2000
        assert "blend" in one[place].scores
        other = score_origins(
            history(np.concatenate([values[: place + 1], later[place + 1 :]])),
            2,
            "entry",
            models=models,
            effort=Effort(bags=1),
        )
        assert (other[place].cases.event != one[place].cases.event).any()
        for key, score in one[place].scores.items():
            np.testing.assert_array_equal(other[place].scores[key], score)
            np.testing.assert_array_equal(other[place].probabilities[key], one[place].probabilities[key])


def test_the_same_for_any_number_of_threads(history, walks):
    known = history(walks(4, regions=14, activities=12, unrest=0.5))
    ask = {"models": (*CHEAP, "boosting"), "effort": Effort(seed=7, bags=1)}
    alone = score_origins(known, 2, "entry", **ask)
    assert "boosting" in alone[-1].scores
    same(alone, score_origins(known, 2, "entry", **ask))
    with ThreadPoolExecutor(2) as threads:
        same(alone, score_origins(known, 2, "entry", executor=threads, **ask))
    other = score_origins(known, 2, "entry", models=("boosting",), effort=Effort(seed=8, bags=1))
    assert (other[-1].scores["boosting"] != alone[-1].scores["boosting"]).any()


def test_progress_is_told_for_every_year_and_origin(history, walks):
    steps = []
    score_origins(history(walks(5)), 3, "entry", models=CHEAP, on_progress=steps.append)
    assert [(step.stage, step.done, step.total) for step in steps] == [
        *(("features", done, 5) for done in range(1, 6)),
        *(("backtest", done, 5) for done in range(1, 6)),
    ]


def test_a_shuffled_window_is_shuffled_once(history, walks, monkeypatch):
    """What is learnt from and what is asked about see the same shuffle, and each keeps its number of events."""
    known = history(walks(6))
    learnt = []

    def spied(keys, wide, *rest, **options):
        learnt.append(wide)
        return fit(keys, wide, *rest, **options)

    monkeypatch.setattr(scoring, "fit", spied)
    plain = score_origins(known, 2, "entry", models=("base_rate",))
    learnt.clear()
    shuffled = score_origins(known, 2, "entry", models=("base_rate",), permute=True)
    asked = {answer.window.start: answer.cases.event for answer in shuffled}
    assert any((a.cases.event != b.cases.event).any() for a, b in zip(plain, shuffled, strict=True))
    for a, b in zip(plain, shuffled, strict=True):
        assert a.cases.events == b.cases.events
        for key, values in a.cases.x.items():
            np.testing.assert_array_equal(b.cases.x[key], values)
    years = [(wide, int(year)) for wide in learnt if wide is not None for year in np.unique(wide.year)]
    assert len(years) == 7
    for wide, year in years:
        np.testing.assert_array_equal(wide.event[wide.year == year], asked[year])


def test_failures(history, walks, refused):
    known = history(walks(5))
    with refused("unknown-option", "task"):
        score_origins(known, 2, "leave")
    with refused("no-window", "9"):
        score_origins(known, 9, "entry")
    with refused("own-name-taken", "blend"):
        score_origins(known, 2, "entry", models=CHEAP, own={"blend": lambda known, horizon: known.strengths[-1]})
