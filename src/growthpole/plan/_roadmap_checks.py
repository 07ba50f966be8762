"""Whether a plan can be drawn as a roadmap: every problem at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from growthpole.dims import PERIOD, PROJECT, SCENARIO, START, require_dims
from growthpole.errors import InputError, listed
from growthpole.plan._chains import Link
from growthpole.plan.candidates import MOST, Projects
from growthpole.plan.work_plans import Task

if TYPE_CHECKING:
    import xarray as xr

EFFECTS: Final = ("spend", "public_spend", "jobs")
# years as decimals that add up exactly on paper need not in binary
_HAIR: Final = 1e-9

Pair = tuple[Any, ...]


def links_of(pairs: Sequence[Pair], ready: Mapping[str, float]) -> list[Link]:
    """The sound ones of the pairs, with their years; without any, those until the first project produces."""
    return [
        (pair[0], pair[1], float(pair[2]) if len(pair) > 2 else ready[pair[0]])
        for pair in pairs
        if not _unsound(pair, ready)
    ]


def require_sound(
    projects: Projects,
    starts: Mapping[str, int],
    years: Sequence[int],
    pairs: Sequence[Pair],
    links: Sequence[Link],
    tasks: Sequence[Task],
    effects: xr.Dataset | None,
) -> None:
    """Raise :class:`InputError` with all that is wrong."""
    known = dict.fromkeys(projects.codes)
    problems = [] if years and all(b - a == 1 for a, b in pairwise(years)) else [f"periods {listed(years) or '–'}"]
    problems += [f"{code}: no such project" for code in starts if code not in known]
    problems += [
        f"task {task.month} {task.what}: no project {task.project}"
        for task in tasks
        if task.project and task.project not in known
    ]
    for code in (code for code in starts if code in known):
        problems += _start(projects, code, starts[code], years)
    problems += [problem for pair in pairs for problem in _unsound(pair, known)]
    for before, after, lag in links:
        if after not in starts:
            continue
        if before not in starts:
            problems.append(f"{after} waits for {before}, which has no start")
        elif starts[after] < starts[before] + lag - _HAIR:
            problems.append(f"{after} starts {starts[after]} and waits for {before} until {starts[before] + lag:g}")
    if effects is not None:
        problems += _lacking(effects, starts, years)
    if problems:
        raise InputError("bad-roadmap", count=len(problems), problems=listed(problems, MOST))


def _unsound(pair: Pair, known: Mapping[str, Any]) -> list[str]:
    if len(pair) not in (2, 3):
        return [f"precedence {pair!r}"]
    found = [f"precedence {pair[0]}, {pair[1]}: no project {code}" for code in pair[:2] if code not in known]
    if len(pair) == 3 and not (isfinite(pair[2]) and pair[2] >= 0):
        found.append(f"precedence {pair[0]}, {pair[1]}: {pair[2]!r} years")
    return found


def _start(projects: Projects, code: str, year: Any, years: Sequence[int]) -> list[str]:
    if isinstance(year, bool) or not isinstance(year, int | float | np.number) or not float(year).is_integer():
        return [f"{code}: start {year!r} is no year"]
    row = projects.table.loc[code]
    found = []
    if year < row["earliest"] or year > row["latest"]:
        found.append(f"{code}: start {year} outside {row['earliest']:g} to {row['latest']:g}")
    if years and year > years[-1]:
        found.append(f"{code}: start {year} after {years[-1]}")
    return found


def _lacking(effects: xr.Dataset, starts: Mapping[str, int], years: Sequence[int]) -> list[str]:
    found = [f"effects: no {name}" for name in EFFECTS if name not in effects]
    if found:
        return found
    for name in EFFECTS:
        require_dims(effects[name], (PROJECT, START, PERIOD), f"effects.{name}")
        if SCENARIO not in effects[name].dims:
            found.append(f"effects.{name}: no {SCENARIO}")
    for dim, wanted in ((PROJECT, starts), (START, starts.values()), (PERIOD, years)):
        held = effects.indexes[dim]
        found += [f"effects: no {dim} {one}" for one in dict.fromkeys(wanted) if one not in held]
    if not found and "allowed" in effects:
        allowed = effects["allowed"]
        found += [
            f"effects: {code} may not start {year}"
            for code, year in starts.items()
            if not bool(allowed.sel({PROJECT: code, START: year}))
        ]
    return found
