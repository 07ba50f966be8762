"""The ledger as a table of a run: one row for each entry, whose numbers are explained by the entry itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Final

from growthpole.errors import InputError
from growthpole.provenance import Trace
from growthpole.tables.bands import rounding_band
from growthpole.tables.results import ResultTable
from growthpole.track.entries import KINDS, Entry

__all__ = ["COLUMNS", "LEDGER", "entries_table"]

STAGE: Final = "track"
NAME: Final = "ledger"
LEDGER: Final = f"{STAGE}.{NAME}"
_BASE: Final = tuple(one.name for one in fields(Entry) if one.name not in {"number"})
_FACTS: Final = tuple(
    dict.fromkeys(one.name for made in KINDS.values() for one in fields(made) if one.name not in (*_BASE, "number"))
)
FIRST: Final = ("entry", "kind", "of_period", "key", "value", "printed", "corrected_by")
COLUMNS: Final = (*FIRST, *_BASE, *(name for name in _FACTS if name != "value"))


def entries_table(entries: Iterable[Entry]) -> ResultTable:
    """Table ``track.ledger`` of a run, in the order of the ledger.

    Parameters
    ----------
    entries : iterable of Entry
        Entries that were written, so that each has its number.

    Returns
    -------
    ResultTable
        Dims ``entry`` (the number as text); ``value`` (float64, the figure or amount, NaN where the entry holds none)
        in the row's own ``unit``; texts: ``kind``, ``of_period``, ``key``, ``printed``, ``corrected_by`` (number of
        the entry that corrects it), ``vintage``, ``reason``, ``by``, ``recorded``, ``corrects``, and every field of
        the kinds, empty where a kind has none; ``void`` and ``planned`` are ``yes`` or empty.

    Raises
    ------
    InputError
        An entry has no number yet.

    Examples
    --------
    >>> from growthpole.track import StageChange
    >>> entry = StageChange(project="P1", stage="lead", date="2024", vintage="2024-03-01", number=1)
    >>> entries_table([entry]).frame[["entry", "kind", "key"]].values.tolist()
    [['1', 'stage', 'project=P1,stage=lead']]
    """
    import pandas as pd

    held = sorted(entries, key=lambda entry: entry.number)
    if any(entry.number < 1 for entry in held):
        raise InputError("entry-unwritten", key=next(entry.key for entry in held if entry.number < 1))
    of = {(entry.story, entry.vintage): str(entry.number) for entry in reversed(held)}
    by = {of.get((entry.story, entry.corrects), ""): str(entry.number) for entry in held if entry.corrects}
    rows = []
    for entry in held:
        printed = str(getattr(entry, "value", getattr(entry, "amount", "")))
        row: dict[str, object] = dict.fromkeys(COLUMNS, "")
        row |= {"entry": str(entry.number), "kind": entry.kind, "of_period": entry.story[1], "key": entry.key}
        row |= {"value": rounding_band(printed).value if printed else float("nan"), "printed": printed}
        row["corrected_by"] = by.get(str(entry.number), "")
        row |= {
            one.name: _text(getattr(entry, one.name)) for one in fields(entry) if one.name not in ("number", "value")
        }
        rows.append(row)
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    texts = {name: "str" for name in COLUMNS if name != "value"}
    frame = frame.astype({**texts, "value": "float64"})
    trace = Trace("value", "")
    return ResultTable(stage=STAGE, name=NAME, frame=frame, dims=("entry",), units={"value": ""}, traces=(trace,))


def _text(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else ""
        case _:
            return str(value)
