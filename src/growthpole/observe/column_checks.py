"""Checks of one column at a time: labels, words, periods, numbers and units, each on its distinct texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from growthpole.errors import InputError, Severity, UnitMismatch
from growthpole.observe.findings import Notebook
from growthpole.observe.numbers import Style, parse_number
from growthpole.observe.vocabulary import PRICE_BASES, PRICE_BASIS, Column, Vocabulary, known_unit
from growthpole.tables.periods import parse_period
from growthpole.units import parse_unit

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DEFAULTS", "FLAGS", "WORDS", "Table", "check_columns", "near_units"]

Mask = npt.NDArray[np.bool_]
DEFAULTS: Final = {"operator": "=", "kind": "actual", "status": "ok", "basis": "reported"}
WORDS: Final[dict[str, tuple[str, ...]]] = {
    "operator": ("=", "~", ">", "<", ">=", "<="),
    "kind": ("actual", "target", "plan"),
    "status": ("ok", "check", "series_break"),
    "basis": ("reported", "derived", "our_reading", "seed", "judgement", "estimate"),
}
FLAGS: Final = frozenset({"—", "–", "-", "…", "...", "..", ":", "c", "(D)", "一", "x", ".", "NA", "n/a"})
_COLUMNS: Final[tuple[Column, ...]] = ("region", "activity", "indicator")


@dataclass(frozen=True, slots=True)
class Table:
    """A table being checked: its frame, which checks may rewrite, and where findings go."""

    frame: pd.DataFrame
    places: Mapping[str, str]
    vocabulary: Vocabulary
    notes: Notebook
    style: Style = "point"

    def distinct(self, column: str) -> tuple[npt.NDArray[np.intp], list[str]]:
        """The distinct texts of a column, and which of them each row has."""
        import pandas as pd

        codes, texts = pd.factorize(self.frame[column])
        return codes, texts.tolist()

    def note(
        self,
        code: str,
        severity: Severity,
        hit: Mask,
        column: str,
        *,
        params: Callable[[str], Mapping[str, str]] = lambda _: {},
        raw: Sequence[str] | npt.NDArray[Any] | None = None,
        shown: str = "",
    ) -> None:
        """Note all rows that are ``hit``; ``params`` is asked with the raw text of each one kept."""
        if not hit.any():
            return
        texts = (self.frame[column].to_numpy() if raw is None else np.asarray(raw))[hit]
        name = shown or column
        self.notes.note_rows(
            code,
            severity,
            self.frame["line"].to_numpy()[hit],
            texts,
            column=self.places.get(name, name),
            params=lambda place: params(str(texts[place])),
        )


def check_columns(table: Table, refused: Mask) -> Mask:
    """Rows that some column check refuses; labels and units become codes, ``value`` becomes float64.

    Rows that are ``refused`` already are not checked.
    """
    bad = refused | _check_blank_rows(table, ~refused)
    left = ~bad
    bad = bad | _check_labels(table, left) | _check_words(table, left) | _check_periods(table, left)
    return bad | _check_numbers(table, left) | _check_units(table, left)


def _check_blank_rows(table: Table, left: Mask) -> Mask:
    """Rows that are all commas, as spreadsheets leave them below a table."""
    columns = [name for name in table.places if name not in DEFAULTS]
    blank = left.copy()
    for name in columns:
        blank &= (table.frame[name] == "").to_numpy()
    table.note("blank-row", "quarantine", blank, "value")
    return blank


def _check_labels(table: Table, left: Mask) -> Mask:
    bad = np.zeros(len(table.frame), dtype=bool)
    words = table.vocabulary
    for column in _COLUMNS:
        codes, texts = table.distinct(column)
        resolved = [words.resolve(column, text) for text in texts]
        unresolved = _taken([code is None for code in resolved], codes) & left
        if unresolved.any():
            _note_labels(table, column, unresolved, codes, texts)
        kept = [text if code is None else code for code, text in zip(resolved, texts, strict=True)]
        table.frame[column] = _texts(kept, codes)
        bad |= unresolved
    return bad


def _note_labels(table: Table, column: Column, unresolved: Mask, codes: npt.NDArray[np.intp], texts: list[str]) -> None:
    words = table.vocabulary
    if column in words.incomplete:
        name = table.places.get(column, column)
        table.notes.note("unchecked-labels", "quarantine", column=name, value=column, count=str(unresolved.sum()))
        return
    faulty = set(np.unique(codes[unresolved]).tolist())
    padded = {text: words.padded(column, text) for place, text in enumerate(texts) if place in faulty}
    lost = _taken([padded.get(text) is not None for text in texts], codes) & unresolved
    table.note("lost-leading-zero", "error", lost, column, params=lambda text: {"padded": str(padded[text])})
    searches = words.searches(column)
    found: dict[str, str] = {}

    def near(text: str) -> dict[str, str]:
        if text not in found:
            found[text] = words.nearest(column, text) if len(found) < searches else "–"
        return {"near": found[text]}

    table.note(f"unknown-{column}", "error", unresolved & ~lost, column, params=near)


def _check_words(table: Table, left: Mask) -> Mask:
    bad = np.zeros(len(table.frame), dtype=bool)
    for column, known in WORDS.items():
        hit = ~table.frame[column].isin(known).to_numpy() & left
        table.note("unknown-word", "error", hit, column, params=lambda _, known=known: {"known": ", ".join(known)})  # type: ignore[misc]
        bad |= hit
    codes, texts = table.distinct("price_basis")
    hit = _taken([PRICE_BASIS.fullmatch(text) is None for text in texts], codes) & left
    table.note("unknown-word", "error", hit, "price_basis", params=lambda _: {"known": PRICE_BASES})
    return bad | hit


def _check_periods(table: Table, left: Mask) -> Mask:
    bad = np.zeros(len(table.frame), dtype=bool)
    for column, may_be_blank in (("period", False), ("published", True)):
        codes, texts = table.distinct(column)
        hit = _taken([not (_is_period(text) or (may_be_blank and not text)) for text in texts], codes) & left
        table.note("bad-period", "error", hit, column)
        bad |= hit
    return bad


def _is_period(text: str) -> bool:
    try:
        parse_period(text)
    except InputError:
        return False
    return text.isascii()


def _check_numbers(table: Table, left: Mask) -> Mask:
    codes, texts = table.distinct("printed")
    parsed = [parse_number(text, table.style) for text in texts]
    blank = _taken([text == "" for text in texts], codes) & left
    flagged = _taken([text in FLAGS for text in texts], codes) & left
    faulty = _taken([value is None for value in parsed], codes) & left & ~blank & ~flagged
    table.note("blank-value", "quarantine", blank, "printed", shown="value")
    table.note("flagged-value", "quarantine", flagged, "printed", shown="value")
    table.note("not-a-number", "error", faulty, "printed", shown="value")
    numbers = np.array([np.nan if value is None else float(value) for value in parsed], dtype=np.float64)
    table.frame["value"] = numbers[codes] if len(texts) else np.zeros(0)
    return blank | flagged | faulty


def _check_units(table: Table, left: Mask) -> Mask:
    frame, words = table.frame, table.vocabulary
    codes, texts = table.distinct("unit")
    units = [known_unit(text) for text in texts]
    unknown = _taken([unit is None for unit in units], codes) & left
    table.note("unknown-unit", "error", unknown, "unit", params=near_units)
    printed = frame["unit"].to_numpy()
    frame["unit"] = _texts([text if unit is None else unit.key for text, unit in zip(texts, units, strict=True)], codes)
    declared = {code: known_unit(label) for code, label in words.attribute("unit").items() if label}
    indicator_codes, indicators = table.distinct("indicator")
    pair = indicator_codes.astype(np.int64) * max(len(texts), 1) + codes
    pairs, back = np.unique(pair, return_inverse=True)
    wrong_pairs = []
    for each in pairs.tolist():
        wanted, unit = declared.get(indicators[each // len(texts)]), units[each % len(texts)]
        wrong_pairs.append(wanted is not None and unit is not None and wanted.quantity != unit.quantity)
    wrong = _taken(wrong_pairs, back) & left
    if wrong.any():
        rows = np.flatnonzero(wrong)
        named = frame["indicator"].to_numpy()[rows]
        wishes = words.attribute("unit")
        table.notes.note_rows(
            "wrong-unit",
            "error",
            frame["line"].to_numpy()[rows],
            printed[rows],
            column=table.places.get("unit", "unit"),
            params=lambda place: {"indicator": str(named[place]), "wanted": wishes[str(named[place])]},
        )
    basis = words.attribute("price_basis")
    stated = _texts([basis.get(code, "") for code in indicators], indicator_codes)
    frame["price_basis"] = frame["price_basis"].where(frame["price_basis"] != "", stated)
    return unknown | wrong


@cache
def near_units(text: str) -> dict[str, str]:
    """Known units like ``text``."""
    try:
        parse_unit(text)
    except UnitMismatch as problem:
        return {"near": str(problem.params["known"])}
    return {"near": "–"}


def _taken(of_texts: Sequence[bool], codes: npt.NDArray[np.intp]) -> Mask:
    """For each row what holds of its text."""
    return np.array(of_texts, dtype=bool)[codes] if len(of_texts) else np.zeros(len(codes), dtype=bool)


def _texts(of_texts: Sequence[str], codes: npt.NDArray[np.intp]) -> pd.Series:
    """For each row the text that replaces its own."""
    import pandas as pd

    return pd.Series(np.array([*of_texts, ""], dtype=object)[codes], dtype=str)
