"""Evidence for each option: neighbours it has and lacks, regions like it that went there, the rival, its cities.

Neighbours and regions like it are told of the options of the group, which the report shows in full.
"""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from growthpole.dims import ACTIVITY, PERIOD, REGION
from growthpole.errors import Undefined
from growthpole.provenance import Trace
from growthpole.study.stages.linkage_input import register_of
from growthpole.study.stages.opening_axes import sectors_of

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.study.stages.linkage_input import LinkInput
    from growthpole.study.stages.opening_facts import Opened
    from growthpole.study.stages.opening_input import Columns
    from growthpole.tables.results import ResultTable

STAGE: Final = "opportunities"
NEAREST: Final = 5

__all__ = ["evidence_tables"]


def evidence_tables(found: Opened) -> list[ResultTable]:
    """``opportunities.neighbours``, ``.similar``, ``.rivals`` and ``.cities``; none that would be empty."""
    tables = [_neighbours(found), _similar(found), _rivals(found), _cities(found)]
    return [table for table in tables if table is not None]


def _neighbours(found: Opened) -> ResultTable | None:
    """The activities nearest to each option, and what each adds to its density or leaves out of it."""
    from growthpole.opportunities import nearest_contributions

    given, loose = found.given, found.space.loose
    here = _by_cell(loose)
    rows: list[dict[str, Any]] = []
    for code in found.shown:
        try:
            near = nearest_contributions(found.held, found.space.near, given.region, code, NEAREST)
        except Undefined:  # nobody has it, or nothing is near it: there is no neighbour to name
            continue
        for row in near.to_dict("records"):
            if not row["activity"]:
                continue
            state = "has" if bool(row["present"]) else "seen" if here[given.region, str(row["activity"])] else "lacks"
            rows.append(
                {
                    "activity": code,
                    "neighbour": str(row["activity"]),
                    "state": state,
                    "present": bool(row["present"]),
                    **{name: float(row[name]) for name in ("proximity", "contribution", "missing_contribution")},
                }
            )
    if not rows:
        return None
    now = given.cells("x")
    columns: Columns = {"proximity": ("1", Trace("proximity", "proximity", (now,)))}
    for name in ("contribution", "missing_contribution"):
        columns[name] = ("1", Trace(name, "nearest_contributions", (now,)))
    return given.table(STAGE, "neighbours", rows, (ACTIVITY, "neighbour"), columns)


def _similar(found: Opened) -> ResultTable | None:
    """The regions most like the region that have an option, since when, and whether surely."""
    from growthpole.diagnose import location_quotient, presence
    from growthpole.opportunities import nearest_entries

    given = found.given
    threshold = given.entry.threshold if given.entry.kind == "quotient" else 1.0
    past = presence(location_quotient(given.values, missing="absent"), threshold)
    past = past.drop_vars([name for name in past.coords if name not in past.dims]).transpose(PERIOD, REGION, ACTIVITY)
    if not bool(past.isel({PERIOD: -1}).sel({REGION: given.region}).any()):
        return None
    rows: list[dict[str, Any]] = []
    k, sure = (_by_cell(array) for array in (given.now, found.held))
    for code in found.shown:
        for row in nearest_entries(past, given.region, code, NEAREST).to_dict("records"):
            region = str(row["region"])
            rows.append(
                {
                    "activity": code,
                    "region": region,
                    "similarity": float(row["similarity"]),
                    "since": str(row["since"]),
                    "from_start": bool(row["from_start"]),
                    "sure": bool(sure[region, code]),
                    "k": float(k[region, code]),
                }
            )
    if not rows:
        return None
    columns: Columns = {
        "similarity": ("1", Trace("similarity", "nearest_entries", (given.past(),))),
        "k": (given.unit, Trace("k", "", (given.cells("x", region="$region", activity="$activity"),), "x")),
    }
    return given.table(STAGE, "similar", rows, (ACTIVITY, REGION), columns)


def _by_cell(values: xr.DataArray) -> dict[tuple[str, str], Any]:
    """Values by region and activity."""
    held = values.transpose(REGION, ACTIVITY)
    keys = product(map(str, held.indexes[REGION]), map(str, held.indexes[ACTIVITY]))
    return dict(zip(keys, held.values.ravel().tolist(), strict=True))


