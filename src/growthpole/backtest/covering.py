"""Rolling-origin record of fans: would they have held what they said, and better than the usual Monte Carlo?"""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import xarray as xr
from numpy.random import Generator, default_rng

from growthpole.backtest.fan_records import MODELS, SCORES, TARGETS, FanRecord, Model, Target
from growthpole.dims import ACTIVITY, PERIOD, REGION, require_dims
from growthpole.errors import InputError, listed
from growthpole.evaluation.bands import interval_scores
from growthpole.evaluation.ensembles import ensemble_scores
from growthpole.opportunities import _givens
from growthpole.plan import _drawing, _growths, _histories
from growthpole.plan.baselines import plan_of
from growthpole.plan.calibrating import LARGEST_HORIZON, Calibration, calibrate
from growthpole.progress import OnProgress, map_ordered, silent

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["fan_coverage"]

RATES: Final = (1.0, 1.5)
"""Times the past median rate of log growth that the events of the Brier score ask for."""
_SEEDS: Final = 2**63


@dataclass(frozen=True, slots=True)
class Task:
    """What is known of a region at an origin, and what came: never in one array."""

    origin: int
    history: xr.DataArray
    outcome: np.ndarray
    calibration: Calibration
    seed: int


Scores = dict[tuple[Model, Target], np.ndarray]
"""Coverage, interval score, CRPS and Brier score of each case [score, case]."""


