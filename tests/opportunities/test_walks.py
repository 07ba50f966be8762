"""The prior model against a simulation of the walk it describes."""

import numpy as np
import pytest
from scipy.special import expit

from growthpole.opportunities.walks import SLOPE, prior_log_odds


def walk(current, unrest, horizon, settling, draws=400_000):
    """Shares of walks that have entered, and of those that still stand two periods later, up by .2."""
    rng = np.random.default_rng(0)
    scale = unrest / SLOPE  # a logistic distribution of unit scale has standard deviation π/√3
    then = current + rng.logistic(0, scale * np.sqrt(horizon), draws)
    later = then + rng.logistic(0, scale * np.sqrt(settling), draws)
    up = np.exp(then) - np.exp(current) >= 0.2
    return (then >= 0).mean(), ((then >= 0) & up & (later >= 0)).mean()


def case(current, unrest):
    return {
        "current": np.array([current]),
        "strength": np.exp([current]),
        "unrest": np.log([unrest]),
        "distance": np.array([current / unrest]),
    }


@pytest.mark.parametrize(("current", "unrest"), [(-0.05, 0.2), (-0.4, 0.3), (-1.0, 0.4)])
def test_the_odds_are_those_of_the_walk(current, unrest):
    entered, sustained = walk(current, unrest, 3, 2)
    x = case(current, unrest)
    # four standard errors of a share of 400,000 draws, at most .0032
    assert expit(prior_log_odds(x, "entry", 3))[0] == pytest.approx(entered, abs=0.0032)
    assert expit(prior_log_odds(x, "sustained", 3, 2))[0] == pytest.approx(sustained, abs=0.0032)


def test_a_sustained_entry_is_rarer_than_an_entry_and_settling_costs():
    rng = np.random.default_rng(1)
    current, unrest = -rng.exponential(1, 200), rng.uniform(0.02, 0.6, 200)
    x = {"current": current, "strength": np.exp(current), "unrest": np.log(unrest), "distance": current / unrest}
    entry, risen, settled = (
        prior_log_odds(x, task, 3, years) for task, years in (("entry", 0), ("sustained", 0), ("sustained", 2))
    )
    assert (risen <= entry + 1e-12).all()
    assert (settled < risen).all()
    assert np.isfinite(settled).all()


def test_an_exit_is_the_other_side_of_the_walk():
    x = case(0.3, 0.2)
    assert prior_log_odds(x, "exit", 3)[0] == -prior_log_odds(x, "entry", 3)[0]
