"""Numbers a power of ten away from what their series and their neighbours lead to expect.

A decimal point slips, a zero is lost, 万元 stands for 亿元. A number is compared on the log scale with two
expectations: that of *its own series*, what its region had in the nearest periods, freed of what all
regions did in common; and that of *companion columns* of the same sheet and period, whose ratio to
its column is steadiest over regions (output to value added, people to institutions, share of the nation).
It is a slip when it lies within 0.15 of a power of ten from the expectation and more than six robust
deviations (median and MAD) out, while what it is compared with lies close. A column that as a whole lies
a power of ten from the same column at other periods or in other sources is one finding, not one for
each cell. Rates, shares and indices are not looked at, nor zeros, negative numbers, and numbers of one digit.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from growthpole.errors import Finding
from growthpole.observe.checks.log_tables import Logs, LogTable
from growthpole.observe.checks.robust_logs import median, power_of_ten, sigma, window_median
from growthpole.observe.checks.rows import Floats, PrintedRows

__all__ = ["check_ratios"]

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
_COMMON: Final = 5
"""Regions a column needs for its median to say what all regions did."""
_MANY: Final = 8
"""Regions a ratio needs for its deviations to be judged."""
_LEAST: Final = 5
"""Periods a series of a region needs where too few regions stand beside it."""
_SPAN: Final = 10
_COMPANIONS: Final = 3
_STEADY: Final = 0.15
_SMALL: Final = 0.5
_DIGITS: Final = 10.0
"""Units of the last digit below which a number has too few digits for its size to be known."""


def check_ratios(rows: PrintedRows, vouched: Mask | None = None) -> list[Finding]:
    """Findings for numbers, and for whole columns, that lie a power of ten off.

    Parameters
    ----------
    rows : PrintedRows
        The rows.
    vouched : array of bool, optional
        Rows whose sum with others makes a printed total: no digit slipped there, however odd the number.

    Examples
    --------
    >>> import pandas as pd
    >>> from growthpole.observe.checks.rows import printed_rows
    >>> table = pd.DataFrame({"period": [str(year) for year in range(2015, 2022)], "value": "101"})
    >>> table = table.assign(region="A", header="jobs", unit="person")
    >>> table.loc[3, "value"] = "1012"
    >>> [(found.value, found.params["factor"]) for found in check_ratios(printed_rows(table))]
    [('1012', '×10')]
    """
    if not len(rows):
        return []
    looked = Logs.of(rows)
    findings: list[Finding] = []
    power = np.zeros(len(rows), dtype=np.int64)
    expected = np.full(len(rows), np.nan)
    for table in looked.series():
        findings += _columns_off(looked, table)
        found, wanted = _off_series(table)
        _keep(looked, power, expected, table, found, wanted)
    by_series = power != 0
    for table in looked.sheets():
        found, wanted = _off_companions(table)
        _keep(looked, power, expected, table, found, wanted)
    if vouched is not None:
        power[vouched] = 0
    for row in np.flatnonzero(power).tolist():
        code = "power-of-ten-in-series" if by_series[row] else "power-of-ten-between-columns"
        likely = 10 ** float(expected[row] - looked.units[row])
        label = {"label": rows.label(row), "header": rows.text("header", row), "period": rows.text("period", row)}
        told = {**label, "factor": _factor(int(power[row])), "expected": _short(likely)}
        findings.append(rows.finding(code, row, told))
    return findings


def _columns_off(looked: Logs, table: LogTable) -> list[Finding]:
    """Columns that as a whole lie a power of ten off; they are set right in ``table`` for what follows."""
    common = (~np.isnan(table.logs)).sum(axis=0) >= _COMMON
    if common.sum() < 2:
        return []
    where = np.flatnonzero(common)
    logs = table.logs[:, where]
    own = logs - median(logs, 1)[:, None]
    if len(where) == 2:
        # Of two columns neither is the odd one; only a factor no growth gives is named, at the later.
        own = np.column_stack([np.zeros(len(logs)), logs[:, 1] - logs[:, 0]])
    level = median(own, 0)
    steady = sigma(own - level, 0) <= _STEADY
    deviation = level if len(where) == 2 else level - window_median(level[None, :])[0]
    power = power_of_ten(deviation, np.zeros(len(where)))
    power[~steady | ((len(where) == 2) & (np.abs(power) < 2))] = 0
    rest = np.abs(np.where(power != 0, 0.0, deviation))
    if not power.any() or (power != 0).sum() * 2 > len(where) or rest.max() > _SMALL:
        return []
    findings = []
    for place in np.flatnonzero(power).tolist():
        column = int(where[place])
        held = table.places[:, column]
        other = int(where[place - 1] if place else where[1])
        beside = int(table.places[:, other][table.places[:, other] >= 0].min())
        row = int(held[held >= 0].min())
        params = {
            "header": looked.rows.text("header", row),
            "period": looked.rows.text("period", row),
            "unit": looked.rows.text("unit", row) or "–",
            "factor": _factor(int(power[place])),
            "count": str(int((held >= 0).sum())),
            "other": looked.rows.finding("", beside, {}).place(),
            "other_period": looked.rows.text("period", beside),
        }
        findings.append(looked.rows.finding("power-of-ten-column", row, params))
        looked.logs[held[held >= 0]] -= power[place]
        looked.units[held[held >= 0]] -= power[place]
        table.logs[:, column] -= power[place]
    return findings


def _off_series(table: LogTable) -> tuple[Ints, Floats]:
    """Power of ten of each number from its own series, and the log that was expected."""
    logs = table.logs
    known = ~np.isnan(logs)
    common = known.sum(axis=0) >= _COMMON
    moved = np.zeros(logs.shape[1])
    least = _LEAST
    if 2 * common.sum() >= len(common):
        # Each region is set against itself first: between regions of unlike size the median jumps when one slips.
        moved = median(logs - median(logs, 1)[:, None], 0)
        logs = np.where(common, logs - moved, np.nan)
        least = 3
    expected = window_median(logs)
    deviation = logs - expected
    scale = np.maximum(sigma(deviation, 1)[:, None], sigma(deviation[known & ~np.isnan(deviation)], 0))
    power = power_of_ten(deviation, scale)
    with np.errstate(invalid="ignore"):
        large = (np.abs(deviation) > _SMALL).sum(axis=1)
    counted = (~np.isnan(logs)).sum(axis=1)
    power[(counted < least) | (large > np.maximum(1, counted // 5))] = 0
    return power, expected + moved


def _off_companions(table: LogTable) -> tuple[Ints, Floats]:
    """Power of ten of each number from the columns whose ratio to its own is steadiest, and the log expected."""
    power = np.zeros(table.logs.shape, dtype=np.int64)
    expected = np.full(table.logs.shape, np.nan)
    wide = np.flatnonzero((~np.isnan(table.logs)).sum(axis=0) >= _MANY)
    if len(wide) < 2:
        return power, expected
    logs = table.logs[:, wide]
    deviation, scale, found = _ratios(logs)
    best = np.argsort(scale, axis=1, kind="stable")[:, :_COMPANIONS]
    known = ~np.isnan(np.take_along_axis(scale, best, 1))
    nearest = np.take_along_axis(deviation, best[None], 2)
    found = np.where(known[None], np.take_along_axis(found, best[None], 2), 0)
    # With one companion only, the odd one of the two is the one further from its column's median.
    apart = np.abs(logs - median(logs, 0))
    shift = _shifts(len(wide))[best[:, 0]]
    beside = apart[:, np.clip(np.arange(len(wide)) + shift, 0, len(wide) - 1)]
    with np.errstate(invalid="ignore"):
        alone = np.where(apart > beside, found[:, :, 0], 0)
    ordered = np.sort(found, axis=2)
    agreed = np.where(ordered[:, :, :-1] == ordered[:, :, 1:], ordered[:, :, 1:], 0)
    strongest = (
        np.take_along_axis(agreed, np.abs(agreed).argmax(axis=2)[:, :, None], 2)[:, :, 0] if agreed.shape[2] else alone
    )
    power[:, wide] = np.where(known.sum(axis=1) >= 2, strongest, alone)
    expected[:, wide] = logs - median(np.where(known[None], nearest, np.nan), 2)
    return power, expected


def _shifts(count: int) -> Ints:
    """Distances at which companions are looked for."""
    reach = min(_SPAN, count - 1)
    return np.array([*range(1, reach + 1), *range(-1, -reach - 1, -1)], dtype=np.int64)


def _ratios(logs: Floats) -> tuple[Floats, Floats, Ints]:
    """Deviations of the log ratio of each column to those near it, their scales, and the powers of ten they are."""
    regions, count = logs.shape
    shifts = _shifts(count)
    deviation = np.full((regions, count, len(shifts)), np.nan)
    scale = np.full((count, len(shifts)), np.nan)
    found = np.zeros(deviation.shape, dtype=np.int64)
    half = len(shifts) // 2
    for place, shift in enumerate(shifts[:half].tolist()):
        ratio = logs[:, :-shift] - logs[:, shift:]
        apart = ratio - median(ratio, 0)
        wide = sigma(apart, 0)
        wide[(~np.isnan(ratio)).sum(axis=0) < _MANY] = np.nan
        power = power_of_ten(apart, wide)
        # A ratio with several far deviations is no measure of one of them.
        with np.errstate(invalid="ignore"):
            power[:, (np.abs(apart) > _SMALL).sum(axis=0) > 1] = 0
        deviation[:, :-shift, place], deviation[:, shift:, half + place] = apart, -apart
        scale[:-shift, place] = scale[shift:, half + place] = wide
        found[:, :-shift, place], found[:, shift:, half + place] = power, -power
    return deviation, scale, found


def _keep(looked: Logs, power: Ints, expected: Floats, table: LogTable, found: Ints, wanted: Floats) -> None:
    """Enter what was found for numbers that nothing was found for yet and that have digits enough."""
    lines, columns = np.nonzero(found)
    for line, column in zip(lines.tolist(), columns.tolist(), strict=True):
        row = int(table.places[line, column])
        least = 10 ** float(min(table.logs[line, column], wanted[line, column]) - looked.units[row])
        if power[row] == 0 and least >= _DIGITS * 2 * looked.rows.halves[row]:
            power[row], expected[row] = found[line, column], wanted[line, column]


def _factor(power: int) -> str:
    """A power of ten as people say it.

    Examples
    --------
    >>> _factor(4), _factor(-1)
    ('×10,000', '÷10')
    """
    return f"×{10**power:,}" if power > 0 else f"÷{10**-power:,}"


def _short(value: float) -> str:
    return f"{float(f'{value:.3g}'):,g}" if value < 1e6 else f"{float(f'{value:.3g}'):,.0f}"
