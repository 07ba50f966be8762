"""Rolling-origin evaluation: what would the product have said, and what came?"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.random import default_rng

from growthpole.backtest._weighted import ordered
from growthpole.backtest.metric_tables import few_cases, metric_table, reliability_of, summary_of
from growthpole.backtest.results import Evaluation
from growthpole.backtest.skills import skill_table
from growthpole.errors import InputError, listed
from growthpole.opportunities import _givens
from growthpole.opportunities.cases import Cases, Own, cases_at, features_of
from growthpole.opportunities.choosing import LEAST_EVENTS, Choice, choose
from growthpole.opportunities.histories import History, history_of
from growthpole.opportunities.models import BASELINES, KEYS, PRIOR, fit
from growthpole.opportunities.scoring import Answers, Effort, score_origins, shuffled, training_cases, windows_of
from growthpole.opportunities.strengths import Kind
from growthpole.opportunities.tasks import Task, at_risk
from growthpole.progress import OnProgress, map_ordered, silent

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from growthpole.opportunities.cases import Features
    from growthpole.tables import Panel

BEYOND: Final = ("purged_density", "distance", "logit", "boosting", "blend")
"""Models that are asked what they know beyond current strength."""
FOLDS: Final = 5

__all__ = ["evaluate"]


def evaluate(
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
    k: int = 5,
    least_events: int = LEAST_EVENTS,
    draws: int = 200,
    cold_start: bool = True,
    permute: bool = False,
    effort: Effort | None = None,
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> Evaluation:
    """Evaluate feasibility models on a panel at every origin, and say which one the product would ship on it.

    At origin t the models learn from the windows whose outcome was known by t and answer for t; the outcome is the
    state at exactly t + H. The model is chosen by log loss on the early origins, frozen, and scored once on later ones;
    a panel with too few events or origins gets the prior model. The baselines are always among the models.

    Parameters
    ----------
    panel : Panel
        Values by period, region and activity; cells without a value, and negative ones, are no cases.
    horizon : int
        H, years; periods of the panel must lie exactly so far apart.
    task : {"entry", "sustained", "activation", "exit"}
        What is asked, see :mod:`growthpole.opportunities.tasks`.
    models : tuple of str
        Keys among ``base_rate, popularity, diversity, current_lq, density, purged_density, distance, logit, boosting,
        blend``.
    kind, threshold
        What presence rests on, see :func:`~growthpole.opportunities.strength`.
    links, leading : DataArray, optional
        Purchases between activities, and presences in a space that may lead this one.
    own : mapping of str to callable, optional
        Scores of the user's own to be judged beside the models: ``f(history, horizon) -> array [region, activity]``.
        Each is given the history up to the origin only.
    k : int
        Suggestions to a region that ``precision_at_k`` counts.
    least_events : int
        Events in all below which no metric is claimed and no model chosen.
    draws : int
        Draws of regions behind each interval of ``skill``; 0 for the points alone.
    cold_start : bool
        Whether to measure the selected model on regions it has not learnt from.
    permute : bool
        Shuffle the events among the cases of each window: a placebo. AUC must then be about one half.
    effort : Effort, optional
        Seed, and how many boosted trees are averaged.
    executor, on_progress
        Spread the work over workers, with the same result for any number of them; told of each step.

    Returns
    -------
    Evaluation
        Metrics by model and origin, and what was chosen.

    Raises
    ------
    InputError
        Unknown models or options, or periods that do not lie ``horizon`` years apart.

    Examples
    --------
    >>> import numpy as np, xarray as xr
    >>> from growthpole.tables import Panel
    >>> rng = np.random.default_rng(0)
    >>> steps = rng.normal(0, 0.2, (8, 12, 9)).cumsum(axis=0) + rng.normal(0, 1, (12, 9))
    >>> labels = {"period": range(2010, 2018), "region": list("ABCDEFGHIJKL"), "activity": list("abcdefghi")}
    >>> panel = Panel(xr.DataArray(np.exp(steps), coords=labels, dims=list(labels)), "person")
    >>> found = evaluate(panel, 2, draws=0, cold_start=False, models=("current_lq", "distance"))
    >>> found.selected, found.events
    ('distance', 32)

    References
    ----------
    Tashman, L. J. (2000). Out-of-sample tests of forecasting accuracy: an analysis and review. International Journal
    of Forecasting 16(4), 437–450. doi:10.1016/S0169-2070(00)00065-0
    """
    chosen = _models(models)
    for name, value, low in (("k", k, 1), ("draws", draws, 0), ("least_events", least_events, 1)):
        _givens.whole(name, value, low, 1_000_000_000)
    effort = Effort() if effort is None else effort
    history = history_of(panel, kind=kind, threshold=threshold, links=links, leading=leading)
    answers = score_origins(
        history,
        horizon,
        task,
        models=chosen,
        effort=effort,
        own=own,
        permute=permute,
        executor=executor,
        on_progress=on_progress,
    )
    choice = choose(answers, least_events=least_events)
    events = sum(answer.cases.events for answer in answers)
    claimed = events >= least_events
    judged = [answer for answer in answers if choice.phase[answer.window.start] == "scored"]
    metrics = metric_table(history, answers, choice, k=k, claimed=claimed)
    regions = len(history.regions)
    beyond = tuple(key for key in dict.fromkeys((*BEYOND, choice.key, *(own or {}))) if key in {*chosen, *(own or {})})
    return Evaluation(
        task=task,
        horizon=horizon,
        metrics=metrics,
        summary=summary_of(metrics),
        reliability=reliability_of(judged if claimed else []),
        skill=skill_table(
            judged if claimed else [],
            regions,
            beyond,
            draws=draws,
            seed=effort.seed,
            executor=executor,
            on_progress=on_progress,
        ),
        cold_start=_cold_start(
            history,
            judged if claimed and cold_start else [],
            choice,
            horizon,
            task,
            effort,
            permute,
            executor,
            on_progress,
        ),
        cases=few_cases(history, [] if claimed else answers),
        selected=choice.key,
        why=choice.why,
        claimed=claimed,
        losses=choice.losses,
        events=events,
        options=sum(len(answer.cases) for answer in answers),
        left_out=_left_out(history, horizon, task),
        permuted=permute,
    )


def _models(models: tuple[str, ...]) -> tuple[str, ...]:
    """The models asked for, with the baselines and the prior model, in the order of the table."""
    unknown = [key for key in models if key not in KEYS]
    if unknown:
        raise InputError("unknown-option", option="models", value=listed(unknown), known=", ".join(KEYS))
    return tuple(key for key in KEYS if key in {*models, *BASELINES, PRIOR})


def _left_out(history: History, horizon: int, task: Task) -> dict[str, int]:
    """Cells that could be no case: unknown at the origin, or at risk with an unknown outcome."""
    unknown = outcomes = 0
    for window in windows_of(history, horizon, task):
        now, then = history.at(window.start), history.at(window.target)
        unknown += int(np.isnan(now).sum())
        ends = np.isnan(then) | np.isnan(history.at(window.known))
        outcomes += int((at_risk(now, task) & ends).sum())
    return {"unknown_strength": unknown, "unknown_outcome": outcomes}


def _cold_start(
    history: History,
    judged: list[Answers],
    choice: Choice,
    horizon: int,
    task: Task,
    effort: Effort,
    permute: bool,  # noqa: FBT001 (handed on)
    executor: Executor | None,
    on_progress: OnProgress,
) -> pd.DataFrame:
    """The chosen model at the judged origins, learnt without the regions it is asked about, in folds."""
    import pandas as pd

    asked = [answer for answer in judged if choice.key in answer.scores and answer.training]
    starts = {window.start for answer in asked for window in (answer.window, *answer.training)}
    features = features_of(history, horizon, sorted(starts))
    fold = default_rng(effort.seed).permutation(len(history.regions)) % FOLDS
    run = partial(_without, history, features, fold, choice.key, horizon, task, effort, permute)
    rows: list[dict[str, Any]] = []
    done = map_ordered(run, asked, executor=executor, on_progress=on_progress, stage="cold_start")
    for answer, score in zip(asked, done, strict=True):
        own = fold[answer.cases.region]
        rows.append(
            {
                "origin": answer.window.start,
                "events": answer.cases.events,
                "auc": _auc_within(own, answer.scores[choice.key], answer.cases.event),
                "auc_regions_left_out": _auc_within(own, score, answer.cases.event),
            }
        )
    return pd.DataFrame(rows, columns=["origin", "events", "auc", "auc_regions_left_out"])


def _auc_within(fold: np.ndarray, score: np.ndarray, event: np.ndarray) -> float:
    """Area under the curve within each fold, each weighing its pairs; scores of different models are not ranked."""
    total = pairs = 0.0
    for one in range(FOLDS):
        held = np.flatnonzero((fold == one) & ~np.isnan(score))
        weight = float(event[held].sum() * (~event[held]).sum())
        if weight:
            total += weight * ordered(score[held], event[held]).measures(np.ones(len(held)))[0]
            pairs += weight
    return total / pairs if pairs else float("nan")


def _without(
    history: History,
    features: Features,
    fold: np.ndarray,
    key: str,
    horizon: int,
    task: Task,
    effort: Effort,
    permute: bool,  # noqa: FBT001 (bound by partial)
    answer: Answers,
) -> np.ndarray:
    """Scores at an origin, each from a model that has not learnt from its region; NaN where it had none."""
    wide = training_cases(history, features, answer.training, answer.window.start, task)
    wide = shuffled(wide, effort.seed) if permute and wide is not None else wide
    cases: Cases = cases_at(history, features, answer.window, task)
    found = np.full(len(cases), np.nan)
    settling = answer.window.known - answer.window.target
    if wide is not None:
        for one in range(FOLDS):
            held = fold[cases.region] == one
            seen = wide.take(fold[wide.region] != one)
            fitted = fit((key,), seen, task, horizon, seed=effort.seed, bags=effort.bags, settling=settling)
            if key in fitted and held.any():
                found[held] = fitted[key].score(cases.take(held))
    return found
