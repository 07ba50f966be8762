"""Live projects of a register: increments, stages as odds, gaps filled and marked."""

import numpy as np
import pandas as pd
import pytest

from growthpole.errors import UnitMismatch
from growthpole.plan import Template, register_projects
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
    jobs_per_output=5.0,
    public_share=0.1,
    foreign_share=0.3,
)
ODDS = {"lead": 0.1, "negotiating": 0.2, "signed": 0.5, "started": 0.8, "producing": 1.0, "at_capacity": 1.0}
ROWS = [
    {
        "code": "a",
        "stage": "signed",
        "investment": 40.0,
        "expected_output": 60.0,
        "foreign_contracted": 25.0,
        "jobs": 900,
    },
    {"code": "b", "stage": "started", "investment": 6.0, "start_year": 2024},
    {"code": "c", "stage": "lead", "expected_output": 30.0, "start_year": 2026},
    {"code": "d", "stage": "negotiating"},
    {"code": "e", "stage": "withdrawn", "investment": 99.0},
    {"code": "f", "stage": "at_capacity", "investment": 50.0, "expected_output": 80.0, "start_year": 2020},
    {"code": "g", "stage": "signed", "investment": 70.0, "expected_output": 95.0, "parent": "f", "amounts": "total"},
]


def register(rows=ROWS, **changes):
    frame = pd.DataFrame(rows).assign(region="370100", activity="C36", **changes)
    frame["unit"] = changes.get("unit", "1e8 CNY")
    for name in ("parent", "amounts"):
        if name in frame:
            frame[name] = frame[name].fillna("")
    return ProjectRegister(Register("projects", frame, ("code",), kind="projects"))


@pytest.fixture
def projects():
    return register_projects(register(), TEMPLATE, stages=ODDS, unit="1e8 CNY")


def test_live_projects_only_and_what_produces_is_not_counted_twice(projects):
    assert projects.codes == ["a", "b", "c", "d", "g"]
    everything = register_projects(register(), TEMPLATE, stages=ODDS, unit="1e8 CNY", leave_out=())
    assert everything.codes == ["a", "b", "c", "d", "f", "g"]


def test_what_the_register_states_is_kept(projects):
    row = projects.table.loc["a"]
    assert (row["investment"], row["output"], row["foreign"], row["jobs"]) == (40.0, 60.0, 25.0, 900.0)
    assert (row["probability"], row["basis"], row["stage"], row["activity"]) == (0.5, "source", "signed", "C36")
    assert row["public"] == 4.0


def test_an_expansion_counts_by_its_increment(projects):
    assert projects.table.loc["g", ["investment", "output"]].tolist() == [20.0, 15.0]
    assert projects.table.loc["g", "basis"] == "source"


def test_gaps_are_filled_from_what_is_stated_and_marked(projects):
    table = projects.table
    assert table.loc["b", ["investment", "output", "jobs"]].tolist() == [6.0, 12.0, 60.0]
    assert table.loc["c", ["investment", "output"]].tolist() == [15.0, 30.0]
    assert table.loc["d", ["investment", "output", "foreign"]].tolist() == [10.0, 20.0, 3.0]
    assert table["basis"].tolist() == ["source", "assumption", "assumption", "assumption", "source"]


def test_a_begun_project_has_its_start_and_another_its_earliest(projects):
    assert projects.table.loc["b", ["earliest", "latest"]].tolist() == [2024.0, 2024.0]
    assert projects.table.loc["c", "earliest"] == 2026.0
    assert np.isnan(projects.table.loc["c", "latest"])
    assert np.isnan(projects.table.loc["a", "earliest"])


def test_money_is_converted_and_another_currency_refused():
    rows = [{"code": "a", "stage": "signed", "investment": 400_000.0, "jobs": 900.0}]
    made = register_projects(register(rows, unit="1e4 CNY"), TEMPLATE, stages=ODDS, unit="1e8 CNY")
    assert made.table.loc["a", ["investment", "output", "jobs"]].tolist() == [40.0, 80.0, 900.0]
    with pytest.raises(UnitMismatch):
        register_projects(register(rows, unit="1e4 USD"), TEMPLATE, stages=ODDS, unit="1e8 CNY")


def test_a_template_by_activity_and_the_projects_that_lack_one(refused):
    made = register_projects(register(), {"C36": TEMPLATE}, stages=ODDS, unit="1e8 CNY")
    assert len(made) == 5
    with refused("no-template", "a (C36), b (C36)"):
        register_projects(register(), {"C35": TEMPLATE}, stages=ODDS, unit="1e8 CNY")


def test_stages_need_odds_and_odds_need_stages(refused):
    with refused("no-stage-odds", "negotiating", "built", "started: 1.2"):
        register_projects(
            register(), TEMPLATE, stages={"lead": 0.1, "signed": 0.5, "started": 1.2, "built": 1.0}, unit="1e8 CNY"
        )


def test_a_project_that_has_begun_says_when(refused):
    begun = {"code": "h", "stage": "started", "investment": 6.0}
    with refused("begun-undated", "h"):
        register_projects(register([begun]), TEMPLATE, stages=ODDS, unit="1e8 CNY")
    dated = register([begun | {"started_on": "2023-05-04"}])
    row = register_projects(dated, TEMPLATE, stages=ODDS, unit="1e8 CNY").table.loc["h"]
    assert (row["earliest"], row["latest"]) == (2023.0, 2023.0)
