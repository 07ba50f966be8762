"""Chain gaps in money: what a growth pole buys that is not made in its region, and where it comes from instead.

The pole J needs ``q_ij = a_ij x_j`` of each input i. First what is imported is split off, ``m_i q_ij``, then the
domestic rest by the *regional purchase coefficient* into home, ``RPC_ij (1 − m_i) q_ij``, and elsewhere in the
nation. The second tier are the inputs of those inputs, and so on. RPC is not observed; three methods stand for what
is possible:

* ``pool``: supply–demand pool, the region's supply for the home market over its own demand, at most 1;
* ``cilq``, ``flq``: cross-industry location quotients, without and with a correction δ for the region's size.

The answer is therefore a range over methods, values of δ and, where regional output is not observed, over its proxies.
It is an estimate and no verdict: whether a node is strong, weak or missing needs a local source.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells
from growthpole.dims import CATEGORY, REASONS, SUPPLIER, USER, align, result
from growthpole.errors import InputError, listed
from growthpole.linkages import _results
from growthpole.linkages._solving import Vector, economy
from growthpole.linkages.importing import exported, shares_of
from growthpole.linkages.leontief import flows_of
from growthpole.linkages.regionalising import CAVEAT, quotients, require_region
from growthpole.tables import IOTable

__all__ = ["chain_gap"]

Method = Literal["pool", "cilq", "flq"]
METHODS: Final = ("pool", "cilq", "flq")
PARTS: Final = ("requirement", "imported", "elsewhere", "home", "gap")
PROXY: Final = "proxy"
LOWER_BOUND: Final = "capital goods are outside the intermediate flows: a gap in equipment is a lower bound"
WITH_CAPITAL: Final = "capital goods included by the capital flows given"


def chain_gap(
    io: IOTable,
    pole: str | Sequence[str],
    regional_output: xr.DataArray,
    *,
    exports: str | Sequence[str] = (),
    import_shares: xr.DataArray | None = None,
    depth: int | None = 1,
    methods: Sequence[Method] = METHODS,
    deltas: Sequence[float] = (0.2, 0.3, 0.4),
    observed: bool = False,
    minimum_efficient_size: xr.DataArray | None = None,
    capital_flows: xr.DataArray | None = None,
) -> xr.Dataset:
    """Inputs a growth pole needs that its region does not make: imported, or from elsewhere in the nation.

    ``q_ij = a_ij x_j`` for j in the pole, ``imported = m_i q_ij``, ``home = RPC_ij (1 − m_i) q_ij``, ``elsewhere``
    the rest, ``gap = imported + elsewhere``; tier t repeats it for the inputs of tier t − 1.

    Parameters
    ----------
    io : IOTable
        The nation's table, without negative flows.
    pole : str or sequence of str
        Sectors of the pole.
    regional_output : DataArray
        Output of the region [supplier] in the table's unit, or several proxies of it [proxy, supplier].
    exports : str or sequence of str
        Categories of final demand that leave the country; without any, import shares are of all uses, and it is said.
    import_shares : DataArray, optional
        m [supplier]; by default the shares of the table. Not for a domestic table, which knows no imports.
    depth : int or None
        Tiers of suppliers, 1 or more; None for all of them at once, through L.
    methods : sequence of {"pool", "cilq", "flq"}
        How the regional purchase coefficient is estimated.
    deltas : sequence of float
        Values of δ for ``flq``.
    observed : bool
        Whether regional output is a statistic rather than a proxy.
    minimum_efficient_size : DataArray, optional
        Output [supplier] below which a plant does not pay, in the table's unit; NaN where not known.
    capital_flows : DataArray, optional
        Capital goods bought per year [supplier, user], in the table's unit, added to the intermediate flows.

    Returns
    -------
    Dataset
        ``requirement``, ``imported``, ``elsewhere``, ``home``, ``gap`` [bound, tier, supplier] in the table's unit,
        ``bound`` low or high: each the extreme of its own over all variants, so that bounds need not add up;
        ``home_by_variant`` [variant, tier, supplier]. With a minimum efficient size, ``plants`` [bound, supplier],
        the gap of all tiers over it, and ``enough`` [supplier]: yes, no, open (the bounds disagree) or unknown. Attrs
        ``grade`` (D for proxies, C when observed), ``verdict`` (unknown), ``depth``, ``caveat``, ``capital_goods``,
        ``imports``.

    Raises
    ------
    UnproductiveEconomy, InputError
        As for :func:`technical_coefficients`; negative flows, a region larger than the nation, a depth below 1.
    LabelMismatch
        Unknown sectors, categories or other labels.

    Examples
    --------
    >>> import xarray as xr
    >>> from growthpole.linkages import worked_example
    >>> region = xr.DataArray([50.0, 400.0], coords={"supplier": ["1", "2"]}, dims="supplier")
    >>> found = chain_gap(worked_example(), "2", region)
    >>> found["requirement"].sel(bound="high", tier=1).values, found["gap"].sel(tier=1, supplier="1").values.round(1)
    (array([100., 20.]), array([68.8, 86.8]))

    References
    ----------
    Stevens, B. H., Treyz, G. I., Ehrlich, D. J., Bower, J. R. (1983). A new technique for the construction of
    non-survey regional input-output models. International Regional Science Review 8(3), 271–286.
    doi:10.1177/016001768300800306
    """
    system = economy(io)
    inside = _results.places(io, pole, "pole")
    _require(system.has_negatives, depth, methods, deltas)
    proxies = _proxies(io, regional_output)
    flows = io.z.values if capital_flows is None else io.z.values + _capital(io, capital_flows)
    a = flows * system.scale
    m = _imports(io, exports, import_shares)
    rows: dict[str, list[dict[str, Vector]]] = {}
    for proxy, region in proxies.items():
        start = np.zeros(system.n)
        start[inside] = region[inside]
        tiers = _tiers(a, start, depth, system.labels)
        for name, purchased in _purchases(io, region, a, m, methods, deltas, exports).items():
            rows[f"{proxy} {name}".strip()] = [_split(tier, m, purchased) for tier in tiers]
    return _dataset(io, rows, depth, minimum_efficient_size).assign_attrs(
        grade="C" if observed else "D",
        verdict="unknown",
        depth="all tiers" if depth is None else depth,
        caveat=CAVEAT,
        capital_goods=LOWER_BOUND if capital_flows is None else WITH_CAPITAL,
        imports=_imports_text(io, exports, import_shares),
    )


def _require(negative: bool, depth: int | None, methods: Sequence[str], deltas: Sequence[float]) -> None:  # noqa: FBT001
    if negative:
        raise InputError("io-negative-flows", measure="chain_gap", instead="aggregate")
    if depth is not None and depth < 1:
        raise InputError("not-above", name="depth", floor=0, received=depth)
    for method in methods:
        _cells.one_of("methods", method, METHODS)
    if not methods or ("flq" in methods and (not deltas or len(set(deltas)) < len(deltas))):
        raise InputError("bad-deltas", received=listed(deltas) or "–")


def _proxies(io: IOTable, regional_output: xr.DataArray) -> dict[str, Vector]:
    """Regional output by proxy, each within the nation."""
    values = _cells.levels(regional_output, (SUPPLIER,), "regional_output")
    stated = regional_output.attrs.get("unit")
    if stated and stated != io.unit:
        raise InputError("shock-unit", received=stated, wanted=io.unit)
    if PROXY not in values.dims:
        values = values.expand_dims({PROXY: [""]})
    if values.ndim != 2:
        raise InputError("two-dimensions", name="regional_output", dims=listed(values.dims))
    ordered = align(io.output, values, dims=[SUPPLIER])[1].transpose(PROXY, SUPPLIER)
    found = {str(name): row for name, row in zip(ordered[PROXY].values, ordered.values, strict=True)}
    for row in found.values():
        require_region(row, io.output.values, io.sectors)
    return found


def _capital(io: IOTable, flows: xr.DataArray) -> Vector:
    values = _cells.levels(flows, (SUPPLIER, USER), "capital_flows")
    ordered = align(io.z, values, dims=[SUPPLIER, USER])[1].transpose(SUPPLIER, USER)
    return np.asarray(ordered.values)


def _imports(io: IOTable, exports: str | Sequence[str], shares: xr.DataArray | None) -> Vector:
    if io.imports is None:
        if shares is not None:
            raise InputError("already-domestic", measure="import_shares")
        return np.zeros(len(io.sectors))
    return shares_of(io, exports, shares)


def _imports_text(io: IOTable, exports: str | Sequence[str], shares: xr.DataArray | None) -> str:
    if io.imports is None:
        return "outside this domestic table, not counted"
    if shares is None and not exports:
        return (
            "split off by product; no exports named, so the shares are of all uses and too low where exports are large"
        )
    return "split off by product"


def _tiers(a: Vector, start: Vector, depth: int | None, labels: list[str]) -> list[Vector]:
    """Flows [supplier, user] that each tier of suppliers delivers; all tiers in one for no depth."""
    if depth is None:
        from growthpole.linkages._solving import Economy

        made = Economy(a, np.ones(len(start)), labels).solve(start)
        return [a * made.values]
    tiers = []
    for _ in range(depth):
        tiers.append(a * start)
        start = tiers[-1].sum(axis=1)
    return tiers


def _purchases(
    io: IOTable,
    region: Vector,
    a: Vector,
    m: Vector,
    methods: Sequence[Method],
    deltas: Sequence[float],
    exports: str | Sequence[str],
) -> dict[str, Vector]:
    """Regional purchase coefficients [supplier, user] by variant."""
    nation = io.output.values
    found: dict[str, Vector] = {}
    for method in methods:
        if method == "pool":
            leaving = exported(io, exports)
            final = np.maximum(io.final_demand.sum(CATEGORY).values - leaving, 0.0) * region.sum() / nation.sum()
            wanted = (1 - m) * (a @ region + final)
            sold = np.divide(leaving, nation, out=np.zeros_like(nation), where=nation > 0)
            supply = region * (1 - np.clip(sold, 0.0, 1.0))
            pool = np.divide(supply, wanted, out=np.ones_like(supply), where=wanted > 0)
            found["pool"] = np.repeat(np.minimum(pool, 1.0)[:, None], len(nation), axis=1)
        elif method == "cilq":
            found["cilq"] = np.minimum(quotients(region, nation, "cilq", 0.0), 1.0)
        else:
            for delta in deltas:
                found[f"flq δ={delta:g}"] = np.minimum(quotients(region, nation, "flq", delta), 1.0)
    return found


def _split(tier: Vector, m: Vector, purchased: Vector) -> dict[str, Vector]:
    required = tier.sum(axis=1)
    imported = m * required
    home = (1 - m) * (tier * purchased).sum(axis=1)
    gap = required - home
    return {
        "requirement": required,
        "imported": imported,
        "elsewhere": np.maximum(gap - imported, 0.0),
        "home": home,
        "gap": gap,
    }


def _dataset(
    io: IOTable, rows: dict[str, list[dict[str, Vector]]], depth: int | None, size: xr.DataArray | None
) -> xr.Dataset:
    """The range of each part over the variants, and the check against a plant's size."""
    stacks = {part: np.array([[tier[part] for tier in tiers] for tiers in rows.values()]) for part in PARTS}
    tiers: list[Any] = ["all"] if depth is None else list(range(1, depth + 1))
    blank = _results.along(io, np.zeros(len(io.sectors)), SUPPLIER)
    convention = f"range over {len(rows)} variants of the regional purchase coefficient; {flows_of(io)}"
    bounds = blank.expand_dims({"bound": ["low", "high"], "tier": tiers})
    data = {
        part: result(
            bounds.copy(data=np.stack([stack.min(axis=0), stack.max(axis=0)])),
            name=part,
            unit=io.unit,
            convention=convention,
        )
        for part, stack in stacks.items()
    }
    each = blank.expand_dims({"variant": list(rows), "tier": tiers}).copy(data=stacks["home"])
    data["home_by_variant"] = result(each, name="home_by_variant", unit=io.unit, convention="made in the region")
    if size is not None:
        data |= _plants(io, blank, stacks["gap"].sum(axis=1), size)
    return xr.Dataset(data)


def _plants(io: IOTable, blank: xr.DataArray, gaps: Vector, size: xr.DataArray) -> dict[str, xr.DataArray]:
    """How many plants of the smallest size that pays the gap would carry."""
    checked = _cells.levels(size, (SUPPLIER,), "minimum_efficient_size", missing="absent")
    sizes = align(io.output, checked)[1].values
    if (sizes == 0).any():
        raise InputError("not-above", name="minimum_efficient_size", floor=0, received=0)
    counts = np.stack([gaps.min(axis=0), gaps.max(axis=0)]) / sizes
    unknown = np.isnan(sizes)
    codes = np.where(unknown, REASONS["missing"], 0)
    answers = np.select([unknown, counts[0] >= 1, counts[1] < 1], ["unknown", "yes", "no"], "open")
    plants = blank.expand_dims({"bound": ["low", "high"]}).copy(data=counts)
    return {
        "plants": result(
            plants, name="plants", unit="1", convention="gap of all tiers over the minimum efficient size"
        ).assign_coords(plants_reason=(SUPPLIER, codes.astype(np.int8))),
        "enough": result(
            blank.copy(data=answers), name="enough", unit="1", convention="whether the gap carries one plant"
        ),
    }
