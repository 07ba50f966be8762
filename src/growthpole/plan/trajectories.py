"""Trajectories: where a region may get to, in parts that are never mixed.

Organic growth of what is there, the projects' own output, what they set off at suppliers, and what they displace stay
apart; the total of a path is their sum. Quantiles of parts do not add up, means do: so fans are quantiles, and the
waterfall is made of means.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.random import Generator

from growthpole.diagnose import _cells
from growthpole.diagnose.noises import generator
from growthpole.dims import ACTIVITY, PATH, PERIOD, REASON, REASONS, align, result
from growthpole.errors import InputError, UnitMismatch, listed
from growthpole.opportunities import _givens
from growthpole.plan import _chances, _parts
from growthpole.plan.baselines import organic_paths
from growthpole.plan.candidates import Projects
from growthpole.plan.effects import plan_effects
from growthpole.plan.fans import odds
from growthpole.plan.spillovers import spillover
from growthpole.progress import OnProgress, silent
from growthpole.tables.bands import above

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.plan.calibrating import Calibration

__all__ = ["trajectory"]

LEVELS: Final = (0.1, 0.25, 0.5, 0.75, 0.9)
_LONGEST: Final = 100


def trajectory(
    history: xr.DataArray,
    horizon: int,
    rng: Generator | int,
    *,
    paths: int = 10_000,
    projects: Projects | None = None,
    starts: Mapping[str, int] | None = None,
    multipliers: xr.DataArray | None = None,
    capacity: xr.DataArray | None = None,
    calibration: Calibration | None = None,
    target: float | None = None,
    target_year: int | None = None,
    start_year: int | None = None,
    levels: Iterable[float] = LEVELS,
    baseline: xr.DataArray | None = None,
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> xr.Dataset:
    """Paths of a region's output by activity: organic growth, projects, spillover and displacement, kept apart.

    ``total = organic + projects + spillover + displacement`` on every path, with the projects' output of
    :func:`~growthpole.plan.plan_effects` and the rest of :func:`~growthpole.plan.spillover`. Project luck and organic
    shocks are independent.

    Parameters
    ----------
    history : DataArray
        Levels of output [period, activity], zero or more, NaN where not known, in ascending whole years; the last is
        the base. In terms of output (or revenue), as that is what projects and multipliers add.
    horizon : int
        Years after the base, 1 to 100.
    rng : Generator or int
        Source of chance, with one child for the organic part and one for the projects.
    paths : int
        Number of paths; with ``baseline`` it is the number of its paths instead.
    projects : Projects, optional
        Candidates, in the unit of ``history``.
    starts : mapping of str to int, optional
        Year of start of each project of the plan. By default every candidate starts as early as it may from
        ``start_year`` on.
    multipliers, capacity : DataArray, optional
        As for :func:`~growthpole.plan.spillover`, on the activities of ``history``. Where projects' output is all their
        activity makes for the plan, give the inverse with each column divided by its diagonal.
    calibration : Calibration, optional
        Passed on to :func:`~growthpole.plan.organic_paths`.
    target : float, optional
        Level of the sum over activities to reach in ``target_year``, above zero.
    target_year, start_year : int, optional
        By default the last year of the horizon, and the year after the base.
    levels : iterable of float
        Quantiles of the fans, between 0 and 1, ascending.
    baseline : DataArray, optional
        Organic paths [path, period, activity] made elsewhere, for the years and activities of the result; by default
        :func:`~growthpole.plan.organic_paths` of the history.
    executor : Executor, optional
        Spreads blocks of paths over workers; the result has the same bytes for any number of them.
    on_progress : callable
        Told after each block.

    Returns
    -------
    Dataset
        In the unit of ``history``: ``fan`` [part, quantile, period, activity] and ``fan_sum`` [part, quantile, period],
        quantiles over paths (linear between paths); ``mean`` [part, period, activity]; ``sum_without`` and ``sum_with``
        [path, period], the sum over activities without and with the plan; ``waterfall`` [step], means of the sum: the
        base, what each part adds to it by the target year, and the total, which is their sum. An activity without
        organic paths has none from nothing, 0, where its base is 0; else its organic part and total are NaN with
        ``fan_reason`` and ``mean_reason`` [activity], and its organic part is left out of base and sums, which
        say so. ``cut_share`` [period,
        activity] is the share of paths in which capacity cuts the spillover (unit 1). With a target also
        ``odds_without`` and ``odds_with`` (unit 1), the shares of paths whose sum reaches it.

    Raises
    ------
    InputError
        Values, years, levels or numbers out of their range; a start that is not allowed; an option without the one it
        belongs to.
    LabelMismatch
        The activities or years of two arrays differ, or a project's activity is not in the history.
    UnitMismatch
        History, baseline, capacity or projects state different units.

    Examples
    --------
    >>> import pandas as pd, xarray as xr
    >>> history = xr.DataArray([[100.0]], {"period": [2025], "activity": ["cars"]}, ("period", "activity"))
    >>> labels = {"path": [0, 1], "period": [2026], "activity": ["cars"]}
    >>> organic = xr.DataArray([[[104.0]], [[108.0]]], labels, ("path", "period", "activity"))
    >>> plant = {"activity": "cars", "probability": 1.0, "investment": 10.0, "output": 12.0, "value_added": 0.25}
    >>> projects = Projects(pd.DataFrame([plant], index=["plant"]), "1e8 CNY")
    >>> found = trajectory(history, 1, rng=1, projects=projects, baseline=organic, target=117.0)
    >>> found.waterfall.values.tolist(), found.odds_without.item(), found.odds_with.item()
    ([100.0, 6.0, 12.0, 0.0, 0.0, 118.0], 0.0, 0.5)

    References
    ----------
    Savvides, S. (1994). Risk analysis in investment appraisal. Project Appraisal 9(1), 3–18.
    doi:10.1080/02688867.1994.9726923
    """
    past = _history(history)
    base_year = int(past[PERIOD].values[-1])
    when = base_year + 1 + np.arange(_givens.whole("horizon", horizon, 1, _LONGEST))
    goal_year = int(when[-1]) if target_year is None else _givens.whole("target_year", target_year, when[0], when[-1])
    quantiles = _quantiles(levels)
    _check_pairs(projects, starts, multipliers, capacity, calibration, baseline)
    unit = _unit(history, baseline, capacity, projects)
    luck, chance = generator(rng).spawn(2)
    organic = baseline
    if organic is None:
        organic = organic_paths(
            history, horizon, luck, paths=paths, calibration=calibration, executor=executor, on_progress=on_progress
        )
    own, why = _paths(organic, past, when)
    added = _added(own, projects, starts, start_year, chance, executor, on_progress, multipliers, capacity)
    parts = {"organic": own, **{name: added[name] for name in _parts.PARTS[1:-1]}}
    parts["total"] = own + sum(parts[name] for name in _parts.PARTS[1:-1])
    found = _parts.told(parts, past, why, quantiles, goal_year, unit)
    often = added["cut_share"].transpose(PERIOD, ACTIVITY)
    found["cut_share"] = result(often, name="cut_share", unit="1", convention=added["cut_share"].attrs["convention"])
    if target is not None:
        goal = above("target", target, 0.0)
        for name in ("without", "with"):
            reached = odds(found[f"sum_{name}"].sel({PERIOD: goal_year}, drop=True), goal)
            words = f"share of {own.sizes[PATH]} paths whose sum is {goal:g} {unit} or more in {goal_year}"
            found[f"odds_{name}"] = result(reached, name=f"odds_{name}", unit="1", convention=words)
    return found


def _history(history: xr.DataArray) -> xr.DataArray:
    past = _cells.levels(history, (PERIOD, ACTIVITY), "history", missing="absent")
    if past.ndim != 2:
        raise InputError("one-table", name="history", dims=listed(past.dims))
    years = _chances.years("history", past[PERIOD].values)
    if (np.diff(years) < 0).any():
        raise InputError("periods-not-ordered", name="history", periods=listed(years))
    return past.transpose(PERIOD, ACTIVITY)


def _quantiles(levels: Iterable[float]) -> list[float]:
    wanted = [float(level) for level in levels]
    if not wanted or not all(0 < level < 1 for level in wanted) or sorted(set(wanted)) != wanted:
        raise InputError("bad-levels", received=wanted)
    return wanted


def _check_pairs(
    projects: object, starts: object, multipliers: object, capacity: object, calibration: object, baseline: object
) -> None:
    for name, given, other, needed in (
        ("starts", starts, "projects", projects is not None),
        ("capacity", capacity, "multipliers", multipliers is not None),
        ("calibration", calibration, "organic paths made here", baseline is None),
    ):
        if given is not None and not needed:
            raise InputError("not-used", name=name, wanted=other, received="a value")


def _unit(
    history: xr.DataArray, baseline: xr.DataArray | None, capacity: xr.DataArray | None, projects: Projects | None
) -> str:
    """The one unit of all that adds up; the projects' where the history states none."""
    unit = _cells.stated_unit(*(one for one in (history, baseline, capacity) if one is not None))
    if projects is None or projects.unit == unit:
        return unit
    if unit != "as given":
        raise UnitMismatch("units-differ", units=f"{unit}, {projects.unit}")
    return projects.unit


