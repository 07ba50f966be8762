"""Projects from opportunities: each figure follows from a listed assumption."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from growthpole.errors import InputError
from growthpole.plan import Template, template_projects

PLANT = {
    "investment": 10.0,
    "output_per_investment": 1.5,
    "value_added": 0.25,
    "displacement": 0.1,
    "lead": 2.0,
    "ramp": 1.0,
    "utilisation": (0.6, 0.8, 0.9),
    "delay": (0.0, 0.5, 2.0),
    "overrun": (1.0, 1.1, 1.5),
    "jobs_per_output": 20.0,
    "energy_per_output": 0.5,
    "public_share": 0.2,
    "foreign_share": 0.4,
    "probability": 0.3,
}


def template(**changes):
    return Template(**PLANT | changes)


def test_every_column_follows_from_the_template():
    projects = template_projects(pd.DataFrame({"activity": ["C35"]}), template(), "1e8 CNY")
    row = projects.table.loc["C35"]
    assert (row["investment"], row["output"], row["public"], row["foreign"]) == (10.0, 15.0, 2.0, 4.0)
    assert (row["jobs"], row["energy"], row["probability"]) == (300.0, 7.5, 0.3)
    assert (row["utilisation_low"], row["delay"], row["overrun_high"]) == (0.6, 0.5, 1.5)
    assert (row["activity"], row["stage"], row["basis"]) == ("C35", "template", "assumption")
    assert (row["lead"], row["ramp"], row["spend"]) == (2.0, 1.0, 2.0)
    assert projects.unit == "1e8 CNY"


def test_an_option_s_own_probability_goes_first_and_a_missing_one_falls_back():
    options = pd.DataFrame({"activity": ["a", "b"], "probability": [0.7, float("nan")], "front": [1, 2]})
    assert template_projects(options, template(), "CNY").numbers("probability").tolist() == [0.7, 0.3]
    with pytest.raises(InputError) as caught:
        template_projects(options, template(probability=None), "CNY")
    assert caught.value.code == "no-template"
    assert caught.value.params == {"lacking": "–", "unsure": "b"}


def test_an_option_can_say_code_chain_partner_and_window():
    options = pd.DataFrame(
        {
            "activity": ["a", "a"],
            "project": ["x", "y"],
            "chain": ["ships", ""],
            "partner": ["", "toyota"],
            "earliest": [2025, float("nan")],
            "latest": [2027, float("nan")],
        },
    )
    table = template_projects(options, {"a": template()}, "CNY").table
    assert table.index.tolist() == ["x", "y"]
    assert table["chain"].tolist() == ["ships", ""]
    assert table["partner"].tolist() == ["", "toyota"]
    assert table.loc["x", ["earliest", "latest"]].tolist() == [2025.0, 2027.0]


def test_no_options_make_no_projects():
    assert len(template_projects(pd.DataFrame({"activity": []}), template(), "CNY")) == 0


def test_activities_without_a_template_are_all_named(refused):
    options = pd.DataFrame({"activity": ["a", "b", "c"]})
    with refused("no-template", "a, c"):
        template_projects(options, {"b": template()}, "CNY")
    with refused("missing-columns", "activity"):
        template_projects(pd.DataFrame({"name": ["a"]}), template(), "CNY")
    with refused("bad-projects", "a stands more than once"):
        template_projects(pd.DataFrame({"activity": ["a", "a"]}), template(), "CNY")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"output_per_investment": 0.0}, "output_per_investment 0.0"),
        ({"value_added": 1.2}, "value_added 1.2"),
        ({"investment": float("nan")}, "investment nan"),
        ({"utilisation": (0.9, 0.8, 1.0)}, "utilisation 0.9, 0.8, 1.0 is no triple"),
        ({"utilisation": (0.9, 1.3, 1.0)}, "utilisation 1.3"),
        ({"delay": (0.0, 1.0)}, "delay 0.0, 1.0 is no triple"),
        ({"overrun": 1.1}, "overrun 1.1 is no triple"),
        ({"probability": 30}, "probability 30"),
        ({"lead": "2"}, "lead '2'"),
    ],
)
def test_a_bad_assumption_is_named(refused, changes, said):
    with refused("bad-template", said, "1"):
        template(**changes)


def test_all_bad_assumptions_are_told_at_once(refused):
    with refused("bad-template", "value_added 2.0", "ramp -1.0", "2"):
        template(value_added=2.0, ramp=-1.0)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0.1, 10))
def test_a_project_twice_the_size_has_twice_of_everything_counted(investment, output, factor):
    one, more = template().scaled(investment, output), template().scaled(investment * factor, output * factor)
    for name, value in one.items():
        counted = name in {"investment", "public", "foreign", "output", "jobs", "energy"}
        assert more[name] == pytest.approx(value * factor if counted else value, rel=1e-12)
    assert max(one["public"], one["foreign"]) <= one["investment"]