def fan_coverage(
    series: xr.DataArray,
    horizon: int,
    *,
    level: float = 0.8,
    paths: int = 1_000,
    rng: Generator | int = 0,
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> FanRecord:
    """Make fans at every origin from what was known then, and set them against what came.

    At origin t, with eight years known or more, each region's baseline is drawn from its own history, calibrated on the
    origins of all regions of the panel whose outcome was known by t, and compared with the level at exactly t + H; so
    are the baseline without calibration, and :func:`~growthpole.plan.naive_paths`.

    Parameters
    ----------
    series : DataArray
        Levels [period, region, activity], or [period, activity] of one region, in consecutive whole years.
    horizon : int
        H, years ahead, 1 to 100; the panel needs eight years more.
    level : float
        Level of the band, between 0 and 1.
    paths : int
        Paths of each fan, 2 or more.
    rng : Generator or int
        Source of chance, or the number it is made from.
    executor, on_progress
        Spread origins and regions over workers, with the same figures for any number of them; told of each.

    Returns
    -------
    FanRecord
        Coverage, interval score, CRPS and Brier score by model, target and origin.

    Raises
    ------
    InputError
        Fewer than H + 8 years, years with a gap or a break, no activity to carry on at an origin in any region, numbers
        outside their range, other dims.
    LabelMismatch
        A dimension without labels.

    Examples
    --------
    >>> import numpy as np, xarray as xr
    >>> drawn = np.random.default_rng(0)
    >>> steps = drawn.normal(0.03, 0.05, (14, 20, 1)) + drawn.normal(0, 0.1, (14, 20, 5))
    >>> labels = {"period": range(2001, 2015), "region": range(20), "activity": list("abcde")}
    >>> levels = xr.DataArray(np.exp(steps.cumsum(axis=0)), coords=labels, dims=list(labels))
    >>> record = fan_coverage(levels, 3, paths=200)
    >>> record.summary.query("target == 'sum'")[["model", "coverage", "worst_coverage"]].round(2).values.tolist()
    [['calibrated', 0.98, 0.9], ['uncalibrated', 0.92, 0.8], ['naive', 0.65, 0.5]]

    References
    ----------
    Tashman, L. J. (2000). Out-of-sample tests of forecasting accuracy: an analysis and review. International Journal of
    Forecasting 16(4), 437–450. doi:10.1016/S0169-2070(00)00065-0
    """
    horizon = _givens.whole("horizon", horizon, 1, LARGEST_HORIZON)
    count = _givens.whole("paths", paths, 2, 1_000_000)
    panel = _panel(series)
    years = panel[PERIOD].values
    needed = _histories.LEAST_YEARS + horizon
    if len(years) < needed:
        raise InputError("too-short", name="series", years=len(years), needed=needed)
    origins = [int(year) for year in years[_histories.LEAST_YEARS - 1 : len(years) - horizon]]
    learn = partial(_calibrated, panel, horizon, level)
    learnt = list(map_ordered(learn, origins, executor=executor, on_progress=on_progress, stage="calibrate"))
    tasks = _tasks(panel, origins, horizon, learnt, default_rng(rng))
    run = partial(_scored, horizon, count)
    done = map_ordered(run, tasks, executor=executor, on_progress=on_progress, stage="fan_coverage")
    found = list(zip((task.origin for task in tasks), done, strict=True))
    return FanRecord(
        horizon=horizon,
        level=level,
        metrics=_metrics(origins, found),
        calibrations=_calibrations(origins, learnt),
        left_out={
            "histories": sum(left[0] for _, (_, left) in found),
            "outcomes": sum(left[1] for _, (_, left) in found),
        },
    )


def _panel(series: xr.DataArray) -> xr.DataArray:
    """The series as [period, region, activity], each region checked as a history is."""
    require_dims(series, (PERIOD, ACTIVITY), "series")
    beyond = [str(dim) for dim in series.dims if dim not in {PERIOD, REGION, ACTIVITY}]
    if beyond:
        raise InputError("one-table", name="series", dims=listed(series.dims))
    panel = series if REGION in series.dims else series.expand_dims({REGION: [""]})
    for one in _histories.class_of(panel):
        _histories.checked(one, "series")
    return panel.transpose(PERIOD, REGION, ACTIVITY)


def _calibrated(panel: xr.DataArray, horizon: int, level: float, origin: int) -> Calibration:
    return calibrate(panel.sel({PERIOD: slice(None, origin)}), horizon, level=level)


def _tasks(
    panel: xr.DataArray, origins: list[int], horizon: int, learnt: list[Calibration], rng: Generator
) -> list[Task]:
    regions = panel.sizes[REGION]
    seeds = rng.integers(_SEEDS, size=(len(origins), regions))
    return [
        Task(
            origin,
            panel.isel({REGION: place}, drop=True).sel({PERIOD: slice(None, origin)}),
            panel.isel({REGION: place}).sel({PERIOD: origin + horizon}).values.astype(np.float64),
            calibration,
            int(seeds[number, place]),
        )
        for number, (origin, calibration) in enumerate(zip(origins, learnt, strict=True))
        for place in range(regions)
    ]


def _scored(horizon: int, paths: int, task: Task) -> tuple[Scores, tuple[int, int]]:
    """Scores of every model at an origin in a region, and the cells that were no case."""
    try:
        known = _histories.known_of(task.history)
    except InputError as error:
        if error.code != "nothing-to-carry-on":
            raise
        return {}, (len(task.outcome), 0)
    outcome = task.outcome[known.used]
    case = outcome > 0
    level = task.calibration.level
    goals = _goals(known.levels, horizon), _goals(known.levels.sum(axis=1, keepdims=True), horizon)
    found: Scores = {}
    for model in MODELS:
        draw = _drawn(model, known.levels, horizon, task.calibration)
        logs = _drawing.in_blocks(draw, paths, default_rng(task.seed))[:, -1]
        largest = logs.max(axis=1, keepdims=True)
        sums = np.log(np.exp(logs - largest).sum(axis=1, keepdims=True)) + largest
        last = known.levels[-1]
        own = (logs - np.log(last))[:, case], np.log(outcome[case] / last[case]), goals[0][:, case]
        found[model, "activity"] = _judged(*own, level)
        total = outcome.sum()
        if total > 0:  # false for NaN: a sum that lacks a part is no outcome
            change = np.log(np.array([total]) / last.sum())
            found[model, "sum"] = _judged(sums - np.log(last.sum()), change, goals[1], level)
    return found, (len(task.outcome) - len(outcome), int((~case).sum()))


def _drawn(model: Model, levels: np.ndarray, horizon: int, calibration: Calibration) -> _drawing.Drawn:
    match model:
        case "calibrated":
            fitted = _growths.fit(levels, calibration.spread)
            return _drawing.organic(plan_of(fitted, horizon, calibration.level, calibration))
        case "uncalibrated":
            return _drawing.organic(plan_of(_growths.fit(levels), horizon, calibration.level, None))
        case "naive":
            return _drawing.naive(levels, horizon)
        case _:
            raise InputError("unknown-option", option="model", value=model, known=", ".join(MODELS))


def _goals(levels: np.ndarray, horizon: int) -> np.ndarray:
    """Log growth over the horizon that the events ask for [rate, activity]."""
    return np.asarray(np.multiply.outer(RATES, horizon * np.median(np.diff(np.log(levels), axis=0), axis=0)))


def _judged(changes: np.ndarray, came: np.ndarray, goals: np.ndarray, level: float) -> np.ndarray:
    """Scores [score, case] of log changes [path, case]."""
    ordered = np.sort(changes, axis=0)
    low, high = np.quantile(ordered, [(1 - level) / 2, (1 + level) / 2], axis=0)
    share = (ordered >= goals[:, None, :]).mean(axis=1)
    return np.stack(
        [
            (low <= came) & (came <= high),
            interval_scores(came, low, high, level),
            ensemble_scores(ordered, came),
            ((share - (came >= goals)) ** 2).mean(axis=0),
        ]
    )


def _metrics(origins: list[int], found: list[tuple[int, tuple[Scores, tuple[int, int]]]]) -> pd.DataFrame:
    """One row for each model, target and origin; NaN where there was no case."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for model in MODELS:
        for target in TARGETS:
            for origin in origins:
                own = [scores[model, target] for at, (scores, _) in found if at == origin and (model, target) in scores]
                cases = np.concatenate([np.empty((len(SCORES), 0)), *own], axis=1)
                means = cases.mean(axis=1) if cases.size else np.full(len(SCORES), np.nan)
                rows.append(
                    {"model": model, "target": target, "origin": origin, "cases": cases.shape[1]}
                    | dict(zip(SCORES, means.tolist(), strict=True))
                )
    return pd.DataFrame(rows)


def _calibrations(origins: list[int], learnt: list[Calibration]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {
            "origin": origins,
            "total": [one.total[-1] for one in learnt],
            "relative": [one.relative[-1] for one in learnt],
            "spread": [one.spread for one in learnt],
            "origins": [one.origins[-1] for one in learnt],
        }
    )
