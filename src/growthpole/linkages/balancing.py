"""Balancing: a table that keeps the pattern of an old one and meets new row and column sums.

*RAS* scales rows and columns in turn, ``x_ij = r_i z_ij s_j``; it keeps zeros and needs flows of zero or more. *GRAS*
lets a table have negative flows, such as inventories and subsidies: positive entries are multiplied by ``r_i s_j``,
negative ones divided by it. Both stay as near to the old table as the margins allow, in the sense of information
gained.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells
from growthpole.dims import align, require_dims, result
from growthpole.errors import InputError, Undefined, listed
from growthpole.linkages._solving import Vector

__all__ = ["gras", "ras"]

ROUNDS: Final = 20_000
TINY: Final = 1e-150


def ras(z0: xr.DataArray, row_sums: xr.DataArray, column_sums: xr.DataArray, tolerance: float = 1e-10) -> xr.DataArray:
    """RAS (biproportional fitting): the table nearest to an old one that has the new margins.

    ``x_ij = r_i z_ij s_j`` with r and s such that ``Σ_j x_ij = u_i`` and ``Σ_i x_ij = v_j``.

    Parameters
    ----------
    z0 : DataArray
        Old flows with two dimensions, zero or more.
    row_sums, column_sums : DataArray
        u along the first and v along the second dimension of ``z0``, zero or more, of one unit and equal totals.
    tolerance : float
        Largest gap of a margin, as a share of the largest margin.

    Returns
    -------
    DataArray
        Dims of ``z0``, in the unit of the margins; attrs ``rounds`` and ``residual``, the largest gap.

    Raises
    ------
    Undefined
        No table with this pattern of zeros has the margins, or none is reached.
    InputError
        Negative, missing or infinite values; totals that differ; a tolerance that is not above zero.
    LabelMismatch
        Labels differ.

    Examples
    --------
    >>> import xarray as xr
    >>> z = xr.DataArray([[1.0, 2.0], [3.0, 4.0]], coords={"supplier": ["1", "2"], "user": ["1", "2"]})
    >>> u = xr.DataArray([6.0, 14.0], coords={"supplier": ["1", "2"]})
    >>> v = xr.DataArray([8.0, 12.0], coords={"user": ["1", "2"]})
    >>> ras(z, u, v).values
    array([[2., 4.], [6., 8.]])

    References
    ----------
    Stone, R. (1961). Input-Output and National Accounts. OECD.
    Bacharach, M. (1965). Estimating nonnegative matrices from marginal data. International Economic Review 6(3),
    294–310. doi:10.2307/2525582
    """
    values, u, v = _margins(z0, row_sums, column_sums, tolerance, signed=False)
    return _fitted("ras", values, u, v, tolerance, _unit(row_sums, column_sums))


def gras(z0: xr.DataArray, row_sums: xr.DataArray, column_sums: xr.DataArray, tolerance: float = 1e-10) -> xr.DataArray:
    """GRAS: the table nearest to an old one with negative entries that has the new margins.

    ``x_ij = r_i z_ij s_j`` where ``z_ij ≥ 0`` and ``z_ij / (r_i s_j)`` where ``z_ij < 0``, with
    ``r_i = (u_i + √(u_i² + 4 p_i n_i)) / (2 p_i)``, ``p_i = Σ_{z>0} z_ij s_j``, ``n_i = −Σ_{z<0} z_ij / s_j``, and
    the like for s.

    Parameters
    ----------
    z0 : DataArray
        Old flows with two dimensions, of either sign.
    row_sums, column_sums : DataArray
        As for :func:`ras`, of either sign.
    tolerance : float
        Largest gap of a margin, as a share of the largest margin in size.

    Returns
    -------
    DataArray
        Dims of ``z0``, in the unit of the margins, every entry with its old sign; attrs ``rounds`` and ``residual``.

    Raises
    ------
    Undefined, InputError, LabelMismatch
        As for :func:`ras`; negative values are allowed.

    Examples
    --------
    >>> import xarray as xr
    >>> z = xr.DataArray([[7.0, -2.0], [3.0, 9.0]], coords={"supplier": ["1", "2"], "category": ["a", "b"]})
    >>> u = xr.DataArray([6.0, 13.0], coords={"supplier": ["1", "2"]})
    >>> v = xr.DataArray([10.0, 9.0], coords={"category": ["a", "b"]})
    >>> fitted = gras(z, u, v)
    >>> fitted.sum("category").values.round(9), fitted.sum("supplier").values.round(9)
    (array([ 6., 13.]), array([10., 9.]))

    References
    ----------
    Junius, T., Oosterhaven, J. (2003). The solution of updating or regionalizing a matrix with both positive and
    negative entries. Economic Systems Research 15(1), 87–96. doi:10.1080/0953531032000056954
    Lenzen, M., Wood, R., Gallego, B. (2007). Some comments on the GRAS method. Economic Systems Research 19(4),
    461–465. doi:10.1080/09535310701698613
    """
    values, u, v = _margins(z0, row_sums, column_sums, tolerance, signed=True)
    return _fitted("gras", values, u, v, tolerance, _unit(row_sums, column_sums))


def _margins(
    z0: xr.DataArray, row_sums: xr.DataArray, column_sums: xr.DataArray, tolerance: float, *, signed: bool
) -> tuple[xr.DataArray, Vector, Vector]:
    """Checked flows and margins, in the order of the flows."""
    values = _cells.levels(z0, _cells.names(z0), "z0", signed=signed)
    if values.ndim != 2:
        raise InputError("two-dimensions", name="z0", dims=listed(values.dims) or "–")
    if not (np.isfinite(tolerance) and tolerance > 0):
        raise InputError("not-above", name="tolerance", floor=0, received=tolerance)
    margins = []
    for dim, given, name in zip(values.dims, (row_sums, column_sums), ("row_sums", "column_sums"), strict=True):
        require_dims(given, (str(dim),), name)
        checked = _cells.levels(given, (str(dim),), name, signed=signed)
        if checked.ndim != 1:
            raise InputError("one-dimension", name=name, dims=listed(checked.dims))
        margins.append(align(values.sum([other for other in values.dims if other != dim]), checked)[1].values)
    u, v = margins
    if abs(u.sum() - v.sum()) > tolerance * max(np.abs(u).max(initial=0), np.abs(v).max(initial=0)) * max(
        len(u), len(v)
    ):
        raise InputError("margins-differ", rows=f"{u.sum():.12g}", columns=f"{v.sum():.12g}")
    return values, u, v


def _fitted(method: str, values: xr.DataArray, u: Vector, v: Vector, tolerance: float, unit: str) -> xr.DataArray:
    """Flows with the margins, by turns over rows and columns."""
    flows = values.values
    positive, negative = np.where(flows > 0, flows, 0.0), np.where(flows < 0, -flows, 0.0)
    for dim, sums, axis in ((values.dims[0], u, 1), (values.dims[1], v, 0)):
        short = ((sums > 0) & ~positive.any(axis=axis)) | ((sums < 0) & ~negative.any(axis=axis))
        if short.any():
            labels = listed(values[dim].values[short])
            raise Undefined("no-pattern", method=method.upper(), dim=dim, labels=labels)
    r, s = np.ones(len(u)), np.ones(len(v))
    allowed = tolerance * max(np.abs(u).max(initial=0.0), np.abs(v).max(initial=0.0))
    gap, rounds, rows = np.inf, 0, u
    while gap > allowed and rounds < ROUNDS:
        rounds += 1
        r = _scales(u, positive @ s, negative @ (1 / s))
        s = _scales(v, r @ positive, (1 / r) @ negative)
        rows = r * (positive @ s) - (negative @ (1 / s)) / r - u
        columns = s * (r @ positive) - ((1 / r) @ negative) / s - v
        gap = max(np.abs(rows).max(initial=0.0), np.abs(columns).max(initial=0.0))
        if not np.isfinite(gap):
            break
    if not gap <= allowed:
        worst = listed(values[values.dims[0]].values[np.argsort(-np.abs(rows))[:3]])
        raise Undefined("not-balanced", method=method.upper(), rounds=rounds, gap=f"{gap:.6g}", labels=worst)
    scales = np.outer(r, s)
    fitted = positive * scales - negative / scales
    done = result(values.copy(data=fitted), name=method, unit=unit, convention=f"{method.upper()}, margins met")
    done.attrs |= {"rounds": rounds, "residual": float(gap)}
    return done


def _scales(sums: Vector, positive: Vector, negative: Vector) -> Vector:
    """Factors that bring ``r p − n / r`` to the sums; tiny or huge, not 0 or infinite, where a line has to vanish."""
    root = np.sqrt(sums**2 + 4 * positive * negative)
    by_sum = np.divide(sums + root, 2 * positive, out=np.ones_like(sums), where=positive > 0)
    stable = np.divide(2 * negative, root - sums, out=np.ones_like(sums), where=(sums < 0) & (root - sums > 0))
    factors = np.where(sums < 0, stable, by_sum)
    factors = np.where((positive == 0) & (negative > 0) & (sums == 0), 1 / TINY, factors)
    bounded: Vector = np.where((positive == 0) & (negative == 0), 1.0, np.maximum(factors, TINY))
    return bounded


def _unit(row_sums: xr.DataArray, column_sums: xr.DataArray) -> str:
    return _cells.stated_unit(row_sums, column_sums)
