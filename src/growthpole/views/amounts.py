"""Amounts of money as people read them: one unit for all that stand together, and as many digits as they bear."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from growthpole.units import UNITS, convert
from growthpole.views.formatting import fixed, in_words, with_unit

if TYPE_CHECKING:
    from growthpole.messages import Lang
    from growthpole.tables.results import ResultTable
    from growthpole.views.model import Span
    from growthpole.views.writing import Writer

LARGEST: Final[Mapping[str, int]] = {"en": 1_000, "zh": 10_000}
SMALLEST: Final = 0.1
SIGNIFICANT: Final = 3
POWERS: Final[Mapping[str, tuple[int, ...]]] = {"en": (6, 9, 12), "zh": (4, 8, 12)}
"""Steps in which the languages count."""

__all__ = ["amount_in", "digits_for", "money", "money_columns", "money_text", "unit_for"]


def unit_for(values: Iterable[float], own: str, lang: Lang) -> str:
    """Unit to show amounts in: that of the language, or the one below or above where they would be hard to read.

    Examples
    --------
    >>> unit_for([0.0058], "1e12 CNY", "en"), unit_for([0.0058], "1e12 CNY", "zh"), unit_for([58.4], "1e8 CNY", "en")
    ('1e9 CNY', '1e8 CNY', '1e9 CNY')
    """
    usual = in_words(Decimal(1), own, lang)[1]
    top = _top(values)
    if own not in UNITS or not UNITS[own].is_money or not top or SMALLEST <= convert(top, own, usual) < LARGEST[lang]:
        return usual
    currency = own.rpartition(" ")[2]
    steps = [[f"1e{power} {currency}" for power in POWERS[one]] for one in (lang, "en")]
    held = next((units for units in steps if all(unit in UNITS for unit in units)), [usual])
    return next((unit for unit in reversed(held) if convert(top, own, unit) >= 1), held[0])


def digits_for(values: Iterable[float]) -> int:
    """Decimals that leave the largest of the values three significant digits, three at most.

    Examples
    --------
    >>> digits_for([40.0, 0.1]), digits_for([5.84]), digits_for([1481.5]), digits_for([0.0001])
    (1, 2, 0, 3)
    """
    top = _top(values)
    if not top:
        return 0
    return min(max(SIGNIFICANT - 1 - math.floor(math.log10(top)), 0), SIGNIFICANT)


def _top(values: Iterable[float]) -> float:
    return max((abs(value) for value in values if math.isfinite(value)), default=0.0)


def amount_in(value: float, own: str, unit: str) -> float:
    """A value in the unit it is shown in; one in a unit we do not know stays as it is."""
    return convert(value, own, unit) if own in UNITS and unit in UNITS else value


def money(w: Writer, table: ResultTable, row: Mapping[str, Any], column: str, *, sign: bool = False) -> Span:
    """One amount with the unit it is best read in."""
    own = _own(table, row, column)
    unit = unit_for([float(row[column])], own, w.lang)
    digits = digits_for([amount_in(float(row[column]), own, unit)])
    return _span(w, table, row, column, unit, digits, sign=sign, beside=True)


def money_text(value: float, unit: str, lang: Lang) -> str:
    """An amount that is no number of a table, with the unit it is best read in.

    Examples
    --------
    >>> money_text(12_000_000.0, "USD", "en")
    '12.0 million US dollars'
    """
    best = unit_for([value], unit, lang)
    shown = amount_in(value, unit, best)
    return with_unit(fixed(shown, digits_for([shown])), best, lang)


def money_columns(
    w: Writer,
    table: ResultTable,
    rows: Sequence[Mapping[str, Any]],
    headings: Mapping[str, str],
    *,
    alike: bool = False,
) -> tuple[list[str], list[list[Span]]]:
    """Headings with their unit, and the spans of each column: one unit for all columns, digits by column or ``alike``.

    The unit stands beside each number where it is not the one the language always uses for the unit of the table.
    """
    if not rows:
        return list(headings.values()), [[] for _ in headings]
    own = _own(table, rows[0], next(iter(headings)))
    unit = unit_for([float(row[name]) for row in rows for name in headings], own, w.lang)
    beside = unit != in_words(Decimal(1), own, w.lang)[1]
    every = [amount_in(float(row[name]), own, unit) for row in rows for name in headings] if alike else []
    named, columns = [], []
    for name, words in headings.items():
        digits = digits_for(every or [amount_in(float(row[name]), own, unit) for row in rows])
        columns.append([_span(w, table, row, name, unit, digits, beside=beside) for row in rows])
        shown = "" if beside else with_unit("", unit, w.lang)
        named.append(w.say("plan.in_unit", what=words, unit=shown) if shown else words)
    return named, columns


def _own(table: ResultTable, row: Mapping[str, Any], column: str) -> str:
    return table.units[column] or str(row.get("unit", ""))


def _span(
    w: Writer,
    table: ResultTable,
    row: Mapping[str, Any],
    column: str,
    unit: str,
    digits: int,
    *,
    beside: bool,
    sign: bool = False,
) -> Span:
    span = w.number(table, row, column)
    if span.value is None:
        return w.absent("–")
    shown = fixed(amount_in(span.value, span.unit, unit), digits, sign=sign)
    return span.model_copy(update={"text": with_unit(shown, unit, w.lang) if beside else shown})
