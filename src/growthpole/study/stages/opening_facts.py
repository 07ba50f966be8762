"""What is computed once for all tables of the options: probabilities, worth, lists, verdicts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from growthpole.dims import ACTIVITY, REGION
from growthpole.study.stages.linkage_input import link_input
from growthpole.study.stages.opening_axes import axes_of, bare, costs_of, own_score
from growthpole.study.stages.opening_input import GROUP
from growthpole.study.stages.opening_scores import draws_of, held_model, top_share_of

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from growthpole.opportunities import OptionSpace
    from growthpole.study.stages.linkage_input import LinkInput
    from growthpole.study.stages.opening_input import OpenInput

FRONT: Final[tuple[str, ...]] = ("feasibility", "opens", "expected_linkage")
"""Axes of the front and of what is outdone: probability, complexity opened, linkage; never money or cost."""

__all__ = ["FRONT", "Opened", "opened"]


@dataclass(frozen=True)
class Opened:
    """All that the tables of the options tell.

    Attributes
    ----------
    entry, exits : Dataset
        Feasibility [region, activity] of entry and of exit; exits None where they are not asked for.
    held : DataArray of bool [region, activity]
        What each region surely has.
    axes : mapping of str to DataArray [activity]
        Axes of the region's options, NaN where not known, with the coordinate ``reason``.
    front, top, entered, told : mapping
        By list put together: front, shares of draws, how many others are told the same.
    verdicts : DataFrame
        Verdicts with those of people in their place.
    """

    given: OpenInput
    link: LinkInput | None
    entry: xr.Dataset
    exits: xr.Dataset | None
    held: xr.DataArray
    space: OptionSpace
    axes: dict[str, xr.DataArray]
    shared_by: dict[str, float]
    costs: xr.Dataset
    front: dict[str, float]
    outdone: set[str]
    top: dict[str, float]
    entered: dict[str, float]
    draws: int
    told: dict[str, dict[str, Any]]
    verdicts: pd.DataFrame
    own_score: dict[str, float] = field(default_factory=dict)

    @property
    def options(self) -> list[str]:
        """Activities the region does not surely have."""
        mine = self.held.sel({REGION: self.given.region})
        return [str(code) for code, there in zip(mine[ACTIVITY].values, mine.values, strict=True) if not there]

    @property
    def shown(self) -> list[str]:
        """Options of the group."""
        group = set(self.given.listed[GROUP])
        return [code for code in self.options if code in group]


def opened(given: OpenInput) -> Opened:
    """Everything, in the order in which one thing rests on another."""
    from growthpole.opportunities import option_space

    entry_section = given.entry
    link = _link(given)
    models = {row["task"]: row["model"] for row in given.context.tables["backtest.choice"].rows() if row["model"]}
    entry = _feasibility(given, "entry", models.get("entry"))
    exits = _feasibility(given, "exit", models.get("exit")) if "exit" in entry_section.tasks else None
    held = bare(entry["strength"]) >= 1
    threshold = entry_section.threshold if entry_section.kind == "quotient" else 1.0
    space = option_space(given.now, held, threshold)
    axes, shared = axes_of(given, link, entry, held, space)
    front, outdone = _fronts(given, axes)
    top, entered, draws = _tops(given, entry.attrs["model"])
    told = _told(given, entry, held)
    verdicts = _verdicts(given, entry, exits, held, front, outdone, top, told)
    return Opened(
        given=given,
        link=link,
        entry=entry,
        exits=exits,
        held=held,
        space=space,
        axes=axes,
        shared_by=shared,
        costs=costs_of(given, link),
        front=front,
        outdone=outdone,
        top=top,
        entered=entered,
        draws=draws,
        told=told,
        verdicts=verdicts,
        own_score=own_score(given, axes),
    )


def _link(given: OpenInput) -> LinkInput | None:
    linked = given.context.case.linkages
    return link_input(given.context, linked) if linked is not None and given.entry.activity_sector else None


def _feasibility(given: OpenInput, task: Any, model: str | None) -> xr.Dataset:
    from growthpole.opportunities import feasibility
    from growthpole.opportunities.models import PRIOR

    entry = given.entry
    return feasibility(
        given.panel,
        entry.horizon,
        task,
        model=model or PRIOR,
        kind=entry.kind,
        threshold=entry.threshold,
        draws=entry.interval_draws,
        effort=given.effort,
        executor=given.context.executor,
        on_progress=given.context.on_progress,
    )


def _fronts(given: OpenInput, axes: dict[str, xr.DataArray]) -> tuple[dict[str, float], set[str]]:
    """Front of each option within its list, and those that another of the list beats on every axis."""
    from growthpole.opportunities import outdone, pareto_front

    chosen = [name for name in FRONT if name in axes and bool(axes[name].notnull().any())]
    fronts: dict[str, float] = {}
    beaten: set[str] = set()
    for codes in given.listed.values():
        own = {name: axes[name].sel({ACTIVITY: codes}) for name in chosen}
        if not codes or not any(bool(axis.notnull().any()) for axis in own.values()):
            continue
        larger = dict.fromkeys(own, True)
        fronts |= dict(zip(codes, map(float, pareto_front(own, larger).values), strict=True))
        worse = outdone({name: bare(axis) for name, axis in own.items()}, larger)
        beaten |= {code for code, flag in zip(codes, worse.values, strict=True) if flag}
    return fronts, beaten


def _tops(given: OpenInput, model: str) -> tuple[dict[str, float], dict[str, float], int]:
    top: dict[str, float] = {}
    entered: dict[str, float] = {}
    draws = 0
    if not given.entry.draws:
        return top, entered, draws
    fitted = held_model(given, model)
    for stream, codes in enumerate(given.listed.values()):
        found = top_share_of(given, fitted, codes, stream)
        if found is None:
            continue
        draws = draws_of(given, model)
        for code in codes:
            own = found.sel({ACTIVITY: code})
            top[code], entered[code] = float(own["top_share"]), float(own["entered"])
    return top, entered, draws


def _told(given: OpenInput, entry: xr.Dataset, held: xr.DataArray) -> dict[str, dict[str, Any]]:
    """Who else would be told the same, list by list: every region is given its own best of the list."""
    from growthpole.opportunities import advised, herding

    chances = bare(entry["probability"])
    found: dict[str, dict[str, Any]] = {}
    for codes in given.listed.values():
        if not codes:
            continue
        lists = advised(chances.sel({ACTIVITY: codes}), given.entry.top)
        options = ~held.sel({ACTIVITY: codes})
        herd = herding(lists, given.region, given.peers, options=options)
        for code in codes:
            own = herd.sel({ACTIVITY: code})
            column = lists.sel({ACTIVITY: code})
            others = [str(r) for r in column[REGION].values[column.values] if str(r) != given.region]
            numbers = {name: float(own[name]) for name in ("told", "told_share", "told_all")}
            found[code] = {**numbers, "in_list": bool(own["own"]), "told_regions": "|".join(others)}
    return found


def _verdicts(
    given: OpenInput,
    entry: xr.Dataset,
    exits: xr.Dataset | None,
    held: xr.DataArray,
    front: dict[str, float],
    beaten: set[str],
    top: dict[str, float],
    told: dict[str, dict[str, Any]],
) -> pd.DataFrame:
    import xarray as xr

    from growthpole.opportunities import Override, advice, with_overrides

    codes = given.activities

    def along(values: list[Any]) -> xr.DataArray:
        return xr.DataArray(values, coords={ACTIVITY: codes}, dims=ACTIVITY)

    def ends(told: xr.Dataset) -> xr.Dataset:
        parts = ("probability", "low", "high")
        return xr.Dataset({name: bare(told[name].sel({REGION: given.region}, drop=True)) for name in parts})

    nan = float("nan")
    base, exit_base = (_base_rate(one) for one in (entry, exits))
    found = advice(
        held.sel({REGION: given.region}, drop=True),
        ends(entry),
        base,
        top_share=along([top.get(code, nan) for code in codes]),
        front=along([front.get(code, nan) for code in codes]),
        outdone=along([code in beaten for code in codes]),
        told_share=along([told.get(code, {}).get("told_share", nan) for code in codes]),
        exits=None if exits is None else ends(exits),
        exit_base_rate=None if exits is None else exit_base,
    )
    return with_overrides(found, [Override(**one.model_dump()) for one in given.entry.override])


def _base_rate(found: xr.Dataset | None) -> float:
    """Base rate of the past; 0 where none is known: then nothing has an interval, and the rate is never asked for."""
    rate = float("nan") if found is None else float(found.attrs["base_rate"])
    return rate if np.isfinite(rate) else 0.0
