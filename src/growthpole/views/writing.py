"""The writer of a document: spans with keys, footnotes given by status, sentences from the catalogue."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from string import Formatter
from typing import Any, Literal

from growthpole.messages import Lang, has, text
from growthpole.tables.results import ResultTable
from growthpole.views.context import ViewContext
from growthpole.views.formatting import (
    fixed,
    grouped,
    in_words,
    operator_word,
    percent,
    percent_sign,
    period_text,
    with_unit,
)
from growthpole.views.model import Footnote, Sentence, Span

Role = Literal["text", "lead", "caution"]
Style = Literal["percent", "points", "fixed"]

__all__ = ["Role", "Style", "Writer"]


class Writer:
    """Makes the spans of one document and numbers its footnotes.

    Parameters
    ----------
    context : ViewContext
        Names and notes of the study.
    tables : mapping of str to ResultTable
        Results by ``stage.table``.
    lang : {"en", "zh"}
        Language.
    """

    def __init__(self, context: ViewContext, tables: Mapping[str, ResultTable], lang: Lang) -> None:
        self.context, self.tables, self.lang = context, tables, lang
        self._footnotes: dict[str, int] = {}
        self._facts: dict[str, dict[str, Any]] = {}
        self._near: dict[tuple[str, str], list[dict[str, Any]]] = {}

    # texts

    def say(self, key: str, **params: object) -> str:
        """Text of the catalogue file ``views``."""
        return text(f"views.{key}", self.lang, **params)

    def region(self, code: str) -> str:
        """Name of a region."""
        return self.context.label("region", code, self.lang)

    def activity(self, code: str) -> str:
        """Name of an activity."""
        return self.context.label("activity", code, self.lang)

    def indicator(self, code: str, *, inside: bool = False) -> str:
        """Name of an indicator; ``inside`` an English sentence without its capital."""
        name = self.context.label("indicator", code, self.lang)
        ordinary = len(name) > 1 and name[0].isupper() and not name[1].isupper() and name[1] != "&"
        return name[0].lower() + name[1:] if inside and self.lang == "en" and ordinary else name

    def period(self, period: str) -> str:
        """A period as people write it."""
        return period_text(period, self.lang)

    def vintage(self, code: str) -> str:
        """Name of a vintage; the source's own word where the catalogue has none."""
        return (
            self.say(f"vintage.{code}") if has(f"views.vintage.{code}") else self.context.own("note", code, self.lang)
        )

    def note(self, words: str) -> int:
        """Number of the footnote with these words."""
        return self._footnotes.setdefault(words, len(self._footnotes) + 1)

    def footnotes(self) -> tuple[Footnote, ...]:
        """All footnotes in the order of their first use."""
        return tuple(Footnote(number=number, text=words) for words, number in self._footnotes.items())

    # spans

    def label(self, words: str, *notes: int) -> Span:
        """A text that may hold digits which are no results: names, periods, codes."""
        return Span(text=words, notes=notes, tone="label")

    def absent(self, words: str = "") -> Span:
        """The place of a value that is not there."""
        return Span(text=words or self.say("no_data"), tone="absent")

    def number(
        self,
        table: ResultTable,
        row: Mapping[str, Any],
        column: str,
        style: Style = "fixed",
        digits: int = 2,
        *,
        sign: bool = False,
        unit: bool = True,
        notes: tuple[int, ...] = (),
        inexact: bool = False,
    ) -> Span:
        """A result of ``table`` with its key; the word for no data where it is undefined.

        ``inexact`` marks a result computed from a figure its source states as about, over or under.
        """
        value = float(row[column])
        if math.isnan(value):
            return self.absent(self.say("undefined"))
        own = table.units[column] or str(row.get("unit", ""))
        if style == "percent":
            shown = percent(value, digits, self.lang, sign=sign)
        elif style == "points":
            shown = fixed(value * 100, digits, sign=sign)
        else:
            amount, words = in_words(Decimal(repr(value)), own, self.lang)
            shown = fixed(float(amount), digits, sign=sign)
            shown = with_unit(shown, words, self.lang) if unit else shown
        badge = self.say("badge.inexact") if inexact else ""
        return Span(text=shown, key=str(table.key(row, column)), value=value, unit=own, notes=notes, badge=badge)

    def fact(self, key: str, *, unit: bool = True, notes: tuple[int, ...] = (), plain: bool = False) -> Span:
        """A published figure as printed, with word, unit and the footnotes its status calls for."""
        if not key:
            return self.absent()
        row = self.fact_row(key)
        amount, words = in_words(Decimal(str(row["printed"]).replace(",", "")), str(row["unit"]), self.lang)
        shown = str(int(amount)) if row["unit"] == "rank" else grouped(f"{amount:f}")
        shown = with_unit(shown, words, self.lang) if unit else shown
        word = operator_word(str(row["operator"]), self.lang)
        gap = " " if word and self.lang == "en" else ""
        own = () if plain else self.status_notes(row)
        return Span(
            text=f"{word}{gap}{shown}",
            key=key,
            value=float(row["value"]),
            unit=str(row["unit"]),
            notes=tuple(sorted({*own, *notes})),
            badge="" if plain else self._badge(row),
        )

    def fact_row(self, key: str) -> dict[str, Any]:
        """Observation with this key."""
        if key not in self._facts:
            from growthpole.provenance import parse_key

            table = self.tables["observe.observations"]
            wanted = parse_key(key).dims
            near = self._observations(wanted.get("indicator", ""), wanted.get("region", ""))
            self._facts[key] = next(
                row for row in near if all(str(row[dim]) == wanted.get(dim, "") for dim in table.dims)
            )
        return self._facts[key]

    def _observations(self, indicator: str, region: str) -> list[dict[str, Any]]:
        """Observations of one indicator in one region; the table may hold millions of others."""
        if (indicator, region) not in self._near:
            frame = self.tables["observe.observations"].frame
            chosen = frame[(frame["indicator"] == indicator) & (frame["region"] == region)]
            self._near[indicator, region] = [
                {str(name): value for name, value in row.items()} for row in chosen.to_dict("records")
            ]
        return self._near[indicator, region]

    def _badge(self, row: Mapping[str, Any]) -> str:
        """What must be seen beside the number itself: its only source, or that it became known later."""
        from growthpole.tables.periods import published_by

        if row["basis"] == "seed":
            return self.say("badge.single")
        later = row["published"] and not published_by(str(row["published"]), self.context.as_of)
        return self.say("badge.later") if later else ""

    def status_notes(self, row: Mapping[str, Any]) -> tuple[int, ...]:
        """Footnotes for what is judged, derived, unconfirmed, of another base, or known only later."""
        from growthpole.tables.periods import published_by

        found: list[str] = []
        remark = self.context.own("note", str(row["note"]), self.lang)
        reason = self.say("note.reason", remark=remark) if remark else ""
        if row["basis"] == "corrected":
            found.append(self.say("note.basis.corrected", printed=row["raw"], reason=reason))
        elif row["basis"] != "reported":
            found.append(self.say(f"note.basis.{row['basis']}", reason=reason))
        if row["status"] == "check" and row["basis"] == "reported":
            found.append(self.say("note.check", reason=reason))
        if row["status"] == "check" and row["basis"] == "seed":
            found.append(self.say("note.single"))
        if row["status"] == "series_break":
            found.append(self.say("note.break", reason=reason))
        if not published_by(str(row["published"]), self.context.as_of):
            dated = str(row["published"])
            words = self.say("note.later", as_of=self.context.as_of) if dated else self.say("note.undated")
            found.append(words)
        return tuple(self.note(words) for words in found)

    # sentences

    def together(self, texts: Iterable[str]) -> str:
        """Texts one after the other, with the space the language puts between sentences; empty ones left out."""
        return (" " if self.lang == "en" else "").join(words.strip() for words in texts if words)

    def sentence(self, key: str, role: Role = "text", /, **parts: Span | Sequence[Span] | str) -> Sentence:
        """Sentence of the catalogue with a span, or several, in the place of each placeholder."""
        spans: list[Span] = []
        for literal, name, _, _ in Formatter().parse(text(f"views.{key}", self.lang)):
            if literal:
                spans.append(Span(text=literal))
            if name:
                part = parts[name]
                match part:
                    case str():
                        spans.append(Span(text=part, tone="label"))
                    case Span():
                        spans.append(part)
                    case _:
                        spans.extend(part)
        return Sentence(spans=tuple(spans), role=role)

    def nominal(self, key: str) -> bool:
        """Whether a published figure is money at current prices."""
        return bool(key) and str(self.fact_row(key).get("price_basis", "")) == "current"

    def plain(self, words: str, role: Role = "text") -> Sentence:
        """Sentence of one text that holds no results."""
        return Sentence(spans=(self.label(words),), role=role)

    def band(self, table: ResultTable, row: Mapping[str, Any], stem: str, digits: int = 1) -> tuple[Span, Span]:
        """Lower and upper end of a rounding band, in per cent."""
        low = self.number(table, row, f"{stem}_low", "percent", digits)
        return low, self.number(table, row, f"{stem}_high", "percent", digits)

    def spoken_band(self, table: ResultTable, row: Mapping[str, Any], stem: str, digits: int = 1) -> tuple[Span, Span]:
        """As :meth:`band`, for a sentence: in English one sign of per cent for both ends."""
        low, high = self.band(table, row, stem, digits)
        if self.lang == "zh":
            return low, high
        return low.model_copy(update={"text": low.text.removesuffix(percent_sign(self.lang))}), high
