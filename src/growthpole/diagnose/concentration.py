"""Concentration: on how few a total rests.

The concentration ratio ``CR_k`` is the share of the k largest. The Herfindahl–Hirschman index of
shares ``s`` is ``H = Σ s_i²``: 1 when one label holds everything, 1/n when n labels hold the same. Its
inverse is the number of equal labels that would be as concentrated. The normalised index
``(H − 1/n)/(1 − 1/n)`` runs from 0 to 1 whatever n is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from growthpole.diagnose import _compositions
from growthpole.dims import result

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["concentration_ratio", "herfindahl"]


def concentration_ratio(x: xr.DataArray, dim: str, k: int) -> xr.DataArray:
    """Share of the k largest labels along ``dim`` in their total.

    ``CR_k = Σ_{i ≤ k} s_(i)`` with ``s_(1) ≥ s_(2) ≥ …`` the sorted shares ``s_i = x_i / Σ_j x_j``.

    Parameters
    ----------
    x : DataArray
        Levels, zero or more, any dims and one unit; nothing missing.
    dim : str
        Dimension over which the total is concentrated.
    k : int
        How many of the largest, from 1 to the number of labels.

    Returns
    -------
    DataArray
        The dims of ``x`` without ``dim``, unit 1, from k/n to 1. NaN with reason ``zero_total`` where the
        total is zero.

    Raises
    ------
    Undefined
        A single vector that sums to zero.
    InputError
        Negative, infinite or missing values; ``dim`` absent or without labels; k out of its range.

    Examples
    --------
    >>> import xarray as xr
    >>> x = xr.DataArray([20.0, 50.0, 20.0, 10.0], coords={"activity": list("abcd")}, dims="activity")
    >>> print(round(concentration_ratio(x, "activity", k=2).item(), 6))
    0.7

    References
    ----------
    Curry, B., George, K. D. (1983). Industrial concentration: a survey. The Journal of Industrial
    Economics 31(3), 203–255.
    """
    parts, codes = _compositions.shares(x, dim, "concentration_ratio")
    k = _compositions.whole("k", k, 1, parts.sizes[dim])
    in_order = np.sort(parts.transpose(..., dim).values, axis=-1)
    return result(
        codes.copy(data=np.asarray(in_order[..., -k:].sum(axis=-1))),
        name="concentration_ratio",
        unit="1",
        convention=f"share of the {k} largest of {parts.sizes[dim]} labels of {dim}",
        reason=codes,
    )


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
    parts, codes = _compositions.shares(x, dim, "herfindahl")
    index = (parts**2).sum(dim, skipna=False)
    convention = f"sum of squared shares over {dim}"
    if normalized:
        codes = _compositions.one_label(parts, dim, "herfindahl", codes)
        labels = parts.sizes[dim]
        floor = 1 / labels if labels > 1 else np.nan
        index = (index - floor) / (1 - floor)
        convention += f", normalised for {labels} labels"
    return result(index, name="herfindahl", unit="1", convention=convention, reason=codes)
