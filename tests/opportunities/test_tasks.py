"""Tasks: windows of panels with gaps, who is asked, what counts as the event."""

import numpy as np
import pytest

from growthpole.opportunities.tasks import TASKS, Window, at_risk, known_task, outcome, windows

FIVE_YEARLY = (2006, 2011, 2016, 2021)
NAN = np.nan


def test_windows_of_a_panel_with_gaps():
    assert windows(FIVE_YEARLY, 5, "entry") == [
        Window(2006, 2011, 2011),
        Window(2011, 2016, 2016),
        Window(2016, 2021, 2021),
    ]
    assert windows(FIVE_YEARLY, 10, "exit") == [Window(2006, 2016, 2016), Window(2011, 2021, 2021)]


def test_a_sustained_entry_needs_two_further_periods():
    assert windows(FIVE_YEARLY, 5, "sustained") == [Window(2006, 2011, 2021)]
    assert windows((2000, 2001, 2002, 2003, 2005, 2009), 1, "sustained") == [
        Window(2000, 2001, 2003),
        Window(2001, 2002, 2005),
        Window(2002, 2003, 2009),
    ]


def test_a_window_ends_exactly_at_the_horizon():
    assert windows((2000, 2002, 2003, 2007), 3, "entry") == [Window(2000, 2003, 2003)]
    assert [window.start for window in windows(tuple(range(1995, 2012)), 3, "activation")] == list(range(1995, 2009))


def test_no_window(refused):
    with refused("no-window", "3", "2006, 2011, 2016, 2021"):
        windows(FIVE_YEARLY, 3, "entry")
    with refused("no-window", "sustained"):
        windows((2006, 2011, 2016), 5, "sustained")
    for horizon in (0, -1, 1.5, True, "3"):
        with refused("not-whole", "horizon"):
            windows(FIVE_YEARLY, horizon, "entry")


@pytest.mark.parametrize(
    ("task", "asked"),
    [
        ("entry", [True, True, True, False, False, False]),
        ("sustained", [True, True, True, False, False, False]),
        ("activation", [True, False, False, False, False, False]),
        ("exit", [False, False, False, True, True, False]),
    ],
)
def test_who_is_asked(task, asked):
    strengths = np.array([np.nextafter(0.5, 0), 0.5, np.nextafter(1, 0), 1.0, 2.0, NAN])
    assert at_risk(strengths, task).tolist() == asked


@pytest.mark.parametrize(
    ("task", "now", "then", "settled", "event"),
    [
        ("entry", 0.9, 1.0, 1.0, 1),
        ("entry", 0.9, 0.99, 0.99, 0),
        ("entry", NAN, 1.0, 1.0, NAN),
        ("entry", 0.9, NAN, NAN, NAN),
        ("activation", 0.4, 1.0, 1.0, 1),
        ("activation", 0.4, 0.9, 0.9, 0),
        ("exit", 1.0, 0.99, 0.99, 1),
        ("exit", 1.0, 1.0, 1.0, 0),
        ("exit", 1.0, NAN, NAN, NAN),
        ("sustained", 0.5, 1.2, 1.0, 1),
        ("sustained", 0.5, 1.2, 0.99, 0),
        ("sustained", 0.5, 0.99, 1.2, 0),
        ("sustained", 0.75, 1.0, 1.0, 1),
        ("sustained", 0.9, 1.05, 1.3, 0),
        ("sustained", 0.5, 1.2, NAN, NAN),
        ("sustained", 0.5, 0.8, NAN, NAN),
        ("sustained", NAN, 1.2, 1.2, NAN),
    ],
)
def test_what_counts_as_the_event(task, now, then, settled, event):
    found = outcome(*(np.array([value]) for value in (now, then, settled)), task)
    np.testing.assert_array_equal(found, [event])


def test_unknown_tasks(refused):
    for task in TASKS:
        known_task(task)
    with refused("unknown-option", "task", "leave", "activation"):
        known_task("leave")
    with refused("unknown-option", "task"):
        at_risk(np.ones(1), "leave")
