"""Tables of a track record: every model, every origin, skill, reliability, cold start, single cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from growthpole.provenance import NumberKey
from growthpole.views.formatting import fixed, percent
from growthpole.views.model import Span, TableView
from growthpole.views.track_words import (
    METRICS,
    RELIABILITY,
    headings,
    metric_cells,
    model_words,
    overlap,
    phase_words,
    place_cell,
    reliability_cells,
)
from growthpole.views.writing import Writer

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.views.track_record import TrackRecord

WITH_PLACES: Final = ("distance", "logit", "current_lq", "density")
"""Models whose places are shown where there are too few events for a metric."""

__all__ = [
    "cases_table",
    "cold_start_table",
    "models_table",
    "origins_table",
    "reliability_view",
    "skill_view",
    "training_table",
    "years_of",
]


def years_of(years: Iterable[int]) -> str:
    """Years as text, runs of them by their ends.

    Examples
    --------
    >>> years_of([1999, 2000, 2001, 2004])
    '1999–2001, 2004'
    """
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


class _Table:
    """Numbers of a frame as spans that bear their keys."""

    def __init__(self, w: Writer, name: str, dims: tuple[str, ...]) -> None:
        self.w, self.name, self.dims = w, name, dims

    def number(
        self, row: Mapping[str, Any], column: str, digits: int = 3, *, sign: bool = False, share: bool = False
    ) -> Span:
        """A number; a dash where it is not defined."""
        value = float(row[column])
        if value != value:  # noqa: PLR0124 - NaN
            return self.w.absent("–")
        shown = percent(value, digits, self.w.lang, sign=sign) if share else fixed(value, digits, sign=sign)
        key = NumberKey("backtest", self.name, column, {dim: str(row[dim]) for dim in self.dims})
        return Span(text=shown, key=str(key), value=value, unit="1")

    def view(
        self, names: Iterable[str], rows: list[list[Span]], strong_rows: tuple[int, ...] = (), **values: object
    ) -> TableView:
        """The table under the headings of these names, with ``values`` for its reading."""
        w = self.w
        return TableView(
            id=f"track_{self.name}",
            title=w.say(f"track.table.{self.name}"),
            columns=headings(w, names),
            numeric=tuple(name not in _WORDS for name in names),
            rows=tuple(map(tuple, rows)),
            how_to_read=w.say(f"track.read.{self.name}", **values),
            strong_rows=strong_rows,
        )


_WORDS: Final = frozenset({"model", "phase", "training", "measure", "region", "activity", "window", "range"})


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _model(w: Writer, key: str, selected: str) -> Span:
    """Name of a model, the selected one marked."""
    name = model_words(w, key)
    return w.label(w.say("track.selected", model=name) if key == selected else name)


def _year(w: Writer, year: object) -> Span:
    return w.label(str(year))


def training_table(w: Writer, record: TrackRecord) -> TableView:
    """Each origin with the windows that were over by then."""
    phases = dict(zip(record.evaluation.metrics["origin"], record.evaluation.metrics["phase"], strict=True))
    rows = []
    for origin in record.origins:
        phase = phase_words(w, phases.get(origin.start, "untrained"))
        starts = years_of(start for start, _ in origin.training)
        windows = (
            w.say("track.windows", count=len(origin.training), starts=starts) if starts else w.say("track.no_window")
        )
        rows.append([_year(w, origin.start), _year(w, origin.known), w.label(phase), w.label(windows)])
    return _Table(w, "training", ()).view(["origin", "known", "phase", "training"], rows)


def models_table(w: Writer, record: TrackRecord, over: str) -> TableView:
    """Every model over the scored or all trained origins, baselines first and the selected one marked."""
    found = record.evaluation
    table = _Table(w, "summary", ("over", "model"))
    rows, strong = [], []
    held = _records(found.summary[found.summary["over"] == over])
    for place, row in enumerate(sorted(held, key=lambda row: _order(row["model"]))):
        if row["model"] == found.selected:
            strong.append(place)
        rows.append(
            [
                _model(w, row["model"], found.selected),
                w.label(str(row["origins"])),
                *metric_cells(table.number, row),
            ]
        )
    view = table.view(("model", "origins", *METRICS), rows, strong_rows=tuple(strong))
    return view.model_copy(
        update={
            "id": f"track_summary_{over}",
            "title": w.say(f"track.table.summary_{over}"),
            "how_to_read": w.together([view.how_to_read, w.say("track.read.measures", k=record.settings["top"])]),
        }
    )


def _order(model: str) -> tuple[int, int]:
    """Baselines before the others, each in the order of the room."""
    from growthpole.opportunities.models import BASELINES, KEYS

    return int(model not in BASELINES), KEYS.index(model) if model in KEYS else len(KEYS)


def origins_table(w: Writer, record: TrackRecord) -> TableView:
    """Every origin: options, events, and the area under the curve of three models."""
    found = record.evaluation
    table = _Table(w, "metrics", ("model", "origin"))
    cells = {(row["origin"], row["model"]): row for row in _records(found.metrics)}
    rows = []
    for origin in record.origins:
        own = [row for (start, _), row in cells.items() if start == origin.start]
        if not own:
            continue
        asked = [cells.get((origin.start, model)) for model in (found.selected, "current_lq", "density")]
        rows.append(
            [
                _year(w, origin.start),
                _year(w, origin.target),
                table.number(own[0], "options", 0),
                table.number(own[0], "events", 0),
                *(w.absent("–") if row is None else table.number(row, "auc") for row in asked),
                w.label(phase_words(w, own[0]["phase"])),
            ]
        )
    names = ("origin", "target", "options", "events", "auc_selected", "auc_current", "auc_density", "phase")
    starts = [origin.start for origin in record.origins]
    return _cautioned(w, table.view(names, rows), overlap(w, "events", starts, found.horizon))


def _cautioned(w: Writer, view: TableView, cautions: list[str]) -> TableView:
    """A table that is read with cautions."""
    return view.model_copy(update={"how_to_read": w.together([view.how_to_read, *cautions])})


def skill_view(w: Writer, record: TrackRecord) -> TableView:
    """What each model knows beyond current strength, over all cases and within bins of it."""
    table = _Table(w, "skill", ("model", "measure"))
    skill = record.evaluation.skill
    undefined = ("undefined",) if skill["undefined"].any() else ()
    rows = [
        [
            _model(w, row["model"], record.evaluation.selected),
            w.label(w.say(f"track.measure.{row['measure']}")),
            *(table.number(row, column, 3, sign=True) for column in ("point", "low", "high")),
            *(table.number(row, column, 0) for column in undefined),
        ]
        for row in _records(skill)
    ]
    return table.view(("model", "measure", "difference", "drawn_low", "drawn_high", *undefined), rows)


def reliability_view(w: Writer, record: TrackRecord) -> TableView:
    """What the selected model said, and what came."""
    found = record.evaluation
    table = _Table(w, "reliability", ("model", "bin"))
    own = found.reliability[found.reliability["model"] == found.selected]
    rows = [list(reliability_cells(table.number, row)) for row in _records(own)]
    scored = found.metrics.loc[found.metrics["phase"] == "scored", "origin"]
    return _cautioned(w, table.view(RELIABILITY, rows), overlap(w, "intervals", scored, found.horizon))


def cold_start_table(w: Writer, record: TrackRecord) -> TableView:
    """The selected model with and without the regions it is asked about."""
    table = _Table(w, "cold_start", ("origin",))
    rows = [
        [
            _year(w, row["origin"]),
            table.number(row, "events", 0),
            table.number(row, "auc"),
            table.number(row, "auc_regions_left_out"),
        ]
        for row in _records(record.evaluation.cold_start)
    ]
    return table.view(["origin", "events", "auc", "auc_left_out"], rows)


def cases_table(w: Writer, record: TrackRecord) -> TableView:
    """Each event, with the place some models gave it among the options of its region."""
    frame = record.evaluation.cases
    models = [model for model in WITH_PLACES if f"place_{model}" in frame.columns]
    table = _Table(w, "cases", ("region", "activity", "origin"))
    rows = [
        [
            w.label(str(row["region"])),
            w.label(str(row["activity"])),
            w.label(f"{row['origin']} → {row['target']}"),
            table.number(row, "strength", 2),
            *(place_cell(table.number, row, f"place_{model}") for model in models),
            table.number(row, "options", 0),
        ]
        for row in _records(frame)
    ]
    names = ("region", "activity", "window", "strength", *(f"place_{model}" for model in models), "options")
    view = table.view(names, rows, least=record.settings["least_events"])
    starts = [origin.start for origin in record.origins]
    return _cautioned(w, view, overlap(w, "events", starts, record.evaluation.horizon))
