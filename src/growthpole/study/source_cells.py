"""The source cell at the end of an explanation: where it stands, what it prints, and what was made of it.

A cell of a workbook ends at file, sheet and cell; one of a text file at file, line and column, with the
address a spreadsheet shows. Between what is printed and the value stand at most a declared correction and
a conversion of units. A conversion is shown only where its arithmetic, done again in decimals, gives the value.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any, Final

from growthpole.errors import UnitMismatch
from growthpole.observe.numbers import parse_number
from growthpole.observe.printed.units import unit_in
from growthpole.study.naming import Label, kinds_of_keys
from growthpole.units import parse_unit

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.study.results import Run
    from growthpole.tables.results import ResultTable

__all__ = ["Cell", "Conversion", "Correction", "cell_of"]

CORRECTIONS: Final = "observe.corrections"
_TRANSLATED: Final = {"scope": "scope", "note": "note", "address": "source_address"}
_EXACT: Final = Context(prec=400)
_BESIDE_DIGITS: Final = re.compile(r"[^0-9０-９.．,，()eE+\-−–－]")
_SAID: Final = ("unit", "operator", "status", "basis", "published", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A declared correction of a cell of the row.

    Attributes
    ----------
    cell, column : str
        Which cell.
    printed, corrected : str
        What the source prints and what is read instead.
    reason, source : str
        Why, and who says so.
    """

    cell: str
    column: str
    printed: str
    corrected: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """From the unit of the cell to the unit of the number, exactly.

    Attributes
    ----------
    printed, raw_unit : str
        The number in the cell (as corrected, where it was) and its unit.
    factor : str
        What it was multiplied by, as a plain decimal.
    value, unit : str
        The number in plain digits and in the unit its indicator declares.
    """

    printed: str
    raw_unit: str
    factor: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A source cell.

    Attributes
    ----------
    file, sha256 : str
        The file and the hash of its bytes.
    sheet, cell : str
        Worksheet, and address such as ``D17``; in a text file there is no worksheet, and the address is what a
        spreadsheet shows that opens it (empty where a record spans lines).
    line, column : int, str
        Line and name of the column.
    address : str
        Address of the source.
    printed : str
        What the cell says; empty for a register, of whose numbers only the value is kept.
    raw_unit : str
        Unit the cell is in; empty for a register.
    operator : str
        ``=``, or ``~``, ``>``, ``<`` where the source does not state the value exactly.
    value, unit : float, str
        The value as the run holds it, and its unit.
    labels : tuple of Label
        Its codes with their names in both languages.
    conversion : Conversion or None
        How the unit of the cell became that of the number.
    corrections : tuple of Correction
        Declared corrections of the cell, and of the other cells of its row that the value rests on.
    row : dict of str to str
        What else the row says.
    row_zh : dict of str to str
        Scope, note and address in Chinese, where the study translates them.
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
    raw_unit: str = ""
    operator: str = "="
    value: float = math.nan
    unit: str = ""
    labels: tuple[Label, ...] = ()
    conversion: Conversion | None = None
    corrections: tuple[Correction, ...] = ()
    row_zh: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """File and line, or file, sheet and cell of a workbook."""
        within = self.cell if self.sheet and self.cell else str(self.line)
        return ":".join(part for part in (self.file, self.sheet, within) if part)

    @property
    def correction(self) -> Correction | None:
        """The correction of this very cell; None when it is read as printed."""
        return next((one for one in self.corrections if _itself(one, self.cell, self.column)), None)


def cell_of(run: Run, table: ResultTable, row: dict[str, Any], number: str) -> Cell:
    """Where the ``number`` of a row of stage ``observe`` stands: of an observation, or in a register."""
    return _observed(run, table, row, number) if "origin_id" in row else _registered(run, table, row, number)


def _observed(run: Run, table: ResultTable, row: dict[str, Any], number: str) -> Cell:
    origins = run.table("observe.origins").frame
    (places,) = (origins["origin_id"] == row["origin_id"]).to_numpy().nonzero()
    at: dict[str, Any] = {str(name): origins[name].iloc[places[0]] for name in origins.columns}
    said = {dim: str(row[dim]) for dim in table.dims if row[dim]}
    said |= {name: str(row[name]) for name in _SAID if row[name]}
    place = {name: str(at.get(name, "")) for name in ("file", "sheet", "cell", "column")}
    corrections = _corrections(run, place, int(at["line"]))
    return Cell(
        file=place["file"],
        sheet=place["sheet"],
        cell=place["cell"],
        column=place["column"],
        sha256=str(at["sha256"]),
        line=int(at["line"]),
        address=str(at["address"]),
        printed=str(row["raw"]),
        row=said,
        row_zh=_in_chinese(run, {**said, "address": str(at["address"])}),
        raw_unit=str(row["raw_unit"]),
        operator=str(row["operator"]) or "=",
        value=float(row[number]),
        unit=str(row["unit"]),
        labels=run.names.of_observation(row, str(at.get("printed_label", ""))),
        conversion=_conversion(row, corrections),
        corrections=corrections,
    )


