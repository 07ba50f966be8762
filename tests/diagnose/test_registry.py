"""The room's public face: names, laziness, and one registry entry per measure."""

import pytest

from growthpole import diagnose

MEASURES = (
    "activity_communities",
    "beta_convergence",
    "cagr",
    "cagr_band",
    "compare_growth",
    "complexity_outlook",
    "concentration_ratio",
    "count_growth_interval",
    "cross_density",
    "cross_proximity",
    "driver_decomposition",
    "dynamic_shift_share",
    "economic_complexity",
    "ellison_glaeser",
    "ellison_glaeser_coagglomeration",
    "entropy",
    "expy",
    "fitness_complexity",
    "gini",
    "growth_contributions",
    "hachman",
    "herfindahl",
    "hoover",
    "krugman",
    "location_quotient",
    "location_quotient_band",
    "location_quotient_interval",
    "locational_gini",
    "peer_groups",
    "peer_regions",
    "poisson_interval",
    "presence",
    "prody",
    "project_complexity",
    "proximity",
    "purged_density",
    "rank",
    "rank_bounds",
    "rank_intervals",
    "rank_mobility",
    "reflections",
    "related_variety",
    "relatedness_density",
    "relative_growth",
    "relative_relatedness",
    "share",
    "shift_share",
    "sigma_convergence",
    "space_backbone",
    "space_layout",
    "structural_change",
    "structural_similarity",
    "target_path",
    "theil",
    "theil_decomposition",
    "unrelated_variety",
    "what_if",
)
HELPERS = ("Band", "PathCheck", "Sizeable", "drop_small", "rounding_band")


def test_public_names_are_measures_and_helpers(room_face):
    room_face.names(diagnose, MEASURES, HELPERS)


def test_measures_and_entries_match_one_to_one(room_face):
    room_face.entries(diagnose, MEASURES)


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_is_documented(room_face, name):
    room_face.documented(diagnose, name)


def test_submodules_never_hide_a_public_name(room_face):
    room_face.modules(diagnose)


def test_importing_the_room_loads_no_array_library(room_face):
    room_face.light(diagnose)
