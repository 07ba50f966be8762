"""The room's public face: names, laziness, and one registry entry per measure."""

import pytest

from growthpole import evaluation

MEASURES = (
    "area_under_curve",
    "average_precision",
    "brier_score",
    "brier_skill",
    "calibration_error",
    "coverage",
    "crps",
    "lift",
    "log_loss",
    "precision_at_k",
    "winkler_score",
    "within_bins",
)
HELPERS = (
    "BlockInterval",
    "Origin",
    "Recalibration",
    "block_bootstrap",
    "block_intervals",
    "conformal_factor",
    "fit_recalibration",
    "reliability_table",
    "rolling_origins",
)


def test_public_names_are_measures_and_helpers(room_face):
    room_face.names(evaluation, MEASURES, HELPERS)


def test_measures_and_entries_match_one_to_one(room_face):
    room_face.entries(evaluation, MEASURES)


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_is_documented(room_face, name):
    room_face.documented(evaluation, name)


def test_submodules_never_hide_a_public_name(room_face):
    room_face.modules(evaluation)


def test_importing_the_room_loads_no_array_library(room_face):
    room_face.light(evaluation)
