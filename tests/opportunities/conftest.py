"""Panels for the tests of feasibility: tables of numbers as panels and histories, and random walks."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from growthpole.opportunities import history_of
from growthpole.tables import Panel


def panel_of(values, years=None):
    """Numbers [period, region, activity] as a panel."""
    values = np.asarray(values, dtype=float)
    periods = list(years or range(2000, 2000 + len(values)))
    regions = [f"r{i:02}" for i in range(values.shape[1])]
    activities = [f"a{j:02}" for j in range(values.shape[2])]
    coords = {"period": periods, "region": regions, "activity": activities}
    return Panel(xr.DataArray(values, coords=coords, dims=list(coords)), "person")


@pytest.fixture(scope="session")
def panel():
    """Maker of panels."""
    return panel_of


@pytest.fixture(scope="session")
def history():
    """Maker of histories."""

    def make(values, years=None, **options):
        return history_of(panel_of(values, years), **options)

    return make


@pytest.fixture(scope="session")
def walks():
    """Values whose logarithms walk at random, each cell with an unrest of its own."""

    def make(seed, periods=8, regions=10, activities=8, unrest=0.2, spread=1.0):
        rng = np.random.default_rng(seed)
        own = unrest * rng.uniform(0.3, 1.7, (regions, activities))
        steps = own * rng.normal(size=(periods, regions, activities))
        return np.exp(steps.cumsum(axis=0) + spread * rng.normal(size=(regions, activities)))

    return make


@pytest.fixture(scope="session")
def entries():
    """History and answers of a panel with some hundred entries."""
    from growthpole.opportunities.scoring import Effort, score_origins

    rng = np.random.default_rng(5)
    unrest = 0.25 * rng.uniform(0.3, 1.7, (20, 15))
    steps = unrest * rng.normal(size=(9, 20, 15))
    known = history_of(panel_of(np.exp(steps.cumsum(axis=0) + rng.normal(size=(20, 15)))))
    return known, score_origins(known, 2, "entry", effort=Effort(bags=1))
