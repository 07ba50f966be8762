"""Where a number comes from: sources, origins of cells, keys of numbers, and traces of results.

A *source* is a file as delivered, known by the hash of its bytes. An *origin* is one cell of it,
given an ``origin_id``. A *number key* names one number of a run,
``stage.table.column[dim=label,…]``; report, JSON, click-through and ``growthpole explain`` use it and
nothing else. A *trace* says of a result column which slices of other tables its numbers were
computed from; ``$name`` in a slice stands for the value of column ``name`` in the row at hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

from growthpole.errors import InputError

__all__ = ["NumberKey", "Ref", "Slice", "Source", "Trace", "parse_key"]

_KEY: Final = re.compile(r"^(?P<stage>[a-z_]+)\.(?P<table>[a-z_0-9]+)\.(?P<column>[a-z_0-9]+)\[(?P<dims>.*)\]$")
_RESERVED: Final = re.compile(r"[,=\[\]\x00-\x1f\x7f]|%(?=[0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file as delivered.

    Attributes
    ----------
    name, sha256, size : str, str, int
        File name inside the study, hash of its bytes, number of bytes.
    title, producer, url, licence, retrieved, method, scope : str
        What the sidecar ``NAME.source.toml`` says of it; empty where it says nothing.
    caveats : tuple of str
        Warnings that travel with every number of the source.
    """

    name: str
    sha256: str
    size: int
    title: str = ""
    producer: str = ""
    url: str = ""
    repository: str = ""
    licence: str = ""
    retrieved: str = ""
    method: str = ""
    scope: str = ""
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NumberKey:
    """Name of one number of a run.

    Examples
    --------
    >>> key = NumberKey("diagnose", "target", "required", {"indicator": "equipment_revenue", "goal": "2025"})
    >>> str(key)
    'diagnose.target.required[indicator=equipment_revenue,goal=2025]'
    >>> parse_key(str(key)) == key
    True
    """

    stage: str
    table: str
    column: str
    dims: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        inside = ",".join(f"{dim}={_quoted(label)}" for dim, label in self.dims.items())
        return f"{self.stage}.{self.table}.{self.column}[{inside}]"


def _quoted(label: str) -> str:
    """Label in which only what ``unquote`` or the key itself would misread is written as ``%XX``."""
    return _RESERVED.sub(lambda found: f"%{ord(found[0]):02X}", label)


def parse_key(text: str) -> NumberKey:
    """Number key from its text.

    Raises
    ------
    InputError
        The text is not of the form ``stage.table.column[dim=label,…]``.
    """
    match = _KEY.match(text.strip())
    if match is None:
        raise InputError("bad-number-key", key=text)
    dims: dict[str, str] = {}
    for part in filter(None, match["dims"].split(",")):
        dim, equals, label = part.partition("=")
        if not equals or not dim or dim in dims:
            raise InputError("bad-number-key", key=text)
        dims[dim] = unquote(label)
    return NumberKey(match["stage"], match["table"], match["column"], dims)


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows of a table a result was computed from.

    Attributes
    ----------
    name : str
        Symbol of the slice in the formula (``x[r,a]``, ``start``).
    table, column : str
        ``stage.table`` and its column.
    where : mapping of str to str
        Value of each filtering column; ``$name`` is the row's own value; ``a|b`` is any of several.
    """

    name: str
    table: str
    column: str
    where: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ref:
    """One number a result was computed from, named by the key that a column of the row holds.

    Attributes
    ----------
    name : str
        Symbol of the number in the formula.
    column : str
        Column of the result that holds the number's key; an empty key means "not there".
    """

    name: str
    column: str


@dataclass(frozen=True, slots=True)
class Trace:
    """How one column of a result table came about.

    Attributes
    ----------
    column : str
        The column.
    indicator : str
        Key of the measure in the registry; empty when the value is carried over unchanged.
    inputs : tuple of Slice or Ref
        What it was computed from.
    formula : str
        Plain arithmetic on the inputs' names, where no measure of the registry is involved.
    """

    column: str
    indicator: str
    inputs: tuple[Slice | Ref, ...] = ()
    formula: str = ""

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> Trace:
        """The trace :meth:`as_dict` wrote."""
        inputs = tuple(
            Ref(item["name"], item["key_column"])
            if "key_column" in item
            else Slice(item["name"], item["table"], item["column"], item["where"])
            for item in said["inputs"]
        )
        return cls(said["column"], said["indicator"], inputs, said["formula"])

    def as_dict(self) -> dict[str, object]:
        """The trace as JSON holds it."""
        inputs = [
            {"name": item.name, "key_column": item.column}
            if isinstance(item, Ref)
            else {"name": item.name, "table": item.table, "column": item.column, "where": dict(item.where)}
            for item in self.inputs
        ]
        return {"column": self.column, "indicator": self.indicator, "formula": self.formula, "inputs": inputs}
