"""Verdicts: each rule and its edge, no verdict from absent data, laws over random evidence."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpole.errors import LabelMismatch
from growthpole.opportunities import Rules, advice
from growthpole.opportunities.verdicts import OPTION_VERDICTS, PRESENT_VERDICTS

NAN = float("nan")


def along(values, labels=None):
    labels = labels or [f"a{i}" for i in range(len(values))]
    return xr.DataArray(np.asarray(values), coords={"activity": labels}, dims="activity")


def interval(rows):
    """Rows of probability, low and high."""
    return xr.Dataset(dict(zip(("probability", "low", "high"), map(along, zip(*rows, strict=True)), strict=True)))


GOOD = {"entry": (0.4, 0.2, 0.6), "top_share": 0.9, "front": 1.0, "outdone": False, "told_share": 0.1}


def option(rules=None, **changed):
    """Verdict and reasons of one option that would be entered, but for what is changed."""
    facts = {**GOOD, **changed}
    entry = interval([facts.pop("entry")])
    rest = {name: along([value]) for name, value in facts.items() if value is not None}
    row = advice(along([False]), entry, 0.1, rules=rules, **rest).iloc[0]
    return row["verdict"], row["reasons"]


@pytest.mark.parametrize(
    ("changed", "verdict", "reason"),
    [
        ({}, "enter", ("above_base_rate", "likely_enough", "firm", "on_front", "told_to_few")),
        ({"top_share": 0.8}, "enter", "firm"),
        ({"top_share": 0.79}, "explore", "fair"),
        ({"top_share": 0.5}, "explore", "fair"),
        ({"top_share": 0.49}, "hold", "fragile"),
        ({"top_share": None}, "no_data", ("no_top_share",)),
        ({"front": 2.0}, "explore", "behind_front"),
        ({"front": NAN}, "explore", "front_unknown"),
        ({"front": None}, "explore", "front_unknown"),
        ({"told_share": 0.5}, "explore", "told_to_many"),
        ({"told_share": 0.49}, "enter", "told_to_few"),
        ({"told_share": None}, "explore", "herding_unknown"),
        ({"outdone": True}, "explore", "outdone"),
        ({"outdone": True, "told_share": NAN}, "explore", "herding_unknown"),
        ({"outdone": True, "told_share": 0.5}, "do_not_enter", ("outdone", "told_to_many")),
        ({"outdone": None}, "enter", "on_front"),
        ({"entry": (0.4, 0.1, 0.6)}, "explore", "base_rate_within_interval"),
        ({"entry": (0.1, 0.0, 0.2)}, "explore", "likely_enough"),
        ({"entry": (0.09, 0.0, 0.2)}, "hold", "less_likely"),
        ({"entry": (0.05, 0.0, 0.1)}, "hold", "less_likely"),
        ({"entry": (0.05, 0.0, 0.09)}, "do_not_enter", ("below_base_rate",)),
        ({"entry": (0.05, 0.0, 0.09), "top_share": None}, "do_not_enter", ("below_base_rate",)),
        ({"entry": (NAN, NAN, NAN)}, "no_data", ("no_feasibility",)),
        ({"entry": (0.4, NAN, NAN)}, "no_data", ("no_interval",)),
        ({"rules": Rules(firm=0.95)}, "explore", "fair"),
        ({"rules": Rules(told_many=0.1)}, "explore", "told_to_many"),
    ],
)
def test_each_rule_and_its_edge(changed, verdict, reason):
    found, reasons = option(**changed)
    assert found == verdict
    assert reasons == reason if isinstance(reason, tuple) else reason in reasons


def test_what_the_region_has_is_kept_or_protected():
    """Base rate .1: r5 is likelier by the interval but sixth; r6 is among the five but its interval holds the base."""
    rows = [(0.9 - i / 10, 0.2, 0.95) for i in range(6)] + [(0.85, 0.1, 0.95), (NAN, NAN, NAN), (0.3, NAN, NAN)]
    there = along([True] * 9)
    found = advice(there, interval([(NAN, NAN, NAN)] * 9), 0.1, exits=interval(rows), exit_base_rate=0.1)
    assert found["verdict"].tolist() == [*["protect"] * 4, "keep", "keep", "keep", "no_data", "no_data"]
    assert found["reasons"].tolist()[0] == ("exit_above_base_rate", "exit_among_highest")
    assert found["reasons"].tolist()[4:] == [
        ("exit_above_base_rate", "exit_not_among_highest"),
        ("exit_above_base_rate", "exit_not_among_highest"),
        ("exit_not_above_base_rate", "exit_among_highest"),
        ("no_exit_probability",),
        ("no_interval",),
    ]
    tied = advice(
        along([True] * 3),
        interval([(NAN, NAN, NAN)] * 3),
        0.1,
        exits=interval([(0.5, 0.2, 0.9)] * 3),
        exit_base_rate=0.1,
        rules=Rules(watched=1),
    )
    assert tied["verdict"].tolist() == ["protect"] * 3


def test_options_do_not_count_among_those_that_may_leave():
    exits = interval([(0.9, 0.8, 1.0), (0.5, 0.2, 0.9)])
    entry = interval([(0.05, 0.0, 0.09), (NAN, NAN, NAN)])
    found = advice(along([False, True]), entry, 0.1, exits=exits, exit_base_rate=0.1, rules=Rules(watched=1))
    assert found["verdict"].tolist() == ["do_not_enter", "protect"]
    assert found["present"].tolist() == [False, True]


def test_without_exits_nothing_is_said_about_what_is_there():
    found = advice(along([True]), interval([(NAN, NAN, NAN)]), 0.1)
    assert found[["verdict", "reasons"]].values.tolist() == [["no_data", ("no_exit_probability",)]]
    assert found.attrs == {"firm": 0.8, "fair": 0.5, "told_many": 0.5, "watched": 5}


SHARE = st.sampled_from([NAN, 0.0, 0.1, 0.2, 0.5, 0.8, 1.0])
FACTS = st.tuples(
    st.booleans(), st.lists(SHARE, min_size=3, max_size=3).map(sorted), SHARE, SHARE, SHARE, st.booleans()
)


@given(st.lists(FACTS, min_size=1, max_size=6), st.permutations(range(6)))
@settings(max_examples=100, deadline=None)
def test_laws(facts, order):
    there, ends, tops, fronts, told, beaten = (list(part) for part in zip(*facts, strict=True))
    rows = [
        (middle, low, high) if not np.isnan([low, middle, high]).any() else (NAN,) * 3 for low, middle, high in ends
    ]
    given_ = {
        "top_share": along(tops),
        "front": along([share * 10 + 1 for share in fronts]),
        "told_share": along(told),
        "outdone": along(beaten),
    }
    chances = interval(rows)
    found = advice(along(there), chances, 0.15, exits=chances, exit_base_rate=0.15, **given_)
    for row, (probability, _, high), top in zip(found.itertuples(), rows, tops, strict=True):
        assert row.verdict in (PRESENT_VERDICTS if row.present else OPTION_VERDICTS)
        assert row.reasons
        assert len(set(row.reasons)) == len(row.reasons)
        if np.isnan(probability):
            assert row.verdict == "no_data"
        if row.verdict == "do_not_enter":
            assert high < 0.15 or row.reasons == ("outdone", "told_to_many")
        if row.verdict in ("enter", "explore"):
            assert probability >= 0.15
            assert top >= 0.5
    places = [place for place in order if place < len(facts)]
    turned = {name: part[::-1] for name, part in given_.items()}  # arrays meet by label
    again = advice(along(there)[places], chances, 0.15, exits=chances, exit_base_rate=0.15, **turned)
    assert again.equals(found.iloc[places].reset_index(drop=True))


def test_refusals(refused):
    there, entry = along([False]), interval([(0.2, 0.1, 0.3)])
    with refused("not-a-share", "base_rate", "10"):
        advice(there, entry, 10)
    with refused("not-shares", "entry.low", "activity=a0: 10.0"):
        advice(there, entry.assign(low=along([10.0])), 0.1)
    with refused("bad-intervals", "activity=a0: 0.5"):
        advice(there, entry.assign(low=along([0.5])), 0.1)
    with refused("bad-intervals", "activity=a0: nan"):
        advice(there, entry.assign(low=along([NAN])), 0.1)
    with refused("missing-columns", "entry", "low, high"):
        advice(there, entry[["probability"]], 0.1)
    with refused("pair-needed", "exit_base_rate"):
        advice(there, entry, 0.1, exits=entry)
    with refused("pair-needed", "exits"):
        advice(there, entry, 0.1, exit_base_rate=0.1)
    with refused("not-flags", "present"):
        advice(there.astype(int), entry, 0.1)
    with refused("not-flags", "outdone"):
        advice(there, entry, 0.1, outdone=along([0.0]))
    with refused("not-shares", "told_share"):
        advice(there, entry, 0.1, told_share=along([7]))
    with pytest.raises(LabelMismatch):
        advice(there, entry, 0.1, top_share=along([0.1], ["b"]))


def test_rules_that_contradict_themselves(refused):
    with refused("bad-rules", "0.9", "0.8"):
        Rules(fair=0.9)
    with refused("not-a-share", "told_many", "50"):
        Rules(told_many=50)
    with refused("not-whole", "watched", "0"):
        Rules(watched=0)