def _paths(organic: xr.DataArray, past: xr.DataArray, when: np.ndarray) -> tuple[xr.DataArray, np.ndarray]:
    """Organic paths [activity, period, path] in the order of the history, and why an activity has none."""
    import xarray as xr

    own = _cells.levels(organic, (PATH, PERIOD, ACTIVITY), "baseline", missing="absent")
    if own.ndim != 3:
        raise InputError("one-table", name="baseline", dims=listed(own.dims))
    years = xr.DataArray(when, {PERIOD: when}, PERIOD)
    own = align(years, align(past, own, dims=[ACTIVITY])[1], dims=[PERIOD])[1]
    own = own.transpose(ACTIVITY, PERIOD, PATH)
    values = np.ascontiguousarray(own.values)
    absent = np.isnan(values)
    none = absent.all(axis=(1, 2))
    partly = own.copy(data=absent) & ~none[:, None, None]
    if bool(partly.any()) or none.all():
        refused = partly if bool(partly.any()) else own.isnull()
        cells = _cells.cells(own, refused)
        raise InputError("missing-cells", name="baseline", count=int(refused.sum()), cells=cells)
    empty = none & (past.values[-1] == 0)
    values = np.where(empty[:, None, None], 0.0, values) if empty.any() else values
    return own.copy(data=values), np.where(none & ~empty, _reasons(organic, past), 0).astype(np.int8)


