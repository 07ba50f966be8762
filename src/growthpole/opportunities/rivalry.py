"""Rivals: who would an entrant meet?

A region that has an activity already is the one to beat; where nobody has it, the one likeliest to enter it next.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from growthpole import diagnose
from growthpole.dims import ACTIVITY, REGION, align
from growthpole.errors import InputError
from growthpole.opportunities import _givens

__all__ = ["rivals"]

_TABLE = (REGION, ACTIVITY)


def rivals(
    feasibility: xr.DataArray,
    values: xr.DataArray,
    region: str,
    *,
    earlier: xr.DataArray | None = None,
    threshold: float = 1.0,
) -> pd.DataFrame:
    """The rival region of each option: who is there already, or else who is likeliest to come.

    Rule: among the other regions that have the activity (``LQ ≥ threshold``) the one with the largest share of the
    nation's total; where none has it, the one with the highest feasibility. Ties go to the first label in alphabetical
    order, so that the order of the table decides nothing.

    Parameters
    ----------
    feasibility : DataArray
        Probabilities [region, activity] of being there within the horizon, 0 to 1; NaN where it is no option.
    values : DataArray
        Levels [region, activity] of the last period, zero or more, nothing missing.
    region : str
        The region in question; its options are the activities for which it has a feasibility.
    earlier : DataArray, optional
        Levels of an earlier period, for the change of the rival's share.
    threshold : float
        LQ from which a region has an activity, above zero.

    Returns
    -------
    DataFrame
        One row for each option, in the order of ``feasibility``: ``activity``, ``rival`` (missing where no other region
        has it or a feasibility), ``rule`` (``present``, ``feasible``, ``none``), ``present`` (bool), ``probability``
        (missing where the rival has it), ``share`` of the nation's total, ``location_quotient``, ``share_change``
        since the earlier period, as a difference of shares; missing where a total is zero.

    Raises
    ------
    Undefined
        A table sums to zero.
    InputError
        An unknown region, probabilities outside 0 to 1, negative or missing levels, a threshold not above zero.
    LabelMismatch
        The labels of the arrays differ.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S", "W"], "activity": ["a", "b"]}
    >>> x = xr.DataArray([[9.0, 1.0], [4.0, 6.0], [8.0, 2.0]], coords=labels, dims=["region", "activity"])
    >>> chance = xr.DataArray([[float("nan"), 0.3], [0.2, float("nan")], [float("nan"), 0.4]], labels, x.dims)
    >>> rivals(chance, x, "N")[["activity", "rival", "rule", "share"]].values.tolist()
    [['b', 'S', 'present', 0.6666666666666666]]

    References
    ----------
    Balland, P.-A., Boschma, R., Crespo, J., Rigby, D. L. (2019). Smart specialization policy in the European Union:
    relatedness, knowledge complexity and regional diversification. Regional Studies 53(9), 1252–1268.
    doi:10.1080/00343404.2018.1437900
    """
    chances = _givens.shares(feasibility, _TABLE, "feasibility")
    levels = align(chances, _givens.numbers(values, _TABLE, "values"))[1]
    own = _givens.label(chances, REGION, region)
    quotients = diagnose.location_quotient(levels)
    there = diagnose.presence(quotients, threshold).values
    shares = _shares(levels)
    change = np.full(shares.shape, np.nan)
    if earlier is not None:
        before = align(chances, _givens.numbers(earlier, _TABLE, "earlier"))[1]
        diagnose.location_quotient(before)  # refuses what is no table of levels
        change = shares - _shares(before)
    options = np.flatnonzero(~np.isnan(chances.values[own]))
    regions = chances.indexes[REGION]
    others = np.array([place for place in np.argsort(regions.astype(str), kind="stable") if place != own], dtype=int)
    if not len(others):
        raise InputError("too-few-labels", name="feasibility", dim=REGION, needed=2, count=1)
    rows = []
    for column in options:
        place, rule = _rival(others, there[:, column], shares[:, column], chances.values[:, column])
        facts = [np.nan] * 4
        if place is not None:
            facts = [part[place, column] for part in (chances.values, shares, quotients.values, change)]
        name = None if place is None else regions[place]
        rows.append((chances.indexes[ACTIVITY][column], name, rule, rule == "present", *facts))
    columns = ["activity", "rival", "rule", "present", "probability", "share", "location_quotient", "share_change"]
    return pd.DataFrame(rows, columns=columns)


def _shares(levels: xr.DataArray) -> npt.NDArray[np.float64]:
    """Share of each region in the nation's total of an activity; NaN where that is zero."""
    total = levels.values.sum(axis=0, keepdims=True)
    shares = np.full(levels.shape, np.nan)
    np.divide(levels.values, total, out=shares, where=total > 0)
    return shares


def _rival(
    others: npt.NDArray[np.intp],
    there: npt.NDArray[np.bool_],
    shares: npt.NDArray[np.float64],
    chances: npt.NDArray[np.float64],
) -> tuple[int | None, str]:
    """Position of the rival among ``others``, whose order breaks ties, and the rule that found it."""
    for rule, found in (("present", np.where(there, shares, np.nan)), ("feasible", chances)):
        strength = np.where(np.isnan(found[others]), -np.inf, found[others])
        best = int(np.argmax(strength))
        if strength[best] > -np.inf:
            return int(others[best]), rule
    return None, "none"
