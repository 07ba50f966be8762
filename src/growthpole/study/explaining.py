"""From a number of a run back to the cells it came from, or to the entries of the ledger.

The key names a row and a column of a table. Its trace says what it was computed from: numbers with keys
of their own, which are explained in turn, or slices of a table, of which the rows are counted, the
first ones shown, and the files named with the hash of their bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from growthpole.errors import InputError, listed
from growthpole.provenance import NumberKey, Ref, Slice, Trace, parse_key
from growthpole.study.ledger_cells import entry_cell
from growthpole.study.naming import Label, kinds_of_dims
from growthpole.study.source_cells import Cell, cell_of
from growthpole.track.ledger_tables import LEDGER

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.study.results import Run
    from growthpole.tables.results import ResultTable

__all__ = ["Cell", "Explanation", "Input", "SourceFile", "explain"]

SHOWN: Final = 8
DEPTH: Final = 6


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
    labels : tuple of Label
        Measure, region, activity, indicator, sector of a computed number in both languages; a source value has
        those of its cell.
    """

    key: str
    value: float
    unit: str
    indicator: str = ""
    formula: str = ""
    inputs: tuple[Input, ...] = field(default_factory=tuple)
    cell: Cell | None = None
    labels: tuple[Label, ...] = ()

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
    return run.once(("number", str(key), depth), lambda: _number(run, key, depth))


def _number(run: Run, key: NumberKey, depth: int) -> Explanation:
    table = run.table(f"{key.stage}.{key.table}")
    row = _row(table, key)
    trace = next((trace for trace in table.traces if trace.column == key.column), None)
    if trace is None:
        near = listed(table.units) or "–"
        raise InputError("unknown-number", key=key, near=near)
    value = float(row[key.column])
    unit = table.units[key.column] or str(row.get("unit", ""))
    full = str(table.key(row, key.column))
    if key.stage == "observe" or f"{key.stage}.{key.table}" == LEDGER:
        cell = cell_of(run, table, row, key.column) if key.stage == "observe" else entry_cell(run, row, key.column)
        return Explanation(key=full, value=value, unit=unit or cell.unit, formula=_formula(trace), cell=cell)
    if depth == 0:
        raise InputError("unknown-number", key=key, near="–")
    inputs = tuple(_input(run, table, row, item, depth) for item in trace.inputs if not _void(row, item))
    return Explanation(
        key=full,
        value=value,
        unit=unit,
        indicator=trace.indicator,
        formula=_formula(trace),
        inputs=inputs,
        labels=_labels(run, table, row, trace),
    )


def _labels(run: Run, table: ResultTable, row: dict[str, Any], trace: Trace) -> tuple[Label, ...]:
    from growthpole import indicators

    found = run.names.of_result({dim: str(row[dim]) for dim in table.dims}, kinds_of_dims(run))
    if not trace.indicator:
        return found
    titles = indicators.get(trace.indicator).titles
    measure = Label(dim="measure", code=trace.indicator, name_en=titles["en"], name_zh=titles["zh"])
    return (measure, *found)


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
    said = ", ".join(f"{name}={text if len(text) < 60 else text[:57] + '…'}" for name, text in where.items())
    question = ("slice", item.table, item.column, *where.items(), depth)
    rows, cells, files = run.once(question, lambda: _rows(run, item, where, depth))
    return Input(name=item.name, slice=f"{item.table}.{item.column}[{said}]", rows=rows, cells=cells, files=files)


def _rows(
    run: Run, item: Slice, where: dict[str, str], depth: int
) -> tuple[int, tuple[Cell, ...], tuple[SourceFile, ...]]:
    """How many rows a slice has, the cells of the first ones, and the files of all."""
    source = run.table(item.table)
    hit = source.frame
    for name, text in where.items():
        hit = hit[_texts(hit[name]).isin(text.split("|"))]
    shown = hit.head(SHOWN)
    records = [{str(name): value for name, value in record.items()} for record in shown.to_dict("records")]
    if source.stage != "observe":
        first = (_explain(run, source.key(record, item.column), depth - 1) for record in records)
        cells = tuple(islice((cell for found in first for cell in found.cells()), SHOWN))
    else:
        cells = tuple(
            run.once(("cell", item.table, item.column, at), partial(cell_of, run, source, record, item.column))
            for at, record in zip(shown.index.tolist(), records, strict=True)
        )
    held = hit
    if hit.empty and "indicator" in where:
        held = source.frame[source.frame["indicator"] == where["indicator"]]
    return len(hit), cells, _files(run, held, cells)


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
