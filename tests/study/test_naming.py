"""Names in both languages: what exists is shown, what does not exist is repeated, nothing is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growthpole.study.naming import Names

TEXT = st.text(max_size=4)
NAMES = Names(
    {"region": {"N": ("North", "北方"), "S": ("South", ""), "E": ("", "东方")}, "indicator": {"jobs": ("Jobs", "")}},
    {("indicator", "jobs"): "就业"},
)


@pytest.mark.parametrize(
    ("kind", "code", "both"),
    [
        ("region", "N", ("North", "北方")),
        ("region", "S", ("South", "South")),
        ("region", "E", ("东方", "东方")),
        ("region", "W", ("W", "W")),
        ("indicator", "jobs", ("Jobs", "就业")),
        ("nothing", "N", ("N", "N")),
    ],
)
def test_a_missing_name_repeats_the_other(kind, code, both):
    assert NAMES.both(kind, code) == both


@given(english=TEXT, chinese=TEXT, translated=TEXT, code=st.text(min_size=1, max_size=3))
def test_a_label_only_says_what_it_was_given(english, chinese, translated, code):
    names = Names({"region": {code: (english, chinese)}}, {("region", code): translated} if translated else {})
    both = names.both("region", code)
    assert all(both)
    assert set(both) <= {english, chinese, translated, code}


@pytest.mark.parametrize(("printed", "kept"), [("N", ""), ("North", ""), ("北方", ""), ("北  方", "北  方"), ("", "")])
def test_the_printed_label_is_kept_where_it_differs(printed, kept):
    (label,) = NAMES.of_observation({"region": "N", "activity": "", "indicator": ""}, printed)
    assert (label.dim, label.code, label.printed) == ("region", "N", kept)
