"""What a back-test has to say, in the order in which it should be read.

First what is known beyond "it is already close": most entries begin just below the threshold, so that any model that
contains current strength looks good. Then the model that would be used and why, every model, every origin, and what
was left out. There is no headline of accuracy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from growthpole.messages import Lang, has
from growthpole.views.context import ViewContext
from growthpole.views.formatting import fixed
from growthpole.views.model import Section, Sentence, Span
from growthpole.views.track_tables import (
    cases_table,
    cold_start_table,
    models_table,
    origins_table,
    reliability_view,
    skill_view,
    training_table,
    years_of,
)
from growthpole.views.track_words import FEWEST_REGIONS, model_words
from growthpole.views.writing import Writer

if TYPE_CHECKING:
    from growthpole.backtest import Evaluation

WITHIN: Final = "average_precision_within"
READ: Final = ("rows", "repeated", "negative", "without_value", "without_row")

__all__ = ["Origin", "TrackRecord", "plain_writer", "time_taken", "track_sections"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """An origin, and the windows that were over by then.

    Attributes
    ----------
    start, target, known : int
        The year the question is asked in, the year whose state answers it, the year the answer is known.
    training : tuple of (int, int)
        Start and target of each window the models could learn from.
    """

    start: int
    target: int
    known: int
    training: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRecord:
    """A back-test as the views show it.

    Attributes
    ----------
    file : str
        Name of the file.
    columns : mapping of str to str
        Column each field was read from.
    read : mapping of str to int
        Rows and cells by what became of them; regions, activities, years.
    totals : tuple of str
        Labels that are the sum of all others.
    settings : mapping of str to str, int or float
        ``kind, threshold, absent, top, draws, seed, least_events``.
    evaluation : Evaluation
        The task asked for.
    sustained : Evaluation or None
        The sustained entry beside a plain one; None for other tasks, and where no origin allows it.
    origins : tuple of Origin
        Every origin of ``evaluation``.
    seconds : mapping of str to float
        Time by stage.
    """

    file: str
    columns: Mapping[str, str]
    read: Mapping[str, int]
    settings: Mapping[str, str | int | float]
    evaluation: Evaluation
    origins: tuple[Origin, ...]
    sustained: Evaluation | None = None
    totals: tuple[str, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)


def plain_writer(lang: Lang) -> Writer:
    """Writer for a track record without a study: labels stand for themselves."""
    context = ViewContext(region="", nation="", as_of="", peers=(), title={}, subject={}, classifications={})
    return Writer(context, {}, lang)


def track_sections(w: Writer, record: TrackRecord) -> tuple[Section, ...]:
    """The whole record in sections; those that a panel allows nothing to be said of are left out.

    Parameters
    ----------
    w : Writer
        Says it in its language.
    record : TrackRecord
        The back-test.
    """
    found = record.evaluation
    parts: list[tuple[str, list[Any]]] = []
    if found.task == "entry":
        parts.append(("beyond", [*_cautions(w, record), _beyond(w, record)]))
        parts.append(("model", [*_model(w, record), training_table(w, record)]))
    else:
        parts.append(("model", [*_cautions(w, record), *_model(w, record), training_table(w, record)]))
    if found.claimed:
        parts += _judged(w, record)
    else:
        least = w.label(str(record.settings["least_events"]))
        words = w.sentence("track.cases.none", "caution", events=_count(found.events), least=least)
        parts.append(("cases", [words, *([cases_table(w, record)] if len(found.cases) else [])]))
    parts.append(("left_out", _left_out(w, record)))
    return tuple(
        Section(id=f"track_{name}", title=w.say(f"track.title.{name}"), blocks=tuple(blocks)) for name, blocks in parts
    )


def _judged(w: Writer, record: TrackRecord) -> list[tuple[str, list[Any]]]:
    """Sections of a record that has events enough for metrics."""
    found = record.evaluation
    undefined = found.metrics["auc"].isna().all()
    unordered = [w.plain(w.say("track.auc_undefined"), "caution")] if undefined else []
    parts: list[tuple[str, list[Any]]] = []
    if len(found.summary):
        # where nothing was selected the two are the same
        every = ("scored", "trained") if found.why == "selected" else ("scored",)
        parts.append(("models", [*unordered, *(models_table(w, record, over) for over in every)]))
        unordered = []
    parts.append(("origins", [*unordered, origins_table(w, record)]))
    if len(found.skill):
        parts.append(("skill", [*_few_regions(w, record), skill_view(w, record)]))
    if (found.reliability["model"] == found.selected).any():
        parts.append(("reliability", [reliability_view(w, record)]))
    if len(found.cold_start):
        parts.append(("cold_start", [cold_start_table(w, record)]))
    return parts


def _few_regions(w: Writer, record: TrackRecord) -> list[Sentence]:
    """That intervals from drawing few regions are too short."""
    regions = record.read["regions"]
    if regions >= FEWEST_REGIONS or not record.settings["draws"]:
        return []
    least = w.label(str(FEWEST_REGIONS))
    return [w.sentence("track.few_regions", "caution", regions=_count(regions), least=least)]


def time_taken(w: Writer, record: TrackRecord) -> Sentence:
    """Seconds by stage; they differ from run to run and stand in no table."""
    total = sum(record.seconds.values())
    told = w.say("list.semicolon").join(
        f"{_stage(w, name)} {fixed(seconds, 1)}" for name, seconds in record.seconds.items() if seconds >= 0.05
    )
    return w.sentence("track.time", total=w.label(fixed(total, 1)), stages=w.label(told or "–"))


def _stage(w: Writer, name: str) -> str:
    key = name.removeprefix("sustained_")
    words = w.say(f"track.stage.{key}") if has(f"views.track.stage.{key}") else key
    return words if key == name else w.say("track.stage_sustained", stage=words)


def _count(number: int) -> Span:
    return Span(text=fixed(number, 0), value=float(number))


def _cautions(w: Writer, record: TrackRecord) -> list[Sentence]:
    """What must be known before anything is read."""
    found = []
    if record.evaluation.permuted:
        found.append(w.plain(w.say("track.placebo"), "caution"))
    if record.totals:
        found.append(w.sentence("track.totals", "caution", labels=w.label(_listed(w, record.totals))))
    return found


def _listed(w: Writer, words: Iterable[object]) -> str:
    return w.say("list.comma").join(map(str, words))


def _beyond(w: Writer, record: TrackRecord) -> Sentence:
    """What the model chosen for sustained entry knows of it within bins of current strength."""
    found, horizon = record.sustained, w.label(str(record.evaluation.horizon))
    if found is None:
        return w.sentence("track.beyond.no_origin", "lead", horizon=horizon)
    if not found.claimed:
        return w.sentence("track.beyond.few_events", "lead", horizon=horizon, events=_count(found.events))
    if found.metrics["auc"].isna().all():
        return w.sentence("track.beyond.auc_undefined", "lead", horizon=horizon)
    if not record.settings["draws"]:
        return w.plain(w.say("track.beyond.no_draws"), "lead")
    model = w.label(model_words(w, found.selected))
    own = found.skill[(found.skill["model"] == found.selected) & (found.skill["measure"] == WITHIN)]
    if not len(own) or own["point"].isna().all():
        return w.sentence("track.beyond.not_asked", "lead", horizon=horizon, model=model)
    row = {str(name): value for name, value in own.iloc[0].items()}
    key = f"backtest.sustained_skill.{{}}[measure={WITHIN},model={found.selected}]"
    point, low, high = (
        Span(text=fixed(row[name], 3, sign=True), key=key.format(name), value=float(row[name]), unit="1")
        if row[name] == row[name]
        else w.absent("–")
        for name in ("point", "low", "high")
    )
    return w.sentence(
        "track.beyond.found",
        "lead",
        horizon=horizon,
        model=model,
        point=point,
        low=low,
        high=high,
        reading=w.together(_reading(w, record, row)),
    )


def _reading(w: Writer, record: TrackRecord, row: Mapping[str, Any]) -> list[str]:
    """What an interval allows to be concluded: nothing from few regions, whose draws differ too little."""
    words = []
    if row["undefined"]:
        words.append(w.say("track.beyond.undefined", undefined=int(row["undefined"]), draws=record.settings["draws"]))
    if record.read["regions"] < FEWEST_REGIONS:
        words.append(w.say("track.beyond.few_regions", regions=record.read["regions"], least=FEWEST_REGIONS))
    elif row["low"] > 0:
        words.append(w.say("track.beyond.more"))
    elif row["high"] < 0:
        words.append(w.say("track.beyond.less"))
    else:
        words.append(w.say("track.beyond.nothing"))
    return words


def _model(w: Writer, record: TrackRecord) -> list[Sentence]:
    """Which model would be used, why, and on which origins that rests."""
    found = record.evaluation
    model = w.label(model_words(w, found.selected))
    words = []
    match found.why:
        case "few-events":
            words.append(w.sentence("track.why.few_events", "lead", model=model, events=_count(found.events)))
        case "few-origins":
            words.append(w.sentence("track.why.few_origins", "lead", model=model, origins=_count(len(record.origins))))
        case _:
            words.append(w.sentence("track.why.selected", "lead", model=model, losses=_losses(w, found)))
    phases = dict(zip(found.metrics["origin"], found.metrics["phase"], strict=True))
    parts = (("selection", "selection"), ("scored", "scored")) if found.why == "selected" else (("scored", "all"),)
    for phase, key in parts if found.why != "few-events" else ():
        chosen = [origin.start for origin in record.origins if phases.get(origin.start) == phase]
        words.append(w.sentence(f"track.on.{key}", years=w.label(years_of(chosen) or "–")))
    return words


def _losses(w: Writer, found: Evaluation) -> list[Span]:
    """The three lowest losses of the selection."""
    spans: list[Span] = []
    for model, loss in sorted(found.losses.items(), key=lambda pair: pair[1])[:3]:
        key = f"backtest.losses.log_loss[model={model}]"
        spans += [w.label(w.say("list.comma"))] if spans else []
        spans += [w.label(f"{model_words(w, model)} ")]
        spans += [Span(text=fixed(loss, 4), key=key, value=float(loss), unit="1")]
    return spans


def _left_out(w: Writer, record: TrackRecord) -> list[Sentence]:
    """Rows and cells by what became of them."""
    read, found = record.read, record.evaluation
    panel = {name: _count(read[name]) for name in ("regions", "activities", "years")}
    columns = w.label(_listed(w, record.columns.values()))
    words = [w.sentence("track.left.panel", file=w.label(record.file), columns=columns, **panel)]
    words.append(w.sentence("track.left.rows", **{name: _count(read[name]) for name in READ}))
    words.append(w.plain(w.say(f"track.left.absent_{record.settings['absent']}")))
    words.append(w.sentence("track.left.cases", **{name: _count(number) for name, number in found.left_out.items()}))
    return words
