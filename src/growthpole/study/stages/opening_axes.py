"""Axes of the region's options, each with the reason where it is not known, and the costs that were given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from growthpole.dims import ACTIVITY, REASON, REASONS, REGION, SUPPLIER

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from growthpole.opportunities import CostTable, OptionSpace
    from growthpole.study.stages.linkage_input import LinkInput
    from growthpole.study.stages.opening_input import OpenInput

__all__ = ["axes_of", "bare", "costs_of", "own_score", "sectors_of"]


def bare(values: xr.DataArray) -> xr.DataArray:
    """Values with their labels and no other coordinate."""
    return values.drop_vars([name for name in values.coords if name not in values.dims])


def sectors_of(given: OpenInput, link: LinkInput) -> dict[str, str]:
    """Sector of each activity in the table; empty where it has none."""
    stated = given.context.ingest().classifications[ACTIVITY].attribute(given.entry.activity_sector)
    known = set(link.io.sectors)
    return {code: stated.get(code, "") if stated.get(code, "") in known else "" for code in given.activities}


def axes_of(
    given: OpenInput, link: LinkInput | None, entry: xr.Dataset, held: xr.DataArray, space: OptionSpace
) -> tuple[dict[str, xr.DataArray], dict[str, float]]:
    """Axes [activity] of the region, each with its reasons, and how many activities share a sector's values."""
    region = given.region
    found = {"feasibility": _with(entry["probability"], entry.coords["probability_reason"], region)}
    for name in ("opens", "delta_eci", "density"):
        found[name] = _with(space.worth[name], space.worth.coords[f"{name}_reason"], region)
    shared: dict[str, float] = {}
    if link is not None:
        from growthpole.opportunities import gap_value, linkage_value

        sectors = sectors_of(given, link)
        # what is surely there counts as one, whatever the reason of its missing probability
        codes = np.where(held.values, REASONS["present"], entry.coords["probability_reason"].values)
        chance = bare(entry["probability"]).where(~held)
        worth = linkage_value(link.io, sectors, None, chance.assign_coords({REASON: (chance.dims, codes)}))
        for name in ("expected_linkage", "multiplier", "extraction_loss"):
            found[name] = _with(worth[name], worth.coords[f"{name}_reason"], region)
        shared = dict(zip(map(str, worth[ACTIVITY].values), map(float, worth["shared_by"].values), strict=True))
        gaps = _gaps(given, link)
        if gaps:
            money = gap_value(gaps, sectors)
            found |= {f"gap_{end}": _with(money[end], money.coords[f"{end}_reason"], region) for end in ("low", "high")}
    here = held.sel({REGION: region}, drop=True)
    return {name: part.where(~bare(here)) for name, part in found.items()}, shared


def _with(values: xr.DataArray, codes: xr.DataArray, region: str) -> xr.DataArray:
    """Values [activity] of the region with their reasons."""
    own = [part.sel({REGION: region}, drop=True) if REGION in part.dims else part for part in (values, codes)]
    held, why = (bare(part).transpose(ACTIVITY) for part in own)
    return held.assign_coords({REASON: (ACTIVITY, why.values.astype(np.int8))})


def _gaps(given: OpenInput, link: LinkInput) -> dict[str, xr.DataArray]:
    """Gaps in money of the pole by sector, one significant digit as they are shown; none without a pole."""
    import xarray as xr

    from growthpole.study.stages.panel_values import known_codes

    if not given.entry.pole or "linkages.gaps" not in given.context.tables:
        return {}
    table = given.context.tables["linkages.gaps"]
    known_codes("[opportunities]", "pole", [given.entry.pole], {row["pole"] for row in table.rows()})
    rows = {row["sector"]: row for row in table.rows() if row["pole"] == given.entry.pole}
    found = {}
    for end in ("low", "high"):
        values = [float(rows[code][f"gap_{end}_shown"]) if code in rows else np.nan for code in link.io.sectors]
        made = xr.DataArray(values, coords={SUPPLIER: link.io.sectors}, dims=SUPPLIER)
        found[end] = made.assign_attrs(unit=table.units["gap_low_shown"])
    return found


def _cost_table(given: OpenInput, link: LinkInput | None) -> CostTable | None:
    """Costs of the study by activity; an entry of a sector holds for its activities that have none of their own."""
    import pandas as pd

    from growthpole.opportunities import CostTable
    from growthpole.study.stages.panel_values import known_codes

    entries = given.entry.cost
    if not entries:
        return None
    sectors = {} if link is None else sectors_of(given, link)
    wanted = [one.sector for one in entries if one.sector]
    known_codes("[[opportunities.cost]]", "sector", wanted, sectors.values())
    own = [one.activity for one in entries if one.activity]
    rows = []
    for one in entries:
        members = [code for code, sector in sectors.items() if sector and sector == one.sector and code not in own]
        held = one.model_dump(exclude={"sector", "activity"}, exclude_none=True)
        rows += [{**held, "activity": code} for code in ([one.activity] if one.activity else members)]
    frame = pd.DataFrame(rows)
    return CostTable.from_frame(frame.drop(columns=[name for name in frame if _empty(frame, str(name))]))


def _empty(frame: pd.DataFrame, name: str) -> bool:
    return name.endswith("_unit") and bool((frame[name].fillna("") == "").all())


def costs_of(given: OpenInput, link: LinkInput | None) -> xr.Dataset:
    """Every item of the cost axis by activity; not known where nobody has said it."""
    from growthpole.opportunities import cost_axis, import_dependence

    dependence = None
    if link is not None and not link.io.is_domestic:
        dependence = import_dependence(link.io, sectors_of(given, link), link.entry.exports)
    return cost_axis(given.activities, _cost_table(given, link), dependence=dependence)


def own_score(given: OpenInput, axes: dict[str, xr.DataArray]) -> dict[str, float]:
    """Score of the options by the user's own weights; none without weights or without one of the axes."""
    from growthpole.opportunities import weighted_score

    names = {"gap": "gap_high"}
    weights = {names.get(axis, axis): weight for axis, weight in given.entry.weights.items()}
    if not weights or not set(weights) <= set(axes):
        return {}
    score = weighted_score({name: axes[name] for name in weights}, weights)
    return dict(zip(map(str, score[ACTIVITY].values), map(float, score.values), strict=True))
