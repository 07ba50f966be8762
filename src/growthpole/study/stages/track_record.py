"""Stage ``backtest``: would the advice have been right? Before the options, so that they rest on the model it chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from growthpole.errors import InputError
from growthpole.progress import Step
from growthpole.provenance import Trace
from growthpole.study.stages.opening_input import Columns, OpenInput, known_years, open_input, within

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.backtest import Evaluation
    from growthpole.study.stages import Context
    from growthpole.tables.results import ResultTable

STAGE: Final = "backtest"
MEASURES: Final = {
    "auc": "area_under_curve",
    "average_precision": "average_precision",
    "lift": "lift",
    "precision_at_k": "precision_at_k",
    "brier_skill": "brier_skill",
    "log_loss": "log_loss",
}
DRAWS: Final = 200

__all__ = ["track_tables"]


@dataclass(frozen=True, slots=True)
class _Told:
    """Evaluations by task, and why a task has none."""

    given: OpenInput
    found: dict[str, Evaluation]
    without: dict[str, str]
    own_missing: str


def track_tables(context: Context) -> list[ResultTable]:
    """All tables of the stage; none for a study without ``[opportunities]``."""
    entry = context.case.opportunities
    if entry is None:
        return []
    context = within(context, STAGE, len(entry.tasks))
    years, late = known_years(context, entry)
    given = open_input(context, entry, years or entry.periods[-1:])
    tables = [given.table(STAGE, "left_out", late, ("period",), _late(given))] if late else []
    if not years:
        return tables
    told = _evaluated(given)
    tables.append(_choice(told))
    if told.found:
        tables += [_models(told), _origins(told), _metrics(told), *_cases(told), *_skill(told), *_reliability(told)]
    return tables


def _late(given: OpenInput) -> Columns:
    cells = given.cells("x", period="$period")
    return {"values": ("1", Trace("values", "", (cells,), "number of values of the year"))}


def _evaluated(given: OpenInput) -> _Told:
    from growthpole.backtest import evaluate
    from growthpole.opportunities import WeightedScore
    from growthpole.opportunities.composites import AXES
    from growthpole.opportunities.models import KEYS

    entry = given.entry
    missing = "|".join(axis for axis in entry.weights if axis not in AXES)
    own = {"own": WeightedScore(entry.weights)} if entry.weights and not missing else None
    found: dict[str, Evaluation] = {}
    without: dict[str, str] = {}
    for place, task in enumerate(entry.tasks):
        given.context.on_progress(Step(STAGE, place, len(entry.tasks)))
        try:
            found[task] = evaluate(
                given.panel,
                entry.horizon,
                task,
                entry.models or KEYS,
                kind=entry.kind,
                threshold=entry.threshold,
                own=own if task == "entry" else None,
                k=entry.top,
                draws=DRAWS,
                cold_start=False,
                effort=given.effort,
                executor=given.context.executor,
                on_progress=given.context.on_progress,
            )
        except InputError as problem:
            if problem.code != "no-window":
                raise
            without[task] = "no_window"
    return _Told(given, found, without, missing)


def _choice(told: _Told) -> ResultTable:
    """The model each task would ship, why, and on how many events."""
    given = told.given
    rows: list[dict[str, Any]] = []
    for task in given.entry.tasks:
        found = told.found.get(task)
        base = {"task": task, "horizon": str(given.entry.horizon), "own_missing": told.own_missing}
        if found is None:
            empty = {"events": 0.0, "options": 0.0, "base_rate": float("nan"), "origins": 0.0}
            rows.append({**base, "model": "", "why": told.without[task], **empty, "claimed": False, "better": False})
            continue
        origins = found.metrics.drop_duplicates("origin")
        rows.append(
            {
                **base,
                "model": found.selected,
                "why": found.why.replace("-", "_"),
                "events": float(found.events),
                "options": float(found.options),
                "base_rate": found.events / found.options if found.options else float("nan"),
                "origins": float(len(origins)),
                "claimed": found.claimed,
                "better": _better(found),
            }
        )
    past = (given.past(),)
    words = {
        "events": "number of events over all origins",
        "options": "number of cases over all origins",
        "base_rate": "events / options",
        "origins": "number of origins whose outcome is known",
    }
    columns = {name: ("1", Trace(name, "", past, formula)) for name, formula in words.items()}
    return given.table(STAGE, "choice", rows, ("task",), columns)


def _better(found: Evaluation) -> bool:
    """Whether the selected model had a lower log loss than every baseline over the scored origins."""
    from growthpole.opportunities.models import BASELINES

    scored = found.metrics[found.metrics["phase"] == "scored"]
    losses = scored.groupby("model")["log_loss"].mean().dropna()
    rivals = [losses[model] for model in BASELINES if model in losses.index and model != found.selected]
    if found.why != "selected" or found.selected not in losses.index or not rivals:
        return False
    return bool(losses[found.selected] < min(rivals))


def _records(frame: pd.DataFrame, **constants: object) -> list[dict[str, Any]]:
    return [{**constants, **{str(name): value for name, value in row.items()}} for row in frame.to_dict("records")]


def _models(told: _Told) -> ResultTable:
    """Each model over the origins that the choice has not seen; NaN where no accuracy is claimed."""
    from growthpole.opportunities.models import BASELINES

    given = told.given
    rows: list[dict[str, Any]] = []
    for task, found in told.found.items():
        answered = list(dict.fromkeys(found.metrics["model"]))
        scored = {row["model"]: row for row in _records(found.summary) if row["over"] == "scored"}
        for model in answered:
            row = scored.get(model, {"model": model, "origins": 0, "selected": model == found.selected})
            metrics = {
                f"{metric}_{end}": float(row.get(f"{metric}_{end}", float("nan")))
                for metric in MEASURES
                for end in ("mean", "min", "max")
            }
            kind = "baseline" if model in BASELINES else "own" if model == "own" else "model"
            held = {"task": task, "model": model, "kind": kind, "selected": bool(row["selected"])}
            rows.append({**held, "origins": float(row["origins"]), **metrics})
    past = (given.past(),)
    columns: Columns = {"origins": ("1", Trace("origins", "", past, "number of origins scored"))}
    for metric, measure in MEASURES.items():
        columns |= {f"{metric}_{end}": ("1", Trace(f"{metric}_{end}", measure, past)) for end in ("mean", "min", "max")}
    return given.table(STAGE, "models", rows, ("task", "model"), columns)


def _origins(told: _Told) -> ResultTable:
    given = told.given
    rows: list[dict[str, Any]] = []
    for task, found in told.found.items():
        rows += [
            {
                "task": task,
                "origin": str(row["origin"]),
                "target": str(row["target"]),
                "phase": row["phase"],
                "selected": found.selected,
                "options": float(row["options"]),
                "events": float(row["events"]),
                "base_rate": float(row["base_rate"]),
            }
            for row in _records(found.metrics.drop_duplicates("origin"))
        ]
    both = (given.cells("x_0", period="$origin"), given.cells("x_H", period="$target"))
    words = {
        "options": "number of cells the question is asked of",
        "events": "number of them whose state is another at the target",
        "base_rate": "events / options",
    }
    columns = {name: ("1", Trace(name, "", both, formula)) for name, formula in words.items()}
    return given.table(STAGE, "origins", rows, ("task", "origin"), columns)


def _metrics(told: _Told) -> ResultTable:
    """Every model at every origin."""
    given = told.given
    rows: list[dict[str, Any]] = []
    for task, found in told.found.items():
        for row in _records(found.metrics):
            held = {"task": task, "model": row["model"], "origin": str(row["origin"]), "target": str(row["target"])}
            rows.append({**held, "phase": row["phase"], **{metric: float(row[metric]) for metric in MEASURES}})
    inputs = (given.past(), given.cells("x_H", period="$target"))
    columns: Columns = {metric: ("1", Trace(metric, measure, inputs)) for metric, measure in MEASURES.items()}
    return given.table(STAGE, "metrics", rows, ("task", "model", "origin"), columns)


def _cases(told: _Told) -> list[ResultTable]:
    """Each event where they are few, with the place every model gave it; the region's own are marked."""
    given = told.given
    rows: list[dict[str, Any]] = []
    for task, found in told.found.items():
        for row in _records(found.cases):
            texts = {name: str(row[name]) for name in ("origin", "target", "region", "activity")}
            numbers = {name: float(value) for name, value in row.items() if name not in texts}
            rows.append({"task": task, **texts, "own": texts["region"] == given.region, **numbers})
    if not rows:
        return []
    places = list(dict.fromkeys(name for row in rows for name in row if name.startswith("place_")))
    for row in rows:
        for name in places:
            row.setdefault(name, float("nan"))
    known = (given.past(), given.cells("x_0", period="$origin"))
    columns: Columns = {
        "strength": ("1", Trace("strength", "strength", given.quotient(region="$region", period="$origin"))),
        "options": ("1", Trace("options", "", known, "number of cells of the region the question is asked of")),
    }
    for name in places:
        said = f"place of the activity among them by {name.removeprefix('place_')}, from what was known at the origin"
        columns[name] = ("1", Trace(name, "", known, said))
    return [given.table(STAGE, "cases", rows, ("task", "origin", "region", "activity"), columns)]


