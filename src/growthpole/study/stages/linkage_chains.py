"""Tables of the chains: stages and sectors with what the table says of them, verdicts only where a source gives one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from growthpole.dims import ACTIVITY, PERIOD, REGION
from growthpole.errors import InputError, listed
from growthpole.provenance import Slice, Trace
from growthpole.study.stages.linkage_input import register_of
from growthpole.study.stages.linkage_join import join_table
from growthpole.study.stages.linkage_proxies import firm_counts
from growthpole.study.stages.lookup import needed

if TYPE_CHECKING:
    import pandas as pd

    from growthpole.study.linked import NodeEntry
    from growthpole.study.stages.linkage_input import Columns, LinkInput
    from growthpole.tables import ChainRegister
    from growthpole.tables.results import ResultTable

SECTION = "[linkages] firms"

__all__ = ["chain_tables"]


def chain_tables(given: LinkInput) -> list[ResultTable]:
    """Tables of the chains; none for a study that names no registers of chains and stages."""
    from growthpole.tables import ChainRegister

    entry, context = given.entry, given.context
    if not (entry.chains and entry.stages):
        return []
    cities = register_of(context, "cities", entry.cities) if entry.cities else None
    held = ChainRegister(
        register_of(context, "chains", entry.chains), register_of(context, "stages", entry.stages), cities
    )
    chains = _chains(given, held)
    tables = [chains, *_cities(given, held), *_firms(given, chains)]
    joined = join_table(given, chains)
    return tables if joined is None else [*tables, joined]


def _chains(given: LinkInput, held: ChainRegister) -> ResultTable:
    """Every stage of every chain with its sectors: share of what the core buys or sells, and the verdict, if any."""
    basis = _extra(given, given.entry.stages, "basis", len(held.stage_rows))
    names = held.rows.set_index("code")
    cores = {
        str(chain): list(dict.fromkeys(map(str, part.loc[part["position"] == "core", "sector"])))
        for chain, part in held.stage_rows.groupby("chain", sort=False)
    }
    nodes = _nodes(given, held.stage_rows)
    imported = given.import_shares.to_series()
    rows: list[dict[str, object]] = []
    for place, stage in enumerate(held.stage_rows.to_dict("records")):
        chain, sector = str(stage["chain"]), str(stage["sector"])
        node, key = nodes.get((chain, str(stage["stage"]), sector), (None, ""))
        kind = {"core": "", "downstream": "sold"}.get(str(stage["position"]), "bought")
        rows.append(
            {
                "chain": chain,
                "chain_en": str(names.loc[chain, "name_en"]),
                "chain_zh": str(names.loc[chain, "name_zh"]),
                "order": str(int(stage["order"])),
                "stage": str(stage["stage"]),
                "position": str(stage["position"]),
                "sector": sector,
                **given.names(sector),
                "core": "|".join(cores[chain]),
                "share": _share(given, kind, sector, cores[chain]),
                "share_kind": kind,
                "supplier": "" if not kind else sector if kind == "bought" else "|".join(cores[chain]),
                "user": "" if not kind else "|".join(cores[chain]) if kind == "bought" else sector,
                "import_share": float(imported[sector]),
                "state": "unknown" if node is None else node.state,
                "fact_key": key,
                "node": "" if node is None else f"{node.sector}.{node.indicator}",
                "basis": basis[place],
            }
        )
    inputs = (
        given.cells("z", "intermediate", supplier="$supplier", user="$user"),
        given.cells("z_J", "intermediate", user="$core"),
        given.cells("x_J", "output", supplier="$core"),
    )
    home = (
        given.cells("M_i", "import", supplier="$sector"),
        given.cells("z_i", "intermediate", supplier="$sector"),
        given.cells("f_i", "final_demand", supplier="$sector"),
    )
    columns: Columns = {
        "share": ("1", Trace("share", "", inputs, "bought: z / sum of z_J; sold: sum of z / sum of x_J")),
        "import_share": ("1", Trace("import_share", "import_share", home)),
    }
    registers = (given.entry.chains, given.entry.stages)
    return given.table("chains", rows, ("chain", "order", "stage", "sector"), columns, registers)


def _share(given: LinkInput, kind: str, sector: str, core: list[str]) -> float:
    """Part of the inputs of the core bought from the sector, or part of its output sold to it; none for the core."""
    z = given.flows
    if kind == "bought" and core:
        return float(z.loc[sector, core].to_numpy().sum() / z[core].to_numpy().sum())
    if kind == "sold" and core:
        return float(z.loc[core, sector].to_numpy().sum() / given.io.output.to_series()[core].sum())
    return math.nan


def _nodes(given: LinkInput, stages: pd.DataFrame) -> dict[tuple[str, str, str], tuple[NodeEntry, str]]:
    """Verdict and fact of each node a source speaks of."""
    found: dict[tuple[str, str, str], tuple[NodeEntry, str]] = {}
    known = {(str(row["chain"]), str(row["stage"]), str(row["sector"])) for row in stages.to_dict("records")}
    for node in given.entry.node:
        section = f"[[linkages.node]] {node.sector}"
        region = given.context.case.question.region
        fact = needed(
            given.context, section, region=region, indicator=node.indicator, period=node.period, kind="actual"
        )
        chosen = [
            key
            for key in sorted(known)
            if key[2] == node.sector and key[1] in node.stages and (not node.chains or key[0] in node.chains)
        ]
        lacking = [stage for stage in node.stages if stage not in {key[1] for key in chosen}]
        if lacking or any(key in found for key in chosen):
            raise InputError("no-fact", section=section, wanted=listed(lacking or node.stages))
        found |= dict.fromkeys(chosen, (node, str(fact.key)))
    return found


def _extra(given: LinkInput, name: str, column: str, count: int) -> list[str]:
    """A further column of a register as text; blank where it has none."""
    frame = register_of(given.context, "stages", name).frame
    return [str(text) for text in frame[column]] if column in frame.columns else [""] * count


def _cities(given: LinkInput, held: ChainRegister) -> list[ResultTable]:
    """Which city leads or joins which chain, and whether a source names it or it is a judgement."""
    if held.city_rows.empty:
        return []
    cited = _extra(given, given.entry.cities, given.entry.cited, len(held.city_rows))
    names = held.rows.set_index("code")
    types = names["type"] if "type" in names.columns else None
    rows: list[dict[str, object]] = []
    for place, row in enumerate(held.city_rows.to_dict("records")):
        chain = str(row["chain"])
        rows.append(
            {
                "chain": chain,
                "chain_en": str(names.loc[chain, "name_en"]),
                "chain_zh": str(names.loc[chain, "name_zh"]),
                "type": "chain" if types is None else str(types[chain]),
                "city": str(row["city"]),
                "role": str(row["role"]),
                "cited": cited[place] == "source",
            }
        )
    return [given.table("chain_cities", rows, ("chain", "city"), registers=(given.entry.cities,))]


def _firms(given: LinkInput, chains: ResultTable) -> list[ResultTable]:
    """Firms counted at the sectors of the chains, in the region and the nation; a count is no output."""
    entry = given.entry
    if not entry.firms:
        return []
    held, members = firm_counts(given, entry.firms, entry.firms_period, SECTION)
    counts = held.values.sel({PERIOD: int(entry.firms_period)}).transpose(REGION, ACTIVITY).to_pandas()
    classification = given.context.ingest().classifications[ACTIVITY]
    match = classification.attribute(entry.activity_match) if entry.activity_match else {}
    stages = chains.rows()
    rows: list[dict[str, object]] = []
    for sector in dict.fromkeys(row["sector"] for row in stages):
        codes, own = members.get(sector, []), [row for row in stages if row["sector"] == sector]
        if not codes:
            continue
        cited = [row for row in own if row["fact_key"]]
        rows.append(
            {
                "sector": sector,
                **{name: own[0][name] for name in ("name_en", "name_zh", "short_en")},
                "k": float(counts.loc[[given.context.case.question.region], codes].to_numpy().sum()),
                "n": float(counts[codes].to_numpy().sum()),
                "industries": "|".join(codes),
                "match": "|".join(sorted({match.get(code) or "not stated" for code in codes})),
                "state": cited[0]["state"] if cited else "unknown",
                "fact_key": cited[0]["fact_key"] if cited else "",
                "node": cited[0]["node"] if cited else "",
                "regions": "|".join(held.regions),
                "period": entry.firms_period,
                "indicator": entry.firms,
            }
        )
    where = {"indicator": entry.firms, "kind": "actual", "period": entry.firms_period, "activity": "$industries"}
    columns: Columns = {
        name: (
            held.unit,
            Trace(
                name,
                "",
                (Slice(name, "observe.observations", "value", {**where, "region": regions}),),
                f"sum of {name}",
            ),
        )
        for name, regions in (("k", "$own"), ("n", "$regions"))
    }
    return [given.table("chain_firms", rows, ("sector",), columns)]
