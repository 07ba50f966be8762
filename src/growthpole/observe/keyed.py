"""Registers and classifications: tables whose rows have keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from growthpole.errors import Finding, InputError
from growthpole.observe.files import Sheet
from growthpole.observe.findings import Counts, Notebook
from growthpole.observe.numbers import parse_number
from growthpole.observe.spec import ClassificationSpec, RegisterSpec
from growthpole.tables.classification import Classification
from growthpole.tables.register import Register

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Keyed", "read_classification", "read_register"]


@dataclass(frozen=True, slots=True)
class Keyed:
    """Rows of a keyed table that passed, with their lines, findings and the row law."""

    frame: pd.DataFrame
    findings: list[Finding]
    counts: Counts

    def register(self, spec: RegisterSpec) -> Register:
        """The rows as a register."""
        return Register(spec.name, self.frame, spec.key, spec.file)


def read_register(sheet: Sheet, spec: RegisterSpec) -> Keyed:
    """Rows of a register; numbers where declared, text elsewhere, ``line`` beside them.

    A blank cell of a numeric column is NaN: absent, never zero.
    """
    import pandas as pd

    notes = Notebook(sheet)
    frame = _table(sheet, (*spec.key, *spec.numeric), notes)
    bad = pd.Series(data=False, index=frame.index)
    for column in spec.key:
        blank = frame[column] == ""
        for line in frame.loc[blank, "line"]:
            notes.note("blank-key", "error", line=int(line), column=column)
        bad |= blank
    for column in spec.numeric:
        table = {text: parse_number(text) for text in frame[column].unique()}
        faulty = frame[column].isin([text for text, value in table.items() if value is None and text])
        for line, text in frame.loc[faulty, ["line", column]].itertuples(index=False, name=None):
            notes.note("not-a-number", "error", line=int(line), column=column, value=str(text))
        numbers = {text: float("nan") if value is None else float(value) for text, value in table.items()}
        frame[column] = [numbers[text] for text in frame[column]]
        frame[column] = frame[column].astype(float)
        bad |= faulty
    good = frame[~bad]
    repeated = good.duplicated(list(spec.key))
    first_lines = good.drop_duplicates(list(spec.key)).set_index(list(spec.key))["line"]
    for _, row in good[repeated].iterrows():
        key = tuple(str(row[column]) for column in spec.key)
        other = first_lines.loc[key if len(key) > 1 else key[0]]
        name = ", ".join(key)
        notes.note(
            "duplicate-key",
            "error",
            line=int(row["line"]),
            column=spec.key[0],
            value=name,
            key=name,
            other=name,
            other_line=str(other),
        )
    good = good[~repeated].reset_index(drop=True)
    return Keyed(good, notes.closed(), Counts(len(sheet.rows), len(good), len(sheet.rows) - len(good), 0))


def read_classification(sheet: Sheet, spec: ClassificationSpec) -> tuple[Classification | None, Keyed]:
    """Classification of a table of codes; None with findings when the table is faulty."""
    columns = [spec.code, *spec.aliases, *spec.attributes]
    columns += [name for name in (spec.name_en, spec.name_zh) if name]
    parent = "" if spec.parent.startswith("=") else spec.parent
    columns += [parent] if parent else []
    register = RegisterSpec(file=spec.file, name=spec.name, key=(spec.code,))
    notes = Notebook(sheet)
    missing = [name for name in dict.fromkeys(columns) if name not in sheet.header]
    for name in missing:
        notes.note("missing-column", "error", line=1, column=name, value=name, header=", ".join(sheet.header)[:300])
    if missing:
        import pandas as pd

        return None, Keyed(pd.DataFrame(), notes.closed(), Counts(len(sheet.rows), 0, len(sheet.rows), 0))
    keyed = read_register(sheet, register)
    if any(finding.severity == "error" for finding in keyed.findings):
        return None, keyed
    rows = keyed.frame
    frame = rows[list(dict.fromkeys(spec.attributes))].copy()
    frame.insert(0, "code", rows[spec.code])
    frame.insert(1, "name_en", rows[spec.name_en] if spec.name_en else "")
    frame.insert(2, "name_zh", rows[spec.name_zh] if spec.name_zh else "")
    frame.insert(3, "parent", rows[parent] if parent else spec.parent.removeprefix("="))
    aliases = {
        label: code
        for column in spec.aliases
        for label, code in zip(rows[column], rows[spec.code], strict=True)
        if label
    }
    try:
        return Classification(spec.name, frame, aliases), keyed
    except InputError as problem:
        notes.note("outside-classification", "error", value=str(problem))
        return None, Keyed(keyed.frame, [*keyed.findings, *notes.closed()], keyed.counts)


def _table(sheet: Sheet, needed: tuple[str, ...], notes: Notebook) -> pd.DataFrame:
    import pandas as pd

    width = len(sheet.header)
    for name in sorted({name for name in sheet.header if sheet.header.count(name) > 1}):
        notes.note("repeated-column", "error", line=1, column=name, value=name)
    absent = [name for name in dict.fromkeys(needed) if name not in sheet.header]
    for name in absent:
        notes.note("missing-column", "error", line=1, column=name, value=name, header=", ".join(sheet.header)[:300])
    if not sheet.rows:
        notes.note("empty-table", "error")
    whole: list[tuple[int, list[str]]] = []
    for line, row in zip(sheet.lines, sheet.rows, strict=True):
        if len(row) == width:
            whole.append((line, row))
        else:
            notes.note("ragged-row", "error", line=line, value=",".join(row), cells=str(len(row)), width=str(width))
    cells = list(zip(*(row for _, row in whole), strict=True)) or [()] * width
    frame = pd.DataFrame(
        {name: pd.Series(cell, dtype=str).str.strip() for name, cell in zip(sheet.header, cells, strict=True)}
    )
    for name in absent:
        frame[name] = ""
    frame["line"] = [line for line, _ in whole]
    return frame
