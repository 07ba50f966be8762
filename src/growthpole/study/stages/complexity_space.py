"""The space of activities: places, communities, what the region has, and what each option would open."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal

from growthpole.dims import ACTIVITY, PERIOD, REGION, reason_name
from growthpole.provenance import Trace
from growthpole.study.stages.labelled import labelled_rows

if TYPE_CHECKING:
    import xarray as xr
    from numpy.random import Generator

    from growthpole.study.stages.complexity_tables import SpaceInput
    from growthpole.tables.results import ResultTable

ENTERED: Final = 3
NEAREST: Final = 5
BACKBONE: Final = 0.5
"""Proximity from which two activities are joined in the picture."""
TOGETHER: Final = 0.4
"""Proximity from which two activities count as related in the search for communities."""
FEW_ENOUGH: Final = 300

__all__ = ["space_tables"]


def space_tables(given: SpaceInput, runs: int, rng: Generator) -> list[ResultTable]:
    """Tables of the space in the year shown."""
    from growthpole.diagnose import activity_communities, proximity

    near = proximity(given.m.sel({PERIOD: given.year}, drop=True))
    communities = activity_communities(near, rng, runs=runs, minimum=TOGETHER)
    activities = _activities(given, near, communities)
    return [
        activities,
        _communities(given, communities),
        _edges(given, near),
        _nearest(given),
        _entered(given, activities),
    ]


def _activities(given: SpaceInput, near: xr.DataArray, communities: xr.Dataset) -> ResultTable:
    """Every activity: complexity, place, community; and of the region, whether it has it and what entering opens."""
    from growthpole.diagnose import complexity_outlook, relative_relatedness, space_layout

    at = {PERIOD: given.year}
    m, x, pci = given.m.sel(at, drop=True), given.x.sel(at, drop=True), given.found["pci"].sel(at, drop=True)
    outlook = complexity_outlook(m, pci, near)
    own = {REGION: given.region}
    # springs between all pairs look best, and take minutes with a thousand activities
    method: Literal["kamada_kawai", "spring"] = "kamada_kawai" if near.sizes[ACTIVITY] <= FEW_ENOUGH else "spring"
    places = space_layout(near, minimum=BACKBONE, method=method)
    option = {
        "density": outlook["density"].sel(own),
        "relative": relative_relatedness(outlook["density"], m).sel(own),
        "opens": outlook["opens"].sel(own),
        "realised": outlook["realised"].sel(own),
        "net": outlook["cog"].sel(own),
    }
    present = m.sel(own)
    columns = {
        "level": x.sel(own),
        "nation_level": x.sum(REGION),
        "present": present,
        "sure": _apart(given, x).sel(own),
        "ubiquity": m.sum(REGION).astype(float),
        "pci": pci,
        "community": communities["label"],
        "certainty": communities["certainty"],
        **{axis: places.sel(axis=axis) for axis in ("x", "y")},
        **option,
        "reason_code": given.found["pci_reason"].sel(at, drop=True).reset_coords(drop=True),
    }
    rows = labelled_rows(columns, (ACTIVITY,), period=str(given.year), unit=given.unit)
    for row in rows:
        row["community"] = _number(float(row["community"]))
        row["reason"] = reason_name(int(row.pop("reason_code")))
    everything = given.slice("X")
    cell = given.slice("x[r,a]", region="$own", activity="$activity")
    column = given.slice("X_a", activity="$activity")
    by = {"density": "relatedness_density", "relative": "relative_relatedness"}
    parts = {
        "opens": "sum over c != k of (1 - M_rc) phi_ck / S_c PCI_c",
        "realised": "density_rk PCI_k",
        "net": "opens - realised = COI after the entry - COI before",
    }
    traced: dict[str, tuple[str, Trace]] = {
        "level": (given.unit, Trace("level", "", (cell,), "sum of x[r,a]")),
        "nation_level": (given.unit, Trace("nation_level", "", (column,), "sum of X_a")),
        "ubiquity": ("1", Trace("ubiquity", "", (everything,), "number of regions with LQ >= 1")),
        "pci": ("1", Trace("pci", "economic_complexity", (everything,))),
        "certainty": ("1", Trace("certainty", "activity_communities", (everything,))),
        **{axis: ("1", Trace(axis, "space_layout", (everything,))) for axis in ("x", "y")},
        **{name: ("1", Trace(name, measure, (everything,))) for name, measure in by.items()},
        **{name: ("1", Trace(name, "", (everything,), formula)) for name, formula in parts.items()},
    }
    return given.table("activities", rows, ("activity",), traced)


def _apart(given: SpaceInput, x: xr.DataArray) -> xr.DataArray:
    """Whether each quotient lies above 1 as far as the kind of the data tells: interval, band, or the value itself."""
    from growthpole.diagnose import location_quotient, location_quotient_band, location_quotient_interval

    entry = given.entry
    match entry.uncertainty:
        case "counts":
            return location_quotient_interval(x)["distinguishable"]
        case "rounding":
            return location_quotient_band(x, entry.noise_scale / 2)["low"] > 1
        case "relative":
            return location_quotient_band(x, x * entry.noise_scale)["low"] > 1
        case "register":
            return location_quotient(x) > 1


def _number(label: float) -> str:
    """Number of a community as text; empty for an activity outside the space."""
    return "" if math.isnan(label) else str(int(label))


def _communities(given: SpaceInput, found: xr.Dataset) -> ResultTable:
    rows: list[dict[str, object]] = [
        {
            "community": str(int(number)),
            "size": float(found["size"].sel(community=number)),
            "core": "|".join(str(code) for code in found["core"].sel(community=number).values if code),
            "modularity": float(found["modularity"]),
            "stability": float(found["stability"]),
        }
        for number in found["community"].values
    ]
    everything = (given.slice("X"),)
    names = ("size", "modularity", "stability")
    return given.table(
        "communities",
        rows,
        ("community",),
        {name: ("1", Trace(name, "activity_communities", everything)) for name in names},
    )


def _edges(given: SpaceInput, near: xr.DataArray) -> ResultTable:
    from growthpole.diagnose import space_backbone

    found = space_backbone(near, minimum=BACKBONE)
    rows: list[dict[str, object]] = [
        {"source": str(source), "target": str(target), "proximity": float(weight)}
        for source, target, weight in zip(
            found["source"].values, found["target"].values, found["proximity"].values, strict=True
        )
    ]
    pair = (given.slice("x[r,a]", activity="$source"), given.slice("x[r,b]", activity="$target"), given.slice("X"))
    return given.table("edges", rows, ("source", "target"), {"proximity": ("1", Trace("proximity", "proximity", pair))})


def _nearest(given: SpaceInput) -> ResultTable:
    """The regions nearest in structure over the activities of the section."""
    from growthpole.diagnose import peer_regions

    x = given.x.sel({PERIOD: given.year}, drop=True)
    found = peer_regions(x, given.region, min(NEAREST, x.sizes[REGION] - 1))
    rows: list[dict[str, object]] = [
        {
            "place": str(place),
            "peer": str(found["peer"].sel(place=place).item()),
            "similarity": float(found["similarity"].sel(place=place)),
        }
        for place in found["place"].values
    ]
    pair = (given.slice("x[s,a]", region="$own"), given.slice("x[r,a]", region="$peer"))
    return given.table("nearest", rows, ("place",), {"similarity": ("1", Trace("similarity", "peer_regions", pair))})


def _entered(given: SpaceInput, activities: ResultTable) -> ResultTable:
    """What entering the options that open most, all together, would change; nothing where none opens anything."""
    from growthpole.diagnose import what_if

    options = [row for row in activities.rows() if row["opens"] > 0]
    options.sort(key=lambda row: (-row["opens"], row["activity"]))
    chosen = [str(row["activity"]) for row in options[:ENTERED]]
    at = {PERIOD: given.year}
    m, pci = given.m.sel(at, drop=True), given.found["pci"].sel(at, drop=True)
    names = ("coi_before", "coi_after", "delta_coi", "eci_before", "eci_after", "delta_eci")
    row: dict[str, object] = {"region": given.region, "entered": "|".join(chosen), "period": str(given.year)}
    row |= dict.fromkeys(names, math.nan)
    if chosen:
        changed = what_if(m, [(given.region, code) for code in chosen], pci, "max").sel({REGION: given.region})
        row |= {name: float(changed[name]) for name in names}
    everything = (given.slice("X"),)
    return given.table(
        "entered", [row], ("region",), {name: ("1", Trace(name, "what_if", everything)) for name in names}
    )
