"""A track record as data: one object for JSON, and its tables for files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.backtest import Evaluation
    from growthpole.views.track_record import TrackRecord

TABLES: Final = ("metrics", "summary", "reliability", "skill", "cold_start", "cases")

__all__ = ["track_json", "track_rows"]


def track_json(record: TrackRecord) -> dict[str, Any]:
    """The record as one JSON object; an undefined number is null, and nothing depends on time or workers.

    ::

        {
          "schema": 1,
          "input": {"file": str, "columns": {field: column}, "totals": [label],
                    "rows": int, "repeated": int, "negative": int, "without_value": int, "without_row": int,
                    "regions": int, "activities": int, "years": int},
          "settings": {"kind", "threshold", "absent", "top", "draws", "seed", "least_events"},
          "origins": [{"origin", "target", "known", "training": [[start, target]]}],
          "evaluation": EVALUATION,            what was asked
          "sustained": EVALUATION or null      the sustained entry beside a plain one
        }
        EVALUATION = {
          "task", "horizon", "events", "options", "permuted",
          "selected", "why": "selected" | "few-events" | "few-origins", "claimed": bool,
          "losses": {model: number}, "left_out": {reason: int},
          "metrics" | "summary" | "reliability" | "skill" | "cold_start" | "cases": [{column: value}]
        }

    The columns of the tables are those of :class:`growthpole.backtest.Evaluation`.
    """
    return {
        "schema": 1,
        "input": {
            "file": record.file,
            "columns": dict(record.columns),
            "totals": list(record.totals),
            **{name: int(count) for name, count in record.read.items()},
        },
        "settings": dict(record.settings),
        "origins": [
            {
                "origin": origin.start,
                "target": origin.target,
                "known": origin.known,
                "training": [list(window) for window in origin.training],
            }
            for origin in record.origins
        ],
        "evaluation": _evaluation(record.evaluation),
        "sustained": None if record.sustained is None else _evaluation(record.sustained),
    }


def track_rows(record: TrackRecord) -> dict[str, tuple[list[str], list[list[Any]]]]:
    """Columns and rows of each table to be written, by its name; an undefined number is None.

    Each row says first of which task it is: the sustained entry stands beside a plain one.
    """
    evaluations = [one for one in (record.evaluation, record.sustained) if one is not None]
    found: dict[str, tuple[list[str], list[list[Any]]]] = {}
    for name in ("metrics", "summary", "reliability", "skill", "cases"):
        columns: list[str] = []
        for one in evaluations:
            columns += [str(column) for column in getattr(one, name).columns if str(column) not in columns]
        rows: list[list[Any]] = []
        for one in evaluations:
            rows += [[one.task, *map(row.get, columns)] for row in _records(getattr(one, name))]
        found[name] = (["task", *columns], rows)
    return found


def _evaluation(found: Evaluation) -> dict[str, Any]:
    return {
        "task": found.task,
        "horizon": int(found.horizon),
        "events": int(found.events),
        "options": int(found.options),
        "permuted": bool(found.permuted),
        "selected": found.selected,
        "why": found.why,
        "claimed": bool(found.claimed),
        "losses": {model: float(loss) for model, loss in found.losses.items()},
        "left_out": {reason: int(count) for reason, count in found.left_out.items()},
        **{name: _records(getattr(found, name)) for name in TABLES},
    }


def _records(frame: pd.DataFrame) -> Sequence[dict[str, Any]]:
    """Rows with plain values."""
    return [{str(name): _plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    held = value.item() if hasattr(value, "item") else value
    return None if isinstance(held, float) and held != held else held  # noqa: PLR0124 - NaN
