"""The baseline's public face: its names, and one registry entry per measure."""

import inspect

import pytest

from growthpole import plan
from growthpole.indicators import registry
from growthpole.messages import LANGS

MEASURES = ("fan", "naive_paths", "odds", "organic_paths")
HELPERS = ("Calibration", "calibrate")


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_has_one_entry_and_every_section(room_face, name):
    entries = [entry for entry in registry().values() if entry.function == f"plan.{name}"]
    assert len(entries) == 1
    for texts in (entries[0].titles, entries[0].definitions, entries[0].reading):
        assert set(texts) == set(LANGS)
        assert all(texts.values())
    room_face.documented(plan, name)


@pytest.mark.parametrize("name", HELPERS)
def test_a_helper_is_public_and_documented_without_an_entry(name):
    assert name in plan.__all__
    assert f"``{name}``" in plan.__doc__
    assert "Examples\n" in inspect.getdoc(getattr(plan, name))
    assert not [entry for entry in registry().values() if entry.function == f"plan.{name}"]


def test_submodules_never_hide_a_public_name(room_face):
    room_face.modules(plan)


def test_importing_the_room_loads_no_array_library(room_face):
    room_face.light(plan)
