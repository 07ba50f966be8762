import numpy as np
import pytest
import xarray as xr

from growthpole.backtest import evaluate
from growthpole.opportunities import WeightedScore, history_of
from growthpole.opportunities.features import feature_arrays
from growthpole.tables import Panel


def panel(seed=4, shape=(7, 8, 6)):
    rng = np.random.default_rng(seed)
    steps = rng.normal(0, 0.3, shape).cumsum(axis=0) + rng.normal(0, 1, shape[1:])
    labels = {
        "period": np.arange(2000, 2000 + shape[0]),
        "region": [f"r{i}" for i in range(shape[1])],
        "activity": [f"a{i}" for i in range(shape[2])],
    }
    return Panel(xr.DataArray(np.exp(steps), coords=labels, dims=list(labels)), "person")


def test_weights_are_of_z_scores_among_the_options_of_a_region():
    history = history_of(panel())
    found = WeightedScore({"density": 2.0, "current": -0.5})(history, 2)
    parts, options = feature_arrays(history, 2), history.strengths[-1] < 1
    for row in range(len(history.regions)):
        own = options[row]
        wanted = np.zeros(own.sum())
        for name, weight in (("density", 2.0), ("current", -0.5)):
            values = parts[name][row, own]
            wanted += weight * (values - values.mean()) / values.std()
        assert found[row, own] == pytest.approx(wanted, rel=1e-9)  # two orders of summing


def test_a_part_that_does_not_vary_in_a_region_counts_nothing():
    """Diversity is one number for all options of a region."""
    history = history_of(panel())
    with_it = WeightedScore({"density": 1.0, "diversity": 5.0})(history, 2)
    options = history.strengths[-1] < 1
    assert with_it[options] == pytest.approx(WeightedScore({"density": 1.0})(history, 2)[options])


def test_complexity_parts_are_those_of_the_year():
    history = history_of(panel(seed=1, shape=(7, 12, 10)))
    opens = WeightedScore({"opens": 1.0})(history, 2)
    assert np.isfinite(opens).all()
    assert np.ptp(opens[0]) > 0
    assert not np.array_equal(opens, WeightedScore({"opens": 1.0})(history.until(2003), 2))


def test_own_weights_carry_their_track_record():
    found = evaluate(
        panel(),
        2,
        models=("current_lq",),
        own={"own_weights": WeightedScore({"current": 1.0})},
        draws=0,
        cold_start=False,
        least_events=1,
    )
    auc = found.metrics.pivot_table(index="origin", columns="model", values="auc")
    assert auc["own_weights"].notna().any()
    assert "own_weights" in set(found.summary["model"])
    assert found.selected != "own_weights"


def test_what_cannot_be_weighed_is_refused(refused):
    with refused("unknown-option", "beauty"):
        WeightedScore({"beauty": 1.0})
    for weights in ({}, {"density": 0.0}, {"density": float("nan")}):
        with refused("own-weights"):
            WeightedScore(weights)
