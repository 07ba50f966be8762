"""Activities and the sectors of an input-output table they belong to.

A table knows fewer sectors than a classification has activities, so several activities share one sector and with it
every number of that sector. Nothing in the table says how it would divide among them: each activity gets the whole
number, and ``shared_by`` says among how many, so that nobody adds them up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from growthpole.diagnose import _panels
from growthpole.dims import ACTIVITY, REASONS, require_dims, result
from growthpole.errors import InputError, LabelMismatch, listed

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]
# name of a variable → unit, convention, values and reasons by activity
Parts = Mapping[str, tuple[str, str, xr.DataArray, xr.DataArray]]

SECTOR = "sector"
SHARED = "shared_by"
NOTE = "of the whole sector, shared by its activities: not to be added up"


@dataclass(frozen=True, slots=True)
class Sectors:
    """The sector of each activity.

    Attributes
    ----------
    like : DataArray
        Zeros [activity] with labels, and beside them the sector (empty where there is none) and how many
        activities share it.
    places : array of int
        Place of each activity's sector among the sectors, −1 where there is none.
    """

    like: xr.DataArray
    places: npt.NDArray[np.intp]

    @property
    def without(self) -> npt.NDArray[np.bool_]:
        """Which activities have no sector."""
        return np.asarray(self.places < 0)

    def spread(self, values: Numbers, codes: Codes | None = None) -> tuple[xr.DataArray, xr.DataArray]:
        """Values and reasons by activity of values and reasons by sector; ``missing`` without a sector."""
        own = np.where(self.without, 0, self.places)
        taken = np.where(self.without, np.nan, values[own])
        why = np.zeros(len(own)) if codes is None else codes[own]
        return self.like.copy(data=taken), self.like.copy(data=np.where(self.without, REASONS["missing"], why))


def read(sector_of: xr.DataArray | Mapping[Any, Any], known: Sequence[str]) -> Sectors:
    """The sectors of activities, given as an array or as a mapping from activity to sector.

    Raises
    ------
    InputError
        Neither an array with ``activity`` alone nor a mapping.
    LabelMismatch
        A sector that is not among ``known``, an activity that repeats.
    """
    if isinstance(sector_of, xr.DataArray):
        require_dims(sector_of, (ACTIVITY,), "sector_of")
        if sector_of.ndim != 1:
            raise InputError("one-table", name="sector_of", dims=listed(sector_of.dims))
        labels, given = sector_of.indexes[ACTIVITY], list(sector_of.values)
    elif isinstance(sector_of, Mapping):
        labels, given = pd.Index(list(sector_of)), list(sector_of.values())
    else:
        raise InputError("not-a-mapping", name="sector_of", dim=ACTIVITY, received=type(sector_of).__name__)
    codes = ["" if sector is None or sector != sector else str(sector) for sector in given]  # noqa: PLR0124 (NaN)
    order = {sector: place for place, sector in enumerate(known)}
    strangers = dict.fromkeys(code for code in codes if code and code not in order)
    if strangers:
        raise LabelMismatch("no-such-sector", name="sector_of", labels=listed(strangers), known=listed(known))
    places = np.array([order.get(code, -1) for code in codes], dtype=np.intp)
    sharing = Counter(code for code in codes if code)
    counts = np.array([sharing[code] for code in codes], dtype=np.float64)
    coords = {
        ACTIVITY: labels,
        SECTOR: (ACTIVITY, np.array(codes, dtype=object)),
        SHARED: (ACTIVITY, counts),
    }
    return Sectors(xr.DataArray(np.zeros(len(labels)), coords=coords, dims=ACTIVITY), places)


def dataset(parts: Parts) -> xr.Dataset:
    """Finished variables, each with its own reasons in ``<variable>_reason``."""
    variables = {
        name: result(values, name=name, unit=unit, convention=convention)
        for name, (unit, convention, values, _) in parts.items()
    }
    return _panels.explained(xr.Dataset(variables), **{name: codes for name, (*_, codes) in parts.items()})
