"""Aggregation: a table in fewer sectors, by a concordance that loses nothing."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr

from growthpole.dims import CATEGORY, FACTOR, SUPPLIER, USER
from growthpole.errors import InputError, LabelMismatch, listed
from growthpole.linkages import _results
from growthpole.linkages._solving import Vector
from growthpole.tables import Concordance, IOTable
from growthpole.tables.io_table import SEPARATOR

__all__ = ["aggregate"]


def aggregate(io: IOTable, to: Mapping[str, str] | Concordance) -> IOTable:
    """Table in the sectors a concordance leads to.

    ``Z' = Wᵀ Z W``, ``x' = Wᵀ x`` and the like, ``W[i, g]`` the weight of sector i in group g; every row of W adds up
    to 1.

    Parameters
    ----------
    io : IOTable
        Any table. In a multi-regional one the concordance is of ``REGION:SECTOR`` labels, or of sectors alone, which
        are then mapped inside each region.
    to : mapping of sector to group, or Concordance
        Where each sector goes; sectors the table lacks are ignored.

    Returns
    -------
    IOTable
        The groups in the order in which they are first met. Coefficients of the result are means weighted by output:
        multipliers of a group are not the sum of those of its sectors.

    Raises
    ------
    LabelMismatch
        A sector leads nowhere.
    InputError
        The weights of a sector do not add up to 1.

    Examples
    --------
    >>> from growthpole.linkages import worked_example
    >>> whole = aggregate(worked_example(), {"1": "all", "2": "all"})
    >>> whole.z.item(), whole.output.item()
    (950.0, 3000.0)
    """
    groups, weights = _weights(io, to)
    bridge = {dim: xr.DataArray(weights, dims=(dim, f"_{dim}")) for dim in (SUPPLIER, USER)}
    labels = {dim: _coordinates(io, groups, dim) for dim in (SUPPLIER, USER)}

    def joined(part: xr.DataArray, *dims: str) -> xr.DataArray:
        values = part.drop_vars([name for name in part.coords if name not in (CATEGORY, FACTOR)])
        for dim in dims:
            values = xr.dot(values, bridge[dim], dim=dim).rename({f"_{dim}": dim}).assign_coords(labels[dim])
        return values.transpose(*part.dims)

    table = IOTable(
        joined(io.z, SUPPLIER, USER),
        joined(io.final_demand, SUPPLIER),
        joined(io.value_added, USER),
        joined(io.output, SUPPLIER),
        None if io.imports is None else joined(io.imports, SUPPLIER),
        io.unit,
        io.tolerance,
    )
    if _results.ASSUMPTION in io.z.attrs:
        table.z.attrs[_results.ASSUMPTION] = io.z.attrs[_results.ASSUMPTION]
    return table


def _weights(io: IOTable, to: Mapping[str, str] | Concordance) -> tuple[list[str], Vector]:
    """Groups and the weight of each sector in each group."""
    links = to.links if isinstance(to, Concordance) else _links(to)
    by_source: dict[str, list[tuple[str, float]]] = {}
    for source, target, weight in links[["source", "target", "weight"]].itertuples(index=False, name=None):
        by_source.setdefault(str(source), []).append((str(target), float(weight)))
    has_regions = "supplier_region" in io.z.coords
    found: list[list[tuple[str, float]]] = []
    lost = []
    for place, label in enumerate(io.sectors):
        targets = by_source.get(label)
        if targets is None and has_regions:
            region, sector = (str(io.z[f"supplier_{part}"].values[place]) for part in ("region", "sector"))
            targets = [(f"{region}{SEPARATOR}{group}", weight) for group, weight in by_source.get(sector, [])] or None
        if targets is None:
            lost.append(label)
        found.append(targets or [])
    if lost:
        raise LabelMismatch("leads-nowhere", labels=listed(lost))
    groups = list(dict.fromkeys(group for targets in found for group, _ in targets))
    weights = np.zeros((len(found), len(groups)))
    for place, targets in enumerate(found):
        for group, weight in targets:
            weights[place, groups.index(group)] += weight
    short = np.flatnonzero(np.abs(weights.sum(axis=1) - 1) > 1e-9)
    if len(short):
        shown = listed(f"{io.sectors[place]}: {weights[place].sum():g}" for place in short)
        raise InputError("weights-lose", sectors=shown)
    return groups, weights


def _links(to: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame({"source": list(to), "target": list(to.values()), "weight": 1.0})


def _coordinates(io: IOTable, groups: list[str], dim: str) -> dict[str, object]:
    if "supplier_region" not in io.z.coords or not all(SEPARATOR in group for group in groups):
        return {dim: groups}
    pairs = [group.split(SEPARATOR, 1) for group in groups]
    return {
        dim: groups,
        f"{dim}_region": (dim, [pair[0] for pair in pairs]),
        f"{dim}_sector": (dim, [pair[1] for pair in pairs]),
    }
