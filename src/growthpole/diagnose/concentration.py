"""Concentration: on how few a total rests, and how far one composition lies from another.

The Herfindahl–Hirschman index of shares ``s`` is ``H = Σ s_i²``: 1 when one label holds everything,
1/n when n labels hold the same. Its inverse is the number of equal labels that would be as
concentrated. The normalised index ``(H − 1/n)/(1 − 1/n)`` runs from 0 to 1 whatever n is.

The Krugman index ``K = Σ_a |s_a − s*_a|`` adds up how far the shares of a region lie from those of a
reference: 0 for the same composition, 2 when the two have no activity in common; half of it is the
part of the region that would have to change activity to look like the reference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from growthpole.diagnose import _cells
from growthpole.dims import ACTIVITY, align, require_dims, result
from growthpole.errors import Undefined

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["herfindahl", "krugman"]


def herfindahl(x: xr.DataArray, dim: str, *, normalized: bool = False) -> xr.DataArray:
    """Herfindahl–Hirschman index of the shares along ``dim``.

    ``H = Σ_i s_i²`` with ``s_i = x_i / Σ_j x_j``; normalised ``(H − 1/n) / (1 − 1/n)`` with n the
    number of labels along ``dim``, those with zero included.

    Parameters
    ----------
    x : DataArray
        Levels, zero or more, any dims and one unit; nothing missing.
    dim : str
        Dimension over which the total is concentrated.
    normalized : bool
        Rescale from [1/n, 1] to [0, 1].

    Returns
    -------
    DataArray
        The dims of ``x`` without ``dim``, unit 1. NaN with reason ``zero_total`` where the total is
        zero, ``not_applicable`` where one label alone is to be normalised.

    Raises
    ------
    Undefined
        A single vector that sums to zero, or one label to be normalised.
    InputError
        Negative, infinite or missing values; ``dim`` absent or without labels.

    Examples
    --------
    >>> import xarray as xr
    >>> x = xr.DataArray([20.0, 50.0, 20.0, 10.0], coords={"activity": list("abcd")}, dims="activity")
    >>> print(round(herfindahl(x, "activity").item(), 6))
    0.34
    >>> print(round(herfindahl(x, "activity", normalized=True).item(), 6))
    0.12

    References
    ----------
    Hirschman, A. O. (1964). The paternity of an index. American Economic Review 54(5), 761.
    Wieland, T. (2019). REAT: A Regional Economic Analysis Toolbox for R. REGION 6(3), R1–R57.
    doi:10.18335/region.v6i3.267
    """
    values = _cells.levels(x, (dim,), "x")
    total = values.sum(dim)
    _cells.require_total(total, measure="herfindahl", name="x")
    index = ((values / _cells.positive(total)) ** 2).sum(dim, skipna=False)
    codes = _cells.reasons(total * 0, zero_total=total == 0)
    convention = f"sum of squared shares over {dim}"
    if normalized:
        labels = values.sizes[dim]
        if labels == 1 and total.ndim == 0:
            raise Undefined("one-label", measure="herfindahl(normalized=True)", dim=dim, label=values[dim].values[0])
        floor = 1 / labels if labels > 1 else np.nan
        index = (index - floor) / (1 - floor)
        codes = _cells.reasons(codes, not_applicable=index.isnull())
        convention += f", normalised for {labels} labels"
    return result(index, name="herfindahl", unit="1", convention=convention, reason=codes)


def krugman(x: xr.DataArray, reference: xr.DataArray, dim: str = ACTIVITY) -> xr.DataArray:
    """Krugman index of dissimilarity between the composition of ``x`` and of a reference.

    ``K = Σ_a |s_a − s*_a|`` with ``s`` the shares of ``x`` along ``dim`` and ``s*`` those of the reference.

    Parameters
    ----------
    x : DataArray
        Levels, zero or more, nothing missing; usually [region, activity].
    reference : DataArray
        Levels with ``dim`` and no dimension ``x`` lacks, such as a nation [activity]. Its unit may
        differ: only shares are compared.
    dim : str
        Dimension of the composition.

    Returns
    -------
    DataArray
        The dims of ``x`` without ``dim``, unit 1, between 0 and 2. NaN with reason ``zero_total`` where
        ``x`` or its reference sums to zero.

    Raises
    ------
    Undefined
        A single composition, or the only reference, sums to zero.
    LabelMismatch
        The labels of the two differ.
    InputError
        Negative, infinite or missing values, or a dimension is missing.

    Examples
    --------
    >>> import xarray as xr
    >>> activities = {"activity": list("abcde")}
    >>> x = xr.DataArray([20, 10, 70, 0, 0], coords=activities, dims="activity")
    >>> other = xr.DataArray([0, 0, 0, 60, 40], coords=activities, dims="activity")
    >>> print(krugman(x, other).item())
    2.0

    References
    ----------
    Krugman, P. (1991). Geography and Trade. MIT Press.
    Wieland, T. (2019). REAT: A Regional Economic Analysis Toolbox for R. REGION 6(3), R1–R57.
    doi:10.18335/region.v6i3.267
    """
    require_dims(reference, (dim,), "reference")
    values = _cells.levels(x, [dim, *_cells.names(reference)], "x")
    other = align(values, _cells.levels(reference, _cells.names(reference), "reference"))[1]
    total, other_total = values.sum(dim), other.sum(dim)
    _cells.require_total(total, measure="krugman", name="x")
    _cells.require_total(other_total, measure="krugman", name="reference")
    distance = abs(values / _cells.positive(total) - other / _cells.positive(other_total)).sum(dim, skipna=False)
    codes = _cells.reasons(total * 0, zero_total=(total == 0) | (other_total == 0))
    return result(
        distance,
        name="krugman",
        unit="1",
        convention=f"sum of absolute share differences over {dim}",
        reason=codes,
    )
