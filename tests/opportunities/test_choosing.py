"""Choosing: how origins are split, who wins, and when the prior model stands in."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import log_loss

from growthpole.errors import InputError
from growthpole.opportunities.cases import Cases
from growthpole.opportunities.choosing import choose, log_loss_of, phases
from growthpole.opportunities.scoring import Answers, training_windows
from growthpole.opportunities.tasks import windows


def answers_of(years, horizon, task="entry", said=None, events=20, cases=40):
    """Answers at every origin: ``said`` is a probability of each model where the event came, less so where not."""
    every = windows(tuple(years), horizon, task)
    found = []
    for window in every:
        event = np.arange(cases) < events
        zero = np.zeros(cases, dtype=int)
        chances = {
            key: np.where(event, chance, 1 - chance) if np.isscalar(chance) else chance(window, event)
            for key, chance in (said or {"distance": 0.6}).items()
        }
        chances = {key: chance for key, chance in chances.items() if chance is not None}
        found.append(
            Answers(
                window,
                training_windows(every, window.start),
                Cases({}, event, zero + window.start, zero, zero, zero + 0.5),
                chances,
                chances,
            )
        )
    return found


def test_the_split_of_a_yearly_panel():
    """1995 to 2011, three years ahead: what is learnt on 1998 to 2001 is known by 2004."""
    found = phases(answers_of(range(1995, 2012), 3))
    assert found == {
        **dict.fromkeys((1995, 1996, 1997), "untrained"),
        **dict.fromkeys((1998, 1999, 2000, 2001), "selection"),
        **dict.fromkeys((2002, 2003), "between"),
        **dict.fromkeys((2004, 2005, 2006, 2007, 2008), "scored"),
    }


@given(
    st.lists(st.integers(1, 3), min_size=4, max_size=18),
    st.integers(1, 4),
    st.sampled_from(["entry", "sustained"]),
)
@settings(max_examples=80, deadline=None)
def test_a_selection_is_over_before_the_first_scored_origin(gaps, horizon, task):
    years = [2000 + sum(gaps[:place]) for place in range(len(gaps) + 1)]
    try:
        answers = answers_of(years, horizon, task)
    except InputError:  # no two periods lie so far apart
        return
    found = phases(answers)
    by_phase = {
        name: [one.window for one in answers if found[one.window.start] == name] for name in set(found.values())
    }
    trained = [one for one in answers if one.training]
    assert {one.window.start for one in answers if not one.training} == {
        year for year, name in found.items() if name == "untrained"
    }
    scored, early = by_phase.get("scored", []), by_phase.get("selection", [])
    assert bool(scored) == bool(trained)
    for window in early:
        assert window.known <= scored[0].start
    for window in by_phase.get("between", []):
        assert window.start < scored[0].start < window.known
    for split in trained:
        first = split.window.start
        sizes = [sum(one.window.known <= first for one in trained), sum(one.window.start >= first for one in trained)]
        assert min(sizes) <= min(len(early), len(scored))


def test_the_lowest_loss_on_early_origins_wins_whatever_comes_later():
    def late(window, event):
        return np.where(event, 0.99, 0.01) if window.start >= 2004 else np.full(len(event), 0.5)

    found = choose(
        answers_of(range(1995, 2012), 3, said={"logit": 0.7, "blend": 0.8, "boosting": late, "distance": 0.6})
    )
    assert (found.key, found.why) == ("blend", "selected")
    said = {"logit": 0.7, "blend": 0.8, "boosting": 0.5, "distance": 0.6}
    assert found.losses == pytest.approx({key: -np.log(chance) for key, chance in said.items()})
    assert list(found.losses) == ["distance", "logit", "boosting", "blend"]


def test_each_origin_weighs_the_same():
    def odd(window, event):
        return np.where(event, 0.9, 0.1) if window.start == 1998 else np.where(event, 0.5, 0.5)

    found = choose(answers_of(range(1995, 2012), 3, said={"logit": odd, "distance": 0.5}))
    assert found.losses["logit"] == pytest.approx((-np.log(0.9) - 3 * np.log(0.5)) / 4)


def test_of_equals_the_simpler_wins():
    assert choose(answers_of(range(1995, 2012), 3, said={"blend": 0.8, "logit": 0.8, "density": 0.8})).key == "density"


def test_a_model_that_was_silent_at_a_selection_origin_is_not_compared():
    def silent(window, event):
        return np.where(event, 0.99, 0.01) if window.start > 1998 else None

    def blank(window, event):
        return np.where(event, 0.99, 0.01) if window.start > 1998 else np.full(len(event), np.nan)

    found = choose(answers_of(range(1995, 2012), 3, said={"boosting": silent, "popularity": blank, "distance": 0.6}))
    assert found.key == "distance"
    assert set(found.losses) == {"distance"}


def test_a_model_that_is_silent_where_none_is_selected_is_compared():
    def silent(window, event):
        return np.where(event, 0.9, 0.1) if window.start in range(1998, 2002) else None

    assert choose(answers_of(range(1995, 2012), 3, said={"boosting": silent, "distance": 0.6})).key == "boosting"


def test_few_events():
    many = {"said": {"logit": 0.9, "distance": 0.6}}
    assert choose(answers_of(range(1995, 2012), 3, events=8, **many)).why == "selected"
    found = choose(answers_of(range(1995, 2012), 3, events=7, **many))  # 14 origins
    assert (found.key, found.why, found.losses) == ("distance", "few-events", {})
    assert choose(answers_of(range(1995, 2012), 3, events=7, **many), least_events=98).key == "logit"


@pytest.mark.parametrize(("last", "why"), [(2003, "few-origins"), (2004, "few-origins"), (2005, "selected")])
def test_few_origins(last, why):
    """One year ahead 2001 is the first trained origin; two early and two late ones need 2001 to 2004."""
    years = range(2000, last + 1)
    found = choose(answers_of(years, 1, said={"logit": 0.9, "distance": 0.6}, events=35))
    assert found.why == why
    assert found.key == ("logit" if why == "selected" else "distance")


def test_one_origin_is_enough_where_it_has_the_events():
    ask = {"said": {"logit": 0.9, "distance": 0.6}, "cases": 150}
    assert choose(answers_of(range(2000, 2004), 1, events=100, **ask)).key == "logit"
    assert choose(answers_of(range(2000, 2004), 1, events=99, **ask)).why == "few-origins"


def test_where_nothing_is_selected_every_trained_origin_is_scored():
    for found in (
        choose(answers_of(range(1995, 2012), 3, events=7)),
        choose(answers_of(range(1995, 2004), 3, events=30)),
    ):
        assert found.why != "selected"
        assert set(found.phase.values()) == {"untrained", "scored"}
        assert [year for year, part in found.phase.items() if part == "untrained"] == [1995, 1996, 1997]


def test_origins_without_a_case_are_no_origins():
    answers = answers_of(range(1995, 2012), 3, said={"logit": 0.9, "distance": 0.6}, events=30)
    empty = answers_of(range(1995, 2012), 3, said={"logit": 0.9, "distance": 0.6}, events=0, cases=0)
    early = [one if one.window.start not in (1998, 1999) else other for one, other in zip(answers, empty, strict=True)]
    found = choose(early)
    assert found.key == "logit"
    assert found.losses["logit"] == pytest.approx(-np.log(0.9))
    none = [
        one if one.window.start not in range(1998, 2002) else other for one, other in zip(answers, empty, strict=True)
    ]
    assert choose(none).why == "few-origins"


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_log_loss(pairs):
    probability, event = np.array([p for p, _ in pairs]), np.array([e for _, e in pairs])
    expected = log_loss(event, np.clip(probability, 1e-6, 1 - 1e-6), labels=[False, True])
    assert log_loss_of(probability, event) == pytest.approx(expected, rel=1e-12)
