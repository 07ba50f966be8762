"""What holds, what was known when, and what may be added."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from growthpole.track import StageChange, as_known, current, refusals, same_fact


def story(dates, project="P1"):
    """A first statement and its corrections, one a month of 2024."""
    entries = []
    for at, date in enumerate(dates):
        told = {"corrects": entries[-1].vintage, "reason": "news"} if entries else {}
        vintage = f"2024-{at + 1:02}-15"
        entries.append(StageChange(project=project, stage="signed", date=date, vintage=vintage, number=at + 1, **told))
    return entries


@given(st.lists(st.sampled_from(["2023-11-01", "2023-12-01", "2024-01-01"]), min_size=1, max_size=8), st.randoms())
def test_the_newest_vintage_holds_whatever_the_order(dates, random):
    entries = story(dates)
    assert current(entries) == (entries[-1],)
    for month in range(1, 13):
        known = as_known(entries, f"2024-{month:02}-15")
        assert [entry.date for entry in known] == [dates[min(month, len(dates)) - 1]]
    mixed = list(entries)
    random.shuffle(mixed)
    assert current(mixed) == (entries[-1],)
    assert as_known(entries, "2024-01-14") == ()
    assert refusals([], entries) == []


def test_what_is_taken_back_holds_no_more():
    first, second = story(["2024-01-01", "2024-01-01"])
    taken = replace(second, void=True)
    assert current([first, taken]) == ()
    assert as_known([first, taken], "2024-01-31") == (first,)
    again = replace(first, vintage="2024-05", corrects=taken.vintage, reason="signed after all", number=3)
    assert current([first, taken, again]) == (again,)
    assert refusals([first, taken], [again]) == []


def test_a_story_never_branches():
    first, second, third = story(["2023-11-01", "2023-12-01", "2024-01-01"])
    stray = replace(third, corrects=first.vintage)
    assert [problem.code for _, problem in refusals([first, second], [stray])] == ["entry-stands"]
    assert [problem.code for _, problem in refusals([first], [replace(first, vintage="2025")])] == ["entry-stands"]
    assert [problem.code for _, problem in refusals([], [second])] == ["entry-corrects-nothing"]
    places = refusals([first], [replace(third, project="P2"), second, second])
    assert [(at, problem.code) for at, problem in places] == [(0, "entry-corrects-nothing"), (2, "entry-stands")]


def test_who_wrote_it_when_is_no_part_of_the_fact():
    (first,) = story(["2024-01-01"])
    assert same_fact(first, replace(first, by="Li", recorded="2024-05-01T00:00:00Z", number=9))
    assert not same_fact(first, replace(first, date="2024-01-02"))
    assert not same_fact(first, replace(first, vintage="2024-02"))


def test_a_day_is_needed(refused):
    with refused("not-a-day", "2024-03"):
        as_known([], "2024-03")
    with refused("not-a-day", "yesterday"):
        as_known([], "yesterday")
