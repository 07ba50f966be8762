"""Every figure a plan rests on is listed, and what a source states is told apart."""

import numpy as np
import pandas as pd
import pytest

from growthpole.plan import Template, assumptions_of, register_projects, template_projects
from growthpole.tables import ProjectRegister, Register

TEMPLATE = Template(
    investment=10.0,
    output_per_investment=2.0,
    value_added=0.25,
    displacement=0.1,
    lead=2.0,
    ramp=1.0,
    utilisation=(0.6, 0.8, 0.9),
    delay=(0.0, 0.5, 2.0),
    overrun=(1.0, 1.1, 1.5),
    public_share=0.1,
    probability=0.3,
)
ROWS = {
    "code": ["a", "b", "c"],
    "region": "370100",
    "stage": ["signed", "started", "lead"],
    "investment": [40.0, 6.0, np.nan],
    "expected_output": [60.0, np.nan, 30.0],
    "foreign_contracted": [25.0, np.nan, np.nan],
    "jobs": [900.0, np.nan, np.nan],
    "start_year": [np.nan, 2024.0, np.nan],
    "unit": "1e8 CNY",
}


@pytest.fixture
def register():
    return ProjectRegister(Register("projects", pd.DataFrame(ROWS), ("code",), kind="projects"))


@pytest.fixture
def projects(register):
    stages = {"lead": 0.1, "signed": 0.5, "started": 0.8}
    return register_projects(register, TEMPLATE, stages=stages, unit="1e8 CNY")


def listed(projects, **options):
    return assumptions_of(projects, **options).set_index(["project", "assumption"])


def stated(projects, **options):
    found = listed(projects, **options)
    return set(found[found["basis"] == "source"].index)


def test_every_figure_is_listed_with_its_unit(projects):
    found = listed(projects)
    numbers = [name for name in projects.table if pd.api.types.is_numeric_dtype(projects.table[name])]
    held = {(code, name): projects.table.loc[code, name] for code in projects.codes for name in numbers}
    assert found["value"].to_dict() == {key: value for key, value in held.items() if not np.isnan(value)}
    units = {"output": "1e8 CNY", "delay_high": "year", "latest": "year", "jobs": "person", "probability": "1"}
    for name, unit in (units | {"energy": "as given"}).items():
        assert found.loc[("b", name), "unit"] == unit


def test_without_the_register_only_investment_and_output_of_a_sourced_project_are_stated(projects):
    assert stated(projects) == {("a", "investment"), ("a", "output")}


def test_with_the_register_each_figure_is_told_apart(projects, register):
    assert stated(projects, register=register) == {
        *(("a", name) for name in ("investment", "output", "foreign", "jobs")),
        *(("b", name) for name in ("investment", "earliest", "latest")),
        ("c", "output"),
    }


def test_of_a_template_nothing_is_stated():
    projects = template_projects(pd.DataFrame({"activity": ["C35"]}), TEMPLATE, "1e8 CNY")
    assert not stated(projects)
    assert len(assumptions_of(projects)) == 21


def test_no_projects_rest_on_nothing():
    projects = template_projects(pd.DataFrame({"activity": []}), TEMPLATE, "1e8 CNY")
    assert assumptions_of(projects).columns.tolist() == ["project", "assumption", "value", "unit", "basis"]
    assert assumptions_of(projects).empty
