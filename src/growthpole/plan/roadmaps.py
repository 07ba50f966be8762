"""The roadmap: what is to be done when, what waits for what, and what it takes from year to year.

A project is prepared, built, run up and then at capacity. Its dates follow from its start and the likeliest delay; the
triple of the delay gives the soonest and the latest. Projects that wait for each other form chains, and the longest,
the critical chain, says how soon the whole plan can be at capacity. Dates are years as decimals: 2025.5 is the end of
June 2025.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from growthpole.dims import PERIOD, PROJECT, SCENARIO, START
from growthpole.errors import InputError
from growthpole.plan import _chains, _roadmap_checks
from growthpole.plan._roadmap_checks import EFFECTS
from growthpole.plan.candidates import Projects
from growthpole.plan.work_plans import MILESTONES, Task

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["PHASES", "Roadmap", "month_of", "roadmap"]

PHASES: Final = ("preparation", "construction", "ramp", "capacity")
# a month's border reached by adding decimals may come out a hair before it
_HAIR: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Roadmap:
    """The roadmap of a plan.

    Attributes
    ----------
    gantt : DataFrame
        ``project, phase`` (preparation, construction, ramp, capacity), ``start, end`` (years as decimals),
        ``start_month, end_month`` (first and last ISO month) and ``basis``. Phases without length have no row.
    milestones : DataFrame
        ``project, milestone`` (started, construction, producing, at_capacity), ``year`` (decimal), ``when`` (ISO
        month), ``soonest, latest`` (by the least and the most delay) and ``basis``.
    dependencies : DataFrame
        ``before, after, years`` (from start to start, at least) and ``spare`` (years beyond that in the plan).
    floats : DataFrame
        ``project, start, producing, at_capacity`` (decimal years), ``slack`` (years its start may slip, alone, before
        a waiting project or the plan's end must, and within its own window) and ``critical`` (bool: of the critical
        chain).
    critical_chain : tuple of str
        Codes of the chain of dependencies that takes longest, in order.
    chain_years : float
        Years it takes from its first start to its last project's full capacity.
    by_period : DataFrame
        ``period, spend, public_spend, jobs``, means over the scenarios; without rows where no effects were given.
    tasks : tuple of Task
        Tasks given.
    unit : str
        Unit of money.
    """

    gantt: pd.DataFrame
    milestones: pd.DataFrame
    dependencies: pd.DataFrame
    floats: pd.DataFrame
    critical_chain: tuple[str, ...]
    chain_years: float
    by_period: pd.DataFrame
    tasks: tuple[Task, ...]
    unit: str


def roadmap(
    projects: Projects,
    starts: Mapping[str, int],
    *,
    periods: Sequence[int],
    precedence: Iterable[tuple[str, str] | tuple[str, str, float]] = (),
    effects: xr.Dataset | None = None,
    tasks: Iterable[Task] = (),
    preparation: float = 0.25,
) -> Roadmap:
    """Phases, milestones, critical chain, spend and jobs of the projects of a plan.

    First output comes ``start + lead + delay`` with the likeliest delay, full capacity ``ramp`` years later. A project
    that waits for another starts so many years after its start, or, where no years are given, when it produces.

    Parameters
    ----------
    projects : Projects
        Candidate projects.
    starts : mapping of code to year
        The projects of the plan and the whole year each starts in, such as those of a portfolio.
    periods : sequence of int
        Years of the plan, each one more than the one before.
    precedence : iterable of (before, after) or (before, after, years)
        Who waits for whom, and how many years from start to start, zero or more. A pair whose second project is not
        in the plan binds nothing.
    effects : Dataset, optional
        ``spend, public_spend, jobs`` [project, start, period, scenario] of the projects.
    tasks : iterable of Task
        Further tasks.
    preparation : float
        Share of the lead, 0 to 1, that passes before building begins: an assumption.

    Returns
    -------
    Roadmap
        Projects in the order of the candidates.

    Raises
    ------
    InputError
        Projects that wait for each other in a ring; unknown codes, a start that is no whole year, lies outside the
        project's own window or after the last period, or comes before that of a project it waits for; effects that
        lack a project, start or period; every problem is listed.

    Examples
    --------
    >>> import pandas as pd
    >>> one = {"probability": 0.5, "investment": 10.0, "output": 12.0, "value_added": 0.25, "lead": 2.0, "ramp": 1.0}
    >>> plants = Projects(pd.DataFrame([one, one], index=["steel", "cars"]), "1e8 CNY")
    >>> plan = roadmap(plants, {"steel": 2025, "cars": 2027}, periods=range(2025, 2031), precedence=[("steel", "cars")])
    >>> plan.critical_chain, plan.chain_years
    (('steel', 'cars'), 5.0)
    >>> plan.milestones[["project", "milestone", "when"]].values.tolist()[2]
    ['steel', 'producing', '2027-01']

    References
    ----------
    Kelley, J. E. (1961). Critical-path planning and scheduling: mathematical basis. Operations Research 9(3), 296–320.
    doi:10.1287/opre.9.3.296
    """
    share = _checked_share(preparation)
    given, years, pairs = tuple(tasks), [int(period) for period in periods], [tuple(pair) for pair in precedence]
    ready = dict(zip(projects.codes, (projects.numbers("lead") + projects.numbers("delay")).tolist(), strict=True))
    links = _roadmap_checks.links_of(pairs, ready)
    graph = _chains.graph_of(projects.codes, links)
    _roadmap_checks.require_sound(projects, starts, years, pairs, links, given, effects)
    codes = [code for code in projects.codes if code in starts]
    dates = _dates(projects, starts, codes, share)
    spans = dict(zip(codes, (dates["at_capacity"] - dates["started"]).tolist(), strict=True))
    held = [link for link in links if link[1] in starts]
    plan = graph.subgraph(codes)
    chain, chain_years = _chains.longest(plan, spans)
    spare = _chains.slack(plan, {code: float(starts[code]) for code in codes}, spans)
    # no project slips beyond its own last year of start; one without such a year is not held by it
    latest = dict(zip(projects.codes, projects.numbers("latest").tolist(), strict=True))
    spare = {code: float(np.fmin(years, latest[code] - starts[code])) for code, years in spare.items()}
    floats = dates[["started", "producing", "at_capacity"]].rename(columns={"started": "start"})
    return Roadmap(
        gantt=_gantt(dates, float(years[-1] + 1)),
        milestones=_milestones(dates),
        dependencies=_dependencies(held, starts),
        floats=floats.assign(
            slack=[spare[code] for code in codes], critical=[code in chain for code in codes]
        ).reset_index(),
        critical_chain=chain,
        chain_years=chain_years,
        by_period=_by_period(effects, {code: int(starts[code]) for code in codes}, years),
        tasks=given,
        unit=projects.unit,
    )


def _dates(projects: Projects, starts: Mapping[str, int], codes: list[str], share: float) -> pd.DataFrame:
    """Years of the milestones of each project of the plan, and the soonest and latest of the later ones."""
    import pandas as pd

    table = projects.table.loc[codes]
    start = pd.Series([float(starts[code]) for code in codes], index=table.index, dtype=np.float64)
    made = {"started": start, "construction": start + share * table["lead"]}
    for name in ("delay", "delay_low", "delay_high"):
        end = name.removeprefix("delay")
        made[f"producing{end}"] = start + table["lead"] + table[name]
        made[f"at_capacity{end}"] = made[f"producing{end}"] + table["ramp"]
    return pd.DataFrame(made | {"basis": table["basis"]})


def _gantt(dates: pd.DataFrame, end: float) -> pd.DataFrame:
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for code, row in dates.iterrows():
        borders = [*(float(row[name]) for name in MILESTONES), end]
        for phase, first, last in zip(PHASES, borders[:-1], borders[1:], strict=True):
            if last > first:
                # how the lead is split is nobody's statement
                basis = "assumption" if phase in PHASES[:2] else row["basis"]
                months = {"start_month": month_of(first), "end_month": month_of(last, closes=True)}
                rows.append(
                    {"project": code, "phase": phase, "start": first, "end": last, **months, "basis": basis},
                )
    return pd.DataFrame(rows, columns=["project", "phase", "start", "end", "start_month", "end_month", "basis"])


def _milestones(dates: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for code, row in dates.iterrows():
        for name in MILESTONES:
            year = float(row[name])
            soonest, latest = (float(row.get(f"{name}{end}", year)) for end in ("_low", "_high"))
            months = {"when": month_of(year), "soonest": month_of(soonest), "latest": month_of(latest)}
            basis = "assumption" if name == "construction" else row["basis"]
            rows.append({"project": code, "milestone": name, "year": year, **months, "basis": basis})
    return pd.DataFrame(rows, columns=["project", "milestone", "year", "when", "soonest", "latest", "basis"])


def _dependencies(links: list[_chains.Link], starts: Mapping[str, int]) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {"before": before, "after": after, "years": lag, "spare": float(starts[after] - starts[before] - lag)}
        for before, after, lag in links
    ]
    return pd.DataFrame(rows, columns=["before", "after", "years", "spare"])


def _by_period(effects: xr.Dataset | None, starts: Mapping[str, int], years: list[int]) -> pd.DataFrame:
    import pandas as pd

    columns = [PERIOD, *EFFECTS]
    if effects is None:
        return pd.DataFrame(columns=columns)
    import xarray as xr

    project = xr.DataArray(list(starts), dims=PROJECT)
    start = xr.DataArray(list(starts.values()), dims=PROJECT)
    made: dict[str, Any] = {PERIOD: years}
    for name in EFFECTS:
        chosen = effects[name].sel({PROJECT: project, START: start}).sel({PERIOD: years})
        made[name] = chosen.mean(SCENARIO).sum(PROJECT).transpose(PERIOD).values
    return pd.DataFrame(made, columns=columns)


def month_of(year: float, *, closes: bool = False) -> str:
    """ISO month in which a moment lies, or the last one before it where it closes something.

    Examples
    --------
    >>> month_of(2025.5), month_of(2025.5, closes=True), month_of(2026.0, closes=True)
    ('2025-07', '2025-06', '2025-12')
    """
    number = ceil(year * 12 - _HAIR) - 1 if closes else floor(year * 12 + _HAIR)
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _checked_share(preparation: float) -> float:
    if not 0 <= preparation <= 1:
        raise InputError("not-a-share", name="preparation", received=preparation)
    return float(preparation)
