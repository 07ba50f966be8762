"""A tidy table, one value per row, checked cell by cell.

Each column is checked on its distinct texts, so a large file costs as much as its vocabulary; every
faulty row is named with its line. A row with an error or a missing value is quarantined, a repeated
identical row is skipped, and the three counts add up to the rows read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from growthpole.errors import Finding, InputError, Severity, UnitMismatch
from growthpole.observe.files import Sheet
from growthpole.observe.findings import Counts, Notebook
from growthpole.observe.numbers import parse_number
from growthpole.observe.spec import FIELDS, REQUIRED, TidySpec
from growthpole.observe.value_rules import check_values
from growthpole.tables.classification import Classification
from growthpole.tables.observations import KEY
from growthpole.tables.periods import parse_period
from growthpole.units import parse_unit

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TidyRows", "read_tidy"]

DEFAULTS: Final = {"operator": "=", "kind": "actual", "status": "ok", "basis": "reported"}
WORDS: Final[dict[str, tuple[str, ...]]] = {
    "operator": ("=", "~", ">", "<", ">=", "<="),
    "kind": ("actual", "target", "plan"),
    "status": ("ok", "check", "series_break"),
    "basis": ("reported", "derived", "our_reading", "seed", "judgement", "estimate"),
}
FLAGS: Final = frozenset({"—", "–", "-", "…", "...", "..", ":", "c", "(D)", "一", "x", ".", "NA", "n/a"})


@dataclass(frozen=True, slots=True)
class TidyRows:
    """Rows that passed, findings, and the row law of a tidy table.

    Attributes
    ----------
    frame : DataFrame
        Fields of :data:`growthpole.observe.spec.FIELDS`, ``value`` as float64 beside ``printed``,
        and ``line``, ``column`` of the value.
    """

    frame: pd.DataFrame
    findings: list[Finding]
    counts: Counts


def read_tidy(sheet: Sheet, spec: TidySpec, classifications: Mapping[str, Classification]) -> TidyRows:
    """Check a tidy table against the classifications and turn it into rows.

    Parameters
    ----------
    sheet : Sheet
        Cells as text.
    spec : TidySpec
        Which column means what.
    classifications : mapping
        ``region``, ``activity`` and ``indicator`` (with the attributes unit, measure, price_basis).
    """
    import pandas as pd

    notes = Notebook(sheet)
    places = _place_columns(sheet, spec, notes)
    if not sheet.rows:
        notes.note("empty-table", "error")
    if places is None or not sheet.rows:
        empty = pd.DataFrame({name: pd.Series(dtype=str) for name in (*FIELDS, "printed", "column")})
        empty = empty.assign(value=pd.Series(dtype=float), line=pd.Series(dtype=int))
        return TidyRows(empty, notes.closed(), Counts(len(sheet.rows), 0, len(sheet.rows), 0))
    frame, ragged = _frame(sheet, spec, places, notes)
    bad = pd.Series(data=False, index=frame.index)
    for column_check in (_check_labels, _check_words, _check_periods, _check_numbers, _check_units):
        bad |= column_check(frame, places, classifications, notes)
    bad |= check_values(frame, bad, classifications["indicator"], notes, places)
    good = frame[~bad]
    good, skipped, clashing = _check_keys(good, notes, places)
    counts = Counts(len(sheet.rows), len(good), ragged + int(bad.sum()) + clashing, skipped)
    return TidyRows(good.reset_index(drop=True), notes.closed(), counts)


def _place_columns(sheet: Sheet, spec: TidySpec, notes: Notebook) -> dict[str, str] | None:
    repeated = sorted({name for name in sheet.header if sheet.header.count(name) > 1})
    for name in repeated:
        notes.note("repeated-column", "error", line=1, column=name, value=name)
    places = {
        name: spec.columns.get(name, name)
        for name in FIELDS
        if name not in spec.constants and (name in spec.columns or name in sheet.header)
    }
    unknown = sorted({*spec.columns, *spec.constants} - set(FIELDS))
    for name in unknown:
        notes.note("unknown-field", "error", value=name, known=", ".join(FIELDS))
    absent = [name for name in REQUIRED if name not in places and name not in spec.constants]
    absent += [name for name, column in places.items() if column not in sheet.header and name not in absent]
    for name in absent:
        wanted = spec.columns.get(name, name)
        notes.note("missing-column", "error", line=1, column=wanted, value=name, header=", ".join(sheet.header)[:300])
    return None if repeated or absent or unknown else places


def _frame(sheet: Sheet, spec: TidySpec, places: dict[str, str], notes: Notebook) -> tuple[pd.DataFrame, int]:
    import pandas as pd

    width = len(sheet.header)
    whole = [index for index, row in enumerate(sheet.rows) if len(row) == width]
    if len(whole) != len(sheet.rows):
        for line, row in zip(sheet.lines, sheet.rows, strict=True):
            if len(row) != width:
                notes.note(
                    "ragged-row",
                    "error",
                    line=line,
                    value=",".join(row),
                    cells=str(len(row)),
                    width=str(width),
                )
    cells = list(zip(*(sheet.rows[index] for index in whole), strict=True)) or [()] * width
    by_name = dict(zip(sheet.header, cells, strict=True))
    count = len(whole)
    frame = pd.DataFrame(
        {
            name: pd.Series(
                by_name[places[name]] if name in places else [spec.constants.get(name, DEFAULTS.get(name, ""))] * count,
                dtype=str,
            ).str.strip()
            for name in FIELDS
        }
    )
    for name, default in DEFAULTS.items():
        frame[name] = frame[name].where(frame[name] != "", default)
    frame["line"] = [sheet.lines[index] for index in whole]
    frame["column"] = places.get("value", "")
    frame["printed"] = frame["value"]
    return frame, len(sheet.rows) - count


def _note_rows(
    frame: pd.DataFrame,
    hit: pd.Series,
    notes: Notebook,
    code: str,
    severity: Severity,
    column: str,
    **params: str,
) -> None:
    for line, value in frame.loc[hit, ["line", column]].itertuples(index=False, name=None):
        notes.note(code, severity, line=int(line), column=params.get("shown", column), value=str(value), **params)


def _mapped(frame: pd.DataFrame, column: str, resolve: Callable[[str], str | None]) -> tuple[pd.Series, pd.Series]:
    import pandas as pd

    table = {text: resolve(text) for text in frame[column].unique()}
    unresolved = frame[column].isin([text for text, code in table.items() if code is None])
    codes = pd.Series([table[text] or "" for text in frame[column]], index=frame.index, dtype=str)
    return codes, unresolved


def _check_labels(
    frame: pd.DataFrame,
    places: dict[str, str],
    classifications: Mapping[str, Classification],
    notes: Notebook,
) -> pd.Series:
    import pandas as pd

    bad = pd.Series(data=False, index=frame.index)
    for column in ("region", "activity", "indicator"):
        known = classifications[column]

        def resolve(text: str, known: Classification = known, column: str = column) -> str | None:
            return "" if column == "activity" and not text else known.resolve(text)

        codes, unresolved = _mapped(frame, column, resolve)
        for text in frame.loc[unresolved, column].unique():
            hit = unresolved & (frame[column] == text)
            shown = places.get(column, column)
            padded = known.zero_padded(text)
            if padded is not None:
                _note_rows(frame, hit, notes, "lost-leading-zero", "error", column, shown=shown, padded=padded)
            else:
                near = ", ".join(known.nearest(text)) or "–"
                _note_rows(frame, hit, notes, f"unknown-{column}", "error", column, shown=shown, near=near)
        frame[column] = codes.where(~unresolved, frame[column])
        bad |= unresolved
    return bad


def _check_words(
    frame: pd.DataFrame, places: dict[str, str], _: Mapping[str, Classification], notes: Notebook
) -> pd.Series:
    import pandas as pd

    bad = pd.Series(data=False, index=frame.index)
    for column, known in WORDS.items():
        hit = ~frame[column].isin(known)
        _note_rows(
            frame,
            hit,
            notes,
            "unknown-word",
            "error",
            column,
            shown=places.get(column, column),
            known=", ".join(known),
        )
        bad |= hit
    return bad


def _check_periods(
    frame: pd.DataFrame, places: dict[str, str], _: Mapping[str, Classification], notes: Notebook
) -> pd.Series:
    def valid(text: str) -> str | None:
        try:
            return parse_period(text).text
        except InputError:
            return None

    _codes, unresolved = _mapped(frame, "period", valid)
    _note_rows(frame, unresolved, notes, "bad-period", "error", "period", shown=places.get("period", "period"))
    _codes, undated = _mapped(frame, "published", lambda text: valid(text) if text else "")
    _note_rows(frame, undated, notes, "bad-period", "error", "published", shown=places.get("published", "published"))
    return unresolved | undated


def _check_numbers(
    frame: pd.DataFrame, places: dict[str, str], _: Mapping[str, Classification], notes: Notebook
) -> pd.Series:
    import numpy as np
    import pandas as pd

    table = {text: parse_number(text) for text in frame["printed"].unique()}
    blank = frame["printed"] == ""
    flagged = frame["printed"].isin(FLAGS)
    faulty = frame["printed"].isin([text for text, value in table.items() if value is None]) & ~blank & ~flagged
    shown = places.get("value", "value")
    _note_rows(frame, blank, notes, "blank-value", "quarantine", "printed", shown=shown)
    _note_rows(frame, flagged, notes, "flagged-value", "quarantine", "printed", shown=shown)
    _note_rows(frame, faulty, notes, "not-a-number", "error", "printed", shown=shown)
    numbers = {text: np.nan if value is None else float(value) for text, value in table.items()}
    frame["value"] = pd.Series([numbers[text] for text in frame["printed"]], index=frame.index, dtype=float)
    return blank | flagged | faulty


def _check_units(
    frame: pd.DataFrame,
    places: dict[str, str],
    classifications: Mapping[str, Classification],
    notes: Notebook,
) -> pd.Series:
    shown = places.get("unit", "unit")
    declared = classifications["indicator"].attribute("unit")
    basis = classifications["indicator"].attribute("price_basis")

    def known(text: str) -> str | None:
        try:
            return parse_unit(text).key
        except UnitMismatch:
            return None

    units, unresolved = _mapped(frame, "unit", known)
    for text in frame.loc[unresolved, "unit"].unique():
        try:
            parse_unit(text)
        except UnitMismatch as problem:
            near = str(problem.params["known"])
            _note_rows(
                frame,
                unresolved & (frame["unit"] == text),
                notes,
                "unknown-unit",
                "error",
                "unit",
                shown=shown,
                near=near,
            )
    frame["unit"] = units.where(~unresolved, frame["unit"])
    pairs = frame.loc[~unresolved & frame["indicator"].isin(list(declared)), ["indicator", "unit"]].drop_duplicates()
    wrong = unresolved & False
    for indicator, unit in pairs.itertuples(index=False, name=None):
        wanted = declared[indicator]
        if wanted and parse_unit(wanted).quantity != parse_unit(unit).quantity:
            hit = (frame["indicator"] == indicator) & (frame["unit"] == unit)
            _note_rows(
                frame,
                hit,
                notes,
                "wrong-unit",
                "error",
                "unit",
                shown=shown,
                indicator=indicator,
                wanted=wanted,
            )
            wrong |= hit
    empty = frame["price_basis"] == ""
    frame["price_basis"] = frame["price_basis"].where(~empty, [basis.get(code, "") for code in frame["indicator"]])
    return unresolved | wrong


def _check_keys(good: pd.DataFrame, notes: Notebook, places: dict[str, str]) -> tuple[pd.DataFrame, int, int]:
    key = list(KEY)
    repeated = good.duplicated(key, keep=False)
    if not repeated.any():
        return good, 0, 0
    drop: list[int] = []
    clash: list[int] = []
    shown = places.get("value", "value")
    for _, group in good[repeated].groupby(key, sort=False):
        first = group.iloc[0]
        differing = group["value"].nunique() > 1 or group["unit"].nunique() > 1
        if differing:
            clash.extend(group.index)
        else:
            drop.extend(group.index[1:])
        code, severity = ("duplicate-key", "error") if differing else ("duplicate-row", "warn")
        name = ", ".join(str(first[part]) for part in key if first[part])
        for _, row in group.iloc[1:].iterrows():
            notes.note(
                code,
                "error" if severity == "error" else "warn",
                line=int(row["line"]),
                column=shown,
                value=str(row["printed"]),
                key=name,
                other_line=str(int(first["line"])),
                other=str(first["printed"]),
            )
    return good.drop(index=[*drop, *clash]), len(drop), len(clash)
