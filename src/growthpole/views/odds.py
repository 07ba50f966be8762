"""Odds in words: a share of cases with its range over origins, and the sentence that says them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from growthpole.views.model import Sentence, Span
from growthpole.views.sections.words import rows_of

if TYPE_CHECKING:
    from growthpole.views.writing import Writer

Row = dict[str, Any]
ALL: Final = "all"
ODDS: Final = "plan.odds"

__all__ = ["ALL", "ODDS", "odds_line", "odds_range", "odds_row", "share"]


def odds_row(w: Writer, group: str = ALL, plan: str = "without") -> Row | None:
    """Odds of a group of the class, without the plan or with it."""
    return next((row for row in rows_of(w, ODDS) if (row["group"], row["plan"]) == (group, plan)), None)


def share(w: Writer, name: str, row: Row, column: str) -> Span:
    """A share of cases in whole per cents."""
    return w.number(w.tables[name], row, column, "percent", 0)


def odds_range(w: Writer, name: str, row: Row, low: str = "low", high: str = "high") -> Span:
    """Least and greatest share over origins; the key is that of the first."""
    first, last = (share(w, name, row, column) for column in (low, high))
    if not first.key or first.text == last.text:
        return first
    return first.model_copy(update={"text": w.say("range", low=first.text, high=last.text)})


def odds_line(w: Writer, key: str) -> list[Sentence]:
    """The odds in one sentence of the catalogue; none where there are none."""
    row = odds_row(w)
    if row is None:
        return []
    table = w.tables[ODDS]
    return [
        w.sentence(
            key,
            name=w.context.note("plan.reference.name", w.lang),
            reached=w.number(table, row, "reached", digits=0),
            cases=w.number(table, row, "cases", digits=0),
            share=share(w, ODDS, row, "share"),
            range=odds_range(w, ODDS, row),
            required=w.number(table, row, "required", "percent", 2),
            years=w.label(str(int(row["years"]))),
        )
    ]
