"""The room's public face: names, laziness, and one registry entry per measure."""

import pytest

from growthpole import linkages

MEASURES = (
    "allocation_coefficients",
    "backward_linkage",
    "chain_gap",
    "delta_sensitivity",
    "demand_shock",
    "downstreamness",
    "field_of_influence",
    "forward_linkage",
    "ghosh_inverse",
    "gras",
    "hypothetical_extraction",
    "import_share",
    "interregional_spillovers",
    "key_sectors",
    "leontief_inverse",
    "multipliers",
    "ras",
    "regional_coefficients",
    "spectral_radius",
    "structural_decomposition",
    "systemic_risk",
    "technical_coefficients",
    "top_extractions",
    "upstreamness",
    "value_added_trade",
)
HELPERS = ("Factor", "Households", "aggregate", "domestic_table", "worked_example")


def test_public_names_are_measures_and_helpers(room_face):
    room_face.names(linkages, MEASURES, HELPERS)


def test_measures_and_entries_match_one_to_one(room_face):
    room_face.entries(linkages, MEASURES)


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_is_documented(room_face, name):
    room_face.documented(linkages, name)


def test_submodules_never_hide_a_public_name(room_face):
    room_face.modules(linkages)


def test_importing_the_room_loads_no_array_library(room_face):
    room_face.light(linkages)
