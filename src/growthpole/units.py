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

__all__ = ["CURRENT", "UNITS", "PriceBasis", "Unit", "convert", "deflate", "parse_unit", "require_same"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its key, the quantity it measures, and its size in the quantity's base unit."""

    key: str
    quantity: str
    factor: Decimal
    aliases: tuple[str, ...] = ()

    @property
    def is_money(self) -> bool:
        """Whether the unit is one of money, and so needs a price basis."""
        return self.quantity.startswith("money:")

    @property
    def is_count(self) -> bool:
        """Whether values are counts or amounts that cannot be negative."""
        return self.quantity.startswith("count:")


def _money(code: str, *scaled: tuple[str, str, tuple[str, ...]]) -> list[Unit]:
    return [Unit(key, f"money:{code}", Decimal(factor), aliases) for key, factor, aliases in scaled]


def _count(thing: str, *aliases: str) -> Unit:
    return Unit(thing, f"count:{thing}", Decimal(1), aliases)


_ALL: Final = [
    *_money(
        "CNY",
        ("CNY", "1", ("元", "yuan", "RMB", "人民币元")),
        ("1e3 CNY", "1e3", ("千元", "thousand CNY", "thousand yuan")),
        ("1e4 CNY", "1e4", ("万元", "10 thousand CNY", "10 thousand yuan", "10 000 yuan")),
        ("1e6 CNY", "1e6", ("百万元", "million CNY", "million yuan")),
        ("1e8 CNY", "1e8", ("亿元", "100 million CNY", "100 million yuan")),
        ("1e9 CNY", "1e9", ("十亿元", "billion CNY", "billion yuan")),
        ("1e12 CNY", "1e12", ("万亿元", "trillion CNY", "trillion yuan")),
    ),
    *_money(
        "USD",
        ("USD", "1", ("美元", "US dollar", "US$")),
        ("1e3 USD", "1e3", ("千美元", "thousand USD")),
        ("1e4 USD", "1e4", ("万美元",)),
        ("1e6 USD", "1e6", ("百万美元", "million USD", "MUSD")),
        ("1e8 USD", "1e8", ("亿美元", "100 million USD")),
        ("1e9 USD", "1e9", ("十亿美元", "billion USD")),
        ("1e12 USD", "1e12", ("万亿美元", "trillion USD")),
    ),
    *_money(
        "EUR",
        ("EUR", "1", ("欧元", "euro", "€")),
        ("1e3 EUR", "1e3", ("thousand EUR", "Tsd. EUR")),
        ("1e6 EUR", "1e6", ("百万欧元", "million EUR", "Mio. EUR")),
        ("1e9 EUR", "1e9", ("十亿欧元", "billion EUR", "Mrd. EUR")),
        ("1e12 EUR", "1e12", ("万亿欧元", "trillion EUR")),
    ),
    Unit("1", "ratio", Decimal(1), ("ratio", "fraction of 1")),
    Unit("%", "ratio", Decimal("0.01"), ("percent", "per cent", "百分比")),
    Unit("‰", "ratio", Decimal("0.001"), ("per mille", "千分比")),
    Unit("percentage point", "points", Decimal(1), ("百分点", "pp")),
    Unit("rank", "rank", Decimal(1), ("位", "位次", "名次")),
    Unit("year", "time", Decimal(1), ("年", "years", "a")),
    Unit("km2", "area", Decimal(1), ("平方公里", "km²")),
    _count("firm", "家", "户", "firms", "企业"),
    _count("person", "人", "persons", "employees"),
    Unit("1e3 person", "count:person", Decimal("1e3"), ("千人",)),
    Unit("1e4 person", "count:person", Decimal("1e4"), ("万人",)),
    _count("unit", "台", "辆", "units", "件"),
    Unit("1e3 unit", "count:unit", Decimal("1e3"), ("千台", "千辆")),
    Unit("1e4 unit", "count:unit", Decimal("1e4"), ("万台", "万辆")),
    _count("car", "节", "rail cars"),
    _count("project", "个项目", "projects"),
    _count("patent", "patents"),
    _count("item", "项", "items"),
    _count("centre", "centres"),
    _count("cluster", "clusters"),
    _count("chain", "条", "chains"),
    _count("prize", "prizes"),
    _count("product", "products"),
]
UNITS: Final[dict[str, Unit]] = {unit.key: unit for unit in _ALL}


def _normalised(label: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", label)).strip().casefold()


_BY_LABEL: Final = {_normalised(label): unit for unit in _ALL for label in (unit.key, *unit.aliases)}


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
        from difflib import get_close_matches

        near = get_close_matches(_normalised(label), _BY_LABEL, n=3, cutoff=0.5)
        known = [_BY_LABEL[name].key for name in near] or ["1e8 CNY", "1e4 CNY", "%", "firm", "person"]
        raise UnitMismatch("unknown-unit", unit=label, known=listed(dict.fromkeys(known))) from None


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
