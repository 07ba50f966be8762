"""The back-test of a user's own panel: read the table, evaluate every origin, keep what the views show."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from growthpole.errors import GrowthpoleError, InputError, listed
from growthpole.progress import OnProgress, Step, silent
from growthpole.study.panel_reading import LongPanel, ReadOptions, problems_of, read_panel
from growthpole.study.workers import spread
from growthpole.views.track_record import Origin, TrackRecord

if TYPE_CHECKING:
    from growthpole.opportunities.tasks import Window

__all__ = ["BacktestOptions", "backtest_panel"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestOptions:
    """What is asked of a panel, and how hard to try.

    Attributes
    ----------
    columns : mapping of str to str
        Field (region, activity, period, value) to its column, where the name does not tell.
    horizon : int
        Years ahead.
    task : {"entry", "sustained", "activation", "exit"}
        What is asked.
    counts : bool
        Whether the values are counts of few units.
    threshold : float
        Location quotient from which an activity is present.
    absent : {"unknown", "zero"}
        What a combination without a row means.
    models : tuple of str
        Models besides the baselines and the prior model; all unless given.
    top : int
        Suggestions to a region that are counted.
    draws : int
        Draws of regions behind each interval; 0 for none.
    seed, workers : int
        Seed of everything random; worker processes.
    placebo : bool
        Shuffle the events.
    sheet, encoding : str
        Worksheet of a workbook; encoding of a text.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    horizon: int = 3
    task: str = "entry"
    counts: bool = False
    threshold: float = 1.0
    absent: str = "unknown"
    models: tuple[str, ...] = ()
    top: int = 5
    draws: int = 200
    seed: int = 0
    workers: int = 1
    placebo: bool = False
    sheet: str = ""
    encoding: str = ""


def backtest_panel(
    path: Path, options: BacktestOptions | None = None, *, on_progress: OnProgress = silent
) -> TrackRecord:
    """Read a long table and ask every feasibility model at every origin of it.

    For the task ``entry`` the sustained entry is evaluated too, where an origin allows it: most plain entries only
    hover around the threshold.

    Parameters
    ----------
    path : Path
        The table, see :func:`~growthpole.study.panel_reading.read_panel`.
    options : BacktestOptions, optional
        What is asked.
    on_progress : callable
        Told of each step.

    Returns
    -------
    TrackRecord
        The same for the same seed, whatever the number of workers, but for ``seconds``.

    Raises
    ------
    InputError
        Options that are not known, a horizon the years do not allow, or what ``read_panel`` refuses.
    SourceError
        The file cannot be read.
    """
    said = options or BacktestOptions()
    problems = list(_problems(said))
    clock = _Clock(on_progress)
    try:
        long = read_panel(path, _reading(said))
    except InputError as problem:
        problems += getattr(problem, "problems", (problem,))
    problems_of(problems)
    clock.step(Step("read", 1, 1))
    origins = _origins(long, said)
    with spread(said.workers) as executor:
        from growthpole.backtest import evaluate
        from growthpole.opportunities.choosing import LEAST_EVENTS
        from growthpole.opportunities.models import KEYS
        from growthpole.opportunities.scoring import Effort
        from growthpole.opportunities.tasks import Task

        asked = {
            "models": said.models or KEYS,
            "kind": "counts" if said.counts else "quotient",
            "threshold": said.threshold,
            "k": said.top,
            "least_events": LEAST_EVENTS,
            "draws": said.draws,
            "permute": said.placebo,
            "effort": Effort(seed=said.seed),
            "executor": executor,
        }
        task = cast("Task", said.task)
        found = evaluate(long.panel, said.horizon, task, **asked, on_progress=clock.step)  # type: ignore[arg-type]
        sustained = None
        if task == "entry" and _windows(long, said.horizon, "sustained"):
            told = clock.named("sustained")
            asked["cold_start"] = False
            sustained = evaluate(long.panel, said.horizon, "sustained", **asked, on_progress=told)  # type: ignore[arg-type]
    return TrackRecord(
        file=path.name,
        columns=dict(long.columns),
        read=dict(long.counts),
        totals=long.totals,
        settings={
            "kind": str(asked["kind"]),
            "threshold": said.threshold,
            "absent": said.absent,
            "top": said.top,
            "draws": said.draws,
            "seed": said.seed,
            "least_events": LEAST_EVENTS,
        },
        evaluation=found,
        sustained=sustained,
        origins=origins,
        seconds=clock.seconds,
    )


def _reading(said: BacktestOptions) -> ReadOptions:
    absent: Literal["unknown", "zero"] = "zero" if said.absent == "zero" else "unknown"
    return ReadOptions(
        columns=said.columns, absent=absent, counts=said.counts, sheet=said.sheet, encoding=said.encoding
    )


def _problems(said: BacktestOptions) -> Iterable[GrowthpoleError]:
    """Options that mean nothing, whatever the file holds."""
    from growthpole.opportunities.models import KEYS
    from growthpole.opportunities.tasks import TASKS

    for option, value, known in (
        ("--task", said.task, TASKS),
        ("--absent", said.absent, ("unknown", "zero")),
        *(("--models", model, KEYS) for model in said.models),
    ):
        if value not in known:
            yield InputError("unknown-option", option=option, value=value, known=", ".join(known))
    if not 0 < said.threshold < float("inf"):
        yield InputError("not-above", name="--threshold", floor=0, received=said.threshold)
    bounds = (("top", 1, 1000), ("draws", 0, 100_000), ("seed", 0, 2**32 - 1), ("workers", 1, 64))
    for name, low, high in bounds:
        if not low <= getattr(said, name) <= high:
            yield InputError("not-whole", name=f"--{name}", low=low, high=high, received=getattr(said, name))


def _windows(long: LongPanel, horizon: int, task: str) -> list[Window]:
    """Windows of a panel; none where the horizon leads from no period to another."""
    from growthpole.opportunities.tasks import Task, windows

    try:
        return windows(tuple(long.panel.years), horizon, cast("Task", task))
    except InputError:
        return []


def _origins(long: LongPanel, said: BacktestOptions) -> tuple[Origin, ...]:
    """Every origin with the windows that were over by then."""
    from growthpole.opportunities.scoring import training_windows

    every = _windows(long, said.horizon, said.task)
    if not every:
        years = long.panel.years
        spans = range(1, years[-1] - years[0] + 1)
        allowed = [span for span in spans if _windows(long, span, said.task)]
        told = {"years": listed(years, 12), "allowed": listed(allowed, 12) or "–"}
        raise InputError("backtest-horizon", horizon=said.horizon, task=said.task, **told)
    return tuple(
        Origin(
            start=window.start,
            target=window.target,
            known=window.known,
            training=tuple((one.start, one.target) for one in training_windows(every, window.start)),
        )
        for window in every
    )


class _Clock:
    """Seconds by stage, from one step to the next."""

    def __init__(self, on_progress: OnProgress) -> None:
        self.on_progress = on_progress
        self.seconds: dict[str, float] = {}
        self.last = time.perf_counter()

    def step(self, step: Step) -> None:
        """Pass a step on, and count the time since the one before to its stage."""
        now = time.perf_counter()
        self.seconds[step.stage] = self.seconds.get(step.stage, 0.0) + now - self.last
        self.last = now
        self.on_progress(step)

    def named(self, name: str) -> OnProgress:
        """The same for work of its own, all of whose stages bear one name more."""

        def report(step: Step) -> None:
            self.step(Step(f"{name}_{step.stage}", step.done, step.total, step.note))

        return report
