"""Options: every absent activity of every region on three axes, side by side.

Feasibility, value and cost stand apart and are never averaged: two of them tell where to look, none of them what to
want. The value axis orders by what an entry *opens*, never by the net gain of the outlook, which falls with complexity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import xarray as xr

from growthpole.dims import ACTIVITY, REASON, REASONS, REGION, result
from growthpole.opportunities import _givens
from growthpole.opportunities.burdens import cost_axis
from growthpole.opportunities.feasibilities import feasibility
from growthpole.opportunities.fronts import pareto_front
from growthpole.opportunities.gap_worths import gap_value, jobs_value
from growthpole.opportunities.option_spaces import option_space
from growthpole.opportunities.scoring import Effort
from growthpole.opportunities.strengths import Kind
from growthpole.opportunities.tasks import Task
from growthpole.opportunities.worths import linkage_value
from growthpole.progress import OnProgress, silent

if TYPE_CHECKING:
    from growthpole.opportunities.cost_tables import CostTable
    from growthpole.tables import IOTable, Panel

HORIZONS: Final = (3, 5)
OPTION_TASKS: Final = ("entry", "sustained", "activation")
"""Tasks whose event an option can have; an exit is asked of what is there."""
VALUE_AXES: Final = ("opens", "expected_linkage")
"""Parts of the value axis that the front compares, where they are known."""

__all__ = ["HORIZONS", "VALUE_AXES", "default_horizon", "options"]


def options(
    panel: Panel,
    io: IOTable | None = None,
    *,
    horizon: int | None = None,
    task: Task = "entry",
    model: str | None = None,
    kind: Kind = "quotient",
    threshold: float = 1.0,
    sector_of: xr.DataArray | Mapping[Any, Any] | None = None,
    pole: str | list[str] | None = None,
    gaps: Mapping[Any, xr.DataArray] | None = None,
    employment: xr.DataArray | None = None,
    costs: CostTable | None = None,
    links: xr.DataArray | None = None,
    leading: xr.DataArray | None = None,
    draws: int = 40,
    effort: Effort | None = None,
    executor: Executor | None = None,
    on_progress: OnProgress = silent,
) -> xr.Dataset:
    """Feasibility, value and cost of each option, apart.

    Parameters
    ----------
    panel : Panel
        Values by period, region and activity; the options are those of its last period.
    io : IOTable, optional
        Input-output table whose sectors ``sector_of`` names; without it the linkage part of the value is left out.
    horizon : int, optional
        H, years; by default 3, else 5, else the shortest distance between two periods of the panel.
    task : {"entry", "sustained", "activation"}
        Which event the feasibility is of.
    model, kind, threshold, links, leading, draws, effort, executor, on_progress
        As for :func:`feasibility`.
    sector_of : DataArray or mapping, optional
        Sector of each activity; by default activities are sectors, where ``io`` has them all.
    pole : str or list of str, optional
        Sectors of the growth pole, for the linkage to it.
    gaps : mapping, optional
        Money gaps by sector, ``low`` and ``high``, from :func:`~growthpole.linkages.chain_gap`.
    employment : DataArray [supplier], optional
        Jobs per unit of output by sector; without it jobs are NaN with reason ``missing``.
    costs : CostTable, optional
        What is known of the cost; what is not given is NaN with reason ``missing``.

    Returns
    -------
    Dataset
        On [region, activity]: ``feasibility``, ``feasibility_low``, ``feasibility_high`` (probability and its
        interval); value ``opens``, ``delta_eci`` and with ``io`` ``expected_linkage``; ``density``; ``front`` (Pareto
        front over feasibility and the value axes, 1 the best). On [activity]: with ``io`` ``multiplier``,
        ``extraction_loss`` (and ``pole_linkage``); ``gap_low``, ``gap_high``; with sectors ``jobs_per_output`` (and
        ``jobs_low``, ``jobs_high`` with gaps); ``cost_…`` for each item of the cost axis. NaN with
        ``<variable>_reason``, ``present`` where the activity is there. ``attrs`` as of :func:`feasibility`.

    Raises
    ------
    InputError, LabelMismatch
        What the parts refuse.

    Examples
    --------
    >>> import numpy as np, xarray as xr
    >>> from growthpole.tables import Panel
    >>> rng = np.random.default_rng(3)
    >>> labels = {"period": range(2015, 2022), "region": list("NSWE"), "activity": list("abcde")}
    >>> panel = Panel(xr.DataArray(rng.lognormal(1, 1, (7, 4, 5)), coords=labels, dims=list(labels)), "person")
    >>> found = options(panel, draws=0)
    >>> found.attrs["horizon"], found.feasibility.sel(region="N").notnull().values
    (3, array([ True,  True,  True,  True, False]))

    References
    ----------
    Balland, P.-A., Boschma, R., Crespo, J., Rigby, D. L. (2019). Smart specialization policy in the European Union:
    relatedness, knowledge complexity and regional diversification. Regional Studies 53(9), 1252–1268.
    doi:10.1080/00343404.2018.1437900
    """
    _givens.one_of("task", task, OPTION_TASKS)
    years = tuple(sorted(panel.years))
    chosen = default_horizon(years) if horizon is None else horizon
    found = feasibility(
        panel,
        chosen,
        task,
        model=model,
        kind=kind,
        threshold=threshold,
        links=links,
        leading=leading,
        draws=draws,
        effort=effort,
        executor=executor,
        on_progress=on_progress,
    )
    present = (found["strength"] >= 1).drop_vars([name for name in found.coords if str(name).endswith("_reason")])
    parts: dict[str, tuple[xr.DataArray, xr.DataArray]] = {
        new: (found[old], found.coords[f"{old}_reason"])
        for old, new in (
            ("probability", "feasibility"),
            ("low", "feasibility_low"),
            ("high", "feasibility_high"),
            ("strength", "strength"),
        )
    }
    space = option_space(panel.at(years[-1]), present, threshold)
    parts |= _explained(space.worth, ["density", "opens", "delta_eci"])
    chance = found["probability"].assign_coords({REASON: found.coords["probability_reason"]})
    sectors = _sectors(panel, io, sector_of)
    if io is not None and sectors is not None:
        worth = linkage_value(io, sectors, pole, _known(chance, found["strength"]))
        parts |= _explained(worth, [str(name) for name in worth.data_vars if name != "coverage"])
    if gaps is not None and sectors is not None:
        worth = gap_value(gaps, sectors)
        parts |= {f"gap_{end}": part for end, part in _explained(worth, ["low", "high"]).items()}
    if sectors is not None:
        worth = jobs_value(employment, sectors, gaps)
        parts |= _explained(worth, list(map(str, worth.data_vars)))
    burden = cost_axis(list(panel.values[ACTIVITY].values), costs)
    parts |= {f"cost_{name}": part for name, part in _explained(burden, list(map(str, burden.data_vars))).items()}
    parts["front"] = _front(parts)
    return _dataset(parts, found.attrs)


def default_horizon(years: Iterable[int]) -> int:
    """3 years, else 5, else the shortest distance between two periods; 3 for a single period.

    Examples
    --------
    >>> default_horizon([2006, 2011, 2016, 2021]), default_horizon([2010, 2012]), default_horizon([2020])
    (5, 2, 3)
    """
    held = sorted(set(years))
    apart = {later - earlier for place, earlier in enumerate(held) for later in held[place + 1 :]}
    return next((wanted for wanted in HORIZONS if wanted in apart), min(apart, default=HORIZONS[0]))


def _explained(worth: xr.Dataset, names: list[str]) -> dict[str, tuple[xr.DataArray, xr.DataArray]]:
    return {name: (worth[name], worth.coords[f"{name}_reason"]) for name in names}


def _sectors(
    panel: Panel, io: IOTable | None, sector_of: xr.DataArray | Mapping[Any, Any] | None
) -> xr.DataArray | Mapping[Any, Any] | None:
    """Sectors as given; where none are, the activities themselves if the table has them all."""
    if sector_of is not None or io is None:
        return sector_of
    labels = [str(label) for label in panel.values[ACTIVITY].values]
    return dict(zip(labels, labels, strict=True)) if set(labels) <= set(map(str, io.sectors)) else None


def _known(chance: xr.DataArray, strength: xr.DataArray) -> xr.DataArray:
    """Probabilities with the reason ``present`` where the activity is there, whatever was asked."""
    there = strength.values >= 1
    codes = np.where(there, REASONS["present"], chance.coords[REASON].values)
    bare = chance.drop_vars([name for name in chance.coords if name not in chance.dims])
    return bare.assign_coords({REASON: (bare.dims, codes)})


def _front(parts: Mapping[str, tuple[xr.DataArray, xr.DataArray]]) -> tuple[xr.DataArray, xr.DataArray]:
    names = ["feasibility", *(name for name in VALUE_AXES if name in parts and bool(parts[name][0].notnull().any()))]
    axes = {name: _bare(parts[name][0]).assign_coords({REASON: _coord(*parts[name])}) for name in names}
    front = pareto_front(axes, dict.fromkeys(names, True))
    return front.drop_vars(REASON), front.coords[REASON]


def _bare(values: xr.DataArray) -> xr.DataArray:
    return values.drop_vars([name for name in values.coords if name not in values.dims])


def _coord(values: xr.DataArray, codes: xr.DataArray) -> tuple[tuple[Any, ...], np.ndarray]:
    return values.dims, codes.transpose(*values.dims).values


def _dataset(parts: Mapping[str, tuple[xr.DataArray, xr.DataArray]], attrs: Mapping[Any, Any]) -> xr.Dataset:
    variables, coords = {}, {}
    for name, (values, codes) in parts.items():
        order = [dim for dim in (REGION, ACTIVITY) if dim in values.dims]
        held = _bare(values).transpose(*order)
        said = values.attrs
        variables[name] = result(
            held, name=name, unit=str(said.get("unit", "1")), convention=said.get("convention", "")
        )
        coords[f"{name}_reason"] = (order, codes.transpose(*order).values.astype(np.int8))
    found = xr.Dataset(variables).assign_coords(coords)
    found.attrs = dict(attrs)
    return found
