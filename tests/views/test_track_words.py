"""Words that a command and a report share: how often one crossing counts, names of models, places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growthpole.messages import LANGS
from growthpole.opportunities.models import KEYS
from growthpole.views.track_record import plain_writer
from growthpole.views.track_words import counted_up_to, model_words, overlap


@given(st.sets(st.integers(1990, 2030), min_size=1), st.integers(1, 12))
def test_a_crossing_counts_in_each_window_it_falls_into(starts, horizon):
    # a crossing in year c lies in the window from t to t + H where t < c <= t + H
    often = max(sum(t < c <= t + horizon for t in starts) for c in range(1980, 2050))
    assert counted_up_to(starts, horizon) == often
    assert 1 <= often <= horizon


def test_nothing_counts_where_nothing_was_asked():
    assert counted_up_to([], 3) == 0


@pytest.mark.parametrize("lang", LANGS)
def test_windows_that_do_not_overlap_need_no_caution(lang):
    w = plain_writer(lang)
    assert overlap(w, "events", [2006, 2011, 2016], 5) == []
    (words,) = overlap(w, "intervals", [2006, 2007, 2011], 5)
    assert "2" in words


@pytest.mark.parametrize("lang", LANGS)
def test_every_model_has_a_name_and_a_score_of_ones_own_the_one_it_was_given(lang):
    w = plain_writer(lang)
    names = [model_words(w, key) for key in (*KEYS, "own")]
    assert len(set(names)) == len(names)
    assert not any("_" in name or name == "own" for name in names)
    assert model_words(w, "my score") == "my score"
