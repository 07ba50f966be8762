"""What projects add: output, value added, jobs, energy and spend, by year and scenario.

Years are whole periods. A project started in year s spends evenly over ``spend`` years from then on and delivers
from s + lead + delay, rising evenly to full capacity over its ramp; the output of a year is the exact mean over that
year. One draw of a project and scenario holds for every start (common random numbers), so starts are compared fairly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.random import Generator

from growthpole.diagnose.noises import generator
from growthpole.dims import ACTIVITY, PERIOD, PROJECT, SCENARIO, START, result
from growthpole.errors import InputError
from growthpole.opportunities import _givens
from growthpole.plan import _chances
from growthpole.plan.candidates import TRIPLES, Projects
from growthpole.progress import OnProgress, map_ordered, silent

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["plan_effects", "project_effects"]

SUNK: Final = 0.2
RUNNING: Final = ("output", "value_added", "jobs", "energy", "displaced")
SPENDING: Final = ("spend", "public_spend")
EFFECTS: Final = ("output", "value_added", "jobs", "energy", *SPENDING)

_PROFILE: Final = "reached × utilisation × mean share of capacity on line in the year"
_MONEY: Final = "overrun × investment, even over its years from the start; the sunk share of it if never reached"


def project_effects(
    projects: Projects,
    periods: Iterable[int],
    rng: Generator | int,
    *,
    starts: Iterable[int] | None = None,
    scenarios: int = 50,
    sunk: float = SUNK,
    variables: Iterable[str] = EFFECTS,
) -> xr.Dataset:
    """What each project adds in each year, for each year it could start in.

    ``output = reached · O · u · ∫ₜᵗ⁺¹ min(max((τ − s − lead − delay) / ramp, 0), 1) dτ`` with O the output at full
    capacity and u the utilisation; value added, jobs and energy follow the same profile.
    ``spend = overrun · I · w_t`` with w_t the share of the spending years that falls into year t; ``sunk`` times that
    for a project that does not come into production.

    Parameters
    ----------
    projects : Projects
        Candidates.
    periods : iterable of int
        Years in which effects are counted, each once.
    rng : Generator or int
        Source of chance; each block of scenarios has a child of it.
    starts : iterable of int, optional
        Years of start; by default the periods.
    scenarios : int
        Draws of each project.
    sunk : float
        Share of its spend that a project which is never reached costs, 0 to 1.
    variables : iterable of str
        Which of ``output, value_added, jobs, energy, spend, public_spend`` to compute.

    Returns
    -------
    Dataset
        [project, start, period, scenario]: ``output``, ``value_added``, ``spend``, ``public_spend`` in the unit of the
        projects (a year), ``jobs`` in persons, ``energy`` in the projects' unit of energy, finite everywhere;
        ``reached`` [project, scenario] (bool); ``allowed`` [project, start] (bool), whether the project may start then.

    Raises
    ------
    InputError
        Years, scenarios, the sunk share or a variable are out of their range.
    LabelMismatch
        A year stands twice.

    Examples
    --------
    >>> import pandas as pd
    >>> plant = {"probability": 1.0, "investment": 10.0, "output": 12.0, "value_added": 0.25, "lead": 1.0, "ramp": 2.0}
    >>> projects = Projects(pd.DataFrame([plant], index=["plant"]), "1e8 CNY")
    >>> found = project_effects(projects, range(2026, 2030), rng=1, starts=[2026], scenarios=1)
    >>> found.output.values.ravel().tolist(), found.spend.values.ravel().tolist()
    ([0.0, 3.0, 9.0, 12.0], [10.0, 0.0, 0.0, 0.0])

    References
    ----------
    Glasserman, P., Yao, D. D. (1992). Some guidelines and guarantees for common random numbers. Management Science
    38(6), 884–908. doi:10.1287/mnsc.38.6.884
    Johnson, D. (1997). The triangular distribution as a proxy for the beta distribution in risk analysis. The
    Statistician 46(3), 387–398. doi:10.1111/1467-9884.00091
    """
    import xarray as xr

    wanted = _wanted(variables, EFFECTS)
    when = _chances.years("periods", periods)
    begin = when if starts is None else _chances.years("starts", starts, START)
    sunk = _givens.share("sunk", sunk)
    count = _givens.whole("scenarios", scenarios, 1, _chances.MOST_SCENARIOS)
    draws = _chances.all_drawn(projects, generator(rng), count)
    since, at = np.unique(when[None, :] - begin[:, None], return_inverse=True)
    profiles = _profiles(projects, draws, since[None, :, None], sunk, wanted)
    coords = {PROJECT: projects.codes, START: begin, PERIOD: when, SCENARIO: np.arange(count)}
    found = xr.Dataset(coords=coords)
    for name in wanted:
        full = profiles[name][:, at.reshape(len(begin), len(when))] * _scale(projects, name)[:, None, None, None]
        made = xr.DataArray(full, coords, (PROJECT, START, PERIOD, SCENARIO))
        found[name] = _finished(made, name, projects.unit)
    reached = xr.DataArray(draws.reached, {PROJECT: coords[PROJECT], SCENARIO: coords[SCENARIO]}, (PROJECT, SCENARIO))
    found["reached"] = result(reached, name="reached", unit="1", convention="comes into production")
    first, last = projects.numbers("earliest")[:, None], projects.numbers("latest")[:, None]
    may = ~((begin < first) | (begin > last))
    allowed = xr.DataArray(may, {PROJECT: coords[PROJECT], START: begin}, (PROJECT, START))
    found["allowed"] = result(allowed, name="allowed", unit="1", convention="from the earliest to the latest start")
    return found


def plan_effects(
    projects: Projects,
    starts: Mapping[str, int],
    periods: Iterable[int],
    rng: Generator | int,
    *,
    scenarios: int = 50,
    sunk: float = SUNK,
    activities: Iterable[str] | None = None,
    variables: Iterable[str] = (*RUNNING, *SPENDING),
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> xr.Dataset:
    """What a plan adds by activity: the effects of :func:`project_effects` at the chosen starts, added up.

    Parameters
    ----------
    projects : Projects
        All candidates. Those that are not chosen are drawn as well, so two plans share their luck.
    starts : mapping of str to int
        Year of start of each chosen project; may be empty.
    periods, rng, scenarios, sunk
        As for :func:`project_effects`; the same ``rng`` gives the same draws.
    activities : iterable of str, optional
        Activities of the result; by default those of the candidates in order of appearance.
    variables : iterable of str
        Which of ``output, value_added, jobs, energy, displaced, spend, public_spend`` to compute; ``displaced`` is the
        output that takes the place of what the region already makes.
    executor : Executor, optional
        Spreads the blocks of scenarios over workers; the result has the same bytes for any number of them.
    on_progress : callable
        Told after each block.

    Returns
    -------
    Dataset
        The variables on [activity, period, scenario], units as in :func:`project_effects`.

    Raises
    ------
    InputError
        As for :func:`project_effects`; a start that is not allowed; an activity that is not in the list.
    LabelMismatch
        A year or an activity stands twice.

    Examples
    --------
    >>> import pandas as pd
    >>> plant = {"activity": "cars", "probability": 1.0, "investment": 10.0, "output": 12.0, "value_added": 0.25}
    >>> projects = Projects(pd.DataFrame([plant, plant], index=["one", "two"]), "1e8 CNY")
    >>> found = plan_effects(projects, {"one": 2026, "two": 2027}, [2026, 2027], rng=1, scenarios=1)
    >>> found.output.values.ravel().tolist()
    [12.0, 24.0]
    """
    import xarray as xr

    wanted = _wanted(variables, (*RUNNING, *SPENDING))
    when = _chances.years("periods", periods)
    sunk = _givens.share("sunk", sunk)
    count = _givens.whole("scenarios", scenarios, 1, _chances.MOST_SCENARIOS)
    chosen, begin = _chances.begun(projects, starts)
    names = _activities(projects, chosen, activities)
    built = Projects(projects.table.iloc[chosen], projects.unit)
    plan = _Plan(projects, built, chosen, when[None, :] - begin[:, None], sunk, names, wanted)
    tasks = _chances.blocks(generator(rng), count)
    done = map_ordered(plan.effects, tasks, executor=executor, on_progress=on_progress, stage="projects")
    together = {name: np.empty((len(names), len(when), count)) for name in wanted}
    for number, block in enumerate(done):
        place = slice(number * _chances.BLOCK, (number + 1) * _chances.BLOCK)
        for name in wanted:
            together[name][:, :, place] = block[name]
    coords = {ACTIVITY: list(names), PERIOD: when, SCENARIO: np.arange(count)}
    found = xr.Dataset(coords=coords)
    for name in wanted:
        made = xr.DataArray(together[name], coords, (ACTIVITY, PERIOD, SCENARIO))
        found[name] = _finished(made, name, projects.unit)
    return found


@dataclass(frozen=True, slots=True)
class _Plan:
    """Chosen projects with the years since their start [chosen, period]; sent to a worker as a whole."""

    projects: Projects
    built: Projects
    chosen: np.ndarray
    since: np.ndarray
    sunk: float
    activities: tuple[str, ...]
    wanted: tuple[str, ...]

    def effects(self, block: tuple[Generator, int]) -> dict[str, np.ndarray]:
        """Effects [activity, period, scenario] of a block of scenarios."""
        from scipy.sparse import csr_array

        draws = _chances.drawn(self.projects, *block)
        mine = _chances.Draws(*(getattr(draws, name)[self.chosen] for name in ("reached", *TRIPLES)))
        profiles = _profiles(self.built, mine, self.since[:, :, None], self.sunk, self.wanted)
        place = {name: at for at, name in enumerate(self.activities)}
        at = [place[name] for name in self.built.table["activity"]]
        shape = (len(self.activities), len(self.chosen))
        cells = (self.since.shape[1], block[1])
        sums = {}
        for name in self.wanted:
            weights = csr_array((_scale(self.built, name), (at, range(len(self.chosen)))), shape=shape)
            sums[name] = (weights @ profiles[name].reshape(shape[1], cells[0] * cells[1])).reshape(shape[0], *cells)
        return sums


def _profiles(
    projects: Projects, draws: _chances.Draws, since: np.ndarray, sunk: float, wanted: Iterable[str]
) -> dict[str, np.ndarray]:
    """Share of full output, and of the investment, in each year since the start [project, since, scenario]."""
    columns = {name: projects.numbers(name)[:, None, None] for name in ("lead", "ramp", "spend")}
    found: dict[str, np.ndarray] = {}
    if set(RUNNING) & set(wanted):
        age = since + 1.0 - columns["lead"] - draws.delay[:, None]
        running = _chances.ramped(age, columns["ramp"]) * (draws.reached * draws.utilisation)[:, None]
        found |= dict.fromkeys(RUNNING, running)
    if set(SPENDING) & set(wanted):
        factor = draws.overrun * np.where(draws.reached, 1.0, sunk)
        found |= dict.fromkeys(SPENDING, _chances.spread(since, columns["spend"]) * factor[:, None])
    return found


def _scale(projects: Projects, name: str) -> np.ndarray:
    """Effect of each project at full capacity, or its whole investment."""
    match name:
        case "output" | "jobs" | "energy":
            full = projects.numbers(name)
        case "value_added" | "displaced":
            share = "value_added" if name == "value_added" else "displacement"
            full = projects.numbers("output") * projects.numbers(share)
        case "spend" | "public_spend":
            full = projects.numbers("investment" if name == "spend" else "public")
        case _:
            raise InputError("unknown-option", option="variables", value=name, known=", ".join((*RUNNING, *SPENDING)))
    return full


def _finished(values: xr.DataArray, name: str, unit: str) -> xr.DataArray:
    units = {"jobs": "person", "energy": "energy a year, as in the projects"}
    money = name in SPENDING
    return result(values, name=name, unit=units.get(name, unit), convention=_MONEY if money else _PROFILE)


def _wanted(variables: Iterable[str], known: tuple[str, ...]) -> tuple[str, ...]:
    given = tuple(variables)
    for name in given:
        _givens.one_of("variables", name, known)
    return tuple(name for name in known if name in given)


def _activities(projects: Projects, chosen: np.ndarray, activities: Iterable[str] | None) -> tuple[str, ...]:
    of_projects = [str(name) for name in projects.table["activity"]]
    if activities is None:
        return tuple(dict.fromkeys(of_projects))
    names = _chances.once("activities", activities, ACTIVITY)
    for at in chosen:
        if of_projects[at] not in names:
            known = ", ".join(names[:8])
            raise InputError("no-such-label", dim=ACTIVITY, label=of_projects[at], known=known)
    return names
