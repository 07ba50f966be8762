"""The table of costs: what it keeps, and every problem of it at once."""

import numpy as np
import pandas as pd
import pytest

from growthpole.opportunities import CostTable


def frame(**columns):
    return pd.DataFrame(
        {"activity": ["cars", "ships"], "basis": ["assumption", "source"], "source": ["", "Yearbook"]} | columns
    )


def test_items_units_and_where_they_come_from():
    costs = CostTable.from_frame(
        frame(
            talent=[0.2, None],
            land_per_output=["1.5", "2"],
            land_per_output_unit="mu/1e4 CNY",
            energy_per_output=np.nan,
        )
    )
    assert costs.rows.index.tolist() == ["cars", "ships"]
    assert costs.rows["land_per_output"].tolist() == [1.5, 2.0]
    assert np.isnan(costs.rows.loc["ships", "talent"])
    assert dict(costs.units) == {"land_per_output": "mu/1e4 CNY"}
    assert costs.rows["basis"].tolist() == ["assumption", "source"]


def test_the_table_keeps_its_own_copy():
    given = frame(talent=[0.2, 0.3])
    costs = CostTable.from_frame(given)
    given.loc[0, "talent"] = 9.0
    assert costs.rows["talent"].tolist() == [0.2, 0.3]


def test_codes_that_look_like_numbers_are_text():
    costs = CostTable.from_frame(frame(activity=[34, 35], talent=[0.1, 0.2]))
    assert costs.rows.index.tolist() == ["34", "35"]


def test_all_problems_come_together(refused):
    wrong = pd.DataFrame(
        {
            "activity": ["cars", "cars", "", "ships", "shoes"],
            "basis": ["source", "guess", "assumption", "assumption", "assumption"],
            "talent": [1.2, 0.1, 0.1, -0.1, 0.1],
            "minimum_efficient_size": [0.0, 1.0, 1.0, np.inf, 1.0],
            "minimum_efficient_size_unit": "1e6 CNY",
            "land_per_output": [1, 1, 1, "much", 1],
            "land_per_output_unit": ["mu", "ha", "mu", "mu", "mu"],
            "energy_per_output": 1.0,
            "talents": 1,
        }
    )
    with refused("bad-costs", *BAD):
        CostTable.from_frame(wrong)


BAD = (
    "cars.talent=1.2, ships.talent=-0.1",
    "cars.minimum_efficient_size=0.0, ships.minimum_efficient_size=inf",
    "ships.land_per_output=much",
    "land_per_output, energy_per_output",
    "talents",
    "cars, –",
)


@pytest.mark.parametrize(
    ("given", "param", "expected"),
    [
        (pd.DataFrame({"talent": [0.1]}), "lacking", "activity, basis"),
        (frame(talents=1), "unknown", "talents"),
        (frame(talent_unit="1"), "unknown", "talent_unit"),
        (frame(activity=["cars", "cars"]), "repeated", "cars"),
        (frame(activity=["cars", None]), "repeated", "–"),
        (frame(minimum_efficient_size=1.0), "units", "minimum_efficient_size"),
        (frame(basis=["source", "source"]), "unsourced", "cars"),
        (frame(basis=["Source", None]), "basis", "cars, ships"),
        (pd.concat([frame(talent=0.1), frame()[["source"]]], axis=1), "unknown", "source"),
    ],
)
def test_each_problem_is_named(given, param, expected):
    from growthpole.errors import InputError

    with pytest.raises(InputError) as caught:
        CostTable.from_frame(given)
    assert caught.value.code == "bad-costs"
    assert caught.value.params[param] == expected
