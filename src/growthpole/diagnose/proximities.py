"""Proximity: how near are two activities, judged by who has both?

Activities that need the same skills, suppliers or institutions are found in the same regions. The proximity of
two activities is how often they are present together, set against how often each is present at all; the kinds
differ in that second number. Drawn as a network it is the *product space*.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells, _presences, _spaces
from growthpole.dims import ACTIVITY, REASONS, REGION, require_dims, result
from growthpole.errors import InputError

__all__ = ["proximity"]


def proximity(m: xr.DataArray, kind: _spaces.Kind = "max") -> xr.DataArray:
    """Proximity of each two activities.

    With ``C_ab`` the regions that have both a and b, and ``U_a`` those that have a: ``max``
    ``φ_ab = C_ab / max(U_a, U_b)``, the smaller of the two conditional probabilities; ``min``
    ``C_ab / min(U_a, U_b)``; ``sqrt`` ``C_ab / √(U_a U_b)``; ``jaccard`` ``C_ab / (U_a + U_b − C_ab)``;
    ``asymmetric`` ``C_ab / U_b``, the probability of ``activity`` where ``activity_other`` is present;
    ``cosine`` and ``correlation`` compare the columns of the matrix over regions. Of presences, ``cosine`` is the
    same number as ``sqrt``; unlike it, ``cosine`` and ``correlation`` also take levels or location quotients.

    Parameters
    ----------
    m : DataArray
        Presences [..., region, activity], bool or 0 and 1; for ``cosine`` and ``correlation`` any finite values of
        zero or more, where a region or an activity that is undefined as a whole is left out. A panel is computed
        in one call, each period from its own presences.
    kind : {"max", "min", "sqrt", "cosine", "correlation", "asymmetric", "jaccard"}
        Which proximity.

    Returns
    -------
    DataArray
        [..., activity, activity_other], exactly 1 on the diagonal, unit 1, from 0 to 1 (from −1 for correlation);
        symmetric but for ``asymmetric``. NaN with reason ``zero_activity`` in the rows and columns of an
        activity nobody has, ``not_applicable`` for the correlation of an activity that is the same everywhere.

    Raises
    ------
    InputError
        Values that are neither yes nor no, negative, infinite or partly missing values, a missing dimension or an
        unknown kind.
    LabelMismatch
        A dimension without labels or with repeated ones.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S", "W"], "activity": ["a", "b", "c"]}
    >>> m = xr.DataArray([[1, 1, 0], [1, 0, 1], [1, 1, 1]], coords=labels, dims=["region", "activity"])
    >>> proximity(m).sel(activity="b").values.round(3)
    array([0.667, 1.   , 0.5  ])
    >>> proximity(m, "asymmetric").sel(activity="a").values
    array([1., 1., 1.])

    References
    ----------
    Hidalgo, C. A., Klinger, B., Barabási, A.-L., Hausmann, R. (2007). The product space conditions the development
    of nations. Science 317(5837), 482–487. doi:10.1126/science.1144581
    van Eck, N. J., Waltman, L. (2009). How to normalize cooccurrence data? JASIST 60(8), 1635–1651.
    doi:10.1002/asi.21075
    """
    _spaces.known_kind(kind)
    values = _presences.presences(m) if kind in _spaces.COUNTED else _columns(m)
    require_free(values, _spaces.OTHER)
    size = values.sizes[ACTIVITY]
    lead = values.shape[:-2]
    near = np.full((*lead, size, size), np.nan)
    codes = np.zeros((*lead, size, size), dtype=np.int8)
    for place in product(*map(range, lead)):
        table = values.values[place]
        space = _spaces.named(kind, table[~np.isnan(table).any(axis=1)])
        used, square = np.flatnonzero(space.used), near[place]
        for part, rows in space.blocks():
            square[np.ix_(used[part], used)] = rows
        codes[place] = _either(space.codes)
    if kind in ("cosine", "correlation"):
        near = (near + near.swapaxes(-1, -2)) / 2
    dims = (*values.dims[:-2], ACTIVITY, _spaces.OTHER)
    coords = {dim: values[dim].values for dim in dims[:-1] if dim in values.coords}
    labelled = xr.DataArray(near, coords={**coords, _spaces.OTHER: values[ACTIVITY].values}, dims=dims)
    reason = xr.DataArray(codes, coords=labelled.coords, dims=dims)
    return result(labelled, name="proximity", unit="1", convention=_spaces.CONVENTIONS[kind], reason=reason)


def require_free(values: xr.DataArray, dim: str) -> None:
    """Raise :class:`InputError` when the input has a dimension the measure forms itself."""
    if dim in values.dims:
        raise InputError("reserved-dim", dim=dim)


def _either(codes: _spaces.Codes) -> _spaces.Codes:
    """Reason of each pair: that of the activity, else that of the other."""
    return np.where(codes[:, None] != 0, codes[:, None], codes[None, :]).astype(np.int8)


def _columns(m: xr.DataArray) -> xr.DataArray:
    """Finite values [..., region, activity]; a whole undefined region stays NaN, a whole undefined activity is 0.

    A location quotient is undefined along a whole region or activity that is empty; any other gap is missing data.
    """
    require_dims(m, (REGION, ACTIVITY), "m")
    values = _cells.levels(m, (REGION, ACTIVITY), "m", missing="absent").transpose(..., REGION, ACTIVITY)
    absent = values.isnull()
    if not bool(absent.any()):
        return values
    structural = [REASONS[name] for name in ("zero_region", "zero_activity")]
    stated = _cells.reason_of(m)
    codes = xr.zeros_like(values) if stated is None else stated
    region = absent.all(ACTIVITY)
    activity = (absent | region).all(REGION)
    unexplained = absent & ~((region | activity) & codes.isin(structural)).transpose(*values.dims)
    if bool(unexplained.any()):
        raise InputError(
            "missing-cells", name="m", count=int(unexplained.sum()), cells=_cells.cells(values, unexplained)
        )
    return values.where(~activity | region, 0.0).transpose(*values.dims)
