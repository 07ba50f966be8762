"""Change of a panel from a base year: shift-share, growth, drivers, every year's level and rank, mobility."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.dims import ACTIVITY, CATEGORY, PERIOD, REGION
from growthpole.provenance import Trace

if TYPE_CHECKING:
    import xarray as xr

    from growthpole.provenance import Slice
    from growthpole.study.stages.panel_values import PanelValues
    from growthpole.tables.results import ResultTable

__all__ = ["change_tables"]


def change_tables(panel: PanelValues, base: int) -> list[ResultTable]:
    """Tables of the change of a panel since ``base``."""
    tables = [_shifts(panel, base), _growth(panel, base), _years(panel), _mobility(panel, base)]
    return [*tables, _drivers(panel, base)] if panel.entry.new_drivers else tables


def _shifts(panel: PanelValues, base: int) -> ResultTable:
    """Shift-share of the region, by activity and in all, with each activity's contribution to growth."""
    from growthpole.diagnose import growth_contributions, shift_share

    start, end = panel.at(base), panel.at(panel.entry.period)
    split = shift_share(start, end).sel({REGION: panel.region}, drop=True)
    before, after = start.sel({REGION: panel.region}, drop=True), end.sel({REGION: panel.region}, drop=True)
    parts = ("national", "mix", "regional", "change")
    added = growth_contributions(start, end)["contribution"].sel({REGION: panel.region}, drop=True)
    columns = {"start": before, "end": after, **{part: split[part] for part in parts}, "contribution": added}
    rows: list[dict[str, object]] = [
        {
            "activity": code,
            "members": code,
            "unit": panel.unit,
            **{name: float(values.sel({ACTIVITY: code})) for name, values in columns.items()},
        }
        for code in map(str, start.indexes[ACTIVITY])
    ]
    whole = {name: float(values.sum(skipna=False)) for name, values in columns.items()}
    rows.append({"activity": "all", "members": panel.groups["activities"], "unit": panel.unit, **whole})
    grown = _rate(before, after), _rate(start.sum(REGION), end.sum(REGION))
    everywhere = _rate(before.sum(), after.sum()), _rate(start.sum(), end.sum())
    for row in rows:
        at = str(row["activity"])
        own, wide = everywhere if at == "all" else tuple(rates.sel({ACTIVITY: at}) for rates in grown)
        row |= {"growth": float(own), "nation_growth": float(wide)}
    for row in rows:
        row |= {"start_period": str(base), "end_period": str(panel.entry.period)}
    slices = tuple(
        panel.slice(f"{symbol} {year}", period=str(year), **where)
        for year in (base, panel.entry.period)
        for symbol, where in (
            ("x[r,a]", {"region": "$own", "activity": "$members"}),
            ("X_a", {"activity": "$members"}),
            ("X", {}),
        )
    )
    total = panel.slice(f"X_r {base}", period=str(base), region="$own")
    return panel.table(
        "shifts",
        rows,
        ("activity",),
        {
            "start": (panel.unit, Trace("start", "", (slices[0],), "sum of x[r,a]")),
            "end": (panel.unit, Trace("end", "", (slices[3],), "sum of x[r,a]")),
            **{part: (panel.unit, Trace(part, "shift_share", slices)) for part in parts},
            "growth": ("1", Trace("growth", "", (slices[0], slices[3]), "end / start − 1")),
            "nation_growth": ("1", Trace("nation_growth", "", (slices[1], slices[4]), "end / start − 1")),
            "contribution": ("1", Trace("contribution", "growth_contributions", (slices[0], slices[3], total))),
        },
    )


def _growth(panel: PanelValues, base: int) -> ResultTable:
    from growthpole.diagnose import cagr, structural_change

    start, end = panel.at(base), panel.at(panel.entry.period)
    rate = cagr(start.sum(ACTIVITY), end.sum(ACTIVITY), panel.entry.period - base)
    moved = structural_change(start, end, kind="norm_absolute_value")
    nation = cagr(float(start.sum()), float(end.sum()), panel.entry.period - base)
    rows: list[dict[str, object]] = [
        {
            "region": code,
            "start_period": str(base),
            "end_period": str(panel.entry.period),
            "growth": float(rate.sel({REGION: code})),
            "nation_growth": nation,
            "structural_change": float(moved.sel({REGION: code})),
        }
        for code in map(str, start.indexes[REGION])
    ]
    own = tuple(
        panel.slice(f"x[r,a] {year}", region="$region", period=str(year)) for year in (base, panel.entry.period)
    )
    all_ = tuple(panel.slice(f"X {year}", period=str(year)) for year in (base, panel.entry.period))
    return panel.table(
        "growth",
        rows,
        ("region",),
        {
            "growth": ("1", Trace("growth", "cagr", own)),
            "nation_growth": ("1", Trace("nation_growth", "cagr", all_)),
            "structural_change": ("1", Trace("structural_change", "structural_change", own)),
        },
    )


