"""One file, read as a study would read it: rows as printed, with place, region and findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from growthpole.errors import Finding
from growthpole.observe.files import Sheet, read_bytes, sheet_of_bytes
from growthpole.observe.findings import Counts
from growthpole.observe.grids import column_letters
from growthpole.observe.spec import Limits, TidySpec
from growthpole.observe.tidy import TidyRows, read_tidy
from growthpole.tables.classification import Classification

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Reading", "read"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read.

    Attributes
    ----------
    rows : DataFrame
        ``region`` (resolved code), ``region_label`` (as printed), ``header`` (the path of headings
        of the value), ``value`` (the number as printed), ``unit``, ``flag``, ``file``, ``sheet``, ``cell``.
    findings : tuple of Finding
        Everything doubtful.
    mapping : dict
        Field of an observation to the column it is read from.
    counts : Counts
        The row law.
    """

    rows: pd.DataFrame
    findings: tuple[Finding, ...]
    mapping: dict[str, str]
    counts: Counts


def read(
    path: str | Path | pd.DataFrame,
    source: TidySpec | None = None,
    encoding: str | None = None,
    profile: Mapping[str, str] | None = None,
    *,
    classifications: Mapping[str, Classification] | None = None,
    limits: Limits | None = None,
) -> Reading:
    """Read a tidy CSV or Parquet file, a worksheet of a workbook (.xlsx), or a DataFrame.

    Parameters
    ----------
    path : str, Path or DataFrame
        The file, or a table already in memory.
    source : TidySpec, optional
        How a study reads it, with the worksheet where a workbook has several; by default fields are read
        from columns of their own names.
    encoding : str, optional
        Declared encoding.
    profile : mapping of str to str, optional
        Field to column, on top of ``source``.
    classifications : mapping, optional
        Known ``region``, ``activity`` and ``indicator`` codes. In a column without them every label
        stands for itself and only the form of the cells is checked.
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
    >>> reading.rows[["region", "value", "cell"]].values.tolist(), reading.counts.holds
    ([['N', '1,200', 'D2']], True)
    """
    limits = limits or Limits()
    spec = source or TidySpec(file="")
    known = classifications or {}
    if isinstance(path, (str, Path)):
        where = Path(path)
        names = [str(name) for part in known.values() for name in part.frame["name_zh"]]
        data, declared = read_bytes(where, limits), encoding or spec.encoding
        sheet = sheet_of_bytes(data, where.name, limits, declared, names, spec.sheet, spec.style)
    else:
        from growthpole.observe.frames import sheet_of_frame

        sheet = sheet_of_frame(path, "DataFrame", limits, style=spec.style)
    spec = replace(spec, file=sheet.file, columns={**spec.columns, **(profile or {})})
    done = read_tidy(sheet, spec, known)
    return Reading(_as_printed(done, sheet), tuple(done.findings), dict(done.places), done.counts)


def _as_printed(done: TidyRows, sheet: Sheet) -> pd.DataFrame:
    """Rows that passed, with the number as printed and its cell."""
    value_column = done.places.get("value", "")
    letter = sheet.grid.letters.get(value_column, "")
    if not letter and value_column in sheet.header:
        letter = column_letters(sheet.header.index(value_column))
    rows = done.frame.assign(
        header=done.frame["indicator"].str.cat(done.frame["activity"], sep=" / ").str.removesuffix(" / "),
        value=done.frame["raw"],
        unit=done.frame["raw_unit"],
        flag=done.frame["operator"].where(done.frame["operator"] != "=", ""),
        file=sheet.file,
        sheet=sheet.grid.sheet,
        cell=[f"{letter}{line}" for line in done.frame["line"]],
    )
    wanted = ["region", "region_label", "header", "period", "value", "unit", "flag", "file", "sheet", "cell"]
    return rows[wanted]
