"""Linkages: how strongly a sector pulls on its suppliers and pushes its users, and which sectors are key.

The *backward* linkage of a sector is the output all sectors must make for one unit of its final demand, the column
sum of the Leontief inverse. The *forward* linkage is the output that one unit of its primary inputs enables down
the chain, the row sum of the Ghosh inverse. Normalised by the mean of all sectors, above 1 is more than average.
A mean says nothing of the spread: the coefficient of *variation* of the column or row is low where a sector pulls on
many others evenly, high where it pulls on few.

A sector is *key* when both linkages are above average. Capital-goods makers sell to investment, exports and
consumption, not to intermediate users: their forward linkage is low by construction, and ``intermediate_share`` says
so.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import xarray as xr

from growthpole.dims import REASONS, SUPPLIER, USER, result
from growthpole.linkages import _results
from growthpole.linkages._solving import Economy, Solved, Vector, economy
from growthpole.linkages.leontief import flows_of
from growthpole.tables import IOTable

__all__ = ["backward_linkage", "forward_linkage", "key_sectors"]

Model = Literal["ghosh", "leontief"]
QUADRANTS = ("weak", "backward", "forward", "key")


def backward_linkage(io: IOTable, normalized: bool = False, variation: bool = False) -> xr.DataArray:  # noqa: FBT001
    """Backward linkage: output of all sectors per unit of final demand of each.

    ``BL_j = Σ_i L_ij``; normalised ``n BL_j / Σ_k BL_k`` (Rasmussen's power of dispersion); the coefficient of
    variation is that of the column ``L_·j``, with n − 1 in the denominator.

    Parameters
    ----------
    io : IOTable
        A productive table.
    normalized : bool
        Divide by the mean of all sectors.
    variation : bool
        The coefficient of variation of the column instead, for which the inverse is needed.

    Returns
    -------
    DataArray
        [user], unit 1. At least 1 for tables without negative flows when not normalised.

    Raises
    ------
    UnproductiveEconomy, InputError
        As for :func:`technical_coefficients`.

    Examples
    --------
    >>> from growthpole.linkages import worked_example
    >>> backward_linkage(worked_example()).values.round(4), backward_linkage(worked_example(), True).values.round(4)
    (array([1.5182, 1.4521]), array([1.0222, 0.9778]))

    References
    ----------
    Rasmussen, P. N. (1956). Studies in Inter-Sectoral Relations. North-Holland.
    """
    system = economy(io)
    solved = _results.solved_inverse(system) if variation else system.pulls
    values = _variation(system.inverse().T) if variation else _shown(system.pulls.values, normalized=normalized)
    return _results.finish(
        io,
        _results.along(io, values),
        name="backward_linkage",
        unit="1",
        convention=f"{_kind('column sums of (I − A)⁻¹', normalized=normalized, variation=variation)}; {flows_of(io)}",
        solved=solved,
    )


def forward_linkage(
    io: IOTable,
    model: Model = "ghosh",
    normalized: bool = False,  # noqa: FBT001
    variation: bool = False,  # noqa: FBT001
) -> xr.DataArray:
    """Forward linkage: output enabled down the chain per unit of primary inputs of each sector.

    ``FL_i = Σ_j G_ij = Σ_j L_ij x_j / x_i`` (``model="ghosh"``), or ``Σ_j L_ij`` (``model="leontief"``, Rasmussen's
    sensitivity of dispersion: every final demand one unit more). Normalised ``n FL_i / Σ_k FL_k``.

    Parameters
    ----------
    io : IOTable
        A productive table.
    model : {"ghosh", "leontief"}
        Whose inverse is summed along the rows.
    normalized, variation : bool
        As in :func:`backward_linkage`, of the row.

    Returns
    -------
    DataArray
        [supplier], unit 1; 1 for a sector without output in the Ghosh model.

    Raises
    ------
    UnproductiveEconomy, InputError
        As for :func:`technical_coefficients`; an unknown model.

    Examples
    --------
    >>> from growthpole.linkages import worked_example
    >>> forward_linkage(worked_example()).values.round(4)
    array([1.9142, 1.2541])

    References
    ----------
    Jones, L. P. (1976). The measurement of Hirschmanian linkages. The Quarterly Journal of Economics 90(2),
    323–333. doi:10.2307/1884635
    """
    from growthpole.diagnose import _cells

    _cells.one_of("model", model, ("ghosh", "leontief"))
    system = economy(io)
    if variation:
        solved, values = (
            _results.solved_inverse(system),
            _variation(system.ghosh() if model == "ghosh" else system.inverse()),
        )
    else:
        solved = pushes(system, model)
        values = _shown(solved.values, normalized=normalized)
    sums = "row sums of (I − B)⁻¹" if model == "ghosh" else "row sums of (I − A)⁻¹"
    return _results.finish(
        io,
        _results.along(io, values, SUPPLIER),
        name="forward_linkage",
        unit="1",
        convention=f"{_kind(sums, normalized=normalized, variation=variation)}; {flows_of(io)}",
        solved=solved,
    )


def key_sectors(io: IOTable, model: Model = "ghosh") -> xr.Dataset:
    """Key sectors: backward and forward linkage of each against the average, as quadrants.

    Parameters
    ----------
    io : IOTable
        A productive table.
    model : {"ghosh", "leontief"}
        Of the forward linkage.

    Returns
    -------
    Dataset
        On [supplier], unit 1: ``backward`` and ``forward``, both normalised; ``quadrant``, one of ``key`` (both at or
        above 1), ``backward``, ``forward``, ``weak``; ``intermediate_share``, the share of a sector's uses that are
        intermediate, which explains a low forward linkage of makers of capital and consumption goods (NaN, reason
        ``zero_activity``, where nothing is used).

    Raises
    ------
    UnproductiveEconomy, InputError
        As for :func:`technical_coefficients`; an unknown model.

    Examples
    --------
    >>> from growthpole.linkages import worked_example
    >>> key_sectors(worked_example()).quadrant.values.tolist()
    ['key', 'weak']

    References
    ----------
    Hirschman, A. O. (1958). The Strategy of Economic Development. Yale University Press.
    Rasmussen, P. N. (1956). Studies in Inter-Sectoral Relations. North-Holland.
    """
    forward = forward_linkage(io, model, normalized=True)
    backward = _results.along(io, backward_linkage(io, normalized=True).values, SUPPLIER)
    strong = (backward.values >= 1).astype(int) + 2 * (forward.values >= 1).astype(int)
    quadrant = _results.along(io, np.array(QUADRANTS, dtype=object)[strong].astype(str), SUPPLIER)
    used = io.z.sum(USER).values + io.final_demand.sum("category").values
    share = np.divide(io.z.sum(USER).values, used, out=np.full(len(used), np.nan), where=used > 0)
    codes = _results.along(io, np.where(np.isnan(share), REASONS["zero_activity"], 0), SUPPLIER)
    normal = "divided by the mean of all sectors"
    forward.attrs["convention"] = f"{model}, {normal}"
    return xr.Dataset(
        {
            "backward": result(backward, name="backward", unit="1", convention=f"column sums of L, {normal}"),
            "forward": forward.rename("forward"),
            "quadrant": result(quadrant, name="quadrant", unit="1", convention="at or above the mean of all sectors"),
            "intermediate_share": result(
                _results.along(io, share, SUPPLIER),
                name="intermediate_share",
                unit="1",
                convention="intermediate uses over all uses",
            ),
        }
    ).assign_coords(intermediate_share_reason=(SUPPLIER, codes.values.astype(np.int8)))


def pushes(system: Economy, model: Model = "ghosh") -> Solved:
    """Row sums of the Ghosh inverse, or of the Leontief inverse."""
    if model == "leontief":
        return system.solve(np.ones(system.n))
    solved = system.solve(system.x)
    values = np.divide(solved.values, system.x, out=np.ones(system.n), where=system.x > 0)
    return Solved(values, solved.method, solved.residual)


def _variation(rows: Vector) -> Vector:
    """Coefficient of variation of each row; 0 of a single sector."""
    if rows.shape[1] < 2:
        return np.zeros(len(rows))
    spread: Vector = rows.std(axis=1, ddof=1) / rows.mean(axis=1)
    return spread


def _shown(values: Vector, *, normalized: bool) -> Vector:
    return values / values.mean() if normalized else values.copy()


def _kind(sums: str, *, normalized: bool, variation: bool) -> str:
    if variation:
        return f"coefficient of variation (ddof 1) behind the {sums}"
    return f"{sums}{', divided by their mean' if normalized else ''}"
