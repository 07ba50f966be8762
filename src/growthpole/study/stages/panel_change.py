"""Change of a panel from a base year: shift-share, growth, drivers, every year's level and rank, mobility."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthpole.dims import ACTIVITY, CATEGORY, PERIOD, REGION
from growthpole.provenance import Trace
from growthpole.study.stages.labelled import labelled_rows

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
    grown = {"growth": _rate(before, after), "nation_growth": _rate(start.sum(REGION), end.sum(REGION))}
    span = {"unit": panel.unit, "start_period": str(base), "end_period": str(panel.entry.period)}
    rows = labelled_rows({**columns, **grown}, (ACTIVITY,), **span)
    for row in rows:
        row["members"] = row["activity"]
    whole = {name: float(values.sum(skipna=False)) for name, values in columns.items()}
    rows.append(
        {
            "activity": "all",
            "members": panel.groups["activities"],
            **span,
            **whole,
            "growth": float(_rate(before.sum(), after.sum())),
            "nation_growth": float(_rate(start.sum(), end.sum())),
        }
    )
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
    span: dict[str, object] = {
        "start_period": str(base),
        "end_period": str(panel.entry.period),
        "nation_growth": nation,
    }
    rows = labelled_rows({"growth": rate, "structural_change": moved}, (REGION,), **span)
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
    rows = labelled_rows({"level": totals, "rank": places}, (PERIOD, REGION), unit=panel.unit)
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
    columns = {
        "growth": _with_all(regional["growth"], nation["growth"]),
        **{
            f"{name}_{kind}": _with_all(regional[name].sel({CATEGORY: kind}), nation[name].sel({CATEGORY: kind}))
            for name in ("contribution", "share")
            for kind in ("new", "old")
        },
        "weight_start": _weight(start, new),
        "weight_end": _weight(end, new),
    }
    rows = labelled_rows(columns, (REGION,), start_period=str(base), end_period=str(panel.entry.period))
    for row in rows:
        row["members"] = panel.groups["regions"] if row["region"] == "all" else row["region"]
    everything = _both(panel, base, "X_r", region="$members")
    parts_new = _both(panel, base, "x new", region="$members", activity="|".join(panel.entry.new_drivers))
    traced = {
        "growth": ("1", Trace("growth", "driver_decomposition", everything)),
        **{
            f"{name}_{kind}": ("1", Trace(f"{name}_{kind}", "driver_decomposition", (*parts_new, *everything)))
            for name in ("contribution", "share")
            for kind in ("new", "old")
        },
        "weight_start": ("1", Trace("weight_start", "share", (parts_new[0], everything[0]))),
        "weight_end": ("1", Trace("weight_end", "share", (parts_new[1], everything[1]))),
    }
    return panel.table("drivers", rows, ("region",), traced)


def _weight(x: xr.DataArray, new: xr.DataArray) -> xr.DataArray:
    """Share of the flagged activities in every region, and in all regions together under ``all``."""
    held = _with_all(x, x.sum(REGION))
    total = held.sum(ACTIVITY)
    return held.where(new, 0.0).sum(ACTIVITY) / total.where(total > 0)


def _with_all(values: xr.DataArray, whole: xr.DataArray) -> xr.DataArray:
    """Values of every region, and of all regions together under ``all``."""
    import xarray as xr

    both: xr.DataArray = xr.concat(
        [values.reset_coords(drop=True), whole.reset_coords(drop=True).expand_dims({REGION: ["all"]})], dim=REGION
    )
    return both


def _both(panel: PanelValues, base: int, symbol: str, **where: str) -> tuple[Slice, Slice]:
    """The slice of a symbol in the base year and in the year shown."""
    first, last = (panel.slice(f"{symbol} {year}", period=str(year), **where) for year in (base, panel.entry.period))
    return first, last
