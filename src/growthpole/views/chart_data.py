"""Rows of a chart, which all its layers share.

Altair copies what it is given, row by row and value by value, for every layer and every step of building; for charts
with hundreds of rows that takes longer than all else. What it does not know it leaves as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    import altair as alt

__all__ = ["chart_data"]


def chart_data(rows: list[dict[str, Any]]) -> alt.Data:
    """Data of a chart.

    Examples
    --------
    >>> chart_data([{"x": 1.5, "name": "N"}]).to_dict()
    {'values': [{'x': 1.5, 'name': 'N'}]}
    """
    import altair as alt

    return alt.Data(values=_Rows(rows))


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows that turn into themselves when the specification is written."""

    rows: list[dict[str, Any]]

    _schema: ClassVar = {"type": "array"}
    """What Altair knows by that it may ask for :meth:`to_dict`."""

    def to_dict(self) -> list[dict[str, Any]]:
        """The rows, as they are."""
        return self.rows
