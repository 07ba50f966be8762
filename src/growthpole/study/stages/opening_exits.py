"""Tables of what could be lost, and of what all the advice rests on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from growthpole.dims import ACTIVITY, REGION
from growthpole.provenance import Trace
from growthpole.study.stages.opening_input import GROUP

if TYPE_CHECKING:
    from growthpole.study.stages.opening_facts import Opened
    from growthpole.study.stages.opening_input import Columns
    from growthpole.tables.results import ResultTable

STAGE: Final = "opportunities"

ENTRY_RATE: Final = "entries / options over the windows learnt from, without the oldest of several"
EXIT_RATE: Final = "exits / present activities over the windows learnt from, without the oldest of several"

__all__ = ["ENTRY_RATE", "exit_tables"]


def exit_tables(found: Opened) -> list[ResultTable]:
    """``opportunities.exits``, where the region has anything, and ``opportunities.basis``."""
    return [*_exits(found), _basis(found)]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _exits(found: Opened) -> list[ResultTable]:
    """Activities the region has: how probable it is that they are lost, and whether to protect them."""
    given = found.given
    rows: list[dict[str, Any]] = []
    for row in found.verdicts.to_dict("records"):
        if not row["present"]:
            continue
        code = row["activity"]
        chances = dict.fromkeys(("probability", "low", "high", "base_rate"), math.nan)
        if found.exits is not None:
            own = found.exits.sel({REGION: given.region, ACTIVITY: code})
            chances |= {name: float(own[name]) for name in ("probability", "low", "high")}
            chances["base_rate"] = float(found.exits.attrs["base_rate"])
        rows.append(
            {
                "activity": code,
                "list": given.list_of(code),
                "k": float(given.now.sel({REGION: given.region, ACTIVITY: code})),
                "n": float(given.now.sel({ACTIVITY: code}).sum()),
                "strength": float(found.entry["strength"].sel({REGION: given.region, ACTIVITY: code})),
                **chances,
                "verdict": str(row["verdict"]),
                "model_verdict": str(row["model_verdict"]),
                "reasons": "|".join(row["reasons"]),
                "overridden": bool(row["overridden"]),
                **{f"override_{name}": _text(row[name]) for name in ("reason", "by", "date")},
            }
        )
    if not rows:
        return []
    quotient, past = given.quotient(), given.past()
    columns: Columns = {
        "k": (given.unit, Trace("k", "", (quotient[0],), "sum of x[r,a]")),
        "n": (given.unit, Trace("n", "", (quotient[2],), "sum of X_a")),
        "strength": ("1", Trace("strength", "strength", quotient)),
        **{name: ("1", Trace(name, "feasibility", (quotient[0], past))) for name in ("probability", "low", "high")},
        "base_rate": (
            "1",
            Trace(
                "base_rate",
                "",
                (past,),
                "exits / present activities over the windows learnt from, without the oldest of several",
            ),
        ),
    }
    return [given.table(STAGE, "exits", rows, (ACTIVITY,), columns)]


def _basis(found: Opened) -> ResultTable:
    """What the advice rests on: model, year, horizon, how many options and draws; one row."""
    given, said = found.given, found.entry.attrs
    row: dict[str, Any] = {
        "task": "entry",
        "model": str(said["model"]),
        "period": str(said["year"]),
        "target": str(said["year"] + said["horizon"]),
        "horizon": str(said["horizon"]),
        "base_rate": float(said["base_rate"]),
        "events": float(said["events"]),
        "options": float(len(found.options)),
        "group_options": float(sum(code in given.listed[GROUP] for code in found.options)),
        "present": float(len(given.activities) - len(found.options)),
        "regions": float(len(given.panel.values[REGION])),
        "peers": float(len(given.peers)),
        "draws": float(found.draws),
        "top": str(given.entry.top),
        "kind": given.entry.kind,
        "values_are": given.entry.values_are,
        "undated": given.entry.undated,
        "indicator": given.entry.indicator,
        "pole": given.entry.pole,
        "axes": "|".join(name for name in found.axes if bool(found.axes[name].notnull().any())),
        "weights": "|".join(f"{axis}={weight:g}" for axis, weight in given.entry.weights.items()),
    }
    past, now = given.past(), given.cells("x")
    words = {
        "base_rate": ENTRY_RATE,
        "events": "entries over all windows of the past",
        "options": "number of activities with strength below 1",
        "group_options": "number of these in the group",
        "present": "number of activities with strength of 1 or more",
        "regions": "number of regions",
        "peers": "number of peers",
        "draws": "number of draws",
    }
    columns: Columns = {
        name: ("1", Trace(name, "", (past if name in ("base_rate", "events") else now,), formula))
        for name, formula in words.items()
    }
    return given.table(STAGE, "basis", [row], ("task",), columns)
