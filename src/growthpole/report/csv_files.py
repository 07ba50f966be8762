"""Chart data as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from growthpole.views.model import ChartView

__all__ = ["chart_csv", "guarded"]

# Full-width signs begin a formula where the spreadsheet runs in Chinese or Japanese.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula: such text is led by an apostrophe.

    Examples
    --------
    >>> guarded("=HYPERLINK(1)"), guarded(-1.5), guarded("Shandong")
    ("'=HYPERLINK(1)", -1.5, 'Shandong')
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def chart_csv(chart: ChartView) -> bytes:
    """Data of a chart, UTF-8 with a byte order mark so that spreadsheets read Chinese."""
    out = io.StringIO(newline="")
    names = list(chart.data[0]) if chart.data else []
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([guarded("" if row[name] is None else row[name]) for name in names] for row in chart.data)
    return out.getvalue().encode("utf-8-sig")
