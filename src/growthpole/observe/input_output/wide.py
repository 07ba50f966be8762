"""Wide input-output tables in the layout of the Chinese statistics: sectors by sectors, uses beside, inputs below.

Three forms are read, from CSV and from worksheets: one header row with code and names in front; the same
with a column ``Origin`` and two blocks of rows, domestic products and imports; and the workbook of a
statistics office, with a title, a unit line and headings in several rows. Totals are checked, never loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from growthpole.errors import DataQuality, Finding, InputError, listed
from growthpole.observe.files import read_bytes
from growthpole.observe.findings import Counts, errors_of
from growthpole.observe.grids import column_letters
from growthpole.observe.input_output.arrays import balanced, mapping_of, table_of
from growthpole.observe.input_output.checks import check_totals
from growthpole.observe.input_output.layout import ALL, Layout, Names, notebook_of
from growthpole.observe.input_output.places import lay_out
from growthpole.observe.input_output.terms import Origin, blocks_of, refuse_residual, require_parts, unit_stated
from growthpole.observe.input_output.values import read_values
from growthpole.observe.input_output.words import CHINESE_NAMES
from growthpole.observe.raw_cells import raw_grid_of_bytes
from growthpole.observe.spec import Limits
from growthpole.tables.io_table import IOTable

__all__ = ["IOReading", "IOSurvey", "read_io_table", "survey_io_table"]

Residual = Literal["keep", "refuse"]


@dataclass(frozen=True, slots=True)
class IOSurvey:
    """What a file was found to hold, also where its findings forbid to load it.

    Attributes
    ----------
    findings : tuple of Finding
        Everything doubtful.
    counts : Counts
        The row law; titles, headings and notes are skipped, and so are rows without any value.
    unit : str
        Key of the unit; empty where it is not known.
    blocks : tuple of str
        ``competitive``, ``domestic``, or ``domestic`` and ``imports``.
    names : mapping of str to Names
        Code of each sector to its names.
    mapping : mapping of str to str
        What each column of labels, special row and special column was taken for, with its cell.
    reading : IOReading or None
        The table, where no finding is an error.
    """

    findings: tuple[Finding, ...]
    counts: Counts
    unit: str = ""
    blocks: tuple[str, ...] = ()
    names: Mapping[str, Names] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)
    reading: IOReading | None = None


@dataclass(frozen=True, slots=True, eq=False)
class IOReading:
    """A wide input-output table as read.

    Attributes
    ----------
    table : IOTable
        All flows, with competing imports where the table has them.
    domestic : IOTable or None
        Flows of domestic products alone, with ``imported inputs`` as a primary input where the table has a
        block of imports; the same as ``table`` where all flows are domestic; None where the table does not say.
    names : mapping of str to Names
        Code of each sector to ``name_en`` and ``name_zh``.
    findings : tuple of Finding
        Warnings; an error would have been raised.
    mapping : mapping of str to str
        What each column of labels, special row and special column was taken for, with its cell.
    file, sha256, sheet : str
        Where it was read from.
    """

    table: IOTable
    domestic: IOTable | None
    names: Mapping[str, Names]
    findings: tuple[Finding, ...]
    mapping: Mapping[str, str]
    file: str
    sha256: str
    sheet: str
    _lines: Mapping[tuple[str, str], int] = field(repr=False)
    _columns: Mapping[str, int] = field(repr=False)

    def cell(self, row: str, column: str, block: str = "") -> str:
        """Address of the cell a number was read from, such as ``B7``.

        Parameters
        ----------
        row, column : str
            Codes as in the file (``076``, ``VA001``; ``EX``, ``GO``).
        block : {"", "domestic", "imports", "total"}
            Block of the row, where the table has a column of origins.

        Raises
        ------
        InputError
            The table has no such row or column.
        """
        key = (block or ALL, row)
        if key not in self._lines or column not in self._columns:
            raise InputError("no-such-cell", row=row, column=column, block=block or "–")
        return f"{column_letters(self._columns[column])}{self._lines[key]}"


def read_io_table(
    path: str | Path,
    *,
    unit: str = "",
    sheet: str = "",
    origin: Origin = "",
    residual: Residual = "keep",
    encoding: str = "",
    tolerance: float = 1e-6,
    limits: Limits | None = None,
) -> IOReading:
    """Read a wide input-output table in the layout of the Chinese statistics from CSV or a workbook.

    Row identity ``GO = TIU + TFU − IM + ERR``, column identity ``TI = TII + TVA`` and ``TI = GO`` of each
    sector. Printed totals (TII, TVA, TI; TIU, THC, TC, GCF, TFU) are compared with the sum of their parts.

    Parameters
    ----------
    path : str or Path
        The file.
    unit : str
        Unit of all flows (``"万元"``, ``"1e4 CNY"``), where the file has no unit line, and equal to it where it has.
    sheet : str
        Worksheet of a workbook; empty for the only one that holds anything.
    origin : {"", "domestic", "competitive"}
        What flows of a table without a column ``Origin`` are; empty to take it from the column of imports, so
        that a table without one must say ``"domestic"``.
    residual : {"keep", "refuse"}
        What is done with a column ERR: keep it as the final-demand category ``error``, or refuse it where it
        is not zero.
    encoding : str
        Declared encoding of a CSV file.
    tolerance : float
        Largest residual of an identity, as a share of the sector's output.
    limits : Limits, optional
        What is refused before it is read.

    Returns
    -------
    IOReading
        ``table``, ``domestic``, ``names``, ``findings``, ``mapping`` and the cell of each number.

    Raises
    ------
    DataQuality
        At least one finding is an error; all findings come with it.
    SourceError
        The file is missing, protected, damaged, or in an uncertain encoding.
    InputError
        An option is unknown.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> text = '''Code,Description,01,02,TIU,TC,EX,TFU,IM,GO
    ... 01,Farming,20,30,50,45,10,55,5,100
    ... 02,Industry,40,60,100,80,40,120,20,200
    ... TII,Total intermediate input,60,90,150,,,,,
    ... TVA,Total value-added,40,110,150,,,,,
    ... TI,Total inputs,100,200,300,,,,,'''
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "io.csv")
    ...     _ = path.write_text(text, encoding="utf-8")
    ...     found = read_io_table(path, unit="万元")
    >>> found.table.sectors, found.table.unit, found.table.imports.values.tolist()
    (['01', '02'], '1e4 CNY', [5.0, 20.0])
    >>> found.names["02"].name_en, found.cell("02", "EX"), found.mapping["total TII"]
    ('Industry', 'G3', "A4 'TII'")
    """
    found = survey_io_table(
        path,
        unit=unit,
        sheet=sheet,
        origin=origin,
        residual=residual,
        encoding=encoding,
        tolerance=tolerance,
        limits=limits,
    )
    if found.reading is None:
        raise DataQuality(found.findings)
    return found.reading


def survey_io_table(
    path: str | Path,
    *,
    unit: str = "",
    sheet: str = "",
    origin: Origin = "",
    residual: Residual = "keep",
    encoding: str = "",
    tolerance: float = 1e-6,
    limits: Limits | None = None,
) -> IOSurvey:
    """What :func:`read_io_table` finds in a file, also where it would refuse it.

    Raises
    ------
    SourceError, InputError
        As :func:`read_io_table`.
    """
    for name, value, known in (("origin", origin, Origin), ("residual", residual, Residual)):
        if value not in get_args(known):
            raise InputError("unknown-option", option=name, value=value, known=listed(map(repr, get_args(known))))
    where, bounds = Path(path), limits or Limits()
    grid = raw_grid_of_bytes(read_bytes(where, bounds), where.name, bounds, encoding, CHINESE_NAMES, sheet)
    notes = notebook_of(grid)
    layout = lay_out(grid, notes)
    if layout is None:
        counts = Counts(len(grid.rows) + grid.blanks, 0, len(grid.rows), grid.blanks)
        return IOSurvey(tuple(notes.closed()), counts)
    key = unit_stated(layout, unit)
    blocks = blocks_of(layout, origin)
    require_parts(layout)
    values = read_values(layout)
    if residual == "refuse":
        refuse_residual(values)
    done = None
    if layout.sound:
        check_totals(values)
        done = balanced(values, blocks, tolerance)
    findings = tuple(notes.closed())
    mapping = mapping_of(layout)
    reading = None
    if done is not None and not errors_of(findings):
        tables = {name: table_of(layout, name, parts, key, tolerance) for name, parts in done.items()}
        reading = IOReading(
            tables["table"] if "table" in tables else tables["domestic"],
            tables.get("domestic"),
            dict(layout.names),
            findings,
            mapping,
            grid.file,
            grid.sha256,
            grid.sheet,
            {row: grid.lines[at] for row, at in layout.rows.items()},
            {code: grid.left + at for code, at in layout.columns.items()},
        )
    return IOSurvey(findings, _counts(layout, reading), key, blocks, dict(layout.names), mapping, reading)


def _counts(layout: Layout, reading: IOReading | None) -> Counts:
    read = len(layout.grid.rows) + layout.grid.blanks
    rows = len(layout.grid.rows) - layout.first_row - layout.headings
    return Counts(read, rows if reading else 0, 0 if reading else rows, read - rows)
