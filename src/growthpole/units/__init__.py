"""Units of measurement, price bases and deflators: what may be added to what.

A unit belongs to one *quantity* (money in one currency, a count of one thing, a share …) and is a
decimal multiple of its base, so conversions inside a quantity are exact and conversions between
quantities are refused. Money also has a price basis: current prices, or constant prices of a named
year; the two meet only through :func:`deflate` with a stated price index.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from math import inf
from typing import Final

from growthpole.errors import UnitMismatch, listed
from growthpole.units.listing import ALL_UNITS, Unit

__all__ = ["CURRENT", "UNITS", "PriceBasis", "Unit", "convert", "deflate", "parse_unit", "require_same"]


UNITS: Final[dict[str, Unit]] = {unit.key: unit for unit in ALL_UNITS}


def _normalised(label: str) -> str:
    spaced = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", label)).strip().casefold()
    return re.sub(r"(?<=\d)[ ,](?=\d{3}(?!\d))", "", spaced)  # 10 000 yuan, 10,000 yuan, 10000 yuan


_BY_LABEL: Final = {_normalised(label): unit for unit in ALL_UNITS for label in (unit.key, *unit.aliases)}


def parse_unit(label: str) -> Unit:
    """Unit named by ``label``: a key of :data:`UNITS` or one of its aliases.

    Raises
    ------
    UnitMismatch
        The label names no known unit; the message lists the nearest ones.

    Examples
    --------
    >>> parse_unit("亿元").key, parse_unit("million USD").key
    ('1e8 CNY', '1e6 USD')
    """
    try:
        return _BY_LABEL[_normalised(label)]
    except KeyError:
        known = _nearest(_normalised(label)) or ["1e8 CNY", "1e4 CNY", "%", "firm", "person"]
        raise UnitMismatch("unknown-unit", unit=label, known=listed(dict.fromkeys(known))) from None


def _nearest(text: str) -> list[str]:
    """Keys of the labels most like ``text``; of labels equally like it those listed first, which is money."""
    from difflib import SequenceMatcher

    match = SequenceMatcher(b=text, autojunk=False)
    likeness: dict[str, float] = {}
    for label in _BY_LABEL:
        match.set_seq1(label)
        likeness[label] = match.ratio()
    near = sorted((label for label in likeness if likeness[label] >= 0.5), key=lambda label: -likeness[label])
    return [_BY_LABEL[label].key for label in near[:3]]


@dataclass(frozen=True, slots=True)
class PriceBasis:
    """Prices a money value is expressed in: current, or constant prices of ``year``."""

    kind: str = "current"
    year: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in {"current", "constant"} or (self.year is None) == (self.kind == "constant"):
            raise UnitMismatch("bad-price-basis", kind=self.kind, year=self.year)

    def __str__(self) -> str:
        return self.kind if self.year is None else f"{self.kind} {self.year}"


CURRENT: Final = PriceBasis()


def require_same(left: PriceBasis, right: PriceBasis) -> None:
    """Raise :class:`UnitMismatch` when two price bases differ."""
    if left != right:
        raise UnitMismatch("price-basis", left=left, right=right)


def convert(value: float | Decimal, source: str, target: str) -> float:
    """Value in another unit of the same quantity, computed in decimals.

    Raises
    ------
    UnitMismatch
        The units measure different quantities (yuan and dollars, firms and persons).

    Examples
    --------
    >>> convert(Decimal("2.4"), "1e12 CNY", "亿元")
    24000.0
    >>> convert(1.0, "1e8 CNY", "1e6 USD")
    Traceback (most recent call last):
    growthpole.errors.UnitMismatch: ...different quantities...
    """
    start, end = parse_unit(source), parse_unit(target)
    if start.quantity != end.quantity:
        raise UnitMismatch(
            "different-quantities",
            left=source,
            right=target,
            left_quantity=start.quantity,
            right_quantity=end.quantity,
        )
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    return float(exact * start.factor / end.factor)


def deflate(
    value: float, *, at: PriceBasis, index_at: float, index_base: float, base_year: int
) -> tuple[float, PriceBasis]:
    """Value at constant prices of ``base_year`` from one at current prices.

    Parameters
    ----------
    value : float
        Money at current prices.
    at : PriceBasis
        Its price basis; must be current.
    index_at, index_base : float
        Price index in the value's year and in the base year, on the same base (dimensionless).
    base_year : int
        Year whose prices the result is in.

    Returns
    -------
    tuple of float and PriceBasis
        ``value * index_base / index_at`` and its basis.

    Examples
    --------
    >>> value, basis = deflate(110.0, at=CURRENT, index_at=1.1, index_base=1.0, base_year=2015)
    >>> round(value, 6), str(basis)
    (100.0, 'constant 2015')
    """
    require_same(at, CURRENT)
    if not (0 < index_at < inf and 0 < index_base < inf):
        raise UnitMismatch("bad-deflator", index_at=index_at, index_base=index_base)
    return value * index_base / index_at, PriceBasis("constant", base_year)
