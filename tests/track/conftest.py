"""Entries for the tests of the room."""

from __future__ import annotations

import pytest

from growthpole.track import Actual, Decision, ForeignInvestment, StageChange


class Makers:
    """One maker for each kind; only what a test is about needs saying."""

    def stage(self, project, stage, date, **more):
        return StageChange(**{"project": project, "stage": stage, "date": date, "vintage": "2024-12-31", **more})

    def actual(self, period, value, **more):
        told = {"indicator": "revenue", "unit": "1e8 CNY", "source": "bulletin", "vintage": "2030"}
        return Actual(**{**told, "period": period, "value": value, **more})

    def money(self, nature, amount, **more):
        told = {"project": "P1", "unit": "1e6 USD", "date": "2024-05", "vintage": "2024-06"}
        return ForeignInvestment(**{**told, "nature": nature, "amount": amount, **more})

    def decision(self, name, **more):
        told = {"what": "site A", "reason": "grid", "owner": "Li", "next_action": "sign", "due": "2024-06-30"}
        return Decision(**{**told, "id": name, "date": "2024-03-01", "vintage": "2024-03-01", **more})


@pytest.fixture(scope="session")
def make():
    """Makers of entries."""
    return Makers()
