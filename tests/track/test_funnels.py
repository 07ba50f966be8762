"""The funnel and its prior: printed figures, exact sums, bounds."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

from growthpole.errors import Undefined
from growthpole.tables.register_schemas import STAGES
from growthpole.track import BetaPrior, StageChange, beta_prior, funnel
from growthpole.track.funnels import log_likelihood

ON = "2024-12-31"
EVEN = BetaPrior(0.5, 4.0, "a judgement")

# Tumours in 71 groups of rats: Gelman et al., Bayesian Data Analysis, 3rd ed., table 5.1
TUMOURS = (
    "0/20 0/20 0/20 0/20 0/20 0/20 0/20 0/19 0/19 0/19 0/19 0/18 0/18 0/17 1/20 1/20 1/20 1/20 1/19 1/19 1/18 1/18 "
    "2/25 2/24 2/23 2/20 2/20 2/20 2/20 2/20 2/20 1/10 5/49 2/19 5/46 3/27 2/17 7/49 7/47 3/20 3/20 2/13 9/48 10/50 "
    "4/20 4/20 4/20 4/20 4/20 4/20 4/20 10/48 4/19 4/19 4/19 5/22 11/46 12/49 5/20 5/20 6/23 5/19 6/22 6/20 6/20 "
    "6/20 16/52 15/47 15/46 9/24 4/14"
)
Y, N = np.array([list(map(float, pair.split("/"))) for pair in TUMOURS.split()]).T


def test_the_likelihood_peaks_where_the_book_says():
    """Section 5.3: the mode of (log(α/β), log(α+β)) is (−1.79, 2.74) with the prior (α+β)^(−5/2) on (α, β)."""
    best, place = -math.inf, (0.0, 0.0)
    for odds in np.arange(-1.90, -1.68, 0.01):
        for size in np.arange(2.50, 3.00, 0.01):
            rate, strength = 1 / (1 + math.exp(-odds)), math.exp(size)
            a, b = rate * strength, (1 - rate) * strength
            height = log_likelihood(rate, strength, Y, N) - 2.5 * size + math.log(a * b)
            if height > best:
                best, place = height, (odds, size)
    assert place == pytest.approx((-1.79, 2.74), abs=0.011)  # one step of the grid beyond two printed digits


def test_the_prior_is_the_most_likely_one():
    found = beta_prior(pd.DataFrame({"converted": Y, "decided": N}))
    best = log_likelihood(found.rate, found.strength, Y, N)
    grid = [
        log_likelihood(rate, strength, Y, N)
        for rate in np.linspace(0.1, 0.2, 41)
        for strength in np.geomspace(4, 60, 41)
    ]
    assert best >= max(grid)
    assert best - max(grid) < 0.01  # the grid comes close, so the peak is the one of the grid
    assert "71 classes" in found.basis


def test_classes_that_differ_by_less_than_chance_have_one_rate():
    found = beta_prior(pd.DataFrame({"converted": [5] * 6, "decided": [10] * 6}))
    assert found.strength == pytest.approx(1e4, rel=1e-3)
    assert found.rate == pytest.approx(0.5, abs=1e-6)  # by symmetry; the tolerance is the optimiser's


@pytest.mark.parametrize(("y", "n"), [([1], [2]), ([0, 0], [3, 4]), ([3, 4], [3, 4]), ([1, 0], [2, 0])])
def test_without_two_classes_and_both_outcomes_there_is_no_prior(refused, y, n):
    with refused("funnel-no-prior", kind=Undefined):
        beta_prior(pd.DataFrame({"converted": y, "decided": n}))


@pytest.mark.parametrize(("y", "n"), [([3], [2]), ([-1], [2]), ([0.5], [2]), ([float("nan")], [2])])
def test_counts_that_are_none_are_refused(refused, y, n):
    with refused("funnel-counts"):
        beta_prior(pd.DataFrame({"converted": y, "decided": n}))


@pytest.mark.parametrize(
    ("rate", "strength", "basis", "code"),
    [(0.0, 1.0, "x", "outside-range"), (1.0, 1.0, "x", "outside-range"), (0.5, 0.0, "x", "not-above"),
     (0.5, math.inf, "x", "not-above"), (0.5, 1.0, " ", "entry-empty")],
)  # fmt: skip
def test_a_prior_says_rate_strength_and_basis(refused, rate, strength, basis, code):
    with refused(code):
        BetaPrior(rate, strength, basis)


def test_the_funnel_by_hand(make):
    entries = [
        *(make.stage("P1", stage, f"2024-0{at + 1}-01") for at, stage in enumerate(STAGES[:5])),
        make.stage("P2", "lead", "2024-01-01"),
        make.stage("P2", "withdrawn", "2024-02-01", reason="no"),
        make.stage("P3", "signed", "2024-01-01"),  # came in as signed: says nothing of leads
        make.stage("P4", "lead", "2024-01-01"),
        make.stage("P4", "started", "2024-02-01"),  # passed what lies between
        make.stage("P5", "lead", "2024-03-01", expands="P1"),
    ]
    table = funnel(entries, ON, EVEN).set_index("stage")
    columns = ["entered", "converted", "withdrawn", "waiting"]
    assert table[columns].values.tolist() == [
        [3, 2, 1, 0],
        [2, 2, 0, 0],
        [3, 2, 0, 1],
        [2, 1, 0, 1],
        [1, 0, 0, 1],
        [0, 0, 0, 0],
    ]
    assert table.loc["lead", ["conversion", "shrunk", "prior_weight"]].tolist() == [2 / 3, 4 / 7, 4 / 7]
    assert table.loc["lead", "speaks"] == "prior"
    assert math.isnan(table.loc["producing", "conversion"])
    assert math.isnan(table.loc["at_capacity", "shrunk"])
    assert table.loc["lead", "production"] == pytest.approx(4 / 7 * 4 / 6 * 4 / 6 * 3 / 5, rel=1e-12)
    assert table.loc[["producing", "at_capacity"], "production"].tolist() == [1.0, 1.0]


def decided(y, n):
    """n projects at lead of which y went on, the others withdrawn."""
    told = {"date": "2024-01-01", "vintage": "2024-02"}
    entries = [StageChange(project=f"P{at}", stage="lead", **told) for at in range(n)]
    entries += [StageChange(project=f"P{at}", stage="signed", **told) for at in range(y)]
    return entries + [StageChange(project=f"P{at}", stage="withdrawn", reason="x", **told) for at in range(y, n)]


@given(st.integers(0, 8), st.integers(0, 8), st.floats(0.05, 0.95), st.floats(0.5, 50))
def test_the_odds_lie_between_what_was_seen_and_the_class(y, more, rate, strength):
    row = funnel(decided(y, y + more), ON, BetaPrior(rate, strength, "test")).iloc[0]
    n = y + more
    seen = y / n if n else rate
    assert min(seen, rate) - 1e-12 <= row.shrunk <= max(seen, rate) + 1e-12
    assert row.low < row.high
    assert (row.speaks == "prior") == (strength > n)
    assert row.shrunk == pytest.approx((rate * strength + y) / (strength + n), rel=1e-12)


def test_the_interval_holds_its_probability():
    """Integrated numerically, against scipy's inverse of the incomplete beta function."""
    row = funnel(decided(6, 8), ON, EVEN, interval=0.9).iloc[0]
    a, b = 2 + 6, 2 + 2
    scale = math.gamma(a + b) / math.gamma(a) / math.gamma(b)
    mass, _ = integrate.quad(lambda p: scale * p ** (a - 1) * (1 - p) ** (b - 1), row.low, row.high)
    assert mass == pytest.approx(0.9, abs=1e-9)


def test_the_region_speaks_once_it_has_decided_more_projects_than_the_prior_counts_for():
    assert funnel(decided(2, 3), ON, EVEN).speaks[0] == "prior"
    assert funnel(decided(2, 5), ON, EVEN).speaks[0] == "data"


def test_each_step_may_have_a_prior_of_its_own(refused):
    priors = {stage: BetaPrior(0.1 + 0.1 * at, 4.0, "class") for at, stage in enumerate(STAGES[:-1])}
    table = funnel([], ON, priors)
    assert table.shrunk[:5].tolist() == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5], rel=1e-12)
    assert table.production[0] == pytest.approx(0.1 * 0.2 * 0.3 * 0.4, rel=1e-12)
    del priors["lead"]
    with refused("funnel-priors", "lead"):
        funnel([], ON, priors)
    with refused("outside-range", "interval"):
        funnel([], ON, EVEN, interval=1.0)
