"""Decision sheets: the blanks that only people can fill, as they filled them in ``study.toml``, or empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from growthpole.dims import ACTIVITY

if TYPE_CHECKING:
    from growthpole.study.opening import SheetEntry
    from growthpole.study.stages.opening_facts import Opened
    from growthpole.tables.results import ResultTable

FIELDS: Final = ("decision", "owner", "chain_leader", "city", "public_cost", "counterpart")
DATES: Final = ("date_1", "date_2", "date_3")

__all__ = ["DATES", "FIELDS", "sheet_tables"]


def sheet_tables(found: Opened, options: ResultTable) -> list[ResultTable]:
    """``opportunities.sheets`` by activity and field; none where no option has a sheet."""
    given = found.given
    filled = {one.activity: one for one in given.entry.sheet}
    rows: list[dict[str, Any]] = []
    for row in options.rows():
        if row["sheet"]:
            own = _fields(filled.get(row["activity"]))
            rows += [{"activity": row["activity"], "field": name, "text": text} for name, text in own.items()]
    return [given.table("opportunities", "sheets", rows, (ACTIVITY, "field"))] if rows else []


def _fields(entry: SheetEntry | None) -> dict[str, str]:
    found = {name: "" if entry is None else str(getattr(entry, name)) for name in FIELDS}
    dates = () if entry is None else entry.dates
    for place, name in enumerate(DATES):
        found[name] = f"{dates[place].date}: {dates[place].what}" if place < len(dates) else ""
    return found | {"stop_rule": "" if entry is None else entry.stop_rule}
