"""Sensitivities: which assumption matters most, and what would have to be true.

One assumption at a time is moved to the ends of its range, all others kept, and the plan is judged again. That shows
which figure is worth finding out. It does not show what happens when several go wrong together: the scenarios do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from growthpole.errors import InputError, listed
from growthpole.plan.candidates import TRIPLES, Projects
from growthpole.progress import OnProgress, map_ordered, silent

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import pandas as pd

__all__ = ["Range", "critical_assumptions", "turning_points"]

How = Literal["factor", "shift"]
Evaluate = Callable[[Projects], float]

MOVABLE: Final[Mapping[str, tuple[float, float]]] = {
    **dict.fromkeys(("probability", "value_added", "displacement"), (0.0, 1.0)),
    **dict.fromkeys(("investment", "output", "jobs", "energy"), (0.0, np.inf)),
    **dict.fromkeys(("lead", "ramp", "spend", "delay"), (0.0, 50.0)),
    "utilisation": (0.0, 1.2),
    "overrun": (1e-6, 100.0),
}
_ALONG: Final[Mapping[str, tuple[str, ...]]] = {
    "investment": ("investment", "public", "foreign"),
    **{name: (f"{name}_low", name, f"{name}_high") for name in TRIPLES},
}


@dataclass(frozen=True, slots=True)
class Range:
    """How far an assumption may be from what is assumed.

    Parameters
    ----------
    low, high : float
        Ends, low ≤ high: factors on the figure (0.8 to 1.2, holding 1) or amounts added to it (−1 to 2, holding 0).
    column : str
        Which figure of :class:`Projects`; empty where the name of the range says it. The three figures of a triple
        move together, and so do investment and its public and foreign parts.
    how : {"factor", "shift"}
        Whether the ends are factors or added.
    projects : tuple of str
        Codes of the projects it is about; empty for all.

    Raises
    ------
    InputError
        Ends that are not finite or out of order or do not hold what is assumed; an unknown ``how``.

    Examples
    --------
    >>> Range(0.0, 2.0, "delay", how="shift").assumed
    0.0
    """

    low: float
    high: float
    column: str = ""
    how: How = "factor"
    projects: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (np.isfinite([self.low, self.high]).all() and self.low <= self.assumed <= self.high):
            raise InputError("bad-sensitivity", low=self.low, high=self.high, how=self.how, assumed=self.assumed)

    @property
    def assumed(self) -> float:
        """The factor, or the amount added, that changes nothing."""
        match self.how:
            case "factor":
                return 1.0
            case "shift":
                return 0.0
            case _:
                raise InputError("unknown-option", option="how", value=self.how, known="factor, shift")


def critical_assumptions(
    evaluate: Evaluate,
    projects: Projects,
    *,
    ranges: Mapping[str, Range | tuple[float, float]],
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> pd.DataFrame:
    """Which assumption moves the result most, one at a time (a tornado).

    Parameters
    ----------
    evaluate : callable
        Result of a plan of these projects, such as the odds of the target or the expected value added. It must draw
        the same random numbers each time, or the swings are noise.
    projects : Projects
        The projects as assumed.
    ranges : mapping of str to Range or (low, high)
        Range of each assumption by its name. A pair is a range of factors on the column of that name.
    executor : Executor, optional
        Workers; the result does not depend on their number.
    on_progress : callable
        Told after each evaluation.

    Returns
    -------
    DataFrame
        ``assumption, low, high`` (factors, or amounts added), ``value_low, value_high`` (results there), ``value``
        (the result as assumed, the same in all rows), ``swing`` (largest less least of the three) and ``cut`` (how
        many project figures would have left the range such a figure can have, at either end, and were kept at its
        border). Largest swing first, equal ones in the order given. Results in the unit of ``evaluate``.

    Raises
    ------
    InputError
        Unknown columns or projects, a bad range, a result that is not a finite number.

    Examples
    --------
    >>> import pandas as pd
    >>> one = {"probability": 0.5, "investment": 10.0, "output": 12.0, "value_added": 0.25}
    >>> plant = Projects(pd.DataFrame([one], index=["plant"]), "1e8 CNY")
    >>> expected = lambda p: float((p.numbers("probability") * p.numbers("output")).sum())
    >>> found = critical_assumptions(expected, plant, ranges={"output": (0.9, 1.1), "probability": (0.5, 1.5)})
    >>> found[["assumption", "value_low", "value_high", "swing"]].values.tolist()
    [['probability', 3.0, 9.0, 6.0], ['output', 5.4, 6.6000000000000005, 1.2000000000000002]]

    References
    ----------
    Eschenbach, T. G. (1992). Spiderplots versus tornado diagrams for sensitivity analysis. Interfaces 22(6), 40–46.
    doi:10.1287/inte.22.6.40
    """
    import pandas as pd

    wanted = _ranges(ranges, projects)
    ends = [_moved(projects, span, end) for span in wanted.values() for end in (span.low, span.high)]
    judge = partial(_judged, evaluate)
    plans = [projects, *(plan for plan, _ in ends)]
    base, *values = map_ordered(judge, plans, executor=executor, on_progress=on_progress, stage="assumptions")
    rows: list[dict[str, Any]] = []
    for at, (name, span) in enumerate(wanted.items()):
        low, high = values[2 * at : 2 * at + 2]
        rows.append(
            {
                "assumption": name,
                "low": span.low,
                "high": span.high,
                "value_low": low,
                "value_high": high,
                "value": base,
                "swing": max(low, base, high) - min(low, base, high),
                "cut": sum(cut for _, cut in ends[2 * at : 2 * at + 2]),
            }
        )
    columns = ["assumption", "low", "high", "value_low", "value_high", "value", "swing", "cut"]
    return pd.DataFrame(rows, columns=columns).sort_values("swing", ascending=False, kind="stable", ignore_index=True)


def turning_points(
    evaluate: Evaluate,
    projects: Projects,
    *,
    ranges: Mapping[str, Range | tuple[float, float]],
    threshold: float,
    steps: int = 12,
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> pd.DataFrame:
    """What would have to be true: how far each assumption alone must move for the result to cross a threshold.

    Parameters
    ----------
    evaluate, projects, ranges, executor, on_progress
        As for :func:`critical_assumptions`.
    threshold : float
        Such as odds of one half. A result of the threshold or more is above.
    steps : int
        Halvings of the way from what is assumed to the end, 1 to 50: the point is known to a part of 2^−steps of it.

    Returns
    -------
    DataFrame
        For each assumption and end: ``assumption, end`` (low or high), ``value`` (the result there), ``turns``
        (whether it lies on the other side of the threshold) and ``at``, the first factor, or amount added, found on
        the other side; NaN where it does not turn. In the order given. Where the result rises and falls along the
        way, ``at`` is one of several such points.

    Raises
    ------
    InputError
        As for :func:`critical_assumptions`; a threshold that is no finite number, steps outside 1 to 50.

    Examples
    --------
    >>> import pandas as pd
    >>> one = {"probability": 0.5, "investment": 10.0, "output": 12.0, "value_added": 0.25}
    >>> plant = Projects(pd.DataFrame([one], index=["plant"]), "1e8 CNY")
    >>> expected = lambda p: float((p.numbers("probability") * p.numbers("output")).sum())
    >>> found = turning_points(expected, plant, ranges={"output": (0.5, 1.5)}, threshold=4.5, steps=2)
    >>> found[["end", "turns", "at"]].values.tolist()
    [['low', True, 0.625], ['high', False, nan]]

    References
    ----------
    Gittinger, J. P. (1982). Economic Analysis of Agricultural Projects, 2nd ed. Johns Hopkins University Press, ch. 10
    (switching values).
    Bryant, B. P., Lempert, R. J. (2010). Thinking inside the box: a participatory, computer-assisted approach to
    scenario discovery. Technological Forecasting and Social Change 77(1), 34–49. doi:10.1016/j.techfore.2009.08.002
    """
    import pandas as pd

    if not np.isfinite(threshold):
        raise InputError("bad-result", received=threshold)
    if isinstance(steps, bool) or not isinstance(steps, int) or not 1 <= steps <= 50:
        raise InputError("not-whole", name="steps", low=1, high=50, received=steps)
    wanted = _ranges(ranges, projects)
    above = _judged(evaluate, projects) >= threshold
    ways = [(name, end, span, getattr(span, end)) for name, span in wanted.items() for end in ("low", "high")]
    search = partial(_turn, evaluate, projects, threshold, steps, above=above)
    todo = [(span, far) for _, _, span, far in ways]
    found = map_ordered(search, todo, executor=executor, on_progress=on_progress, stage="turning points")
    rows = [
        {"assumption": name, "end": end, "value": value, "turns": turns, "at": at}
        for (name, end, _, _), (value, turns, at) in zip(ways, found, strict=True)
    ]
    return pd.DataFrame(rows, columns=["assumption", "end", "value", "turns", "at"])


def _turn(
    evaluate: Evaluate, projects: Projects, threshold: float, steps: int, way: tuple[Range, float], *, above: bool
) -> tuple[float, bool, float]:
    """The result at the end of a way, whether it is on the other side there, and the first such point found."""
    span, at = way
    value = _judged(evaluate, _moved(projects, span, at)[0])
    if (value >= threshold) == above:
        return value, False, float("nan")
    near = span.assumed
    for _ in range(steps):
        middle = (near + at) / 2
        beyond = (_judged(evaluate, _moved(projects, span, middle)[0]) >= threshold) != above
        near, at = (near, middle) if beyond else (middle, at)
    return value, True, at


def _ranges(ranges: Mapping[str, Range | tuple[float, float]], projects: Projects) -> dict[str, Range]:
    """The ranges with their columns, all problems at once."""
    made: dict[str, Range] = {}
    problems: list[str] = []
    for name, given in ranges.items():
        span = given if isinstance(given, Range) else Range(*given)
        column = span.column or name
        if column not in MOVABLE:
            problems.append(f"{name}: {column}")
        problems += [f"{name}: {code}" for code in span.projects if code not in projects.codes]
        made[name] = Range(span.low, span.high, column, span.how, span.projects)
    if problems:
        raise InputError("unknown-assumptions", names=listed(problems, 50), known=", ".join(MOVABLE))
    return made


def _moved(projects: Projects, span: Range, end: float) -> tuple[Projects, int]:
    """The projects with one assumption moved, and how many of its figures were kept at a border."""
    table = projects.table.copy()
    which = np.isin(projects.codes, span.projects) if span.projects else np.ones(len(projects), dtype=bool)
    least, most = MOVABLE[span.column]
    moved = 0
    before = projects.numbers(span.column)
    for name in _ALONG.get(span.column, (span.column,)):
        figures = projects.numbers(name)
        if span.column == "investment" and span.how == "shift":
            # else a smaller investment could be less than its own public part
            share = np.divide(figures, before, out=np.zeros_like(figures), where=before > 0)
            shifted = figures + end * (share if name != "investment" else 1.0)
        else:
            shifted = figures * end if span.how == "factor" else figures + end
        kept = np.clip(shifted, least, most)
        moved += int((which & (kept != shifted)).sum())
        table[name] = np.where(which, kept, figures)
    return Projects(table, projects.unit), moved


def _judged(evaluate: Evaluate, projects: Projects) -> float:
    value = float(evaluate(projects))
    if not np.isfinite(value):
        raise InputError("bad-result", received=value)
    return value
