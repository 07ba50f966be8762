"""Which one cell, read with one slip of a digit, would close a gap between a total and its parts?

A compositor or a scanner changes one digit, swaps two neighbours, drops one, adds one, or moves the
point. If exactly one cell, so corrected, makes the sum right, it is worth naming; if several could, none is.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from typing import Final

from growthpole.observe.checks.rows import EXACTLY

__all__ = ["is_one_slip", "unique_slip"]

_SHIFTS: Final = (-8, -4, -3, -2, -1, 1, 2, 3, 4, 8)
_DIGITS: Final = "0123456789"
_CLEAR: Final = 10_000
"""Gap over rounding from which a reading that closes it only within rounding is no chance: the slips of some
thirty cells are a few hundred readings, of which one lies within rounding of a gap this large less than once
in a hundred times."""


def unique_slip(
    cells: Sequence[Decimal], signs: Sequence[int], gap: Decimal, allowed: Decimal
) -> tuple[int, Decimal] | None:
    """The only cell and reading that close a gap; None when there is none or more than one.

    Parameters
    ----------
    cells : sequence of Decimal
        Numbers as printed, the total and its parts.
    signs : sequence of int
        How the gap moves with each: +1 for the total, −1 for a part.
    gap : Decimal
        Total less the sum of the parts.
    allowed : Decimal
        What rounding explains. A reading that closes the gap to the last digit is preferred; where there
        is none, one that closes it within ``allowed`` counts if the gap is far larger.

    Examples
    --------
    >>> cells = [Decimal(9000), Decimal(7234), Decimal(3766), Decimal(4000)]
    >>> unique_slip(cells, [1, -1, -1, -1], Decimal(-6000), Decimal(2))
    (1, Decimal('1234'))
    """
    with localcontext(EXACTLY):
        wishes = [cell - sign * gap for cell, sign in zip(cells, signs, strict=True)]
        fits = [place for place, cell in enumerate(cells) if is_one_slip(cell, wishes[place])]
        if fits:
            return (fits[0], wishes[fits[0]]) if len(fits) == 1 else None
        if abs(gap) < _CLEAR * allowed:
            return None
        near = {
            place: min(readings, key=lambda reading: abs(reading - wishes[place]))
            for place, cell in enumerate(cells)
            if (readings := _readings_near(cell, wishes[place], allowed))
        }
    return next(iter(near.items())) if len(near) == 1 else None


def is_one_slip(number: Decimal, other: Decimal) -> bool:
    """Whether two numbers of one sign differ by one slip: a digit, a swap, a lost or added digit, ×10ⁿ.

    Examples
    --------
    >>> [is_one_slip(Decimal("19040"), Decimal(text)) for text in ("1019040", "19400", "19.04", "18041")]
    [True, True, True, False]
    """
    if not number or not other or (number < 0) != (other < 0) or number == other:
        return False
    if any(number.scaleb(shift, context=EXACTLY) == other for shift in _SHIFTS):
        return True
    exponent = int(number.as_tuple().exponent)
    scaled = other.scaleb(-exponent, context=EXACTLY)
    if scaled != scaled.to_integral_value():
        return False
    one, two = str(int(number.scaleb(-exponent, context=EXACTLY).copy_abs())), str(int(scaled.copy_abs()))
    width = max(len(one), len(two))
    # A digit lost in front of zeros takes the zeros with it: 1019040 becomes 19040.
    return any(
        _one_edit(one.zfill(left), two.zfill(right))
        for left, right in ((width, width), (width - 1, width), (width, width - 1))
        if left >= len(one) and right >= len(two)
    )


def _one_edit(one: str, two: str) -> bool:
    """Whether one digit changed, swapped with its neighbour, added or lost turns one text into the other."""
    if len(one) == len(two):
        apart = [place for place in range(len(one)) if one[place] != two[place]]
        if len(apart) == 2:
            first, second = apart
            return second == first + 1 and one[first] == two[second] and one[second] == two[first]
        return len(apart) == 1
    short, long = sorted((one, two), key=len)
    return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))


def _readings_near(number: Decimal, wanted: Decimal, allowed: Decimal) -> list[Decimal]:
    """Numbers one slip away from ``number`` that lie within ``allowed`` of the wanted one."""
    if not number or not wanted or (number < 0) != (wanted < 0):
        return []
    sign, digits, exponent = number.as_tuple()
    scale = -int(exponent)
    low = int((abs(wanted) - allowed).scaleb(scale).to_integral_value(ROUND_CEILING))
    high = int((abs(wanted) + allowed).scaleb(scale).to_integral_value(ROUND_FLOOR))
    text = "".join(map(str, digits))
    texts = {text[:place] + text[place + 1 :] for place in range(len(text))}
    for place in range(len(text) + 1):
        texts.update(text[:place] + digit + text[place:] for digit in _DIGITS)
        texts.update(text[:place] + digit + text[place + 1 :] for digit in _DIGITS)
        texts.add(text[:place] + text[place : place + 2][::-1] + text[place + 2 :])
    found = {value for each in texts if each and low <= (value := int(each)) <= high}
    readings = {Decimal((sign, tuple(map(int, str(value))), int(exponent))) for value in found}
    readings |= {
        shifted
        for shift in _SHIFTS
        for shifted in [number.scaleb(shift, context=EXACTLY)]
        if abs(shifted - wanted) <= allowed
    }
    return sorted(readings - {number})
