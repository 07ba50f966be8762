"""Words that the sections on entries share: chances with their digits, verdicts, reasons, names of models."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, Literal

from growthpole.messages import has
from growthpole.opportunities.firmness import FAIR, FIRM
from growthpole.views.model import Span
from growthpole.views.sections.words import joined, rows_of
from growthpole.views.track_words import model_words

if TYPE_CHECKING:
    from growthpole.tables.results import ResultTable
    from growthpole.views.writing import Writer

Row = dict[str, Any]
GROUP: Final = "group"
OPTIONS: Final = "opportunities.options"
LIKELY: Final = 0.1
"""Chance from which whole per cents are enough."""
_TONES: Final[dict[str, Literal["good", "bad", "muted", ""]]] = {
    "enter": "good",
    "explore": "good",
    "protect": "bad",
    "do_not_enter": "bad",
    "no_data": "muted",
}

__all__ = [
    "GROUP",
    "OPTIONS",
    "Row",
    "basis",
    "chance",
    "chance_range",
    "grade_words",
    "group_words",
    "likeliest",
    "model_name",
    "named",
    "reason_words",
    "stays",
    "verdict",
]


def basis(w: Writer) -> Row:
    """The one row of what the advice rests on."""
    return rows_of(w, "opportunities.basis")[0]


def likeliest(rows: list[Row]) -> list[Row]:
    """Options by probability, the likeliest first, those without one last."""
    return sorted(rows, key=lambda row: (math.isnan(row["feasibility"]), -row["feasibility"], row["activity"]))


def chance(w: Writer, table: ResultTable, row: Row, column: str) -> Span:
    """A probability in per cent: whole from a tenth, with one digit below."""
    value = float(row[column])
    return w.number(table, row, column, "percent", 0 if value >= LIKELY else 1)


def chance_range(w: Writer, table: ResultTable, row: Row, low: str = "low", high: str = "high") -> Span:
    """Two probabilities as a range; the key is that of the first."""
    digits = 0 if float(row[high]) >= LIKELY else 1
    first, last = (w.number(table, row, name, "percent", digits) for name in (low, high))
    if not first.key:
        return first
    return first.model_copy(update={"text": w.say("range", low=first.text, high=last.text)})


def stays(w: Writer, table: ResultTable, row: Row) -> Span:
    """A top share in whole per cents; with one digit where rounding would lift it over a threshold of the verdicts."""
    value = float(row["top_share"])
    crossed = any(value < limit <= round(value, 2) for limit in (FAIR, FIRM))
    return w.number(table, row, "top_share", "percent", 1 if crossed else 0)


def verdict(w: Writer, row: Row, column: str = "verdict") -> Span:
    """A verdict in words, its tone a warning's where it is one; a person's says whose it is, and what was computed."""
    found = str(row[column])
    words = w.say(f"opening.verdict_{found}")
    if column == "verdict" and row.get("overridden"):
        computed = w.say(f"opening.verdict_{row['model_verdict']}")
        words = w.say("opening.verdict_decided", verdict=words, by=row["override_by"], computed=computed)
    return Span(text=words, tone=_TONES.get(found, ""))


def named(w: Writer, codes: list[str]) -> str:
    """Names of activities as a list; a dash where there are none."""
    return joined(w, [w.activity(code) for code in codes]) or "–"


def reason_words(w: Writer, codes: str) -> str:
    """Reasons of a verdict."""
    return w.say("list.semicolon").join(w.say(f"opening.reason_{code}") for code in codes.split("|") if code)


def grade_words(w: Writer, codes: str) -> str:
    """What decided a grade."""
    return w.say("list.semicolon").join(w.say(f"opening.grade_{code}") for code in codes.split("|") if code)


def model_name(w: Writer, key: str) -> Span:
    """Name of a model, with its footnote where it has one."""
    note = f"opening.model_note_{key}"
    notes = (w.note(w.say(note)),) if has(f"views.{note}") else ()
    return w.label(model_words(w, key), *notes)


def group_words(w: Writer) -> str:
    """Name of the group; empty where all activities are shown in full."""
    return w.context.note("opportunities.group", w.lang)
