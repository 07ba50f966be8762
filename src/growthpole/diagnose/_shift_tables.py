"""The four tables every shift-share variant starts from, checked once, and the form of its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import xarray as xr

from growthpole.diagnose import _cells, _panels
from growthpole.dims import ACTIVITY, REGION, align, require_dims, result
from growthpole.errors import InputError


@dataclass(frozen=True, slots=True)
class Tables:
    """Levels of the regions [..., region, activity] and of the nation [..., activity], checked and aligned.

    Attributes
    ----------
    before, after : DataArray
        Regions at start and end.
    nation_before, nation_after : DataArray
        Nation at start and end.
    unit : str
        The one unit of all four.
    """

    before: xr.DataArray
    after: xr.DataArray
    nation_before: xr.DataArray
    nation_after: xr.DataArray
    unit: str

    def total_growth(self) -> xr.DataArray:
        """Growth factor of the nation's total; NaN where the nation starts from zero.

        Raises
        ------
        Undefined
            The nation of a single table starts from zero.
        """
        total = self.nation_before.sum(ACTIVITY)
        _cells.require_total(total, measure="shift_share", name="the nation at the start")
        return self.nation_after.sum(ACTIVITY) / _cells.positive(total)

    def activity_growth(self) -> xr.DataArray:
        """Growth factor of each activity in the nation; NaN where it starts from zero."""
        return self.nation_after / _cells.positive(self.nation_before)

    def cell_codes(self, **masks: xr.DataArray) -> xr.DataArray:
        """Reasons per cell: no nation at the start, no activity in it, then the masks given."""
        codes = _cells.reasons(
            self.before * 0, zero_total=self.nation_before.sum(ACTIVITY) == 0, zero_base=self.nation_before == 0
        )
        return _cells.reasons(codes, **masks)

    def dataset(self, parts: Mapping[str, xr.DataArray], convention: str, codes: xr.DataArray) -> xr.Dataset:
        """Named components in the unit of the tables, with one set of reasons, and ``change``."""
        return xr.Dataset(
            {
                name: result(
                    part.transpose(*self.before.dims), name=name, unit=self.unit, convention=convention, reason=codes
                )
                for name, part in {**parts, "change": self.after - self.before}.items()
            }
        )


def tables(
    start: xr.DataArray,
    end: xr.DataArray,
    nation_start: xr.DataArray | None,
    nation_end: xr.DataArray | None,
) -> Tables:
    """Check and align the four tables; without a nation it is the sum of the regions.

    Raises
    ------
    LabelMismatch, UnitMismatch, InputError
        See :func:`growthpole.diagnose.shift_share`.
    """
    before, after, _ = _panels.pair(start, end, (REGION, ACTIVITY))
    given = [array for array in (start, end, nation_start, nation_end) if array is not None]
    if nation_start is None and nation_end is None:
        national = before.sum(REGION), after.sum(REGION)
    elif nation_start is None or nation_end is None:
        absent = "nation_start" if nation_start is None else "nation_end"
        raise InputError("pair-needed", left="nation_start", right="nation_end", absent=absent)
    else:
        national = of_nation(before, nation_start, "nation_start"), of_nation(before, nation_end, "nation_end")
    return Tables(before, after, *national, _cells.stated_unit(*given))


def of_nation(regions: xr.DataArray, nation: xr.DataArray, name: str) -> xr.DataArray:
    """Checked levels of the nation in the regions' order of labels."""
    frame = regions.isel({REGION: 0}, drop=True) if regions.sizes[REGION] else regions.sum(REGION)
    require_dims(nation, _cells.names(frame), name)
    require_dims(frame, _cells.names(nation), "start")
    return align(frame, _cells.levels(nation, _cells.names(frame), name))[1]
