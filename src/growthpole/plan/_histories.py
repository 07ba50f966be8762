"""Histories a baseline rests on: levels of consecutive whole years, checked once on the way in.

An activity whose logarithm has no value in every year has no growth to carry on: it is left out, with the reason, and
the sum is that of the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import xarray as xr

from growthpole.dims import ACTIVITY, PERIOD, REASON, REASONS, REGION, require_dims
from growthpole.errors import InputError, listed
from growthpole.opportunities import _givens

LEAST_YEARS: Final = 8
"""Fewest comparable years a fan is made from; below, only a band of the reference class can be given."""


@dataclass(frozen=True, slots=True)
class Known:
    """Levels that are known, and which activities can be carried on.

    Attributes
    ----------
    years : array of int [year]
        Consecutive.
    activities : tuple of labels
        All of them, as given.
    reasons : array of int8 [activity]
        Why an activity is left out; 0 for those that are not.
    used : array of int [n]
        Positions of the activities carried on, in the order of their labels, so that chance is theirs and not
        their place's.
    levels : array [year, n]
        Their levels, all above zero.
    """

    years: np.ndarray
    activities: tuple[object, ...]
    reasons: np.ndarray
    used: np.ndarray
    levels: np.ndarray


def known_of(history: xr.DataArray, name: str = "history") -> Known:
    """``history`` [period, activity] checked, and which of its activities can be carried on.

    Raises
    ------
    InputError
        As for :func:`checked`, or no activity can be carried on.
    LabelMismatch
        A dimension without labels or with repeated ones.
    """
    values = checked(history, name)
    levels = values.values
    absent, negative, zero = np.isnan(levels).any(axis=0), (levels < 0).any(axis=0), (levels == 0).any(axis=0)
    codes = [REASONS["missing"], REASONS["not_applicable"], REASONS["zero_base"]]
    reasons = np.select([absent, negative, zero], codes, 0).astype(np.int8)
    labels = tuple(values[ACTIVITY].values.tolist())
    used = np.array([place for place in ordered(labels) if reasons[place] == 0], dtype=np.intp)
    if not used.size:
        raise InputError("nothing-to-carry-on", name=name, count=len(labels))
    return Known(values[PERIOD].values, labels, reasons, used, np.ascontiguousarray(levels[:, used]))


def checked(history: xr.DataArray, name: str) -> xr.DataArray:
    """Values [period, activity] of enough consecutive whole years, without a break marked among them.

    Raises
    ------
    InputError
        Other dims, no numbers, infinite values, periods that are no consecutive years, a marked break, too few years.
    LabelMismatch
        A dimension without labels or with repeated ones.
    """
    values = _givens.numbers(history, (PERIOD, ACTIVITY), name)
    years = values.indexes[PERIOD]
    if years.dtype.kind not in "iu":
        raise InputError("not-a-year", period=listed(years))
    if not years.is_monotonic_increasing:
        raise InputError("periods-not-ordered", name=name, periods=listed(years))
    gaps = sorted({*range(int(years[0]), int(years[-1]))} - {*years.tolist()}) if len(years) else []
    if gaps:
        raise InputError("year-gap", name=name, first=int(years[0]), last=int(years[-1]), missing=listed(gaps))
    _refuse_break(history, values, name)
    if len(years) < LEAST_YEARS:
        raise InputError("too-short", name=name, years=len(years), needed=LEAST_YEARS)
    return values


def class_of(histories: xr.DataArray | Iterable[xr.DataArray]) -> list[xr.DataArray]:
    """The histories of a reference class, each [period, activity]: one, those of the regions of a panel, or a list."""
    if not isinstance(histories, xr.DataArray):
        return list(histories)
    if REGION not in histories.dims:
        return [histories]
    require_dims(histories, (REGION,), "history")
    return [histories.isel({REGION: place}, drop=True) for place in range(histories.sizes[REGION])]


def _refuse_break(history: xr.DataArray, values: xr.DataArray, name: str) -> None:
    if REASON not in history.coords:
        return
    marked = (history[REASON] == REASONS["series_break"]).broadcast_like(history).transpose(PERIOD, ACTIVITY)
    if bool(marked.any()):
        at = marked.drop_vars(REASON, errors="ignore")
        raise InputError("history-break", name=name, count=int(at.sum()), cells=_givens.cells(values, at))


def ordered(labels: tuple[object, ...]) -> list[int]:
    """Positions of the labels in the order of their words."""
    return sorted(range(len(labels)), key=lambda place: str(labels[place]))
