"""Table of the options: every axis apart, the verdict and what led to it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from growthpole.dims import ACTIVITY, REASON, REASONS, REGION
from growthpole.provenance import Slice, Trace
from growthpole.study.stages.opening_axes import sectors_of
from growthpole.study.stages.opening_exits import ENTRY_RATE
from growthpole.study.stages.opening_input import GROUP

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.opportunities.grades import Graded
    from growthpole.study.stages.opening_facts import Opened
    from growthpole.study.stages.opening_input import Columns
    from growthpole.tables.results import ResultTable

STAGE: Final = "opportunities"
VALUES: Final = ("opens", "delta_eci", "density", "expected_linkage", "multiplier", "extraction_loss")
MONEY: Final = ("gap_low", "gap_high")
NAMES: Final = {code: name for name, code in REASONS.items()}
FEWEST: Final = 3
"""Cards and sheets where no option is recommended."""

__all__ = ["option_tables"]


def option_tables(found: Opened) -> list[ResultTable]:
    """``opportunities.options``: the options of the region."""
    return [_options(found)]


def _options(found: Opened) -> ResultTable:
    given = found.given
    said = {row["activity"]: row for row in found.verdicts.to_dict("records")}
    sectors = {} if found.link is None else sectors_of(given, found.link)
    k, n = given.now.sel({REGION: given.region}).to_series(), given.now.sum(REGION).to_series()
    seen = found.space.loose.sel({REGION: given.region}).to_series()
    parts = [_chances(found), _axes(found), _cost_columns(found)]
    cited = _cited(found)
    rows: list[dict[str, Any]] = []
    for code in found.options:
        told, verdict = found.told.get(code, {}), said[code]
        top = found.top.get(code, math.nan)
        graded = _graded(found, cited=sectors.get(code, "") in cited)
        rows.append(
            {
                "activity": code,
                "list": given.list_of(code),
                "sector": sectors.get(code, ""),
                "shared_by": found.shared_by.get(code, math.nan),
                "k": float(k[code]),
                "n": float(n[code]),
                "seen": bool(seen[code]),
                **{name: column[code] for part in parts for name, column in part.items()},
                "front": found.front.get(code, math.nan),
                "outdone": code in found.outdone,
                "top_share": top,
                "entered": found.entered.get(code, math.nan),
                "badge": _badge(top),
                **{name: told.get(name, math.nan) for name in ("told", "told_share", "told_all")},
                "in_list": bool(told.get("in_list", False)),
                "told_regions": str(told.get("told_regions", "")),
                "verdict": str(verdict["verdict"]),
                "model_verdict": str(verdict["model_verdict"]),
                "reasons": "|".join(verdict["reasons"]),
                "overridden": bool(verdict["overridden"]),
                **{f"override_{name}": _text(verdict[name]) for name in ("reason", "by", "date")},
                "grade": graded.grade,
                "grade_reasons": "|".join(graded.reasons),
                **({"own_score": found.own_score.get(code, math.nan)} if found.own_score else {}),
            }
        )
    _mark(rows, [one.activity for one in given.entry.sheet])
    return given.table(STAGE, "options", rows, (ACTIVITY,), _columns(found))


def _mark(rows: list[dict[str, Any]], wanted: list[str]) -> None:
    """Which options get a card, and which a decision sheet; where none is recommended, the first of the list."""
    group = sorted((row for row in rows if row["list"] == GROUP), key=_order)
    chosen = {row["activity"] for row in group if row["verdict"] in ("enter", "explore")}
    first = {row["activity"] for row in group if row["in_list"]}
    for row in rows:
        row["recommended"] = row["activity"] in chosen
        tempting = row["verdict"] == "do_not_enter" and row["low"] > row["base_rate"] and row["list"] == GROUP
        row["card"] = row["activity"] in chosen | first or tempting
    sheets = chosen or {row["activity"] for row in group if not math.isnan(row["feasibility"])} & {
        row["activity"] for row in group[:FEWEST]
    }
    for row in rows:
        row["sheet"] = row["activity"] in sheets | set(wanted)


def _order(row: dict[str, Any]) -> tuple[float, float, str]:
    """Likeliest first, then firmest; without a probability last."""
    chance, top = row["feasibility"], row["top_share"]
    return (math.inf if math.isnan(chance) else -chance, 0.0 if math.isnan(top) else -top, row["activity"])


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _badge(share: float) -> str:
    from growthpole.opportunities import badge

    return "" if math.isnan(share) else badge(share)


def _chances(found: Opened) -> dict[str, dict[str, Any]]:
    """Strength and probability by column and activity."""
    own = found.entry.sel({REGION: found.given.region})
    names = {"strength": "strength", "feasibility": "probability", "low": "low", "high": "high"}
    columns = {name: _by_activity(own[column]) for name, column in names.items()}
    return {**columns, "base_rate": dict.fromkeys(found.given.activities, float(found.entry.attrs["base_rate"]))}


def _axes(found: Opened) -> dict[str, dict[str, Any]]:
    """Parts of the value by column and activity, and the word for why one is not known."""
    columns: dict[str, dict[str, Any]] = {}
    every = found.given.activities
    for name in (*VALUES, *MONEY):
        axis = found.axes.get(name)
        if axis is None:
            columns[name], columns[f"{name}_reason"] = dict.fromkeys(every, math.nan), dict.fromkeys(every, "missing")
            continue
        columns[name] = _by_activity(axis)
        columns[f"{name}_reason"] = _reasons(axis, axis.coords[REASON])
    columns["gap_grade"] = {code: "" if math.isnan(value) else "D" for code, value in columns["gap_low"].items()}
    return columns


def _by_activity(values: xr.DataArray) -> dict[str, float]:
    return dict(zip(map(str, values.indexes[ACTIVITY]), map(float, values.values), strict=True))


def _reasons(values: xr.DataArray, codes: xr.DataArray) -> dict[str, str]:
    """Why a value is not known, by activity; empty where it is."""
    absent = values.isnull().values
    pairs = zip(values.indexes[ACTIVITY], codes.values, absent, strict=True)
    return {str(code): NAMES[int(why)] if lacks else "" for code, why, lacks in pairs}


def _cost_columns(found: Opened) -> dict[str, dict[str, Any]]:
    columns: dict[str, dict[str, Any]] = {}
    for name in map(str, found.costs.data_vars):
        columns[f"cost_{name}"] = _by_activity(found.costs[name])
        columns[f"cost_{name}_reason"] = _reasons(found.costs[name], found.costs[f"{name}_reason"])
    codes = list(map(str, found.costs.indexes[ACTIVITY]))
    for name in ("basis", "source"):
        columns[f"cost_{name}"] = dict(zip(codes, map(str, found.costs[name].values), strict=True))
    return columns


def _cited(found: Opened) -> set[str]:
    """Sectors of which a cited local source speaks."""
    table = found.given.context.tables.get("linkages.chains")
    return set() if table is None else {row["sector"] for row in table.rows() if row["fact_key"]}


def _graded(found: Opened, *, cited: bool) -> Graded:
    """Grade of the verdict, which rests on probability, place and value: money and cost bear grades of their own."""
    from growthpole.opportunities import grade

    choice = {row["task"]: row for row in found.given.context.tables["backtest.choice"].rows()}
    row = choice.get("entry", {"why": "", "events": 0.0, "better": False})
    learnt = row["why"] == "selected"
    kinds: dict[str, Any] = {"output": "output", "counts": "count", "other": "other"}
    return grade(
        events=int(row["events"]) if learnt else 0,
        scored=bool(row["better"]),
        values_kind=kinds[found.given.entry.values_are],
        cited=cited,
    )


def _columns(found: Opened) -> Columns:
    given, past = found.given, found.given.past()
    quotient, now = given.quotient(), given.cells("x")
    columns: Columns = {
        "k": (given.unit, Trace("k", "", (quotient[0],), "sum of x[r,a]")),
        "n": (given.unit, Trace("n", "", (quotient[2],), "sum of X_a")),
        "strength": ("1", Trace("strength", "strength", quotient)),
        **{name: ("1", Trace(name, "feasibility", (quotient[0], past))) for name in ("feasibility", "low", "high")},
        "base_rate": ("1", Trace("base_rate", "", (past,), ENTRY_RATE)),
        **{name: ("1", Trace(name, "complexity_value", (now,))) for name in ("opens", "delta_eci")},
        "density": ("1", Trace("density", "relatedness_density", (now,))),
        "front": ("rank", Trace("front", "pareto_front", (past,))),
        **{name: ("1", Trace(name, "top_shares", (past,))) for name in ("top_share", "entered")},
        **{name: ("1", Trace(name, "herding", (past,))) for name in ("told", "told_share", "told_all")},
    }
    columns |= _linked_columns(found)
    if found.own_score:
        columns["own_score"] = ("1", Trace("own_score", "weighted_score", (past,)))
    for name in map(str, found.costs.data_vars):
        unit = str(found.costs[name].attrs["unit"])
        inputs: tuple[Slice, ...] = ()
        measure, said = "", "as given in study.toml, [[opportunities.cost]]"
        if name == "imported_inputs" and found.link is not None:
            measure, said = "import_dependence", ""
            inputs = (found.link.cells("z", "intermediate", user="$sector"), found.link.cells("M", "import"))
        columns[f"cost_{name}"] = ("" if unit == "not given" else unit, Trace(f"cost_{name}", measure, inputs, said))
    return columns


def _linked_columns(found: Opened) -> Columns:
    """Columns that rest on the input-output table; without one they hold nothing."""
    link = found.link
    names = ("multiplier", "extraction_loss")
    table: tuple[Slice, ...] = ()
    if link is not None:
        table = (link.cells("Z", "intermediate"), link.cells("x", "output"))
    columns: Columns = {name: ("1", Trace(name, "linkage_value", table)) for name in names}
    columns["expected_linkage"] = ("1", Trace("expected_linkage", "linkage_value", (*table, found.given.past("p"))))
    columns["shared_by"] = ("1", Trace("shared_by", "", (), "number of activities of the sector"))
    tables = found.given.context.tables
    unit = tables["linkages.gaps"].units["gap_low_shown"] if "linkages.gaps" in tables else ""
    for end in ("low", "high"):
        where = {"pole": found.given.entry.pole, "sector": "$sector"}
        gap = (Slice("gap", "linkages.gaps", f"gap_{end}_shown", where),) if "gap_low" in found.axes else ()
        columns[f"gap_{end}"] = (unit, Trace(f"gap_{end}", "gap_value", gap))
    return columns
