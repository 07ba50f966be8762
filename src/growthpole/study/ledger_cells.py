"""The entry of the ledger at the end of an explanation: its number, who recorded it when, and on whose word."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from growthpole.store.catalogue import as_json
from growthpole.store.folder import DATABASE
from growthpole.study.source_cells import Cell
from growthpole.track.ledger_tables import COLUMNS

if TYPE_CHECKING:
    from growthpole.study.results import Run

__all__ = ["entry_cell"]

DERIVED = ("value", "corrected_by")
"""Columns that follow from the others, and so are no part of what the hash is of."""


def entry_cell(run: Run, row: dict[str, Any], number: str) -> Cell:
    """The entry a ``number`` of the table ``track.ledger`` stands in, as a cell of the database.

    Its ``line`` is the number of the entry, its hash that of what the entry says, and its address the source the
    entry names.
    """
    texts = {name: str(row[name]) for name in COLUMNS if name not in DERIVED}
    said = {name: text for name, text in texts.items() if text} | {"period": texts["of_period"]}
    return Cell(
        file=DATABASE,
        sha256=hashlib.sha256(as_json(texts).encode()).hexdigest(),
        line=int(row["entry"]),
        column=number,
        address=texts["source"],
        printed=texts["printed"],
        raw_unit=texts["unit"],
        operator=texts["operator"] or "=",
        value=float(row[number]),
        unit=texts["unit"],
        labels=run.names.of_observation(texts, ""),
        row=said,
    )
