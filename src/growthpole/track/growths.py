"""Growth of the actuals over a year, and when there is none to state.

A year is compared with the year before, a month with the same month, a year to date with the same months of the year
before; a year to date never with a whole year. Across a series break there is no growth, only two figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from growthpole.dims import REASONS
from growthpole.errors import InputError
from growthpole.tables.bands import Band, growth_band, printed_band
from growthpole.tables.breaks import SeriesBreak, crossing, require_no_crossing
from growthpole.tables.periods import parse_period
from growthpole.track.entries import Actual, Entry
from growthpole.track.histories import current
from growthpole.units import parse_unit

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["growth_between", "year_on_year"]

SERIES = ("indicator", "region", "activity", "scope", "price_basis")


def growth_between(earlier: Actual, later: Actual, breaks: Iterable[SeriesBreak] = ()) -> Band:
    """Growth per year between two figures of one series, as far as their printed digits carry it.

    ``g = (later / earlier)^(1 / years) − 1`` with its rounding band.

    Parameters
    ----------
    earlier, later : Actual
        Two figures of one indicator, region, activity, scope and price basis, stated exactly, above 0. Years go with
        years; intervals, months and days with the same part of another year.
    breaks : iterable of SeriesBreak
        Breaks that are known.

    Returns
    -------
    Band
        Fraction per year.

    Raises
    ------
    InputError
        Two series, periods that cannot be compared (a year to date and a whole year), a break between the two, a
        figure that is not exact or not above 0.
    UnitMismatch
        The units measure different quantities.

    Examples
    --------
    >>> told = {"indicator": "revenue", "unit": "1e12 CNY", "source": "bulletin", "vintage": "2024-02-01"}
    >>> growth = growth_between(Actual(period="2021", value="2.4", **told), Actual(period="2023", value="2.6", **told))
    >>> [round(100 * rate, 1) for rate in (growth.low, growth.value, growth.high)]
    [2.0, 4.1, 6.2]

    References
    ----------
    Moore, R. E., Kearfott, R. B., Cloud, M. J. (2009). Introduction to Interval Analysis. SIAM.
    doi:10.1137/1.9780898717716
    """
    differ = [name for name in SERIES if getattr(earlier, name) != getattr(later, name)]
    if differ:
        raise InputError("growth-other-series", fields=", ".join(differ), earlier=earlier.key, later=later.key)
    first, last = parse_period(earlier.period), parse_period(later.period)
    years = last.start[0] - first.start[0]
    if _shifted(earlier.period, years) != later.period or years < 1:
        raise InputError("growth-other-period", earlier=earlier.period, later=later.period)
    labels = {name: getattr(later, name) for name in ("indicator", "region", "activity", "scope")}
    require_no_crossing(breaks, "growth", earlier.period, later.period, **labels)
    inexact = [one for one in (earlier, later) if one.operator != "="]
    if inexact:
        raise InputError("growth-inexact", value=f"{inexact[0].operator} {inexact[0].value}", period=inexact[0].period)
    return growth_band(*_in_one_unit(earlier, later), years)


def year_on_year(entries: Iterable[Entry], breaks: Sequence[SeriesBreak] = ()) -> pd.DataFrame:
    """Growth of every actual over the same period of the year before, and the reason where there is none.

    ``g = later / earlier − 1`` with its rounding band.

    Parameters
    ----------
    entries : iterable of Entry
        Entries of the ledger, with their corrections.
    breaks : sequence of SeriesBreak
        Breaks that are known; growth across one is never stated.

    Returns
    -------
    DataFrame
        One row for each current actual, by series and time: ``indicator, region, activity, scope, price_basis,
        period``, ``before`` (the period of a year earlier), ``value``, ``low``, ``high`` (fractions), ``entry`` and
        ``entry_before`` (their numbers in the ledger), ``reason`` (code of ``dims.REASONS``) and ``series_break`` (its
        id). Reasons: ``missing`` without an actual of the year before, ``series_break``, ``zero_base`` and
        ``not_applicable`` (below 0, not stated exactly, or in another quantity).

    Raises
    ------
    InputError
        A rate too large for a number.

    Examples
    --------
    >>> told = {"indicator": "revenue", "unit": "1e12 CNY", "source": "bulletin", "vintage": "2024-02-01"}
    >>> actuals = [Actual(period=period, value=value, **told) for period, value in (("2022", "2.5"), ("2023", "2.6"))]
    >>> year_on_year(actuals)[["period", "value", "reason"]].round(3).values.tolist()
    [['2022', nan, 5], ['2023', 0.04, 0]]

    References
    ----------
    Textbook definition: the ratio of two levels a year apart, less one.
    """
    import pandas as pd

    found = {(*_series(one), one.period): one for one in current(entries) if isinstance(one, Actual)}
    rows = []
    for key in sorted(found, key=lambda key: (key[:-1], parse_period(key[-1]))):
        later = found[key]
        before = _shifted(later.period, -1)
        earlier = found.get((*key[:-1], before))
        row: dict[str, Any] = {**dict(zip((*SERIES, "period"), key, strict=True)), "before": before}
        band, reason, broken = _judged(earlier, later, breaks)
        row |= dict.fromkeys(("value", "low", "high"), np.nan) if band is None else _numbers(band)
        row |= {"entry": later.number, "entry_before": 0 if earlier is None else earlier.number}
        rows.append({**row, "reason": REASONS[reason], "series_break": broken})
    columns = [*SERIES, "period", "before", "value", "low", "high", "entry", "entry_before", "reason", "series_break"]
    return pd.DataFrame(rows, columns=columns)


def _judged(earlier: Actual | None, later: Actual, breaks: Sequence[SeriesBreak]) -> tuple[Band | None, str, str]:
    if earlier is None:
        return None, "missing", ""
    labels = {name: getattr(later, name) for name in ("indicator", "region", "activity", "scope")}
    crossed = crossing(breaks, earlier.period, later.period, **labels)
    if crossed:
        return None, "series_break", crossed[0].id
    if earlier.operator != "=" or later.operator != "=":
        return None, "not_applicable", ""
    if parse_unit(earlier.unit).quantity != parse_unit(later.unit).quantity:
        return None, "not_applicable", ""
    bands = _in_one_unit(earlier, later)
    if min(band.value for band in bands) < 0:
        return None, "not_applicable", ""
    if bands[0].low <= 0:
        return None, "zero_base", ""
    if bands[1].low <= 0:  # nothing is left, as far as the digits tell: no quantity falls by more than all of it
        first, last = bands
        return Band(last.value / first.value - 1, -1.0, last.high / first.low - 1), "defined", ""
    return growth_band(*bands, 1), "defined", ""


def _numbers(band: Band) -> dict[str, float]:
    return {"value": band.value, "low": band.low, "high": band.high}


def _series(one: Actual) -> tuple[str, ...]:
    return tuple(getattr(one, name) for name in SERIES)


def _in_one_unit(earlier: Actual, later: Actual) -> tuple[Band, Band]:
    """Rounding bands of two figures in the unit of the later one."""
    from growthpole.units import convert

    unit = parse_unit(later.unit)
    bands = []
    for one in (earlier, later):
        band = printed_band(one.value, parse_unit(one.unit))
        ends = (convert(Decimal(repr(end)), one.unit, unit.key) for end in (band.value, band.low, band.high))
        bands.append(Band(*ends))
    return bands[0], bands[1]


def _shifted(period: str, years: int) -> str:
    """The same part of another year; a day that year does not have is left as text no period matches."""

    def later(part: re.Match[str]) -> str:
        return f"{int(part[0]) + years:04}"

    return re.sub(r"(?<![\d-])\d{4}", later, period)
