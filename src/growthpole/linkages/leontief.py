"""The Leontief and Ghosh models: what an economy must make, and where what it makes goes.

With flows Z, outputs x and final demand f, ``A = Z x̂⁻¹`` are the inputs per unit of output. Output must cover its own
use as input, ``x = A x + f``, hence ``x = L f`` with ``L = (I − A)⁻¹``: ``L_ij`` is the output of i needed, directly
and through all rounds of inputs, for one unit of j in final demand. Read along the rows, ``B = x̂⁻¹ Z`` are the
shares of i's sales, and Ghosh's ``G = (I − B)⁻¹ = x̂⁻¹ L x̂`` follows from L.

In a competitive-import table a flow may be bought abroad; final demand is then net of all competing imports, and
what L says of requirements includes what is imported. Sectors without output stay: their coefficients are 0, ``L_jj =
1``.
"""

from __future__ import annotations

import xarray as xr

from growthpole.dims import SUPPLIER, USER
from growthpole.linkages import _results
from growthpole.linkages._solving import economy
from growthpole.tables import IOTable

__all__ = [
    "allocation_coefficients",
    "ghosh_inverse",
    "leontief_inverse",
    "spectral_radius",
    "technical_coefficients",
]


def technical_coefficients(io: IOTable) -> xr.DataArray:
    """Technical coefficients: inputs per unit of output.

    ``a_ij = z_ij / x_j``.

    Parameters
    ----------
    io : IOTable
        The table; sectors without output have coefficients 0.

    Returns
    -------
    DataArray
        [supplier, user], unit 1. Includes imported inputs unless the table is domestic.

    Raises
    ------
    UnproductiveEconomy
        ``ρ(A) ≥ 1``.
    InputError
        A negative output, or a sector without output that buys.

    Examples
    --------
    >>> from growthpole.linkages import worked_example
    >>> technical_coefficients(worked_example()).values
    array([[0.15, 0.25], [0.2 , 0.05]])

    References
    ----------
    Miller, R. E., Blair, P. D. (2009). Input-Output Analysis, 2nd ed., ch. 2. doi:10.1017/CBO9780511626982
    """
    return _results.finish(
        io,
        _results.matrix(io, economy(io).coefficients()),
        name="technical_coefficients",
        unit="1",
        convention=f"z_ij / x_j; {flows_of(io)}",
    )


def allocation_coefficients(io: IOTable) -> xr.DataArray:
    """Allocation coefficients: shares of a sector's output that go to each user.

    ``b_ij = z_ij / x_i``.

    Parameters
    ----------
    io : IOTable
        The table; sectors without output have coefficients 0.

    Returns
    -------
    DataArray
        [supplier, user], unit 1. In a competitive-import table sales include what is imported, so that a row may
        add up to more than 1.

    Raises
    ------
    UnproductiveEconomy, InputError
        As for :func:`technical_coefficients`.

    Examples
    --------
    >>> from growthpole.linkages import worked_example
    >>> allocation_coefficients(worked_example()).values
    array([[0.15, 0.5 ], [0.1 , 0.05]])

    References
    ----------
    Ghosh, A. (1958). Input-output approach in an allocation system. Economica 25(97), 58–64. doi:10.2307/2550694
    """
    system = economy(io)
    return _results.finish(
        io,
        _results.matrix(io, system.z * system.scale[:, None]),
        name="allocation_coefficients",
        unit="1",
        convention=f"z_ij / x_i; {flows_of(io)}",
    )


