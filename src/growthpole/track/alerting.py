"""Alerts: a rule, the value it looked at, the limit it holds it against, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import xarray as xr

from growthpole.dims import PERIOD
from growthpole.errors import InputError, listed
from growthpole.tables.periods import parse_period
from growthpole.track.counting import standings
from growthpole.track.entries import Decision, Entry
from growthpole.track.histories import current, day_of
from growthpole.track.limits import BEYOND, RUN, RUN_LENGTH, control_limits
from growthpole.track.sums import money_of

__all__ = ["LEAST_POINTS", "Alert", "chart_alerts", "due_alerts", "newest_run", "run_alerts"]

LEAST_POINTS: Final = 8
"""Years in a row from which a series is charted: limits from fewer are mostly noise."""

Rule = Literal["beyond", "run", "stage_overdue", "decision_overdue", "utilised_above_contracted"]
State = Literal["alert", "past", "quiet", "no_data"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What a rule found.

    Attributes
    ----------
    rule : {"beyond", "run", "stage_overdue", "decision_overdue", "utilised_above_contracted"}
        The rule.
    about : str
        Series, project or decision.
    period : str
        When: the period of the point, or the date that has passed.
    value, limit : str
        What the rule looked at, and what it held that against.
    state : {"alert", "past", "quiet", "no_data"}
        It holds now; it held at an earlier point and no more; it never did; it could not be told.

    Examples
    --------
    >>> Alert(rule="run", about="revenue", period="2024", value="8", limit="8", state="alert").state
    'alert'
    """

    rule: Rule
    about: str
    period: str
    value: str
    limit: str
    state: State


def chart_alerts(limits: xr.Dataset, about: str) -> tuple[Alert, ...]:
    """Both rules at every point of a control chart that breaks one; a rule that is never broken is quiet.

    Parameters
    ----------
    limits : Dataset
        From :func:`growthpole.track.control_limits`.
    about : str
        Name of the series.

    Returns
    -------
    tuple of Alert
        By rule and period. ``alert`` at the newest point, ``past`` before.

    Raises
    ------
    InputError
        No such Dataset.

    Examples
    --------
    >>> import xarray as xr
    >>> from growthpole.track import control_limits
    >>> series = xr.DataArray([1.0, 2.0, 1.0, 2.0, 9.0], coords={"period": range(2020, 2025)}, dims="period")
    >>> [(one.rule, one.period, one.state) for one in chart_alerts(control_limits(series, baseline=4), "revenue")]
    [('beyond', '2024', 'alert'), ('run', '2024', 'quiet')]
    """
    missing = [name for name in ("value", BEYOND, RUN, "lower", "upper", "centre") if name not in limits]
    if missing:
        raise InputError("missing-columns", table="limits", missing=listed(missing))
    periods = [str(period) for period in limits.indexes[PERIOD]]
    values = limits["value"].values
    side = np.sign(values - limits["centre"].item())
    found: list[Alert] = []
    rules: tuple[Literal["beyond", "run"], ...] = ("beyond", "run")
    for rule in rules:
        sides = limits[rule].values
        broken = [at for at, here in enumerate(sides) if here]
        for at in broken or [len(sides) - 1]:
            line = "upper" if (sides[at] or side[at]) > 0 else "lower"
            limit = f"{limits[line].item():.4g}" if rule == BEYOND else str(RUN_LENGTH)
            value = f"{values[at]:.4g}" if rule == BEYOND else str(_length(side[: at + 1]))
            state: State = "quiet" if not broken else "alert" if at == len(sides) - 1 else "past"
            found.append(Alert(rule=rule, about=about, period=periods[at], value=value, limit=limit, state=state))
    return tuple(found)


def newest_run(values: Mapping[int, float]) -> dict[int, float]:
    """The newest values without a gap between their years.

    Examples
    --------
    >>> newest_run({2018: 0.1, 2020: 0.2, 2021: 0.3})
    {2020: 0.2, 2021: 0.3}
    """
    years = sorted(values)
    first = next((at for at in range(len(years) - 1, 0, -1) if years[at] - years[at - 1] != 1), 0)
    return {year: values[year] for year in years[first:]}


