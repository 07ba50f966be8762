"""From a number of a run back to the cells it came from.

The key names a row and a column of a table. Its trace says what it was computed from: numbers with keys
of their own, which are explained in turn, or slices of a table, of which the rows are counted, the
first ones shown, and the files named with the hash of their bytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from growthpole.errors import InputError, listed
from growthpole.provenance import NumberKey, Ref, Slice, Trace, parse_key

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.study.results import Run
    from growthpole.tables.results import ResultTable

__all__ = ["Cell", "CellCorrection", "Explanation", "Input", "SourceFile", "explain"]

SHOWN: Final = 8
DEPTH: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class CellCorrection:
    """A corrected cell that the number rests on: what it prints, what is read in its place, why, and who says so."""

    cell: str
    column: str
    printed: str
    corrected: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A source cell: file with hash, line and column, address, and the value as printed.

    ``sheet`` and ``cell`` say where it stands in a workbook; they are empty for other files. ``corrections`` are
    those of its row that were applied.
    """

    file: str
    sha256: str
    line: int
    column: str
    address: str
    printed: str
    row: dict[str, str]
    sheet: str = ""
    cell: str = ""
    corrections: tuple[CellCorrection, ...] = ()

    @property
    def place(self) -> str:
        """File and line, or file, sheet and cell of a workbook."""
        within = self.cell or str(self.line)
        return ":".join(part for part in (self.file, self.sheet, within) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file a slice was read from: name, hash of its bytes, address of the source."""

    file: str
    sha256: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One input of a formula: a number with its own explanation, or the rows of a slice.

    A slice without rows is zero because its source declares that it leaves zero cells out; its files
    are then those that hold the indicator.
    """

    name: str
    explanation: Explanation | None = None
    slice: str = ""
    rows: int = 0
    cells: tuple[Cell, ...] = ()
    files: tuple[SourceFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A number, how it was computed and from what.

    Attributes
    ----------
    key : str
        Its key.
    value : float
        Its value, unrounded.
    unit : str
        Its unit.
    indicator, formula : str
        The measure of the registry, or the plain arithmetic; empty for a source value.
    inputs : tuple of Input
        What it was computed from.
    cell : Cell or None
        The source cell, for a value carried over from a source.
    """

    key: str
    value: float
    unit: str
    indicator: str = ""
    formula: str = ""
    inputs: tuple[Input, ...] = field(default_factory=tuple)
    cell: Cell | None = None

    def cells(self) -> Iterator[Cell]:
        """Every source cell shown below this number."""
        if self.cell is not None:
            yield self.cell
        for item in self.inputs:
            yield from item.cells
            if item.explanation is not None:
                yield from item.explanation.cells()


def explain(run: Run, key: str) -> Explanation:
    """Walk a number of ``run`` back to files and cells.

    Raises
    ------
    InputError
        The key is malformed, names no number, or names several.
    """
    return _explain(run, parse_key(key), DEPTH)


def _explain(run: Run, key: NumberKey, depth: int) -> Explanation:
    table = run.table(f"{key.stage}.{key.table}")
    row = _row(table, key)
    trace = next((trace for trace in table.traces if trace.column == key.column), None)
    if trace is None:
        near = listed(table.units) or "–"
        raise InputError("unknown-number", key=key, near=near)
    value = float(row[key.column])
    unit = table.units[key.column] or str(row.get("unit", ""))
    full = str(table.key(row, key.column))
    if key.stage == "observe":
        cell = _cell(run, table, row, key.column)
        return Explanation(key=full, value=value, unit=unit, formula=_formula(trace), cell=cell)
    if depth == 0:
        raise InputError("unknown-number", key=key, near="–")
    inputs = tuple(_input(run, table, row, item, depth) for item in trace.inputs if not _void(row, item))
    return Explanation(
        key=full, value=value, unit=unit, indicator=trace.indicator, formula=_formula(trace), inputs=inputs
    )


def _formula(trace: Trace) -> str:
    from growthpole import indicators

    return indicators.get(trace.indicator).formula if trace.indicator else trace.formula


def _texts(column: pd.Series[Any]) -> pd.Series[Any]:
    """The column as text; a column of text is taken as it is, since copying a million cells takes seconds."""
    return column if column.dtype == "str" else column.astype(str)


def _row(table: ResultTable, key: NumberKey) -> dict[str, Any]:
    frame = table.frame
    unknown = [dim for dim in key.dims if dim not in table.dims]
    if unknown or key.column not in frame.columns:
        raise InputError("unknown-number", key=key, near=f"[{listed(table.dims)}] {listed(table.units)}")
    hit = frame
    for dim, label in key.dims.items():
        hit = hit[_texts(hit[dim]) == label]
    if len(hit) > 1:
        others = [dim for dim in table.dims if dim not in key.dims]
        exact = hit
        for dim in others:
            exact = exact[_texts(exact[dim]) == ""]
        hit = exact if len(exact) == 1 else hit
    if len(hit) == 1:
        return {str(name): value for name, value in hit.iloc[0].items()}
    shown = (hit if len(hit) else frame).head(2000)
    names = [
        str(table.key({str(name): value for name, value in row.items()}, key.column))
        for row in shown.to_dict("records")
    ]
    near = get_close_matches(str(key), names, n=3, cutoff=0.1) or names[:3]
    code = "ambiguous-number" if len(hit) > 1 else "unknown-number"
    raise InputError(code, key=key, count=len(hit), near=listed(near) or "–")


def _void(row: dict[str, Any], item: Slice | Ref) -> bool:
    return isinstance(item, Ref) and not row[item.column]


def _input(run: Run, table: ResultTable, row: dict[str, Any], item: Slice | Ref, depth: int) -> Input:
    if isinstance(item, Ref):
        return Input(name=item.name, explanation=_explain(run, parse_key(str(row[item.column])), depth - 1))
    where = _unbridged({name: _filled(text, row, table) for name, text in item.where.items()}, table)
    source = run.table(item.table)
    hit = source.frame
    for name, text in where.items():
        hit = hit[_texts(hit[name]).isin(text.split("|"))]
    records = [{str(name): value for name, value in record.items()} for record in hit.head(SHOWN).to_dict("records")]
    said = ", ".join(f"{name}={text if len(text) < 60 else text[:57] + '…'}" for name, text in where.items())
    name = f"{item.table}.{item.column}[{said}]"
    if source.stage != "observe":
        first = [_explain(run, source.key(record, item.column), depth - 1) for record in records]
        cells = tuple(cell for found in first for cell in found.cells())[:SHOWN]
    else:
        cells = tuple(_cell(run, source, record, item.column) for record in records)
    held = hit
    if hit.empty and "indicator" in where:
        held = source.frame[source.frame["indicator"] == where["indicator"]]
    return Input(name=item.name, slice=name, rows=len(hit), cells=cells, files=_files(run, held, cells))


def _filled(text: str, row: dict[str, Any], table: ResultTable) -> str:
    if not text.startswith("$"):
        return text
    name = text[1:]
    return table.groups[name] if name in table.groups else str(row[name])


def _unbridged(where: dict[str, str], table: ResultTable) -> dict[str, str]:
    """Labels of a year before a break, as the sources print them: what each was put together of."""
    if not any(name.startswith("bridged ") for name in table.groups):
        return where
    year, found = where.get("period", ""), dict(where)
    for name in {"region", "activity"} & set(where):
        labels = [table.groups.get(f"bridged {year} {label}", label) for label in where[name].split("|")]
        found[name] = "|".join(dict.fromkeys("|".join(labels).split("|")))
    return found


def _files(run: Run, hit: pd.DataFrame, cells: tuple[Cell, ...]) -> tuple[SourceFile, ...]:
    if "origin_id" in hit.columns:
        origins = run.table("observe.origins").frame
        used = origins[origins["origin_id"].isin(hit["origin_id"])]
        rows = (
            used[["file", "sha256", "address"]].drop_duplicates(["file", "sha256"]).itertuples(index=False, name=None)
        )
        return tuple(SourceFile(file=str(file), sha256=str(sha), address=str(address)) for file, sha, address in rows)
    found = {cell.file: SourceFile(file=cell.file, sha256=cell.sha256, address=cell.address) for cell in cells}
    return tuple(found.values())


def _cell(run: Run, table: ResultTable, row: dict[str, Any], number: str) -> Cell:
    """Where the ``number`` of a row stands: of an observation, or in a register."""
    if "origin_id" in row:
        origins = run.table("observe.origins").frame
        at = origins[origins["origin_id"] == row["origin_id"]].iloc[0]
        said = {dim: str(row[dim]) for dim in table.dims if row[dim]}
        said |= {
            name: str(row[name]) for name in ("unit", "operator", "status", "basis", "published", "note") if row[name]
        }
        return Cell(
            file=str(at["file"]),
            sha256=str(at["sha256"]),
            line=int(at["line"]),
            column=str(at["column"]),
            address=str(at["address"]),
            printed=str(row["raw"]),
            row=said,
            sheet=str(at["sheet"]),
            cell=str(at.get("cell", "")),
            corrections=_corrections(run, at),
        )
    sources = run.table("observe.sources").frame
    file = str(row["file"])
    source = sources[sources["file"] == file].iloc[0]
    said = {name: str(value) for name, value in row.items() if value != "" and not _missing(value)}
    letters = table.groups.get(f"letters.{number}", "")
    return Cell(
        file=file,
        sha256=str(source["sha256"]),
        line=int(row["line"]),
        column="",
        address=str(source["url"]),
        printed="",
        row=said,
        sheet=table.groups.get("sheet", ""),
        cell=f"{letters}{int(row['line'])}" if letters else "",
        corrections=_corrections(run, {**row, "sheet": table.groups.get("sheet", "")}),
    )


def _corrections(run: Run, at: Mapping[str, Any]) -> tuple[CellCorrection, ...]:
    """Corrections applied to the row of a cell."""
    if "observe.corrections" not in run.table_names:
        return ()
    found = run.table("observe.corrections").frame
    hit = found[_same_row(found, at)]
    origins = run.table("observe.origins").frame
    beside = origins[_same_row(origins, at)]
    for name in ("column", "cell"):  # a row of a wide table holds other values, with corrections of their own
        others = set(beside[name]) - {at.get(name, "")}
        hit = hit[~hit[name].isin(others)]
    names = ("cell", "column", "printed", "corrected", "reason", "source")
    return tuple(CellCorrection(**{name: str(row[name]) for name in names}) for row in hit.to_dict("records"))


def _same_row(frame: pd.DataFrame, at: Mapping[str, Any]) -> pd.Series[bool]:
    hit: pd.Series[bool] = (frame["file"] == at["file"]) & (frame["sheet"] == at["sheet"])
    hit &= frame["line"] == at["line"]
    return hit


def _missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
