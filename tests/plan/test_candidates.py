"""Candidate projects are whole or refused, every problem at once."""

import pandas as pd
import pytest

from growthpole.errors import InputError
from growthpole.plan import Projects

LEAST = {"probability": 0.5, "investment": 10.0, "output": 12.0, "value_added": 0.25}


def table(**changes):
    return pd.DataFrame([LEAST | changes], index=["plant"])


def test_what_is_left_out_has_the_defaults_of_the_docstring():
    row = Projects(table(lead=2.5), "1e8 CNY").table.loc["plant"]
    assert row["stage"] == "template"
    assert row["basis"] == "assumption"
    assert (row["spend"], row["utilisation_low"], row["delay_high"], row["overrun"]) == (2.5, 1.0, 0.0, 1.0)
    assert pd.isna(row["earliest"])
    assert Projects(table(), "1e8 CNY").table.loc["plant", "spend"] == 1.0


def test_the_given_table_is_not_changed_and_order_is_kept():
    given = pd.concat([table(), table().rename(index={"plant": "a"})])
    before = given.copy()
    projects = Projects(given, "1e8 CNY")
    assert projects.codes == ["plant", "a"]
    assert len(projects) == 2
    pd.testing.assert_frame_equal(given, before)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"probability": 1.2}, "plant: probability 1.2"),
        ({"output": float("nan")}, "plant: output nan"),
        ({"public": 11.0}, "public 11 is above the investment 10"),
        ({"foreign": 10.5}, "foreign 10.5 is above"),
        ({"delay_low": 2.0, "delay": 1.0, "delay_high": 3.0}, "delay runs backwards: 2, 1, 3"),
        ({"overrun_low": 0.0}, "overrun_low 0"),
        ({"stage": "built"}, "stage 'built'"),
        ({"basis": "guess"}, "basis 'guess'"),
        ({"earliest": 2025, "latest": 2024}, "earliest start 2025 is after the latest 2024"),
        ({"earliest": 2024.5}, "earliest 2024.5 is no year"),
        ({"colour": "red"}, "unknown column colour"),
    ],
)
def test_a_wrong_value_is_named_with_its_project(changes, said):
    with pytest.raises(InputError, match="1 problem") as caught:
        Projects(table(**changes), "1e8 CNY")
    assert said in str(caught.value)


def test_all_problems_are_told_at_once():
    with pytest.raises(InputError) as caught:
        Projects(pd.DataFrame([{"probability": 0.5}] * 2, index=["x", "x"]), "1e8 CNY")
    for said in ("no column investment", "no column output", "no column value_added", "x stands more than once"):
        assert said in str(caught.value)