def _registered(run: Run, table: ResultTable, row: dict[str, Any], number: str) -> Cell:
    sources = run.table("observe.sources").frame
    file, line = str(row["file"]), int(row["line"])
    source = sources[sources["file"] == file].iloc[0]
    letters = table.groups.get(f"letters.{number}", "")
    said = {name: str(value) for name, value in row.items() if value != "" and not _missing(value)}
    place = {"file": file, "sheet": table.groups.get("sheet", ""), "cell": f"{letters}{line}" if letters else ""}
    linked = run.case.linkages
    return Cell(
        file=file,
        sheet=place["sheet"],
        cell=place["cell"],
        column=number,
        sha256=str(source["sha256"]),
        line=line,
        address=str(source["url"]),
        printed="",
        row=said,
        row_zh=_in_chinese(run, said),
        value=float(row[number]),
        unit=linked.unit if linked is not None and table.name == f"register_{linked.table}" else "",
        labels=run.names.of_register(table, row, kinds_of_keys(run, table)),
        corrections=_corrections(run, {**place, "column": number}, line),
    )


def _in_chinese(run: Run, said: dict[str, str]) -> dict[str, str]:
    """Translations of scope, note and address; names of codes are labels."""
    chinese = run.names.chinese
    texts = {name: (kind, said.get(name, "")) for name, kind in _TRANSLATED.items()}
    return {name: chinese[text] for name, text in texts.items() if text in chinese}


def _missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _corrections(run: Run, place: dict[str, str], line: int) -> tuple[Correction, ...]:
    """Corrections applied to the row of a cell, where the run has any; the one of the cell itself first."""
    if CORRECTIONS not in run.table_names:
        return ()
    found, origins = run.table(CORRECTIONS).frame, run.table("observe.origins").frame
    hit, beside = (frame[_same_row(frame, place, line)] for frame in (found, origins))
    for name in ("column", "cell"):  # a row of a wide table holds other values, with corrections of their own
        hit = hit[~hit[name].isin(set(beside[name]) - {place[name]})]
    names = ("cell", "column", "printed", "corrected", "reason", "source")
    rows = [Correction(**{name: str(row[name]) for name in names}) for row in hit.to_dict("records")]
    return tuple(sorted(rows, key=lambda one: not _itself(one, place["cell"], place["column"])))


def _same_row(frame: pd.DataFrame, place: dict[str, str], line: int) -> pd.Series[bool]:
    hit: pd.Series[bool] = (frame["file"] == place["file"]) & (frame["sheet"] == place["sheet"])
    hit &= frame["line"] == line
    return hit


def _itself(one: Correction, cell: str, column: str) -> bool:
    """Whether a correction of a row is that of the cell itself."""
    return one.cell == cell if one.cell and cell else one.column == column


def _conversion(row: dict[str, Any], corrections: tuple[Correction, ...]) -> Conversion | None:
    """How the cell became the number: from what is printed, or from what it was corrected to."""
    value, unit = parse_number(str(row["printed"])), str(row["unit"])
    corrected = [one.corrected for one in corrections]
    for raw_unit in (str(row["raw_unit"]), *corrected):
        factor = _factor(raw_unit, unit)
        for text in (*corrected, str(row["raw"])):
            if factor is not None and any(_EXACT.multiply(number, factor) == value for number in _numbers(text)):
                if factor == 1:
                    return None
                said = format(factor.normalize(), "f")
                return Conversion(printed=text, raw_unit=raw_unit, factor=said, value=str(row["printed"]), unit=unit)
    return None


def _numbers(text: str) -> list[Decimal]:
    """Numbers a cell may be read as, without the spaces, marks and words around its digits."""
    found = (parse_number(_BESIDE_DIGITS.sub("", text), style) for style in ("point", "comma"))
    return [number for number in found if number is not None]


def _factor(raw_unit: str, unit: str) -> Decimal | None:
    """Size of one unit in another; None where they measure different things, or are no units."""
    if raw_unit == unit:
        return Decimal(1)
    printed = unit_in(raw_unit)
    try:
        start, end = parse_unit(printed.key if printed and printed.key else raw_unit), parse_unit(unit)
    except UnitMismatch:
        return None
    return start.factor / end.factor if start.quantity == end.quantity else None
