"""Entries: what they refuse, all at once, and how they go to the ledger and back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from growthpole.errors import InputError, SeveralProblems
from growthpole.track import Actual, Entry, Row, StageChange, entry_of, from_row, to_row
from growthpole.track._checks import order


def codes(error):
    return [one.code for one in getattr(error, "problems", (error,))]


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(SeveralProblems) as caught:
        Actual(indicator="", period="x", value="1,2", unit="bushel", source="", operator="≈", vintage="now")
    assert codes(caught.value) == [
        "bad-period",
        "entry-empty",
        "bad-period",
        "not-a-printed-number",
        "unknown-unit",
        "unknown-option",
    ]
    assert "indicator, source" in caught.value.message("zh")


@pytest.mark.parametrize(
    ("kind", "change", "code"),
    [
        ("actual", {"published": "2020"}, "entry-before-period"),
        ("actual", {"published": "2022-01/2022-02"}, "entry-date"),
        ("actual", {"value": "nan"}, "not-a-printed-number"),
        ("actual", {"scope": "a\nb"}, "entry-text"),
        ("actual", {"scope": " a"}, "entry-text"),
        ("actual", {"scope": 3}, "entry-text"),
        ("actual", {"vintage": "2024-01/2024-03"}, "bad-vintage"),
        ("actual", {"vintage": "2024-03-01T25:00:00Z"}, "bad-period"),
        ("actual", {"recorded": "2024-03-01"}, "bad-vintage"),
        ("actual", {"corrects": "2023"}, "entry-no-reason"),
        ("actual", {"corrects": "2030", "reason": "x"}, "entry-not-later"),
        ("actual", {"void": True}, "entry-void"),
        ("stage", {"stage": "built"}, "unknown-option"),
        ("stage", {"date": "2024-02-30"}, "entry-date"),
        ("stage", {"stage": "withdrawn"}, "entry-empty"),
        ("stage", {"stage": "withdrawn", "planned": True, "reason": "x"}, "stage-planned-withdrawal"),
        ("stage", {"expands": "P1"}, "stage-expands-itself"),
        ("decision", {"owner": ""}, "entry-empty"),
        ("decision", {"reason": ""}, "entry-empty"),
        ("decision", {"next_action": "  "}, "entry-text"),
        ("decision", {"due": "soon"}, "entry-date"),
        ("decision", {"state": "maybe"}, "unknown-option"),
        ("investment", {"nature": "agreed"}, "unknown-option"),
        ("investment", {"amount": "-1"}, "entry-negative"),
        ("investment", {"unit": "firm"}, "entry-no-money"),
        ("investment", {"project": ""}, "entry-empty"),
    ],
)
def test_a_wrong_field_is_refused(make, kind, change, code):
    sound = {
        "actual": make.actual("2021", "2.4"),
        "stage": make.stage("P1", "signed", "2024-03-01"),
        "decision": make.decision("D1"),
        "investment": make.money("utilised", "3"),
    }[kind]
    with pytest.raises(InputError) as caught:
        replace(sound, **change)
    assert codes(caught.value) == [code]


def test_a_sound_correction_passes(make):
    first = make.actual("2021", "2.4", vintage="2024-03-01")
    later = replace(first, vintage="2024-03-01T08:00:00Z", corrects=first.vintage, reason="typing error")
    assert later.story == first.story


def test_vintages_are_ordered_by_the_last_day_they_name():
    ordered = ["2023-12", "2024-02-29", "2024-02-29T00:00:01Z", "2024-02-29T08:30:00+00:00", "2024-03", "2024"]
    mixed = [ordered[at] for at in (3, 5, 0, 2, 4, 1)]
    assert sorted(mixed, key=order) == ordered
    assert order("2024-02") == order("2024-02-29")


def test_contracted_and_utilised_are_two_stories(make):
    assert make.money("contracted", "3").story != make.money("utilised", "3").story


@pytest.mark.parametrize("kind", ["actual", "stage", "decision", "investment"])
def test_a_row_gives_the_entry_back(make, kind):
    entry = {
        "actual": make.actual("2023-01/2023-10", "2.40", operator="~", region="CN-SD", by="Li"),
        "stage": make.stage("P,1=[x]", "signed", "2024-03", planned=True, expands="P0"),
        "decision": make.decision("D1", state="done", corrects="2024-02", vintage="2024-03-02"),
        "investment": make.money("contracted", "0", event="fair", source="list"),
    }[kind]
    row = to_row(entry)
    assert (row.kind, row.period, row.key) == entry.story
    assert from_row(row) == entry
    back = from_row(row, number=7, recorded="2024-12-01T00:00:00Z")
    assert (back.number, back.recorded) == (7, "2024-12-01T00:00:00Z")


@pytest.mark.parametrize(
    "change",
    [{"kind": "alert"}, {"key": "project=P2,stage=signed"}, {"period": "2024"}, {"payload": {}}, {"payload": [1]}],
)
def test_a_row_of_another_hand_is_refused(make, refused, change):
    row = to_row(make.stage("P1", "signed", "2024-03-01"))
    with refused("ledger-strange-row", "12"):
        from_row(replace(row, **change), number=12)
    assert isinstance(row, Row)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"colour": "red"}, "entry-strange"),
        ({"planned": "yes"}, "entry-flag"),
        ({}, None),
    ],
)
def test_fields_make_an_entry_or_are_refused(said, code):
    sound = {"project": "P1", "stage": "lead", "date": "2024", "vintage": "2024-03"}
    if code is None:
        assert entry_of("stage", sound) == StageChange(**sound)
        with pytest.raises(InputError) as caught:
            entry_of("stage", {"project": "P1"})
        assert caught.value.params["fields"] == "vintage, stage, date"
        return
    with pytest.raises(InputError) as caught:
        entry_of("stage", {**sound, **said})
    assert codes(caught.value) == [code]


def test_an_unknown_kind_is_refused(refused):
    with refused("unknown-option", "rumour"):
        entry_of("rumour", {})
    with pytest.raises(NotImplementedError):
        Entry(vintage="2024")
