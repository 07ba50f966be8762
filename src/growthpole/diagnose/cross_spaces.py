"""Cross-space relatedness: from science to technology, from technology to industry.

Two kinds of activity, counted over the same regions, can be near to each other as well: a field of science and the
technologies found where it is strong. *Cross-proximity* is proximity between the two sets; *cross-density* is how
much of what surrounds an activity in the other space a region has. It shows the ways into an activity that the
activity's own space does not.
"""

from __future__ import annotations

from itertools import product
from typing import Literal, cast

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells, _densities, _presences, _spaces
from growthpole.dims import ACTIVITY, REASON, REASONS, REGION, align, require_dims, result
from growthpole.errors import InputError

__all__ = ["cross_density", "cross_proximity"]

Kind = Literal["max", "min", "sqrt", "asymmetric", "jaccard"]


def cross_proximity(
    m_from: xr.DataArray, m_to: xr.DataArray, kind: Kind = "max", *, dim_from: str = ACTIVITY
) -> xr.DataArray:
    """Proximity of each activity of one space to each activity of another, over the same regions.

    With ``C_af`` the regions that have both activity a and activity f of the other space, and ``U`` the regions that
    have each: ``max`` ``φ_af = C_af / max(U_a, U_f)``; ``min``, ``sqrt``, ``jaccard`` as in
    :func:`~growthpole.diagnose.proximity`; ``asymmetric`` ``C_af / U_f``, the probability of a where f is present.

    Parameters
    ----------
    m_from : DataArray
        Presences [..., region, ``dim_from``] in the space that leads (science), bool or 0 and 1.
    m_to : DataArray
        Presences [..., region, activity] in the space that is led to (technology), with the same regions and
        further dimensions.
    kind : {"max", "min", "sqrt", "asymmetric", "jaccard"}
        Which proximity.
    dim_from : str
        Name of the dimension of the leading space's activities.

    Returns
    -------
    DataArray
        [..., activity, ``dim_from``] (``activity_from`` when both have one name), unit 1, from 0 to 1. NaN with reason
        ``zero_activity`` where nobody has one of the two.

    Raises
    ------
    InputError
        Values that are neither yes nor no, a missing dimension, an unknown kind.
    LabelMismatch
        Regions or periods of the two differ.

    Examples
    --------
    >>> import xarray as xr
    >>> regions = ["N", "S", "W"]
    >>> fields = {"region": regions, "field": ["physics", "biology"]}
    >>> science = xr.DataArray([[1, 0], [1, 1], [0, 1]], coords=fields, dims=["region", "field"])
    >>> technology = xr.DataArray(
    ...     [[1], [1], [0]], coords={"region": regions, "activity": ["optics"]}, dims=["region", "activity"]
    ... )
    >>> cross_proximity(science, technology, dim_from="field").values
    array([[1. , 0.5]])

    References
    ----------
    Catalán, P., Navarrete, C., Figueroa, F. (2022). The scientific and technological cross-space: Is technological
    diversification driven by scientific endogenous capacity? Research Policy 51(8), 104016.
    doi:10.1016/j.respol.2020.104016
    Pugliese, E., Cimini, G., Patelli, A., Zaccaria, A., Pietronero, L., Gabrielli, A. (2019). Unfolding the
    innovation system for the development of countries. Scientific Reports 9, 16440. doi:10.1038/s41598-019-52767-5
    """
    _spaces.known_kind(kind, _spaces.COUNTED)
    target = _presences.presences(m_to, "m_to")
    source = _source(m_from, dim_from)
    for one, other, name in ((target, source, "m_from"), (source, target, "m_to")):
        require_dims(other, [str(dim) for dim in one.dims if dim != ACTIVITY], name)
    source = align(target, source, dims=[str(dim) for dim in target.dims[:-1]])[1].transpose(*target.dims)
    lead, shape = target.shape[:-2], (target.sizes[ACTIVITY], source.sizes[ACTIVITY])
    near, codes = np.full((*lead, *shape), np.nan), np.zeros((*lead, *shape), dtype=np.int8)
    for place in product(*map(range, lead)):
        ours, theirs = target.values[place], source.values[place]
        rows, columns = ours.any(axis=0), theirs.any(axis=0)
        codes[place] = np.where(rows[:, None] & columns[None, :], 0, REASONS["zero_activity"])
        square, used = near[place], np.flatnonzero(rows)
        cells = _spaces.counted(kind, ours[:, rows], theirs[:, columns])
        for part, found in _spaces.blocks(len(used), int(columns.sum()), cells):
            square[np.ix_(used[part], columns)] = found
    dims = (*map(str, target.dims[:-2]), ACTIVITY, _name(dim_from))
    coords = {dim: target[dim].values for dim in dims[:-1]} | {dims[-1]: source[ACTIVITY].values}
    labelled = xr.DataArray(near, coords=coords, dims=dims)
    return result(
        labelled,
        name="cross_proximity",
        unit="1",
        convention=_spaces.CONVENTIONS[kind].replace("activity_other", dims[-1]),
        reason=labelled.copy(data=codes),
    )


