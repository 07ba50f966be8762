"""Codes of the ledger that the study does not know."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from growthpole.tables import Classification
from growthpole.track import Actual
from growthpole.track.codes import unknown_codes

TOLD = {"period": "2023", "value": "2", "unit": "1e8 CNY", "source": "bulletin", "vintage": "2024-02"}


def classification(name, *codes):
    rows = [(code, code.title(), f"{code}名", "") for code in codes]
    return Classification(name, pd.DataFrame(rows, columns=["code", "name_en", "name_zh", "parent"]))


@pytest.fixture
def known():
    return {"indicator": classification("indicator", "revenue", "jobs"), "region": classification("region", "CN-SD")}


def test_each_unknown_code_is_named_with_its_entry_and_what_is_near(known):
    entries = [
        Actual(indicator="revenue", region="CN-SD", number=1, **TOLD),
        Actual(indicator="revenu", region="CN-DS", number=2, **TOLD),
        Actual(indicator="jobs", number=3, **TOLD),  # of the region of the study
    ]
    found = unknown_codes(entries, known)
    assert [(one.entry, one.field, one.code) for one in found] == [(2, "indicator", "revenu"), (2, "region", "CN-DS")]
    assert found[0].near == ("revenue (Revenue)",)


def test_a_name_is_no_code(known):
    (found,) = unknown_codes([Actual(indicator="Revenue", number=1, **TOLD)], known)
    assert found.near == ("revenue (Revenue)",)


def test_what_was_taken_back_and_kinds_without_codes_are_left_alone(known, make):
    slip = Actual(indicator="revenu", number=1, **TOLD)
    back = replace(slip, number=2, vintage="2024-03", corrects=slip.vintage, reason="slip", void=True)
    assert unknown_codes([slip, back], known) == ()
    assert unknown_codes([make.stage("P1", "signed", "2024-03-01"), make.decision("D1", due="2024-06")], known) == ()


def test_a_field_without_a_list_of_codes_is_not_looked_at(known):
    assert unknown_codes([Actual(indicator="revenue", activity="ships", number=1, **TOLD)], known) == ()
