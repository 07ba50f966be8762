"""The room's public face: names, laziness, and one registry entry per evaluation."""

import inspect

import pytest

from growthpole import backtest
from growthpole.indicators import registry
from growthpole.messages import LANGS

HELPERS = ("Evaluation", "FanRecord", "evaluate", "fan_coverage", "require_no_leak")
ENTRIES = {"rolling_origin_evaluation": "backtest.evaluate", "fan_coverage": "backtest.fan_coverage"}


def test_public_names(room_face):
    room_face.names(backtest, (), HELPERS)


def test_each_evaluation_has_its_entry_and_nothing_else_has():
    entries = {key: entry for key, entry in registry().items() if entry.room == "backtest"}
    assert {key: entry.function for key, entry in entries.items()} == ENTRIES
    for entry in entries.values():
        for texts in (entry.titles, entry.definitions, entry.reading):
            assert set(texts) == set(LANGS)
            assert all(texts.values())


@pytest.mark.parametrize("name", HELPERS)
def test_a_name_is_documented(name):
    assert f"``{name}``" in backtest.__doc__
    kept = name in {"Evaluation", "FanRecord"}
    sections = ("Attributes",) if kept else ("Parameters", "Returns", "Raises", "Examples")
    for section in sections:
        assert f"{section}\n" in inspect.getdoc(getattr(backtest, name))


def test_submodules_never_hide_a_public_name(room_face):
    room_face.modules(backtest)


def test_importing_the_room_loads_no_array_library(room_face):
    room_face.light(backtest)
