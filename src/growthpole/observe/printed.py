"""Printed tables as a source of a study: each value becomes an observation, by the words of its source profile.

Region, period and unit are those found in the table; the profile names the indicator, and the activity where the
labels of the rows are none. From there a value is checked like one of a tidy table, and keeps its own cell.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from growthpole.errors import Finding
from growthpole.observe.corrections import Corrections
from growthpole.observe.files import Sheet
from growthpole.observe.findings import Counts, errors_of
from growthpole.observe.grids import Grid
from growthpole.observe.profiles import BlockProfile, ColumnProfile, Profile
from growthpole.observe.raw_cells import raw_grids_of_bytes
from growthpole.observe.reading import names_of, read_printed
from growthpole.observe.spec import Limits, TidySpec
from growthpole.observe.tidy import TidyRows, read_tidy
from growthpole.tables.classification import Classification

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.observe.table_reading import TableReading

__all__ = ["FIELDS", "CellSource", "cell_source", "open_printed", "rows_of_cells"]

FIELDS: Final = ("region", "activity", "indicator", "period", "value", "unit", "operator", "note")
_OPERATORS: Final = {"<": "<", ">": ">", "≤": "<", "≥": ">", "~": "~", "≈": "~", "约": "~"}


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


def open_printed(
    data: bytes,
    spec: TidySpec,
    profile: Profile,
    known: Mapping[str, Classification],
    limits: Limits,
    fixes: Corrections,
) -> CellSource:
    """Read a file of printed tables as a study declares and corrects it.

    Raises
    ------
    SourceError, LimitExceeded
        As :func:`growthpole.observe.read`.
    """
    encoding = spec.encoding or profile.encoding
    delimiter = spec.delimiter or profile.delimiter
    grids = raw_grids_of_bytes(data, spec.file, limits, encoding, names_of(known), spec.sheet, delimiter)
    before = len(fixes.applied)
    reading = read_printed([fixes.on_grid(grid) for grid in grids], known.get("region"), None, profile)
    left_out = sum(one.correction.drop for one in fixes.applied[before:])
    rows, skipped, findings = _with_words(reading, profile, spec, known)
    met = reading.counts
    counts = Counts(met.read + left_out, met.loaded - skipped, met.quarantined, met.skipped + skipped + left_out)
    return cell_source(data, spec, rows, [*reading.findings, *findings], counts)


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


def _with_words(
    reading: TableReading, profile: Profile, spec: TidySpec, known: Mapping[str, Classification]
) -> tuple[pd.DataFrame, int, list[Finding]]:
    """Rows with the fields of an observation, how many were skipped, and columns without an indicator of the study."""
    blocks = {block.at: block for block in profile.block}
    told = {(block.at, column.letters): column for block in profile.block for column in block.column}
    rows = reading.rows[(reading.rows["region"] != "") | (reading.rows["role"] != "total")]
    at = rows["sheet"].where(rows["sheet"] == "", rows["sheet"] + "!") + rows["block"]
    letters = rows["cell"].str.replace(r"\d+", "", regex=True)
    columns = [told.get(pair) for pair in zip(at, letters, strict=True)]
    places = [blocks.get(place) for place in at]
    named = [
        _words(column, block, str(header), str(label))
        for column, block, header, label in zip(columns, places, rows["header"], rows["label"], strict=True)
    ]
    rows = rows.assign(
        indicator=[indicator for indicator, _ in named],
        activity=[activity for _, activity in named],
        unit_printed=rows["unit"],
        operator=[_OPERATORS.get(flag[:1], "=") for flag in rows["flag"]],
        note=["" if flag[:1] in _OPERATORS else flag for flag in rows["flag"]],
    )
    rows = rows.assign(
        unit=rows["unit_key"].where(rows["unit_key"] != "", rows["unit"]),
        region=rows["region"].where(rows["region"] != "", rows["region_label"]),
    )
    totals = len(reading.rows) - len(rows)
    if "indicator" in spec.constants or not len(known.get("indicator", ())):
        return rows.reset_index(drop=True), totals, []
    known_words = rows["indicator"].map(known["indicator"].resolve).notna()
    findings = [
        Finding(
            code="profile-unmapped-column",
            severity="warn",
            file=spec.file,
            sheet=str(part["sheet"].iloc[0]),
            cell=f"{part['cell'].iloc[0]}:{part['cell'].iloc[-1]}",
            line=int(part["line"].iloc[0]),
            value=str(header),
            params={"count": str(len(part))},
        )
        for (_, header), part in rows[~known_words].groupby(["sheet", "header"], sort=False)
    ]
    return rows[known_words].reset_index(drop=True), totals + int((~known_words).sum()), findings


def _words(column: ColumnProfile | None, block: BlockProfile | None, header: str, label: str) -> tuple[str, str]:
    """Indicator and activity of a value."""
    indicator = column.indicator if column is not None else ""
    activity = column.activity if column is not None else ""
    if block is not None and block.labels_are == "indicator":
        return label, activity
    return indicator or (block.indicator if block is not None else "") or header, activity or label


def _placed(found: Finding, source: CellSource) -> Finding:
    """A finding on a row of the tidy table, at the cell the row was read from."""
    if found.line is None or not 1 <= found.line <= len(source.rows):
        return found
    row = source.rows.iloc[found.line - 1]
    return replace(
        found, line=int(row["line"]), sheet=str(row["sheet"]), cell=str(row["cell"]), column=str(row["header"])
    )
