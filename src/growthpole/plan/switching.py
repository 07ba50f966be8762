"""Switching values: at which value of one assumption a goal is just reached, the others as they are.

They say how far an assumption may fail, not how probable that is. Each is the solution of a condition that is monotone
in the assumption, so there is one or none; none has a reason: ``out_of_reach`` where no value suffices, ``not_needed``
where the goal is reached without.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from growthpole.dims import REASONS, result
from growthpole.plan._means import PlanAtMeans
from growthpole.plan.candidates import Projects
from growthpole.plan.requirements import least
from growthpole.tables.bands import above

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["break_even_probability", "tolerable_delay"]

# a goal that is reached exactly must not be missed by rounding
_ROUNDING: Final = 1e-9


def tolerable_delay(
    projects: Projects,
    starts: Mapping[str, int],
    organic: float,
    goal: float,
    target_year: int,
    *,
    multipliers: xr.DataArray | None = None,
    capacity: xr.DataArray | None = None,
) -> xr.DataArray:
    """Longest delay of the whole plan, beyond the delays expected, at which it still reaches the goal at its means.

    ``max{d ≥ 0 : organic + Δ(d) ≥ goal}`` with Δ(d) what the plan adds in the target year when every project is
    d years later: each project at its probability, mean utilisation and mean delay.

    Parameters
    ----------
    projects : Projects
        Candidates.
    starts : mapping of str to int
        Year of start of each chosen project.
    organic : float
        Mean of the sum over activities without the plan in the target year, in the unit of the projects.
    goal : float
        Level of the sum to reach, above zero.
    target_year : int
        Year of the goal.
    multipliers, capacity : DataArray, optional
        As for :func:`~growthpole.plan.spillover`; the spare capacity caps the mean.

    Returns
    -------
    DataArray
        Years, without dims, to within 1e-9 of the goal; NaN with reason ``out_of_reach`` where the plan falls short
        even without further delay, ``not_needed`` where the goal is reached without the plan.

    Raises
    ------
    InputError
        A number out of its range, a start that is not allowed, an activity without multipliers.

    Examples
    --------
    >>> import pandas as pd
    >>> plant = {"probability": 0.5, "investment": 10.0, "output": 20.0, "value_added": 0.25, "lead": 2.0}
    >>> projects = Projects(pd.DataFrame([plant], index=["plant"]), "1e8 CNY")
    >>> tolerable_delay(projects, {"plant": 2026}, 100.0, 105.0, 2030).round(6).item()
    2.5

    References
    ----------
    Lempert, R. J., Groves, D. G., Popper, S. W., Bankes, S. C. (2006). A general, analytic method for generating robust
    strategies and narrative scenarios. Management Science 52(4), 514–528. doi:10.1287/mnsc.1050.0472
    """
    plan = PlanAtMeans.of(projects, starts, target_year, multipliers, capacity)
    short = above("goal", goal, 0.0) - least("organic", organic)
    latest = float(np.max(plan.age, initial=0.0))
    words = f"on top of mean delays; goal {goal:g} in {target_year} at means"

    def spare(delay: float) -> float:
        return plan.adds(delay=delay) - short

    return _switching("tolerable_delay", "year", words, spare, goal, best=0.0, worst=latest)


def break_even_probability(
    projects: Projects,
    starts: Mapping[str, int],
    organic: float,
    goal: float,
    target_year: int,
    *,
    multipliers: xr.DataArray | None = None,
    capacity: xr.DataArray | None = None,
) -> xr.DataArray:
    """Least probability of production, the same for every project of the plan, at which it reaches the goal at means.

    ``min{p : organic + Δ(p) ≥ goal}`` with Δ(p) what the plan adds in the target year when each project comes into
    production with probability p, at its mean utilisation and mean delay. It takes the place of the stated ones.

    Parameters
    ----------
    projects, starts, organic, goal, target_year, multipliers, capacity
        As for :func:`tolerable_delay`.

    Returns
    -------
    DataArray
        Probability (unit 1), without dims, to within 1e-9 of the goal; NaN with reason ``out_of_reach`` where certain
        production does not suffice, ``not_needed`` where the goal is reached without the plan.

    Raises
    ------
    InputError
        As for :func:`tolerable_delay`.

    Examples
    --------
    >>> import pandas as pd
    >>> plant = {"probability": 0.5, "investment": 10.0, "output": 20.0, "value_added": 0.25, "lead": 2.0}
    >>> projects = Projects(pd.DataFrame([plant], index=["plant"]), "1e8 CNY")
    >>> break_even_probability(projects, {"plant": 2026}, 100.0, 105.0, 2030).round(3).item()
    0.25

    References
    ----------
    Lempert, R. J., Groves, D. G., Popper, S. W., Bankes, S. C. (2006). A general, analytic method for generating robust
    strategies and narrative scenarios. Management Science 52(4), 514–528. doi:10.1287/mnsc.1050.0472
    """
    plan = PlanAtMeans.of(projects, starts, target_year, multipliers, capacity)
    short = above("goal", goal, 0.0) - least("organic", organic)
    words = f"the same for each project of the plan; goal {goal:g} in {target_year} at means"

    def spare(probability: float) -> float:
        return plan.adds(probability=probability) - short

    return _switching("break_even_probability", "1", words, spare, goal, best=1.0, worst=0.0)


def _switching(
    name: str, unit: str, words: str, spare: Callable[[float], float], goal: float, *, best: float, worst: float
) -> xr.DataArray:
    """Where ``spare``, monotone from the best to the worst value of an assumption, falls below zero."""
    import xarray as xr
    from scipy.optimize import brentq

    def enough(value: float) -> float:
        return spare(value) + _ROUNDING * goal

    if enough(worst) >= 0:
        value, why = np.nan, "not_needed"
    elif enough(best) < 0:
        value, why = np.nan, "out_of_reach"
    else:
        value, why = float(brentq(enough, best, worst, xtol=1e-12)), "defined"
    return result(xr.DataArray(value), name=name, unit=unit, convention=words, reason=xr.DataArray(REASONS[why]))
