"""Chances of projects: one draw of each project in each scenario, and how it runs from there.

A project is reached or not, and has a utilisation, a delay and an overrun. They are drawn once for a project and a
scenario and hold for every start, so that two starts, or two plans, differ by themselves and not by luck.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import numpy as np
from numpy.random import Generator

from growthpole.dims import PERIOD
from growthpole.errors import InputError, LabelMismatch, listed
from growthpole.plan.candidates import TRIPLES, Projects

# scenarios with one child of the source of chance: a matter of memory, never of the number of workers
BLOCK: Final = 256
MOST_SCENARIOS: Final = 1_000_000

Label = TypeVar("Label", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Draws:
    """What is drawn of each project, arrays [project, scenario].

    Attributes
    ----------
    reached : array of bool
        Whether the project comes into production.
    utilisation, delay, overrun : array
        Share of capacity used; years added to the lead; factor on the investment.
    """

    reached: np.ndarray
    utilisation: np.ndarray
    delay: np.ndarray
    overrun: np.ndarray


def blocks(rng: Generator, scenarios: int) -> list[tuple[Generator, int]]:
    """Blocks of scenarios: the source of chance of each, and how many it holds."""
    sizes = [min(BLOCK, scenarios - first) for first in range(0, scenarios, BLOCK)]
    return list(zip(rng.spawn(len(sizes)), sizes, strict=True))


def drawn(projects: Projects, rng: Generator, scenarios: int) -> Draws:
    """Draws of a block; the scenarios come first, so that more of them leave the first ones as they are."""
    chances = rng.random((scenarios, 1 + len(TRIPLES), len(projects))).transpose(1, 2, 0)
    columns = {}
    for name, chance in zip(TRIPLES, chances[1:], strict=True):
        low, likely, high = (projects.numbers(f"{name}{end}")[:, None] for end in ("_low", "", "_high"))
        columns[name] = triangular(chance, low, likely, high)
    return Draws(chances[0] < projects.numbers("probability")[:, None], **columns)


def all_drawn(projects: Projects, rng: Generator, scenarios: int) -> Draws:
    """Draws of all blocks side by side."""
    made = [drawn(projects, child, size) for child, size in blocks(rng, scenarios)]
    names = ("reached", *TRIPLES)
    return Draws(**{name: np.concatenate([getattr(one, name) for one in made], axis=1) for name in names})


def triangular(chance: np.ndarray, low: np.ndarray, likely: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Inverse distribution function of the triangular distribution at ``chance``; its likeliest value without a width.

    Examples
    --------
    >>> triangular(np.array([0.0, 0.25, 0.5, 1.0]), np.array(0.0), np.array(1.0), np.array(4.0)).round(3).tolist()
    [0.0, 1.0, 1.551, 4.0]
    """
    width = high - low
    rising = low + np.sqrt(chance * width * (likely - low))
    falling = high - np.sqrt((1 - chance) * width * (high - likely))
    found: np.ndarray = np.clip(np.where(chance * width < likely - low, rising, falling), low, high)
    return found


def ramped(age: np.ndarray, ramp: np.ndarray) -> np.ndarray:
    """Mean over a year of the share of full capacity on line.

    The share rises evenly from 0 to 1 over ``ramp`` years. ``age`` is the time from first output to the end of the
    year; the year began one before.

    Examples
    --------
    >>> ramped(np.array([0.0, 0.5, 1.0, 2.0, 3.0]), np.array(2.0)).tolist()
    [0.0, 0.0625, 0.25, 0.75, 1.0]
    """
    share: np.ndarray = np.clip(_area(age, ramp) - _area(age - 1.0, ramp), 0.0, 1.0)
    return share


def _area(age: np.ndarray, ramp: np.ndarray) -> np.ndarray:
    """Capacity-years up to ``age``: a triangle while the ramp lasts, a rectangle after it."""
    rising = np.clip(age, 0.0, ramp)
    area: np.ndarray = rising * (rising / np.where(ramp > 0, 2 * ramp, 1.0)) + np.maximum(age - ramp, 0.0)
    return area


def spread(since: np.ndarray, spend: np.ndarray) -> np.ndarray:
    """Share of the investment spent in the year that begins ``since`` years after the start: evenly over its years.

    What is spent at once falls into the first year.

    Examples
    --------
    >>> spread(np.array([-1, 0, 1, 2, 3]), np.array(2.5)).tolist()
    [0.0, 0.4, 0.4, 0.2, 0.0]
    """
    within = np.clip(np.minimum(since + 1.0, spend) - since, 0.0, 1.0)
    evenly = np.where(since >= 0, within, 0.0) / np.where(spend > 0, spend, 1.0)
    return np.where(spend > 0, evenly, np.where(since == 0, 1.0, 0.0))


def years(name: str, given: Iterable[Any], dim: str = PERIOD) -> np.ndarray:
    """Whole years, at least one, each once."""
    listing = list(given)
    bad = [one for one in listing if isinstance(one, bool) or not isinstance(one, int | np.integer)]
    if bad:
        raise InputError("not-whole", name=name, low=1, high=9999, received=listed(bad))
    if not listing:
        raise InputError("too-few-labels", name=name, needed=1, dim=dim, count=0)
    return np.array(once(name, listing, dim), dtype=np.int64)


def once(name: str, given: Iterable[Label], dim: str) -> tuple[Label, ...]:
    """The labels in their order, each once."""
    labels = tuple(given)
    twice = [label for label, count in Counter(labels).items() if count > 1]
    if twice:
        raise LabelMismatch("repeated-labels", name=name, dim=dim, labels=listed(twice))
    return labels


def begun(projects: Projects, starts: Mapping[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the projects of a plan in the order of the table, and the year each starts in.

    Raises
    ------
    InputError
        A project that is not in the table, a start that is no whole year or one it may not take; all are listed.
    """
    codes = projects.codes
    bounds = dict(zip(codes, zip(projects.numbers("earliest"), projects.numbers("latest"), strict=True), strict=True))
    problems = [f"{code} is no candidate" for code in starts if code not in bounds]
    for code, year in starts.items():
        if isinstance(year, bool) or not isinstance(year, int | np.integer):
            problems.append(f"{code}: {year!r} is no year")
        elif code in bounds and (year < bounds[code][0] or year > bounds[code][1]):
            problems.append(f"{code}: {year} lies outside {bounds[code][0]:g} to {bounds[code][1]:g}")
    if problems:
        raise InputError("bad-starts", count=len(problems), problems=listed(problems))
    chosen = np.array([at for at, code in enumerate(codes) if code in starts], dtype=np.int64)
    return chosen, np.array([int(starts[codes[at]]) for at in chosen], dtype=np.int64)
