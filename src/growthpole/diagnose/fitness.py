"""Fitness and complexity: an activity is worth little as soon as unfit regions manage it.

Economic complexity takes plain means, so a single rich region lifts everything it has. Here the fitness of a
region is the sum of the complexity of its activities, and the complexity of an activity a harmonic sum of the
fitness of the regions that have it, dominated by the weakest.

The two solve a scaling of ``M``: ``M_ra Q_a / F_r`` has equal row sums and equal column sums. A solution with every
fitness above zero exists only if each group of regions, ``k`` of ``n``, has between them at least the part ``k/n`` of
all activities. Where a group has less, its fitness falls by the same factor at each step toward zero; its value,
and the order inside the group, then tell the number of steps and not the region. Where a group has just that
part and shares it, as in a nested square matrix, its fitness falls like one over the number of steps, which no
tolerance ever meets. So the iteration runs to a tolerance, never to a count; what vanishes is 0 and flagged; and
what does not settle has no value.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from growthpole.diagnose import _cells, _compositions, _panels, _presences
from growthpole.diagnose._spectrum import Matrix
from growthpole.dims import ACTIVITY, REGION, result
from growthpole.errors import InputError, Undefined, listed

__all__ = ["fitness_complexity"]

Flags = npt.NDArray[np.bool_]

_FLOOR = 1e-150
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
    from 1 on, until no value changes by more than the tolerance (relative to the larger of the value and 1).

    Parameters
    ----------
    m : DataArray
        Presence [..., region, activity], bool or 0 and 1; a panel is computed in one call.
    tolerance : float
        Above 1e-15 and below 0.1.
    max_iterations : int
        Steps after which a matrix is given up as not converged.
    on_undefined : {"nan", "raise"}
        What to do with a matrix of a panel that is empty or does not converge.

    Returns
    -------
    Dataset
        ``fitness`` [..., region] and ``complexity`` [..., activity], unit 1, of mean 1 over those that are not
        empty; ``region_vanishing``, ``activity_vanishing``: true where the value falls without end, which is
        then 0 and ranks nothing among the others that vanish; ``iterations`` and ``converged`` of each matrix.
        Coordinates ``fitness_reason`` and ``complexity_reason``: ``zero_total``, ``zero_region``, ``zero_activity``,
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
        f, q, f_falls, q_falls, count, still = _iterate(kept, tolerance, most)
        fitness[at][has], complexity[at][had] = np.where(f_falls, 0, f), np.where(q_falls, 0, q)
        fading[at][has], faded[at][had] = f_falls, q_falls
        steps[at], settled[at] = count, still
    return fitness, complexity, fading, faded, steps, settled


def _iterate(m: Matrix, tolerance: float, most: int) -> tuple[Matrix, Matrix, Flags, Flags, int, bool]:
    """Last step of one matrix: values, which of them vanish, how many steps, and whether it settled."""
    f, q = np.ones(m.shape[0]), np.ones(m.shape[1])
    transposed = np.ascontiguousarray(m.T)
    step, settled = 0, False
    f_falls, q_falls = np.zeros(len(f), dtype=bool), np.zeros(len(q), dtype=bool)
    while not settled and step < most:
        step += 1
        f_before, q_before = f, q
        f = m @ q
        f = np.maximum(f / f.mean(), _FLOOR)
        q = 1 / (transposed @ (1 / f))
        q = np.maximum(q / q.mean(), _FLOOR)
        if max(_change(f, f_before), _change(q, q_before)) <= tolerance or step == most:
            f_falls, q_falls = _falls(f, f_before, tolerance), _falls(q, q_before, tolerance)
            settled = step < most and _must_vanish(m, f_falls)
    return f, q, f_falls, q_falls, step, settled


def _change(new: Matrix, old: Matrix) -> float:
    """Largest change, relative to the larger of the value and 1."""
    return float((np.abs(new - old) / np.maximum(new, 1)).max())


def _falls(new: Matrix, old: Matrix, tolerance: float) -> Flags:
    """Where a value loses more of itself in a step than the root of the tolerance, or has hit the floor."""
    falling: Flags = (old - new > np.sqrt(tolerance) * new) | (new <= 10 * _FLOOR)
    return falling


def _must_vanish(m: Matrix, falling: Flags) -> bool:
    """Whether the regions that fall have no more than their part of the activities, so that they fall for ever."""
    activities = np.count_nonzero(m[falling].any(axis=0))
    return bool(activities * m.shape[0] <= np.count_nonzero(falling) * m.shape[1])
