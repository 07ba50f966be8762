"""Panel: one indicator by period, region and activity, in one unit.

Periods are whole years held as integers; a cell nobody published is NaN. A cell is zero only where a
source says so, or by a rule declared to ``observe`` and written into the provenance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from growthpole.dims import ACTIVITY, PERIOD, REGION, require_dims
from growthpole.errors import InputError, listed
from growthpole.tables.periods import parse_period
from growthpole.units import parse_unit

if TYPE_CHECKING:
    import pandas as pd

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
        rows = df[[*names, value]].copy()
        for name in names:
            blank = np.flatnonzero(rows[name].isna())
            if len(blank):
                where = listed(f"row {position}" for position in blank)
                raise InputError("missing-cells", name=name, count=len(blank), cells=where)
        rows[period] = [parse_period(str(text)).year for text in rows[period]]
        repeated = rows.duplicated(names)
        if repeated.any():
            key = listed(rows.loc[repeated, names].iloc[0].tolist())
            raise InputError("repeated-key", table="Panel", key=key, count=int(repeated.sum()))
        try:
            rows[value] = rows[value].astype(np.float64)
        except (TypeError, ValueError) as problem:
            raise InputError("not-numbers", table="Panel", column=value, problem=problem) from None
        series = rows.set_index(names)[value]
        series.index.names = [PERIOD, REGION, ACTIVITY]
        array = xr.DataArray.from_series(series).sortby([PERIOD, REGION, ACTIVITY])
        if not np.isnan(absent):
            has_row = xr.DataArray.from_series(series.notna() | True).reindex_like(array).notnull()
            array = array.where(has_row, absent)
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
