"""History: strengths and values of a panel up to a year, and nothing after it.

Whatever is computed at an origin is computed from ``history.until(origin)``. The later periods are not hidden by a
convention but absent from the arrays, so no feature and no model can read them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from growthpole.dims import ACTIVITY, PERIOD, REGION, align, partner, require_dims
from growthpole.errors import InputError, listed
from growthpole.opportunities.strengths import Kind, strength

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.tables import Panel

Floats = npt.NDArray[np.float64]

__all__ = ["History", "history_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is known up to the last of ``years``.

    Attributes
    ----------
    years : tuple of int
        Periods, rising.
    regions, activities : tuple of str
        Labels.
    values : array [period, region, activity]
        Levels or counts; NaN where unknown or negative.
    strengths : array [period, region, activity]
        Strengths, present where 1 or more; NaN where unknown.
    links : array [activity, activity_other] or None
        How much two activities buy from each other, zero or more; NaN rows where an activity has no sector.
    leading : array [period, region, other] or None
        Presences in another space (science, technology) that may lead this one.
    """

    years: tuple[int, ...]
    regions: tuple[str, ...]
    activities: tuple[str, ...]
    values: Floats
    strengths: Floats
    links: Floats | None = None
    leading: Floats | None = None

    def __post_init__(self) -> None:
        for array in (self.values, self.strengths, self.links, self.leading):
            if array is not None:
                array.flags.writeable = False

    @property
    def last(self) -> int:
        """The last year."""
        return self.years[-1]

    def until(self, year: int) -> History:
        """The same up to a year; the arrays end there."""
        count = self.years.index(year) + 1
        leading = None if self.leading is None else self.leading[:count].copy()
        return replace(
            self,
            years=self.years[:count],
            values=self.values[:count].copy(),
            strengths=self.strengths[:count].copy(),
            leading=leading,
        )

    def at(self, year: int) -> Floats:
        """Strengths [region, activity] of a year."""
        held: Floats = self.strengths[self.years.index(year)]
        return held


def history_of(
    panel: Panel,
    *,
    kind: Kind = "quotient",
    threshold: float = 1.0,
    links: xr.DataArray | None = None,
    leading: xr.DataArray | None = None,
) -> History:
    """History of a panel.

    Parameters
    ----------
    panel : Panel
        Values by period, region and activity. A cell without a value is unknown, never zero.
    kind, threshold
        What presence rests on, see :func:`~growthpole.opportunities.strength`.
    links : DataArray [activity, activity_other], optional
        Purchases between activities, from :func:`~growthpole.opportunities.activity_links`.
    leading : DataArray [period, region, X], optional
        Presences in another space over the same periods and regions.

    Raises
    ------
    InputError
        What :func:`~growthpole.opportunities.strength` refuses; negative links; unknown presences of the other space.
    LabelMismatch
        Labels of the further arrays differ from the panel's.
    """
    values = panel.values.sortby(PERIOD)
    for dim in (REGION, ACTIVITY):
        if values.sizes[dim] < 2:
            raise InputError("too-few-labels", name="panel", dim=dim, needed=2, count=values.sizes[dim])
    measured = strength(values, kind, threshold)
    return History(
        years=tuple(int(year) for year in values.indexes[PERIOD]),
        regions=tuple(map(str, values[REGION].values)),
        activities=tuple(map(str, values[ACTIVITY].values)),
        values=np.where(values.values < 0, np.nan, values.values),
        strengths=measured.values.copy(),
        links=None if links is None else _links(links, values),
        leading=None if leading is None else _leading(leading, values),
    )


def _links(links: xr.DataArray, values: xr.DataArray) -> Floats:
    other = partner(ACTIVITY)
    require_dims(links, (ACTIVITY, other), "links")
    like = values[{PERIOD: 0, REGION: 0}]
    rows = align(like, links)[1]
    square = align(like.rename({ACTIVITY: other}), rows)[1].transpose(ACTIVITY, other).values.astype(np.float64)
    if bool((square < 0).any()):
        raise InputError("not-above", name="links", floor=0, received=float(np.nanmin(square)))
    return square


def _leading(leading: xr.DataArray, values: xr.DataArray) -> Floats:
    require_dims(leading, (PERIOD, REGION), "leading")
    further = [str(dim) for dim in leading.dims if dim not in (PERIOD, REGION)]
    if len(further) != 1:
        raise InputError("missing-dims", name="leading", missing="one further dimension", dims=", ".join(further))
    held = align(values, leading, dims=(PERIOD, REGION))[1].transpose(PERIOD, REGION, *further)
    numbers = held.values.astype(np.float64)
    neither = ~np.isin(numbers, (0.0, 1.0))
    if neither.any():
        shown = listed(sorted(set(numbers[neither].tolist())))
        raise InputError("not-presences", name="leading", count=int(neither.sum()), cells=shown)
    return numbers
