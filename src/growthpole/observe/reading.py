"""One file, read as a study would read it: rows as printed, with place, region and findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from growthpole.errors import Finding
from growthpole.observe.files import Sheet, read_bytes, sheet_of_bytes
from growthpole.observe.findings import Counts
from growthpole.observe.gazetteer import names_of
from growthpole.observe.grids import column_letters
from growthpole.observe.numbers import Style, parse_number
from growthpole.observe.sdmx.messages import SdmxRows, is_sdmx, read_sdmx
from growthpole.observe.spec import REQUIRED, Limits, TidySpec
from growthpole.observe.tidy import TidyRows, read_tidy
from growthpole.tables.classification import Classification

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.observe.printed.profiles import Profile
    from growthpole.observe.printed.reading import TableReading
    from growthpole.observe.raw_cells import RawGrid

__all__ = ["Reading", "is_tidy", "read", "reading_of"]

_SHOWN: Final = (
    *("region", "region_label", "label", "header", "period", "value", "raw", "unit", "flag", "role"),
    *("file", "sheet", "cell", "line"),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read.

    Attributes
    ----------
    rows : DataFrame
        One row for each value: ``region`` (resolved code), ``region_label`` (as printed), ``label`` (further labels
        of the row), ``header`` (the path of headings over the value), ``period`` (ISO 8601), ``value`` (the printed
        number as plain decimal text, in the printed unit), ``raw`` (the text of the cell), ``unit`` (as printed),
        ``flag`` (a mark beside the number), ``role`` (``total``, ``of-which`` or nothing), ``file, sheet, cell, line``.
    findings : tuple of Finding
        Everything doubtful.
    mapping : dict
        Of a tidy table: field of an observation to the column it is read from. Of printed tables: each block with
        its title, period, unit, labels and the tree of its headings.
    counts : Counts
        The row law of a tidy table; of printed tables the cell law, which counts every cell that is not blank.
    flagged : DataFrame or None
        Of printed tables: the cells that hold a flag instead of a number, as ``rows`` with a ``reason``.
    """

    rows: pd.DataFrame
    findings: tuple[Finding, ...]
    mapping: dict[str, Any]
    counts: Counts
    flagged: pd.DataFrame | None = None


def read(
    path: str | Path | pd.DataFrame,
    source: TidySpec | None = None,
    encoding: str | None = None,
    profile: Mapping[str, str] | str | Path | Profile | None = None,
    *,
    style: Style | None = None,
    sheet: str = "",
    classifications: Mapping[str, Classification] | None = None,
    limits: Limits | None = None,
) -> Reading:
    """Read a file of statistics: printed tables of a yearbook, or a tidy table with one value per row.

    A file whose first row names the fields of an observation is a tidy table; so is one with a ``source``. Any other
    is read as it is printed: titles, rows of headings, blocks side by side and one below the other, units, flags.

    Parameters
    ----------
    path : str, Path or DataFrame
        The file (.csv, .xlsx, .xls, .ods, Parquet), or a table already in memory.
    source : TidySpec, optional
        How a study reads a tidy table, with the worksheet where a workbook has several.
    encoding : str, optional
        Declared encoding.
    profile : mapping of str to str, or path, or Profile, optional
        Of printed tables: the source profile, or the TOML file that holds it. Of a tidy table: field to column, on
        top of ``source``.
    style : {"point", "comma"}, optional
        How printed tables write decimals; by default as their cells prove.
    sheet : str
        The one worksheet to read; by default all that hold anything.
    classifications : mapping, optional
        Known ``region``, ``activity`` and ``indicator`` codes. Without regions, printed tables know those of
        :func:`growthpole.observe.gazetteer.regions`; in a tidy column without codes every label stands for itself.
    limits : Limits, optional
        What is refused before it is read.

    Raises
    ------
    SourceError
        The file is missing, protected, damaged, or in an uncertain encoding.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame(
    ...     {
    ...         "region": ["N"],
    ...         "indicator": ["jobs"],
    ...         "period": ["2021"],
    ...         "value": ["1,200"],
    ...         "unit": ["person"],
    ...     }
    ... )
    >>> reading = read(frame)
    >>> reading.rows[["region", "value", "raw", "cell"]].values.tolist(), reading.counts.holds
    ([['N', '1200', '1,200', 'D2']], True)
    """
    limits = limits or Limits()
    known = classifications or {}
    if not isinstance(path, (str, Path)):
        from growthpole.observe.frames import sheet_of_frame

        spec = source or TidySpec(file="")
        columns = profile if isinstance(profile, Mapping) else None
        return _tidy(sheet_of_frame(path, "DataFrame", limits, style=spec.style), spec, columns, known)
    where = Path(path)
    data = read_bytes(where, limits)
    spec = source or TidySpec(file="", sheet=sheet, style=style or "point")
    declared = encoding or spec.encoding
    names = names_of(known)
    told = _profile_of(profile)
    columns = profile if isinstance(profile, Mapping) else None
    if source is None and columns is None and is_sdmx(data):
        return _reading_of_sdmx(read_sdmx(data, where.name, limits, declared), where.name, known.get("region"))
    if source is None and columns is None and data[:4] != b"PAR1":
        from growthpole.observe.raw_cells import raw_grids_of_bytes

        if told is not None:
            declared = declared or told.encoding
        delimiter = told.delimiter if told is not None else ""
        grids = raw_grids_of_bytes(data, where.name, limits, declared, names, sheet, delimiter=delimiter)
        if told is not None or not is_tidy(grids):
            from growthpole.observe.printed.files import read_printed

            return reading_of(read_printed(grids, known.get("region"), style, told), known.get("region"))
    found = sheet_of_bytes(data, where.name, limits, declared, names, spec.sheet, spec.style)
    return _tidy(found, spec, columns, known)


