"""Printed tables as a source of a study: each value becomes an observation, by the words of its source profile.

Region, period and unit are those found in the table; the profile names the indicator, and the activity where the
labels of the rows are none. From there a value is checked like one of a tidy table, and keeps its own cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from growthpole.errors import Finding
from growthpole.observe.cell_sources import CellSource, cell_source
from growthpole.observe.corrections import Corrections
from growthpole.observe.findings import Counts
from growthpole.observe.gazetteer import names_of
from growthpole.observe.printed.files import read_printed
from growthpole.observe.printed.profiles import BlockProfile, ColumnProfile, Profile
from growthpole.observe.raw_cells import raw_grids_of_bytes
from growthpole.observe.spec import Limits, TidySpec
from growthpole.tables.classification import Classification

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.observe.printed.reading import TableReading

__all__ = ["open_printed"]

_OPERATORS: Final = {"<": "<", ">": ">", "≤": "<", "≥": ">", "~": "~", "≈": "~", "约": "~"}


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
