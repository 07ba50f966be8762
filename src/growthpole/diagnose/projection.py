"""Complexity on somebody else's scale: provinces and cities by what the nation, or the world, says of activities.

Complexity computed from a few regions is fragile, and two separate computations share no scale. A small set of
regions is therefore *projected*: the complexity of activities is taken from a larger reference, and a region gets
the mean of what it has. The reference projected onto itself gives its own ECI. Small regions and rare activities
make presences by accident; they are left out first, by stated minima.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells, _panels, _presences
from growthpole.diagnose._orientation import SCALES
from growthpole.dims import ACTIVITY, REGION, result
from growthpole.errors import InputError, Undefined

__all__ = ["Sizeable", "drop_small", "project_complexity"]


def project_complexity(m: xr.DataArray, pci: xr.DataArray) -> xr.Dataset:
    """Complexity of regions as the mean complexity of what they have, on the scale of a reference.

    ``ECI_r = Σ_a M[r,a] PCI_a / Σ_a M[r,a]`` over the activities that have a PCI in the reference.

    Parameters
    ----------
    m : DataArray
        Presence [..., region, activity] of the regions to be placed, bool or 0 and 1.
    pci : DataArray
        [..., activity], ``economic_complexity(reference).pci``: the same activities, with its ``scale`` in attrs
        (``atlas`` keeps ECI = mean PCI in the reference). Without a period it serves every period of ``m``.

    Returns
    -------
    Dataset
        ``eci`` [..., region], unit 1, on the scale of the reference, and ``coverage``, the part of a region's
        activities that have a PCI. Coordinate ``eci_reason``: ``zero_region`` where a region has no activity,
        ``missing`` where none of those it has is known to the reference.

    Raises
    ------
    InputError
        Values that are no presences, infinite values of PCI, or a PCI that does not state its scale.
    LabelMismatch
        The activities differ.

    Examples
    --------
    >>> import xarray as xr
    >>> pci = xr.DataArray([2.0, 0.0], coords={"activity": ["car", "grain"]}, dims="activity", attrs={"scale": "atlas"})
    >>> labels = {"region": ["city", "county"], "activity": ["car", "grain"]}
    >>> m = xr.DataArray([[1, 1], [0, 1]], coords=labels, dims=["region", "activity"])
    >>> project_complexity(m, pci).eci.values
    array([1., 0.])

    References
    ----------
    Hausmann, R., Hidalgo, C. A. et al. (2014). The Atlas of Economic Complexity. MIT Press.
    doi:10.7551/mitpress/9647.001.0001
    """
    values = _presences.presences(m)
    numbers = _cells.levels(pci, (ACTIVITY,), "pci", missing="absent", signed=True)
    scale = pci.attrs.get("scale")
    if scale not in SCALES:
        raise InputError("unknown-option", option='pci.attrs["scale"]', value=scale, known=", ".join(SCALES))
    numbers = _panels.matched(values, numbers, without=REGION, name="m")
    known = xr.dot(values, numbers.notnull().astype(np.float64), dim=ACTIVITY)
    diversity = _presences.diversity(values)
    eci = xr.dot(values, numbers.fillna(0.0), dim=ACTIVITY) / _cells.positive(known)
    codes = _cells.reasons(diversity * 0, zero_region=diversity == 0, missing=known == 0)
    convention = f"mean PCI of what a region has; PCI of the reference, scale {scale}"
    found = xr.Dataset(
        {
            "eci": result(eci, name="eci", unit="1", convention=convention),
            "coverage": result(known / _cells.positive(diversity), name="coverage", unit="1", convention=convention),
        }
    )
    found["eci"].attrs["scale"] = scale
    return _panels.explained(found, eci=codes)


@dataclass(frozen=True, slots=True)
class Sizeable:
    """A table without its small regions and activities, and what was dropped.

    Attributes
    ----------
    values : DataArray
        What is left, in the order it had.
    regions, activities : tuple of str
        Labels dropped.
    """

    values: xr.DataArray
    regions: tuple[str, ...]
    activities: tuple[str, ...]


def drop_small(
    x: xr.DataArray,
    *,
    region_total: float = 0.0,
    activity_total: float = 0.0,
    diversity: int = 0,
    ubiquity: int = 0,
) -> Sizeable:
    """Table without the regions and activities below stated minima.

    Repeated until everything left meets them, since each one dropped lowers the totals of the others. In a panel
    a label stays when it meets the minimum in every period.

    Parameters
    ----------
    x : DataArray
        Levels or presences [..., region, activity], zero or more, nothing missing.
    region_total, activity_total : float
        Least total of a region over activities, of an activity over regions, in the unit of ``x``.
    diversity, ubiquity : int
        Least number of activities of a region, of regions of an activity, with a value above zero.

    Returns
    -------
    Sizeable
        ``values`` in the unit of ``x``, and the labels of ``regions`` and ``activities`` dropped.

    Raises
    ------
    Undefined
        Nothing is left.
    InputError
        Negative, infinite or missing values, a minimum that is negative or no number.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S"], "activity": ["a", "b"]}
    >>> x = xr.DataArray([[9.0, 3.0], [0.0, 1.0]], coords=labels, dims=["region", "activity"])
    >>> found = drop_small(x, region_total=2)
    >>> found.values.values, found.regions
    (array([[9., 3.]]), ('S',))

    References
    ----------
    Hausmann, R., Hidalgo, C. A. et al. (2014). The Atlas of Economic Complexity. MIT Press.
    doi:10.7551/mitpress/9647.001.0001
    """
    minima = {
        "region_total": region_total,
        "activity_total": activity_total,
        "diversity": diversity,
        "ubiquity": ubiquity,
    }
    for name, least in minima.items():
        if not (np.isfinite(least) and least >= 0):
            raise InputError("not-a-minimum", name=name, received=least)
    values = _cells.levels(x, (REGION, ACTIVITY), "x")
    stacked = values.transpose(..., REGION, ACTIVITY).values.reshape(-1, values.sizes[REGION], values.sizes[ACTIVITY])
    held = stacked > 0
    kept_r, kept_a = np.ones(stacked.shape[1], dtype=bool), np.ones(stacked.shape[2], dtype=bool)
    while True:
        region_sums, region_counts = stacked[:, :, kept_a].sum(2), held[:, :, kept_a].sum(2)
        activity_sums, activity_counts = stacked[:, kept_r].sum(1), held[:, kept_r].sum(1)
        now_r = kept_r & ((region_sums >= region_total) & (region_counts >= diversity)).all(0)
        now_a = kept_a & ((activity_sums >= activity_total) & (activity_counts >= ubiquity)).all(0)
        if not now_r.any() or not now_a.any():
            raise Undefined("nothing-left", minima=", ".join(f"{name} {least:g}" for name, least in minima.items()))
        if now_r.sum() == kept_r.sum() and now_a.sum() == kept_a.sum():
            break
        kept_r, kept_a = now_r, now_a
    return Sizeable(
        x.isel({REGION: kept_r, ACTIVITY: kept_a}),
        tuple(str(label) for label in values[REGION].values[~kept_r]),
        tuple(str(label) for label in values[ACTIVITY].values[~kept_a]),
    )
