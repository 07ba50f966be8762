"""Effects and trajectories in the room's public face: names, laziness, and one registry entry per measure."""

import tomllib
from importlib import resources

import pytest

from growthpole import indicators, plan
from growthpole.indicators import registry

MEASURES = (
    "break_even_probability",
    "project_effects",
    "required_growth",
    "required_investment",
    "spillover",
    "tolerable_delay",
    "trajectory",
)
HELPERS = ("Projects", "plan_effects")


def test_measures_and_entries_match_one_to_one():
    file = resources.files(indicators) / "entries" / "plan.effects.toml"
    entries = tomllib.loads(file.read_text(encoding="utf-8"))
    assert sorted(entries) == list(MEASURES)
    assert [entries[name]["function"] for name in MEASURES] == list(MEASURES)
    assert {registry()[name].function for name in MEASURES} == {f"plan.{name}" for name in MEASURES}


def test_public_names_are_measures_or_helpers():
    assert set(MEASURES) | set(HELPERS) <= set(plan.__all__)
    assert not {name for name in HELPERS if name in registry()}


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_is_documented(room_face, name):
    room_face.documented(plan, name)
