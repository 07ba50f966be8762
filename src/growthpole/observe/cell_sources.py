"""Sources whose values have each a cell of their own: checked like a tidy table, each finding at the cell."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from growthpole.errors import Finding
from growthpole.observe.files import Sheet
from growthpole.observe.findings import Counts, errors_of
from growthpole.observe.grids import Grid
from growthpole.observe.spec import TidySpec
from growthpole.observe.tidy import TidyRows, read_tidy
from growthpole.tables.classification import Classification

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FIELDS", "CellSource", "cell_source", "rows_of_cells"]

FIELDS: Final = ("region", "activity", "indicator", "period", "value", "unit", "operator", "note")


@dataclass(frozen=True, slots=True)
class CellSource:
    """A file whose values have each a cell of their own, before the words of the study are looked up.

    Attributes
    ----------
    sheet : Sheet
        Its values as a tidy table, one row each.
    rows : DataFrame
        The same rows as they were read: the fields of an observation, and ``raw, unit_printed, region_label, header,
        sheet, cell, line``.
    findings : tuple of Finding
        What is doubtful so far.
    counts : Counts
        What was read, where every row of ``rows`` is loaded.
    """

    sheet: Sheet
    rows: pd.DataFrame
    findings: tuple[Finding, ...]
    counts: Counts


def cell_source(
    data: bytes, spec: TidySpec, rows: pd.DataFrame, findings: Sequence[Finding], counts: Counts
) -> CellSource:
    """A source of ``rows`` that were read from ``data``."""
    columns = {name: rows[name].tolist() for name in FIELDS if name not in spec.constants}
    lines = array("q", range(1, len(rows) + 1))
    digest = hashlib.sha256(data).hexdigest()
    sheet = Sheet(spec.file, digest, len(data), list(columns), list(columns.values()), lines)
    return CellSource(sheet, rows, tuple(findings), counts)


def rows_of_cells(
    source: CellSource, spec: TidySpec, known: Mapping[str, Classification], incomplete: frozenset[str] = frozenset()
) -> TidyRows:
    """Values checked against the classifications, each with its own cell."""
    words = {name: name for name in source.sheet.header}
    done = read_tidy(source.sheet, replace(spec, columns=words, style="point"), known, incomplete)
    at = done.frame["line"].to_numpy() - 1
    rows = source.rows.iloc[at].reset_index(drop=True)
    frame = done.frame.assign(
        line=rows["line"].to_numpy(),
        column=rows["header"].to_numpy(),
        raw=rows["raw"].to_numpy(),
        raw_unit=rows["unit_printed"].where(rows["unit_printed"] != "", done.frame["raw_unit"]).to_numpy(),
        region_label=rows["region_label"].where(rows["region_label"] != "", done.frame["region_label"]).to_numpy(),
        sheet=rows["sheet"].to_numpy(),
        cell=rows["cell"].to_numpy(),
    )
    refused = bool(errors_of(source.findings))
    findings = [
        *source.findings,
        *(_placed(found, source) for found in done.findings if not (refused and found.code == "empty-table")),
    ]
    read, checked = source.counts, done.counts
    counts = Counts(read.read, checked.loaded, read.quarantined + checked.quarantined, read.skipped + checked.skipped)
    return TidyRows(frame, findings, counts, {"value": "value"}, Grid())


def _placed(found: Finding, source: CellSource) -> Finding:
    """A finding on a row of the tidy table, at the cell the row was read from."""
    if found.line is None or not 1 <= found.line <= len(source.rows):
        return found
    row = source.rows.iloc[found.line - 1]
    return replace(
        found, line=int(row["line"]), sheet=str(row["sheet"]), cell=str(row["cell"]), column=str(row["header"])
    )
