"""Regions of a panel: size, rank, variety and likeness of each; the nearest in structure; how unequal they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.dims import ACTIVITY, PERIOD, REGION
from growthpole.provenance import Trace
from growthpole.study.stages.labelled import labelled_rows
from growthpole.study.stages.panel_certainty import total_bounds

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.study.stages.panel_values import PanelValues
    from growthpole.tables.results import ResultTable

NEAREST = 5

__all__ = ["nearest_table", "regions_table", "spread_table"]


def regions_table(panel: PanelValues) -> ResultTable:
    """Size, share, rank with its bounds, variety, and likeness of every region."""
    from growthpole.diagnose import rank, share

    x = panel.at(panel.entry.period)
    totals = x.sum(ACTIVITY)
    shares, places = share(totals, REGION), rank(totals, REGION)
    bounds = total_bounds(panel.entry, x)
    measures = _measures(panel, x)
    rows = labelled_rows(
        {
            "level": totals,
            "share": shares,
            "rank": places["rank"],
            "tied": places["tied"],
            "reporting": places["reporting"].astype(float),
            **{end: bounds[end] for end in ("best", "worst")},
            **measures,
        },
        (REGION,),
        period=str(panel.entry.period),
        unit=panel.unit,
        uncertainty=panel.entry.uncertainty,
    )
    own, everything = panel.slice("x[r,a]", region="$region"), panel.slice("X")
    study = panel.slice("x[s,a]", region="$own")
    inputs = {"krugman": (own, everything), "hachman": (own, everything), "similarity": (study, own)}
    named = {"similarity": "structural_similarity"}
    return panel.table(
        "regions",
        rows,
        ("region",),
        {
            "level": (panel.unit, Trace("level", "", (own,), "sum of x[r,a]")),
            "share": ("1", Trace("share", "share", (own, everything))),
            "rank": ("rank", Trace("rank", "rank", (everything,))),
            "reporting": ("1", Trace("reporting", "rank", (everything,))),
            "best": ("rank", Trace("best", "rank_bounds", (everything,))),
            "worst": ("rank", Trace("worst", "rank_bounds", (everything,))),
            **{name: ("1", Trace(name, named.get(name, name), inputs.get(name, (own,)))) for name in measures},
        },
    )


def _measures(panel: PanelValues, x: xr.DataArray) -> dict[str, xr.DataArray]:
    """Measures of the composition of each region; variety only where the activities have groups."""
    from growthpole.diagnose import (
        entropy,
        hachman,
        herfindahl,
        krugman,
        related_variety,
        structural_similarity,
        unrelated_variety,
    )

    nation = x.sum(REGION)
    likeness = structural_similarity(x).sel({REGION: panel.region}, drop=True).rename({f"{REGION}_other": REGION})
    found = {
        "herfindahl": herfindahl(x, ACTIVITY),
        "entropy": entropy(x, ACTIVITY, normalized=True),
        "krugman": krugman(x, nation, ACTIVITY),
        "hachman": hachman(x, nation, ACTIVITY),
        "similarity": likeness,
    }
    if panel.activity_groups:
        found["related_variety"] = related_variety(x, panel.activity_groups)
        found["unrelated_variety"] = unrelated_variety(x, panel.activity_groups)
    return found


def nearest_table(panel: PanelValues) -> ResultTable:
    """The regions nearest in structure to the region of the study."""
    from growthpole.diagnose import peer_regions

    x = panel.at(panel.entry.period)
    found = peer_regions(x, panel.region, min(NEAREST, x.sizes[REGION] - 1))
    rows: list[dict[str, object]] = [
        {
            "place": str(place),
            "period": str(panel.entry.period),
            "peer": str(found["peer"].sel(place=place).item()),
            "similarity": float(found["similarity"].sel(place=place)),
        }
        for place in found["place"].values
    ]
    pair = (panel.slice("x[s,a]", region="$own"), panel.slice("x[r,a]", region="$peer"))
    return panel.table("nearest", rows, ("place",), {"similarity": ("1", Trace("similarity", "peer_regions", pair))})


def spread_table(panel: PanelValues) -> ResultTable:
    """How unequal the regions are in size, in every year in which all report; within and between their groups."""
    from growthpole.diagnose import concentration_ratio, gini, sigma_convergence, theil, theil_decomposition

    totals = panel.values.sum(ACTIVITY, skipna=False).dropna(PERIOD)
    split = theil_decomposition(totals, panel.region_groups, REGION) if panel.region_groups else None
    columns = {
        "theil": theil(totals, REGION),
        **({} if split is None else {"within": split["within"], "between": split["between"]}),
        "gini": gini(totals, REGION),
        "cv": sigma_convergence(totals)["cv"],
        "cr": concentration_ratio(totals, REGION, min(3, totals.sizes[REGION])),
    }
    measure = {"within": "theil_decomposition", "between": "theil_decomposition", "cv": "sigma_convergence"}
    measure |= {"cr": "concentration_ratio"}
    rows = labelled_rows(columns, (PERIOD,))
    inputs = (panel.slice("X_r", period="$period"),)
    return panel.table(
        "spread",
        rows,
        ("period",),
        {name: ("1", Trace(name, measure.get(name, name), inputs)) for name in columns},
    )
