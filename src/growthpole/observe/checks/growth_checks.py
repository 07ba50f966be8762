"""Published growth against the growth of the published levels, as far as their printed digits carry.

A rate and two levels can be the same statement only if the rounding band of the rate meets that of the
levels' ratio. Where several versions of the levels stand side by side, one that agrees is enough. A rate
at constant prices says something else than levels at current prices: such pairs are counted and said
once for each indicator, never judged one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np

from growthpole.errors import Finding, InputError, UnitMismatch
from growthpole.observe.checks.rows import PrintedRows
from growthpole.tables.bands import Band, fraction_band, growth_band, meet, printed_band
from growthpole.units import Unit, parse_unit

__all__ = ["check_growth"]

_PLACE: Final = ("table", "region", "region_label", "activity")


@dataclass(frozen=True, slots=True)
class _Level:
    """A level with what must agree before two of them are compared."""

    row: int
    version: tuple[str, str, str]


def check_growth(rows: PrintedRows, growth_of: Mapping[str, str]) -> list[Finding]:
    """Findings for published rates that no pair of published levels gives.

    Parameters
    ----------
    rows : PrintedRows
        The rows.
    growth_of : mapping of str to str
        Heading or indicator of each growth rate to that of its level.

    Examples
    --------
    >>> import pandas as pd
    >>> from growthpole.observe.checks.rows import printed_rows
    >>> table = pd.DataFrame(
    ...     {
    ...         "header": ["gdp", "gdp", "growth"],
    ...         "period": ["2020", "2021", "2021"],
    ...         "value": ["100", "108", "9.5"],
    ...         "unit": ["亿元", "亿元", "%"],
    ...     }
    ... ).assign(region="A")
    >>> found = check_growth(printed_rows(table), {"growth": "gdp"})[0]
    >>> found.value, found.params["low"], found.params["high"]
    ('9.5', '7.0', '9.0')
    """
    headers = rows.frame["header"].to_numpy(dtype=object)
    known = ~np.isnan(rows.numbers)
    wanted = np.flatnonzero(np.isin(headers, list(growth_of)) & known).tolist()
    if not wanted:
        return []
    levels = _levels(rows, set(growth_of.values()), known)
    places = rows.ids(*_PLACE)
    findings: list[Finding] = []
    other_prices: dict[str, list[tuple[int, int, int, float]]] = defaultdict(list)
    for row in wanted:
        rate = _rate(rows, row)
        year = rows.text("period", row)
        if rate is None or not _is_year(year):
            continue
        level = growth_of[headers[row]]
        ends = levels.get((int(places[row]), level, int(year)), [])
        starts = levels.get((int(places[row]), level, int(year) - 1), [])
        pairs = _pairs(rows, row, starts, ends)
        if not pairs:
            continue
        bands = [(start, end, band) for start, end in pairs if (band := _apparent(rows, start, end)) is not None]
        if not bands:
            continue
        start, end, band = bands[0]
        if _basis(rows, row) == "constant" and _basis(rows, end) == "current":
            met = any(meet(rate, each) for *_, each in bands)
            other_prices[headers[row]].append((row, end, 0 if met else 1, rate.value - band.value))
        elif not any(meet(rate, each) for *_, each in bands):
            findings.append(_differing(rows, row, start, end, band))
    return findings + [_other_prices(rows, found, growth_of) for found in other_prices.values()]


def _levels(rows: PrintedRows, wanted: set[str], known: np.ndarray) -> dict[tuple[int, str, int], list[_Level]]:
    headers = rows.frame["header"].to_numpy(dtype=object)
    places = rows.ids(*_PLACE)
    found: dict[tuple[int, str, int], list[_Level]] = defaultdict(list)
    for row in np.flatnonzero(np.isin(headers, list(wanted)) & known).tolist():
        year = rows.text("period", row)
        if _is_year(year):
            version = (rows.text("version", row), rows.text("price_basis", row), rows.text("unit", row))
            found[int(places[row]), headers[row], int(year)].append(_Level(row, version))
    return found


def _pairs(rows: PrintedRows, row: int, starts: list[_Level], ends: list[_Level]) -> list[tuple[int, int]]:
    """Levels of one version, that of the rate first; levels at the prices of the rate before others."""
    pairs = [(start, end) for end in ends for start in starts if start.version == end.version]
    own, basis = rows.text("version", row), _basis(rows, row)
    same = [pair for pair in pairs if basis and _basis(rows, pair[1].row) == basis]
    ordered = sorted(same or pairs, key=lambda pair: pair[1].version[0] != own)
    return [(start.row, end.row) for start, end in ordered]


def _basis(rows: PrintedRows, row: int) -> str:
    """``current``, ``constant``, or empty where the prices are not said."""
    said = rows.text("price_basis", row)
    return next((kind for kind in ("current", "constant") if kind in said), "")


def _unit(rows: PrintedRows, row: int) -> Unit | None:
    try:
        return parse_unit(rows.text("unit", row))
    except UnitMismatch:
        return None


def _rate(rows: PrintedRows, row: int) -> Band | None:
    """Band of a rate; None where it is no ratio, or has more digits than a band can carry."""
    unit = _unit(rows, row)
    if unit is None or unit.quantity != "ratio":
        return None
    try:
        return fraction_band(str(rows.exact(row)), unit)
    except InputError:
        return None


def _apparent(rows: PrintedRows, start: int, end: int) -> Band | None:
    """Growth between two printed levels; None where a level is not clearly above zero, or the rate no number."""
    unit = _unit(rows, end) or Unit("", "", Decimal(0))
    try:
        before, after = (printed_band(str(rows.exact(row)), unit) for row in (start, end))
        return growth_band(before, after, 1)
    except InputError:
        return None


def _differing(rows: PrintedRows, row: int, start: int, end: int, band: Band) -> Finding:
    return rows.finding(
        "growth-differs",
        row,
        {
            "label": rows.label(row),
            "header": rows.text("header", row),
            "period": rows.text("period", row),
            "level": rows.text("header", end),
            "start": rows.text("value", start),
            "start_at": rows.where(start),
            "end": rows.text("value", end),
            "end_at": rows.where(end),
            **{name: f"{100 * getattr(band, name):.1f}" for name in ("low", "high")},
            "basis": rows.text("price_basis", row) or "–",
            "level_basis": rows.text("price_basis", end) or "–",
        },
    )


def _other_prices(rows: PrintedRows, found: list[tuple[int, int, int, float]], growth_of: Mapping[str, str]) -> Finding:
    first, end, *_ = found[0]
    header = rows.text("header", first)
    return rows.finding(
        "growth-other-prices",
        first,
        {
            "header": header,
            "level": growth_of[header],
            "count": str(len(found)),
            "outside": str(sum(apart for *_, apart, _ in found)),
            "most": f"{100 * max((gap for *_, gap in found), key=abs):+.1f}",
            "basis": rows.text("price_basis", first),
            "level_basis": rows.text("price_basis", end),
        },
    )


def _is_year(period: str) -> bool:
    return len(period) == 4 and period.isascii() and period.isdigit()
