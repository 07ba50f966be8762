"""Makers of projects whose figures can be followed by hand, and of random portfolios with every plan of them."""

import numpy as np
import pandas as pd
import pytest

import portfolio_cases
from growthpole.plan import Projects

SURE = {"probability": 1.0, "investment": 10.0, "output": 12.0, "value_added": 0.25, "activity": "cars"}


@pytest.fixture
def candidates():
    """Maker of candidates, one for each set of figures."""

    def make(*figures, unit="1e8 CNY"):
        rows = [SURE | one for one in figures]
        return Projects(pd.DataFrame(rows, index=[f"p{at}" for at in range(len(rows))]), unit)

    return make


@pytest.fixture
def many(candidates):
    """Maker of ``count`` candidates that differ in everything."""

    def make(count, seed=0, activities=("cars", "steel", "chips")):
        rng = np.random.default_rng(seed)
        return candidates(
            *(
                {
                    "activity": activities[at % len(activities)],
                    "probability": rng.uniform(0.2, 0.9),
                    "investment": 10.0,
                    "public": rng.uniform(0, 10),
                    "output": rng.uniform(1, 20),
                    "value_added": rng.uniform(0.1, 0.5),
                    "jobs": rng.uniform(10, 500),
                    "energy": rng.uniform(0, 3),
                    "displacement": rng.uniform(0, 0.6),
                    "lead": rng.uniform(0, 3),
                    "ramp": rng.uniform(0, 4),
                    "spend": rng.uniform(0, 5),
                    "utilisation_low": 0.4,
                    "utilisation": rng.uniform(0.5, 0.9),
                    "utilisation_high": 1.1,
                    "delay": rng.uniform(0, 1),
                    "delay_high": rng.uniform(1, 4),
                    "overrun_low": 0.9,
                    "overrun": 1.1,
                    "overrun_high": 2.5,
                }
                for at in range(count)
            )
        )

    return make


@pytest.fixture(scope="session")
def cases():
    """The module ``portfolio_cases`` beside the tests."""
    return portfolio_cases
