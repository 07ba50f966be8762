"""The roadmap's part of the room's public face: names, and one registry entry per measure."""

import inspect
import tomllib
from importlib import resources

import pytest

from growthpole import indicators, plan
from growthpole.messages import LANGS

MEASURES = (
    "critical_assumptions",
    "foreign_investment_position",
    "jobs_at_risk",
    "portfolio_variance",
    "recoverability",
    "resistance",
    "roadmap",
    "supply_concentration",
    "turning_points",
)
HELPERS = (
    "Projects",
    "Rail",
    "Range",
    "Roadmap",
    "Task",
    "Template",
    "assumptions_of",
    "guard_rail",
    "register_projects",
    "stabilities",
    "template_projects",
    "work_plan",
)


def test_measures_and_helpers_are_public():
    assert set(MEASURES) | set(HELPERS) <= set(plan.__all__)
    assert not set(MEASURES) & set(HELPERS)


def test_measures_and_entries_match_one_to_one():
    file = resources.files(indicators) / "entries" / "plan.roadmap.toml"
    written = tomllib.loads(file.read_text(encoding="utf-8"))
    assert sorted(entry["function"] for entry in written.values()) == sorted(MEASURES)
    for name in MEASURES:
        entry = indicators.get(name)
        assert entry.function == f"plan.{name}"
        assert set(entry.titles) == set(entry.definitions) == set(entry.reading) == set(LANGS)


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_is_documented(room_face, name):
    room_face.documented(plan, name)


@pytest.mark.parametrize("name", HELPERS)
def test_a_helper_stands_in_the_table_with_an_example_or_its_fields(name):
    assert f"``{name}``" in plan.__doc__
    words = inspect.getdoc(getattr(plan, name))
    assert "Examples\n" in words or "Attributes\n" in words


def test_submodules_never_hide_a_public_name(room_face):
    room_face.modules(plan)


def test_importing_the_room_loads_no_array_library(room_face):
    room_face.light(plan)
