"""Leaks: does an answer change when only the future does?

A back-test is worth nothing if an answer at an origin used what came later. The check asks the same question twice:
on the panel, and on a panel whose later periods were replaced by something else. An answer that differs has seen the
future. A score of the user's own can also carry the future with it, as a table of its own that no replacing reaches; so
it must follow the history it is given: where regions and activities exchange their histories, its answers change hands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.random import Generator, default_rng

from growthpole.dims import PERIOD
from growthpole.errors import LeakFound, listed
from growthpole.opportunities.cases import Own, cases_at, features_of
from growthpole.opportunities.histories import History, history_of
from growthpole.opportunities.models import KEYS, fit
from growthpole.opportunities.scoring import (
    Effort,
    settling_years,
    training_cases,
    training_windows,
    windows_of,
)
from growthpole.opportunities.strengths import Kind
from growthpole.opportunities.tasks import Task, Window

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.tables import Panel

_ABOVE: Final = 3.0
_ROUNDING: Final = 1e-6
"""Part of the largest answer by which sums in another order may differ."""

__all__ = ["require_no_leak"]


def require_no_leak(
    panel: Panel,
    horizon: int,
    task: Task = "entry",
    models: tuple[str, ...] = KEYS,
    *,
    kind: Kind = "quotient",
    threshold: float = 1.0,
    links: xr.DataArray | None = None,
    leading: xr.DataArray | None = None,
    own: Mapping[str, Own] | None = None,
    effort: Effort | None = None,
) -> list[int]:
    """Check that no model's answers at an origin depend on what came after it.

    At each origin every later value is replaced by another draw, and the answers, scores and probabilities, are
    computed again; they must be the same to the last digit. A score of the user's own is also asked with the histories
    of regions and activities exchanged under their labels: one that looks values up elsewhere gives itself away, be
    they of later years or not. What a score needs besides the panel can be given as ``links`` or ``leading``.

    Parameters
    ----------
    panel, horizon, task, models, kind, threshold, links, leading, own, effort
        As for :func:`~growthpole.backtest.evaluate`.

    Returns
    -------
    list of int
        Origins that were checked.

    Raises
    ------
    LeakFound
        Naming the origin and the models whose answers changed, or did not follow the history given.

    Examples
    --------
    >>> import numpy as np, xarray as xr
    >>> from growthpole.tables import Panel
    >>> rng = np.random.default_rng(0)
    >>> labels = {"period": [1, 2, 3], "region": ["N", "S", "W"], "activity": ["a", "b", "c"]}
    >>> panel = Panel(xr.DataArray(rng.uniform(1, 9, (3, 3, 3)), coords=labels, dims=list(labels)), "person")
    >>> require_no_leak(panel, 1, models=("current_lq", "distance"))
    [1, 2]
    """
    effort = Effort() if effort is None else effort
    history = history_of(panel, kind=kind, threshold=threshold, links=links, leading=leading)
    rng = default_rng(effort.seed)
    every = windows_of(history, horizon, task)
    for window in every:
        changed_panel, changed_leading = _otherwise(panel, leading, window.start, kind, rng)
        # strengths are measured anew as well: they could pool periods
        version = history_of(changed_panel, kind=kind, threshold=threshold, links=links, leading=changed_leading)
        one, other = (
            _answers(known, every, window, horizon, task, models, own or {}, effort) for known in (history, version)
        )
        changed = [name for name, values in one.items() if not np.array_equal(values, other[name], equal_nan=True)]
        if changed:
            raise LeakFound("leak-future", origin=window.start, models=listed(changed, 20))
        elsewhere = _elsewhere(history.until(window.start), horizon, own or {})
        if elsewhere:
            raise LeakFound("leak-elsewhere", origin=window.start, models=listed(elsewhere, 20))
    return [window.start for window in every]


def _otherwise(
    panel: Panel, leading: xr.DataArray | None, origin: int, kind: Kind, rng: Generator
) -> tuple[Panel, xr.DataArray | None]:
    """The same past with another future."""
    later = panel.values[PERIOD] > origin
    known = panel.values.values[np.isfinite(panel.values.values)]
    top = max(float(known.max(initial=0.0)), 1.0)
    drawn = rng.uniform(0, top, panel.values.shape)
    other = panel.values.where(~later, panel.values.copy(data=np.floor(drawn) if kind == "counts" else drawn))
    if leading is not None:
        flipped = leading.copy(data=rng.integers(0, 2, leading.shape).astype(np.float64))
        leading = leading.astype(np.float64).where(leading[PERIOD] <= origin, flipped)
    return replace(panel, values=other), leading


def _elsewhere(known: History, horizon: int, own: Mapping[str, Own]) -> list[str]:
    """Scores that stay with the labels when the histories behind them are exchanged."""
    exchanged = _exchanged(known)
    found = []
    for name, make in own.items():
        one, other = (np.asarray(make(version, horizon), dtype=np.float64) for version in (known, exchanged))
        if not np.allclose(np.roll(one, (1, 1), (0, 1)), other, rtol=0, atol=_ROUNDING * float(np.abs(one).max())):
            found.append(name)
    return found


def _exchanged(history: History) -> History:
    """The same histories, each under the labels of the next region and activity."""
    return replace(
        history,
        values=np.roll(history.values, (1, 1), (1, 2)),
        strengths=np.roll(history.strengths, (1, 1), (1, 2)),
        links=None if history.links is None else np.roll(history.links, (1, 1), (0, 1)),
        leading=None if history.leading is None else np.roll(history.leading, 1, 1),
    )


def _answers(
    history: History,
    every: list[Window],
    window: Window,
    horizon: int,
    task: Task,
    models: tuple[str, ...],
    own: Mapping[str, Own],
    effort: Effort,
) -> dict[str, np.ndarray]:
    """Scores and probabilities of all cells asked about at an origin, whatever came of them."""
    over = training_windows(every, window.start)
    years = sorted({window.start, *(one.start for one in over)})
    features = features_of(history, horizon, years, own)
    wide = training_cases(history, features, over, window.start, task)
    cases = cases_at(history, features, window, task, settled=False)
    settling = settling_years(history, every, task)
    fitted = fit(models, wide, task, horizon, seed=effort.seed, bags=effort.bags, own=tuple(own), settling=settling)
    scores = {name: model.score(cases) for name, model in fitted.items()}
    return {name: np.stack([scores[name], model.chance(scores[name])]) for name, model in fitted.items()}
