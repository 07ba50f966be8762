"""Inequality by entropy: how far shares are from equal, and how much of it lies between groups.

Theil's two measures compare the shares ``s`` of n labels with the equal share 1/n. ``T = Σ s ln(n s)`` weighs
labels by what they have, ``L = (1/n) Σ ln(1 / (n s))``, the mean logarithmic deviation, counts each label
once and so needs every one of them above zero. Both are zero when all have the same, and both split
exactly into inequality *within* groups and inequality *between* the means of groups.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells, _compositions
from growthpole.dims import result
from growthpole.errors import InputError

__all__ = ["theil", "theil_decomposition"]

Kind = Literal["T", "L"]

_WEIGHT = {"T": "shares", "L": "labels"}


def theil(x: xr.DataArray, dim: str, kind: Kind = "T") -> xr.DataArray:
    """Theil's inequality among the labels of ``dim``: index T, or mean logarithmic deviation L.

    ``T = Σ_i s_i ln(n s_i)`` and ``L = (1/n) Σ_i ln(1 / (n s_i))`` with ``s_i = x_i / Σ_j x_j`` and n the number of
    labels along ``dim``. Natural logarithm; ``0 ln 0 = 0``.

    Parameters
    ----------
    x : DataArray
        Levels, zero or more (above zero for L), any dims and one unit; nothing missing.
    dim : str
        Dimension whose labels are unequal; each counts once.
    kind : {"T", "L"}
        Which of the two measures.

    Returns
    -------
    DataArray
        The dims of ``x`` without ``dim``, unit 1, zero or more; T at most ln n. NaN with reason
        ``zero_total`` where the total is zero.

    Raises
    ------
    Undefined
        A single vector that sums to zero.
    InputError
        Negative, infinite or missing values; zeros for L; ``dim`` absent or without labels.

    Examples
    --------
    >>> import xarray as xr
    >>> income = xr.DataArray([10, 10, 10, 20, 50], coords={"region": list("ABCDE")}, dims="region")
    >>> print(f"{theil(income, 'region').item():.7f} {theil(income, 'region', kind='L').item():.7f}")
    0.2502012 0.2326302

    References
    ----------
    Theil, H. (1967). Economics and Information Theory. North-Holland.
    Shorrocks, A. F. (1980). The class of additively decomposable inequality measures. Econometrica
    48(3), 613–625. doi:10.2307/1913126
    """
    parts, codes = _checked(x, dim, kind, "theil")
    return result(
        _weighted_log(parts, parts * parts.sizes[dim], kind, parts.sizes[dim]).sum(dim, skipna=False),
        name="theil",
        unit="1",
        convention=f"Theil {kind} over {dim}, natural logarithm",
        reason=codes,
    )


def theil_decomposition(x: xr.DataArray, groups: Mapping[str, str], dim: str, kind: Kind = "T") -> xr.Dataset:
    """Theil's inequality split into what lies within groups of labels and what lies between them.

    With ``S_g`` and ``n_g`` the share and the number of labels of group g, and ``T_g``, ``L_g`` the inequality among
    its labels: ``T = Σ_g S_g T_g + Σ_g S_g ln(S_g n / n_g)`` and
    ``L = Σ_g (n_g/n) L_g + Σ_g (n_g/n) ln(n_g / (n S_g))``.

    Parameters
    ----------
    x : DataArray
        Levels, zero or more (above zero for L), any dims and one unit; nothing missing.
    groups : mapping of label to group
        Group of each label of ``dim``; further labels are ignored.
    dim : str
        Dimension whose labels are unequal; each counts once.
    kind : {"T", "L"}
        Which of the two measures.

    Returns
    -------
    Dataset
        ``within``, ``between`` and their sum ``total``, the dims of ``x`` without ``dim``, unit 1, zero or
        more. NaN with reason ``zero_total`` where the total of ``x`` is zero.

    Raises
    ------
    Undefined
        A single vector that sums to zero.
    LabelMismatch
        A label without a group.
    InputError
        Negative, infinite or missing values; zeros for L; ``dim`` absent or without labels.

    Examples
    --------
    >>> import xarray as xr
    >>> income = xr.DataArray([1.0, 3.0, 2.0, 2.0], coords={"region": list("ABCD")}, dims="region")
    >>> parts = theil_decomposition(income, {"A": "east", "B": "east", "C": "west", "D": "west"}, "region")
    >>> [round(parts[name].item(), 6) for name in ("within", "between", "total")]
    [0.065406, 0.0, 0.065406]

    References
    ----------
    Theil, H. (1967). Economics and Information Theory. North-Holland.
    Shorrocks, A. F. (1980). The class of additively decomposable inequality measures. Econometrica
    48(3), 613–625. doi:10.2307/1913126
    """
    parts, codes = _checked(x, dim, kind, "theil_decomposition")
    grouped = _compositions.Groups.of(parts, groups, dim, "groups")
    labels, size = parts.sizes[dim], grouped.members.sum(dim)
    share = grouped.totals(parts)
    own_share, own_size = grouped.own(share), grouped.own(size)
    mean_ratio = parts * own_size / _cells.positive(own_share)
    within = _weighted_log(parts, mean_ratio, kind, labels).sum(dim, skipna=False)
    between = _weighted_log(parts, own_share * labels / own_size, kind, labels).sum(dim, skipna=False)
    terms = {"within": within, "between": between, "total": within + between}
    convention = f"Theil {kind} over {dim}, natural logarithm; groups weighted by their {_WEIGHT[kind]}"
    return xr.Dataset(
        {
            name: result(term.transpose(*codes.dims), name=name, unit="1", convention=convention, reason=codes)
            for name, term in terms.items()
        }
    )


def _checked(x: xr.DataArray, dim: str, kind: Kind, measure: str) -> tuple[xr.DataArray, xr.DataArray]:
    """Shares and reason codes, after L has refused zeros."""
    _cells.one_of("kind", kind, ("T", "L"))
    if kind == "L":
        values = _cells.levels(x, (dim,), "x")
        zero = values == 0
        if bool(zero.any()):
            raise InputError("zero-cells", measure=measure, count=int(zero.sum()), cells=_cells.cells(values, zero))
    return _compositions.shares(x, dim, measure)


def _weighted_log(parts: xr.DataArray, ratio: xr.DataArray, kind: Kind, labels: int) -> xr.DataArray:
    """Contribution of each label: ``s ln(ratio)`` for T, ``−ln(ratio)/n`` for L."""
    filled = ratio.where(parts != 0, 1.0)
    logs = filled.copy(data=np.log(filled.values))
    match kind:
        case "T":
            return parts * logs
        case "L":
            return -logs / labels
    raise InputError("unknown-option", option="kind", value=kind, known="T, L")
