"""Projects and their effects as plain arrays: a column for each project and start year.

Column ``j = project × starts + start``; both orders are those of the register and of the years.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from growthpole.dims import PERIOD, PROJECT, SCENARIO, START, align, require_dims
from growthpole.errors import InputError, listed
from growthpole.plan.candidates import Projects

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["EFFECTS", "Cells", "cells_of", "ordered"]

EFFECTS: Final = ("output", "value_added", "jobs", "energy", "spend", "public_spend")
_DIMS: Final = (PROJECT, START, PERIOD, SCENARIO)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Projects × start years, their expected effects [column, period] and the draws behind them."""

    projects: Projects
    codes: list[str]
    places: dict[str, int]
    effects: xr.Dataset
    starts: np.ndarray
    periods: np.ndarray
    allowed: np.ndarray
    mean: dict[str, np.ndarray]

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.projects) * len(self.starts)

    @property
    def scenarios(self) -> int:
        """Number of scenarios."""
        return int(self.effects.sizes[SCENARIO])

    def draws(self, name: str) -> np.ndarray:
        """Effects [column, period, scenario]."""
        found: np.ndarray = self.effects[name].values.reshape(self.columns, len(self.periods), self.scenarios)
        return found

    def each(self, by_project: np.ndarray) -> np.ndarray:
        """Values of projects repeated for each of their columns."""
        return np.repeat(by_project, len(self.starts))

    def of(self, code: str) -> np.ndarray:
        """Columns of a project, by start year."""
        place = self.places[code]
        return np.arange(place * len(self.starts), (place + 1) * len(self.starts))

    def plan(self, columns: np.ndarray) -> dict[str, int]:
        """Start year of each project chosen, in the order of the register."""
        codes, count = self.codes, len(self.starts)
        return {codes[j // count]: int(self.starts[j % count]) for j in np.sort(columns)}

    def chosen(self, plan: dict[str, int]) -> np.ndarray:
        """Columns of a plan."""
        years = list(map(int, self.starts))
        return np.array([self.of(code)[years.index(year)] for code, year in plan.items()], dtype=np.int64)

    def check_plan(self, plan: dict[str, int]) -> None:
        """Raise :class:`InputError` where a plan names a project or a start year that is not there."""
        years = set(map(int, self.starts))
        wrong = [f"{code}: {year}" for code, year in plan.items() if code not in self.places or year not in years]
        if wrong:
            raise InputError("bad-plan", count=len(wrong), wrong=listed(wrong))


def ordered(projects: Projects, effects: xr.Dataset) -> xr.Dataset:
    """Effects in the register's order of projects and in the order of years.

    Raises
    ------
    InputError
        There is no project; a variable or dimension is missing, or a value is not finite.
    LabelMismatch
        The effects are those of other projects.
    """
    import xarray as xr

    if not len(projects):
        raise InputError("no-projects")
    missing = [name for name in (*EFFECTS, "allowed") if name not in effects]
    if missing:
        raise InputError("missing-effects", missing=listed(missing))
    codes = xr.DataArray(projects.codes, coords={PROJECT: projects.codes}, dims=PROJECT)
    found = {}
    for name in (*EFFECTS, "allowed"):
        dims = _DIMS if name in EFFECTS else _DIMS[:2]
        require_dims(effects[name], dims, name)
        if effects[name].ndim != len(dims):
            raise InputError("one-table", name=name, dims=listed(effects[name].dims))
        found[name] = align(codes, effects[name], dims=(PROJECT,))[1].transpose(*dims)
        bad = int((~np.isfinite(found[name].values)).sum())
        if bad:
            raise InputError("infinite-cells", name=name, count=bad, cells="NaN, ±inf")
    if found["allowed"].dtype.kind != "b":
        raise InputError("not-flags", name="allowed", received=str(found["allowed"].dtype))
    data = xr.Dataset(found)
    late = [dim for dim in (START, PERIOD) if not data.indexes[dim].is_monotonic_increasing]
    return data.sortby(late) if late else data


def cells_of(projects: Projects, effects: xr.Dataset) -> Cells:
    """Projects and effects as plain arrays, checked as in :func:`ordered`."""
    data = ordered(projects, effects)
    columns, codes = len(projects) * data.sizes[START], projects.codes
    return Cells(
        projects=projects,
        codes=codes,
        places={code: place for place, code in enumerate(codes)},
        effects=data,
        starts=data[START].values.astype(np.int64),
        periods=data[PERIOD].values.astype(np.int64),
        allowed=data["allowed"].values.reshape(columns),
        mean={name: data[name].values.mean(axis=-1).reshape(columns, -1) for name in EFFECTS},
    )
