"""What a value may be, by what it measures: counts, shares and ranks have their own ranges."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from growthpole.observe.column_checks import Mask, Table
from growthpole.observe.vocabulary import known_unit

__all__ = ["check_values"]

_MONEY_BASIS: Final = re.compile(r"current|constant [0-9]{4}")


def check_values(table: Table, known_bad: Mask) -> Mask:
    """Rows whose value cannot be what its indicator measures.

    A count below zero, a share outside 0 to 100 %, a rank that is no positive whole number, and money
    without a price basis are errors. Growth and other levels may have either sign.
    """
    frame, words = table.frame, table.vocabulary
    checked = ~known_bad
    codes, units = table.distinct("unit")
    known = [known_unit(text) for text in units]
    counted = _each([unit is not None and unit.is_count for unit in known], codes)
    money = _each([unit is not None and unit.is_money for unit in known], codes)
    to_percent = [
        float(unit.factor * 100) if unit is not None and unit.quantity == "ratio" else np.nan for unit in known
    ]
    indicator_codes, indicators = table.distinct("indicator")
    measures = words.attribute("measure")
    of_indicator = [measures.get(code, "") for code in indicators]
    growth, count, share, rank = (
        _each([measure == name for measure in of_indicator], indicator_codes)
        for name in ("growth", "count", "share", "rank")
    )
    value = frame["value"].to_numpy()
    with np.errstate(invalid="ignore", over="ignore"):
        percent = value * np.array([*to_percent, np.nan])[codes]
        rules = {
            "negative-count": (value < 0) & (counted | count) & ~growth,
            "share-out-of-range": share & ((percent < 0) | (percent > 100)),
            "bad-rank": rank & ((value < 1) | (value % 1 != 0)),
        }
    if "indicator" in words.known:
        basis_codes, bases = table.distinct("price_basis")
        unpriced = _each([_MONEY_BASIS.fullmatch(text) is None for text in bases], basis_codes)
        rules["no-price-basis"] = money & unpriced
    bad = np.zeros(len(frame), dtype=bool)
    for code, hit in rules.items():
        found = np.flatnonzero(hit & checked)
        named = frame["indicator"].to_numpy()[found]
        table.notes.note_rows(
            code,
            "error",
            frame["line"].to_numpy()[found],
            frame["printed"].to_numpy()[found],
            column=table.places.get("value", "value"),
            params=lambda place, named=named: {"indicator": str(named[place])},  # type: ignore[misc]
        )
        bad[found] = True
    return bad


def _each(of_texts: list[bool], codes: np.ndarray) -> Mask:
    mask: Mask = np.array([*of_texts, False], dtype=bool)[codes]
    return mask
