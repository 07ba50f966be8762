"""What surrounds a cell: related activities, similar regions, suppliers and users, leading spaces.

Each is taken in a plain form and *purged*: density is high wherever a region has much and an activity is common, so
what diversity and ubiquity explain is taken out by least squares, over the absent and over the present cells of the
year apart. What is left says something the two do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import xarray as xr

from growthpole.diagnose import cross_density, cross_proximity, proximity, relatedness_density
from growthpole.dims import ACTIVITY, REGION
from growthpole.opportunities.histories import Floats, History

if TYPE_CHECKING:
    from growthpole.opportunities.paths import Path

CAP = 2.0
"""Strength beyond which more of it adds nothing to the surroundings."""
_OTHER = "other"
_LONGEST_MOVE = 2.0
_NOTHING = 1e-12

__all__ = ["CAP", "densities", "purged", "standing"]


def standing(history: History) -> Floats:
    """Presences [region, activity] of the last year as 0 and 1."""
    held: Floats = (history.strengths[-1] >= 1).astype(np.float64)
    return held


def densities(history: History, path: Path) -> dict[str, Floats]:
    """Plain and purged surroundings [region, activity] at the last year of a history."""
    present = standing(history)
    options = history.strengths[-1] < 1
    labelled = xr.DataArray(
        present,
        coords={REGION: list(history.regions), ACTIVITY: list(history.activities)},
        dims=(REGION, ACTIVITY),
    )
    space = proximity(labelled, "max")
    density = relatedness_density(labelled, space).values
    near = np.where(np.isnan(space.values), 0.0, space.values)
    np.fill_diagonal(near, 0.0)
    weight = near.sum(axis=1)
    capped = np.minimum(np.where(np.isnan(history.strengths[-1]), 0.0, history.strengths[-1]), CAP) / CAP
    moves = np.clip(path.momentum, -_LONGEST_MOVE, _LONGEST_MOVE)
    found = {
        "density": density,
        "purged_density": purged(density, present, options),
        "relative_density": _relative(density, options),
        "depth": purged(_over(capped @ near.T, weight), present, options),
        "neighbour_growth": np.nan_to_num(_over(moves @ near.T, weight)),
        "similar_regions": purged(_similar(present), present, options),
    }
    if history.links is not None:
        found["linkage"] = purged(_linked(present, history.links), present, options)
    if history.leading is not None:
        found["leading_density"] = purged(_led(labelled, history.leading[-1]), present, options)
    return found


def purged(values: Floats, present: Floats, options: np.ndarray) -> Floats:
    """Residuals on diversity and ubiquity, options and present cells apart, in standard deviations; 0 if undefined."""
    found = np.zeros(values.shape)
    diversity, ubiquity = np.broadcast_arrays(present.sum(axis=1)[:, None], present.sum(axis=0)[None, :])
    for group in (options, present > 0):
        used = group & np.isfinite(values)
        if not used.any():
            continue
        design = np.stack([np.ones(int(used.sum())), diversity[used], ubiquity[used]], axis=1)
        target = values[used]
        residual = target - design @ np.linalg.lstsq(design, target, rcond=None)[0]
        spread = residual.std()
        # a residual of rounding errors is no information
        if spread > _NOTHING * max(float(np.abs(target).max()), 1.0):
            found[used] = residual / spread
    return found


def _relative(density: Floats, options: np.ndarray) -> Floats:
    """Density in standard deviations over the options of each region; 0 elsewhere."""
    used = options & np.isfinite(density)
    count = np.maximum(used.sum(axis=1, keepdims=True), 1)
    mean = np.where(used, density, 0.0).sum(axis=1, keepdims=True) / count
    apart = np.where(used, density - mean, 0.0)
    spread = np.sqrt((apart**2).sum(axis=1, keepdims=True) / count)
    relative: Floats = np.divide(apart, spread, out=np.zeros_like(apart), where=spread > _NOTHING)
    return relative


def _similar(present: Floats) -> Floats:
    """Share of the regions like this one, weighted by likeness (cosine of presences), that have the activity."""
    shared = present @ present.T
    size = np.sqrt(np.outer(np.diag(shared), np.diag(shared)))
    like = np.divide(shared, size, out=np.zeros_like(shared), where=size > 0)
    np.fill_diagonal(like, 0.0)
    weight = like.sum(axis=1, keepdims=True)
    shared_by: Floats = np.divide(like @ present, weight, out=np.zeros_like(present), where=weight > 0)
    return shared_by


def _linked(present: Floats, links: Floats) -> Floats:
    """Share of an activity's purchases and sales that is with activities the region has; NaN without a sector."""
    bound = np.where(np.isnan(links), 0.0, links)
    bound = bound + bound.T
    np.fill_diagonal(bound, 0.0)
    return _over(present @ bound.T, bound.sum(axis=1))


def _led(labelled: xr.DataArray, leading: Floats) -> Floats:
    other = xr.DataArray(
        leading,
        coords={REGION: labelled[REGION].values, _OTHER: np.arange(leading.shape[1])},
        dims=(REGION, _OTHER),
    )
    near = cross_proximity(other, labelled, dim_from=_OTHER)
    return cast("Floats", cross_density(other, near, dim_from=_OTHER).transpose(REGION, ACTIVITY).values)


def _over(sums: Floats, weight: Floats) -> Floats:
    share: Floats = np.divide(
        sums, weight, out=np.full(sums.shape, np.nan), where=np.broadcast_to(weight > 0, sums.shape)
    )
    return share
