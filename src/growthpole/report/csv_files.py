"""Tables and chart data as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from growthpole.store.csv_cells import guarded

if TYPE_CHECKING:
    from growthpole.views.model import ChartView

__all__ = ["chart_csv", "guarded", "table_csv"]


def chart_csv(chart: ChartView) -> bytes:
    """Data of a chart, UTF-8 with a byte order mark so that spreadsheets read Chinese."""
    names = list(chart.data[0]) if chart.data else []
    return table_csv(names, ([row[name] for name in names] for row in chart.data))


def table_csv(names: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table under its column names, UTF-8 with a byte order mark; None is an empty cell.

    Examples
    --------
    >>> table_csv(["region", "value"], [["=1+1", 2.5], ["N", None]]).decode("utf-8-sig").splitlines()
    ['region,value', "'=1+1,2.5", 'N,']
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([guarded(name) for name in names])
    writer.writerows([guarded("" if cell is None else cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
