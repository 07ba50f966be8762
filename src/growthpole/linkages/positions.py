"""Where a sector stands in the chain, and which flows matter most.

*Upstreamness* is the mean number of stages between a sector's output and final demand: 1 if all of it is final, more
the more of it goes into inputs of inputs. *Downstreamness* is the mean number of stages its inputs have come from
primary inputs. They are the row sums of the Ghosh inverse and the column sums of the Leontief inverse.

The *field of influence* of a coefficient is how strongly a small change of it moves the whole inverse.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr

from growthpole.dims import SUPPLIER
from growthpole.errors import InputError
from growthpole.linkages import _results
from growthpole.linkages._solving import Economy, economy
from growthpole.linkages.importing import used_at_home
from growthpole.linkages.leontief import flows_of
from growthpole.linkages.pulls import pushes
from growthpole.tables import IOTable

__all__ = ["downstreamness", "field_of_influence", "upstreamness"]


def upstreamness(io: IOTable, exports: str | Sequence[str] | None = None) -> xr.DataArray:
    """Upstreamness: mean number of stages from a sector's output to final demand.

    ``U_i = Σ_j G_ij = (1·f_i + 2·Σ_j a_ij f_j + 3·Σ_jk a_ij a_jk f_k + …) / x_i``. For an open economy ``U = (I −
    Δ)⁻¹ 1`` with ``δ_ij = z_ij / (x_i − e_i + M_i)``: exports are taken to go to the same uses abroad as at home.

    Parameters
    ----------
    io : IOTable
        A productive table. In a competitive-import table final demand is net of imports.
    exports : str or sequence of str, optional
        Categories that leave the country: the open-economy form, for competitive-import tables.

    Returns
    -------
    DataArray
        [supplier], unit 1; at least 1 where no final demand upstream is negative. NaN with reason
        ``zero_activity`` for sectors without output.

    Raises
    ------
    UnproductiveEconomy, InputError
        As for :func:`technical_coefficients`; exports named for a domestic table.
    LabelMismatch
        An unknown category.

    Examples
    --------
    >>> from growthpole.linkages import worked_example
    >>> upstreamness(worked_example()).values.round(4)
    array([1.9142, 1.2541])

    References
    ----------
    Antràs, P., Chor, D., Fally, T., Hillberry, R. (2012). Measuring the upstreamness of production and trade
    flows. American Economic Review 102(3), 412–416. doi:10.1257/aer.102.3.412
    """
    system = economy(io)
    if exports is None:
        solved, idle, kind = pushes(system), system.x == 0, "row sums of (I − B)⁻¹"
    else:
        used = used_at_home(io, exports)
        solved, idle = Economy(io.z.values.T, used, io.sectors).pulls, used == 0
        kind = "row sums of (I − Δ)⁻¹, exports used abroad as at home"
    return _results.finish(
        io,
        _results.along(io, np.where(idle, np.nan, solved.values), SUPPLIER),
        name="upstreamness",
        unit="1",
        convention=f"{kind}; {flows_of(io)}",
        undefined=idle,
        solved=solved,
    )


def downstreamness(io: IOTable) -> xr.DataArray:
    """Downstreamness: mean number of stages from primary inputs to a sector's output.

    ``D_j = Σ_i L_ij = 1 + Σ_i a_ij D_i``.

    Parameters
    ----------
    io : IOTable
        A productive table. Imported inputs of a competitive-import table count as made the way they are at home.

    Returns
    -------
    DataArray
        [supplier], unit 1; at least 1 for tables without negative flows. NaN with reason ``zero_activity`` for
        sectors without output.

    Raises
    ------
    UnproductiveEconomy, InputError
        As for :func:`technical_coefficients`.

    Examples
    --------
    >>> from growthpole.linkages import worked_example
    >>> downstreamness(worked_example()).values.round(4)
    array([1.5182, 1.4521])

    References
    ----------
    Miller, R. E., Temurshoev, U. (2017). Output upstreamness and input downstreamness of industries/countries in
    world production. International Regional Science Review 40(5), 443–475. doi:10.1177/0160017615608095
    """
    system = economy(io)
    idle = system.x == 0
    return _results.finish(
        io,
        _results.along(io, np.where(idle, np.nan, system.pulls.values), SUPPLIER),
        name="downstreamness",
        unit="1",
        convention=f"column sums of (I − A)⁻¹; {flows_of(io)}",
        undefined=idle,
        solved=system.pulls,
    )


def field_of_influence(io: IOTable, change: float = 0.0) -> xr.DataArray:
    """Field of influence: how strongly a change of each coefficient moves the Leontief inverse.

    When ``a_ij`` grows by ε, ``ΔL = ε F_ij`` with ``F_ij = L_·i L_j· / (1 − ε L_ji)``; shown is the norm
    ``‖F_ij‖ = ‖L_·i‖ ‖L_j·‖ / |1 − ε L_ji|``, the root of the sum of squares of its entries.

    Parameters
    ----------
    io : IOTable
        A productive table.
    change : float
        ε, the change of a coefficient; 0 is the limit of a small one.

    Returns
    -------
    DataArray
        [supplier, user], unit 1, zero or more.

    Raises
    ------
    UnproductiveEconomy, InputError
        As for :func:`technical_coefficients`; a change so large that a coefficient would make the economy
        unproductive (``ε L_ji ≥ 1``).

    Examples
    --------
    >>> from growthpole.linkages import worked_example
    >>> field_of_influence(worked_example()).values.round(3)
    array([[1.662, 1.477], [1.517, 1.348]])

    References
    ----------
    Sonis, M., Hewings, G. J. D. (1992). Coefficient change in input–output models: theory and applications.
    Economic Systems Research 4(2), 143–158. doi:10.1080/09535319200000013
    """
    if not np.isfinite(change):
        raise InputError("outside-range", name="change", low="-∞", high="∞", received=change)
    system = economy(io)
    inverse = system.inverse()
    left = 1 - change * inverse.T
    if not bool((left > 0).all()):
        place = np.unravel_index(int(left.argmin()), left.shape)
        pair = f"{system.labels[place[0]]} → {system.labels[place[1]]}"
        raise InputError("change-too-large", received=change, pair=pair, limit=f"{1 / inverse.T[place]:.6g}")
    norms = np.outer(np.linalg.norm(inverse, axis=0), np.linalg.norm(inverse, axis=1)) / left
    return _results.finish(
        io,
        _results.matrix(io, norms),
        name="field_of_influence",
        unit="1",
        convention=f"Frobenius norm, ε = {change:g}; {flows_of(io)}",
        solved=_results.solved_inverse(system),
    )
