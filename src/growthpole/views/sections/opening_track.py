"""The track record beside the advice: what was asked, of which models, at which origins, and what became of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from growthpole.opportunities.choosing import LEAST_EVENTS
from growthpole.views.model import Section, Span, TableView, view_id
from growthpole.views.sections.opening_words import Row, chance, model_name
from growthpole.views.sections.words import rows_of, slice_source
from growthpole.views.track_words import (
    METRICS,
    RELIABILITY,
    Number,
    headings,
    metric_cells,
    overlap,
    phase_words,
    place_cell,
    reliability_cells,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from growthpole.tables.results import ResultTable
    from growthpole.views.writing import Writer

PLACES: Final = ("distance", "logit", "current_lq", "density")
"""Models whose places stand beside each event; the data file has all."""

__all__ = ["sections"]


def sections(w: Writer) -> list[Section]:
    """The section of the back-test."""
    choice = rows_of(w, "backtest.choice")
    note = w.context.note("opportunities.track", w.lang)
    blocks: list[Any] = [w.plain(note, role="caution")] if note else []
    said = rows_of(w, "opportunities.basis")
    if said and said[0]["undated"] == "retrospective" and not note:
        blocks.append(w.plain(w.say("opening.track_retrospective"), role="caution"))
    blocks += [*_few(w, choice), _choice(w, choice)]
    told = [row["task"] for row in choice if row["why"] != "no_window"]
    claimed = [row["task"] for row in choice if row["claimed"]]
    blocks += [_models(w, task, claimed=bool(claimed)) for task in claimed or told[:1]]
    blocks += [_origins(w, task) for task in told if task in ("entry", "exit")]
    blocks += [_reliability(w, row) for row in choice if row["claimed"] and _said(w, row)]
    blocks += [*_cases(w), w.plain(w.say("opening.track_fragile"))]
    return [Section(id="opening_track", title=w.say("opening.track_title"), blocks=tuple(blocks))]


def _few(w: Writer, choice: list[Row]) -> list[Any]:
    """Tasks whose events are too few to claim an accuracy."""
    table = w.tables["backtest.choice"]
    spans: list[Span] = []
    for row in choice:
        if row["why"] != "no_window" and not row["claimed"]:
            task = w.say(f"opening.task_{row['task']}")
            one = w.sentence("opening.track_task", task=task, events=w.number(table, row, "events", digits=0))
            spans += [*([w.label(w.say("list.comma"))] if spans else []), *one.spans]
    least = w.label(str(LEAST_EVENTS))
    return [w.sentence("opening.track_few", "caution", tasks=spans, least=least)] if spans else []


def _choice(w: Writer, choice: list[Row]) -> TableView:
    table = w.tables["backtest.choice"]
    said = rows_of(w, "opportunities.basis")
    counts = bool(said) and said[0]["kind"] == "counts"
    names = ("task", "model", "model_why", "events", "cases_asked", "base_rate", "origins", "claimed")
    read = w.say("opening.choice_read" if counts else "opening.choice_read_amounts", horizon=choice[0]["horizon"])
    starts = [int(row["origin"]) for row in rows_of(w, "backtest.origins")]
    return TableView(
        id="opening_choice",
        title=w.say("opening.choice"),
        columns=tuple(w.say(f"opening.{name}") for name in names),
        numeric=(False, False, False, True, True, True, True, False),
        rows=tuple(
            (
                w.label(w.say(f"opening.task_{row['task']}")),
                model_name(w, row["model"]) if row["model"] else w.absent("–"),
                w.label(w.say(f"opening.reads_{row['why']}")),
                *(w.number(table, row, name, digits=0) for name in ("events", "options")),
                chance(w, table, row, "base_rate") if not math.isnan(row["base_rate"]) else w.absent("–"),
                w.number(table, row, "origins", digits=0),
                w.label(w.say(f"opening.claimed_{'yes' if row['claimed'] else 'no'}")),
            )
            for row in choice
        ),
        how_to_read=w.together([read, *overlap(w, "events", starts, int(choice[0]["horizon"]))]),
        source_line=slice_source(w, "backtest.choice"),
    )


def _models(w: Writer, task: str, *, claimed: bool) -> TableView:
    table = w.tables["backtest.models"]
    rows = sorted(
        (row for row in table.rows() if row["task"] == task),
        key=lambda row: ("baseline", "model", "own").index(row["kind"]),
    )
    top = str(rows_of(w, "opportunities.basis")[0]["top"]) if "opportunities.basis" in w.tables else "k"
    view = TableView(
        id=view_id("opening_models", task),
        title=w.say("opening.models", task=w.say(f"opening.task_{task}")),
        columns=tuple(w.say(f"opening.{name}") for name in ("model", "model_kind", "trained")),
        numeric=(False, False, True),
        rows=tuple(
            (
                model_name(w, row["model"]),
                w.label(w.say(f"opening.kind_{row['kind']}")),
                w.number(table, row, "origins", digits=0),
            )
            for row in rows
        ),
        how_to_read=w.say("opening.models_untrained" if claimed else "opening.models_unclaimed"),
        source_line=slice_source(w, "backtest.models"),
        strong_rows=tuple(place for place, row in enumerate(rows) if row["selected"]),
    )
    if not claimed or not any(row["origins"] for row in rows):
        return view
    number = _numbers(w, table)
    more = [metric_cells(number, row) for row in rows]
    undefined = all(math.isnan(row["auc_mean"]) for row in rows)
    read = [w.say("opening.models_read"), w.say("track.read.measures", k=top)]
    return view.model_copy(
        update={
            "columns": (*view.columns, *headings(w, METRICS)),
            "numeric": (*view.numeric, *(True for _ in METRICS)),
            "rows": tuple((*own, *others) for own, others in zip(view.rows, more, strict=True)),
            "how_to_read": w.together([*([w.say("track.auc_undefined")] if undefined else []), *read]),
        }
    )


def _numbers(w: Writer, table: ResultTable) -> Number:
    """Spans of the numbers of a table."""

    def number(
        row: Mapping[str, Any], column: str, digits: int = 3, *, sign: bool = False, share: bool = False
    ) -> Span:
        if math.isnan(row[column]):
            return w.absent("–")
        return w.number(table, row, column, "percent" if share else "fixed", digits, sign=sign)

    return number


def _origins(w: Writer, task: str) -> TableView:
    table = w.tables["backtest.origins"]
    rows = [row for row in table.rows() if row["task"] == task]
    return TableView(
        id=view_id("opening_origins", task),
        title=w.say("opening.origins_table", task=w.say(f"opening.task_{task}")),
        columns=(
            w.say("opening.origin"),
            w.say("opening.answer"),
            w.say("opening.cases_asked"),
            w.say("opening.events"),
            w.say("opening.base_rate"),
            w.say("opening.phase"),
        ),
        numeric=(False, False, True, True, True, False),
        rows=tuple(
            (
                *(w.label(w.period(row[name])) for name in ("origin", "target")),
                *(w.number(table, row, name, digits=0) for name in ("options", "events")),
                chance(w, table, row, "base_rate"),
                w.label(phase_words(w, row["phase"])),
            )
            for row in rows
        ),
        how_to_read=w.say("opening.origins_read"),
        source_line=slice_source(w, "backtest.origins"),
    )


def _said(w: Writer, row: Row) -> bool:
    return any(
        one["task"] == row["task"] and one["model"] == row["model"] for one in rows_of(w, "backtest.reliability")
    )


def _reliability(w: Writer, chosen: Row) -> TableView:
    task, table = chosen["task"], w.tables["backtest.reliability"]
    rows = [row for row in table.rows() if (row["task"], row["model"]) == (task, chosen["model"])]
    number, horizon = _numbers(w, table), int(chosen["horizon"])
    starts = [
        int(row["origin"]) for row in rows_of(w, "backtest.origins") if row["task"] == task and row["phase"] == "scored"
    ]
    return TableView(
        id=view_id("opening_reliability", task),
        title=w.say("opening.reliability", task=w.say(f"opening.task_{task}")),
        columns=headings(w, RELIABILITY),
        numeric=tuple(True for _ in RELIABILITY),
        rows=tuple(reliability_cells(number, row) for row in rows),
        how_to_read=w.together([w.say("track.read.reliability"), *overlap(w, "intervals", starts, horizon)]),
        source_line=slice_source(w, "backtest.reliability"),
    )


def _cases(w: Writer) -> list[Any]:
    """The region's own events with the places that models had given them."""
    if "backtest.cases" not in w.tables:
        return []
    table = w.tables["backtest.cases"]
    rows = [row for row in table.rows() if row["own"] and row["task"] in ("entry", "exit")]
    if not rows:
        return [w.sentence("opening.own_cases_none", region=w.region(w.context.region))]
    shown = [model for model in PLACES if f"place_{model}" in table.units]
    number = _numbers(w, table)
    view = TableView(
        id="opening_own_cases",
        title=w.say("opening.own_cases", region=w.region(w.context.region)),
        columns=(
            w.say("industry"),
            w.say("opening.what"),
            w.say("opening.origin"),
            w.say("opening.answer"),
            w.say("opening.strength_then"),
            *(w.say("opening.place", model=model_name(w, model).text) for model in shown),
            w.say("opening.of_options"),
        ),
        numeric=(False, False, False, False, True, *(True for _ in shown), True),
        rows=tuple(
            (
                w.label(w.activity(row["activity"])),
                w.label(w.say(f"opening.case_{row['task']}")),
                *(w.label(w.period(row[name])) for name in ("origin", "target")),
                w.number(table, row, "strength", digits=2),
                *(place_cell(number, row, f"place_{model}") for model in shown),
                w.number(table, row, "options", digits=0),
            )
            for row in rows
        ),
        how_to_read=w.say("opening.own_cases_read"),
        source_line=slice_source(w, "backtest.cases"),
    )
    return [view]
