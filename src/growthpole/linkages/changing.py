"""Structural decomposition: how much of a change of output comes from technology, and how much from demand.

Output is a product of factors, ``x = L f``, and the change of a product can be shared out in as many ways as its
factors can be changed one after the other. The *polar* average takes the two extreme orders, first to last and last
to first; the
*Shapley* value takes the mean of all orders. With two factors they are the same. Both add up to the change exactly.

Tables of different years must be in constant prices, or prices are read as technology.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from math import factorial
from typing import Final, Literal

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells
from growthpole.dims import CATEGORY, SUPPLIER, USER, align
from growthpole.errors import InputError, LabelMismatch, Undefined, UnitMismatch, listed
from growthpole.linkages import _results
from growthpole.linkages._solving import Vector, economy
from growthpole.linkages.leontief import flows_of
from growthpole.linkages.multiplying import Factor, factor_values
from growthpole.tables import IOTable

__all__ = ["structural_decomposition"]

COMPONENT: Final = "component"
PARTS: Final = ("products", "mix", "level")
Evaluate = Callable[[tuple[int, ...]], Vector]


def structural_decomposition(
    start: IOTable,
    end: IOTable,
    of: Literal["output"] | Factor = "output",
    demand: Literal["whole", "parts"] = "whole",
    method: Literal["shapley", "polar"] = "shapley",
) -> xr.DataArray:
    """Change of output, or of a factor used, by what brought it about.

    ``Δx = ½ ΔL (f₀ + f₁) + ½ (L₀ + L₁) Δf`` for two factors. In parts, ``f = S y g`` with g the level of final
    demand, y its mix of categories and S the mix of products in each; a factor adds its intensity, ``v̂ L f``.

    Parameters
    ----------
    start, end : IOTable
        Tables of one unit and of constant prices with the same sectors (and categories, in parts).
    of : {"output"} or Factor
        What changed.
    demand : {"whole", "parts"}
        Final demand as one component, or as level, mix and products.
    method : {"shapley", "polar"}
        Mean of all orders of change, or of the two polar ones.

    Returns
    -------
    DataArray
        [component, supplier] in the table's unit: ``intensity`` (of a factor), ``technology``, then ``final_demand``
        or ``products``, ``mix``, ``level``. Adds up over component to the change.

    Raises
    ------
    UnproductiveEconomy, InputError
        As for :func:`technical_coefficients`; one table with imports and one without.
    LabelMismatch, UnitMismatch
        Sectors, categories or units differ.
    Undefined
        A category, or all of final demand, sums to zero, so that it has no mix.

    Examples
    --------
    >>> import xarray as xr
    >>> from growthpole.tables import IOTable
    >>> from growthpole.linkages import worked_example
    >>> z = xr.DataArray([[100.0, 700.0], [200.0, 200.0]], coords={"supplier": ["1", "2"], "user": ["1", "2"]})
    >>> f = xr.DataArray([[400.0], [2000.0]], coords={"supplier": ["1", "2"], "category": ["f"]})
    >>> v = xr.DataArray([[900.0, 1500.0]], coords={"factor": ["v"], "user": ["1", "2"]})
    >>> x = xr.DataArray([1200.0, 2400.0], coords={"supplier": ["1", "2"]})
    >>> structural_decomposition(worked_example(), IOTable(z, f, v, x, unit="1e6 USD")).values.round(1)
    array([[ 34.9, 46.1], [165.1, 353.9]])

    References
    ----------
    Dietzenbacher, E., Los, B. (1998). Structural decomposition techniques: sense and sensitivity. Economic Systems
    Research 10(4), 307–324. doi:10.1080/09535319800000023
    """
    _cells.one_of("demand", demand, ("whole", "parts"))
    _cells.one_of("method", method, ("shapley", "polar"))
    end = _matched(start, end)
    names, evaluate = _model(start, end, of, demand)
    shares = _shapley(len(names), evaluate) if method == "shapley" else _polar(len(names), evaluate)
    blank = _results.along(start, np.zeros(len(start.sectors)), SUPPLIER)
    return _results.finish(
        start,
        blank.expand_dims({COMPONENT: names}).copy(data=shares),
        name="structural_decomposition",
        unit=start.unit,
        convention=f"{'all orders' if method == 'shapley' else 'mean of the two polar orders'}; {flows_of(start)}",
    )


def _matched(start: IOTable, end: IOTable) -> IOTable:
    """The second table in the order of the first."""
    economy(start), economy(end)
    if start.unit != end.unit:
        raise UnitMismatch("units-differ", units=f"{start.unit}, {end.unit}")
    if (start.imports is None) != (end.imports is None):
        raise InputError("imports-of-one", first=flows_of(start), second=flows_of(end))
    align(start.output, end.output)
    if start.sectors == end.sectors:
        return end
    order, users = {SUPPLIER: start.sectors}, {USER: start.sectors}
    imports = None if end.imports is None else end.imports.sel(order)
    return IOTable(
        end.z.sel(order | users),
        end.final_demand.sel(order),
        end.value_added.sel(users),
        end.output.sel(order),
        imports,
        end.unit,
        end.tolerance,
    )


def _model(start: IOTable, end: IOTable, of: object, demand: str) -> tuple[list[str], Evaluate]:
    """Names of the factors, and the value of their product with each at its start (0) or end (1)."""
    tables = (start, end)
    systems = tuple(economy(io) for io in tables)
    if isinstance(of, Factor):
        intensities = tuple(
            factor_values(io, of.names) * system.scale for io, system in zip(tables, systems, strict=True)
        )
    elif of != "output":
        raise InputError("unknown-option", option="of", value=of, known='"output", Factor(…)')
    else:
        intensities = ()
    names, final = (["final_demand"], _whole(tables)) if demand == "whole" else (list(PARTS), _product(tables))
    head = ["intensity"] if intensities else []

    def evaluate(at: tuple[int, ...]) -> Vector:
        made: Vector = systems[at[len(head)]].solve(final(at[len(head) + 1 :])).values
        return intensities[at[0]] * made if intensities else made

    return [*head, "technology", *names], evaluate


def _whole(tables: tuple[IOTable, IOTable]) -> Evaluate:
    """Final demand of the first or second table."""
    demands = tuple(_results.final_demand(io) for io in tables)
    return lambda at: demands[at[0]]


def _product(tables: tuple[IOTable, IOTable]) -> Evaluate:
    """Final demand as products within categories, times mix, times level, each of the first or second table."""
    parts = _parts(*tables)

    def final(at: tuple[int, ...]) -> Vector:
        demand: Vector = parts[at[0]][0] @ parts[at[1]][1] * parts[at[2]][2]
        return demand

    return final


def _parts(start: IOTable, end: IOTable) -> list[tuple[Vector, Vector, float]]:
    """Products within categories, mix of categories and level of final demand of both tables."""
    found = []
    categories = [str(name) for name in start.final_demand.indexes[CATEGORY]]
    others = [str(name) for name in end.final_demand.indexes[CATEGORY]]
    if set(categories) != set(others):
        raise LabelMismatch(
            "label-mismatch",
            dim=CATEGORY,
            only_left=listed(sorted(set(categories) - set(others))) or "–",
            only_right=listed(sorted(set(others) - set(categories))) or "–",
        )
    for io in (start, end):
        uses = io.final_demand.sel({CATEGORY: categories}).values
        uses = uses if io.imports is None else np.column_stack([uses, -io.imports.values])
        sums = uses.sum(axis=0)
        level = float(sums.sum())
        empty = [name for name, total in zip([*categories, "imports"], sums, strict=False) if total == 0]
        if empty or level == 0:
            raise Undefined("no-mix", categories=listed(empty) or "–", total=f"{level:g}")
        found.append((uses / sums, sums / level, level))
    return found


def _shapley(count: int, evaluate: Evaluate) -> Vector:
    """Mean contribution of each factor over all orders of change."""
    values = {at: evaluate(at) for at in np.ndindex(*([2] * count))}
    shares = []
    for factor in range(count):
        others = [place for place in range(count) if place != factor]
        total = np.zeros_like(values[(0,) * count])
        for size in range(count):
            weight = factorial(size) * factorial(count - size - 1) / factorial(count)
            for moved in combinations(others, size):
                before = tuple(int(place in moved) for place in range(count))
                after = tuple(int(place in moved or place == factor) for place in range(count))
                total = total + weight * (values[after] - values[before])
        shares.append(total)
    return np.array(shares)


def _polar(count: int, evaluate: Evaluate) -> Vector:
    """Mean contribution over the order from first to last and the one from last to first."""

    def step(factor: int, *, first: bool) -> Vector:
        before = tuple(int(place < factor if first else place > factor) for place in range(count))
        after = tuple(1 if place == factor else value for place, value in enumerate(before))
        return evaluate(after) - evaluate(before)

    return np.array([(step(factor, first=True) + step(factor, first=False)) / 2 for factor in range(count)])
