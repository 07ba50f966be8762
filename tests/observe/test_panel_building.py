"""A panel takes what one rule allows and refuses to mix what must not meet."""

import numpy as np
import pandas as pd
import pytest

from growthpole.errors import InputError
from growthpole.messages import LANGS
from growthpole.observe import build_panel
from growthpole.tables import Observations
from growthpole.tables.observations import COLUMNS


def observations(*rows):
    base = dict.fromkeys(COLUMNS, "") | {"indicator": "firms", "kind": "actual", "unit": "firm", "period": "2021"}
    frame = pd.DataFrame([base | {"value": 1.0, "origin_id": number} | row for number, row in enumerate(rows)])
    return Observations(frame[list(COLUMNS)])


ROWS = (
    {"region": "A", "activity": "x", "value": 3.0},
    {"region": "B", "activity": "y", "value": 0.0},
)


def test_absent_cells_are_unknown_unless_the_source_says_zero():
    unknown, zero = (build_panel(observations(*ROWS), "firms", absent=rule).values for rule in ("absent", "zero"))
    assert np.isnan(unknown.sel(period=2021, region="A", activity="y"))
    assert zero.sel(period=2021, region="A", activity="y") == 0
    for panel in (unknown, zero):
        assert panel.sel(period=2021, region="A", activity="x") == 3
        assert panel.sel(period=2021, region="B", activity="y") == 0


def test_only_annual_actuals_with_an_activity_are_taken():
    more = (
        {"region": "C", "activity": "", "value": 9.0},
        {"region": "C", "activity": "x", "kind": "target"},
        {"region": "C", "activity": "x", "period": "2021-05"},
        {"region": "C", "activity": "x", "period": "2020-01/2020-12"},
        {"region": "C", "activity": "x", "indicator": "other"},
    )
    assert build_panel(observations(*ROWS, *more), "firms").values.indexes["region"].tolist() == ["A", "B"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"unit": "person"}, "panel-units"),
        ({"scope": "above scale"}, "panel-mixed"),
        ({"price_basis": "constant 2015"}, "panel-mixed"),
        ({"region": "A", "activity": "x", "vintage": "final"}, "repeated-key"),
    ],
)
def test_what_must_not_meet_is_refused(row, code):
    with pytest.raises(InputError, check=lambda problem: problem.code == code) as caught:
        build_panel(observations(*ROWS, {"region": "C", "activity": "x"} | row), "firms")
    assert all("firms" in caught.value.message(lang) or code == "repeated-key" for lang in LANGS)


def test_no_such_observation():
    with pytest.raises(InputError, check=lambda problem: problem.code == "panel-units"):
        build_panel(observations(*ROWS), "robots")


def test_an_unknown_rule_for_absence():
    with pytest.raises(InputError, check=lambda problem: problem.code == "unknown-option"):
        build_panel(observations(*ROWS), "firms", absent="nought")
