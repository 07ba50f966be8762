"""What an evaluation found: every origin, the range over origins, and what the product would ship."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from growthpole.opportunities.tasks import Task

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["Evaluation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Rolling-origin evaluation of feasibility models on a panel.

    Attributes
    ----------
    task : {"entry", "sustained", "activation", "exit"}
        What was asked.
    horizon : int
        H, years.
    metrics : DataFrame
        One row for each model and origin at which it had an answer: ``model, origin, target, phase, options, events,
        base_rate, auc, average_precision, lift, precision_at_k, brier_skill, log_loss, selected``. ``phase`` says what
        part the origin had: ``untrained`` (no window was over yet), ``selection``, ``between``, ``scored``; where
        nothing was selected, every origin that could learn is ``scored``. ``brier_skill`` is against the base rate
        known at the origin. With fewer events than ``least_events`` in all, no metric is claimed: they are NaN, and
        ``cases`` lists the events.
    summary : DataFrame
        ``over, model``: ``origins``, and mean, least and most of each metric; ``over`` the ``scored`` origins, which
        the choice has not seen, and over all ``trained`` ones, each time those at which every model had an answer.
    reliability : DataFrame
        ``model, bin, low, high, cases, mean_probability, observed, observed_low, observed_high`` over the scored
        origins.
    skill : DataFrame
        ``model, measure, point, low, high, undefined``: over the same origins, ``auc`` and ``average_precision`` less
        those of current strength, overall and *within* bins of current strength, with the region-block bootstrap
        interval: what is known beyond "it is already close".
    cold_start : DataFrame
        ``origin, events, auc, auc_regions_left_out``: the selected model, learnt with and without the regions it is
        asked about; both within five groups of regions, since scores of different models are not ranked together.
    cases : DataFrame
        Each event where they are too few to claim a metric: ``origin, target, region, activity, strength`` and for each
        model the ``place_<model>`` it gave the activity among the options of the region (1 first), of ``options``.
    selected : str
        The model the product would ship on this panel.
    why : {"selected", "few-events", "few-origins"}
        Whether it was chosen on early origins, or is the prior model for want of events or origins.
    claimed : bool
        Whether there were ``least_events`` in all, so that metrics are claimed; one may still be undefined.
    losses : mapping of str to float
        Mean log loss over the selection origins that the choice rests on.
    events, options : int
        In all, over origins.
    left_out : mapping of str to int
        Cells that could be no case, by reason.
    permuted : bool
        Whether events were shuffled among the cases of each window: a placebo, in which nothing can be known.
    """

    task: Task
    horizon: int
    metrics: pd.DataFrame
    summary: pd.DataFrame
    reliability: pd.DataFrame
    skill: pd.DataFrame
    cold_start: pd.DataFrame
    cases: pd.DataFrame
    selected: str
    why: Literal["selected", "few-events", "few-origins"]
    claimed: bool
    losses: Mapping[str, float]
    events: int
    options: int
    left_out: Mapping[str, int] = field(default_factory=dict)
    permuted: bool = False
