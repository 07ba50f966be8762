"""The reference class of a plan: levels of like regions, odds of the target among them, and the fan they trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from growthpole.dims import PERIOD, REGION
from growthpole.errors import InputError, UnitMismatch
from growthpole.provenance import Ref, Slice, Trace
from growthpole.study.stages.lookup import comparable, unknown_year, yearly_facts
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.study.plan_evidence import ReferenceEntry
    from growthpole.study.stages import Context

SECTION: Final = "[plan.reference]"
ALL: Final = "all"
PEERS: Final = "peers"
WINDOW: Final = "window"

__all__ = ["ALL", "PEERS", "Odds", "ReferenceClass", "odds_of", "reference_class", "reference_table"]


@dataclass(frozen=True)
class ReferenceClass:
    """Levels of like regions as known on the day of knowledge.

    Attributes
    ----------
    levels : DataArray [period, region]
        NaN where a region reports nothing.
    breaks : tuple of int
        Years on another base than the year before.
    groups : mapping of str to list of str
        Regions of the whole class, and of the study's region with its peers.
    left_out : tuple of int
        Years asked for that were not known.
    undated : bool
        Whether figures bear no day of publication and are taken as known.
    """

    entry: ReferenceEntry
    levels: xr.DataArray
    breaks: tuple[int, ...]
    groups: Mapping[str, list[str]]
    left_out: tuple[int, ...]
    undated: bool

    def among(self, group: str) -> xr.DataArray:
        """Levels of one group."""
        chosen: xr.DataArray = self.levels.sel({REGION: self.groups[group]})
        return chosen

    def windows(self, group: str, horizon: int) -> xr.DataArray:
        """Growth a year of a group by window."""
        from growthpole.plan import reference_windows

        return reference_windows(self.among(group), horizon, breaks=self.breaks)

    def factors(self, horizon: int) -> list[np.ndarray]:
        """What the levels of the whole class were multiplied by over 1 … ``horizon`` years, one value a case.

        The cases of each horizon are those its odds count.
        """
        found = []
        for ahead in range(1, horizon + 1):
            windows = self.windows(ALL, ahead)
            growth = windows.values[windows["years"].values == ahead].ravel()
            found.append((1 + growth[np.isfinite(growth)]) ** ahead)
        return found

    def cells(self, group: str = "$group_regions", period: str = "$years_used") -> Slice:
        """Observations behind the class."""
        where = {"indicator": self.entry.indicator, "kind": "actual", "period": period, "region": group}
        if self.entry.vintage:
            where["vintage"] = self.entry.vintage
        return Slice("x[r,t]", "observe.observations", "value", where)

    @property
    def labels(self) -> dict[str, str]:
        """Sets of labels that slices of traces name."""
        return {
            "years_used": "|".join(str(year) for year in self.levels[PERIOD].values),
            "group_regions": "|".join(self.groups[ALL]),
            "indicator": self.entry.indicator,
            "undated": str(self.undated),
        }


def reference_class(context: Context, entry: ReferenceEntry, price_basis: str) -> ReferenceClass:
    """Levels of the class, cut at the day of knowledge; at the prices of the target, or neither is money.

    Raises
    ------
    InputError
        No year was known, or two figures answer for one region and year.
    UnitMismatch
        Figures stand in several units or prices.
    """
    import xarray as xr

    question = context.case.question
    regions = context.ingest().classifications["region"].children(question.nation)
    facts = yearly_facts(context, SECTION, entry.indicator, regions, entry.periods, entry.vintage)
    known = [year for year in entry.periods if not unknown_year(context, facts, year, entry.undated)]
    if len(known) < 2:
        raise InputError("no-fact", section=SECTION, wanted=f"{entry.indicator} ≤ {question.as_of}")
    held = {place: fact for place, fact in facts.items() if place[0] in known}
    comparable(SECTION, *held.values())
    stated = next(iter(held.values())).price_basis
    if stated != price_basis:
        bases = f"{stated or '–'} ([plan.reference]), {price_basis or '–'} ([target])"
        raise UnitMismatch("not-comparable", section=SECTION, what="price_basis", values=bases)
    reporting = [code for code in regions if any((year, code) in held for year in known)]
    values = [[held[y, r].value if (y, r) in held else np.nan for r in reporting] for y in known]
    near = [code for code in reporting if code == question.region or code in question.peers]
    return ReferenceClass(
        entry=entry,
        levels=xr.DataArray(values, coords={PERIOD: known, REGION: reporting}, dims=(PERIOD, REGION)),
        breaks=tuple(sorted({year for (year, _), fact in held.items() if fact.status == "series_break"})),
        groups={ALL: reporting, **({PEERS: near} if 1 < len(near) < len(reporting) else {})},
        left_out=tuple(year for year in entry.periods if year not in known),
        undated=any(not fact.published for fact in held.values()),
    )


@dataclass(frozen=True, slots=True)
class Odds:
    """Share of the cases of a class that reached what is required, and its range over origins."""

    cases: float
    reached: float
    share: float
    low: float
    high: float


def odds_of(windows: xr.DataArray, horizon: int, required: Sequence[float]) -> Odds:
    """Odds of a class; where several demands are given, one a scenario, their mean.

    As :func:`growthpole.plan.reference_odds` for each demand, all at once.
    """
    from growthpole.plan import reference_odds

    first = reference_odds(windows, horizon, required[0])
    if len(required) == 1:
        by_window, reached, share = first["share"].values, float(first["all_reached"]), float(first["all_share"])
    else:
        demands, values = np.sort(np.asarray(required)), windows.transpose(WINDOW, REGION).values
        # of the demands in order, those up to a growth are the ones it reaches
        met = np.where(np.isfinite(values), np.searchsorted(demands, values, side="right") / len(demands), 0.0)
        counts, cases = met.sum(axis=1), first["cases"].values
        by_window = np.divide(counts, cases, out=np.full(len(cases), np.nan), where=cases > 0)
        reached = float(counts[windows["years"].values == horizon].sum())
        share = reached / float(first["all_cases"]) if float(first["all_cases"]) else float("nan")
    near = by_window[(2 * windows["years"].values >= horizon) & np.isfinite(by_window)]
    return Odds(
        cases=float(first["all_cases"]),
        reached=reached,
        share=share,
        low=float(near.min()) if near.size else float("nan"),
        high=float(near.max()) if near.size else float("nan"),
    )


def reference_table(found: ReferenceClass, horizon: int, required: float, required_key: str) -> ResultTable:
    """``plan.reference``: each window of each group, with cases, those that reached what is required, and the share."""
    import pandas as pd

    from growthpole.plan import reference_odds

    rows: list[dict[str, Any]] = []
    for group in found.groups:
        odds = reference_odds(found.windows(group, horizon), horizon, required)
        for at, window in enumerate(odds["window"].values.tolist()):
            start, end = int(odds["start"].values[at]), int(odds["end"].values[at])
            used = [year for year in found.levels[PERIOD].values.tolist() if start <= year <= end]
            rows.append(
                {
                    "group": group,
                    "window": window,
                    "start_period": str(start),
                    "end_period": str(end),
                    "years": float(odds["years"].values[at]),
                    "composed": str(bool(odds["composed"].values[at])),
                    **{name: float(odds[name].values[at]) for name in ("cases", "reached", "share", "median")},
                    "regions": "|".join(found.groups[group]),
                    "window_years": "|".join(map(str, used)),
                    "required_key": required_key,
                }
            )
    cells = found.cells("$regions", "$window_years")
    need = Ref("g*", "required_key")
    return ResultTable(
        stage="plan",
        name="reference",
        frame=pd.DataFrame(rows),
        dims=("group", "window"),
        units={"years": "year", "cases": "1", "reached": "1", "share": "1", "median": "1"},
        traces=(
            Trace("years", "", (cells,), "number of yearly steps in the window"),
            Trace("cases", "", (cells,), "number of regions that report the window"),
            Trace("reached", "reference_odds", (cells, need)),
            Trace("share", "reference_odds", (cells, need)),
            Trace("median", "reference_windows", (cells,)),
        ),
        groups=found.labels,
    )
