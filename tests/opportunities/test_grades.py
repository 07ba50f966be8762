"""Grades: the whole rule as a table, and that better evidence never lowers a grade."""

from itertools import product

import numpy as np
import pytest

from growthpole.opportunities import grade

BEST = {"events": 240, "scored": True, "values_kind": "output", "cited": True}


@pytest.mark.parametrize(
    ("changed", "letter", "reasons"),
    [
        ({}, "A", ("scored", "output", "cited")),
        ({"events": 100}, "A", ("scored", "output", "cited")),
        ({"events": 99}, "C", ("few_events",)),
        ({"scored": False}, "C", ("not_scored",)),
        ({"scored": False, "events": 0}, "C", ("few_events", "not_scored")),
        ({"cited": False}, "B", ("scored", "not_cited")),
        ({"values_kind": "other"}, "B", ("scored", "not_output")),
        ({"values_kind": "other", "cited": False}, "B", ("scored", "not_output", "not_cited")),
        ({"values_kind": "count"}, "C", ("counts_of_firms",)),
        ({"values_kind": "count", "events": 5}, "C", ("few_events", "counts_of_firms")),
        ({"assumed_parts": ["cost"]}, "D", ("assumed_parts",)),
        ({"assumed_parts": "cost"}, "D", ("assumed_parts",)),
        ({"assumed_parts": ("jobs",), "events": 0, "scored": False}, "D", ("assumed_parts",)),
        ({"scored": np.True_, "cited": np.True_, "events": np.int64(120)}, "A", ("scored", "output", "cited")),
    ],
)
def test_the_rule(changed, letter, reasons):
    assert grade(**{**BEST, **changed}) == (letter, reasons)


def test_better_evidence_never_lowers_a_grade():
    """Each step from worse to better, with all else at any level."""
    steps = {
        "events": [0, 99, 100, 500],
        "scored": [False, True],
        "values_kind": ["count", "other", "output"],
        "cited": [False, True],
        "assumed_parts": [("cost",), ()],
    }
    for name, levels in steps.items():
        others = [other for other in steps if other != name]
        for values in product(*(steps[other] for other in others)):
            letters = [grade(**dict(zip(others, values, strict=True)), **{name: level}).grade for level in levels]
            assert letters == sorted(letters, reverse=True)  # D before A


def test_refusals(refused):
    with refused("unknown-option", "values_kind", "money", "output, count, other"):
        grade(**{**BEST, "values_kind": "money"})
    with refused("not-whole", "events", "-1"):
        grade(**{**BEST, "events": -1})
    with refused("not-flags", "scored"):
        grade(**{**BEST, "scored": float("nan")})