def _skill(told: _Told) -> list[ResultTable]:
    rows = [row for task, found in told.found.items() for row in _records(found.skill, task=task)]
    if not rows:
        return []
    for row in rows:
        row |= {name: float(row[name]) for name in ("point", "low", "high", "undefined")}
    inputs = (told.given.past(),)
    words = {
        "point": "measure of the model less that of current strength, over all cases or within fifths of strength",
        "low": "5th percentile of that difference over draws of regions",
        "high": "95th percentile of that difference over draws of regions",
        "undefined": "number of draws of regions without a value, left out of the interval",
    }
    columns: Columns = {name: ("1", Trace(name, "", inputs, formula)) for name, formula in words.items()}
    return [told.given.table(STAGE, "skill", rows, ("task", "model", "measure"), columns)]


def _reliability(told: _Told) -> list[ResultTable]:
    rows = [row for task, found in told.found.items() for row in _records(found.reliability, task=task)]
    if not rows:
        return []
    for row in rows:
        row |= {"bin": str(row["bin"]), "cases": float(row["cases"])}
    inputs = (told.given.past(),)
    words = {
        "low": "lower end of the class of probability",
        "high": "upper end of the class of probability",
        "cases": "number of cases in the class",
        "mean_probability": "mean probability said",
        "observed": "share that came",
        "observed_low": "lower end of its 95 % interval",
        "observed_high": "upper end of its 95 % interval",
    }
    columns: Columns = {name: ("1", Trace(name, "", inputs, formula)) for name, formula in words.items()}
    return [told.given.table(STAGE, "reliability", rows, ("task", "model", "bin"), columns)]
