"""Logs of printed numbers laid out as tables: one measure over time, or one sheet in one period."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from growthpole.errors import UnitMismatch
from growthpole.observe.checks.additivity import is_rate
from growthpole.observe.checks.rows import COLUMN, Floats, Places, PrintedRows
from growthpole.units import parse_unit

__all__ = ["LogTable", "Logs"]

Ints = npt.NDArray[np.int64]


@dataclass(slots=True)
class LogTable:
    """Logs of the numbers of regions (rows) in columns, and the row each stands in."""

    logs: Floats
    places: Places


@dataclass(slots=True)
class Logs:
    """Decimal logs of all usable numbers in the base unit, and the ways to lay them out."""

    rows: PrintedRows
    used: Places
    logs: Floats
    units: Floats
    column: Ints
    region: Ints
    series_of: Ints
    sheet_of: Ints
    time: Floats

    @classmethod
    def of(cls, rows: PrintedRows) -> Logs:
        """Lay out the usable rows: numbers above zero, of at least two digits, that are no rates."""
        frame = rows.frame
        pairs = frame[["header", "unit"]].drop_duplicates()
        facts = [(is_rate(*pair), *_size(pair[1])) for pair in pairs.itertuples(index=False, name=None)]
        known = pairs.assign(rate=[fact[0] for fact in facts], size=[fact[1] for fact in facts])
        known["quantity"] = [fact[2] for fact in facts]
        joined = frame[["header", "unit"]].merge(known, how="left", on=["header", "unit"])
        keyed = frame.assign(quantity=joined["quantity"].to_numpy())
        series = (
            keyed.groupby(["header", "label", "activity", "price_basis", "quantity"], sort=False)
            .ngroup()
            .to_numpy()
            .astype(np.int64)
        )
        region = rows.ids("region", "region_label") if (frame["region"] == "").any() else rows.ids("region")
        column = rows.ids(*COLUMN)
        with np.errstate(invalid="ignore", divide="ignore"):
            usable = (rows.numbers > 0) & ~joined["rate"].to_numpy(dtype=bool)
            units = np.log10(joined["size"].to_numpy(dtype=np.float64))
            logs = np.log10(np.where(rows.numbers > 0, rows.numbers, np.nan)) + units
        cell = column.astype(np.int64) * (int(region.max()) + 1) + region
        order = np.argsort(cell, kind="stable")
        same = cell[order][1:] == cell[order][:-1]
        usable[order[1:][same]] = usable[order[:-1][same]] = False
        sheet = rows.ids("table", "period")
        years = {text: _year(text) for text in frame["period"].unique()}
        time = frame["period"].map(years).to_numpy(dtype=np.float64)
        used = np.flatnonzero(usable).astype(np.int64)
        return cls(rows, used, logs, units, column, region, series, sheet, time)

    def series(self) -> Iterator[LogTable]:
        """One table for each measure met in several columns: regions by columns in the order of time."""
        yield from self._tables(self.series_of)

    def sheets(self) -> Iterator[LogTable]:
        """One table for each sheet and period with several columns."""
        yield from self._tables(self.sheet_of)

    def _tables(self, key: Ints) -> Iterator[LogTable]:
        order = self.used[np.lexsort((self.column[self.used], self.time[self.used], key[self.used]))]
        if not len(order):
            return
        bounds = np.flatnonzero(np.diff(key[order], prepend=-1))
        for rows in np.split(order, bounds[1:]):
            column = self.column[rows]
            changes = np.flatnonzero(np.diff(column, prepend=-1))
            if len(changes) < 2:
                continue
            at = np.cumsum(np.diff(column, prepend=-1) != 0) - 1
            regions, line = np.unique(self.region[rows], return_inverse=True)
            places = np.full((len(regions), int(at.max()) + 1), -1, dtype=np.int64)
            places[line, at] = rows
            yield LogTable(np.where(places >= 0, self.logs[places], np.nan), places)


@lru_cache(maxsize=1024)
def _size(unit: str) -> tuple[float, str]:
    """Size of a unit in the base unit of its quantity, and the quantity; the text itself where it is unknown."""
    try:
        known = parse_unit(unit)
    except UnitMismatch:
        return 1.0, f"unit:{unit}"
    return float(known.factor), known.quantity


def _year(period: str) -> float:
    found = re.match(r"([0-9]{4})(?:-([0-9]{2}))?", period)
    return 0.0 if not found else int(found[1]) + (int(found[2]) / 12 if found[2] else 0.0)
