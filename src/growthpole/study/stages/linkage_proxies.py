"""What stands in for the region's output of each sector: several proxies, because none is a statistic of it.

Each is a share of the nation's output by sector. What rests on one is an estimate of grade D.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from growthpole.dims import ACTIVITY, PERIOD, REGION, SUPPLIER
from growthpole.errors import InputError, UnitMismatch, listed
from growthpole.provenance import Ref, Slice, Trace
from growthpole.study.stages.lookup import comparable, needed
from growthpole.study.stages.panel_values import RegionalValues, regional_values

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.study.linked import ProxyEntry
    from growthpole.study.stages.linkage_input import LinkInput
    from growthpole.tables.observations import Fact
    from growthpole.tables.results import ResultTable

PROXY: Final = "proxy"
Row = dict[str, object]
FORMULA: Final = "r over n, over the sum of v, or over the sum of x; or the sum of k over the sum of K"

__all__ = ["PROXY", "firm_counts", "regional_outputs"]


def regional_outputs(given: LinkInput) -> tuple[ResultTable, xr.DataArray]:
    """``linkages.proxies``, and the outputs it holds [proxy, supplier]."""
    import numpy as np
    import xarray as xr

    found: dict[str, list[Row]] = {}
    for entry in given.entry.proxy:
        if entry.id in found or (entry.others and entry.others not in found):
            problem = entry.others if entry.others else entry.id
            known = listed(found) or "–"
            raise InputError("unknown-option", option=f"[[linkages.proxy]] {entry.id}", value=problem, known=known)
        own = _shares(given, entry)
        rest = {str(row["sector"]): row for row in found.get(entry.others, [])}
        missing = [code for code in given.io.sectors if code not in own and code not in rest]
        if missing:
            raise InputError("no-fact", section=f"[[linkages.proxy]] {entry.id} others", wanted=listed(missing))
        found[entry.id] = [{**(own.get(code) or rest[code]), PROXY: entry.id} for code in given.io.sectors]
    national = given.io.output.to_series()
    rows = [row for held in found.values() for row in held]
    for row in rows:
        row["output"] = float(str(row["share"])) * float(national[str(row["sector"])])
    values = np.array([[row["output"] for row in held] for held in found.values()], dtype=float)
    region = xr.DataArray(
        values,
        coords={PROXY: list(found), SUPPLIER: given.io.sectors},
        dims=(PROXY, SUPPLIER),
        attrs={"unit": given.io.unit},
    )
    inputs: tuple[Slice | Ref, ...] = (
        Ref("r", "region_key"),
        Ref("n", "nation_key"),
        Slice("v or x", *_table(given), {given.entry.row: "$table_rows", given.entry.block: "$table_block"}),
        *(_counted(name, regions) for name, regions in (("k", "$own"), ("K", "$counted_regions"))),
    )
    x = given.cells("x_i", "output", supplier="$sector")
    columns = {
        "share": ("1", Trace("share", "", inputs, FORMULA)),
        "output": (given.io.unit, Trace("output", "", (*inputs, x), f"share · x_i; share = {FORMULA}")),
    }
    return given.table("proxies", rows, (PROXY, "sector"), columns), region


def firm_counts(
    given: LinkInput, indicator: str, period: str, section: str
) -> tuple[RegionalValues, dict[str, list[str]]]:
    """Counts by region and activity in a year, and the activities of each sector."""
    attribute = given.entry.activity_sector
    classification = given.context.ingest().classifications[ACTIVITY]
    known = [str(column) for column in classification.frame.columns]
    if attribute not in known:
        option = "[linkages] activity_sector"
        raise InputError("unknown-option", option=option, value=attribute, known=listed(known, 12))
    if not period.isdigit():
        raise InputError("no-fact", section=section, wanted=f"period={period}")
    held = regional_values(given.context, section, indicator, [int(period)])
    sector_of = classification.attribute(attribute)
    members: dict[str, list[str]] = {}
    for activity in held.activities:
        members.setdefault(sector_of.get(activity, ""), []).append(activity)
    return held, members


def _shares(given: LinkInput, entry: ProxyEntry) -> dict[str, Row]:
    """A row with the share and what it was computed from, for each sector the proxy reaches."""
    section = f"[[linkages.proxy]] {entry.id}"
    if entry.over == "sectors":
        return _by_sector(given, entry, section)
    question = given.context.case.question
    where = {"indicator": entry.indicator, "period": entry.period, "kind": "actual", "vintage": entry.vintage}
    own = needed(given.context, section, region=question.region, **where)
    row: Row = _blank() | {"region_key": str(own.key)}
    match entry.over:
        case "nation":
            nation = needed(given.context, section, region=question.nation, **where)
            comparable(section, own, nation)
            share = own.value / nation.value
            row["nation_key"] = str(nation.key)
        case "value_added":
            added = given.io.value_added
            share = _in_unit(own, given.io.unit, section) / float(added.sum())
            row |= {"table_block": "value_added", "table_rows": "|".join(map(str, added.indexes["factor"]))}
        case "group_output":
            made = float(given.io.output.sel({SUPPLIER: given.group}).sum())
            share = _in_unit(own, given.io.unit, section) / made
            row |= {"table_block": "output", "table_rows": "|".join(given.group)}
        case _:
            raise InputError("unknown-option", option="over", value=entry.over, known="nation, value_added, …")
    reached = given.group if entry.others else given.io.sectors
    return {code: {**row, "sector": code, "share": share} for code in reached}


def _by_sector(given: LinkInput, entry: ProxyEntry, section: str) -> dict[str, Row]:
    held, members = firm_counts(given, entry.indicator, entry.period, section)
    counts = held.values.sel({PERIOD: int(entry.period)}).transpose(REGION, ACTIVITY).to_pandas()
    rows: dict[str, Row] = {}
    for code in given.io.sectors:
        chosen = counts[members.get(code, [])]
        nation = float(chosen.to_numpy().sum())
        if nation > 0:
            rows[code] = _blank() | {
                "sector": code,
                "share": float(chosen.loc[[given.context.case.question.region]].to_numpy().sum()) / nation,
                "counted": entry.indicator,
                "counted_period": entry.period,
                "counted_regions": "|".join(held.regions),
                "industries": "|".join(members[code]),
            }
    return rows


def _blank() -> Row:
    """A row computed from nothing yet."""
    names = ("region_key", "nation_key", "table_block", "table_rows")
    return dict.fromkeys((*names, "counted", "counted_period", "counted_regions", "industries"), "")


def _in_unit(fact: Fact, unit: str, section: str) -> float:
    """Value of a fact in the unit of the table."""
    from growthpole.units import parse_unit

    have, want = parse_unit(fact.unit), parse_unit(unit)
    if have.quantity != want.quantity:
        raise UnitMismatch("not-comparable", section=section, what="unit", values=listed((fact.unit, unit)))
    return fact.value * float(have.factor / want.factor)


def _table(given: LinkInput) -> tuple[str, str]:
    return f"observe.register_{given.entry.table}", given.entry.value


def _counted(name: str, regions: str) -> Slice:
    where = {"indicator": "$counted", "kind": "actual", "period": "$counted_period"}
    return Slice(name, "observe.observations", "value", {**where, "region": regions, "activity": "$industries"})
