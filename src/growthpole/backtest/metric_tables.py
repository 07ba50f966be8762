"""Metrics of each model at each origin, their range over origins, reliability, and the events where they are few."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import xarray as xr

from growthpole.dims import ACTIVITY, REGION
from growthpole.evaluation import (
    area_under_curve,
    average_precision,
    brier_skill,
    log_loss,
    precision_at_k,
    reliability_table,
)
from growthpole.opportunities._fitting import SUREST

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.opportunities.cases import Cases
    from growthpole.opportunities.choosing import Choice
    from growthpole.opportunities.histories import Floats, History
    from growthpole.opportunities.scoring import Answers

METRICS: Final = ("auc", "average_precision", "lift", "precision_at_k", "brier_skill", "log_loss")
COLUMNS: Final = (
    "model",
    "origin",
    "target",
    "phase",
    "options",
    "events",
    "base_rate",
    *METRICS,
    "selected",
)

__all__ = ["COLUMNS", "METRICS", "few_cases", "metric_table", "reliability_of", "summary_of"]


def metric_table(history: History, answers: list[Answers], choice: Choice, *, k: int, claimed: bool) -> pd.DataFrame:
    """One row for each model and origin; metrics are NaN where none is claimed."""
    import pandas as pd

    rows = []
    for answer in answers:
        event = _grid(history, answer.cases, answer.cases.event)
        known = answer.probabilities.get("base_rate")
        for model, score in answer.scores.items():
            row: dict[str, Any] = {
                "model": model,
                "origin": answer.window.start,
                "target": answer.window.target,
                "phase": choice.phase[answer.window.start],
                "options": len(answer.cases),
                "events": answer.cases.events,
                "base_rate": answer.cases.events / len(answer.cases) if len(answer.cases) else np.nan,
            }
            found = dict.fromkeys(METRICS, np.nan)
            if claimed and len(answer.cases):
                ranking = _grid(history, answer.cases, score)
                found |= {
                    "auc": float(area_under_curve(ranking, event)),
                    "average_precision": float(average_precision(ranking, event)),
                    "precision_at_k": float(precision_at_k(ranking, event, k)),
                    **_probable(history, answer, model, event, known),
                }
                if answer.cases.events:
                    found["lift"] = found["average_precision"] / row["base_rate"]
            rows.append({**row, **found, "selected": model == choice.key})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _probable(
    history: History, answer: Answers, model: str, event: xr.DataArray, known: Floats | None
) -> dict[str, float]:
    """Brier skill against the base rate known at the origin, and log loss; none without probabilities."""
    probability = answer.probabilities[model]
    if np.isnan(probability).any():
        return {}
    chances = _grid(history, answer.cases, probability)
    found = {"log_loss": float(log_loss(chances, event, clip=SUREST))}
    if known is not None and answer.cases.events:
        found["brier_skill"] = float(brier_skill(chances, event, float(known[0])))
    return found


def summary_of(metrics: pd.DataFrame) -> pd.DataFrame:
    """Mean, least and most of each metric by model: over the scored origins, and over all that could learn.

    Either is over the origins at which every model listed had an answer, so that all are judged on the same years.
    """
    import pandas as pd

    rows = []
    for over, wanted in (("scored", ("scored",)), ("trained", ("scored", "between", "selection"))):
        part = metrics[metrics["phase"].isin(wanted)]
        shared = part.groupby("origin")["model"].nunique() == part["model"].nunique()
        for model, own in part[part["origin"].map(shared).astype(bool)].groupby("model", sort=False):
            row: dict[str, Any] = {"over": over, "model": model, "origins": len(own)}
            for metric in METRICS:
                row |= {
                    f"{metric}_{name}": getattr(own[metric], name)() if own[metric].notna().any() else np.nan
                    for name in ("mean", "min", "max")
                }
            rows.append({**row, "selected": bool(own["selected"].any())})
    columns = [f"{metric}_{name}" for metric in METRICS for name in ("mean", "min", "max")]
    return pd.DataFrame(rows, columns=["over", "model", "origins", *columns, "selected"])


def reliability_of(answers: list[Answers], *, bins: int = 10) -> pd.DataFrame:
    """What was said against what came, over all the origins given, for each model with probabilities at all of them."""
    import pandas as pd

    models = [
        model
        for model in (answers[0].probabilities if answers else ())
        if all(model in answer.probabilities and not np.isnan(answer.probabilities[model]).any() for answer in answers)
    ]
    event = _listed(np.concatenate([answer.cases.event for answer in answers] or [np.zeros(0, dtype=bool)]))
    parts = []
    for model in models:
        chances = _listed(np.concatenate([answer.probabilities[model] for answer in answers]))
        table = reliability_table(chances, event, bins)
        table.insert(0, "model", model)
        parts.append(table)
    names = ["bin", "low", "high", "cases", "mean_probability", "observed", "observed_low", "observed_high"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["model", *names])


def few_cases(history: History, answers: list[Answers]) -> pd.DataFrame:
    """Each event, with the place every model gave it among the options of its region."""
    import pandas as pd

    rows = []
    for answer in answers:
        cases = answer.cases
        for place in np.flatnonzero(cases.event):
            own = cases.region == cases.region[place]
            row: dict[str, Any] = {
                "origin": answer.window.start,
                "target": answer.window.target,
                "region": history.regions[int(cases.region[place])],
                "activity": history.activities[int(cases.activity[place])],
                "strength": float(cases.strength[place]),
                "options": int(own.sum()),
            }
            for model, score in answer.scores.items():
                above, equal = (score[own] > score[place]).sum(), (score[own] == score[place]).sum()
                row[f"place_{model}"] = float(above) + (float(equal) + 1) / 2
            rows.append(row)
    return pd.DataFrame(rows)


def _grid(history: History, cases: Cases, values: np.ndarray) -> xr.DataArray:
    """Values of cases on [region, activity], NaN elsewhere."""
    held = np.full((len(history.regions), len(history.activities)), np.nan)
    held[cases.region, cases.activity] = values
    coords = {REGION: list(history.regions), ACTIVITY: list(history.activities)}
    return xr.DataArray(held, coords=coords, dims=(REGION, ACTIVITY))


def _listed(values: np.ndarray) -> xr.DataArray:
    return xr.DataArray(values.astype(np.float64), coords={"case": np.arange(len(values))}, dims="case")