def leontief_inverse(io: IOTable) -> xr.DataArray:
    """Leontief inverse: output needed of each supplier for a unit of each product in final demand.

    ``L = (I − A)⁻¹ = I + A + A² + …``.

    Parameters
    ----------
    io : IOTable
        A productive table.

    Returns
    -------
    DataArray
        [supplier, user], unit 1; attrs ``residual``. The inverse is kept as long as the table is.

    Raises
    ------
    UnproductiveEconomy, InputError
        As for :func:`technical_coefficients`.

    Examples
    --------
    >>> from growthpole.linkages import worked_example
    >>> leontief_inverse(worked_example()).values.round(4)
    array([[1.2541, 0.33 ], [0.264 , 1.1221]])

    References
    ----------
    Leontief, W. (1936). Quantitative input and output relations in the economic systems of the United States.
    The Review of Economics and Statistics 18(3), 105–125. doi:10.2307/1927837
    """
    system = economy(io)
    return _results.finish(
        io,
        _results.matrix(io, system.inverse().copy()),
        name="leontief_inverse",
        unit="1",
        convention=f"(I − A)⁻¹; {flows_of(io)}",
        solved=_results.solved_inverse(system),
    )


def ghosh_inverse(io: IOTable) -> xr.DataArray:
    """Ghosh inverse: output that a unit of each supplier's primary inputs enables at each user.

    ``G = (I − B)⁻¹ = x̂⁻¹ L x̂``, from the Leontief inverse without a second one.

    Parameters
    ----------
    io : IOTable
        A productive table.

    Returns
    -------
    DataArray
        [supplier, user], unit 1; the row of a sector without output is that of the identity.

    Raises
    ------
    UnproductiveEconomy, InputError
        As for :func:`technical_coefficients`.

    Examples
    --------
    >>> from growthpole.linkages import worked_example
    >>> ghosh_inverse(worked_example()).values.round(4)
    array([[1.2541, 0.6601], [0.132 , 1.1221]])

    References
    ----------
    Ghosh, A. (1958). Input-output approach in an allocation system. Economica 25(97), 58–64. doi:10.2307/2550694
    """
    system = economy(io)
    return _results.finish(
        io,
        _results.matrix(io, system.ghosh()),
        name="ghosh_inverse",
        unit="1",
        convention=f"(I − B)⁻¹ = x̂⁻¹ L x̂; {flows_of(io)}",
        solved=_results.solved_inverse(system),
    )


def spectral_radius(io: IOTable) -> xr.DataArray:
    """Spectral radius of the technical coefficients: how slowly the rounds of inputs fade.

    ``ρ(A) = max |λ|``, λ the eigenvalues of A; below 1 in a productive economy.

    Parameters
    ----------
    io : IOTable
        A productive table.

    Returns
    -------
    DataArray
        One number, unit 1, zero or more and below 1.

    Raises
    ------
    UnproductiveEconomy, InputError
        As for :func:`technical_coefficients`.

    Examples
    --------
    >>> from growthpole.linkages import worked_example
    >>> round(spectral_radius(worked_example()).item(), 4)
    0.3291

    References
    ----------
    Hawkins, D., Simon, H. A. (1949). Note: some conditions of macroeconomic stability. Econometrica 17(3/4),
    245–248. doi:10.2307/1905526
    """
    system = economy(io)
    return _results.finish(
        io, xr.DataArray(system.radius()), name="spectral_radius", unit="1", convention=f"ρ(A); {flows_of(io)}"
    )


def flows_of(io: IOTable) -> str:
    """What the flows of a table hold, for a convention."""
    if io.is_domestic:
        return "domestic flows"
    return "flows include imports; final demand net of them"


def worked_example() -> IOTable:
    """The two-sector table of Miller and Blair (2009, table 2.3), in 1e6 USD.

    Examples
    --------
    >>> worked_example().output.values
    array([1000., 2000.])
    """
    names = ["1", "2"]
    return IOTable(
        xr.DataArray([[150.0, 500.0], [200.0, 100.0]], coords={SUPPLIER: names, USER: names}, dims=(SUPPLIER, USER)),
        xr.DataArray([[350.0], [1700.0]], coords={SUPPLIER: names, "category": ["f"]}, dims=(SUPPLIER, "category")),
        xr.DataArray([[650.0, 1400.0]], coords={"factor": ["v"], USER: names}, dims=("factor", USER)),
        xr.DataArray([1000.0, 2000.0], coords={SUPPLIER: names}, dims=SUPPLIER),
        unit="1e6 USD",
    )
