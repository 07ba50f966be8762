"""Lorenz curves: how unequally a total, or an activity, is spread.

A Lorenz curve sets two shares of the same labels against each other, the labels ordered by the ratio
of the two: ``q`` what is spread, ``p`` over what. On the diagonal the two are the same; the Gini
coefficient is twice the area between curve and diagonal, ``G = ½ Σ_i Σ_j |q_i p_j − q_j p_i|``.

With ``p = 1/n`` it measures the inequality among n labels. With ``p`` the region's part of all activity
and ``q`` its part of one activity, the ratio is the location quotient and the coefficient is the
*locational* Gini: 0 when the activity is spread as everything else is.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells, _compositions
from growthpole.dims import ACTIVITY, REGION, result

__all__ = ["gini", "locational_gini"]

Weights = Literal["size", "equal"]

_WEIGHTING = {"size": "weighted by size (twice Krugman's area)", "equal": "each counted once"}


def gini(x: xr.DataArray, dim: str, *, normalized: bool = False) -> xr.DataArray:
    """Gini coefficient of the inequality among the labels of ``dim``.

    ``G = Σ_i (2i − n − 1) s_(i) / n`` with ``s_(1) ≤ … ≤ s_(n)`` the sorted shares ``s_i = x_i / Σ_j x_j`` and n the
    number of labels along ``dim``, those with zero included; normalised ``G · n / (n − 1)``.

    Parameters
    ----------
    x : DataArray
        Levels, zero or more, any dims and one unit; nothing missing.
    dim : str
        Dimension whose labels are unequal; each counts once.
    normalized : bool
        Rescale from [0, 1 − 1/n] to [0, 1].

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
    >>> sales = xr.DataArray([20.0, 50.0, 20.0, 10.0], coords={"firm": list("abcd")}, dims="firm")
    >>> print(round(gini(sales, "firm").item(), 6), round(gini(sales, "firm", normalized=True).item(), 6))
    0.3 0.4

    References
    ----------
    Gini, C. (1912). Variabilità e mutabilità. Cuppini, Bologna.
    Wieland, T. (2019). REAT: A Regional Economic Analysis Toolbox for R. REGION 6(3), R1–R57.
    doi:10.18335/region.v6i3.267
    """
    parts, codes = _compositions.shares(x, dim, "gini")
    labels = parts.sizes[dim]
    in_order = np.sort(parts.transpose(..., dim).values, axis=-1)
    places = (2 * np.arange(1, labels + 1) - labels - 1) / labels
    coefficient = codes.copy(data=np.asarray((in_order * places).sum(axis=-1)))
    convention = f"twice the area between Lorenz curve and diagonal over {dim}"
    if normalized:
        codes = _compositions.one_label(parts, dim, "gini", codes)
        coefficient = coefficient * (labels / (labels - 1) if labels > 1 else np.nan)
        convention += f", normalised for {labels} labels"
    return result(coefficient, name="gini", unit="1", convention=convention, reason=codes)


def locational_gini(x: xr.DataArray, dim: str = REGION, *, weights: Weights = "size") -> xr.DataArray:
    """Gini coefficient of location quotients: how unlike the rest an activity is spread over regions.

    ``G_a = ½ Σ_r Σ_t p_r p_t |LQ_ra − LQ_ta| / Σ_r p_r LQ_ra`` with ``LQ_ra = (x_ra / X_a) / (X_r / X)`` the location
    quotient. Weights by size, ``p_r = X_r / X``, give the Lorenz curve of Krugman (1991), who reports its area, half of
    this coefficient. Equal weights, ``p_r = 1/m`` for m regions with any activity, give the unweighted form
    of Nakamura and Morrison Paul that REAT computes.

    Parameters
    ----------
    x : DataArray
        Levels [..., region, activity], zero or more, nothing missing.
    dim : {"region", "activity"}
        Over regions: the concentration of each activity. Over activities: the specialisation of each
        region, with the roles of r and a exchanged.
    weights : {"size", "equal"}
        Whether a label counts by its size, or each counts once.

    Returns
    -------
    DataArray
        The dims of ``x`` without ``dim``, unit 1, from 0 to below 1. NaN with reason ``zero_total``,
        ``zero_activity`` (over regions) or ``zero_region`` (over activities). Empty labels of ``dim`` have
        no location quotient and are left out.

    Raises
    ------
    Undefined
        A single table sums to zero.
    InputError
        Negative, infinite or missing values, a missing dimension or an unknown option.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["Berlin", "Hamburg", "Bavaria", "Saxony"], "activity": ["farming", "trade", "industry"]}
    >>> rows = [[394, 279517, 126697], [957, 248013, 114087], [27623, 1096036, 1410895], [21558, 310970, 337397]]
    >>> jobs = xr.DataArray(rows, coords=labels, dims=["region", "activity"])
    >>> locational_gini(jobs).round(3).values
    array([0.348, 0.086, 0.084])

    References
    ----------
    Krugman, P. (1991). Geography and Trade. MIT Press.
    Nakamura, R., Morrison Paul, C. J. (2009). Measuring agglomeration. In: Handbook of Regional Growth
    and Development Theories, Edward Elgar, 305–328.
    """
    _cells.one_of("dim", dim, (REGION, ACTIVITY))
    _cells.one_of("weights", weights, ("size", "equal"))
    values = _cells.levels(x, (REGION, ACTIVITY), "x")
    kept = ACTIVITY if dim == REGION else REGION
    size, own_total = values.sum(kept), values.sum(dim)
    total = size.sum(dim)
    _cells.require_total(total, measure="locational_gini", name="x")
    p = size / _cells.positive(total)
    q = values / _cells.positive(own_total)
    ratio = (q / p.where(p > 0)).fillna(0.0)
    if weights == "equal":
        occupied = (p > 0).astype(np.float64)
        p = occupied / _cells.positive(occupied.sum(dim))
        q = ratio / _cells.positive(ratio.sum(dim))
    empty = {f"zero_{kept}": own_total == 0}
    codes = _cells.reasons(own_total * 0, zero_total=total == 0, **empty)
    return result(
        _area(ratio, p, q, dim).where(codes == 0).transpose(*codes.dims),
        name="locational_gini",
        unit="1",
        convention=f"Gini of location quotients over {dim}, {_WEIGHTING[weights]}",
        reason=codes,
    )


def _area(ratio: xr.DataArray, p: xr.DataArray, q: xr.DataArray, dim: str) -> xr.DataArray:
    """Twice the area between the diagonal and the curve of ``q`` against ``p``, in the order of ``ratio``."""
    ratio, p, q = (array.transpose(..., dim) for array in xr.broadcast(ratio, p, q))
    order = np.argsort(ratio.values, axis=-1, kind="stable")
    across, up = (np.take_along_axis(array.values, order, axis=-1) for array in (p, q))
    before = (np.cumsum(array, axis=-1) - array for array in (across, up))
    across_before, up_before = before
    doubled = (up * across_before - across * up_before).sum(axis=-1)
    return ratio.isel({dim: 0}, drop=True).copy(data=np.asarray(doubled))
