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
MODELLED: Final = "plan.modelled_odds"

__all__ = ["ALL", "MODELLED", "ODDS", "headline_odds", "modelled_line", "odds_line", "odds_range", "odds_row", "share"]


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


def headline_odds(w: Writer) -> list[Sentence]:
    """The odds in the headline: of the model with the share of like regions beside it, else of like regions alone."""
    return modelled_line(w, "headline.odds_modelled") or odds_line(w, "headline.odds")


def modelled_line(w: Writer, key: str) -> list[Sentence]:
    """The modelled odds in one sentence of the catalogue, or of the key with ``_alone`` where no class is named."""
    row = next((row for row in rows_of(w, MODELLED) if row["plan"] == "without"), None)
    if row is None:
        return []
    table = w.tables[MODELLED]
    own: dict[str, Span | str] = {
        "share": share(w, MODELLED, row, "share"),
        "paths": w.number(table, row, "paths", digits=0),
        "years": str(len(table.groups["years_used"].split("|"))),
        "indicator": w.indicator(table.groups["indicator"], inside=True),
        "goal_period": w.period(str(row["goal_period"])),
    }
    if row["reference"] != row["reference"]:
        return [w.sentence(f"{key}_alone", **own)]
    own |= {
        "name": w.context.note("plan.reference.name", w.lang),
        "reference": share(w, MODELLED, row, "reference"),
        "range": odds_range(w, MODELLED, row, "reference_low", "reference_high"),
    }
    return [w.sentence(key, **own)]
