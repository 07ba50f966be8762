"""The sectors whose loss would cost most, found without an inverse.

The loss of sector j is ``x_j m_j / L_jj`` with m the output multipliers: one solve gives all m, and only ``L_jj`` is
dear. For ``A ≥ 0`` it has the lower bound ``L_jj ≥ 1 / (1 − a_jj − Σ_{i≠j} a_ji a_ij)``, the returns of one and two
steps, hence an upper bound of the loss. Sectors are solved for in the order of that bound, until the next bound
cannot reach the k-th loss found.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from growthpole.dims import SUPPLIER
from growthpole.errors import InputError
from growthpole.linkages import _results
from growthpole.linkages._solving import Economy, Places, Solved, Vector, economy
from growthpole.linkages.leontief import flows_of
from growthpole.tables import IOTable

__all__ = ["top_extractions"]

BATCH = 4


def top_extractions(io: IOTable, k: int, *, include_own: bool = True) -> xr.DataArray:
    """The k sectors whose total extraction loses most output, largest first, without an inverse.

    ``loss_j = x_j Σ_i L_ij / L_jj``, of which ``L_jj`` is solved for only where an upper bound says it could matter.

    Parameters
    ----------
    io : IOTable
        A productive table without negative flows, for which the bound holds.
    k : int
        How many, from 1 to the number of sectors.
    include_own : bool
        Count the sector's own output, or only the loss elsewhere.

    Returns
    -------
    DataArray
        [supplier] in the table's unit, the k largest losses in descending order. Attrs ``solves`` (systems solved,
        the one for the multipliers included), ``solver`` and ``residual``.

    Raises
    ------
    UnproductiveEconomy, InputError
        As for :func:`technical_coefficients`; negative flows, or k outside its range.

    Examples
    --------
    >>> from growthpole.linkages import worked_example
    >>> top = top_extractions(worked_example(), 1)
    >>> top.supplier.item(), round(top.item(), 3)
    ('2', 2588.235)

    References
    ----------
    Dietzenbacher, E., van der Linden, J. A. (1997). Sectoral and spatial linkages in the EC production structure.
    Journal of Regional Science 37(2), 235–257. doi:10.1111/0022-4146.00053
    """
    system = economy(io)
    if not 1 <= k <= system.n:
        raise InputError("outside-range", name="k", low=1, high=system.n, received=k)
    if system.has_negatives:
        raise InputError("io-negative-flows", measure="top_extractions", instead="hypothetical_extraction")
    bounds = _bounds(system, include_own=include_own)
    order = np.argsort(-bounds, kind="stable")
    bounds = bounds[order]
    losses, solves, worst = np.zeros(0), 1, system.pulls
    while len(losses) < system.n and (len(losses) < k or np.partition(losses, -k)[-k] < bounds[len(losses)]):
        count = k if len(losses) == 0 else min(BATCH, system.n - len(losses))
        inside = order[len(losses) : len(losses) + count]
        solved = system.columns(inside)
        solves += count
        worst = solved if solved.residual >= worst.residual else worst
        losses = np.append(losses, _losses(system, inside, solved, include_own=include_own))
    best = np.argsort(-losses, kind="stable")[:k]
    return _results.finish(
        io,
        _results.along(io, np.zeros(system.n), SUPPLIER).isel({SUPPLIER: order[best]}).copy(data=losses[best]),
        name="top_extractions",
        unit=io.unit,
        convention=f"total; own output {'included' if include_own else 'left out'}; {flows_of(io)}",
        solved=worst,
        solves=solves,
    )


def _bounds(system: Economy, *, include_own: bool) -> Vector:
    """Upper bound of each loss."""
    a = system.coefficients()
    own = a.diagonal()
    returned = own + np.einsum("ij,ji->j", a, a) - own**2
    elsewhere = system.pulls.values * (1 - returned) - (0.0 if include_own else 1.0)
    bounds: Vector = system.x * elsewhere * (1 + 1e-12)
    return bounds


def _losses(system: Economy, inside: Places, solved: Solved, *, include_own: bool) -> Vector:
    diagonal = solved.values[inside, np.arange(len(inside))]
    ratio = system.pulls.values[inside] / diagonal - (0.0 if include_own else 1.0)
    losses: Vector = system.x[inside] * ratio
    return losses
