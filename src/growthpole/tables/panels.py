"""Panel: one indicator by period, region and activity, in one unit.

Periods are whole years held as integers; a cell nobody published is NaN. A cell is zero only where a
source says so, or by a rule declared to ``observe`` and written into the provenance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from growthpole.dims import ACTIVITY, PERIOD, REGION, require_dims
from growthpole.errors import InputError, listed
from growthpole.tables.periods import parse_period
from growthpole.units import parse_unit

__all__ = ["Panel"]


@dataclass(frozen=True, slots=True)
class Panel:
    """Values of one indicator by period, region and activity.

    Parameters
    ----------
    values : DataArray [period, region, activity]
        float64, NaN where absent; periods are integer years.
    unit : str
        A known unit (:mod:`growthpole.units`).
    indicator : str
        What is measured.
    origin : str
        Where the values come from, in words or as a source name.

    Raises
    ------
    InputError
        A dimension is missing, labels repeat, a period is no whole year, or a value is infinite or
        no real number.
    UnitMismatch
        The unit is unknown.
    """

    values: xr.DataArray
    unit: str
    indicator: str = ""
    origin: str = ""

    def __post_init__(self) -> None:
        require_dims(self.values, (PERIOD, REGION, ACTIVITY), "values")
        object.__setattr__(self, "unit", parse_unit(self.unit).key)
        years = self.values.indexes[PERIOD]
        if not all(isinstance(year, (int, np.integer)) for year in years):
            raise InputError("not-a-year", period=listed(years))
        if self.values.dtype.kind not in "biuf":
            raise InputError("not-numeric", name="values", received=str(self.values.dtype))
        data = self.values.transpose(PERIOD, REGION, ACTIVITY).astype(np.float64)
        if np.isinf(data.values).any():
            raise InputError("infinite-values", table="Panel", count=int(np.isinf(data.values).sum()))
        data.attrs = {"unit": self.unit}
        object.__setattr__(self, "values", data)

    @classmethod
    def from_long(
        cls,
        df: pd.DataFrame,
        region: str = "region",
        activity: str = "activity",
        period: str = "period",
        value: str = "value",
        unit: str = "1",
        *,
        indicator: str = "",
        origin: str = "",
        absent: float = np.nan,
    ) -> Panel:
        """Panel of a long table, one row per cell.

        Parameters
        ----------
        df : DataFrame
            One row per (period, region, activity).
        region, activity, period, value : str
            Names of its columns.
        unit : str
            Unit of the values.
        absent : float
            Value of cells without a row: NaN, or 0 where a source declares that it leaves zeros out.

        Raises
        ------
        InputError
            A column is missing, a key repeats or lacks a label, a period is no whole year, a value is no number.

        Examples
        --------
        >>> import pandas as pd
        >>> long = pd.DataFrame({"region": ["N", "S"], "activity": ["a", "a"], "period": [2020, 2020], "value": [1, 2]})
        >>> Panel.from_long(long, unit="firm").values.shape
        (1, 2, 1)
        """
        names = [period, region, activity]
        missing = [name for name in (*names, value) if name not in df.columns]
        if missing:
            raise InputError("missing-columns", table="Panel", missing=listed(missing))
        codes, labels = zip(*(_coded(df[name], name) for name in names), strict=True)
        years = np.array([parse_period(str(text)).year for text in labels[0]], dtype=np.int64)
        index = {PERIOD: np.unique(years), REGION: labels[1], ACTIVITY: labels[2]}
        shape = tuple(len(found) for found in index.values())
        place = np.ravel_multi_index((np.searchsorted(index[PERIOD], years)[codes[0]], *codes[1:]), shape)
        listed_cells = np.zeros(math.prod(shape), dtype=bool)
        listed_cells[place] = True
        if np.count_nonzero(listed_cells) < len(place):
            repeated = np.flatnonzero(pd.Series(place).duplicated())
            first = np.unravel_index(place[repeated[0]], shape)
            key = listed(found[i] for found, i in zip(index.values(), first, strict=True))
            raise InputError("repeated-key", table="Panel", key=key, count=len(repeated))
        try:
            numbers = df[value].astype(np.float64)
        except (TypeError, ValueError) as problem:
            raise InputError("not-numbers", table="Panel", column=value, problem=problem) from None
        cells = np.full(math.prod(shape), absent, dtype=np.float64)
        cells[place] = numbers.to_numpy()
        array = xr.DataArray(cells.reshape(shape), coords=index, dims=tuple(index))
        return cls(array, unit, indicator, origin)

    @property
    def years(self) -> list[int]:
        """The periods."""
        return [int(year) for year in self.values.indexes[PERIOD]]

    def at(self, year: int) -> xr.DataArray:
        """Values of one year, region × activity.

        Raises
        ------
        InputError
            The panel has no such year.
        """
        if year not in self.years:
            raise InputError("no-such-period", period=year, known=listed(self.years))
        values: xr.DataArray = self.values.sel({PERIOD: year}, drop=True)
        return values


def _coded(column: pd.Series, name: str) -> tuple[npt.NDArray[np.intp], pd.Index[Any]]:
    """Place of each row's label among the sorted labels, and these labels."""
    runs, times = _pattern(column)
    block = column.iloc[: len(column) // times]
    heads = block if len(runs) == len(block) else block.iloc[np.cumsum(runs) - runs]
    found, labels = pd.factorize(heads, sort=True)
    codes = np.tile(np.repeat(found, runs), times)
    blank = np.flatnonzero(codes < 0)
    if len(blank):
        where = listed(f"row {position}" for position in blank)
        raise InputError("missing-cells", name=name, count=len(blank), cells=where)
    return codes, pd.Index(labels.categories[labels.codes] if isinstance(labels, pd.CategoricalIndex) else labels)


def _pattern(column: pd.Series) -> tuple[npt.NDArray[np.intp], int]:
    """Lengths of the runs of equal labels, and how many times the block they form is repeated.

    Tables are mostly sorted by their keys: then a column is either made of runs or of one repeated block, and looking
    up its labels once a run, or in one block, saves most of the time of a panel.
    """
    rows, values = len(column), column.to_numpy()
    ones = np.ones(rows, dtype=np.intp)
    comparable = column.dtype == "str" or values.dtype.kind in "iu"
    if rows < 2 or not comparable:
        return ones, 1
    starts = np.concatenate([[0], np.flatnonzero(values[1:] != values[:-1]) + 1])
    if 2 * len(starts) < rows:
        return np.diff(starts, append=rows), 1
    block = 1 + int(np.argmax(values[1:] == values[0]))
    if rows % block == 0 and np.array_equal(values[block:], values[:-block]):
        return ones[:block], rows // block
    return ones, 1
