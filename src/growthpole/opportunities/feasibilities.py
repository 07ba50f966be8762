"""Feasibility: how probable an event is for each cell of the last year, from the model that earned it.

The model is the one chosen on the panel's own past (:mod:`.choosing`), learnt on every window that is over. The
interval comes from learning it again on regions drawn with replacement: it tells how far the probability hangs on
which regions happened to be seen, and nothing of what may change in the years ahead.
"""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import xarray as xr
from numpy.random import Generator, default_rng

from growthpole.dims import ACTIVITY, PERIOD, REASON, REASONS, REGION, result
from growthpole.opportunities import _givens
from growthpole.opportunities.cases import Cases, cases_at, features_of
from growthpole.opportunities.choosing import choose
from growthpole.opportunities.histories import Floats, history_of
from growthpole.opportunities.lessons import lesson_of
from growthpole.opportunities.models import KEYS, PRIOR, fit
from growthpole.opportunities.scoring import Effort, score_origins
from growthpole.opportunities.strengths import Kind, strength
from growthpole.opportunities.tasks import Task, Window, at_risk, known_task
from growthpole.progress import OnProgress, map_ordered, silent

if TYPE_CHECKING:
    from growthpole.tables import Panel

CONFIDENCE: Final = 0.9
_TASK_DRAWS: Final = 10

__all__ = ["CONFIDENCE", "feasibility"]


