"""Values of one panel of the study: without the nation and what is excluded, with slices that explain them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from growthpole.dims import ACTIVITY, PERIOD, REGION
from growthpole.errors import InputError, listed
from growthpole.provenance import Slice, Trace
from growthpole.tables.results import ResultTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import xarray as xr

    from growthpole.study.shown import PanelEntry
    from growthpole.study.stages import Context

__all__ = ["PanelValues", "panel_values"]


@dataclass(frozen=True, slots=True)
class PanelValues:
    """Values [period, region, activity] of one panel, and the groups of its activities and regions.

    Attributes
    ----------
    activity_groups, region_groups : mapping of label to group
        Empty where the study names no attribute to group by.
    left_out : mapping of label to dimension
        Regions and activities left out because a value is absent.
    """

    entry: PanelEntry
    values: xr.DataArray
    unit: str
    region: str
    groups: dict[str, str]
    activity_groups: Mapping[str, str]
    region_groups: Mapping[str, str]
    left_out: Mapping[str, str]

    def at(self, year: int) -> xr.DataArray:
        """Values of one year."""
        chosen: xr.DataArray = self.values.sel({PERIOD: year}, drop=True)
        return chosen

    def slice(self, name: str, **where: str) -> Slice:
        """Observations behind a symbol; all regions and activities of the panel unless said otherwise."""
        fixed = {
            "indicator": self.entry.indicator,
            "kind": "actual",
            "period": str(self.entry.period),
            "region": "$regions",
            "activity": "$activities",
        }
        return Slice(name, "observe.observations", "value", {**fixed, **where})

    def table(
        self, name: str, rows: list[dict[str, object]], dims: tuple[str, ...], columns: dict[str, tuple[str, Trace]]
    ) -> ResultTable:
        """Result table ``ID_name`` with its columns of numbers, each with unit and trace."""
        import pandas as pd

        return ResultTable(
            stage="diagnose",
            name=f"{self.entry.id}_{name}",
            frame=pd.DataFrame(rows),
            dims=dims,
            units={column: unit for column, (unit, _) in columns.items()},
            traces=tuple(trace for _, trace in columns.values()),
            groups=self.groups,
        )


def panel_values(context: Context, entry: PanelEntry) -> PanelValues:
    """Values of a ``[[panel]]`` of the study.

    Raises
    ------
    InputError
        A year, the region or a peer has no values, or an attribute to group by is unknown or leaves a label out.
    """
    from growthpole.observe import build_panel

    found = context.ingest()
    question = context.case.question
    absent = found.absent.get(entry.indicator, "absent")
    panel = build_panel(found.observations, entry.indicator, absent="zero" if absent == "zero" else "absent")
    held = set(panel.values.indexes[REGION])
    regions = [code for code in found.classifications["region"].children(question.nation) if code in held]
    activities = [str(code) for code in panel.values.indexes[ACTIVITY] if code not in entry.exclude]
    wanted = [year for year in (entry.period, entry.base_period) if year is not None]
    lacking = [str(year) for year in wanted if year not in panel.years]
    lacking += [code for code in (question.region, *question.peers) if code not in regions]
    lacking += [code for code in entry.new_drivers if code not in activities]
    if lacking or not activities:
        raise InputError("no-fact", section=f"[[panel]] {entry.id}", wanted=listed(lacking or ["activities"]))
    shown = panel.values.sel({REGION: regions, ACTIVITY: activities})
    left_out = _left_out(shown.sel({PERIOD: wanted}), {question.region, *question.peers})
    regions = [code for code in regions if left_out.get(code) != REGION]
    activities = [code for code in activities if left_out.get(code) != ACTIVITY]
    if not activities:
        count = int(shown.sel({PERIOD: wanted}).isnull().sum())
        raise InputError("panel-incomplete", panel=entry.id, count=count, indicator=entry.indicator)
    region_groups = _grouped(context, entry, "region", entry.region_groups, regions)
    return PanelValues(
        entry=entry,
        values=shown.sel({REGION: regions, ACTIVITY: activities}),
        unit=panel.unit,
        region=question.region,
        groups={
            "regions": "|".join(regions),
            "activities": "|".join(activities),
            "own": question.region,
            **_members(region_groups),
        },
        activity_groups=_grouped(context, entry, "activity", entry.activity_groups, activities),
        region_groups=region_groups,
        left_out=left_out,
    )


def _members(groups: Mapping[str, str]) -> dict[str, str]:
    """Members of each group of regions under ``group NAME``, for the views."""
    held: dict[str, list[str]] = {}
    for code, group in groups.items():
        held.setdefault(group, []).append(code)
    return {f"group {group}": "|".join(codes) for group, codes in held.items()}


def _left_out(shown: xr.DataArray, kept: set[str]) -> dict[str, str]:
    """What cannot be compared: regions that lack more than half, then activities that lack a region's value.

    The region of the study and its peers (``kept``) stay, whatever they lack.
    """
    absent = shown.isnull().any(PERIOD)
    poor = [str(code) for code in absent[REGION].values[absent.mean(ACTIVITY).values > 0.5] if code not in kept]
    partly = absent.drop_sel({REGION: poor}).any(REGION)
    lacking = [str(code) for code in partly[ACTIVITY].values[partly.values]]
    return {**dict.fromkeys(poor, REGION), **dict.fromkeys(lacking, ACTIVITY)}


def _grouped(context: Context, entry: PanelEntry, name: str, attribute: str, codes: Iterable[str]) -> Mapping[str, str]:
    """Group of each code by an attribute of its classification; a code without one is a group of its own."""
    if not attribute:
        return {}
    classification = context.ingest().classifications[name]
    known = [str(column) for column in classification.frame.columns]
    if attribute not in known:
        section = f"[[panel]] {entry.id} {name}_groups"
        raise InputError("unknown-option", option=section, value=attribute, known=listed(known, 12))
    groups = classification.attribute(attribute)
    return {code: groups[code] or code for code in codes}