def run_alerts(values: Mapping[int, float], about: str, *, centre: float | None = None) -> tuple[Alert, ...]:
    """Alerts of the chart of the newest years in a row; none where there are fewer than ``LEAST_POINTS``.

    Around its own mean no series of eight has eight points on one side: that rule then has no data.

    Parameters
    ----------
    values : mapping of int to float
        A share, such as a growth rate, by year.
    about : str
        Name of the series.
    centre : float, optional
        Where the series should be, as for :func:`growthpole.track.control_limits`.

    Returns
    -------
    tuple of Alert
        As of :func:`chart_alerts`.

    Examples
    --------
    >>> rates = dict(zip(range(2012, 2021), [0.1, 0.2] * 4 + [0.9], strict=True))
    >>> [(one.rule, one.period, one.state) for one in run_alerts(rates, "growth")]
    [('beyond', '2020', 'alert'), ('run', '2019', 'past')]
    >>> run_alerts({year: rate for year, rate in rates.items() if year != 2014}, "growth")
    ()
    """
    run = newest_run(values)
    if len(run) < LEAST_POINTS:
        return ()
    series = xr.DataArray(list(run.values()), coords={PERIOD: list(run)}, dims=PERIOD, attrs={"unit": "1"})
    found = chart_alerts(control_limits(series, centre=centre), about)
    if centre is not None or len(run) > RUN_LENGTH:
        return found
    return tuple(replace(one, state="no_data") if one.rule == RUN else one for one in found)


def _length(sides: np.ndarray) -> int:
    """How many points in a row, up to the last, lie on its side of the mean."""
    other = np.flatnonzero(sides != sides[-1])
    return int(len(sides) - 1 - other[-1]) if len(other) else len(sides)


def due_alerts(entries: Iterable[Entry], on: str) -> tuple[Alert, ...]:
    """What is late on a day: stages, decisions; and foreign money said to be utilised beyond its contracts.

    Parameters
    ----------
    entries : iterable of Entry
        Entries of the ledger, with their corrections.
    on : str
        The day.

    Returns
    -------
    tuple of Alert
        All with state ``alert``: planned stages whose date has passed, open decisions past their due date, and
        projects or events with more utilised than the contracts on record say, in one currency.

    Raises
    ------
    InputError
        Not a day.

    Examples
    --------
    >>> from growthpole.track import StageChange
    >>> plan = StageChange(project="P1", stage="signed", date="2024-03", planned=True, vintage="2024-01-05")
    >>> [(one.rule, one.about, one.value, one.limit) for one in due_alerts([plan], "2024-04-01")]
    [('stage_overdue', 'P1', 'lead', 'signed')]
    """
    entries = tuple(entries)
    day = day_of("on", on)
    found: list[Alert] = []
    for one in standings(entries, on):
        for stage in one.late(day):
            when = "-".join(f"{part:02}" for part in one.planned[stage])
            found.append(_late("stage_overdue", one.project, when, one.furthest, stage))
    found += [
        _late("decision_overdue", entry.id, entry.due, on, entry.due)
        for entry in current(entries)
        if isinstance(entry, Decision) and entry.state == "open" and parse_period(entry.due).end < day
    ]
    return (*found, *_beyond_contracts(entries, on))


def _beyond_contracts(entries: tuple[Entry, ...], on: str) -> Iterator[Alert]:
    sums: dict[tuple[str, str], Counter[str]] = {}
    for about, nature, amount, unit in money_of(entries, on):
        sums.setdefault((about, unit.quantity), Counter())[nature] += amount  # type: ignore[assignment]
    for (about, quantity), money in sums.items():
        if "contracted" in money and money["utilised"] > money["contracted"]:
            currency = quantity.partition(":")[2]
            spent, promised = (f"{money[nature]} {currency}" for nature in ("utilised", "contracted"))
            yield _late("utilised_above_contracted", about, on, spent, promised)


def _late(rule: Rule, about: str, period: str, value: str, limit: str) -> Alert:
    return Alert(rule=rule, about=about, period=period, value=value, limit=limit, state="alert")