def cross_density(m_from: xr.DataArray, proximity: xr.DataArray, *, dim_from: str = ACTIVITY) -> xr.DataArray:
    """How much of what surrounds an activity in another space a region has.

    ``ω[r,a] = Σ_f φ_af M[r,f] / Σ_f φ_af``, f over the activities of the other space.

    Parameters
    ----------
    m_from : DataArray
        Presences [..., region, ``dim_from``] in the space that leads, bool or 0 and 1.
    proximity : DataArray
        φ from :func:`cross_proximity`, zero or more, with the same ``dim_from`` labels.
    dim_from : str
        Name of the dimension of the leading space's activities.

    Returns
    -------
    DataArray
        [..., region, activity], unit 1, from 0 to 1. NaN with reason ``zero_activity`` (or the proximity's own) for an
        activity without proximities, ``disconnected`` where all of them are 0. An activity of the leading space without
        proximities is in neither sum; the coordinate ``coverage`` is the share of a region's presences there that
        have them ([..., region]; NaN without presences).

    Raises
    ------
    InputError
        Values that are neither yes nor no, negative or partly missing proximities, a missing dimension.
    LabelMismatch
        Labels of the leading space or periods differ.

    Examples
    --------
    >>> import xarray as xr
    >>> fields = {"field": ["physics", "biology"]}
    >>> science = xr.DataArray([[1, 0]], coords={"region": ["N"], **fields}, dims=["region", "field"])
    >>> near = xr.DataArray([[0.75, 0.25]], coords={"activity": ["optics"], **fields}, dims=["activity", "field"])
    >>> cross_density(science, near, dim_from="field").values
    array([[0.75]])

    References
    ----------
    Catalán, P., Navarrete, C., Figueroa, F. (2022). The scientific and technological cross-space: Is technological
    diversification driven by scientific endogenous capacity? Research Policy 51(8), 104016.
    doi:10.1016/j.respol.2020.104016
    """
    source = _source(m_from, dim_from)
    other = _name(dim_from)
    require_dims(proximity, (ACTIVITY, other), "proximity")
    given = _cells.levels(proximity, (ACTIVITY, other), "proximity", missing="absent")
    like = source.rename({ACTIVITY: other})
    beyond = [str(dim) for dim in given.dims if dim != ACTIVITY and dim not in like.dims]
    if beyond or REGION in given.dims:
        unknown = ", ".join(beyond) or REGION
        raise InputError("missing-dims", name="m_from", missing=unknown, dims=", ".join(map(str, like.dims)))
    phi = align(like, given)[1].transpose(..., ACTIVITY, other)
    absent = phi.isnull()
    empty, unled = absent.all(other), absent.all(ACTIVITY)
    partial = absent & ~(empty | unled)
    if bool(partial.any()):
        raise InputError("missing-cells", name="proximity", count=int(partial.sum()), cells=_cells.cells(phi, partial))
    total = phi.sum(other)
    summed = xr.dot(like, phi.fillna(0.0), dim=other) / _cells.positive(total)
    density = cast("xr.DataArray", summed).clip(0.0, 1.0).transpose(*source.dims[:-1], ACTIVITY)
    codes = _cells.absence(proximity, given)
    own = align(like, codes)[1].max(other).where(empty, 0)
    spread = density.copy(data=np.zeros(density.shape)) + own
    codes = _cells.reasons(spread.transpose(*density.dims), disconnected=total == 0)
    finished = result(
        density,
        name="cross_density",
        unit="1",
        convention=f"share of proximities to {other} that the region has",
        reason=codes,
    )
    known = cast("xr.DataArray", xr.dot(like, (~unled).astype(np.float64), dim=other))
    coverage = (known / _cells.positive(like.sum(other))).transpose(*source.dims[:-1])
    return finished.assign_coords({_densities.COVERAGE: (coverage.dims, coverage.values)})


def _source(m_from: xr.DataArray, dim_from: str) -> xr.DataArray:
    """Presences of the leading space with its activities along ``activity``."""
    require_dims(m_from, (REGION, dim_from), "m_from")
    if dim_from != ACTIVITY and ACTIVITY in m_from.dims:
        raise InputError("reserved-dim", dim=ACTIVITY)
    bare = m_from.drop_vars(REASON, errors="ignore")
    return _presences.presences(bare if dim_from == ACTIVITY else bare.rename({dim_from: ACTIVITY}), "m_from")


def _name(dim_from: str) -> str:
    return f"{ACTIVITY}_from" if dim_from == ACTIVITY else dim_from
