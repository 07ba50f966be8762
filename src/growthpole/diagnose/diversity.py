"""Diversity: over how many activities a region is spread, and how related they are.

Shannon's entropy ``H = Σ p log(1/p)`` of shares ``p`` is 0 when one label holds everything and ``log n`` when n
labels hold the same. A classification tree splits it exactly: *unrelated variety* is the entropy
between the groups of the tree, *related variety* the entropy inside the groups, each weighted by its
share. Related activities can learn from each other; unrelated ones spread the risk of a slump.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from growthpole.diagnose import _cells, _compositions
from growthpole.dims import ACTIVITY, result
from growthpole.errors import InputError

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["entropy", "related_variety", "unrelated_variety"]


def entropy(x: xr.DataArray, dim: str, base: float = 2.0, *, normalized: bool = False) -> xr.DataArray:
    """Shannon entropy of the shares along ``dim``.

    ``H = Σ_i p_i log_b(1/p_i)`` with ``p_i = x_i / Σ_j x_j`` and ``0 log(1/0) = 0``; normalised ``H / log_b(n)`` with
    n the number of labels along ``dim``, those with zero included.

    Parameters
    ----------
    x : DataArray
        Levels, zero or more, any dims and one unit; nothing missing.
    dim : str
        Dimension over which the total is spread.
    base : float
        b, base of the logarithm, above 1: 2 gives bits, e natural units.
    normalized : bool
        Rescale from [0, log n] to [0, 1].

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
        Negative, infinite or missing values; ``dim`` absent or without labels; a base not above 1.

    Examples
    --------
    >>> import xarray as xr
    >>> x = xr.DataArray([50.0, 25.0, 25.0], coords={"activity": list("abc")}, dims="activity")
    >>> print(entropy(x, "activity").item(), round(entropy(x, "activity", normalized=True).item(), 6))
    1.5 0.946395

    References
    ----------
    Shannon, C. E. (1948). A mathematical theory of communication. Bell System Technical Journal 27(3),
    379–423. doi:10.1002/j.1538-7305.1948.tb01338.x
    """
    scale = _log_base(base)
    parts, codes = _compositions.shares(x, dim, "entropy")
    spread = (parts * _log(1 / _cells.positive(parts)).where(parts != 0, 0.0)).sum(dim, skipna=False) / scale
    convention = f"Shannon, base {base:g}, over {dim}"
    if normalized:
        codes = _compositions.one_label(parts, dim, "entropy", codes)
        labels = parts.sizes[dim]
        spread = spread * scale / (np.log(labels) if labels > 1 else np.nan)
        convention = f"Shannon over {dim}, normalised for {labels} labels"
    return result(spread, name="entropy", unit="1", convention=convention, reason=codes)


def related_variety(x: xr.DataArray, tree: Mapping[str, str], base: float = 2.0) -> xr.DataArray:
    """Related variety: entropy of activities inside the groups of a classification, weighted by group.

    ``RV = Σ_g P_g H_g`` with ``H_g = Σ_{a in g} (p_a/P_g) log_b(P_g/p_a)``, ``p_a`` the share of activity a and
    ``P_g`` that of its group.

    Parameters
    ----------
    x : DataArray
        Levels [..., activity], zero or more, nothing missing.
    tree : mapping of activity to group
        Parent of each activity, such as ``Classification.attribute("parent")``; further activities are
        ignored.
    base : float
        b, base of the logarithm, above 1; 2 as in the source.

    Returns
    -------
    DataArray
        The dims of ``x`` without activity, unit 1, zero or more; with unrelated variety it adds up to the
        entropy of activities. NaN with reason ``zero_total`` where the total is zero.

    Raises
    ------
    Undefined
        A single composition that sums to zero.
    LabelMismatch
        An activity without a group.
    InputError
        Negative, infinite or missing values; a missing dimension; a base not above 1.

    Examples
    --------
    >>> import xarray as xr
    >>> x = xr.DataArray([25.0, 25.0, 50.0], coords={"activity": ["cars", "lorries", "wine"]}, dims="activity")
    >>> print(related_variety(x, {"cars": "vehicles", "lorries": "vehicles", "wine": "drinks"}).item())
    0.5

    References
    ----------
    Frenken, K., Van Oort, F., Verburg, T. (2007). Related variety, unrelated variety and regional economic
    growth. Regional Studies 41(5), 685–697. doi:10.1080/00343400601120296
    """
    scale = _log_base(base)
    parts, codes = _compositions.shares(x, ACTIVITY, "related_variety")
    grouped = _compositions.Groups.of(parts, tree, ACTIVITY)
    above = grouped.own(grouped.totals(parts))
    inside = (parts * _log(above / _cells.positive(parts)).where(parts != 0, 0.0)).sum(ACTIVITY, skipna=False)
    return result(
        (inside / scale).transpose(*codes.dims),
        name="related_variety",
        unit="1",
        convention=f"entropy within {grouped.members.sizes[_compositions.GROUP]} groups, base {base:g}",
        reason=codes,
    )


def unrelated_variety(x: xr.DataArray, tree: Mapping[str, str], base: float = 2.0) -> xr.DataArray:
    """Unrelated variety: entropy between the groups of a classification.

    ``UV = Σ_g P_g log_b(1/P_g)`` with ``P_g = Σ_{a in g} p_a`` the share of group g.

    Parameters
    ----------
    x : DataArray
        Levels [..., activity], zero or more, nothing missing.
    tree : mapping of activity to group
        Parent of each activity, such as ``Classification.attribute("parent")``; further activities are
        ignored.
    base : float
        b, base of the logarithm, above 1; 2 as in the source.

    Returns
    -------
    DataArray
        The dims of ``x`` without activity, unit 1, zero or more; with related variety it adds up to the
        entropy of activities. NaN with reason ``zero_total`` where the total is zero.

    Raises
    ------
    Undefined
        A single composition that sums to zero.
    LabelMismatch
        An activity without a group.
    InputError
        Negative, infinite or missing values; a missing dimension; a base not above 1.

    Examples
    --------
    >>> import xarray as xr
    >>> x = xr.DataArray([25.0, 25.0, 50.0], coords={"activity": ["cars", "lorries", "wine"]}, dims="activity")
    >>> print(unrelated_variety(x, {"cars": "vehicles", "lorries": "vehicles", "wine": "drinks"}).item())
    1.0

    References
    ----------
    Frenken, K., Van Oort, F., Verburg, T. (2007). Related variety, unrelated variety and regional economic
    growth. Regional Studies 41(5), 685–697. doi:10.1080/00343400601120296
    """
    scale = _log_base(base)
    parts, codes = _compositions.shares(x, ACTIVITY, "unrelated_variety")
    grouped = _compositions.Groups.of(parts, tree, ACTIVITY)
    weight = grouped.totals(parts)
    terms = weight * _log(1 / _cells.positive(weight)).where(weight != 0, 0.0)
    return result(
        (terms.sum(_compositions.GROUP, skipna=False) / scale).transpose(*codes.dims),
        name="unrelated_variety",
        unit="1",
        convention=f"entropy between {weight.sizes[_compositions.GROUP]} groups, base {base:g}",
        reason=codes,
    )


def _log_base(base: float) -> float:
    """Natural logarithm of ``base``, which must be above 1."""
    if not (np.isfinite(base) and base > 1):
        raise InputError("not-above", name="base", floor=1, received=base)
    return float(np.log(base))


def _log(ratio: xr.DataArray) -> xr.DataArray:
    return ratio.copy(data=np.log(ratio.values))
