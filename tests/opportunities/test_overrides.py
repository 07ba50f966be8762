"""Overrides: the person's verdict stands, the model's stays in sight, nothing is half said."""

import dataclasses

import pandas as pd
import pytest

from growthpole.opportunities import Override, with_overrides

SAID = {"activity": "auto", "verdict": "hold", "reason": "plant closes", "by": "Office", "date": "2022-02-11"}
MODEL = pd.DataFrame(
    [("auto", False, "enter", ("firm",)), ("rail", True, "keep", ()), ("ships", False, "no_data", ())],
    columns=["activity", "present", "verdict", "reasons"],
)


def override(**changed):
    return Override(**{**SAID, **changed})


def test_a_person_overrides_and_the_model_stays_in_sight():
    before = MODEL.copy(deep=True)
    found = with_overrides(MODEL, [override(), override(activity="rail", verdict="protect", by="Mayor")])
    assert found["activity"].tolist() == ["auto", "rail", "ships"]
    assert found["verdict"].tolist() == ["hold", "protect", "no_data"]
    assert found["model_verdict"].tolist() == ["enter", "keep", "no_data"]
    assert found["overridden"].tolist() == [True, True, False]
    assert found["by"].tolist()[:2] == ["Office", "Mayor"]
    assert found["reason"].tolist()[:2] == ["plant closes"] * 2
    assert found["date"].tolist()[:2] == ["2022-02-11"] * 2
    assert found.loc[2, ["reason", "by", "date"]].isna().all()
    assert found["reasons"].tolist() == MODEL["reasons"].tolist()
    pd.testing.assert_frame_equal(MODEL, before)


def test_overrides_replace_earlier_ones_and_never_the_model():
    once = with_overrides(MODEL, [override()])
    pd.testing.assert_frame_equal(with_overrides(once, [override()]), once)
    none = with_overrides(once, [])
    assert none["verdict"].tolist() == MODEL["verdict"].tolist()
    assert not none["overridden"].any()
    other = with_overrides(once, [override(verdict="explore")])
    assert (other.loc[0, "verdict"], other.loc[0, "model_verdict"]) == ("explore", "enter")


def test_agreeing_with_the_model_is_an_override_too():
    found = with_overrides(MODEL, [override(verdict="enter")])
    assert found["overridden"].tolist() == [True, False, False]


def test_nothing_may_be_left_out(refused):
    with refused("override-incomplete", "reason, by"):
        override(reason=" ", by="")
    with refused("override-incomplete", "date"):
        override(date=20220211)
    with pytest.raises(TypeError):
        Override(**{name: words for name, words in SAID.items() if name != "reason"})
    with pytest.raises(dataclasses.FrozenInstanceError):
        override().verdict = "enter"


def test_verdicts_and_days_are_known_ones(refused):
    with refused("unknown-option", "stop", "do_not_enter"):
        override(verdict="stop")
    for date in ("2022", "2022-02", "11.02.2022", "2022-02-30", "2022-01/2022-02"):
        with refused("not-a-day", date):
            override(date=date)


def test_overrides_that_do_not_fit(refused):
    with refused("override-unknown", "auot", "auto"):
        with_overrides(MODEL, [override(activity="auot")])
    with refused("override-unknown", "产业", "auto, rail, ships"):
        with_overrides(MODEL, [override(activity="产业")])
    with refused("override-twice", "auto"):
        with_overrides(MODEL, [override(), override(verdict="enter")])
    with refused("override-kind", "auto: protect", "rail: enter"):
        with_overrides(MODEL, [override(verdict="protect"), override(activity="rail", verdict="enter")])


def test_tables_of_verdicts_that_are_none(refused):
    with refused("missing-columns", "present"):
        with_overrides(MODEL.drop(columns="present"), [])
    with refused("repeated-key", "activity", "3"):
        with_overrides(pd.concat([MODEL, MODEL]), [])
