"""What a value may be, by what it measures: counts, shares and ranks have their own ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.observe.findings import Notebook
from growthpole.tables.classification import Classification
from growthpole.units import parse_unit

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["check_values"]


def check_values(
    frame: pd.DataFrame,
    known_bad: pd.Series,
    indicators: Classification,
    notes: Notebook,
    places: dict[str, str],
) -> pd.Series:
    """Rows whose value cannot be what its indicator measures.

    A count below zero, a share outside 0 to 100 %, a rank that is no positive whole number, and money
    without a price basis are errors. Growth and other levels may have either sign.
    """
    measures = indicators.attribute("measure")
    measure = frame["indicator"].map(measures).fillna("")
    shown = places.get("value", "value")
    checked = ~known_bad
    counted = frame["unit"].isin([unit for unit in frame.loc[checked, "unit"].unique() if parse_unit(unit).is_count])
    money = frame["unit"].isin([unit for unit in frame.loc[checked, "unit"].unique() if parse_unit(unit).is_money])
    percent = frame["value"].where(frame["unit"] == "%", frame["value"] * 100.0)
    rules = {
        "negative-count": checked & (frame["value"] < 0) & (counted | (measure == "count")),
        "share-out-of-range": checked & (measure == "share") & ((percent < 0) | (percent > 100)),
        "bad-rank": checked & (measure == "rank") & ((frame["value"] < 1) | (frame["value"] % 1 != 0)),
        "no-price-basis": checked & money & frame["price_basis"].isin(["", "none"]),
    }
    bad = ~checked & False
    for code, hit in rules.items():
        for line, printed, indicator in frame.loc[hit, ["line", "printed", "indicator"]].itertuples(
            index=False, name=None
        ):
            notes.note(code, "error", line=int(line), column=shown, value=str(printed), indicator=str(indicator))
        bad |= hit
    return bad
