"""What would have to be true: growth that alone reaches a goal, and investment that closes a gap."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import numpy as np

from growthpole.diagnose import _cells
from growthpole.dims import REASONS, START, align, result
from growthpole.errors import InputError
from growthpole.opportunities import _givens
from growthpole.plan import _chances
from growthpole.tables.bands import above

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["least", "required_growth", "required_investment"]

_LONGEST: Final = 100


def required_growth(
    base: xr.DataArray | float, goal: xr.DataArray | float, years: int, *, added: xr.DataArray | float = 0.0
) -> xr.DataArray:
    """Organic growth a year that alone reaches a goal, or the part of it that projects do not bring.

    ``g = ((goal − added) / base)^(1 / years) − 1``.

    Parameters
    ----------
    base, goal : DataArray or float
        Levels now and at the goal, zero or more, in one unit; arrays share their labels.
    years : int
        Years from one to the other, 1 to 100.
    added : DataArray or float
        What projects, spillover and displacement bring by then; 0 for organic growth alone.

    Returns
    -------
    DataArray
        Growth a year as a fraction (unit 1), on the dims of the arrays given; NaN with reason ``zero_base`` where
        there is nothing to grow from, ``not_needed`` where what is added already exceeds the goal.

    Raises
    ------
    InputError
        Levels below zero or missing, years out of range.
    LabelMismatch, UnitMismatch
        Labels or stated units differ.

    Examples
    --------
    >>> required_growth(100.0, 144.0, 2).item(), required_growth(100.0, 144.0, 2, added=23.0).item()
    (0.19999999999999996, 0.10000000000000009)

    References
    ----------
    Hausmann, R., Pritchett, L., Rodrik, D. (2005). Growth accelerations. Journal of Economic Growth 10(4), 303–329.
    doi:10.1007/s10887-005-4712-0
    """
    import xarray as xr

    count = _givens.whole("years", years, 1, _LONGEST)
    given = {
        name: one if isinstance(one, xr.DataArray) else xr.DataArray(one)
        for name, one in (("base", base), ("goal", goal), ("added", added))
    }
    _cells.stated_unit(*given.values())
    checked = [_cells.levels(one, tuple(map(str, one.dims)), name) for name, one in given.items()]
    widest = max(checked, key=lambda one: one.ndim)
    start, end, plus = (one for one in xr.broadcast(*align(widest, *checked)[1:]))
    rest = end - plus
    why = _cells.reasons(xr.zeros_like(start, dtype=np.int8), zero_base=start == 0, not_needed=rest < 0)
    with np.errstate(over="ignore"):
        growth = (rest.where(why == 0) / start.where(why == 0)) ** (1 / count) - 1
    if bool(np.isinf(growth).any()):
        raise InputError("growth-overflow", cells="base → goal", years=count)
    words = f"organic growth a year over {count} years that reaches the goal, less what is added"
    return result(growth, name="required_growth", unit="1", convention=words, reason=why)


def required_investment(
    gap: float,
    output_per_investment: float,
    starts: Iterable[int],
    target_year: int,
    *,
    lead: float = 0.0,
    ramp: float = 0.0,
    delay: float = 0.0,
    utilisation: float = 1.0,
    probability: float = 1.0,
) -> xr.DataArray:
    """Investment that closes a gap of output by the target year, by the year it is started in.

    ``I = gap / (κ · p · u · q)`` with κ the output a year at full capacity per unit of investment, p the probability
    of production, u the utilisation and q the mean share of capacity on line in the target year.

    Parameters
    ----------
    gap : float
        Output a year that is lacking in the target year, zero or more.
    output_per_investment : float
        κ, above zero.
    starts : iterable of int
        Years of start.
    target_year : int
        Year in which the gap is to be closed.
    lead, ramp, delay : float
        Years to first output, from there to full capacity, and of delay, zero or more.
    utilisation, probability : float
        u and p, above zero; p at most 1.

    Returns
    -------
    DataArray [start]
        Investment in the unit of the gap, as budgeted (without overrun); NaN with reason ``out_of_reach`` for a start
        too late to deliver anything in the target year.

    Raises
    ------
    InputError
        A number out of its range.
    LabelMismatch
        A year stands twice.

    Examples
    --------
    >>> needed = required_investment(30.0, 1.5, [2026, 2028, 2030], 2030, lead=2.0, ramp=2.0, probability=0.5)
    >>> needed.values.tolist(), needed.reason.values.tolist()
    ([40.0, 160.0, nan], [0, 0, 14])

    References
    ----------
    Domar, E. D. (1946). Capital expansion, rate of growth, and employment. Econometrica 14(2), 137–147.
    doi:10.2307/1905364
    """
    import xarray as xr

    need = least("gap", gap)
    rate = above("output_per_investment", output_per_investment, 0.0)
    begin = _chances.years("starts", starts, START)
    year = _givens.whole("target_year", target_year, 1, 9999)
    times = [least(name, one) for name, one in (("lead", lead), ("ramp", ramp), ("delay", delay))]
    used = above("utilisation", utilisation, 0.0) * above("probability", _givens.share("probability", probability), 0.0)
    on_line = _chances.ramped(year + 1.0 - begin - times[0] - times[2], np.array(times[1]))
    idle = on_line == 0
    never = idle & (need > 0)
    values = np.where(never, np.nan, need / (rate * used * np.where(idle, 1.0, on_line)))
    coords = {START: begin}
    why = xr.DataArray(np.where(never, REASONS["out_of_reach"], 0), coords, START)
    words = f"closes the gap in {year} if started in the year given; as budgeted, without overrun"
    return result(
        xr.DataArray(values, coords, START),
        name="required_investment",
        unit="unit of the gap",
        convention=words,
        reason=why,
    )


def least(name: str, value: float) -> float:
    """A finite number of zero or more."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.number) or not 0 <= value < np.inf:
        raise InputError("not-a-minimum", name=name, received=value)
    return float(value)
