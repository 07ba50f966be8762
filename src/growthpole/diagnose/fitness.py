"""Fitness and complexity: an activity is worth little as soon as unfit regions manage it.

Economic complexity takes plain means, so a single rich region lifts everything it has. Here the fitness of a
region is the sum of the complexity of its activities, and the complexity of an activity a harmonic sum of the
fitness of the regions that have it, dominated by the weakest.

The two solve a scaling of ``M``: ``M_ra Q_a / F_r`` has equal row sums and equal column sums. A solution with every
fitness above zero exists only if each group of regions, ``k`` of ``n``, has between them at least the part ``k/n`` of
all activities, and shares them with no other region when it has just that part. Where a group has less, its fitness
falls by the same factor at each step toward zero; its value, and the order inside the group, then tell the number of
steps and not the region. Where a group has just its part and shares it, as in a nested square matrix, its fitness
falls like one over the number of steps: the changes become as small as one likes while it still falls. So no
change of a step decides which of these holds. It is decided by counting, before the first step and for any tolerance:
what vanishes is 0 and flagged, what falls without settling has no value, and the rest is iterated alone.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import xarray as xr

from growthpole.diagnose import _cells, _compositions, _panels, _presences, _scalable
from growthpole.diagnose._spectrum import Matrix
from growthpole.dims import ACTIVITY, REGION, result
from growthpole.errors import InputError, Undefined, listed

__all__ = ["fitness_complexity"]

# a change as small as this is one of rounding, and tells nothing of what is still to come
_ROUNDING = 1e-15
_CONVENTION = "Tacchella et al. 2012: each step over its mean; extremality 1"


def fitness_complexity(
    m: xr.DataArray,
    tolerance: float = 1e-12,
    *,
    max_iterations: int = 20_000,
    on_undefined: _cells.OnUndefined = "nan",
) -> xr.Dataset:
    """Fitness of regions and complexity of activities, iterated until they stand still.

    ``F_r = Σ_a M[r,a] Q_a`` and ``Q_a = 1 / Σ_r (M[r,a] / F_r)``, each divided by its mean over regions or activities,
    from 1 on, until no value is further than the tolerance from its limit (relative to the larger of the value and 1;
    what is still to come is that of a geometric series through the last two changes).

    Parameters
    ----------
    m : DataArray
        Presence [..., region, activity], bool or 0 and 1; a panel is computed in one call.
    tolerance : float
        Above 1e-15 and below 0.1.
    max_iterations : int
        Steps after which a matrix that has a limit is given up as not converged.
    on_undefined : {"nan", "raise"}
        What to do with a matrix of a panel that is empty or does not converge.

    Returns
    -------
    Dataset
        ``fitness`` [..., region] and ``complexity`` [..., activity], unit 1, of mean 1 over those that are not
        empty; ``region_vanishing``, ``activity_vanishing``: true where the value falls by a factor without end, which
        is then 0 and ranks nothing among the others that vanish; neither depends on the tolerance. ``iterations``
        (none where counting shows that there is no limit) and ``converged`` of each matrix. Coordinates
        ``fitness_reason`` and ``complexity_reason``: ``zero_total``, ``zero_region``, ``zero_activity``,
        ``not_converged``.

    Raises
    ------
    Undefined
        A single matrix, or one of a panel with ``on_undefined="raise"``, is empty or does not converge.
    InputError
        Values that are no presences, a tolerance out of range, fewer than one iteration.

    Examples
    --------
    >>> import xarray as xr
    >>> labels = {"region": ["N", "S"], "activity": ["car", "ship", "grain"]}
    >>> m = xr.DataArray([[1, 1, 1], [0, 1, 1]], coords=labels, dims=["region", "activity"])
    >>> found = fitness_complexity(m)
    >>> found.fitness.values.round(3), found.complexity.values.round(3)
    (array([1.5, 0.5]), array([2. , 0.5, 0.5]))

    References
    ----------
    Tacchella, A., Cristelli, M., Caldarelli, G., Gabrielli, A., Pietronero, L. (2012). A new metrics for countries'
    fitness and products' complexity. Scientific Reports 2, 723. doi:10.1038/srep00723
    Pugliese, E., Zaccaria, A., Pietronero, L. (2016). On the convergence of the fitness–complexity algorithm. The
    European Physical Journal Special Topics 225, 1893–1911. doi:10.1140/epjst/e2015-50118-1
    """
    if not 1e-15 < tolerance < 0.1:
        raise InputError("outside-range", name="tolerance", low=1e-15, high=0.1, received=tolerance)
    most = _compositions.whole("max_iterations", max_iterations, 1, 10_000_000)
    values = _presences.presences(m)
    diversity, ubiquity = _presences.diversity(values), _presences.ubiquity(values)
    total = diversity.sum(REGION)
    _cells.require_total(total, measure="fitness_complexity", name="m", on_undefined=on_undefined)
    fitness, complexity, fading, faded, steps, settled = xr.apply_ufunc(
        partial(_each, tolerance=tolerance, most=most),
        values,
        input_core_dims=[[REGION, ACTIVITY]],
        output_core_dims=[[REGION], [ACTIVITY], [REGION], [ACTIVITY], [], []],
    )
    restless = (total > 0) & ~settled
    if bool(restless.any()) and (total.ndim == 0 or on_undefined == "raise"):
        at, where = _presences.first(restless)
        falling = fading.isel(at)
        labels = listed(falling[REGION].values[falling.values]) or "–"
        raise Undefined("not-converged", where=where, steps=most, tolerance=f"{tolerance:g}", regions=labels)
    of_region = _cells.reasons(diversity * 0, zero_total=total == 0, zero_region=diversity == 0, not_converged=restless)
    of_activity = _cells.reasons(
        ubiquity * 0, zero_total=total == 0, zero_activity=ubiquity == 0, not_converged=restless
    )
    convention = f"{_CONVENTION}; tolerance {tolerance:g}"
    found = {
        "fitness": fitness.where(of_region == 0),
        "complexity": complexity.where(of_activity == 0),
        "region_vanishing": fading & (of_region == 0),
        "activity_vanishing": faded & (of_activity == 0),
        "iterations": steps,
        "converged": settled,
    }
    named = {name: result(array, name=name, unit="1", convention=convention) for name, array in found.items()}
    return _panels.explained(xr.Dataset(named), fitness=of_region, complexity=of_activity)


def _each(m: Matrix, tolerance: float, most: int) -> tuple[Any, ...]:
    """Fitness and complexity of each matrix of a stack."""
    lead, (regions, activities) = m.shape[:-2], m.shape[-2:]
    fitness, complexity = np.full((*lead, regions), np.nan), np.full((*lead, activities), np.nan)
    fading, faded = np.zeros((*lead, regions), dtype=bool), np.zeros((*lead, activities), dtype=bool)
    steps, settled = np.zeros(lead, dtype=np.int64), np.zeros(lead, dtype=bool)
    for at, has, had, kept in _presences.occupied(m):
        part = _scalable.lasting(kept)
        if part.falling.any():
            fading[at][has] = part.falling
            continue
        inner = np.ascontiguousarray(kept[np.ix_(part.regions, part.activities)])
        f, q, steps[at], settled[at] = _iterate(inner, tolerance, most)
        if not settled[at]:
            continue
        fitness[at][has], complexity[at][had] = _spread(f, part.regions), _spread(q, part.activities)
        fading[at][has], faded[at][had] = ~part.regions, ~part.activities
    return fitness, complexity, fading, faded, steps, settled


def _spread(values: Matrix, lasting: _scalable.Flags) -> Matrix:
    """Values of mean 1 at the places that last, with mean 1 over all places; 0 elsewhere."""
    spread = np.zeros(len(lasting))
    spread[lasting] = values * (len(lasting) / len(values))
    return spread


def _iterate(m: Matrix, tolerance: float, most: int) -> tuple[Matrix, Matrix, int, bool]:
    """Last step of a matrix that has a limit: values, how many steps, and whether it came near enough."""
    f, q = np.ones(m.shape[0]), np.ones(m.shape[1])
    transposed = np.ascontiguousarray(m.T)
    before = np.inf
    for step in range(1, most + 1):
        f_before, q_before = f, q
        f = m @ q
        f /= f.mean()
        q = 1 / (transposed @ (1 / f))
        q /= q.mean()
        change = max(_change(f, f_before), _change(q, q_before))
        if max(change, _rest(change, before)) <= tolerance:
            return f, q, step, True
        before = change
    return f, q, most, False


def _change(new: Matrix, old: Matrix) -> float:
    """Largest change, relative to the larger of the value and 1."""
    return float((np.abs(new - old) / np.maximum(new, 1)).max())


def _rest(change: float, before: float) -> float:
    """All changes still to come, when each is to the one before as the last two are."""
    if change <= _ROUNDING:
        return 0.0
    return change * change / (before - change) if change < before else np.inf
