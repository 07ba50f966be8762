"""Panels whose truth is known: random walks, and entries into what a region is made for."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from growthpole.backtest import evaluate
from growthpole.opportunities.scoring import Effort
from growthpole.tables import Panel


def panel_of(values, years=None):
    """Numbers [period, region, activity] as a panel."""
    values = np.asarray(values, dtype=float)
    periods = list(years or range(2000, 2000 + len(values)))
    regions = [f"r{i:02}" for i in range(values.shape[1])]
    activities = [f"a{j:02}" for j in range(values.shape[2])]
    coords = {"period": periods, "region": regions, "activity": activities}
    return Panel(xr.DataArray(values, coords=coords, dims=list(coords)), "person")


def walk(seed, periods=10, regions=25, activities=20, unrest=0.2):
    """Logarithms walk at random, each cell with an unrest of its own: distance is all that can be known."""
    rng = np.random.default_rng(seed)
    own = unrest * rng.uniform(0.3, 1.7, (regions, activities))
    steps = own * rng.normal(size=(periods, regions, activities))
    return np.exp(steps.cumsum(axis=0) + rng.normal(size=(regions, activities)))


def root(seed, periods=11, regions=40, groups=5, size=4):
    """Entries and exits that hang on whether a region is made for a group of activities, and not on how near it is.

    What a region is made for shows only in what it has of the group: in density. The last activity is large and the
    same everywhere, so that quotients follow the levels.
    """
    rng = np.random.default_rng(seed)
    group = np.arange(groups * size) // size
    made_for = (rng.uniform(size=(regions, groups)) < 0.4)[:, group]
    has = rng.uniform(size=made_for.shape) < np.where(made_for, 0.7, 0.05)
    levels = []
    for _ in range(periods):
        levels.append(np.where(has, 2.0, 0.3) * np.exp(0.1 * rng.normal(size=has.shape)))
        enters = rng.uniform(size=has.shape) < np.where(made_for, 0.3, 0.003)
        leaves = rng.uniform(size=has.shape) < np.where(made_for, 0.1, 0.3)
        has = np.where(has, ~leaves, enters)
    return np.concatenate([np.stack(levels), np.full((periods, regions, 1), 1e4)], axis=2)


@pytest.fixture(scope="session")
def panel():
    """Maker of panels."""
    return panel_of


@pytest.fixture(scope="session")
def walks():
    """Maker of values that walk at random."""
    return walk


@pytest.fixture(scope="session")
def roots():
    """Maker of values with a structure."""
    return root


@pytest.fixture(scope="session")
def rooted():
    """An evaluation with every table on a panel with a structure."""
    return evaluate(panel_of(root(0)), 2, draws=40, effort=Effort(bags=1))
