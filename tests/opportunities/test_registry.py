"""The room's public face: names, laziness, and one registry entry per measure."""

import pytest

from growthpole import opportunities

MEASURES = (
    "activity_links",
    "complexity_value",
    "cost_axis",
    "feasibility",
    "gap_value",
    "herding",
    "import_dependence",
    "jobs_value",
    "linkage_value",
    "nearest_contributions",
    "nearest_entries",
    "option_features",
    "options",
    "pareto_front",
    "strength",
    "top_shares",
    "weighted_score",
)
HELPERS = (
    "CostTable",
    "Graded",
    "History",
    "OptionSpace",
    "Override",
    "Rules",
    "WeightedScore",
    "advice",
    "advised",
    "badge",
    "grade",
    "history_of",
    "option_space",
    "outdone",
    "rivals",
    "with_overrides",
    "within",
)


def test_public_names_are_measures_and_helpers(room_face):
    room_face.names(opportunities, MEASURES, HELPERS)


def test_measures_and_entries_match_one_to_one(room_face):
    room_face.entries(opportunities, MEASURES)


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_is_documented(room_face, name):
    room_face.documented(opportunities, name)


def test_submodules_never_hide_a_public_name(room_face):
    room_face.modules(opportunities)


def test_importing_the_room_loads_no_array_library(room_face):
    room_face.light(opportunities)
