"""Growth between two levels, and how much of it printed figures can carry.

A press release prints 2.4; the level behind it lies anywhere between 2.35 and 2.45. Every rate
computed from printed levels therefore has a *rounding band*. Growth rises with the end and falls
with the start, so the ends of its band come from opposite ends of the two levels (monotone interval
arithmetic). A verdict (ahead, behind, agree, differ) is given only when it holds over the whole band.

Rates are fractions per year: 0.0574, not 5.74.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, overload

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells
from growthpole.dims import align, require_dims, result
from growthpole.errors import InputError
from growthpole.tables.bands import Band, above, enclose, growth_band, growth_rate, meet, rounding_band

__all__ = [
    "Band",
    "PathCheck",
    "cagr",
    "cagr_band",
    "compare_growth",
    "relative_growth",
    "rounding_band",
    "target_path",
]


@dataclass(frozen=True, slots=True)
class PathCheck:
    """Where an actual level stands on the constant-growth path from a base to a goal.

    Attributes
    ----------
    required : Band
        Growth per year from base to goal (fraction).
    path : Band
        Level of the constant-growth path at the time of the actual, in the unit of the levels.
    apparent : Band
        Growth per year from base to actual (fraction).
    remaining : Band
        Growth per year from the actual to the goal (fraction).
    verdict : {"ahead", "behind", "undecided"}
        ``undecided`` when the bands of actual and path overlap.
    """

    required: Band
    path: Band
    apparent: Band
    remaining: Band
    verdict: Literal["ahead", "behind", "undecided"]


@overload
def cagr(start: float, end: float, years: float) -> float: ...
@overload
def cagr(start: xr.DataArray, end: xr.DataArray, years: float) -> xr.DataArray: ...
def cagr(start: float | xr.DataArray, end: float | xr.DataArray, years: float) -> float | xr.DataArray:
    """Compound annual growth rate from one level to another.

    ``g = (end / start)^(1 / years) − 1``.

    Parameters
    ----------
    start, end : float or DataArray
        Levels above zero in one unit. Two arrays have the same dims and labels; the order may differ.
    years : float
        Time between the levels in years, above zero.

    Returns
    -------
    float or DataArray
        Fraction per year, with the dims of ``start``. NaN with reason ``zero_base`` where either level is
        zero, ``not_applicable`` where one is negative, ``missing`` (or the input's own reason) where one
        is missing.

    Raises
    ------
    InputError
        A number is not above zero, an array is infinite somewhere, only one of the two is an array, or
        the rate is too large for a number (a tiny ``years``).
    LabelMismatch
        The labels of two arrays differ.
    UnitMismatch
        Two arrays state different units.

    Examples
    --------
    >>> print(round(100 * cagr(2.4, 3.0, 4), 2))
    5.74

    References
    ----------
    Textbook definition: the geometric mean of the yearly growth factors, less one.
    """
    years = above("years", years, 0)
    if isinstance(start, xr.DataArray) and isinstance(end, xr.DataArray):
        return _cagr_arrays(start, end, years)
    if isinstance(start, xr.DataArray) or isinstance(end, xr.DataArray):
        name, other = ("end", end) if isinstance(start, xr.DataArray) else ("start", start)
        raise InputError("not-an-array", name=name, received=type(other).__name__)
    return growth_rate(start, end, years)


def cagr_band(start: Band, end: Band, years: float) -> Band:
    """Compound annual growth rate of two levels known within bands.

    ``low = cagr(start.high, end.low)``, ``high = cagr(start.low, end.high)``.

    Parameters
    ----------
    start, end : Band
        Levels above zero in one unit.
    years : float
        Time between the levels in years, above zero.

    Returns
    -------
    Band
        Fraction per year.

    Raises
    ------
    InputError
        A band reaches zero or below, or ``years`` is not above zero.

    Examples
    --------
    >>> growth = cagr_band(rounding_band("2.4"), rounding_band("3.0", exact=True), 4)
    >>> [f"{100 * rate:.2f}" for rate in (growth.value, growth.low, growth.high)]
    ['5.74', '5.19', '6.30']

    References
    ----------
    Moore, R. E., Kearfott, R. B., Cloud, M. J. (2009). Introduction to Interval Analysis. SIAM.
    doi:10.1137/1.9780898717716
    """
    return growth_band(start, end, years)


def relative_growth(region: Band, nation: Band) -> Band:
    """Growth of a region over that of its nation.

    ``(1 + g_r) / (1 + g_n) − 1``: at 0 the region's share in the nation is unchanged.

    Parameters
    ----------
    region, nation : Band
        Growth rates ``g_r``, ``g_n`` of the same thing over the same time, as fractions above −1.

    Returns
    -------
    Band
        Fraction.

    Raises
    ------
    InputError
        A band reaches −1 or below (a rate in per cent was perhaps given as a fraction).

    Examples
    --------
    >>> ratio = relative_growth(rounding_band("7.6e-2"), rounding_band("6.5e-2"))
    >>> print(round(ratio.value, 5), round(ratio.low, 5), round(ratio.high, 5))
    0.01033 0.00939 0.01127

    References
    ----------
    Moore, R. E., Kearfott, R. B., Cloud, M. J. (2009). Introduction to Interval Analysis. SIAM.
    doi:10.1137/1.9780898717716
    """
    above("region.low", region.low, -1)
    above("nation.low", nation.low, -1)
    return enclose(
        (1 + region.value) / (1 + nation.value) - 1,
        (1 + region.low) / (1 + nation.high) - 1,
        (1 + region.high) / (1 + nation.low) - 1,
    )


def compare_growth(published: Band, apparent: Band) -> Literal["agree", "differ"]:
    """Whether a published growth rate and one computed from two levels can be the same number.

    They agree if and only if their bands have a point in common. A difference is a finding to explain
    (prices, a changed sample, a revision), not an error of either.

    Parameters
    ----------
    published, apparent : Band
        Growth rates in one unit over the same time.

    Returns
    -------
    {"agree", "differ"}
        The verdict over the whole bands.

    Examples
    --------
    >>> compare_growth(rounding_band("12.1e-2"), Band(0.0724, 0.0604, 0.0847))
    'differ'

    References
    ----------
    Moore, R. E., Kearfott, R. B., Cloud, M. J. (2009). Introduction to Interval Analysis. SIAM.
    doi:10.1137/1.9780898717716
    """
    return "agree" if meet(published, apparent) else "differ"


def target_path(base: Band, goal: Band, actual: Band, years: float, elapsed: float) -> PathCheck:
    """Where an actual level stands on the constant-growth path from a base to a goal.

    The path at time t is ``base^(1 − t/T) · goal^(t/T)``. The base stands on both sides of "apparent
    growth against required growth", so two rates may overlap although the actual is clearly ahead;
    the verdict therefore compares the actual with the path's level, where the base counts once.

    Parameters
    ----------
    base, goal, actual : Band
        Levels above zero in one unit.
    years, elapsed : float
        T from base to goal and t from base to actual, in years, ``0 < elapsed < years``.

    Returns
    -------
    PathCheck
        ``ahead`` only if the whole band of the actual lies above that of the path, ``behind`` only if
        below.

    Raises
    ------
    InputError
        A band reaches zero or below, or the times are not ordered.

    Examples
    --------
    >>> check = target_path(
    ...     rounding_band("2.4"), rounding_band("3.0", exact=True), rounding_band("2.76"), years=4, elapsed=2
    ... )
    >>> check.verdict, round(100 * check.remaining.value, 2)
    ('ahead', 4.26)

    References
    ----------
    Moore, R. E., Kearfott, R. B., Cloud, M. J. (2009). Introduction to Interval Analysis. SIAM.
    doi:10.1137/1.9780898717716
    """
    if not above("elapsed", elapsed, 0) < above("years", years, 0):
        raise InputError("elapsed-outside", elapsed=elapsed, years=years)
    required, apparent = cagr_band(base, goal, years), cagr_band(base, actual, elapsed)
    part = elapsed / years
    path = enclose(
        base.value ** (1 - part) * goal.value**part,
        base.low ** (1 - part) * goal.low**part,
        base.high ** (1 - part) * goal.high**part,
    )
    verdict: Literal["ahead", "behind", "undecided"] = "undecided"
    if actual.low > path.high:
        verdict = "ahead"
    elif actual.high < path.low:
        verdict = "behind"
    return PathCheck(required, path, apparent, cagr_band(actual, goal, years - elapsed), verdict)


def _cagr_arrays(start: xr.DataArray, end: xr.DataArray, years: float) -> xr.DataArray:
    require_dims(end, _cells.names(start), "end")
    unit = _cells.stated_unit(start, end)
    before = _cells.levels(start, _cells.names(end), "start", missing="absent", signed=True)
    end = align(before, end)[1]
    after = _cells.levels(end, _cells.names(end), "end", missing="absent", signed=True)
    absent = _cells.absence(start, before)
    absent = absent.where(absent != 0, _cells.absence(end, after))
    zero, negative = (before == 0) | (after == 0), (before < 0) | (after < 0)
    codes = _cells.reasons(absent, not_applicable=negative, zero_base=zero)
    with np.errstate(over="ignore"):
        rate = (_cells.positive(after) / _cells.positive(before)) ** (1 / years) - 1
    too_large = rate == np.inf
    if bool(too_large.any()):
        raise InputError("growth-overflow", cells=_cells.cells(rate, too_large), years=years)
    convention = f"compound growth per year over {years:g} years, levels in {unit}"
    return result(rate, name="cagr", unit="1", convention=convention, reason=codes)
