"""What people write into ``[opportunities]``: days as TOML has them, and nothing twice."""

import tomllib

import pytest
from pydantic import ValidationError

from growthpole.study.opening import OpportunitiesEntry

WRITTEN = """
indicator = "firms"
periods = [2016, 2021]
horizon = 5
note = { en = "Firms.", zh = "企业。" }

[[override]]
activity = "cars"
verdict = "hold"
reason = "plant closes"
by = "Planning office"
date = 2022-02-11

[[sheet]]
activity = "cars"
owner = "Department of Industry"
dates = [{ date = 2023-03-01, what = "site chosen" }, { date = "summer 2023", what = "first call" }]
"""


def entry(text):
    return OpportunitiesEntry.model_validate(tomllib.loads(text))


def test_a_day_may_stand_bare_or_in_quotes():
    found = entry(WRITTEN)
    assert found.override[0].date == "2022-02-11"
    assert [one.date for one in found.sheet[0].dates] == ["2023-03-01", "summer 2023"]
    assert entry(WRITTEN.replace("2022-02-11", '"2022-02-11"')) == found


@pytest.mark.parametrize("section", ["override", "sheet"])
def test_an_activity_stands_once(section):
    """A second sheet would silently take the place of the first."""
    start = WRITTEN.index(f"[[{section}]]")
    block = WRITTEN[start:].split("\n\n", maxsplit=1)[0]
    with pytest.raises(ValidationError, match=f"{section}.*twice: cars"):
        entry(WRITTEN + "\n" + block + "\n")
