"""The organic baseline: where the activities of a region go if nothing is added to them.

Paths are futures, each as likely as the other; every statement about the future is a share of them. They carry on the
history and know nothing of projects, of the rest of the world, or of a break that has not yet come.
"""

from __future__ import annotations

from concurrent.futures import Executor

import numpy as np
import xarray as xr
from numpy.random import Generator, default_rng

from growthpole.dims import ACTIVITY, PATH, PERIOD, result
from growthpole.errors import InputError
from growthpole.opportunities import _givens
from growthpole.plan import _drawing, _growths, _histories
from growthpole.plan.calibrating import CONVENTION, LARGEST_HORIZON, Calibration
from growthpole.progress import OnProgress, silent

__all__ = ["naive_paths", "organic_paths"]

LARGEST_PATHS = 10_000_000


def organic_paths(
    history: xr.DataArray,
    horizon: int,
    rng: Generator | int,
    *,
    paths: int = 10_000,
    calibration: Calibration | None = None,
    level: float | None = None,
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> xr.DataArray:
    """Levels of each activity in the years ahead, drawn from the growth of its past.

    ``ln X_a,T+h = ln X_T + h m + ln s_a + h m_a + shocks − ln Σ_b (the same of b)``: growth of the sum X with drift m
    and normal shocks, and shares s with drifts m_a relative to the sum, shrunk towards none by empirical Bayes, and
    shocks correlated over activities. How unsure the drifts are is drawn too. The band of the sum over h years is
    Student's with ``T / h − 1`` degrees of freedom (at least 1) for T growth rates, the number of h-year swings seen
    less one; within it paths are normal.

    Parameters
    ----------
    history : DataArray
        Levels [period, activity] in at least eight consecutive whole years, ascending, without a break.
    horizon : int
        Years ahead, 1 to 100.
    rng : Generator or int
        Source of chance, or the number it is made from.
    paths : int
        Number of paths.
    calibration : Calibration, optional
        From :func:`calibrate`: paths are widened about their median, in logs, by its factors for their sum and
        for what they do relative to it, so that every quantile and every share of paths is widened with the band.
    level : float, optional
        Level of the band that is Student's; that of the calibration, else 0.8.
    executor, on_progress
        Spread the blocks of paths over workers, with the same bytes for any number of them; told of each block.

    Returns
    -------
    DataArray
        [path, period, activity] in the unit of the history, above zero. Activities that are missing, negative or zero
        in any year are NaN with the reason ``missing``, ``not_applicable`` or ``zero_base`` on [activity]; the sum
        carried on is that of the others, which add up to it on every path.

    Raises
    ------
    InputError
        Fewer than eight years (``too-short``: give a band of the reference class instead), years with a gap or a break,
        no activity to carry on, a number outside its range, a calibration for another level or a shorter horizon, or
        paths too large for a number.
    LabelMismatch
        A dimension without labels.

    Examples
    --------
    >>> import numpy as np, xarray as xr
    >>> steps = np.random.default_rng(0).normal(0.05, 0.04, (12, 3)).cumsum(axis=0)
    >>> labels = {"period": range(2010, 2022), "activity": ["steel", "autos", "ships"]}
    >>> history = xr.DataArray(100 * np.exp(steps), coords=labels, dims=list(labels), attrs={"unit": "1e8 CNY"})
    >>> ahead = organic_paths(history, 4, 7, paths=1000)
    >>> ahead.dims, ahead.period.values, ahead.attrs["unit"]
    (('path', 'period', 'activity'), array([2022, 2023, 2024, 2025]), '1e8 CNY')

    References
    ----------
    Müller, U. K., Watson, M. W. (2016). Measuring uncertainty about long-run predictions. The Review of Economic
    Studies 83(4), 1711–1740. doi:10.1093/restud/rdw003
    """
    known = _histories.known_of(history)
    horizon, count = _asked(horizon, paths)
    share = _level(calibration, level, horizon)
    model = _growths.fit(known.levels, None if calibration is None else calibration.spread)
    plan = plan_of(model, horizon, share, calibration)
    drawn = _drawing.in_blocks(
        _drawing.organic(plan), count, default_rng(rng), executor=executor, on_progress=on_progress
    )
    widened = "not calibrated" if calibration is None else f"calibrated: {CONVENTION}"
    return _labelled(drawn, known, history, f"organic baseline, Student band of {share:g}; {widened}", "organic_paths")


def naive_paths(history: xr.DataArray, horizon: int, rng: Generator | int, *, paths: int = 10_000) -> xr.DataArray:
    """Levels in the years ahead by the usual Monte Carlo, printed beside the baseline to show what it leaves out.

    ``ln X_a,T+h = ln X_a,T + Σ_k g_a,k`` with ``g_a,k`` normal with the mean and standard deviation of past log growth,
    independent over activities and years. Its bands are too narrow, above all for the sum.

    Parameters
    ----------
    history, horizon, rng, paths
        As for :func:`organic_paths`.

    Returns
    -------
    DataArray
        [path, period, activity], as of :func:`organic_paths`.

    Raises
    ------
    InputError, LabelMismatch
        As for :func:`organic_paths`.

    Examples
    --------
    >>> import numpy as np, xarray as xr
    >>> labels = {"period": range(2010, 2018), "activity": ["steel"]}
    >>> history = xr.DataArray(1.1 ** np.arange(8.0)[:, None], coords=labels, dims=list(labels))
    >>> naive_paths(history, 1, 7, paths=2).values.round(6).ravel()
    array([2.143589, 2.143589])

    References
    ----------
    Hertz, D. B. (1964). Risk analysis in capital investment. Harvard Business Review 42(1), 95–106; for its limits see
    Chatfield, C. (1993). Calculating interval forecasts. Journal of Business & Economic Statistics 11(2), 121–135.
    doi:10.1080/07350015.1993.10509938
    """
    known = _histories.known_of(history)
    horizon, count = _asked(horizon, paths)
    drawn = _drawing.in_blocks(_drawing.naive(known.levels, horizon), count, default_rng(rng))
    return _labelled(drawn, known, history, "independent normal log growth", "naive_paths")


def plan_of(model: _growths.Growths, horizon: int, level: float, calibration: Calibration | None) -> _drawing.Plan:
    """What the blocks need: the model at each period ahead, and the factors of the calibration."""
    aheads = tuple(_growths.ahead(model, years, level) for years in range(1, horizon + 1))
    if calibration is None:
        return _drawing.Plan(model, aheads, np.ones(horizon), np.ones(horizon))
    return _drawing.Plan(model, aheads, np.array(calibration.total[:horizon]), np.array(calibration.relative[:horizon]))


def _asked(horizon: int, paths: int) -> tuple[int, int]:
    return _givens.whole("horizon", horizon, 1, LARGEST_HORIZON), _givens.whole("paths", paths, 1, LARGEST_PATHS)


def _level(calibration: Calibration | None, level: float | None, horizon: int) -> float:
    if calibration is not None:
        if horizon > calibration.horizon or level not in {None, calibration.level}:
            raise InputError(
                "calibration-differs",
                reach=calibration.horizon,
                of=calibration.level,
                horizon=horizon,
                level=calibration.level if level is None else level,
            )
        return calibration.level
    share = 0.8 if level is None else level
    if not 0 < share < 1:
        raise InputError("outside-range", name="level", low=0, high=1, received=level)
    return share


def _labelled(
    logs: np.ndarray, known: _histories.Known, history: xr.DataArray, convention: str, name: str
) -> xr.DataArray:
    count, horizon, _ = logs.shape
    values = np.full((count, horizon, len(known.activities)), np.nan)
    values[:, :, known.used] = _drawing.levels_of(logs, horizon)
    last = int(known.years[-1])
    array = xr.DataArray(
        values,
        coords={
            PATH: np.arange(count),
            PERIOD: np.arange(last + 1, last + 1 + horizon),
            ACTIVITY: history[ACTIVITY].values,
        },
        dims=(PATH, PERIOD, ACTIVITY),
    )
    finished = result(array, name=name, unit=str(history.attrs.get("unit", "1")), convention=convention)
    return finished.assign_coords(reason=(ACTIVITY, known.reasons))
