"""Foreign money: what was contracted, what was utilised, side by side and never added."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from math import nan
from typing import TYPE_CHECKING, get_args

from growthpole.tables.periods import parse_period
from growthpole.track.entries import Entry, ForeignInvestment, Nature
from growthpole.track.histories import current, day_of
from growthpole.units import Unit, parse_unit

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["foreign_investment", "money_of"]


def foreign_investment(entries: Iterable[Entry], on: str) -> pd.DataFrame:
    """Foreign investment contracted and utilised up to a day, by currency.

    ``C = Σ contracted``, ``U = Σ utilised``, each over the entries dated up to the day, in decimals. They measure a
    promise and a payment, so no sum of the two exists.

    Parameters
    ----------
    entries : iterable of Entry
        Entries of the ledger, with their corrections.
    on : str
        The day.

    Returns
    -------
    DataFrame
        One row for each currency, in order of its first entry: ``unit`` (the largest unit its entries are in),
        ``contracted`` and ``utilised`` (sums in that unit, NaN without an entry), ``contracted_entries`` and
        ``utilised_entries``.

    Raises
    ------
    InputError
        Not a day.

    Examples
    --------
    >>> told = {"project": "P1", "unit": "1e6 USD", "date": "2024-05-01", "vintage": "2024-05-02"}
    >>> entries = [ForeignInvestment(nature=n, amount=a, **told) for n, a in (("contracted", "30"), ("utilised", "4"))]
    >>> foreign_investment(entries, "2024-12-31")[["contracted", "utilised"]].values.tolist()
    [[30.0, 4.0]]

    References
    ----------
    UNCTAD (2009). Training Manual on Statistics for FDI and the Operations of TNCs, vol. I: FDI Flows and Stocks.
    """
    import pandas as pd

    natures = get_args(Nature)
    money: dict[str, list[tuple[str, Decimal, Unit]]] = {}
    for _, nature, amount, unit in money_of(entries, on):
        money.setdefault(unit.quantity, []).append((nature, amount, unit))
    rows = []
    for found in money.values():
        largest = max((unit for _, _, unit in found), key=lambda unit: unit.factor)
        row: dict[str, object] = {"unit": largest.key}
        for nature in natures:
            amounts = [amount / largest.factor for one, amount, _ in found if one == nature]
            row |= {nature: float(sum(amounts, Decimal(0))) if amounts else nan, f"{nature}_entries": len(amounts)}
        rows.append(row)
    columns = ["unit", *natures, *(f"{nature}_entries" for nature in natures)]
    return pd.DataFrame(rows, columns=columns)


def money_of(entries: Iterable[Entry], on: str) -> list[tuple[str, str, Decimal, Unit]]:
    """Project or event, nature, amount in the base unit of its currency, and unit of each entry up to a day."""
    day = day_of("on", on)
    found = []
    for entry in current(entries):
        if isinstance(entry, ForeignInvestment) and parse_period(entry.date).end <= day:
            unit = parse_unit(entry.unit)
            amount = Decimal(entry.amount.replace("−", "-")) * unit.factor
            found.append((entry.project or entry.event, entry.nature, amount, unit))
    return found
