"""Bands: a printed number stands for every number that rounds to it.

A press release prints 2.4; the level behind it lies anywhere between 2.35 and 2.45. A :class:`Band`
carries a value with the closed interval it lies in, so that what is computed from it can say how much
of it the printed digits support. Growth between two bands and whether two bands meet are said here
once, for the room that checks what it reads and the room that measures.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real

from growthpole.errors import InputError, UnitMismatch
from growthpole.units import Unit

__all__ = [
    "Band",
    "above",
    "enclose",
    "fraction_band",
    "growth_band",
    "growth_rate",
    "meet",
    "printed_band",
    "rounding_band",
]

_PRINTED = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Band:
    """A value and the closed interval it lies in.

    Attributes
    ----------
    value, low, high : float
        Finite, ``low <= value <= high``, all in one unit.

    Raises
    ------
    InputError
        A number is not finite or the order does not hold.

    Examples
    --------
    >>> Band(2.4, 2.35, 2.45).high
    2.45
    """

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        numbers = (self.value, self.low, self.high)
        if not (all(_is_finite(number) for number in numbers) and self.low <= self.value <= self.high):
            raise InputError("bad-band", value=self.value, low=self.low, high=self.high)


def rounding_band(printed: str, *, exact: bool = False) -> Band:
    """Interval of the numbers that round to a printed one: half a unit of its last digit each way.

    Parameters
    ----------
    printed : str
        The number as printed, ASCII digits with a point and no thousands separators. A percentage
        becomes a fraction by its exponent: ``"7.6e-2"`` is 7.55 % to 7.65 %.
    exact : bool
        The number is not rounded (a goal, a definition): no width.

    Returns
    -------
    Band
        In the unit of the printed number.

    Raises
    ------
    InputError
        Not a printed number.

    Examples
    --------
    >>> rounding_band("2.4")
    Band(value=2.4, low=2.35, high=2.45)
    >>> rounding_band("3.0", exact=True).low
    3.0
    """
    if not isinstance(printed, str) or not _PRINTED.fullmatch(printed.strip().replace("−", "-")):
        raise InputError("not-a-printed-number", received=printed)
    number = Decimal(printed.strip().replace("−", "-"))
    exponent = number.as_tuple().exponent
    half = Decimal(0) if exact else Decimal((0, (5,), int(exponent) - 1))
    return Band(float(number), float(number - half), float(number + half))


def printed_band(printed: str, unit: Unit, *, exact: bool = False) -> Band:
    """Rounding band of a published figure in its own unit.

    A count of single things is exact, and so is what is said to be; a count in thousands is rounded.

    Examples
    --------
    >>> from growthpole.units import parse_unit
    >>> printed_band("12", parse_unit("firm")).low, printed_band("12", parse_unit("万人")).low
    (12.0, 11.5)
    """
    return rounding_band(printed, exact=exact or (unit.is_count and unit.factor == 1))


def fraction_band(printed: str, unit: Unit, *, exact: bool = False) -> Band:
    """Rounding band of a published share or rate as a fraction, whatever unit of ratio it is in.

    Raises
    ------
    UnitMismatch
        The unit is none of a ratio.

    Examples
    --------
    >>> from growthpole.units import parse_unit
    >>> fraction_band("50", parse_unit("%")).value
    0.5
    """
    if unit.quantity != "ratio":
        raise UnitMismatch(
            "different-quantities", left=unit.key, right="%", left_quantity=unit.quantity, right_quantity="ratio"
        )
    band = printed_band(printed, unit, exact=exact)
    size = float(unit.factor)
    return Band(band.value * size, band.low * size, band.high * size)


def enclose(value: float, low: float, high: float) -> Band:
    """Band whose ends enclose the value also when rounding of floats swaps them in the last bit.

    Examples
    --------
    >>> enclose(0.5, 0.5000000000000001, 0.6).low
    0.5
    """
    return Band(value, min(low, value), max(high, value))


def growth_rate(start: float, end: float, years: float) -> float:
    """Compound growth per year between two levels above zero: ``(end / start)^(1 / years) − 1``.

    Raises
    ------
    InputError
        A number is not above zero, or the rate is too large for a number.

    Examples
    --------
    >>> growth_rate(4.0, 9.0, 2)
    0.5
    """
    ratio = above("end", end, 0) / above("start", start, 0)
    try:
        rate = float(ratio ** (1 / above("years", years, 0)) - 1)
    except OverflowError:
        rate = math.inf
    if not math.isfinite(rate):
        raise InputError("growth-overflow", cells=f"{start} → {end}", years=years)
    return rate


def growth_band(start: Band, end: Band, years: float) -> Band:
    """Growth per year of two levels known within bands: it rises with the end and falls with the start.

    Raises
    ------
    InputError
        A band reaches zero or below, or ``years`` is not above zero.

    Examples
    --------
    >>> growth_band(Band(1.0, 1.0, 1.25), Band(2.0, 1.5, 2.0), 1)
    Band(value=1.0, low=0.19999999999999996, high=1.0)
    """
    above("start.low", start.low, 0)
    above("end.low", end.low, 0)
    return enclose(
        growth_rate(start.value, end.value, years),
        growth_rate(start.high, end.low, years),
        growth_rate(start.low, end.high, years),
    )


def meet(one: Band, other: Band) -> bool:
    """Whether two bands have a point in common, and so can stand for one number.

    Examples
    --------
    >>> meet(Band(1, 0, 2), Band(3, 2, 4))
    True
    """
    return one.low <= other.high and other.low <= one.high


def above(name: str, number: object, floor: float) -> float:
    """``number`` as a float, if it is finite and above ``floor``.

    Raises
    ------
    InputError
        It is not.
    """
    if not _is_finite(number) or not number > floor:  # type: ignore[operator]
        raise InputError("not-above", name=name, floor=floor, received=number)
    return float(number)  # type: ignore[arg-type]


def _is_finite(number: object) -> bool:
    return isinstance(number, Real) and math.isfinite(number)
