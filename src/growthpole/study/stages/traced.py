"""Result tables of the stage ``diagnose`` and the slices of observations behind their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from growthpole.provenance import Slice, Trace
from growthpole.tables.results import ResultTable

__all__ = ["observations_of", "traced_table"]


def observations_of(name: str, indicator: str, period: int, where: Mapping[str, str]) -> Slice:
    """Observations behind a symbol; all regions and activities of the table unless ``where`` says otherwise."""
    fixed = {
        "indicator": indicator,
        "kind": "actual",
        "period": str(period),
        "region": "$regions",
        "activity": "$activities",
    }
    return Slice(name, "observe.observations", "value", {**fixed, **where})


def traced_table(
    name: str,
    rows: list[dict[str, Any]],
    dims: tuple[str, ...],
    columns: Mapping[str, tuple[str, Trace]],
    groups: Mapping[str, str],
) -> ResultTable:
    """Table ``diagnose.name`` with its columns of numbers, each with unit and trace."""
    import pandas as pd

    return ResultTable(
        stage="diagnose",
        name=name,
        frame=pd.DataFrame(rows),
        dims=dims,
        units={column: unit for column, (unit, _) in columns.items()},
        traces=tuple(trace for _, trace in columns.values()),
        groups=groups,
    )
