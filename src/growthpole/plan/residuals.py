"""Does a plan keep to its limits? Each is computed again from the register and the effects, without the solver."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import fsum
from typing import TYPE_CHECKING

from growthpole.dims import PERIOD, START
from growthpole.errors import InputError, listed
from growthpole.plan._cells import ordered
from growthpole.plan.candidates import Projects
from growthpole.plan.limits import Constraints

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["feasibility_residual", "residual_of"]


def feasibility_residual(
    projects: Projects, constraints: Constraints, effects: xr.Dataset, chosen: Mapping[str, int]
) -> float:
    """Largest violation of any limit by a plan, as a share of the limit where that is above 1.

    ``max(0, used - most) / max(1, |most|)`` for what is capped, ``(least - used) / max(1, |least|)`` for a floor; for a
    share cap ``amount - cap · investment`` over the investment; 1 for each start, pair or project against the rules.

    Parameters
    ----------
    projects : Projects
        Candidates.
    constraints : Constraints
        Limits.
    effects : Dataset
        From ``project_effects``: [project, start, period, scenario].
    chosen : mapping of str to int
        Start year of each project chosen.

    Returns
    -------
    float
        0 where every limit is kept; unit 1. Sums are exact but for one rounding.

    Raises
    ------
    InputError
        A project, a chain or a year that is not there; effects that are not whole.

    Examples
    --------
    >>> import numpy as np, pandas as pd, xarray as xr
    >>> one = {"probability": 1.0, "investment": 10.0, "public": 10.0, "output": 12.0, "value_added": 0.25}
    >>> projects = Projects(pd.DataFrame([one], index=["plant"]), "1e8 CNY")
    >>> labels = {"project": ["plant"], "start": [2022], "period": [2022], "scenario": [0]}
    >>> parts = ("output", "value_added", "jobs", "energy", "spend", "public_spend")
    >>> ten = xr.DataArray(np.full((1, 1, 1, 1), 10.0), coords=labels, dims=list(labels))
    >>> effects = xr.Dataset({part: ten for part in parts}).assign(allowed=ten[:, :, 0, 0] > 0)
    >>> feasibility_residual(projects, Constraints(budget={2022: 8.0}), effects, {"plant": 2022})
    0.25

    References
    ----------
    Shewchuk, J. R. (1997). Adaptive precision floating-point arithmetic and fast robust geometric predicates. Discrete
    & Computational Geometry 18, 305–363. doi:10.1007/PL00009321
    """
    data = ordered(projects, effects)
    constraints.check_against(projects.codes, set(projects.table["chain"]), data[PERIOD].values.tolist())
    years, codes = set(data[START].values.tolist()), set(projects.codes)
    wrong = [f"{code}: {year}" for code, year in chosen.items() if code not in codes or year not in years]
    if wrong:
        raise InputError("bad-plan", count=len(wrong), wrong=listed(wrong))
    return residual_of(projects, constraints, data, chosen)


def residual_of(projects: Projects, constraints: Constraints, data: xr.Dataset, chosen: Mapping[str, int]) -> float:
    """As :func:`feasibility_residual` for effects already in order."""
    found = [*_yearly(projects, constraints, data, chosen), *_money(projects, constraints, chosen)]
    found += _rules(projects, constraints, chosen)
    found += _windows(projects, data, chosen)
    return max(0.0, *found) if found else 0.0


def _yearly(
    projects: Projects, constraints: Constraints, data: xr.Dataset, chosen: Mapping[str, int]
) -> Iterator[float]:
    place = {code: i for i, code in enumerate(projects.codes)}
    starts, periods = (data[dim].values.tolist() for dim in (START, PERIOD))
    at = [(place[code], starts.index(year)) for code, year in chosen.items()]

    def expected(name: str) -> Callable[[int], float]:
        values = data[name].values
        return lambda year: fsum(fsum(values[i, s, periods.index(year)]) / values.shape[-1] for i, s in at)

    paid = expected("public_spend" if constraints.budget_of == "public" else "spend")
    for used, limits in ((paid, constraints.budget), (expected("energy"), constraints.energy_cap)):
        for year, most in limits.items():
            yield (used(year) - most) / max(1.0, abs(most))
    jobs = expected("jobs")
    for year, least in constraints.jobs_floor.items():
        yield (least - jobs(year)) / max(1.0, abs(least))


def _money(projects: Projects, constraints: Constraints, chosen: Mapping[str, int]) -> Iterator[float]:
    table = projects.table.loc[list(chosen)]
    invested, foreign = fsum(table["investment"]), fsum(table["foreign"])
    if constraints.foreign_cap is not None:
        yield (foreign - constraints.foreign_cap) / max(1.0, constraints.foreign_cap)
    if constraints.foreign_share_cap is not None and invested > 0:
        yield foreign / invested - constraints.foreign_share_cap
    if constraints.partner_share_cap is not None and invested > 0:
        for partner, rows in table.groupby("partner"):
            if partner:
                yield fsum(rows["investment"]) / invested - constraints.partner_share_cap


def _rules(projects: Projects, constraints: Constraints, chosen: Mapping[str, int]) -> Iterator[float]:
    chains = projects.table["chain"]
    for chain, least in constraints.chain_minimum.items():
        yield (least - sum(chains[code] == chain for code in chosen)) / max(1, least)
    for before, after, lag in constraints.precedence:
        if after in chosen:
            yield float(before not in chosen or chosen[after] < chosen[before] + lag)
    for group in constraints.exclusion:
        yield float(sum(code in chosen for code in group) - 1)
    for code in constraints.must:
        yield float(code not in chosen)
    for code in constraints.never:
        yield float(code in chosen)
    if constraints.most_projects is not None:
        yield (len(chosen) - constraints.most_projects) / max(1, constraints.most_projects)


def _windows(projects: Projects, data: xr.Dataset, chosen: Mapping[str, int]) -> Iterator[float]:
    allowed, starts = data["allowed"].values, data[START].values.tolist()
    place = {code: i for i, code in enumerate(projects.codes)}
    for code, year in chosen.items():
        yield float(not allowed[place[code], starts.index(year)])
