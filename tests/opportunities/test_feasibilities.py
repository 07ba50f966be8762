from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import xarray as xr

from growthpole.backtest import evaluate
from growthpole.dims import REASONS
from growthpole.errors import Cancelled
from growthpole.opportunities import feasibility, strength
from growthpole.tables import Panel

SHAPE = (14, 16, 12)


def walk(seed=2, shape=SHAPE, unit="person"):
    rng = np.random.default_rng(seed)
    unrest = rng.uniform(0.1, 0.6, shape[1:])
    steps = (rng.normal(0, 1, shape) * unrest).cumsum(axis=0) + rng.normal(0, 1, shape[1:])
    labels = {
        "period": np.arange(2000, 2000 + shape[0]),
        "region": [f"r{i}" for i in range(shape[1])],
        "activity": [f"a{i}" for i in range(shape[2])],
    }
    return Panel(xr.DataArray(100 * np.exp(steps), coords=labels, dims=list(labels)), unit)


@pytest.fixture(scope="module")
def panel():
    return walk()


@pytest.fixture(scope="module")
def found(panel):
    return feasibility(panel, 2, draws=20)


def test_every_cell_has_a_probability_or_a_reason(panel, found):
    present = strength(panel.at(2013)) >= 1
    codes = found.coords["probability_reason"]
    assert (found.probability.isnull() == present).all()
    assert (codes.where(present, 0) == xr.where(present, REASONS["present"], 0)).all()
    assert float(found.probability.min()) >= 0
    assert float(found.probability.max()) <= 1
    assert (found.low <= found.high).where(~present, other=True).all()


def test_the_model_is_the_one_its_track_record_chose(panel, found):
    assert found.attrs["why"] == "selected"
    judged = evaluate(panel, 2, draws=0, cold_start=False)
    assert found.attrs["model"] == judged.selected
    assert found.attrs["training"] == 11  # of twelve windows, without the oldest, which has no past
    events = judged.metrics.drop_duplicates("origin")["events"]
    assert found.attrs["events"] == events.iloc[1:].sum()


def test_probabilities_average_near_the_base_rate(found):
    """They are learnt on the same panel; a walk without drift has the same odds in its last year."""
    assert float(found.probability.mean()) == pytest.approx(found.attrs["base_rate"], abs=0.05)


def test_a_chosen_model_is_used_and_one_that_cannot_learn_is_replaced(panel):
    assert feasibility(panel, 2, model="popularity", draws=0).attrs["model"] == "popularity"
    short = Panel(panel.values.isel(period=slice(11, 14), activity=slice(0, 4)), "person")
    fallen = feasibility(short, 2, model="boosting", draws=0)
    assert (fallen.attrs["model"], fallen.attrs["why"]) == ("distance", "few-events")


def test_a_single_year_has_the_prior_model_and_no_interval(panel):
    single = Panel(panel.values.isel(period=[-1]), "person")
    found = feasibility(single, 3)
    assert (found.attrs["model"], found.attrs["training"], found.attrs["events"]) == ("distance", 0, 0)
    assert np.isnan(found.attrs["base_rate"])
    assert found.low.isnull().all()
    options = found.probability.notnull()
    assert options.any()
    assert (found.coords["low_reason"].where(options, REASONS["missing"]) == REASONS["missing"]).all()


def test_exits_are_asked_of_what_is_present(panel):
    found = feasibility(panel, 2, "exit", model="distance", draws=0)
    present = found.strength >= 1
    assert (found.probability.notnull() == present).all()
    assert (found.coords["probability_reason"].where(~present, 8) == REASONS["not_applicable"]).all()
    held = np.where(present.values, found.strength.values, np.nan)
    chances = found.probability.values.ravel()
    assert chances[np.nanargmin(held)] > chances[np.nanargmax(held)]


def test_the_distance_of_counts_is_to_being_told_from_chance():
    firms = walk(seed=5, shape=(4, 6, 8), unit="firm")
    counts = Panel((firms.values / 40).round(), "firm")
    found = feasibility(counts, 1, kind="counts", model="distance", draws=0)
    assert (found.strength.where(found.probability.notnull(), 0) < 1).all()
    assert "exact" in found.strength.attrs["convention"]


def test_same_seed_same_bytes_for_any_number_of_workers(panel, found):
    with ThreadPoolExecutor(2) as pool:
        again = feasibility(panel, 2, draws=20, executor=pool)
    xr.testing.assert_identical(again, found)


def test_it_can_be_stopped(panel):
    def stop(step):
        raise Cancelled

    with pytest.raises(Cancelled):
        feasibility(panel, 2, draws=20, on_progress=stop)


def test_what_is_unknown_is_refused(panel, refused):
    with refused("unknown-option", "task"):
        feasibility(panel, 2, "growth")
    with refused("unknown-option", "magic"):
        feasibility(panel, 2, model="magic")
    with refused("not-whole", "horizon"):
        feasibility(panel, 0)