def feasibility(
    panel: Panel,
    horizon: int,
    task: Task = "entry",
    *,
    model: str | None = None,
    kind: Kind = "quotient",
    threshold: float = 1.0,
    links: xr.DataArray | None = None,
    leading: xr.DataArray | None = None,
    draws: int = 40,
    effort: Effort | None = None,
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> xr.Dataset:
    """Probability of an event H years after the panel's last year, for every cell it can come to.

    Parameters
    ----------
    panel : Panel
        Values by period, region and activity.
    horizon : int
        H, years.
    task : {"entry", "sustained", "activation", "exit"}
        Which event.
    model : str, optional
        A model chosen earlier (``Evaluation.selected``); by default it is chosen here, by the same rule. The prior
        model where the chosen one has too few events to learn from.
    kind, threshold, links, leading
        As for :func:`~growthpole.backtest.evaluate`.
    draws : int
        Draws of regions behind each interval; 0 for none.
    effort : Effort, optional
        Seed, and how many boosted trees are averaged.
    executor, on_progress
        Spread the draws over workers, with the same result for any number; told of each step.

    Returns
    -------
    Dataset
        ``probability``, ``low``, ``high`` [region, activity], unit 1, 0 to 1; the interval holds 90 % of the draws. NaN
        with reason ``present`` (for an exit ``not_applicable``, where there is nothing to lose), or the reason the
        strength of the cell is unknown; for an activation also ``not_applicable`` where it is half there already.
        ``strength`` [region, activity]. ``attrs``: ``model``, ``why`` it is this one, ``year``, ``horizon``, ``task``,
        ``base_rate`` and ``events`` of the training windows, ``training`` (how many windows).

    Raises
    ------
    InputError
        Unknown options, or values that :func:`~growthpole.opportunities.strength` refuses.

    Examples
    --------
    >>> import numpy as np, xarray as xr
    >>> from growthpole.tables import Panel
    >>> rng = np.random.default_rng(0)
    >>> labels = {"period": [2019, 2020, 2021], "region": ["N", "S", "W"], "activity": ["a", "b", "c"]}
    >>> panel = Panel(xr.DataArray(rng.uniform(1, 9, (3, 3, 3)), coords=labels, dims=list(labels)), "person")
    >>> found = feasibility(panel, 1, draws=0)
    >>> found.attrs["model"], found.attrs["why"]
    ('distance', 'few-events')

    References
    ----------
    Hidalgo, C. A., Balland, P.-A., Boschma, R., et al. (2018). The principle of relatedness. In Unifying Themes in
    Complex Systems IX, 451–457. Springer. doi:10.1007/978-3-319-96661-8_46
    """
    known_task(task)
    effort = Effort() if effort is None else effort
    draws = _givens.whole("draws", draws, 0, 100_000)
    history = history_of(panel, kind=kind, threshold=threshold, links=links, leading=leading)
    lesson = lesson_of(history, horizon, task)
    key, why = model, "given"
    if key is None:
        key, why = PRIOR, "few-origins"
        if lesson.every:
            told = score_origins(history, horizon, task, effort=effort, executor=executor, on_progress=on_progress)
            choice = choose(told)
            key, why = choice.key, choice.why
    _givens.one_of("model", key, KEYS)
    ahead = Window(history.last, history.last + horizon, history.last + horizon)
    asked = cases_at(history, features_of(history, horizon, [history.last]), ahead, task, settled=False)
    wide = lesson.wide
    plan = _Plan(wide, asked, key, task, horizon, lesson.settling, effort, len(history.regions))
    point = plan.answer(None)
    if point is None:
        key, why = PRIOR, "few-events"
        plan = replace(plan, key=PRIOR)
        point = plan.answer(None)
    low, high = _interval(plan, draws, executor, on_progress)
    narrow = None if wide is None else wide.take(at_risk(wide.strength, task))
    attrs: dict[str, Any] = {
        "model": key,
        "why": why,
        "year": history.last,
        "horizon": horizon,
        "task": task,
        "training": len(lesson.over),
        "events": 0 if narrow is None else narrow.events,
        "base_rate": narrow.events / len(narrow) if narrow is not None and len(narrow) else float("nan"),
    }
    measured = strength(panel.values, kind, threshold).sel({PERIOD: history.last}, drop=True)
    return _told(measured, asked, (point, low, high), attrs, draws)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is learnt, and what is asked; sent to a worker as a whole."""

    wide: Cases | None
    asked: Cases
    key: str
    task: Task
    horizon: int
    settling: int
    effort: Effort
    regions: int

    def answer(self, regions: np.ndarray | None, bags: int | None = None) -> Floats | None:
        """Probabilities [case] learnt on all regions, or on those drawn; None where there is too little to learn."""
        wide = self.wide
        if wide is not None and regions is not None:
            order = np.argsort(wide.region, kind="stable")
            starts = np.searchsorted(wide.region[order], np.arange(self.regions + 1))
            wide = wide.take(np.concatenate([order[starts[one] : starts[one + 1]] for one in regions]))
        bags = bags or self.effort.bags
        fitted = fit(
            (self.key,), wide, self.task, self.horizon, seed=self.effort.seed, bags=bags, settling=self.settling
        )
        if self.key not in fitted:
            return None
        chance = fitted[self.key].chance(fitted[self.key].score(self.asked))
        return None if np.isnan(chance).any() else chance

    def drawn(self, children: list[Generator]) -> list[Floats]:
        """Answers of some draws, those that have one."""
        found = (self.answer(child.integers(self.regions, size=self.regions), bags=1) for child in children)
        return [answer for answer in found if answer is not None]


def _interval(
    plan: _Plan, draws: int, executor: Executor | None, on_progress: OnProgress
) -> tuple[Floats | None, Floats | None]:
    """Lower and upper limits over the draws; None where nothing was learnt or drawn."""
    if not draws or plan.wide is None:
        return None, None
    children = default_rng(plan.effort.seed).spawn(draws)
    tasks = [children[start : start + _TASK_DRAWS] for start in range(0, draws, _TASK_DRAWS)]
    done = map_ordered(plan.drawn, tasks, executor=executor, on_progress=on_progress, stage="feasibility")
    answers = [answer for part in done for answer in part]
    if not answers:
        return None, None
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(np.stack(answers), [tail, 1 - tail], axis=0)
    return low, high


def _told(
    measured: xr.DataArray,
    asked: Cases,
    answers: tuple[Floats | None, Floats | None, Floats | None],
    attrs: dict[str, Any],
    draws: int,
) -> xr.Dataset:
    """Answers on [region, activity] with the reasons where there is none."""
    own = measured.coords[REASON].values
    task = attrs["task"]
    held = measured.values >= 1
    codes = np.where(own != 0, own, REASONS["not_applicable"])
    if task != "exit":
        codes = np.where(held & (own == 0), REASONS["present"], codes)
    bare = measured.drop_vars(REASON)
    learnt = f"{attrs['model']}, learnt on {attrs['training']} window(s) to {attrs['year']}"
    words = {
        "probability": f"of the {task}, {attrs['horizon']} years later; {learnt}",
        "low": f"5th percentile of {draws} draws of regions",
        "high": f"95th percentile of {draws} draws of regions",
    }
    variables = {}
    for (name, said), values in zip(words.items(), answers, strict=True):
        table, why = np.full(held.shape, np.nan), codes.copy()
        if values is not None:
            table[asked.region, asked.activity] = values
        why[asked.region, asked.activity] = 0 if values is not None else REASONS["missing"]
        variables[name] = result(
            bare.copy(data=table), name=name, unit="1", convention=said, reason=bare.copy(data=why)
        )
    whys = {f"{name}_reason": ((REGION, ACTIVITY), part.coords[REASON].values) for name, part in variables.items()}
    whys["strength_reason"] = ((REGION, ACTIVITY), own)
    found = xr.Dataset({name: part.drop_vars(REASON) for name, part in variables.items()})
    found["strength"] = bare.assign_attrs(measured.attrs)
    found = found.assign_coords(whys)
    found.attrs = attrs
    return found
