"""Hypothetical extraction: what the economy would lose without a sector.

The set S of sectors is taken out of the flows, and what is no longer produced is its weight in the economy.

* ``total``: S neither buys nor sells, and its own final demand is deleted; x_S is lost with it.
* ``backward``: S buys no inputs (columns of A set to zero); its final demand stays and is met without inputs.
* ``forward``: nobody buys inputs from S (rows of A set to zero); its final demand stays.

With a share σ the same is done to that part of the sales (total, forward) or purchases (backward) of S. No table is
solved again: a change of rank |S| moves x by ``L_·S σ y`` with ``(I − σ + L_SS σ) y = u``, where ``u = x_S``, or
``x_S − f_S`` for forward; backward keeps the part ``σ y`` itself. For one sector and σ = 1 that is ``x_j L_·j /
L_jj``, so one inverse gives all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import numpy as np
import xarray as xr

from growthpole.dims import SUPPLIER
from growthpole.errors import InputError
from growthpole.linkages import _results
from growthpole.linkages._solving import Economy, Places, Solved, Vector, economy
from growthpole.linkages.leontief import flows_of
from growthpole.tables import IOTable

__all__ = ["hypothetical_extraction"]

Direction = Literal["total", "backward", "forward"]
DIRECTIONS = ("total", "backward", "forward")
GROUP = "group"
DELETED = {
    "total": "sales, purchases and own final demand deleted",
    "backward": "purchases deleted, own final demand kept",
    "forward": "intermediate sales deleted, own final demand kept",
}


def hypothetical_extraction(
    io: IOTable,
    groups: Mapping[str, Iterable[str]] | Literal["region"] | None = None,
    direction: Direction = "total",
    *,
    include_own: bool = True,
    share: float | xr.DataArray = 1.0,
) -> xr.DataArray:
    """Output the economy loses when a sector, or a group of sectors, is taken out.

    ``loss_S = Σ_i (x_i − x'_i)`` with x' the output without S; ``x_j Σ_i L_ij / L_jj`` for one sector, all of it.

    Parameters
    ----------
    io : IOTable
        A productive table.
    groups : mapping of name to sectors, "region" or None
        Groups that are taken out together, the regions of a multi-regional table, or each sector alone.
    direction : {"total", "backward", "forward"}
        What is deleted: sales, purchases and own final demand; purchases; or intermediate sales. Final demand of S
        is deleted in ``total`` only.
    include_own : bool
        Count the loss in S itself, or only the loss elsewhere.
    share : float or DataArray [supplier]
        Part that is taken out, above 0 and at most 1.

    Returns
    -------
    DataArray
        Loss [supplier], or [group], in the table's unit. Own output is counted unless left out.

    Raises
    ------
    UnproductiveEconomy, InputError
        As for :func:`technical_coefficients`; an unknown direction, a share outside (0, 1].
    LabelMismatch
        A group names a sector the table does not have; regions of a table without any.

    Examples
    --------
    >>> from growthpole.linkages import worked_example
    >>> hypothetical_extraction(worked_example()).values.round(3)
    array([1210.526, 2588.235])
    >>> hypothetical_extraction(worked_example(), {"both": ["1", "2"]}).values
    array([3000.])

    References
    ----------
    Dietzenbacher, E., van der Linden, J. A. (1997). Sectoral and spatial linkages in the EC production structure.
    Journal of Regional Science 37(2), 235–257. doi:10.1111/0022-4146.00053
    Miller, R. E., Lahr, M. L. (2001). A taxonomy of extractions. In: Regional Science Perspectives in Economic
    Analysis, 407–441. doi:10.1016/S0573-8555(01)80025-0
    """
    from growthpole.diagnose import _cells

    _cells.one_of("direction", direction, DIRECTIONS)
    system = economy(io)
    part = _shares(io, share)
    demanded = system.x if direction != "forward" else system.x - _results.final_demand(io)
    if groups is None:
        values, solved = _one_by_one(system, demanded, part, direction, include_own=include_own)
        losses = _results.along(io, values, SUPPLIER)
    else:
        chosen = _groups(io, groups)
        values, solved = _by_group(system, list(chosen.values()), demanded, part, direction, include_own=include_own)
        losses = xr.DataArray(values, coords={GROUP: list(chosen)}, dims=GROUP)
    counted = "own output included" if include_own else "own output left out"
    partial = "" if bool((part == 1).all()) else "; shares of the sectors"
    return _results.finish(
        io,
        losses,
        name="hypothetical_extraction",
        unit=io.unit,
        convention=f"{direction}: {DELETED[direction]}{partial}; {counted}; {flows_of(io)}",
        solved=solved,
    )


def regions(io: IOTable) -> dict[str, list[str]]:
    """Sectors of each region of a multi-regional table, in the table's order.

    Raises
    ------
    LabelMismatch
        The table has no regions.
    """
    from growthpole.errors import LabelMismatch

    if "supplier_region" not in io.z.coords:
        raise LabelMismatch("no-regions", sectors=len(io.sectors))
    found: dict[str, list[str]] = {}
    for label, region in zip(io.sectors, io.z["supplier_region"].values, strict=True):
        found.setdefault(str(region), []).append(label)
    return found


def _one_by_one(
    system: Economy, demanded: Vector, part: Vector, direction: Direction, *, include_own: bool
) -> tuple[Vector, Solved]:
    """Loss when each sector goes alone, from the diagonal and the column sums of the inverse."""
    diagonal = system.inverse().diagonal()
    taken = part * demanded / (1 - part + part * diagonal)
    own = taken * (diagonal - 1 if direction == "backward" else diagonal)
    others = taken * (system.inverse().sum(axis=0) - diagonal)
    return (own + others if include_own else others), _results.solved_inverse(system)


def _by_group(
    system: Economy,
    groups: list[Places],
    demanded: Vector,
    part: Vector,
    direction: Direction,
    *,
    include_own: bool,
) -> tuple[Vector, Solved]:
    """Loss when each group goes, from the columns of the inverse that are its own."""
    if sum(map(len, groups)) * 2 > system.n:
        system.inverse()
    losses = np.zeros(len(groups))
    worst = Solved(losses, "none", 0.0)
    for place, inside in enumerate(groups):
        solved = system.columns(inside)
        worst = solved if solved.residual >= worst.residual else worst
        block, sigma = solved.values[inside], part[inside]
        taken = sigma * np.linalg.solve(np.diag(1 - sigma) + block * sigma, demanded[inside])
        lost = solved.values @ taken
        if direction == "backward":
            lost[inside] -= taken
        if not include_own:
            lost[inside] = 0.0
        losses[place] = lost.sum()
    return losses, worst


def _shares(io: IOTable, share: float | xr.DataArray) -> Vector:
    n = len(io.sectors)
    values = _results.sector_values(io, share, "share") if isinstance(share, xr.DataArray) else np.full(n, float(share))
    if not bool(((values > 0) & (values <= 1)).all()):
        wrong = values[~((values > 0) & (values <= 1))][0]
        raise InputError("outside-range", name="share", low=0, high=1, received=float(wrong))
    return values


def _groups(io: IOTable, groups: Mapping[str, Iterable[str]] | Literal["region"]) -> dict[str, Places]:
    if isinstance(groups, str):
        from growthpole.diagnose import _cells

        _cells.one_of("groups", groups, ("region",))
        groups = regions(io)
    return {str(name): _results.places(io, sectors, f"groups[{name!r}]") for name, sectors in groups.items()}
