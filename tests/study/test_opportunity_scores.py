"""Scores of the draws: on the data themselves they are the probabilities of the advice, for every model."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from growthpole.opportunities import feasibility
from growthpole.opportunities.scoring import Effort
from growthpole.study.stages.opening_scores import SLOW_DRAWS, Score, draws_of, held_model, top_share_of
from growthpole.tables import Panel

REGIONS, ACTIVITIES = list("ABCDEFGHIJ"), list("abcdefghijkl")


@pytest.fixture(scope="module")
def panel():
    rng = np.random.default_rng(11)
    steps = rng.normal(0, 0.25, (9, 10, 12)).cumsum(axis=0) + rng.normal(0, 0.8, (10, 12))
    labels = {"period": list(range(2010, 2019)), "region": REGIONS, "activity": ACTIVITIES}
    return Panel(xr.DataArray(100 * np.exp(steps), coords=labels, dims=list(labels)), "person")


def given(panel, **changes):
    entry = {
        "horizon": 2,
        "kind": "quotient",
        "threshold": 1.0,
        "thresholds": (0.8, 1.25),
        "draws": 300,
        "top": 3,
        "noise": "relative",
        "noise_scale": 0.1,
    }
    return SimpleNamespace(
        panel=panel,
        entry=SimpleNamespace(**{**entry, **changes}),
        effort=Effort(seed=3),
        region="C",
        now=panel.at(2018).assign_attrs(unit="person"),
        context=SimpleNamespace(seed=3, on_progress=lambda step: None, executor=None),
    )


@pytest.mark.parametrize("key", ["distance", "logit", "current_lq"])
def test_scores_of_the_data_are_the_probabilities_of_the_advice(panel, key):
    asked = given(panel)
    held = held_model(asked, key)
    score = Score(held, "C", tuple(ACTIVITIES), "quotient", 1.0)
    expected = feasibility(panel, 2, "entry", model=key, draws=0, effort=Effort(seed=3))["probability"]
    ways = [score.anew] if key != "distance" else [score.anew, score]
    for way in ways:
        found = way(asked.now)
        assert np.allclose(found.sel(region="C"), expected.sel(region="C"), rtol=1e-9, equal_nan=True)
        assert found.drop_sel(region="C").isnull().all()


def test_only_the_list_is_scored_and_a_present_activity_is_told_apart(panel):
    asked = given(panel)
    score = Score(held_model(asked, "distance"), "C", ("a", "b", "c", "d"), "quotient", 1.0)
    found = score(asked.now).sel(region="C")
    assert found.sel(activity=list("efghijkl")).isnull().all()
    known = found.sel(activity=list("abcd"))
    assert set(known.coords["reason"].values[known.isnull().values]) <= {7}
    assert (known.coords["reason"].values[known.notnull().values] == 0).all()


@pytest.mark.parametrize(("key", "draws"), [("distance", 300), ("logit", SLOW_DRAWS)])
def test_a_learnt_model_gets_fewer_draws_and_both_hold_three_places(panel, key, draws):
    asked = given(panel)
    assert draws_of(asked, key) == draws
    found = top_share_of(asked, held_model(asked, key), ACTIVITIES, 0)
    shares = found["top_share"]
    assert 2.0 < float(shares.sum()) <= 3.0 + 1e-9
    assert f"in {draws} draws" in shares.attrs["convention"]
    again = top_share_of(asked, held_model(asked, key), ACTIVITIES, 0)
    assert shares.identical(again["top_share"])


def test_without_draws_there_is_no_share(panel):
    asked = given(panel, draws=0)
    assert top_share_of(asked, held_model(asked, "distance"), ACTIVITIES, 0) is None
