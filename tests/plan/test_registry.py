"""The room's public face: one registry entry per measure, and nothing hidden."""

import pytest

from growthpole import plan

MEASURES = (
    "break_even_probability",
    "critical_assumptions",
    "fan",
    "feasibility_residual",
    "foreign_investment_position",
    "frontier",
    "jobs_at_risk",
    "naive_paths",
    "odds",
    "organic_paths",
    "portfolio",
    "portfolio_variance",
    "project_effects",
    "recoverability",
    "reference_odds",
    "reference_paths",
    "reference_windows",
    "required_growth",
    "required_investment",
    "resistance",
    "roadmap",
    "spillover",
    "supply_concentration",
    "tolerable_delay",
    "trajectory",
    "turning_points",
)
HELPERS = (
    "Calibration",
    "Constraints",
    "ExpectedValue",
    "Odds",
    "Portfolio",
    "Projects",
    "Rail",
    "Range",
    "Roadmap",
    "TailValue",
    "Task",
    "Template",
    "assumptions_of",
    "calibrate",
    "guard_rail",
    "plan_effects",
    "register_projects",
    "stabilities",
    "template_projects",
    "work_plan",
)


def test_public_names_are_measures_and_helpers(room_face):
    room_face.names(plan, MEASURES, HELPERS)


def test_measures_and_entries_match_one_to_one(room_face):
    room_face.entries(plan, MEASURES)


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_is_documented(room_face, name):
    room_face.documented(plan, name)


def test_submodules_never_hide_a_public_name(room_face):
    room_face.modules(plan)


def test_importing_the_room_loads_no_array_library(room_face):
    room_face.light(plan)
