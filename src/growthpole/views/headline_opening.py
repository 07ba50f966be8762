"""What the headline says of where to enter: the best option with its band and grade, and the strongest warning."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from growthpole.views.model import Sentence, Span
from growthpole.views.sections.opening_words import (
    GROUP,
    OPTIONS,
    Row,
    basis,
    chance,
    chance_range,
    likeliest,
    reason_words,
)
from growthpole.views.sections.words import rows_of

if TYPE_CHECKING:
    from growthpole.views.writing import Writer

__all__ = ["opening_line"]


def opening_line(w: Writer) -> list[Sentence]:
    """One line, of what was computed; none without options, or where none has a probability beside a base rate."""
    rows = [row for row in likeliest(rows_of(w, OPTIONS)) if row["list"] == GROUP]
    if not rows or math.isnan(rows[0]["feasibility"]) or math.isnan(rows[0]["low"]):
        return []
    table, said = w.tables[OPTIONS], basis(w)
    best, key = rows[0], "none"
    for verdict in ("explore", "enter"):
        found = [row for row in rows if row["model_verdict"] == verdict]
        best, key = (found[0], verdict) if found else (best, key)
    parts: dict[str, Span | str] = {
        "target": w.period(said["target"]),
        "name": w.activity(best["activity"]),
        "chance": chance(w, table, best, "feasibility"),
        "band": chance_range(w, table, best),
        "base": chance(w, table, best, "base_rate"),
        "grade": w.label(best["grade"]),
    }
    line = w.sentence(f"headline.opening_{key}", **parts)
    return [Sentence(spans=(*line.spans, *_warning(w, rows)))]


def _warning(w: Writer, options: list[Row]) -> tuple[Span, ...]:
    """What is to be protected most, else the likeliest option that is not to be entered."""
    exits = [row for row in rows_of(w, "opportunities.exits") if row["verdict"] == "protect"]
    exits.sort(key=lambda row: (row["list"] != GROUP, -row["probability"]))
    if exits:
        table = w.tables["opportunities.exits"]
        lost = chance(w, table, exits[0], "probability")
        name, target = w.activity(exits[0]["activity"]), w.period(basis(w)["target"])
        return w.sentence("headline.opening_protect", name=name, chance=lost, target=target).spans
    avoid = [row for row in options if row["model_verdict"] == "do_not_enter"]
    if not avoid:
        return ()
    reasons = reason_words(w, avoid[0]["reasons"])
    return w.sentence("headline.opening_avoid", name=w.activity(avoid[0]["activity"]), reasons=reasons).spans