def _years(panel: PanelValues) -> ResultTable:
    """Level and rank of every region in every year of the panel."""
    from growthpole.diagnose import rank

    totals = panel.values.sum(ACTIVITY, skipna=False)
    places = rank(totals, REGION)["rank"]
    rows: list[dict[str, object]] = [
        {
            "region": str(region),
            "period": str(year),
            "unit": panel.unit,
            "level": float(totals.sel({PERIOD: year, REGION: region})),
            "rank": float(places.sel({PERIOD: year, REGION: region})),
        }
        for year in totals.indexes[PERIOD]
        for region in totals.indexes[REGION]
    ]
    own = panel.slice("x[r,a]", region="$region", period="$period")
    return panel.table(
        "years",
        rows,
        ("region", "period"),
        {
            "level": (panel.unit, Trace("level", "", (own,), "sum of x[r,a]")),
            "rank": ("rank", Trace("rank", "rank", (panel.slice("all regions", period="$period"),))),
        },
    )


def _rate(start: xr.DataArray, end: xr.DataArray) -> xr.DataArray:
    """Growth from one level to another; NaN from a zero base."""
    return end / start.where(start != 0) - 1.0


def _mobility(panel: PanelValues, base: int) -> ResultTable:
    """How much the order of the regions by size changed."""
    from growthpole.diagnose import rank_mobility

    start, end = (panel.at(year).sum(ACTIVITY, skipna=False) for year in (base, panel.entry.period))
    moved = rank_mobility(start, end)
    names = ("kendall", "spearman", "mean_rank_change", "compared")
    row: dict[str, object] = {name: float(moved[name]) for name in names}
    row |= {"panel": panel.entry.id, "start_period": str(base), "end_period": str(panel.entry.period)}
    slices = _both(panel, base, "X_r")
    units = {"mean_rank_change": "rank"}
    return panel.table(
        "mobility",
        [row],
        ("panel",),
        {name: (units.get(name, "1"), Trace(name, "rank_mobility", slices)) for name in names},
    )


def _drivers(panel: PanelValues, base: int) -> ResultTable:
    """Growth of every region, carried by the new drivers and by the rest."""
    import xarray as xr

    from growthpole.diagnose import driver_decomposition

    start, end = panel.at(base), panel.at(panel.entry.period)
    new = xr.DataArray(
        [code in panel.entry.new_drivers for code in start[ACTIVITY].values], coords={ACTIVITY: start[ACTIVITY]}
    )
    regional = driver_decomposition(start, end, new)
    nation = driver_decomposition(start.sum(REGION), end.sum(REGION), new)
    weight = {year: share_of(panel.at(year), new) for year in (base, panel.entry.period)}
    rows: list[dict[str, object]] = []
    for code in (*map(str, start.indexes[REGION]), "all"):
        parts = nation if code == "all" else regional.sel({REGION: code})
        rows.append(
            {
                "region": code,
                "members": panel.groups["regions"] if code == "all" else code,
                "start_period": str(base),
                "end_period": str(panel.entry.period),
                "growth": float(parts["growth"]),
                **{
                    f"{name}_{kind}": float(parts[name].sel({CATEGORY: kind}))
                    for name in ("contribution", "share")
                    for kind in ("new", "old")
                },
                "weight_start": float(weight[base].sel({REGION: code})),
                "weight_end": float(weight[panel.entry.period].sel({REGION: code})),
            }
        )
    everything = _both(panel, base, "X_r", region="$members")
    parts_new = _both(panel, base, "x new", region="$members", activity="|".join(panel.entry.new_drivers))
    columns = {
        "growth": ("1", Trace("growth", "driver_decomposition", everything)),
        **{
            f"{name}_{kind}": ("1", Trace(f"{name}_{kind}", "driver_decomposition", (*parts_new, *everything)))
            for name in ("contribution", "share")
            for kind in ("new", "old")
        },
        "weight_start": ("1", Trace("weight_start", "share", (parts_new[0], everything[0]))),
        "weight_end": ("1", Trace("weight_end", "share", (parts_new[1], everything[1]))),
    }
    return panel.table("drivers", rows, ("region",), columns)


def share_of(x: xr.DataArray, new: xr.DataArray) -> xr.DataArray:
    """Share of the flagged activities in every region, and in all regions together under ``all``."""
    import xarray as xr

    whole = x.sum(REGION).expand_dims({REGION: ["all"]})
    held = xr.concat([x, whole], dim=REGION)
    total = held.sum(ACTIVITY)
    return held.where(new, 0.0).sum(ACTIVITY) / total.where(total > 0)


def _both(panel: PanelValues, base: int, symbol: str, **where: str) -> tuple[Slice, Slice]:
    """The slice of a symbol in the base year and in the year shown."""
    first, last = (panel.slice(f"{symbol} {year}", period=str(year), **where) for year in (base, panel.entry.period))
    return first, last
