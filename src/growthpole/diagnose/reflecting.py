"""The method of reflections: averaging back and forth between regions and activities.

Diversity is refined by the mean ubiquity of what a region has, that by the mean diversity of the regions that have it,
and so on. The even steps for regions tend to economic complexity, on a scale that shrinks with every step: after a
few dozen only rounding is left. It stands here as a check of :func:`.economic_complexity`, which takes the limit
exactly.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells, _compositions, _panels, _presences
from growthpole.dims import ACTIVITY, REGION, result

__all__ = ["reflections"]

_STEP = "reflection"
_CONVENTION = "Hidalgo and Hausmann 2009, not standardised"


def reflections(m: xr.DataArray, iterations: int = 18) -> xr.Dataset:
    """Every step of the method of reflections.

    ``k_r,0 = D_r``, ``k_a,0 = U_a``; ``k_r,N = Σ_a M[r,a] k_a,N−1 / D_r`` and ``k_a,N = Σ_r M[r,a] k_r,N−1 / U_a``.

    Parameters
    ----------
    m : DataArray
        Presence [..., region, activity], bool or 0 and 1; a panel is computed in one call.
    iterations : int
        N of the last step, from 0 to 100.

    Returns
    -------
    Dataset
        ``k_region`` [..., region, reflection] and ``k_activity`` [..., activity, reflection], reflection 0 to N, unit
        1. Even steps of regions rise with complexity, odd ones fall. NaN with ``k_region_reason`` or
        ``k_activity_reason``: ``zero_total``, ``zero_region``, ``zero_activity``.

    Raises
    ------
    Undefined
        A single matrix is empty.
    InputError
        Values that are no presences, or iterations that are no whole number in the range.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S"], "activity": ["car", "grain"]}
    >>> m = xr.DataArray([[1, 1], [0, 1]], coords=labels, dims=["region", "activity"])
    >>> reflections(m, 2).k_region.values
    array([[2.  , 1.5 , 1.75],
           [1.  , 2.  , 1.5 ]])

    References
    ----------
    Hidalgo, C. A., Hausmann, R. (2009). The building blocks of economic complexity. PNAS 106(26),
    10570–10575. doi:10.1073/pnas.0900943106
    """
    count = _compositions.whole("iterations", iterations, 0, 100)
    values = _presences.presences(m)
    diversity, ubiquity = _presences.diversity(values), _presences.ubiquity(values)
    total = diversity.sum(REGION)
    _cells.require_total(total, measure="reflections", name="m")
    had, shared = _cells.positive(diversity), _cells.positive(ubiquity)
    regions, activities = [had], [shared]
    for _ in range(count):
        means = xr.dot(values, activities[-1].fillna(0), dim=ACTIVITY) / had
        activities.append(xr.dot(values, regions[-1].fillna(0), dim=REGION) / shared)
        regions.append(means)
    found = {}
    for name, steps, dims in (
        ("k_region", regions, diversity.dims),
        ("k_activity", activities, ubiquity.dims),
    ):
        joined = xr.concat(steps, _STEP).assign_coords({_STEP: np.arange(count + 1)}).transpose(*dims, _STEP)
        found[name] = result(joined, name=name, unit="1", convention=_CONVENTION)
    zero_total, none = total == 0, {name: array.isnull() * 0 for name, array in found.items()}
    return _panels.explained(
        xr.Dataset(found),
        k_region=_cells.reasons(none["k_region"], zero_total=zero_total, zero_region=diversity == 0),
        k_activity=_cells.reasons(none["k_activity"], zero_total=zero_total, zero_activity=ubiquity == 0),
    )
