"""Shared by the tests of this room."""

import pandas as pd
import pytest

from growthpole.tables import Fact
from growthpole.tables.observations import COLUMNS

BLANK = {
    **dict.fromkeys(COLUMNS, ""),
    "region": "SD",
    "indicator": "revenue",
    "period": "2021",
    "kind": "actual",
    "price_basis": "current",
    "value": 1.0,
    "printed": "1",
    "operator": "=",
    "unit": "1e8 CNY",
    "status": "ok",
    "basis": "reported",
    "origin_id": 0,
}


@pytest.fixture
def fact():
    """Maker of a fact: an actual of 2021 unless said otherwise."""
    return lambda **said: Fact(**{**BLANK, **said})


@pytest.fixture
def long_table():
    """Maker of the frame of observations, one row for each mapping."""
    return lambda *rows: pd.DataFrame([{**BLANK, "origin_id": i, **row} for i, row in enumerate(rows)], columns=COLUMNS)
