"""The room's public face: names, laziness, and one registry entry per measure."""

import pytest

from growthpole import track

MEASURES = (
    "beta_prior",
    "control_limits",
    "deviation",
    "foreign_investment",
    "funnel",
    "growth_between",
    "reforecast",
    "stage_counts",
    "year_on_year",
)
HELPERS = (
    "Actual",
    "Alert",
    "BetaPrior",
    "Decision",
    "Entry",
    "ForeignInvestment",
    "Row",
    "StageChange",
    "as_known",
    "chart_alerts",
    "current",
    "due_alerts",
    "entries_table",
    "entry_of",
    "from_row",
    "refusals",
    "same_fact",
    "to_row",
)


def test_public_names_are_measures_and_helpers(room_face):
    room_face.names(track, MEASURES, HELPERS)


def test_measures_and_entries_match_one_to_one(room_face):
    room_face.entries(track, MEASURES)


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_is_documented(room_face, name):
    room_face.documented(track, name)


def test_submodules_never_hide_a_public_name(room_face):
    room_face.modules(track)


def test_importing_the_room_loads_no_array_library(room_face):
    room_face.light(track)