def _profile_of(profile: Mapping[str, str] | str | Path | Profile | None) -> Profile | None:
    if isinstance(profile, (str, Path)):
        from growthpole.observe.printed.profiles import load_profile

        return load_profile(Path(profile))
    return None if profile is None or isinstance(profile, Mapping) else profile


def is_tidy(grids: Iterable[RawGrid]) -> bool:
    """Whether the first row of a file, or of one of its sheets, names fields of an observation."""
    return any(len(set(REQUIRED) & {text.strip() for text in grid.rows[0]}) > 2 for grid in grids)


def reading_of(done: TableReading, regions: Classification | None = None) -> Reading:
    """What was read of printed tables, checked against itself, with the columns that every reading has."""
    from growthpole.observe.checks.cross_checks import cross_check
    from growthpole.observe.gazetteer import regions as bundled

    rows = done.rows[list(_SHOWN)]
    found = cross_check(rows, regions=regions if regions is not None and len(regions) else bundled())
    return Reading(rows, (*done.findings, *found), done.mapping, done.counts, done.flagged[[*_SHOWN, "reason"]])


def _reading_of_sdmx(message: SdmxRows, file: str, regions: Classification | None) -> Reading:
    """What an SDMX message says; a place that is a known region is named by its code."""
    from growthpole.observe.printed.places import places_of
    from growthpole.observe.sdmx.sources import printed_rows_of_sdmx

    rows = printed_rows_of_sdmx(message, file)
    resolve = places_of(regions).resolve
    rows = rows.assign(region=[resolve(label) or label for label in rows["region_label"]])
    valued = rows["value"] != ""
    mapping = {name: name for name in ("region", "indicator", "activity", "period", "value", "unit")}
    flagged = rows.loc[~valued, [*_SHOWN, "reason"]].reset_index(drop=True)
    return Reading(
        rows.loc[valued, list(_SHOWN)].reset_index(drop=True), message.findings, mapping, message.counts, flagged
    )


def _tidy(
    sheet: Sheet, spec: TidySpec, profile: Mapping[str, str] | None, known: Mapping[str, Classification]
) -> Reading:
    spec = replace(spec, file=sheet.file, columns={**spec.columns, **(profile or {})})
    done = read_tidy(sheet, spec, known)
    return Reading(_as_printed(done, sheet, spec.style), tuple(done.findings), dict(done.places), done.counts)


def _as_printed(done: TidyRows, sheet: Sheet, style: Style) -> pd.DataFrame:
    """Rows that passed, with the number as printed and its cell."""
    value_column = done.places.get("value", "")
    letter = sheet.grid.letters.get(value_column, "")
    if not letter and value_column in sheet.header:
        letter = column_letters(sheet.header.index(value_column))
    rows = done.frame.assign(
        header=done.frame["indicator"].str.cat(done.frame["activity"], sep=" / ").str.removesuffix(" / "),
        value=[_plain(text, style) for text in done.frame["raw"]],
        label=done.frame["activity"],
        role="",
        unit=done.frame["raw_unit"],
        flag=done.frame["operator"].where(done.frame["operator"] != "=", ""),
        file=sheet.file,
        sheet=sheet.grid.sheet,
        cell=[f"{letter}{line}" for line in done.frame["line"]],
    )
    return rows[list(_SHOWN)]


def _plain(text: str, style: Style) -> str:
    """A printed number as plain decimal text; a cell with an operator keeps what stands there."""
    value = parse_number(text.lstrip("<>~≈≤≥ "), style)
    return text if value is None else f"{value:f}"
