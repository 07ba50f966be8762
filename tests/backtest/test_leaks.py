"""Leaks: planted ones are caught, whatever way they come in, and honest scores pass."""

import numpy as np
import pytest
import xarray as xr

from growthpole.backtest import leaks, require_no_leak
from growthpole.errors import LeakFound
from growthpole.opportunities import features, history_of
from growthpole.opportunities.scoring import Effort

CHEAP = ("base_rate", "current_lq", "density", "distance", "logit")


def honest(known, horizon):
    """Strength, and what it was before."""
    return np.log(known.strengths[-1] + 0.1) + 0.3 * known.strengths[max(-len(known.years), -1 - horizon)]


def surroundings(known, horizon):
    """A score that reads everything a history holds."""
    return features.feature_arrays(known, horizon)["density"] + known.values[-1] / known.values[-1].sum()


@pytest.mark.parametrize("task", ["entry", "activation", "exit"])
def test_an_engine_without_a_leak_passes(panel, roots, task):
    origins = require_no_leak(panel(roots(1, periods=7)), 2, task, models=CHEAP)
    assert origins == [2000, 2001, 2002, 2003, 2004]


def test_the_trees_and_a_sustained_entry_pass(panel, roots):
    models = ("logit", "boosting", "blend")
    assert require_no_leak(panel(roots(1)), 2, "sustained", models=models, effort=Effort(bags=1)) == list(
        range(2000, 2007)
    )


def test_honest_scores_pass(panel, walks):
    own = {"mine": honest, "reader": surroundings, "none": lambda known, horizon: np.zeros((25, 20))}
    assert require_no_leak(panel(walks(1, periods=8)), 2, models=("distance",), own=own) == list(range(2000, 2006))


@pytest.mark.parametrize("share", [1.0, 0.05])
def test_a_score_that_carries_the_future_with_it_is_caught(panel, walks, refused, share):
    """It closes over the whole panel, which no change of the history reaches, and mixes some of it in."""
    made = panel(walks(2))
    whole = history_of(made)

    def clairvoyant(known, horizon):
        return honest(known, horizon) + share * whole.at(known.last + horizon)

    with refused("leak-elsewhere", "2000", "clairvoyant", kind=LeakFound):
        require_no_leak(made, 2, models=("distance",), own={"mine": honest, "clairvoyant": clairvoyant})


def test_a_score_that_looks_labels_up_is_caught(panel, walks, refused):
    made = panel(walks(2))

    def by_label(known, horizon):
        then = made.values.sel(period=known.last + horizon)
        return then.sel(region=list(known.regions), activity=list(known.activities)).values

    with refused("leak-elsewhere", "by_label", kind=LeakFound):
        require_no_leak(made, 2, models=("distance",), own={"by_label": by_label})


def test_nothing_stands_behind_the_arrays_of_a_cut_history(panel, walks):
    """They are copies: no view leads back to what came later."""
    cut = history_of(panel(walks(2))).until(2003)
    assert cut.values.base is None
    assert cut.strengths.base is None


def test_a_window_that_is_not_over_is_caught(panel, walks, refused, monkeypatch):
    monkeypatch.setattr(leaks, "training_windows", lambda every, origin: tuple(every))
    with refused("leak-window", "2000", "2002", kind=LeakFound):
        require_no_leak(panel(walks(2)), 2, models=CHEAP)


def test_a_feature_that_sees_the_future_is_caught(panel, walks, refused, monkeypatch):
    seen = {}

    def later(history, horizon, years, own=None):
        found = original(history, horizon, years, own)
        for year in years:
            found[year]["density"] = history.strengths[history.years.index(year) + horizon]
            seen[year] = True
        return found

    original = leaks.features_of
    monkeypatch.setattr(leaks, "features_of", later)
    with refused("leak-future", "density", "2000", kind=LeakFound):
        require_no_leak(panel(walks(2)), 2, models=CHEAP)
    assert seen


def test_a_probability_that_sees_the_future_is_caught(panel, walks, refused, monkeypatch):
    """The order of a single feature does not depend on what was learnt; its probabilities do."""

    def all_known(history, features, over, origin, task):
        every = leaks.windows_of(history, 2, task)
        return original(history, features, tuple(every[: len(over)]), every[-1].known, task)

    original = leaks.training_cases
    monkeypatch.setattr(leaks, "training_windows", lambda every, origin: tuple(every))
    monkeypatch.setattr(leaks, "training_cases", all_known)
    with refused("leak-future", "density", "distance", kind=LeakFound):
        require_no_leak(panel(walks(2)), 2, models=("density", "distance"))


def test_links_and_another_space_are_checked_too(panel, walks, refused, monkeypatch):
    made = panel(walks(3, periods=7))
    names = list(made.values.activity.values)
    rng = np.random.default_rng(0)
    labels = {"activity": names, "activity_other": names}
    links = xr.DataArray(rng.uniform(size=(20, 20)), coords=labels, dims=list(labels))
    where = {"period": list(made.values.period.values), "region": list(made.values.region.values)}
    leading = xr.DataArray(rng.integers(0, 2, (7, 25, 6)), coords=where, dims=[*where, "field"])
    more = {"links": links, "leading": leading, "models": ("boosting", "distance"), "effort": Effort(bags=1)}
    own = {"linked": lambda known, horizon: known.leading[-1] @ np.ones((6, 20)) + known.links.sum(axis=1)}
    assert require_no_leak(made, 2, own=own, **more) == [2000, 2001, 2002, 2003, 2004]


def test_failures(panel, walks, refused):
    with refused("no-window", "99"):
        require_no_leak(panel(walks(2)), 99)
    with refused("own-name-taken", "density"):
        require_no_leak(panel(walks(2)), 2, models=("distance",), own={"density": honest})
    with refused("bad-own-score", "mine"):
        require_no_leak(panel(walks(2)), 2, models=("distance",), own={"mine": lambda known, horizon: np.ones(3)})