def _rivals(found: Opened) -> ResultTable:
    """The rival of each option with its three facts and the rule that found it."""
    from growthpole.opportunities import rivals

    given = found.given
    chances = found.entry["probability"]
    chances = chances.drop_vars([name for name in chances.coords if name not in chances.dims])
    now = given.now.transpose(*chances.dims)
    earlier = None if len(given.years) < 2 else given.values.sel({PERIOD: given.years[0]}, drop=True)
    rows: list[dict[str, Any]] = []
    k, n = _by_cell(given.now), given.now.sum(REGION).to_series()
    for row in rivals(chances, now, given.region, earlier=earlier).to_dict("records"):
        named = isinstance(row["rival"], str)
        rows.append(
            {
                "activity": str(row["activity"]),
                "rival": str(row["rival"]) if named else "",
                "rule": str(row["rule"]),
                "base_period": str(given.years[0]),
                "period": str(given.year),
                "share": float(row["share"]) if named else math.nan,
                "lq": float(row["location_quotient"]) if named else math.nan,
                "share_change": float(row["share_change"]) if named else math.nan,
                "probability": float(row["probability"]) if named else math.nan,
                "k": float(k[str(row["rival"]), str(row["activity"])]) if named else math.nan,
                "n": float(n[row["activity"]]),
            }
        )
    four = given.quotient(region="$rival")
    before = tuple(given.cells(f"{name} before", period="$base_period", **where) for name, where in _BEFORE.items())
    columns: Columns = {
        "share": ("1", Trace("share", "", (four[0], four[2]), "x[r,a] / sum of X_a")),
        "lq": ("1", Trace("lq", "location_quotient", four)),
        "share_change": ("1", Trace("share_change", "", (four[0], four[2], *before), _CHANGE)),
        "probability": ("1", Trace("probability", "feasibility", (four[0], given.past()))),
        "k": (given.unit, Trace("k", "", (four[0],), "x[r,a]")),
        "n": (given.unit, Trace("n", "", (four[2],), "sum of X_a")),
    }
    return given.table(STAGE, "rivals", rows, (ACTIVITY,), columns)


_BEFORE: Final = {"x[r,a]": {"region": "$rival", "activity": "$activity"}, "X_a": {"activity": "$activity"}}
_CHANGE: Final = "x[r,a] / sum of X_a less the same before"


def _cities(found: Opened) -> ResultTable | None:
    """Cities of the region that bear a chain by the option's sector, or else chains that pass through it."""
    given = found.given
    tables = given.context.tables
    if found.link is None or "linkages.chain_cities" not in tables or "linkages.chains" not in tables:
        return None
    passing: dict[str, set[str]] = {}
    for row in tables["linkages.chains"].rows():
        passing.setdefault(row["sector"], set()).add(row["chain"])
    bearing = _bearing(found.link)
    cities = tables["linkages.chain_cities"].rows()
    sectors = sectors_of(given, found.link)
    rows: list[dict[str, Any]] = []
    for code in found.options:
        sector = sectors[code]
        link = "core"
        chosen = [row for row in cities if sector in bearing.get((row["chain"], row["city"]), ())]
        if not chosen:
            link = "stage"
            chosen = [row for row in cities if row["chain"] in passing.get(sector, ())]
        held: dict[str, list[dict[str, Any]]] = {}
        for row in chosen:
            held.setdefault(row["city"], []).append(row)
        for city, own in held.items():
            rows.append(
                {
                    "activity": code,
                    "city": city,
                    "role": "lead" if any(row["role"] == "lead" for row in own) else "secondary",
                    "cited": any(row["cited"] for row in own),
                    "link": link,
                    "chains": "|".join(row["chain"] for row in own),
                    **{f"chains_{lang}": "|".join(row[f"chain_{lang}"] for row in own) for lang in ("en", "zh")},
                }
            )
    return given.table(STAGE, "cities", rows, (ACTIVITY, "city")) if rows else None


def _bearing(link: LinkInput) -> dict[tuple[str, str], set[str]]:
    """Sectors by which a city bears a chain, as the register of the cities states them."""
    register = register_of(link.context, "cities", link.entry.cities)
    names = [register.columns.get(field, field) for field in ("chain", "city", "sectors")]
    if any(name not in register.frame.columns for name in names):
        return {}
    frame = register.frame[names].astype(str)
    return {
        (chain, city): {code.strip() for code in codes.split(";") if code.strip()}
        for chain, city, codes in frame.itertuples(index=False, name=None)
    }
