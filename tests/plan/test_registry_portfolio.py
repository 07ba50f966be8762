"""The portfolio's part of the room's face: one registry entry per measure, none for a helper."""

import pytest

from growthpole import plan
from growthpole.indicators import registry
from growthpole.messages import LANGS

MEASURES = ("feasibility_residual", "frontier", "portfolio")
HELPERS = ("Constraints", "ExpectedValue", "Odds", "Portfolio", "TailValue")


def test_names_are_public():
    assert {*MEASURES, *HELPERS} <= set(plan.__all__) <= set(dir(plan))


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_has_one_entry_in_both_languages(name):
    entries = [entry for entry in registry().values() if entry.function == f"plan.{name}"]
    assert [entry.key for entry in entries] == [name]
    for texts in (entries[0].titles, entries[0].definitions, entries[0].reading):
        assert set(texts) == set(LANGS)
        assert all(texts.values())
    assert entries[0].formula
    assert entries[0].reference


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_is_documented(room_face, name):
    room_face.documented(plan, name)


def test_helpers_have_no_entry():
    functions = {entry.function for entry in registry().values()}
    assert not {f"plan.{name}" for name in HELPERS} & functions


def test_submodules_never_hide_a_public_name(room_face):
    room_face.modules(plan)


def test_importing_the_room_loads_no_array_library(room_face):
    room_face.light(plan)