def _reasons(organic: xr.DataArray, past: xr.DataArray) -> np.ndarray:
    """Reason of each activity the paths state on [activity], else missing."""
    missing = np.full(past.sizes[ACTIVITY], REASONS["missing"])
    if REASON not in organic.coords or organic[REASON].dims != (ACTIVITY,):
        return missing
    stated = align(past, organic[REASON].drop_vars(REASON), dims=[ACTIVITY])[1].values
    return np.where(stated == 0, missing, stated)


def _added(
    own: xr.DataArray,
    projects: Projects | None,
    starts: Mapping[str, int] | None,
    start_year: int | None,
    rng: Generator,
    executor: Executor | None,
    on_progress: OnProgress,
    multipliers: xr.DataArray | None,
    capacity: xr.DataArray | None,
) -> xr.Dataset:
    """Projects, spillover and displacement [activity, period, path]."""
    first = int(own[PERIOD].values[0])
    begin = first if start_year is None else _givens.whole("start_year", start_year, 1, 9999)
    if projects is None:
        none = own.copy(data=np.zeros_like(own.values))
        return spillover(none, multipliers, capacity=capacity).rename(output="projects")
    chosen = _earliest(projects, begin) if starts is None else starts
    effects = plan_effects(
        projects,
        chosen,
        [int(year) for year in own[PERIOD].values],
        rng,
        scenarios=own.sizes[PATH],
        activities=[str(name) for name in own[ACTIVITY].values],
        variables=("output", "displaced"),
        executor=executor,
        on_progress=on_progress,
    )
    output = own.copy(data=effects["output"].values)
    displaced = effects["displaced"].values
    share = own.copy(data=np.divide(displaced, output.values, out=np.zeros_like(displaced), where=output.values > 0))
    return spillover(output, multipliers, displacement=share.clip(0, 1), capacity=capacity).rename(output="projects")


def _earliest(projects: Projects, begin: int) -> dict[str, int]:
    """The first year each candidate may start in, from ``begin`` on."""
    earliest = np.fmax(projects.numbers("earliest"), begin)
    return {code: int(year) for code, year in zip(projects.codes, earliest, strict=True)}
