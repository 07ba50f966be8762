"""ResultTable: a table of results in which every number has a unit, a key and a trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from growthpole.errors import InputError, listed
from growthpole.provenance import NumberKey, Trace

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ResultTable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultTable:
    """Rows named by ``dims``, with the unit and the trace of each column of numbers.

    Parameters
    ----------
    stage, name : str
        The table is ``stage.name``.
    frame : DataFrame
        Its rows.
    dims : tuple of str
        Text columns that together name a row.
    units : mapping of str to str
        Unit of each column of numbers.
    traces : tuple of Trace
        How each column of numbers came about.
    groups : mapping of str to str
        Sets of labels, joined by ``|``, that slices of the traces name as ``$name``; for a register its
        ``kind``, its ``sheet``, and the column (``column.``) and letters (``letters.``) of each field.

    Raises
    ------
    InputError
        A dim or a column is missing, two rows share their dims, or a number column has no trace.
    """

    stage: str
    name: str
    frame: pd.DataFrame
    dims: tuple[str, ...]
    units: Mapping[str, str] = field(default_factory=dict)
    traces: tuple[Trace, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    _made: list[dict[str, Any]] = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        table = f"{self.stage}.{self.name}"
        missing = [name for name in (*self.dims, *self.units) if name not in self.frame.columns]
        if missing or not self.dims:
            raise InputError("missing-columns", table=table, missing=listed(missing) or "dims")
        repeated = self.frame.duplicated(list(self.dims))
        if repeated.any():
            first = self.frame.loc[repeated, list(self.dims)].iloc[0]
            raise InputError("repeated-key", table=table, key=listed(first.tolist()), count=int(repeated.sum()))
        untraced = sorted(set(self.units) - {trace.column for trace in self.traces})
        if untraced:
            raise InputError("untraced-columns", table=table, columns=listed(untraced))

    def key(self, row: Mapping[str, Any], column: str) -> NumberKey:
        """Key of the number in ``column`` of ``row``; an empty dim is left out, as in :attr:`Fact.key`."""
        labels = {dim: str(row[dim]) for dim in self.dims}
        return NumberKey(self.stage, self.name, column, {dim: label for dim, label in labels.items() if label})

    def rows(self) -> list[dict[str, Any]]:
        """Rows as mappings, in the table's order; each call gives mappings of its own."""
        if len(self._made) != len(self.frame):
            made = [{str(name): value for name, value in row.items()} for row in self.frame.to_dict("records")]
            self._made[:] = made
        return [dict(row) for row in self._made]

    def describe(self) -> dict[str, Any]:
        """What a manifest says of the table."""
        return {
            "dims": list(self.dims),
            "rows": len(self.frame),
            "units": dict(self.units),
            "traces": [trace.as_dict() for trace in self.traces],
            "groups": dict(self.groups),
        }

    @classmethod
    def from_description(cls, name: str, frame: pd.DataFrame, said: Mapping[str, Any]) -> ResultTable:
        """The table ``stage.table`` of a run from its rows and what the manifest says of it."""
        stage, _, table = name.partition(".")
        return cls(
            stage=stage,
            name=table,
            frame=frame,
            dims=tuple(said["dims"]),
            units=said["units"],
            traces=tuple(Trace.from_dict(trace) for trace in said["traces"]),
            groups=said["groups"],
        )
