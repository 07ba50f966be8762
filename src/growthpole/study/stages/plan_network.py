"""If one firm stops: by how much of its output a network of firms may be hit, as a range over how firms produce.

What a missing input costs hangs on how a buyer produces and on whether its supplier can be replaced, which deliveries
do not tell. Every combination is computed, and only the range is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from growthpole.errors import InputError, listed
from growthpole.provenance import Slice, Trace
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from growthpole.linkages.cascades import Production
    from growthpole.study.plan_evidence import NetworkEntry
    from growthpole.study.stages import Context
    from growthpole.tables import Register, SupplyNetwork

SECTION: Final = "[plan.network]"
STAGE: Final = "plan"
PRODUCTION: Final[tuple[Production, ...]] = ("linear", "leontief")
TOP: Final = 10
ALONE: Final = "–"

__all__ = ["network_tables"]


def network_tables(context: Context, entry: NetworkEntry | None) -> list[ResultTable]:
    """``plan.cascades`` and ``plan.network``; none where the study names no network.

    Raises
    ------
    InputError
        A register or a column is not there, money is not read as numbers, or the network is unsound.
    Undefined
        Nothing is delivered, and nothing produced.
    """
    if entry is None:
        return []
    firms, links = (
        _register(context, name, option) for name, option in ((entry.firms, "firms"), (entry.links, "links"))
    )
    network, stated = _network(entry, firms, links)
    weights, kind = network.weights
    runs = list(_runs(context, network))
    risks = np.array([run["esri"].values for run in runs])
    own = weights / weights.sum()
    rows: list[dict[str, Any]] = [
        {
            "firm": code,
            "industry": str(network.firms["industry"].iloc[at]),
            "low": float(risks[:, at].min()),
            "high": float(risks[:, at].max()),
            "own": float(own[at]),
            "iterations": float(max(run["iterations"].values[at] for run in runs)),
            "converged": bool(all(run["converged"].values[at] for run in runs)),
        }
        for at, code in enumerate(network.index)
    ]
    order = sorted(rows, key=lambda row: (-row["high"], -row["low"], row["firm"]))
    for place, row in enumerate(order, start=1):
        row["shown"] = place <= TOP
    inputs = _cells(entry, output=stated)
    return [_cascades(order, inputs, kind), _totals(entry, network, order, inputs)]


def _register(context: Context, name: str, option: str) -> Register:
    registers = context.ingest().registers
    if name not in registers:
        known = listed(registers) or ALONE
        raise InputError("unknown-option", option=f"{SECTION} {option}", value=name, known=known)
    return registers[name]


def _network(entry: NetworkEntry, firms: Register, links: Register) -> tuple[SupplyNetwork, bool]:
    """The network, and whether the register of firms has a column of output."""
    from growthpole.tables import SupplyNetwork

    stated = entry.output in firms.frame.columns
    if not stated and "output" in entry.model_fields_set:
        raise InputError("missing-columns", table=firms.name, missing=entry.output)
    names = {entry.firm: "firm", entry.industry: "industry", **({entry.output: "output"} if stated else {})}
    deliveries = {entry.supplier: "supplier", entry.buyer: "buyer", entry.value: "value"}
    nodes, edges = _columns(firms, names, ("output",)), _columns(links, deliveries, ("value",))
    return SupplyNetwork(nodes, edges), stated


def _columns(register: Register, names: dict[str, str], money: tuple[str, ...]) -> pd.DataFrame:
    """Columns of a register by the names of the network; those of money were read as numbers."""
    missing = [name for name in names if name not in register.frame.columns]
    if missing:
        raise InputError("missing-columns", table=register.name, missing=listed(missing))
    texts = [own for own, name in names.items() if name in money and register.frame[own].dtype != float]
    if texts:
        raise InputError("network-no-numbers", register=register.name, columns=listed(texts))
    found: pd.DataFrame = register.frame[list(names)].rename(columns=names)
    return found


def _runs(context: Context, network: SupplyNetwork) -> Iterator[xr.Dataset]:
    from growthpole.linkages import systemic_risk

    for production in PRODUCTION:
        for substitution in (True, False):
            yield systemic_risk(
                network, production, substitution, executor=context.executor, on_progress=context.on_progress
            )


def _cells(entry: NetworkEntry, *, output: bool) -> tuple[Slice, ...]:
    deliveries = Slice("W", f"observe.register_{entry.links}", entry.value, {})
    made = (Slice("output", f"observe.register_{entry.firms}", entry.output, {}),) if output else ()
    return (deliveries, *made)


def _cascades(rows: list[dict[str, Any]], inputs: tuple[Slice, ...], kind: str) -> ResultTable:
    import pandas as pd

    return ResultTable(
        stage=STAGE,
        name="cascades",
        frame=pd.DataFrame(rows),
        dims=("firm",),
        units={**dict.fromkeys(("low", "high", "own"), "1"), "iterations": "step"},
        traces=(
            *(Trace(name, "systemic_risk", inputs) for name in ("low", "high", "iterations")),
            Trace("own", "", inputs, f"weight of the firm / all weights; weights: {kind}"),
        ),
        groups={"weights": kind},
    )


def _totals(
    entry: NetworkEntry, network: SupplyNetwork, rows: list[dict[str, Any]], inputs: tuple[Slice, ...]
) -> ResultTable:
    """``plan.network``: how many firms and deliveries, how much is delivered, and the firms whose cascade settled."""
    import pandas as pd

    weights, kind = network.weights
    said = {
        "firms": "number of firms",
        "links": "number of pairs that deliver",
        "delivered": "sum of all deliveries",
        "weight": f"sum of all weights; weights: {kind}",
        "settled": "number of firms whose losses settled in every case",
    }
    values = (len(network), len(network.links), network.links["value"].sum(), weights.sum())
    row = dict(zip(said, map(float, (*values, sum(row["converged"] for row in rows))), strict=True))
    money = dict.fromkeys(("delivered", "weight"), entry.unit)
    return ResultTable(
        stage=STAGE,
        name="network",
        frame=pd.DataFrame([{"network": entry.links, **row}]),
        dims=("network",),
        units={**dict.fromkeys(("firms", "settled"), "firm"), "links": "1", **money},
        traces=tuple(Trace(name, "", inputs, text) for name, text in said.items()),
        groups={"weights": kind, "registers": f"{entry.firms}|{entry.links}"},
    )
